//! Many answers of one site within minutes. A newsletter makes a burst as well: it is told, and says nothing more.

use super::{FAR, above};
use contract::SiteId;
use std::collections::BTreeMap;

/// Seconds of a bin.
const BIN: i64 = 300;
/// Bins on each side that say what is usual: three hours, so that a night does not make a burst of each morning.
const AROUND: i64 = 36;
/// Answers that a bin has at least, before it is told.
const FEWEST: u32 = 20;

/// When answers were first recorded, by site.
#[derive(Clone, Debug, Default)]
pub struct Bursts(BTreeMap<SiteId, BTreeMap<i64, u32>>);

/// Five minutes in which a site had many more answers than in the hours around.
#[derive(Clone, PartialEq, Debug)]
pub struct Burst {
    /// Where.
    pub site: SiteId,
    /// Its beginning, in seconds since 1970.
    pub from: i64,
    /// Answers.
    pub count: u32,
    /// Answers that five minutes had on average, in the three hours before and after.
    pub expected: f64,
}

impl Burst {
    /// How long it is, in seconds.
    pub const SECONDS: i64 = BIN;
}

impl Bursts {
    /// Adds an answer, with when it was first recorded in seconds since 1970.
    pub fn add(&mut self, site: &SiteId, recorded: i64) {
        let bins = match self.0.get_mut(site) {
            Some(bins) => bins,
            None => self.0.entry(site.clone()).or_default(),
        };
        *bins.entry(recorded.div_euclid(BIN)).or_default() += 1;
    }

    /// Those that are told, in the order of sites and times.
    pub fn found(&self) -> Vec<Burst> {
        let all = || self.0.values().flat_map(BTreeMap::keys).copied();
        // Before the first answer and after the last of any site, nobody could answer, or nobody has yet.
        let (Some(begin), Some(end)) = (all().min(), all().max()) else { return Vec::new() };
        let mut found = Vec::new();
        for (site, bins) in &self.0 {
            for (bin, count) in bins.iter().filter(|(_, count)| **count >= FEWEST) {
                let (from, to) = ((bin - AROUND).max(begin), (bin + AROUND).min(end));
                let others: u32 = bins.range(from..=to).map(|(_, count)| count).sum::<u32>() - count;
                let expected = f64::from(others) / (to - from).max(1) as f64;
                if above(f64::from(*count), expected) > FAR {
                    found.push(Burst { site: site.clone(), from: bin * BIN, count: *count, expected });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn site(name: &str) -> SiteId {
        SiteId::parse(name).unwrap()
    }

    #[test]
    fn a_burst_is_told_and_a_steady_stream_is_not() {
        let mut bursts = Bursts::default();
        for bin in 0..288 {
            (0..30).for_each(|answer| bursts.add(&site("steady"), bin * BIN + answer));
            (0..2).for_each(|answer| bursts.add(&site("blog"), bin * BIN + answer));
        }
        assert_eq!(bursts.found(), []);
        (0..38).for_each(|answer| bursts.add(&site("blog"), 100 * BIN + answer));
        assert_eq!(bursts.found(), [Burst { site: site("blog"), from: 100 * BIN, count: 40, expected: 2.0 }]);
        // z = 2 (sqrt x - sqrt mu) = 5 at x = (2.5 + sqrt 2)^2 = 15.3: the least count decides here.
        let mut few = Bursts::default();
        few.add(&site("blog"), 0);
        few.add(&site("blog"), 200 * BIN);
        (0..19).for_each(|answer| few.add(&site("blog"), 100 * BIN + answer));
        assert_eq!(few.found(), []);
        few.add(&site("blog"), 100 * BIN);
        assert_eq!(few.found().len(), 1);
    }

    proptest! {
        #[test]
        fn what_one_site_does_is_not_told_of_another(times in prop::collection::vec(0..86_400i64, 0..200)) {
            let mut one = Bursts::default();
            times.iter().for_each(|time| one.add(&site("one"), *time));
            let mut both = one.clone();
            // Within the time in which the first site has answers already.
            for time in times.iter().take(19) {
                both.add(&site("two"), *time);
            }
            prop_assert_eq!(one.found(), both.found());
        }
    }
}
