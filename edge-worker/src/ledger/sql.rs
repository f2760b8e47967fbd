//! The ledger's rows in SQLite: every statement, for whoever runs it. The object runs them in the runtime's SQLite, a test
//! in SQLite itself.

use super::books::Failure;
use super::id::ResponseId;
use super::rows::{Rows, Sequence, Store};

/// One table for each kind of row. `WITHOUT ROWID` keeps a response in its primary key's tree: one row written, not two.
/// `value` is made last: where it is, the others are.
const TABLES: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS response (id BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS batch (sequence INTEGER PRIMARY KEY, ids BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS undone (sequence INTEGER PRIMARY KEY, contributions BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tally (slice TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
];

/// Rows that one statement writes: the runtime binds at most 100 parameters, and a response has two.
const ROWS_A_STATEMENT: usize = 50;
/// Keys that one statement looks up, for the same reason.
const KEYS_A_STATEMENT: usize = 100;

/// A parameter of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Bound<'a> {
    /// A whole number. Numbers here stay far below 2^53, up to which the runtime's are exact.
    Number(u64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

/// One row of a result. A column is taken once.
pub trait Row {
    /// What can go wrong.
    type Error;

    /// A column's bytes.
    fn blob(&mut self, column: usize) -> Result<Vec<u8>, Self::Error>;

    /// A column's text.
    fn text(&mut self, column: usize) -> Result<String, Self::Error>;

    /// A column's whole number, from 0 on.
    fn integer(&mut self, column: usize) -> Result<u64, Self::Error>;
}

/// A connection to an SQLite.
pub trait Sql {
    /// What can go wrong.
    type Error;
    /// Its rows.
    type Row: Row<Error = Self::Error>;

    /// Runs one statement and reads all its rows.
    fn rows(&self, statement: &str, bound: &[Bound<'_>]) -> Result<Vec<Self::Row>, Self::Error>;

    /// Runs one statement for its effect.
    fn run(&self, statement: &str, bound: &[Bound<'_>]) -> Result<(), Self::Error>;

    /// Runs `write` as one transaction: all its statements are kept, or, where it fails or panics, none.
    fn transaction<T>(
        &self,
        write: impl FnOnce() -> Result<T, Failure<Self::Error>>,
    ) -> Result<T, Failure<Self::Error>>;

    /// The error for a key of another length than this program writes.
    fn odd_key() -> Self::Error;
}

fn numbered<S: Sql>(sql: &S, statement: &str, bound: &[Bound<'_>]) -> Result<Vec<(Sequence, Vec<u8>)>, S::Error> {
    sql.rows(statement, bound)?.into_iter().map(|mut row| Ok((row.integer(0)?, row.blob(1)?))).collect()
}

impl<S: Sql> Rows for S {
    type Error = S::Error;

    fn responses(&self, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Vec<u8>)>, S::Error> {
        let mut found = Vec::new();
        for ids in ids.chunks(KEYS_A_STATEMENT) {
            let statement = format!("SELECT id, record FROM response WHERE id IN ({})", list("?", ids.len()));
            let bound: Vec<_> = ids.iter().map(|id| Bound::Blob(id.bytes())).collect();
            for mut row in self.rows(&statement, &bound)? {
                let id = row.blob(0)?.try_into().map_err(|_| S::odd_key())?;
                found.push((ResponseId::from_bytes(id), row.blob(1)?));
            }
        }
        Ok(found)
    }

    fn put_responses(&self, rows: &[(ResponseId, Vec<u8>)]) -> Result<(), S::Error> {
        for rows in rows.chunks(ROWS_A_STATEMENT) {
            let statement = format!(
                "INSERT INTO response (id, record) VALUES {} ON CONFLICT (id) DO UPDATE SET record = excluded.record",
                list("(?, ?)", rows.len())
            );
            let bound: Vec<_> = rows.iter().flat_map(|(id, row)| [Bound::Blob(id.bytes()), Bound::Blob(row)]).collect();
            self.run(&statement, &bound)?;
        }
        Ok(())
    }

    fn put_batch(&self, sequence: Sequence, ids: &[u8]) -> Result<(), S::Error> {
        self.run("INSERT INTO batch (sequence, ids) VALUES (?, ?)", &[Bound::Number(sequence), Bound::Blob(ids)])
    }

    fn batches_after(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, S::Error> {
        let statement = "SELECT sequence, ids FROM batch WHERE sequence > ? ORDER BY sequence LIMIT ?";
        numbered(self, statement, &[Bound::Number(sequence), Bound::Number(limit.into())])
    }

    fn batches_before(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, S::Error> {
        let statement = "SELECT sequence, ids FROM batch WHERE sequence < ? ORDER BY sequence DESC LIMIT ?";
        numbered(self, statement, &[Bound::Number(sequence), Bound::Number(limit.into())])
    }

    fn put_undone(&self, sequence: Sequence, contributions: &[u8]) -> Result<(), S::Error> {
        let statement = "INSERT INTO undone (sequence, contributions) VALUES (?, ?)";
        self.run(statement, &[Bound::Number(sequence), Bound::Blob(contributions)])
    }

    fn undone(&self) -> Result<Vec<(Sequence, Vec<u8>)>, S::Error> {
        numbered(self, "SELECT sequence, contributions FROM undone ORDER BY sequence", &[])
    }

    fn clear_undone(&self) -> Result<(), S::Error> {
        self.run("DELETE FROM undone", &[])
    }

    fn counts(&self) -> Result<Vec<(String, String)>, S::Error> {
        let rows = self.rows("SELECT slice, counts FROM tally", &[])?;
        rows.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?))).collect()
    }

    fn put_counts(&self, slice: &str, counts: Option<&str>) -> Result<(), S::Error> {
        match counts {
            Some(counts) => self.run(
                "INSERT INTO tally (slice, counts) VALUES (?, ?) ON CONFLICT (slice) DO UPDATE SET counts = excluded.counts",
                &[Bound::Text(slice), Bound::Text(counts)],
            ),
            None => self.run("DELETE FROM tally WHERE slice = ?", &[Bound::Text(slice)]),
        }
    }

    fn value(&self, name: &str) -> Result<Option<String>, S::Error> {
        let rows = self.rows("SELECT text FROM value WHERE name = ?", &[Bound::Text(name)])?;
        rows.into_iter().next().map(|mut row| row.text(0)).transpose()
    }

    fn put_value(&self, name: &str, value: &str) -> Result<(), S::Error> {
        self.run(
            "INSERT INTO value (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text",
            &[Bound::Text(name), Bound::Text(value)],
        )
    }
}

impl<S: Sql> Store for S {
    fn is_made(&self) -> Result<bool, S::Error> {
        let made = self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'value'", &[])?;
        Ok(!made.is_empty())
    }

    fn make(&self) -> Result<(), S::Error> {
        TABLES.into_iter().try_for_each(|table| self.run(table, &[]))
    }

    fn transaction<T>(&self, write: impl FnOnce() -> Result<T, Failure<S::Error>>) -> Result<T, Failure<S::Error>> {
        Sql::transaction(self, write)
    }
}

/// `?, ?, ?`.
fn list(item: &str, times: usize) -> String {
    vec![item; times].join(", ")
}
