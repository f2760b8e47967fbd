//! The application in the browser: carries what happens on the page to the model, and shows what becomes of it.

mod component;
mod host;

use component::{Setup, Studio};
use host::Host;
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Starts the studio in `root`. `told`, with U+0000 between: the consultation's identifier; where the preview's frame is; the
/// draft as the edge told it, or nothing; the document that people can answer, or nothing; when the draft was saved, or
/// nothing; where the department's pages begin; and the revisions that there are, or nothing.
#[wasm_bindgen]
pub fn start(host: Host, root: Element, told: &str) {
    let mut told = told.split('\0').map(str::to_owned);
    let mut next = || told.next().unwrap_or_default();
    let (id, frame, draft, live, saved, home, revisions) = (next(), next(), next(), next(), next(), next(), next());
    let setup = Setup { host, id, frame, draft, live, saved, home, revisions };
    yew::Renderer::<Studio>::with_root_and_props(root, setup).render();
}
