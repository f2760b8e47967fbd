//! The books: what the ledger holds in memory beside its rows, how a batch of events is committed, and how the tally is
//! folded and recovered.
//!
//! A commit writes one row for each response, and, only where it changed or withdrew responses, one row with what those
//! counted as before. The tally follows in memory. Now and then it is folded: the slices that changed are written, with the
//! number of the commit up to which they count, and what was taken away is deleted for good. Recovery is then the folded
//! tally and, for each response that a later commit recorded or changed, the difference between what it counts as now and
//! what it counted as at the fold.
//!
//! Those that a later commit recorded are found without an index, which would be a second row for each: responses lie in
//! generations of some thousand, by generation and key, and a fold that finds the generation full seals it with a filter of
//! its keys and begins the next. So what no fold has seen is in the last generation, which recovery reads; and a key is
//! looked up there, and in those sealed ones whose filter does not rule it out.

use super::encoding::{read_gate, read_undone, write_gate, write_undone};
use super::filter::Filter;
use super::id::ResponseId;
use super::record::{Corrupt, Record};
use super::rows::{Generation, Kept, Position, Rows, Sequence};
use super::step::{Event, Gate, Outcome, step};
use aggregate::{Change, Contribution, Counts, Slice, Tally};
use contract::Timestamp;
use contract::json::Value;
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
    pace: Pace,
    gate: Option<Gate>,
    sequence: Sequence,
    folded: Sequence,
    tally: Tally,
    /// Slices that changed since the fold.
    dirty: BTreeSet<Slice>,
    /// Responses that commits recorded or changed since the fold.
    unfolded: usize,
    undone: bool,
    /// Generations that are full: the number of each one's last commit, and its filter. Two bytes for each answer.
    sealed: Vec<(Sequence, Rc<Filter>)>,
    /// The filter of the generation that is being filled, and how many responses it has.
    filling: Filter,
    filled: usize,
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
    /// The place of each change's response.
    places: Vec<Position>,
    recorded: Vec<ResponseId>,
    undone: bool,
    fold: bool,
}

impl Commit {
    /// What it changed, each with the place of its response.
    pub fn changes(&self) -> impl Iterator<Item = (Position, &Change)> {
        self.places.iter().copied().zip(&self.changes)
    }
}

/// A response as it was found.
#[derive(Clone, Debug)]
struct Found {
    generation: Generation,
    place: Position,
    record: Record,
}

impl Books {
    /// Opens the books over the rows of a store that exists.
    ///
    /// # Errors
    /// [`Failure::Store`]; [`Failure::Corrupt`] rather than a tally that is not that of the rows.
    pub fn open<R: Rows>(rows: &R, pace: Pace) -> Result<Self, Failure<R::Error>> {
        let gate = rows.value("gate").map_err(Failure::Store)?;
        let folded = rows.value("folded").map_err(Failure::Store)?;
        let folded: Sequence = folded.map_or(Ok(0), |text| text.parse().map_err(|_| Corrupt))?;
        let mut slices = Vec::new();
        for (slice, counts) in rows.counts().map_err(Failure::Store)? {
            let counts: Value = serde_json::from_str(&counts).map_err(|_| Corrupt)?;
            slices.push((Slice::parse(&slice).ok_or(Corrupt)?, Counts::from_value(&counts).ok_or(Corrupt)?));
        }
        let mut books = Self {
            pace,
            gate: gate.map(|text| read_gate(&text)).transpose()?,
            sequence: folded,
            folded,
            tally: Tally::from_slices(slices),
            dirty: BTreeSet::new(),
            unfolded: 0,
            undone: false,
            sealed: Vec::new(),
            filling: Filter::default(),
            filled: 0,
        };
        for (last, filter) in rows.sealed().map_err(Failure::Store)? {
            books.sealed.push((last, Rc::new(Filter::from_bytes(filter).ok_or(Corrupt)?)));
        }
        books.recover(rows)?;
        Ok(books)
    }

    /// Counts what later commits than the fold did.
    fn recover<R: Rows>(&mut self, rows: &R) -> Result<(), Failure<R::Error>> {
        // For each response that they name, what it counted as at the fold: nothing for those recorded since.
        let mut before: BTreeMap<ResponseId, Option<Contribution>> = BTreeMap::new();
        for (id, place) in rows.places(self.filling_generation()).map_err(Failure::Store)? {
            self.filling.insert(&id);
            self.filled += 1;
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

    fn filling_generation(&self) -> Generation {
        self.sealed.len() as Generation
    }

    /// The responses of these keys that there are, the latest generation first: most of those asked for are new.
    fn find<R: Rows>(&self, rows: &R, ids: &[ResponseId]) -> Result<BTreeMap<ResponseId, Found>, Failure<R::Error>> {
        let mut found = BTreeMap::new();
        let sealed = self.sealed.iter().enumerate().rev();
        let sealed = sealed.map(|(generation, (_, filter))| (generation as Generation, &**filter));
        for (generation, filter) in [(self.filling_generation(), &self.filling)].into_iter().chain(sealed) {
            let may_hold = |id: &ResponseId| !found.contains_key(id) && filter.may_hold(id);
            let here: Vec<ResponseId> = ids.iter().copied().filter(may_hold).collect();
            if here.is_empty() {
                continue;
            }
            for (id, Kept { place, record }) in rows.responses(generation, &here).map_err(Failure::Store)? {
                found.insert(id, Found { generation, place, record: Record::decode(&record)? });
            }
        }
        Ok(found)
    }

    /// The response of a key.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn record<R: Rows>(&self, rows: &R, id: ResponseId) -> Result<Option<Record>, Failure<R::Error>> {
        Ok(self.find(rows, &[id])?.remove(&id).map(|found| found.record))
    }

    /// The place of a response, one that was withdrawn too.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn place<R: Rows>(&self, rows: &R, id: ResponseId) -> Result<Option<Position>, Failure<R::Error>> {
        Ok(self.find(rows, &[id])?.remove(&id).map(|found| found.place))
    }

    /// The generation of a place, or of the first behind it.
    pub(super) fn generation_of(&self, place: Position) -> Generation {
        self.sealed.partition_point(|(last, _)| *last < place.0) as Generation
    }

    /// How many generations there are.
    pub(super) fn generations(&self) -> Generation {
        self.filling_generation() + 1
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
        let mut places = Vec::new();
        let (mut written, mut recorded, mut undone) = (BTreeSet::new(), Vec::new(), Vec::new());
        for (id, event) in events {
            let before = all.get(&id);
            let step = step(gate, now, before.map(|found| &found.record), event);
            outcomes.push(step.outcome);
            let Some(record) = step.write else { continue };
            let withdrawn = before.and_then(|found| found.record.contribution());
            let found = match before {
                Some(found) => Found { record, ..found.clone() },
                None => {
                    // Below the pace's number of events.
                    let place = Position(sequence, recorded.len() as u32);
                    recorded.push(id);
                    Found { generation: self.filling_generation(), place, record }
                }
            };
            undone.extend(withdrawn.iter().map(|contribution| (id, contribution.clone())));
            changes.push(Change { withdrawn, recorded: found.record.contribution() });
            places.push(found.place);
            written.insert((found.generation, id));
            all.insert(id, found);
        }
        if written.is_empty() {
            return Ok(Commit { outcomes, changes, places, recorded, undone: false, fold: false });
        }
        for generation in written.iter().map(|(generation, _)| *generation).collect::<BTreeSet<_>>() {
            let own = written.iter().filter(|(own, _)| *own == generation);
            let kept = own.map(|(_, id)| (*id, Kept { place: all[id].place, record: all[id].record.encode() }));
            rows.put_responses(generation, &kept.collect::<Vec<_>>()).map_err(Failure::Store)?;
        }
        if !undone.is_empty() {
            rows.put_undone(sequence, &write_undone(&undone)).map_err(Failure::Store)?;
        }
        let fold = sequence - self.folded >= self.pace.fold_commits
            || self.unfolded + changes.len() >= self.pace.fold_responses;
        let commit = Commit { outcomes, changes, places, recorded, undone: !undone.is_empty(), fold };
        if fold {
            let mut after = self.clone();
            after.book(&Commit {
                outcomes: Vec::new(),
                places: Vec::new(),
                changes: commit.changes.clone(),
                recorded: commit.recorded.clone(),
                fold: false,
                ..commit
            });
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
        commit.recorded.iter().for_each(|id| self.filling.insert(id));
        self.filled += commit.recorded.len();
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
        if self.seals() {
            let filter = self.filling.bytes();
            rows.put_sealed(self.filling_generation(), self.sequence, filter).map_err(Failure::Store)?;
        }
        rows.put_value("folded", &self.sequence.to_string()).map_err(Failure::Store)
    }

    /// Whether a fold finds the generation full. All that it holds is folded then, so that recovery need not read it.
    fn seals(&self) -> bool {
        self.filled >= self.pace.generation
    }

    /// Notes that the fold is written.
    pub fn book_fold(&mut self) {
        if self.seals() {
            self.sealed.push((self.sequence, Rc::new(std::mem::take(&mut self.filling))));
            self.filled = 0;
        }
        self.folded = self.sequence;
        self.dirty.clear();
        self.unfolded = 0;
        self.undone = false;
    }
}
