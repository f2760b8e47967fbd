//! A store in memory, for tests and for the simulator. It can lose what was not yet on disk, as a machine does whose power
//! goes.

use super::books::Failure;
use super::id::ResponseId;
use super::rows::{Generation, Kept, Position, Rows, Sequence, Store};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// The rows of a ledger.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Tables {
    /// The responses.
    pub responses: BTreeMap<(Generation, ResponseId), Kept>,
    /// Generations that are full.
    pub sealed: BTreeMap<Generation, (Sequence, Vec<u8>)>,
    /// What commits took away.
    pub undone: BTreeMap<Sequence, Vec<u8>>,
    /// The folded tally.
    pub counts: BTreeMap<String, String>,
    /// Single values.
    pub values: BTreeMap<String, String>,
}

/// A row as it was before it was written.
#[derive(Debug)]
enum Undo {
    Response((Generation, ResponseId), Option<Kept>),
    Sealed(Generation, Option<(Sequence, Vec<u8>)>),
    Undone(Sequence, Option<Vec<u8>>),
    Counts(String, Option<String>),
    Value(String, Option<String>),
    Made,
}

/// The store.
#[derive(Default, Debug)]
pub struct Memory {
    tables: RefCell<Tables>,
    /// How to go back to what is on disk, the latest write last.
    undo: RefCell<Vec<Undo>>,
    made: Cell<bool>,
    written: Cell<usize>,
}

impl Memory {
    /// The rows as they are.
    pub fn tables(&self) -> std::cell::Ref<'_, Tables> {
        self.tables.borrow()
    }

    /// The rows, to damage them.
    pub fn tables_mut(&self) -> std::cell::RefMut<'_, Tables> {
        self.tables.borrow_mut()
    }

    /// Rows written so far, as a runtime counts them.
    pub fn written(&self) -> usize {
        self.written.get()
    }

    /// All that is committed is on disk from now on.
    pub fn sync(&self) {
        self.undo.borrow_mut().clear();
    }

    /// Loses what is not on disk.
    pub fn lose(&self) {
        self.roll_back(0);
    }

    /// A mark to roll back to.
    pub fn mark(&self) -> usize {
        self.undo.borrow().len()
    }

    /// Undoes all writes since a mark.
    pub fn roll_back(&self, mark: usize) {
        let (mut tables, mut undo) = (self.tables.borrow_mut(), self.undo.borrow_mut());
        for undone in undo.drain(mark..).rev() {
            match undone {
                Undo::Response(key, row) => drop(put(&mut tables.responses, key, row)),
                Undo::Sealed(key, row) => drop(put(&mut tables.sealed, key, row)),
                Undo::Undone(key, row) => drop(put(&mut tables.undone, key, row)),
                Undo::Counts(key, row) => drop(put(&mut tables.counts, key, row)),
                Undo::Value(key, row) => drop(put(&mut tables.values, key, row)),
                Undo::Made => self.made.set(false),
            }
        }
    }

    fn write(&self, write: impl FnOnce(&mut Tables) -> Undo) {
        let undone = write(&mut self.tables.borrow_mut());
        self.undo.borrow_mut().push(undone);
        self.written.set(self.written.get() + 1);
    }
}

/// Puts a row, or takes it away, and gives what was there.
fn put<K: Ord, V>(table: &mut BTreeMap<K, V>, key: K, row: Option<V>) -> Option<V> {
    match row {
        Some(row) => table.insert(key, row),
        None => table.remove(&key),
    }
}

impl Rows for Memory {
    type Error = Infallible;

    fn responses(&self, generation: Generation, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Kept)>, Infallible> {
        let tables = self.tables.borrow();
        Ok(ids.iter().filter_map(|id| Some((*id, tables.responses.get(&(generation, *id))?.clone()))).collect())
    }

    fn put_responses(&self, generation: Generation, rows: &[(ResponseId, Kept)]) -> Result<(), Infallible> {
        for (id, row) in rows {
            self.write(|tables| {
                let key = (generation, *id);
                let before = tables.responses.get(&key).cloned();
                let place = before.as_ref().map_or(row.place, |before| before.place);
                tables.responses.insert(key, Kept { place, record: row.record.clone() });
                Undo::Response(key, before)
            });
        }
        Ok(())
    }

    fn places(&self, generation: Generation) -> Result<Vec<(ResponseId, Position)>, Infallible> {
        let tables = self.tables.borrow();
        let first = (generation, ResponseId::from_bytes([0; 16]));
        let own = tables.responses.range(first..).take_while(|((own, _), _)| *own == generation);
        Ok(own.map(|((_, id), row)| (*id, row.place)).collect())
    }

    fn put_sealed(&self, generation: Generation, last: Sequence, filter: &[u8]) -> Result<(), Infallible> {
        self.write(|tables| {
            let before = put(&mut tables.sealed, generation, Some((last, filter.to_vec())));
            assert!(before.is_none(), "a generation is sealed once");
            Undo::Sealed(generation, before)
        });
        Ok(())
    }

    fn sealed(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Infallible> {
        Ok(self.tables.borrow().sealed.values().cloned().collect())
    }

    fn put_undone(&self, sequence: Sequence, contributions: &[u8]) -> Result<(), Infallible> {
        self.write(|tables| {
            let before = put(&mut tables.undone, sequence, Some(contributions.to_vec()));
            assert!(before.is_none(), "a commit's number is used once");
            Undo::Undone(sequence, before)
        });
        Ok(())
    }

    fn undone(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Infallible> {
        Ok(self.tables.borrow().undone.clone().into_iter().collect())
    }

    fn clear_undone(&self) -> Result<(), Infallible> {
        let numbers: Vec<Sequence> = self.tables.borrow().undone.keys().copied().collect();
        for sequence in numbers {
            self.write(|tables| Undo::Undone(sequence, put(&mut tables.undone, sequence, None)));
        }
        Ok(())
    }

    fn counts(&self) -> Result<Vec<(String, String)>, Infallible> {
        Ok(self.tables.borrow().counts.clone().into_iter().collect())
    }

    fn put_counts(&self, slice: &str, counts: Option<&str>) -> Result<(), Infallible> {
        let (slice, counts) = (slice.to_owned(), counts.map(str::to_owned));
        self.write(|tables| Undo::Counts(slice.clone(), put(&mut tables.counts, slice, counts)));
        Ok(())
    }

    fn value(&self, name: &str) -> Result<Option<String>, Infallible> {
        Ok(self.tables.borrow().values.get(name).cloned())
    }

    fn put_value(&self, name: &str, value: &str) -> Result<(), Infallible> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write(|tables| Undo::Value(name.clone(), put(&mut tables.values, name, Some(value))));
        Ok(())
    }
}

impl Store for Memory {
    fn is_made(&self) -> Result<bool, Infallible> {
        Ok(self.made.get())
    }

    fn make(&self) -> Result<(), Infallible> {
        if !self.made.replace(true) {
            self.undo.borrow_mut().push(Undo::Made);
        }
        Ok(())
    }

    fn transaction<T>(&self, write: impl FnOnce() -> Result<T, Failure<Infallible>>) -> Result<T, Failure<Infallible>> {
        let mut open = Open { store: self, mark: Some(self.mark()) };
        let done = write()?;
        open.mark = None;
        Ok(done)
    }
}

/// A transaction that is rolled back unless it was kept: also where it panics.
struct Open<'a> {
    store: &'a Memory,
    mark: Option<usize>,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if let Some(mark) = self.mark {
            self.store.roll_back(mark);
        }
    }
}
