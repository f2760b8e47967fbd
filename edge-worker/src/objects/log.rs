//! The rows of a department's audit log. They are only ever added: the store itself refuses to change or delete one.

use super::Trouble;
use super::storage::{Storage, number};
use crate::clock;
use contract::DepartmentId;
use contract::audit::{Action, Actor, Entry, Hash, Head};
use serde::{Deserialize, Serialize};

/// What somebody did, on its way to the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Did {
    by: [String; 3],
    action: String,
    subject: String,
    detail: String,
}

/// Which part of a log is read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Part {
    /// The entries after a number, the oldest first.
    After(u64),
    /// The entries before a number, the newest first.
    Before(u64),
}

/// A part of a log.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LogPage {
    /// How many entries the whole log has.
    pub(crate) count: u64,
    /// The hash of its last entry.
    pub(crate) hash: String,
    /// The links of the part, each as JSON.
    pub(crate) links: Vec<String>,
}

impl Did {
    /// What `by` did to `subject`.
    pub(crate) fn new(by: &Actor, action: Action, subject: &str, detail: impl Into<String>) -> Self {
        Self {
            by: by.texts().map(str::to_owned),
            action: action.name().to_owned(),
            subject: subject.to_owned(),
            detail: detail.into(),
        }
    }
}

impl LogPage {
    /// A log without entries.
    pub(super) fn empty() -> Self {
        Self { count: 0, hash: Hash::NONE.to_string(), links: Vec::new() }
    }
}

/// Makes the table.
pub(super) fn prepare(storage: &Storage) -> Result<(), Trouble> {
    for statement in [
        "CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, link TEXT NOT NULL)",
        "CREATE TRIGGER IF NOT EXISTS audit_stands BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END",
        "CREATE TRIGGER IF NOT EXISTS audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END",
    ] {
        storage.run(statement, Vec::new())?;
    }
    Ok(())
}

/// Adds an entry. Called within a transaction that also holds what the entry tells of.
pub(super) fn append(storage: &Storage, department: &DepartmentId, did: &Did) -> Result<(), Trouble> {
    let unreadable = || Trouble::Protocol("an entry of the audit log cannot be read");
    let last = head(storage)?;
    let [kind, id, name] = &did.by;
    let entry = Entry {
        department: department.clone(),
        number: last.count + 1,
        at: clock::now(),
        by: Actor::parse(kind, id, name).ok_or_else(unreadable)?,
        action: Action::parse(&did.action).ok_or_else(unreadable)?,
        subject: did.subject.clone(),
        detail: did.detail.clone(),
    };
    let link = entry.link(last.hash);
    storage.run(
        "INSERT INTO audit (number, hash, link) VALUES (?, ?, ?)",
        vec![number(link.entry.number), link.hash.to_string().into(), link.to_value().to_string().into()],
    )
}

fn head(storage: &Storage) -> Result<Head, Trouble> {
    let rows = storage.rows("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", Vec::new())?;
    let Some(mut row) = rows.into_iter().next() else { return Ok(Head::NONE) };
    let hash = Hash::parse(&row.text(1)?).ok_or(Trouble::Protocol("a hash of the audit log cannot be read"))?;
    Ok(Head { count: row.integer(0)?, hash })
}

/// Reads a part.
pub(super) fn read(storage: &Storage, part: Part, limit: u32) -> Result<LogPage, Trouble> {
    let (statement, from) = match part {
        Part::After(from) => ("SELECT link FROM audit WHERE number > ? ORDER BY number LIMIT ?", from),
        Part::Before(from) => ("SELECT link FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?", from),
    };
    let rows = storage.rows(statement, vec![number(from), limit.into()])?;
    let links = rows.into_iter().map(|mut row| row.text(0)).collect::<Result<_, _>>()?;
    let head = head(storage)?;
    Ok(LogPage { count: head.count, hash: head.hash.to_string(), links })
}
