//! Key phrases: what many texts have in common, by a method that a reader can check with a search. A phrase is one to three
//! words that follow each other in a text, of which neither the first nor the last is a word that says nothing by itself
//! ([`stop`]). It is counted once for each text, and beside it once for each that counts by itself: of a campaign, and of texts
//! with the same words, one does, so that no letter that many sent hides what the others say. It is told where one in two
//! hundred texts has it, and at least three that count by themselves; one that hardly stands but within a longer one is left
//! out. The order is by the number that count by themselves, times the number of words: a longer phrase says more.
//!
//! Two passes over the texts in one order, as for [`crate::campaign`].

mod order;
mod stop;

pub use order::reading_order;

use crate::campaign::{Sketch, hash};
use crate::words::{Word, words};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use stop::StopWords;

/// Words of a phrase, at most.
const LONGEST: usize = 3;
/// Texts that have a phrase and count by themselves, at least.
const FEWEST: usize = 3;
/// Of all texts, the share that has it at least: one in so many.
const ONE_IN: usize = 200;
/// Phrases that are told at most: as many as there are bits in what says which of them a text has.
const MOST: usize = 64;
/// A phrase of which so many in a hundred of its texts have it within one and the same longer phrase says nothing of its own.
const WITHIN_PERCENT: usize = 80;

/// A phrase that many texts have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phrase {
    /// As the first text has it, in lower case.
    pub shown: String,
    /// As it is searched for.
    pub plain: String,
    /// Texts that have it.
    pub texts: usize,
    /// Those of them that count by themselves.
    pub distinct: usize,
}

/// The first pass: how many texts have each run of words.
#[derive(Debug, Default)]
pub struct Gathering {
    stop: StopWords,
    sketch: Sketch,
    texts: usize,
}

/// The second: exact counts of those that may be frequent enough.
#[derive(Debug)]
pub struct Choosing {
    stop: StopWords,
    sketch: Sketch,
    fewest: usize,
    found: BTreeMap<u64, Phrase>,
}

/// The phrases that were found, the first ones first.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    stop: StopWords,
    phrases: Vec<Phrase>,
    numbers: BTreeMap<u64, usize>,
}

impl Gathering {
    /// Looks at the next text.
    pub fn gather(&mut self, text: &str) {
        self.texts += 1;
        each(text, &self.stop, |key, _| self.sketch.add(key));
    }

    /// Ends the pass.
    pub fn finish(self) -> Choosing {
        let fewest = self.texts.div_ceil(ONE_IN).max(FEWEST);
        Choosing { stop: self.stop, sketch: self.sketch, fewest, found: BTreeMap::new() }
    }
}

impl Choosing {
    /// Looks at the next text; `distinct` says that it counts by itself.
    pub fn choose(&mut self, text: &str, distinct: bool) {
        each(text, &self.stop, |key, run| {
            if (self.sketch.at_most(key) as usize) < self.fewest {
                return;
            }
            let phrase = self.found.entry(key).or_insert_with(|| Phrase {
                shown: run.iter().map(|word| text[word.range.clone()].to_lowercase()).collect::<Vec<_>>().join(" "),
                plain: plain(run),
                texts: 0,
                distinct: 0,
            });
            phrase.texts += 1;
            phrase.distinct += usize::from(distinct);
        });
    }

    /// Ends the pass.
    pub fn finish(self) -> Phrases {
        let mut phrases: Vec<Phrase> = self.found.into_values().collect();
        phrases.retain(|one| one.texts >= self.fewest && one.distinct >= FEWEST);
        let length = |phrase: &Phrase| phrase.plain.split(' ').count();
        phrases.sort_by_key(|phrase| {
            (Reverse(phrase.distinct * length(phrase)), Reverse(phrase.texts), phrase.plain.clone())
        });
        // What each phrase is a part of, by its words: the longest has few parts, so that this is one look at each.
        let mut within = BTreeMap::<String, usize>::new();
        for phrase in &phrases {
            let words: Vec<&str> = phrase.plain.split(' ').collect();
            for long in 1..words.len() {
                for part in words.windows(long) {
                    let most = within.entry(part.join(" ")).or_default();
                    *most = (*most).max(phrase.distinct);
                }
            }
        }
        phrases.retain(|one| within.get(&one.plain).is_none_or(|most| most * 100 < one.distinct * WITHIN_PERCENT));
        phrases.truncate(MOST);
        let numbers =
            phrases.iter().enumerate().map(|(number, phrase)| (hash(phrase.plain.as_bytes()), number)).collect();
        Phrases { stop: self.stop, phrases, numbers }
    }
}

impl Phrases {
    /// All of them.
    pub fn all(&self) -> &[Phrase] {
        &self.phrases
    }

    /// Which of them a text has: a bit each, that of the first the lowest.
    pub fn of(&self, text: &str) -> u64 {
        let mut has = 0;
        each(text, &self.stop, |key, _| has |= self.numbers.get(&key).map_or(0, |number| 1 << number));
        has
    }
}

/// Each phrase of a text, once, with where it first stands.
fn each(text: &str, stop: &StopWords, mut see: impl FnMut(u64, &[Word<'_>])) {
    let words: Vec<(Word<'_>, bool)> = words(text).map(|word| (word.clone(), stop.has(&word.plain))).collect();
    let (words, stops): (Vec<Word<'_>>, Vec<bool>) = words.into_iter().unzip();
    let mut found: Vec<(u64, usize, usize)> = Vec::new();
    for from in (0..words.len()).filter(|from| !stops[*from]) {
        for to in (from + 1..=(from + LONGEST).min(words.len())).filter(|to| !stops[to - 1]) {
            found.push((hash(plain(&words[from..to]).as_bytes()), from, to));
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|(key, ..)| *key);
    for (key, from, to) in found {
        see(key, &words[from..to]);
    }
}

fn plain(run: &[Word<'_>]) -> String {
    run.iter().map(|word| &*word.plain).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
