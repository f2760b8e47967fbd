//! A ledger gets more shards while answers come in: nothing is lost, nothing is counted twice.

use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

fn raise(edge: &Edge, id: &str, shards: u16) -> (u16, Value) {
    edge.department_call("POST", &format!("{id}/shards"), &json!({"shards": shards}).to_string())
}

/// The figure of each shard.
fn held(edge: &Edge, figure: &str) -> Vec<i64> {
    let (status, told) = edge.department_call("GET", "sample/shards", "");
    assert_eq!(status, 200, "{told}");
    told["shards"].as_array().unwrap().iter().map(|shard| shard[figure].as_i64().unwrap()).collect()
}

fn shard_of(receipt: &str) -> usize {
    receipt.split('.').nth(1).unwrap().parse().unwrap()
}

#[test]
fn shards_are_added_under_load_and_every_retry_finds_its_answer() {
    let mut edge = Edge::start();
    edge.open_samples();
    let told: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    // Each is sent twice, so that a raise comes between the two as well.
                    let one = key();
                    let (status, first) = edge.post("sample", &one, &sound_body());
                    assert_eq!(status, 201, "{first}");
                    assert_eq!(edge.post("sample", &one, &sound_body()), (201, first.clone()));
                    told.lock().unwrap().push((one, first["receipt"].as_str().unwrap().to_owned()));
                }
            });
        }
        // By answers and not by time: so many leave no shard of eight without one.
        let wait_for = |more: usize| {
            let until = told.lock().unwrap().len() + more;
            while told.lock().unwrap().len() < until {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        };
        for shards in [2, 3, 8] {
            wait_for(50);
            let (status, answer) = raise(&edge, "sample", shards);
            assert_eq!(status, 200, "{answer}");
        }
        wait_for(300);
        stop.store(true, Ordering::SeqCst);
    });
    let told = told.into_inner().unwrap();
    let check = |edge: &Edge| {
        assert_eq!(edge.summary("sample")["responses"], told.len());
        assert_eq!(edge.responses("sample").len(), told.len());
        assert_eq!(edge.export("sample").lines().count(), told.len() + 1);
        let mut in_shards = vec![0; 8];
        told.iter().for_each(|(_, receipt)| in_shards[shard_of(receipt)] += 1);
        assert_eq!(held(edge, "responses"), in_shards);
        assert!(in_shards.iter().all(|count| *count > 0), "{in_shards:?}");
    };
    check(&edge);
    let receipts: BTreeSet<&str> = told.iter().map(|(_, receipt)| receipt.as_str()).collect();
    assert_eq!(receipts.len(), told.len());
    // A machine that comes back remembers all homes.
    edge.kill9();
    edge.restart();
    for (one, receipt) in told.iter().step_by(told.len() / 200 + 1) {
        let (status, again) = edge.post("sample", one, &sound_body());
        assert_eq!((status, again["receipt"].as_str()), (201, Some(receipt.as_str())));
    }
    check(&edge);
    // Those of every shard can be changed and withdrawn.
    let mut changed = sound_body();
    changed["answers"]["stage"] = json!("after");
    for shard in 0..8 {
        let mut own = told.iter().filter(|(_, receipt)| shard_of(receipt) == shard).map(|(_, receipt)| receipt);
        assert_eq!(edge.change(own.next().unwrap(), &changed).0, 200);
        if let Some(other) = own.next() {
            assert_eq!(edge.withdraw(other).0, 204);
        }
    }
    let options = edge.summary("sample")["questions"][0]["options"].clone();
    assert_eq!(options[1]["count"], 8);
}

#[test]
fn shards_only_rise_once_it_was_open() {
    let edge = Edge::start();
    edge.open_samples();
    for (id, shards, status) in [
        ("drafted", 4, 200),
        ("drafted", 2, 200),
        ("sample", 3, 200),
        ("sample", 3, 200),
        ("sample", 2, 409),
        ("closed", 2, 200),
        ("gone", 2, 404),
    ] {
        let (told, answer) = raise(&edge, id, shards);
        assert_eq!(told, status, "{id} {shards}: {answer}");
    }
    assert_eq!(raise(&edge, "sample", 1).1["type"], "/problems/shards-only-rise");
    assert_eq!(held(&edge, "responses"), [0, 0, 0]);
    // A close that was answered holds in every shard.
    edge.close("sample");
    for _ in 0..20 {
        assert_eq!(edge.post("sample", &key(), &sound_body()).1["type"], "/problems/consultation-closed");
    }
}

#[test]
fn a_list_that_was_begun_goes_on_over_new_shards() {
    let edge = Edge::start();
    edge.open_samples();
    for _ in 0..6 {
        assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
    }
    let (_, first) = edge.department_call("GET", "sample/responses?limit=4", "");
    assert_eq!(raise(&edge, "sample", 4).0, 200);
    for _ in 0..20 {
        assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
    }
    let (mut seen, mut next) = (4, first["next"].as_str().map(str::to_owned));
    while let Some(cursor) = next {
        let (status, page) = edge.department_call("GET", &format!("sample/responses?limit=4&cursor={cursor}"), "");
        assert_eq!(status, 200, "{page}");
        seen += page["responses"].as_array().unwrap().len();
        next = page["next"].as_str().map(str::to_owned);
    }
    let in_first_shard = held(&edge, "responses")[0];
    assert_eq!(seen as i64, 6 + 20 - (in_first_shard - 6), "none of the new shards' is left out");
}

/// By SQLite's own count, which Cloudflare bills by.
#[test]
fn an_answer_writes_one_row_and_its_share_of_the_folds() {
    let edge = Edge::start();
    edge.open_samples();
    let written = || held(&edge, "rows_written")[0];
    let before = written();
    // One by one: nothing is shared with others. One fold comes in between.
    let receipts: Vec<String> = (0..300)
        .map(|_| edge.post("sample", &key(), &sound_body()).1["receipt"].as_str().unwrap().to_owned())
        .collect();
    let answers = written() - before;
    // The slices all, site, language and day (two at midnight), and the fold's number.
    assert!((305..=306).contains(&answers), "300 answers and a fold wrote {answers} rows");
    let before = written();
    assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
    assert_eq!(written() - before, 1, "a lone answer");
    let mut changed = sound_body();
    changed["answers"]["stage"] = json!("after");
    assert_eq!(edge.change(&receipts[0], &changed).0, 200);
    assert_eq!(edge.withdraw(&receipts[1]).0, 204);
    // When it was changed makes a record longer than the one in its place, which then says where the longer one lies.
    assert_eq!(written() - before, 1 + 3 + 2, "a change and a withdrawal write what counted before as well");
}
