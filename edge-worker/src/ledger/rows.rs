//! What the ledger needs of a store. An adapter keeps rows and understands none of them.

use super::books::Failure;
use super::id::ResponseId;

/// A number of a commit, from 1 on without a gap.
pub type Sequence = u64;

/// A store of rows. All that is written between two answers of the ledger is written together or not at all; that is
/// the business of who calls (see [`super::Books`]).
pub trait Rows {
    /// What can go wrong in the store.
    type Error;

    /// The responses of these keys that there are, in any order.
    fn responses(&self, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Vec<u8>)>, Self::Error>;

    /// Writes responses, over those of the same key.
    fn put_responses(&self, rows: &[(ResponseId, Vec<u8>)]) -> Result<(), Self::Error>;

    /// Writes which responses a commit recorded.
    fn put_batch(&self, sequence: Sequence, ids: &[u8]) -> Result<(), Self::Error>;

    /// Batches after a number, the earliest first.
    fn batches_after(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, Self::Error>;

    /// Batches before a number, the latest first.
    fn batches_before(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, Self::Error>;

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

    /// Runs `write` as one transaction: all that it writes is kept, or, where it fails or panics, nothing.
    fn transaction<T>(
        &self,
        write: impl FnOnce() -> Result<T, Failure<Self::Error>>,
    ) -> Result<T, Failure<Self::Error>>;
}
