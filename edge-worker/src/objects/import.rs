//! How a consultation's object gives itself away whole, and takes in another installation's. Until all of it is there, was
//! held against itself, and its department lists it, there is no consultation here: what was begun and not ended goes within an
//! hour.

use super::Trouble;
use super::consultation::{Client, It, Object, Snapshot};
use super::copy::Taken;
use super::department;
use super::kept::Kept;
use super::outcomes::{self, Ended, Version};
use super::releases::{self, Listed, Releases};
use super::storage::{Storage, number};
use super::witness::Witness;
use super::{margins, reach, revisions};
use crate::archive::Head;
use crate::clock;
use crate::ledger::{Sequence, guard_secret};
use contract::json::Value;
use contract::{ConsultationId, DepartmentId, State};
use serde::{Deserialize, Serialize};

/// No row where none is under way. `done`: all of it is there, and only its department does not list it yet.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS import (one INTEGER PRIMARY KEY CHECK (one = 1), import TEXT NOT NULL, \
    id TEXT NOT NULL, department TEXT NOT NULL, shards INTEGER NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL)";
/// Audit logs of where it was before, in parts of an archive, and the end of each.
const LOGS: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS earlier_log (number INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS earlier_log_end (log INTEGER PRIMARY KEY, head TEXT NOT NULL)",
];
/// Parts of one log at most.
const PARTS: u64 = 1_000_000;
/// Seconds after which an import of which nothing was heard is taken away.
const FORGOTTEN_AFTER: i64 = 3_600;

/// A consultation on its way into an archive.
#[derive(Serialize, Deserialize)]
pub(crate) struct Copied {
    pub(crate) head: Head,
    /// The definition of each revision.
    pub(crate) documents: Vec<String>,
    pub(crate) outcomes: Vec<Version>,
    /// Parts of logs of where it was before: which log, and which part.
    pub(crate) logs: Vec<(u32, u32)>,
}

/// A step of an import.
#[derive(Serialize, Deserialize)]
pub(super) enum Step {
    Begin { department: String, shards: u16 },
    Outcome(Version),
    Release(Listed, String),
    Log { log: u32, part: u32, text: String },
    End { head: Box<Head>, documents: Vec<String>, commits: Vec<Sequence> },
    Keep,
    Drop,
}

/// An import that is under way.
struct Row {
    import: String,
    id: String,
    department: String,
    shards: u16,
    at: i64,
    done: bool,
}

impl Client<'_> {
    /// The whole of it but its releases' and its ledgers' bytes; `None` where a raise of its shards is under way.
    pub(crate) async fn copy(&self) -> Result<Option<Copied>, Trouble> {
        self.call(It::Copy).await
    }

    /// A part of a log of where it was before.
    pub(crate) async fn earlier_log(&self, log: u32, part: u32) -> Result<Option<String>, Trouble> {
        self.call(It::EarlierLog { log, part }).await
    }

    async fn import(&self, import: &str, step: Step) -> Result<Taken, Trouble> {
        self.call(It::Import { import: import.to_owned(), step }).await
    }

    /// Begins to take one in, of a name that no department lists.
    pub(crate) async fn begin_import(
        &self,
        import: &str,
        department: &DepartmentId,
        shards: u16,
    ) -> Result<Taken, Trouble> {
        self.import(import, Step::Begin { department: department.to_string(), shards }).await
    }

    /// Takes in a version of its outcome.
    pub(crate) async fn import_outcome(&self, import: &str, version: Version) -> Result<Taken, Trouble> {
        self.import(import, Step::Outcome(version)).await
    }

    /// Takes in a release.
    pub(crate) async fn import_release(&self, import: &str, listed: Listed, body: String) -> Result<Taken, Trouble> {
        self.import(import, Step::Release(listed, body)).await
    }

    /// Takes in a part of a log of where it was before.
    pub(crate) async fn import_log(&self, import: &str, log: u32, part: u32, text: String) -> Result<Taken, Trouble> {
        self.import(import, Step::Log { log, part, text }).await
    }

    /// Makes the consultation of what was taken in, and tells its ledgers. `commits`: of each of them.
    pub(crate) async fn end_import(
        &self,
        import: &str,
        head: Head,
        documents: Vec<String>,
        commits: Vec<Sequence>,
    ) -> Result<Taken, Trouble> {
        self.import(import, Step::End { head: Box::new(head), documents, commits }).await
    }

    /// Has it for good: its department lists it.
    pub(crate) async fn keep_import(&self, import: &str) -> Result<Taken, Trouble> {
        self.import(import, Step::Keep).await
    }

    /// Takes away what an import left.
    pub(crate) async fn drop_import(&self, import: &str) -> Result<Taken, Trouble> {
        self.import(import, Step::Drop).await
    }
}

impl Object {
    pub(super) fn copy_whole(&self) -> Result<Option<Copied>, Trouble> {
        let memory = self.memory.borrow();
        let kept = memory.as_ref().ok_or(Trouble::Protocol("there is no such consultation"))?;
        if kept.shards.raising().is_some() {
            return Ok(None);
        }
        let storage = &self.storage;
        let document = |text: String| {
            serde_json::from_str::<Value>(&text).map_err(|_| Trouble::Protocol("a document cannot be read"))
        };
        let snapshot = kept.snapshot();
        let outcomes = outcomes::all(storage)?;
        let mut listed = kept.releases.list(storage)?;
        listed.reverse();
        let mut head = Head::new(kept.record.state(), kept.version, &kept.secret, snapshot.shards.clone());
        head.closed_at = kept.ended.pressed;
        head.revisions = snapshot.documents.len() as u32;
        head.authors = revisions::all(storage)?;
        head.outcomes = outcomes.len() as u32;
        head.releases = listed;
        head.release_mark = releases::mark(storage)?.map(document).transpose()?;
        head.margins = margins::read(storage)?.map(document).transpose()?;
        head.reach = reach::told(storage)?;
        let (mut logs, mut ends) = (Vec::new(), Vec::new());
        if storage.has_table("earlier_log")? {
            for mut row in storage.rows("SELECT number FROM earlier_log ORDER BY number", Vec::new())? {
                let number = row.integer(0)?;
                // Below the parts of a log, and as many logs as there were installations.
                logs.push(((number / PARTS) as u32, (number % PARTS) as u32));
            }
            for mut row in storage.rows("SELECT head FROM earlier_log_end ORDER BY log", Vec::new())? {
                ends.push(row.text(0)?);
            }
        }
        head.logs = ends;
        Ok(Some(Copied { head, documents: snapshot.documents, outcomes, logs }))
    }

    pub(super) fn read_earlier_log(&self, log: u32, part: u32) -> Result<Option<String>, Trouble> {
        if !self.storage.has_table("earlier_log")? {
            return Ok(None);
        }
        let wanted = number(u64::from(log) * PARTS + u64::from(part));
        let row = self.storage.rows("SELECT text FROM earlier_log WHERE number = ?", vec![wanted])?.into_iter().next();
        row.map(|mut row| row.text(0)).transpose()
    }

    /// Whether one is taken in under this name: then nobody makes another.
    pub(super) fn is_importing(&self) -> Result<bool, Trouble> {
        Ok(row(&self.storage)?.is_some())
    }

    pub(super) async fn import(&self, id: &ConsultationId, import: &str, step: Step) -> Result<Taken, Trouble> {
        let own = row(&self.storage)?;
        if let Step::Begin { department, shards } = step {
            match own {
                // Whoever calls has made sure that no department lists it.
                Some(own) => self.leave_nothing(id, &own).await?,
                None if self.memory.borrow().is_some() => return Ok(Taken::Another),
                None => {}
            }
            self.begin_import(id, import, &department, shards)?;
            self.storage.object().set_alarm(FORGOTTEN_AFTER * 1_000).await?;
            return Ok(Taken::Done);
        }
        let Some(own) = own.filter(|own| own.import == import) else { return Ok(Taken::Another) };
        self.storage.run("UPDATE import SET at = ?", vec![number(clock::now().unix_seconds().unsigned_abs())])?;
        match step {
            Step::Begin { .. } => {}
            Step::Outcome(version) => self.storage.transaction(|| outcomes::restore(&self.storage, &version))?,
            Step::Release(listed, body) => {
                self.storage.transaction(|| releases::restore(&self.storage, &listed, &body))?;
            }
            Step::Log { log, part, text } => {
                self.storage.run(LOGS[0], Vec::new())?;
                let wanted = number(u64::from(log) * PARTS + u64::from(part));
                let statement = "INSERT INTO earlier_log (number, text) VALUES (?, ?)";
                self.storage.run(statement, vec![wanted, text.into()])?;
            }
            Step::End { head, documents, commits } => self.end_import(id, &own, *head, documents, &commits).await?,
            Step::Keep => self.keep_import(id, &own).await?,
            Step::Drop => self.leave_nothing(id, &own).await?,
        }
        Ok(Taken::Done)
    }

    fn begin_import(&self, id: &ConsultationId, import: &str, department: &str, shards: u16) -> Result<(), Trouble> {
        self.storage.run(TABLE, Vec::new())?;
        let now = number(clock::now().unix_seconds().unsigned_abs());
        self.storage.run(
            "INSERT INTO import (one, import, id, department, shards, at, done) VALUES (1, ?, ?, ?, ?, ?, 0)",
            vec![import.into(), id.as_str().into(), department.into(), shards.into(), now],
        )
    }

    async fn end_import(
        &self,
        id: &ConsultationId,
        own: &Row,
        head: Head,
        documents: Vec<String>,
        commits: &[Sequence],
    ) -> Result<(), Trouble> {
        let unreadable = || Trouble::Protocol("an archive's consultation cannot be read");
        let (storage, secret) = (&self.storage, head.secret().ok_or_else(unreadable)?);
        let shards = head.shards().ok_or_else(unreadable)?;
        // Each a transaction of its own: nothing of it is read before the consultation is there.
        reach::add(storage, &head.reach)?;
        if let Some(document) = &head.margins {
            margins::keep(storage, Some(&document.to_string()))?;
        }
        let snapshot = Snapshot {
            version: head.version,
            department: own.department.clone(),
            state: head.state.clone(),
            documents,
            shards: head.shards.clone(),
            guard: guard_secret(&secret),
            pressed: head.closed_at,
            outcome: None,
        };
        let record = snapshot.read(id)?;
        let mut witness = Witness::default();
        let kept = storage.transaction(|| {
            if let Some(mark) = &head.release_mark {
                releases::restore_mark(storage, &mark.to_string())?;
            }
            revisions::restore(storage, &head.authors)?;
            LOGS.into_iter().try_for_each(|table| storage.run(table, Vec::new()))?;
            for (end, log) in head.logs.iter().zip(1_u32..) {
                let statement = "INSERT INTO earlier_log_end (log, head) VALUES (?, ?)";
                storage.run(statement, vec![log.into(), end.as_str().into()])?;
            }
            let ended = Ended { pressed: head.closed_at, outcome: outcomes::published(storage)? };
            let releases = Releases::open(storage)?;
            let kept = Kept { record, version: head.version, shards, secret, releases, told: false, ended };
            kept.make_with_revisions(storage)?;
            for (commits, shard) in commits.iter().zip(0..) {
                witness.note(storage, shard, *commits)?;
            }
            storage.run("UPDATE import SET done = 1", Vec::new())?;
            Ok::<_, Trouble>(kept)
        })?;
        *self.witness.borrow_mut() = witness;
        *self.memory.borrow_mut() = Some(kept.clone());
        if kept.record.state() != State::Draft {
            self.tell(&kept).await?;
            self.note_told()?;
        }
        Ok(())
    }

    async fn keep_import(&self, id: &ConsultationId, own: &Row) -> Result<(), Trouble> {
        for shard in 0..own.shards {
            self.ledger(id, shard).keep_import(&own.import).await?;
        }
        self.storage.run("DELETE FROM import", Vec::new())
    }

    /// Takes away what an import left, here and in its ledgers.
    async fn leave_nothing(&self, id: &ConsultationId, own: &Row) -> Result<(), Trouble> {
        for shard in 0..own.shards {
            self.ledger(id, shard).drop_import(&own.import).await?;
        }
        self.memory.take();
        self.room().take();
        self.witness.take();
        self.looking.set(false);
        self.storage.object().delete_alarm().await?;
        Ok(self.storage.object().delete_all().await?)
    }

    /// What the alarm does while one is taken in: whether it is over.
    pub(super) async fn look_after_import(&self) -> Result<bool, Trouble> {
        let Some(own) = row(&self.storage)? else { return Ok(true) };
        let unreadable = || Trouble::Protocol("an import cannot be read");
        let id = ConsultationId::parse(&own.id).ok_or_else(unreadable)?;
        let department = DepartmentId::parse(&own.department).ok_or_else(unreadable)?;
        if own.done && (department::Client { env: &self.env, id: &department }).has(&id).await? {
            self.keep_import(&id, &own).await?;
            return Ok(true);
        }
        let left = own.at + FORGOTTEN_AFTER - clock::now().unix_seconds();
        if left > 0 {
            self.storage.object().set_alarm(left * 1_000).await?;
        } else {
            self.leave_nothing(&id, &own).await?;
        }
        Ok(false)
    }
}

fn row(storage: &Storage) -> Result<Option<Row>, Trouble> {
    if !storage.has_table("import")? {
        return Ok(None);
    }
    let found = storage.rows("SELECT import, id, department, shards, at, done FROM import", Vec::new())?;
    let read = |mut row: super::storage::Row| {
        Ok(Row {
            import: row.text(0)?,
            id: row.text(1)?,
            department: row.text(2)?,
            shards: u16::try_from(row.integer(3)?).map_err(|_| Trouble::Protocol("too many shards"))?,
            at: row.integer(4)? as i64,
            done: row.integer(5)? > 0,
        })
    };
    found.into_iter().next().map(read).transpose()
}
