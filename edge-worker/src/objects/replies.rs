//! The rows of a department's official replies, and of the keys that sign them.
//!
//! A reply is written by one person, in versions of which only the newest is kept, and signed when another approves it; from
//! then on it never changes, and can be withdrawn. One key signs at a time. A key that another took the place of signs nothing
//! more, since its private half is gone, and what it signed stays verified. A key that was revoked verifies nothing.

use super::Trouble;
use super::log::{self, Did};
use super::outcomes::actor;
use super::signing::{self, Pair};
use super::storage::{Row, Storage, number};
use crate::replies::{ReplyId, Statement, encode, thumbprint};
use crate::{approval, clock};
use contract::audit::{Action, Actor};
use contract::{DepartmentId, Lang, Problem, Timestamp, limits};
use serde::{Deserialize, Serialize};

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS reply (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, lang TEXT NOT NULL, text TEXT NOT NULL, \
     version INTEGER NOT NULL, written_at INTEGER NOT NULL, by_kind TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, \
     approved_at INTEGER, approved_by TEXT, kid TEXT, jws TEXT, withdrawn_at INTEGER, withdrawn_by TEXT)",
    "CREATE TABLE IF NOT EXISTS reply_key (place INTEGER PRIMARY KEY, kid TEXT NOT NULL UNIQUE, x TEXT NOT NULL, d TEXT, \
     made_at INTEGER NOT NULL, made_by TEXT NOT NULL, retired_at INTEGER, revoked_at INTEGER, revoked_by TEXT)",
];
const COLUMNS: &str = "id, lang, text, version, written_at, by_kind, by_id, by_name, approved_at, approved_by, kid, jws, \
    withdrawn_at, withdrawn_by";

/// A reply on its way from its object. Moments are seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Reply {
    pub(crate) id: String,
    pub(crate) lang: String,
    pub(crate) text: String,
    pub(crate) version: u32,
    pub(crate) written_at: i64,
    pub(crate) by: [String; 3],
    pub(crate) signed: Option<Signed>,
    pub(crate) withdrawn: Option<(i64, String)>,
}

/// What a reply has once it is approved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Signed {
    pub(crate) at: i64,
    pub(crate) by: String,
    pub(crate) kid: String,
    pub(crate) jws: String,
}

/// The public half of a key, and how it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) kid: String,
    pub(crate) x: String,
    pub(crate) made_at: i64,
    pub(crate) made_by: String,
    /// Since when another signs.
    pub(crate) retired_at: Option<i64>,
    pub(crate) revoked: Option<(i64, String)>,
}

/// What became of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Step {
    /// It is done, or nothing was to be done.
    Done(Box<Reply>),
    /// It is not done, by the name of the problem.
    Refused(String),
}

/// What an approval signs besides the reply.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Letterhead {
    /// The edge's own address.
    pub(crate) issuer: String,
    pub(crate) department_name: String,
}

impl Reply {
    /// Who wrote it.
    pub(crate) fn writer(&self) -> Result<Actor, Trouble> {
        actor(&self.by)
    }
}

impl From<Problem> for Step {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.slug().to_owned())
    }
}

/// Makes the tables.
pub(super) fn prepare(storage: &Storage) -> Result<(), Trouble> {
    TABLES.into_iter().try_for_each(|table| storage.run(table, Vec::new()))
}

/// All replies, the newest first.
pub(super) fn list(storage: &Storage) -> Result<Vec<Reply>, Trouble> {
    let statement = format!("SELECT {COLUMNS} FROM reply ORDER BY place DESC");
    storage.rows(&statement, Vec::new())?.into_iter().map(reply).collect()
}

/// One reply.
pub(super) fn find(storage: &Storage, id: &str) -> Result<Option<Reply>, Trouble> {
    let rows = storage.rows(&format!("SELECT {COLUMNS} FROM reply WHERE id = ?"), vec![id.into()])?;
    rows.into_iter().next().map(reply).transpose()
}

/// Writes a reply, or another version of it. `seen`: the version that its writer had before them; 0 for a new one.
pub(super) fn write(
    storage: &Storage,
    department: &DepartmentId,
    (id, seen): (&str, u32),
    (lang, text): (&str, &str),
    by: &[String; 3],
) -> Result<Step, Trouble> {
    let before = find(storage, id)?;
    match &before {
        None if seen > 0 => return Ok(Problem::UnknownReply.into()),
        None => {
            let count = storage.rows("SELECT count(*) FROM reply", Vec::new())?.into_iter().next();
            let count = count.map_or(Ok(0), |mut row| row.integer(0))?;
            if count >= limits::REPLIES {
                return Ok(Problem::TooManyReplies.into());
            }
        }
        // Sent twice, it is one.
        Some(own) if own.text == text && own.lang == lang => return Ok(Step::Done(Box::new(own.clone()))),
        Some(own) if own.signed.is_some() => return Ok(Problem::ReplySigned.into()),
        Some(own) if own.version != seen => return Ok(Problem::VersionSuperseded.into()),
        Some(_) => {}
    }
    let [kind, by_id, name] = by;
    let version = before.map_or(1, |own| own.version + 1);
    let did = Did::new(&actor(by)?, Action::ReplyWritten, id, format!("version {version}"));
    storage.transaction(|| {
        storage.run(
            "INSERT INTO reply (id, lang, text, version, written_at, by_kind, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET lang = excluded.lang, text = excluded.text, version = excluded.version, \
             written_at = excluded.written_at, by_kind = excluded.by_kind, by_id = excluded.by_id, by_name = excluded.by_name",
            vec![
                id.into(),
                lang.into(),
                text.into(),
                version.into(),
                number(seconds(clock::now())),
                kind.as_str().into(),
                by_id.as_str().into(),
                name.as_str().into(),
            ],
        )?;
        log::append(storage, department, &did)
    })?;
    done(storage, id)
}

/// Approves a version, and signs it by that, with the department's key; its first approval makes that.
pub(super) async fn approve(
    storage: &Storage,
    department: &DepartmentId,
    (id, seen): (&str, u32),
    head: Letterhead,
    by: &Actor,
) -> Result<Step, Trouble> {
    let own = match approvable(storage, id, seen, by)? {
        Ok(own) => own,
        Err(step) => return Ok(step),
    };
    let (kid, pair) = match signing_key(storage)? {
        Some(key) => key,
        None => make_key(storage, department, by).await?,
    };
    let at = clock::now();
    let unreadable = || Trouble::Protocol("a reply cannot be read");
    let statement = Statement {
        id: ReplyId::parse(id).ok_or_else(unreadable)?,
        issuer: head.issuer,
        department: department.clone(),
        department_name: head.department_name,
        lang: Lang::parse(&own.lang).ok_or_else(unreadable)?,
        text: own.text,
        at,
    };
    let signed = statement.signing_input(&kid);
    let jws = format!("{signed}.{}", encode(&signing::sign(&pair, &signed).await?));
    // Signing was awaited: somebody may have written, approved or revoked meanwhile.
    if let Err(step) = approvable(storage, id, seen, by)? {
        return Ok(step);
    }
    if signing_key(storage)?.is_none_or(|(now, _)| now != kid) {
        return Ok(Problem::VersionSuperseded.into());
    }
    let did = Did::new(by, Action::ReplyApproved, id, format!("version {seen}, key {kid}"));
    storage.transaction(|| {
        storage.run(
            "UPDATE reply SET approved_at = ?, approved_by = ?, kid = ?, jws = ? WHERE id = ?",
            vec![number(seconds(at)), by.to_string().into(), kid.as_str().into(), jws.as_str().into(), id.into()],
        )?;
        log::append(storage, department, &did)
    })?;
    done(storage, id)
}

fn approvable(storage: &Storage, id: &str, seen: u32, by: &Actor) -> Result<Result<Reply, Step>, Trouble> {
    let Some(own) = find(storage, id)? else { return Ok(Err(Problem::UnknownReply.into())) };
    Ok(match approval::may_approve(own.version, seen, &own.writer()?, by) {
        Err(problem) => Err(problem.into()),
        Ok(()) if own.signed.is_some() => Err(Step::Done(Box::new(own))),
        Ok(()) => Ok(own),
    })
}

/// Withdraws a reply: a draft, or one that was signed, which then is shown as withdrawn.
pub(super) fn withdraw(storage: &Storage, department: &DepartmentId, id: &str, by: &Actor) -> Result<Step, Trouble> {
    match find(storage, id)? {
        None => return Ok(Problem::UnknownReply.into()),
        Some(own) if own.withdrawn.is_some() => return Ok(Step::Done(Box::new(own))),
        Some(own) if own.signed.is_none() => return Ok(Problem::ReplyNotSigned.into()),
        Some(_) => {}
    }
    storage.transaction(|| {
        storage.run(
            "UPDATE reply SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ?",
            vec![number(seconds(clock::now())), by.to_string().into(), id.into()],
        )?;
        log::append(storage, department, &Did::new(by, Action::ReplyWithdrawn, id, ""))
    })?;
    done(storage, id)
}

fn done(storage: &Storage, id: &str) -> Result<Step, Trouble> {
    find(storage, id)?
        .map(|own| Step::Done(Box::new(own)))
        .ok_or(Trouble::Protocol("a reply that was written is not there"))
}

/// All keys, the newest first.
pub(super) fn keys(storage: &Storage) -> Result<Vec<Key>, Trouble> {
    let statement =
        "SELECT kid, x, made_at, made_by, retired_at, revoked_at, revoked_by FROM reply_key ORDER BY place DESC";
    let key = |mut row: Row| {
        let revoked_at = row.integer_or_none(5)?;
        Ok(Key {
            kid: row.text(0)?,
            x: row.text(1)?,
            made_at: row.integer(2)? as i64,
            made_by: row.text(3)?,
            retired_at: row.integer_or_none(4)?.map(|at| at as i64),
            revoked: match revoked_at {
                Some(at) => Some((at as i64, row.text(6)?)),
                None => None,
            },
        })
    };
    storage.rows(statement, Vec::new())?.into_iter().map(key).collect()
}

/// A new key, which signs from now on; the one before signs nothing more.
pub(super) async fn rotate(
    storage: &Storage,
    department: &DepartmentId,
    by: &Actor,
) -> Result<Option<String>, Trouble> {
    if keys(storage)?.len() >= limits::REPLY_KEYS {
        return Ok(None);
    }
    make_key(storage, department, by).await.map(|(kid, _)| Some(kid))
}

async fn make_key(storage: &Storage, department: &DepartmentId, by: &Actor) -> Result<(String, Pair), Trouble> {
    let pair = signing::generate().await?;
    let (kid, now) = (thumbprint(&pair.x), number(seconds(clock::now())));
    storage.transaction(|| {
        storage.run(
            "UPDATE reply_key SET d = NULL, retired_at = coalesce(retired_at, ?) WHERE revoked_at IS NULL",
            vec![now.clone()],
        )?;
        storage.run(
            "INSERT INTO reply_key (kid, x, d, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
            vec![kid.as_str().into(), pair.x.as_str().into(), pair.d.as_str().into(), now, by.to_string().into()],
        )?;
        log::append(storage, department, &Did::new(by, Action::ReplyKeyMade, &kid, ""))
    })?;
    Ok((kid, pair))
}

/// Revokes a key: whether there is one of that name. What it signed is not verified any more.
pub(super) fn revoke(storage: &Storage, department: &DepartmentId, kid: &str, by: &Actor) -> Result<bool, Trouble> {
    match keys(storage)?.into_iter().find(|key| key.kid == kid) {
        None => return Ok(false),
        Some(key) if key.revoked.is_some() => return Ok(true),
        Some(_) => {}
    }
    storage.transaction(|| {
        storage.run(
            "UPDATE reply_key SET d = NULL, revoked_at = ?, revoked_by = ? WHERE kid = ?",
            vec![number(seconds(clock::now())), by.to_string().into(), kid.into()],
        )?;
        log::append(storage, department, &Did::new(by, Action::ReplyKeyRevoked, kid, ""))
    })?;
    Ok(true)
}

fn signing_key(storage: &Storage) -> Result<Option<(String, Pair)>, Trouble> {
    let statement = "SELECT kid, x, d FROM reply_key WHERE d IS NOT NULL ORDER BY place DESC LIMIT 1";
    let row = storage.rows(statement, Vec::new())?.into_iter().next();
    row.map(|mut row| Ok((row.text(0)?, Pair { x: row.text(1)?, d: row.text(2)? }))).transpose()
}

fn reply(mut row: Row) -> Result<Reply, Trouble> {
    let (approved_at, withdrawn_at) = (row.integer_or_none(8)?, row.integer_or_none(12)?);
    Ok(Reply {
        id: row.text(0)?,
        lang: row.text(1)?,
        text: row.text(2)?,
        version: u32::try_from(row.integer(3)?).map_err(|_| Trouble::Protocol("too many versions"))?,
        written_at: row.integer(4)? as i64,
        by: [row.text(5)?, row.text(6)?, row.text(7)?],
        signed: match approved_at {
            Some(at) => Some(Signed { at: at as i64, by: row.text(9)?, kid: row.text(10)?, jws: row.text(11)? }),
            None => None,
        },
        withdrawn: match withdrawn_at {
            Some(at) => Some((at as i64, row.text(13)?)),
            None => None,
        },
    })
}

/// Seconds since 1970; a moment is never before.
fn seconds(moment: Timestamp) -> u64 {
    moment.unix_seconds().unsigned_abs()
}
