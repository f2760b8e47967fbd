//! The consultation's object: its definition with all revisions, its state, its secret and its releases. It tells its
//! ledgers when answers are taken, and gathers their tallies.

use super::count::{Count, CountWire, Deleted};
use super::department::Did;
use super::drill::OnPanic;
use super::exports::{Export, Exports};
use super::import;
use super::kept::Kept;
use super::ledger;
use super::links;
use super::margins;
use super::notes::Notes;
use super::outcomes::{self, Ended, Published, Version};
use super::reach;
use super::releases::{self, Frozen, Listed, Made, Missing, Releases};
use super::revisions::{self, Authors, Noted};
use super::storage::Storage;
use super::tally::{SliceKind, TallyWire};
use super::texts::Room;
use super::visited::{GoOn, Pages};
use super::witness::Witness;
use super::{Trouble, call, read, reply, respond};
use crate::ledger::{GateWire, Raise, Recounted, Secret, Sequence, Shards};
use crate::reach::{Reach, Telling};
use crate::texts::wire::{Ask, Told};
use crate::{clock, panics};
use aggregate::{Cross, Query, Tally};
use contract::audit::Actor;
use contract::json::Value;
use contract::outcome::Outcome;
use contract::{Consultation as Record, ConsultationId, Definition, DepartmentId, Refusal, Revision, State};
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use worker::Env;
use worker::worker_sys::DurableObjectState;

#[derive(Serialize, Deserialize)]
struct Call {
    /// The object does not know its own name.
    id: String,
    it: It,
}

#[derive(Serialize, Deserialize)]
pub(super) enum It {
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
    pub(super) department: String,
    pub(super) state: String,
    /// The definition of each revision.
    pub(super) documents: Vec<String>,
    /// How many shards its ledger has, and had before.
    pub(super) shards: Vec<u16>,
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
pub(crate) struct Gathered(Vec<TallyWire>);

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

pub(crate) use super::copy::Taken;
pub(crate) use super::import::Copied;

/// Calls one consultation's object.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) env: &'a Env,
    pub(crate) id: &'a ConsultationId,
}

impl Client<'_> {
    pub(super) async fn call<R: serde::de::DeserializeOwned>(&self, it: It) -> Result<R, Trouble> {
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
            notes: Notes::default(),
            room: RefCell::default(),
            exports: Exports::default(),
            looking: Cell::default(),
        })))
    }

    /// Answers a call.
    pub fn answer(&self, call: String) -> JsValue {
        let object = self.0.clone();
        respond("consultation", async move { object.answer(&call).await })
    }

    /// Looks whether the next release is due.
    pub fn alarm(&self) -> Promise {
        let object = self.0.clone();
        // Rejected, not answered with trouble: the runtime calls again what was rejected.
        future_to_promise(AssertUnwindSafe(async move {
            panics::keep_to_their_place();
            object.storage.alarm_rings();
            let _anew = OnPanic(|| {
                object.memory.take();
                object.looking.set(false);
            });
            object.look().await.map(|()| JsValue::UNDEFINED).map_err(|trouble| {
                worker::console_error!("consultation: a look for its release failed: {trouble}");
                JsValue::from_str("a look failed")
            })
        }))
    }
}

#[derive(Debug)]
pub(super) struct Object {
    pub(super) storage: Storage,
    pub(super) env: Env,
    pub(super) memory: RefCell<Option<Kept>>,
    pub(super) witness: RefCell<Witness>,
    pub(super) notes: Notes,
    room: RefCell<Room>,
    exports: Exports,
    /// Whether an alarm is known to be set.
    pub(super) looking: Cell<bool>,
}

impl Object {
    /// The texts that are read.
    pub(super) fn room(&self) -> &RefCell<Room> {
        &self.room
    }

    /// How many shards its ledger has.
    pub(super) fn shards(&self) -> u16 {
        self.memory.borrow().as_ref().map_or(0, |kept| kept.shards.count())
    }

    /// Something of the consultation; of none, nothing.
    pub(super) fn with_record<T: Default>(&self, look: impl FnOnce(&Record) -> T) -> T {
        self.memory.borrow().as_ref().map_or_else(T::default, |kept| look(&kept.record))
    }

    async fn answer(&self, call: &str) -> Result<String, Trouble> {
        let Call { id, it } = read(call)?;
        let id = ConsultationId::parse(&id).ok_or(Trouble::Protocol("not a consultation's identifier"))?;
        let _anew = OnPanic(|| {
            self.memory.take();
            self.room.take();
            self.notes.look_again();
        });
        self.load(&id)?;
        let reply = self.act(&id, it).await?;
        self.begin_to_look().await;
        Ok(reply)
    }

    async fn act(&self, id: &ConsultationId, it: It) -> Result<String, Trouble> {
        let department = |text: &str| DepartmentId::parse(text).ok_or(Trouble::Protocol("not a department"));
        match it {
            It::Put { department: by, document, by: authors } => {
                let definition = definition(&document).ok_or(Trouble::Protocol("not a definition"))?;
                let by = department(&by)?;
                let step = if self.memory.borrow().is_none() && self.is_importing()? {
                    Step::Taken
                } else if self.memory.borrow().is_none() {
                    self.create(Record::draft(id.clone(), by, definition))?
                } else {
                    self.take_step(&by, |record| record.put(definition)).await?
                };
                if let Step::Done { changed: true, now, .. } = &step {
                    // Behind the step: it is a step also where nobody knows any more whose.
                    revisions::note(&self.storage, now.documents.len() as u32, &authors)?;
                }
                reply(&step)
            }
            It::Authors => reply(&revisions::all(&self.storage)?),
            It::Open { department: by } => reply(&self.take_step(&department(&by)?, Record::open).await?),
            It::Close { department: by } => reply(&self.take_step(&department(&by)?, Record::close).await?),
            It::Archive { department: by } => reply(&self.take_step(&department(&by)?, Record::archive).await?),
            It::Raise { department: by, shards, did } => reply(&self.raise(&department(&by)?, shards, &did).await?),
            It::Read { known } => {
                self.finish_raise().await;
                self.tell_retention().await;
                self.load(id)?;
                reply(&match &*self.memory.borrow() {
                    None => Reading::Unknown,
                    Some(kept) if known == Some(kept.version) => Reading::Unchanged,
                    Some(kept) => Reading::Newest(kept.snapshot()),
                })
            }
            It::Shards => reply(&self.gather(id, &[]).await?),
            It::Recount => reply(&self.recount(id).await?),
            It::Copy => reply(&self.copy_whole()?),
            It::EarlierLog { log, part } => reply(&self.read_earlier_log(log, part)?),
            It::Import { import, step } => reply(&self.import(id, &import, step).await?),
            It::Exporting { told } => reply(&self.exports.tell(told)),
            It::Exports => reply(&self.exports.all()),
            It::Tally { slices } => reply(&self.gather(id, &slices).await?),
            It::Pages { go_on } => reply(&self.pages(id, go_on).await?),
            It::Count { query } => reply(&self.count(id, &query).await?),
            It::Texts { ask } => reply(&self.texts(id, &ask).await?),
            It::PutMargins { document } => {
                if self.memory.borrow().is_none() {
                    return Err(Trouble::Protocol("there is no such consultation"));
                }
                reply(&margins::keep(&self.storage, document.as_deref())?)
            }
            It::Margins => reply(&margins::read(&self.storage)?),
            It::Release { number } => reply(&self.with_releases(|releases| releases.read(&self.storage, number))?),
            It::Reach { told } => {
                // Nothing is written for a consultation that there is not.
                let known = self.memory.borrow().is_some();
                reply(&if known { reach::add(&self.storage, &told)? } else { Reach::default() })
            }
            It::Links { ask } => {
                if self.memory.borrow().is_none() {
                    return Err(Trouble::Protocol("there is no such consultation"));
                }
                reply(&links::answer(&self.storage, ask)?)
            }
            It::Releases => reply(&self.with_releases(|releases| releases.list(&self.storage))?),
            It::Outcome => reply(&outcomes::newest(&self.storage)?),
            It::WriteOutcome { department: by_department, document, after, by } => {
                reply(&self.write_outcome(&department(&by_department)?, document, after, by).await?)
            }
            It::ApproveOutcome { department: by_department, version, by } => {
                reply(&self.approve_outcome(&department(&by_department)?, version, &by).await?)
            }
            It::MakeRelease { department: by } => reply(&self.make_release(id, &department(&by)?).await?),
            It::NextRelease => {
                let tally = self.gather(id, &[SliceKind::All]).await?.tally()?;
                self.load(id)?;
                let memory = self.memory.borrow();
                let missing = |kept: &Kept| kept.releases.missing(&kept.record, &tally, clock::now());
                reply(&memory.as_ref().and_then(missing))
            }
        }
    }

    fn with_releases<T: Default>(&self, look: impl FnOnce(&Releases) -> Result<T, Trouble>) -> Result<T, Trouble> {
        self.memory.borrow().as_ref().map_or_else(|| Ok(T::default()), |kept| look(&kept.releases))
    }

    /// Makes the next release, where one is due, for a publisher of the department.
    async fn make_release(&self, id: &ConsultationId, department: &DepartmentId) -> Result<Made, Trouble> {
        match &*self.memory.borrow() {
            Some(kept) if kept.record.department() != department => return Ok(Made::Unknown),
            Some(kept) if kept.record.state() == State::Draft => return Ok(Made::Draft),
            Some(_) => {}
            None => return Ok(Made::Unknown),
        }
        let tally = self.gather(id, &[SliceKind::All]).await?.tally()?;
        self.load(id)?;
        // Decided after the ledgers have answered: somebody else may have made it meanwhile, or the department may have
        // changed what is asked.
        let mut memory = self.memory.borrow_mut();
        let Some(kept) = memory.as_mut() else { return Ok(Made::Unknown) };
        let now = clock::now();
        Ok(match kept.releases.keep_next(&self.storage, &kept.record, &kept.secret, &tally, now)? {
            Some(made) => Made::Done(made),
            None => match kept.releases.missing(&kept.record, &tally, now) {
                Some(missing) => Made::Missing(missing),
                None => return Err(Trouble::Protocol("a release is due and not made")),
            },
        })
    }

    /// Sets the alarm of an open consultation that has none. Of one that was opened by a version without alarms, the first
    /// who calls it does.
    async fn begin_to_look(&self) {
        let wait = match &*self.memory.borrow() {
            Some(kept) if !self.looking.get() => kept.releases.first_look(&kept.record, clock::now()),
            _ => None,
        };
        let Some(wait) = wait else { return };
        self.looking.set(true);
        if let Err(trouble) = self.try_begin_to_look(wait).await {
            self.looking.set(false);
            // Whoever called is answered; the next one tries again.
            worker::console_error!("consultation: no alarm for its releases: {trouble}");
        }
    }

    async fn try_begin_to_look(&self, wait: i64) -> Result<(), Trouble> {
        if let Some(kept) = self.memory.borrow_mut().as_mut() {
            kept.releases.begin(&self.storage, &kept.record, clock::now())?;
        }
        if self.storage.object().get_alarm().await?.is_none() {
            self.storage.object().set_alarm(wait * 1_000).await?;
        }
        Ok(())
    }

    /// What the alarm does: makes the release that is due, and sets itself anew.
    async fn look(&self) -> Result<(), Trouble> {
        if !self.look_after_import().await? {
            return Ok(());
        }
        let Some(id) = releases::own_name(&self.storage)? else { return Ok(()) };
        self.load(&id)?;
        let Some((department, could)) = self
            .memory
            .borrow()
            .as_ref()
            .map(|kept| (kept.record.department().clone(), kept.releases.could(&kept.record, clock::now())))
        else {
            return Ok(());
        };
        self.looking.set(true);
        if could && let Err(trouble) = self.make_release(&id, &department).await {
            // A ledger may be away for hours: the next look tries again, where the runtime would give up.
            worker::console_error!("consultation: its release waits: {trouble}");
        }
        self.load(&id)?;
        let next =
            self.memory.borrow().as_ref().and_then(|kept| kept.releases.next_look(&kept.record, could, clock::now()));
        self.looking.set(next.is_some());
        match next {
            Some(wait) => Ok(self.storage.object().set_alarm(wait * 1_000).await?),
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
        let (shards, releases, ended) = (Shards::new(1), Releases::default(), Ended::default());
        let kept = Kept { record, version: 1, shards, secret, releases, told: false, ended };
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
                kept.ended.step(before.state(), kept.record.state(), clock::now());
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
        self.tell_log().await?;
        Ok(step)
    }

    /// Keeps a step, with what is to be noted of a raise, tells the ledgers, those among them that are about to be, and publishes
    /// these once all are told.
    async fn keep_and_tell(&self, mut kept: Kept, changed: bool, raise: Option<&Did>) -> Result<Step, Trouble> {
        kept.version += 1;
        self.storage.transaction(|| {
            raise.map_or(Ok(()), |did| self.notes.keep(&self.storage, did))?;
            kept.write(&self.storage)
        })?;
        *self.memory.borrow_mut() = Some(kept.clone());
        if kept.record.state() == State::Draft {
            return Ok(Step::Done { created: false, changed, now: kept.snapshot() });
        }
        self.tell(&kept).await?;
        self.note_told()?;
        self.publish(kept.shards.raising())?;
        let now = match &*self.memory.borrow() {
            Some(newest) if kept.shards.raising().is_some() => newest.snapshot(),
            _ => kept.snapshot(),
        };
        Ok(Step::Done { created: false, changed, now })
    }

    pub(super) async fn tell(&self, kept: &Kept) -> Result<(), Trouble> {
        let told = (0..kept.shards.to_tell()).map(async |shard| {
            let made = self.witness.borrow().knows(shard);
            self.ledger(kept.record.id(), shard).set_gate(GateWire::from(&kept.gate(shard)), made).await?;
            // It may have had answers before it was first noted.
            if made { Ok(()) } else { self.witness.borrow_mut().note(&self.storage, shard, 0) }
        });
        futures_util::future::join_all(told).await.into_iter().collect()
    }

    pub(super) fn note_told(&self) -> Result<(), Trouble> {
        let mut memory = self.memory.borrow_mut();
        match &mut *memory {
            Some(kept) if !kept.told => kept.note_told(&self.storage),
            _ => Ok(()),
        }
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

    /// Tells the audit log what is done, while no raise is under way.
    pub(super) async fn tell_log(&self) -> Result<(), Trouble> {
        let settled = |kept: &Kept| kept.shards.raising().is_none().then(|| kept.record.department().clone());
        let department = self.memory.borrow().as_ref().and_then(settled);
        match department {
            Some(department) => self.notes.tell(&self.storage, &self.env, &department).await,
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
            self.tell_log().await
        };
        if let Err(trouble) = done.await {
            // Readers get what is published; the next one tries again.
            worker::console_error!("consultation: a raise of its shards waits: {trouble}");
        }
    }

    /// Tells the ledgers for how long they keep what answers say, where that has not been told: of a consultation that was
    /// opened by an earlier version.
    async fn tell_retention(&self) {
        let open = |kept: &Kept| !kept.told && kept.record.state() != State::Draft;
        let pending = self.memory.borrow().clone().filter(open);
        let Some(kept) = pending else { return };
        if let Err(trouble) = self.keep_and_tell(kept, false, None).await {
            // The next one tries again.
            worker::console_error!("consultation: its ledgers wait for their retention: {trouble}");
        }
    }

    async fn recount(&self, id: &ConsultationId) -> Result<Vec<Recounted>, Trouble> {
        // Shards that were never told of anything have nothing to count.
        let shards = match &*self.memory.borrow() {
            Some(kept) if kept.record.state() != State::Draft => kept.shards.count(),
            _ => 0,
        };
        let recounted = (0..shards).map(async |shard| {
            loop {
                if let Some(found) = self.ledger(id, shard).recount().await? {
                    return Ok(found);
                }
            }
        });
        futures_util::future::join_all(recounted).await.into_iter().collect()
    }

    pub(super) async fn gather(&self, id: &ConsultationId, slices: &[SliceKind]) -> Result<Gathered, Trouble> {
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

    async fn count(&self, id: &ConsultationId, query: &Value) -> Result<CountWire, Trouble> {
        let shards = match &*self.memory.borrow() {
            Some(kept) if kept.record.state() != State::Draft => kept.shards.count(),
            // Nobody has answered.
            _ => return Ok(CountWire::of(&Cross::default(), 0, true, Deleted::default())),
        };
        let counts = (0..shards).map(async |shard| self.ledger(id, shard).count(query).await);
        let counts = futures_util::future::join_all(counts).await;
        CountWire::sum(counts.into_iter().collect::<Result<_, Trouble>>()?)
    }

    pub(super) fn ledger<'a>(&'a self, consultation: &'a ConsultationId, shard: u16) -> ledger::Client<'a> {
        ledger::Client { env: &self.env, consultation, shard }
    }
}

fn definition(document: &str) -> Option<Definition> {
    Definition::parse(&serde_json::from_str::<Value>(document).ok()?).ok()
}
