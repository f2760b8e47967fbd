//! All that a definition says, in all its languages, whether or not it is sound yet: for whoever approves it.

use contract::Lang;
use contract::json::Value;
use maud::{Markup, html};

/// The definition's texts and settings.
pub(crate) fn whole(document: &Value) -> Markup {
    let languages = items(document, "languages").iter().filter_map(Value::as_str);
    let languages: Vec<&str> = languages
        .map(|code| match Lang::parse(code) {
            Some(lang) => lang.name(),
            None => code,
        })
        .collect();
    html! {
        dl.asked {
            (texts("Title", document.get("title")))
            (texts("Message above the questions", document.get("summary")))
            (texts("Privacy notice", document.get("privacy")))
            (row("Languages", languages.join(", ")))
            (row("Takes answers from", value(document.get("opens_at"), "its opening")))
            (row("Until", value(document.get("closes_at"), "somebody closes it")))
            (row("What answers say is deleted after", retention(document)))
            (row("Releases", document.get("release").map_or_else(|| "as usual".to_owned(), release)))
            (row("Licence of releases", value(document.get("licence"), "none")))
            (row("Proof of work", value(document.get("protection"), "while many answers come in")))
        }
        h3 { "Sites" }
        @if items(document, "sites").is_empty() { p { "None: it is asked on its own page alone." } }
        ul {
            @for site in items(document, "sites") {
                li { (value(site.get("name"), "Without a name")) @for origin in items(site, "origins") { br; code { (value(Some(origin), "")) } } }
            }
        }
        h3 { "Questions" }
        ol.questions { @for question in items(document, "questions") { li { (self::question(question, items(document, "questions"))) } } }
    }
}

fn question(question: &Value, questions: &[Value]) -> Markup {
    let kind = match question.get("kind").and_then(Value::as_str) {
        Some("single_choice") => "One option",
        Some("multiple_choice") => "Several options",
        Some("rating") => "A point on a scale",
        Some("agreement") => "Statements on one scale",
        Some("free_text") => "Words",
        Some("ranking") => "Options in order",
        Some("region") => "A region",
        Some("vote") => "Statements to vote on",
        _ => "No kind yet",
    };
    html! {
        dl.asked {
            (texts("Part of the form begins", question.get("part")))
            (texts("Question", question.get("text")))
            (texts("Hint", question.get("hint")))
            (row("Kind", format!("{kind}{}", if question.get("required") == Some(&Value::Bool(true)) { ", has to be answered" } else { "" })))
            @for (name, label) in [("max_length", "Characters at most"), ("max_chosen", "Options at most"), ("max_ranked", "Places"), ("points", "Points"), ("measure", "Measures")] {
                @if let Some(own) = question.get(name) { (row(label, value(Some(own), ""))) }
            }
            @if let Some(condition) = question.get("show_if") { (row("Asked", contract::authoring::condition(condition, questions))) }
            (texts("Lowest point", question.get("low")))
            (texts("Highest point", question.get("high")))
            @for (index, label) in items(question, "labels").iter().enumerate() { (texts(&format!("Point {}", index + 1), Some(label))) }
            @for (name, label) in [("options", "Option"), ("scale", "Point"), ("statements", "Statement")] {
                @for item in items(question, name) { (texts(label, item.get("text"))) }
            }
        }
    }
}

/// A text in each of its languages.
fn texts(label: &str, text: Option<&Value>) -> Markup {
    let Some(Value::Object(members)) = text else { return html! {} };
    html! {
        div {
            dt { (label) }
            @for (code, text) in members {
                @let lang = Lang::parse(code);
                dd lang=(code) dir=[lang.map(Lang::direction)] {
                    @if members.len() > 1 { span.quiet lang="en" dir="ltr" { (code) " " } }
                    (value(Some(text), ""))
                }
            }
        }
    }
}

fn row(label: &str, words: String) -> Markup {
    html! { div { dt { (label) } dd { (words) } } }
}

fn value(value: Option<&Value>, absent: &str) -> String {
    match value {
        None | Some(Value::Null) => absent.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn retention(document: &Value) -> String {
    let days = document.get("retention").and_then(|retention| retention.get("days"));
    format!("{} days", value(days, &contract::limits::RETENTION_DAYS.to_string()))
}

fn release(rules: &Value) -> String {
    let Value::Object(members) = rules else { return rules.to_string() };
    let told = |(name, own): &(String, Value)| {
        let name = match name.as_str() {
            "changes" => "new answers at least",
            "every_hours" => "hours between two at least",
            "threshold" => "least count that is told",
            "base" => "rounded to multiples of",
            "possible" => "values that a hidden count may have",
            "privacy" => "noise",
            other => other,
        };
        format!("{name}: {own}")
    };
    members.iter().map(told).collect::<Vec<_>>().join("; ")
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    match value.get(name) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}
