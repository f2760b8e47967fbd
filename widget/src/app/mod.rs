//! The application in the browser: it takes over the form that the loader shows, and goes on from there.
//!
//! The loader starts it once a person means to answer. Until it has taken over, and wherever it cannot, the loader's form
//! stays and works: so nothing here unwraps, and a start that fails says so and changes nothing.

mod component;
mod convert;
mod dom;
mod host;
mod send;
mod state;
mod take_over;

use component::Setup;
use contract::Start;
use host::Host;
use wasm_bindgen::prelude::*;

// The smallest one: the application is small, and gone with its page.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Starts the application in an element of the loader. `start` is the reply of `GET /v1/consultations/{id}/start`.
///
/// # Errors
/// Where it cannot be read: the loader's form then stays.
#[wasm_bindgen]
pub fn start(host: Host, start: &JsValue) -> Result<(), JsValue> {
    let setup = read(host, start).ok_or(JsValue::NULL)?;
    wasm_bindgen_futures::spawn_local(take_over::when_quiet(setup));
    Ok(())
}

fn read(host: Host, start: &JsValue) -> Option<Setup> {
    let start = Start::unpack(&convert::value(start))?;
    let root = host.place().owner_document()?.create_element("div").ok()?;
    Some(Setup { host, root, start })
}
