//! What goes wrong outside: a network that loses, a machine that stops, a store that is damaged.

use serde_json::json;
use soundings_tests::{Edge, Lossy, key, sound_body};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

/// Answers that are sent through a network that loses 30 of a hundred requests, and 30 of a hundred replies.
const ANSWERS: usize = 10_000;
const SENDERS: usize = 16;

#[test]
fn ten_thousand_answers_through_a_network_that_loses_are_exact() {
    let edge = Edge::start();
    edge.open_samples();
    let network = Lossy::start(edge.port(), 30, 1);
    let through = edge.api_at(&network.base_url());
    let receipts = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (through, receipts) = (&through, &receipts);
            scope.spawn(move || {
                for number in (sender..ANSWERS).step_by(SENDERS) {
                    let (one, mut body) = (key(), sound_body());
                    body["answers"]["more"] = json!(format!("answer {number}"));
                    // As the widget does: again and again, under the same key.
                    let receipt = loop {
                        match edge_answers(through, &one, &body.to_string()) {
                            Some((201, answer)) => break answer["receipt"].as_str().unwrap().to_owned(),
                            Some(other) => panic!("{other:?}"),
                            None => {}
                        }
                    };
                    assert!(receipts.lock().unwrap().insert(receipt), "two answers have one receipt");
                }
            });
        }
    });
    let lost = network.lost();
    let (requests, replies) = (lost.requests.load(Ordering::Relaxed), lost.replies.load(Ordering::Relaxed));
    assert!(requests > 3_000 && replies > 3_000, "the network loses: {requests} requests, {replies} replies");
    let stored = edge.responses("sample");
    let texts: BTreeSet<&str> = stored.iter().filter_map(|one| one["answers"]["more"].as_str()).collect();
    assert_eq!((stored.len(), texts.len()), (ANSWERS, ANSWERS), "each once");
    assert_eq!(edge.summary("sample")["responses"], ANSWERS);
}

#[test]
fn a_full_disk_refuses_answers_and_loses_none() {
    let Some(edge) = Edge::start_on_a_small_disk() else {
        eprintln!("skipped: this machine lets nobody mount a disk of their own");
        return;
    };
    edge.open_samples();
    let send = || {
        let one = key();
        edge.try_post("sample", &one, &sound_body()).map(|(status, answer)| (one, status, answer))
    };
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    let mut sends = |times: usize, refused: &mut u32| {
        for _ in 0..times {
            match send() {
                Some((one, 201, answer)) => acknowledged.push((one, answer["receipt"].as_str().unwrap().to_owned())),
                Some((_, status, answer)) => {
                    assert_eq!((status, &answer["type"]), (500, &json!("/problems/internal")), "{answer}");
                    *refused += 1;
                }
                None => panic!("it hangs or is gone"),
            }
        }
    };
    sends(20, &mut refused);
    assert_eq!(refused, 0);
    edge.fill_disk();
    // The store's file has room in it for a few more.
    sends(400, &mut refused);
    assert!(refused > 0, "the disk is full");
    edge.free_disk();
    let before = refused;
    sends(20, &mut refused);
    assert_eq!(refused, before, "there is room again");
    let stored = edge.responses("sample");
    assert_eq!(edge.summary("sample")["responses"], stored.len());
    assert!(stored.len() >= acknowledged.len());
    for (one, receipt) in &acknowledged {
        let (status, answer) = edge.post("sample", one, &sound_body());
        assert_eq!((status, answer["receipt"].as_str()), (201, Some(receipt.as_str())));
    }
    assert_eq!(edge.responses("sample").len(), stored.len(), "a retry is not counted again");
}

fn edge_answers(api: &xtask::api::Api, key: &str, body: &str) -> Option<(u16, serde_json::Value)> {
    match api.post_response("/v1/consultations/sample/responses", soundings_tests::FORUM, key, body) {
        xtask::api::Try::Answered(status, answer) => Some((status, answer)),
        xtask::api::Try::Unreachable(_) => None,
    }
}

const OLDER: &str = "without its last commits";

type Damage = fn(&std::path::Path);

/// What may become of a ledger's store, by what it is called, while no edge runs.
const DAMAGES: [(&str, Damage); 5] = [
    ("gone", |store| remove(store, &["", "-wal", "-shm"])),
    ("emptied", |store| {
        remove(store, &["-wal", "-shm"]);
        std::fs::write(store, b"").unwrap();
    }),
    ("cut in half", |store| {
        remove(store, &["-wal", "-shm"]);
        cut(store, 2);
    }),
    (OLDER, |store| {
        // The log of what is not in the store yet: a part of it is a store of some time ago.
        cut(&beside(store, "-wal"), 2);
        remove(store, &["-shm"]);
    }),
    ("overwritten", |store| {
        remove(store, &["-wal", "-shm"]);
        let bytes = std::fs::read(store).unwrap();
        std::fs::write(store, vec![b'x'; bytes.len()]).unwrap();
    }),
];

fn beside(store: &std::path::Path, end: &str) -> std::path::PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove(store: &std::path::Path, ends: &[&str]) {
    for end in ends {
        let _ = std::fs::remove_file(beside(store, end));
    }
}

fn cut(path: &std::path::Path, parts: usize) {
    let bytes = std::fs::read(path).unwrap();
    std::fs::write(path, &bytes[..bytes.len() / parts]).unwrap();
}

#[test]
fn a_damaged_ledger_is_refused_and_never_taken_for_an_empty_one() {
    for (name, damage) in DAMAGES {
        let mut edge = Edge::start();
        edge.open_samples();
        // More than a fold takes in, and enough for its consultation to note how many it has.
        for _ in 0..300 {
            assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
        }
        let (_, answer) = edge.post("sample", &key(), &sound_body());
        let receipt = answer["receipt"].as_str().unwrap().to_owned();
        assert_eq!(edge.summary("sample")["responses"], 301);
        edge.kill9();
        let ledgers = std::fs::read_dir(edge.store().join("ledger")).unwrap().map(|entry| entry.unwrap().path());
        let size = |store: &std::path::PathBuf| {
            ["", "-wal"]
                .map(|end| std::fs::metadata(beside(store, end)).map_or(0, |file| file.len()))
                .iter()
                .sum::<u64>()
        };
        let stores = ledgers.filter(|path| path.extension().is_some_and(|end| end == "sqlite"));
        damage(&stores.max_by_key(size).unwrap());
        edge.restart();
        let refused = |(status, problem): (u16, serde_json::Value), what: &str| {
            assert!(matches!(status, 500 | 503), "{name}: {what}: {status} {problem}");
        };
        let summary = || edge.department_call("GET", "sample/summary", "");
        refused(summary(), "the summary");
        // Nor does the department make a new one by what it does.
        for turn in ["close", "open"] {
            edge.department_call("POST", &format!("sample/{turn}"), "");
        }
        refused(summary(), "the summary after it was closed and opened");
        // A store of some time ago is a store: that it has less than was seen is found when it is summed up.
        if name != OLDER {
            refused(edge.post("sample", &key(), &sound_body()), "an answer");
            refused(edge.call("GET", &format!("/v1/receipts/{receipt}"), &[], ""), "a receipt");
        }
    }
}
