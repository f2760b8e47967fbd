//! Going through a form in parts, forth and back: the same in the application and, without it, on the edge.

use crate::answer::{AnswerIssue, Reading};
use crate::questionnaire::Questionnaire;
use std::ops::Range;

/// What a press of a form's button leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turn {
    /// The part of this number; the number behind the last is that where all answers are checked.
    Part(usize),
    /// The part of this number, for this is wrong in it.
    Wrong(usize, Vec<AnswerIssue>),
    /// The answers are sent.
    Send,
}

/// Where a person goes from the part `at`. `go` is the value of the button: `back`, the number of a question, or anything
/// else for onwards. A part in which no question's condition is met is passed over; a form of one part is sent at once.
pub fn turn(asked: &Questionnaire, reading: &Reading, unscripted: bool, at: usize, go: &str) -> Turn {
    let parts = asked.parts(unscripted);
    if let Ok(question) = go.parse::<usize>() {
        return Turn::Part(parts.iter().position(|part| part.contains(&question)).unwrap_or(at));
    }
    let any_shown = |part: &Range<usize>| reading.shown[part.clone()].contains(&true);
    if go == "back" {
        return Turn::Part(parts.iter().take(at).rposition(any_shown).unwrap_or(0));
    }
    if at >= parts.len() {
        return Turn::Send;
    }
    let wrong = issues_at(asked, reading, unscripted, at);
    if !wrong.is_empty() {
        return Turn::Wrong(at, wrong);
    }
    if parts.len() == 1 {
        return Turn::Send;
    }
    let next = parts.iter().skip(at + 1).position(any_shown).map(|ahead| at + 1 + ahead);
    Turn::Part(next.unwrap_or(parts.len()))
}

/// What is wrong in the part `at`. What is wrong with the whole is shown in its only part, or where all is checked.
pub fn issues_at(asked: &Questionnaire, reading: &Reading, unscripted: bool, at: usize) -> Vec<AnswerIssue> {
    let parts = asked.parts(unscripted);
    let Some(part) = parts.get(at).filter(|_| parts.len() > 1) else { return reading.issues.clone() };
    let here = |issue: &&AnswerIssue| {
        asked.questions()[part.clone()].iter().any(|question| issue.question.as_ref() == Some(question.id()))
    };
    reading.issues.iter().filter(here).cloned().collect()
}

/// The first part in which anything is wrong, for answers that were sent and refused.
pub fn first_wrong(asked: &Questionnaire, reading: &Reading, unscripted: bool) -> usize {
    let parts = asked.parts(unscripted).len();
    (0..parts).find(|at| !issues_at(asked, reading, unscripted, *at).is_empty()).unwrap_or(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Definition;

    #[test]
    fn forth_and_back() {
        let question = |id: &str, extra: serde_json::Value| {
            let mut question = serde_json::json!({"id": id, "kind": "free_text", "text": {"en": "Q"}});
            question.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            question
        };
        let document = serde_json::json!({"title": {"en": "T"}, "languages": ["en"], "questions": [
            question("a", serde_json::json!({})),
            question("b", serde_json::json!({"required": true, "part": {"en": "P"}})),
            question("c", serde_json::json!({"part": {"en": "P"}, "show_if": {"question": "a", "answered": true}})),
            question("d", serde_json::json!({"part": {"en": "P"}})),
        ]});
        let definition = Definition::parse(&crate::definition::tests::value(document)).unwrap();
        let asked = definition.questionnaire();
        let read = |fields: &[(&str, &str)]| Reading::of(asked, &asked.answers_from_fields(fields));
        let (blank, full) = (read(&[]), read(&[("answers.a", "x"), ("answers.b", "x")]));
        let some = read(&[("answers.b", "x")]);
        for (reading, at, go, expected) in [
            (&blank, 0, "next", Turn::Part(1)),
            (&full, 1, "next", Turn::Part(2)),
            (&some, 1, "", Turn::Part(3)),
            (&some, 3, "next", Turn::Part(4)),
            (&some, 3, "back", Turn::Part(1)),
            (&full, 3, "back", Turn::Part(2)),
            (&full, 4, "back", Turn::Part(3)),
            (&full, 0, "back", Turn::Part(0)),
            (&full, 4, "2", Turn::Part(2)),
            (&full, 4, "77", Turn::Part(4)),
            (&full, 4, "", Turn::Send),
            (&full, 99, "", Turn::Send),
        ] {
            assert_eq!(turn(asked, reading, false, at, go), expected, "from {at} by {go:?}");
        }
        assert!(matches!(turn(asked, &blank, false, 1, "next"), Turn::Wrong(1, issues) if issues.len() == 1));
        assert_eq!(first_wrong(asked, &blank, false), 1);
        assert_eq!(first_wrong(asked, &full, false), 4);
    }
}
