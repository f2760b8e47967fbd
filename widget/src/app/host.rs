//! What the application sees of the loader (`widget` in `loader/embed.js`), and the few globals that it needs.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// The loader's side of one element.
    #[derive(Clone)]
    pub type Host;

    /// The edge's origin.
    #[wasm_bindgen(method, getter)]
    pub(super) fn edge(this: &Host) -> String;
    /// The consultation.
    #[wasm_bindgen(method, getter)]
    pub(super) fn consultation(this: &Host) -> String;
    /// The site.
    #[wasm_bindgen(method, getter)]
    pub(super) fn site(this: &Host) -> String;
    /// The level of the form's title.
    #[wasm_bindgen(method, getter)]
    pub(super) fn level(this: &Host) -> u8;
    /// Where the form stands.
    #[wasm_bindgen(method, getter, js_name = box)]
    pub(super) fn place(this: &Host) -> Element;
    /// The live region.
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Host) -> Element;
    /// Whether a press, a key, a composition or a request is under way.
    #[wasm_bindgen(method, getter)]
    pub(super) fn busy(this: &Host) -> bool;
    /// The receipt, where the loader has sent the answers already.
    #[wasm_bindgen(method, getter)]
    pub(super) fn receipt(this: &Host) -> Option<String>;
    /// The fields that the loader sent: pairs of name and value.
    #[wasm_bindgen(method, getter)]
    pub(super) fn sent(this: &Host) -> Option<Array>;
    /// Who gets the form's events from now on.
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_act(this: &Host, act: &JsValue);
    /// What ends the application.
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_stop(this: &Host, stop: JsValue);
    /// Tells the host's page that something happened, never what was answered.
    #[wasm_bindgen(method)]
    pub(super) fn emit(this: &Host, name: &str, detail: &JsValue);

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(act: &Function, milliseconds: i32);
}

impl Host {
    /// Has a screen reader say something.
    pub(super) fn say(&self, text: &str) {
        self.status().set_text_content(Some(text));
    }
}

/// Waits.
pub(super) async fn sleep(milliseconds: i32) {
    let timer = js_sys::Promise::new(&mut |done, _| set_timeout(&done, milliseconds));
    // A promise that is never rejected.
    let _ = wasm_bindgen_futures::JsFuture::from(timer).await;
}
