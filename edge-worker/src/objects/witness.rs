//! What a consultation knows of its ledgers, so that a store that is lost, or older than it was, is told from an empty one.

use super::Trouble;
use super::storage::{Storage, number};
use crate::ledger::Sequence;
use std::collections::BTreeMap;

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS witness (shard INTEGER PRIMARY KEY, commits INTEGER NOT NULL) WITHOUT ROWID";

/// Commits that a ledger makes before it is noted again: a row for so many. Of a store that lost fewer nobody can tell.
const NOTED_AFTER: Sequence = 256;

/// The shards that were told of the consultation, and how many commits each was seen to have.
#[derive(Debug, Default)]
pub(super) struct Witness(BTreeMap<u16, Sequence>);

impl Witness {
    /// What was noted.
    pub(super) fn read(storage: &Storage) -> Result<Self, Trouble> {
        if !storage.has_table("witness")? {
            return Ok(Self::default());
        }
        let rows = storage.rows("SELECT shard, commits FROM witness", Vec::new())?;
        let noted = rows.into_iter().map(|mut row| {
            let shard = u16::try_from(row.integer(0)?).map_err(|_| Trouble::Protocol("too many shards"))?;
            Ok((shard, row.integer(1)?))
        });
        Ok(Self(noted.collect::<Result<_, Trouble>>()?))
    }

    /// Whether the shard was told: then it has a store.
    pub(super) fn knows(&self, shard: u16) -> bool {
        self.0.contains_key(&shard)
    }

    /// Notes that the shard has so many commits.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] where it had more; what the storage says.
    pub(super) fn note(&mut self, storage: &Storage, shard: u16, commits: Sequence) -> Result<(), Trouble> {
        match self.0.get(&shard) {
            Some(seen) if commits < *seen => return Err(Trouble::Damaged),
            Some(seen) if commits < seen + NOTED_AFTER => return Ok(()),
            _ => {}
        }
        storage.run(TABLE, Vec::new())?;
        storage.run(
            "INSERT INTO witness (shard, commits) VALUES (?, ?) ON CONFLICT (shard) DO UPDATE SET commits = excluded.commits",
            vec![shard.into(), number(commits)],
        )?;
        self.0.insert(shard, commits);
        Ok(())
    }
}
