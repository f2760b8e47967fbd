//! The campaigns that were found, and how flagged texts become one.

use super::FEWEST;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A run of four words that many texts have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hot {
    pub(super) number: u32,
    /// Texts that have it.
    pub(super) texts: u32,
    /// Flagged ones among them.
    pub(super) flagged: u32,
}

impl Hot {
    /// Whether texts that share it belong together. A phrase that everybody uses is hot as well; most who use it are in no
    /// campaign, so that it does not make one of two.
    fn links(&self, threshold: usize) -> bool {
        self.texts as usize >= threshold && self.flagged * 2 >= self.texts
    }
}

/// A text that consists of hot runs.
#[derive(Debug)]
pub(super) struct Flagged {
    pub(super) text: u32,
    pub(super) words: u32,
    /// Whether it is the first with these words.
    pub(super) distinct: bool,
    /// The numbers of its hot runs.
    pub(super) hot: Vec<u32>,
}

/// How a text stands among the others. Texts are known by their number, in the order in which they were looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    any: bool,
    distinct: bool,
    campaign: Option<u32>,
}

impl Standing {
    pub(super) fn new(any: bool, distinct: bool) -> Self {
        Self { any, distinct, campaign: None }
    }

    /// Whether it has any word; one without is no text.
    pub fn is_text(&self) -> bool {
        self.any
    }

    /// Whether it is the first with its words, whatever their case and punctuation.
    pub fn is_distinct(&self) -> bool {
        self.distinct
    }

    /// The number of its campaign.
    pub fn campaign(&self) -> Option<usize> {
        self.campaign.map(|number| number as usize)
    }
}

/// Texts that are one text, or parts of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Campaign {
    /// The text that has most of what the others share, and little beside it.
    pub sample: usize,
    /// All its texts, in their order.
    pub texts: Vec<usize>,
    /// How many of them differ.
    pub distinct: usize,
}

/// What was found in all texts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Campaigns {
    standings: Vec<Standing>,
    campaigns: Vec<Campaign>,
    threshold: usize,
}

impl Campaigns {
    /// How each text stands, in their order.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// The campaigns, the largest first.
    pub fn campaigns(&self) -> &[Campaign] {
        &self.campaigns
    }

    /// Texts from which on a run of words was hot.
    pub fn threshold(&self) -> usize {
        self.threshold
    }

    /// Texts.
    pub fn all(&self) -> usize {
        self.standings.iter().filter(|one| one.any).count()
    }

    /// Texts that differ in their words.
    pub fn distinct(&self) -> usize {
        self.standings.iter().filter(|one| one.distinct).count()
    }

    /// Whether a text counts by itself: it is in no campaign, and the first with its words; or it is its campaign's sample.
    pub fn counts_alone(&self, text: usize) -> bool {
        match self.standings[text].campaign() {
            Some(number) => self.campaigns[number].sample == text,
            None => self.standings[text].is_distinct(),
        }
    }

    /// Texts in no campaign.
    pub fn outside(&self) -> usize {
        self.standings.iter().filter(|one| one.any && one.campaign.is_none()).count()
    }
}

/// Makes campaigns of the flagged texts that share a hot run, directly or through others.
pub(super) fn link(mut standings: Vec<Standing>, flagged: &[Flagged], hot: &[Hot], threshold: usize) -> Campaigns {
    let mut groups = Groups((0..flagged.len()).collect());
    let mut first = vec![None; hot.len()];
    for (at, one) in flagged.iter().enumerate() {
        for number in one.hot.iter().map(|number| *number as usize).filter(|number| hot[*number].links(threshold)) {
            match first[number] {
                None => first[number] = Some(at),
                Some(other) => groups.join(at, other),
            }
        }
    }
    let mut members = BTreeMap::<usize, Vec<&Flagged>>::new();
    for (at, one) in flagged.iter().enumerate() {
        members.entry(groups.of(at)).or_default().push(one);
    }
    let mut campaigns: Vec<Campaign> = members
        .into_values()
        .filter(|group| group.len() >= FEWEST)
        .map(|group| campaign(&group, hot, threshold))
        .collect();
    campaigns.sort_by_key(|campaign| (Reverse(campaign.texts.len()), campaign.sample));
    for (number, campaign) in (0..).zip(&campaigns) {
        campaign.texts.iter().for_each(|text| standings[*text].campaign = Some(number));
    }
    Campaigns { standings, campaigns, threshold }
}

fn campaign(group: &[&Flagged], hot: &[Hot], threshold: usize) -> Campaign {
    let shared = |one: &Flagged| -> u64 {
        let links = one.hot.iter().map(|number| hot[*number as usize]).filter(|hot| hot.links(threshold));
        links.map(|hot| u64::from(hot.texts)).sum()
    };
    // In the order of the texts, so that of those that are alike the first is taken.
    let sample = group.iter().max_by_key(|one| (shared(one), Reverse((one.words, one.text))));
    Campaign {
        sample: sample.map_or(0, |one| one.text as usize),
        texts: group.iter().map(|one| one.text as usize).collect(),
        distinct: group.iter().filter(|one| one.distinct).count(),
    }
}

/// Sets that are joined (union-find, by path halving; the lower number is the set's).
struct Groups(Vec<usize>);

impl Groups {
    fn of(&mut self, mut one: usize) -> usize {
        while self.0[one] != one {
            self.0[one] = self.0[self.0[one]];
            one = self.0[one];
        }
        one
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }
}
