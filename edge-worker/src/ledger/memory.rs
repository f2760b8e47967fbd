//! A store in memory, for tests and for the simulator. It can lose what was not yet on disk, as a machine does whose power
//! goes.

use super::books::Failure;
use super::id::ResponseId;
use super::list::Order;
use super::rows::{Counted, Generation, Keyed, Placed, Position, Rows, Sequence, Shelf, Store};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Bound::{Excluded, Unbounded};

/// The rows of a ledger.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Tables {
    /// The responses, with their keys.
    pub responses: BTreeMap<Position, (ResponseId, Vec<u8>)>,
    /// What responses were changed to where that was longer.
    pub longer: BTreeMap<Position, Vec<u8>>,
    /// Generations that are full.
    pub sealed: BTreeMap<Generation, (Sequence, Vec<u8>)>,
    /// Their keys, in parts.
    pub keys: BTreeMap<(Generation, u64), Vec<u8>>,
    /// What commits took away.
    pub undone: BTreeMap<Sequence, Vec<u8>>,
    /// The folded tallies.
    pub counts: BTreeMap<(Counted, String), String>,
    /// Single values.
    pub values: BTreeMap<String, String>,
}

/// A row as it was before it was written.
#[derive(Debug)]
enum Undo {
    Response(Position, Option<(ResponseId, Vec<u8>)>),
    Longer(Position, Option<Vec<u8>>),
    Sealed(Generation, Option<(Sequence, Vec<u8>)>),
    Keys((Generation, u64), Option<Vec<u8>>),
    Undone(Sequence, Option<Vec<u8>>),
    Counts((Counted, String), Option<String>),
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
    /// Where a commit began, while it lasts: it reads nothing once it has written.
    committing: Cell<Option<usize>>,
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
                Undo::Longer(key, row) => drop(put(&mut tables.longer, key, row)),
                Undo::Sealed(key, row) => drop(put(&mut tables.sealed, key, row)),
                Undo::Keys(key, row) => drop(put(&mut tables.keys, key, row)),
                Undo::Undone(key, row) => drop(put(&mut tables.undone, key, row)),
                Undo::Counts(key, row) => drop(put(&mut tables.counts, key, row)),
                Undo::Value(key, row) => drop(put(&mut tables.values, key, row)),
                Undo::Made => self.made.set(false),
            }
        }
    }

    fn read(&self) -> std::cell::Ref<'_, Tables> {
        let written = self.committing.get().is_some_and(|began| self.mark() > began);
        assert!(!written, "a commit reads once it has written");
        self.tables()
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

    fn records(&self, shelf: Shelf, places: &[Position]) -> Result<Placed, Infallible> {
        let tables = self.read();
        let record = |place: &Position| match shelf {
            Shelf::Responses => tables.responses.get(place).map(|(_, record)| record),
            Shelf::Longer => tables.longer.get(place),
        };
        Ok(places.iter().filter_map(|place| Some((*place, record(place)?.clone()))).collect())
    }

    fn records_behind(&self, order: Order, after: Option<Position>, limit: usize) -> Result<Placed, Infallible> {
        let tables = self.read();
        let taken = |(place, (_, record)): (&Position, &(ResponseId, Vec<u8>))| (*place, record.clone());
        let bound = after.map_or(Unbounded, Excluded);
        Ok(match order {
            Order::Oldest => tables.responses.range((bound, Unbounded)).take(limit).map(taken).collect(),
            Order::Newest => tables.responses.range((Unbounded, bound)).rev().take(limit).map(taken).collect(),
        })
    }

    fn keyed_behind(&self, after: Option<Position>, limit: usize) -> Result<Keyed, Infallible> {
        let tables = self.read();
        let behind = tables.responses.range((after.map_or(Unbounded, Excluded), Unbounded)).take(limit);
        Ok(behind.map(|(place, (id, record))| (*place, *id, record.clone())).collect())
    }

    fn add_responses(&self, rows: &[(Position, ResponseId, Vec<u8>)]) -> Result<(), Infallible> {
        for (place, id, record) in rows {
            self.write(|tables| {
                let last = tables.responses.keys().next_back();
                assert!(last.is_none_or(|last| last < place), "responses are added behind all that there are");
                Undo::Response(*place, put(&mut tables.responses, *place, Some((*id, record.clone()))))
            });
        }
        Ok(())
    }

    fn add_longer(&self, rows: &[(Position, Vec<u8>)]) -> Result<(), Infallible> {
        for (place, record) in rows {
            self.write(|tables| {
                let last = tables.longer.keys().next_back();
                assert!(last.is_none_or(|last| last < place), "records are added behind all that there are");
                Undo::Longer(*place, put(&mut tables.longer, *place, Some(record.clone())))
            });
        }
        Ok(())
    }

    fn overwrite(&self, shelf: Shelf, place: Position, record: &[u8]) -> Result<(), Infallible> {
        self.write(|tables| match shelf {
            Shelf::Responses => {
                let before = tables.responses.get(&place).cloned();
                let (id, old) = before.clone().expect("what is overwritten is there");
                assert_eq!(old.len(), record.len(), "what is overwritten is as long");
                tables.responses.insert(place, (id, record.to_vec()));
                Undo::Response(place, before)
            }
            Shelf::Longer => {
                let before = tables.longer.insert(place, record.to_vec());
                assert_eq!(before.as_ref().map(Vec::len), Some(record.len()), "what is overwritten is as long");
                Undo::Longer(place, before)
            }
        });
        Ok(())
    }

    fn keys_behind(&self, last: Sequence) -> Result<Vec<(ResponseId, Position)>, Infallible> {
        let tables = self.read();
        Ok(tables.responses.range(Position(last + 1, 0)..).map(|(place, (id, _))| (*id, *place)).collect())
    }

    fn put_keys(&self, generation: Generation, part: u64, keys: &[u8]) -> Result<(), Infallible> {
        self.write(|tables| {
            let before = put(&mut tables.keys, (generation, part), Some(keys.to_vec()));
            assert!(before.is_none(), "a generation is sealed once");
            Undo::Keys((generation, part), before)
        });
        Ok(())
    }

    fn keys(&self, generation: Generation, part: u64) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.read().keys.get(&(generation, part)).cloned())
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
        Ok(self.read().sealed.values().cloned().collect())
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
        Ok(self.read().undone.clone().into_iter().collect())
    }

    fn clear_undone(&self) -> Result<(), Infallible> {
        let numbers: Vec<Sequence> = self.tables.borrow().undone.keys().copied().collect();
        for sequence in numbers {
            self.write(|tables| Undo::Undone(sequence, put(&mut tables.undone, sequence, None)));
        }
        Ok(())
    }

    fn counts(&self, of: Counted) -> Result<Vec<(String, String)>, Infallible> {
        let tables = self.read();
        let own = tables.counts.iter().filter(|((own, _), _)| *own == of);
        Ok(own.map(|((_, slice), counts)| (slice.clone(), counts.clone())).collect())
    }

    fn put_counts(&self, of: Counted, slice: &str, counts: Option<&str>) -> Result<(), Infallible> {
        let (key, counts) = ((of, slice.to_owned()), counts.map(str::to_owned));
        self.write(|tables| Undo::Counts(key.clone(), put(&mut tables.counts, key, counts)));
        Ok(())
    }

    fn value(&self, name: &str) -> Result<Option<String>, Infallible> {
        Ok(self.read().values.get(name).cloned())
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
    fn commit<T>(&self, write: impl FnOnce() -> Result<T, Failure<Infallible>>) -> Result<T, Failure<Infallible>> {
        self.committing.set(Some(self.mark()));
        self.transaction(write)
    }
}

/// A transaction that is rolled back unless it was kept: also where it panics.
struct Open<'a> {
    store: &'a Memory,
    mark: Option<usize>,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.store.committing.set(None);
        if let Some(mark) = self.mark {
            self.store.roll_back(mark);
        }
    }
}
