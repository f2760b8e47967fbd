//! Raises of its shards that a consultation has begun and the department's audit log has not been told of. Whoever ends a
//! raise tells it: one that broke off is ended by the next Worker that asks, and nobody may ask for it again.

use super::Trouble;
use super::department::{Client, Did};
use super::storage::{Storage, number};
use contract::DepartmentId;
use std::cell::Cell;
use worker::Env;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS raise_note (number INTEGER PRIMARY KEY, did TEXT NOT NULL)";

/// What is still to be noted.
#[derive(Debug, Default)]
pub(super) struct Raises {
    /// Whether there is nothing, or somebody is at it. Not so at first: the store may hold what an earlier object began.
    seen_to: Cell<bool>,
}

impl Raises {
    /// Keeps what is to be noted: a part of the transaction that begins the raise.
    pub(super) fn begin(&self, storage: &Storage, did: &Did) -> Result<(), Trouble> {
        let text = serde_json::to_string(did).map_err(|_| Trouble::Protocol("a note cannot be written"))?;
        storage.run(TABLE, Vec::new())?;
        storage.run("INSERT INTO raise_note (did) VALUES (?)", vec![text.into()])?;
        self.look_again();
        Ok(())
    }

    /// Tells the log of what is done. Called where no raise is under way. What broke off between the log and the row is told
    /// twice, and nothing never.
    pub(super) async fn note(&self, storage: &Storage, env: &Env, department: &DepartmentId) -> Result<(), Trouble> {
        if self.seen_to.replace(true) {
            return Ok(());
        }
        let noted = tell(storage, env, department).await;
        if noted.is_err() {
            self.look_again();
        }
        noted
    }

    /// After a panic: nobody is at it any more.
    pub(super) fn look_again(&self) {
        self.seen_to.set(false);
    }
}

async fn tell(storage: &Storage, env: &Env, department: &DepartmentId) -> Result<(), Trouble> {
    if !storage.has_table("raise_note")? {
        return Ok(());
    }
    for mut row in storage.rows("SELECT number, did FROM raise_note ORDER BY number", Vec::new())? {
        let did = serde_json::from_str(&row.text(1)?).map_err(|_| Trouble::Protocol("a note cannot be read"))?;
        Client { env, id: department }.log(did).await?;
        storage.run("DELETE FROM raise_note WHERE number = ?", vec![number(row.integer(0)?)])?;
    }
    Ok(())
}
