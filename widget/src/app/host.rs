//! What the application sees of the page: one element's side of `loader/app.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// One element's side of the page.
    #[derive(Clone)]
    pub type Host;

    /// Who is told what happens (`Told` in `component.rs`).
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_tell(this: &Host, tell: &JsValue);
    /// What ends the application.
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_stop(this: &Host, stop: JsValue);
    /// Tells the host's page that something happened, never what was answered.
    #[wasm_bindgen(method)]
    pub(super) fn told(this: &Host, name: &str, value: usize);
    /// Has a screen reader say something.
    #[wasm_bindgen(method)]
    pub(super) fn say(this: &Host, text: &str);
    /// Sends the form as it stands. `sent`, `waiting`, `failed`, `closed` or `withdrawn` is told.
    #[wasm_bindgen(method)]
    pub(super) fn send(this: &Host);
    /// Withdraws. `withdrawn` or `kept` is told.
    #[wasm_bindgen(method)]
    pub(super) fn withdraw(this: &Host, receipt: &str);
    /// Says that the page shows what was last rendered. The inputs are filled in from `fields` unless that is blank; `news`:
    /// there is something to bring to the person.
    #[wasm_bindgen(method)]
    pub(super) fn rendered(this: &Host, fields: &str, news: bool);
}
