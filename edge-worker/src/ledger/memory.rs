//! A store in memory, for the tests of what stands above it.

use super::admission::Spent;
use super::id::ResponseId;
use super::rows::{Rows, Sequence};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

#[derive(Clone, Default, Debug)]
pub(super) struct Tables {
    pub(super) responses: BTreeMap<ResponseId, Vec<u8>>,
    pub(super) spent: BTreeSet<Spent>,
    pub(super) batches: BTreeMap<Sequence, Vec<u8>>,
    pub(super) undone: BTreeMap<Sequence, Vec<u8>>,
    counts: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
    /// Rows written, as the runtime counts them.
    pub(super) written: usize,
}

#[derive(Default, Debug)]
pub(super) struct Memory(pub(super) RefCell<Tables>);

impl Memory {
    fn write(&self, rows: usize, write: impl FnOnce(&mut Tables)) -> Result<(), Infallible> {
        let mut tables = self.0.borrow_mut();
        write(&mut tables);
        tables.written += rows;
        Ok(())
    }
}

fn pairs<K: Clone, V: Clone>(entries: impl Iterator<Item = (K, V)>, limit: u32) -> Vec<(K, V)> {
    entries.take(limit as usize).collect()
}

impl Rows for Memory {
    type Error = Infallible;

    fn responses(&self, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Vec<u8>)>, Infallible> {
        let tables = self.0.borrow();
        Ok(ids.iter().filter_map(|id| Some((*id, tables.responses.get(id)?.clone()))).collect())
    }

    fn put_responses(&self, rows: &[(ResponseId, Vec<u8>)]) -> Result<(), Infallible> {
        self.write(rows.len(), |tables| tables.responses.extend(rows.iter().cloned()))
    }

    fn spent(&self, asked: &[Spent]) -> Result<Vec<Spent>, Infallible> {
        let tables = self.0.borrow();
        Ok(asked.iter().filter(|one| tables.spent.contains(one)).copied().collect())
    }

    fn put_spent(&self, new: &[Spent]) -> Result<(), Infallible> {
        self.write(new.len(), |tables| new.iter().for_each(|one| assert!(tables.spent.insert(*one))))
    }

    fn clear_spent(&self, now: i64) -> Result<bool, Infallible> {
        self.0.borrow_mut().spent.retain(|one| one.expires_at >= now);
        Ok(!self.0.borrow().spent.is_empty())
    }

    fn put_batch(&self, sequence: Sequence, ids: &[u8]) -> Result<(), Infallible> {
        self.write(1, |tables| assert_eq!(tables.batches.insert(sequence, ids.to_vec()), None))
    }

    fn batches_after(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, Infallible> {
        let tables = self.0.borrow();
        Ok(pairs(tables.batches.range(sequence + 1..).map(|(key, ids)| (*key, ids.clone())), limit))
    }

    fn batches_before(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, Infallible> {
        let tables = self.0.borrow();
        Ok(pairs(tables.batches.range(..sequence).rev().map(|(key, ids)| (*key, ids.clone())), limit))
    }

    fn put_undone(&self, sequence: Sequence, contributions: &[u8]) -> Result<(), Infallible> {
        self.write(1, |tables| assert_eq!(tables.undone.insert(sequence, contributions.to_vec()), None))
    }

    fn undone(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Infallible> {
        Ok(self.0.borrow().undone.clone().into_iter().collect())
    }

    fn clear_undone(&self) -> Result<(), Infallible> {
        let rows = self.0.borrow().undone.len();
        self.write(rows, |tables| tables.undone.clear())
    }

    fn counts(&self) -> Result<Vec<(String, String)>, Infallible> {
        Ok(self.0.borrow().counts.clone().into_iter().collect())
    }

    fn put_counts(&self, slice: &str, counts: Option<&str>) -> Result<(), Infallible> {
        self.write(1, |tables| match counts {
            Some(counts) => drop(tables.counts.insert(slice.to_owned(), counts.to_owned())),
            None => drop(tables.counts.remove(slice)),
        })
    }

    fn value(&self, name: &str) -> Result<Option<String>, Infallible> {
        Ok(self.0.borrow().values.get(name).cloned())
    }

    fn put_value(&self, name: &str, value: &str) -> Result<(), Infallible> {
        self.write(1, |tables| drop(tables.values.insert(name.to_owned(), value.to_owned())))
    }
}
