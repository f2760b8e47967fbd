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

/// The same with the revision, and when it came to be what is asked: seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Authored {
    pub(crate) number: u32,
    pub(crate) at: i64,
    pub(crate) by: Authors,
}

/// Notes it, over what was noted of an earlier text of a consultation that was never open.
pub(super) fn note(storage: &Storage, revision: u32, by: &Authors) -> Result<(), Trouble> {
    let approved = by.approved_by.as_deref().map_or(wasm_bindgen::JsValue::NULL, Into::into);
    storage.transaction(|| {
        storage.run(TABLE, Vec::new())?;
        storage.run(
            "INSERT INTO revision_by (number, at, written_by, approved_by) VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE \
             SET at = excluded.at, written_by = excluded.written_by, approved_by = excluded.approved_by",
            vec![
                revision.into(),
                number(clock::now().unix_seconds().unsigned_abs()),
                by.written_by.as_str().into(),
                approved,
            ],
        )
    })
}

/// All that is known; nothing of revisions of before this was kept.
pub(super) fn list(storage: &Storage) -> Result<Vec<Authored>, Trouble> {
    if !storage.has_table("revision_by")? {
        return Ok(Vec::new());
    }
    let statement = "SELECT number, at, written_by, approved_by FROM revision_by ORDER BY number";
    let authored = |mut row: super::storage::Row| {
        Ok(Authored {
            number: u32::try_from(row.integer(0)?).map_err(|_| Trouble::Protocol("too many revisions"))?,
            at: row.integer(1)? as i64,
            by: Authors { written_by: row.text(2)?, approved_by: row.text_or_none(3)? },
        })
    };
    storage.rows(statement, Vec::new())?.into_iter().map(authored).collect()
}
