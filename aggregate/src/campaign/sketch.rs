//! A count-min sketch (Cormode and Muthukrishnan, 2005): how often each of very many things was seen, in memory that does not
//! grow with them. What it says is never too low. It is too high by some thing's share of all that was seen: a campaign is
//! looked for from one in a hundred texts on, and a text of 50 words adds 50 things, so that with [`WIDTH`] the error is
//! about a fiftieth of what is looked for, however many texts there are, in each row; and the lowest of the rows is told.

/// Counters of a row.
const WIDTH: usize = 1 << 18;
/// Rows, each with another place for the same thing.
const ROWS: usize = 4;

/// The counts: 4 MB.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sketch(Vec<u32>);

impl Default for Sketch {
    fn default() -> Self {
        Self(vec![0; ROWS * WIDTH])
    }
}

impl Sketch {
    /// Sees a thing, given by a hash of which every bit counts.
    pub(crate) fn add(&mut self, hash: u64) {
        for place in places(hash) {
            self.0[place] += 1;
        }
    }

    /// How often it was seen, at most.
    pub(crate) fn at_most(&self, hash: u64) -> u32 {
        places(hash).into_iter().map(|place| self.0[place]).min().unwrap_or(0)
    }
}

/// One place in each row: sums of two halves, which are as good as hashes of their own (Kirsch and Mitzenmacher, 2006).
fn places(hash: u64) -> [usize; ROWS] {
    let (one, two) = (hash as u32, (hash >> 32) as u32 | 1);
    std::array::from_fn(|row| {
        let place = one.wrapping_add(two.wrapping_mul(row as u32)) >> (32 - WIDTH.trailing_zeros());
        row * WIDTH + place as usize
    })
}

#[cfg(test)]
mod tests {
    use super::super::shingle::mixed;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_count_is_never_too_low(seen in prop::collection::vec(0..200u64, 0..600)) {
            let (mut sketch, mut exact) = (Sketch::default(), BTreeMap::<u64, u32>::new());
            for thing in &seen {
                sketch.add(mixed(*thing));
                *exact.entry(*thing).or_default() += 1;
            }
            for thing in 0..200 {
                prop_assert!(sketch.at_most(mixed(thing)) >= exact.get(&thing).copied().unwrap_or(0));
            }
        }
    }

    #[test]
    fn what_is_too_much_stays_far_below_what_is_looked_for() {
        // Four thousand texts of fifty words: a campaign is looked for from 40 texts on.
        let mut sketch = Sketch::default();
        (0..200_000).for_each(|thing| sketch.add(mixed(thing)));
        let worst = (0..200_000).map(|thing| sketch.at_most(mixed(thing))).max();
        assert!(worst < Some(6), "{worst:?}");
    }
}
