//! Abuse control without tracking: when an answer needs a proof, and what a proof is worth.
//!
//! No answer is blocked for good: under pressure a browser solves a challenge, whoever has no script waits some seconds, and
//! a retry of what was recorded is never asked. What is counted is counted apart from the answers (`docs/abuse.md`).

pub(crate) mod challenge;
pub(crate) mod framed;
pub(crate) mod network;
mod note;
mod pressure;
mod rate;
mod turnstile;
mod watch;

pub(crate) use note::Note;
pub(crate) use pressure::Pressure;

use crate::answers::{Call, field};
use crate::cache::Known;
use crate::cors::origins_of;
use crate::http::Sent;
use crate::ledger::{Admission, Secret};
use crate::objects::Trouble;
use crate::reply::Refused;
use challenge::{Bound, KeyHash};
use contract::json::Value;
use contract::{IdempotencyKey, Protection, Submission};
use watch::Watched;

/// What came along with an answer to let it in.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Proof<'a> {
    /// A solved challenge, as base64.
    altcha: Option<&'a str>,
    /// What Turnstile gave the browser.
    turnstile: Option<&'a str>,
    /// A note that its sender waited, from the hosted form.
    note: Option<&'a str>,
}

impl<'a> Proof<'a> {
    /// What was sent with it: members of a body, or fields of a form. Turnstile's own script names its field.
    pub(crate) fn of(sent: &'a Sent) -> Self {
        let named = |member, name| match sent {
            Sent::Json(body) => body.get(member).and_then(Value::as_str),
            Sent::Form(fields) => Some(field(fields, name)).filter(|text| !text.is_empty()),
        };
        Self { altcha: named("altcha", "altcha"), turnstile: named("turnstile", "cf-turnstile-response"), note: None }
    }

    /// A note from the field of a form of ours.
    pub(crate) fn with_note(self, note: &'a str) -> Self {
        Self { note: (!note.is_empty()).then_some(note), ..self }
    }
}

/// How an answer is let in, and what is counted of it once it is recorded.
pub(crate) struct Judged {
    /// For the ledger.
    pub(crate) admission: Admission,
    /// How hard the next proof would be.
    pub(crate) pressure: Pressure,
    watched: Option<Watched>,
}

/// Judges whether an answer may be recorded. Nothing here refuses it: the ledger does, once it has looked up the key.
pub(crate) async fn judge(
    call: &Call<'_>,
    known: &Known,
    submission: &Submission,
    key: &IdempotencyKey,
    proof: Proof<'_>,
) -> Result<Judged, Refused> {
    let id = known.record.id();
    let protection = known.record.current().definition.protection();
    if protection == Protection::Off {
        return Ok(Judged { admission: Admission::Free, pressure: Pressure::None, watched: None });
    }
    let watched = watch::look(call.env, id, network::of(call.env, call.request)).await?;
    let judged = |admission, pressure| Judged { admission, pressure, watched };
    if let Some(altcha) = proof.altcha {
        let answer = KeyHash::of(key);
        let bound =
            Bound { consultation: id, site: submission.site(), revision: submission.revision(), answer: &answer };
        return Ok(judged(challenge::verify(&known.guard, bound, altcha)?, Pressure::None));
    }
    if let Some(response) = proof.turnstile
        && let Some(turnstile) = turnstile::bound(call.env)
    {
        let origins = origins_of(&known.record.current().definition, submission.site());
        let verified = turnstile.verify(response, origins.iter().chain([&call.own])).await;
        return Ok(judged(verified, Pressure::None));
    }
    let pressure = watch::press(call.env, id, watched).await?;
    if protection == Protection::Adaptive && pressure == Pressure::None {
        return Ok(judged(Admission::Free, pressure));
    }
    let waited = proof.note.is_some_and(|note| Note::is_due(&known.guard, key, note, crate::clock::now()));
    Ok(judged(if waited { Admission::Free } else { Admission::Needed }, pressure))
}

/// How hard a challenge for this caller is.
pub(crate) async fn pressure(call: &Call<'_>, known: &Known) -> Result<Pressure, Trouble> {
    let id = known.record.id();
    let watched = watch::look(call.env, id, network::of(call.env, call.request)).await?;
    Ok(watch::last(id, watched))
}

/// Says what time it is: what is kept in memory of networks is of today.
pub(crate) fn time_goes_on(now_ms: f64) {
    watch::forget_other_days(now_ms);
}

/// Counts an answer that was recorded, where its network is known.
pub(crate) fn recorded(known: &Known, judged: &Judged) {
    if let Some(watched) = judged.watched {
        watch::recorded(known.record.id(), watched);
    }
}

/// Tells the object that counts for all isolates, where it is time to. Beside the ledger's call, so that nobody waits for it.
pub(crate) async fn exchange(call: &Call<'_>, known: &Known, judged: &Judged) {
    if judged.watched.is_some()
        && let Err(trouble) = watch::exchange_if_due(call.env, known.record.id()).await
    {
        // What is counted here still counts; the next answer tries again.
        worker::console_error!("networks: {trouble}");
    }
}

/// A secret of one purpose, derived from a consultation's.
fn derive(secret: &Secret, purpose: &str) -> [u8; 32] {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}
