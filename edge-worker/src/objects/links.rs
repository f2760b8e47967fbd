//! The links by which site owners read their own figures, and what is counted for each site by day. Of a link's token only
//! the hash is there.

use super::Trouble;
use super::storage::{Row, Storage, number};
use crate::access::token::TokenHash;
use crate::clock;
use crate::reach::OfSite;
use contract::limits;
use serde::{Deserialize, Serialize};

/// What is asked of them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// All, the newest first.
    List,
    /// A new one is kept.
    Make { new: NewLink, by: String },
    /// One is revoked.
    Revoke { id: String, by: String },
    /// What a token opens, with what was counted for its site.
    Open { id: String, sha256: String },
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Told {
    /// All links.
    Listed(Vec<Listed>),
    /// Whether it is made.
    Made(Made),
    /// The site of the link that is revoked, and whether it was not before; `None` where there is none of that name.
    Revoked(Option<(String, bool)>),
    /// The site that a token opens, and what was counted for it; `None` where it opens nothing.
    Opened(Option<(String, Vec<OfSite>)>),
}

/// A link to be kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NewLink {
    pub(crate) id: String,
    pub(crate) site: String,
    pub(crate) sha256: String,
}

/// A link as it is listed. Moments are seconds since 1970.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) site: String,
    pub(crate) made_at: i64,
    pub(crate) made_by: String,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) revoked_by: Option<String>,
}

/// What became of a link that was to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Made {
    /// It is made.
    Done,
    /// There is one of that name.
    Taken,
    /// There are as many as there may be.
    Full,
}

const LINKS: &str = "CREATE TABLE IF NOT EXISTS site_link (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, site TEXT NOT NULL, \
                     sha256 TEXT NOT NULL, made_at INTEGER NOT NULL, made_by TEXT NOT NULL, revoked_at INTEGER, revoked_by TEXT)";
const REACH: &str = "CREATE TABLE IF NOT EXISTS site_reach (site TEXT NOT NULL, day INTEGER NOT NULL, seen INTEGER NOT NULL, \
                     started INTEGER NOT NULL, PRIMARY KEY (site, day)) WITHOUT ROWID";

/// Answers.
pub(super) fn answer(storage: &Storage, ask: Ask) -> Result<Told, Trouble> {
    Ok(match ask {
        Ask::List => Told::Listed(list(storage)?),
        Ask::Make { new, by } => Told::Made(make(storage, &new, &by)?),
        Ask::Revoke { id, by } => Told::Revoked(revoke(storage, &id, &by)?),
        Ask::Open { id, sha256 } => Told::Opened(open(storage, &id, &sha256)?),
    })
}

fn list(storage: &Storage) -> Result<Vec<Listed>, Trouble> {
    if !storage.has_table("site_link")? {
        return Ok(Vec::new());
    }
    let statement = "SELECT id, site, made_at, made_by, revoked_at, revoked_by FROM site_link ORDER BY number DESC";
    storage.rows(statement, Vec::new())?.into_iter().map(listed).collect()
}

fn listed(mut row: Row) -> Result<Listed, Trouble> {
    Ok(Listed {
        id: row.text(0)?,
        site: row.text(1)?,
        made_at: moment(row.integer(2)?),
        made_by: row.text(3)?,
        revoked_at: row.integer_or_none(4)?.map(moment),
        revoked_by: row.text_or_none(5)?,
    })
}

fn make(storage: &Storage, new: &NewLink, by: &str) -> Result<Made, Trouble> {
    let all = list(storage)?;
    if all.iter().any(|one| one.id == new.id) {
        return Ok(Made::Taken);
    }
    // Those that were revoked are listed too: who had one is asked later.
    if all.len() >= limits::SITE_LINKS {
        return Ok(Made::Full);
    }
    storage.transaction(|| {
        storage.run(LINKS, Vec::new())?;
        storage.run(
            "INSERT INTO site_link (id, site, sha256, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
            vec![
                new.id.as_str().into(),
                new.site.as_str().into(),
                new.sha256.as_str().into(),
                number(clock::now().unix_seconds().unsigned_abs()),
                by.into(),
            ],
        )?;
        Ok(Made::Done)
    })
}

fn revoke(storage: &Storage, id: &str, by: &str) -> Result<Option<(String, bool)>, Trouble> {
    let Some(one) = list(storage)?.into_iter().find(|one| one.id == id) else { return Ok(None) };
    if one.revoked_at.is_some() {
        return Ok(Some((one.site, false)));
    }
    storage.run(
        "UPDATE site_link SET revoked_at = ?, revoked_by = ? WHERE id = ?",
        vec![number(clock::now().unix_seconds().unsigned_abs()), by.into(), id.into()],
    )?;
    Ok(Some((one.site, true)))
}

fn open(storage: &Storage, id: &str, sha256: &str) -> Result<Option<(String, Vec<OfSite>)>, Trouble> {
    if !storage.has_table("site_link")? {
        return Ok(None);
    }
    let statement = "SELECT site, sha256 FROM site_link WHERE id = ? AND revoked_at IS NULL";
    let Some(mut row) = storage.rows(statement, vec![id.into()])?.pop() else { return Ok(None) };
    let site = row.text(0)?;
    if !TokenHash::kept(row.text(1)?).is(&TokenHash::kept(sha256.to_owned())) {
        return Ok(None);
    }
    let counted = counted(storage, Some(&site))?;
    Ok(Some((site, counted)))
}

/// Adds what was counted for sites.
pub(super) fn count(storage: &Storage, told: &[OfSite]) -> Result<(), Trouble> {
    if told.is_empty() {
        return Ok(());
    }
    storage.run(REACH, Vec::new())?;
    for one in told {
        storage.run(
            "INSERT INTO site_reach (site, day, seen, started) VALUES (?, ?, ?, ?) ON CONFLICT (site, day) DO UPDATE SET \
             seen = seen + excluded.seen, started = started + excluded.started",
            vec![one.site.as_str().into(), number(u64::from(one.day)), number(one.seen), number(one.started)],
        )?;
    }
    Ok(())
}

/// What was counted, for one site or for each: a row for each day.
pub(super) fn counted(storage: &Storage, site: Option<&str>) -> Result<Vec<OfSite>, Trouble> {
    if !storage.has_table("site_reach")? {
        return Ok(Vec::new());
    }
    let read = |mut row: Row| {
        let day = u32::try_from(row.integer(1)?).map_err(|_| Trouble::Protocol("a day is none"))?;
        Ok(OfSite { site: row.text(0)?, day, seen: row.integer(2)?, started: row.integer(3)? })
    };
    let rows = match site {
        Some(site) => storage
            .rows("SELECT site, day, seen, started FROM site_reach WHERE site = ? ORDER BY day", vec![site.into()]),
        None => storage.rows("SELECT site, day, seen, started FROM site_reach ORDER BY site, day", Vec::new()),
    };
    rows?.into_iter().map(read).collect()
}

fn moment(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
