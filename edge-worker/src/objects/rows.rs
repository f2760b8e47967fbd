//! The ledger's rows in its object's SQLite.

use super::Trouble;
use super::storage::{Storage, blob, number};
use crate::ledger::{ResponseId, Rows, Sequence, Spent};
use wasm_bindgen::JsValue;

/// One table for each kind of row. `WITHOUT ROWID` keeps a response in its primary key's tree: one row written, not two.
/// `value` is made last: where it is, the others are.
/// A used challenge's key begins with when it expires, so that those which did are one range to delete.
const TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS response (id BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS spent (expires INTEGER NOT NULL, nonce BLOB NOT NULL, PRIMARY KEY (expires, nonce)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS batch (sequence INTEGER PRIMARY KEY, ids BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS undone (sequence INTEGER PRIMARY KEY, contributions BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tally (slice TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
];

/// Rows that one statement writes: the runtime binds at most 100 parameters, and a response has two.
const ROWS_A_STATEMENT: usize = 50;
/// Keys that one statement looks up, for the same reason.
const KEYS_A_STATEMENT: usize = 100;

impl Storage {
    /// Whether the ledger's tables are there.
    pub(super) fn has_ledger(&self) -> Result<bool, Trouble> {
        self.has_table("value")
    }

    /// Makes the ledger's tables where they are not there.
    pub(super) fn make_ledger(&self) -> Result<(), Trouble> {
        TABLES.into_iter().try_for_each(|table| self.run(table, Vec::new()))
    }

    fn numbered(&self, statement: &str, bindings: Vec<JsValue>) -> Result<Vec<(Sequence, Vec<u8>)>, Trouble> {
        let rows = self.rows(statement, bindings)?;
        rows.into_iter().map(|mut row| Ok((row.integer(0)?, row.blob(1)?))).collect()
    }
}

impl Rows for Storage {
    type Error = Trouble;

    fn responses(&self, ids: &[ResponseId]) -> Result<Vec<(ResponseId, Vec<u8>)>, Trouble> {
        let mut found = Vec::new();
        for ids in ids.chunks(KEYS_A_STATEMENT) {
            let statement = format!("SELECT id, record FROM response WHERE id IN ({})", list("?", ids.len()));
            for mut row in self.rows(&statement, ids.iter().map(|id| blob(id.bytes())).collect())? {
                let id = row.blob(0)?.try_into().map_err(|_| Trouble::Protocol("a key has another length"))?;
                found.push((ResponseId::from_bytes(id), row.blob(1)?));
            }
        }
        Ok(found)
    }

    fn put_responses(&self, rows: &[(ResponseId, Vec<u8>)]) -> Result<(), Trouble> {
        for rows in rows.chunks(ROWS_A_STATEMENT) {
            let statement = format!(
                "INSERT INTO response (id, record) VALUES {} ON CONFLICT (id) DO UPDATE SET record = excluded.record",
                list("(?, ?)", rows.len())
            );
            self.run(&statement, rows.iter().flat_map(|(id, row)| [blob(id.bytes()), blob(row)]).collect())?;
        }
        Ok(())
    }

    fn spent(&self, asked: &[Spent]) -> Result<Vec<Spent>, Trouble> {
        let mut found = Vec::new();
        for asked in asked.chunks(ROWS_A_STATEMENT) {
            let statement = format!(
                "SELECT expires, nonce FROM spent WHERE (expires, nonce) IN (VALUES {})",
                list("(?, ?)", asked.len())
            );
            for mut row in self.rows(&statement, spent_columns(asked))? {
                let expires_at =
                    i64::try_from(row.integer(0)?).map_err(|_| Trouble::Protocol("an expiry is too late"))?;
                let nonce = row.blob(1)?.try_into().map_err(|_| Trouble::Protocol("a nonce has another length"))?;
                found.push(Spent { expires_at, nonce });
            }
        }
        Ok(found)
    }

    fn put_spent(&self, new: &[Spent]) -> Result<(), Trouble> {
        new.chunks(ROWS_A_STATEMENT).try_for_each(|new| {
            let statement = format!("INSERT INTO spent (expires, nonce) VALUES {}", list("(?, ?)", new.len()));
            self.run(&statement, spent_columns(new))
        })
    }

    fn clear_spent(&self, now: i64) -> Result<bool, Trouble> {
        self.run("DELETE FROM spent WHERE expires < ?", vec![JsValue::from_f64(now as f64)])?;
        Ok(!self.rows("SELECT 1 FROM spent LIMIT 1", Vec::new())?.is_empty())
    }

    fn put_batch(&self, sequence: Sequence, ids: &[u8]) -> Result<(), Trouble> {
        self.run("INSERT INTO batch (sequence, ids) VALUES (?, ?)", vec![number(sequence), blob(ids)])
    }

    fn batches_after(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, Trouble> {
        let statement = "SELECT sequence, ids FROM batch WHERE sequence > ? ORDER BY sequence LIMIT ?";
        self.numbered(statement, vec![number(sequence), limit.into()])
    }

    fn batches_before(&self, sequence: Sequence, limit: u32) -> Result<Vec<(Sequence, Vec<u8>)>, Trouble> {
        let statement = "SELECT sequence, ids FROM batch WHERE sequence < ? ORDER BY sequence DESC LIMIT ?";
        self.numbered(statement, vec![number(sequence), limit.into()])
    }

    fn put_undone(&self, sequence: Sequence, contributions: &[u8]) -> Result<(), Trouble> {
        let statement = "INSERT INTO undone (sequence, contributions) VALUES (?, ?)";
        self.run(statement, vec![number(sequence), blob(contributions)])
    }

    fn undone(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Trouble> {
        self.numbered("SELECT sequence, contributions FROM undone ORDER BY sequence", Vec::new())
    }

    fn clear_undone(&self) -> Result<(), Trouble> {
        self.run("DELETE FROM undone", Vec::new())
    }

    fn counts(&self) -> Result<Vec<(String, String)>, Trouble> {
        let rows = self.rows("SELECT slice, counts FROM tally", Vec::new())?;
        rows.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?))).collect()
    }

    fn put_counts(&self, slice: &str, counts: Option<&str>) -> Result<(), Trouble> {
        match counts {
            Some(counts) => self.run(
                "INSERT INTO tally (slice, counts) VALUES (?, ?) ON CONFLICT (slice) DO UPDATE SET counts = excluded.counts",
                vec![slice.into(), counts.into()],
            ),
            None => self.run("DELETE FROM tally WHERE slice = ?", vec![slice.into()]),
        }
    }

    fn value(&self, name: &str) -> Result<Option<String>, Trouble> {
        let rows = self.rows("SELECT text FROM value WHERE name = ?", vec![name.into()])?;
        rows.into_iter().next().map(|mut row| row.text(0)).transpose()
    }

    fn put_value(&self, name: &str, value: &str) -> Result<(), Trouble> {
        self.run(
            "INSERT INTO value (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text",
            vec![name.into(), value.into()],
        )
    }
}

fn spent_columns(spent: &[Spent]) -> Vec<JsValue> {
    spent.iter().flat_map(|one| [JsValue::from_f64(one.expires_at as f64), blob(&one.nonce)]).collect()
}

/// `?, ?, ?`.
fn list(item: &str, times: usize) -> String {
    vec![item; times].join(", ")
}
