//! The requests of an embedded form, with each field.

use super::{Call, Field, Kept, Told, When};
use crate::endpoint::Endpoint;
use contract::locale::{TransparencyStrings, fill};
use contract::question::FIELD_PREFIX;

/// A request by its route, so that no address is told that there is not; a test holds method and path against the list of
/// routes, and the addresses against those that the scripts call.
pub(super) const CALLS: [(Endpoint, When, &str, &str); 7] = [
    (Endpoint::Form, When::Near, "GET", "/v1/consultations/{consultation}/form"),
    (Endpoint::Start, When::Begin, "GET", "/v1/consultations/{consultation}/start"),
    (Endpoint::Respond, When::Send, "POST", "/v1/consultations/{consultation}/responses"),
    (Endpoint::Challenge, When::Pressure, "GET", "/v1/consultations/{consultation}/challenge"),
    (Endpoint::PreflightReceipt, When::Withdraw, "OPTIONS", "/v1/receipts/{receipt}"),
    (Endpoint::WithdrawReceipt, When::Withdraw, "DELETE", "/v1/receipts/{receipt}"),
    (Endpoint::Framed, When::Frame, "GET", "/f/{consultation}/frame"),
];

/// A key as one looks.
const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";
/// A hash as one begins.
const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

pub(super) fn all(told: &Told<'_>) -> Vec<Call> {
    let call = |(endpoint, when, method, path)| Call { when, method, path, fields: fields(told, endpoint) };
    CALLS.into_iter().map(call).collect()
}

fn fields(told: &Told<'_>, endpoint: Endpoint) -> Vec<Field> {
    let (words, _) = told.lang.transparency_strings();
    let field = |place, name: &str, example: &str, meaning: &str, kept| Field {
        name: name.to_owned(),
        place,
        example: example.to_owned(),
        meaning: meaning.to_owned(),
        kept,
        always: true,
    };
    let lang = |place, kept| field(place, "lang", told.lang.code(), words.field_lang, kept);
    let site = |place, kept| field(place, "site", told.site.as_str(), words.field_site, kept);
    let id = told.of.map_or("maternity-benefits", |(id, _)| id);
    let receipt = format!("{id}.0.ABCDEFGHIJKLMNOPQRSTUQ");
    match endpoint {
        // A page of ours, which its host's frame names.
        Endpoint::Framed | Endpoint::Form | Endpoint::Start => vec![lang("query", Kept::Not), site("query", Kept::Not)],
        Endpoint::Challenge => vec![
            field("query", "for", HASH, words.field_for, Kept::Not),
            site("query", Kept::Not),
            field("query", "revision", "1", words.field_revision, Kept::Not),
        ],
        Endpoint::Respond => {
            let sometimes =
                |name, example, meaning| Field { always: false, ..field("form", name, example, meaning, Kept::Not) };
            let mut all = vec![
                field("form", "key", KEY, words.field_key, Kept::Hash),
                field("form", "revision", "1", words.field_revision, Kept::Days),
                site("form", Kept::Days),
                lang("form", Kept::Days),
                field("form", "page", "https://forum.example/threads/12", words.field_page, Kept::Days),
            ];
            all.extend(answers(told, words));
            all.extend([
                sometimes("asked", "pl", words.field_asked),
                sometimes("step", "0", words.field_step),
                sometimes("go", "next", words.field_go),
                sometimes("altcha", "eyJjaGFsbGVuZ2UiOns…", words.field_altcha),
            ]);
            all
        }
        _ => vec![field("path", "receipt", &receipt, words.field_receipt, Kept::Hash)],
    }
}

/// A field for each question; what a question that is not answered sends is blank, or nothing.
fn answers(told: &Told<'_>, words: &TransparencyStrings) -> Vec<Field> {
    let field = |name: String, meaning: String| Field {
        name,
        place: "form",
        example: "…".to_owned(),
        meaning,
        kept: Kept::Days,
        always: false,
    };
    match told.of {
        None => vec![field(format!("{FIELD_PREFIX}{{question}}"), words.field_answer.to_owned())],
        Some((_, definition)) => definition
            .questionnaire()
            .questions()
            .iter()
            .map(|question| {
                let (text, _) = question.text().in_language(told.lang);
                field(
                    format!("{FIELD_PREFIX}{}", question.id().as_str()),
                    fill(words.field_answer_to, &[("{question}", text)]),
                )
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sources;
    use super::*;

    #[test]
    fn the_addresses_are_those_of_the_routes_and_of_the_scripts() {
        for (endpoint, _, method, path) in CALLS {
            assert_eq!((endpoint.method(), endpoint.path()), (method, path));
        }
        // What the scripts put behind a consultation's address, and the receipt's.
        let told: Vec<&str> = CALLS.iter().map(|(.., path)| *path).collect();
        assert!(sources::PATHS.len() >= 5, "{:?}", sources::PATHS);
        for called in sources::PATHS {
            assert!(told.iter().any(|path| path.contains(called)), "{called} is called, and not told");
        }
        // What a frame's host names is no script's to call.
        for path in told.into_iter().filter(|path| !path.starts_with("/f/")) {
            assert!(sources::PATHS.iter().any(|called| path.contains(called)), "{path} is told, and not called");
        }
    }
}
