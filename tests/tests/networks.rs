//! What is kept of networks is on the disk until the day after has ended, 48 hours at most, and then nowhere: the edge runs
//! under a clock that is ahead, its alarm rings by itself, and every byte of every file of its store is searched.

use rusqlite::Connection;
use serde_json::json;
use soundings_tests::{Edge, FORUM, key, sound_body};
use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;
const ADDRESS: &str = "x-real-ip";

/// What the store has of a day.
#[derive(Debug)]
struct Kept {
    day: u64,
    salt: Vec<u8>,
    hashes: Vec<Vec<u8>>,
}

impl Kept {
    fn bytes(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.hashes.iter().chain([&self.salt])
    }
}

/// All days that the store has, in their order. Read from a copy: whoever opens a store tidies it up.
fn kept(edge: &Edge) -> Vec<Kept> {
    let copy = tempfile::tempdir().unwrap();
    for file in fs::read_dir(edge.store().join("networks")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let mut days = Vec::new();
    for path in fs::read_dir(copy.path()).unwrap().map(|file| file.unwrap().path()) {
        if path.extension().is_none_or(|own| own != "sqlite") {
            continue;
        }
        let store = Connection::open(&path).unwrap();
        let has = "SELECT count(*) FROM sqlite_master WHERE name = 'salt'";
        if store.query_row(has, [], |row| row.get::<_, u32>(0)).unwrap() == 0 {
            continue;
        }
        let mut salts = store.prepare("SELECT day, salt FROM salt").unwrap();
        let salts = salts.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get(1)?))).unwrap();
        for (day, salt) in salts.map(Result::unwrap) {
            let mut hashes = store.prepare("SELECT hash FROM network WHERE day = ?").unwrap();
            let hashes = hashes.query_map([day], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            days.push(Kept { day: day.into(), salt, hashes });
        }
    }
    days.sort_by_key(|kept| kept.day);
    days
}

/// Two answers from each of some networks, and one more later, with which they are told to the object.
fn answers(edge: &Edge, networks: u8) {
    let send = |address: String| {
        let quoted = format!("\"{}\"", key());
        let headers = [
            ("origin", FORUM),
            ("content-type", "application/json"),
            ("idempotency-key", quoted.as_str()),
            (ADDRESS, address.as_str()),
        ];
        let (status, told) = edge.call("POST", "/v1/consultations/c/responses", &headers, &sound_body().to_string());
        assert_eq!(status, 201, "{told}");
    };
    for number in (0..networks).chain(0..networks) {
        send(format!("203.0.113.{number}"));
    }
    std::thread::sleep(Duration::from_millis(5_200));
    send("198.51.100.1".to_owned());
}

#[test]
fn what_is_kept_of_a_network_is_on_the_disk_until_the_day_after_has_ended_and_then_nowhere() {
    let limits = json!({"network_a_day": 1_000, "network_a_minute": 1_000}).to_string();
    let bindings = vec![("SOUNDINGS_CLIENT_ADDRESS", ADDRESS.to_owned()), ("SOUNDINGS_PRESSURE", limits)];
    let mut edge = Edge::start_with(bindings);
    let mut document = edge.sample_document();
    document["protection"] = json!("adaptive");
    assert_eq!(edge.put("c", &document).0, 201);
    assert_eq!(edge.department_call("POST", "c/open", "").0, 200);
    // Enough that the rows take several pages of the store, and moved from one to another.
    answers(&edge, 200);
    let first = kept(&edge);
    let [old] = &first[..] else { panic!("{first:?}") };
    assert_eq!(old.hashes.len(), 200);

    // Half a minute before the end.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let end = (old.day + 2) * DAY;
    edge.kill9();
    edge.restart_ahead(Duration::from_secs(end - 30 - now));
    answers(&edge, 3);
    let both = kept(&edge);
    assert_eq!(both.iter().map(|kept| kept.day).collect::<Vec<_>>(), [old.day, old.day + 1]);
    assert!(old.bytes().all(|bytes| edge.store_contains_bytes(bytes)), "it went before its time");
    assert!(both[1].hashes.len() == 3 && both[1].hashes.iter().all(|hash| !old.hashes.contains(hash)));

    // Its alarm rings when the day is over, and not before. Nobody calls the object.
    let began = std::time::Instant::now();
    while old.bytes().any(|bytes| edge.store_contains_bytes(bytes)) {
        assert!(began.elapsed() < Duration::from_secs(60), "something is still there: {}", edge.said());
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(began.elapsed() > Duration::from_secs(5), "it went before its time");
    let check = |edge: &Edge| {
        assert!(old.bytes().all(|bytes| !edge.store_contains_bytes(bytes)), "something is there again");
        assert!(both[1].bytes().all(|bytes| edge.store_contains_bytes(bytes)), "the next day's is there");
    };
    check(&edge);
    edge.kill9();
    check(&edge);
    assert_eq!(kept(&edge).iter().map(|kept| kept.day).collect::<Vec<_>>(), [old.day + 1]);
}
