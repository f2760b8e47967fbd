//! What was withdrawn, changed or had its time is on the disk no more: every byte of every file of a store is searched.

use rusqlite::Connection;
use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};
use std::time::Duration;

/// A text that no other has: a few words, or so many that it takes several pages of the store.
fn text(number: usize) -> String {
    let long = [1, 1, 12, 60][number % 4];
    vec![format!("Grey heron {number} by the {number} weir."); long].join(" ")
}

/// What only this text has in it: also in the middle of a page of the store.
fn sign(number: usize) -> String {
    format!("Grey heron {number} by")
}

/// One that takes long texts, and keeps what they say for so many days.
fn started(days: u32) -> Edge {
    let edge = Edge::start();
    edge.open_samples();
    let mut document = edge.sample_document();
    document["questions"][4]["max_length"] = json!(5_000);
    document["retention"] = json!({"days": days});
    let (status, told) = edge.put("sample", &document);
    assert_eq!((status, &told["revision"]), (200, &json!(2)), "{told}");
    edge
}

fn body(text: &str) -> Value {
    let mut body = sound_body();
    body["revision"] = json!(2);
    body["answers"]["more"] = json!(text);
    body
}

/// An object that nobody calls is put away after ten seconds, and its write-ahead log with it.
fn rest(edge: &Edge) {
    // After a kill the log is there until the object is next called: every ledger is.
    for consultation in ["sample", "closed"] {
        edge.figures(consultation);
    }
    let logs = || {
        let files = std::fs::read_dir(edge.folder().join("data/ledger")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with("-wal") && !name.starts_with("metadata")).count()
    };
    for _ in 0..1_500 {
        if logs() == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("a ledger that nobody calls never rests: {}", edge.said());
}

fn holds(edge: &Edge, what: &str) -> bool {
    edge.store_contains(what)
}

/// How many texts each fate has, and how far apart: in many pages of the store.
const ANSWERS: usize = 600;

#[test]
fn nothing_is_left_of_what_was_withdrawn_or_changed() {
    let mut edge = started(365);
    let receipts: Vec<String> = (0..ANSWERS)
        .map(|number| {
            let (status, told) = edge.post("sample", &key(), &body(&text(number)));
            assert_eq!(status, 201, "{told}");
            told["receipt"].as_str().unwrap().to_owned()
        })
        .collect();
    // Some soon after they came, most long after; to shorter, to longer and to longer once more.
    let withdrawn: Vec<usize> = (0..ANSWERS).filter(|number| number % 11 == 0).collect();
    let changed: Vec<usize> = (0..ANSWERS).filter(|number| number % 13 == 1 && number % 11 != 0).collect();
    for number in &changed {
        for to in ["x".repeat(3), "y".repeat(700), "z".repeat(2_000 + number % 3)] {
            let (status, told) = edge.change(&receipts[*number], &body(&format!("Otter {number} {to}")));
            assert_eq!(status, 200, "{told}");
        }
    }
    for number in &withdrawn {
        assert_eq!(edge.withdraw(&receipts[*number]).0, 204);
    }
    // Enough for the next fold.
    for number in 0..260 {
        assert_eq!(edge.post("sample", &key(), &body(&format!("Kept {number}."))).0, 201);
    }
    rest(&edge);
    let check = |edge: &Edge| {
        for number in withdrawn.iter().chain(&changed) {
            assert!(!holds(edge, &sign(*number)), "answer {number} is still there");
        }
        for number in &changed {
            assert!(!holds(edge, &format!("Otter {number} x")), "{number}");
            assert!(!holds(edge, &format!("Otter {number} y")), "{number}");
            assert!(holds(edge, &format!("Otter {number} z")), "{number}");
        }
        // So that the search can fail.
        for number in (0..ANSWERS).filter(|number| number % 11 != 0 && number % 13 != 1) {
            assert!(holds(edge, &sign(number)), "answer {number} is not there");
        }
    };
    check(&edge);
    edge.kill9();
    check(&edge);
    edge.restart();
    assert_eq!(edge.figures("sample")["responses"], ANSWERS - withdrawn.len() + 260);
    let (status, recounted) = edge.department_call("POST", "sample/recount", "");
    assert_eq!((status, &recounted["agrees"]), (200, &json!(true)), "{recounted}");
    assert_eq!(recounted["shards"][0]["rows"], ANSWERS + 260);
}

/// A ledger that is never left alone writes over its log: after some thousand pages nothing of then is in it.
#[test]
fn nothing_is_left_in_the_log_of_a_ledger_that_never_rests() {
    let edge = started(365);
    let send = |text: &str| {
        let (status, told) = edge.post("sample", &key(), &body(text));
        assert_eq!(status, 201, "{told}");
        told["receipt"].as_str().unwrap().to_owned()
    };
    let receipts: Vec<String> = (0..20).map(|number| send(&text(number))).collect();
    (0..20).step_by(2).for_each(|number| assert_eq!(edge.withdraw(&receipts[number]).0, 204));
    // Each takes a page and more.
    (0..1_200).for_each(|number| drop(send(&format!("Kept {number}. {}", "k".repeat(4_900)))));
    for number in 0..20 {
        assert_eq!(holds(&edge, &sign(number)), number % 2 == 1, "{number}");
    }
}

/// Changes the ledger's rows while no edge runs.
fn in_the_store(edge: &mut Edge, change: impl Fn(&Connection)) {
    edge.kill9();
    let files = std::fs::read_dir(edge.folder().join("data/ledger")).unwrap();
    for path in
        files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|own| own == "sqlite"))
    {
        let store = Connection::open(path).unwrap();
        let is_ledger = "SELECT count(*) FROM sqlite_master WHERE name = 'record'";
        if store.query_row(is_ledger, [], |row| row.get::<_, u32>(0)).unwrap() > 0 {
            change(&store);
        }
    }
    edge.restart();
}

/// The same record as if it had been sent so many days earlier. It is a version, then the moment in seconds, zigzag and in
/// seven bits a byte: today's take five, as those of the last decades.
fn aged(record: &[u8], days: i64) -> Vec<u8> {
    let mut seconds = 0_u64;
    for (byte, place) in record[1..6].iter().zip(0..) {
        seconds |= u64::from(byte & 0x7f) << (7 * place);
    }
    assert!(record[5] & 0x80 == 0 && seconds.is_multiple_of(2), "a moment takes five bytes");
    let mut rest = seconds - 2 * 86_400 * u64::try_from(days).unwrap();
    let mut aged = record.to_vec();
    for byte in &mut aged[1..6] {
        *byte = (rest & 0x7f) as u8 | 0x80;
        rest >>= 7;
    }
    aged[5] &= 0x7f;
    aged
}

#[test]
fn what_has_had_its_time_is_deleted_and_still_counts() {
    let mut edge = started(60);
    let mut sent = Vec::new();
    for number in 0..200 {
        let one = key();
        let (status, told) = edge.post("sample", &one, &body(&text(number)));
        assert_eq!(status, 201, "{told}");
        sent.push((one, told["receipt"].as_str().unwrap().to_owned()));
    }
    let kept_until =
        |edge: &Edge, number: usize| edge.call("GET", &format!("/v1/receipts/{}", sent[number].1), &[], "");
    let (status, receipt) = kept_until(&edge, 0);
    assert!(status == 200 && receipt["kept_until"].as_str().unwrap() > receipt["recorded_at"].as_str().unwrap());
    // The longest of them was changed to something longer still.
    let longer = "Kingfisher ".repeat(400);
    assert_eq!(edge.change(&sent[2].1, &body(&longer)).0, 200);
    let figures = edge.figures("sample");
    // The first hundred came long ago.
    in_the_store(&mut edge, |store| {
        let mut rows =
            store.prepare("SELECT place, record FROM record WHERE place >= 1024 ORDER BY place LIMIT 100").unwrap();
        let rows: Vec<(i64, Vec<u8>)> =
            rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
        for (place, record) in rows {
            let (table, place, record): (&str, i64, Vec<u8>) = if record[0] == 3 {
                let found = store.query_row("SELECT place, record FROM longer WHERE place >= 1024", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                });
                let (place, record) = found.unwrap();
                ("longer", place, record)
            } else {
                ("record", place, record)
            };
            let statement = format!("UPDATE {table} SET record = ? WHERE place = ?");
            assert_eq!(store.execute(&statement, rusqlite::params![aged(&record, 61), place]).unwrap(), 1);
        }
        // What is not folded is counted from its row, with the day that this test has just changed.
        store.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    });
    let mut told = Value::Null;
    for _ in 0..100 {
        told = edge.department_call("GET", "sample/shards", "").1;
        if told["shards"][0]["deleted"] == 100 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(told["shards"][0]["deleted"], 100, "{told}");
    let now = edge.figures("sample");
    assert_eq!((&now["responses"], &now["questions"]), (&figures["responses"], &figures["questions"]));
    assert_eq!(edge.responses("sample").len(), 100);
    // What is counted from rows lacks them, and says so.
    let bearer = format!("Bearer {}", edge.token());
    for path in ["sample/explore?site=forum", "sample", "sample/weighting?question=stage"] {
        let path = format!("/d/{}/{path}", edge.department());
        let page = edge.reply("GET", &path, &[("authorization", &bearer)], "").text;
        let said = "100 earlier answers were deleted as promised, the last of them on ";
        // Without margins nothing is counted from rows there.
        assert_eq!(page.contains(said), !path.contains("weighting"), "{path}: {page}");
        assert!(!path.contains("explore") || page.contains("100</strong> of 100 responses"), "{page}");
    }
    let looked = edge.department_call("GET", "sample/summary?site=forum", "").1;
    assert_eq!((&looked["responses"], &looked["deleted"]), (&json!(100), &json!(100)), "{looked}");
    assert!(looked["deleted_at"].as_str().is_some_and(|at| at > "2026"), "{looked}");
    assert_eq!(edge.export("sample").lines().count(), 101);
    for (number, status) in [(0, 410), (2, 410), (99, 410), (100, 200), (199, 200)] {
        let (found, problem) = kept_until(&edge, number);
        assert_eq!(found, status, "{number}: {problem}");
        assert!(status == 200 || problem["type"] == "/problems/receipt-deleted");
        let (one, receipt) = &sent[number];
        // A retry is not counted again, whatever is left of the first.
        let (again, told) = edge.post("sample", one, &body(&text(number)));
        assert_eq!((again, told["receipt"].as_str()), (201, Some(receipt.as_str())));
    }
    assert_eq!(edge.change(&sent[0].1, &body("Too late.")).0, 410);
    assert_eq!(edge.withdraw(&sent[0].1).0, 410);
    let (status, recounted) = edge.department_call("POST", "sample/recount", "");
    assert_eq!((status, &recounted["agrees"]), (200, &json!(true)), "{recounted}");
    rest(&edge);
    for number in 0..200 {
        let still = number >= 100;
        assert_eq!(holds(&edge, &sign(number)), still, "{number}");
    }
    assert!(!holds(&edge, "Kingfisher"));

    // A row that somebody takes away is missed.
    in_the_store(&mut edge, |store| {
        assert_eq!(store.execute("DELETE FROM record WHERE place = (SELECT max(place) FROM record)", []).unwrap(), 1);
    });
    let (status, recounted) = edge.department_call("POST", "sample/recount", "");
    let found = &recounted["shards"][0];
    assert!(status == 503 || recounted["agrees"] == false, "{recounted}");
    assert!(status == 503 || found["tallied"] != found["recounted"], "{recounted}");
}
