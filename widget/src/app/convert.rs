//! From JavaScript's values to the contract's: `JSON.parse` is the browser's, so that no parser travels.

use contract::json::Value;
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

pub(super) fn value(js: &JsValue) -> Value {
    if let Some(text) = js.as_string() {
        Value::String(text)
    } else if let Some(number) = js.as_f64() {
        Value::Number(number)
    } else if let Some(flag) = js.as_bool() {
        Value::Bool(flag)
    } else if Array::is_array(js) {
        Value::Array(js.unchecked_ref::<Array>().iter().map(|item| value(&item)).collect())
    } else if js.is_object() {
        let members = Object::entries(js.unchecked_ref());
        let member = |pair: JsValue| {
            let pair: Array = pair.unchecked_into();
            (pair.get(0).as_string().unwrap_or_default(), value(&pair.get(1)))
        };
        Value::Object(members.iter().map(member).collect())
    } else {
        Value::Null
    }
}

/// Pairs of strings: what a form holds. Files, which no form here has, become blank.
pub(super) fn fields(pairs: &Array) -> Vec<(String, String)> {
    let text = |pair: &Array, index| pair.get(index).as_string().unwrap_or_default();
    pairs.iter().map(|pair| pair.unchecked_into()).map(|pair: Array| (text(&pair, 0), text(&pair, 1))).collect()
}
