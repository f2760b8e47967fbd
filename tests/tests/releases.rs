//! Releases: made when enough people are in them, frozen, the same after a crash, and readable by everyone.

use serde_json::{Value, json};
use soundings_tests::{Edge, Reply, key};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long an edge may go on telling what it was told before (the Worker remembers for five seconds), and an alarm that is
/// due may take.
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

/// Asks for the next release, as a publisher.
fn press(edge: &Edge) -> (u16, Value) {
    edge.department_call("POST", "sample/releases", "")
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

    let (status, refused) = press(&edge);
    assert_eq!((status, &refused["type"]), (409, &json!("/problems/release-not-due")));
    assert_eq!(refused["detail"], "1 more person has to answer, or to change an answer.");
    answer(&edge, 13, "after");
    // Who reads makes none: they could choose the moment.
    assert_eq!(get(&edge, "/latest", &[]).status, 404);
    let (status, made) = press(&edge);
    assert_eq!((status, &made["number"]), (201, &json!(1)), "{made}");
    let first = get(&edge, "/latest", &[]);
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

    // Answers that come later change no byte, and neither does a crash. The next waits for its day.
    answer(&edge, 25, "after");
    let (status, refused) = press(&edge);
    let detail = refused["detail"].as_str().unwrap_or_default();
    assert!(status == 409 && detail.starts_with("It is due at ") && detail.ends_with(" at the earliest."), "{refused}");
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

#[test]
fn a_release_is_made_by_itself_once_it_is_due() {
    let mut edge = Edge::start();
    edge.open_samples();
    answer(&edge, 30, "before");
    // The two that are open or were; a draft has nothing to release, and one that was closed had its look set before.
    let alarms = edge.alarms("consultation");
    assert!(!alarms.is_empty(), "an open consultation looks after its releases");
    edge.make_alarms_due("consultation");
    edge.restart();
    // Nothing but the alarm: whoever reads makes none.
    let first = latest(&edge);
    assert_eq!(json(&first)["responses"], 30, "{}", first.text);
    let entry = |edge: &Edge| edge.log().iter().filter(|entry| entry["action"] == "release-made").count();
    assert_eq!(entry(&edge), 0, "nobody asked for it");
    // The next look is a day later.
    let since = Instant::now();
    while edge.alarms("consultation").iter().all(|at| *at < alarms[0]) && since.elapsed() < STALE {
        sleep(Duration::from_millis(250));
    }
    let later = edge.alarms("consultation").into_iter().max().unwrap_or_default() - alarms[0];
    assert!(later > 20 * 3_600 * 1_000_000_000, "{later} ns after the first");
}

#[test]
fn a_publisher_makes_a_release_on_the_page_and_the_log_says_so() {
    let edge = Edge::start();
    edge.open_samples();
    let bearer = format!("Bearer {}", edge.token());
    let own = edge.api().base().to_owned();
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", own.as_str()),
        ("accept", "text/html"),
    ];
    let page = format!("/d/{}/sample/releases", edge.department());
    assert_eq!(edge.reply("POST", &page, &headers, "").status, 409);
    let shown = edge.reply("GET", &page, &headers, "").text;
    assert!(shown.contains("20 more people have to answer") && !shown.contains("Make the release now"), "{shown}");
    answer(&edge, 20, "before");
    let shown = edge.reply("GET", &page, &headers, "").text;
    assert!(shown.contains("Make the release now"), "{shown}");
    let made = edge.reply("POST", &page, &headers, "");
    assert!(made.status == 200 && made.text.contains("The release is made"), "{}", made.text);
    let log = edge.log();
    let entry = log.last().unwrap();
    assert_eq!((&entry["action"], &entry["detail"]), (&json!("release-made"), &json!("release 1")));
    for (id, status) in [("drafted", 409), ("nothing", 404)] {
        assert_eq!(edge.department_call("POST", &format!("{id}/releases"), "").0, status, "{id}");
    }
}

#[test]
fn a_consultation_may_ask_for_noise() {
    let mut edge = Edge::start();
    let mut document = edge.sample_document();
    document["release"] = json!({"every_hours": 1, "privacy": {"epsilon_tenths": 20}});
    assert_eq!(edge.put("sample", &document).0, 201);
    assert_eq!(edge.department_call("POST", "sample/open", "").0, 200);
    answer(&edge, 60, "before");
    // Time alone decides, and it has not come.
    let (status, refused) = press(&edge);
    assert!(status == 409 && refused["detail"].as_str().unwrap().starts_with("It is due at "), "{refused}");
    document["release"]["privacy"]["epsilon_tenths"] = json!(10);
    let (status, refused) = edge.put("sample", &document);
    assert_eq!((status, &refused["errors"][0]["pointer"]), (422, &json!("/release/privacy")));
    edge.back_date_releases();
    let (status, made) = press(&edge);
    assert_eq!(status, 201, "{made}");
    let release = json(&get(&edge, "/1", &[]));
    assert_eq!(release["privacy"]["epsilon"], 2);
    assert_eq!(release["privacy"]["spent_at_most"], 2);
    let page = get(&edge, "/1.html", &[]).text;
    assert!(page.contains("Privacy budget (epsilon) spent: 2.0 by a person who answered once"), "{page}");
}
