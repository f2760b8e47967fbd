//! The one place that asks what time it is.

use contract::Timestamp;

/// Milliseconds since 1970, as the runtime tells them: its clock stands still between two I/Os.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// The moment, in whole seconds.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_unix_seconds((now_ms() / 1000.0) as i64)
}
