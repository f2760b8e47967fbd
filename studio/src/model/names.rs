//! Identifiers: made of what a person wrote, so that data can be read, and carried along where something is renamed.

use super::json;
use contract::id::is_identifier;
use contract::json::Value;

/// Characters of an identifier that is made of a text: it heads a column of a table.
const LENGTH: usize = 32;

/// An identifier of the words of a text; nothing where it has no Latin letter or digit.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for word in text.split(|character: char| !character.is_alphanumeric() && character != '’' && character != '\'') {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            continue;
        }
        if slug.len() + word.len() >= LENGTH {
            if slug.is_empty() {
                slug.extend(word.chars().take(LENGTH));
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug.to_ascii_lowercase()
}

/// An identifier that none of `taken` is: of the text, or else of `plain` with a number.
pub(super) fn fresh(text: &str, plain: &str, taken: &[&str]) -> String {
    let base = slug(text);
    let (base, first) = if is_identifier(&base) { (base, 1) } else { (plain.to_owned(), taken.len() + 1) };
    let numbered = |number: usize| if number == 1 && base != plain { base.clone() } else { format!("{base}-{number}") };
    (first..).map(numbered).find(|name| !taken.contains(&name.as_str())).unwrap_or_default()
}

/// Whether an identifier was made by [`fresh`] of that text, and not chosen by a person.
pub(super) fn is_made_of(id: &str, text: &str, plain: &str) -> bool {
    let rest = |base: &str| {
        id.strip_prefix(base).filter(|rest| {
            rest.is_empty() || rest.strip_prefix('-').is_some_and(|number| number.parse::<usize>().is_ok())
        })
    };
    let made = slug(text);
    id.is_empty() || rest(plain).is_some() || !made.is_empty() && rest(&made).is_some()
}

/// The identifiers in a list, but for that at `index`.
pub(super) fn taken(items: &[Value], index: usize) -> Vec<&str> {
    let others = items.iter().enumerate().filter(|(other, _)| *other != index);
    others.filter_map(|(_, item)| item.get("id").and_then(Value::as_str)).collect()
}

/// Carries a new name of a question into all conditions that name it.
pub(super) fn follow_question(document: &mut Value, old: &str, new: &str) {
    each_test(document, &mut |test| {
        if test.get("question").and_then(Value::as_str) == Some(old) {
            json::set(test, "/question", Some(new.into()));
        }
    });
}

/// Carries a new name of an option, point or statement of a question into all conditions that name it.
pub(super) fn follow_option(document: &mut Value, question: &str, old: &str, new: &str) {
    each_test(document, &mut |test| {
        if test.get("question").and_then(Value::as_str) != Some(question) {
            return;
        }
        if test.get("statement").and_then(Value::as_str) == Some(old) {
            json::set(test, "/statement", Some(new.into()));
        }
        if let Some(Value::Array(_)) = test.get("any_of") {
            for item in json::list(test, "/any_of") {
                if item.as_str() == Some(old) {
                    *item = new.into();
                }
            }
        }
    });
}

fn each_test(document: &mut Value, act: &mut impl FnMut(&mut Value)) {
    if !matches!(document.get("questions"), Some(Value::Array(_))) {
        return;
    }
    for question in json::list(document, "/questions") {
        let Some(condition) = question.get("show_if") else { continue };
        let joined = ["all", "any"].into_iter().find(|name| matches!(condition.get(name), Some(Value::Array(_))));
        match joined {
            Some(name) => json::list(question, &format!("/show_if/{name}")).iter_mut().for_each(&mut *act),
            None => {
                let Value::Object(members) = question else { continue };
                members.iter_mut().filter(|(name, _)| name == "show_if").for_each(|(_, test)| act(test));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_made_of_words() {
        for (text, taken, made) in [
            ("How easy was it to claim?", &[][..], "how-easy-was-it-to-claim"),
            ("I’d rather not say", &[], "id-rather-not-say"),
            ("Yes", &["yes"], "yes-2"),
            ("Yes", &["yes", "yes-2"], "yes-3"),
            ("هل هي سهلة؟", &[], "option-1"),
            ("", &["a", "b"], "option-3"),
            ("A question with very many words that go on and on", &[], "a-question-with-very-many-words"),
            ("Pneumonoultramicroscopicsilicovolcanoconiosis", &[], "pneumonoultramicroscopicsilicovo"),
        ] {
            let id = fresh(text, "option", taken);
            assert_eq!(id, made, "{text}");
            assert!(is_identifier(&id) && is_made_of(&id, text, "option"), "{text}");
        }
        assert!(!is_made_of("chosen", "Yes", "option"));
    }

    #[test]
    fn conditions_follow_a_new_name() {
        let mut document: Value = serde_json::from_str(
            r#"{"questions":[{"id":"q"},{"show_if":{"question":"q","any_of":["a","b"]}},
                {"show_if":{"all":[{"question":"q","statement":"a","any_of":["b"]},{"question":"r","any_of":["a"]}]}}]}"#,
        )
        .unwrap();
        follow_option(&mut document, "q", "a", "z");
        follow_question(&mut document, "q", "p");
        assert_eq!(
            document.to_string(),
            r#"{"questions":[{"id":"q"},{"show_if":{"question":"p","any_of":["z","b"]}},{"show_if":{"all":[{"question":"p","statement":"z","any_of":["b"]},{"question":"r","any_of":["a"]}]}}]}"#
        );
    }
}
