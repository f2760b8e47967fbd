//! What an archive says of its consultation before all else.

use super::line::{hex, unhex};
use crate::ledger::{Secret, Shards};
use crate::objects::releases::Listed;
use crate::objects::revisions::Noted;
use crate::reach::Telling;
use aggregate::Mark;
use contract::audit::Head as LogHead;
use contract::json::Value;
use contract::{Consultation, Margins, State};
use serde::{Deserialize, Serialize};

/// A consultation without its revisions, and how many of everything follow.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) state: String,
    /// Rises with each step of the consultation.
    pub(crate) version: u64,
    /// From it receipts are derived: in hexadecimal.
    secret: String,
    /// How many shards its ledger has, and had before.
    pub(crate) shards: Vec<u16>,
    /// When somebody closed it, in seconds since 1970, while it is closed.
    pub(crate) closed_at: Option<i64>,
    pub(crate) revisions: u32,
    /// Who stands behind them, as far as that was kept.
    pub(crate) authors: Vec<Noted>,
    pub(crate) outcomes: u32,
    pub(crate) releases: Vec<Listed>,
    /// What its last release was made from.
    pub(crate) release_mark: Option<Value>,
    pub(crate) margins: Option<Value>,
    /// How far people came, in all and by site and day.
    pub(crate) reach: Telling,
    /// The end of each audit log that follows: `COUNT:HASH`.
    pub(crate) logs: Vec<String>,
}

impl Head {
    /// Of a consultation with this secret, its releases and the rest to be filled in.
    pub(crate) fn new(state: State, version: u64, secret: &Secret, shards: Vec<u16>) -> Self {
        Self {
            state: state.name().to_owned(),
            version,
            secret: hex(secret),
            shards,
            closed_at: None,
            revisions: 0,
            authors: Vec::new(),
            outcomes: 0,
            releases: Vec::new(),
            release_mark: None,
            margins: None,
            reach: Telling::default(),
            logs: Vec::new(),
        }
    }

    /// Its secret.
    pub(crate) fn secret(&self) -> Option<Secret> {
        unhex(&self.secret)
    }

    /// Its state.
    pub(crate) fn state(&self) -> Option<State> {
        State::parse(&self.state)
    }

    /// The shards of its ledger.
    pub(crate) fn shards(&self) -> Option<Shards> {
        Shards::restore(self.shards.clone(), None).filter(|shards| shards.count() <= contract::limits::SHARDS)
    }

    /// The end of each log.
    pub(super) fn logs(&self) -> Option<Vec<LogHead>> {
        self.logs.iter().map(|text| LogHead::parse(text)).collect()
    }

    /// What of it cannot be, where anything cannot.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let mark = self.release_mark.as_ref().map(Mark::from_value);
        let numbered = self.releases.iter().zip(1..).all(|(release, number)| release.number == number);
        let last = mark.as_ref().and_then(Option::as_ref).map_or(0, Mark::number) as usize;
        // Up to which the runtime's numbers are exact.
        let small = |number: u64| number < 1 << 52;
        let all = self.reach.all;
        let known = |noted: &Noted| (1..=self.revisions).contains(&noted.revision) && noted.at >= 0;
        [
            (self.state().is_none(), "there is no such state"),
            (self.secret().is_none(), "its secret is none"),
            (self.shards().is_none(), "its shards are none"),
            (!small(self.version), "its version is too large"),
            (!(1..=contract::limits::REVISIONS).contains(&self.revisions), "it has no revisions, or too many"),
            (!self.authors.iter().all(known), "it says who wrote a revision that it has not"),
            (self.outcomes > contract::limits::OUTCOME_VERSIONS, "it has too many outcomes"),
            (matches!(mark, Some(None)), "what its last release was made from cannot be read"),
            (!numbered || last != self.releases.len(), "its releases are not numbered from 1"),
            (self.closed_at.is_some_and(|at| at < 0), "it was closed before 1970"),
            (
                [all.seen, all.started, all.withdrawn]
                    .into_iter()
                    .chain(self.reach.sites.iter().flat_map(|one| [one.seen, one.started]))
                    .any(|one| !small(one)),
                "its reach is too large",
            ),
            (
                self.reach.sites.iter().any(|one| contract::SiteId::parse(&one.site).is_none()),
                "its reach names a site that can be none",
            ),
            (self.logs().is_none(), "the end of a log cannot be read"),
        ]
        .into_iter()
        .find_map(|(wrong, what)| wrong.then_some(what))
    }

    /// What of it does not go with its revisions.
    pub(super) fn fault_with(&self, consultation: &Consultation) -> Option<&'static str> {
        let margins = self.margins.as_ref().is_some_and(|margins| Margins::parse(margins, consultation).is_err());
        margins.then_some("its margins do not go with what it asks")
    }
}
