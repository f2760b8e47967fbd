//! Places in a document: JSON pointers (RFC 6901), read and written. The names that a definition has need no escaping.

use contract::json::Value;

/// What stands at a pointer.
pub fn at<'a>(document: &'a Value, pointer: &str) -> Option<&'a Value> {
    segments(pointer).try_fold(document, |value, segment| match value {
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        _ => value.get(segment),
    })
}

/// The text at a pointer; nothing where there is none.
pub fn text<'a>(document: &'a Value, pointer: &str) -> &'a str {
    at(document, pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The items of the list at a pointer; none where there is no list.
pub fn items<'a>(document: &'a Value, pointer: &str) -> &'a [Value] {
    match at(document, pointer) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// The list at a pointer, made where there is none.
pub(super) fn list<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Vec<Value> {
    let place = place(document, pointer);
    if !matches!(place, Value::Array(_)) {
        *place = Value::Array(Vec::new());
    }
    match place {
        Value::Array(items) => items,
        _ => unreachable!("it is a list since the line above"),
    }
}

/// Puts a value at a pointer, or takes away what is there; an object that is left empty goes too, but for the document.
pub(super) fn set(document: &mut Value, pointer: &str, value: Option<Value>) {
    if let Some(value) = value {
        *place(document, pointer) = value;
        return;
    }
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if at(document, pointer).is_none() {
        return;
    }
    match place(document, parent) {
        Value::Array(items) => {
            if let Some(index) = name.parse::<usize>().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        Value::Object(members) => {
            members.retain(|(own, _)| own != name);
            if members.is_empty() && !parent.is_empty() && !ends_in_index(parent) {
                set(document, parent, None);
            }
        }
        _ => {}
    }
}

/// The place of a pointer, with every object on the way to it.
fn place<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    segments(pointer).fold(document, |value, segment| {
        if let Value::Array(_) = value {
            let Value::Array(items) = value else { unreachable!("just looked at") };
            let index = segment.parse::<usize>().unwrap_or(items.len()).min(items.len());
            if index == items.len() {
                items.push(Value::Null);
            }
            return &mut items[index];
        }
        if !matches!(value, Value::Object(_)) {
            *value = Value::Object(Vec::new());
        }
        let Value::Object(members) = value else { unreachable!("it is an object since the line above") };
        let index = members.iter().position(|(own, _)| own == segment).unwrap_or_else(|| {
            members.push((segment.to_owned(), Value::Null));
            members.len() - 1
        });
        &mut members[index].1
    })
}

fn segments(pointer: &str) -> impl Iterator<Item = &str> {
    pointer.split('/').skip(1)
}

fn ends_in_index(pointer: &str) -> bool {
    pointer.rsplit('/').next().is_some_and(|last| last.parse::<usize>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn places_are_written_and_taken_away() {
        for (before, pointer, put, after) in [
            (r#"{}"#, "/title/en", Some("\"T\""), r#"{"title":{"en":"T"}}"#),
            (r#"{"title":{"en":"T"}}"#, "/title/en", None, r#"{}"#),
            (r#"{"title":{"en":"T","cy":"C"}}"#, "/title/en", None, r#"{"title":{"cy":"C"}}"#),
            (r#"{"a":[{"b":1},{"c":2}]}"#, "/a/1/d", Some("3"), r#"{"a":[{"b":1},{"c":2,"d":3}]}"#),
            (r#"{"a":[{"b":{"en":"x"}}]}"#, "/a/0/b/en", None, r#"{"a":[{}]}"#),
            (r#"{"a":[1,2]}"#, "/a/0", None, r#"{"a":[2]}"#),
            (r#"{"a":1}"#, "/b/c", None, r#"{"a":1}"#),
            (r#"{"a":1}"#, "/a/b", Some("2"), r#"{"a":{"b":2}}"#),
        ] {
            let mut document = value(before);
            set(&mut document, pointer, put.map(value));
            assert_eq!(document.to_string(), after, "{before} {pointer}");
        }
    }

    #[test]
    fn what_is_not_there_reads_as_nothing() {
        let document = value(r#"{"a":[{"b":"x"}],"n":1}"#);
        assert_eq!(text(&document, "/a/0/b"), "x");
        for pointer in ["/a/1/b", "/a/x", "/n", "/n/b", "/z"] {
            assert_eq!(text(&document, pointer), "", "{pointer}");
        }
        assert_eq!(items(&document, "/a").len(), 1);
        assert!(items(&document, "/n").is_empty());
    }
}
