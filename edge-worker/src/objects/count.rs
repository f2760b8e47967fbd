//! Joint counts on their way from ledgers: as far as they have come, with how far that is.

use super::Trouble;
use aggregate::{Cross, Query};
use contract::json::Value;
use serde::{Deserialize, Serialize};

/// Rows that a ledger counts before it looks at what has arrived meanwhile: some ten milliseconds.
pub(super) const AT_ONCE: usize = 1_000;
/// Rows that it counts in one call at most. Who asked decides whether to go on.
pub(super) const A_CALL: usize = 20_000;

/// Counts as far as they have come.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct CountWire {
    pub(super) cross: Value,
    /// Responses that there are.
    pub(super) of: i64,
    pub(super) whole: bool,
}

/// Counts of all shards, as far as they have come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    /// The counts.
    pub(crate) cross: Cross,
    /// Responses that there are.
    pub(crate) of: i64,
    /// Whether the counts are those of all.
    pub(crate) whole: bool,
}

impl CountWire {
    pub(super) fn of(cross: &Cross, of: i64, whole: bool) -> Self {
        Self { cross: cross.to_value(), of, whole }
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
        Ok(Self::of(&cross, shards.iter().map(|shard| shard.of).sum(), shards.iter().all(|shard| shard.whole)))
    }

    pub(super) fn read(&self) -> Result<Count, Trouble> {
        let cross = Cross::from_value(&self.cross).ok_or(Trouble::Protocol("counts cannot be read"))?;
        Ok(Count { cross, of: self.of, whole: self.whole })
    }
}

/// A query on its way to a ledger.
pub(super) fn query(value: &Value) -> Result<Query, Trouble> {
    Query::from_value(value).ok_or(Trouble::Protocol("a query cannot be read"))
}
