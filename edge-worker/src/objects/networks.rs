//! The objects that count the networks of a consultation, apart from every answer: of a day its salt, and under it how many
//! answers came from a network. Both are deleted when the day after has ended: no later than 48 hours after the salt was made.
//!
//! SQLite leaves a deleted row's bytes where they were, and a row that moves leaves copies. So each day has an object to
//! itself, three of them by turns, and what ends is the whole store: workerd then removes the file with its log.

use super::storage::{Storage, blob};
use super::{Trouble, call, read, reply, respond};
use crate::{clock, panics};
use contract::ConsultationId;
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use worker::Env;
use worker::worker_sys::DurableObjectState;

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS network (day INTEGER NOT NULL, hash BLOB NOT NULL, answers INTEGER NOT NULL, PRIMARY KEY (day, hash)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS salt (day INTEGER PRIMARY KEY, salt BLOB NOT NULL)",
];
/// Rows that one statement writes: the runtime binds at most 100 parameters, and a network has three.
const ROWS_A_STATEMENT: usize = 33;
/// Answers of a network from which on every isolate is told of it, and of how many networks: the heaviest.
const HEAVY_FROM: u32 = 10;
const HEAVY: u32 = 1_000;
const DAY_SECONDS: i64 = 86_400;
/// Objects of a consultation: one counts today, one keeps yesterday, one is empty.
const TURNS: u32 = 3;

/// What came from a network: new answers on the way to the object, all of the day's on the way back.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Heavy {
    pub(crate) network: [u8; 16],
    pub(crate) answers: u32,
}

#[derive(Serialize, Deserialize)]
struct Call {
    day: u32,
    told: Vec<Heavy>,
}

/// A day, as all isolates know it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Day {
    /// The salt of the hashes.
    pub(crate) salt: [u8; 32],
    /// The networks from which much came.
    pub(crate) heavy: Vec<Heavy>,
}

/// Calls one consultation's object.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) env: &'a Env,
    pub(crate) id: &'a ConsultationId,
}

impl Client<'_> {
    /// Tells what came in on a day (since 1970), and learns what all isolates told.
    pub(crate) async fn exchange(&self, day: u32, told: Vec<Heavy>) -> Result<Day, Trouble> {
        call(self.env, "NETWORKS", &name(self.id, day), &Call { day, told }).await
    }
}

/// The name of the object whose turn a day is. No identifier has a slash.
fn name(id: &ConsultationId, day: u32) -> String {
    format!("{id}/{}", day % TURNS)
}

/// The networks of a consultation on one day: what the runtime makes and calls.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Networks(AssertUnwindSafe<Rc<Storage>>);

#[wasm_bindgen]
impl Networks {
    /// Made by the runtime when somebody calls it.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Self {
        Self(AssertUnwindSafe(Rc::new(Storage::of("networks", state, &env))))
    }

    /// Answers a call.
    pub fn answer(&self, call: String) -> JsValue {
        let storage = self.0.clone();
        respond("networks", async move { answer(&storage, &call).await })
    }

    /// Deletes a day that is over.
    pub fn alarm(&self) -> Promise {
        let storage = self.0.clone();
        // Rejected, not answered with trouble: the runtime calls again what was rejected.
        future_to_promise(AssertUnwindSafe(async move {
            panics::keep_to_their_place();
            storage.alarm_rings();
            let deleted = forget(&storage, clock::now().unix_seconds()).await;
            deleted.map(|()| JsValue::UNDEFINED).map_err(|trouble| {
                worker::console_error!("networks: nothing was deleted: {trouble}");
                JsValue::from_str("nothing was deleted")
            })
        }))
    }
}

async fn answer(storage: &Storage, call: &str) -> Result<String, Trouble> {
    let Call { day, told } = read(call)?;
    let kept = kept_day(storage)?;
    let begins = kept != Some(day.into());
    if begins {
        if kept.is_some() {
            // Its alarm is late: another day has its turn.
            storage.empty().await?;
        }
        // First: what is written has its end, whatever comes between.
        end_after(storage, seconds_kept(day.into(), clock::now().unix_seconds())).await?;
    }
    let salt = storage.transaction(|| {
        if begins {
            TABLES.into_iter().try_for_each(|table| storage.run(table, Vec::new()))?;
        }
        let known = storage.rows("SELECT salt FROM salt WHERE day = ?", vec![day.into()])?.into_iter().next();
        let salt = match known {
            Some(mut row) => row.blob(0)?.try_into().map_err(|_| Trouble::Protocol("a salt has another length"))?,
            None => new_salt(storage, day)?,
        };
        for told in told.chunks(ROWS_A_STATEMENT) {
            let rows = vec!["(?, ?, ?)"; told.len()].join(", ");
            let statement = format!(
                "INSERT INTO network (day, hash, answers) VALUES {rows} \
                 ON CONFLICT (day, hash) DO UPDATE SET answers = answers + excluded.answers"
            );
            let columns = |one: &Heavy| [day.into(), blob(&one.network), one.answers.into()];
            storage.run(&statement, told.iter().flat_map(columns).collect())?;
        }
        Ok::<_, Trouble>(salt)
    })?;
    let heaviest = storage.rows(
        "SELECT hash, answers FROM network WHERE day = ? AND answers >= ? ORDER BY answers DESC LIMIT ?",
        vec![day.into(), HEAVY_FROM.into(), HEAVY.into()],
    )?;
    let heavy = heaviest.into_iter().map(|mut row| {
        let network = row.blob(0)?.try_into().map_err(|_| Trouble::Protocol("a hash has another length"))?;
        Ok(Heavy { network, answers: u32::try_from(row.integer(1)?).unwrap_or(u32::MAX) })
    });
    reply(&Day { salt, heavy: heavy.collect::<Result<_, Trouble>>()? })
}

fn new_salt(storage: &Storage, day: u32) -> Result<[u8; 32], Trouble> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(|_| Trouble::Protocol("the runtime has no randomness"))?;
    storage.run("INSERT INTO salt (day, salt) VALUES (?, ?)", vec![day.into(), blob(&salt)])?;
    Ok(salt)
}

/// The day of which the object keeps something.
fn kept_day(storage: &Storage) -> Result<Option<u64>, Trouble> {
    if !storage.has_table("salt")? {
        return Ok(None);
    }
    let day = storage.rows("SELECT MIN(day) FROM salt", Vec::new())?.pop();
    day.map_or(Ok(None), |mut row| row.integer_or_none(0))
}

/// Deletes a day that is over, and sees to it that one that is not is deleted in its time.
async fn forget(storage: &Storage, now: i64) -> Result<(), Trouble> {
    match kept_day(storage)?.map(|day| seconds_kept(day, now)) {
        None => Ok(()),
        Some(0) => storage.empty().await,
        Some(wait) => end_after(storage, wait).await,
    }
}

async fn end_after(storage: &Storage, seconds: u64) -> Result<(), Trouble> {
    Ok(storage.object().set_alarm(Duration::from_secs(seconds)).await?)
}

/// For how many seconds from now a day is kept: until the day after it has ended.
fn seconds_kept(day: u64, now: i64) -> u64 {
    ((day + 2) * DAY_SECONDS.unsigned_abs()).saturating_sub(now.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_kept_until_the_day_after_has_ended() {
        let day = 20_000_i64;
        // Made in the day's first second and in its last one.
        for made in [day * DAY_SECONDS, (day + 1) * DAY_SECONDS - 1] {
            let kept = seconds_kept(20_000, made);
            assert!((24 * 3_600..=48 * 3_600).contains(&kept), "{kept}");
            let end = made + i64::try_from(kept).unwrap();
            assert_eq!((seconds_kept(20_000, end - 1), seconds_kept(20_000, end)), (1, 0));
        }
        assert_eq!(seconds_kept(0, 20_000 * DAY_SECONDS), 0, "what was left over goes at once");
    }

    #[test]
    fn a_day_that_is_kept_has_its_object_to_itself() {
        let id = ConsultationId::parse("c").unwrap();
        let names = [20_000, 20_001, 20_002, 20_003].map(|day| name(&id, day));
        assert_eq!(names, ["c/2", "c/0", "c/1", "c/2"]);
    }
}
