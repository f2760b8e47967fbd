//! The recount: the tally made anew from the rows, some thousand at a time, while answers go on coming in. What changes
//! behind its back it follows; so in the end it is the recount of the rows of that moment.

use super::books::{Books, Failure};
use super::keys::{PARTS, count_keys};
use super::list::Order;
use super::record::{Corrupt, Lying};
use super::rows::{Generation, Position, Rows};
use aggregate::{Change, Tally};
use serde::{Deserialize, Serialize};

/// Rows that are read at once: of the largest, they are nine megabytes.
const AT_ONCE: usize = 64;

/// A recount under way.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Recount {
    tally: Tally,
    rows: u64,
    reached: Option<Position>,
}

impl Recount {
    /// A response that was counted already has changed.
    pub(super) fn follow(&mut self, place: Position, change: &Change) {
        if self.reached.is_some_and(|reached| place <= reached) {
            self.tally.apply(change);
        }
    }
}

/// What a recount found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recounted {
    /// Responses in rows: those that count, those that were withdrawn, and those that were deleted after their time.
    pub rows: u64,
    /// How many there should be.
    pub expected: u64,
    /// How many of them were deleted after their time.
    pub deleted: i64,
    /// Responses that the tally counts.
    pub tallied: i64,
    /// Responses that the rows count, with those that were deleted.
    pub recounted: i64,
    /// Whether the whole tally is that of the rows, in every count, and no row is missing.
    pub agrees: bool,
}

impl Books {
    /// Goes on with the recount, or begins one, by so many rows. What it found, once it is at the end.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn recount<R: Rows>(&mut self, rows: &R, limit: usize) -> Result<Option<Recounted>, Failure<R::Error>> {
        let mut recount = self.recount.take().unwrap_or_default();
        let mut left = limit;
        while left > 0 {
            let part = left.min(AT_ONCE);
            let lying = rows.records_behind(Order::Oldest, recount.reached, part).map_err(Failure::Store)?;
            let ended = lying.len() < part;
            let decode = |(place, bytes): (Position, Vec<u8>)| Ok((place, bytes.len(), Lying::decode(&bytes)?));
            let lying = lying.into_iter().map(decode).collect::<Result<Vec<_>, Corrupt>>()?;
            for (place, found) in self.resolve(rows, lying)? {
                found.record.contribution().iter().for_each(|one| recount.tally.record(one));
                (recount.rows, recount.reached) = (recount.rows + 1, Some(place));
            }
            if ended {
                return self.recounted(rows, recount).map(Some);
            }
            left -= part;
        }
        self.recount = Some(recount);
        Ok(None)
    }

    fn recounted<R: Rows>(&self, rows: &R, recount: Recount) -> Result<Recounted, Failure<R::Error>> {
        let mut expected = self.filling.len() as u64;
        for generation in 0..self.full_generations() {
            for part in 0..PARTS {
                let keys = rows.keys(generation as Generation, part).map_err(Failure::Store)?;
                expected += keys.map_or(Ok(0), |keys| count_keys(&keys))?;
            }
        }
        let mut tally = recount.tally;
        tally.merge(&self.deleted);
        Ok(Recounted {
            rows: recount.rows,
            expected,
            deleted: self.deleted.responses(),
            tallied: self.tally.responses(),
            recounted: tally.responses(),
            agrees: tally == self.tally && recount.rows == expected,
        })
    }
}
