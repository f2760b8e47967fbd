//! A panic in each object: a 500 at once, nothing lost that was acknowledged, and the object goes on. The panics come from
//! the tests' own configuration (`edge-worker/src/objects/drill.rs`), in a statement or right after a transaction was kept.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, key, sound_body};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use xtask::audit::{Source, Verdict, verify};

/// How often something is asked for before the object counts as one that does not go on. Panics have to be further apart than
/// the steps of the longest transaction.
const TRIES: u32 = 20;

/// Asks until it is no 500; counts those. An edge that does not answer at all fails the test.
fn insist(failures: &AtomicU32, ask: impl Fn() -> (u16, Value)) -> (u16, Value) {
    for _ in 0..TRIES {
        match ask() {
            (500, problem) => {
                assert_eq!(problem["type"], "/problems/internal", "{problem}");
                failures.fetch_add(1, Ordering::Relaxed);
            }
            answered => return answered,
        }
    }
    panic!("the object does not go on");
}

/// The panics that the log tells of, which are those on purpose.
fn panics(edge: &Edge) -> usize {
    let said = edge.said();
    let places: Vec<&str> = said.lines().filter(|line| line.contains("panic at")).collect();
    assert!(places.iter().all(|place| place.contains("drill.rs") && !place.contains("purpose")), "{places:?}");
    places.len()
}

fn body(text: &str) -> Value {
    let mut body = sound_body();
    body["answers"]["more"] = json!(text);
    body
}

#[test]
fn a_ledger_that_panics_loses_and_doubles_nothing() {
    let mut edge = Edge::start();
    edge.open_samples();
    let before = edge.post("sample", &key(), &body("before")).1["receipt"].as_str().unwrap().to_owned();
    edge.restart_with_panics("ledger 37");
    let failures = AtomicU32::new(0);
    let told: Mutex<Vec<(String, String, String)>> = Mutex::default();
    std::thread::scope(|scope| {
        for sender in 0..8 {
            let (edge, failures, told) = (&edge, &failures, &told);
            scope.spawn(move || {
                for number in 0..60 {
                    let (one, text) = (key(), format!("{sender}/{number}"));
                    let (status, answer) = insist(failures, || edge.post("sample", &one, &body(&text)));
                    assert_eq!(status, 201, "{answer}");
                    let receipt = answer["receipt"].as_str().unwrap().to_owned();
                    if number % 10 == 3 {
                        assert_eq!(insist(failures, || edge.change(&receipt, &body("changed"))).0, 200);
                    }
                    if number % 10 == 7 {
                        // Withdrawn already where the reply to the first try was lost to a panic.
                        assert!(matches!(insist(failures, || edge.withdraw(&receipt)).0, 204 | 410));
                    } else {
                        told.lock().unwrap().push((one, text, receipt));
                    }
                }
            });
        }
    });
    assert!(failures.load(Ordering::Relaxed) > 0 && panics(&edge) > 0, "{failures:?} refused");
    let (_, under_panics) = insist(&failures, || edge.department_call("GET", "sample/summary", ""));
    edge.restart();
    let told = told.into_inner().unwrap();
    let check = |edge: &Edge| {
        assert_eq!(edge.summary("sample")["responses"], 1 + 8 * 54);
        let stored = edge.responses("sample");
        let texts: BTreeSet<&str> = stored.iter().filter_map(|one| one["answers"]["more"].as_str()).collect();
        assert_eq!((stored.len(), texts.len()), (1 + 8 * 54, 1 + 8 * 48 + 1), "each once, and those that were changed");
    };
    assert_eq!(under_panics["responses"], 1 + 8 * 54);
    check(&edge);
    for (one, text, receipt) in &told {
        let (status, again) = edge.post("sample", one, &body(text));
        assert_eq!((status, again["receipt"].as_str()), (201, Some(receipt.as_str())), "{again}");
    }
    assert_eq!(edge.call("GET", &format!("/v1/receipts/{before}"), &[], "").0, 200);
    check(&edge);
}

#[test]
fn a_consultation_that_panics_keeps_its_steps_and_its_releases() {
    let mut edge = Edge::start();
    edge.open_samples();
    edge.restart_with_panics("consultation 67");
    let failures = AtomicU32::new(0);
    let step = |path: &str, body: &str| {
        let (status, answer) = insist(&failures, || edge.department_call("POST", path, body));
        assert_eq!(status, 200, "{path}: {answer}");
    };
    let sent = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let one = key();
                    let (status, answer) = insist(&failures, || edge.post("sample", &one, &sound_body()));
                    assert_eq!(status, 201, "{answer}");
                    sent.lock().unwrap().push((one, answer["receipt"].clone()));
                }
            });
        }
        for shards in 2..=6 {
            step("sample/shards", &json!({"shards": shards}).to_string());
        }
    });
    let latest = || edge.call("GET", "/v1/consultations/sample/releases/latest", &[], "");
    let (status, made) = insist(&failures, || match edge.department_call("POST", "sample/releases", "") {
        // Made before the panic that refused it.
        (409, _) => latest(),
        made => made,
    });
    assert!(status == 200 || status == 201, "{made}");
    let release = insist(&failures, latest);
    assert_eq!(release.0, 200, "{}", release.1);
    for _ in 0..4 {
        assert_eq!(insist(&failures, latest), release, "it is made once");
        step("sample/close", "");
        step("sample/open", "");
    }
    step("sample/close", "");
    assert!(failures.load(Ordering::Relaxed) > 0 && panics(&edge) > 0, "{failures:?} refused");
    edge.restart();
    assert_eq!(edge.call("GET", "/v1/consultations/sample/releases/latest", &[], ""), release);
    assert_eq!(edge.department_call("GET", "sample", "").1["state"], "closed");
    let (_, shards) = edge.department_call("GET", "sample/shards", "");
    assert_eq!(shards["shards"].as_array().unwrap().len(), 6);
    assert_eq!(edge.summary("sample")["responses"], 80);
    for (one, receipt) in sent.into_inner().unwrap() {
        let (status, again) = edge.post("sample", &one, &sound_body());
        assert_eq!((status, &again["receipt"]), (201, &receipt));
    }
}

#[test]
fn a_raise_that_broke_off_is_ended_and_noted_by_whoever_comes_next() {
    let mut edge = Edge::start();
    edge.open_samples();
    let shards = |edge: &Edge| edge.department_call("GET", "sample/shards", "").1["shards"].as_array().unwrap().len();
    let (mut wanted, mut broken_off) = (1, 0);
    // Whatever a raise does, it panics there.
    for step in 8..24 {
        edge.restart_with_panics(&format!("consultation {step}"));
        // The first step of all panics.
        assert_eq!(edge.department_call("GET", "sample", "").0, 500);
        let before = wanted;
        let body = json!({"shards": wanted + 1}).to_string();
        let (status, _) = edge.department_call("POST", "sample/shards", &body);
        edge.restart();
        // Somebody answers, and nobody asks for more shards again.
        assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
        wanted = shards(&edge);
        assert!(wanted == before + 1 || (wanted == before && status == 500), "{before} {wanted} {status}");
        broken_off += u32::from(status == 500 && wanted > before);
        let log = edge.log();
        let raises = log.iter().filter(|entry| entry["action"] == "shards-raised");
        let mut noted: Vec<&str> = raises.map(|entry| entry["detail"].as_str().unwrap()).collect();
        // What broke off between the log and the row is told twice.
        noted.dedup();
        let expected: Vec<String> = (2..=wanted).map(|count| format!("{count} shards")).collect();
        assert_eq!(noted, expected, "after {step} steps");
    }
    assert!(broken_off > 0, "none broke off after it had begun");
}

#[test]
fn a_department_that_panics_keeps_its_list_tokens_and_log() {
    let mut edge = Edge::start();
    edge.open_samples();
    edge.restart_with_panics("department 17");
    let failures = AtomicU32::new(0);
    let own = edge.token().to_owned();
    let mut tokens = Vec::new();
    for number in 0..12 {
        let put = || edge.put(&format!("another-{number}"), &edge.sample_document());
        // Made already where the reply to the first try was lost to a panic.
        assert!(matches!(insist(&failures, put).0, 200 | 201));
        let wanted = json!({"name": format!("number {number}"), "role": "viewer", "days": 1}).to_string();
        let (status, made) = insist(&failures, || edge.call_with(&own, "POST", "tokens", &wanted));
        assert_eq!(status, 201, "{made}");
        tokens.push(made["token"].as_str().unwrap().to_owned());
    }
    assert!(failures.load(Ordering::Relaxed) > 0 && panics(&edge) > 0, "{failures:?} refused");
    edge.restart();
    for token in &tokens {
        assert_eq!(edge.call_with(token, "GET", "consultations", "").0, 200);
    }
    let log = edge.log();
    let noted = |action: &str| log.iter().filter(|entry| entry["action"] == action).count();
    assert_eq!(noted("consultation-put"), 3 + 12, "{log:?}");
    assert!(noted("token-made") >= 12, "each that was told of is noted: {log:?}");
    let source = Source::Edge { api: edge.api().clone(), save: None };
    assert!(matches!(verify(&source, edge.department(), None).unwrap(), Verdict::Holds { .. }));
}

#[test]
fn where_the_count_of_networks_panics_answers_are_recorded_once() {
    let mut edge = Edge::start_with(vec![("SOUNDINGS_CLIENT_ADDRESS", "x-real-ip".to_owned())]);
    edge.open_samples();
    let mut document = edge.sample_document();
    document["protection"] = json!("adaptive");
    let consultations: Vec<String> = (0..6).map(|number| format!("watched-{number}")).collect();
    for id in &consultations {
        assert_eq!(edge.put(id, &document).0, 201);
        assert_eq!(edge.department_call("POST", &format!("{id}/open"), "").0, 200);
    }
    // The first call of each consultation's object writes its tables and its salt: it panics before anything is written, then once all
    // is kept.
    edge.restart_with_panics("networks 6");
    let failures = AtomicU32::new(0);
    for id in &consultations {
        let one = format!("\"{}\"", key());
        let headers = [
            ("origin", FORUM),
            ("content-type", "application/json"),
            ("idempotency-key", one.as_str()),
            ("x-real-ip", "192.0.2.1"),
        ];
        let path = format!("/v1/consultations/{id}/responses");
        let send = || edge.call("POST", &path, &headers, &sound_body().to_string());
        let (status, answer) = insist(&failures, send);
        assert_eq!(status, 201, "{answer}");
        assert_eq!(insist(&failures, send), (201, answer));
    }
    assert!(failures.load(Ordering::Relaxed) >= 12 && panics(&edge) >= 12, "{failures:?} refused");
    edge.restart();
    for id in &consultations {
        assert_eq!(edge.summary(id)["responses"], 1);
    }
}

#[test]
fn a_ledger_whose_alarm_panics_is_called_again() {
    let mut edge = Edge::start();
    edge.open_samples();
    let receipts = [0, 1].map(|_| edge.post("sample", &key(), &sound_body()).1["receipt"].as_str().unwrap().to_owned());
    // What a withdrawal took away is deleted by an alarm.
    assert_eq!(edge.withdraw(&receipts[0]).0, 204);
    let (before, at) = (edge.figures("sample"), edge.alarms("ledger"));
    assert_eq!(at.len(), 1);
    edge.make_alarms_due("ledger");
    // The first ring panics, and no other.
    edge.restart_with_panics("ledger-alarm 1000");
    // By itself: a call would set the alarm anew.
    // Then comes the one for the day on which the answers have had their time: in two years, a fiftieth more since 1970.
    let rang = |edge: &Edge| matches!(edge.alarms("ledger")[..], [next] if next > at[0] / 50 * 51);
    for _ in 0..240 {
        if rang(&edge) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(250));
    }
    assert!(rang(&edge), "it was not called again, or panicked again: {}", edge.said());
    assert_eq!(panics(&edge), 1, "{}", edge.said());
    let (_, shards) = edge.department_call("GET", "sample/shards", "");
    assert!(shards["shards"][0]["rows_written"].as_i64().unwrap() > 0, "the fold is written: {shards}");
    assert_eq!(edge.figures("sample"), before);
    edge.restart();
    assert_eq!(edge.figures("sample"), before);
    assert_eq!(edge.withdraw(&receipts[1]).0, 204);
}
