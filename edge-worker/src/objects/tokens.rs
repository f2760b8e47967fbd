//! The rows of a department's tokens. Of a token itself only the hash is there.

use super::Trouble;
use super::log::{self, Did};
use super::storage::{Row, Storage, number};
use crate::access::token::{Standing, TokenHash, standing};
use crate::access::{Role, TokenId};
use crate::clock;
use contract::audit::{Action, Actor};
use contract::{Day, DepartmentId, Timestamp, limits};
use serde::{Deserialize, Serialize};

/// A token to be kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NewToken {
    pub(crate) id: String,
    pub(crate) sha256: String,
    pub(crate) name: String,
    pub(crate) role: String,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
}

/// A token as it is listed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    /// Moments are seconds since 1970.
    pub(crate) made_at: i64,
    pub(crate) made_by: String,
    /// `None` for the deployment's, which ends when the deployment names another.
    pub(crate) expires_at: Option<i64>,
    /// The last day on which it was used: days since 1970.
    pub(crate) used_on: Option<i32>,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) revoked_by: Option<String>,
}

/// What became of a token that was to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Made {
    /// It is made.
    Done,
    /// There is one of that identifier.
    Taken,
    /// There are as many as there may be.
    Full,
}

/// What became of a token that was to be revoked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Revoked {
    /// It is revoked from now on, or was before.
    Done,
    /// There is none of that identifier.
    Unknown,
    /// It is the deployment's.
    Deployments,
}

/// What a token is good for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Checked {
    /// It is valid.
    Valid { id: String, name: String, role: String },
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
    /// It is none of this department's.
    Unknown,
}

impl Listed {
    /// How it stands.
    pub(crate) fn standing(&self, now: Timestamp) -> Standing {
        standing(
            self.revoked_at.map(Timestamp::from_unix_seconds),
            self.expires_at.map(Timestamp::from_unix_seconds),
            now,
        )
    }

    fn actor(&self) -> Actor {
        Actor::Token { id: self.id.clone(), name: self.name.clone() }
    }
}

const COLUMNS: &str =
    "id, name, role, made_at, made_by, expires_at, used_on, revoked_at, revoked_by, sha256, refused_on";

/// A row: what is listed, and what is not.
struct Kept {
    listed: Listed,
    hash: TokenHash,
    refused_on: Option<i32>,
}

/// Makes the table, and takes over the deployment's token: it is the department's as long as it is configured.
pub(super) fn prepare(storage: &Storage, department: &DepartmentId, configured: &str) -> Result<(), Trouble> {
    // What earlier versions kept: the hash of the deployment's token, which the configuration has.
    storage.run("DROP TABLE IF EXISTS token", Vec::new())?;
    storage.run(
        "CREATE TABLE IF NOT EXISTS access_token (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, \
         name TEXT NOT NULL, role TEXT NOT NULL, made_at INTEGER NOT NULL, made_by TEXT NOT NULL, expires_at INTEGER, \
         used_on INTEGER, refused_on INTEGER, revoked_at INTEGER, revoked_by TEXT)",
        Vec::new(),
    )?;
    let known = find(storage, TokenId::DEPLOYMENT)?;
    let configured = TokenHash::kept(configured.to_owned());
    if known.as_ref().is_some_and(|known| known.hash.is(&configured)) {
        return Ok(());
    }
    if known.is_some() {
        let did = Did::new(&Actor::Deployment, Action::DeploymentTokenChanged, TokenId::DEPLOYMENT, "");
        log::append(storage, department, &did)?;
    }
    storage.run("DELETE FROM access_token WHERE id = ?", vec![TokenId::DEPLOYMENT.into()])?;
    storage.run(
        "INSERT INTO access_token (id, sha256, name, role, made_at, made_by) VALUES (?, ?, 'Deployment', ?, ?, ?)",
        vec![
            TokenId::DEPLOYMENT.into(),
            configured.as_str().into(),
            Role::Admin.name().into(),
            number(seconds(clock::now())),
            Actor::Deployment.to_string().into(),
        ],
    )
}

/// What a token is good for. Its last day of use is written once a day, and so is that it was refused.
pub(super) fn check(storage: &Storage, department: &DepartmentId, id: &str, hash: &str) -> Result<Checked, Trouble> {
    let Some(kept) = of_secret(storage, id, hash)? else { return Ok(Checked::Unknown) };
    let (token, now) = (&kept.listed, clock::now());
    let today = now.day().days();
    let on = |column: &str| {
        let statement = format!("UPDATE access_token SET {column} = ? WHERE id = ?");
        storage.run(&statement, vec![today.into(), token.id.as_str().into()])
    };
    let refused = |standing: Checked, detail: &str| {
        if kept.refused_on != Some(today) {
            storage.transaction(|| {
                on("refused_on")?;
                log::append(storage, department, &Did::new(&token.actor(), Action::TokenRefused, &token.id, detail))
            })?;
        }
        Ok(standing)
    };
    match token.standing(now) {
        Standing::Revoked => refused(Checked::Revoked, "revoked"),
        Standing::Expired => refused(Checked::Expired, "expired"),
        Standing::Valid => {
            if token.used_on != Some(today) {
                on("used_on")?;
            }
            let (id, name, role) = (token.id.clone(), token.name.clone(), token.role.clone());
            Ok(Checked::Valid { id, name, role })
        }
    }
}

/// Whether a token is or was one of this department's.
pub(super) fn knows(storage: &Storage, id: &str, hash: &str) -> Result<bool, Trouble> {
    of_secret(storage, id, hash).map(|found| found.is_some())
}

/// Keeps a token.
pub(super) fn make(storage: &Storage, department: &DepartmentId, new: &NewToken, by: &Actor) -> Result<Made, Trouble> {
    let now = clock::now();
    let all = list(storage)?;
    if all.iter().any(|one| one.id == new.id) {
        return Ok(Made::Taken);
    }
    if all.iter().filter(|one| one.standing(now) == Standing::Valid).count() > limits::TOKENS {
        return Ok(Made::Full);
    }
    let expires = Timestamp::from_unix_seconds(new.expires_at);
    // Newest first: what ended and comes after the last that are listed goes.
    let ended = all.iter().filter(|one| one.standing(now) != Standing::Valid).skip(limits::TOKENS_ENDED);
    storage.transaction(|| {
        for one in ended {
            storage.run("DELETE FROM access_token WHERE id = ?", vec![one.id.as_str().into()])?;
        }
        storage.run(
            "INSERT INTO access_token (id, sha256, name, role, made_at, made_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            vec![
                new.id.as_str().into(),
                new.sha256.as_str().into(),
                new.name.as_str().into(),
                new.role.as_str().into(),
                number(seconds(now)),
                by.to_string().into(),
                number(seconds(expires)),
            ],
        )?;
        let detail = format!("{}, {}, until {}", new.name, new.role, expires.day());
        log::append(storage, department, &Did::new(by, Action::TokenMade, &new.id, detail))?;
        Ok(Made::Done)
    })
}

/// Revokes a token. Revoked once more it stays as it was, and nothing is noted.
pub(super) fn revoke(storage: &Storage, department: &DepartmentId, id: &str, by: &Actor) -> Result<Revoked, Trouble> {
    let Some(Kept { listed, .. }) = find(storage, id)? else { return Ok(Revoked::Unknown) };
    if id == TokenId::DEPLOYMENT {
        return Ok(Revoked::Deployments);
    }
    if listed.revoked_at.is_some() {
        return Ok(Revoked::Done);
    }
    storage.transaction(|| {
        storage.run(
            "UPDATE access_token SET revoked_at = ?, revoked_by = ? WHERE id = ?",
            vec![number(seconds(clock::now())), by.to_string().into(), id.into()],
        )?;
        log::append(storage, department, &Did::new(by, Action::TokenRevoked, id, listed.name.as_str()))?;
        Ok(Revoked::Done)
    })
}

/// All tokens, the newest first.
pub(super) fn list(storage: &Storage) -> Result<Vec<Listed>, Trouble> {
    let rows = storage.rows(&format!("SELECT {COLUMNS} FROM access_token ORDER BY place DESC"), Vec::new())?;
    rows.into_iter().map(|row| kept(row).map(|kept| kept.listed)).collect()
}

/// The token of a whole secret: the deployment's has a name of its own.
fn of_secret(storage: &Storage, id: &str, hash: &str) -> Result<Option<Kept>, Trouble> {
    let hash = TokenHash::kept(hash.to_owned());
    for id in [id, TokenId::DEPLOYMENT] {
        if let Some(kept) = find(storage, id)?.filter(|kept| kept.hash.is(&hash)) {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

fn find(storage: &Storage, id: &str) -> Result<Option<Kept>, Trouble> {
    let rows = storage.rows(&format!("SELECT {COLUMNS} FROM access_token WHERE id = ?"), vec![id.into()])?;
    rows.into_iter().next().map(kept).transpose()
}

fn kept(mut row: Row) -> Result<Kept, Trouble> {
    let day = |day: Option<u64>| day.map(|day| Day::from_days(day as i32).days());
    let moment = |seconds: u64| Timestamp::from_unix_seconds(seconds as i64).unix_seconds();
    Ok(Kept {
        listed: Listed {
            id: row.text(0)?,
            name: row.text(1)?,
            role: row.text(2)?,
            made_at: moment(row.integer(3)?),
            made_by: row.text(4)?,
            expires_at: row.integer_or_none(5)?.map(moment),
            used_on: day(row.integer_or_none(6)?),
            revoked_at: row.integer_or_none(7)?.map(moment),
            revoked_by: row.text_or_none(8)?,
        },
        hash: TokenHash::kept(row.text(9)?),
        refused_on: day(row.integer_or_none(10)?),
    })
}

/// Seconds since 1970; a moment is never before.
fn seconds(moment: Timestamp) -> u64 {
    moment.unix_seconds().unsigned_abs()
}
