//! Definitions as files, for the studio: read from JSON, YAML and what GOV.UK publishes, and written as YAML. Nothing is stored.

use crate::answers::Call;
use crate::reply::{Body, Refused, Reply, Wrong};
use contract::authoring::exchange::{self, Read};
use contract::authoring::{from_govuk, is_govuk};
use contract::json::Value;
use contract::{Definition, Problem, limits};

/// Bytes of a request with a file in it: each of the file's may have to be escaped.
const FILE_BYTES: usize = 2 * limits::DRAFT_BYTES;

/// `POST /d/{department}/studio/_import`: `{"file": "..."}`, read. Told are the definition, the line of each place in it that is
/// not sound, and what of the file is not in it.
pub(crate) async fn import(call: &Call<'_>) -> Result<Reply, Refused> {
    let body = call.request.json(FILE_BYTES).await?;
    let alone = matches!(&body, Value::Object(members) if members.len() == 1);
    let file = body.get("file").and_then(Value::as_str).filter(|_| alone).ok_or(Problem::MalformedRequest)?;
    if file.len() > limits::DRAFT_BYTES {
        return Err(Problem::BodyTooLarge.into());
    }
    let (document, lines, notes) = taken(file)?;
    let line = |(pointer, line): (String, usize)| {
        Value::object([("pointer", Value::String(pointer)), ("line", (line as u32).into())])
    };
    let body = Value::object([
        ("definition", document),
        ("lines", Value::Array(lines.into_iter().map(line).collect())),
        ("notes", Value::Array(notes.into_iter().map(Value::String).collect())),
    ]);
    Ok(Reply::json(200, &body).with("cache-control", "no-store"))
}

/// `POST /d/{department}/studio/_yaml`: the document that is sent, as YAML.
pub(crate) async fn yaml(call: &Call<'_>) -> Result<Reply, Refused> {
    let document = call.request.json(limits::DRAFT_BYTES).await?;
    if !matches!(document, Value::Object(_)) {
        return Err(Problem::MalformedRequest.into());
    }
    let text = exchange::to_yaml(&document);
    Ok(Reply::new(200, "application/yaml", Body::Text(text)).with("cache-control", "no-store"))
}

type Taken = (Value, Vec<(String, usize)>, Vec<String>);

/// A definition from a file, as far as it goes: its document, lines and notes.
fn taken(file: &str) -> Result<Taken, Refused> {
    let read = exchange::read(file).map_err(|unreadable| {
        refused(vec![format!("Line {}, character {}: {}.", unreadable.line, unreadable.column, unreadable.words)])
    })?;
    if is_govuk(&read.document) {
        let imported = from_govuk(&read.document).map_err(|unread| {
            let words = |pointer: &str, words: &str| match read.line(pointer) {
                Some(line) => format!("Line {line}, {}: {words}", pointer.trim_start_matches('/')),
                None => format!("{}: {words}", pointer.trim_start_matches('/')),
            };
            refused(unread.iter().map(|unread| words(unread.pointer, unread.words)).collect())
        })?;
        return Ok((imported.document, Vec::new(), imported.notes));
    }
    let is_definition = matches!(&read.document, Value::Object(members)
        if members.iter().any(|(name, _)| ["title", "languages", "questions"].contains(&name.as_str())));
    if !is_definition {
        let words = "This file holds something else than a consultation: that has a title, languages and questions.";
        return Err(refused(vec![words.to_owned()]));
    }
    let lines = lines(&read);
    Ok((read.document, lines, Vec::new()))
}

/// Where the places stand that are not sound.
fn lines(read: &Read) -> Vec<(String, usize)> {
    let Err(issues) = Definition::parse(&read.document) else { return Vec::new() };
    let line = |pointer: String| Some((read.line(&pointer)?, pointer));
    issues.into_iter().filter_map(|issue| line(issue.pointer)).map(|(line, pointer)| (pointer, line)).collect()
}

fn refused(words: Vec<String>) -> Refused {
    let wrong = |detail: String| Wrong { problem: None, pointer: String::new(), detail };
    Refused { errors: words.into_iter().map(wrong).collect(), ..Problem::InvalidDefinition.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_what_is_wrong_is_said_with_its_line() {
        let faulty = "title:\n  en: Buses\nlanguages: [en]\nquestions:\n  - id: say\n    kind: guess\n    text:\n      en: Say\n";
        let govuk = r#"{"title":"Buses","schema_name":"consultation","details":{"closing_date":"2026-07-24T23:45:00Z","body":"b"}}"#;
        for (file, lines, notes) in [(faulty, &[("/questions/0/kind", 6)][..], 0), (govuk, &[], 2)] {
            let (document, found, told) = taken(file).unwrap_or_else(|_| panic!("{file}"));
            let found: Vec<(&str, usize)> = found.iter().map(|(pointer, line)| (pointer.as_str(), *line)).collect();
            assert_eq!((found.as_slice(), told.len()), (lines, notes), "{file}");
            assert!(document.get("languages").is_some(), "{file}");
        }
        for (file, expected) in [
            ("{\"title\": }", "Line 1, character 11: expected value."),
            ("", "Line 1, character 1: the file is empty."),
            ("- a\n", "This file holds something else"),
            ("Dear all", "This file holds something else"),
            ("name: Jo\n", "This file holds something else"),
            (
                "{\"title\":\"Buses\",\"schema_name\":\"consultation\",\n\"details\":{\"closing_date\":\"soon\"}}",
                "Line 2, details/closing_date: This should be a moment",
            ),
        ] {
            let Err(refused) = taken(file) else { panic!("{file}") };
            assert_eq!(refused.problem, Problem::InvalidDefinition, "{file}");
            assert!(refused.errors[0].detail.starts_with(expected), "{file}: {}", refused.errors[0].detail);
        }
    }
}
