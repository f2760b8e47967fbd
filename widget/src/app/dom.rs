//! Reading and filling the form's inputs. They keep their own values; Yew never sets them.

use super::convert;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement};

/// Everything that can hold a value or focus, in the page's order.
const CONTROLS: &str = "input,textarea,button,summary,a,[tabindex]";

pub(super) fn controls(root: &Element) -> Vec<Element> {
    all(root, CONTROLS)
}

fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)).map(|node| node.unchecked_into()).collect()
}

fn find<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok().flatten().map(|element| element.unchecked_into())
}

/// What the form in `root` holds; `None` where there is none.
pub(super) fn fields_of(root: &Element) -> Option<Vec<(String, String)>> {
    let form: HtmlFormElement = find(root, "form")?;
    let data = FormData::new_with_form(&form).ok()?;
    Some(convert::fields(&Array::from(&data)))
}

/// The value of one field.
pub(super) fn field(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// Fills the form in.
pub(super) fn fill_in(root: &Element, fields: &[(String, String)]) {
    for control in controls(root) {
        if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(&field(fields, &area.name()));
        } else if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            let (name, value) = (input.name(), input.value());
            // Of inputs that are not seen this sets a property that says nothing.
            input.set_checked(fields.iter().any(|(own, held)| *own == name && *held == value));
        }
    }
}

/// What the count under a text area says.
pub(super) fn count(root: &Element, name: &str) -> Option<String> {
    let question = name.split('.').nth(1)?;
    // The identifiers have a dot, which a selector would take for a class.
    let count: Element = find(root, &["[id='count.", question, "']"].concat())?;
    count.text_content()
}

/// Brings what was last said to the person: the last element made for that, else the form's first input.
pub(super) fn focus_news(root: &Element) {
    let news = all(root, "[tabindex]:not([hidden])").pop();
    let target = news.or_else(|| find(root, "input:not([type=hidden]),textarea"));
    if let Some(target) = target {
        let _ = target.unchecked_ref::<HtmlElement>().focus();
    }
}
