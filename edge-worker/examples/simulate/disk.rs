//! A ledger's disk: the store in memory, with a fuse that ends the machine or fails one statement, at any of them.

use crate::fault::Fault;
use soundings_edge_worker::ledger::{
    Body, Counted, Failure, Generation, Keyed, Memory, Order, Placed, Position, Record, ResponseId, Rows, Sequence,
    Shelf, Store,
};
use std::cell::Cell;
use std::convert::Infallible;

/// What comes of a statement that was not to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Blow {
    /// The machine is gone: no statement follows.
    Crash,
    /// This statement failed; the next may work.
    Error,
}

impl std::fmt::Display for Blow {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Crash => "the machine is gone",
            Self::Error => "a statement failed",
        })
    }
}

#[derive(Debug)]
pub(crate) struct Disk {
    pub(crate) memory: Memory,
    fault: Option<Fault>,
    /// Statements until the blow.
    fuse: Cell<Option<(u64, Blow)>>,
    gone: Cell<bool>,
}

impl Disk {
    pub(crate) fn new(fault: Option<Fault>) -> Self {
        Self { memory: Memory::default(), fault, fuse: Cell::default(), gone: Cell::default() }
    }

    /// Sets the fuse, or takes it out.
    pub(crate) fn set_fuse(&self, fuse: Option<(u64, Blow)>) {
        self.fuse.set(fuse);
    }

    /// Whether the machine went with a statement.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone.get()
    }

    /// All that is committed is on disk.
    pub(crate) fn sync(&self) {
        self.memory.sync();
    }

    /// The machine comes back: what was not on disk is lost.
    pub(crate) fn restart(&self) {
        self.fuse.set(None);
        self.gone.set(false);
        match self.fault {
            Some(Fault::TransactionsTear) => self.memory.sync(),
            Some(Fault::DiskForgets) => {
                self.memory.lose();
                let last = self.memory.tables().responses.keys().next_back().copied();
                last.and_then(|last| self.memory.tables_mut().responses.remove(&last));
            }
            _ => self.memory.lose(),
        }
    }

    fn statement(&self) -> Result<(), Blow> {
        if self.gone.get() {
            return Err(Blow::Crash);
        }
        match self.fuse.get() {
            Some((0, blow)) => {
                self.fuse.set(None);
                self.gone.set(blow == Blow::Crash);
                Err(blow)
            }
            Some((left, blow)) => {
                self.fuse.set(Some((left - 1, blow)));
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn is(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }
}

fn ok<T>(result: Result<T, Infallible>) -> Result<T, Blow> {
    result.map_err(|never| match never {})
}

impl Rows for Disk {
    type Error = Blow;

    fn records(&self, shelf: Shelf, places: &[Position]) -> Result<Placed, Blow> {
        self.statement()?;
        ok(self.memory.records(shelf, places))
    }

    fn records_behind(&self, order: Order, after: Option<Position>, limit: usize) -> Result<Placed, Blow> {
        self.statement()?;
        ok(self.memory.records_behind(order, after, limit))
    }

    fn keyed_behind(&self, after: Option<Position>, limit: usize) -> Result<Keyed, Blow> {
        self.statement()?;
        ok(self.memory.keyed_behind(after, limit))
    }

    fn add_responses(&self, rows: &[(Position, ResponseId, Vec<u8>)]) -> Result<(), Blow> {
        // Many rows may be many statements.
        for row in rows {
            self.statement()?;
            ok(self.memory.add_responses(std::slice::from_ref(row)))?;
        }
        Ok(())
    }

    fn add_longer(&self, rows: &[(Position, Vec<u8>)]) -> Result<(), Blow> {
        for row in rows {
            self.statement()?;
            ok(self.memory.add_longer(std::slice::from_ref(row)))?;
        }
        Ok(())
    }

    fn overwrite(&self, shelf: Shelf, place: Position, record: &[u8]) -> Result<(), Blow> {
        self.statement()?;
        let blank = record.iter().all(|byte| *byte == 0);
        let deleted = |record| Record::decode(record).is_ok_and(|record| record.body == Body::Deleted);
        if self.is(Fault::KeepsForEver) && deleted(record) {
            return Ok(());
        }
        if blank && self.is(Fault::LeavesShorterRecords) {
            return Ok(());
        }
        ok(self.memory.overwrite(shelf, place, record))
    }

    fn keys_behind(&self, last: Sequence) -> Result<Vec<(ResponseId, Position)>, Blow> {
        self.statement()?;
        ok(self.memory.keys_behind(last))
    }

    fn put_keys(&self, generation: Generation, part: u64, keys: &[u8]) -> Result<(), Blow> {
        self.statement()?;
        if self.is(Fault::ForgetsKeys) {
            return Ok(());
        }
        ok(self.memory.put_keys(generation, part, keys))
    }

    fn keys(&self, generation: Generation, part: u64) -> Result<Option<Vec<u8>>, Blow> {
        self.statement()?;
        ok(self.memory.keys(generation, part))
    }

    fn put_sealed(&self, generation: Generation, last: Sequence, filter: &[u8]) -> Result<(), Blow> {
        self.statement()?;
        let blank = vec![0; filter.len()];
        let filter = if self.is(Fault::FiltersMiss) { &blank } else { filter };
        ok(self.memory.put_sealed(generation, last, filter))
    }

    fn sealed(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Blow> {
        self.statement()?;
        ok(self.memory.sealed())
    }

    fn put_undone(&self, sequence: Sequence, contributions: &[u8]) -> Result<(), Blow> {
        self.statement()?;
        if self.is(Fault::ForgetsUndone) {
            return Ok(());
        }
        ok(self.memory.put_undone(sequence, contributions))
    }

    fn undone(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Blow> {
        self.statement()?;
        ok(self.memory.undone())
    }

    fn clear_undone(&self) -> Result<(), Blow> {
        self.statement()?;
        if self.is(Fault::KeepsUndone) {
            return Ok(());
        }
        ok(self.memory.clear_undone())
    }

    fn counts(&self, of: Counted) -> Result<Vec<(String, String)>, Blow> {
        self.statement()?;
        ok(self.memory.counts(of))
    }

    fn put_counts(&self, of: Counted, slice: &str, counts: Option<&str>) -> Result<(), Blow> {
        self.statement()?;
        let lost = match of {
            Counted::All => Fault::FoldsNothing,
            Counted::Deleted => Fault::ForgetsDeleted,
        };
        if self.is(lost) {
            return Ok(());
        }
        ok(self.memory.put_counts(of, slice, counts))
    }

    fn value(&self, name: &str) -> Result<Option<String>, Blow> {
        self.statement()?;
        ok(self.memory.value(name))
    }

    fn put_value(&self, name: &str, value: &str) -> Result<(), Blow> {
        self.statement()?;
        ok(self.memory.put_value(name, value))
    }
}

impl Store for Disk {
    fn is_made(&self) -> Result<bool, Blow> {
        self.statement()?;
        ok(self.memory.is_made())
    }

    fn make(&self) -> Result<(), Blow> {
        self.statement()?;
        ok(self.memory.make())
    }

    fn transaction<T>(&self, write: impl FnOnce() -> Result<T, Failure<Blow>>) -> Result<T, Failure<Blow>> {
        let mark = self.memory.mark();
        // The commit is a statement as well: it may fail, and the machine may go before it.
        let done = write().and_then(|done| self.statement().map(|()| done).map_err(Failure::Store));
        if done.is_err() && !(self.is_gone() && self.is(Fault::TransactionsTear)) {
            self.memory.roll_back(mark);
        }
        done
    }
}
