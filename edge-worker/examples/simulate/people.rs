//! The people who answer: what each wants, and what each was told.

use crate::random::Random;
use contract::{Answer, IdempotencyKey, Lang, OptionId, QuestionId, SiteId};
use soundings_edge_worker::ledger::Content;

/// What a person wants next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wish {
    /// To answer, with that version of what they say.
    Send(u8),
    /// To say something else, by the receipt.
    Change(u8),
    /// To withdraw.
    Withdraw,
    /// To see what is kept.
    Read,
}

/// What a receipt says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Told {
    pub(crate) shard: u16,
    pub(crate) secret: [u8; 16],
}

/// A person.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) key: IdempotencyKey,
    /// In their order; the first is always to send.
    pub(crate) wishes: Vec<Wish>,
    pub(crate) at: usize,
    /// Rises with each try: a reply to an earlier one is read all the same, and ends nothing.
    pub(crate) tries: u32,
    pub(crate) receipt: Option<Told>,
    /// When the first reply said that it was recorded, in seconds since 1970.
    pub(crate) recorded: Option<i64>,
    /// The latest state of the answer that a reply proved: where, and the number of the write.
    pub(crate) proved: Option<(u16, u64)>,
    pub(crate) withdrawn: bool,
}

impl Person {
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut wishes = vec![Wish::Send(0)];
        for version in 1..=random.below(4) as u8 {
            wishes.push(match random.below(10) {
                0..4 => Wish::Change(version),
                // The same key again: with what was sent first, or with something else.
                4 => Wish::Send(0),
                5 => Wish::Send(version),
                6..8 => Wish::Withdraw,
                _ => Wish::Read,
            });
        }
        let key = IdempotencyKey::from_bytes(random.bytes());
        Self { key, wishes, at: 0, tries: 0, receipt: None, recorded: None, proved: None, withdrawn: false }
    }

    pub(crate) fn wish(&self) -> Option<Wish> {
        self.wishes.get(self.at).copied()
    }
}

/// The option that this person alone chooses, in that version alone: counted twice it shows.
pub(crate) fn mark(person: usize, version: u8) -> String {
    format!("{}{version}", mark_of(person))
}

/// What all of a person's options begin with: long enough that no key or fingerprint has it by chance.
pub(crate) fn mark_of(person: usize) -> String {
    format!("answer-of-{person}-")
}

/// Whose option it is.
pub(crate) fn whose(option: &OptionId) -> Option<usize> {
    option.as_str().strip_prefix("answer-of-")?.split_once('-')?.0.parse().ok()
}

/// What the person says in that version.
pub(crate) fn content(person: usize, version: u8) -> Content {
    // All are identifiers.
    let id = QuestionId::parse("q").expect("a question's identifier");
    let option = OptionId::parse(&mark(person, version)).expect("an option's identifier");
    // Versions are of different lengths: some fit where an earlier one lies, and some do not.
    let more = "x".repeat(usize::from(version) * 37 % 100);
    let words = QuestionId::parse("w").expect("a question's identifier");
    let site = if person.is_multiple_of(2) { "forum" } else { "blog" };
    Content {
        revision: 1,
        site: SiteId::parse(site).expect("a site's identifier"),
        lang: Lang::ALL[person % 2],
        page: None,
        answers: vec![(id, Answer::SingleChoice(option)), (words, Answer::FreeText(more))],
    }
}
