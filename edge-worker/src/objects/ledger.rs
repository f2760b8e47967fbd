//! The ledger's object: responses of one shard of a consultation, committed in groups.

use super::storage::Storage;
use super::{Trouble, call, read, reply, respond};
use crate::ledger::{
    Admission, Books, COMMIT_EVENTS, Content, Event, Fingerprint, GateWire, Order, Outcome, Page, Position, Record,
    ResponseId, Rows, Sequence, page, receipt_secret,
};
use crate::{clock, panics};
use aggregate::{Counts, Slice, Tally};
use contract::json::Value;
use contract::{ConsultationId, IdempotencyKey};
use futures_channel::oneshot;
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Request;
use worker::worker_sys::DurableObjectState;
use worker::{Delay, Env};

/// How long the first of a group waits for others: one turn of the event loop, in which everything that has arrived is
/// read. Of 32 senders 18 are then in a group; a millisecond makes it 21, and a lone sender wait four times as long.
const GROUP_WAIT: Duration = Duration::ZERO;
/// How long what a withdrawal took away, and a challenge that expired, may wait to be deleted.
const FOLD_WAIT: Duration = Duration::from_secs(300);

#[derive(Serialize, Deserialize)]
enum Call {
    SetGate(GateWire),
    Send { key: [u8; 16], content: Content, sha256: [u8; 32], admission: Admission },
    Change { secret: [u8; 16], content: Content },
    Withdraw { secret: [u8; 16] },
    Read { secret: [u8; 16] },
    Tally { slices: Vec<SliceKind> },
    List { order: Order, after: Option<Position>, limit: usize },
}

/// What the ledger says to an answer that is sent: the outcome, and the receipt's secret.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) outcome: Outcome,
    pub(crate) secret: [u8; 16],
}

/// A response that its receipt's holder reads.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Reading {
    /// It is there.
    Found {
        /// In seconds since 1970.
        recorded: i64,
        /// Last.
        changed: Option<i64>,
        /// What it says.
        content: Content,
    },
    /// It was withdrawn.
    Gone,
    /// There is no such response.
    Unknown,
}

/// Which slices of a tally are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum SliceKind {
    /// All responses.
    All,
    /// Each site.
    Site,
    /// Each language.
    Lang,
    /// Each day.
    Day,
}

impl SliceKind {
    fn has(self, slice: &Slice) -> bool {
        match slice {
            Slice::All => self == Self::All,
            Slice::Site(_) => self == Self::Site,
            Slice::Lang(_) => self == Self::Lang,
            Slice::Day(_) => self == Self::Day,
        }
    }
}

/// A tally on its way from a ledger, with the number of its last commit.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TallyWire {
    pub(crate) sequence: Sequence,
    slices: Vec<(String, Value)>,
}

impl TallyWire {
    fn of(books: &Books, kinds: &[SliceKind]) -> Self {
        let (tally, sequence) = books.tally();
        let asked = tally.slices().filter(|(slice, _)| kinds.iter().any(|kind| kind.has(slice)));
        Self { sequence, slices: asked.map(|(slice, counts)| (slice.to_string(), counts.to_value())).collect() }
    }

    pub(crate) fn read(&self) -> Result<Tally, Trouble> {
        let slice = |(name, counts): &(String, Value)| Some((Slice::parse(name)?, Counts::from_value(counts)?));
        let slices: Option<Vec<_>> = self.slices.iter().map(slice).collect();
        slices.map(Tally::from_slices).ok_or(Trouble::Protocol("a tally cannot be read"))
    }
}

/// Calls one ledger.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) env: &'a Env,
    pub(crate) consultation: &'a ConsultationId,
    pub(crate) shard: u16,
}

impl Client<'_> {
    async fn call<R: serde::de::DeserializeOwned>(&self, it: &Call) -> Result<R, Trouble> {
        // No identifier has a slash.
        call(self.env, "LEDGER", &format!("{}/{}", self.consultation, self.shard), it).await
    }

    pub(crate) async fn set_gate(&self, gate: GateWire) -> Result<(), Trouble> {
        self.call(&Call::SetGate(gate)).await
    }

    /// Sends an answer; `None` before the consultation was first opened.
    pub(crate) async fn send(
        &self,
        key: &IdempotencyKey,
        content: Content,
        sha256: [u8; 32],
        admission: Admission,
    ) -> Result<Option<Sent>, Trouble> {
        self.call(&Call::Send { key: *key.bytes(), content, sha256, admission }).await
    }

    pub(crate) async fn change(&self, secret: &[u8; 16], content: Content) -> Result<Outcome, Trouble> {
        self.call(&Call::Change { secret: *secret, content }).await
    }

    pub(crate) async fn withdraw(&self, secret: &[u8; 16]) -> Result<Outcome, Trouble> {
        self.call(&Call::Withdraw { secret: *secret }).await
    }

    pub(crate) async fn read(&self, secret: &[u8; 16]) -> Result<Reading, Trouble> {
        self.call(&Call::Read { secret: *secret }).await
    }

    pub(crate) async fn tally(&self, slices: &[SliceKind]) -> Result<TallyWire, Trouble> {
        self.call(&Call::Tally { slices: slices.to_vec() }).await
    }

    pub(crate) async fn list(&self, order: Order, after: Option<Position>, limit: usize) -> Result<Page, Trouble> {
        self.call(&Call::List { order, after, limit }).await
    }
}

/// The responses of one shard of a consultation: what the runtime makes and calls.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Ledger(AssertUnwindSafe<Rc<Object>>);

#[wasm_bindgen]
impl Ledger {
    /// Made by the runtime when somebody calls it.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, _env: Env) -> Self {
        Self(AssertUnwindSafe(Rc::new(Object { storage: Storage::of(state), memory: RefCell::default() })))
    }

    /// Answers a call.
    pub fn fetch(&self, request: Request) -> Promise {
        let object = self.0.clone();
        respond("ledger", async move { object.answer(&request).await })
    }

    /// Deletes what was taken away, and used challenges that expired.
    pub fn alarm(&self) -> Promise {
        let object = self.0.clone();
        // Rejected, not answered with trouble: the runtime calls again what was rejected.
        future_to_promise(AssertUnwindSafe(async move {
            panics::keep_to_their_place();
            object.fold().map_err(|trouble| {
                worker::console_error!("ledger: a fold failed: {trouble}");
                JsValue::from_str("a fold failed")
            })?;
            object.schedule_fold().await;
            Ok(JsValue::UNDEFINED)
        }))
    }
}

#[derive(Debug)]
struct Object {
    storage: Storage,
    memory: RefCell<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    /// `None` until the first call, and in an object that nobody made.
    books: Option<Books>,
    waiting: Vec<Waiting>,
    /// Whether somebody already leads the group that waits.
    led: bool,
    alarm: bool,
    /// Whether used challenges wait to be deleted.
    spent: bool,
}

#[derive(Debug)]
struct Waiting {
    id: ResponseId,
    event: Event,
    told: oneshot::Sender<Option<Outcome>>,
}

impl Object {
    async fn answer(&self, request: &Request) -> Result<String, Trouble> {
        let call: Call = read(request).await?;
        if self.open()? {
            // The alarm of what was taken away before a crash may never have been set.
            self.schedule_fold().await;
        }
        match call {
            Call::SetGate(gate) => reply(&self.set_gate(gate)?),
            Call::Send { key, content, sha256, admission } => {
                let Some(consultation) = self.with_books(|books| books.gate().map(|gate| gate.secret)).flatten() else {
                    return reply(&None::<Sent>);
                };
                let secret = receipt_secret(&consultation, &IdempotencyKey::from_bytes(key));
                let event = Event::Send(content, Fingerprint::of(&secret, &sha256), admission);
                let outcome = self.decide(&secret, event).await?;
                reply(&Some(Sent { outcome, secret }))
            }
            Call::Change { secret, content } => reply(&self.decide(&secret, Event::Change(content)).await?),
            Call::Withdraw { secret } => reply(&self.decide(&secret, Event::Withdraw).await?),
            Call::Read { secret } => reply(&self.read(&secret)?),
            Call::Tally { slices } => {
                let nothing = TallyWire { sequence: 0, slices: Vec::new() };
                reply(&self.with_books(|books| TallyWire::of(books, &slices)).unwrap_or(nothing))
            }
            Call::List { order, after, limit } => {
                let nothing = Page { items: Vec::new(), next: None };
                let page = self.with_books(|_| page(&self.storage, order, after, limit)).transpose()?;
                reply(&page.unwrap_or(nothing))
            }
        }
    }

    /// Opens the books, once, where there are any; whether it did.
    fn open(&self) -> Result<bool, Trouble> {
        let mut memory = self.memory.borrow_mut();
        let opens = memory.books.is_none() && self.storage.has_ledger()?;
        if opens {
            // What a version before this one made may lack a table.
            self.storage.make_ledger()?;
            memory.books = Some(Books::open(&self.storage)?);
            memory.spent = self.storage.clear_spent(clock::now().unix_seconds())?;
        }
        Ok(opens)
    }

    fn with_books<T>(&self, look: impl FnOnce(&Books) -> T) -> Option<T> {
        self.memory.borrow().books.as_ref().map(look)
    }

    fn set_gate(&self, gate: GateWire) -> Result<(), Trouble> {
        let gate = gate.read()?;
        let mut memory = self.memory.borrow_mut();
        let books = self.storage.transaction(|| {
            self.storage.make_ledger()?;
            let mut books = match &memory.books {
                Some(books) => books.clone(),
                None => Books::open(&self.storage)?,
            };
            books.set_gate(&self.storage, gate)?;
            Ok::<_, Trouble>(books)
        })?;
        memory.books = Some(books);
        Ok(())
    }

    fn read(&self, secret: &[u8; 16]) -> Result<Reading, Trouble> {
        if self.with_books(|_| ()).is_none() {
            return Ok(Reading::Unknown);
        }
        let Some((_, row)) = self.storage.responses(&[ResponseId::of(secret)])?.into_iter().next() else {
            return Ok(Reading::Unknown);
        };
        let Record { recorded_at, changed_at, content, .. } = Record::decode(&row)?;
        Ok(content.map_or(Reading::Gone, |content| Reading::Found {
            recorded: recorded_at.unix_seconds(),
            changed: changed_at.map(contract::Timestamp::unix_seconds),
            content,
        }))
    }

    /// Puts an event into the group that waits, leads the group where nobody does, and waits for the outcome.
    async fn decide(&self, secret: &[u8; 16], event: Event) -> Result<Outcome, Trouble> {
        if self.with_books(|_| ()).is_none() {
            return Ok(Outcome::Unknown);
        }
        let (told, outcome) = oneshot::channel();
        let leads = {
            let mut memory = self.memory.borrow_mut();
            memory.waiting.push(Waiting { id: ResponseId::of(secret), event, told });
            !std::mem::replace(&mut memory.led, true)
        };
        if leads {
            Delay::from(GROUP_WAIT).await;
            let group = {
                let mut memory = self.memory.borrow_mut();
                memory.led = false;
                std::mem::take(&mut memory.waiting)
            };
            self.commit(group);
            self.schedule_fold().await;
        }
        // Where the commit panicked, its senders are gone.
        outcome.await.ok().flatten().ok_or(Trouble::Protocol("a commit failed"))
    }

    /// Commits a group. Nothing is awaited in here.
    fn commit(&self, mut group: Vec<Waiting>) {
        while !group.is_empty() {
            let rest = group.split_off(group.len().min(COMMIT_EVENTS));
            let part = std::mem::replace(&mut group, rest);
            let events = part.iter().map(|one| (one.id, one.event.clone())).collect();
            match self.commit_events(events) {
                Ok(outcomes) => {
                    for (one, outcome) in part.into_iter().zip(outcomes) {
                        // One whose caller went away is recorded all the same; a retry finds it.
                        let _ = one.told.send(Some(outcome));
                    }
                }
                Err(trouble) if part.len() > 1 => {
                    worker::console_error!("ledger: a group failed and is taken one by one: {trouble}");
                    // So that one that cannot be written takes no other with it.
                    part.into_iter().for_each(|one| self.commit(vec![one]));
                }
                Err(trouble) => {
                    worker::console_error!("ledger: {trouble}");
                    for one in part {
                        let _ = one.told.send(None);
                    }
                }
            }
        }
    }

    fn commit_events(&self, events: Vec<(ResponseId, Event)>) -> Result<Vec<Outcome>, Trouble> {
        let mut memory = self.memory.borrow_mut();
        let proven = |(_, event): &(_, Event)| matches!(event, Event::Send(_, _, Admission::Proven(_)));
        memory.spent |= events.iter().any(proven);
        let books = memory.books.as_mut().ok_or(Trouble::Protocol("a ledger lost its books"))?;
        let commit =
            self.storage.transaction(|| Ok::<_, Trouble>(books.commit(&self.storage, clock::now(), events)?))?;
        // Only now: the store has it.
        books.book(&commit);
        Ok(commit.outcomes)
    }

    /// Sees to it that what was taken away is deleted in time.
    async fn schedule_fold(&self) {
        let wanted = {
            let mut memory = self.memory.borrow_mut();
            let waits = memory.spent || memory.books.as_ref().is_some_and(Books::awaits_fold);
            waits && !std::mem::replace(&mut memory.alarm, true)
        };
        if wanted && let Err(error) = self.storage.object().set_alarm(FOLD_WAIT).await {
            // The answers are recorded; the next commit tries again.
            worker::console_error!("ledger: no alarm: {error}");
            self.memory.borrow_mut().alarm = false;
        }
    }

    fn fold(&self) -> Result<(), Trouble> {
        self.open()?;
        let mut memory = self.memory.borrow_mut();
        memory.alarm = false;
        memory.spent = memory.books.is_some() && self.storage.clear_spent(clock::now().unix_seconds())?;
        let Some(books) = memory.books.as_mut().filter(|books| books.awaits_fold()) else { return Ok(()) };
        self.storage.transaction(|| Ok::<_, Trouble>(books.write_fold(&self.storage)?))?;
        books.book_fold();
        Ok(())
    }
}
