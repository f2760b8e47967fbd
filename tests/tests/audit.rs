//! The audit log of a real edge, verified as whoever downloads it would, and tampered with in every way.

use contract::audit::Head;
use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};
use std::fs;
use xtask::api::Api;
use xtask::audit::{Source, Verdict, verify};

/// An edge whose log has some entries of several kinds.
fn edge() -> Edge {
    let edge = Edge::start();
    edge.open_samples();
    let (id, _) = edge.make_token("Reports", "analyst");
    edge.post("sample", &key(), &sound_body());
    edge.export("sample");
    edge.call_with(edge.token(), "DELETE", &format!("tokens/{id}"), "");
    edge
}

fn source(edge: &Edge, save: Option<std::path::PathBuf>) -> Source {
    Source::Edge { api: Api::new(edge.api().base(), edge.department(), edge.token()), save }
}

fn check(edge: &Edge) -> Verdict {
    verify(&source(edge, None), edge.department(), None).unwrap()
}

/// The head as the API tells it, which an administrator notes elsewhere.
fn told(edge: &Edge) -> Head {
    let (_, page) = edge.call_with(edge.token(), "GET", "audit?limit=1", "");
    let head = &page["head"];
    Head::parse(&format!("{}:{}", head["count"], head["hash"].as_str().unwrap())).unwrap()
}

/// The verdict on lines, as a file.
fn judged(lines: &[Value], head: Option<&Head>) -> Verdict {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    fs::write(&path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    verify(&Source::File(path), "engagement", head.map(ToString::to_string).as_deref()).unwrap()
}

#[test]
fn a_log_is_downloaded_and_holds() {
    let edge = edge();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let head = told(&edge);
    let verdict = verify(&source(&edge, Some(path.clone())), edge.department(), Some(&head.to_string())).unwrap();
    assert_eq!(verdict, Verdict::Holds { head, noted: Some(head) });
    let lines: Vec<Value> =
        fs::read_to_string(&path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, edge.log(), "the file says what the API says");
    assert_eq!(verify(&Source::File(path), edge.department(), None).unwrap(), Verdict::Holds { head, noted: None });
    assert_eq!(head.count, lines.len() as u64);
    // What comes later follows on the head that was noted.
    edge.make_token("Another", "viewer");
    let later = told(&edge);
    let verdict = verify(&source(&edge, None), edge.department(), Some(&head.to_string())).unwrap();
    assert_eq!(verdict, Verdict::Holds { head: later, noted: Some(head) });
    assert_eq!(later.count, head.count + 1);
}

#[test]
fn every_field_is_under_the_chain() {
    let lines = edge().log();
    let place = 3;
    let fields = [
        ("/department", json!("another")),
        ("/number", json!(9)),
        ("/at", json!("2020-01-01T00:00:00Z")),
        ("/by/kind", json!("person")),
        ("/by/id", json!("ab2cd3ef")),
        ("/by/name", json!("Somebody else")),
        ("/action", json!("consultation-archived")),
        ("/subject", json!("another")),
        ("/detail", json!("")),
        ("/previous", json!("0".repeat(64))),
        ("/hash", json!("0".repeat(64))),
    ];
    for (pointer, value) in &fields {
        let mut changed = lines.clone();
        let field = changed[place - 1].pointer_mut(pointer).unwrap();
        assert_ne!(field, value, "{pointer}");
        *field = value.clone();
        let verdict = judged(&changed, None).to_string();
        let named = format!("entry {place} ");
        // A name under another kind of actor is no entry at all.
        let line = format!("line {place} ");
        assert!(verdict.contains(&named) || verdict.contains(&line), "{pointer}: {verdict}");
    }
    let Value::Object(members) = &lines[place - 1] else { panic!("an entry is an object") };
    let by = members["by"].as_object().unwrap().len();
    assert_eq!(fields.len(), members.len() - 1 + by, "every field is tried");
}

#[test]
fn order_deletion_doubling_and_a_cut_end_are_named() {
    let edge = edge();
    let (lines, head) = (edge.log(), told(&edge));
    let last = lines.len() - 1;
    let mut moved = lines.clone();
    moved.swap(1, 2);
    let mut without = lines.clone();
    without.remove(2);
    let mut doubled = lines.clone();
    doubled.insert(1, lines[0].clone());
    for (what, lines, words) in [
        ("moved", &moved[..], "entry 2 is numbered 3"),
        ("deleted", &without, "entry 3 is numbered 4"),
        ("doubled", &doubled, "entry 2 is numbered 1"),
        ("the first gone", &lines[1..], "entry 1 is numbered 2"),
        ("the last gone", &lines[..last], "Its end was cut off"),
        ("all gone", &[], "Its end was cut off"),
    ] {
        let verdict = judged(lines, Some(&head)).to_string();
        assert!(verdict.contains(words), "{what}: {verdict}");
    }
    // Without a head from elsewhere a log whose end was cut off looks whole, and the verdict says so.
    assert!(judged(&lines[..last], None).to_string().contains("only a head that was noted elsewhere tells"));
}

#[test]
fn a_store_that_was_tampered_with_is_found_out() {
    let mut edge = edge();
    let head = told(&edge);
    for statement in ["UPDATE audit SET link = '{}' WHERE number = 2", "DELETE FROM audit WHERE number = 2"] {
        assert_eq!(edge.tamper(statement), Err("append only".to_owned()), "{statement}");
    }
    assert!(check(&edge).holds());
    let change = "DROP TRIGGER IF EXISTS audit_stands; UPDATE audit SET link = replace(link, '\"sample\"', '\"simple\"') WHERE number = 1";
    edge.tamper(change).unwrap();
    assert!(check(&edge).to_string().contains("entry 1 does not have the hash of what it says"), "{}", check(&edge));
    edge.tamper(
        "DROP TRIGGER IF EXISTS audit_stands; UPDATE audit SET link = replace(link, '\"simple\"', '\"sample\"')",
    )
    .unwrap();
    assert!(check(&edge).holds(), "put back as it was");
    edge.tamper("DROP TRIGGER IF EXISTS audit_stays; DELETE FROM audit WHERE number > 2").unwrap();
    assert!(check(&edge).holds());
    let verdict = verify(&source(&edge, None), edge.department(), Some(&head.to_string())).unwrap();
    assert!(matches!(verdict, Verdict::CutOff { noted, .. } if noted == head), "{verdict}");
    // The log goes on over the cut, and its place tells.
    for number in 0..head.count {
        edge.make_token(&format!("Number {number}"), "viewer");
    }
    let verdict = verify(&source(&edge, None), edge.department(), Some(&head.to_string())).unwrap();
    assert_eq!(verdict, Verdict::Rewritten { noted: head });
}

#[test]
fn the_log_is_read_in_parts_whose_cursor_stays_good() {
    let edge = edge();
    let page = |query: &str| edge.call_with(edge.token(), "GET", &format!("audit{query}"), "");
    let (_, first) = page("?limit=2");
    let next = first["next"].as_str().unwrap();
    let (_, second) = page(&format!("?limit=2&cursor={next}"));
    edge.make_token("In between", "viewer");
    assert_eq!(page(&format!("?limit=2&cursor={next}")).1["entries"], second["entries"]);
    assert_eq!(second["entries"][0]["previous"], first["entries"][1]["hash"]);
    let (_, beyond) = page("?cursor=100000");
    assert_eq!((&beyond["entries"], &beyond["next"]), (&json!([]), &Value::Null));
    for query in ["?limit=0", "?limit=501", "?limit=x", "?cursor=-1", "?cursor=x", "?cursor=9007199254740993"] {
        assert_eq!(page(query).0, 400, "{query}");
    }
    // The page shows the same, the newest first.
    let cookie = format!("soundings={}", edge.token());
    let html = edge.reply("GET", "/d/engagement/log", &[("cookie", &cookie), ("accept", "text/html")], "").text;
    let (newest, oldest) = (html.find("In between").unwrap(), html.find("Exported the responses of").unwrap());
    assert!(newest < oldest && html.contains(&told(&edge).to_string()), "{html}");
}
