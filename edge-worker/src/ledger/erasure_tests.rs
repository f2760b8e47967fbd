//! What is overwritten is nowhere in the database's file: every byte of it is searched.

use super::admission::Admission;
use super::books::Pace;
use super::conformance::{Native, earlier, gate, id, tell};
use super::desk::{Desk, Input};
use super::id::Fingerprint;
use super::record::tests::content;
use super::rows::Rows;
use super::shards::Slot;
use super::step::{Event, Gate};
use std::path::PathBuf;

const ANSWERS: u16 = 3_000;
const DAY: i64 = 86_400;

/// A database in a file of its own, which goes with it.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("soundings-erasure-{name}-{}", std::process::id()));
        let file = Self(path);
        file.remove();
        file
    }

    fn open(&self) -> Native {
        let store = rusqlite::Connection::open(&self.0).unwrap();
        // As the runtime has it.
        store.execute_batch("PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF").unwrap();
        Native(store)
    }

    /// Everything in it, once its last connection is closed, and the log with it.
    fn bytes(&self) -> Vec<u8> {
        let log = format!("{}-wal", self.0.display());
        assert!(!std::path::Path::new(&log).exists());
        std::fs::read(&self.0).unwrap()
    }

    fn remove(&self) {
        // It is not there before.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Texts of a few words, of a part of a page and of several pages.
fn text(number: u16) -> String {
    let times = [1, 1, 1, 30, 1, 160, 500][usize::from(number % 7)];
    vec![sign(number); times].join(" ")
}

fn sign(number: u16) -> String {
    format!("Heron{number:05};")
}

fn send(number: u16) -> Input<usize> {
    let print = Fingerprint::from_bytes([number as u8; 16]);
    let event = Event::Send(content(&text(number)), print, Slot::from_number(7), Admission::Free);
    Input::Ask { asker: 0, id: id(number), event }
}

fn change(number: u16, to: &str) -> Input<usize> {
    Input::Ask { asker: 0, id: id(number), event: Event::Change(content(to)) }
}

fn withdraw(number: u16) -> Input<usize> {
    Input::Ask { asker: 0, id: id(number), event: Event::Withdraw }
}

/// Which of these numbers' signs are in the bytes: one pass over them.
fn found(bytes: &[u8], prefix: &str) -> Vec<bool> {
    let mut found = vec![false; usize::from(ANSWERS)];
    for at in memchr_all(bytes, prefix.as_bytes()) {
        let digits = bytes.get(at + prefix.len()..at + prefix.len() + 5).unwrap_or_default();
        let number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<usize>().ok());
        if let Some(found) = number.and_then(|number| found.get_mut(number)) {
            *found = true;
        }
    }
    found
}

fn memchr_all<'a>(bytes: &'a [u8], what: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(what.len()).enumerate().filter(move |(_, window)| *window == what).map(|(at, _)| at)
}

fn is_withdrawn(number: u16) -> bool {
    number.is_multiple_of(11)
}

fn is_changed(number: u16) -> bool {
    number % 13 == 1 && !is_withdrawn(number)
}

/// Changes some of all answers, to shorter, longer and longer once more, and withdraws others.
fn take_away(store: &Native, desk: &mut Desk<usize>) {
    for number in (0..ANSWERS).filter(|number| is_changed(*number)) {
        for (round, to) in ["s".repeat(2), "l".repeat(900), "m".repeat(5_000), "e".to_owned()].iter().enumerate() {
            let text = format!("Otter{number:05}; {} {to}", ["a", "b", "c", "d"][round]);
            tell(store, desk, 2, vec![change(number, &text), Input::Group]);
        }
    }
    for number in (0..ANSWERS).filter(|number| is_withdrawn(*number)) {
        tell(store, desk, 3, vec![withdraw(number), Input::Group]);
    }
    tell(store, desk, 4, vec![Input::Alarm]);
}

fn check(file: &File) {
    let bytes = file.bytes();
    for (number, there) in (0..).zip(found(&bytes, "Heron")) {
        assert_eq!(there, !is_withdrawn(number) && !is_changed(number), "{number}");
    }
    for (number, there) in (0..).zip(found(&bytes, "Otter")) {
        assert_eq!(there, is_changed(number), "{number}");
    }
    for letter in ["; a s", "; b l", "; c m"] {
        assert_eq!(memchr_all(&bytes, letter.as_bytes()).count(), 0, "{letter}");
    }
    assert!(memchr_all(&bytes, b"; d e").count() > 0);
}

fn pace() -> Pace {
    Pace { fold_commits: 8, generation: 400, ..Pace::USUAL }
}

#[test]
fn nothing_is_left_of_what_is_overwritten() {
    let file = File::new("changed");
    let store = file.open();
    let mut desk = Desk::new(pace());
    tell(&store, &mut desk, 0, vec![Input::Gate(gate())]);
    // In commits of one, of some and of many.
    let mut numbers = 0..ANSWERS;
    for size in [1, 7, 40, 300].into_iter().cycle() {
        let part: Vec<Input<usize>> = numbers.by_ref().take(size).map(send).collect();
        if part.is_empty() {
            break;
        }
        tell(&store, &mut desk, 1, part.into_iter().chain([Input::Group]).collect());
    }
    take_away(&store, &mut desk);
    assert!(store.sealed().unwrap().len() > 3);
    assert!(desk.recount(&store, usize::MAX).unwrap().unwrap().agrees);
    drop(store);
    check(&file);
}

#[test]
fn nothing_is_left_of_an_earlier_versions_copies() {
    let now = Native(rusqlite::Connection::open_in_memory().unwrap());
    let mut desk = Desk::new(pace());
    tell(&now, &mut desk, 0, vec![Input::Gate(gate())]);
    for number in 0..ANSWERS {
        tell(&now, &mut desk, 1, vec![send(number), Input::Group]);
    }
    for second in [false, true] {
        let file = File::new(if second { "second" } else { "first" });
        {
            let then = earlier(&now, &desk, second);
            then.0.execute("VACUUM INTO ?", [file.0.to_str().unwrap()]).unwrap();
        }
        let store = file.open();
        // As that version left it where it changed and deleted rows.
        let table = if second { "answer" } else { "response" };
        let moved = format!(
            "CREATE TABLE moved AS SELECT * FROM {table};
             DELETE FROM {table};
             INSERT INTO {table} SELECT * FROM moved ORDER BY random();
             DROP TABLE moved;"
        );
        store.0.execute_batch(&moved).unwrap();
        let mut taken = Desk::new(pace());
        tell(&store, &mut taken, 1, vec![Input::Wake]);
        take_away(&store, &mut taken);
        assert!(taken.recount(&store, usize::MAX).unwrap().unwrap().agrees);
        drop(store);
        check(&file);
    }
}

#[test]
fn nothing_is_left_of_what_has_had_its_time() {
    let file = File::new("time");
    let store = file.open();
    let mut desk = Desk::new(pace());
    tell(&store, &mut desk, 0, vec![Input::Gate(Gate { retention_days: Some(10), ..gate() })]);
    for number in 0..ANSWERS {
        tell(&store, &mut desk, i64::from(number) * 100, vec![send(number), Input::Group]);
    }
    let tally = desk.books().unwrap().tally().0.clone();
    // Half of them have had their time.
    let now = 10 * DAY + i64::from(ANSWERS / 2) * 100 - 1;
    while desk.books().unwrap().next_sweep().is_some_and(|due| due.unix_seconds() <= now) {
        tell(&store, &mut desk, now, vec![Input::Alarm]);
    }
    assert!(desk.recount(&store, usize::MAX).unwrap().unwrap().agrees);
    let mut again = Desk::new(pace());
    tell(&store, &mut again, now, vec![Input::Wake]);
    for books in [desk.books().unwrap(), again.books().unwrap()] {
        assert_eq!((books.deleted(), books.tally().0 == &tally), (i64::from(ANSWERS / 2), true));
    }
    drop(store);
    for (number, there) in (0..).zip(found(&file.bytes(), "Heron")) {
        assert_eq!(there, number >= ANSWERS / 2, "{number}");
    }
}
