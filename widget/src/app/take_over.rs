//! Taking over the form that the loader shows, with what was typed, chosen, focused and opened.
//!
//! Not Yew's hydration: that empties fields, and panics where a browser's translation changed the text. Yew renders afresh
//! beside the form, the inputs are filled in from it, and the two change places, all in one task: no event gets between.

use super::component::{App, Setup};
use super::dom;
use super::host::{Host, sleep};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlDetailsElement, HtmlElement, HtmlTextAreaElement, ShadowRoot};

/// Waits for the end of a press, a key, a composition or a request, which a change of places would break off; then starts
/// the application. It takes over in its first `rendered`.
pub(super) async fn when_quiet(setup: Setup) {
    let host = setup.host.clone();
    while host.busy() {
        sleep(50).await;
    }
    let place = host.place();
    let shown = dom::fields_of(&place);
    // Gone or closed meanwhile, or not what was asked when the words were fetched: the loader's form stays.
    if !place.is_connected() || !(host.receipt().is_some() || shown.is_some_and(|fields| setup.fits(&fields))) {
        return;
    }
    let handle = yew::Renderer::<App>::with_root_and_props(setup.root.clone(), setup).render();
    host.set_stop(Closure::once_into_js(move || handle.destroy()));
}

/// Puts `new`, just rendered and not yet in the page, in the place of the loader's content.
pub(super) fn change_places(host: &Host, new: &Element, fields: &[(String, String)]) {
    let place = host.place();
    let Some(old) = place.first_element_child() else { return };
    dom::fill_in(new, fields);
    let focused = place.get_root_node().unchecked_into::<ShadowRoot>().active_element();
    // Both stand in the page for a moment that is never painted: focus moves straight from one to the other.
    let _ = place.append_child(new);
    for (old, new) in dom::controls(&old).iter().zip(dom::controls(new)) {
        if old.get_attribute("name") != new.get_attribute("name") {
            break;
        }
        if let (Some(old), Some(new)) = (old.dyn_ref::<HtmlTextAreaElement>(), new.dyn_ref::<HtmlTextAreaElement>()) {
            // Set where the person pulled it larger.
            new.style().set_css_text(&old.style().css_text());
            new.set_scroll_top(old.scroll_top());
        }
        if let (Some(old), Some(new)) = (details(old), details(&new)) {
            new.set_open(old.open());
        }
        if Some(old) == focused.as_ref() {
            focus(old, &new);
        }
    }
    old.remove();
}

fn details(summary: &Element) -> Option<HtmlDetailsElement> {
    summary.parent_element()?.dyn_into().ok()
}

fn focus(old: &Element, new: &Element) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = new.unchecked_ref::<HtmlElement>().focus_with_options(&options);
    if let (Some(old), Some(new)) = (old.dyn_ref::<HtmlTextAreaElement>(), new.dyn_ref::<HtmlTextAreaElement>()) {
        let _ = new.set_selection_start(old.selection_start().ok().flatten());
        let _ = new.set_selection_end(old.selection_end().ok().flatten());
        if let Ok(Some(direction)) = old.selection_direction() {
            let _ = new.set_selection_direction(Some(&direction));
        }
    }
}

/// Which of `questions` holds focus in the loader's form: it stays in sight though its condition may not be met.
pub(super) fn focused_question(host: &Host, questions: &[contract::Question]) -> Option<usize> {
    let focused = host.place().get_root_node().unchecked_into::<ShadowRoot>().active_element()?;
    let name = focused.get_attribute("name")?;
    let id = name.split('.').nth(1)?;
    questions.iter().position(|question| question.id().as_str() == id)
}

/// A detail for an event.
pub(super) fn code(code: &str) -> JsValue {
    let detail = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&detail, &"code".into(), &code.into());
    detail.into()
}
