//! What this isolate of the Worker remembers: consultations, read and parsed, with the forms that were rendered of them and
//! their latest releases.
//! A page view on a forum then touches no object.
//!
//! It may be stale by [`FRESH_MS`]. That decides nothing: whether an answer is taken is the ledger's word, and what is
//! refused by what is remembered is asked again of the newest version first.

use crate::ledger::{Secret, Shards};
use crate::objects::consultation::{Client, Reading};
use crate::objects::outcomes::Published;
use crate::objects::releases::Frozen;
use crate::objects::{Trouble, department};
use crate::reply::{Kept, Refused};
use crate::{clock, config};
use contract::outcome::{Outcome, closed_at};
use contract::{Consultation, ConsultationId, Problem, Timestamp};
use futures_util::future::try_join_all;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::Env;

/// How long a consultation is taken for the newest version without asking.
const FRESH_MS: f64 = 5_000.0;
/// Consultations remembered: 500 of the usual 20 KB with their forms stay far below an isolate's 128 MB.
const CONSULTATIONS: usize = 500;
/// Bodies remembered of one consultation: its definition, and forms, each for a site, a language and an address of this
/// Worker.
const BODIES: usize = 100;

/// A consultation as it is remembered.
#[derive(Debug)]
pub(crate) struct Known {
    /// Rises with each step of the consultation.
    pub(crate) version: u64,
    /// Shards of its ledger.
    pub(crate) shards: Shards,
    /// What signs its challenges and notes.
    pub(crate) guard: Secret,
    /// The consultation.
    pub(crate) record: Consultation,
    /// When somebody closed it, while it is closed.
    pub(crate) pressed: Option<Timestamp>,
    /// What became of it, where that is published.
    pub(crate) outcome: Option<Told>,
    /// Forms and the definition, as they are answered.
    bodies: RefCell<BTreeMap<String, Rc<Kept>>>,
    /// The latest release, where there is one, and when it was asked for.
    release: RefCell<Option<(f64, Option<Rc<Frozen>>)>>,
}

/// An outcome as everyone reads it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) version: u32,
    /// When the first version was published, and when this one was.
    pub(crate) first_at: Timestamp,
    pub(crate) at: Timestamp,
    pub(crate) outcome: Outcome,
}

impl Told {
    fn read(published: &Published) -> Result<Self, Trouble> {
        Ok(Self {
            version: published.number,
            first_at: Timestamp::from_unix_seconds(published.first_at),
            at: Timestamp::from_unix_seconds(published.at),
            outcome: published.read()?,
        })
    }
}

#[derive(Debug)]
struct Entry {
    known: Rc<Known>,
    checked_ms: f64,
}

thread_local! {
    static REMEMBERED: RefCell<BTreeMap<ConsultationId, Entry>> = const { RefCell::new(BTreeMap::new()) };
}

impl Known {
    /// The body of that name, where it was made before.
    pub(crate) fn body(&self, name: &str) -> Option<Rc<Kept>> {
        self.bodies.borrow().get(name).cloned()
    }

    /// Remembers a body.
    pub(crate) fn remember(&self, name: String, body: String) -> Rc<Kept> {
        let mut bodies = self.bodies.borrow_mut();
        if bodies.len() >= BODIES {
            bodies.clear();
        }
        let body = Kept::new(body);
        bodies.insert(name, body.clone());
        body
    }

    /// When it stopped taking answers, where it did and that is known.
    pub(crate) fn closed_at(&self, now: Timestamp) -> Option<Timestamp> {
        closed_at(self.record.state(), self.record.current().definition.closes_at(), self.pressed, now)
    }

    /// The latest release, at most a little stale: who answers is shown it, and need not wait for its object.
    pub(crate) async fn latest_release(&self, env: &Env) -> Result<Option<Rc<Frozen>>, Trouble> {
        let now = clock::now_ms();
        let remembered = self.release.borrow().clone();
        if let Some((_, release)) = remembered.filter(|(asked, _)| *asked >= now - FRESH_MS) {
            return Ok(release);
        }
        let release = Client { env, id: self.record.id() }.release(None).await?.map(Rc::new);
        *self.release.borrow_mut() = Some((now, release.clone()));
        Ok(release)
    }
}

/// A consultation, at most a little stale.
pub(crate) async fn consultation(env: &Env, id: &ConsultationId) -> Result<Rc<Known>, Refused> {
    let fresh_since = clock::now_ms() - FRESH_MS;
    let remembered = REMEMBERED.with_borrow(|all| {
        all.get(id).filter(|entry| entry.checked_ms >= fresh_since).map(|entry| entry.known.clone())
    });
    match remembered {
        Some(known) => Ok(known),
        None => newest(env, id).await,
    }
}

/// The newest version of a consultation.
pub(crate) async fn newest(env: &Env, id: &ConsultationId) -> Result<Rc<Known>, Refused> {
    let before = REMEMBERED.with_borrow(|all| all.get(id).map(|entry| entry.known.clone()));
    if before.is_none() && !is_anyones(env, id).await? {
        return Err(Problem::UnknownConsultation.into());
    }
    let reading = Client { env, id }.read(before.as_ref().map(|known| known.version)).await?;
    let known = match (reading, before) {
        (Reading::Unchanged, Some(known)) => known,
        (Reading::Newest(snapshot), _) => Rc::new(Known {
            version: snapshot.version,
            shards: snapshot.shards()?,
            guard: snapshot.guard,
            record: snapshot.read(id)?,
            pressed: snapshot.pressed.map(Timestamp::from_unix_seconds),
            outcome: snapshot.outcome.as_ref().map(Told::read).transpose()?,
            bodies: RefCell::default(),
            release: RefCell::default(),
        }),
        (Reading::Unknown | Reading::Unchanged, _) => {
            forget(id);
            return Err(Problem::UnknownConsultation.into());
        }
    };
    let entry = Entry { known: known.clone(), checked_ms: clock::now_ms() };
    REMEMBERED.with_borrow_mut(|all| {
        if all.len() >= CONSULTATIONS && !all.contains_key(id) {
            let oldest = all.iter().min_by(|(_, a), (_, b)| a.checked_ms.total_cmp(&b.checked_ms));
            let oldest = oldest.map(|(id, _)| id.clone());
            oldest.and_then(|id| all.remove(&id));
        }
        all.insert(id.clone(), entry)
    });
    Ok(known)
}

/// Whether some department has this consultation. Asked before its object is: a call would make one, which on workerd is a
/// file, for every name that somebody thinks of.
pub(crate) async fn is_anyones(env: &Env, id: &ConsultationId) -> Result<bool, Refused> {
    let departments = config::departments(env)?;
    let asked = departments.iter().map(async |one| department::Client { env, id: &one.id }.has(id).await);
    let answers: Vec<bool> = try_join_all(asked).await?;
    Ok(answers.contains(&true))
}

/// Forgets a consultation: a step was taken, and this isolate's readers see it at once.
pub(crate) fn forget(id: &ConsultationId) {
    REMEMBERED.with_borrow_mut(|all| all.remove(id));
}

/// Judges by what is remembered, and, where that refuses, once more by the newest version: it may be that the department
/// opened it, or registered a site, a moment ago.
pub(crate) async fn judge<T, E: From<Refused>>(
    env: &Env,
    id: &ConsultationId,
    judge: impl Fn(&Known) -> Result<T, E>,
) -> Result<(Rc<Known>, T), (Option<Rc<Known>>, E)> {
    let ours = |refused: Refused| (None, E::from(refused));
    let known = consultation(env, id).await.map_err(ours)?;
    match judge(&known) {
        Ok(judged) => Ok((known, judged)),
        Err(fault) => {
            let newest = newest(env, id).await.map_err(ours)?;
            if newest.version == known.version {
                return Err((Some(known), fault));
            }
            match judge(&newest) {
                Ok(judged) => Ok((newest, judged)),
                Err(fault) => Err((Some(newest), fault)),
            }
        }
    }
}
