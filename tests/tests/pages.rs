//! The pages that need no script, where something is not as usual.

use soundings_tests::{Edge, FORUM, Reply, key};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const HTML: (&str, &str) = ("accept", "text/html");

fn answers(stage: &str) -> String {
    format!("key={}&revision=1&site=forum&lang=en&answers.stage={stage}&answers.more=Kept+words", key())
}

/// Sends the hosted form, from a page of `origin`.
fn send(edge: &Edge, origin: &str) -> Reply {
    edge.reply("POST", "/f/sample", &[FORM, HTML, ("origin", origin)], &answers("before"))
}

#[test]
fn a_form_from_an_unknown_page_comes_back_filled_in_to_be_sent_from_here() {
    let edge = Edge::start();
    edge.open_samples();
    // `null` is what a page says that keeps its address to itself (`Referrer-Policy: no-referrer`).
    for origin in ["null", "https://elsewhere.example"] {
        let reply = send(&edge, origin);
        assert_eq!(reply.status, 403, "{origin}");
        assert!(reply.text.contains("Kept words") && reply.text.contains("not sent yet"), "{origin}: {}", reply.text);
    }
    assert_eq!(edge.summary("sample")["responses"], 0);
    for origin in [FORUM, edge.api().base()] {
        assert_eq!(send(&edge, origin).status, 303, "{origin}");
    }
    assert_eq!(edge.summary("sample")["responses"], 2);
}

#[test]
fn a_file_is_kept_under_its_own_builds_name_alone() {
    let edge = Edge::start();
    let loader = edge.reply("GET", "/v1/embed.js", &[], "").text;
    let (_, rest) = loader.split_once("/v1/assets/").unwrap();
    let own = &rest[..16];
    let kept = |hash: &str| {
        let reply = edge.reply("GET", &format!("/v1/assets/{hash}/soundings.css"), &[], "");
        assert!(reply.text.contains(":host"), "{hash}: {}", reply.text);
        reply.headers["cache-control"].clone()
    };
    assert_eq!(kept(own), "public, max-age=31536000, immutable");
    // A page that was opened before a new build gets today's file, under a name that nobody keeps it by.
    assert_eq!(kept("0000000000000000"), "no-store");
    assert_eq!(edge.reply("GET", &format!("/v1/assets/{own}/gone.js"), &[], "").status, 404);
}

#[test]
fn nothing_of_a_draft_is_told() {
    let edge = Edge::start();
    edge.open_samples();
    for (method, body) in [("GET", String::new()), ("POST", answers("before"))] {
        let reply = edge.reply(method, "/f/drafted", &[FORM, HTML, ("origin", edge.api().base())], &body);
        assert!(reply.status >= 400, "{method} {}", reply.status);
        assert!(!reply.text.contains("Sample"), "{method}: {}", reply.text);
    }
}

#[test]
fn a_change_that_comes_too_late_is_told_and_changes_nothing() {
    let edge = Edge::start();
    edge.open_samples();
    let location = send(&edge, FORUM).headers["location"].clone();
    let receipt = location.strip_prefix("/r/").unwrap().split('?').next().unwrap();
    edge.close("sample");
    let own = [FORM, HTML, ("origin", edge.api().base())];
    let reply = edge.reply("POST", &format!("/r/{receipt}"), &own, &answers("after"));
    assert_eq!(reply.status, 303);
    let page = edge.reply("GET", &reply.headers["location"], &[HTML], "");
    assert!(page.text.contains("Your change came too late and is not recorded"), "{}", page.text);
    assert!(page.text.contains("Before"), "what was answered before stands: {}", page.text);
    assert_eq!(edge.summary("sample")["questions"][0]["options"][0]["count"], 1);
}
