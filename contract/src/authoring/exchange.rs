//! Definitions as files: JSON and YAML, read with the line of each place and written to be read by people.

mod yaml;

use crate::json::Value;
use saphyr::{Mapping, Scalar, Yaml, YamlEmitter};

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it says.
    pub document: Value,
    lines: yaml::Lines,
}

/// Why a file cannot be read, and where. Lines and columns count from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
    /// What is wrong there.
    pub words: String,
}

impl Read {
    /// The line, from 1, in which the value of a JSON pointer begins, or the one around it where that is not there.
    pub fn line(&self, pointer: &str) -> Option<usize> {
        let mut pointer = pointer;
        loop {
            if let Some((_, line)) = self.lines.iter().find(|(own, _)| own == pointer) {
                return Some(*line);
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }
}

/// Reads JSON, or YAML 1.2 in its core schema: `yes` and a date are text. A file that begins with a brace is JSON.
///
/// # Errors
/// The first place that is neither.
pub fn read(text: &str) -> Result<Read, Unreadable> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let document = serde_json::from_str(text).map_err(|error| Unreadable {
            line: error.line(),
            column: error.column(),
            // Its place stands beside it.
            words: error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
        })?;
        // JSON is YAML but for a few escapes: where it is not, its lines stay unknown.
        let lines = yaml::parse(text).map_or_else(|_| Vec::new(), |(_, lines)| lines);
        return Ok(Read { document, lines });
    }
    let (document, lines) = yaml::parse(text)?;
    Ok(Read { document, lines })
}

/// Writes JSON, a member a line.
pub fn to_json(document: &Value) -> String {
    // Writing a tree of texts and numbers into memory does not fail.
    serde_json::to_string_pretty(document).map(|text| text + "\n").unwrap_or_default()
}

/// Writes YAML, with longer texts line by line.
pub fn to_yaml(document: &Value) -> String {
    let mut text = String::new();
    let mut emitter = YamlEmitter::new(&mut text);
    emitter.multiline(true);
    // Writing into memory does not fail.
    let _ = emitter.dump(&node(document));
    // The mark at the beginning of a document is for files that hold several.
    let text = format!("{}\n", text.trim_start_matches("---\n").trim_end_matches('\n'));
    // Blank lines are written with their indentation, which editors take away, and so do we where nothing is lost.
    let bare: Vec<&str> = text.lines().map(|line| if line.trim().is_empty() { "" } else { line }).collect();
    let bare = bare.join("\n") + "\n";
    if read(&bare).is_ok_and(|read| read.document == *document) { bare } else { text }
}

fn node(value: &Value) -> Yaml<'_> {
    let scalar = |scalar: Scalar<'static>| Yaml::Value(scalar);
    match value {
        Value::Null => scalar(Scalar::Null),
        Value::Bool(flag) => scalar(Scalar::Boolean(*flag)),
        Value::Number(number) => match value.as_integer() {
            Some(whole) => scalar(Scalar::Integer(whole)),
            None => scalar(Scalar::FloatingPoint((*number).into())),
        },
        Value::String(text) => Yaml::Value(Scalar::String(text.as_str().into())),
        Value::Array(items) => Yaml::Sequence(items.iter().map(node).collect()),
        Value::Object(members) => {
            let mut mapping = Mapping::new();
            for (name, item) in members {
                mapping.insert(Yaml::Value(Scalar::String(name.as_str().into())), node(item));
            }
            Yaml::Mapping(mapping)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authoring::TEMPLATES;
    use crate::definition::tests::{document, value as of_json};
    use proptest::prelude::*;

    #[test]
    fn definitions_go_there_and_back() {
        let mut all = vec![of_json(document())];
        all.extend(TEMPLATES.iter().map(|template| serde_json::from_str(template.text).unwrap()));
        for document in all {
            for text in [to_json(&document), to_yaml(&document)] {
                assert_eq!(read(&text).unwrap().document, document, "{text}");
            }
        }
    }

    #[test]
    fn yaml_is_what_a_person_would_write() {
        let document =
            r#"{"title":{"en":"Buses: yes"},"summary":{"en":"One\n\nTwo"},"questions":[{"id":"no","required":true}]}"#;
        let text = to_yaml(&serde_json::from_str(document).unwrap());
        assert_eq!(
            text,
            "title:\n  en: \"Buses: yes\"\nsummary:\n  en: |-\n    One\n\n    Two\nquestions:\n  - id: \"no\"\n    required: true\n"
        );
    }

    #[test]
    fn each_place_has_its_line() {
        let yaml = "# Buses\ntitle:\n  en: Buses\nquestions:\n  - id: say\n    kind: free_text\n";
        let json = "{\n\t\"title\": {\"en\": \"\\ud83d\\ude8c\"},\n\n \"questions\": []}";
        let known = read("{\n \"title\": {\"en\": \"Buses\"},\n \"questions\": []}").unwrap();
        for (read, pointer, line) in [
            (read(yaml).unwrap(), "/title/en", Some(3)),
            (read(yaml).unwrap(), "/questions/0/kind", Some(6)),
            (read(yaml).unwrap(), "/questions/0/text", Some(5)),
            (read(yaml).unwrap(), "/languages", Some(2)),
            (known, "/questions", Some(3)),
        ] {
            assert_eq!(read.line(pointer), line, "{pointer}");
        }
        let title = read(json).unwrap().document.get("title").unwrap().to_string();
        assert_eq!(title, "{\"en\":\"🚌\"}", "escapes of JSON that YAML does not have");
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        for (text, line) in [
            ("", 1),
            ("{\"title\": }", 1),
            ("title: a\ntitle: b\n", 2),
            ("title: [1,\nx: 2\n", 2),
            ("a: 1\n---\nb: 2\n", 2),
            ("1: a\n", 1),
            ("a: !local b\n", 1),
            ("a:\n\t- b\n\t c: 1\n", 2),
        ] {
            let found = read(text).unwrap_err();
            assert!(!found.words.is_empty());
            assert_eq!(found.line, line, "{text:?}: {found:?}");
        }
    }

    proptest! {
        /// Texts that look like something else stay texts.
        #[test]
        fn any_text_goes_there_and_back(text in any::<String>().prop_map(|text| text.replace(char::is_control, " "))) {
            let document = Value::object([("text", Value::string(&text))]);
            prop_assert_eq!(read(&to_json(&document)).unwrap().document, document.clone());
            prop_assert_eq!(read(&to_yaml(&document)).unwrap().document, document);
        }
    }
}
