//! The books: what the ledger holds in memory beside its rows, how a batch of events is committed, and how the tally is
//! folded and recovered.
//!
//! A commit writes one row for each response, one row with the keys that it recorded, and, only where it changed or
//! withdrew responses, one row with what those counted as before. The tally follows in memory. Now and then it is
//! folded: the slices that changed are written, with the number of the commit up to which they count, and what was
//! taken away is deleted for good. Recovery is then the folded tally and, for each response that a later commit names,
//! the difference between what it counts as now and what it counted as at the fold.

use super::admission::Spending;
use super::encoding::{read_gate, read_ids, read_undone, write_gate, write_ids, write_undone};
use super::id::ResponseId;
use super::record::{Corrupt, Record};
use super::rows::{Rows, Sequence};
use super::step::{Event, Gate, Outcome, step};
use aggregate::{Change, Contribution, Counts, Slice, Tally};
use contract::Timestamp;
use contract::json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Commits between two folds: bounds recovery, whatever the store's size, at a 28th of a row a commit for the usual nine
/// slices of a tally.
const FOLD_COMMITS: u64 = 256;
/// Responses between two folds, for the same reason: recovery reads each once.
const FOLD_RESPONSES: usize = 4_096;
/// Keys in one batch's row: 64 KB of a row that may have 2 MB. A commit has at most as many events.
pub const COMMIT_EVENTS: usize = 512;

/// What the ledger holds in memory.
#[derive(Clone, PartialEq, Debug)]
pub struct Books {
    gate: Option<Gate>,
    sequence: Sequence,
    folded: Sequence,
    tally: Tally,
    /// Slices that changed since the fold.
    dirty: BTreeSet<Slice>,
    /// Responses named by commits since the fold.
    unfolded: usize,
    undone: bool,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Failure<E> {
    /// The store did not work.
    #[error("the store failed: {0}")]
    Store(E),
    /// The store holds what no version of this program wrote.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
    /// The consultation was never opened.
    #[error("the ledger has no gate")]
    NoGate,
}

/// A commit that is written and not yet booked: the books follow once the store has taken it.
#[derive(Debug)]
pub struct Commit {
    /// What to say to each event, in their order.
    pub outcomes: Vec<Outcome>,
    changes: Vec<Change>,
    undone: bool,
    fold: bool,
}

impl Books {
    /// Opens the books over the rows of a store that exists.
    ///
    /// # Errors
    /// [`Failure::Store`]; [`Failure::Corrupt`] rather than a tally that is not that of the rows.
    pub fn open<R: Rows>(rows: &R) -> Result<Self, Failure<R::Error>> {
        let gate = rows.value("gate").map_err(Failure::Store)?;
        let folded = rows.value("folded").map_err(Failure::Store)?;
        let folded: Sequence = folded.map_or(Ok(0), |text| text.parse().map_err(|_| Corrupt))?;
        let mut slices = Vec::new();
        for (slice, counts) in rows.counts().map_err(Failure::Store)? {
            let counts: Value = serde_json::from_str(&counts).map_err(|_| Corrupt)?;
            slices.push((Slice::parse(&slice).ok_or(Corrupt)?, Counts::from_value(&counts).ok_or(Corrupt)?));
        }
        let mut books = Self {
            gate: gate.map(|text| read_gate(&text)).transpose()?,
            sequence: folded,
            folded,
            tally: Tally::from_slices(slices),
            dirty: BTreeSet::new(),
            unfolded: 0,
            undone: false,
        };
        books.recover(rows)?;
        Ok(books)
    }

    /// Counts what later commits than the fold did.
    fn recover<R: Rows>(&mut self, rows: &R) -> Result<(), Failure<R::Error>> {
        // For each response that they name, what it counted as at the fold: nothing for those recorded since.
        let mut before: BTreeMap<ResponseId, Option<Contribution>> = BTreeMap::new();
        for (sequence, batch) in rows.batches_after(self.folded, u32::MAX).map_err(Failure::Store)? {
            self.sequence = self.sequence.max(sequence);
            before.extend(read_ids(&batch)?.into_iter().map(|id| (id, None)));
        }
        for (sequence, undone) in rows.undone().map_err(Failure::Store)? {
            self.sequence = self.sequence.max(sequence);
            self.undone = true;
            for (id, contribution) in read_undone(&undone)? {
                before.entry(id).or_insert(Some(contribution));
            }
        }
        self.unfolded = before.len();
        let ids: Vec<ResponseId> = before.keys().copied().collect();
        for chunk in ids.chunks(COMMIT_EVENTS) {
            let found = rows.responses(chunk).map_err(Failure::Store)?;
            if found.len() != chunk.len() {
                return Err(Corrupt.into());
            }
            for (id, row) in found {
                let withdrawn = before.remove(&id).flatten();
                self.count(&Change { withdrawn, recorded: Record::decode(&row)?.contribution() });
            }
        }
        Ok(())
    }

    fn count(&mut self, change: &Change) {
        for contribution in change.withdrawn.iter().chain(&change.recorded) {
            self.dirty.extend(Slice::of(contribution));
        }
        self.tally.apply(change);
    }

    /// When answers are taken; `None` before the consultation was first opened.
    pub fn gate(&self) -> Option<&Gate> {
        self.gate.as_ref()
    }

    /// Sets the gate, unless a newer one is set.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn set_gate<R: Rows>(&mut self, rows: &R, gate: Gate) -> Result<(), Failure<R::Error>> {
        if self.gate.as_ref().is_none_or(|own| own.version < gate.version) {
            rows.put_value("gate", &write_gate(&gate)).map_err(Failure::Store)?;
            self.gate = Some(gate);
        }
        Ok(())
    }

    /// The tally of all that is committed, with the number of the last commit.
    pub fn tally(&self) -> (&Tally, Sequence) {
        (&self.tally, self.sequence)
    }

    /// Whether something taken away waits to be deleted by the next fold.
    pub fn awaits_fold(&self) -> bool {
        self.undone
    }

    /// Decides about events in their order and writes what follows from them: at most [`COMMIT_EVENTS`]. The books stay as
    /// they are until [`Self::book`]: the caller writes within a transaction that may still fail.
    ///
    /// # Errors
    /// Any [`Failure`]. Then the transaction must be rolled back.
    pub fn commit<R: Rows>(
        &self,
        rows: &R,
        now: Timestamp,
        events: Vec<(ResponseId, Event)>,
    ) -> Result<Commit, Failure<R::Error>> {
        let gate = self.gate.as_ref().ok_or(Failure::NoGate)?;
        let ids: BTreeSet<ResponseId> = events.iter().map(|(id, _)| *id).collect();
        let ids: Vec<ResponseId> = ids.into_iter().collect();
        let mut records = BTreeMap::new();
        for (id, row) in rows.responses(&ids).map_err(Failure::Store)? {
            records.insert(id, Record::decode(&row)?);
        }
        let mut spending = Spending::open(rows, events.iter().map(|(_, event)| event))?;
        let (mut outcomes, mut changes) = (Vec::new(), Vec::new());
        let (mut written, mut recorded, mut undone) = (BTreeSet::new(), Vec::new(), Vec::new());
        for (id, event) in events {
            let before = records.get(&id);
            let (event, spent) = spending.judge(event);
            let step = step(gate, now, before, event);
            outcomes.push(step.outcome);
            let Some(record) = step.write else { continue };
            if let Some(spent) = spent {
                spending.spend(spent);
            }
            let change = Change { withdrawn: before.and_then(Record::contribution), recorded: record.contribution() };
            match &change.withdrawn {
                None => recorded.push(id),
                Some(contribution) => undone.push((id, contribution.clone())),
            }
            changes.push(change);
            written.insert(id);
            records.insert(id, record);
        }
        let (undone_any, sequence) = (!undone.is_empty(), self.sequence + 1);
        if written.is_empty() {
            return Ok(Commit { outcomes, changes, undone: false, fold: false });
        }
        let rows_written: Vec<_> = written.iter().map(|id| (*id, records[id].encode())).collect();
        rows.put_responses(&rows_written).map_err(Failure::Store)?;
        spending.write(rows, now)?;
        if !recorded.is_empty() {
            rows.put_batch(sequence, &write_ids(&recorded)).map_err(Failure::Store)?;
        }
        if undone_any {
            rows.put_undone(sequence, &write_undone(&undone)).map_err(Failure::Store)?;
        }
        let fold = sequence - self.folded >= FOLD_COMMITS || self.unfolded + changes.len() >= FOLD_RESPONSES;
        let commit = Commit { outcomes, changes, undone: undone_any, fold };
        if fold {
            let mut after = self.clone();
            after.book(&Commit { outcomes: Vec::new(), changes: commit.changes.clone(), fold: false, ..commit });
            after.write_fold(rows)?;
        }
        Ok(commit)
    }

    /// Takes a commit into the books, once the store has it.
    pub fn book(&mut self, commit: &Commit) {
        if commit.changes.is_empty() {
            return;
        }
        self.sequence += 1;
        self.unfolded += commit.changes.len();
        self.undone |= commit.undone;
        commit.changes.iter().for_each(|change| self.count(change));
        if commit.fold {
            self.book_fold();
        }
    }

    /// Writes the tally, within a transaction; [`Self::book_fold`] follows once the store has it.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn write_fold<R: Rows>(&self, rows: &R) -> Result<(), Failure<R::Error>> {
        for slice in &self.dirty {
            let counts = self.tally.get(slice).map(|counts| counts.to_value().to_string());
            rows.put_counts(&slice.to_string(), counts.as_deref()).map_err(Failure::Store)?;
        }
        if self.undone {
            rows.clear_undone().map_err(Failure::Store)?;
        }
        rows.put_value("folded", &self.sequence.to_string()).map_err(Failure::Store)
    }

    /// Notes that the fold is written.
    pub fn book_fold(&mut self) {
        self.folded = self.sequence;
        self.dirty.clear();
        self.unfolded = 0;
        self.undone = false;
    }
}
