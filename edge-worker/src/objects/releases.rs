//! The releases that a consultation's object keeps: each as the text that everyone reads, and what the last one was made
//! from. A release is made when it is due and somebody asks for the latest, and is never written again.

use super::Trouble;
use super::storage::{Storage, number};
use aggregate::{Mark, Release, Tally};
use contract::{Consultation, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// `body` and `text` name the version of their format themselves.
const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS release (number INTEGER PRIMARY KEY, at TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS release_mark (one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL)",
];
/// How long the object does not look again after it found too few new answers. Looking asks every ledger.
const LOOK_AGAIN_SECONDS: i64 = 5;

/// A release on its way from its object: the bytes that its hash names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Frozen {
    pub(crate) body: String,
    pub(crate) sha256: String,
}

/// A release in the list of all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) number: u64,
    pub(crate) at: String,
    pub(crate) sha256: String,
}

/// What the object remembers of its releases.
#[derive(Clone, Debug, Default)]
pub(super) struct Releases {
    last: Option<Mark>,
    looked: Option<Timestamp>,
}

impl Releases {
    /// What the store has.
    pub(super) fn open(storage: &Storage) -> Result<Self, Trouble> {
        let mut releases = Self::default();
        if storage.has_table("release_mark")? {
            let mark = storage.rows("SELECT text FROM release_mark", Vec::new())?.into_iter().next();
            let unreadable = || Trouble::Protocol("a release's mark cannot be read");
            let read = |text: String| Mark::from_value(&serde_json::from_str(&text).ok()?);
            releases.last = match mark {
                Some(mut row) => Some(read(row.text(0)?).ok_or_else(unreadable)?),
                None => None,
            };
        }
        Ok(releases)
    }

    /// Whether it is worth asking the ledgers; whoever asks them now is the one who does for a while.
    pub(super) fn look(&mut self, consultation: &Consultation, now: Timestamp) -> bool {
        let rules = consultation.current().definition.release_rules();
        let since = |then: Timestamp| now.unix_seconds() - then.unix_seconds();
        let waits = self.last.as_ref().is_some_and(|mark| !mark.is_past(rules, now))
            || self.looked.is_some_and(|then| since(then) < LOOK_AGAIN_SECONDS);
        if !waits {
            self.looked = Some(now);
        }
        !waits
    }

    /// Makes and keeps the next release, where this tally makes one due.
    pub(super) fn keep_next(
        &mut self,
        storage: &Storage,
        consultation: &Consultation,
        tally: &Tally,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let Some((release, mark)) = Release::next(consultation, tally, self.last.as_ref(), now) else { return Ok(()) };
        let body = release.to_value().to_string();
        storage.transaction(|| {
            TABLES.into_iter().try_for_each(|table| storage.run(table, Vec::new()))?;
            storage.run(
                "INSERT INTO release (number, at, sha256, body) VALUES (?, ?, ?, ?)",
                vec![
                    release.number().into(),
                    release.at().to_string().into(),
                    sha256(&body).into(),
                    body.as_str().into(),
                ],
            )?;
            storage.run(
                "INSERT INTO release_mark (one, text) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET text = excluded.text",
                vec![mark.to_value().to_string().into()],
            )
        })?;
        self.last = Some(mark);
        Ok(())
    }

    /// The release of that number, or the latest.
    pub(super) fn read(&self, storage: &Storage, wanted: Option<u32>) -> Result<Option<Frozen>, Trouble> {
        if self.last.is_none() {
            return Ok(None);
        }
        let rows = match wanted {
            Some(wanted) => {
                storage.rows("SELECT body, sha256 FROM release WHERE number = ?", vec![number(wanted.into())])
            }
            None => storage.rows("SELECT body, sha256 FROM release ORDER BY number DESC LIMIT 1", Vec::new()),
        };
        let frozen = rows?.into_iter().next();
        frozen.map(|mut row| Ok(Frozen { body: row.text(0)?, sha256: row.text(1)? })).transpose()
    }

    /// All releases, the latest first.
    pub(super) fn list(&self, storage: &Storage) -> Result<Vec<Listed>, Trouble> {
        if self.last.is_none() {
            return Ok(Vec::new());
        }
        let rows = storage.rows("SELECT number, at, sha256 FROM release ORDER BY number DESC", Vec::new())?;
        rows.into_iter()
            .map(|mut row| Ok(Listed { number: row.integer(0)?, at: row.text(1)?, sha256: row.text(2)? }))
            .collect()
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        // A string takes whatever is written.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
