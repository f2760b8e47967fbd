//! A ledger's tally on its way to whoever adds it up.

use super::Trouble;
use crate::ledger::{Books, Sequence};
use aggregate::{Counts, Slice, Tally};
use contract::json::Value;
use serde::{Deserialize, Serialize};

/// Which slices of a tally are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum SliceKind {
    /// All responses.
    All,
    /// Each site.
    Site,
    /// Each language.
    Lang,
    /// Each day.
    Day,
}

impl SliceKind {
    fn has(self, slice: &Slice) -> bool {
        match slice {
            Slice::All => self == Self::All,
            Slice::Site(_) => self == Self::Site,
            Slice::Lang(_) => self == Self::Lang,
            Slice::Day(_) => self == Self::Day,
        }
    }
}

/// A tally on its way from a ledger, with the number of its last commit.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TallyWire {
    pub(crate) sequence: Sequence,
    pub(crate) responses: i64,
    /// How many of them were deleted after their time.
    pub(crate) deleted: i64,
    /// Rows that the object wrote since it was started, as its SQLite counts them.
    pub(crate) rows_written: u64,
    slices: Vec<(String, Value)>,
}

impl TallyWire {
    /// That of a ledger that was never told of anything.
    pub(super) fn nothing() -> Self {
        Self { sequence: 0, responses: 0, deleted: 0, rows_written: 0, slices: Vec::new() }
    }

    pub(super) fn of(books: &Books, kinds: &[SliceKind], rows_written: u64) -> Self {
        let (tally, sequence) = books.tally();
        let asked = tally.slices().filter(|(slice, _)| kinds.iter().any(|kind| kind.has(slice)));
        let slices = asked.map(|(slice, counts)| (slice.to_string(), counts.to_value())).collect();
        Self { sequence, responses: tally.responses(), deleted: books.deleted(), rows_written, slices }
    }

    pub(crate) fn read(&self) -> Result<Tally, Trouble> {
        let slice = |(name, counts): &(String, Value)| Some((Slice::parse(name)?, Counts::from_value(counts)?));
        let slices: Option<Vec<_>> = self.slices.iter().map(slice).collect();
        slices.map(Tally::from_slices).ok_or(Trouble::Protocol("a tally cannot be read"))
    }
}
