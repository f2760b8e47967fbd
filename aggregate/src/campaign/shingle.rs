//! A text as its runs of four words.

use crate::words::words;
use std::collections::BTreeSet;

/// Words of a run: shorter ones are everybody's phrases; of longer ones too few survive where words are swapped.
pub(crate) const RUN: usize = 4;

/// Runs of words that are the questionnaire's own: whoever quotes the question repeats nobody.
#[derive(Clone, Debug, Default)]
pub struct Own(BTreeSet<u64>);

impl Own {
    /// Those of the questionnaire's texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(texts.into_iter().flat_map(|text| runs(&hashes(text)).collect::<Vec<_>>()).collect())
    }
}

/// What is looked at of one text.
pub(crate) struct Shingles {
    /// The run that begins at each word; `None` where it is the questionnaire's own. Three fewer than words.
    pub(crate) runs: Vec<Option<u64>>,
    /// Whether each word is the person's own: all that is not within a run of the questionnaire's.
    pub(crate) theirs: Vec<bool>,
    /// Stands for the text as a whole; 0 where it has no word.
    pub(crate) whole: u64,
}

impl Shingles {
    pub(crate) fn of(text: &str, own: &Own) -> Self {
        let hashes = hashes(text);
        let mut theirs = vec![true; hashes.len()];
        let mut all: Vec<Option<u64>> = runs(&hashes).map(Some).collect();
        for (at, run) in all.iter_mut().enumerate() {
            if run.is_some_and(|run| own.0.contains(&run)) {
                *run = None;
                theirs[at..at + RUN].fill(false);
            }
        }
        let whole = hashes.iter().fold(0, |whole: u64, word| mixed(whole.rotate_left(5) ^ word));
        Self { runs: all, theirs, whole }
    }

    /// The runs of the text, each once.
    pub(crate) fn distinct(&self) -> Vec<u64> {
        let mut distinct: Vec<u64> = self.runs.iter().flatten().copied().collect();
        distinct.sort_unstable();
        distinct.dedup();
        distinct
    }
}

fn hashes(text: &str) -> Vec<u64> {
    words(text).map(|word| hash(word.plain.as_bytes())).collect()
}

fn runs(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(RUN).map(|run| run.iter().fold(0, |all: u64, word| mixed(all.rotate_left(17) ^ word)))
}

/// FNV-1a, mixed: the same on every machine and in every version, so that what is found can be found again.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    mixed(bytes.iter().fold(0xcbf2_9ce4_8422_2325, fnv))
}

/// Spreads what differs in one bit over all (the last step of SplitMix64).
pub(crate) fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_four_words_without_the_questionnaires_own() {
        let none = Own::default();
        assert!(Shingles::of("One two three.", &none).runs.is_empty());
        let one = Shingles::of("One two three four five", &none);
        let other = Shingles::of("ONE, two; three – four: five!", &none);
        assert_eq!((&one.runs, one.whole), (&other.runs, other.whole));
        assert_eq!(one.runs.len(), 2);
        assert_ne!(one.whole, Shingles::of("one two three five four", &none).whole);

        let own = Own::of(["What would have helped you?"]);
        let quoted = Shingles::of("What would have helped? The letters came late", &own);
        assert_eq!(quoted.theirs, [false, false, false, false, true, true, true, true]);
        assert_eq!(quoted.runs.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, true, true, true]);
        assert_eq!(Shingles::of("?", &own).whole, 0);
    }
}
