//! What the ledger needs of a store. An adapter keeps rows and understands none of them.

use super::books::Failure;
use super::id::ResponseId;
use super::list::Order;
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

/// Records by their places.
pub type Placed = Vec<(Position, Vec<u8>)>;

/// Records by their places, with their keys.
pub type Keyed = Vec<(Position, ResponseId, Vec<u8>)>;

/// Where a record may lie. Either only ever grows at its end, and what lies in it is overwritten by as many bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shelf {
    /// The responses, one after the other.
    Responses,
    /// What responses were changed to where that was longer than their record; they then say where it lies here.
    Longer,
}

/// Which counts are folded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Counted {
    /// All that count.
    All,
    /// Those among them whose responses were deleted after their time.
    Deleted,
}

/// A store of rows. All that is written between two answers of the ledger is written together or not at all; that is
/// the business of who calls (see [`super::Books`]).
pub trait Rows {
    /// What can go wrong in the store.
    type Error;

    /// The records at these places of a shelf that there are, in any order.
    fn records(&self, shelf: Shelf, places: &[Position]) -> Result<Placed, Self::Error>;

    /// The next records of the responses behind a place, at most `limit`, in that order.
    fn records_behind(&self, order: Order, after: Option<Position>, limit: usize) -> Result<Placed, Self::Error>;

    /// The same with their keys, the earliest first.
    fn keyed_behind(&self, after: Option<Position>, limit: usize) -> Result<Keyed, Self::Error>;

    /// Adds responses behind all that there are, the earliest first.
    fn add_responses(&self, rows: &[(Position, ResponseId, Vec<u8>)]) -> Result<(), Self::Error>;

    /// Adds what responses were changed to, behind all that there is.
    fn add_longer(&self, rows: &[(Position, Vec<u8>)]) -> Result<(), Self::Error>;

    /// Overwrites a record by one of the same length, in place, so that nothing of it is left.
    fn overwrite(&self, shelf: Shelf, place: Position, record: &[u8]) -> Result<(), Self::Error>;

    /// The keys of responses that later commits than this recorded, with their places, in any order.
    fn keys_behind(&self, last: Sequence) -> Result<Vec<(ResponseId, Position)>, Self::Error>;

    /// Writes that a generation is full: the number of its last commit, and the filter of its keys.
    fn put_sealed(&self, generation: Generation, last: Sequence, filter: &[u8]) -> Result<(), Self::Error>;

    /// All that are full, the earliest first.
    fn sealed(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Self::Error>;

    /// Writes a part of the keys of a generation that is full.
    fn put_keys(&self, generation: Generation, part: u64, keys: &[u8]) -> Result<(), Self::Error>;

    /// A part of the keys of a generation that is full.
    fn keys(&self, generation: Generation, part: u64) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Writes what a commit took away from the tally.
    fn put_undone(&self, sequence: Sequence, contributions: &[u8]) -> Result<(), Self::Error>;

    /// Everything taken away since the last fold, the earliest first.
    fn undone(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Self::Error>;

    /// Deletes everything taken away, so that nothing of it is left.
    fn clear_undone(&self) -> Result<(), Self::Error>;

    /// A folded tally: each slice's name with its counts.
    fn counts(&self, of: Counted) -> Result<Vec<(String, String)>, Self::Error>;

    /// Writes a slice's counts, or deletes them.
    fn put_counts(&self, of: Counted, slice: &str, counts: Option<&str>) -> Result<(), Self::Error>;

    /// A single value.
    fn value(&self, name: &str) -> Result<Option<String>, Self::Error>;

    /// Writes a single value.
    fn put_value(&self, name: &str, value: &str) -> Result<(), Self::Error>;
}

/// Which earlier version a store is of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Earlier {
    /// The first: records by their keys, and which each commit recorded.
    First(Numbered),
    /// The second: records by generation and key.
    Second,
}

/// A store that a ledger owns: it is made once, and writes in transactions.
pub trait Store: Rows {
    /// Whether it was made: to look at one that nobody made leaves it unmade.
    fn is_made(&self) -> Result<bool, Self::Error>;

    /// Makes it, where it is not made yet, within a transaction.
    fn make(&self) -> Result<(), Self::Error>;

    /// Which earlier version the store is of; `None` where it is of this one.
    fn earlier(&self) -> Result<Option<Earlier>, Self::Error> {
        Ok(None)
    }

    /// The records of these keys, of a store of the first version.
    fn first_version(&self, _ids: &[ResponseId]) -> Result<Vec<(ResponseId, Vec<u8>)>, Self::Error> {
        Ok(Vec::new())
    }

    /// The records of a generation, of a store of the second version.
    fn second_version(&self, _generation: Generation) -> Result<Keyed, Self::Error> {
        Ok(Vec::new())
    }

    /// Makes the tables of this version beside those of an earlier one.
    fn begin_take_over(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Deletes what only earlier versions had, so that nothing of it is left.
    fn end_take_over(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Runs `write` as one transaction: all that it writes is kept, or, where it fails or panics, nothing.
    fn transaction<T>(
        &self,
        write: impl FnOnce() -> Result<T, Failure<Self::Error>>,
    ) -> Result<T, Failure<Self::Error>>;

    /// The same for what reads nothing once it has written: a store may then write it all at the end.
    fn commit<T>(&self, write: impl FnOnce() -> Result<T, Failure<Self::Error>>) -> Result<T, Failure<Self::Error>> {
        self.transaction(write)
    }
}
