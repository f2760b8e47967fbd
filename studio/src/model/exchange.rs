//! A draft as a file, out and in: JSON, YAML, and what GOV.UK publishes of a consultation.

use super::problems::Problem;
use contract::authoring::exchange::{self, Read, Unreadable};
use contract::authoring::{from_govuk, is_govuk};
use contract::json::Value;
use contract::limits;

/// The format of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

impl Format {
    /// By the end of a file's name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "yaml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// The end of a file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }

    /// A document in this format.
    pub fn write(self, document: &Value) -> String {
        match self {
            Self::Json => exchange::to_json(document),
            Self::Yaml => exchange::to_yaml(document),
        }
    }
}

/// What became of an import, in words.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Imported {
    /// Why nothing was taken over.
    pub refused: Vec<String>,
    /// What is to be known of what was taken over.
    pub notes: Vec<String>,
}

impl Imported {
    fn refused(words: impl Into<String>) -> Self {
        Self { refused: vec![words.into()], notes: Vec::new() }
    }
}

/// Reads a file: the document to go on with, where there is one, and what is to be known of it. `problems` finds what is wrong
/// with a document.
pub fn import(text: &str, problems: impl FnOnce(&Value) -> Vec<Problem>) -> (Option<Value>, Imported) {
    if text.len() > limits::DRAFT_BYTES {
        let words = format!("This file is too large: a draft has at most {} KB.", limits::DRAFT_BYTES / 1024);
        return (None, Imported::refused(words));
    }
    let read = match exchange::read(text) {
        Ok(read) => read,
        Err(Unreadable { line, column, words }) => {
            return (None, Imported::refused(format!("Line {line}, character {column}: {words}.")));
        }
    };
    if is_govuk(&read.document) {
        return govuk(&read);
    }
    let Value::Object(members) = &read.document else {
        let words = "This file holds no consultation: one has a title, languages and questions.";
        return (None, Imported::refused(words));
    };
    if members.iter().all(|(name, _)| !["title", "languages", "questions"].contains(&name.as_str())) {
        let words = "This file holds something else than a consultation: it has no title, languages or questions.";
        return (None, Imported::refused(words));
    }
    let wrong = problems(&read.document).into_iter().filter(|problem| !problem.empty && problem.untranslated.is_none());
    let notes = wrong.map(|problem| at_line(&read, &problem.pointer, &problem.place, &problem.words)).collect();
    (Some(read.document), Imported { refused: Vec::new(), notes })
}

fn govuk(read: &Read) -> (Option<Value>, Imported) {
    match from_govuk(&read.document) {
        Ok(imported) => (Some(imported.document), Imported { refused: Vec::new(), notes: imported.notes }),
        Err(all) => {
            let one = |unread: &contract::authoring::Unread| {
                at_line(read, unread.pointer, unread.pointer.trim_start_matches('/'), unread.words)
            };
            (None, Imported { refused: all.iter().map(one).collect(), notes: Vec::new() })
        }
    }
}

fn at_line(read: &Read, pointer: &str, place: &str, words: &str) -> String {
    match read.line(pointer) {
        Some(line) => format!("Line {line}: {place}: {words}"),
        None => format!("{place}: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::problems::problems;

    #[test]
    fn a_file_is_read_and_what_is_wrong_is_said_with_its_line() {
        let yaml = "title:\n  en: Buses\nlanguages: [en]\nquestions:\n  - id: say\n    kind: guess\n    text:\n      en: Say\n";
        let json = "{\"title\": {\"en\": \"Buses\"},\n\"languages\": [\"en\"],\n\"colour\": 1, \"questions\": []}";
        for (text, taken, refused, notes) in [
            (yaml, true, &[][..], &["Line 6: Question 1, kind: "][..]),
            (json, true, &[], &["Line 3: "]),
            ("{\"title\": }", false, &["Line 1, character 11: "], &[]),
            ("title: [1,\nx: 2\n", false, &["Line 2, character "], &[]),
            ("", false, &["Line 1, character 1: the file is empty."], &[]),
            ("- a\n- b\n", false, &["This file holds no consultation"], &[]),
            ("Dear all", false, &["This file holds no consultation"], &[]),
            ("name: Jo\n", false, &["This file holds something else"], &[]),
        ] {
            let (document, imported) = import(text, problems);
            assert_eq!(document.is_some(), taken, "{text}");
            for (found, expected) in [(&imported.refused, refused), (&imported.notes, notes)] {
                assert_eq!(found.len(), expected.len(), "{text}: {imported:?}");
                assert!(found.iter().zip(expected).all(|(own, start)| own.starts_with(start)), "{text}: {imported:?}");
            }
        }
    }

    #[test]
    fn what_is_still_to_be_written_is_no_mistake_of_the_file() {
        let (document, imported) = import("title: {}\nlanguages: [en, cy]\n", problems);
        assert!(document.is_some());
        assert_eq!(imported, Imported::default());
    }

    #[test]
    fn what_govuk_publishes_is_taken_over_as_far_as_it_goes() {
        let item = r#"{"title":"Buses","locale":"en","schema_name":"consultation","details":{"closing_date":"2026-07-24T23:45:00+01:00"}}"#;
        let (document, imported) = import(item, problems);
        assert_eq!(document.unwrap().get("closes_at"), Some(&"2026-07-24T22:45:00Z".into()));
        assert_eq!(imported.notes.len(), 1, "{imported:?}");
        let wrong = item.replace("2026-07-24T23:45:00+01:00", "soon").replace("\"details\"", "\n\"details\"");
        let (document, imported) = import(&wrong, problems);
        assert_eq!(document, None);
        assert!(imported.refused[0].starts_with("Line 2: details/closing_date: "), "{imported:?}");
    }

    #[test]
    fn a_draft_goes_out_and_comes_back_the_same() {
        let document: Value = serde_json::from_str(
            r#"{"title":{"en":"Buses: yes"},"languages":["en"],"questions":[{"id":"no","kind":"free_text","text":{"en":"1. What?\n\nWhy?"}}]}"#,
        )
        .unwrap();
        for format in [Format::Json, Format::Yaml] {
            assert_eq!(Format::parse(format.name()), Some(format));
            let (back, imported) = import(&format.write(&document), problems);
            assert_eq!((back.as_ref(), imported), (Some(&document), Imported::default()), "{format:?}");
        }
    }

    #[test]
    fn a_file_that_no_draft_can_be_is_not_read() {
        let (document, imported) = import(&"a: b\n".repeat(limits::DRAFT_BYTES / 5 + 1), problems);
        assert_eq!(document, None);
        assert!(imported.refused[0].contains("256 KB"), "{imported:?}");
    }
}
