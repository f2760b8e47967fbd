//! Releases: made when enough people are in them, frozen, the same after a crash, and readable by everyone.

use serde_json::{Value, json};
use soundings_tests::{Edge, Reply, key};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long an edge may go on telling what it was told before: the Worker and the object each remember for five seconds.
const STALE: Duration = Duration::from_secs(20);

fn get(edge: &Edge, path: &str, headers: &[(&str, &str)]) -> Reply {
    edge.reply("GET", &format!("/v1/consultations/sample/releases{path}"), headers, "")
}

fn json(reply: &Reply) -> Value {
    serde_json::from_str(&reply.text).unwrap_or_else(|_| panic!("{} is not JSON", reply.text))
}

fn answer(edge: &Edge, times: usize, stage: &str) -> Vec<String> {
    let body = json!({
        "revision": 1, "site": "forum", "lang": "en",
        "answers": {"stage": stage, "ease": 4, "more": "A word nobody else may read"},
    });
    let receipts = (0..times).map(|_| {
        let (status, told) = edge.post("sample", &key(), &body);
        assert_eq!(status, 201, "{told}");
        told["receipt"].as_str().unwrap().to_owned()
    });
    receipts.collect()
}

/// The latest release, once there is one.
fn latest(edge: &Edge) -> Reply {
    let since = Instant::now();
    loop {
        let reply = get(edge, "/latest", &[]);
        if reply.status == 200 || since.elapsed() > STALE {
            return reply;
        }
        sleep(Duration::from_millis(250));
    }
}

#[test]
fn a_release_waits_for_twenty_people_and_stands_for_good() {
    let mut edge = Edge::start();
    edge.open_samples();
    // Whoever changes an answer again and again is one person, and whoever takes it back nobody.
    let receipts = answer(&edge, 20, "before");
    let mut changed = json!({"revision": 1, "site": "forum", "lang": "en", "answers": {"stage": "before"}});
    for ease in 1..=5 {
        changed["answers"]["ease"] = json!(ease);
        assert_eq!(edge.change(&receipts[0], &changed).0, 200);
    }
    assert_eq!(edge.withdraw(&receipts[0]).0, 204);
    let none = get(&edge, "/latest", &[]);
    assert_eq!((none.status, &json(&none)["type"]), (404, &json!("/problems/unknown-release")));
    assert_eq!(json(&get(&edge, "", &[])), json!({"releases": [], "next": null}));

    answer(&edge, 13, "after");
    let first = latest(&edge);
    assert_eq!(first.status, 200, "{}", first.text);
    let release = json(&first);
    assert_eq!((&release["number"], &release["revision"], &release["responses"]), (&json!(1), &json!(1), &json!(30)));
    let table = |question: &str| {
        release["tables"].as_array().unwrap().iter().find(|table| table["question"] == question).cloned().unwrap()
    };
    assert_eq!(
        table("stage")["cells"],
        json!([{"id": "before", "count": 20, "percent": 57}, {"id": "after", "count": 15, "percent": 43}])
    );
    // Nobody but those at 4: whether there are none at 1 or a few is not told.
    let ease: Vec<Value> =
        table("ease")["cells"].as_array().unwrap().iter().map(|cell| cell["count"].clone()).collect();
    assert_eq!(ease, [json!(null), json!(null), json!(null), json!(30), json!(null)]);
    assert!(!first.text.contains("nobody else"), "no word that a person wrote");

    // Answers that come later change no byte, and neither does a crash.
    answer(&edge, 25, "after");
    sleep(Duration::from_secs(6));
    let same = |edge: &Edge| {
        for path in ["/latest", "/1"] {
            let again = get(edge, path, &[]);
            assert_eq!((again.status, &again.text, &again.headers["etag"]), (200, &first.text, &first.headers["etag"]));
        }
    };
    same(&edge);
    edge.kill9();
    edge.restart();
    same(&edge);

    let list = json(&get(&edge, "", &[]));
    let sha256 = first.headers["etag"].trim_matches('"');
    assert_eq!(list, json!({"releases": [{"number": 1, "at": release["at"], "sha256": sha256}], "next": null}));
    assert_eq!(sha256, xtask::stack::token::hash(&first.text), "the hash is that of the bytes");
    assert_eq!(get(&edge, "/1", &[("if-none-match", &first.headers["etag"])]).status, 304);
    for path in ["", "/latest", "/1", "/2"] {
        let reply = get(&edge, path, &[("origin", "https://anywhere.example")]);
        assert_eq!(reply.headers["access-control-allow-origin"], "*", "{path}");
    }
    for path in ["/0", "/2", "/99999999999", "/-1"] {
        assert_eq!((get(&edge, path, &[]).status, path), (404, path));
    }
}
