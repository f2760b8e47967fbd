//! Where the views are rendered: in the Worker by a Wasm module of its own, since Yew does not build with the unwinding
//! that the Worker needs; natively, in tests, by the same code as a crate.

use crate::objects::Trouble;
use contract::showing::Showing;

/// The HTML of a view.
///
/// # Errors
/// The views' module trapped, or is of another build.
pub(crate) async fn html(showing: &Showing) -> Result<String, Trouble> {
    html_of(showing.pack()).await.ok_or(Trouble::Protocol("the views gave no HTML"))
}

#[cfg(target_arch = "wasm32")]
async fn html_of(showing: String) -> Option<String> {
    use futures_util::future::{Either, select};
    use std::{pin::pin, time::Duration};
    use wasm_bindgen::prelude::*;

    // The build gives this name to what wasm-bindgen made of the crate `widget`.
    #[wasm_bindgen(module = "soundings-views")]
    extern "C" {
        #[wasm_bindgen(catch)]
        async fn render(showing: String) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(js_name = "__wbg_reset_state")]
        fn reset();
    }

    /// A form of a hundred questions takes some milliseconds. A view that panics never answers, and leaves its module
    /// unable to answer anybody else.
    const LONGEST: Duration = Duration::from_secs(3);

    let late = worker::Delay::from(LONGEST);
    match select(pin!(render(showing)), pin!(late)).await {
        Either::Left((Ok(html), _)) => html.as_string(),
        Either::Left((Err(_), _)) | Either::Right(_) => {
            reset();
            None
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
async fn html_of(showing: String) -> Option<String> {
    widget::server::render(&showing).await
}
