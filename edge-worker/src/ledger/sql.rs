//! The ledger's rows in SQLite: every statement, for whoever runs it. The object runs them in the runtime's SQLite, a test
//! in SQLite itself.
//!
//! **Nothing is left of what is deleted.** SQLite leaves bytes behind where a row is deleted, grows, or moves to another page
//! of its tree, and the runtime lets nobody set `secure_delete` or run `VACUUM`. So what a person wrote lies in tables in
//! which none of that happens: rows are added at the end alone, where SQLite begins a new page and leaves the full one as it
//! is; none is deleted; and what is written over one is exactly as long, which SQLite does in place. The root of a tree is
//! the one page that is copied when a second one is needed: [`FILLERS`] makes that happen before anything is recorded. The
//! write-ahead log goes when the object rests (docs/privacy.md). A test searches every byte of a store for what
//! was deleted (`tests/tests/erasure.rs`).

use super::books::Failure;
use super::id::ResponseId;
use super::list::Order;
use super::rows::{Counted, Earlier, Generation, Keyed, Placed, Position, Rows, Sequence, Shelf, Store};

/// One table for each kind of row. A number as the primary key makes a row one row written, in the order of the numbers.
/// `value` is made last: where it is, the others are. The first version had `response (id, record)` and
/// `batch (sequence, ids)`, the second `answer (generation, id, place, record)`, in the place of `record`, `longer` and
/// `place`.
const TABLES: [&str; 8] = [
    "CREATE TABLE IF NOT EXISTS record (place INTEGER PRIMARY KEY, id BLOB NOT NULL, record BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS longer (place INTEGER PRIMARY KEY, record BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sealed (generation INTEGER PRIMARY KEY, last INTEGER NOT NULL, filter BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS place (part INTEGER PRIMARY KEY, keys BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS undone (sequence INTEGER PRIMARY KEY, contributions BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tally (slice TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS deleted (slice TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
];

/// Two rows before the first, of 3,000 zeros each: they do not fit one page of 4,096 bytes, so that the root has its second
/// level before anything is in it that could be left behind.
const FILLERS: [&str; 3] = [
    "INSERT OR IGNORE INTO record (place, id, record) VALUES (0, x'', zeroblob(3000)), (1, x'', zeroblob(3000))",
    "INSERT OR IGNORE INTO longer (place, record) VALUES (0, zeroblob(3000)), (1, zeroblob(3000))",
    "INSERT OR IGNORE INTO undone (sequence, contributions) VALUES (-1, zeroblob(3000)), (0, zeroblob(3000))",
];

/// The first place that a response can have.
const FIRST_PLACE: u64 = 1 << 10;
/// Rows that one statement writes: the runtime binds at most 100 parameters, and a response has three.
const ROWS_A_STATEMENT: usize = 33;
/// Places and keys that one statement looks up, for the same reason.
const KEYS_A_STATEMENT: usize = 100;
/// Parts of a generation's keys, at most.
const PARTS: u64 = 1 << 6;
/// Bytes of a row of zeros with which free pages are overwritten. With its header of five bytes it fills 244 pages of 4,092
/// bytes to the last, and the 2,027 that are over fill, two by two, the pages that name these: not ten bytes are left
/// in which something could stand.
const FILLED_BYTES: u64 = 2_027 + 244 * 4_092 - 5;
/// The number of the first of these rows: above that of any commit.
const FILLED: u64 = 1 << 52;

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

    /// The same for what reads nothing once it has written.
    fn commit<T>(&self, write: impl FnOnce() -> Result<T, Failure<Self::Error>>) -> Result<T, Failure<Self::Error>> {
        self.transaction(write)
    }

    /// The error for a key of another length than this program writes.
    fn odd_key() -> Self::Error;
}

fn numbered<S: Sql>(sql: &S, statement: &str, bound: &[Bound<'_>]) -> Result<Vec<(Sequence, Vec<u8>)>, S::Error> {
    sql.rows(statement, bound)?.into_iter().map(|mut row| Ok((row.integer(0)?, row.blob(1)?))).collect()
}

fn placed<S: Sql>(sql: &S, statement: &str, bound: &[Bound<'_>]) -> Result<Placed, S::Error> {
    let rows = numbered(sql, statement, bound)?;
    Ok(rows.into_iter().map(|(number, record)| (Position::from_number(number), record)).collect())
}

fn id<S: Sql>(_: &S, row: &mut S::Row, column: usize) -> Result<ResponseId, S::Error> {
    Ok(ResponseId::from_bytes(row.blob(column)?.try_into().map_err(|_| S::odd_key())?))
}

fn keyed<S: Sql>(sql: &S, row: &mut S::Row) -> Result<(Position, ResponseId, Vec<u8>), S::Error> {
    Ok((Position::from_number(row.integer(0)?), id(sql, row, 1)?, row.blob(2)?))
}

fn table(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Responses => "record",
        Shelf::Longer => "longer",
    }
}

fn counts_table(of: Counted) -> &'static str {
    match of {
        Counted::All => "tally",
        Counted::Deleted => "deleted",
    }
}

fn has_table<S: Sql>(sql: &S, name: &str) -> Result<bool, S::Error> {
    let found = sql.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", &[Bound::Text(name)])?;
    Ok(!found.is_empty())
}

impl<S: Sql> Rows for S {
    type Error = S::Error;

    fn records(&self, shelf: Shelf, places: &[Position]) -> Result<Placed, S::Error> {
        let mut found = Vec::new();
        for places in places.chunks(KEYS_A_STATEMENT) {
            let table = table(shelf);
            let statement = format!("SELECT place, record FROM {table} WHERE place IN ({})", list("?", places.len()));
            let bound: Vec<Bound<'_>> = places.iter().map(|place| Bound::Number(place.number())).collect();
            found.extend(placed(self, &statement, &bound)?);
        }
        Ok(found)
    }

    fn records_behind(&self, order: Order, after: Option<Position>, limit: usize) -> Result<Placed, S::Error> {
        let limit = Bound::Number(limit as u64);
        match (order, after) {
            (Order::Oldest, after) => {
                let from = after.map_or(FIRST_PLACE, |after| after.number() + 1);
                let statement = "SELECT place, record FROM record WHERE place >= ? ORDER BY place LIMIT ?";
                placed(self, statement, &[Bound::Number(from), limit])
            }
            (Order::Newest, after) => {
                let before = match after {
                    Some(after) => after.number(),
                    // Behind every place.
                    None => 1 << 53,
                };
                let statement =
                    "SELECT place, record FROM record WHERE place < ? AND place >= ? ORDER BY place DESC LIMIT ?";
                placed(self, statement, &[Bound::Number(before), Bound::Number(FIRST_PLACE), limit])
            }
        }
    }

    fn keyed_behind(&self, after: Option<Position>, limit: usize) -> Result<Keyed, S::Error> {
        let from = after.map_or(FIRST_PLACE, |after| after.number() + 1);
        let statement = "SELECT place, id, record FROM record WHERE place >= ? ORDER BY place LIMIT ?";
        let rows = self.rows(statement, &[Bound::Number(from), Bound::Number(limit as u64)])?;
        rows.into_iter().map(|mut row| keyed(self, &mut row)).collect()
    }

    fn add_responses(&self, rows: &[(Position, ResponseId, Vec<u8>)]) -> Result<(), S::Error> {
        for rows in rows.chunks(ROWS_A_STATEMENT) {
            let statement = format!("INSERT INTO record (place, id, record) VALUES {}", list("(?, ?, ?)", rows.len()));
            let bound = rows.iter().flat_map(|(place, id, record)| {
                [Bound::Number(place.number()), Bound::Blob(id.bytes()), Bound::Blob(record)]
            });
            self.run(&statement, &bound.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn add_longer(&self, rows: &[(Position, Vec<u8>)]) -> Result<(), S::Error> {
        for (place, record) in rows {
            let statement = "INSERT INTO longer (place, record) VALUES (?, ?)";
            self.run(statement, &[Bound::Number(place.number()), Bound::Blob(record)])?;
        }
        Ok(())
    }

    fn overwrite(&self, shelf: Shelf, place: Position, record: &[u8]) -> Result<(), S::Error> {
        let statement = format!("UPDATE {} SET record = ? WHERE place = ?", table(shelf));
        self.run(&statement, &[Bound::Blob(record), Bound::Number(place.number())])
    }

    fn keys_behind(&self, last: Sequence) -> Result<Vec<(ResponseId, Position)>, S::Error> {
        let from = Position(last + 1, 0).number();
        let rows = self.rows("SELECT id, place FROM record WHERE place >= ?", &[Bound::Number(from)])?;
        let read = |mut row: S::Row| Ok((id(self, &mut row, 0)?, Position::from_number(row.integer(1)?)));
        rows.into_iter().map(read).collect()
    }

    fn put_keys(&self, generation: Generation, part: u64, keys: &[u8]) -> Result<(), S::Error> {
        let statement = "INSERT INTO place (part, keys) VALUES (?, ?)";
        self.run(statement, &[Bound::Number(generation * PARTS + part), Bound::Blob(keys)])
    }

    fn keys(&self, generation: Generation, part: u64) -> Result<Option<Vec<u8>>, S::Error> {
        let rows = self.rows("SELECT keys FROM place WHERE part = ?", &[Bound::Number(generation * PARTS + part)])?;
        rows.into_iter().next().map(|mut row| row.blob(0)).transpose()
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
        numbered(self, "SELECT sequence, contributions FROM undone WHERE sequence > 0 ORDER BY sequence", &[])
    }

    fn clear_undone(&self) -> Result<(), S::Error> {
        // Blanked where it lies, so that what is deleted then, and whatever moves with it, is zeros.
        self.run("UPDATE undone SET contributions = zeroblob(length(contributions)) WHERE sequence > 0", &[])?;
        self.run("DELETE FROM undone WHERE sequence > 0", &[])
    }

    fn counts(&self, of: Counted) -> Result<Vec<(String, String)>, S::Error> {
        let rows = self.rows(&format!("SELECT slice, counts FROM {}", counts_table(of)), &[])?;
        rows.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?))).collect()
    }

    fn put_counts(&self, of: Counted, slice: &str, counts: Option<&str>) -> Result<(), S::Error> {
        let table = counts_table(of);
        match counts {
            Some(counts) => self.run(
                &format!(
                    "INSERT INTO {table} (slice, counts) VALUES (?, ?) \
                     ON CONFLICT (slice) DO UPDATE SET counts = excluded.counts"
                ),
                &[Bound::Text(slice), Bound::Text(counts)],
            ),
            None => self.run(&format!("DELETE FROM {table} WHERE slice = ?"), &[Bound::Text(slice)]),
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
        TABLES.into_iter().chain(FILLERS).try_for_each(|statement| self.run(statement, &[]))
    }

    fn earlier(&self) -> Result<Option<Earlier>, S::Error> {
        if has_table(self, "batch")? {
            let batches = numbered(self, "SELECT sequence, ids FROM batch ORDER BY sequence", &[])?;
            return Ok(Some(Earlier::First(batches)));
        }
        Ok(has_table(self, "answer")?.then_some(Earlier::Second))
    }

    fn first_version(&self, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Vec<u8>)>, S::Error> {
        let mut found = Vec::new();
        for ids in ids.chunks(KEYS_A_STATEMENT) {
            let statement = format!("SELECT id, record FROM response WHERE id IN ({})", list("?", ids.len()));
            let bound: Vec<Bound<'_>> = ids.iter().map(|id| Bound::Blob(id.bytes())).collect();
            for mut row in self.rows(&statement, &bound)? {
                found.push((id(self, &mut row, 0)?, row.blob(1)?));
            }
        }
        Ok(found)
    }

    fn second_version(&self, generation: Generation) -> Result<Keyed, S::Error> {
        let statement = "SELECT place, id, record FROM answer WHERE generation = ? ORDER BY place";
        let rows = self.rows(statement, &[Bound::Number(generation)])?;
        rows.into_iter().map(|mut row| keyed(self, &mut row)).collect()
    }

    fn begin_take_over(&self) -> Result<(), S::Error> {
        // The tables of this version begin on pages that never held anything.
        let rows = rows_to_fill(self)?;
        (0..rows).try_for_each(|number| fill_one(self, number))?;
        self.make()
    }

    fn end_take_over(&self) -> Result<(), S::Error> {
        let rows = rows_to_fill(self)?;
        for table in ["response", "batch", "answer"] {
            self.run(&format!("DROP TABLE IF EXISTS {table}"), &[])?;
        }
        (0..rows).try_for_each(|number| fill_one(self, rows + number))?;
        self.run("DELETE FROM undone WHERE sequence >= ?", &[Bound::Number(FILLED)])
    }

    fn transaction<T>(&self, write: impl FnOnce() -> Result<T, Failure<S::Error>>) -> Result<T, Failure<S::Error>> {
        Sql::transaction(self, write)
    }

    fn commit<T>(&self, write: impl FnOnce() -> Result<T, Failure<S::Error>>) -> Result<T, Failure<S::Error>> {
        Sql::commit(self, write)
    }
}

/// Rows of zeros that overwrite all free pages of a store of an earlier version. How many are free nobody may ask; in a tree
/// whose keys come in any order, pages are two thirds full, and fewer were free than there are.
fn rows_to_fill<S: Sql>(sql: &S) -> Result<u64, S::Error> {
    let mut bytes = 0;
    for table in ["response", "answer"] {
        if has_table(sql, table)? {
            let sum = sql.rows(&format!("SELECT ifnull(sum(length(record) + 32), 0) FROM {table}"), &[])?;
            bytes += sum.into_iter().next().map_or(Ok(0), |mut row| row.integer(0))?;
        }
    }
    Ok(2 * (1 + bytes * 3 / (2 * FILLED_BYTES)))
}

fn fill_one<S: Sql>(sql: &S, number: u64) -> Result<(), S::Error> {
    let statement = "INSERT INTO undone (sequence, contributions) VALUES (?, zeroblob(?))";
    sql.run(statement, &[Bound::Number(FILLED + number), Bound::Number(FILLED_BYTES)])
}

/// `?, ?, ?`.
fn list(item: &str, times: usize) -> String {
    vec![item; times].join(", ")
}
