//! More answers than a ledger keeps in the generation that it fills: what was sealed is found, changed and withdrawn as the
//! rest is.

use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// A generation is sealed at about 4,096 answers.
const ANSWERS: usize = 4_400;
const EARLY: usize = 8;
const SENDERS: usize = 16;

/// An answer that was sent: its key, its body and its receipt.
struct Sent {
    key: String,
    body: Value,
    receipt: String,
}

fn send(edge: &Edge, number: usize) -> Sent {
    let (key, mut body) = (key(), sound_body());
    body["answers"]["more"] = json!(format!("answer {number}"));
    let (status, answer) = edge.post("sample", &key, &body);
    assert_eq!(status, 201, "{answer}");
    Sent { key, body, receipt: answer["receipt"].as_str().unwrap().to_owned() }
}

#[test]
fn what_was_sealed_is_retried_changed_and_withdrawn_as_the_rest_is() {
    let mut edge = Edge::start();
    edge.open_samples();
    let early: Vec<Sent> = (0..EARLY).map(|number| send(&edge, number)).collect();
    let others = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (edge, others) = (&edge, &others);
            scope.spawn(move || {
                for number in (EARLY + sender..ANSWERS).step_by(SENDERS) {
                    let sent = send(edge, number);
                    others.lock().unwrap().push(sent);
                }
            });
        }
    });
    let others = others.into_inner().unwrap();
    let receipts: BTreeSet<&str> = early.iter().chain(&others).map(|sent| sent.receipt.as_str()).collect();
    assert_eq!(receipts.len(), ANSWERS, "each has a receipt of its own");

    let repeats = |edge: &Edge, sent: &Sent| {
        let (status, again) = edge.post("sample", &sent.key, &sent.body);
        assert_eq!((status, again["receipt"].as_str()), (201, Some(sent.receipt.as_str())));
    };
    let holds = |edge: &Edge, answers: usize| {
        assert_eq!(edge.summary("sample")["responses"], answers);
        let stored = edge.responses("sample");
        let texts: BTreeSet<&str> = stored.iter().filter_map(|one| one["answers"]["more"].as_str()).collect();
        assert_eq!((stored.len(), texts.len()), (answers, answers), "each once");
    };
    early.iter().chain(others.iter().step_by(100)).for_each(|sent| repeats(&edge, sent));
    holds(&edge, ANSWERS);

    // Of what was sealed long ago: one is changed, one withdrawn, and one key is used for another answer.
    let [changed, withdrawn, reused, ..] = early.as_slice() else { panic!("there are early ones") };
    let mut body = changed.body.clone();
    body["answers"]["stage"] = json!("after");
    assert_eq!(edge.change(&changed.receipt, &body).0, 200);
    assert_eq!(edge.withdraw(&withdrawn.receipt).0, 204);
    assert_eq!(edge.post("sample", &reused.key, &body).1["type"], "/problems/idempotency-key-reused");
    let after = |edge: &Edge| {
        holds(edge, ANSWERS - 1);
        let stages = &edge.summary("sample")["questions"][0]["options"];
        assert_eq!((&stages[0]["count"], &stages[1]["count"]), (&json!(ANSWERS - 2), &json!(1)));
        let (status, read) = edge.call("GET", &format!("/v1/receipts/{}", changed.receipt), &[], "");
        assert_eq!((status, &read["answers"]["stage"]), (200, &json!("after")), "{read}");
        assert_eq!(edge.withdraw(&withdrawn.receipt).0, 410);
        early[2..].iter().chain(others.iter().rev().take(20)).for_each(|sent| repeats(edge, sent));
    };
    after(&edge);
    let figures = edge.figures("sample");
    edge.kill9();
    edge.restart();
    assert_eq!(edge.figures("sample"), figures);
    after(&edge);
    // It goes on from there.
    let last = send(&edge, ANSWERS);
    repeats(&edge, &last);
    holds(&edge, ANSWERS);
}
