//! The versions of a consultation's outcome: who wrote each and when, and who approved it. The latest that somebody
//! approved is what everyone reads. A version is never changed: another wording is another version. Beside them: when the
//! consultation was closed, from which it is reckoned by when an outcome is due.

use super::Trouble;
use super::consultation::Object;
use super::department::Did;
use super::storage::{Row, Storage, number};
use crate::approval;
use crate::clock;
use contract::audit::{Action, Actor};
use contract::json::Value;
use contract::outcome::Outcome;
use contract::{Consultation, DepartmentId, Problem, State, Timestamp, limits};
use serde::{Deserialize, Serialize};

/// `document` is as [`Outcome::to_value`] writes it. Kinds, identifiers and names of people are as the audit log has them.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS outcome (version INTEGER PRIMARY KEY, document TEXT NOT NULL, \
    written_at INTEGER NOT NULL, by_kind TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, approved_at INTEGER, \
    approved_kind TEXT, approved_id TEXT, approved_name TEXT)";
const COLUMNS: &str = "version, document, written_at, by_kind, by_id, by_name, approved_at, approved_kind, approved_id, \
    approved_name";

/// No row while it is open, and none of a store of before: then nobody kept the moment.
const CLOSING: &str =
    "CREATE TABLE IF NOT EXISTS closing (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL)";

/// What the object remembers of its consultation's end.
#[derive(Clone, Debug, Default)]
pub(super) struct Ended {
    /// When somebody closed it, in seconds since 1970, while it is closed.
    pub(super) pressed: Option<i64>,
    /// What everyone reads of its outcome.
    pub(super) outcome: Option<Published>,
}

impl Ended {
    /// Follows a step of the consultation.
    pub(super) fn step(&mut self, before: State, after: State, now: Timestamp) {
        match (before, after) {
            (_, State::Draft | State::Open) => self.pressed = None,
            (State::Draft | State::Open, State::Closed | State::Archived) => self.pressed = Some(now.unix_seconds()),
            (State::Closed | State::Archived, State::Closed | State::Archived) => {}
        }
    }

    /// Writes when it was closed: part of a transaction.
    pub(super) fn write(&self, storage: &Storage) -> Result<(), Trouble> {
        storage.run(CLOSING, Vec::new())?;
        storage.run("DELETE FROM closing", Vec::new())?;
        match self.pressed {
            Some(at) => storage.run("INSERT INTO closing (one, at) VALUES (1, ?)", vec![number(at.unsigned_abs())]),
            None => Ok(()),
        }
    }

    /// What the store has.
    pub(super) fn read(storage: &Storage) -> Result<Self, Trouble> {
        let rows = match storage.has_table("closing")? {
            true => storage.rows("SELECT at FROM closing", Vec::new())?,
            false => Vec::new(),
        };
        let pressed = rows.into_iter().next().map(|mut row| moment(&mut row, 0)).transpose()?;
        Ok(Self { pressed, outcome: published(storage)? })
    }
}

/// A version on its way from its object.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) document: String,
    /// Moments are seconds since 1970.
    pub(crate) written_at: i64,
    pub(crate) by: [String; 3],
    pub(crate) approved: Option<(i64, [String; 3])>,
}

/// What everyone reads of an outcome.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Published {
    pub(crate) number: u32,
    pub(crate) document: String,
    /// When the first version was approved: seconds since 1970.
    pub(crate) first_at: i64,
    /// When this one was.
    pub(crate) at: i64,
}

/// What became of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Step {
    /// It is done, or nothing was to be done: the newest version.
    Done(Box<Version>),
    /// It is not done, by the name of the problem.
    Refused(String),
    /// These texts are missing, each with its place and a sentence.
    Untranslated(Vec<(String, String)>),
}

impl Version {
    /// Its texts.
    pub(crate) fn read(&self) -> Result<Outcome, Trouble> {
        read(&self.document)
    }

    /// Who wrote it.
    pub(crate) fn writer(&self) -> Result<Actor, Trouble> {
        actor(&self.by)
    }

    /// Who approved it and when.
    pub(crate) fn approver(&self) -> Result<Option<(Timestamp, Actor)>, Trouble> {
        let read = |(at, by): &(i64, [String; 3])| Ok((Timestamp::from_unix_seconds(*at), actor(by)?));
        self.approved.as_ref().map(read).transpose()
    }
}

impl Published {
    /// Its texts.
    pub(crate) fn read(&self) -> Result<Outcome, Trouble> {
        read(&self.document)
    }
}

impl From<Problem> for Step {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.slug().to_owned())
    }
}

/// The newest version, if somebody wrote one.
pub(super) fn newest(storage: &Storage) -> Result<Option<Version>, Trouble> {
    if !storage.has_table("outcome")? {
        return Ok(None);
    }
    let statement = format!("SELECT {COLUMNS} FROM outcome ORDER BY version DESC LIMIT 1");
    storage.rows(&statement, Vec::new())?.into_iter().next().map(version).transpose()
}

/// All versions, the first one first.
pub(super) fn all(storage: &Storage) -> Result<Vec<Version>, Trouble> {
    if !storage.has_table("outcome")? {
        return Ok(Vec::new());
    }
    let statement = format!("SELECT {COLUMNS} FROM outcome ORDER BY version");
    storage.rows(&statement, Vec::new())?.into_iter().map(version).collect()
}

/// Writes a version as another store had it: part of a transaction.
pub(super) fn restore(storage: &Storage, version: &Version) -> Result<(), Trouble> {
    insert(storage, version)?;
    match &version.approved {
        Some((at, by)) => approve(storage, version.number, *at, by),
        None => Ok(()),
    }
}

/// What everyone reads.
pub(super) fn published(storage: &Storage) -> Result<Option<Published>, Trouble> {
    if !storage.has_table("outcome")? {
        return Ok(None);
    }
    let statement = "SELECT version, document, approved_at, (SELECT min(approved_at) FROM outcome) FROM outcome \
        WHERE approved_at IS NOT NULL ORDER BY version DESC LIMIT 1";
    let row = storage.rows(statement, Vec::new())?.into_iter().next();
    row.map(|mut row| {
        Ok(Published {
            number: whole(&mut row, 0)?,
            document: row.text(1)?,
            at: moment(&mut row, 2)?,
            first_at: moment(&mut row, 3)?,
        })
    })
    .transpose()
}

/// Whether there is something to write: the next version's number, or what is answered instead. `after`: the version that
/// its writer had before them; nobody's wording is written over unseen.
pub(super) fn next(newest: Option<&Version>, document: &str, after: Option<u32>) -> Result<u32, Step> {
    let before = newest.map_or(0, |newest| newest.number);
    match newest {
        // Sent twice, it is one version.
        Some(newest) if newest.document == document => Err(Step::Done(Box::new(newest.clone()))),
        _ if after.is_some_and(|after| after != before) => Err(Problem::VersionSuperseded.into()),
        _ if before >= limits::OUTCOME_VERSIONS => Err(Problem::TooManyVersions.into()),
        _ => Ok(before + 1),
    }
}

/// Whether somebody may approve: the version to approve, or what is answered instead.
pub(super) fn approvable(
    newest: Option<Version>,
    seen: u32,
    by: &Actor,
    record: &Consultation,
) -> Result<Result<Version, Step>, Trouble> {
    let Some(newest) = newest else { return Ok(Err(Problem::UnknownOutcome.into())) };
    if let Err(problem) = approval::may_approve(newest.number, seen, &newest.writer()?, by) {
        return Ok(Err(problem.into()));
    }
    if newest.approved.is_some() {
        return Ok(Err(Step::Done(Box::new(newest))));
    }
    // What is done about answers that may still come nobody can say.
    if record.taking_answers(clock::now()) != Err(Problem::ConsultationClosed) {
        return Ok(Err(Problem::StateForbids.into()));
    }
    let languages = record.current().definition.questionnaire().languages();
    let missing = newest.read()?.translations_missing(languages);
    if missing.is_empty() {
        return Ok(Ok(newest));
    }
    let told = missing.into_iter().map(|issue| (issue.pointer, issue.fault.to_string()));
    Ok(Err(Step::Untranslated(told.collect())))
}

/// Writes a version: part of a transaction.
pub(super) fn insert(storage: &Storage, version: &Version) -> Result<(), Trouble> {
    storage.run(TABLE, Vec::new())?;
    let [kind, id, name] = &version.by;
    storage.run(
        "INSERT INTO outcome (version, document, written_at, by_kind, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?)",
        vec![
            version.number.into(),
            version.document.as_str().into(),
            number(version.written_at.unsigned_abs()),
            kind.as_str().into(),
            id.as_str().into(),
            name.as_str().into(),
        ],
    )
}

/// Notes who approved a version: part of a transaction.
pub(super) fn approve(storage: &Storage, version: u32, at: i64, by: &[String; 3]) -> Result<(), Trouble> {
    let [kind, id, name] = by;
    storage.run(
        "UPDATE outcome SET approved_at = ?, approved_kind = ?, approved_id = ?, approved_name = ? WHERE version = ?",
        vec![number(at.unsigned_abs()), kind.as_str().into(), id.as_str().into(), name.as_str().into(), version.into()],
    )
}

fn version(mut row: Row) -> Result<Version, Trouble> {
    let approved = row.integer_or_none(6)?;
    Ok(Version {
        number: whole(&mut row, 0)?,
        document: row.text(1)?,
        written_at: moment(&mut row, 2)?,
        by: [row.text(3)?, row.text(4)?, row.text(5)?],
        approved: match approved {
            Some(seconds) => Some((seconds as i64, [row.text(7)?, row.text(8)?, row.text(9)?])),
            None => None,
        },
    })
}

fn whole(row: &mut Row, column: usize) -> Result<u32, Trouble> {
    u32::try_from(row.integer(column)?).map_err(|_| Trouble::Protocol("too many versions"))
}

fn moment(row: &mut Row, column: usize) -> Result<i64, Trouble> {
    Ok(row.integer(column)? as i64)
}

fn read(document: &str) -> Result<Outcome, Trouble> {
    let value: Option<Value> = serde_json::from_str(document).ok();
    value.as_ref().and_then(Outcome::restore).ok_or(Trouble::Protocol("an outcome cannot be read"))
}

impl Object {
    /// Writes a version of the outcome, with what the audit log is to be told of it.
    pub(super) async fn write_outcome(
        &self,
        department: &DepartmentId,
        document: String,
        after: Option<u32>,
        by: [String; 3],
    ) -> Result<Step, Trouble> {
        let id = match &*self.memory.borrow() {
            Some(kept) if kept.record.department() == department => match kept.record.state() {
                State::Draft => return Ok(Problem::StateForbids.into()),
                State::Open | State::Closed | State::Archived => kept.record.id().clone(),
            },
            _ => return Ok(Problem::UnknownConsultation.into()),
        };
        let newest = newest(&self.storage)?;
        let step = match next(newest.as_ref(), &document, after) {
            Err(step) => step,
            Ok(number) => {
                let did = Did::new(&actor(&by)?, Action::OutcomeWritten, id.as_str(), format!("version {number}"));
                let written_at = clock::now().unix_seconds();
                let version = Version { number, document, written_at, by, approved: None };
                self.storage.transaction(|| {
                    insert(&self.storage, &version)?;
                    self.notes.keep(&self.storage, &did)
                })?;
                Step::Done(Box::new(version))
            }
        };
        self.tell_log().await?;
        Ok(step)
    }

    /// Approves a version. The consultation has another version of itself from then on, so that whoever remembers it asks
    /// again; its ledgers need not know.
    pub(super) async fn approve_outcome(
        &self,
        department: &DepartmentId,
        seen: u32,
        by: &[String; 3],
    ) -> Result<Step, Trouble> {
        let kept = self.memory.borrow().clone().filter(|kept| kept.record.department() == department);
        let Some(mut kept) = kept else { return Ok(Problem::UnknownConsultation.into()) };
        let step = match approvable(newest(&self.storage)?, seen, &actor(by)?, &kept.record)? {
            Err(step) => step,
            Ok(mut version) => {
                let at = clock::now().unix_seconds();
                let detail = format!("version {}", version.number);
                let did = Did::new(&actor(by)?, Action::OutcomeApproved, kept.record.id().as_str(), detail);
                kept.version += 1;
                kept.ended.outcome = self.storage.transaction(|| {
                    approve(&self.storage, version.number, at, by)?;
                    kept.write(&self.storage)?;
                    self.notes.keep(&self.storage, &did)?;
                    published(&self.storage)
                })?;
                *self.memory.borrow_mut() = Some(kept);
                version.approved = Some((at, by.clone()));
                Step::Done(Box::new(version))
            }
        };
        self.tell_log().await?;
        Ok(step)
    }
}

/// Somebody, as the store has them.
pub(super) fn actor([kind, id, name]: &[String; 3]) -> Result<Actor, Trouble> {
    Actor::parse(kind, id, name).ok_or(Trouble::Protocol("not an actor of the audit log"))
}
