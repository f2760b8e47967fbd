//! From texts to campaigns, in two passes over them in the same order, each in as many steps as the caller likes. Between
//! the passes memory holds a sketch, and what does not grow with the texts that are in no campaign, but for two numbers each.

use super::found::{Campaigns, Flagged, Hot, Standing, link};
use super::shingle::{Own, RUN, Shingles};
use super::sketch::Sketch;
use super::threshold;
use std::collections::{BTreeMap, BTreeSet};

/// Of a text's own words, the share that must lie in hot runs for it to be flagged, in percent.
const COVERED_PERCENT: usize = 40;
/// Of a text's own words, the number that must lie in hot runs for it to be flagged, or all of a shorter text: two runs.
/// One alone (`we should have a`) may stand in a campaign's letter and in what anybody writes.
const COVERED: usize = 2 * RUN;

/// The first pass: how many texts have each run of four words.
#[derive(Debug)]
pub struct Counting {
    own: Own,
    sketch: Sketch,
    texts: usize,
}

impl Counting {
    /// Before the first text. Runs of the questionnaire's words are left out.
    pub fn new(own: Own) -> Self {
        Self { own, sketch: Sketch::default(), texts: 0 }
    }

    /// Looks at the next text.
    pub fn count(&mut self, text: &str) {
        let shingles = Shingles::of(text, &self.own);
        self.texts += usize::from(shingles.whole != 0);
        shingles.distinct().into_iter().for_each(|run| self.sketch.add(run));
    }

    /// Ends the pass.
    pub fn finish(self) -> Marking {
        Marking {
            own: self.own,
            sketch: self.sketch,
            threshold: threshold(self.texts),
            hot: BTreeMap::new(),
            flagged: Vec::new(),
            seen: BTreeSet::new(),
            standings: Vec::new(),
        }
    }
}

/// The second pass: which texts consist of hot runs.
#[derive(Debug)]
pub struct Marking {
    own: Own,
    sketch: Sketch,
    threshold: usize,
    /// The hot runs that were met, each with a number.
    hot: BTreeMap<u64, Hot>,
    flagged: Vec<Flagged>,
    seen: BTreeSet<u64>,
    standings: Vec<Standing>,
}

impl Marking {
    /// Looks at the next text.
    pub fn mark(&mut self, text: &str) {
        let Shingles { runs, theirs, whole } = Shingles::of(text, &self.own);
        let index = self.standings.len();
        let distinct = whole != 0 && self.seen.insert(whole);
        self.standings.push(Standing::new(whole != 0, distinct));
        let (mut covered, mut hot) = (vec![false; theirs.len()], Vec::new());
        for (at, run) in runs.into_iter().enumerate() {
            let Some(run) = run.filter(|run| self.sketch.at_most(*run) as usize >= self.threshold) else { continue };
            covered[at..at + RUN].fill(true);
            hot.push(run);
        }
        let own = theirs.iter().filter(|theirs| **theirs).count();
        let covered = theirs.iter().zip(covered).filter(|(theirs, covered)| **theirs && *covered).count();
        let flagged = covered > 0 && covered >= own.min(COVERED) && covered * 100 >= own * COVERED_PERCENT;
        hot.sort_unstable();
        hot.dedup();
        let mut numbers = Vec::with_capacity(if flagged { hot.len() } else { 0 });
        for run in hot {
            let number = self.hot.len() as u32;
            let hot = self.hot.entry(run).or_insert(Hot { number, texts: 0, flagged: 0 });
            hot.texts += 1;
            if flagged {
                hot.flagged += 1;
                numbers.push(hot.number);
            }
        }
        if flagged {
            self.flagged.push(Flagged { text: index as u32, words: theirs.len() as u32, distinct, hot: numbers });
        }
    }

    /// Ends the pass: flagged texts that share a run are one campaign.
    pub fn finish(self) -> Campaigns {
        let mut hot: Vec<Hot> = self.hot.into_values().collect();
        hot.sort_unstable_by_key(|hot| hot.number);
        link(self.standings, &self.flagged, &hot, self.threshold)
    }
}
