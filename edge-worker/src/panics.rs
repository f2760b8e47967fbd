//! A panic is a bug of ours: it ends one request, as a 500, and nothing else.

use std::sync::Once;

/// Makes panics tell the log where they happened, and nothing more: their message may quote what a person wrote. Called
/// first by whatever the runtime calls, since the crate `worker` sets a hook of its own, which prints messages.
pub(crate) fn keep_to_their_place() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            worker::console_error!("panic at {place}");
        }));
    });
}
