//! What every store must do, held against the store in memory and against the very statements of the object's, in SQLite.

use super::books::{Books, Commit, Failure, Pace};
use super::id::{Fingerprint, ResponseId};
use super::list::{Order, page};
use super::memory::Memory;
use super::record::tests::content;
use super::rows::{Rows, Store};
use super::shards::Slot;
use super::sql::{Bound, Row, Sql};
use super::step::{Event, Gate, Outcome};
use contract::{State, Timestamp};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use std::fmt::Debug;

/// SQLite in memory, of the version that `rusqlite` brings.
struct Native(rusqlite::Connection);

struct NativeRow(Vec<Value>);

#[derive(Debug)]
#[expect(dead_code, reason = "read where a test fails, by `Debug`")]
enum NativeError {
    Sqlite(rusqlite::Error),
    Column(Value),
    Key,
}

impl From<rusqlite::Error> for NativeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Number(number) => ToSqlOutput::Owned(Value::Integer(i64::try_from(*number).unwrap())),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

impl Row for NativeRow {
    type Error = NativeError;

    fn blob(&mut self, column: usize) -> Result<Vec<u8>, NativeError> {
        match self.0[column].clone() {
            Value::Blob(bytes) => Ok(bytes),
            other => Err(NativeError::Column(other)),
        }
    }

    fn text(&mut self, column: usize) -> Result<String, NativeError> {
        match self.0[column].clone() {
            Value::Text(text) => Ok(text),
            other => Err(NativeError::Column(other)),
        }
    }

    fn integer(&mut self, column: usize) -> Result<u64, NativeError> {
        match self.0[column].clone() {
            Value::Integer(number) => Ok(u64::try_from(number).unwrap()),
            other => Err(NativeError::Column(other)),
        }
    }
}

impl Sql for Native {
    type Error = NativeError;
    type Row = NativeRow;

    fn rows(&self, statement: &str, bound: &[Bound<'_>]) -> Result<Vec<NativeRow>, NativeError> {
        let mut prepared = self.0.prepare_cached(statement)?;
        let columns = prepared.column_count();
        let rows = prepared.query_map(rusqlite::params_from_iter(bound), |row| {
            (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>().map(NativeRow)
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn run(&self, statement: &str, bound: &[Bound<'_>]) -> Result<(), NativeError> {
        // The runtime binds no more.
        assert!(bound.len() <= 100, "{statement}");
        self.0.prepare_cached(statement)?.execute(rusqlite::params_from_iter(bound))?;
        Ok(())
    }

    fn transaction<T>(
        &self,
        write: impl FnOnce() -> Result<T, Failure<NativeError>>,
    ) -> Result<T, Failure<NativeError>> {
        let all = self.0.unchecked_transaction().map_err(|error| Failure::Store(error.into()))?;
        let done = write()?;
        all.commit().map_err(|error| Failure::Store(error.into()))?;
        Ok(done)
    }

    fn odd_key() -> NativeError {
        NativeError::Key
    }
}

fn native() -> Native {
    Native(rusqlite::Connection::open_in_memory().unwrap())
}

fn id(number: u16) -> ResponseId {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    ResponseId::from_bytes(bytes)
}

fn send(number: u16) -> (ResponseId, Event) {
    let print = Fingerprint::from_bytes([number as u8; 16]);
    (id(number), Event::Send(content(&number.to_string()), print, Slot::from_number(number.into())))
}

/// Takes a store through everything that a ledger does with one.
fn conforms<S: Store>(store: &S)
where
    S::Error: Debug,
{
    makes_itself_once(store);
    keeps_what_it_is_given(store);
    keeps_all_of_a_transaction_or_nothing(store);
    serves_a_ledger(store);
}

fn makes_itself_once<S: Store>(store: &S)
where
    S::Error: Debug,
{
    assert!(!store.is_made().unwrap());
    store.make().unwrap();
    store.make().unwrap();
    assert!(store.is_made().unwrap());
}

fn keeps_what_it_is_given<S: Store>(store: &S)
where
    S::Error: Debug,
{
    assert_eq!((store.value("gate").unwrap(), store.counts().unwrap().len()), (None, 0));
    for text in ["one", "two"] {
        store.put_value("x", text).unwrap();
        store.put_counts("all", Some(text)).unwrap();
        assert_eq!(store.value("x").unwrap().as_deref(), Some(text));
        assert_eq!(store.counts().unwrap(), [("all".to_owned(), text.to_owned())]);
    }
    store.put_counts("all", None).unwrap();
    store.put_counts("never", None).unwrap();
    assert_eq!(store.counts().unwrap(), []);
    // More than one statement takes, in any order, some twice.
    let rows: Vec<_> = (0..130_u16).map(|number| (id(number), vec![number as u8, 0, 255])).collect();
    store.put_responses(&rows).unwrap();
    store.put_responses(&[(id(7), vec![9])]).unwrap();
    let asked: Vec<_> = (0..300).rev().map(id).collect();
    let mut found = store.responses(&asked).unwrap();
    found.sort();
    let expected: Vec<_> =
        rows.iter().map(|(key, row)| (*key, if *key == id(7) { vec![9] } else { row.clone() })).collect();
    assert_eq!(found, expected);
    for sequence in [2, 5, 9] {
        store.put_batch(sequence, &[sequence as u8]).unwrap();
        store.put_undone(sequence, &[sequence as u8]).unwrap();
    }
    let numbered = |numbers: &[u64]| numbers.iter().map(|number| (*number, vec![*number as u8])).collect::<Vec<_>>();
    assert_eq!(store.batches_after(2, 10).unwrap(), numbered(&[5, 9]));
    assert_eq!(store.batches_after(0, 2).unwrap(), numbered(&[2, 5]));
    assert_eq!(store.batches_before(9, 10).unwrap(), numbered(&[5, 2]));
    assert_eq!(store.batches_before(1 << 53, 1).unwrap(), numbered(&[9]));
    assert_eq!(store.undone().unwrap(), numbered(&[2, 5, 9]));
    store.clear_undone().unwrap();
    assert_eq!(store.undone().unwrap(), []);
}

fn keeps_all_of_a_transaction_or_nothing<S: Store>(store: &S)
where
    S::Error: Debug,
{
    let write = |text: &str| {
        store.put_value("x", text).map_err(Failure::Store)?;
        store.put_counts("site:a", Some(text)).map_err(Failure::Store)?;
        store.put_responses(&[(id(500), vec![1])]).map_err(Failure::Store)?;
        store.put_batch(77, &[1]).map_err(Failure::Store)?;
        store.put_undone(77, &[1]).map_err(Failure::Store)
    };
    let before = store.value("x").unwrap();
    let failed: Result<(), _> = store.transaction(|| write("torn").and(Err(Failure::NoGate)));
    assert!(matches!(failed, Err(Failure::NoGate)));
    assert_eq!(store.value("x").unwrap(), before);
    assert_eq!((store.counts().unwrap().len(), store.undone().unwrap().len()), (0, 0));
    assert_eq!((store.batches_after(9, 9).unwrap(), store.responses(&[id(500)]).unwrap()), (vec![], vec![]));
    // A panic is a failure too.
    let panics =
        std::panic::AssertUnwindSafe(|| store.transaction::<()>(|| write("torn").and_then(|()| panic!("torn"))));
    if std::panic::catch_unwind(panics).is_ok() {
        unreachable!("a panic goes on");
    }
    assert_eq!((store.value("x").unwrap(), store.undone().unwrap().len()), (before, 0));
    store.transaction(|| write("whole")).unwrap();
    assert_eq!((store.value("x").unwrap().as_deref(), store.undone().unwrap().len()), (Some("whole"), 1));
}

/// The same commits, and the same figures and lists after each and after a restart, as over a store in memory that was never
/// used before.
fn serves_a_ledger<S: Store>(used: &S)
where
    S::Error: Debug,
{
    used.put_value("folded", "100").unwrap();
    used.clear_undone().unwrap();
    used.put_counts("site:a", None).unwrap();
    let fresh = Memory::default();
    fresh.put_value("folded", "100").unwrap();
    let pace = Pace { fold_commits: 3, fold_responses: 100, commit_events: 512 };
    let (mut one, mut other) = (Books::open(used, pace).unwrap(), Books::open(&fresh, pace).unwrap());
    let gate =
        Gate { version: 1, state: State::Open, opens_at: None, closes_at: None, secret: [0; 32], shard: 0, shards: 1 };
    one.set_gate(used, gate.clone()).unwrap();
    other.set_gate(&fresh, gate).unwrap();
    let change = |number: u16, words: &str| (id(number), Event::Change(content(words)));
    for (now, events) in [
        (1, (1_000..1_200).map(send).collect()),
        (86_400, vec![send(1_001), change(1_002, "x"), (id(1_003), Event::Withdraw), send(1_300)]),
        (90_000, vec![change(1_300, "y"), (id(1_300), Event::Withdraw)]),
        (90_001, (1_400..1_410).map(send).collect()),
        (90_002, vec![change(1_405, "z")]),
    ] {
        let now = Timestamp::from_unix_seconds(now);
        let events: Vec<(ResponseId, Event)> = events;
        let told = |commit: &Commit| commit.outcomes.clone();
        let commit = used.transaction(|| one.commit(used, now, events.clone())).unwrap();
        one.book(&commit);
        let twin = fresh.transaction(|| other.commit(&fresh, now, events)).unwrap();
        other.book(&twin);
        assert_eq!(told(&commit), told(&twin));
        assert!(!told(&commit).contains(&Outcome::Unknown));
        assert!(Books::open(used, pace).unwrap().tally() == one.tally(), "after a restart");
        assert!(one == other, "as over the other store");
        // Those that an earlier test put are before the list's.
        let list = |order| page(&fresh, order, None, 500).unwrap();
        let own = super::list::Position(100, u32::MAX);
        assert_eq!(page(used, Order::Oldest, Some(own), 500).unwrap(), list(Order::Oldest));
    }
    assert_eq!(one.tally().0.responses(), 209);
}

#[test]
fn the_store_in_memory_conforms() {
    conforms(&Memory::default());
}

#[test]
fn the_statements_conform() {
    conforms(&native());
}
