//! What the ledger needs of a store. An adapter keeps rows and understands none of them.

use super::admission::Spent;
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

    /// Those of these challenges that were used, in any order.
    fn spent(&self, asked: &[Spent]) -> Result<Vec<Spent>, Self::Error>;

    /// Writes that challenges, none of which is there, are used.
    fn put_spent(&self, new: &[Spent]) -> Result<(), Self::Error>;

    /// Deletes those that were expired at `now`, in seconds since 1970; whether some are left.
    fn clear_spent(&self, now: i64) -> Result<bool, Self::Error>;

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
