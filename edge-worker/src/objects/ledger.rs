//! The ledger's object: responses of one shard of a consultation, committed in groups.

use super::storage::Storage;
use super::{Trouble, call, read, reply, respond, together, written};
use crate::ledger::{
    Admission, Books, Content, Desk, Effect, Event, Fingerprint, GateWire, Input, Order, Outcome, Pace, Page, Position,
    Record, ResponseId, Sequence, Slot, page, receipt_secret,
};
use crate::{clock, panics};
use aggregate::{Counts, Slice, Tally};
use contract::json::Value;
use contract::{ConsultationId, IdempotencyKey};
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
use worker::worker_sys::DurableObjectState;
use worker::{Delay, Env};

/// How long the first of a group waits for others, where there are any: one turn of the event loop, in which everything that
/// has arrived is read. They come from other isolates; those of one come together.
const GROUP_WAIT: Duration = Duration::ZERO;

#[derive(Serialize, Deserialize)]
enum Call {
    /// `made` says that the ledger was told before, so that it has a store.
    SetGate {
        gate: GateWire,
        made: bool,
    },
    /// Answers that came together.
    Send(Vec<Sending>),
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
    List {
        order: Order,
        after: Option<Position>,
        limit: usize,
    },
}

/// An answer that is sent.
#[derive(Serialize, Deserialize)]
struct Sending {
    key: [u8; 16],
    content: Content,
    sha256: [u8; 32],
    admission: Admission,
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
    pub(crate) responses: i64,
    /// Rows that the object wrote since it was started, as its SQLite counts them.
    pub(crate) rows_written: u64,
    slices: Vec<(String, Value)>,
}

impl TallyWire {
    /// That of a ledger that was never told of anything.
    pub(super) fn nothing() -> Self {
        Self { sequence: 0, responses: 0, rows_written: 0, slices: Vec::new() }
    }

    fn of(books: &Books, kinds: &[SliceKind], rows_written: u64) -> Self {
        let (tally, sequence) = books.tally();
        let asked = tally.slices().filter(|(slice, _)| kinds.iter().any(|kind| kind.has(slice)));
        let slices = asked.map(|(slice, counts)| (slice.to_string(), counts.to_value())).collect();
        Self { sequence, responses: tally.responses(), rows_written, slices }
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
        call(self.env, "LEDGER", &self.name(), it).await
    }

    fn name(&self) -> String {
        // No identifier has a slash.
        format!("{}/{}", self.consultation, self.shard)
    }

    /// Tells it when answers are taken; `made` says that it was told before.
    pub(crate) async fn set_gate(&self, gate: GateWire, made: bool) -> Result<(), Trouble> {
        self.call(&Call::SetGate { gate, made }).await
    }

    /// Sends an answer, together with others that are on their way.
    pub(crate) async fn send(
        &self,
        key: &IdempotencyKey,
        content: Content,
        sha256: [u8; 32],
        admission: Admission,
    ) -> Result<Sent, Trouble> {
        let sending = Sending { key: *key.bytes(), content, sha256, admission };
        together::send(self.env, &self.name(), written(&sending)?).await
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
    pub fn new(state: DurableObjectState, env: Env) -> Self {
        let desk = RefCell::new(Desk::new(Pace::USUAL));
        Self(AssertUnwindSafe(Rc::new(Object {
            storage: Storage::of("ledger", state, &env),
            desk,
            stepping: Cell::default(),
            calls: Cell::default(),
        })))
    }

    /// Answers a call.
    pub fn answer(&self, call: String) -> JsValue {
        let object = self.0.clone();
        respond("ledger", async move {
            let _counted = Counted::one_more(&object.calls);
            object.answer(&call).await
        })
    }

    /// Deletes what was taken away.
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
                    worker::console_error!("ledger: a fold failed: {trouble}");
                    Err(JsValue::from_str("a fold failed"))
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
    /// Calls that are being answered.
    calls: Cell<u32>,
}

/// Counts a call for as long as it lasts.
struct Counted<'a>(&'a Cell<u32>);

impl<'a> Counted<'a> {
    fn one_more(calls: &'a Cell<u32>) -> Self {
        calls.set(calls.get() + 1);
        Self(calls)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Object {
    async fn answer(&self, call: &str) -> Result<String, Trouble> {
        let call: Call = read(call)?;
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
            Call::Send(answers) => reply(&self.send(answers).await?),
            Call::Change { secret, content } => reply(&self.decide(&secret, Event::Change(content)).await?),
            Call::Withdraw { secret } => reply(&self.decide(&secret, Event::Withdraw).await?),
            Call::Read { secret } => reply(&self.read(&secret)?),
            Call::Tally { slices } => {
                let written = self.storage.rows_written();
                reply(&self.with_books(|books| TallyWire::of(books, &slices, written)).ok_or(Trouble::Damaged)?)
            }
            Call::List { order, after, limit } => {
                let page = self.with_books(|books| page(books, &self.storage, order, after, limit)).transpose()?;
                reply(&page.ok_or(Trouble::Damaged)?)
            }
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
                    if self.calls.get() > 1 {
                        Delay::from(GROUP_WAIT).await;
                    }
                    Input::Group
                }
                Effect::Tell(asker, outcome) => {
                    // One whose caller went away is recorded all the same; a retry finds it.
                    let _ = asker.send(outcome);
                    continue;
                }
                Effect::SetAlarm(wait) => match self.storage.object().set_alarm(wait).await {
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

    /// What becomes of answers that came together; `None` of one that could not be written.
    async fn send(&self, answers: Vec<Sending>) -> Result<Vec<Option<Sent>>, Trouble> {
        let consultation = self.with_books(|books| books.gate().map(|gate| gate.secret)).flatten();
        let consultation = consultation.ok_or(Trouble::Damaged)?;
        let (mut effects, mut asked) = (Vec::new(), Vec::new());
        for Sending { key, content, sha256, admission } in answers {
            let key = IdempotencyKey::from_bytes(key);
            let secret = receipt_secret(&consultation, &key);
            let event = Event::Send(content, Fingerprint::of(&secret, &sha256), Slot::of(&key), admission);
            let (asker, outcome) = oneshot::channel();
            effects.extend(self.step(Input::Ask { asker, id: ResponseId::of(&secret), event })?);
            asked.push((secret, outcome));
        }
        self.act(effects).await;
        let mut sent = Vec::new();
        for (secret, outcome) in asked {
            // Where the commit panicked, its senders are gone.
            sent.push(outcome.await.ok().flatten().map(|outcome| Sent { outcome, secret }));
        }
        Ok(sent)
    }

    fn read(&self, secret: &[u8; 16]) -> Result<Reading, Trouble> {
        let found = self.with_books(|books| books.record(&self.storage, ResponseId::of(secret))).transpose()?.flatten();
        let Some(Record { recorded_at, changed_at, content, .. }) = found else { return Ok(Reading::Unknown) };
        Ok(content.map_or(Reading::Gone, |content| Reading::Found {
            recorded: recorded_at.unix_seconds(),
            changed: changed_at.map(contract::Timestamp::unix_seconds),
            content,
        }))
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
