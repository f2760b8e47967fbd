//! What is not yet translated, for whoever has to see to it: which text of which question, in which language, and the way there.

use contract::authoring::language;
use contract::document::Fault;
use contract::json::Value;
use contract::{Definition, Lang};
use maud::{Markup, html};

/// A text that a language lacks.
struct Missing {
    /// Where it stands in the definition: a JSON pointer.
    pointer: String,
    /// Which it is: `Question 2, option 1`.
    place: String,
    /// What it says in the first language that has it.
    words: Option<(Lang, String)>,
}

/// Lists by language; nothing where nothing is missing. `studio` is the address at which the definition is written.
pub(crate) fn missing(definition: &Definition, studio: &str) -> Option<Markup> {
    let lists = lists(definition);
    (!lists.is_empty()).then(|| {
        html! {
            @for (lang, texts) in &lists {
                h3 { "Missing in " (language(lang.code())) ": " (texts.len()) @if texts.len() == 1 { " text" } @else { " texts" } }
                ul {
                    @for text in texts {
                        li {
                            a href={ (studio) "#at" (text.pointer.replace('/', ".")) "." (lang.code()) } { (text.place) }
                            @if let Some((lang, words)) = &text.words { ": " q lang=(lang.code()) dir=(lang.direction()) { (words) } }
                        }
                    }
                }
            }
        }
    })
}

fn lists(definition: &Definition) -> Vec<(Lang, Vec<Missing>)> {
    let asked = definition.questionnaire();
    let document = definition.to_value();
    let issues = asked.translations_missing();
    let of = |lang: &Lang| -> Vec<Missing> {
        let own = issues.iter().filter(|issue| issue.fault == Fault::TranslationMissing { lang: lang.code() });
        own.map(|issue| Missing {
            pointer: issue.pointer.clone(),
            place: place(&issue.pointer),
            words: words(&document, &issue.pointer, asked.languages()),
        })
        .collect()
    };
    asked.languages().iter().map(|lang| (*lang, of(lang))).filter(|(_, texts)| !texts.is_empty()).collect()
}

/// Which text a pointer names.
fn place(pointer: &str) -> String {
    let segments: Vec<&str> = pointer.split('/').skip(1).collect();
    let number = |index: &str| index.parse().map_or_else(|_| index.to_owned(), |index: usize| (index + 1).to_string());
    match segments.as_slice() {
        ["title"] => "Title".to_owned(),
        ["summary"] => "The department’s message".to_owned(),
        ["privacy"] => "Privacy notice".to_owned(),
        ["questions", question, rest @ ..] => {
            let question = format!("Question {}", number(question));
            match rest {
                ["text"] => question,
                ["hint"] => format!("{question}, hint"),
                ["part"] => format!("Title of the part that begins with {}", question.to_lowercase()),
                ["low"] => format!("{question}, label of the lowest point"),
                ["high"] => format!("{question}, label of the highest point"),
                ["labels", item] => format!("{question}, label of point {}", number(item)),
                ["options", item, "text"] => format!("{question}, option {}", number(item)),
                ["scale", item, "text"] => format!("{question}, point {} of the scale", number(item)),
                ["statements", item, "text"] => format!("{question}, statement {}", number(item)),
                _ => question,
            }
        }
        _ => pointer.to_owned(),
    }
}

/// What the text says in the first of the languages that has it.
fn words(document: &Value, pointer: &str, languages: &[Lang]) -> Option<(Lang, String)> {
    let mut value = document;
    for segment in pointer.split('/').skip(1) {
        value = match value {
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
            value => value.get(segment)?,
        };
    }
    languages.iter().find_map(|lang| Some((*lang, value.get(lang.code())?.as_str()?.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_named_with_its_question_and_leads_to_its_field() {
        let document = serde_json::json!({
            "languages": ["en", "cy", "ur"], "title": {"en": "Maps", "cy": "Mapiau", "ur": "نقشے"},
            "questions": [
                {"id": "ease", "kind": "rating", "points": 5, "text": {"en": "How easy?", "cy": "Pa mor hawdd?"},
                 "low": {"en": "Hard"}, "high": {"en": "Easy"}},
                {"id": "use", "kind": "single_choice", "text": {"en": "Use?", "cy": "Defnydd?", "ur": "استعمال؟"},
                 "options": [{"id": "a", "text": {"en": "A < b", "ur": "ا"}}, {"id": "b", "text": {"en": "B", "ur": "ب"}}]},
                {"id": "views", "kind": "agreement", "text": {"en": "Views?", "cy": "Barn?", "ur": "رائے؟"},
                 "scale": [{"id": "y", "text": {"en": "Yes", "cy": "Ie", "ur": "ہاں"}}, {"id": "n", "text": {"en": "No", "ur": "نہیں"}}],
                 "statements": [{"id": "s", "text": {"en": "It is dear", "ur": "مہنگا"}}]},
            ],
        });
        let definition = Definition::parse(&serde_json::from_value(document).unwrap()).unwrap();
        let html = missing(&definition, "/d/e/studio/maps").unwrap().into_string();
        for expected in [
            "<h3>Missing in Welsh: 6 texts</h3>",
            "<h3>Missing in Urdu: 3 texts</h3>",
            r##"<a href="/d/e/studio/maps#at.questions.0.low.cy">Question 1, label of the lowest point</a>: <q lang="en" dir="ltr">Hard</q>"##,
            r##"<a href="/d/e/studio/maps#at.questions.0.text.ur">Question 1</a>: <q lang="en" dir="ltr">How easy?</q>"##,
            r##"#at.questions.1.options.0.text.cy">Question 2, option 1</a>: <q lang="en" dir="ltr">A &lt; b</q>"##,
            r##"#at.questions.1.options.1.text.cy">Question 2, option 2</a>: <q lang="en" dir="ltr">B</q>"##,
            r##"#at.questions.2.scale.1.text.cy">Question 3, point 2 of the scale</a>"##,
            r##"#at.questions.2.statements.0.text.cy">Question 3, statement 1</a>"##,
        ] {
            assert!(html.contains(expected), "{expected}\n{html}");
        }
        assert_eq!(place("/questions/4/part"), "Title of the part that begins with question 5");
        assert_eq!(place("/summary"), "The department’s message");
    }
}
