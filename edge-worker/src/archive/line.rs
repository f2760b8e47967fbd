//! A response in a line of an archive, with its tags.
//!
//! Answers stand as the API has them, and are read as the API reads them, by the questions of their revision: what could not
//! have been recorded is no answer. A line has one form alone, so that nothing is in it that is not read.

use crate::ledger::{Body, Content, Fingerprint, Position, Record, ResponseId};
use crate::objects::marks::{self, Mark};
use contract::json::Value;
use contract::{Answers, Consultation, Lang, PageAddress, SiteId, Timestamp};

/// A response, with its place, its key and its tags.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Line {
    pub(crate) place: Position,
    pub(crate) id: ResponseId,
    pub(crate) record: Record,
    pub(crate) tags: Vec<Mark>,
}

impl Line {
    /// The line, without its end.
    pub(crate) fn write(&self) -> String {
        let moment = |at: Timestamp| Value::string(at.to_string());
        let number = |number: u64| Value::Number(number as f64);
        let record = &self.record;
        let left = match &record.body {
            Body::Here(_) => "all",
            Body::Withdrawn => "withdrawn",
            Body::Deleted => "deleted",
        };
        let mut members = vec![
            ("place", Value::Array(vec![number(self.place.0), number(self.place.1.into())])),
            ("key", Value::string(hex(self.id.bytes()))),
            ("fingerprint", Value::string(hex(record.fingerprint.bytes()))),
            ("recorded_at", moment(record.recorded_at)),
            ("changed_at", record.changed_at.map_or(Value::Null, moment)),
            ("left", left.into()),
        ];
        if let Body::Here(content) = &record.body {
            members.extend([
                ("revision", content.revision.into()),
                ("site", content.site.as_str().into()),
                ("lang", content.lang.code().into()),
                ("page", content.page.as_ref().map_or(Value::Null, |page| Value::string(page.to_string()))),
                ("answers", content.answers_value()),
            ]);
        }
        let tag = |mark: &Mark| {
            Value::object([
                ("tag", mark.tag.as_str().into()),
                ("note", mark.note.as_str().into()),
                ("by", mark.by.as_str().into()),
                ("at", moment(Timestamp::from_unix_seconds(mark.at))),
            ])
        };
        if !self.tags.is_empty() {
            members.push(("tags", Value::Array(self.tags.iter().map(tag).collect())));
        }
        Value::object(members).to_string()
    }

    /// Reads a line. Personal information in a text is taken out, as of every answer that is recorded.
    pub(super) fn read(text: &str, consultation: &Consultation) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|_| "it is not JSON".to_owned())?;
        let mut line = read(&value, consultation)?;
        // Whatever else stands in it would be lost.
        if line.write() != text {
            return Err("it is not written as this program writes it, or says more than a response does".to_owned());
        }
        if let Body::Here(content) = &mut line.record.body {
            let asked = consultation.revision(content.revision).map(|revision| revision.definition.questionnaire());
            let parsed = asked.map(|asked| Answers::parse(asked, &content.answers_value()));
            if let Some(Ok(mut answers)) = parsed {
                answers.remove_personal();
                content.answers = answers.iter().map(|(id, answer)| (id.clone(), answer.clone())).collect();
            }
        }
        Ok(line)
    }
}

fn read(value: &Value, consultation: &Consultation) -> Result<Line, String> {
    let wrong = |member: &str| format!("\"{member}\" is missing or cannot be read");
    let text = |member: &str| value.get(member).and_then(Value::as_str).ok_or_else(|| wrong(member));
    let moment = |member: &str| Timestamp::parse(text(member)?).ok_or_else(|| wrong(member));
    let bytes = |member: &str| unhex::<16>(text(member)?).ok_or_else(|| wrong(member));
    let place = match value.get("place") {
        Some(Value::Array(place)) => match (place.first().and_then(whole), place.get(1).and_then(whole)) {
            (Some(sequence), Some(index)) if sequence > 0 && index < 1_024 => Position(sequence, index as u32),
            _ => return Err(wrong("place")),
        },
        _ => return Err(wrong("place")),
    };
    let body = match text("left")? {
        "all" => Body::Here(content(value, consultation)?),
        "withdrawn" => Body::Withdrawn,
        "deleted" => Body::Deleted,
        _ => return Err(wrong("left")),
    };
    let tags = match value.get("tags") {
        None => Vec::new(),
        Some(Value::Array(tags)) if tags.len() <= marks::TAGS => {
            tags.iter().map(tag).collect::<Option<_>>().ok_or_else(|| wrong("tags"))?
        }
        Some(_) => return Err(wrong("tags")),
    };
    let changed_at = match value.get("changed_at") {
        Some(Value::Null) => None,
        _ => Some(moment("changed_at")?),
    };
    let fingerprint = Fingerprint::from_bytes(bytes("fingerprint")?);
    let record = Record { recorded_at: moment("recorded_at")?, changed_at, fingerprint, body };
    Ok(Line { place, id: ResponseId::from_bytes(bytes("key")?), record, tags })
}

fn content(value: &Value, consultation: &Consultation) -> Result<Content, String> {
    let wrong = |member: &str| format!("\"{member}\" is missing or cannot be read");
    let text = |member: &str| value.get(member).and_then(Value::as_str).ok_or_else(|| wrong(member));
    let number = value.get("revision").and_then(whole).and_then(|number| u32::try_from(number).ok());
    let revision = number.and_then(|number| consultation.revision(number)).ok_or("there is no such revision")?;
    let answers = value.get("answers").ok_or_else(|| wrong("answers"))?;
    let answers = Answers::parse(revision.definition.questionnaire(), answers).map_err(|issues| {
        let pointer = issues.first().map_or("/answers", |issue| issue.pointer.as_str());
        format!("its revision does not take what is at {pointer}")
    })?;
    Ok(Content {
        revision: revision.number,
        site: SiteId::parse(text("site")?).ok_or_else(|| wrong("site"))?,
        lang: Lang::parse(text("lang")?).ok_or_else(|| wrong("lang"))?,
        page: match value.get("page") {
            Some(Value::Null) => None,
            _ => Some(PageAddress::parse(text("page")?).ok_or_else(|| wrong("page"))?),
        },
        answers: answers.iter().map(|(id, answer)| (id.clone(), answer.clone())).collect(),
    })
}

fn tag(value: &Value) -> Option<Mark> {
    let text = |member: &str, most: usize| {
        value.get(member)?.as_str().filter(|text| text.chars().count() <= most).map(str::to_owned)
    };
    let at = Timestamp::parse(value.get("at")?.as_str()?)?.unix_seconds();
    // Who put it there: a token's name, or an address.
    Some(Mark { tag: text("tag", marks::TAG)?, note: text("note", marks::NOTE)?, by: text("by", 320)?, at })
}

fn whole(value: &Value) -> Option<u64> {
    value.as_integer().and_then(|number| u64::try_from(number).ok())
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// Reads what [`hex`] wrote.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}
