//! Futures, for the runtime: what is there at once is given at once, and what is waited for goes on within its own request.
//!
//! The queue of the crate `wasm-bindgen-futures` is one for all: a task is put into it, and a microtask runs what is in it.
//! Where the runtime ends a request between the two, that microtask comes with another request, and the tasks of the one
//! run as if they were the other's, which the runtime forbids, or do not run at all. Here whoever wakes a task runs it: the
//! promise that it waited for, within the request that made that promise. It is also a turn of the queue less.
//!
//! So a task is polled *while* its waker is called, as the contract of `Future` lets any executor do. What wakes before it
//! has noted what it wakes for is never asked again: `worker::Delay` does so, and must not be awaited here ([`sleep`] may).

use js_sys::{Array, Function, Promise};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "soundings-bridge")]
extern "C" {
    /// A promise that is kept after so many milliseconds, and the function that keeps it earlier.
    #[wasm_bindgen(js_name = sleep)]
    fn sleep_js(milliseconds: u32) -> Array;

    #[wasm_bindgen(js_name = nap)]
    fn nap_js(milliseconds: u32) -> Promise;
}

type Given = Result<JsValue, JsValue>;
type Boxed = Pin<Box<dyn Future<Output = Given>>>;

/// What waits, and how its promise is kept or broken.
struct Task {
    future: Boxed,
    keep: Function,
    break_off: Function,
}

#[derive(Default)]
struct Tasks {
    /// By their numbers; one that is being polled is not here.
    waiting: BTreeMap<u64, Task>,
    woken: VecDeque<u64>,
    last: u64,
}

thread_local! {
    static TASKS: RefCell<Tasks> = RefCell::default();
    /// Whether a task is being polled, here or further up the stack: what it wakes is polled after it.
    static POLLING: Cell<bool> = const { Cell::new(false) };
}

/// Tasks are polled for as long as it lasts; also where an exception of JavaScript's ends that, which nothing here catches.
struct Polling {
    before: bool,
}

impl Polling {
    fn begin() -> Self {
        Self { before: POLLING.replace(true) }
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        POLLING.set(self.before);
    }
}

/// What a future gives where it waits for nothing, else the promise of it.
pub(crate) fn at_once(future: impl Future<Output = Given> + 'static) -> JsValue {
    let number = TASKS.with_borrow_mut(|tasks| {
        tasks.last += 1;
        tasks.last
    });
    let mut future: Boxed = Box::pin(future);
    let polling = Polling::begin();
    let polled = poll(&mut future, number);
    drop(polling);
    let given = match polled {
        Poll::Ready(Ok(value)) => value,
        Poll::Ready(Err(error)) => Promise::reject(&error).into(),
        Poll::Pending => {
            let functions = AssertUnwindSafe(RefCell::new(None));
            let promise = Promise::new(&mut |keep, break_off| *functions.borrow_mut() = Some((keep, break_off)));
            if let Some((keep, break_off)) = functions.take() {
                TASKS.with_borrow_mut(|tasks| tasks.waiting.insert(number, Task { future, keep, break_off }));
            }
            promise.into()
        }
    };
    run_woken();
    given
}

/// A panic is an error, as it would be were it thrown to the runtime.
fn poll(future: &mut Boxed, number: u64) -> Poll<Given> {
    let waker = Waker::from(Arc::new(Number(number)));
    let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut Context::from_waker(&waker))));
    polled.unwrap_or_else(|_| Poll::Ready(Err(js_sys::Error::new("a panic").into())))
}

fn run_woken() {
    if POLLING.get() {
        return;
    }
    let _polling = Polling::begin();
    while let Some(number) = TASKS.with_borrow_mut(|tasks| tasks.woken.pop_front()) {
        let Some(task) = TASKS.with_borrow_mut(|tasks| tasks.waiting.remove(&number)) else { continue };
        let mut turn = Turn(Some(task));
        let Some(task) = &mut turn.0 else { continue };
        match poll(&mut task.future, number) {
            Poll::Pending => {
                let Some(task) = turn.0.take() else { continue };
                TASKS.with_borrow_mut(|tasks| tasks.waiting.insert(number, task));
            }
            Poll::Ready(given) => turn.settle(given),
        }
    }
}

/// A task's turn. It ends in the task's promise, or, where an exception of JavaScript's ends it, in a broken one: nobody waits
/// for a task that is gone.
struct Turn(Option<Task>);

impl Turn {
    fn settle(&mut self, given: Given) {
        let Some(task) = self.0.take() else { return };
        // Functions that settle a promise throw nothing.
        let _ = match given {
            Ok(value) => task.keep.call1(&JsValue::UNDEFINED, &value),
            Err(error) => task.break_off.call1(&JsValue::UNDEFINED, &error),
        };
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // An error notes where it is made, which costs as much as a commit of a row: only where there is one.
        if self.0.is_some() {
            self.settle(Err(js_sys::Error::new("broken off").into()));
        }
    }
}

/// Wakes the task of a number.
struct Number(u64);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        TASKS.with_borrow_mut(|tasks| tasks.woken.push_back(self.0));
        run_woken();
    }
}

/// Waits within its own request; [`Sleep::wake`] ends that early, also from within another.
pub(crate) struct Sleep {
    slept: JsFuture,
    wake: Function,
}

impl Sleep {
    pub(crate) fn begin(longest: Duration) -> Self {
        let pair = sleep_js(milliseconds(longest));
        let slept: Promise = pair.get(0).unchecked_into();
        Self { slept: slept.into(), wake: pair.get(1).unchecked_into() }
    }

    /// What ends it early.
    pub(crate) fn wake(&self) -> Function {
        self.wake.clone()
    }

    pub(crate) async fn end(self) {
        // A promise that nothing breaks.
        let _ = self.slept.await;
    }
}

fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

/// Waits: with [`Duration::ZERO`] one turn of the event loop, in which everything that has arrived is read.
pub(crate) async fn sleep(time: Duration) {
    // A promise that nothing breaks.
    let _ = JsFuture::from(nap_js(milliseconds(time))).await;
}
