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

/// A view takes some milliseconds. One that never answers waits for a task of a request that has been broken off, and so
/// would all others after it; a view that panics leaves its module unable to answer anybody. Either way a new instance of
/// the module answers, and whoever was waiting asks again: rendering changes nothing.
#[cfg(target_arch = "wasm32")]
async fn html_of(showing: String) -> Option<String> {
    match attempt(showing.clone()).await {
        None => attempt(showing).await,
        html => html,
    }
}

#[cfg(target_arch = "wasm32")]
async fn attempt(showing: String) -> Option<String> {
    use futures_util::future::{Either, select};
    use std::{cell::Cell, pin::pin, time::Duration};
    use wasm_bindgen::prelude::*;

    // The build gives this name to what wasm-bindgen made of the crate `widget`.
    #[wasm_bindgen(module = "soundings-views")]
    extern "C" {
        #[wasm_bindgen(catch)]
        async fn render(showing: String) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(js_name = "__wbg_reset_state")]
        fn reset();
    }

    const LONGEST: Duration = Duration::from_secs(3);
    // Which instance of the module it is: the first one to find it dead replaces it, and the others only ask again.
    thread_local!(static INSTANCE: Cell<u32> = const { Cell::new(0) });

    let instance = INSTANCE.get();
    let late = worker::Delay::from(LONGEST);
    match select(pin!(render(showing)), pin!(late)).await {
        Either::Left((Ok(html), _)) => html.as_string(),
        Either::Left((Err(_), _)) | Either::Right(_) => {
            if INSTANCE.get() == instance {
                INSTANCE.set(instance + 1);
                reset();
            }
            None
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
async fn html_of(showing: String) -> Option<String> {
    widget::server::render(&showing).await
}
