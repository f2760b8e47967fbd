//! The desk: all that a ledger decides, as one step from what happens to what is to be done. Which answers are committed
//! together, when the tally is folded, when the alarm is set, what follows from a gate: an object or a simulator brings what
//! happens, keeps the store and does what the step says.
//!
//! ```text
//! step(desk, store, moment, input) -> effects
//! ```
//! Nothing is awaited in a step. What it writes is one transaction, and what it tells was written before.

use super::books::{Books, Failure, Pace};
use super::copy::{Imported, Responses, Standing};
use super::earlier::take_over;
use super::id::ResponseId;
use super::recount::Recounted;
use super::rows::Store;
use super::scan::{Scanned, Scans};
use super::step::{Event, Gate, Outcome};
use super::visited::Visited;
use aggregate::Query;
use contract::Timestamp;
use std::time::Duration;

/// How long what a withdrawal took away may wait to be deleted.
pub const FOLD_WAIT: Duration = Duration::from_secs(300);
/// Sweeps of what has had its time that one alarm makes, so that answers never wait long for it. The next alarm follows at
/// once.
const SWEEPS_AN_ALARM: usize = 16;

/// What happens to a ledger. `T` is whoever waits for an answer.
#[derive(Debug)]
pub enum Input<T> {
    /// It was started, or called: it opens its books, where there are any.
    Wake,
    /// The consultation tells when answers are taken.
    Gate(Gate),
    /// Somebody asks.
    Ask {
        /// Who is told.
        asker: T,
        /// The response in question.
        id: ResponseId,
        /// What happens to it.
        event: Event,
    },
    /// The turn of the event loop is over that [`Effect::CallGroup`] asked for.
    Group,
    /// The alarm rings.
    Alarm,
    /// The alarm could not be set.
    NoAlarm,
}

/// What is to be done, in its order.
#[derive(Debug)]
pub enum Effect<T, E> {
    /// Bring [`Input::Group`] after one turn of the event loop, in which everything that has arrived is read.
    CallGroup,
    /// Tell somebody what became of it; `None` where it could not be written. Only once the transaction is kept.
    Tell(T, Option<Outcome>),
    /// Bring [`Input::Alarm`] after that time, or [`Input::NoAlarm`] at once.
    SetAlarm(Duration),
    /// For the log: this many events could not be written together.
    Report(usize, Failure<E>),
}

/// What a step asks for, or why it was not taken.
pub type Stepped<T, E> = Result<Vec<Effect<T, E>>, Failure<E>>;

/// What a ledger holds in memory. It is lost at any moment, and made anew from the store.
#[derive(Debug)]
pub struct Desk<T> {
    pace: Pace,
    /// `None` until the first call, and in a ledger that nobody made.
    books: Option<Books>,
    waiting: Vec<(T, ResponseId, Event)>,
    /// Whether the group that waits will be called.
    called: bool,
    /// For when the alarm is set; `None` where it is not, as far as is known.
    alarm: Option<Timestamp>,
    /// When what was taken away is to be deleted.
    fold_at: Option<Timestamp>,
    scans: Scans,
    visited: Visited,
}

impl<T> Desk<T> {
    /// A desk before its first step.
    pub fn new(pace: Pace) -> Self {
        let (scans, visited) = (Scans::default(), Visited::default());
        Self { pace, books: None, waiting: Vec::new(), called: false, alarm: None, fold_at: None, scans, visited }
    }

    /// The books; `None` in a ledger that nobody made.
    pub fn books(&self) -> Option<&Books> {
        self.books.as_ref()
    }

    /// Counts the answer to a query as far as `limit` more rows bring it; `None` in a ledger that nobody made.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn count<S: Store>(
        &mut self,
        store: &S,
        query: &Query,
        limit: usize,
    ) -> Result<Option<Scanned<'_>>, Failure<S::Error>> {
        self.books.as_ref().map(|books| self.scans.count(books, store, query, limit)).transpose()
    }

    /// Counts by page, as far as `limit` more rows bring them, and whether they are those of all rows; `None` in a ledger that
    /// nobody made.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn visited<S: Store>(
        &mut self,
        store: &S,
        limit: usize,
    ) -> Result<Option<(&Visited, bool)>, Failure<S::Error>> {
        let Some(books) = &self.books else { return Ok(None) };
        let whole = self.visited.advance(books, store, limit)?;
        Ok(Some((&self.visited, whole)))
    }

    /// Forgets the books: the next step opens them anew. For where a step panicked, which may have left them behind their
    /// store. Whoever waits goes on waiting for their group; who counts begins anew.
    pub fn forget(&mut self) {
        self.books = None;
        (self.alarm, self.fold_at) = (None, None);
        self.forget_counts();
    }

    fn forget_counts(&mut self) {
        (self.scans, self.visited) = (Scans::default(), Visited::default());
    }

    /// Takes one step.
    ///
    /// # Errors
    /// Any [`Failure`] of opening the books, of a gate or of a fold. Then nothing is changed. That of a commit is told to its
    /// askers.
    pub fn step<S: Store>(&mut self, store: &S, now: Timestamp, input: Input<T>) -> Stepped<T, S::Error> {
        let mut effects = Vec::new();
        self.open(store)?;
        match input {
            Input::Wake => {}
            Input::Gate(gate) => self.set_gate(store, gate)?,
            Input::Ask { asker, .. } if self.books.is_none() => {
                effects.push(Effect::Tell(asker, Some(Outcome::Unknown)))
            }
            Input::Ask { asker, id, event } => {
                self.waiting.push((asker, id, event));
                if !std::mem::replace(&mut self.called, true) {
                    effects.push(Effect::CallGroup);
                }
            }
            Input::Group => {
                // First: where the commit panics, the next asker calls the next group.
                self.called = false;
                let group = std::mem::take(&mut self.waiting);
                self.commit(store, now, group, &mut effects);
            }
            Input::Alarm => {
                self.alarm = None;
                self.fold(store)?;
                self.sweep(store, now)?;
            }
            Input::NoAlarm => {
                self.alarm = None;
                // The answers are recorded; the next step tries again.
                return Ok(effects);
            }
        }
        effects.extend(self.set_alarm(now));
        Ok(effects)
    }

    /// The next alarm, where it is due earlier than the one that is set: an object has one. Also of a ledger that just woke:
    /// that of what was taken away before a crash may never have been set.
    fn set_alarm<E>(&mut self, now: Timestamp) -> Option<Effect<T, E>> {
        let books = self.books.as_ref()?;
        self.fold_at = books.awaits_fold().then(|| self.fold_at.unwrap_or(later(now, FOLD_WAIT)));
        let next = [self.fold_at, books.next_sweep()].into_iter().flatten().min()?;
        if self.alarm.is_some_and(|set| set <= next) {
            return None;
        }
        self.alarm = Some(next);
        let wait = next.unix_seconds().saturating_sub(now.unix_seconds());
        Some(Effect::SetAlarm(Duration::from_secs(wait.try_into().unwrap_or(0))))
    }

    /// Recounts so many rows of the ledger; what came of it, once all are. Nothing is written.
    ///
    /// # Errors
    /// Any [`Failure`] of reading them.
    pub fn recount<S: Store>(&mut self, store: &S, rows: usize) -> Result<Option<Recounted>, Failure<S::Error>> {
        self.books.as_mut().map_or(Err(Failure::NoGate), |books| books.recount(store, rows))
    }

    /// Writes responses of another ledger behind those that there are: all of them, or, where they are not
    /// [`Imported::Done`], none.
    ///
    /// # Errors
    /// Any [`Failure`]; [`Failure::NoGate`] in a ledger that nobody made.
    pub fn import<S: Store>(&mut self, store: &S, responses: &Responses) -> Result<Imported, Failure<S::Error>> {
        self.write_books(store, |books| books.import(store, responses))
    }

    /// Ends a copy: its rows and what was deleted must count what the original did.
    ///
    /// # Errors
    /// Any [`Failure`]; [`Failure::NoGate`] in a ledger that nobody made.
    pub fn end_import<S: Store>(&mut self, store: &S, standing: &Standing) -> Result<Imported, Failure<S::Error>> {
        self.write_books(store, |books| books.end_import(store, standing))
    }

    fn write_books<S: Store>(
        &mut self,
        store: &S,
        write: impl FnOnce(&mut Books) -> Result<Imported, Failure<S::Error>>,
    ) -> Result<Imported, Failure<S::Error>> {
        let mut books = self.books.clone().ok_or(Failure::NoGate)?;
        let mut refused = None;
        let kept = store.transaction(|| match write(&mut books)? {
            Imported::Done => Ok(()),
            other => {
                refused = Some(other);
                // Rolls back.
                Err(Failure::NoGate)
            }
        });
        match refused {
            Some(refused) => Ok(refused),
            None => {
                kept?;
                self.books = Some(books);
                Ok(Imported::Done)
            }
        }
    }

    fn open<S: Store>(&mut self, store: &S) -> Result<(), Failure<S::Error>> {
        if self.books.is_none() && store.is_made().map_err(Failure::Store)? {
            self.books = Some(store.transaction(|| {
                take_over(store, self.pace)?;
                Books::open(store, self.pace)
            })?);
        }
        Ok(())
    }

    fn set_gate<S: Store>(&mut self, store: &S, gate: Gate) -> Result<(), Failure<S::Error>> {
        let books = store.transaction(|| {
            store.make().map_err(Failure::Store)?;
            let mut books = match &self.books {
                Some(books) => books.clone(),
                None => Books::open(store, self.pace)?,
            };
            books.set_gate(store, gate)?;
            Ok(books)
        })?;
        self.books = Some(books);
        Ok(())
    }

    fn commit<S: Store>(
        &mut self,
        store: &S,
        now: Timestamp,
        mut group: Vec<(T, ResponseId, Event)>,
        effects: &mut Vec<Effect<T, S::Error>>,
    ) {
        while !group.is_empty() {
            let rest = group.split_off(group.len().min(self.pace.commit_events));
            let part = std::mem::replace(&mut group, rest);
            let events = part.iter().map(|(_, id, event)| (*id, event.clone())).collect();
            match self.commit_events(store, now, events) {
                Ok(outcomes) => {
                    let told = part.into_iter().zip(outcomes);
                    effects.extend(told.map(|((asker, ..), outcome)| Effect::Tell(asker, Some(outcome))));
                }
                Err(failure) => {
                    effects.push(Effect::Report(part.len(), failure));
                    if part.len() > 1 {
                        // So that one that cannot be written takes no other with it.
                        part.into_iter().for_each(|one| self.commit(store, now, vec![one], effects));
                    } else {
                        effects.extend(part.into_iter().map(|(asker, ..)| Effect::Tell(asker, None)));
                    }
                }
            }
        }
    }

    fn commit_events<S: Store>(
        &mut self,
        store: &S,
        now: Timestamp,
        events: Vec<(ResponseId, Event)>,
    ) -> Result<Vec<Outcome>, Failure<S::Error>> {
        let books = self.books.as_mut().ok_or(Failure::NoGate)?;
        let commit = store.commit(|| books.commit(store, now, events))?;
        // Only now: the store has it.
        books.book(&commit);
        self.scans.follow(&commit);
        self.visited.follow(&commit);
        Ok(commit.outcomes)
    }

    fn fold<S: Store>(&mut self, store: &S) -> Result<(), Failure<S::Error>> {
        let Some(books) = self.books.as_mut().filter(|books| books.awaits_fold()) else { return Ok(()) };
        store.transaction(|| books.write_fold(store))?;
        books.book_fold();
        Ok(())
    }

    fn sweep<S: Store>(&mut self, store: &S, now: Timestamp) -> Result<(), Failure<S::Error>> {
        for _ in 0..SWEEPS_AN_ALARM {
            let due = |books: &&mut Books| books.next_sweep().is_some_and(|due| due <= now);
            let Some(books) = self.books.as_mut().filter(due) else { return Ok(()) };
            let sweep = store.transaction(|| books.write_sweep(store, now))?;
            books.book_sweep(sweep);
            // What is deleted is in no scan: they begin anew.
            self.forget_counts();
        }
        Ok(())
    }
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    // Some minutes.
    Timestamp::from_unix_seconds(now.unix_seconds() + wait.as_secs() as i64)
}
