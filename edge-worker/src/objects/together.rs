//! Answers that reach this isolate together go to their ledger together. A call of an object costs more than all else that
//! an answer takes; so while one is under way, whoever comes next waits in line, and the next call takes them all along.
//! Nobody waits for company: with no call under way an answer goes at once.
//!
//! Whose request makes the call? The runtime drives each request by itself, and what a request began ends with it. So each
//! waits for a promise of its own, which another request may keep (workerd's `handle_cross_request_promise_resolution`):
//! the runtime then goes on with it within its own. The first in line makes the next call once the one under way is back,
//! and every answer is kept going (`waitUntil`, in `shim.js`) though its sender goes away. Should a request be ended all the
//! same, whoever waits in line sets out by itself, and those whom it took along do so a little later, under their keys.

use super::ledger::Sent;
use super::{Trouble, call_text};
use crate::clock;
use crate::promise::Sleep;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::Env;

/// For how long a call keeps others waiting. One that takes longer is far away or waits for a disk: the next who comes sets
/// out beside it, with all who wait.
const LONGEST_MS: f64 = 5.0;
/// After so long whoever is not on its way sets out, whatever the call that it waits for does.
const LONGEST_WAIT: Duration = Duration::from_millis(25);
/// After so long whoever is on its way, within another's request, takes that call for lost and sets out again. Also, the
/// runtime takes a request that waits for nothing of its own for hung.
const LONGEST_WAY: Duration = Duration::from_secs(10);
/// Answers in one call: what a ledger commits at once.
const ANSWERS: usize = 512;
/// Bytes in one call; a single answer may have more.
const BYTES: usize = 1024 * 1024;

/// Those who wait for one ledger.
#[derive(Debug)]
struct Line<T> {
    /// Each with its bytes.
    waiting: VecDeque<(T, usize)>,
    /// The number of the last call, and when it set out, while it is under way.
    under_way: Option<(u64, f64)>,
    calls: u64,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), under_way: None, calls: 0 }
    }
}

impl<T> Line<T> {
    /// Takes a place, and says whether to set out at once.
    fn join(&mut self, one: T, bytes: usize, now_ms: f64) -> bool {
        self.waiting.push_back((one, bytes));
        self.under_way.is_none_or(|(_, since)| since + LONGEST_MS <= now_ms)
    }

    /// Sets out: the number of the call, and whom it takes along.
    fn set_out(&mut self, now_ms: f64) -> (u64, Vec<T>) {
        self.calls += 1;
        self.under_way = Some((self.calls, now_ms));
        let (mut group, mut length) = (Vec::new(), 0);
        while let Some((one, bytes)) = self.waiting.pop_front() {
            group.push(one);
            length += bytes;
            let fits = self.waiting.front().is_some_and(|(_, next)| length + next <= BYTES);
            if group.len() == ANSWERS || !fits {
                break;
            }
        }
        (self.calls, group)
    }

    /// A call is back: who makes the next.
    fn back(&mut self, number: u64, now_ms: f64) -> Option<&T> {
        if self.waiting.is_empty() {
            self.under_way = self.under_way.filter(|(last, _)| *last != number);
        } else {
            // As good as under way: whoever comes now goes along.
            self.under_way = Some((self.calls, now_ms));
        }
        self.waiting.front().map(|(one, _)| one)
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.under_way.is_none()
    }
}

/// Somebody in line.
struct Traveller {
    /// What is sent for it.
    text: String,
    /// Whether a call took it along.
    taken: Cell<bool>,
    told: RefCell<Option<Result<Sent, Trouble>>>,
    /// Whether it was woken since it last looked.
    woken: Cell<bool>,
    wake: RefCell<Option<Function>>,
}

impl Traveller {
    fn wake(&self) {
        self.woken.set(true);
        if let Some(wake) = self.wake.take() {
            // A function that keeps a promise throws nothing.
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }

    fn tell(&self, told: Result<Sent, Trouble>) {
        *self.told.borrow_mut() = Some(told);
        self.wake();
    }

    /// Waits, within its own request, until somebody wakes it.
    async fn sleep(&self) {
        if !self.woken.replace(false) {
            let sleep = Sleep::begin(if self.taken.get() { LONGEST_WAY } else { LONGEST_WAIT });
            *self.wake.borrow_mut() = Some(sleep.wake());
            sleep.end().await;
            self.wake.take();
            self.woken.set(false);
        }
    }
}

thread_local! {
    /// By the ledgers' names; only those for which somebody waits, or is under way.
    static LINES: RefCell<BTreeMap<String, Line<Rc<Traveller>>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Takes a place in a ledger's line, and says whether to set out at once.
fn join(ledger: &str, one: &Rc<Traveller>) -> bool {
    LINES.with_borrow_mut(|lines| {
        let line = lines.entry(ledger.to_owned()).or_default();
        line.join(one.clone(), one.text.len(), clock::now_ms())
    })
}

/// Sends what is written in `text` to the ledger of that name.
pub(super) async fn send(env: &Env, ledger: &str, text: String) -> Result<Sent, Trouble> {
    let one = Rc::new(Traveller {
        text,
        taken: Cell::new(false),
        told: RefCell::new(None),
        woken: Cell::new(false),
        wake: RefCell::new(None),
    });
    if !join(ledger, &one) {
        one.sleep().await;
    }
    loop {
        if let Some(told) = one.told.take() {
            return told;
        }
        if !one.taken.get() {
            Journey::set_out(ledger).make(env).await;
            continue;
        }
        one.sleep().await;
        if one.told.borrow().is_none() {
            // The call that took it along is lost. Its key says that it is the same answer, wherever that call came to.
            one.taken.set(false);
            join(ledger, &one);
        }
    }
}

/// A call that is under way.
struct Journey<'a> {
    ledger: &'a str,
    number: u64,
    group: Vec<Rc<Traveller>>,
}

impl<'a> Journey<'a> {
    fn set_out(ledger: &'a str) -> Self {
        let (number, group) = LINES.with_borrow_mut(|lines| {
            let line = lines.entry(ledger.to_owned()).or_default();
            line.set_out(clock::now_ms())
        });
        group.iter().for_each(|one| one.taken.set(true));
        Self { ledger, number, group }
    }

    async fn make(mut self, env: &Env) {
        let texts: Vec<&str> = self.group.iter().map(|one| one.text.as_str()).collect();
        let body = format!(r#"{{"Send":[{}]}}"#, texts.join(","));
        let told: Result<Vec<Option<Sent>>, Trouble> = call_text(env, "LEDGER", self.ledger, &body).await;
        let mut told = told.map(Vec::into_iter);
        for one in self.group.drain(..) {
            one.tell(match &mut told {
                Ok(told) => told.next().flatten().ok_or(Trouble::Protocol("a commit failed")),
                Err(Trouble::Damaged) => Err(Trouble::Damaged),
                Err(Trouble::Object(status)) => Err(Trouble::Object(*status)),
                Err(_) => Err(Trouble::Protocol("a ledger did not answer")),
            });
        }
        if let Err(trouble) = told {
            worker::console_error!("{trouble}");
        }
    }
}

impl Drop for Journey<'_> {
    /// Also of one that broke off: nobody waits for it any longer.
    fn drop(&mut self) {
        for one in self.group.drain(..) {
            one.tell(Err(Trouble::Protocol("a call of a ledger broke off")));
        }
        let next = LINES.with_borrow_mut(|lines| {
            let line = lines.get_mut(self.ledger)?;
            let next = line.back(self.number, clock::now_ms()).cloned();
            if line.is_idle() {
                lines.remove(self.ledger);
            }
            next
        });
        if let Some(next) = next {
            next.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_answer_goes_at_once_and_others_with_the_next_call() {
        let mut line = Line::default();
        assert!(line.join("a", 1, 0.0));
        assert_eq!(line.set_out(0.0), (1, vec!["a"]));
        assert!(!line.join("b", 1, 1.0));
        assert!(!line.join("c", 1, 2.0));
        assert_eq!(line.back(1, 3.0), Some(&"b"), "the first in line goes next");
        // Whoever comes before it has set out goes along.
        assert!(!line.join("d", 1, 4.0));
        assert_eq!(line.set_out(5.0), (2, vec!["b", "c", "d"]));
        assert_eq!(line.back(2, 6.0), None);
        assert!(line.is_idle() && line.join("e", 1, 6.0));
    }

    #[test]
    fn a_call_that_is_slow_or_lost_holds_nobody_up() {
        let mut line = Line::default();
        line.join("a", 1, 0.0);
        line.set_out(0.0);
        assert!(!line.join("b", 1, 4.9));
        assert!(line.join("c", 1, 5.0));
        assert_eq!(line.set_out(5.0), (2, vec!["b", "c"]));
        assert_eq!(line.back(1, 6.0), None);
        assert!(!line.is_idle(), "the second is still under way");
        assert!(!line.join("d", 1, 6.0));
        assert_eq!(line.back(2, 7.0), Some(&"d"));
        // It was woken, and its request had ended: the next who comes takes it along.
        assert!(line.join("e", 1, 12.0));
        assert_eq!(line.set_out(12.0), (3, vec!["d", "e"]));
    }

    #[test]
    fn a_call_is_bounded() {
        let mut line = Line::default();
        for number in 0..ANSWERS + 1 {
            line.join(number, 1, 0.0);
        }
        assert_eq!(line.set_out(0.0).1.len(), ANSWERS);
        assert_eq!(line.back(1, 1.0), Some(&ANSWERS));
        line.join(1, BYTES, 1.0);
        line.join(2, 1, 1.0);
        assert_eq!(line.set_out(1.0).1, [ANSWERS], "a large one does not fit beside another");
        assert_eq!(line.set_out(1.0).1, [1]);
        assert_eq!(line.set_out(1.0).1, [2]);
    }
}
