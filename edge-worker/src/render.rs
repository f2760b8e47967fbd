//! Where the views are rendered: in the Worker by a Wasm module of its own, since Yew does not build with the unwinding
//! that the Worker needs; natively, in tests, by the same code as a crate.

use crate::objects::Trouble;
use contract::showing::Showing;

/// The HTML of a view.
///
/// # Errors
/// The views' module trapped, or is of another build.
pub(crate) async fn html(showing: &Showing) -> Result<String, Trouble> {
    html_of(showing.to_value().to_string()).await.ok_or(Trouble::Protocol("the views gave no HTML"))
}

#[cfg(target_arch = "wasm32")]
async fn html_of(showing: String) -> Option<String> {
    // The build gives this name to what wasm-bindgen made of the crate `widget`.
    #[wasm_bindgen::prelude::wasm_bindgen(module = "soundings-views")]
    extern "C" {
        #[wasm_bindgen(catch)]
        async fn render(showing: String) -> Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>;
    }
    render(showing).await.ok()?.as_string()
}

#[cfg(not(target_arch = "wasm32"))]
async fn html_of(showing: String) -> Option<String> {
    widget::server::render(&showing).await
}
