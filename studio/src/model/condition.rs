//! A question's condition as its author sees it: a list of tests, and whether all or any of them have to hold. The document
//! writes one test by itself, and several as a list.

use super::json;
use contract::json::Value;

/// How the tests of a condition go together.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Join {
    /// All of them have to hold.
    #[default]
    All,
    /// One of them is enough.
    Any,
}

impl Join {
    /// Its name in a document.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
        }
    }
}

/// What a test can ask of a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asks {
    /// That it was answered.
    Answered,
    /// That one of these was chosen.
    AnyOf,
    /// That a rating lies in a range.
    Within,
}

/// The tests of a question, and how they go together.
pub fn tests(document: &Value, question: usize) -> (Join, Vec<Value>) {
    let pointer = format!("/questions/{question}/show_if");
    let Some(condition) = json::at(document, &pointer) else { return (Join::All, Vec::new()) };
    for join in [Join::All, Join::Any] {
        if let Some(Value::Array(tests)) = condition.get(join.name()) {
            return (join, tests.clone());
        }
    }
    (Join::All, vec![condition.clone()])
}

/// The pointer of a test within its document.
pub fn pointer(document: &Value, question: usize, test: usize) -> String {
    let condition = format!("/questions/{question}/show_if");
    let joined = [Join::All, Join::Any].into_iter().find(|join| {
        matches!(json::at(document, &condition).and_then(|value| value.get(join.name())), Some(Value::Array(_)))
    });
    joined.map_or(condition.clone(), |join| format!("{condition}/{}/{test}", join.name()))
}

pub(super) fn write(document: &mut Value, question: usize, join: Join, mut tests: Vec<Value>) {
    let condition = match tests.len() {
        0 => None,
        // How several go together is kept while there is one: another one may follow.
        1 if join == Join::All => tests.pop(),
        _ => Some(Value::object([(join.name(), Value::Array(tests))])),
    };
    json::set(document, &format!("/questions/{question}/show_if"), condition);
}

/// What a test asks.
pub fn asks(test: &Value) -> Asks {
    if test.get("any_of").is_some() {
        Asks::AnyOf
    } else if test.get("at_least").is_some() || test.get("at_most").is_some() {
        Asks::Within
    } else {
        Asks::Answered
    }
}

/// The question that a test is about, where it is there.
pub fn about<'a>(document: &'a Value, test: &Value) -> Option<&'a Value> {
    let id = test.get("question")?.as_str()?;
    json::items(document, "/questions").iter().find(|question| question.get("id").and_then(Value::as_str) == Some(id))
}

/// A test that asks the usual of a question: an answer where there are such, a range of a rating, else that it was answered.
pub(super) fn usual(question: &Value) -> Value {
    let id = question.get("id").cloned().unwrap_or(Value::Null);
    demand(id, question, &[], Asks::AnyOf)
}

/// A test that asks `wanted`, where the question can be asked for it; else that it was answered.
pub(super) fn demand(id: Value, question: &Value, chosen: &[Value], wanted: Asks) -> Value {
    let kind = question.get("kind").and_then(Value::as_str).unwrap_or_default();
    let mut members = vec![("question", id)];
    match (kind, wanted) {
        ("single_choice" | "multiple_choice" | "region", Asks::AnyOf) => {
            members.push(("any_of", Value::Array(chosen.to_vec())));
        }
        ("agreement" | "vote", Asks::AnyOf) => {
            let first = json::text(question, "/statements/0/id");
            members.push(("statement", first.into()));
            members.push(("any_of", Value::Array(chosen.to_vec())));
        }
        ("rating", Asks::AnyOf | Asks::Within) => {
            members.push(("at_least", 1.into()));
            members.push(("at_most", points(question).into()));
        }
        _ => members.push(("answered", true.into())),
    }
    Value::object(members)
}

/// The points of a rating.
pub fn points(question: &Value) -> u32 {
    let labels = json::items(question, "/labels").len();
    let points = question.get("points").and_then(Value::as_integer).unwrap_or(5);
    if labels > 0 { labels as u32 } else { u32::try_from(points).unwrap_or(5).clamp(2, 11) }
}
