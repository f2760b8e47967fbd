//! The consultation's object: its definition with all revisions, its state, its secret and its releases. It tells its
//! ledgers when answers are taken, and gathers their tallies.

use super::ledger::{self, SliceKind, TallyWire};
use super::releases::{Frozen, Listed, Releases};
use super::storage::{Storage, blob, number};
use super::{Trouble, call, read, reply, respond};
use crate::clock;
use crate::ledger::{Gate, GateWire, Secret, Sequence, guard_secret};
use aggregate::Tally;
use contract::json::Value;
use contract::{Consultation as Record, ConsultationId, Definition, DepartmentId, Refusal, Revision, State};
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Request;
use worker::Env;
use worker::worker_sys::DurableObjectState;

/// Shards of a new consultation's ledger. One takes some three thousand answers a second. A solved challenge is used once a
/// shard: with more of them a challenge has to name its shard.
const SHARDS: u16 = 1;

#[derive(Serialize, Deserialize)]
struct Call {
    /// The object does not know its own name.
    id: String,
    it: It,
}

#[derive(Serialize, Deserialize)]
enum It {
    Put { department: String, document: String },
    Open { department: String },
    Close { department: String },
    Archive { department: String },
    Read { known: Option<u64> },
    Tally { slices: Vec<SliceKind> },
    LatestRelease,
    Release { number: u32 },
    Releases,
}

/// A consultation on its way from its object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// Rises with each step.
    pub(crate) version: u64,
    department: String,
    state: String,
    /// The definition of each revision.
    documents: Vec<String>,
    /// Shards of its ledger.
    pub(crate) shards: u16,
    /// What signs its challenges and notes: derived from its secret, which leaves the object for its ledgers alone.
    pub(crate) guard: Secret,
}

impl Snapshot {
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
        /// The consultation from now on.
        now: Snapshot,
    },
    /// There is no such consultation.
    Unknown,
    /// It is another department's.
    Taken,
    /// Its state does not allow it.
    Refused,
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
struct Gathered(Vec<TallyWire>);

impl Gathered {
    /// Their sum.
    fn tally(&self) -> Result<Tally, Trouble> {
        let mut tally = Tally::new();
        for shard in &self.0 {
            tally.merge(&shard.read()?);
        }
        Ok(tally)
    }
}

/// Calls one consultation's object.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) env: &'a Env,
    pub(crate) id: &'a ConsultationId,
}

impl Client<'_> {
    async fn call<R: serde::de::DeserializeOwned>(&self, it: It) -> Result<R, Trouble> {
        call(self.env, "CONSULTATION", self.id.as_str(), &Call { id: self.id.to_string(), it }).await
    }

    pub(crate) async fn put(&self, department: &DepartmentId, definition: &Definition) -> Result<Step, Trouble> {
        let (department, document) = (department.to_string(), definition.to_value().to_string());
        self.call(It::Put { department, document }).await
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

    /// Reads it, unless `known` is its newest version.
    pub(crate) async fn read(&self, known: Option<u64>) -> Result<Reading, Trouble> {
        self.call(It::Read { known }).await
    }

    /// The tally of all shards, with the number of each shard's last commit.
    pub(crate) async fn tally(&self, slices: &[SliceKind]) -> Result<(Tally, Vec<Sequence>), Trouble> {
        let gathered: Gathered = self.call(It::Tally { slices: slices.to_vec() }).await?;
        Ok((gathered.tally()?, gathered.0.iter().map(|shard| shard.sequence).collect()))
    }

    /// The latest release, made now where one is due; `None` where there is none.
    pub(crate) async fn latest_release(&self) -> Result<Option<Frozen>, Trouble> {
        self.call(It::LatestRelease).await
    }

    /// The release of that number.
    pub(crate) async fn release(&self, number: u32) -> Result<Option<Frozen>, Trouble> {
        self.call(It::Release { number }).await
    }

    /// All releases, the latest first.
    pub(crate) async fn releases(&self) -> Result<Vec<Listed>, Trouble> {
        self.call(It::Releases).await
    }
}

/// A consultation: what the runtime makes and calls.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Consultation(AssertUnwindSafe<Rc<Object>>);

#[wasm_bindgen]
impl Consultation {
    /// Made by the runtime when somebody calls it.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Self {
        Self(AssertUnwindSafe(Rc::new(Object { storage: Storage::of(state), env, memory: RefCell::default() })))
    }

    /// Answers a call.
    pub fn fetch(&self, request: Request) -> Promise {
        let object = self.0.clone();
        respond("consultation", async move { object.answer(&request).await })
    }
}

#[derive(Debug)]
struct Object {
    storage: Storage,
    env: Env,
    memory: RefCell<Option<Kept>>,
}

#[derive(Clone, Debug)]
struct Kept {
    record: Record,
    version: u64,
    shards: u16,
    secret: Secret,
    releases: Releases,
}

impl Object {
    async fn answer(&self, request: &Request) -> Result<String, Trouble> {
        let Call { id, it } = read(request).await?;
        let id = ConsultationId::parse(&id).ok_or(Trouble::Protocol("not a consultation's identifier"))?;
        self.load(&id)?;
        let department = |text: &str| DepartmentId::parse(text).ok_or(Trouble::Protocol("not a department"));
        match it {
            It::Put { department: by, document } => {
                let definition = definition(&document).ok_or(Trouble::Protocol("not a definition"))?;
                let by = department(&by)?;
                if self.memory.borrow().is_none() {
                    return reply(&self.create(Record::draft(id, by, definition))?);
                }
                reply(&self.take_step(&by, |record| record.put(definition)).await?)
            }
            It::Open { department: by } => reply(&self.take_step(&department(&by)?, Record::open).await?),
            It::Close { department: by } => reply(&self.take_step(&department(&by)?, Record::close).await?),
            It::Archive { department: by } => reply(&self.take_step(&department(&by)?, Record::archive).await?),
            It::Read { known } => reply(&match &*self.memory.borrow() {
                None => Reading::Unknown,
                Some(kept) if known == Some(kept.version) => Reading::Unchanged,
                Some(kept) => Reading::Newest(kept.snapshot()),
            }),
            It::Tally { slices } => reply(&self.gather(&id, &slices).await?),
            It::LatestRelease => {
                self.make_release(&id).await?;
                reply(&self.with_releases(|releases| releases.read(&self.storage, None))?)
            }
            It::Release { number } => {
                reply(&self.with_releases(|releases| releases.read(&self.storage, Some(number)))?)
            }
            It::Releases => reply(&self.with_releases(|releases| releases.list(&self.storage))?),
        }
    }

    fn with_releases<T: Default>(&self, look: impl FnOnce(&Releases) -> Result<T, Trouble>) -> Result<T, Trouble> {
        self.memory.borrow().as_ref().map_or_else(|| Ok(T::default()), |kept| look(&kept.releases))
    }

    /// Makes the next release, where one is due. Decided after the ledgers have answered: somebody else may have made it
    /// meanwhile, or the department may have changed what is asked.
    async fn make_release(&self, id: &ConsultationId) -> Result<(), Trouble> {
        let looks = |kept: &mut Kept| kept.releases.look(&kept.record, clock::now());
        if !self.memory.borrow_mut().as_mut().is_some_and(looks) {
            return Ok(());
        }
        let tally = self.gather(id, &[SliceKind::All]).await?.tally()?;
        match self.memory.borrow_mut().as_mut() {
            Some(kept) => kept.releases.keep_next(&self.storage, &kept.record, &tally, clock::now()),
            None => Ok(()),
        }
    }

    fn load(&self, id: &ConsultationId) -> Result<(), Trouble> {
        let mut memory = self.memory.borrow_mut();
        if memory.is_none() && self.storage.has_table("consultation")? {
            *memory = read_rows(&self.storage, id)?;
        }
        Ok(())
    }

    fn create(&self, record: Record) -> Result<Step, Trouble> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| Trouble::Protocol("the runtime has no randomness"))?;
        let kept = Kept { record, version: 1, shards: SHARDS, secret, releases: Releases::default() };
        self.storage.transaction(|| make_rows(&self.storage, &kept))?;
        let now = kept.snapshot();
        *self.memory.borrow_mut() = Some(kept);
        Ok(Step::Done { created: true, now })
    }

    /// Takes a step of the department and tells the ledgers before it is answered: after `close` is answered, no answer
    /// is taken, whatever anybody remembers. A step that changes nothing tells them again: the first telling may have
    /// failed.
    async fn take_step(
        &self,
        department: &DepartmentId,
        step: impl FnOnce(&mut Record) -> Result<(), Refusal>,
    ) -> Result<Step, Trouble> {
        let Some(mut kept) = self.memory.borrow().clone() else { return Ok(Step::Unknown) };
        if kept.record.department() != department {
            return Ok(Step::Taken);
        }
        match step(&mut kept.record) {
            Ok(()) => {}
            Err(Refusal::Definition(issues)) => {
                let faults = issues.into_iter().map(|issue| (issue.pointer, issue.fault.to_string()));
                return Ok(Step::Faulty(faults.collect()));
            }
            Err(Refusal::State(_)) => return Ok(Step::Refused),
            Err(Refusal::TooManyRevisions) => return Ok(Step::Full),
        }
        kept.version += 1;
        self.storage.transaction(|| write_rows(&self.storage, &kept))?;
        *self.memory.borrow_mut() = Some(kept.clone());
        if kept.record.state() != State::Draft {
            for shard in 0..kept.shards {
                self.ledger(kept.record.id(), shard).set_gate(kept.gate()).await?;
            }
        }
        Ok(Step::Done { created: false, now: kept.snapshot() })
    }

    async fn gather(&self, id: &ConsultationId, slices: &[SliceKind]) -> Result<Gathered, Trouble> {
        let shards = self.memory.borrow().as_ref().map_or(0, |kept| kept.shards);
        let tallies = (0..shards).map(async |shard| self.ledger(id, shard).tally(slices).await);
        let tallies = futures_util::future::join_all(tallies).await;
        Ok(Gathered(tallies.into_iter().collect::<Result<_, _>>()?))
    }

    fn ledger<'a>(&'a self, consultation: &'a ConsultationId, shard: u16) -> ledger::Client<'a> {
        ledger::Client { env: &self.env, consultation, shard }
    }
}

impl Kept {
    fn snapshot(&self) -> Snapshot {
        let revisions = self.record.revisions().iter();
        Snapshot {
            version: self.version,
            department: self.record.department().to_string(),
            state: self.record.state().name().to_owned(),
            documents: revisions.map(|revision| revision.definition.to_value().to_string()).collect(),
            shards: self.shards,
            guard: guard_secret(&self.secret),
        }
    }

    fn gate(&self) -> GateWire {
        let definition = &self.record.current().definition;
        GateWire::from(&Gate {
            version: self.version,
            state: self.record.state(),
            opens_at: definition.opens_at(),
            closes_at: definition.closes_at(),
            secret: self.secret,
        })
    }
}

fn definition(document: &str) -> Option<Definition> {
    Definition::parse(&serde_json::from_str::<Value>(document).ok()?).ok()
}

fn make_rows(storage: &Storage, kept: &Kept) -> Result<(), Trouble> {
    storage.run(
        "CREATE TABLE consultation (one INTEGER PRIMARY KEY CHECK (one = 1), department TEXT NOT NULL, state TEXT NOT NULL, \
         version INTEGER NOT NULL, shards INTEGER NOT NULL, secret BLOB NOT NULL)",
        Vec::new(),
    )?;
    storage.run("CREATE TABLE revision (number INTEGER PRIMARY KEY, document TEXT NOT NULL)", Vec::new())?;
    write_rows(storage, kept)
}

/// Only the newest revision ever changes; earlier ones stand.
fn write_rows(storage: &Storage, kept: &Kept) -> Result<(), Trouble> {
    let current = kept.record.current();
    storage.run(
        "INSERT INTO revision (number, document) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET document = excluded.document",
        vec![current.number.into(), current.definition.to_value().to_string().into()],
    )?;
    storage.run(
        "INSERT INTO consultation (one, department, state, version, shards, secret) VALUES (1, ?, ?, ?, ?, ?) \
         ON CONFLICT (one) DO UPDATE SET state = excluded.state, version = excluded.version",
        vec![
            kept.record.department().as_str().into(),
            kept.record.state().name().into(),
            number(kept.version),
            kept.shards.into(),
            blob(&kept.secret),
        ],
    )
}

fn read_rows(storage: &Storage, id: &ConsultationId) -> Result<Option<Kept>, Trouble> {
    let rows = storage.rows("SELECT department, state, version, shards, secret FROM consultation", Vec::new())?;
    let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
    let secret: Secret = row.blob(4)?.try_into().map_err(|_| Trouble::Protocol("a secret has another length"))?;
    let documents = storage.rows("SELECT document FROM revision ORDER BY number", Vec::new())?;
    let snapshot = Snapshot {
        version: row.integer(2)?,
        department: row.text(0)?,
        state: row.text(1)?,
        documents: documents.into_iter().map(|mut row| row.text(0)).collect::<Result<_, _>>()?,
        shards: u16::try_from(row.integer(3)?).map_err(|_| Trouble::Protocol("too many shards"))?,
        guard: guard_secret(&secret),
    };
    let releases = Releases::open(storage)?;
    Ok(Some(Kept { record: snapshot.read(id)?, version: snapshot.version, shards: snapshot.shards, secret, releases }))
}
