//! How many a minute, by a key: a port with two adapters. Cloudflare's binding counts for a whole location; without it this
//! isolate counts in its memory, which on workerd, with its one isolate, is all there is to count.

use crate::clock;
use js_sys::{Object, Reflect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use worker::Env;

/// Keys that an isolate counts: 20,000 of at most 120 bytes are 2 MB.
const KEYS: usize = 20_000;
/// Milliseconds of a window.
const WINDOW_MS: f64 = 60_000.0;

// Bound here and not taken from the crate `worker`, which looks for a class of that name, and throws where there is none.
#[wasm_bindgen]
extern "C" {
    /// Cloudflare's binding.
    type Binding;

    #[wasm_bindgen(method, catch)]
    async fn limit(this: &Binding, options: &Object) -> Result<JsValue, JsValue>;
}

/// Counts what comes in by a key.
pub(super) trait RateLimit {
    /// Counts one more, and says whether the key is still within its limit. It never fails: what cannot be counted is within.
    async fn counts(&self, key: &str) -> bool;
}

/// Counts one more under `key`: by the binding of that name where there is one, else here, up to `limit` a minute.
pub(super) async fn within(env: &Env, binding: &str, key: &str, limit: u32) -> bool {
    match Reflect::get(env, &binding.into()) {
        Ok(bound) if bound.is_object() => bound.unchecked_into::<Binding>().counts(key).await,
        _ => Memory { name: binding, limit }.counts(key).await,
    }
}

impl RateLimit for Binding {
    async fn counts(&self, key: &str) -> bool {
        let options = Object::new();
        let asked = async {
            Reflect::set(&options, &"key".into(), &key.into())?;
            Reflect::get(&self.limit(&options).await?, &"success".into())
        };
        match asked.await {
            Ok(success) => success.is_truthy(),
            Err(error) => {
                worker::console_error!("rate limit: {}", worker::Error::from(error));
                true
            }
        }
    }
}

/// This isolate's own count.
struct Memory<'a> {
    name: &'a str,
    limit: u32,
}

thread_local! {
    static WINDOWS: RefCell<Windows> = RefCell::default();
}

impl RateLimit for Memory<'_> {
    async fn counts(&self, key: &str) -> bool {
        WINDOWS.with_borrow_mut(|windows| windows.count(&format!("{}/{key}", self.name), self.limit, clock::now_ms()))
    }
}

/// Sliding windows: the count of this minute, and of the one before as far as it still reaches into the last sixty seconds.
#[derive(Default)]
struct Windows(BTreeMap<String, Window>);

#[derive(Clone, Copy, Default)]
struct Window {
    minute: u64,
    before: u32,
    now: u32,
}

impl Windows {
    fn count(&mut self, key: &str, limit: u32, now_ms: f64) -> bool {
        let minute = (now_ms / WINDOW_MS) as u64;
        if self.0.len() >= KEYS && !self.0.contains_key(key) {
            self.0.retain(|_, window| window.minute + 1 >= minute);
            if self.0.len() >= KEYS {
                // As many networks at once are an attack that no count of them would stop; the consultation's own does.
                self.0.clear();
            }
        }
        let window = self.0.entry(key.to_owned()).or_default();
        let before = match minute - window.minute {
            0 => window.before,
            1 => window.now,
            _ => 0,
        };
        let now = if minute == window.minute { window.now } else { 0 };
        *window = Window { minute, before, now: now.saturating_add(1) };
        let reaches = 1.0 - (now_ms / WINDOW_MS).fract();
        f64::from(window.before) * reaches + f64::from(window.now) <= f64::from(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_slides() {
        let mut windows = Windows::default();
        let mut count = |seconds: u32| windows.count("k", 3, f64::from(seconds) * 1_000.0);
        // Three within the first minute; the fourth is too many.
        assert_eq!([0, 10, 20, 30].map(&mut count), [true, true, true, false]);
        // At 1:00 the minute before counts whole (4 and this one), at 1:45 a quarter of it (1, 2 and this one).
        assert_eq!([60, 105].map(&mut count), [false, true]);
        // Two minutes later nothing is left.
        assert_eq!([230, 231, 232, 233].map(&mut count), [true, true, true, false]);
        assert!(windows.count("other", 3, 234_000.0), "each key by itself");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut windows = Windows::default();
        for number in 0..KEYS + 10 {
            windows.count(&number.to_string(), 1, 0.0);
        }
        assert!(windows.0.len() <= KEYS);
    }
}
