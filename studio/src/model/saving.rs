//! How a draft is saved: what is sent when, and what its author is told. The page does what [`Effect`] says, and tells what
//! came of it as an [`Event`].

/// Milliseconds without a stroke before a draft is saved.
const PAUSE: u32 = 1_000;
/// Milliseconds before a save that failed is tried again, at first; it doubles with each try.
const FIRST_WAIT: u32 = 2_000;
/// The longest such wait.
const LONGEST_WAIT: u32 = 60_000;

/// Where a draft stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Saving {
    /// Nothing was written yet.
    New,
    /// As it was saved, or was when the page loaded; when, in the reader's own time.
    Saved(String),
    /// Changed, and saved in a moment.
    Changed,
    /// On its way. `again`: changed meanwhile.
    Sending {
        /// Changed meanwhile.
        again: bool,
    },
    /// Did not get through; tried again by itself.
    Failed {
        /// Tries so far.
        tries: u32,
        /// Why.
        why: Why,
        /// Whether a try is on its way.
        sending: bool,
    },
    /// Somebody else saved another version meanwhile. Nothing is sent until a person has decided.
    Conflict,
}

/// Why a save did not get through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// There is no connection, or the edge does not answer.
    Connection,
    /// Whoever was signed in is no longer, or may not.
    SignedOut,
    /// The edge refuses what was sent; trying again changes nothing.
    Refused,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The draft was changed.
    Edited,
    /// A wait is over.
    Due,
    /// The save got through, at this time.
    Done(String),
    /// It did not.
    NotDone(Why),
    /// Somebody else's version is there.
    Overtaken,
    /// A person decided between the versions, or asks to save now.
    Decided,
}

/// What the page is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// Sends the draft as it is.
    Send,
    /// Says when so many milliseconds are over; a wait before is forgotten.
    Wait(u32),
}

impl Saving {
    /// Whether leaving the page would lose something.
    pub fn unsaved(&self) -> bool {
        !matches!(self, Self::New | Self::Saved(_))
    }

    /// Goes on after what happened.
    pub fn after(self, event: Event) -> (Self, Effect) {
        use Effect::{Nothing, Send, Wait};
        match (self, event) {
            (Self::Conflict, Event::Decided) => (Self::Sending { again: false }, Send),
            (Self::Conflict, _) => (Self::Conflict, Nothing),
            (Self::Sending { .. }, Event::Edited) => (Self::Sending { again: true }, Nothing),
            (Self::Failed { tries, why, sending }, Event::Edited) => (Self::Failed { tries, why, sending }, Nothing),
            (Self::New | Self::Saved(_) | Self::Changed, Event::Edited) => (Self::Changed, Wait(PAUSE)),
            (Self::Changed, Event::Due | Event::Decided) => (Self::Sending { again: false }, Send),
            (Self::Failed { tries, why, sending: false }, Event::Due | Event::Decided) => {
                (Self::Failed { tries, why, sending: true }, Send)
            }
            (Self::Sending { again: true }, Event::Done(_)) => (Self::Changed, Wait(PAUSE)),
            (Self::Sending { again: false } | Self::Failed { .. }, Event::Done(at)) => (Self::Saved(at), Nothing),
            (Self::Sending { .. }, Event::NotDone(why)) => failed(1, why),
            (Self::Failed { tries, sending: true, .. }, Event::NotDone(why)) => failed(tries + 1, why),
            (_, Event::Overtaken) => (Self::Conflict, Nothing),
            (state, _) => (state, Nothing),
        }
    }
}

fn failed(tries: u32, why: Why) -> (Saving, Effect) {
    let wait = FIRST_WAIT.saturating_mul(1 << (tries - 1).min(10)).min(LONGEST_WAIT);
    let effect = if why == Why::Refused { Effect::Nothing } else { Effect::Wait(wait) };
    (Saving::Failed { tries, why, sending: false }, effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(events: &[Event]) -> (Saving, Vec<Effect>) {
        let mut state = Saving::New;
        let mut effects = Vec::new();
        for event in events {
            let (next, effect) = state.after(event.clone());
            state = next;
            effects.push(effect);
        }
        (state, effects)
    }

    #[test]
    fn a_draft_is_saved_and_nothing_is_sent_twice_at_once() {
        use Effect::{Nothing, Send, Wait};
        let done = || Event::Done("10:15".to_owned());
        for (events, state, effects) in [
            (
                vec![Event::Edited, Event::Due, done()],
                Saving::Saved("10:15".to_owned()),
                vec![Wait(1_000), Send, Nothing],
            ),
            (
                vec![Event::Edited, Event::Due, Event::Edited, Event::Due, done()],
                Saving::Changed,
                vec![Wait(1_000), Send, Nothing, Nothing, Wait(1_000)],
            ),
            (
                vec![Event::Edited, Event::Due, Event::NotDone(Why::Connection), Event::Edited, Event::Due, done()],
                Saving::Saved("10:15".to_owned()),
                vec![Wait(1_000), Send, Wait(2_000), Nothing, Send, Nothing],
            ),
            (
                vec![Event::Edited, Event::Due, Event::NotDone(Why::Refused)],
                Saving::Failed { tries: 1, why: Why::Refused, sending: false },
                vec![Wait(1_000), Send, Nothing],
            ),
            (
                vec![Event::Edited, Event::Due, Event::Overtaken, Event::Edited, Event::Due, Event::Decided],
                Saving::Sending { again: false },
                vec![Wait(1_000), Send, Nothing, Nothing, Nothing, Send],
            ),
        ] {
            assert_eq!(played(&events), (state, effects), "{events:?}");
        }
    }

    #[test]
    fn waits_grow_up_to_a_minute() {
        let mut state = Saving::Sending { again: false };
        let mut waits = Vec::new();
        for _ in 0..8 {
            let (next, effect) = state.after(Event::NotDone(Why::Connection));
            waits.push(effect);
            state = next.after(Event::Due).0;
        }
        assert_eq!(waits[..4], [2_000, 4_000, 8_000, 16_000].map(Effect::Wait));
        assert_eq!(waits[6..], [Effect::Wait(60_000), Effect::Wait(60_000)]);
    }
}
