//! The ledger's rows in SQLite: every statement, for whoever runs it. The object runs them in the runtime's SQLite, a test
//! in SQLite itself.

use super::books::Failure;
use super::id::ResponseId;
use super::rows::{Generation, Kept, Numbered, Position, Rows, Sequence, Store};

/// One table for each kind of row. `WITHOUT ROWID` keeps a response in its primary key's tree: one row written, not two.
/// `value` is made last: where it is, the others are. The first version had `response (id, record)` and
/// `batch (sequence, ids)` in the place of the first two.
const TABLES: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS answer (generation INTEGER NOT NULL, id BLOB NOT NULL, place INTEGER NOT NULL, \
     record BLOB NOT NULL, PRIMARY KEY (generation, id)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sealed (generation INTEGER PRIMARY KEY, last INTEGER NOT NULL, filter BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS undone (sequence INTEGER PRIMARY KEY, contributions BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tally (slice TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
];

/// Rows that one statement writes: the runtime binds at most 100 parameters, and a response has four.
const ROWS_A_STATEMENT: usize = 25;
/// Keys that one statement looks up, for the same reason, beside the generation.
const KEYS_A_STATEMENT: usize = 99;

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

fn id<S: Sql>(_: &S, row: &mut S::Row) -> Result<ResponseId, S::Error> {
    Ok(ResponseId::from_bytes(row.blob(0)?.try_into().map_err(|_| S::odd_key())?))
}

fn has_table<S: Sql>(sql: &S, name: &str) -> Result<bool, S::Error> {
    let found = sql.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", &[Bound::Text(name)])?;
    Ok(!found.is_empty())
}

impl<S: Sql> Rows for S {
    type Error = S::Error;

    fn responses(&self, generation: Generation, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Kept)>, S::Error> {
        let mut found = Vec::new();
        for ids in ids.chunks(KEYS_A_STATEMENT) {
            let keys = list("?", ids.len());
            let statement = format!("SELECT id, place, record FROM answer WHERE generation = ? AND id IN ({keys})");
            let mut bound = vec![Bound::Number(generation)];
            bound.extend(ids.iter().map(|id| Bound::Blob(id.bytes())));
            for mut row in self.rows(&statement, &bound)? {
                let place = Position::from_number(row.integer(1)?);
                found.push((id(self, &mut row)?, Kept { place, record: row.blob(2)? }));
            }
        }
        Ok(found)
    }

    fn put_responses(&self, generation: Generation, rows: &[(ResponseId, Kept)]) -> Result<(), S::Error> {
        for rows in rows.chunks(ROWS_A_STATEMENT) {
            let statement = format!(
                "INSERT INTO answer (generation, id, place, record) VALUES {} \
                 ON CONFLICT (generation, id) DO UPDATE SET record = excluded.record",
                list("(?, ?, ?, ?)", rows.len())
            );
            let bind = |(id, row): &'_ (ResponseId, Kept)| (*id.bytes(), row.place.number());
            let keys: Vec<([u8; 16], u64)> = rows.iter().map(bind).collect();
            let bound = keys.iter().zip(rows).flat_map(|((id, place), (_, row))| {
                [Bound::Number(generation), Bound::Blob(id), Bound::Number(*place), Bound::Blob(&row.record)]
            });
            self.run(&statement, &bound.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn places(&self, generation: Generation) -> Result<Vec<(ResponseId, Position)>, S::Error> {
        let rows = self.rows("SELECT id, place FROM answer WHERE generation = ?", &[Bound::Number(generation)])?;
        let read = |mut row: S::Row| Ok((id(self, &mut row)?, Position::from_number(row.integer(1)?)));
        rows.into_iter().map(read).collect()
    }

    fn put_sealed(&self, generation: Generation, last: Sequence, filter: &[u8]) -> Result<(), S::Error> {
        let statement = "INSERT INTO sealed (generation, last, filter) VALUES (?, ?, ?)";
        self.run(statement, &[Bound::Number(generation), Bound::Number(last), Bound::Blob(filter)])
    }

    fn sealed(&self) -> Result<Vec<(Sequence, Vec<u8>)>, S::Error> {
        numbered(self, "SELECT last, filter FROM sealed ORDER BY generation", &[])
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
        has_table(self, "value")
    }

    fn make(&self) -> Result<(), S::Error> {
        TABLES.into_iter().try_for_each(|table| self.run(table, &[]))
    }

    fn first_version(&self) -> Result<Option<Numbered>, S::Error> {
        if !has_table(self, "batch")? {
            return Ok(None);
        }
        numbered(self, "SELECT sequence, ids FROM batch ORDER BY sequence", &[]).map(Some)
    }

    fn take_over(&self, generation: Generation, id: ResponseId, place: Position) -> Result<(), S::Error> {
        let statement =
            "INSERT INTO answer (generation, id, place, record) SELECT ?, id, ?, record FROM response WHERE id = ?";
        self.run(statement, &[Bound::Number(generation), Bound::Number(place.number()), Bound::Blob(id.bytes())])
    }

    fn end_first_version(&self) -> Result<(), S::Error> {
        self.run("DROP TABLE response", &[])?;
        self.run("DROP TABLE batch", &[])
    }

    fn transaction<T>(&self, write: impl FnOnce() -> Result<T, Failure<S::Error>>) -> Result<T, Failure<S::Error>> {
        Sql::transaction(self, write)
    }
}

/// `?, ?, ?`.
fn list(item: &str, times: usize) -> String {
    vec![item; times].join(", ")
}
