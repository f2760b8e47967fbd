//! What `docs/api.md` shows is what happens: each call of the page is run, in its order, and its reply compared by status
//! and shape.

use serde_json::Value;
use soundings_tests::Edge;
use std::process::Command;

const PAGE: &str = include_str!("../../docs/api.md");

/// A call, the status and the body that the page shows.
struct Example {
    call: String,
    status: String,
    body: String,
}

fn examples() -> Vec<Example> {
    let mut found = Vec::new();
    for part in PAGE.split("```sh\n").skip(1) {
        let (call, rest) = part.split_once("\n```").expect("a call ends");
        let (_, shown) = rest.split_once("```http\n").expect("a call has a reply");
        let (shown, _) = shown.split_once("```").expect("a reply ends");
        let (status, body) = shown.split_once('\n').expect("a reply begins with its status");
        found.push(Example { call: call.to_owned(), status: status.to_owned(), body: body.trim().to_owned() });
    }
    found
}

/// Where two values differ in their shape: members and types, and of a list the first item, where both have one.
fn differs(shown: &Value, told: &Value, place: &str) -> Option<String> {
    match (shown, told) {
        (Value::Object(shown), Value::Object(told)) => {
            let names = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<Vec<_>>();
            if names(shown) != names(told) {
                return Some(format!("{place}: {:?} and {:?}", names(shown), names(told)));
            }
            shown.iter().find_map(|(name, value)| differs(value, &told[name], &format!("{place}/{name}")))
        }
        (Value::Array(shown), Value::Array(told)) => match (shown.first(), told.first()) {
            (Some(shown), Some(told)) => differs(shown, told, &format!("{place}/0")),
            (Some(_), None) => Some(format!("{place}: nothing in the list")),
            (None, _) => None,
        },
        (shown, told) if std::mem::discriminant(shown) == std::mem::discriminant(told) => None,
        _ => Some(format!("{place}: {shown} and {told}")),
    }
}

#[test]
fn the_page_shows_what_happens() {
    let edge = Edge::start();
    let examples = examples();
    assert!(examples.len() > 14);
    let mut receipt = String::new();
    for Example { call, status, body } in examples {
        let script = format!("curl() {{ command curl -s -w '\\n%{{http_code}}' \"$@\"; }}\n{call}");
        let run = Command::new("bash")
            .args(["-c", &script])
            .env("HOST", edge.api().base())
            .env("TOKEN", edge.token())
            .env("RECEIPT", &receipt)
            .output()
            .expect("this test needs bash and curl");
        let said = String::from_utf8(run.stdout).expect("a reply is text");
        let (told, code) = said.rsplit_once('\n').expect("curl says the status");
        assert_eq!(code, status, "{call}\n{told}");
        if body.is_empty() {
            assert_eq!(told, "", "{call}");
            continue;
        }
        let shown: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{call}: {error}: {body}"));
        let told: Value = serde_json::from_str(told).unwrap_or_else(|error| panic!("{call}: {error}: {told}"));
        assert_eq!(differs(&shown, &told, ""), None, "{call}\n{told:#}");
        if let Some(own) = told["receipt"].as_str() {
            receipt = own.to_owned();
        }
    }
    assert!(!receipt.is_empty());
}
