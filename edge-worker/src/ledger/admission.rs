//! Whether an answer that is not recorded yet may be: what the edge found out about its proof, and that no proof serves
//! twice.

use super::books::Failure;
use super::rows::Rows;
use super::step::Event;
use contract::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A challenge that was solved. Its own expiry bounds how long it has to be remembered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Spent {
    /// Until when it may be used, that second included, in seconds since 1970.
    pub expires_at: i64,
    /// What tells it from all others.
    pub nonce: [u8; 16],
}

/// What the edge found out before it asked the ledger. The ledger looks the key up first: a retry of what was recorded
/// needs no proof, and one that was used for it does not stand in its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Admission {
    /// No proof is needed.
    Free,
    /// This challenge was solved for it.
    Proven(Spent),
    /// A proof is needed, and there is none, or one that came too late.
    Needed,
    /// What was sent as a proof is none.
    Refused,
}

impl Admission {
    /// What it is worth at the moment of the commit.
    pub(super) fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Proven(spent) if spent.expires_at < now.unix_seconds() => Self::Needed,
            other => other,
        }
    }
}

/// The solved challenges of one commit.
#[derive(Debug)]
pub(super) struct Spending {
    known: BTreeSet<Spent>,
    new: Vec<Spent>,
}

impl Spending {
    /// Looks up which of the events' challenges were used before.
    pub(super) fn open<'a, R: Rows>(
        rows: &R,
        events: impl Iterator<Item = &'a Event>,
    ) -> Result<Self, Failure<R::Error>> {
        let asked: BTreeSet<Spent> = events.filter_map(proven).collect();
        let asked: Vec<Spent> = asked.into_iter().collect();
        let known = if asked.is_empty() { Vec::new() } else { rows.spent(&asked).map_err(Failure::Store)? };
        Ok(Self { known: known.into_iter().collect(), new: Vec::new() })
    }

    /// The event, with a proof that was used before turned into none; and the challenge that it uses where it records.
    pub(super) fn judge(&self, event: Event) -> (Event, Option<Spent>) {
        match (proven(&event), event) {
            (Some(spent), Event::Send(content, fingerprint, _)) if self.known.contains(&spent) => {
                (Event::Send(content, fingerprint, Admission::Refused), None)
            }
            (spent, event) => (event, spent),
        }
    }

    /// Notes that a challenge is used.
    pub(super) fn spend(&mut self, spent: Spent) {
        self.known.insert(spent);
        self.new.push(spent);
    }

    /// Writes what was used, and deletes what no longer counts.
    pub(super) fn write<R: Rows>(&self, rows: &R, now: Timestamp) -> Result<(), Failure<R::Error>> {
        if self.new.is_empty() {
            return Ok(());
        }
        rows.put_spent(&self.new).map_err(Failure::Store)?;
        rows.clear_spent(now.unix_seconds()).map_err(Failure::Store).map(drop)
    }
}

fn proven(event: &Event) -> Option<Spent> {
    match event {
        Event::Send(_, _, Admission::Proven(spent)) => Some(*spent),
        _ => None,
    }
}
