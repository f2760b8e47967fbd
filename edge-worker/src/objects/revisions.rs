//! Who wrote each revision of a consultation and who approved it, as far as that was kept.

use super::Trouble;
use super::storage::{Storage, number};
use crate::clock;
use serde::{Deserialize, Serialize};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS revision_by (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, \
    written_by TEXT NOT NULL, approved_by TEXT)";

/// Who stands behind a definition, by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Authors {
    pub(crate) written_by: String,
    /// Where it went through a draft.
    pub(crate) approved_by: Option<String>,
}

/// Who stands behind a revision, and since when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Noted {
    pub(crate) revision: u32,
    /// In seconds since 1970.
    pub(crate) at: i64,
    pub(crate) written_by: String,
    pub(crate) approved_by: Option<String>,
}

/// Notes it, over what was noted of an earlier text of a consultation that was never open.
pub(super) fn note(storage: &Storage, revision: u32, by: &Authors) -> Result<(), Trouble> {
    let Authors { written_by, approved_by } = by.clone();
    let noted = Noted { revision, at: clock::now().unix_seconds(), written_by, approved_by };
    storage.transaction(|| restore(storage, &[noted]))
}

/// Notes what another store had noted: part of a transaction.
pub(super) fn restore(storage: &Storage, all: &[Noted]) -> Result<(), Trouble> {
    storage.run(TABLE, Vec::new())?;
    all.iter().try_for_each(|noted| {
        let approved = noted.approved_by.as_deref().map_or(wasm_bindgen::JsValue::NULL, Into::into);
        storage.run(
            "INSERT INTO revision_by (number, at, written_by, approved_by) VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE \
             SET at = excluded.at, written_by = excluded.written_by, approved_by = excluded.approved_by",
            vec![
                noted.revision.into(),
                number(noted.at.unsigned_abs()),
                noted.written_by.as_str().into(),
                approved,
            ],
        )
    })
}

/// All that was noted, the first revision first.
pub(super) fn all(storage: &Storage) -> Result<Vec<Noted>, Trouble> {
    if !storage.has_table("revision_by")? {
        return Ok(Vec::new());
    }
    let rows =
        storage.rows("SELECT number, at, written_by, approved_by FROM revision_by ORDER BY number", Vec::new())?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Noted {
                revision: u32::try_from(row.integer(0)?).map_err(|_| Trouble::Protocol("too many revisions"))?,
                at: row.integer(1)? as i64,
                written_by: row.text(2)?,
                approved_by: row.text_or_none(3)?,
            })
        })
        .collect()
}
