use super::admission::Admission;
use super::books::{Books, Commit, Pace};
use super::conformance::gate;
use super::id::{Fingerprint, ResponseId};
use super::list::{Order, page};
use super::memory::Memory;
use super::record::{Lying, Record, tests::content};
use super::shards::Slot;
use super::step::{Event, Gate, Outcome};
use aggregate::Tally;
use contract::{State, Timestamp};
use proptest::prelude::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
}

fn open_books(rows: &Memory) -> Books {
    books_at(rows, Pace::USUAL)
}

fn books_at(rows: &Memory, pace: Pace) -> Books {
    let mut books = Books::open(rows, pace).unwrap();
    books.set_gate(rows, gate()).unwrap();
    books
}

fn id(number: u8) -> ResponseId {
    ResponseId::from_bytes([number; 16])
}

fn send(number: u8, words: &str) -> (ResponseId, Event) {
    let print: u8 = words.bytes().fold(0, u8::wrapping_add);
    (
        id(number),
        Event::Send(
            content(words),
            Fingerprint::from_bytes([print; 16]),
            Slot::from_number(number.into()),
            Admission::Free,
        ),
    )
}

fn commit(books: &mut Books, rows: &Memory, now: i64, events: Vec<(ResponseId, Event)>) -> Vec<Outcome> {
    let commit: Commit = books.commit(rows, at(now), events).unwrap();
    books.book(&commit);
    commit.outcomes
}

/// The tally of the rows themselves, and of what was deleted from them.
fn recount(rows: &Memory) -> Tally {
    let mut books = Books::open(rows, Pace::USUAL).unwrap();
    let found = books.recount(rows, usize::MAX).unwrap().unwrap();
    assert!(found.agrees, "{found:?}");
    let mut tally = Tally::new();
    for lying in rows.tables().responses.values().map(|(_, bytes)| Lying::decode(bytes).unwrap()) {
        let record = match lying {
            Lying::Record(record) => record,
            Lying::Elsewhere(place) => Record::decode(&rows.tables().longer[&place]).unwrap(),
        };
        record.contribution().iter().for_each(|one| tally.record(one));
    }
    tally
}

#[test]
fn one_row_an_answer() {
    let rows = Memory::default();
    let mut books = open_books(&rows);
    let before = rows.written();
    let outcomes = commit(&mut books, &rows, 7, (0..10).map(|number| send(number, "a")).collect());
    assert_eq!(outcomes, [Outcome::Recorded { at: 7 }; 10]);
    assert_eq!(rows.written() - before, 10);
    let outcomes = commit(&mut books, &rows, 8, (0..10).map(|number| send(number, "a")).collect());
    assert_eq!(outcomes, [Outcome::Repeated { at: 7 }; 10]);
    assert_eq!(rows.written() - before, 10);
    assert_eq!((books.tally().0.responses(), books.tally().1), (10, 1));
}

#[test]
fn events_of_one_response_in_one_commit_see_each_other() {
    let rows = Memory::default();
    let mut books = open_books(&rows);
    let change = |words| (id(1), Event::Change(content(words)));
    let events = vec![
        send(1, "a"),
        send(1, "a"),
        send(1, "b"),
        change("c"),
        (id(1), Event::Withdraw),
        (id(1), Event::Withdraw),
        send(1, "a"),
    ];
    let outcomes = commit(&mut books, &rows, 5, events);
    let expected = [
        Outcome::Recorded { at: 5 },
        Outcome::Repeated { at: 5 },
        Outcome::Conflict,
        Outcome::Changed { recorded: 5, changed: Some(5) },
        Outcome::Withdrawn,
        Outcome::Gone,
        Outcome::Repeated { at: 5 },
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(books.tally().0, &Tally::new());
    assert_eq!(Books::open(&rows, Pace::USUAL).unwrap().tally(), books.tally());
}

#[test]
fn a_late_gate_does_not_undo_a_newer_one() {
    let rows = Memory::default();
    let mut books = open_books(&rows);
    let gate = |version, state| Gate { version, state, ..books.gate().unwrap().clone() };
    let (closed, open) = (gate(3, State::Closed), gate(2, State::Open));
    books.set_gate(&rows, closed.clone()).unwrap();
    books.set_gate(&rows, open).unwrap();
    assert_eq!(books.gate(), Some(&closed));
    assert_eq!(Books::open(&rows, Pace::USUAL).unwrap().gate(), Some(&closed));
    assert_eq!(commit(&mut books, &rows, 1, vec![send(1, "a")]), [Outcome::Closed]);
}

#[test]
fn what_was_taken_away_is_deleted_by_the_fold() {
    let rows = Memory::default();
    let mut books = open_books(&rows);
    commit(&mut books, &rows, 1, vec![send(1, "a"), send(2, "a")]);
    commit(&mut books, &rows, 2, vec![(id(1), Event::Withdraw)]);
    assert!(books.awaits_fold() && Books::open(&rows, Pace::USUAL).unwrap().awaits_fold());
    books.write_fold(&rows).unwrap();
    books.book_fold();
    assert!(!books.awaits_fold() && rows.tables().undone.is_empty());
    assert_eq!(Books::open(&rows, Pace::USUAL).unwrap(), books);
}

#[test]
fn folds_come_by_themselves_and_bound_recovery() {
    let rows = Memory::default();
    let mut books = open_books(&rows);
    for number in 0..255 {
        commit(&mut books, &rows, 1, vec![send(number, "a")]);
    }
    assert_eq!(rows.written(), 1 + 255);
    commit(&mut books, &rows, 1, vec![send(255, "a")]);
    // The fold: four slices and its number.
    assert_eq!(rows.written(), 1 + 256 + 5);
    assert_eq!(Books::open(&rows, Pace::USUAL).unwrap(), books);
    assert_eq!(books.tally().0, &recount(&rows));
}

#[test]
fn a_damaged_store_is_refused() {
    let rows = Memory::default();
    let mut books = open_books(&rows);
    commit(&mut books, &rows, 1, vec![send(1, "a")]);
    rows.tables_mut().responses.values_mut().for_each(|(_, record)| record.truncate(9));
    assert!(Books::open(&rows, Pace::USUAL).is_err());
}

#[test]
fn pages_cover_the_list_once_in_both_orders() {
    // Generations of three or four.
    let pace = Pace { fold_commits: 1, generation: 3, ..Pace::USUAL };
    let rows = Memory::default();
    let mut books = books_at(&rows, pace);
    for (now, numbers) in [(1, 0..3), (2, 3..4), (3, 4..9)] {
        commit(&mut books, &rows, now, numbers.map(|number| send(number, &number.to_string())).collect());
    }
    commit(&mut books, &rows, 4, vec![(id(2), Event::Withdraw), (id(8), Event::Withdraw)]);
    let kept = [0, 1, 3, 4, 5, 6, 7].map(|number| content(&number.to_string()));
    for limit in [1, 2, 3, 100] {
        for order in [Order::Oldest, Order::Newest] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = page(&books, &rows, order, after, limit).unwrap();
                assert!(page.items.len() <= limit);
                found.extend(page.items.into_iter().map(|item| item.content));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            if order == Order::Newest {
                found.reverse();
            }
            assert_eq!(found, kept, "{order:?} by {limit}");
        }
    }
}

#[test]
fn a_key_is_found_in_whichever_generation_it_lies() {
    let pace = Pace { fold_commits: 1, generation: 1, ..Pace::USUAL };
    let rows = Memory::default();
    let mut books = books_at(&rows, pace);
    for number in 0..9 {
        commit(&mut books, &rows, i64::from(number), vec![send(number, "a")]);
    }
    assert_eq!(rows.tables().sealed.len(), 9);
    // A key that every filter takes for one of its own: it differs in bits that are no signs.
    let mut bytes = *id(4).bytes();
    bytes[15] += 1;
    let other = (ResponseId::from_bytes(bytes), send(4, "a").1);
    for books in [&mut books, &mut Books::open(&rows, pace).unwrap()] {
        let again = books.commit(&rows, at(20), (0..9).map(|number| send(number, "a")).collect()).unwrap();
        let expected: Vec<_> = (0..9).map(|at| Outcome::Repeated { at }).collect();
        assert_eq!(again.outcomes, expected);
        assert_eq!(books.commit(&rows, at(21), vec![send(4, "b")]).unwrap().outcomes, [Outcome::Conflict]);
    }
    assert_eq!(commit(&mut books, &rows, 22, vec![other]), [Outcome::Recorded { at: 22 }]);
    assert_eq!(commit(&mut books, &rows, 23, vec![(id(0), Event::Withdraw)]), [Outcome::Withdrawn]);
    assert_eq!(books.tally().0, &recount(&rows));
    assert_eq!(Books::open(&rows, pace).unwrap().tally(), books.tally());
}

#[derive(Clone, Debug)]
enum Act {
    Commit(Vec<(u8, Deed)>),
    Fold,
    Restart,
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Send(u8),
    Change(u8),
    Withdraw,
}

fn any_act() -> impl Strategy<Value = Act> {
    let deed = prop_oneof![(0..2u8).prop_map(Deed::Send), (0..3u8).prop_map(Deed::Change), Just(Deed::Withdraw)];
    prop_oneof![
        6 => prop::collection::vec((0..6u8, deed), 1..5).prop_map(Act::Commit),
        1 => Just(Act::Fold),
        2 => Just(Act::Restart),
    ]
}

proptest! {
    #[test]
    fn the_tally_is_always_that_of_the_rows(acts in prop::collection::vec(any_act(), 0..24)) {
        let pace = Pace { fold_commits: 3, generation: 2, ..Pace::USUAL };
        let rows = Memory::default();
        let mut books = books_at(&rows, pace);
        for (act, now) in acts.into_iter().zip(1..) {
            match act {
                Act::Commit(deeds) => {
                    let event = |(number, deed)| match deed {
                        Deed::Send(words) => send(number, &words.to_string()),
                        Deed::Change(words) => (id(number), Event::Change(content(&words.to_string()))),
                        Deed::Withdraw => (id(number), Event::Withdraw),
                    };
                    // A day for each commit, so that what is taken away must leave the right one.
                    commit(&mut books, &rows, now * 86_400, deeds.into_iter().map(event).collect());
                }
                Act::Fold => {
                    books.write_fold(&rows).unwrap();
                    books.book_fold();
                }
                Act::Restart => books = Books::open(&rows, pace).unwrap(),
            }
            prop_assert_eq!(books.tally().0, &recount(&rows));
        }
        let reopened = Books::open(&rows, pace).unwrap();
        prop_assert_eq!(reopened.tally(), books.tally());
    }
}
