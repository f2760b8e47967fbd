//! What was acknowledged survives: kill -9 under load, restarts, folds.

use serde_json::json;
use soundings_tests::{Edge, key, sound_body};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often it is killed, each time at another moment of its work.
const KILLS: u64 = 50;

#[test]
fn acknowledged_answers_survive_kill_nine_under_load() {
    let mut edge = Edge::start();
    edge.open_samples();
    let acknowledged: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
    for round in 1..=KILLS {
        let killed = AtomicBool::new(false);
        let before = acknowledged.lock().unwrap().len();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    while !killed.load(Ordering::SeqCst) {
                        let one = key();
                        if let Some((201, answer)) = edge.try_post("sample", &one, &sound_body()) {
                            acknowledged.lock().unwrap().push((one, answer["receipt"].as_str().unwrap().to_owned()));
                        }
                    }
                });
            }
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(100 + round * 37 % 300));
                // A machine that is busy with other things may not have got so far as to acknowledge anything.
                let patience = Instant::now() + Duration::from_secs(30);
                while acknowledged.lock().unwrap().len() == before && Instant::now() < patience {
                    std::thread::sleep(Duration::from_millis(1));
                }
                edge.kill9();
                killed.store(true, Ordering::SeqCst);
            });
        });
        edge.restart();
        let known = acknowledged.lock().unwrap();
        assert!(known.len() > before, "nothing was acknowledged");
        // A retry under the same key gets the same receipt: the answer is there, and is not counted again.
        for (one, receipt) in known.iter().rev().take(10) {
            let (status, answer) = edge.post("sample", one, &sound_body());
            assert_eq!((status, answer["receipt"].as_str()), (201, Some(receipt.as_str())));
        }
        // Every row is read after each tenth: they become many.
        if round % 10 != 0 {
            continue;
        }
        let stored = edge.responses("sample");
        let counted = edge.summary("sample")["responses"].as_i64().unwrap();
        assert_eq!(counted, stored.len() as i64, "the tally is the recount of the rows");
        // Stored and not acknowledged is possible, acknowledged and not stored is not.
        assert!(counted >= known.len() as i64, "{counted} stored, {} acknowledged", known.len());
    }
}

#[test]
fn a_restart_keeps_folded_and_unfolded_changes() {
    let mut edge = Edge::start();
    edge.open_samples();
    let mut receipts = Vec::new();
    // One at a time: more journal rows than one fold takes in.
    for number in 0..300 {
        let (_, answer) = edge.post("sample", &key(), &sound_body());
        receipts.push(answer["receipt"].as_str().unwrap().to_owned());
        if number % 10 == 9 {
            assert_eq!(edge.withdraw(&receipts[number]).0, 204);
        }
        if number % 100 == 50 {
            edge.kill9();
            edge.restart();
        }
    }
    let mut changed = sound_body();
    changed["answers"]["stage"] = json!("after");
    assert_eq!(edge.change(&receipts[0], &changed).0, 200);
    let before = edge.figures("sample");
    assert_eq!(before["responses"], 270);
    edge.kill9();
    edge.restart();
    assert_eq!(edge.figures("sample"), before);
    assert_eq!(edge.responses("sample").len(), 270);
}

#[test]
fn nothing_secret_is_stored_and_nothing_withdrawn_is_read() {
    let mut edge = Edge::start();
    edge.open_samples();
    let secret = "a text that nobody else would write";
    let mut body = sound_body();
    body["answers"]["more"] = json!(secret);
    body["page"] = json!("https://forum.example/a-page-of-its-own?with=query");
    let (_, answer) = edge.post("sample", &key(), &body);
    assert!(edge.store_contains(secret));
    assert!(!edge.store_contains("with=query"));
    assert!(!edge.store_contains(answer["receipt"].as_str().unwrap()), "a receipt is stored as its hash alone");
    assert!(!edge.store_contains(edge.token()), "a token is stored as its hash alone");
    assert_eq!(edge.withdraw(answer["receipt"].as_str().unwrap()).0, 204);
    edge.kill9();
    edge.restart();
    assert_eq!(edge.summary("sample")["responses"], 0);
    let (status, list) = edge.department_call("GET", "sample/export.csv", "");
    assert_eq!(status, 200, "{list}");
    assert!(!list.to_string().contains(secret));
}
