//! The rows of a department's drafts: definitions that are being written, sound or not yet, one for each consultation.
//!
//! Every save and step is another version, and whoever saves names the one that they had, so that nothing is written over
//! unseen. A draft that is submitted keeps the hash of its text: that is what another person approves. One that is approved
//! is gone, since it is what its consultation asks.

use super::Trouble;
use super::log::{self, Did};
use super::outcomes::actor;
use super::storage::{Row, Storage, number};
use crate::{approval, clock};
use contract::audit::{Action, Actor};
use contract::{DepartmentId, Problem, limits};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

// `AUTOINCREMENT`: the name of a version is never that of another one, also where a draft was deleted and made anew.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS draft (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, \
    document TEXT NOT NULL, title TEXT NOT NULL, version INTEGER NOT NULL, made_at INTEGER NOT NULL, saved_at INTEGER NOT NULL, \
    by_kind TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, submitted TEXT, returned TEXT)";
const COLUMNS: &str =
    "place, id, title, version, made_at, saved_at, by_kind, by_id, by_name, submitted, returned, document";

/// A draft on its way from its object. Moments are seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Draft {
    place: u64,
    /// The identifier of its consultation.
    pub(crate) id: String,
    /// Its title, as far as it is written.
    pub(crate) title: String,
    pub(crate) version: u32,
    pub(crate) made_at: i64,
    pub(crate) saved_at: i64,
    /// Who saved it last.
    pub(crate) by: [String; 3],
    /// While it waits for approval.
    pub(crate) submitted: Option<Submitted>,
    /// Where it was returned and not saved since.
    pub(crate) returned: Option<Returned>,
    /// Its text; empty in a list.
    pub(crate) document: String,
}

/// Who submitted a draft, and what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Submitted {
    pub(crate) at: i64,
    pub(crate) by: [String; 3],
    /// SHA-256 of its text, in hexadecimal.
    pub(crate) digest: String,
    /// Whether its consultation is to be opened once it is approved.
    pub(crate) open: bool,
}

/// Who returned a draft, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Returned {
    pub(crate) at: i64,
    pub(crate) by: String,
    pub(crate) reason: String,
}

/// What whoever saves or deletes had before them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Had {
    /// They do not say.
    Unsaid,
    /// Nothing: it is to be a new one.
    Nothing,
    /// The version of that name.
    Version(String),
}

/// What became of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Step {
    /// It is done, or nothing was to be done.
    Done {
        /// Whether it made the draft.
        created: bool,
        /// As it is from now on.
        now: Box<Draft>,
    },
    /// Somebody saved another version meanwhile, or deleted it.
    Superseded(Option<Box<Draft>>),
    /// It is not done, by the name of the problem.
    Refused(String),
}

impl Draft {
    /// The name of its version, as an entity tag.
    pub(crate) fn tag(&self) -> String {
        format!("\"{}.{}\"", self.place, self.version)
    }

    /// Who saved it last.
    pub(crate) fn writer(&self) -> Result<Actor, Trouble> {
        actor(&self.by)
    }

    /// Whether somebody wrote or submitted it: then another person approves it.
    pub(crate) fn is_own(&self, reader: &Actor) -> Result<bool, Trouble> {
        let submitter = self.submitted.as_ref().map(Submitted::submitter).transpose()?;
        Ok(approval::same(&self.writer()?, reader) || submitter.is_some_and(|by| approval::same(&by, reader)))
    }
}

impl Submitted {
    /// Who submitted it.
    pub(crate) fn submitter(&self) -> Result<Actor, Trouble> {
        actor(&self.by)
    }
}

impl From<Problem> for Step {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.slug().to_owned())
    }
}

/// The hash under which a text is approved.
pub(crate) fn digest(document: &str) -> String {
    Sha256::digest(document.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes the table.
pub(super) fn prepare(storage: &Storage) -> Result<(), Trouble> {
    storage.run(TABLE, Vec::new())
}

/// All drafts, the last saved first, without their texts.
pub(super) fn list(storage: &Storage) -> Result<Vec<Draft>, Trouble> {
    let columns = COLUMNS.replace(", document", ", '' AS document");
    let statement = format!("SELECT {columns} FROM draft ORDER BY saved_at DESC, place DESC");
    storage.rows(&statement, Vec::new())?.into_iter().map(draft).collect()
}

/// One draft.
pub(super) fn find(storage: &Storage, id: &str) -> Result<Option<Draft>, Trouble> {
    let rows = storage.rows(&format!("SELECT {COLUMNS} FROM draft WHERE id = ?"), vec![id.into()])?;
    rows.into_iter().next().map(draft).transpose()
}

/// What whoever has a version of a draft may do with it, or what is answered instead. A weak name is that of the same
/// version: a proxy that compresses makes names weak.
fn allowed(own: Option<&Draft>, had: &Had) -> Result<(), Step> {
    match (own, had) {
        (None, Had::Unsaid | Had::Nothing) => Ok(()),
        (None, Had::Version(_)) => Err(Step::Superseded(None)),
        (Some(_), Had::Unsaid) => Err(Problem::PreconditionMissing.into()),
        (Some(own), Had::Version(tag)) if tag == "*" || tag.trim_start_matches("W/") == own.tag() => Ok(()),
        (Some(own), Had::Nothing | Had::Version(_)) => Err(Step::Superseded(Some(Box::new(own.clone())))),
    }
}

/// Saves a draft. The same text again changes nothing. One that waited for approval waits no more: nobody approves what
/// they have not read.
pub(super) fn save(
    storage: &Storage,
    department: &DepartmentId,
    (id, had): (&str, &Had),
    (title, document): (&str, &str),
    by: &[String; 3],
) -> Result<Step, Trouble> {
    let before = find(storage, id)?;
    if let Err(step) = allowed(before.as_ref(), had) {
        return Ok(step);
    }
    if let Some(own) = before.as_ref().filter(|own| own.document == document) {
        return Ok(Step::Done { created: false, now: Box::new(own.clone()) });
    }
    if before.is_none() {
        let count = storage.rows("SELECT count(*) FROM draft", Vec::new())?.into_iter().next();
        if count.map_or(Ok(0), |mut row| row.integer(0))? >= limits::DRAFTS {
            return Ok(Problem::TooManyDrafts.into());
        }
    }
    let [kind, by_id, name] = by;
    let now = number(clock::now().unix_seconds().unsigned_abs());
    storage.transaction(|| {
        storage.run(
            "INSERT INTO draft (id, document, title, version, made_at, saved_at, by_kind, by_id, by_name) \
             VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document, \
             title = excluded.title, version = version + 1, saved_at = excluded.saved_at, by_kind = excluded.by_kind, \
             by_id = excluded.by_id, by_name = excluded.by_name, submitted = NULL, returned = NULL",
            vec![
                id.into(),
                document.into(),
                title.into(),
                now.clone(),
                now,
                kind.as_str().into(),
                by_id.as_str().into(),
                name.as_str().into(),
            ],
        )?;
        let did = |action, detail: &str| log::append(storage, department, &Did::new(&actor(by)?, action, id, detail));
        match &before {
            None => did(Action::DraftMade, ""),
            Some(own) if own.submitted.is_some() => did(Action::DraftReturned, "changed after it was submitted"),
            Some(_) => Ok(()),
        }
    })?;
    done(storage, id, before.is_none())
}

/// Deletes a draft; whoever does not say which version they had means any.
pub(super) fn remove(
    storage: &Storage,
    department: &DepartmentId,
    (id, had): (&str, &Had),
    by: &[String; 3],
) -> Result<Step, Trouble> {
    let Some(own) = find(storage, id)? else { return Ok(Problem::UnknownDraft.into()) };
    if let Err(step @ Step::Superseded(_)) = allowed(Some(&own), had) {
        return Ok(step);
    }
    storage.transaction(|| {
        storage.run("DELETE FROM draft WHERE id = ?", vec![id.into()])?;
        let detail = format!("version {}", own.version);
        log::append(storage, department, &Did::new(&actor(by)?, Action::DraftDeleted, id, detail))
    })?;
    Ok(Step::Done { created: false, now: Box::new(own) })
}

/// Submits the version that was seen for approval. `open`: its consultation is to be opened with it.
pub(super) fn submit(
    storage: &Storage,
    department: &DepartmentId,
    (id, seen): (&str, u32),
    open: bool,
    by: &[String; 3],
) -> Result<Step, Trouble> {
    let Some(own) = find(storage, id)? else { return Ok(Problem::UnknownDraft.into()) };
    match &own.submitted {
        // Sent twice, it is submitted once.
        Some(submitted) if submitted.open == open && (own.version == seen || own.version == seen + 1) => {
            return Ok(Step::Done { created: false, now: Box::new(own) });
        }
        _ if own.version != seen => return Ok(Problem::VersionSuperseded.into()),
        _ => {}
    }
    let at = clock::now().unix_seconds();
    let submitted = written(&Submitted { at, by: by.clone(), digest: digest(&own.document), open })?;
    let did = Did::new(&actor(by)?, Action::DraftSubmitted, id, format!("version {seen}"));
    turn(storage, department, id, ("submitted = ?, returned = NULL", submitted), &did)
}

/// Returns a draft that waits for approval.
pub(super) fn give_back(
    storage: &Storage,
    department: &DepartmentId,
    id: &str,
    reason: &str,
    by: &[String; 3],
) -> Result<Step, Trouble> {
    let Some(own) = find(storage, id)? else { return Ok(Problem::UnknownDraft.into()) };
    if own.submitted.is_none() {
        return Ok(Problem::DraftNotSubmitted.into());
    }
    let by = actor(by)?;
    let at = clock::now().unix_seconds();
    let returned = written(&Returned { at, by: by.to_string(), reason: reason.to_owned() })?;
    // The reason is for whoever writes, and not for the log.
    let did = Did::new(&by, Action::DraftReturned, id, format!("version {}", own.version));
    turn(storage, department, id, ("returned = ?, submitted = NULL", returned), &did)
}

fn turn(
    storage: &Storage,
    department: &DepartmentId,
    id: &str,
    (set, value): (&str, String),
    did: &Did,
) -> Result<Step, Trouble> {
    storage.transaction(|| {
        let statement = format!("UPDATE draft SET {set}, version = version + 1 WHERE id = ?");
        storage.run(&statement, vec![value.into(), id.into()])?;
        log::append(storage, department, did)
    })?;
    done(storage, id, false)
}

/// Whether somebody may approve: the draft with the text that they have read, or what is answered instead.
pub(super) fn approvable(storage: &Storage, id: &str, seen: &str, by: &[String; 3]) -> Result<Step, Trouble> {
    let Some(own) = find(storage, id)? else { return Ok(Problem::UnknownDraft.into()) };
    let Some(submitted) = &own.submitted else { return Ok(Problem::DraftNotSubmitted.into()) };
    let by = actor(by)?;
    // A version is named here by what it says.
    let seen = if submitted.digest == seen { own.version } else { 0 };
    for writer in [own.writer()?, submitted.submitter()?] {
        if let Err(problem) = approval::may_approve(own.version, seen, &writer, &by) {
            return Ok(problem.into());
        }
    }
    Ok(Step::Done { created: false, now: Box::new(own) })
}

/// Takes a draft away that is approved, where nobody saved another version meanwhile: part of a transaction.
pub(super) fn approved(storage: &Storage, draft: &Draft) -> Result<(), Trouble> {
    let bindings = vec![draft.id.as_str().into(), number(draft.place), draft.version.into()];
    storage.run("DELETE FROM draft WHERE id = ? AND place = ? AND version = ?", bindings)
}

fn done(storage: &Storage, id: &str, created: bool) -> Result<Step, Trouble> {
    let now = find(storage, id)?.ok_or(Trouble::Protocol("a draft that was written is not there"))?;
    Ok(Step::Done { created, now: Box::new(now) })
}

fn draft(mut row: Row) -> Result<Draft, Trouble> {
    Ok(Draft {
        place: row.integer(0)?,
        id: row.text(1)?,
        title: row.text(2)?,
        version: u32::try_from(row.integer(3)?).map_err(|_| Trouble::Protocol("too many versions"))?,
        made_at: row.integer(4)? as i64,
        saved_at: row.integer(5)? as i64,
        by: [row.text(6)?, row.text(7)?, row.text(8)?],
        submitted: row.text_or_none(9)?.map(|text| kept(&text)).transpose()?,
        returned: row.text_or_none(10)?.map(|text| kept(&text)).transpose()?,
        document: row.text(11)?,
    })
}

fn written(value: &impl Serialize) -> Result<String, Trouble> {
    serde_json::to_string(value).map_err(|_| Trouble::Protocol("a step of a draft cannot be written"))
}

fn kept<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Trouble> {
    serde_json::from_str(text).map_err(|_| Trouble::Protocol("a step of a draft cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let by = ["token", "a", "Jo"].map(str::to_owned);
        let (submitted, returned, document) = (None, None, "{}".to_owned());
        Draft {
            place: 3,
            id: "c".into(),
            title: String::new(),
            version: 7,
            made_at: 1,
            saved_at: 2,
            by,
            submitted,
            returned,
            document,
        }
    }

    #[test]
    fn nobody_writes_over_what_they_have_not_seen() {
        let own = draft();
        let version = |tag: &str| Had::Version(tag.to_owned());
        let superseded = || Err(Step::Superseded(Some(Box::new(draft()))));
        for (there, had, expected) in [
            (false, Had::Unsaid, Ok(())),
            (false, Had::Nothing, Ok(())),
            (false, version("\"3.7\""), Err(Step::Superseded(None))),
            (true, version("\"3.7\""), Ok(())),
            (true, version("W/\"3.7\""), Ok(())),
            (true, version("*"), Ok(())),
            (true, version("\"3.6\""), superseded()),
            (true, version("\"2.7\""), superseded()),
            (true, Had::Nothing, superseded()),
            (true, Had::Unsaid, Err(Problem::PreconditionMissing.into())),
        ] {
            assert_eq!(allowed(there.then_some(&own), &had), expected, "{there} {had:?}");
        }
    }

    #[test]
    fn who_wrote_or_submitted_it_has_it_as_their_own() {
        let token = |id: &str| Actor::Token { id: id.to_owned(), name: "N".to_owned() };
        let mut own = draft();
        let by = ["token", "b", "Al"].map(str::to_owned);
        own.submitted = Some(Submitted { at: 1, by, digest: digest("{}"), open: false });
        for (who, expected) in [("a", true), ("b", true), ("c", false)] {
            assert_eq!(own.is_own(&token(who)).unwrap(), expected, "{who}");
        }
    }
}
