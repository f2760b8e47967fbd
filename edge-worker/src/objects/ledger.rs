//! The ledger's object: responses of one shard of a consultation, committed in groups.

use super::count::{self, CountWire, countable};
use super::marks::{self, Mark, Marked, Marking};
use super::storage::Storage;
use super::visited::{GoOn, Pages};
use super::{Trouble, call, read, reply, respond};
use crate::ledger::{
    Admission, Body, Books, Content, Desk, Effect, Event, Fingerprint, GateWire, Input, Item, Order, Outcome, Pace,
    Page, Position, Record, Recounted, ResponseId, Sequence, Slot, at, page, receipt_secret,
};
use crate::{clock, panics};
use aggregate::{Counts, Query, Slice, Tally};
use contract::json::Value;
use contract::{ConsultationId, IdempotencyKey, Timestamp};
use futures_channel::oneshot;
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
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

/// Rows that one call recounts: answers wait for it that long.
const RECOUNTED_AT_ONCE: usize = 8_192;

#[derive(Serialize, Deserialize)]
enum Call {
    /// `made` says that the ledger was told before, so that it has a store.
    SetGate {
        gate: GateWire,
        made: bool,
    },
    Send {
        key: [u8; 16],
        content: Content,
        sha256: [u8; 32],
        admission: Admission,
    },
    Change {
        secret: [u8; 16],
        content: Content,
    },
    Withdraw {
        secret: [u8; 16],
    },
    Read {
        secret: [u8; 16],
    },
    Tally {
        slices: Vec<SliceKind>,
    },
    Recount,
    List {
        order: Order,
        after: Option<Position>,
        limit: usize,
    },
    Count {
        query: Value,
    },
    Pages {
        go_on: GoOn,
    },
    At {
        places: Vec<Position>,
    },
    Mark {
        place: Position,
        marking: Marking,
    },
    Marks,
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
        /// Until when it is kept.
        until: Option<i64>,
        /// What it says.
        content: Content,
    },
    /// It was withdrawn.
    Gone,
    /// It was deleted after its time.
    Deleted,
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
    pub(crate) responses: i64,
    /// How many of them were deleted after their time.
    pub(crate) deleted: i64,
    /// Rows that the object wrote since it was started, as its SQLite counts them.
    pub(crate) rows_written: u64,
    slices: Vec<(String, Value)>,
}

impl TallyWire {
    /// That of a ledger that was never told of anything.
    pub(super) fn nothing() -> Self {
        Self { sequence: 0, responses: 0, deleted: 0, rows_written: 0, slices: Vec::new() }
    }

    fn of(books: &Books, kinds: &[SliceKind], rows_written: u64) -> Self {
        let (tally, sequence) = books.tally();
        let asked = tally.slices().filter(|(slice, _)| kinds.iter().any(|kind| kind.has(slice)));
        let slices = asked.map(|(slice, counts)| (slice.to_string(), counts.to_value())).collect();
        Self { sequence, responses: tally.responses(), deleted: books.deleted(), rows_written, slices }
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

    /// Tells it when answers are taken; `made` says that it was told before.
    pub(crate) async fn set_gate(&self, gate: GateWire, made: bool) -> Result<(), Trouble> {
        self.call(&Call::SetGate { gate, made }).await
    }

    /// Sends an answer.
    pub(crate) async fn send(
        &self,
        key: &IdempotencyKey,
        content: Content,
        sha256: [u8; 32],
        admission: Admission,
    ) -> Result<Sent, Trouble> {
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

    /// Goes on with the recount of its rows; what it found, once it is at the end.
    pub(crate) async fn recount(&self) -> Result<Option<Recounted>, Trouble> {
        self.call(&Call::Recount).await
    }

    pub(crate) async fn list(&self, order: Order, after: Option<Position>, limit: usize) -> Result<Page, Trouble> {
        self.call(&Call::List { order, after, limit }).await
    }

    /// The responses at these places that are still there, each with its tags.
    pub(crate) async fn at(&self, places: Vec<Position>) -> Result<Vec<(Item, Vec<Mark>)>, Trouble> {
        self.call(&Call::At { places }).await
    }

    /// Changes the tags of the response at a place.
    pub(crate) async fn mark(&self, place: Position, marking: Marking) -> Result<Marked, Trouble> {
        self.call(&Call::Mark { place, marking }).await
    }

    /// Which responses have which tags.
    pub(crate) async fn marks(&self) -> Result<Vec<(Position, String)>, Trouble> {
        self.call(&Call::Marks).await
    }

    /// Goes on counting from which pages people answered.
    pub(super) async fn pages(&self, go_on: GoOn) -> Result<Pages, Trouble> {
        self.call(&Call::Pages { go_on }).await
    }

    /// Goes on counting the answer to a query.
    pub(super) async fn count(&self, query: &Value) -> Result<CountWire, Trouble> {
        self.call(&Call::Count { query: query.clone() }).await
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
    pub fn new(state: DurableObjectState, env: Env) -> Self {
        let desk = RefCell::new(Desk::new(Pace::USUAL));
        Self(AssertUnwindSafe(Rc::new(Object {
            storage: Storage::of("ledger", state, &env),
            desk,
            stepping: Cell::default(),
        })))
    }

    /// Answers a call.
    pub fn fetch(&self, request: Request) -> Promise {
        let object = self.0.clone();
        respond("ledger", async move { object.answer(&request).await })
    }

    /// Deletes what was taken away, and what has had its time.
    pub fn alarm(&self) -> Promise {
        let object = self.0.clone();
        // Rejected, not answered with trouble: the runtime calls again what was rejected.
        future_to_promise(AssertUnwindSafe(async move {
            panics::keep_to_their_place();
            object.storage.alarm_rings();
            match object.step(Input::Alarm) {
                Ok(effects) => {
                    object.act(effects).await;
                    Ok(JsValue::UNDEFINED)
                }
                Err(trouble) => {
                    worker::console_error!("ledger: its alarm failed: {trouble}");
                    Err(JsValue::from_str("the alarm failed"))
                }
            }
        }))
    }
}

type Asker = oneshot::Sender<Option<Outcome>>;

#[derive(Debug)]
struct Object {
    storage: Storage,
    desk: RefCell<Desk<Asker>>,
    /// Whether a step is being taken; one that begins and finds it so knows that the last one panicked.
    stepping: Cell<bool>,
}

impl Object {
    async fn answer(&self, request: &Request) -> Result<String, Trouble> {
        let call: Call = read(request).await?;
        let effects = self.step(Input::Wake)?;
        self.act(effects).await;
        // Only once the consultation was opened is a ledger told, and only then is it asked anything.
        if self.with_books(|_| ()).is_none() && !matches!(call, Call::SetGate { made: false, .. }) {
            return Err(Trouble::Damaged);
        }
        match call {
            Call::SetGate { gate, .. } => {
                let effects = self.step(Input::Gate(gate.read()?))?;
                self.act(effects).await;
                reply(&())
            }
            Call::Send { key, content, sha256, admission } => {
                let consultation = self.with_books(|books| books.gate().map(|gate| gate.secret)).flatten();
                let consultation = consultation.ok_or(Trouble::Damaged)?;
                let key = IdempotencyKey::from_bytes(key);
                let secret = receipt_secret(&consultation, &key);
                let event = Event::Send(content, Fingerprint::of(&secret, &sha256), Slot::of(&key), admission);
                let outcome = self.decide(&secret, event).await?;
                reply(&Sent { outcome, secret })
            }
            Call::Change { secret, content } => reply(&self.decide(&secret, Event::Change(content)).await?),
            Call::Withdraw { secret } => {
                let outcome = self.decide(&secret, Event::Withdraw).await?;
                // Also where it was withdrawn before: the last try may have got no further than here.
                self.forget_marks(&secret)?;
                reply(&outcome)
            }
            Call::Read { secret } => reply(&self.read(&secret)?),
            Call::Tally { slices } => {
                let written = self.storage.rows_written();
                reply(&self.with_books(|books| TallyWire::of(books, &slices, written)).ok_or(Trouble::Damaged)?)
            }
            Call::Recount => reply(&self.desk.borrow_mut().recount(&self.storage, RECOUNTED_AT_ONCE)?),
            Call::List { order, after, limit } => {
                let page = self.with_books(|books| page(books, &self.storage, order, after, limit)).transpose()?;
                reply(&page.ok_or(Trouble::Damaged)?)
            }
            Call::At { places } => reply(&self.at(&places)?),
            Call::Mark { place, marking } => reply(&match &self.at(&[place])?[..] {
                [] => Marked::Unknown,
                _ => marks::mark(&self.storage, place, marking)?,
            }),
            Call::Marks => reply(&marks::all(&self.storage)?),
            Call::Pages { go_on } => reply(&self.pages(go_on).await?),
            Call::Count { query } => reply(&self.count(&count::query(&query)?).await?),
        }
    }

    fn with_books<T>(&self, look: impl FnOnce(&Books) -> T) -> Option<T> {
        self.desk.borrow().books().map(look)
    }

    /// One step of the desk. Nothing is awaited in it. Where it panics, its askers are told by the end of their channels,
    /// and the next step opens the books anew.
    fn step(&self, input: Input<Asker>) -> Result<Vec<Effect<Asker, Trouble>>, Trouble> {
        let mut desk = self.desk.borrow_mut();
        if self.stepping.replace(true) {
            desk.forget();
        }
        let stepped = desk.step(&self.storage, clock::now(), input);
        self.stepping.set(false);
        Ok(stepped?)
    }

    /// Does what a step asks for, and what follows from it.
    async fn act(&self, effects: Vec<Effect<Asker, Trouble>>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let input = match effect {
                Effect::CallGroup => {
                    Delay::from(GROUP_WAIT).await;
                    Input::Group
                }
                Effect::Tell(asker, outcome) => {
                    // One whose caller went away is recorded all the same; a retry finds it.
                    let _ = asker.send(outcome);
                    continue;
                }
                Effect::SetAlarm(wait) => match self.set_alarm(wait).await {
                    Ok(()) => continue,
                    Err(error) => {
                        worker::console_error!("ledger: no alarm: {error}");
                        Input::NoAlarm
                    }
                },
                Effect::Report(events, failure) => {
                    worker::console_error!("ledger: {events} together failed: {}", Trouble::from(failure));
                    continue;
                }
            };
            match self.step(input) {
                Ok(more) => effects.extend(more),
                // Whoever waits is told by the end of their channel.
                Err(trouble) => worker::console_error!("ledger: {trouble}"),
            }
        }
    }

    /// Sets the alarm, unless it is set for an earlier moment: a ledger that wakes does not know of it, and to set it anew
    /// each time would be a row written.
    async fn set_alarm(&self, wait: Duration) -> Result<(), worker::Error> {
        let at = clock::now().unix_seconds() + i64::try_from(wait.as_secs()).unwrap_or(i64::MAX / 2);
        // In milliseconds.
        match self.storage.object().get_alarm().await? {
            Some(set) if set / 1_000 <= at => Ok(()),
            _ => self.storage.object().set_alarm(wait).await,
        }
    }

    fn read(&self, secret: &[u8; 16]) -> Result<Reading, Trouble> {
        let found = self.with_books(|books| books.record(&self.storage, ResponseId::of(secret))).transpose()?.flatten();
        let Some(Record { recorded_at, changed_at, body, .. }) = found else { return Ok(Reading::Unknown) };
        let until = self.with_books(|books| books.kept_until(recorded_at)).flatten();
        Ok(match body {
            Body::Withdrawn => Reading::Gone,
            Body::Deleted => Reading::Deleted,
            Body::Here(content) => Reading::Found {
                recorded: recorded_at.unix_seconds(),
                changed: changed_at.map(Timestamp::unix_seconds),
                until: until.map(Timestamp::unix_seconds),
                content,
            },
        })
    }

    fn at(&self, places: &[Position]) -> Result<Vec<(Item, Vec<Mark>)>, Trouble> {
        let found = self.with_books(|books| at(books, &self.storage, places)).transpose()?.ok_or(Trouble::Damaged)?;
        found.into_iter().map(|item| Ok((item.clone(), marks::of(&self.storage, item.position)?))).collect()
    }

    /// Deletes the tags of a response that is withdrawn; of one that could not be withdrawn, none.
    fn forget_marks(&self, secret: &[u8; 16]) -> Result<(), Trouble> {
        if !matches!(self.read(secret)?, Reading::Gone) {
            return Ok(());
        }
        let place = self.with_books(|books| books.place(&self.storage, &ResponseId::of(secret))).transpose()?.flatten();
        place.map_or(Ok(()), |place| marks::forget(&self.storage, place))
    }

    /// Counts some rows more, and in between lets answers in.
    async fn count(&self, query: &Query) -> Result<CountWire, Trouble> {
        for _ in 0..count::A_CALL / count::AT_ONCE - 1 {
            let whole =
                self.desk.borrow_mut().count(&self.storage, query, count::AT_ONCE)?.is_none_or(|part| part.whole);
            if whole {
                break;
            }
            Delay::from(GROUP_WAIT).await;
        }
        let (of, deleted) = self.with_books(countable).ok_or(Trouble::Damaged)?;
        let mut desk = self.desk.borrow_mut();
        let counted = desk.count(&self.storage, query, count::AT_ONCE)?.ok_or(Trouble::Damaged)?;
        Ok(CountWire::of(counted.cross, of, counted.whole, deleted))
    }

    /// The same of the pages.
    async fn pages(&self, go_on: GoOn) -> Result<Pages, Trouble> {
        let (of, _) = self.with_books(countable).ok_or(Trouble::Damaged)?;
        let seen = self.desk.borrow_mut().visited(&self.storage, 0)?.map_or(0, |(visited, _)| visited.seen());
        let waiting = usize::try_from(of - seen).unwrap_or(0);
        let rows = match go_on {
            GoOn::Far => count::A_CALL,
            GoOn::Lately if waiting <= count::LATELY => count::LATELY,
            GoOn::Lately => 0,
        };
        for part in 0..rows / count::AT_ONCE {
            if part > 0 {
                Delay::from(GROUP_WAIT).await;
            }
            if self.desk.borrow_mut().visited(&self.storage, count::AT_ONCE)?.is_none_or(|(_, whole)| whole) {
                break;
            }
        }
        let (of, deleted) = self.with_books(countable).ok_or(Trouble::Damaged)?;
        let mut desk = self.desk.borrow_mut();
        let (visited, whole) = desk.visited(&self.storage, 0)?.ok_or(Trouble::Damaged)?;
        Ok(Pages::of(visited, whole, of, deleted))
    }

    /// Asks the desk, and waits for the outcome.
    async fn decide(&self, secret: &[u8; 16], event: Event) -> Result<Outcome, Trouble> {
        let (asker, outcome) = oneshot::channel();
        let effects = self.step(Input::Ask { asker, id: ResponseId::of(secret), event })?;
        self.act(effects).await;
        // Where the commit panicked, its senders are gone.
        outcome.await.ok().flatten().ok_or(Trouble::Protocol("a commit failed"))
    }
}
