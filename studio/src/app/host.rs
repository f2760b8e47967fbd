//! What the application sees of the page: `loader/studio.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The page.
    #[derive(Clone)]
    pub type Host;

    /// Who is told what happens (`component.rs`).
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_tell(this: &Host, tell: &JsValue);
    /// Keeps the document as it is now, for when the application breaks off; `unsaved`: leaving the page would lose something.
    #[wasm_bindgen(method)]
    pub(super) fn keep(this: &Host, document: &str, unsaved: bool);
    /// Says `due` once so many milliseconds are over.
    #[wasm_bindgen(method)]
    pub(super) fn wait(this: &Host, milliseconds: u32);
    /// Saves the document, over the version that this page knows. `saved`, `unsaved` or `overtaken` is told.
    #[wasm_bindgen(method)]
    pub(super) fn save(this: &Host, document: &str);
    /// Submits the draft as it was last saved. `submitted` or `refused` is told. `open`: it opens once it is approved.
    #[wasm_bindgen(method)]
    pub(super) fn submit(this: &Host, open: bool);
    /// Shows the document in the preview, a moment later. `previewed` is told.
    #[wasm_bindgen(method)]
    pub(super) fn preview(this: &Host, document: &str, lang: &str, theme: &str);
    /// Asks what a revision asked. `revision` is told, with its number and its document, or with nothing where it did not come.
    #[wasm_bindgen(method)]
    pub(super) fn revision(this: &Host, number: u32);
    /// Has a screen reader say something.
    #[wasm_bindgen(method)]
    pub(super) fn say(this: &Host, text: &str);
    /// Says that the page shows what was last rendered: what a browser keeps of a list of options is brought to what is chosen.
    #[wasm_bindgen(method)]
    pub(super) fn rendered(this: &Host);
    /// Moves focus to the element of that identifier or, where there is none, to the nearest around it.
    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Host, id: &str);
    /// Offers a file.
    #[wasm_bindgen(method)]
    pub(super) fn download(this: &Host, name: &str, text: &str);
    /// Has the edge write a document as YAML and offers that. `unwritten` is told where it does not.
    #[wasm_bindgen(method, js_name = downloadYaml)]
    pub(super) fn download_yaml(this: &Host, name: &str, document: &str);
}
