//! A challenge to solve: `GET /v1/consultations/{id}/challenge?for=&site=&revision=`.

use super::{Call, public, told_to_all};
use crate::cache::{self, Known};
use crate::clock;
use crate::cors::{Caller, origins_of};
use crate::objects::Trouble;
use crate::protect::challenge::{self, Bound, KeyHash};
use crate::protect::pressure;
use crate::reply::{Body, Refused, Reply};
use contract::{ConsultationId, Problem};

/// A challenge for the answer of that key (`for` is its SHA-256 in hexadecimal), of that site (the hosted form's own where none is named) to that revision (the newest where
/// none is named).
pub(crate) async fn challenge(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_challenge(call, id).await)
}

async fn try_challenge(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let wanted = call.request.query("site").unwrap_or_default();
    let named = call.request.query("revision");
    let answer = call.request.query("for").and_then(|text| KeyHash::parse(&text));
    let answer = answer.ok_or(Problem::IdempotencyKeyMalformed)?;
    let may = |known: &Known| {
        let definition = &known.record.current().definition;
        let site = public::site(definition, &wanted).ok_or(Problem::UnknownSite)?;
        let revision = match &named {
            Some(number) => number.parse().ok().and_then(|number| known.record.revision(number)),
            None => Some(known.record.current()),
        };
        let revision = revision.ok_or(Problem::WrongRevision)?.number;
        match call.caller_for(known, &wanted, origins_of(definition, &site)) {
            Caller::Stranger => Err(Refused::from(Problem::OriginNotRegistered)),
            caller => {
                known.record.taking_answers(clock::now()).map(|()| (site, revision, caller)).map_err(Refused::from)
            }
        }
    };
    let (known, (site, revision, caller)) = cache::judge(call.env, id, may).await.map_err(|(_, refused)| refused)?;
    let bound = Bound { consultation: id, site: &site, revision, answer: &answer };
    let random = getrandom::u32().map_err(|_| Trouble::Protocol("the runtime has no randomness"))?;
    let made = challenge::make(&known.guard, bound, pressure(call, &known).await?, clock::now(), random)?;
    Ok(Reply::new(200, "application/json", Body::Text(made)).with("cache-control", "no-store").readable_by(&caller))
}
