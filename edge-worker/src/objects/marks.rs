//! What a department notes of single responses: tags with a note, who put them there and when. They lie in the ledger's
//! object beside the responses, under their places, and go with a response that is withdrawn. No reply that is anyone's has
//! them, and no export of figures.

use super::Trouble;
use super::storage::{Storage, number};
use crate::ledger::Position;
use serde::{Deserialize, Serialize};

/// Tags of one response at most: more than can be read beside a text.
pub(crate) const TAGS: usize = 20;
/// Tags of one shard's responses at most: all are read to choose by one, a megabyte.
const IN_ALL: u64 = 20_000;
/// Characters of a tag: a heading of a list.
pub(crate) const TAG: usize = 40;
/// Characters of a note.
pub(crate) const NOTE: usize = 500;
/// The tag that says that a text is not by whom it claims to be by; its note says who that is, and how one knows.
pub(crate) const FALSE_ATTRIBUTION: &str = "false attribution";

const TABLE: &str = "CREATE TABLE IF NOT EXISTS marks (place INTEGER, tag TEXT, note TEXT NOT NULL, by_whom TEXT NOT NULL, \
    at INTEGER NOT NULL, PRIMARY KEY (place, tag)) WITHOUT ROWID";

/// A tag of a response.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) tag: String,
    /// Blank where there is none.
    pub(crate) note: String,
    /// Who put it there: a token's name, or an address.
    pub(crate) by: String,
    /// When, in seconds since 1970.
    pub(crate) at: i64,
}

/// What is done to a response's tags.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Marking {
    /// Puts one there, or changes its note.
    Put(Mark),
    /// Takes one away.
    Remove(String),
    /// These and no others. One that is there with the same note keeps who and when.
    Exactly(Vec<Mark>),
}

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Marked {
    /// The response's tags from now on.
    Done(Vec<Mark>),
    /// There is no such response, or it was withdrawn.
    Unknown,
    /// It has as many tags as it may have, or all have.
    Full,
}

/// The tags of a response, by their names.
pub(super) fn of(storage: &Storage, place: Position) -> Result<Vec<Mark>, Trouble> {
    if !storage.has_table("marks")? {
        return Ok(Vec::new());
    }
    let found =
        storage.rows("SELECT tag, note, by_whom, at FROM marks WHERE place = ? ORDER BY tag", vec![key(place)])?;
    found
        .into_iter()
        .map(|mut row| {
            let at = i64::try_from(row.integer(3)?).map_err(|_| Trouble::Protocol("a moment is too late"))?;
            Ok(Mark { tag: row.text(0)?, note: row.text(1)?, by: row.text(2)?, at })
        })
        .collect()
}

/// All tags of all responses.
pub(super) fn all(storage: &Storage) -> Result<Vec<(Position, String)>, Trouble> {
    if !storage.has_table("marks")? {
        return Ok(Vec::new());
    }
    let found = storage.rows("SELECT place, tag FROM marks ORDER BY tag, place", Vec::new())?;
    found.into_iter().map(|mut row| Ok((Position::from_number(row.integer(0)?), row.text(1)?))).collect()
}

/// The tags of responses between two places, in the order of their places, by their names.
pub(super) fn between(storage: &Storage, first: Position, last: Position) -> Result<Vec<(Position, Mark)>, Trouble> {
    if !storage.has_table("marks")? {
        return Ok(Vec::new());
    }
    let statement = "SELECT place, tag, note, by_whom, at FROM marks WHERE place BETWEEN ? AND ? ORDER BY place, tag";
    let found = storage.rows(statement, vec![key(first), key(last)])?;
    let read = |mut row: super::storage::Row| {
        let at = i64::try_from(row.integer(4)?).map_err(|_| Trouble::Protocol("a moment is too late"))?;
        let mark = Mark { tag: row.text(1)?, note: row.text(2)?, by: row.text(3)?, at };
        Ok((Position::from_number(row.integer(0)?), mark))
    };
    found.into_iter().map(read).collect()
}

/// Puts tags as another store had them.
pub(super) fn restore(storage: &Storage, tags: &[(Position, Mark)]) -> Result<(), Trouble> {
    if tags.is_empty() {
        return Ok(());
    }
    storage.transaction(|| {
        storage.run(TABLE, Vec::new())?;
        tags.iter().try_for_each(|(place, mark)| insert(storage, *place, mark))
    })
}

fn insert(storage: &Storage, place: Position, new: &Mark) -> Result<(), Trouble> {
    let at = number(new.at.unsigned_abs());
    let row = vec![key(place), new.tag.as_str().into(), new.note.as_str().into(), new.by.as_str().into(), at];
    storage.run("INSERT INTO marks (place, tag, note, by_whom, at) VALUES (?, ?, ?, ?, ?)", row)
}

/// Changes the tags of a response that is there.
pub(super) fn mark(storage: &Storage, place: Position, marking: Marking) -> Result<Marked, Trouble> {
    let before = of(storage, place)?;
    let mut after = before.clone();
    match marking {
        Marking::Put(mark) => {
            after.retain(|own| own.tag != mark.tag);
            after.push(mark);
        }
        Marking::Remove(tag) => after.retain(|own| own.tag != tag),
        Marking::Exactly(marks) => {
            let kept = |mark: Mark| {
                before.iter().find(|own| own.tag == mark.tag && own.note == mark.note).cloned().unwrap_or(mark)
            };
            after = marks.into_iter().map(kept).collect();
        }
    }
    after.sort_by(|one, other| one.tag.cmp(&other.tag));
    after.dedup_by(|one, other| one.tag == other.tag);
    let more = after.len().saturating_sub(before.len()) as u64;
    if after.len() > TAGS || (more > 0 && count(storage)? + more > IN_ALL) {
        return Ok(Marked::Full);
    }
    storage.transaction(|| {
        storage.run(TABLE, Vec::new())?;
        for gone in before.iter().filter(|own| !after.contains(own)) {
            storage.run("DELETE FROM marks WHERE place = ? AND tag = ?", vec![key(place), gone.tag.as_str().into()])?;
        }
        for new in after.iter().filter(|own| !before.contains(own)) {
            insert(storage, place, new)?;
        }
        Ok::<_, Trouble>(())
    })?;
    Ok(Marked::Done(after))
}

/// Deletes the tags of a response that was withdrawn.
pub(super) fn forget(storage: &Storage, place: Position) -> Result<(), Trouble> {
    if storage.has_table("marks")? {
        storage.run("DELETE FROM marks WHERE place = ?", vec![key(place)])?;
    }
    Ok(())
}

fn count(storage: &Storage) -> Result<u64, Trouble> {
    if !storage.has_table("marks")? {
        return Ok(0);
    }
    let mut found = storage.rows("SELECT COUNT(*) FROM marks", Vec::new())?;
    found.first_mut().map_or(Ok(0), |row| row.integer(0))
}

fn key(place: Position) -> wasm_bindgen::JsValue {
    number(place.number())
}
