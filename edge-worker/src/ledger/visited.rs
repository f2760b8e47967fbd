//! From which pages people answered: counts of the rows by the page's address, which the tally does not hold, since nobody
//! knows how many pages a forum has.
//!
//! It is counted as a scan is (`scan.rs`): row by row from the beginning, some thousand at a time, following what a commit
//! changes behind it, and in memory alone. What was deleted after its time has no page any more and is in no count.

use super::books::{Books, Commit, Failure};
use super::list::{Order, page};
use super::rows::{Position, Rows};
use contract::PageAddress;
use std::collections::BTreeMap;

/// Pages that are told apart: those met first. Their addresses are some hundred kilobytes.
const PAGES: usize = 1_000;

/// Counts by page, as far as they have come.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Visited {
    /// The place up to which rows are counted.
    reached: Option<Position>,
    /// A page stays here at nought: so one that is not here was not here before either, and what is taken away is taken from
    /// where it was added.
    pages: BTreeMap<PageAddress, i64>,
    untold: i64,
    others: i64,
}

impl Visited {
    /// Each page with how many answered from it, in the order of their addresses.
    pub fn pages(&self) -> impl Iterator<Item = (&PageAddress, i64)> {
        self.pages.iter().map(|(page, count)| (page, *count)).filter(|(_, count)| *count != 0)
    }

    /// How many answered without telling a page: on the form's own page, or by a program.
    pub fn untold(&self) -> i64 {
        self.untold
    }

    /// How many answered from pages that are not told apart.
    pub fn others(&self) -> i64 {
        self.others
    }

    /// How many responses are counted.
    pub fn seen(&self) -> i64 {
        self.pages.values().sum::<i64>() + self.untold + self.others
    }

    /// Counts at most `limit` rows more; whether it is known to be at the end.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`]. Then the next call goes on where this one began.
    pub fn advance<R: Rows>(&mut self, books: &Books, rows: &R, limit: usize) -> Result<bool, Failure<R::Error>> {
        let (_, sequence) = books.tally();
        if self.reached == Some(Position::end_of(sequence)) {
            return Ok(true);
        }
        if limit == 0 {
            return Ok(false);
        }
        let found = page(books, rows, Order::Oldest, self.reached, limit)?;
        for item in found.items {
            self.count(item.content.page, 1);
        }
        self.reached = Some(found.next.unwrap_or(Position::end_of(sequence)));
        Ok(found.next.is_none())
    }

    /// Follows what a commit withdrew of rows that were counted. A change keeps the page where it was first answered.
    pub fn follow(&mut self, commit: &Commit) {
        for (place, page) in commit.withdrawn() {
            if self.reached.is_some_and(|reached| *place <= reached) {
                self.count(page.clone(), -1);
            }
        }
    }

    fn count(&mut self, page: Option<PageAddress>, times: i64) {
        let Some(page) = page else {
            self.untold += times;
            return;
        };
        let full = self.pages.len() >= PAGES;
        match self.pages.get_mut(&page) {
            Some(count) => *count += times,
            None if full => self.others += times,
            None => {
                self.pages.insert(page, times);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pace;
    use super::super::admission::Admission;
    use super::super::conformance::{gate, id};
    use super::super::desk::{Desk, Effect, Input};
    use super::super::id::Fingerprint;
    use super::super::memory::Memory;
    use super::super::record::tests::content;
    use super::super::shards::Slot;
    use super::super::step::{Event, Gate};
    use super::super::wire::Content;
    use super::*;
    use contract::Timestamp;
    use proptest::prelude::*;

    const NOW: i64 = 9;

    fn from(page: u16) -> Content {
        let page = (page > 0).then(|| PageAddress::parse(&format!("https://forum.example/threads/{page}")).unwrap());
        Content { page, ..content("") }
    }

    fn desk(store: &Memory) -> Desk<()> {
        let mut desk = Desk::new(Pace { fold_commits: 5, fold_responses: 6, commit_events: 4, generation: 7 });
        let gate = Gate { retention_days: Some(30), ..gate() };
        desk.step(store, Timestamp::from_unix_seconds(NOW), Input::Gate(gate)).unwrap();
        desk
    }

    fn happen(desk: &mut Desk<()>, store: &Memory, number: u16, event: Event) {
        let mut inputs = vec![Input::Ask { asker: (), id: id(number), event }];
        while let Some(input) = inputs.pop() {
            for effect in desk.step(store, Timestamp::from_unix_seconds(NOW), input).unwrap() {
                match effect {
                    Effect::CallGroup => inputs.push(Input::Group),
                    Effect::Report(_, failure) => panic!("{failure:?}"),
                    Effect::Tell(..) | Effect::SetAlarm(_) => {}
                }
            }
        }
    }

    fn send(desk: &mut Desk<()>, store: &Memory, id: u16, page: u16) {
        let print = Fingerprint::from_bytes([u8::try_from(id % 251).unwrap(); 16]);
        happen(desk, store, id, Event::Send(from(page), print, Slot::from_number(0), Admission::Free));
    }

    /// What the rows themselves say.
    fn recount(desk: &Desk<()>, store: &Memory) -> Visited {
        let mut visited = Visited::default();
        assert!(visited.advance(desk.books().unwrap(), store, usize::MAX).unwrap());
        visited
    }

    fn told(visited: &Visited) -> (Vec<(String, i64)>, i64, i64) {
        let pages = visited.pages().map(|(page, count)| (page.to_string(), count)).collect();
        (pages, visited.untold(), visited.others())
    }

    #[derive(Clone, Debug)]
    enum Happening {
        Send(u16, u16),
        Change(u16, u16),
        Withdraw(u16),
        Count(usize),
        Forget,
    }

    fn any_happening() -> impl Strategy<Value = Happening> {
        prop_oneof![
            4 => (0..40u16, 0..5u16).prop_map(|(id, page)| Happening::Send(id, page)),
            2 => (0..40u16, 0..5u16).prop_map(|(id, page)| Happening::Change(id, page)),
            1 => (0..40u16).prop_map(Happening::Withdraw),
            3 => (1..5usize).prop_map(Happening::Count),
            1 => Just(Happening::Forget),
        ]
    }

    proptest! {
        #[test]
        fn counts_by_page_are_those_of_the_rows_whatever_happens_meanwhile(
            happenings in prop::collection::vec(any_happening(), 0..120),
        ) {
            let store = Memory::default();
            let mut desk = desk(&store);
            for happening in happenings.into_iter().chain(vec![Happening::Count(3); 41]) {
                match happening {
                    Happening::Send(id, page) => send(&mut desk, &store, id, page),
                    Happening::Change(id, page) => happen(&mut desk, &store, id, Event::Change(from(page))),
                    Happening::Withdraw(id) => happen(&mut desk, &store, id, Event::Withdraw),
                    Happening::Forget => desk.forget(),
                    Happening::Count(limit) => {
                        desk.step(&store, Timestamp::from_unix_seconds(NOW), Input::Wake).unwrap();
                        let expected = recount(&desk, &store);
                        let (counted, whole) = desk.visited(&store, limit).unwrap().unwrap();
                        prop_assert!(counted.seen() <= expected.seen());
                        prop_assert!(!whole || told(counted) == told(&expected));
                    }
                }
            }
            prop_assert!(desk.visited(&store, 1).unwrap().unwrap().1);
        }
    }

    #[test]
    fn of_more_pages_than_are_told_apart_the_rest_is_counted_together() {
        let (store, few) = (Memory::default(), u16::try_from(PAGES).unwrap());
        let mut desk = desk(&store);
        for page in 1..=few + 2 {
            send(&mut desk, &store, page, page);
        }
        assert!(desk.visited(&store, usize::MAX).unwrap().unwrap().1);
        // One of the first goes: its place is given to no other, or what goes later would be taken from the wrong one.
        happen(&mut desk, &store, 1, Event::Withdraw);
        happen(&mut desk, &store, few + 1, Event::Withdraw);
        let (counted, _) = desk.visited(&store, usize::MAX).unwrap().unwrap();
        assert_eq!((counted.pages().count(), counted.others(), counted.seen()), (PAGES - 1, 1, i64::from(few)));
    }

    #[test]
    fn what_had_its_time_is_in_no_count_and_its_day_is_known() {
        let store = Memory::default();
        let mut desk = desk(&store);
        send(&mut desk, &store, 1, 1);
        assert_eq!(desk.visited(&store, 9).unwrap().map(|(counted, _)| counted.seen()), Some(1));
        assert_eq!(desk.books().unwrap().deleted_at(), None);
        let later = Timestamp::from_unix_seconds(NOW + 30 * 86_400);
        desk.step(&store, later, Input::Alarm).unwrap();
        for _ in 0..2 {
            let (counted, whole) = desk.visited(&store, 9).unwrap().unwrap();
            assert_eq!((counted.seen(), whole), (0, true));
            let books = desk.books().unwrap();
            assert_eq!((books.deleted(), books.deleted_at()), (1, Some(later)));
            // Also after it was started anew.
            desk.forget();
            desk.step(&store, later, Input::Wake).unwrap();
        }
    }
}
