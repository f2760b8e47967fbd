//! Futures, for the runtime: what is there at once is given at once, and what is waited for goes on within its own request.
//!
//! The queue of the crate `wasm-bindgen-futures` is one for all: a task is put into it, and a microtask runs what is in it.
//! Where the runtime ends a request between the two, that microtask comes with another request, and the tasks of the one
//! run as if they were the other's, which the runtime forbids, or do not run at all. Here whoever wakes a task runs it: the
//! promise that it waited for, within the request that made that promise. It is also a turn of the queue less.

use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use wasm_bindgen::JsValue;

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

/// What a future gives where it waits for nothing, else the promise of it.
pub(crate) fn at_once(future: impl Future<Output = Given> + 'static) -> JsValue {
    let number = TASKS.with_borrow_mut(|tasks| {
        tasks.last += 1;
        tasks.last
    });
    let mut future: Boxed = Box::pin(future);
    let within = POLLING.replace(true);
    let polled = poll(&mut future, number);
    POLLING.set(within);
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
    if POLLING.replace(true) {
        return;
    }
    while let Some(number) = TASKS.with_borrow_mut(|tasks| tasks.woken.pop_front()) {
        let Some(mut task) = TASKS.with_borrow_mut(|tasks| tasks.waiting.remove(&number)) else { continue };
        let settled = match poll(&mut task.future, number) {
            Poll::Pending => {
                TASKS.with_borrow_mut(|tasks| tasks.waiting.insert(number, task));
                continue;
            }
            Poll::Ready(Ok(value)) => task.keep.call1(&JsValue::UNDEFINED, &value),
            Poll::Ready(Err(error)) => task.break_off.call1(&JsValue::UNDEFINED, &error),
        };
        debug_assert!(settled.is_ok(), "these functions throw nothing");
    }
    POLLING.set(false);
}

/// Wakes the task of a number.
struct Number(u64);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        TASKS.with_borrow_mut(|tasks| tasks.woken.push_back(self.0));
        run_woken();
    }
}
