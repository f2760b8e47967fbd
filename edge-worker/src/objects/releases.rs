//! The releases that a consultation's object keeps: each as the text that everyone reads, and what the last one was made
//! from. A release is made when it is due and the object looks, by its alarm or because a publisher asks, and is never
//! written again. Who reads makes none: they could choose the moment.

use super::Trouble;
use super::storage::{Storage, number};
use crate::ledger::{Secret, noise_seed};
use aggregate::{Due, Mark, Release, Tally};
use contract::{Consultation, ConsultationId, Problem, State, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// `body` and `text` name the version of their format themselves.
const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS release (number INTEGER PRIMARY KEY, at TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS release_mark (one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL)",
];
/// The object's own name, which the runtime does not tell it when its alarm rings.
const NAME: &str = "CREATE TABLE IF NOT EXISTS name (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL)";
/// Seconds between two looks where nothing but people is missing. A look asks every ledger; one that nobody can bring about
/// tells nobody when the twentieth answer came.
const LOOK_SECONDS: i64 = 3_600;

/// A release on its way from its object: the bytes that its hash names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Frozen {
    pub(crate) body: String,
    pub(crate) sha256: String,
}

/// A release in the list of all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    pub(crate) number: u64,
    pub(crate) at: String,
    pub(crate) sha256: String,
}

/// What is missing until the next release is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Missing {
    /// The moment before which there is none, in seconds since 1970.
    pub(crate) until: Option<i64>,
    /// Responses that still have to be new or changed.
    pub(crate) changes: Option<i64>,
}

/// What became of a publisher's wish for a release.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Made {
    /// It is made.
    Done(Listed),
    /// It is not due yet.
    Missing(Missing),
    /// There is no such consultation, or it is another department's.
    Unknown,
    /// It was never open.
    Draft,
}

/// What the object remembers of its releases.
#[derive(Clone, Debug, Default)]
pub(super) struct Releases {
    last: Option<Mark>,
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

    /// Seconds until the alarm shall ring that is set where none is; `None` where nothing can be released.
    pub(super) fn first_look(&self, consultation: &Consultation, now: Timestamp) -> Option<i64> {
        let quiet = consultation.state() == State::Draft || is_over(consultation, now);
        (!quiet).then(|| self.wait(consultation, now).unwrap_or(LOOK_SECONDS))
    }

    /// The same after a look, which `could` make a release or came too early: once no more answers come in, the first that
    /// could is the last.
    pub(super) fn next_look(&self, consultation: &Consultation, could: bool, now: Timestamp) -> Option<i64> {
        if is_over(consultation, now) && !could {
            return self.wait(consultation, now);
        }
        self.first_look(consultation, now)
    }

    /// Whether time allows a release now.
    pub(super) fn could(&self, consultation: &Consultation, now: Timestamp) -> bool {
        self.wait(consultation, now).is_none()
    }

    fn wait(&self, consultation: &Consultation, now: Timestamp) -> Option<i64> {
        let rules = consultation.current().definition.release_rules();
        let wait = self.last.as_ref()?.until(rules).unix_seconds() - now.unix_seconds();
        (wait > 0).then_some(wait)
    }

    /// Notes the object's name, for its alarm, and from when on time counts where releases have noise.
    pub(super) fn begin(
        &mut self,
        storage: &Storage,
        consultation: &Consultation,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let noise = consultation.current().definition.release_rules().epsilon_tenths().is_some();
        let start = (noise && self.last.is_none()).then(|| Mark::start(now));
        storage.transaction(|| {
            storage.run(NAME, Vec::new())?;
            storage.run(
                "INSERT INTO name (one, id) VALUES (1, ?) ON CONFLICT (one) DO NOTHING",
                vec![consultation.id().as_str().into()],
            )?;
            start.iter().try_for_each(|mark| keep_mark(storage, mark))
        })?;
        self.last = start.or(self.last.take());
        Ok(())
    }

    /// Whether the next release is due, and what is missing.
    pub(super) fn missing(&self, consultation: &Consultation, tally: &Tally, now: Timestamp) -> Option<Missing> {
        match Release::due(consultation, tally, self.last.as_ref(), now) {
            Due::Now => None,
            Due::Later { until, changes } => Some(Missing { until: until.map(Timestamp::unix_seconds), changes }),
        }
    }

    /// Makes and keeps the next release, where this tally makes one due.
    pub(super) fn keep_next(
        &mut self,
        storage: &Storage,
        consultation: &Consultation,
        secret: &Secret,
        tally: &Tally,
        now: Timestamp,
    ) -> Result<Option<Listed>, Trouble> {
        let seeds = |batch: u32, cell: &str| noise_seed(secret, batch, cell);
        let next = Release::next(consultation, tally, self.last.as_ref(), now, &seeds);
        let Some((release, mark)) = next else { return Ok(None) };
        let body = release.to_value().to_string();
        let listed =
            Listed { number: release.number().into(), at: release.at().to_string(), sha256: sha256(body.as_bytes()) };
        storage.transaction(|| {
            TABLES.into_iter().try_for_each(|table| storage.run(table, Vec::new()))?;
            storage.run(
                "INSERT INTO release (number, at, sha256, body) VALUES (?, ?, ?, ?)",
                vec![
                    number(listed.number),
                    listed.at.as_str().into(),
                    listed.sha256.as_str().into(),
                    body.as_str().into(),
                ],
            )?;
            keep_mark(storage, &mark)
        })?;
        self.last = Some(mark);
        Ok(Some(listed))
    }

    fn is_empty(&self) -> bool {
        self.last.as_ref().is_none_or(|mark| mark.number() == 0)
    }

    /// The release of that number, or the latest.
    pub(super) fn read(&self, storage: &Storage, wanted: Option<u32>) -> Result<Option<Frozen>, Trouble> {
        if self.is_empty() {
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
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let rows = storage.rows("SELECT number, at, sha256 FROM release ORDER BY number DESC", Vec::new())?;
        rows.into_iter()
            .map(|mut row| Ok(Listed { number: row.integer(0)?, at: row.text(1)?, sha256: row.text(2)? }))
            .collect()
    }
}

/// What the last release was made from, as the store has it.
pub(super) fn mark(storage: &Storage) -> Result<Option<String>, Trouble> {
    if !storage.has_table("release_mark")? {
        return Ok(None);
    }
    let row = storage.rows("SELECT text FROM release_mark", Vec::new())?.into_iter().next();
    row.map(|mut row| row.text(0)).transpose()
}

/// Writes a release as another store had it: part of a transaction.
pub(super) fn restore(storage: &Storage, listed: &Listed, body: &str) -> Result<(), Trouble> {
    TABLES.into_iter().try_for_each(|table| storage.run(table, Vec::new()))?;
    let row = vec![number(listed.number), listed.at.as_str().into(), listed.sha256.as_str().into(), body.into()];
    storage.run("INSERT INTO release (number, at, sha256, body) VALUES (?, ?, ?, ?)", row)
}

/// Writes what another store's last release was made from: part of a transaction.
pub(super) fn restore_mark(storage: &Storage, text: &str) -> Result<(), Trouble> {
    storage.run(TABLES[1], Vec::new())?;
    storage.run("INSERT INTO release_mark (one, text) VALUES (1, ?)", vec![text.into()])
}

/// Whether no more answers come in.
fn is_over(consultation: &Consultation, now: Timestamp) -> bool {
    consultation.taking_answers(now) == Err(Problem::ConsultationClosed)
}

fn keep_mark(storage: &Storage, mark: &Mark) -> Result<(), Trouble> {
    storage.run(TABLES[1], Vec::new())?;
    storage.run(
        "INSERT INTO release_mark (one, text) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET text = excluded.text",
        vec![mark.to_value().to_string().into()],
    )
}

/// The object's own name, once [`Releases::begin`] noted it.
pub(super) fn own_name(storage: &Storage) -> Result<Option<ConsultationId>, Trouble> {
    if !storage.has_table("name")? {
        return Ok(None);
    }
    let row = storage.rows("SELECT id FROM name", Vec::new())?.into_iter().next();
    Ok(row.map(|mut row| row.text(0)).transpose()?.and_then(|id| ConsultationId::parse(&id)))
}

/// A SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        // A string takes whatever is written.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
