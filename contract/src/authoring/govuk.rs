//! What GOV.UK publishes of a consultation, as a definition to go on from.
//!
//! Source: the content item of a consultation (`https://www.gov.uk/api/content/...`), schema `consultation`: `title`,
//! `description`, `locale`, and in `details` `opening_date`, `closing_date` and `ways_to_respond`. The questions stand in a
//! document of their own there, if anywhere: they are still to be written.

use crate::json::Value;
use crate::locale::Lang;
use crate::time::Timestamp;

/// What was taken over.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// The definition as far as it goes.
    pub document: Value,
    /// What was not taken over, and what is to be done about it, a sentence each.
    pub notes: Vec<String>,
}

/// A field that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// Where: a JSON pointer.
    pub pointer: &'static str,
    /// What is wrong with it.
    pub words: &'static str,
}

/// Whether a document is what GOV.UK publishes, and not a definition of ours.
pub fn is_govuk(document: &Value) -> bool {
    let schema = document.get("schema_name").or_else(|| document.get("document_type")).and_then(Value::as_str);
    schema.is_some_and(|name| name.contains("consultation")) && document.get("details").is_some()
}

/// Reads such a document.
///
/// # Errors
/// Each field that is there and cannot be read, and a title that is not there.
pub fn from_govuk(document: &Value) -> Result<Imported, Vec<Unread>> {
    let mut notes = vec!["Its questions are not among these fields: write them, or begin with a template.".to_owned()];
    let mut wrong = Vec::new();
    let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let lang = match text("locale").map(|code| (code, Lang::parse(code))) {
        Some((_, Some(lang))) => lang,
        Some((code, None)) => {
            notes.push(format!("Its language, “{code}”, is none of the form’s: its texts stand as English."));
            Lang::En
        }
        None => Lang::En,
    };
    let of_lang = |text: &str| Value::object([(lang.code(), Value::string(text))]);
    let mut members = Vec::new();
    match text("title") {
        Some(title) => members.push(("title", of_lang(title))),
        None => wrong.push(Unread { pointer: "/title", words: "This field is missing." }),
    }
    members.extend(text("description").map(|description| ("summary", of_lang(description))));
    members.push(("languages", Value::Array(vec![lang.code().into()])));
    let detail = |name: &str| document.get("details").and_then(|details| details.get(name));
    for (name, pointer, own) in
        [("opening_date", "/details/opening_date", "opens_at"), ("closing_date", "/details/closing_date", "closes_at")]
    {
        match detail(name) {
            None | Some(Value::Null) => {}
            Some(value) => match value.as_str().and_then(moment) {
                Some(moment) => members.push((own, Value::String(moment.to_string()))),
                None => {
                    wrong
                        .push(Unread { pointer, words: "This should be a moment, such as 2026-01-31T09:30:00+00:00." });
                }
            },
        }
    }
    for (name, words) in [
        ("body", "Its text is not taken over: the message above the questions is its summary."),
        (
            "ways_to_respond",
            "Its other ways to respond are not taken over: name them in the message, if they stay open.",
        ),
        (
            "final_outcome_detail",
            "Its outcome is not taken over: it is written on the consultation’s own page of outcomes.",
        ),
    ] {
        if detail(name).is_some_and(|value| *value != Value::Null) {
            notes.push(words.to_owned());
        }
    }
    members.push(("questions", Value::Array(Vec::new())));
    if wrong.is_empty() { Ok(Imported { document: Value::object(members), notes }) } else { Err(wrong) }
}

/// Reads RFC 3339 with any offset, and leaves fractions of a second away.
fn moment(text: &str) -> Option<Timestamp> {
    let (whole, rest) = (text.get(..19)?, text.get(19..)?);
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|character: char| character.is_ascii_digit()),
        None => rest,
    };
    let local = Timestamp::parse(&format!("{whole}Z"))?;
    let seconds = match rest.split_at_checked(1)? {
        ("Z", "") => 0,
        (sign @ ("+" | "-"), offset) => {
            let (hours, minutes) = offset.split_once(':')?;
            let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.len() == 2);
            let ahead = number(hours)? * 3_600 + number(minutes)? * 60;
            if sign == "+" { ahead } else { -ahead }
        }
        _ => return None,
    };
    Some(Timestamp::from_unix_seconds(local.unix_seconds() - seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Definition;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    const ITEM: &str = r#"{
        "title": "Ymgynghoriad ar fysiau", "description": "Rydym yn gofyn am farn.", "locale": "cy",
        "schema_name": "consultation", "document_type": "open_consultation",
        "details": {"opening_date": "2026-05-01T09:30:00.000+01:00", "closing_date": "2026-07-24T23:45:00+01:00",
                    "body": "<p>...</p>", "ways_to_respond": {"email": "buses@dept.example"}}
    }"#;

    #[test]
    fn a_content_item_is_a_definition_that_lacks_its_questions() {
        let item = value(ITEM);
        assert!(is_govuk(&item));
        let imported = from_govuk(&item).unwrap();
        let expected = r#"{"title":{"cy":"Ymgynghoriad ar fysiau"},"summary":{"cy":"Rydym yn gofyn am farn."},"languages":["cy"],"opens_at":"2026-05-01T08:30:00Z","closes_at":"2026-07-24T22:45:00Z","questions":[]}"#;
        assert_eq!(imported.document.to_string(), expected);
        assert_eq!(imported.notes.len(), 3, "{:?}", imported.notes);
        let issues = Definition::parse(&imported.document).unwrap_err();
        let places: Vec<&str> = issues.iter().map(|issue| issue.pointer.as_str()).collect();
        assert_eq!(places, ["/questions"]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let item = value(
            r#"{"title": " ", "document_type": "consultation_outcome", "details": {"opening_date": "May", "closing_date": 3}}"#,
        );
        let places: Vec<&str> = from_govuk(&item).unwrap_err().iter().map(|unread| unread.pointer).collect();
        assert_eq!(places, ["/title", "/details/opening_date", "/details/closing_date"]);
        for text in
            [r#"{"title": {"en": "x"}, "languages": ["en"]}"#, r#"{"schema_name": "guide", "details": {}}"#, "[]"]
        {
            assert!(!is_govuk(&value(text)), "{text}");
        }
    }

    #[test]
    fn moments_in_any_offset() {
        for (text, expected) in [
            ("2026-05-01T09:30:00Z", Some("2026-05-01T09:30:00Z")),
            ("2026-05-01T00:30:00+01:00", Some("2026-04-30T23:30:00Z")),
            ("2026-05-01T09:30:00.5-05:30", Some("2026-05-01T15:00:00Z")),
            ("2026-05-01T09:30:00", None),
            ("2026-05-01T09:30:00+1", None),
            ("2026-13-01T09:30:00Z", None),
            ("soon", None),
        ] {
            assert_eq!(moment(text).map(|moment| moment.to_string()).as_deref(), expected, "{text}");
        }
    }
}
