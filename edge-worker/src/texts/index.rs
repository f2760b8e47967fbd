//! All texts of one question, and what was found in them.

use super::after::{After, FIRST};
use super::wire::{Ask, Burst, Found, Order, Place, Same, Shared, Theme, Within};
use crate::ledger::Sequence;
use aggregate::campaign::{self, Campaigns};
use aggregate::phrases::{Phrases, reading_order};
use aggregate::{Cell, Counts, words};
use contract::{Lang, QuestionId, SiteId, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Texts that have a place in the reading order: more than one person reads at a time.
const TO_READ: usize = FIRST;
/// Texts of a campaign that are shown besides its sample.
const OTHERS: usize = 3;
/// Campaigns that are told one by one, the largest; all are counted.
const CAMPAIGNS: usize = 20;

/// A text, with what is known of its response.
#[derive(Debug)]
pub(crate) struct Text {
    pub(super) place: Place,
    pub(super) recorded: i64,
    pub(super) site: SiteId,
    pub(super) lang: Lang,
    pub(super) text: Box<str>,
    /// The numbers of the cells in which the response counts.
    pub(super) cells: Box<[u32]>,
    /// Which key phrases it has.
    pub(super) has: u64,
}

impl Text {
    /// Orders texts by time, the latest first.
    fn key(&self) -> (Reverse<i64>, Place) {
        (Reverse(self.recorded), self.place)
    }
}

/// What is known of all.
#[derive(Debug)]
pub(super) struct About {
    pub(super) question: QuestionId,
    pub(super) began: Vec<Sequence>,
    pub(super) as_of: Timestamp,
    /// Responses that were read for it.
    pub(super) responses: usize,
    pub(super) more: bool,
    pub(super) same: Vec<campaign::Same>,
    pub(super) bursts: Vec<campaign::Burst>,
}

/// All texts of a question.
#[derive(Debug)]
pub(crate) struct Index {
    about: About,
    texts: Vec<Text>,
    campaigns: Campaigns,
    phrases: Phrases,
    /// The texts to read first.
    order: Vec<usize>,
    counts: [Counts; 3],
}

impl Index {
    pub(super) fn new(
        about: About,
        mut texts: Vec<Text>,
        cells: Vec<Cell>,
        campaigns: Campaigns,
        phrases: Phrases,
    ) -> Self {
        texts.iter_mut().for_each(|text| text.has = phrases.of(&text.text));
        let standing = |text: usize| campaigns.standings()[text];
        // Of a campaign one text is read: the others have little that it has not.
        let has = |(text, at): (&Text, usize)| if campaigns.counts_alone(at) { text.has } else { 0 };
        let has: Vec<u64> = texts.iter().zip(0..).map(has).collect();
        let weights: Vec<usize> = phrases.all().iter().map(|phrase| phrase.distinct).collect();
        let lengths: Vec<usize> = texts.iter().map(|text| text.text.len()).collect();
        let order = reading_order(&has, &weights, &lengths, TO_READ);
        let count = |wanted: &dyn Fn(usize) -> bool| {
            let own = texts.iter().zip(0..).filter(|(_, at)| wanted(*at));
            counts(&cells, own.map(|(text, _)| text))
        };
        let counts = [
            count(&|at| standing(at).is_text()),
            count(&|at| standing(at).is_distinct()),
            count(&|at| standing(at).is_text() && standing(at).campaign().is_none()),
        ];
        Self { about, texts, campaigns, phrases, order, counts }
    }

    /// Of which question.
    pub(crate) fn question(&self) -> &QuestionId {
        &self.about.question
    }

    /// The last commit of each shard when it was begun: nothing that these recorded is missing.
    pub(crate) fn began(&self) -> &[Sequence] {
        &self.about.began
    }

    /// When.
    pub(crate) fn as_of(&self) -> Timestamp {
        self.about.as_of
    }

    /// Responses that were read for it, those without a text too.
    pub(crate) fn responses(&self) -> usize {
        self.about.responses
    }

    /// How many texts.
    pub(crate) fn texts(&self) -> usize {
        self.texts.len()
    }

    /// What is asked.
    pub(crate) fn find(&self, ask: &Ask) -> Found {
        let sought = Sought::parse(&ask.words);
        let only: Option<BTreeSet<Place>> = ask.only.as_ref().map(|only| only.iter().copied().collect());
        let standings = self.campaigns.standings();
        let is_asked = |at: &usize| {
            let (text, standing) = (&self.texts[*at], &standings[*at]);
            standing.is_text()
                && ask.site.as_ref().is_none_or(|site| site == text.site.as_str())
                && ask.lang.as_ref().is_none_or(|lang| lang == text.lang.code())
                && only.as_ref().is_none_or(|only| only.contains(&text.place))
                && match ask.campaign {
                    None => true,
                    Some(Within::None) => standing.campaign().is_none(),
                    Some(Within::Campaign(number)) => standing.campaign() == Some(number),
                }
                && sought.is_in(&text.text)
        };
        let mut newest: Vec<usize> = (0..self.texts.len()).filter(is_asked).collect();
        newest.sort_by_key(|at| self.texts[*at].key());
        let matched = newest.len();
        let first = match ask.order {
            // Once the others have begun, none that became representative since is put before them.
            Order::Representative if ask.after.last.is_none() => self.first(&newest, &ask.after),
            Order::Newest | Order::Representative => Vec::new(),
        };
        let (left, next) = self.page(newest, &first, ask);
        let hit = |at: &usize| (self.texts[*at].place, standings[*at].campaign());
        Found {
            as_of: self.about.as_of.unix_seconds(),
            more: self.about.more,
            all: self.campaigns.all(),
            distinct: self.campaigns.distinct(),
            outside: self.campaigns.outside(),
            threshold: self.campaigns.threshold(),
            matched,
            hits: left.iter().map(hit).collect(),
            next,
            themes: self.themes(),
            campaigns: self.campaigns.campaigns().iter().take(CAMPAIGNS).map(|one| self.shared(one)).collect(),
            counts: self.counts.each_ref().map(Counts::to_value),
            same: self.about.same.iter().map(|one| Same { count: one.count, expected: one.expected }).collect(),
            bursts: self.about.bursts.iter().map(burst).collect(),
        }
    }

    /// The representative ones of the texts that are asked for, of which none was shown yet.
    fn first(&self, asked: &[usize], after: &After) -> Vec<usize> {
        let asked: BTreeSet<usize> = asked.iter().copied().collect();
        let is_new = |at: &usize| asked.contains(at) && !after.shown.contains(&self.texts[*at].place);
        self.order.iter().copied().filter(is_new).take(TO_READ.saturating_sub(after.shown.len())).collect()
    }

    /// What comes behind a place, and where it ends. What was recorded since moves nothing: the texts are known by their own
    /// places, and those that came first by theirs.
    fn page(&self, newest: Vec<usize>, first: &[usize], ask: &Ask) -> (Vec<usize>, Option<After>) {
        let (after, texts) = (&ask.after, &self.texts);
        let is_first: BTreeSet<usize> = first.iter().copied().collect();
        let shown: BTreeSet<Place> = after.shown.iter().copied().collect();
        let others = newest.into_iter().filter(|at| {
            let text = &texts[*at];
            let behind = after.last.is_none_or(|(recorded, place)| text.key() > (Reverse(recorded), place));
            behind && !is_first.contains(at) && !shown.contains(&text.place)
        });
        let mut all = first.iter().copied().chain(others);
        let page: Vec<usize> = all.by_ref().take(ask.limit).collect();
        let mut next = after.clone();
        next.count += page.len();
        for at in &page {
            let text = &texts[*at];
            match is_first.contains(at) {
                true => next.shown.push(text.place),
                false => next.last = Some((text.recorded, text.place)),
            }
        }
        let more = all.next().is_some();
        (page, more.then_some(next))
    }

    fn themes(&self) -> Vec<Theme> {
        let theme = |phrase: &aggregate::phrases::Phrase| Theme {
            shown: phrase.shown.clone(),
            plain: phrase.plain.clone(),
            texts: phrase.texts,
            distinct: phrase.distinct,
        };
        self.phrases.all().iter().map(theme).collect()
    }

    fn shared(&self, campaign: &campaign::Campaign) -> Shared {
        let standings = self.campaigns.standings();
        let others = campaign.texts.iter().copied().filter(|at| *at != campaign.sample && standings[*at].is_distinct());
        // From its whole length, since those that were sent one after the other are often alike.
        let others: Vec<usize> = others.collect();
        let step = (others.len() / OTHERS).max(1);
        let shown = [campaign.sample].into_iter().chain(others.into_iter().step_by(step).take(OTHERS));
        Shared {
            texts: campaign.texts.len(),
            distinct: campaign.distinct,
            places: shown.map(|at| self.texts[at].place).collect(),
        }
    }
}

fn burst(one: &campaign::Burst) -> Burst {
    Burst { site: one.site.to_string(), from: one.from, count: one.count, expected: one.expected }
}

fn counts<'a>(cells: &[Cell], texts: impl Iterator<Item = &'a Text>) -> Counts {
    let (mut all, mut responses) = (vec![0i64; cells.len()], 0);
    for text in texts {
        responses += 1;
        text.cells.iter().for_each(|cell| all[*cell as usize] += 1);
    }
    Counts::of(responses, cells.iter().cloned().zip(all))
}

/// What a text must have: words, and runs of words, each with a space at both ends.
struct Sought(Vec<String>);

impl Sought {
    fn parse(words: &str) -> Self {
        let parts = words.split(['"', '\u{201c}', '\u{201d}']).enumerate();
        let runs = parts.flat_map(|(number, part)| {
            let plain = words::plain(part);
            // Every second part stood within quotation marks.
            if number % 2 == 1 { vec![plain] } else { plain.split(' ').map(str::to_owned).collect() }
        });
        Self(runs.filter(|run| !run.is_empty()).map(|run| format!(" {run} ")).collect())
    }

    fn is_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let text = format!(" {} ", words::plain(text));
        self.0.iter().all(|run| text.contains(run.as_str()))
    }
}
