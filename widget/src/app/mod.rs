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
use contract::locale::digits;
use host::Host;
use state::State;
use wasm_bindgen::prelude::*;
use web_sys::Element;

// The smallest one: the application is small, and gone with its page.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Starts the application in `root`. `text` is the reply of `GET /v1/consultations/{id}/start`. `told`, with U+0000 between
/// (one argument is fewer bytes than many): the address of the hosted form; that of the page that says what the form loads,
/// stores and sends; the level of the title; the receipt of answers
/// that are recorded already, or nothing; what the form shows besides (`state.rs`); the field that has focus; and what the
/// form holds, names and values in turn. Where the text cannot be read, or asks something else than that form, nothing
/// happens: the loader's form stays.
#[wasm_bindgen]
pub fn start(host: Host, root: Element, text: &str, told: &str) {
    let Some(start) = Start::unpack(text) else { return };
    let mut told = told.split('\0').map(str::to_owned);
    let mut next = || told.next().unwrap_or_default();
    let (action, about, level) = (next(), next(), next().parse().unwrap_or(2));
    let (receipt, shows, focused) = (next(), next(), next());
    let fields = component::fields(&mut told);
    let field = |name: &str| crate::view::value(&fields, name);
    if receipt.is_empty()
        && (field("revision") != digits(start.revision as usize) || field("lang") != start.lang.code())
    {
        return;
    }
    let state = State::new(receipt, &shows);
    let setup = Setup { host: host.clone(), start, fields, action, about, level, state, shows, focused };
    let handle = yew::Renderer::<App>::with_root_and_props(root, setup).render();
    host.set_stop(Closure::once_into_js(move || handle.destroy()));
}
