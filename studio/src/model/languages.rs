//! The languages that a draft promises: every text is to be there in each of them.

use super::{json, make};
use contract::Lang;
use contract::json::Value;

/// The language that every text has.
pub fn first_language(document: &Value) -> Lang {
    languages_of(document).first().copied().unwrap_or(Lang::En)
}

/// The languages that are promised, of those that the interface has.
pub fn languages_of(document: &Value) -> Vec<Lang> {
    let codes = json::items(document, "/languages").iter().filter_map(Value::as_str);
    let mut languages: Vec<Lang> = Vec::new();
    for code in codes {
        languages.extend(Lang::ALL.into_iter().find(|lang| lang.code() == code && !languages.contains(lang)));
    }
    languages
}

/// A language is promised, or no longer: its texts then go. The last one stays, since without a language there is no text.
pub(super) fn promise(document: &mut Value, lang: Lang, promised: bool) {
    let languages = json::list(document, "/languages");
    let index = languages.iter().position(|own| own.as_str() == Some(lang.code()));
    match (index, promised) {
        (None, true) => {
            languages.push(lang.code().into());
            if lang == Lang::Cy {
                translate_points(document);
            }
        }
        (Some(index), false) if languages.len() > 1 => {
            languages.remove(index);
            let left = languages_of(document);
            strip(document, &left);
        }
        _ => {}
    }
}

/// Puts in the Welsh of those points of scales that nobody wrote: it is known, and was left out while Welsh was not promised.
fn translate_points(document: &mut Value) {
    for index in 0..json::items(document, "/questions").len() {
        let scale = format!("/questions/{index}/scale");
        if json::at(document, &scale).is_none() {
            continue;
        }
        for point in json::list(document, &scale) {
            let known = make::welsh_point(json::text(point, "/text/en"));
            if let Some(welsh) = known.filter(|_| json::text(point, "/text/cy").is_empty()) {
                json::set(point, "/text/cy", Some(welsh.into()));
            }
        }
    }
}

/// Takes the texts in other languages than these out of everything that is a text: an object whose names are all languages.
pub(super) fn strip(value: &mut Value, languages: &[Lang]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, languages)),
        Value::Object(members) => {
            let is_lang = |name: &str| Lang::ALL.iter().any(|lang| lang.code() == name);
            if members.iter().all(|(name, _)| is_lang(name)) {
                members.retain(|(name, _)| languages.iter().any(|lang| lang.code() == name));
            } else {
                members.iter_mut().for_each(|(_, member)| strip(member, languages));
            }
        }
        _ => {}
    }
}
