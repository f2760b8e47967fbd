//! Joint counts of the rows: what the tally does not know, counted row by row.
//!
//! A scan goes through the responses in their order, some thousand rows at a time, and stops wherever it is told to: the
//! ledger records answers in between. What it has passed it follows: a commit that changes or withdraws such a response
//! changes the counts at once, and new responses lie ahead of it. So at any moment the counts are those of the rows up to the
//! place that it reached, and once it has reached the end, what comes later is a few rows more. It is kept in memory alone:
//! an object that was started anew counts anew.

use super::books::{Books, Commit, Failure};
use super::list::{Order, page};
use super::rows::{Position, Rows};
use aggregate::{Cross, Query};
use contract::Timestamp;

/// Queries whose counts are kept, those asked last. Each holds some ten thousand counts at most: a few megabytes.
const KEPT: usize = 6;

/// A count as far as it has come.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scanned<'a> {
    /// The counts.
    pub cross: &'a Cross,
    /// Whether they are those of all rows.
    pub whole: bool,
}

/// The scans that are under way or done.
#[derive(Debug, Default)]
pub struct Scans(Vec<Scan>);

#[derive(Debug)]
struct Scan {
    query: Query,
    cross: Cross,
    /// The place up to which rows are counted.
    reached: Option<Position>,
}

impl Scans {
    /// Goes on with a query's scan over at most `limit` rows, or begins one.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`]. Then the next call goes on where this one began.
    pub fn count<R: Rows>(
        &mut self,
        books: &Books,
        rows: &R,
        query: &Query,
        limit: usize,
    ) -> Result<Scanned<'_>, Failure<R::Error>> {
        let mut scan = match self.0.iter().position(|scan| scan.query == *query) {
            Some(index) => self.0.remove(index),
            None => Scan { query: query.clone(), cross: Cross::default(), reached: None },
        };
        let whole = scan.advance(books, rows, limit);
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        Ok(Scanned { cross: &self.0.push_mut(scan).cross, whole: whole? })
    }

    /// Follows what a commit changed of rows that were counted.
    pub fn follow(&mut self, commit: &Commit) {
        for Scan { query, cross, reached } in &mut self.0 {
            for (_, change) in commit.changes().filter(|(place, _)| reached.is_some_and(|reached| *place <= reached)) {
                change.withdrawn.iter().for_each(|one| cross.withdraw(query, one));
                change.recorded.iter().for_each(|one| cross.record(query, one));
            }
        }
    }
}

impl Scan {
    /// Whether it has reached the end.
    fn advance<R: Rows>(&mut self, books: &Books, rows: &R, limit: usize) -> Result<bool, Failure<R::Error>> {
        let (_, sequence) = books.tally();
        if self.reached == Some(Position::end_of(sequence)) {
            return Ok(true);
        }
        let found = page(books, rows, Order::Oldest, self.reached, limit)?;
        for item in found.items {
            let contribution = item.content.contribution(Timestamp::from_unix_seconds(item.recorded));
            self.cross.record(&self.query, &contribution);
        }
        self.reached = Some(found.next.unwrap_or(Position::end_of(sequence)));
        Ok(found.next.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pace;
    use super::super::admission::Admission;
    use super::super::conformance::gate;
    use super::super::desk::{Desk, Effect, Input};
    use super::super::id::{Fingerprint, ResponseId};
    use super::super::memory::Memory;
    use super::super::record::tests::content;
    use super::super::shards::Slot;
    use super::super::step::Event;
    use super::super::wire::Content;
    use super::*;
    use contract::{Answer, Consultation, ConsultationId, Definition, DepartmentId, OptionId, QuestionId, SiteId};
    use proptest::prelude::*;

    fn consultation() -> Consultation {
        let text = r#"{"title": {"en": "T"}, "languages": ["en"], "questions": [
            {"id": "one", "kind": "single_choice", "text": {"en": "1"},
             "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
            {"id": "rate", "kind": "rating", "text": {"en": "2"}, "points": 3, "low": {"en": "l"}, "high": {"en": "h"}}]}"#;
        let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition)
    }

    fn answered(option: bool, point: u8) -> Content {
        let id = |id| QuestionId::parse(id).unwrap();
        let option = OptionId::parse(if option { "a" } else { "b" }).unwrap();
        Content {
            site: SiteId::parse(if point == 1 { "forum" } else { "blog" }).unwrap(),
            answers: vec![(id("one"), Answer::SingleChoice(option)), (id("rate"), Answer::Rating(point))],
            ..content("")
        }
    }

    /// What may happen: answers that are sent, changed, withdrawn, and a query that goes on by some rows.
    #[derive(Clone, Debug)]
    enum Happening {
        Send(u8, bool, u8),
        Change(u8, bool, u8),
        Withdraw(u8),
        Count(usize, usize),
        Forget,
    }

    fn any_happening() -> impl Strategy<Value = Happening> {
        prop_oneof![
            4 => (any::<u8>(), any::<bool>(), 1..=3u8).prop_map(|(id, option, point)| Happening::Send(id, option, point)),
            2 => (any::<u8>(), any::<bool>(), 1..=3u8).prop_map(|(id, option, point)| Happening::Change(id, option, point)),
            1 => any::<u8>().prop_map(Happening::Withdraw),
            3 => (0..3usize, 1..5usize).prop_map(|(query, limit)| Happening::Count(query, limit)),
            1 => Just(Happening::Forget),
        ]
    }

    fn happen(desk: &mut Desk<()>, store: &Memory, id: u8, event: Event) {
        // Few keys, so that they meet often.
        let ask = Input::Ask { asker: (), id: ResponseId::from_bytes([id % 40; 16]), event };
        let mut inputs = vec![ask];
        while let Some(input) = inputs.pop() {
            for effect in desk.step(store, Timestamp::from_unix_seconds(9), input).unwrap() {
                match effect {
                    Effect::CallGroup => inputs.push(Input::Group),
                    Effect::Report(_, failure) => panic!("{failure:?}"),
                    Effect::Tell(..) | Effect::SetAlarm(_) => {}
                }
            }
        }
    }

    /// The counts of the rows themselves.
    fn recount(books: &Books, store: &Memory, query: &Query) -> Cross {
        let mut cross = Cross::default();
        let all = page(books, store, Order::Oldest, None, usize::MAX).unwrap();
        assert_eq!(all.next, None);
        for item in all.items {
            cross.record(query, &item.content.contribution(Timestamp::from_unix_seconds(item.recorded)));
        }
        cross
    }

    proptest! {
        #[test]
        fn a_count_is_that_of_the_rows_whatever_happens_meanwhile(
            happenings in prop::collection::vec(any_happening(), 0..120),
        ) {
            let (store, consultation) = (Memory::default(), consultation());
            let pace = Pace { fold_commits: 5, fold_responses: 6, commit_events: 4, generation: 7 };
            let mut desk = Desk::new(pace);
            desk.step(&store, Timestamp::from_unix_seconds(9), Input::Gate(gate())).unwrap();
            let queries = [
                Query::default().divided(&["one"], "rate", &consultation).unwrap(),
                Query::default().answering("one:a", &consultation).unwrap(),
                Query::default().at_site(SiteId::parse("forum").unwrap()).divided(&["rate"], "one", &consultation).unwrap(),
            ];
            for happening in happenings {
                match happening {
                    Happening::Send(id, option, point) => {
                        let print = Fingerprint::from_bytes([id; 16]);
                        let event = Event::Send(answered(option, point), print, Slot::from_number(0), Admission::Free);
                        happen(&mut desk, &store, id, event);
                    }
                    Happening::Change(id, option, point) => {
                        happen(&mut desk, &store, id, Event::Change(answered(option, point)));
                    }
                    Happening::Forget => {
                        desk.forget();
                        desk.step(&store, Timestamp::from_unix_seconds(9), Input::Wake).unwrap();
                    }
                    Happening::Withdraw(id) => happen(&mut desk, &store, id, Event::Withdraw),
                    Happening::Count(query, limit) => {
                        let expected = recount(desk.books().unwrap(), &store, &queries[query]);
                        let counted = desk.count(&store, &queries[query], limit).unwrap().unwrap();
                        prop_assert!(counted.cross.seen() <= expected.seen());
                        prop_assert!(!counted.whole || *counted.cross == expected);
                    }
                }
            }
            for query in &queries {
                for _ in 0..store.tables().responses.len() {
                    desk.count(&store, query, 3).unwrap();
                }
                let expected = recount(desk.books().unwrap(), &store, query);
                let counted = desk.count(&store, query, 3).unwrap().unwrap();
                prop_assert!(counted.whole);
                prop_assert_eq!(counted.cross, &expected);
            }
        }
    }
}
