//! Abuse control: under pressure a proof is asked for, a proof serves once, a retry is never asked, nobody is kept out for
//! good, and no address is kept.

use altcha::{Challenge, Payload, SolveChallengeOptions};
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use soundings_tests::{Edge, FORUM, Reply, key, sound_body};
use std::time::Duration;

/// The header that the edges of these tests trust.
const ADDRESS: &str = "x-real-ip";

/// An edge that trusts a header to name the address, with these limits.
fn edge(limits: Value) -> Edge {
    Edge::start_with(vec![("SOUNDINGS_CLIENT_ADDRESS", ADDRESS.to_owned()), ("SOUNDINGS_PRESSURE", limits.to_string())])
}

/// An open consultation of that name, with this protection.
fn open(edge: &Edge, id: &str, protection: &str) {
    let mut document = edge.sample_document();
    document["protection"] = json!(protection);
    assert_eq!(edge.put(id, &document).0, 201);
    assert_eq!(edge.department_call("POST", &format!("{id}/open"), "").0, 200);
}

/// Sends an answer from an address.
fn send(edge: &Edge, id: &str, key: &str, body: &Value, address: &str) -> (u16, Value) {
    let quoted = format!("\"{key}\"");
    let headers =
        [("origin", FORUM), ("content-type", "application/json"), ("idempotency-key", &quoted), (ADDRESS, address)];
    edge.call("POST", &format!("/v1/consultations/{id}/responses"), &headers, &body.to_string())
}

/// Asks for a challenge for the answer of that key.
fn challenge(edge: &Edge, id: &str, key: &str, query: &str) -> (u16, Value) {
    let path = format!("/v1/consultations/{id}/challenge?for={}&{query}", hash(key));
    edge.call("GET", &path, &[("origin", FORUM)], "")
}

/// A key as a challenge names it.
fn hash(key: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(key.as_bytes()))
}

/// Solves a challenge with the official crate.
fn solve(challenge: &Value) -> String {
    let challenge: Challenge = serde_json::from_value(challenge.clone()).unwrap();
    let solution = altcha::solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
    BASE64.encode(serde_json::to_string(&Payload { challenge, solution }).unwrap().as_bytes())
}

fn proof(edge: &Edge, id: &str, key: &str, query: &str) -> String {
    let (status, challenge) = challenge(edge, id, key, query);
    assert_eq!(status, 200, "{challenge}");
    solve(&challenge)
}

fn with_proof(proof: &str) -> Value {
    let mut body = sound_body();
    body["altcha"] = json!(proof);
    body
}

fn is(answer: &(u16, Value), status: u16, problem: &str) {
    assert_eq!((answer.0, answer.1["type"].as_str()), (status, Some(&*format!("/problems/{problem}"))), "{answer:?}");
}

#[test]
fn a_burst_asks_for_a_proof_and_a_solved_one_is_recorded_once() {
    let edge = edge(json!({"consultation_a_minute": 5}));
    open(&edge, "c", "adaptive");
    let early = key();
    for number in 0..5 {
        let one = if number == 0 { early.clone() } else { key() };
        assert_eq!(send(&edge, "c", &one, &sound_body(), "203.0.113.7").0, 201);
    }
    let late = key();
    let asked = send(&edge, "c", &late, &sound_body(), "203.0.113.8");
    is(&asked, 429, "proof-needed");
    assert!(asked.1["detail"].as_str().unwrap().starts_with("Many answers"), "it says so in the form's language");
    assert_eq!(edge.summary("c")["responses"], 5);
    // Who was recorded before and never heard of it is not asked.
    assert_eq!(send(&edge, "c", &early, &sound_body(), "203.0.113.8").0, 201);

    let body = with_proof(&proof(&edge, "c", &late, "site=forum"));
    let (status, first) = send(&edge, "c", &late, &body, "203.0.113.8");
    assert_eq!(status, 201, "{first}");
    // The same again, with the proof used by itself; without one; and with another one: one answer, one receipt.
    for again in [body, sound_body(), with_proof(&proof(&edge, "c", &late, "site=forum")), with_proof("none")] {
        let (status, answer) = send(&edge, "c", &late, &again, "203.0.113.8");
        assert_eq!((status, &answer["receipt"]), (201, &first["receipt"]));
    }
    assert_eq!(edge.summary("c")["responses"], 6);
    // Another consultation is under no pressure.
    open(&edge, "d", "adaptive");
    assert_eq!(send(&edge, "d", &key(), &sound_body(), "203.0.113.7").0, 201);
}

#[test]
fn a_proof_is_good_once_for_what_it_was_made_for() {
    let mut edge = edge(json!({}));
    open(&edge, "c", "always");
    open(&edge, "d", "always");
    is(&send(&edge, "c", &key(), &sound_body(), ""), 429, "proof-needed");
    let (one, first) = (key(), key());
    let used = with_proof(&proof(&edge, "c", &one, "site=forum"));
    is(&send(&edge, "c", &first, &used, ""), 403, "proof-refused");
    assert_eq!(send(&edge, "c", &one, &used, "").0, 201);
    is(&send(&edge, "c", &first, &used, ""), 403, "proof-refused");
    edge.kill9();
    edge.restart();
    is(&send(&edge, "c", &first, &used, ""), 403, "proof-refused");

    let good = proof(&edge, "c", &first, "site=forum");
    let mut tampered: Value = serde_json::from_slice(&BASE64.decode(good.as_bytes()).unwrap()).unwrap();
    tampered["challenge"]["parameters"]["expiresAt"] = json!(4_102_444_800_i64);
    for refused in [
        proof(&edge, "d", &first, "site=forum"),
        solve(&edge.call("GET", &format!("/v1/consultations/c/challenge?for={}", hash(&first)), &[], "").1),
        BASE64.encode(tampered.to_string().as_bytes()),
        "no proof".to_owned(),
    ] {
        is(&send(&edge, "c", &first, &with_proof(&refused), ""), 403, "proof-refused");
    }
    let mut document = edge.sample_document();
    document["protection"] = json!("always");
    document["title"]["en"] = json!("Changed");
    assert_eq!(edge.put("c", &document).0, 200);
    let mut newer = with_proof(&good);
    newer["revision"] = json!(2);
    is(&send(&edge, "c", &first, &newer, ""), 403, "proof-refused");
    // An answer to an earlier revision has a challenge of its own.
    assert_eq!(send(&edge, "c", &first, &with_proof(&proof(&edge, "c", &first, "site=forum&revision=1")), "").0, 201);
    assert_eq!(edge.summary("c")["responses"], 2);
}

#[test]
fn an_expired_challenge_is_asked_for_again() {
    let edge = edge(json!({}));
    open(&edge, "c", "always");
    let one = key();
    let (_, made) = challenge(&edge, "c", &one, "site=forum");
    let expires = made["parameters"]["expiresAt"].as_i64().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert!((595..=600).contains(&(expires - i64::try_from(now).unwrap())), "{expires} at {now}");
    let mut old = made.clone();
    old["parameters"]["expiresAt"] = json!(1_000);
    // Expiry is looked at first: a client learns that it has to fetch another one, and not that its proof is bad.
    is(&send(&edge, "c", &one, &with_proof(&solve(&old)), ""), 429, "proof-needed");
}

#[test]
fn who_may_have_a_challenge() {
    let edge = edge(json!({}));
    open(&edge, "c", "adaptive");
    assert_eq!(edge.put("draft", &edge.sample_document()).0, 201);
    let own = hash(&key());
    let path = format!("/v1/consultations/c/challenge?for={own}&site=forum");
    let made = edge.reply("GET", &path, &[("origin", FORUM)], "");
    let header = |reply: &Reply, name: &str| reply.headers.get(name).cloned().unwrap_or_default();
    assert_eq!((made.status, header(&made, "access-control-allow-origin")), (200, FORUM.to_owned()));
    assert_eq!(header(&made, "cache-control"), "no-store");
    for (path, origin, status, problem) in [
        ("c/challenge?site=forum", "https://elsewhere.example", 403, "origin-not-registered"),
        ("c/challenge?site=elsewhere", FORUM, 422, "unknown-site"),
        ("c/challenge?site=forum&revision=2", FORUM, 409, "wrong-revision"),
        ("c/challenge?site=forum&revision=x", FORUM, 409, "wrong-revision"),
        ("gone/challenge", FORUM, 404, "unknown-consultation"),
        ("draft/challenge?site=forum", FORUM, 409, "consultation-not-open"),
    ] {
        let path = match path.split_once('?') {
            Some((path, query)) => format!("/v1/consultations/{path}?for={own}&{query}"),
            None => format!("/v1/consultations/{path}?for={own}"),
        };
        is(&edge.call("GET", &path, &[("origin", origin)], ""), status, problem);
    }
    for unnamed in ["", "for=x&", &format!("for={}&", own.to_uppercase())] {
        let path = format!("/v1/consultations/c/challenge?{unnamed}site=forum");
        is(&edge.call("GET", &path, &[("origin", FORUM)], ""), 400, "idempotency-key-malformed");
    }
}

#[test]
fn a_network_from_which_much_comes_is_asked_and_others_are_not() {
    let edge = edge(json!({"network_a_minute": 3}));
    open(&edge, "c", "adaptive");
    for address in ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3"] {
        assert_eq!(send(&edge, "c", &key(), &sound_body(), address).0, 201);
    }
    is(&send(&edge, "c", &key(), &sound_body(), "2001:db8:1:2::9"), 429, "proof-needed");
    for other in ["2001:db8:1:3::9", "203.0.113.7", "", "unknown", "127.0.0.1"] {
        assert_eq!(send(&edge, "c", &key(), &sound_body(), other).0, 201, "{other}");
    }
    // What a proxy adds is last: what somebody sent before it counts for nothing.
    is(&send(&edge, "c", &key(), &sound_body(), "203.0.113.9, 2001:db8:1:2::9"), 429, "proof-needed");
    let one = key();
    let body = with_proof(&proof(&edge, "c", &one, "site=forum"));
    assert_eq!(send(&edge, "c", &one, &body, "2001:db8:1:2::9").0, 201, "and even it is not kept out");
    open(&edge, "off", "off");
    for _ in 0..10 {
        assert_eq!(send(&edge, "off", &key(), &sound_body(), "2001:db8:1:2::9").0, 201);
    }
}

#[test]
fn a_network_is_remembered_for_the_day_and_no_address_is_kept() {
    let mut edge = edge(json!({"network_a_day": 12, "network_a_minute": 1_000}));
    open(&edge, "c", "adaptive");
    let address = "203.0.113.77";
    for _ in 0..11 {
        assert_eq!(send(&edge, "c", &key(), &sound_body(), address).0, 201);
    }
    // Told to the object with the first answer after five seconds.
    std::thread::sleep(Duration::from_millis(5_200));
    assert_eq!(send(&edge, "c", &key(), &sound_body(), address).0, 201);
    is(&send(&edge, "c", &key(), &sound_body(), address), 429, "proof-needed");
    for once in 0..20 {
        assert_eq!(send(&edge, "c", &key(), &sound_body(), &format!("198.51.100.{once}")).0, 201);
    }
    edge.kill9();
    edge.restart();
    // Eleven were told before; one more makes the limit.
    assert_eq!(send(&edge, "c", &key(), &sound_body(), address).0, 201);
    is(&send(&edge, "c", &key(), &sound_body(), address), 429, "proof-needed");
    for text in [address, "203.0.113", "198.51.100"] {
        assert!(!edge.store_contains(text), "{text:?} is in the store or in the log");
    }
    assert!(!edge.store_contains_bytes(&[203, 0, 113, 77]), "the address is in the store as bytes");
    let export = edge.export("c");
    assert!(!export.contains("203.0.113") && export.lines().count() > 30);
}

#[test]
fn without_a_script_a_person_waits_and_sends_again() {
    let edge = edge(json!({}));
    open(&edge, "c", "always");
    let headers = [("origin", edge.api().base()), ("content-type", "application/x-www-form-urlencoded")];
    let one = key();
    let form = |note: &str| {
        format!(
            "key={one}&revision=1&site=hosted&lang=en&page=&note={note}&answers.stage=before&answers.more=Kept+words"
        )
    };
    let post = |note: &str| edge.reply("POST", "/f/c", &headers, &form(note));
    let asked = post("");
    assert_eq!(asked.status, 429, "{}", asked.text);
    assert!(asked.text.contains("Please wait 15 seconds") && asked.text.contains("role=\"alert\""));
    assert!(asked.text.contains("Kept words"), "nothing typed is lost");
    let note = asked.text.split("name=\"note\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(post(note).status, 429, "too early");
    assert_eq!(edge.summary("c")["responses"], 0);
    std::thread::sleep(Duration::from_millis(15_500));
    let other = form(note).replace(&one, &key());
    assert_eq!(edge.reply("POST", "/f/c", &headers, &other).status, 429, "a note is one form's");
    let sent = post(note);
    assert_eq!(sent.status, 303, "{}", sent.text);
    assert_eq!(edge.summary("c")["responses"], 1);
    assert_eq!(post("").status, 303, "sent twice, it counts once and is not asked");
    assert_eq!(edge.summary("c")["responses"], 1);
}
