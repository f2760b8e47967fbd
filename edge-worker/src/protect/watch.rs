//! What this isolate counts of networks today, and when it tells the object that counts for all isolates.
//!
//! The salt of the day and the heaviest networks come from that object ([`crate::objects::networks`]); from then on an
//! answer is counted in memory. Every few seconds, and only while answers come in, the isolate tells what it counted. A
//! network from which one answer came is never told: nothing of most people is stored at all.

use super::network::{Network, NetworkHash};
use super::pressure::{Pressure, Signs};
use super::rate;
use crate::objects::Trouble;
use crate::objects::networks::{Client, Heavy};
use crate::{clock, config};
use contract::ConsultationId;
use data_encoding::HEXLOWER;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use worker::Env;

/// How often an isolate tells what it counted.
const EXCHANGE_MS: f64 = 5_000.0;
/// Networks that an isolate counts of a consultation: 50,000 of 40 bytes are 2 MB.
const NETWORKS: usize = 50_000;
/// Consultations that it counts for; the least recently told is forgotten first.
const CONSULTATIONS: usize = 100;
/// Answers from which on a network is told of.
const TOLD_FROM: u32 = 2;
/// For how long what was last seen decides how hard a challenge is.
const LAST_MS: f64 = 60_000.0;

/// A network of today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Watched(NetworkHash);

/// A consultation, and one of its networks where it is known.
type Seen = (ConsultationId, Option<NetworkHash>);

thread_local! {
    /// The day of the last request.
    static DAY: Cell<u32> = const { Cell::new(0) };
    static DAYS: RefCell<BTreeMap<ConsultationId, Today>> = const { RefCell::new(BTreeMap::new()) };
    /// What was last seen.
    static LAST: RefCell<BTreeMap<Seen, (f64, Pressure)>> = const { RefCell::new(BTreeMap::new()) };
}

#[derive(Clone, Copy, Default)]
struct Count {
    /// By all isolates, as far as this one knows.
    all: u32,
    /// By this one, and not told yet.
    untold: u32,
}

struct Today {
    day: u32,
    salt: [u8; 32],
    counts: BTreeMap<NetworkHash, Count>,
    exchanged_ms: f64,
}

/// The network as it is counted today; asks for the salt where this isolate does not have it yet.
pub(super) async fn look(env: &Env, id: &ConsultationId, network: Option<Network>) -> Result<Option<Watched>, Trouble> {
    let Some(network) = network else { return Ok(None) };
    let day = today();
    let salt = || DAYS.with_borrow(|days| days.get(id).filter(|own| own.day == day).map(|own| own.salt));
    if salt().is_none() {
        exchange(env, id, day).await?;
    }
    Ok(salt().map(|salt| Watched(network.hash(&salt, id))))
}

/// Counts an attempt, and says under which pressure it comes.
pub(super) async fn press(env: &Env, id: &ConsultationId, watched: Option<Watched>) -> Result<Pressure, Trouble> {
    let limits = config::pressure_limits(env);
    let consultation_full = !rate::within(env, "CONSULTATION_RATE", id.as_str(), limits.consultation_a_minute).await;
    let network_full = match watched {
        Some(Watched(hash)) => {
            !rate::within(env, "NETWORK_RATE", &HEXLOWER.encode(&hash), limits.network_a_minute).await
        }
        None => false,
    };
    let counted = |Watched(hash)| DAYS.with_borrow(|days| Some(days.get(id)?.counts.get(&hash)?.all));
    let network_today = watched.and_then(counted).unwrap_or_default();
    let pressure = Pressure::of(Signs { consultation_full, network_full, network_today }, limits.network_a_day);
    remember(id, watched, pressure);
    Ok(pressure)
}

fn remember(id: &ConsultationId, watched: Option<Watched>, pressure: Pressure) {
    let now = clock::now_ms();
    let key = (id.clone(), watched.map(|Watched(hash)| hash));
    LAST.with_borrow_mut(|last| {
        if pressure == Pressure::None {
            last.remove(&key);
            return;
        }
        if last.len() >= NETWORKS {
            last.retain(|_, (at, _)| *at >= now - LAST_MS);
            if last.len() >= NETWORKS {
                last.clear();
            }
        }
        last.insert(key, (now, pressure));
    });
}

/// The pressure that was last seen; none where that is long ago, or this isolate never saw any.
pub(super) fn last(id: &ConsultationId, watched: Option<Watched>) -> Pressure {
    let key = (id.clone(), watched.map(|Watched(hash)| hash));
    let recent = |(at, pressure): &(f64, Pressure)| (*at >= clock::now_ms() - LAST_MS).then_some(*pressure);
    LAST.with_borrow(|last| last.get(&key).and_then(recent)).unwrap_or_default()
}

/// Counts an answer that was recorded.
pub(super) fn recorded(id: &ConsultationId, Watched(hash): Watched) {
    DAYS.with_borrow_mut(|days| {
        let Some(own) = days.get_mut(id) else { return };
        if own.counts.len() >= NETWORKS {
            // Those of whom one answer came are no pressure.
            own.counts.retain(|_, count| count.all >= TOLD_FROM);
            if own.counts.len() >= NETWORKS {
                own.counts.clear();
            }
        }
        let count = own.counts.entry(hash).or_default();
        count.all = count.all.saturating_add(1);
        count.untold = count.untold.saturating_add(1);
    });
}

/// Tells what was counted, where it is time to.
pub(super) async fn exchange_if_due(env: &Env, id: &ConsultationId) -> Result<(), Trouble> {
    let now = clock::now_ms();
    let due = DAYS.with_borrow_mut(|days| match days.get_mut(id) {
        Some(own) if own.exchanged_ms + EXCHANGE_MS <= now => {
            // At once, so that those who answer meanwhile do not tell it too.
            own.exchanged_ms = now;
            Some(own.day)
        }
        _ => None,
    });
    match due {
        Some(day) => exchange(env, id, day).await,
        None => Ok(()),
    }
}

async fn exchange(env: &Env, id: &ConsultationId, day: u32) -> Result<(), Trouble> {
    let told: Vec<Heavy> = DAYS.with_borrow_mut(|days| {
        let Some(own) = days.get_mut(id).filter(|own| own.day == day) else { return Vec::new() };
        let told = own.counts.iter_mut().filter(|(_, count)| count.untold > 0 && count.all >= TOLD_FROM);
        told.map(|(network, count)| Heavy { network: *network, answers: std::mem::take(&mut count.untold) }).collect()
    });
    let known = Client { env, id }.exchange(day, told).await?;
    DAYS.with_borrow_mut(|days| {
        if days.len() >= CONSULTATIONS && !days.contains_key(id) {
            let oldest = days.iter().min_by(|(_, a), (_, b)| a.exchanged_ms.total_cmp(&b.exchanged_ms));
            let oldest = oldest.map(|(id, _)| id.clone());
            oldest.and_then(|id| days.remove(&id));
        }
        let fresh = Today { day, salt: known.salt, counts: BTreeMap::new(), exchanged_ms: clock::now_ms() };
        let own = days.entry(id.clone()).or_insert_with(|| fresh);
        if own.day != day {
            *own = Today { day, salt: known.salt, counts: BTreeMap::new(), exchanged_ms: clock::now_ms() };
        }
        for heavy in known.heavy {
            let count = own.counts.entry(heavy.network).or_default();
            count.all = count.all.max(heavy.answers.saturating_add(count.untold));
        }
    });
    Ok(())
}

/// Forgets the salts and hashes of other days. Told of every request, since many a consultation is never answered again.
pub(super) fn forget_other_days(now_ms: f64) {
    let day = day_of(now_ms);
    if DAY.replace(day) != day {
        DAYS.with_borrow_mut(|days| days.retain(|_, own| own.day == day));
        LAST.with_borrow_mut(|last| last.retain(|_, (at, _)| *at >= now_ms - LAST_MS));
    }
}

fn today() -> u32 {
    day_of(clock::now_ms())
}

fn day_of(now_ms: f64) -> u32 {
    (now_ms / 86_400_000.0) as u32
}
