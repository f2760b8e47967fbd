//! How far people come: how often a form was seen, begun and taken back. Counts of events, with nothing of anybody.
//!
//! An isolate counts in memory and tells the consultation's object now and then, so that a form that is read touches no
//! object. What an isolate that stops has not told is lost: these figures are approximate, and the page says so.

use crate::clock;
use crate::objects::Trouble;
use crate::objects::consultation::Client;
use contract::ConsultationId;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use worker::Env;

/// How often an isolate tells what it counted of a consultation.
const TELL_MS: f64 = 10_000.0;
/// Consultations that it counts for; above that it counts none that is new to it.
const CONSULTATIONS: usize = 1_000;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reach {
    /// Forms that were given out.
    pub(crate) seen: u64,
    /// Applications that started, since somebody touched, entered or focused their form.
    pub(crate) started: u64,
    /// Answers that were taken back.
    pub(crate) withdrawn: u64,
}

impl Reach {
    /// A form that was given out.
    pub(crate) const SEEN: Self = Self { seen: 1, started: 0, withdrawn: 0 };
    /// An application that started.
    pub(crate) const STARTED: Self = Self { seen: 0, started: 1, withdrawn: 0 };
    /// An answer that was taken back.
    pub(crate) const WITHDRAWN: Self = Self { seen: 0, started: 0, withdrawn: 1 };

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            seen: self.seen.saturating_add(other.seen),
            started: self.started.saturating_add(other.started),
            withdrawn: self.withdrawn.saturating_add(other.withdrawn),
        }
    }
}

struct Untold {
    reach: Reach,
    told_ms: f64,
}

thread_local! {
    static UNTOLD: RefCell<BTreeMap<ConsultationId, Untold>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts what happened to a consultation that there is, and tells it where it is time to. Whoever is answered meanwhile
/// is answered, whatever becomes of the telling.
pub(crate) async fn count(env: &Env, id: &ConsultationId, what: Reach) {
    if note(id, what, clock::now_ms())
        && let Err(trouble) = tell(env, id).await
    {
        worker::console_error!("reach: what was counted waits: {trouble}");
    }
}

/// Counts in memory; whether it is time to tell.
fn note(id: &ConsultationId, what: Reach, now_ms: f64) -> bool {
    UNTOLD.with_borrow_mut(|all| {
        if all.len() >= CONSULTATIONS && !all.contains_key(id) {
            return false;
        }
        let own = all.entry(id.clone()).or_insert(Untold { reach: Reach::default(), told_ms: now_ms });
        own.reach = own.reach.and(what);
        own.told_ms + TELL_MS <= now_ms
    })
}

/// Tells what this isolate counted, and learns what all have told so far.
pub(crate) async fn tell(env: &Env, id: &ConsultationId) -> Result<Reach, Trouble> {
    let told = take(id, clock::now_ms());
    let all = Client { env, id }.reach(told).await;
    if all.is_err() {
        // It is told with what comes next.
        note(id, told, clock::now_ms());
    }
    all
}

/// What is to be told, which from now on is told: those who are answered meanwhile do not tell it too.
fn take(id: &ConsultationId, now_ms: f64) -> Reach {
    UNTOLD.with_borrow_mut(|all| {
        let Some(own) = all.get_mut(id) else { return Reach::default() };
        own.told_ms = now_ms;
        std::mem::take(&mut own.reach)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_once_and_in_its_time() {
        let id = ConsultationId::parse("c").unwrap();
        assert!(!note(&id, Reach::SEEN, 0.0));
        assert!(!note(&id, Reach::SEEN, TELL_MS - 1.0));
        assert!(note(&id, Reach::STARTED, TELL_MS));
        assert_eq!(take(&id, TELL_MS), Reach { seen: 2, started: 1, withdrawn: 0 });
        assert_eq!(take(&id, TELL_MS), Reach::default());
        assert!(!note(&id, Reach::WITHDRAWN, TELL_MS + 1.0));
        // What could not be told is told with what comes next.
        let lost = take(&id, TELL_MS + 1.0);
        note(&id, lost, TELL_MS + 1.0);
        assert_eq!(take(&id, TELL_MS + 2.0), Reach::WITHDRAWN);
    }

    #[test]
    fn a_flood_of_consultations_is_not_held() {
        for number in 0..=CONSULTATIONS {
            note(&ConsultationId::parse(&format!("c-{number}")).unwrap(), Reach::SEEN, 0.0);
        }
        assert_eq!(UNTOLD.with_borrow(BTreeMap::len), CONSULTATIONS);
    }
}
