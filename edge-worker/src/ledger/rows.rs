//! What the ledger needs of a store. An adapter keeps rows and understands none of them.

use super::books::Failure;
use super::id::ResponseId;
use serde::{Deserialize, Serialize};

/// A number of a commit, from 1 on without a gap.
pub type Sequence = u64;

/// A number of a generation, from 0 on without a gap: some thousand responses that were recorded one after the other.
pub type Generation = u64;

/// The place of a response in the order in which they were recorded: which commit recorded it, and as which of its
/// responses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Position(pub Sequence, pub u32);

/// Places of one commit: twice as many as a commit has events.
const PLACES: u64 = 1 << 10;

impl Position {
    /// Behind all places of a commit, and before those of the next.
    pub fn end_of(sequence: Sequence) -> Self {
        // A commit has half as many events as places.
        Self(sequence, PLACES as u32 - 1)
    }

    /// As one number, in the same order: below 2^53, up to which the runtime's are exact, for 2^43 commits.
    pub fn number(self) -> u64 {
        self.0 * PLACES + u64::from(self.1)
    }

    /// The place of that number.
    pub fn from_number(number: u64) -> Self {
        // Below `PLACES`.
        Self(number / PLACES, (number % PLACES) as u32)
    }
}

/// Rows by the number of their commit, the earliest first.
pub type Numbered = Vec<(Sequence, Vec<u8>)>;

/// A response in its row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Its place.
    pub place: Position,
    /// What it says, encoded.
    pub record: Vec<u8>,
}

/// A store of rows. All that is written between two answers of the ledger is written together or not at all; that is
/// the business of who calls (see [`super::Books`]).
pub trait Rows {
    /// What can go wrong in the store.
    type Error;

    /// The responses of these keys that a generation has, in any order.
    fn responses(&self, generation: Generation, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Kept)>, Self::Error>;

    /// Writes responses into a generation. One that is there already keeps its place.
    fn put_responses(&self, generation: Generation, rows: &[(ResponseId, Kept)]) -> Result<(), Self::Error>;

    /// The keys of a generation with their places, in any order.
    fn places(&self, generation: Generation) -> Result<Vec<(ResponseId, Position)>, Self::Error>;

    /// Writes that a generation is full: the number of its last commit, and the filter of its keys.
    fn put_sealed(&self, generation: Generation, last: Sequence, filter: &[u8]) -> Result<(), Self::Error>;

    /// All that are full, the earliest first.
    fn sealed(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Self::Error>;

    /// Writes what a commit took away from the tally.
    fn put_undone(&self, sequence: Sequence, contributions: &[u8]) -> Result<(), Self::Error>;

    /// Everything taken away since the last fold, the earliest first.
    fn undone(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Self::Error>;

    /// Deletes everything taken away.
    fn clear_undone(&self) -> Result<(), Self::Error>;

    /// The folded tally: each slice's name with its counts.
    fn counts(&self) -> Result<Vec<(String, String)>, Self::Error>;

    /// Writes a slice's counts, or deletes them.
    fn put_counts(&self, slice: &str, counts: Option<&str>) -> Result<(), Self::Error>;

    /// A single value.
    fn value(&self, name: &str) -> Result<Option<String>, Self::Error>;

    /// Writes a single value.
    fn put_value(&self, name: &str, value: &str) -> Result<(), Self::Error>;
}

/// A store that a ledger owns: it is made once, and writes in transactions.
pub trait Store: Rows {
    /// Whether it was made: to look at one that nobody made leaves it unmade.
    fn is_made(&self) -> Result<bool, Self::Error>;

    /// Makes it, where it is not made yet, within a transaction.
    fn make(&self) -> Result<(), Self::Error>;

    /// Which responses each commit recorded, where the store is of the first version, which kept them so; `None` for any
    /// other, and for a store that never was of it.
    fn first_version(&self) -> Result<Option<Numbered>, Self::Error> {
        Ok(None)
    }

    /// Moves a response of the first version into a generation.
    fn take_over(&self, _generation: Generation, _id: ResponseId, _place: Position) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Deletes what only the first version had.
    fn end_first_version(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Runs `write` as one transaction: all that it writes is kept, or, where it fails or panics, nothing.
    fn transaction<T>(
        &self,
        write: impl FnOnce() -> Result<T, Failure<Self::Error>>,
    ) -> Result<T, Failure<Self::Error>>;
}
