//! What a consultation's object keeps, in memory and in its rows.

use super::Trouble;
use super::consultation::Snapshot;
use super::outcomes::Ended;
use super::releases::Releases;
use super::storage::{Storage, blob, number};
use crate::ledger::{Gate, Secret, Shards, guard_secret};
use contract::{Consultation, ConsultationId};

/// How many shards there are and were, one row each; the last is the one that is being told to the ledgers, where it is not
/// published. Stores of before have no such table, and the one shard that `consultation` says.
const SHARDS: &str = "CREATE TABLE IF NOT EXISTS shards (count INTEGER PRIMARY KEY, published INTEGER NOT NULL CHECK (published IN (0, 1)))";

/// A consultation as its object keeps it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) record: Consultation,
    pub(super) version: u64,
    pub(super) shards: Shards,
    pub(super) secret: Secret,
    pub(super) releases: Releases,
    /// Whether the ledgers were told for how long they keep what answers say.
    pub(super) told: bool,
    pub(super) ended: Ended,
}

impl Kept {
    /// For the Worker.
    pub(super) fn snapshot(&self) -> Snapshot {
        let revisions = self.record.revisions().iter();
        Snapshot {
            version: self.version,
            department: self.record.department().to_string(),
            state: self.record.state().name().to_owned(),
            documents: revisions.map(|revision| revision.definition.to_value().to_string()).collect(),
            shards: self.shards.counts().to_vec(),
            guard: guard_secret(&self.secret),
            pressed: self.ended.pressed,
            outcome: self.ended.outcome.clone(),
        }
    }

    /// For a ledger.
    pub(super) fn gate(&self, shard: u16) -> Gate {
        let definition = &self.record.current().definition;
        Gate {
            version: self.version,
            state: self.record.state(),
            opens_at: definition.opens_at(),
            closes_at: definition.closes_at(),
            secret: self.secret,
            shard,
            shards: self.shards.to_tell(),
            retention_days: Some(definition.questionnaire().retention_days()),
        }
    }

    /// Makes the tables, and writes into them.
    pub(super) fn make(&self, storage: &Storage) -> Result<(), Trouble> {
        storage.run(
            "CREATE TABLE consultation (one INTEGER PRIMARY KEY CHECK (one = 1), department TEXT NOT NULL, state TEXT NOT NULL, \
             version INTEGER NOT NULL, shards INTEGER NOT NULL, secret BLOB NOT NULL)",
            Vec::new(),
        )?;
        storage.run("CREATE TABLE revision (number INTEGER PRIMARY KEY, document TEXT NOT NULL)", Vec::new())?;
        self.write(storage)
    }

    /// The same for one that comes with all its revisions.
    pub(super) fn make_with_revisions(&self, storage: &Storage) -> Result<(), Trouble> {
        self.make(storage)?;
        let earlier = self.record.revisions().split_last().map_or(&[][..], |(_, earlier)| earlier);
        for revision in earlier {
            let row = vec![revision.number.into(), revision.definition.to_value().to_string().into()];
            storage.run("INSERT INTO revision (number, document) VALUES (?, ?)", row)?;
        }
        Ok(())
    }

    /// Writes what a step may have changed. Only the newest revision ever changes; earlier ones stand.
    pub(super) fn write(&self, storage: &Storage) -> Result<(), Trouble> {
        let current = self.record.current();
        storage.run(
            "INSERT INTO revision (number, document) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET document = excluded.document",
            vec![current.number.into(), current.definition.to_value().to_string().into()],
        )?;
        storage.run(
            "INSERT INTO consultation (one, department, state, version, shards, secret) VALUES (1, ?, ?, ?, ?, ?) \
             ON CONFLICT (one) DO UPDATE SET state = excluded.state, version = excluded.version, shards = excluded.shards",
            vec![
                self.record.department().as_str().into(),
                self.record.state().name().into(),
                number(self.version),
                self.shards.count().into(),
                blob(&self.secret),
            ],
        )?;
        self.ended.write(storage)?;
        storage.run(SHARDS, Vec::new())?;
        storage.run("DELETE FROM shards", Vec::new())?;
        let published = self.shards.counts().iter().map(|count| (*count, 1));
        for (count, published) in published.chain(self.shards.raising().map(|count| (count, 0))) {
            let bindings = vec![count.into(), published.into()];
            storage.run("INSERT INTO shards (count, published) VALUES (?, ?)", bindings)?;
        }
        Ok(())
    }

    /// Notes that the ledgers were told for how long they keep what answers say. Those of an earlier version never were.
    pub(super) fn note_told(&mut self, storage: &Storage) -> Result<(), Trouble> {
        storage.run("CREATE TABLE IF NOT EXISTS retention_told (one INTEGER PRIMARY KEY)", Vec::new())?;
        self.told = true;
        Ok(())
    }

    /// What [`Self::write`] wrote, in this program or an earlier one.
    pub(super) fn read(storage: &Storage, id: &ConsultationId) -> Result<Option<Self>, Trouble> {
        let rows = storage.rows("SELECT department, state, version, shards, secret FROM consultation", Vec::new())?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
        let documents = storage.rows("SELECT document FROM revision ORDER BY number", Vec::new())?;
        let shards = read_shards(storage, row.integer(3)?)?;
        let secret: Secret = row.blob(4)?.try_into().map_err(|_| Trouble::Protocol("a secret has another length"))?;
        let snapshot = Snapshot {
            version: row.integer(2)?,
            department: row.text(0)?,
            state: row.text(1)?,
            documents: documents.into_iter().map(|mut row| row.text(0)).collect::<Result<_, _>>()?,
            shards: shards.counts().to_vec(),
            guard: guard_secret(&secret),
            pressed: None,
            outcome: None,
        };
        let (releases, ended) = (Releases::open(storage)?, Ended::read(storage)?);
        let (record, told) = (snapshot.read(id)?, storage.has_table("retention_told")?);
        Ok(Some(Self { record, version: snapshot.version, shards, secret, releases, told, ended }))
    }
}

fn read_shards(storage: &Storage, before: u64) -> Result<Shards, Trouble> {
    let count = |number: u64| u16::try_from(number).map_err(|_| Trouble::Protocol("too many shards"));
    let (mut counts, mut raising) = (Vec::new(), None);
    if storage.has_table("shards")? {
        for mut row in storage.rows("SELECT count, published FROM shards ORDER BY count", Vec::new())? {
            match row.integer(1)? {
                1 => counts.push(count(row.integer(0)?)?),
                _ => raising = Some(count(row.integer(0)?)?),
            }
        }
    } else {
        counts.push(count(before)?);
    }
    Shards::restore(counts, raising).ok_or(Trouble::Protocol("shards cannot be read"))
}
