//! The ledger's statements in its object's SQLite.

use super::Trouble;
use super::storage::{self, Storage, blob, number};
use crate::ledger::{Bound, Failure, Row, Sql};
use wasm_bindgen::JsValue;

impl Sql for Storage {
    type Error = Trouble;
    type Row = storage::Row;

    fn rows(&self, statement: &str, bound: &[Bound<'_>]) -> Result<Vec<storage::Row>, Trouble> {
        Storage::rows(self, statement, bindings(bound))
    }

    fn run(&self, statement: &str, bound: &[Bound<'_>]) -> Result<(), Trouble> {
        Storage::run(self, statement, bindings(bound))
    }

    fn transaction<T>(&self, write: impl FnOnce() -> Result<T, Failure<Trouble>>) -> Result<T, Failure<Trouble>> {
        Storage::transaction(self, write)
    }

    fn commit<T>(&self, write: impl FnOnce() -> Result<T, Failure<Trouble>>) -> Result<T, Failure<Trouble>> {
        Storage::commit(self, write)
    }

    fn odd_key() -> Trouble {
        Trouble::Protocol("a key has another length")
    }
}

impl Row for storage::Row {
    type Error = Trouble;

    fn blob(&mut self, column: usize) -> Result<Vec<u8>, Trouble> {
        storage::Row::blob(self, column)
    }

    fn text(&mut self, column: usize) -> Result<String, Trouble> {
        storage::Row::text(self, column)
    }

    fn integer(&mut self, column: usize) -> Result<u64, Trouble> {
        storage::Row::integer(self, column)
    }
}

fn bindings(bound: &[Bound<'_>]) -> Vec<JsValue> {
    let bind = |one: &Bound<'_>| match one {
        Bound::Number(whole) => number(*whole),
        Bound::Text(text) => JsValue::from_str(text),
        Bound::Blob(bytes) => blob(bytes),
    };
    bound.iter().map(bind).collect()
}
