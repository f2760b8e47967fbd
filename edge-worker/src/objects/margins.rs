//! The margins that a consultation's object keeps, as the document that its department wrote.

use super::Trouble;
use super::storage::Storage;

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS margins (one INTEGER PRIMARY KEY CHECK (one = 1), document TEXT NOT NULL)";

/// Keeps a document; `None` takes it away.
pub(super) fn keep(storage: &Storage, document: Option<&str>) -> Result<(), Trouble> {
    storage.transaction(|| {
        storage.run(TABLE, Vec::new())?;
        storage.run("DELETE FROM margins", Vec::new())?;
        match document {
            Some(document) => storage.run("INSERT INTO margins (one, document) VALUES (1, ?)", vec![document.into()]),
            None => Ok(()),
        }
    })
}

/// What is kept.
pub(super) fn read(storage: &Storage) -> Result<Option<String>, Trouble> {
    if !storage.has_table("margins")? {
        return Ok(None);
    }
    let row = storage.rows("SELECT document FROM margins", Vec::new())?.into_iter().next();
    row.map(|mut row| row.text(0)).transpose()
}
