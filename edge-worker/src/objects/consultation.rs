//! The consultation's object: its definition with all revisions, its state, its secret and its releases. It tells its
//! ledgers when answers are taken, and gathers their tallies.

use super::department::Did;
use super::drill::OnPanic;
use super::kept::Kept;
use super::ledger::{self, SliceKind, TallyWire};
use super::raises::Raises;
use super::releases::{Frozen, Listed, Releases};
use super::storage::Storage;
use super::witness::Witness;
use super::{Trouble, call, read, reply, respond};
use crate::clock;
use crate::ledger::{GateWire, Raise, Secret, Sequence, Shards};
use aggregate::Tally;
use contract::json::Value;
use contract::{Consultation as Record, ConsultationId, Definition, DepartmentId, Refusal, Revision, State};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use worker::Env;
use worker::worker_sys::DurableObjectState;

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
    Raise { department: String, shards: u16, did: Did },
    Read { known: Option<u64> },
    Tally { slices: Vec<SliceKind> },
    Shards,
    LatestRelease,
    Release { number: u32 },
    Releases,
}

/// A consultation on its way from its object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// Rises with each step.
    pub(crate) version: u64,
    pub(super) department: String,
    pub(super) state: String,
    /// The definition of each revision.
    pub(super) documents: Vec<String>,
    /// How many shards its ledger has, and had before.
    pub(super) shards: Vec<u16>,
    /// What signs its challenges and notes: derived from its secret, which leaves the object for its ledgers alone.
    pub(crate) guard: Secret,
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
        Self(AssertUnwindSafe(Rc::new(Object {
            storage: Storage::of("consultation", state, &env),
            env,
            memory: RefCell::default(),
            witness: RefCell::default(),
            raises: Raises::default(),
        })))
    }

    /// Answers a call.
    pub fn answer(&self, call: String) -> JsValue {
        let object = self.0.clone();
        respond("consultation", async move { object.answer(&call).await })
    }
}

#[derive(Debug)]
struct Object {
    storage: Storage,
    env: Env,
    memory: RefCell<Option<Kept>>,
    witness: RefCell<Witness>,
    raises: Raises,
}

impl Object {
    async fn answer(&self, call: &str) -> Result<String, Trouble> {
        let Call { id, it } = read(call)?;
        let id = ConsultationId::parse(&id).ok_or(Trouble::Protocol("not a consultation's identifier"))?;
        let _anew = OnPanic(|| {
            self.memory.take();
            self.raises.look_again();
        });
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
            It::Raise { department: by, shards, did } => reply(&self.raise(&department(&by)?, shards, &did).await?),
            It::Read { known } => {
                self.finish_raise().await;
                self.load(&id)?;
                reply(&match &*self.memory.borrow() {
                    None => Reading::Unknown,
                    Some(kept) if known == Some(kept.version) => Reading::Unchanged,
                    Some(kept) => Reading::Newest(kept.snapshot()),
                })
            }
            It::Shards => reply(&self.gather(&id, &[]).await?),
            It::Tally { slices } => reply(&self.gather(&id, &slices).await?),
            It::LatestRelease => {
                self.make_release(&id).await?;
                self.load(&id)?;
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
        self.load(id)?;
        match self.memory.borrow_mut().as_mut() {
            Some(kept) => kept.releases.keep_next(&self.storage, &kept.record, &tally, clock::now()),
            None => Ok(()),
        }
    }

    /// Reads the store, where memory does not have it. Also where something was awaited: another call may have panicked.
    fn load(&self, id: &ConsultationId) -> Result<(), Trouble> {
        let mut memory = self.memory.borrow_mut();
        if memory.is_none() && self.storage.has_table("consultation")? {
            *self.witness.borrow_mut() = Witness::read(&self.storage)?;
            *memory = Kept::read(&self.storage, id)?;
        }
        Ok(())
    }

    fn create(&self, record: Record) -> Result<Step, Trouble> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| Trouble::Protocol("the runtime has no randomness"))?;
        let kept = Kept { record, version: 1, shards: Shards::new(1), secret, releases: Releases::default() };
        self.storage.transaction(|| kept.make(&self.storage))?;
        let now = kept.snapshot();
        *self.memory.borrow_mut() = Some(kept);
        Ok(Step::Done { created: true, changed: true, now })
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
        let before = kept.record.clone();
        match step(&mut kept.record) {
            Ok(()) => {
                let changed = kept.record != before;
                self.keep_and_tell(kept, changed, None).await
            }
            Err(Refusal::Definition(issues)) => {
                let faults = issues.into_iter().map(|issue| (issue.pointer, issue.fault.to_string()));
                Ok(Step::Faulty(faults.collect()))
            }
            Err(Refusal::State(_)) => Ok(Step::Refused),
            Err(Refusal::TooManyRevisions) => Ok(Step::Full),
        }
    }

    /// Gives the ledger so many shards. A draft has recorded nothing, and may have fewer again.
    async fn raise(&self, department: &DepartmentId, to: u16, did: &Did) -> Result<Step, Trouble> {
        let Some(mut kept) = self.memory.borrow().clone() else { return Ok(Step::Unknown) };
        if kept.record.department() != department {
            return Ok(Step::Taken);
        }
        let before = kept.shards.clone();
        match kept.record.state() {
            State::Draft => kept.shards = Shards::new(to),
            State::Archived => return Ok(Step::Refused),
            State::Open | State::Closed if kept.shards.raise(to) == Raise::Fewer => return Ok(Step::Fewer),
            State::Open | State::Closed => {}
        }
        let changed = kept.shards != before;
        let step = self.keep_and_tell(kept, changed, changed.then_some(did)).await?;
        self.note_raises().await?;
        Ok(step)
    }

    /// Keeps a step, with what is to be noted of a raise, tells the ledgers, those among them that are about to be, and publishes
    /// these once all are told.
    async fn keep_and_tell(&self, mut kept: Kept, changed: bool, raise: Option<&Did>) -> Result<Step, Trouble> {
        kept.version += 1;
        self.storage.transaction(|| {
            raise.map_or(Ok(()), |did| self.raises.begin(&self.storage, did))?;
            kept.write(&self.storage)
        })?;
        *self.memory.borrow_mut() = Some(kept.clone());
        if kept.record.state() == State::Draft {
            return Ok(Step::Done { created: false, changed, now: kept.snapshot() });
        }
        self.tell(&kept).await?;
        self.publish(kept.shards.raising())?;
        let now = match &*self.memory.borrow() {
            Some(newest) if kept.shards.raising().is_some() => newest.snapshot(),
            _ => kept.snapshot(),
        };
        Ok(Step::Done { created: false, changed, now })
    }

    async fn tell(&self, kept: &Kept) -> Result<(), Trouble> {
        let told = (0..kept.shards.to_tell()).map(async |shard| {
            let made = self.witness.borrow().knows(shard);
            self.ledger(kept.record.id(), shard).set_gate(GateWire::from(&kept.gate(shard)), made).await?;
            // It may have had answers before it was first noted.
            if made { Ok(()) } else { self.witness.borrow_mut().note(&self.storage, shard, 0) }
        });
        futures_util::future::join_all(told).await.into_iter().collect()
    }

    fn publish(&self, raising: Option<u16>) -> Result<(), Trouble> {
        let mut memory = self.memory.borrow_mut();
        if let (Some(kept), Some(to)) = (&mut *memory, raising) {
            let mut next = kept.clone();
            if next.shards.publish(to) {
                next.version += 1;
                self.storage.transaction(|| next.write(&self.storage))?;
                *kept = next;
            }
        }
        Ok(())
    }

    /// Notes the raises that are done, while none is under way.
    async fn note_raises(&self) -> Result<(), Trouble> {
        let settled = |kept: &Kept| kept.shards.raising().is_none().then(|| kept.record.department().clone());
        let department = self.memory.borrow().as_ref().and_then(settled);
        match department {
            Some(department) => self.raises.note(&self.storage, &self.env, &department).await,
            None => Ok(()),
        }
    }

    /// Ends a raise that broke off, or is under way: a Worker asks because a ledger told it that an answer has moved.
    async fn finish_raise(&self) {
        let pending = self.memory.borrow().clone().filter(|kept| kept.shards.raising().is_some());
        let done = async {
            if let Some(kept) = pending {
                self.tell(&kept).await?;
                self.publish(kept.shards.raising())?;
            }
            self.note_raises().await
        };
        if let Err(trouble) = done.await {
            // Readers get what is published; the next one tries again.
            worker::console_error!("consultation: a raise of its shards waits: {trouble}");
        }
    }

    async fn gather(&self, id: &ConsultationId, slices: &[SliceKind]) -> Result<Gathered, Trouble> {
        let (shards, draft) = match &*self.memory.borrow() {
            Some(kept) => (kept.shards.count(), kept.record.state() == State::Draft),
            None => (0, true),
        };
        if draft {
            return Ok(Gathered((0..shards).map(|_| TallyWire::nothing()).collect()));
        }
        let tallies = (0..shards).map(async |shard| {
            let tally = self.ledger(id, shard).tally(slices).await?;
            self.witness.borrow_mut().note(&self.storage, shard, tally.sequence)?;
            Ok(tally)
        });
        let tallies = futures_util::future::join_all(tallies).await;
        Ok(Gathered(tallies.into_iter().collect::<Result<_, Trouble>>()?))
    }

    fn ledger<'a>(&'a self, consultation: &'a ConsultationId, shard: u16) -> ledger::Client<'a> {
        ledger::Client { env: &self.env, consultation, shard }
    }
}

fn definition(document: &str) -> Option<Definition> {
    Definition::parse(&serde_json::from_str::<Value>(document).ok()?).ok()
}
