//! How often a consultation's form was seen, begun and taken back, as its isolates tell it.

use super::Trouble;
use super::links;
use super::storage::{Storage, number};
use crate::reach::{Reach, Telling};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS reach (id INTEGER PRIMARY KEY CHECK (id = 1), seen INTEGER NOT NULL, \
                     started INTEGER NOT NULL, withdrawn INTEGER NOT NULL)";

/// Adds what an isolate told, and says what all have told. Nothing told is nothing written.
pub(super) fn add(storage: &Storage, telling: &Telling) -> Result<Reach, Trouble> {
    let told = telling.all;
    if told != Reach::default() {
        storage.transaction(|| {
            storage.run(TABLE, Vec::new())?;
            storage.run(
                "INSERT INTO reach (id, seen, started, withdrawn) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET \
                 seen = seen + excluded.seen, started = started + excluded.started, \
                 withdrawn = withdrawn + excluded.withdrawn",
                vec![number(told.seen), number(told.started), number(told.withdrawn)],
            )?;
            links::count(storage, &telling.sites)
        })?;
    }
    all(storage)
}

/// All that was told, by site and day too.
pub(super) fn told(storage: &Storage) -> Result<Telling, Trouble> {
    Ok(Telling { all: all(storage)?, sites: links::counted(storage, None)? })
}

fn all(storage: &Storage) -> Result<Reach, Trouble> {
    if !storage.has_table("reach")? {
        return Ok(Reach::default());
    }
    match storage.rows("SELECT seen, started, withdrawn FROM reach", Vec::new())?.pop() {
        Some(mut row) => Ok(Reach { seen: row.integer(0)?, started: row.integer(1)?, withdrawn: row.integer(2)? }),
        None => Ok(Reach::default()),
    }
}
