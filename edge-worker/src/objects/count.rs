//! Joint counts on their way from ledgers: as far as they have come, with how far that is.

use super::Trouble;
use crate::ledger::Books;
use aggregate::{Cross, Query};
use contract::Timestamp;
use contract::json::Value;
use serde::{Deserialize, Serialize};

/// Rows that a ledger counts before it looks at what has arrived meanwhile: some ten milliseconds.
pub(super) const AT_ONCE: usize = 1_000;
/// Rows that it counts in one call at most. Who asked decides whether to go on.
pub(super) const A_CALL: usize = 20_000;

/// Rows that it counts on the way, for a page that shows something else first: some twenty milliseconds.
pub(super) const LATELY: usize = 2_000;

/// Responses that were deleted after their time. They are in every total and in nothing that is counted from rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Deleted {
    /// How many.
    pub(crate) count: i64,
    /// When the last of them were, in seconds since 1970, where that was noted.
    pub(crate) at: Option<i64>,
}

impl Deleted {
    /// Those of one ledger.
    pub(super) fn of(books: &Books) -> Self {
        Self { count: books.deleted(), at: books.deleted_at().map(Timestamp::unix_seconds) }
    }

    /// Those of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self { count: self.count + other.count, at: self.at.max(other.at) }
    }
}

/// Responses that can be counted from rows, and those that were deleted.
pub(super) fn countable(books: &Books) -> (i64, Deleted) {
    let deleted = Deleted::of(books);
    (books.tally().0.responses() - deleted.count, deleted)
}

/// Counts as far as they have come.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct CountWire {
    pub(super) cross: Value,
    /// Responses that can be counted.
    pub(super) of: i64,
    pub(super) whole: bool,
    pub(super) deleted: Deleted,
}

/// Counts of all shards, as far as they have come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    /// The counts.
    pub(crate) cross: Cross,
    /// Responses that can be counted: those that were deleted cannot.
    pub(crate) of: i64,
    /// Whether the counts are those of all these.
    pub(crate) whole: bool,
    /// Those that were deleted.
    pub(crate) deleted: Deleted,
}

impl CountWire {
    pub(super) fn of(cross: &Cross, of: i64, whole: bool, deleted: Deleted) -> Self {
        Self { cross: cross.to_value(), of, whole, deleted }
    }

    /// The sum of the shards' counts.
    pub(super) fn sum(shards: Vec<Self>) -> Result<Self, Trouble> {
        if let [one] = &shards[..] {
            return Ok(one.clone());
        }
        let mut cross = Cross::default();
        for shard in &shards {
            cross.merge(&shard.read()?.cross);
        }
        let deleted = shards.iter().fold(Deleted::default(), |sum, shard| sum.and(shard.deleted));
        let (of, whole) = (shards.iter().map(|shard| shard.of).sum(), shards.iter().all(|shard| shard.whole));
        Ok(Self::of(&cross, of, whole, deleted))
    }

    pub(super) fn read(&self) -> Result<Count, Trouble> {
        let cross = Cross::from_value(&self.cross).ok_or(Trouble::Protocol("counts cannot be read"))?;
        Ok(Count { cross, of: self.of, whole: self.whole, deleted: self.deleted })
    }
}

/// A query on its way to a ledger.
pub(super) fn query(value: &Value) -> Result<Query, Trouble> {
    Query::from_value(value).ok_or(Trouble::Protocol("a query cannot be read"))
}
