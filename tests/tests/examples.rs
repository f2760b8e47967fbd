//! What the documents show is what happens: each call is run, in the order of its document and on an edge of its own, and its
//! reply compared by status and shape.

use serde_json::Value;
use soundings_tests::Edge;
use std::process::Command;
use xtask::docs::snippets::{blocks, documents};
use xtask::repo::Repo;

/// A call, the status and the body that the document shows.
struct Example {
    call: String,
    status: String,
    body: String,
}

/// The calls of a document. That each is followed by its reply is held where its blocks are.
fn examples(text: &str) -> Vec<Example> {
    let blocks = blocks(text);
    let calls = blocks.windows(2).filter(|pair| pair[0].kind == "sh" && pair[1].kind == "http");
    let example = |pair: &[xtask::docs::snippets::Block]| {
        let (status, body) = pair[1].text.split_once('\n').expect("a reply begins with its status");
        Example { call: pair[0].text.clone(), status: status.to_owned(), body: body.trim().to_owned() }
    };
    calls.map(example).collect()
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

/// Runs the calls of a document; says how many there were.
fn hold(document: &str, examples: Vec<Example>) -> usize {
    let (edge, folder) = (Edge::start(), tempfile::tempdir().expect("a folder can be made"));
    let (count, mut receipt) = (examples.len(), String::new());
    for Example { call, status, body } in examples {
        let script = format!("curl() {{ command curl -s -w '\\n%{{http_code}}' \"$@\"; }}\n{call}");
        let run = Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder.path())
            .env("HOST", edge.api().base())
            .env("TOKEN", edge.token())
            .env("RECEIPT", &receipt)
            .output()
            .expect("this test needs bash and curl");
        let said = String::from_utf8(run.stdout).expect("a reply is text");
        let (told, code) = said.rsplit_once('\n').expect("curl says the status");
        assert_eq!(code, status, "{document}: {call}\n{told}");
        if body.is_empty() {
            assert_eq!(told, "", "{document}: {call}");
            continue;
        }
        let shown: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{call}: {error}: {body}"));
        let told: Value = serde_json::from_str(told).unwrap_or_else(|error| panic!("{call}: {error}: {told}"));
        assert_eq!(differs(&shown, &told, ""), None, "{document}: {call}\n{told:#}");
        if let Some(own) = told["receipt"].as_str() {
            receipt = own.to_owned();
        }
    }
    count
}

#[test]
fn the_documents_show_what_happens() {
    let repo = Repo::find().expect("the tests are in the repository");
    let mut calls = Vec::new();
    for document in documents(&repo).expect("the documents are listed") {
        let text = std::fs::read_to_string(repo.path(&document)).expect("a document can be read");
        let examples = examples(&text);
        if !examples.is_empty() {
            let count = hold(&document, examples);
            calls.push((document, count));
        }
    }
    let all: usize = calls.iter().map(|(_, count)| count).sum();
    assert!(all > 17 && calls.iter().any(|(document, _)| document == "docs/api.md"), "{calls:?}");
}
