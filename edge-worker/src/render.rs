//! Where the views are rendered: in the Worker by a Wasm module of its own, since Yew does not build with the unwinding
//! that the Worker needs; natively, in tests, by the same code as a crate.

use crate::objects::Trouble;
use contract::showing::Showing;

/// The HTML of a view. Nothing is waited for: a form is rendered within the request that asked for it, and of no other.
///
/// # Errors
/// The views' module trapped, or is of another build.
pub(crate) fn html(showing: &Showing) -> Result<String, Trouble> {
    html_of(&showing.pack()).ok_or(Trouble::Protocol("the views gave no HTML"))
}

#[cfg(target_arch = "wasm32")]
fn html_of(showing: &str) -> Option<String> {
    use wasm_bindgen::prelude::*;

    // The build gives this name to what wasm-bindgen made of the crate `widget`.
    #[wasm_bindgen(module = "soundings-views")]
    extern "C" {
        #[wasm_bindgen(catch)]
        fn render(showing: &str) -> Result<String, JsValue>;

        #[wasm_bindgen(js_name = "__wbg_reset_state")]
        fn reset();
    }

    // A view that panics leaves its module unable to answer anybody: the next one is rendered by a new instance.
    render(showing).inspect_err(|_| reset()).ok()
}

#[cfg(not(target_arch = "wasm32"))]
fn html_of(showing: &str) -> Option<String> {
    widget::server::render(showing)
}
