//! Cloudflare's rate limit bindings, by doubles that keep their contract: what is over them is asked for a proof and told when
//! to come again, and a binding that fails keeps nobody out.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, Reply, key, sound_body};

const ADDRESS: &str = "x-real-ip";

/// An edge with these limits, and an open consultation.
fn edge(consultation: &str, network: &str) -> Edge {
    let edge = Edge::start_with_rate_limits(consultation, network, ADDRESS);
    let mut document = edge.sample_document();
    document["protection"] = json!("adaptive");
    assert_eq!(edge.put("c", &document).0, 201);
    assert_eq!(edge.department_call("POST", "c/open", "").0, 200);
    edge
}

fn send(edge: &Edge, key: &str, address: &str) -> Reply {
    let quoted = format!("\"{key}\"");
    let headers =
        [("origin", FORUM), ("content-type", "application/json"), ("idempotency-key", &quoted), (ADDRESS, address)];
    edge.reply("POST", "/v1/consultations/c/responses", &headers, &sound_body().to_string())
}

/// Under which keys the bindings were asked.
fn asked(edge: &Edge, limit: &str) -> Vec<String> {
    let said = edge.said();
    let begin = format!("rate limit of {limit}: ");
    said.lines().filter_map(|line| Some(line.split_once(&begin)?.1.to_owned())).collect()
}

/// Begins a test where a minute does: the bindings count by it.
fn at_the_begin_of_a_minute() {
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() % 60;
    // Each of these tests takes less than half of one.
    while now() >= 30 {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}

fn assert_told_when_to_come_again(refused: &Reply) {
    let problem: Value = serde_json::from_str(&refused.text).unwrap();
    assert_eq!((refused.status, &problem["type"]), (429, &json!("/problems/proof-needed")), "{problem}");
    for (name, value) in [
        ("retry-after", "60"),
        ("ratelimit", "\"without-proof\";r=0;t=60"),
        ("ratelimit-policy", "\"without-proof\";q=4294967295;w=60"),
        // A page of the site may read them.
        ("access-control-allow-origin", FORUM),
    ] {
        assert_eq!(refused.headers.get(name).map(String::as_str), Some(value), "{name}");
    }
}

#[test]
fn more_than_the_binding_lets_a_consultation_have_is_asked_for_a_proof() {
    let edge = edge("3", "100");
    at_the_begin_of_a_minute();
    let keys: Vec<String> = (0..4).map(|_| key()).collect();
    for one in &keys[..3] {
        assert_eq!(send(&edge, one, "192.0.2.1").status, 201);
    }
    assert_told_when_to_come_again(&send(&edge, &keys[3], "192.0.2.2"));
    // A retry of what was recorded is not.
    assert_eq!(send(&edge, &keys[0], "192.0.2.2").status, 201);
    assert_eq!(edge.summary("c")["responses"], 3);
    assert_eq!(asked(&edge, "3"), ["c"; 5]);
}

#[test]
fn more_than_the_binding_lets_a_network_have_is_asked_for_a_proof_and_its_address_is_told_to_nobody() {
    let edge = edge("100", "2");
    at_the_begin_of_a_minute();
    for _ in 0..2 {
        assert_eq!(send(&edge, &key(), "192.0.2.1").status, 201);
    }
    assert_told_when_to_come_again(&send(&edge, &key(), "192.0.2.1"));
    assert_eq!(send(&edge, &key(), "192.0.2.2").status, 201, "another network");
    assert_eq!(edge.summary("c")["responses"], 3);
    let keys = asked(&edge, "2");
    assert_eq!(keys.len(), 4);
    for key in &keys {
        assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key} is no hash");
    }
    assert!(keys[..3].iter().all(|key| *key == keys[0]) && keys[3] != keys[0], "{keys:?}");
}

#[test]
fn a_binding_that_fails_or_says_nothing_keeps_nobody_out() {
    for fails in ["fails", "says nothing"] {
        let edge = edge(fails, fails);
        for number in 0..12 {
            assert_eq!(send(&edge, &key(), &format!("192.0.2.{}", number % 2)).status, 201);
        }
        assert_eq!(edge.summary("c")["responses"], 12);
        assert_eq!(asked(&edge, fails).len(), 24, "both were asked each time");
        assert!(edge.said().contains("rate limit: "), "and it is said in the log");
    }
}
