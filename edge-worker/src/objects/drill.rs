//! Panics: what an object does about one, and how a test makes one.

use crate::config;
use std::cell::Cell;
use worker::Env;

/// Panics on purpose. The text binding `PANIC_IN`, such as `ledger 29`, makes the first step of each such object's storage
/// panic, and every 29th after it: a statement, or the moment after a transaction was kept; `ledger-alarm 29` its alarm. No
/// configuration has the binding but that of the tests (`tests/workerd-panics.capnp`), and no request reaches it.
#[derive(Debug)]
pub(super) struct Drill {
    every: Option<u32>,
    steps: Cell<u32>,
}

impl Drill {
    /// That of an object of this kind, or of its alarm: none, unless a test binds one.
    pub(super) fn of(kind: &str, env: &Env) -> Self {
        let bound = config::text(env, "PANIC_IN");
        let every = bound.and_then(|text| text.strip_prefix(kind)?.trim().parse().ok()).filter(|every| *every > 0);
        Self { every, steps: Cell::default() }
    }

    /// A step.
    pub(super) fn step(&self) {
        if let Some(every) = self.every {
            let step = self.steps.replace(self.steps.get() + 1);
            assert!(!step.is_multiple_of(every), "on purpose");
        }
    }
}

/// Does something where what comes after it panics. A panic between a transaction and what memory notes of it leaves memory
/// behind the store, and the object goes on: so it forgets, and reads its store again.
pub(super) struct OnPanic<F: Fn()>(pub(super) F);

impl<F: Fn()> Drop for OnPanic<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}
