//! The consultation's object: its definition with all revisions, its state, its secret and its releases. It tells its
//! ledgers when answers are taken, and gathers their tallies.

mod client;
mod releasing;
mod telling;

pub(crate) use super::copy::Taken;
pub(crate) use super::import::Copied;
use client::Call;
pub(super) use client::It;
pub(crate) use client::{Client, Gathered, Reading, Snapshot, Step};

use super::count::{CountWire, Deleted};
use super::drill::OnPanic;
use super::exports::Exports;
use super::kept::Kept;
use super::ledger;
use super::links;
use super::margins;
use super::notes::Notes;
use super::outcomes::{self, Ended};
use super::reach;
use super::releases::Releases;
use super::revisions;
use super::storage::Storage;
use super::tally::{SliceKind, TallyWire};
use super::texts::Room;
use super::witness::Witness;
use super::{Trouble, read, reply, respond};
use crate::ledger::{Recounted, Shards};
use crate::reach::Reach;
use crate::{clock, panics};
use aggregate::Cross;
use contract::json::Value;
use contract::{Consultation as Record, ConsultationId, Definition, DepartmentId, Refusal, State};
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use worker::Env;
use worker::worker_sys::DurableObjectState;

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
