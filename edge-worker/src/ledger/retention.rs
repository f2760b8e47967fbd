//! What is deleted after its time: of each response all that it says. Its row stays, which says that it was there, and its
//! counts stay in the tally; they are noted apart as well, so that a recount comes to the same.

use super::books::{Books, Failure, write_counts};
use super::find::{Found, rewrite};
use super::list::Order;
use super::record::{Body, Corrupt, Lying};
use super::rows::{Counted, Position, Rows};
use aggregate::{Change, Contribution, Slice, Tally};
use contract::Timestamp;
use std::collections::BTreeSet;

/// Responses that one step looks at: of the largest, nine megabytes.
const AT_ONCE: usize = 64;

/// A sweep that is written and not yet booked.
#[derive(Debug)]
pub(super) struct Sweep {
    deleted: Tally,
    counted: Vec<(Position, Contribution)>,
    swept: Option<Position>,
    deleted_at: Option<Timestamp>,
    oldest: Option<Timestamp>,
    looked_at: usize,
}

impl Books {
    /// When the next response has had its time; `None` where none is kept for a time.
    ///
    /// Responses go in the order in which they were recorded: where the clock went back between two, the later one goes
    /// with the earlier one.
    pub fn next_sweep(&self) -> Option<Timestamp> {
        self.kept_until(self.oldest?)
    }

    /// Until when what a response says is kept that was recorded then; `None` where no time is set.
    pub fn kept_until(&self, recorded: Timestamp) -> Option<Timestamp> {
        let days = self.gate.as_ref()?.retention_days?;
        Some(Timestamp::from_unix_seconds(recorded.unix_seconds() + i64::from(days) * 86_400))
    }

    /// How many responses were deleted after their time, and still count.
    pub fn deleted(&self) -> i64 {
        self.deleted.responses()
    }

    /// When responses were last deleted after their time; `None` where none was, or by a version that did not note it.
    pub fn deleted_at(&self) -> Option<Timestamp> {
        self.deleted_at
    }

    /// Deletes some of those that have had their time, within a transaction; [`Self::book_sweep`] follows once the store has
    /// it. What is not folded yet is folded with it, so that recovery never asks what a deleted response counts.
    pub(super) fn write_sweep<R: Rows>(&self, rows: &R, now: Timestamp) -> Result<Sweep, Failure<R::Error>> {
        if self.sequence > self.folded {
            self.write_fold(rows)?;
        }
        let mut sweep = Sweep {
            deleted: self.deleted.clone(),
            counted: Vec::new(),
            swept: self.swept,
            deleted_at: self.deleted_at,
            oldest: self.oldest,
            looked_at: 0,
        };
        let lying = rows.records_behind(Order::Oldest, self.swept, AT_ONCE).map_err(Failure::Store)?;
        let decode = |(place, bytes): (Position, Vec<u8>)| Ok((place, bytes.len(), Lying::decode(&bytes)?));
        let lying = lying.into_iter().map(decode).collect::<Result<Vec<_>, Corrupt>>()?;
        let mut gone = Vec::new();
        for (place, mut found) in self.resolve(rows, lying)? {
            if self.kept_until(found.record.recorded_at).is_none_or(|until| until > now) {
                break;
            }
            (sweep.swept, sweep.looked_at) = (Some(place), sweep.looked_at + 1);
            if let Some(contribution) = found.record.contribution() {
                sweep.deleted.record(&contribution);
                sweep.counted.push((place, contribution));
                found.record.body = Body::Deleted;
                gone.push(found);
            }
        }
        rewrite(rows, self.sequence, &gone.iter().collect::<Vec<&Found>>())?;
        let slices: BTreeSet<Slice> = sweep.counted.iter().flat_map(|(_, one)| Slice::of(one)).collect();
        for slice in &slices {
            write_counts(rows, Counted::Deleted, slice, &sweep.deleted)?;
        }
        if let Some(place) = sweep.swept.filter(|_| sweep.looked_at > 0) {
            rows.put_value("swept", &place.number().to_string()).map_err(Failure::Store)?;
        }
        if !sweep.counted.is_empty() {
            sweep.deleted_at = Some(now);
            rows.put_value("deleted_at", &now.unix_seconds().to_string()).map_err(Failure::Store)?;
        }
        sweep.oldest = self.first_behind(rows, sweep.swept)?;
        Ok(sweep)
    }

    /// Notes that the sweep is written.
    pub(super) fn book_sweep(&mut self, sweep: Sweep) {
        if self.sequence > self.folded {
            self.book_fold();
        }
        if let Some(recount) = &mut self.recount {
            for (place, contribution) in sweep.counted {
                recount.follow(place, &Change { withdrawn: Some(contribution), recorded: None });
            }
        }
        (self.deleted, self.swept, self.oldest) = (sweep.deleted, sweep.swept, sweep.oldest);
        self.deleted_at = sweep.deleted_at;
    }
}
