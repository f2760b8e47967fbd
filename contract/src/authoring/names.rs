//! How questions, options and conditions are called in a sentence, whether or not their document is sound.

use crate::json::Value;
use crate::locale::Lang;

/// Characters of a text that stand in a sentence: more hides the sentence.
const QUOTED: usize = 80;

/// A text's own words in its first language.
pub(super) fn words(text: Option<&Value>) -> Option<&str> {
    match text? {
        Value::Object(members) => {
            members.iter().find_map(|(_, text)| text.as_str()).filter(|text| !text.trim().is_empty())
        }
        _ => None,
    }
}

/// What a sentence calls something that has words and an identifier.
pub(super) fn name(item: &Value) -> String {
    match words(item.get("text")).or_else(|| item.get("name")?.as_str()) {
        Some(words) => quoted(words),
        None => quoted(item.get("id").and_then(Value::as_str).unwrap_or("without a name")),
    }
}

/// A text in quotation marks, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    let mut cut: String = text.chars().take(QUOTED).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("“{cut}”")
}

/// A language as a sentence in English names it; a code that is none stays one.
pub fn language(code: &str) -> String {
    let name = match Lang::parse(code) {
        Some(Lang::En) => "English",
        Some(Lang::Cy) => "Welsh",
        Some(Lang::Pl) => "Polish",
        Some(Lang::Ur) => "Urdu",
        Some(Lang::Ar) => "Arabic",
        None => code,
    };
    name.to_owned()
}

/// A condition in words: `“stage” is “after”`. Identifiers stay as they are, since options of one name may be in several
/// questions. `questions`: those of its document; an end of a range that its scale has anyway is not told.
pub fn condition(value: &Value, questions: &[Value]) -> String {
    for (name, word) in [("all", " and "), ("any", " or ")] {
        if let Some(Value::Array(items)) = value.get(name) {
            return items.iter().map(|item| condition(item, questions)).collect::<Vec<_>>().join(word);
        }
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or("?");
    let subject = match value.get("statement") {
        Some(_) => format!("“{}” of “{}”", text("statement"), text("question")),
        None => format!("“{}”", text("question")),
    };
    let number = |name: &str| value.get(name).and_then(Value::as_integer);
    let on = questions.iter().find(|question| question.get("id").and_then(Value::as_str) == Some(text("question")));
    let most = number("at_most").filter(|most| on.and_then(points) != Some(*most));
    match (value.get("any_of"), number("at_least").filter(|least| *least > 1), most) {
        (Some(Value::Array(items)), ..) => {
            let items: Vec<String> = items.iter().filter_map(Value::as_str).map(|item| format!("“{item}”")).collect();
            format!("{subject} is {}", items.join(" or "))
        }
        (_, Some(least), Some(most)) => format!("{subject} is {least} to {most}"),
        (_, Some(least), None) => format!("{subject} is at least {least}"),
        (_, None, Some(most)) => format!("{subject} is at most {most}"),
        _ => format!("{subject} is answered"),
    }
}

/// The number of points of a rating.
pub(super) fn points(question: &Value) -> Option<i64> {
    match question.get("labels") {
        Some(Value::Array(labels)) => Some(labels.len() as i64),
        _ => question.get("points").and_then(Value::as_integer),
    }
}
