//! An object's SQLite, with the one call that the `worker` crate does not wrap.

use super::Trouble;
use super::drill::Drill;
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use wasm_bindgen::closure::ScopedClosure;
use wasm_bindgen::prelude::*;
use worker::worker_sys::DurableObjectState;
use worker::{Env, SqlStorage, SqlStorageValue, State};

#[wasm_bindgen]
extern "C" {
    type Transactions;

    // Without it, an error in the middle of several statements would leave the first of them written.
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &Transactions,
        run: &ScopedClosure<'_, dyn FnMut() -> Result<JsValue, JsValue>>,
    ) -> Result<JsValue, JsValue>;
}

/// A statement that is to be run.
#[derive(Debug)]
struct Noted {
    statement: String,
    bindings: Vec<JsValue>,
}

/// Statements are noted, and not run, for as long as it lasts: also where what notes them fails or panics.
struct Noting<'a>(&'a RefCell<Option<Vec<Noted>>>);

impl<'a> Noting<'a> {
    fn begin(noted: &'a RefCell<Option<Vec<Noted>>>) -> Self {
        noted.replace(Some(Vec::new()));
        Self(noted)
    }

    fn end(self) -> Vec<Noted> {
        self.0.take().unwrap_or_default()
    }
}

impl Drop for Noting<'_> {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// An object's rows.
#[derive(Debug)]
pub(super) struct Storage {
    object: worker::Storage,
    sql: SqlStorage,
    written: Cell<u64>,
    noted: RefCell<Option<Vec<Noted>>>,
    drill: Drill,
    alarm_drill: Drill,
}

impl Storage {
    /// Of an object of this kind.
    pub(super) fn of(kind: &str, state: DurableObjectState, env: &Env) -> Self {
        let object = State::from(state).storage();
        let (drill, alarm_drill) = (Drill::of(kind, env), Drill::of(&format!("{kind}-alarm"), env));
        Self { sql: object.sql(), object, written: Cell::default(), noted: RefCell::default(), drill, alarm_drill }
    }

    /// The object's other storage calls: its alarm.
    pub(super) fn object(&self) -> &worker::Storage {
        &self.object
    }

    /// Said first where the object's alarm rings.
    pub(super) fn alarm_rings(&self) {
        self.alarm_drill.step();
    }

    /// Deletes the whole store. Where it is a file the runtime removes that, with its log: nothing is left in free pages.
    pub(super) async fn empty(&self) -> Result<(), Trouble> {
        self.drill.step();
        Ok(self.object.delete_all().await?)
    }

    /// Runs one statement and reads all its rows. (`SqlCursor::one` is never used: without a row it hangs the request.)
    pub(super) fn rows(&self, statement: &str, bindings: Vec<JsValue>) -> Result<Vec<Row>, Trouble> {
        if self.noted.borrow().as_ref().is_some_and(|noted| !noted.is_empty()) {
            return Err(Trouble::Protocol("a commit reads once it has written"));
        }
        self.drill.step();
        let cursor = self.sql.exec_raw(statement, bindings)?;
        let mut rows = Vec::new();
        for row in cursor.raw() {
            rows.push(Row(row?));
        }
        Ok(rows)
    }

    /// Runs one statement for its effect.
    pub(super) fn run(&self, statement: &str, bindings: Vec<JsValue>) -> Result<(), Trouble> {
        if let Some(noted) = &mut *self.noted.borrow_mut() {
            noted.push(Noted { statement: statement.to_owned(), bindings });
            return Ok(());
        }
        self.drill.step();
        let cursor = self.sql.exec_raw(statement, bindings)?;
        self.written.set(self.written.get() + cursor.rows_written() as u64);
        Ok(())
    }

    /// Rows written by statements run for their effect since the object was started, those that were rolled back among them:
    /// SQLite's own figure, which Cloudflare bills by.
    pub(super) fn rows_written(&self) -> u64 {
        self.written.get()
    }

    /// Whether the object has been written to before: reading an object that nobody made leaves it unmade.
    pub(super) fn has_table(&self, name: &str) -> Result<bool, Trouble> {
        let found = self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", vec![name.into()])?;
        Ok(!found.is_empty())
    }

    /// Runs `write`, which reads nothing once it has written, and then what it wrote, as one transaction. A lone statement is one
    /// by itself; for several the runtime runs two more and calls back through JavaScript.
    pub(super) fn commit<T, E: From<Trouble>>(&self, write: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let noting = Noting::begin(&self.noted);
        let value = write()?;
        let mut statements = noting.end();
        match (statements.pop(), statements.is_empty()) {
            (None, _) => {}
            (Some(Noted { statement, bindings }), true) => {
                self.run(&statement, bindings)?;
                self.drill.step();
            }
            (Some(last), false) => {
                statements.push(last);
                let mut all = statements.into_iter();
                self.transaction(|| all.try_for_each(|one| self.run(&one.statement, one.bindings)))?;
            }
        }
        Ok(value)
    }

    /// Runs `write` as one transaction: all its statements are kept, or, where it fails or panics, none.
    pub(super) fn transaction<T, E: From<Trouble>>(&self, write: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let (mut write, mut written) = (Some(write), None);
        let mut run = || {
            written = write.take().map(|write| write());
            match &written {
                Some(Ok(_)) => Ok(JsValue::UNDEFINED),
                // The runtime rolls back what throws.
                _ => Err(JsValue::from_str("rolled back")),
            }
        };
        let closure = ScopedClosure::borrow_mut_assert_unwind_safe(&mut run);
        let transactions: &Transactions = self.object.as_raw().unchecked_ref();
        let done = transactions.transaction_sync(&closure);
        drop(closure);
        match (done, written) {
            (Ok(_), Some(Ok(value))) => {
                self.drill.step();
                Ok(value)
            }
            (Err(_), Some(Err(failure))) => Err(failure),
            (Err(thrown), _) => Err(Trouble::Runtime(thrown.into()).into()),
            (Ok(_), _) => Err(Trouble::Protocol("a transaction ended without its work").into()),
        }
    }
}

/// One row of a result.
pub(super) struct Row(Vec<SqlStorageValue>);

impl Row {
    pub(super) fn blob(&mut self, column: usize) -> Result<Vec<u8>, Trouble> {
        match self.take(column) {
            Some(SqlStorageValue::Blob(bytes)) => Ok(bytes),
            _ => Err(Trouble::Protocol("a column is not a blob")),
        }
    }

    pub(super) fn text(&mut self, column: usize) -> Result<String, Trouble> {
        match self.take(column) {
            Some(SqlStorageValue::String(text)) => Ok(text),
            _ => Err(Trouble::Protocol("a column is not a text")),
        }
    }

    pub(super) fn integer(&mut self, column: usize) -> Result<u64, Trouble> {
        match self.take(column) {
            Some(SqlStorageValue::Integer(number)) => {
                u64::try_from(number).map_err(|_| Trouble::Protocol("a column is negative"))
            }
            _ => Err(Trouble::Protocol("a column is not a whole number")),
        }
    }

    /// A text, or nothing.
    pub(super) fn text_or_none(&mut self, column: usize) -> Result<Option<String>, Trouble> {
        if self.is_null(column) { Ok(None) } else { self.text(column).map(Some) }
    }

    /// A whole number, or nothing.
    pub(super) fn integer_or_none(&mut self, column: usize) -> Result<Option<u64>, Trouble> {
        if self.is_null(column) { Ok(None) } else { self.integer(column).map(Some) }
    }

    fn is_null(&self, column: usize) -> bool {
        matches!(self.0.get(column), Some(SqlStorageValue::Null))
    }

    fn take(&mut self, column: usize) -> Option<SqlStorageValue> {
        self.0.get_mut(column).map(|value| std::mem::replace(value, SqlStorageValue::Null))
    }
}

/// A blob as a statement takes it.
pub(super) fn blob(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// A whole number as a statement takes it. Numbers here stay far below 2^53, up to which the runtime's are exact.
pub(super) fn number(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}
