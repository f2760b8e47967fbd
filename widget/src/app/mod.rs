//! The application in the browser: it takes over the form that the loader shows, and goes on from there.
//!
//! The loader starts it once a person means to answer. Until it has taken over, and wherever it cannot, the loader's form
//! stays and works: so nothing here unwraps, and a start that fails changes nothing. What is done with the page is done in
//! `loader/app.js`; what is decided is decided here.

mod component;
mod host;
mod moves;
mod state;

use component::{App, Setup};
use contract::Start;
use host::Host;
use state::State;
use wasm_bindgen::prelude::*;
use web_sys::Element;

// The smallest one: the application is small, and gone with its page.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Starts the application in `root`. `text` is the reply of `GET /v1/consultations/{id}/start`, `fields` what the form
/// holds, `receipt` that of answers that are recorded already, `shows` what the form shows besides (`state.rs`), `focused`
/// the field that has focus. Where the text cannot be read, or asks something else than the form that holds the fields,
/// nothing happens: the loader's form stays.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "an object would cost an accessor for each of its members")]
pub fn start(
    host: Host,
    root: Element,
    text: &str,
    fields: &str,
    action: String,
    level: u8,
    receipt: String,
    shows: String,
    focused: String,
) {
    let Some(start) = Start::unpack(text) else { return };
    let fields = component::fields(fields);
    let field = |name: &str| crate::view::value(&fields, name);
    if receipt.is_empty() && (field("revision") != start.revision.to_string() || field("lang") != start.lang.code()) {
        return;
    }
    let state = State::new(receipt, &shows);
    let setup = Setup { host: host.clone(), start, fields, action, level, state, shows, focused };
    let handle = yew::Renderer::<App>::with_root_and_props(root, setup).render();
    host.set_stop(Closure::once_into_js(move || handle.destroy()));
}
