//! One decision of the ledger: what becomes of a response when something happens to it. No I/O, no clock.

use super::admission::Admission;
use super::id::{Fingerprint, Secret};
use super::record::{Body, Record};
use super::shards::Slot;
use super::wire::Content;
use contract::{Problem, State, Timestamp};
use serde::{Deserialize, Serialize};

/// When answers are taken, as the consultation last told its ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gate {
    /// Rises with each step of the consultation, so that a late message cannot undo a newer one.
    pub version: u64,
    /// The consultation's state.
    pub state: State,
    /// From when answers are taken.
    pub opens_at: Option<Timestamp>,
    /// Until when.
    pub closes_at: Option<Timestamp>,
    /// The consultation's secret, from which receipts are derived.
    pub secret: Secret,
    /// Which of the consultation's shards this ledger is.
    pub shard: u16,
    /// How many shards there are, those among them that are about to be: an answer is recorded by its home alone.
    pub shards: u16,
    /// Days after which what a response says is deleted; `None` until the consultation says so.
    pub retention_days: Option<u32>,
}

/// What happens to a response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// It is sent under its key, which has this slot.
    Send(Content, Fingerprint, Slot, Admission),
    /// Its receipt's holder changes it.
    Change(Content),
    /// Its receipt's holder withdraws it.
    Withdraw,
}

/// What the ledger says to it. Moments are in seconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// It is recorded, and counts from now on.
    Recorded {
        /// When.
        at: i64,
    },
    /// It was recorded before, from the same content: nothing changed.
    Repeated {
        /// When it was recorded.
        at: i64,
    },
    /// The key was used before, for other content.
    Conflict,
    /// It is changed, or says already what it should say.
    Changed {
        /// When it was recorded.
        recorded: i64,
        /// When it was last changed.
        changed: Option<i64>,
    },
    /// It is withdrawn.
    Withdrawn,
    /// It was withdrawn before.
    Gone,
    /// There is no such response.
    Unknown,
    /// Answers are not taken yet.
    NotOpen,
    /// Answers are no longer taken.
    Closed,
    /// It was never recorded here, and never will be: its home is another shard.
    Moved,
    /// A proof of work is needed first.
    ProofNeeded,
    /// What was sent as a proof is none, or was made for another response.
    ProofRefused,
    /// It was deleted after its time. It still counts, and can no longer be changed or withdrawn.
    Deleted,
}

/// What the ledger says, and what it writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What it says.
    pub outcome: Outcome,
    /// The response as it is from now on; `None` where it stays as it was.
    pub write: Option<Record>,
}

/// Decides what becomes of the response `stored` by `event`.
///
/// Withdrawing is always possible. A retry of what was recorded gets its first reply whatever happened since: the
/// person may never have seen it.
pub fn step(gate: &Gate, now: Timestamp, stored: Option<&Record>, event: Event) -> Step {
    let says = |outcome| Step { outcome, write: None };
    let closed = || match gate.state.taking_answers(gate.opens_at, gate.closes_at, now) {
        Ok(()) => None,
        Err(Problem::ConsultationNotOpen) => Some(says(Outcome::NotOpen)),
        Err(_) => Some(says(Outcome::Closed)),
    };
    match (event, stored) {
        (Event::Send(_, fingerprint, ..), Some(record)) if record.fingerprint == fingerprint => {
            says(Outcome::Repeated { at: record.recorded_at.unix_seconds() })
        }
        (Event::Send(..), Some(_)) => says(Outcome::Conflict),
        (Event::Send(_, _, slot, _), None) if slot.home(gate.shards) != gate.shard => says(Outcome::Moved),
        (Event::Send(content, fingerprint, _, admission), None) => {
            closed().unwrap_or_else(|| match admission.at(now) {
                Admission::Needed => says(Outcome::ProofNeeded),
                Admission::Refused => says(Outcome::ProofRefused),
                Admission::Free | Admission::Proven { .. } => Step {
                    outcome: Outcome::Recorded { at: now.unix_seconds() },
                    write: Some(Record { recorded_at: now, changed_at: None, fingerprint, body: Body::Here(content) }),
                },
            })
        }
        (Event::Change(_) | Event::Withdraw, None) => says(Outcome::Unknown),
        (Event::Change(_) | Event::Withdraw, Some(Record { body: Body::Withdrawn, .. })) => says(Outcome::Gone),
        (Event::Change(_) | Event::Withdraw, Some(Record { body: Body::Deleted, .. })) => says(Outcome::Deleted),
        (Event::Change(content), Some(record @ Record { body: Body::Here(before), .. })) => {
            // Where it was first answered stays: that is what "from where" counts.
            let content = Content { site: before.site.clone(), page: before.page.clone(), ..content };
            if content == *before {
                return says(changed(record));
            }
            closed().unwrap_or_else(|| {
                let record = Record { changed_at: Some(now), body: Body::Here(content), ..record.clone() };
                Step { outcome: changed(&record), write: Some(record) }
            })
        }
        (Event::Withdraw, Some(record)) => Step {
            outcome: Outcome::Withdrawn,
            write: Some(Record { changed_at: Some(now), body: Body::Withdrawn, ..record.clone() }),
        },
    }
}

fn changed(record: &Record) -> Outcome {
    Outcome::Changed {
        recorded: record.recorded_at.unix_seconds(),
        changed: record.changed_at.map(Timestamp::unix_seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformance;
    use super::super::record::tests::content;
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_unix_seconds(1_000)
    }

    fn gate(state: State) -> Gate {
        Gate { state, ..conformance::gate() }
    }

    fn send(words: &str, print: u8) -> Event {
        send_with(words, print, Admission::Free)
    }

    fn send_with(words: &str, print: u8, admission: Admission) -> Event {
        Event::Send(content(words), Fingerprint::from_bytes([print; 16]), Slot::from_number(7), admission)
    }

    fn stored() -> Record {
        let first = step(&gate(State::Open), Timestamp::from_unix_seconds(500), None, send("first", 1));
        first.write.unwrap()
    }

    #[test]
    fn each_event_in_each_state() {
        let present = stored();
        let withdrawn = Record { body: Body::Withdrawn, ..stored() };
        let deleted = Record { body: Body::Deleted, ..stored() };
        let (open, shut, draft) = (State::Open, State::Closed, State::Draft);
        let unchanged = Outcome::Changed { recorded: 500, changed: None };
        let changed = Outcome::Changed { recorded: 500, changed: Some(1_000) };
        for (state, record, event, outcome, writes) in [
            (open, None, send("first", 1), Outcome::Recorded { at: 1_000 }, true),
            (shut, None, send("first", 1), Outcome::Closed, false),
            (draft, None, send("first", 1), Outcome::NotOpen, false),
            (open, Some(&present), send("first", 1), Outcome::Repeated { at: 500 }, false),
            (shut, Some(&present), send("first", 1), Outcome::Repeated { at: 500 }, false),
            (open, Some(&withdrawn), send("first", 1), Outcome::Repeated { at: 500 }, false),
            (open, Some(&present), send("other", 2), Outcome::Conflict, false),
            (open, Some(&withdrawn), send("other", 2), Outcome::Conflict, false),
            (open, None, Event::Change(content("x")), Outcome::Unknown, false),
            (open, Some(&present), Event::Change(content("first")), unchanged, false),
            (open, Some(&present), Event::Change(content("second")), changed, true),
            (shut, Some(&present), Event::Change(content("first")), unchanged, false),
            (shut, Some(&present), Event::Change(content("second")), Outcome::Closed, false),
            (open, Some(&withdrawn), Event::Change(content("second")), Outcome::Gone, false),
            (open, None, Event::Withdraw, Outcome::Unknown, false),
            (open, Some(&present), Event::Withdraw, Outcome::Withdrawn, true),
            (shut, Some(&present), Event::Withdraw, Outcome::Withdrawn, true),
            (open, Some(&withdrawn), Event::Withdraw, Outcome::Gone, false),
            (open, Some(&deleted), send("first", 1), Outcome::Repeated { at: 500 }, false),
            (open, Some(&deleted), send("other", 2), Outcome::Conflict, false),
            (open, Some(&deleted), Event::Change(content("second")), Outcome::Deleted, false),
            (open, Some(&deleted), Event::Withdraw, Outcome::Deleted, false),
        ] {
            let taken = step(&gate(state), now(), record, event.clone());
            assert_eq!((taken.outcome, taken.write.is_some()), (outcome, writes), "{state:?} {event:?}");
        }
    }

    #[test]
    fn a_proof_is_looked_at_after_the_key_and_the_state() {
        let proven = |expires_at| Admission::Proven { expires_at };
        let present = stored();
        let (open, shut, repeated) = (State::Open, State::Closed, Outcome::Repeated { at: 500 });
        for (state, record, admission, outcome) in [
            (open, None, proven(1_000), Outcome::Recorded { at: 1_000 }),
            (open, None, proven(999), Outcome::ProofNeeded),
            (open, None, Admission::Needed, Outcome::ProofNeeded),
            (open, None, Admission::Refused, Outcome::ProofRefused),
            (shut, None, Admission::Needed, Outcome::Closed),
            (open, Some(&present), Admission::Needed, repeated),
            (open, Some(&present), Admission::Refused, repeated),
            (shut, Some(&present), proven(999), repeated),
        ] {
            let taken = step(&gate(state), now(), record, send_with("first", 1, admission));
            assert_eq!(taken.outcome, outcome, "{state:?} {admission:?}");
            assert_eq!(taken.write.is_some(), matches!(outcome, Outcome::Recorded { .. }));
        }
    }

    #[test]
    fn a_change_keeps_where_and_when_it_was_first_answered() {
        let mut elsewhere = content("second");
        elsewhere.site = contract::SiteId::parse("blog").unwrap();
        elsewhere.page = None;
        let written = step(&gate(State::Open), now(), Some(&stored()), Event::Change(elsewhere)).write.unwrap();
        let expected = Record { changed_at: Some(now()), body: Body::Here(content("second")), ..stored() };
        assert_eq!(written, expected);
    }

    #[test]
    fn a_withdrawal_leaves_no_answer() {
        let written = step(&gate(State::Open), now(), Some(&stored()), Event::Withdraw).write.unwrap();
        assert_eq!(written, Record { changed_at: Some(now()), body: Body::Withdrawn, ..stored() });
    }

    #[test]
    fn a_shard_that_is_not_its_home_records_nothing_and_forgets_nothing() {
        let home = Slot::from_number(7).home(8);
        let elsewhere = Gate { shard: home + 1, shards: 8, ..gate(State::Open) };
        let here = Gate { shard: home, ..elsewhere.clone() };
        let present = stored();
        for (gate, record, event, outcome) in [
            (&here, None, send("first", 1), Outcome::Recorded { at: 1_000 }),
            (&elsewhere, None, send("first", 1), Outcome::Moved),
            (&elsewhere, Some(&present), send("first", 1), Outcome::Repeated { at: 500 }),
            (&elsewhere, Some(&present), send("other", 2), Outcome::Conflict),
            (&elsewhere, Some(&present), Event::Withdraw, Outcome::Withdrawn),
        ] {
            assert_eq!(step(gate, now(), record, event).outcome, outcome);
        }
    }

    #[test]
    fn times_bound_an_open_one() {
        let moment = |seconds| Some(Timestamp::from_unix_seconds(seconds));
        let bounded = Gate { opens_at: moment(1_000), closes_at: moment(2_000), ..gate(State::Open) };
        for (now, outcome) in [
            (999, Outcome::NotOpen),
            (1_000, Outcome::Recorded { at: 1_000 }),
            (1_999, Outcome::Recorded { at: 1_999 }),
            (2_000, Outcome::Closed),
        ] {
            assert_eq!(step(&bounded, Timestamp::from_unix_seconds(now), None, send("a", 1)).outcome, outcome);
        }
    }
}
