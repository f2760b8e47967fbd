//! How far people come: how often a form was seen, begun and taken back. Counts of events, with nothing of anybody.
//!
//! An isolate counts in memory and tells the consultation's object now and then, so that a form that is read touches no
//! object. What an isolate that stops has not told is lost: these figures are approximate, and the page says so.

use crate::clock;
use crate::objects::Trouble;
use crate::objects::consultation::Client;
use contract::{ConsultationId, Day, SiteId};
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

/// What was counted for one site on one day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct OfSite {
    pub(crate) site: String,
    /// Days since 1970, UTC.
    pub(crate) day: u32,
    pub(crate) seen: u64,
    pub(crate) started: u64,
}

/// What an isolate tells: of all, and of each site and day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Telling {
    pub(crate) all: Reach,
    pub(crate) sites: Vec<OfSite>,
}

impl Telling {
    /// One event, at a site where that is known.
    fn count(&mut self, site: Option<&SiteId>, day: Day, what: Reach) {
        self.all = self.all.and(what);
        if let Some(site) = site {
            self.at(site.as_str(), u32::try_from(day.days()).unwrap_or_default(), what.seen, what.started);
        }
    }

    /// What another has counted.
    fn add(&mut self, other: &Self) {
        self.all = self.all.and(other.all);
        for one in &other.sites {
            self.at(&one.site, one.day, one.seen, one.started);
        }
    }

    fn at(&mut self, site: &str, day: u32, seen: u64, started: u64) {
        match self.sites.iter_mut().find(|own| own.day == day && own.site == site) {
            Some(own) => {
                own.seen = own.seen.saturating_add(seen);
                own.started = own.started.saturating_add(started);
            }
            None => self.sites.push(OfSite { site: site.to_owned(), day, seen, started }),
        }
    }
}

struct Untold {
    telling: Telling,
    told_ms: f64,
}

thread_local! {
    static UNTOLD: RefCell<BTreeMap<ConsultationId, Untold>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts what happened to a consultation that there is, at a site that it has, and tells it where it is time to. Whoever is
/// answered meanwhile is answered, whatever becomes of the telling.
pub(crate) async fn count(env: &Env, id: &ConsultationId, site: Option<&SiteId>, what: Reach) {
    if note(id, clock::now_ms(), |telling| telling.count(site, clock::now().day(), what))
        && let Err(trouble) = tell(env, id).await
    {
        worker::console_error!("reach: what was counted waits: {trouble}");
    }
}

/// Counts in memory; whether it is time to tell.
fn note(id: &ConsultationId, now_ms: f64, add: impl FnOnce(&mut Telling)) -> bool {
    UNTOLD.with_borrow_mut(|all| {
        // Not by `entry`, which takes a copy of the name for every form that is read.
        if !all.contains_key(id) && all.len() < CONSULTATIONS {
            all.insert(id.clone(), Untold { telling: Telling::default(), told_ms: now_ms });
        }
        let Some(own) = all.get_mut(id) else { return false };
        add(&mut own.telling);
        own.told_ms + TELL_MS <= now_ms
    })
}

/// Tells what this isolate counted, and learns what all have told so far.
pub(crate) async fn tell(env: &Env, id: &ConsultationId) -> Result<Reach, Trouble> {
    let told = take(id, clock::now_ms());
    let all = Client { env, id }.reach(&told).await;
    if all.is_err() {
        // It is told with what comes next.
        note(id, clock::now_ms(), |telling| telling.add(&told));
    }
    all
}

/// What is to be told, which from now on is told: those who are answered meanwhile do not tell it too.
fn take(id: &ConsultationId, now_ms: f64) -> Telling {
    UNTOLD.with_borrow_mut(|all| {
        let Some(own) = all.get_mut(id) else { return Telling::default() };
        own.told_ms = now_ms;
        std::mem::take(&mut own.telling)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_once_and_in_its_time() {
        let (id, forum) = (ConsultationId::parse("c").unwrap(), SiteId::parse("forum").unwrap());
        let count = |now_ms, day, what| note(&id, now_ms, |all| all.count(Some(&forum), Day::from_days(day), what));
        assert!(!count(0.0, 20_000, Reach::SEEN));
        assert!(!count(TELL_MS - 1.0, 20_000, Reach::SEEN));
        assert!(!count(TELL_MS - 1.0, 20_001, Reach::SEEN));
        assert!(count(TELL_MS, 20_000, Reach::STARTED));
        let day = |day, seen, started| OfSite { site: "forum".to_owned(), day, seen, started };
        let all = Reach { seen: 3, started: 1, withdrawn: 0 };
        assert_eq!(take(&id, TELL_MS), Telling { all, sites: vec![day(20_000, 2, 1), day(20_001, 1, 0)] });
        assert_eq!(take(&id, TELL_MS), Telling::default());
        let withdraw = |all: &mut Telling| all.count(None, Day::from_days(20_001), Reach::WITHDRAWN);
        assert!(!note(&id, TELL_MS + 1.0, withdraw));
        // What could not be told is told with what comes next.
        let lost = take(&id, TELL_MS + 1.0);
        note(&id, TELL_MS + 1.0, |all| all.add(&lost));
        assert_eq!(take(&id, TELL_MS + 2.0), Telling { all: Reach::WITHDRAWN, sites: Vec::new() });
    }

    #[test]
    fn a_flood_of_consultations_is_not_held() {
        for number in 0..=CONSULTATIONS {
            let id = ConsultationId::parse(&format!("c-{number}")).unwrap();
            note(&id, 0.0, |all| all.count(None, Day::from_days(0), Reach::SEEN));
        }
        assert_eq!(UNTOLD.with_borrow(BTreeMap::len), CONSULTATIONS);
    }
}
