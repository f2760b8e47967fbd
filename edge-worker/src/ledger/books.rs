//! The books: what the ledger holds in memory beside its rows, how a batch of events is committed, and how the tally is
//! folded and recovered.
//!
//! A commit writes one row for each response, and, only where it changed or withdrew responses, one row with what those
//! counted as before. The tally follows in memory. Now and then it is folded: the slices that changed are written, with the
//! number of the commit up to which they count, and what was taken away is deleted for good. Recovery is then the folded
//! tally and, for each response that a later commit recorded or changed, the difference between what it counts as now and
//! what it counted as at the fold.
//!
//! Those that a later commit recorded are found without an index, which would be a second row for each: responses lie one
//! behind the other in the order of the commits, and a fold that finds some thousand since the last time seals them as a
//! generation, with a filter of their keys and rows that say where each lies. So what no fold has seen lies behind the last
//! generation; recovery reads that, and holds its keys in memory. A key is looked up there, and in those sealed generations
//! whose filter does not rule it out (`find.rs`).

use super::encoding::{read_gate, read_undone, write_gate, write_undone};
use super::filter::Filter;
use super::find::{Found, rewrite};
use super::id::ResponseId;
use super::keys::write_keys;
use super::list::Order;
use super::record::{Body, Corrupt, Lying};
use super::recount::Recount;
use super::rows::{Counted, Generation, Position, Rows, Sequence};
use super::step::{Event, Gate, Outcome, step};
use aggregate::{Change, Contribution, Counts, Slice, Tally};
use contract::json::Value;
use contract::{PageAddress, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// When a ledger folds, and how much it commits at once. A simulation goes at a quicker one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Commits between two folds: bounds recovery, whatever the store's size.
    pub fold_commits: u64,
    /// Responses between two folds, for the same reason: recovery reads each once.
    pub fold_responses: usize,
    /// Events in one commit: at most 1,024, the places that it has.
    pub commit_events: usize,
    /// Responses after which the next fold seals their generation.
    pub generation: usize,
}

impl Pace {
    /// That of a ledger at work: a fold costs a 28th of a row a commit for the usual nine slices of a tally, and a seal a
    /// row for 4,096 answers.
    pub const USUAL: Self = Self { fold_commits: 256, fold_responses: 4_096, commit_events: 512, generation: 4_096 };
}

/// What the ledger holds in memory.
#[derive(Clone, PartialEq, Debug)]
pub struct Books {
    pub(super) pace: Pace,
    pub(super) gate: Option<Gate>,
    pub(super) sequence: Sequence,
    pub(super) folded: Sequence,
    pub(super) tally: Tally,
    /// Slices that changed since the fold.
    dirty: BTreeSet<Slice>,
    /// Responses that commits recorded or changed since the fold.
    unfolded: usize,
    undone: bool,
    /// Generations that are full: the number of each one's last commit, and its filter. Two bytes for each answer.
    pub(super) sealed: Vec<(Sequence, Rc<Filter>)>,
    /// Where those lie that are in no full generation.
    pub(super) filling: BTreeMap<ResponseId, Position>,
    /// What those responses counted that were deleted after their time. It is part of the tally.
    pub(super) deleted: Tally,
    /// Up to where responses were deleted after their time.
    pub(super) swept: Option<Position>,
    /// When responses were last deleted after their time, where that is known.
    pub(super) deleted_at: Option<Timestamp>,
    /// When the first behind that was recorded.
    pub(super) oldest: Option<Timestamp>,
    /// The recount that is under way.
    pub(super) recount: Option<Recount>,
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
    changes: Vec<(Position, Change)>,
    withdrawn: Vec<(Position, Option<PageAddress>)>,
    recorded: Vec<(ResponseId, Position)>,
    now: Timestamp,
    undone: bool,
    fold: bool,
}

impl Commit {
    /// What it changed, each with the place of its response.
    pub fn changes(&self) -> impl Iterator<Item = (Position, &Change)> {
        self.changes.iter().map(|(place, change)| (*place, change))
    }

    /// What it withdrew: the place of each response, and the page that it told.
    pub(super) fn withdrawn(&self) -> &[(Position, Option<PageAddress>)] {
        &self.withdrawn
    }
}

impl Books {
    /// Opens the books over the rows of a store that exists.
    ///
    /// # Errors
    /// [`Failure::Store`]; [`Failure::Corrupt`] rather than a tally that is not that of the rows.
    pub fn open<R: Rows>(rows: &R, pace: Pace) -> Result<Self, Failure<R::Error>> {
        let gate = rows.value("gate").map_err(Failure::Store)?;
        let number = |name| {
            let text = rows.value(name).map_err(Failure::Store)?;
            text.map(|text| text.parse::<u64>().map_err(|_| Failure::Corrupt(Corrupt))).transpose()
        };
        let folded = number("folded")?.unwrap_or(0);
        let mut books = Self {
            pace,
            gate: gate.map(|text| read_gate(&text)).transpose()?,
            sequence: folded,
            folded,
            tally: read_tally(rows, Counted::All)?,
            dirty: BTreeSet::new(),
            unfolded: 0,
            undone: false,
            sealed: Vec::new(),
            filling: BTreeMap::new(),
            deleted: read_tally(rows, Counted::Deleted)?,
            swept: number("swept")?.map(Position::from_number),
            deleted_at: match number("deleted_at")? {
                Some(second) => Some(Timestamp::from_unix_seconds(i64::try_from(second).map_err(|_| Corrupt)?)),
                None => None,
            },
            oldest: None,
            recount: None,
        };
        for (last, filter) in rows.sealed().map_err(Failure::Store)? {
            books.sealed.push((last, Rc::new(Filter::from_bytes(filter).ok_or(Corrupt)?)));
        }
        books.recover(rows)?;
        books.oldest = books.first_behind(rows, books.swept)?;
        Ok(books)
    }

    /// Counts what later commits than the fold did.
    fn recover<R: Rows>(&mut self, rows: &R) -> Result<(), Failure<R::Error>> {
        // For each response that they name, what it counted as at the fold: nothing for those recorded since.
        let mut before: BTreeMap<ResponseId, Option<Contribution>> = BTreeMap::new();
        let last = self.sealed.last().map_or(0, |(last, _)| *last);
        for (id, place) in rows.keys_behind(last).map_err(Failure::Store)? {
            self.filling.insert(id, place);
            if place.0 > self.folded {
                self.sequence = self.sequence.max(place.0);
                before.insert(id, None);
            }
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
        for chunk in ids.chunks(self.pace.commit_events) {
            let found = self.find(rows, chunk)?;
            if found.len() != chunk.len() {
                return Err(Corrupt.into());
            }
            for (id, found) in found {
                let withdrawn = before.remove(&id).flatten();
                self.count(&Change { withdrawn, recorded: found.record.contribution() });
            }
        }
        Ok(())
    }

    /// When the first response behind a place was recorded.
    pub(super) fn first_behind<R: Rows>(
        &self,
        rows: &R,
        after: Option<Position>,
    ) -> Result<Option<Timestamp>, Failure<R::Error>> {
        let first = rows.records_behind(Order::Oldest, after, 1).map_err(Failure::Store)?;
        let Some((place, bytes)) = first.into_iter().next() else { return Ok(None) };
        let lying = vec![(place, bytes.len(), Lying::decode(&bytes)?)];
        Ok(self.resolve(rows, lying)?.first().map(|(_, found)| found.record.recorded_at))
    }

    /// How many generations are full.
    pub(super) fn full_generations(&self) -> Generation {
        self.sealed.len() as Generation
    }

    /// Has it that the next fold writes this slice.
    pub(super) fn touch(&mut self, slice: &Slice) {
        self.dirty.insert(slice.clone());
    }

    pub(super) fn count(&mut self, change: &Change) {
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

    /// Decides about events in their order and writes what follows from them: at most as many as the pace says. The
    /// books stay as they are until [`Self::book`]: the caller writes within a transaction that may still fail.
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
        let mut all = self.find(rows, &ids)?;
        let (mut outcomes, mut changes, sequence) = (Vec::new(), Vec::new(), self.sequence + 1);
        let mut gone = Vec::new();
        let (mut written, mut recorded, mut undone) = (BTreeSet::new(), Vec::new(), Vec::new());
        for (id, event) in events {
            let before = all.get(&id);
            let step = step(gate, now, before.map(|found| &found.record), event);
            outcomes.push(step.outcome);
            let Some(record) = step.write else { continue };
            let withdrawn = before.and_then(|found| found.record.contribution());
            if let (Some(found), Body::Withdrawn) = (before, &record.body) {
                gone.extend(found.record.body.content().map(|content| (found.place, content.page.clone())));
            }
            let found = match before {
                Some(found) => found.with(record),
                None => {
                    // Below the pace's number of events.
                    let place = Position(sequence, recorded.len() as u32);
                    recorded.push((id, place));
                    Found::new(place, record)
                }
            };
            undone.extend(withdrawn.iter().map(|contribution| (id, contribution.clone())));
            changes.push((found.place, Change { withdrawn, recorded: found.record.contribution() }));
            written.insert(id);
            all.insert(id, found);
        }
        let mut commit =
            Commit { outcomes, changes, withdrawn: gone, recorded, now, undone: !undone.is_empty(), fold: false };
        if written.is_empty() {
            return Ok(commit);
        }
        let new = commit.recorded.iter().map(|(id, place)| (*place, *id, all[id].record.encode()));
        rows.add_responses(&new.collect::<Vec<_>>()).map_err(Failure::Store)?;
        let changed = written.iter().map(|id| &all[id]).filter(|found| found.place.0 != sequence);
        let changed: Vec<&Found> = changed.collect();
        rewrite(rows, sequence, &changed)?;
        if !undone.is_empty() {
            rows.put_undone(sequence, &write_undone(&undone)).map_err(Failure::Store)?;
        }
        if sequence - self.folded >= self.pace.fold_commits
            || self.unfolded + commit.changes.len() >= self.pace.fold_responses
        {
            let mut after = self.clone();
            after.book(&commit);
            after.write_fold(rows)?;
            commit.fold = true;
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
        self.filling.extend(commit.recorded.iter().copied());
        if !commit.recorded.is_empty() {
            self.oldest = self.oldest.or(Some(commit.now));
        }
        for (place, change) in &commit.changes {
            self.count(change);
            if let Some(recount) = &mut self.recount {
                recount.follow(*place, change);
            }
        }
        if commit.fold {
            self.book_fold();
        }
    }

    /// Writes the tally, within a transaction; [`Self::book_fold`] follows once the store has it.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn write_fold<R: Rows>(&self, rows: &R) -> Result<(), Failure<R::Error>> {
        if self.seals() {
            let (generation, filter) = (self.full_generations(), Filter::of(self.filling.keys()));
            rows.put_sealed(generation, self.sequence, filter.bytes()).map_err(Failure::Store)?;
            for (part, keys) in write_keys(&self.filling) {
                rows.put_keys(generation, part, &keys).map_err(Failure::Store)?;
            }
        }
        self.write_fold_unsealed(rows)
    }

    /// The same without sealing a generation, however full: for where a commit is not whole yet.
    pub(super) fn write_fold_unsealed<R: Rows>(&self, rows: &R) -> Result<(), Failure<R::Error>> {
        for slice in &self.dirty {
            write_counts(rows, Counted::All, slice, &self.tally)?;
        }
        if self.undone {
            rows.clear_undone().map_err(Failure::Store)?;
        }
        rows.put_value("folded", &self.sequence.to_string()).map_err(Failure::Store)
    }

    /// Whether a fold finds a generation full. All that it holds is folded then, so that recovery need not read it.
    fn seals(&self) -> bool {
        self.filling.len() >= self.pace.generation
    }

    /// Notes that the fold is written.
    pub fn book_fold(&mut self) {
        if self.seals() {
            let filling = std::mem::take(&mut self.filling);
            self.sealed.push((self.sequence, Rc::new(Filter::of(filling.keys()))));
        }
        self.book_fold_unsealed();
    }

    pub(super) fn book_fold_unsealed(&mut self) {
        self.folded = self.sequence;
        self.dirty.clear();
        self.unfolded = 0;
        self.undone = false;
    }
}

fn read_tally<R: Rows>(rows: &R, of: Counted) -> Result<Tally, Failure<R::Error>> {
    let mut slices = Vec::new();
    for (slice, counts) in rows.counts(of).map_err(Failure::Store)? {
        let counts: Value = serde_json::from_str(&counts).map_err(|_| Corrupt)?;
        slices.push((Slice::parse(&slice).ok_or(Corrupt)?, Counts::from_value(&counts).ok_or(Corrupt)?));
    }
    Ok(Tally::from_slices(slices))
}

/// Writes what a tally has in a slice, within a transaction.
pub(super) fn write_counts<R: Rows>(
    rows: &R,
    of: Counted,
    slice: &Slice,
    tally: &Tally,
) -> Result<(), Failure<R::Error>> {
    let counts = tally.get(slice).map(|counts| counts.to_value().to_string());
    rows.put_counts(of, &slice.to_string(), counts.as_deref()).map_err(Failure::Store)
}
