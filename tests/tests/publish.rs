//! Definitions of a repository, published to a real edge: what would change is said first, and a check sends nothing.

use serde_json::json;
use soundings_tests::{Edge, key, sound_body};
use std::path::PathBuf;
use xtask::publish::{Options, Outcome, run};

/// Files and an edge.
struct Shelf {
    edge: Edge,
    folder: tempfile::TempDir,
}

impl Shelf {
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// What came of it, and what was said.
    fn publish(&self, options: &Options, confirmed: bool) -> (Result<Outcome, String>, String) {
        let mut said = Vec::new();
        let outcome = run(self.edge.api(), options, || Ok(confirmed), &mut said);
        (outcome.map_err(|error| format!("{error:#}")), String::from_utf8(said).unwrap())
    }
}

#[test]
fn a_file_is_made_changed_and_left_alone() {
    let shelf = Shelf { edge: Edge::start(), folder: tempfile::tempdir().unwrap() };
    let yaml = "title: {en: Buses}\nlanguages: [en]\nquestions:\n  - {id: say, kind: free_text, text: {en: What would help?}}\n";
    let file = shelf.file("buses.yaml", yaml);
    let check = Options { files: vec![file.clone()], open: false, check: true };
    assert_eq!(shelf.publish(&check, true).0, Ok(Outcome::WouldChange(1)));
    assert_eq!(shelf.edge.department_call("GET", "buses", "").0, 404, "a check sends nothing");
    let publish = Options { open: true, check: false, ..check.clone() };
    assert_eq!(shelf.publish(&publish, false).0, Ok(Outcome::Declined));
    assert_eq!(shelf.edge.department_call("GET", "buses", "").0, 404, "nobody confirmed it");
    assert_eq!(shelf.publish(&publish, true).0, Ok(Outcome::Published(1)));
    assert_eq!(shelf.edge.department_call("GET", "buses", "").1["state"], "open");
    assert_eq!(shelf.publish(&publish, true).0, Ok(Outcome::Unchanged));
    assert_eq!(shelf.publish(&check, true).0, Ok(Outcome::Unchanged));

    shelf.file("buses.yaml", &yaml.replace("What would help?", "What would help you?"));
    let (outcome, said) = shelf.publish(&check, true);
    assert_eq!(outcome, Ok(Outcome::WouldChange(1)));
    for words in
        ["buses (open, revision 1): 1 change", "before: What would help?", "not-comparable: Answers given stay"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(shelf.publish(&publish, true).0, Ok(Outcome::Published(1)));
    assert_eq!(shelf.edge.department_call("GET", "buses", "").1["revision"], 2);
}

#[test]
fn nothing_is_sent_where_one_of_them_cannot_be() {
    let shelf = Shelf { edge: Edge::start(), folder: tempfile::tempdir().unwrap() };
    shelf.edge.open_samples();
    assert_eq!(shelf.edge.post("sample", &key(), &sound_body()).0, 201);
    let mut refused = shelf.edge.sample_document();
    refused["questions"][2]["points"] = json!(7);
    let fine = shelf.file("fine.json", &shelf.edge.sample_document().to_string());
    let mut closed = shelf.edge.sample_document();
    closed["title"]["en"] = json!("Other");
    for (name, document, words) in [
        ("sample.json", &refused, "the edge would refuse"),
        ("closed.json", &closed, "the edge would refuse"),
        ("faulty.json", &json!({"title": {"en": "x"}}), "/languages: This member is missing."),
    ] {
        let files = vec![fine.clone(), shelf.file(name, &document.to_string())];
        let (outcome, _) = shelf.publish(&Options { files, open: false, check: false }, true);
        assert!(outcome.as_ref().is_err_and(|told| told.contains(words)), "{name}: {outcome:?}");
        assert_eq!(shelf.edge.department_call("GET", "fine", "").0, 404, "{name}");
    }
}
