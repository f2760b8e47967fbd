//! What a Worker asks of a consultation's object, and what it is told.

use super::super::count::{Count, CountWire};
use super::super::department::Did;
use super::super::exports::Export;
use super::super::import;
use super::super::links;
use super::super::outcomes::{self, Published, Version};
use super::super::releases::{Frozen, Listed, Made, Missing};
use super::super::revisions::{Authors, Noted};
use super::super::tally::{SliceKind, TallyWire};
use super::super::visited::{GoOn, Pages};
use super::super::{Trouble, call};
use super::definition;
use crate::ledger::{Recounted, Secret, Sequence, Shards};
use crate::reach::{Reach, Telling};
use crate::texts::wire::{Ask, Told};
use aggregate::{Query, Tally};
use contract::audit::Actor;
use contract::json::Value;
use contract::outcome::Outcome;
use contract::{Consultation as Record, ConsultationId, Definition, DepartmentId, Revision, State};
use serde::{Deserialize, Serialize};
use worker::Env;

#[derive(Serialize, Deserialize)]
pub(super) struct Call {
    /// The object does not know its own name.
    pub(super) id: String,
    pub(super) it: It,
}

#[derive(Serialize, Deserialize)]
pub(in super::super) enum It {
    Put { department: String, document: String, by: Authors },
    Authors,
    Open { department: String },
    Close { department: String },
    Archive { department: String },
    Raise { department: String, shards: u16, did: Did },
    Read { known: Option<u64> },
    Tally { slices: Vec<SliceKind> },
    Count { query: Value },
    Pages { go_on: GoOn },
    Texts { ask: Ask },
    PutMargins { document: Option<String> },
    Margins,
    Shards,
    Reach { told: Telling },
    Links { ask: links::Ask },
    Release { number: Option<u32> },
    Releases,
    MakeRelease { department: String },
    NextRelease,
    Recount,
    Copy,
    EarlierLog { log: u32, part: u32 },
    Import { import: String, step: import::Step },
    Exporting { told: Export },
    Exports,
    Outcome,
    WriteOutcome { department: String, document: String, after: Option<u32>, by: [String; 3] },
    ApproveOutcome { department: String, version: u32, by: [String; 3] },
}

/// A consultation on its way from its object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// Rises with each step.
    pub(crate) version: u64,
    pub(in super::super) department: String,
    pub(in super::super) state: String,
    /// The definition of each revision.
    pub(in super::super) documents: Vec<String>,
    /// How many shards its ledger has, and had before.
    pub(in super::super) shards: Vec<u16>,
    /// What signs its challenges and notes: derived from its secret, which leaves the object for its ledgers, and in
    /// an archive that an administrator makes.
    pub(crate) guard: Secret,
    /// When somebody closed it, in seconds since 1970, while it is closed.
    pub(crate) pressed: Option<i64>,
    /// What became of it, as everyone reads it.
    pub(crate) outcome: Option<Published>,
}

impl Snapshot {
    /// The shards of its ledger.
    pub(crate) fn shards(&self) -> Result<Shards, Trouble> {
        Shards::restore(self.shards.clone(), None).ok_or(Trouble::Protocol("shards cannot be read"))
    }

    /// The consultation.
    pub(crate) fn read(&self, id: &ConsultationId) -> Result<Record, Trouble> {
        let unreadable = || Trouble::Protocol("a consultation cannot be read");
        let department = DepartmentId::parse(&self.department).ok_or_else(unreadable)?;
        let state = State::parse(&self.state).ok_or_else(unreadable)?;
        let revisions: Option<Vec<Revision>> = self
            .documents
            .iter()
            .zip(1..)
            .map(|(document, number)| Some(Revision { number, definition: definition(document)? }))
            .collect();
        Record::restore(id.clone(), department, state, revisions.ok_or_else(unreadable)?).ok_or_else(unreadable)
    }
}

/// What became of a step of a department.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Step {
    /// It is done.
    Done {
        /// Whether it made the consultation.
        created: bool,
        /// Whether it changed anything.
        changed: bool,
        /// The consultation from now on.
        now: Snapshot,
    },
    /// There is no such consultation.
    Unknown,
    /// It is another department's.
    Taken,
    /// Its state does not allow it.
    Refused,
    /// It has more shards already.
    Fewer,
    /// It has as many revisions as it may have.
    Full,
    /// The definition cannot be asked: each fault with its JSON pointer and a sentence.
    Faulty(Vec<(String, String)>),
}

/// What a reader gets who may have it already.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Reading {
    /// There is no such consultation.
    Unknown,
    /// The version that the reader knows is the newest.
    Unchanged,
    /// The newest.
    Newest(Snapshot),
}

/// The tallies of all shards.
#[derive(Serialize, Deserialize)]
pub(crate) struct Gathered(pub(super) Vec<TallyWire>);

impl Gathered {
    /// Responses that there are.
    pub(crate) fn responses(&self) -> usize {
        self.0.iter().map(|shard| shard.responses.unsigned_abs() as usize).sum()
    }

    /// Their sum.
    pub(crate) fn tally(&self) -> Result<Tally, Trouble> {
        let mut tally = Tally::new();
        for shard in &self.0 {
            tally.merge(&shard.read()?);
        }
        Ok(tally)
    }

    /// The number of each shard's last commit.
    pub(crate) fn sequences(&self) -> Vec<Sequence> {
        self.0.iter().map(|shard| shard.sequence).collect()
    }

    /// How many responses were deleted after their time.
    pub(crate) fn deleted(&self) -> i64 {
        self.0.iter().map(|shard| shard.deleted).sum()
    }
}

/// Calls one consultation's object.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) env: &'a Env,
    pub(crate) id: &'a ConsultationId,
}

impl Client<'_> {
    pub(in super::super) async fn call<R: serde::de::DeserializeOwned>(&self, it: It) -> Result<R, Trouble> {
        call(self.env, "CONSULTATION", self.id.as_str(), &Call { id: self.id.to_string(), it }).await
    }

    pub(crate) async fn put(
        &self,
        department: &DepartmentId,
        definition: &Definition,
        by: Authors,
    ) -> Result<Step, Trouble> {
        let (department, document) = (department.to_string(), definition.to_value().to_string());
        self.call(It::Put { department, document, by }).await
    }

    /// Who wrote its revisions and who approved them, as far as that was kept.
    pub(crate) async fn authors(&self) -> Result<Vec<Noted>, Trouble> {
        self.call(It::Authors).await
    }

    pub(crate) async fn open(&self, department: &DepartmentId) -> Result<Step, Trouble> {
        self.call(It::Open { department: department.to_string() }).await
    }

    pub(crate) async fn close(&self, department: &DepartmentId) -> Result<Step, Trouble> {
        self.call(It::Close { department: department.to_string() }).await
    }

    pub(crate) async fn archive(&self, department: &DepartmentId) -> Result<Step, Trouble> {
        self.call(It::Archive { department: department.to_string() }).await
    }

    /// Gives it so many shards. It notes that itself, in the department's audit log, where it changes anything.
    pub(crate) async fn raise(&self, department: &DepartmentId, shards: u16, did: Did) -> Result<Step, Trouble> {
        self.call(It::Raise { department: department.to_string(), shards, did }).await
    }

    /// How each of its shards stands, in their order.
    pub(crate) async fn shards(&self) -> Result<Vec<TallyWire>, Trouble> {
        self.call::<Gathered>(It::Shards).await.map(|gathered| gathered.0)
    }

    /// Reads it, unless `known` is its newest version.
    pub(crate) async fn read(&self, known: Option<u64>) -> Result<Reading, Trouble> {
        self.call(It::Read { known }).await
    }

    /// What the ledgers say of themselves, with these slices of their tallies.
    pub(crate) async fn gathered(&self, slices: &[SliceKind]) -> Result<Gathered, Trouble> {
        self.call(It::Tally { slices: slices.to_vec() }).await
    }

    /// What a recount of each of its shards finds, in their order.
    pub(crate) async fn recount(&self) -> Result<Vec<Recounted>, Trouble> {
        self.call(It::Recount).await
    }

    /// The tally of all shards, with the number of each shard's last commit.
    pub(crate) async fn tally(&self, slices: &[SliceKind]) -> Result<(Tally, Vec<Sequence>), Trouble> {
        let gathered = self.gathered(slices).await?;
        Ok((gathered.tally()?, gathered.sequences()))
    }

    /// Keeps its margins' document; `None` takes it away.
    pub(crate) async fn put_margins(&self, document: Option<String>) -> Result<(), Trouble> {
        self.call(It::PutMargins { document }).await
    }

    /// Its margins' document.
    pub(crate) async fn margins(&self) -> Result<Option<String>, Trouble> {
        self.call(It::Margins).await
    }

    /// Joint counts over all shards, as far as another call brings them.
    pub(crate) async fn count(&self, query: &Query) -> Result<Count, Trouble> {
        self.call::<CountWire>(It::Count { query: query.to_value() }).await?.read()
    }

    /// From which pages people answered, as far as that is counted.
    pub(crate) async fn pages(&self, go_on: GoOn) -> Result<Pages, Trouble> {
        self.call(It::Pages { go_on }).await
    }

    /// What is asked of the texts that people wrote to a question.
    pub(crate) async fn texts(&self, ask: &Ask) -> Result<Told, Trouble> {
        self.call(It::Texts { ask: ask.clone() }).await
    }

    /// Tells how far people came as this isolate counted it, and learns what all have told.
    pub(crate) async fn reach(&self, told: &Telling) -> Result<Reach, Trouble> {
        self.call(It::Reach { told: told.clone() }).await
    }

    /// What is asked of the links by which site owners read their own figures.
    pub(crate) async fn links(&self, ask: links::Ask) -> Result<links::Told, Trouble> {
        self.call(It::Links { ask }).await
    }

    /// The release of that number, or the latest.
    pub(crate) async fn release(&self, number: Option<u32>) -> Result<Option<Frozen>, Trouble> {
        self.call(It::Release { number }).await
    }

    /// Makes the next release, where it is due.
    pub(crate) async fn make_release(&self, department: &DepartmentId) -> Result<Made, Trouble> {
        self.call(It::MakeRelease { department: department.to_string() }).await
    }

    /// What is missing until the next release is due; `None` where nothing is.
    pub(crate) async fn next_release(&self) -> Result<Option<Missing>, Trouble> {
        self.call(It::NextRelease).await
    }

    /// All releases, the latest first.
    pub(crate) async fn releases(&self) -> Result<Vec<Listed>, Trouble> {
        self.call(It::Releases).await
    }

    /// The newest version of its outcome, approved or not.
    pub(crate) async fn outcome(&self) -> Result<Option<Version>, Trouble> {
        self.call(It::Outcome).await
    }

    /// Writes a version of its outcome. `after`: the version that its writer had before them.
    pub(crate) async fn write_outcome(
        &self,
        department: &DepartmentId,
        outcome: &Outcome,
        after: Option<u32>,
        by: &Actor,
    ) -> Result<outcomes::Step, Trouble> {
        let (department, document) = (department.to_string(), outcome.to_value().to_string());
        self.call(It::WriteOutcome { department, document, after, by: by.texts().map(str::to_owned) }).await
    }

    /// Approves that version, and publishes it by that.
    pub(crate) async fn approve_outcome(
        &self,
        department: &DepartmentId,
        version: u32,
        by: &Actor,
    ) -> Result<outcomes::Step, Trouble> {
        let department = department.to_string();
        self.call(It::ApproveOutcome { department, version, by: by.texts().map(str::to_owned) }).await
    }
}
