//! What is asked of the texts, and what is answered, between the Worker and the consultation's object.

use super::after::After;
use crate::ledger::Position;
use contract::json::Value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a response lies: its shard, and its place in it. It stays the same as long as the response is there, and tells
/// nothing of its receipt.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(crate) struct Place(pub(crate) u16, pub(crate) Position);

impl Place {
    /// Reads what `Display` wrote: `2-51201`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (shard, number) = text.split_once('-')?;
        let place = Self(shard.parse().ok()?, Position::from_number(number.parse().ok()?));
        // One spelling.
        (place.to_string() == text).then_some(place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.0, self.1.number())
    }
}

/// Which texts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) question: String,
    /// Words that all have; those within quotation marks follow each other.
    pub(crate) words: String,
    pub(crate) site: Option<String>,
    /// The code of a language.
    pub(crate) lang: Option<String>,
    pub(crate) campaign: Option<Within>,
    /// Nothing but these: the responses with a tag.
    pub(crate) only: Option<Vec<Place>>,
    pub(crate) order: Order,
    /// Where the page before ended.
    pub(crate) after: After,
    pub(crate) limit: usize,
}

/// Texts by their campaigns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Within {
    /// Those of a campaign, by its number from 0.
    Campaign(usize),
    /// Those of none.
    None,
}

/// In which order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// The latest first.
    Newest,
    /// Few that say much of what all say, then the others, the latest first.
    Representative,
}

/// An answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Told {
    /// The texts are being read.
    Reading { read: usize, of: usize },
    /// They are read.
    Read(Box<Found>),
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    /// When the texts were read, in seconds since 1970.
    pub(crate) as_of: i64,
    /// Whether there are more texts than are looked at.
    pub(crate) more: bool,
    pub(crate) all: usize,
    pub(crate) distinct: usize,
    pub(crate) outside: usize,
    /// Texts from which on they are told as a campaign.
    pub(crate) threshold: usize,
    /// Texts that were asked for.
    pub(crate) matched: usize,
    /// Those of this page, each with the number of its campaign.
    pub(crate) hits: Vec<(Place, Option<usize>)>,
    /// Where this page ends; `None` where it is the last.
    pub(crate) next: Option<After>,
    pub(crate) themes: Vec<Theme>,
    pub(crate) campaigns: Vec<Shared>,
    /// What those answered to the other questions who wrote a text, who wrote a text that no other has, and who are in no
    /// campaign: counts as the tally has them.
    pub(crate) counts: [Value; 3],
    pub(crate) same: Vec<Same>,
    pub(crate) bursts: Vec<Burst>,
}

/// A key phrase.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Theme {
    pub(crate) shown: String,
    pub(crate) plain: String,
    pub(crate) texts: usize,
    pub(crate) distinct: usize,
}

/// A campaign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Shared {
    pub(crate) texts: usize,
    pub(crate) distinct: usize,
    /// Its sample, then some others that differ from each other.
    pub(crate) places: Vec<Place>,
}

/// Responses that answered everything alike.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Same {
    pub(crate) count: usize,
    pub(crate) expected: f64,
}

/// Many answers of one site within five minutes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Burst {
    pub(crate) site: String,
    pub(crate) from: i64,
    pub(crate) count: u32,
    pub(crate) expected: f64,
}
