//! What every store must do, held against the store in memory and against the very statements of the object's, in SQLite.

use super::admission::Admission;
use super::books::{Failure, Pace};
use super::desk::{Desk, Effect, Input};
use super::encoding::write_ids;
use super::id::{Fingerprint, ResponseId};
use super::list::{Order, page};
use super::memory::Memory;
use super::record::tests::content;
use super::rows::{Counted, Placed, Position, Rows, Shelf, Store};
use super::shards::Slot;
use super::sql::{Bound, Row, Sql};
use super::step::{Event, Gate, Outcome};
use contract::{State, Timestamp};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// SQLite in memory, of the version that `rusqlite` brings.
pub(super) struct Native(pub(super) rusqlite::Connection);

pub(super) struct NativeRow(Vec<Value>);

#[derive(Debug)]
#[expect(dead_code, reason = "read where a test fails, by `Debug`")]
pub(super) enum NativeError {
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

pub(super) fn id(number: u16) -> ResponseId {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    ResponseId::from_bytes(bytes)
}

pub(super) fn gate() -> Gate {
    Gate {
        version: 1,
        state: State::Open,
        opens_at: None,
        closes_at: None,
        secret: [0; 32],
        shard: 0,
        shards: 1,
        retention_days: None,
    }
}

fn send(number: u16) -> (ResponseId, Event) {
    let print = Fingerprint::from_bytes([number as u8; 16]);
    (id(number), Event::Send(content(&number.to_string()), print, Slot::from_number(number.into()), Admission::Free))
}

/// Takes a store through everything that a ledger does with one.
fn conforms<S: Store>(store: &S)
where
    S::Error: Debug,
{
    makes_itself_once(store);
    keeps_what_it_is_given(store);
    keeps_all_of_a_transaction_or_nothing(store);
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
    assert_eq!(store.value("gate").unwrap(), None);
    for (of, other) in [(Counted::All, Counted::Deleted), (Counted::Deleted, Counted::All)] {
        for text in ["one", "two"] {
            store.put_value("x", text).unwrap();
            store.put_counts(of, "all", Some(text)).unwrap();
            assert_eq!(store.value("x").unwrap().as_deref(), Some(text));
            assert_eq!(store.counts(of).unwrap(), [("all".to_owned(), text.to_owned())]);
            assert_eq!(store.counts(other).unwrap(), []);
        }
        store.put_counts(of, "all", None).unwrap();
        store.put_counts(of, "never", None).unwrap();
        assert_eq!(store.counts(of).unwrap(), []);
    }
    keeps_records(store);
    for (generation, part) in [(0, 0), (0, 15), (1, 0)] {
        store.put_keys(generation, part, &[generation as u8, part as u8]).unwrap();
    }
    assert_eq!(store.keys(0, 15).unwrap(), Some(vec![0, 15]));
    assert_eq!((store.keys(1, 0).unwrap(), store.keys(1, 15).unwrap()), (Some(vec![1, 0]), None));
    let numbered = |numbers: &[u64]| numbers.iter().map(|number| (*number, vec![*number as u8])).collect::<Vec<_>>();
    for (generation, last) in [(0, 2), (1, 5), (2, 9)] {
        store.put_sealed(generation, last, &[last as u8]).unwrap();
        store.put_undone(last, &[last as u8]).unwrap();
    }
    assert_eq!(store.sealed().unwrap(), numbered(&[2, 5, 9]));
    assert_eq!(store.undone().unwrap(), numbered(&[2, 5, 9]));
    store.clear_undone().unwrap();
    assert_eq!(store.undone().unwrap(), []);
}

fn keeps_records<S: Store>(store: &S)
where
    S::Error: Debug,
{
    let place = |number: u16| Position(1 + u64::from(number) / 3, u32::from(number) % 3);
    // More than one statement takes, of one page and of several.
    let record = |number: u16| vec![number as u8; 3 + usize::from(number) * 40];
    let mut rows: Placed = (0..150).map(|number| (place(number), record(number))).collect();
    for part in [0..100, 100..150] {
        let part: Vec<_> = part.map(|number| (place(number), id(number), record(number))).collect();
        store.add_responses(&part).unwrap();
    }
    store.add_longer(&[(Position(1, 0), vec![1; 9_000]), (Position(7, 1), vec![2; 5])]).unwrap();
    store.add_longer(&[(Position(8, 0), vec![3])]).unwrap();
    for number in [0, 7, 149] {
        rows[number].1.fill(0xee);
        store.overwrite(Shelf::Responses, rows[number].0, &rows[number].1).unwrap();
    }
    store.overwrite(Shelf::Longer, Position(1, 0), &[9; 9_000]).unwrap();
    let in_order = |mut found: Placed| {
        found.sort_unstable();
        found
    };
    let asked: Vec<Position> = (0..300).rev().map(place).collect();
    assert_eq!(in_order(store.records(Shelf::Responses, &asked).unwrap()), rows);
    let longer = [(Position(1, 0), vec![9; 9_000]), (Position(7, 1), vec![2; 5]), (Position(8, 0), vec![3])];
    assert_eq!(in_order(store.records(Shelf::Longer, &asked).unwrap()), longer);
    for (after, first) in [(None, 0), (Some(place(4)), 5), (Some(Position(0, 9)), 0), (Some(place(149)), 150)] {
        let found = store.records_behind(Order::Oldest, after, 7).unwrap();
        assert_eq!(found, rows[first..rows.len().min(first + 7)]);
    }
    for (after, end) in [(None, 150), (Some(place(4)), 4), (Some(place(0)), 0)] {
        let found = store.records_behind(Order::Newest, after, 7).unwrap();
        let expected: Placed = rows[..end].iter().rev().take(7).cloned().collect();
        assert_eq!(found, expected);
    }
    let mut keys = store.keys_behind(40).unwrap();
    keys.sort_unstable();
    assert_eq!(keys, (120..150).map(|number| (id(number), place(number))).collect::<Vec<_>>());
}

fn keeps_all_of_a_transaction_or_nothing<S: Store>(store: &S)
where
    S::Error: Debug,
{
    let write = |text: &str| {
        store.put_value("x", text).map_err(Failure::Store)?;
        store.put_counts(Counted::All, "site:a", Some(text)).map_err(Failure::Store)?;
        store.add_responses(&[(Position(500, 0), id(500), vec![1])]).map_err(Failure::Store)?;
        store.add_longer(&[(Position(500, 0), vec![1])]).map_err(Failure::Store)?;
        store.overwrite(Shelf::Responses, Position(1, 0), &[0xaa; 3]).map_err(Failure::Store)?;
        store.put_sealed(77, 1, &[1]).map_err(Failure::Store)?;
        store.put_keys(77, 1, &[1]).map_err(Failure::Store)?;
        store.put_undone(77, &[1]).map_err(Failure::Store)
    };
    let before = store.value("x").unwrap();
    let failed: Result<(), _> = store.transaction(|| write("torn").and(Err(Failure::NoGate)));
    assert!(matches!(failed, Err(Failure::NoGate)));
    assert_eq!(store.value("x").unwrap(), before);
    assert_eq!((store.counts(Counted::All).unwrap().len(), store.undone().unwrap().len()), (0, 0));
    assert_eq!((store.sealed().unwrap().len(), store.keys(77, 1).unwrap()), (3, None));
    for shelf in [Shelf::Responses, Shelf::Longer] {
        assert_eq!(store.records(shelf, &[Position(500, 0)]).unwrap(), []);
    }
    assert_eq!(store.records(Shelf::Responses, &[Position(1, 0)]).unwrap(), [(Position(1, 0), vec![0xee; 3])]);
    // A panic is a failure too.
    let panics = std::panic::AssertUnwindSafe(|| store.transaction::<()>(|| write("torn").map(|()| panic!("torn"))));
    if std::panic::catch_unwind(panics).is_ok() {
        unreachable!("a panic goes on");
    }
    assert_eq!((store.value("x").unwrap(), store.undone().unwrap().len()), (before, 0));
    store.transaction(|| write("whole")).unwrap();
    assert_eq!((store.value("x").unwrap().as_deref(), store.undone().unwrap().len()), (Some("whole"), 1));
}

/// The same commits, and the same figures and lists after each and after a restart, as over another store.
fn serves_a_ledger<S: Store>(one: &S, other: &impl Store)
where
    S::Error: Debug,
{
    let pace = Pace { fold_commits: 2, fold_responses: 250, commit_events: 512, generation: 100 };
    let (mut desk, mut twin) = (Desk::new(pace), Desk::new(pace));
    let gate = gate();
    let change = |number: u16, words: &str| (id(number), Event::Change(content(words)));
    tell(one, &mut desk, 0, vec![Input::Gate(gate.clone())]);
    tell(other, &mut twin, 0, vec![Input::Gate(gate)]);
    for (now, events) in [
        (1, (1_000..1_200).map(send).collect()),
        (86_400, vec![send(1_001), change(1_002, "x"), (id(1_003), Event::Withdraw), send(1_300)]),
        (90_000, vec![change(1_300, "y"), (id(1_300), Event::Withdraw)]),
        (90_001, (1_400..1_600).map(send).collect()),
        (90_002, vec![change(1_405, "a text that is longer than before"), send(1_002), send(1_700)]),
        (90_003, vec![change(1_405, "a text that is longer once more, and by far"), change(1_002, "")]),
        (90_003, vec![change(1_405, "short"), change(1_100, "a text that is longer than before")]),
        (90_004, vec![(id(1_000), Event::Withdraw), (id(1_100), Event::Withdraw), send(1_300)]),
    ] {
        let asks = |events: &[(ResponseId, Event)]| {
            let ask = |(asker, (id, event)): (usize, &(ResponseId, Event))| Input::Ask {
                asker,
                id: *id,
                event: event.clone(),
            };
            events.iter().enumerate().map(ask).chain([Input::Group]).collect::<Vec<_>>()
        };
        let events: Vec<(ResponseId, Event)> = events;
        let told = tell(one, &mut desk, now, asks(&events));
        assert_eq!(told, tell(other, &mut twin, now, asks(&events)));
        assert_eq!(told.len(), events.len());
        // A restart.
        let (before, mut again) = (desk, Desk::new(pace));
        tell(one, &mut again, now, vec![Input::Wake]);
        let (now, before, twins) = (again.books().unwrap(), before.books().unwrap(), twin.books().unwrap());
        assert!(now.tally() == before.tally() && before.tally() == twins.tally());
        for order in [Order::Oldest, Order::Newest] {
            let whole = page(now, one, order, None, 1_000).unwrap();
            assert!(Some(&whole) == page(twins, other, order, None, 1_000).ok().as_ref() && whole.next.is_none());
        }
        desk = again;
    }
    assert_eq!(desk.books().unwrap().tally().0.responses(), 398);
    assert!(one.sealed().unwrap().len() > 1);
}

/// Takes a desk through inputs, and gives what it told.
pub(super) fn tell<S: Store>(
    store: &S,
    desk: &mut Desk<usize>,
    now: i64,
    inputs: Vec<Input<usize>>,
) -> Vec<(usize, Option<Outcome>)> {
    let now = Timestamp::from_unix_seconds(now);
    let steps = inputs.into_iter().flat_map(|input| match desk.step(store, now, input) {
        Ok(effects) => effects,
        Err(_) => panic!("a step failed"),
    });
    let told = steps.filter_map(|effect| match effect {
        Effect::Tell(asker, outcome) => Some((asker, outcome)),
        _ => None,
    });
    told.collect()
}

/// A store as an earlier version wrote it, by the statements of that version.
pub(super) fn earlier(now: &Native, desk: &Desk<usize>, second: bool) -> Native {
    let then = native();
    let tables = if second {
        "CREATE TABLE answer (generation INTEGER NOT NULL, id BLOB NOT NULL, place INTEGER NOT NULL,
             record BLOB NOT NULL, PRIMARY KEY (generation, id)) WITHOUT ROWID;
         CREATE TABLE sealed (generation INTEGER PRIMARY KEY, last INTEGER NOT NULL, filter BLOB NOT NULL);"
    } else {
        "CREATE TABLE response (id BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
         CREATE TABLE batch (sequence INTEGER PRIMARY KEY, ids BLOB NOT NULL);"
    };
    then.0.execute_batch(tables).unwrap();
    then.0
        .execute_batch(
            "CREATE TABLE undone (sequence INTEGER PRIMARY KEY, contributions BLOB NOT NULL);
             CREATE TABLE tally (slice TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID;
             CREATE TABLE value (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;",
        )
        .unwrap();
    let mut batches = BTreeMap::<u64, Vec<(Position, ResponseId)>>::new();
    for (id, place) in now.keys_behind(0).unwrap() {
        let record = &now.records(Shelf::Responses, &[place]).unwrap()[0].1;
        let (id_bound, record) = (Bound::Blob(id.bytes()), Bound::Blob(record));
        if second {
            let generation = desk.books().unwrap().sealed.partition_point(|(last, _)| *last < place.0) as u64;
            let place = Bound::Number(place.number());
            then.run("INSERT INTO answer VALUES (?, ?, ?, ?)", &[Bound::Number(generation), id_bound, place, record])
                .unwrap();
        } else {
            then.run("INSERT INTO response VALUES (?, ?)", &[id_bound, record]).unwrap();
        }
        batches.entry(place.0).or_default().push((place, id));
    }
    if second {
        for ((last, filter), generation) in now.sealed().unwrap().into_iter().zip(0..) {
            then.put_sealed(generation, last, &filter).unwrap();
        }
    } else {
        for (sequence, mut ids) in batches {
            ids.sort_unstable();
            let ids = write_ids(&ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
            then.run("INSERT INTO batch VALUES (?, ?)", &[Bound::Number(sequence), Bound::Blob(&ids)]).unwrap();
        }
    }
    for (slice, counts) in now.counts(Counted::All).unwrap() {
        then.put_counts(Counted::All, &slice, Some(&counts)).unwrap();
    }
    for name in ["gate", "folded"] {
        then.put_value(name, &now.value(name).unwrap().unwrap()).unwrap();
    }
    then
}

#[test]
fn a_store_of_an_earlier_version_is_taken_over() {
    let now = native();
    let pace = Pace { fold_commits: 2, fold_responses: 250, commit_events: 512, generation: 3 };
    let mut desk = Desk::new(pace);
    tell(&now, &mut desk, 0, vec![Input::Gate(gate())]);
    for (at, numbers) in [(1, 0..2), (2, 2..4), (3, 4..5), (4, 5..9), (5, 9..10)] {
        let ask = |number| {
            let (id, event) = send(number);
            Input::Ask { asker: 0, id, event }
        };
        tell(&now, &mut desk, at, numbers.map(ask).chain([Input::Group]).collect());
    }
    for second in [false, true] {
        let then = earlier(&now, &desk, second);
        for _ in 0..2 {
            let mut taken = Desk::new(pace);
            tell(&then, &mut taken, 9, vec![Input::Wake]);
            let recounted = taken.recount(&then, 100).unwrap().unwrap();
            assert!(recounted.agrees && recounted.rows == 10, "{recounted:?}");
            let (taken, own) = (taken.books().unwrap(), desk.books().unwrap());
            assert!(taken.tally() == own.tally(), "{:?}", taken.tally());
            let list = |books, rows| page(books, rows, Order::Oldest, None, 100).unwrap();
            assert_eq!(list(taken, &then), list(own, &now));
            let found = (0..10).map(|number| taken.record(&then, id(number)).unwrap().is_some());
            assert!(found.into_iter().all(|found| found));
            assert!(!then.sealed().unwrap().is_empty() && then.earlier().unwrap().is_none());
        }
    }
}

#[test]
fn the_store_in_memory_conforms() {
    conforms(&Memory::default());
    serves_a_ledger(&Memory::default(), &native());
}

#[test]
fn the_statements_conform() {
    conforms(&native());
    serves_a_ledger(&native(), &Memory::default());
}
