//! How a ledger is copied: read whole, with what its receipts hold on to, and written anew elsewhere.
//!
//! Places, keys and fingerprints stay, so that a receipt finds its answer in the copy, a retry is known, and what is said of
//! a place goes on being said of it. What the copy counts is counted from its rows, with what was deleted after its time,
//! and must come to what the original counted.

use super::books::{Books, Failure, write_counts};
use super::id::ResponseId;
use super::record::{Corrupt, Lying, Record};
use super::rows::{Counted, Position, Rows, Sequence};
use aggregate::{Change, Tally};
use contract::Timestamp;

/// Bytes of rows after which a part ends, and rows that are read at once: as of a list. In base64 a part is 85 KB, which
/// JavaScript's collector gives back soon.
const PART_BYTES: usize = 64 * 1024;
const ROWS_AT_ONCE: usize = 16;

/// Responses with their places and keys, whatever is left of them.
pub type Responses = Vec<(Position, ResponseId, Record)>;

/// How a ledger stands beside its responses.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// The number of its last commit.
    pub sequence: Sequence,
    /// Up to where responses were deleted after their time.
    pub swept: Option<Position>,
    /// When responses were last deleted after their time, where that is known.
    pub deleted_at: Option<Timestamp>,
    /// What it counts.
    pub tally: Tally,
    /// What those responses counted that were deleted after their time: a part of the tally.
    pub deleted: Tally,
}

/// What became of a part of a copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Imported {
    /// It is written.
    Done,
    /// This response lies before one that is there already, or its key is there.
    Misplaced(Position),
    /// The rows count something else than the original did.
    Differs,
}

impl Books {
    /// The next responses behind a place, and the place behind which more follow; `None` at the end.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn copy<R: Rows>(
        &self,
        rows: &R,
        after: Option<Position>,
        limit: usize,
    ) -> Result<(Responses, Option<Position>), Failure<R::Error>> {
        let (mut copied, mut bytes, mut reached) = (Vec::new(), 0, after);
        while copied.len() < limit && bytes < PART_BYTES {
            let part = rows.keyed_behind(reached, ROWS_AT_ONCE).map_err(Failure::Store)?;
            if part.is_empty() {
                return Ok((copied, None));
            }
            let ids: Vec<ResponseId> = part.iter().map(|(_, id, _)| *id).collect();
            let decode =
                |(place, _, bytes): (Position, ResponseId, Vec<u8>)| Ok((place, bytes.len(), Lying::decode(&bytes)?));
            let lying = part.into_iter().map(decode).collect::<Result<Vec<_>, Corrupt>>()?;
            // In the order of their places, as they were read.
            for ((place, found), id) in self.resolve(rows, lying)?.into_iter().zip(ids) {
                bytes += found.length();
                reached = Some(place);
                copied.push((place, id, found.record));
            }
        }
        Ok((copied, reached))
    }

    /// How the ledger stands.
    pub fn standing(&self) -> Standing {
        Standing {
            sequence: self.sequence,
            swept: self.swept,
            deleted_at: self.deleted_at,
            tally: self.tally.clone(),
            deleted: self.deleted.clone(),
        }
    }

    /// Writes responses of another ledger behind those that there are, within a transaction. Where it fails, or they are not
    /// [`Imported::Done`], both the transaction and the books must be dropped.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn import<R: Rows>(&mut self, rows: &R, responses: &Responses) -> Result<Imported, Failure<R::Error>> {
        let Some((first, ..)) = responses.first() else { return Ok(Imported::Done) };
        // A generation ends with a commit: what is recorded behind its last one lies behind it.
        if first.0 > self.sequence && self.filling.len() >= self.pace.generation {
            self.write_fold(rows)?;
            self.book_fold();
        }
        let mut last = self.filling.values().max().copied();
        last = last.max(self.sealed.last().map(|(sealed, _)| Position::end_of(*sealed)));
        for (place, id, record) in responses {
            if last.is_some_and(|last| *place <= last) || place.0 == 0 || self.place(rows, id)?.is_some() {
                return Ok(Imported::Misplaced(*place));
            }
            last = Some(*place);
            self.filling.insert(*id, *place);
            self.sequence = place.0;
            self.count(&Change { withdrawn: None, recorded: record.contribution() });
        }
        let new: Vec<_> = responses.iter().map(|(place, id, record)| (*place, *id, record.encode())).collect();
        rows.add_responses(&new).map_err(Failure::Store)?;
        // Folded at once, so that recovery counts none of them again.
        self.write_fold_unsealed(rows)?;
        self.book_fold_unsealed();
        Ok(Imported::Done)
    }

    /// Ends a copy, within a transaction: the rows and what was deleted must count what the original did.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn end_import<R: Rows>(&mut self, rows: &R, standing: &Standing) -> Result<Imported, Failure<R::Error>> {
        if self.sequence > standing.sequence {
            return Ok(Imported::Differs);
        }
        self.tally.merge(&standing.deleted);
        if self.tally != standing.tally {
            return Ok(Imported::Differs);
        }
        for (slice, _) in standing.deleted.slices() {
            write_counts(rows, Counted::Deleted, slice, &standing.deleted)?;
            self.touch(slice);
        }
        if let Some(swept) = standing.swept {
            rows.put_value("swept", &swept.number().to_string()).map_err(Failure::Store)?;
        }
        if let Some(at) = standing.deleted_at {
            rows.put_value("deleted_at", &at.unix_seconds().to_string()).map_err(Failure::Store)?;
        }
        self.deleted_at = standing.deleted_at;
        (self.deleted, self.swept, self.sequence) = (standing.deleted.clone(), standing.swept, standing.sequence);
        self.write_fold(rows)?;
        self.book_fold();
        self.oldest = self.first_behind(rows, self.swept)?;
        Ok(Imported::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformance;
    use super::super::record::tests::content;
    use super::super::{Admission, Body, Desk, Event, Fingerprint, Gate, Input, Memory, Pace, Store};
    use super::*;
    use proptest::prelude::*;

    const PACE: Pace = Pace { fold_commits: 7, fold_responses: 50, commit_events: 8, generation: 20 };
    const DAY: i64 = 86_400;

    fn gate(retention_days: Option<u32>) -> Gate {
        Gate { secret: [7; 32], retention_days, ..conformance::gate() }
    }

    fn id(number: usize) -> ResponseId {
        ResponseId::of(&(number as u128).to_be_bytes())
    }

    /// A ledger that had these commits, each of some answers; a step beyond changes, withdraws, or lets time pass.
    fn ledger(commits: &[(usize, usize)]) -> (Memory, Desk<()>) {
        let (store, mut desk) = (Memory::default(), Desk::new(PACE));
        let mut now = 0;
        desk.step(&store, at(now), Input::Gate(gate(Some(30)))).unwrap();
        let mut sent = 0;
        for (answers, then) in commits {
            for _ in 0..*answers {
                let event = Event::Send(content("Hi"), Fingerprint::of(&[1; 16], &[2; 32]), slot(), Admission::Free);
                desk.step(&store, at(now), Input::Ask { asker: (), id: id(sent), event }).unwrap();
                sent += 1;
            }
            let other = id(then % sent.max(1));
            match then % 4 {
                0 => drop(
                    desk.step(&store, at(now), Input::Ask { asker: (), id: other, event: Event::Withdraw }).unwrap(),
                ),
                1 => {
                    let event = Event::Change(content("Something longer than it was before"));
                    desk.step(&store, at(now), Input::Ask { asker: (), id: other, event }).unwrap();
                }
                2 => now += 5 * DAY,
                _ => {}
            }
            desk.step(&store, at(now), Input::Group).unwrap();
            desk.step(&store, at(now), Input::Alarm).unwrap();
        }
        (store, desk)
    }

    fn slot() -> super::super::Slot {
        super::super::Slot::from_number(0)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    /// A copy of it, in parts of so many.
    fn copied(store: &Memory, desk: &Desk<()>, part: usize) -> (Memory, Desk<()>, Responses) {
        let books = desk.books().unwrap();
        let (to, mut copy) = (Memory::default(), Desk::new(PACE));
        to.transaction(|| to.make().map_err(Failure::Store)).unwrap();
        copy.step(&to, at(0), Input::Wake).unwrap();
        let (mut after, mut all) = (None, Vec::new());
        loop {
            let (responses, next) = books.copy(store, after, part).unwrap();
            for part in responses.chunks(part) {
                assert_eq!(copy.import(&to, &part.to_vec()).unwrap(), Imported::Done);
            }
            all.extend(responses);
            match next {
                Some(place) => after = Some(place),
                None => break,
            }
        }
        assert_eq!(copy.end_import(&to, &books.standing()).unwrap(), Imported::Done);
        copy.step(&to, at(0), Input::Gate(gate(Some(30)))).unwrap();
        (to, copy, all)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_copy_says_and_counts_the_same(commits in prop::collection::vec((0..9usize, 0..200usize), 0..30), part in 1..40usize) {
            let (store, desk) = ledger(&commits);
            let (to, mut copy, all) = copied(&store, &desk, part);
            let books = desk.books().unwrap();
            // What is in memory, and what is read again after a crash.
            for _ in 0..2 {
                let own = copy.books().unwrap();
                prop_assert_eq!(own.standing(), books.standing());
                for (place, id, record) in &all {
                    prop_assert_eq!(own.place(&to, id).unwrap(), Some(*place));
                    let found = own.record(&to, *id).unwrap();
                    prop_assert_eq!(found.as_ref(), Some(record));
                }
                prop_assert_eq!(own.next_sweep(), books.next_sweep());
                copy = Desk::new(PACE);
                copy.step(&to, at(0), Input::Wake).unwrap();
            }
            while let Some(found) = copy.recount(&to, 1 << 20).map(Some).unwrap_or(None) {
                let Some(found) = found else { continue };
                prop_assert!(found.agrees, "{:?}", found);
                break;
            }
            // A copy of the copy is the same.
            let (_, _, again) = copied(&to, &copy, part + 1);
            prop_assert_eq!(again, all);
        }
    }

    #[test]
    fn what_is_left_of_each_stays() {
        let (store, desk) = ledger(&[(3, 0), (2, 2), (1, 2), (1, 2), (1, 2), (1, 2), (2, 2), (1, 2), (3, 4)]);
        let (to, copy, all) = copied(&store, &desk, 2);
        let left = |wanted: fn(&Body) -> bool| all.iter().filter(|(_, _, record)| wanted(&record.body)).count();
        let counts = [
            left(|body| matches!(body, Body::Here(_))),
            left(|body| *body == Body::Withdrawn),
            left(|body| *body == Body::Deleted),
        ];
        assert!(counts.iter().all(|count| *count > 0), "{counts:?}: the case has one of each");
        // And the day of what was deleted, which its ledger tells beside every figure that lacks it; also after a crash.
        let day = desk.books().unwrap().deleted_at();
        assert!(day.is_some());
        let mut again = Desk::<()>::new(PACE);
        again.step(&to, at(0), Input::Wake).unwrap();
        assert_eq!((copy.books().unwrap().deleted_at(), again.books().unwrap().deleted_at()), (day, day));
    }

    #[test]
    fn what_is_misplaced_or_counts_otherwise_is_refused() {
        let (store, desk) = ledger(&[(3, 3), (3, 3)]);
        let books = desk.books().unwrap();
        let (all, _) = books.copy(&store, None, 100).unwrap();
        let begin = || {
            let (to, mut copy) = (Memory::default(), Desk::<()>::new(PACE));
            to.transaction(|| to.make().map_err(Failure::Store)).unwrap();
            copy.step(&to, at(0), Input::Wake).unwrap();
            (to, copy)
        };
        let mut same_key = all.clone();
        same_key[4].1 = same_key[0].1;
        let mut same_place = all.clone();
        same_place[4].0 = same_place[3].0;
        for (wrong, place) in [(same_key, all[4].0), (same_place, all[3].0)] {
            let (to, mut copy) = begin();
            assert_eq!(copy.import(&to, &wrong).unwrap(), Imported::Misplaced(place));
            // Nothing of it is kept, and it can be tried again.
            assert_eq!(copy.import(&to, &all).unwrap(), Imported::Done);
        }
        let (to, mut copy) = begin();
        assert_eq!(copy.import(&to, &all[1..].to_vec()).unwrap(), Imported::Done);
        assert_eq!(copy.end_import(&to, &books.standing()).unwrap(), Imported::Differs);
        assert_eq!(copy.import(&to, &all[..1].to_vec()).unwrap(), Imported::Misplaced(all[0].0));
    }
}
