//! One ledger on its machine: the desk under test over a disk, and beside it what must be true of its rows.

use crate::disk::{Blow, Disk};
use crate::fault::Fault;
use crate::people::{content, mark_of};
use crate::promise::{Broken, Promise, holds};
use aggregate::Tally;
use contract::Timestamp;
use soundings_edge_worker::ledger::{Body, Desk, Effect, Event, Failure, Input, Outcome, Pace, ResponseId};
use std::collections::BTreeMap;

/// Who asked a ledger: enough to send the reply on.
pub(crate) trait Asker: Clone {
    fn person(&self) -> usize;
    /// What follows from an event that was decided so: the version that the answer has from now on, `None` once withdrawn.
    fn version(&self) -> Option<u8>;
}

/// The answer of a person as it must be, and the number of the write that made it so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Truth {
    pub(crate) version: Option<u8>,
    pub(crate) write: u64,
}

pub(crate) struct Ledger<J> {
    pub(crate) shard: u16,
    pub(crate) disk: Disk,
    pub(crate) desk: Desk<J>,
    /// Rises with each crash: what was meant for an earlier one reaches nobody.
    pub(crate) life: u32,
    /// Seconds that its clock is off.
    pub(crate) clock_off: i64,
    /// Whether a sync is on its way.
    pub(crate) syncing: bool,
    pace: Pace,
    truth: BTreeMap<usize, Truth>,
    on_disk: BTreeMap<usize, Truth>,
    ids: BTreeMap<usize, ResponseId>,
}

/// What comes of a step.
pub(crate) enum Stepped<J> {
    Done(Vec<Effect<J, Blow>>),
    /// The call failed, the ledger is there.
    Failed,
    /// The machine is gone.
    Gone,
}

impl<J: Asker> Ledger<J> {
    pub(crate) fn new(shard: u16, pace: Pace, fault: Option<Fault>) -> Self {
        Self {
            shard,
            disk: Disk::new(fault),
            desk: Desk::new(pace),
            life: 0,
            clock_off: 0,
            syncing: false,
            pace,
            truth: BTreeMap::new(),
            on_disk: BTreeMap::new(),
            ids: BTreeMap::new(),
        }
    }

    /// What must be true of a person's answer here.
    pub(crate) fn truth(&self, person: usize) -> Option<Truth> {
        self.truth.get(&person).copied()
    }

    /// Takes a step at `seconds` of its clock. `write` numbers the writes of all ledgers.
    pub(crate) fn step(&mut self, seconds: i64, input: Input<J>, write: &mut u64) -> Result<Stepped<J>, Broken> {
        let now = Timestamp::from_unix_seconds(seconds + self.clock_off);
        if let Input::Ask { asker, id, .. } = &input {
            self.ids.insert(asker.person(), *id);
        }
        let checks = matches!(input, Input::Group | Input::Alarm);
        let stepped = self.desk.step(&self.disk, now, input);
        let blown = self.disk.is_gone();
        self.disk.set_fuse(None);
        match stepped {
            Ok(_) if blown => Ok(Stepped::Gone),
            Ok(effects) => {
                for effect in &effects {
                    self.note(effect, write)?;
                }
                if checks {
                    self.check()?;
                }
                Ok(Stepped::Done(effects))
            }
            Err(Failure::Store(Blow::Crash)) => Ok(Stepped::Gone),
            Err(Failure::Store(Blow::Error)) => Ok(Stepped::Failed),
            Err(other) => Err(Broken { promise: Promise::NothingLost, how: format!("shard {}: {other}", self.shard) }),
        }
    }

    /// What was told has happened.
    fn note(&mut self, effect: &Effect<J, Blow>, write: &mut u64) -> Result<(), Broken> {
        if let Effect::Report(_, Failure::Corrupt(corrupt)) = effect {
            return Err(Broken { promise: Promise::NothingLost, how: format!("shard {}: {corrupt}", self.shard) });
        }
        let Effect::Tell(asker, Some(outcome)) = effect else { return Ok(()) };
        let person = asker.person();
        let before = self.truth(person);
        let after = match outcome {
            Outcome::Recorded { .. } => {
                let how = || format!("person {person} is recorded again in shard {}", self.shard);
                holds(before.is_none(), Promise::NothingTwice, how)?;
                asker.version()
            }
            Outcome::Changed { .. } => asker.version(),
            Outcome::Withdrawn => None,
            _ => return Ok(()),
        };
        if before.is_none_or(|before| before.version != after) {
            *write += 1;
            self.truth.insert(person, Truth { version: after, write: *write });
        }
        Ok(())
    }

    /// All that is written is on disk.
    pub(crate) fn sync(&mut self) {
        self.disk.sync();
        self.syncing = false;
        self.on_disk.clone_from(&self.truth);
    }

    /// The machine goes and comes back.
    pub(crate) fn crash(&mut self) {
        self.disk.restart();
        self.desk = Desk::new(self.pace);
        self.life += 1;
        self.syncing = false;
        self.truth.clone_from(&self.on_disk);
    }

    /// Reads an answer as its receipt's holder does: `None` for no answer.
    pub(crate) fn read(&self, id: ResponseId) -> Option<Body> {
        Some(self.desk.books()?.record(&self.disk, id).ok()??.body)
    }

    /// Holds rows and tally against what must be true.
    pub(crate) fn check(&mut self) -> Result<(), Broken> {
        if self.desk.books().is_none() {
            return Ok(());
        }
        let shard = self.shard;
        let mut recount = Tally::new();
        for (person, truth) in &self.truth {
            let id = self.ids.get(person).copied();
            let found = id.and_then(|id| self.desk.books()?.record(&self.disk, id).ok()?);
            let lost = || format!("person {person}'s answer is not in shard {shard}");
            let mut record = found.ok_or_else(|| Broken { promise: Promise::NothingLost, how: lost() })?;
            let said = truth.version.map(|version| content(*person, version));
            if record.body == Body::Deleted {
                // It counts as what it said last.
                let said = said.ok_or_else(|| Broken { promise: Promise::WithdrawnIsGone, how: lost() })?;
                record.body = Body::Here(said);
            } else {
                let same = record.body.content().map(|kept| &kept.answers) == said.as_ref().map(|said| &said.answers);
                let promise = if truth.version.is_none() { Promise::WithdrawnIsGone } else { Promise::NothingLost };
                holds(same, promise, || format!("person {person}'s answer in shard {shard} is not version {truth:?}"))?;
            }
            record.contribution().iter().for_each(|one| recount.record(one));
        }
        let extra = self.disk.memory.tables().responses.len() == self.truth.len();
        holds(extra, Promise::NothingTwice, || format!("shard {shard} has rows that nobody was told of"))?;
        // The ledger's own recount, which knows only the rows.
        let recounted = self.desk.recount(&self.disk, usize::MAX);
        let agrees = recounted.as_ref().is_ok_and(|found| found.is_some_and(|found| found.agrees));
        holds(agrees, Promise::TallyIsRecount, || format!("shard {shard}: {recounted:?}"))?;
        // The next one begins here, and follows what happens until then.
        let begun = self.desk.recount(&self.disk, 1);
        holds(begun.is_ok(), Promise::TallyIsRecount, || format!("shard {shard}: {begun:?}"))?;
        let tally = self.desk.books().map(|books| books.tally().0);
        let same = tally == Some(&recount);
        holds(same, Promise::TallyIsRecount, || format!("shard {shard}: {tally:?}, recounted {recount:?}"))
    }

    /// Whether there is more to delete, at `seconds` of its clock.
    pub(crate) fn is_behind(&self, seconds: i64) -> bool {
        let now = Timestamp::from_unix_seconds(seconds + self.clock_off);
        self.desk.books().and_then(|books| books.next_sweep()).is_some_and(|due| due <= now)
    }

    /// Nothing is there that has had its time, at `seconds` of its clock: in the order in which answers were recorded, since
    /// where the clock went back the later one goes with the earlier one.
    pub(crate) fn check_deleted(&self, seconds: i64) -> Result<(), Broken> {
        let Some(books) = self.desk.books() else { return Ok(()) };
        let now = Timestamp::from_unix_seconds(seconds + self.clock_off);
        let keys: BTreeMap<_, _> = self.disk.memory.tables().responses.iter().map(|(at, (id, _))| (*at, *id)).collect();
        for id in keys.into_values() {
            let record = books.record(&self.disk, id).ok().flatten();
            let Some(record) = record else { continue };
            if books.kept_until(record.recorded_at).is_none_or(|until| until > now) {
                break;
            }
            let how = || format!("shard {}: an answer of {:?} is there at {now:?}", self.shard, record.recorded_at);
            holds(record.body.content().is_none(), Promise::DeletedInTime, how)?;
        }
        Ok(())
    }

    /// What is left of a person's answer in any row, as bytes.
    pub(crate) fn holds_mark(&self, person: usize) -> bool {
        let tables = self.disk.memory.tables();
        let sign = mark_of(person);
        let sign = sign.as_bytes();
        let found = |bytes: &[u8]| bytes.windows(sign.len()).any(|window| window == sign);
        tables.responses.values().any(|(_, record)| found(record))
            || tables.longer.values().any(|record| found(record))
            || tables.undone.values().any(|row| found(row))
            || tables.counts.values().any(|counts| found(counts.as_bytes()))
    }
}

/// The event of a wish under a receipt.
pub(crate) fn event(person: usize, version: Option<u8>) -> Event {
    version.map_or(Event::Withdraw, |version| Event::Change(content(person, version)))
}
