//! `free_text`: words. Answer: `"..."`.

use super::Faults;
use crate::answer::AnswerFault;
use crate::document::Members;
use crate::json::Value;
use crate::limits;
use crate::packed::packed;

/// Words, up to a length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FreeText {
    max_length: usize,
}

packed!(FreeText { max_length });

impl FreeText {
    pub(super) const MEMBERS: &'static [&'static str] = &["max_length"];

    /// Characters (Unicode scalar values) that an answer may have.
    pub fn max_length(&self) -> usize {
        self.max_length
    }

    /// The characters of a text as they count towards the limit: in the form in which it is kept.
    pub fn characters(text: &str) -> usize {
        normalise(text).chars().count()
    }

    pub(super) fn parse(members: &Members<'_>) -> Option<Self> {
        let max_length = match members.get("max_length") {
            None => limits::FREE_TEXT_DEFAULT,
            Some(member) => member.integer(1, limits::FREE_TEXT_MAX as i64)? as usize,
        };
        Some(Self { max_length })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        members.push(("max_length".to_owned(), Value::Number(self.max_length as f64)));
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<String> {
        let Some(text) = value.as_str() else {
            faults.add(AnswerFault::WrongType);
            return None;
        };
        let text = normalise(text);
        if text.chars().count() > self.max_length {
            faults.add(AnswerFault::TooLong { limit: self.max_length });
            return None;
        }
        (!text.is_empty()).then_some(text)
    }
}

/// The text as it is kept and counted: line ends as `\n` (a form sends `\r\n`), no other control characters, no white
/// space around it. So one text has one form, whichever way it was sent, and a retry compares equal.
fn normalise(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => kept.push('\n'),
            '\n' | '\t' => kept.push(character),
            other if other.is_control() => {}
            other => kept.push(other),
        }
    }
    kept.trim().to_owned()
}
