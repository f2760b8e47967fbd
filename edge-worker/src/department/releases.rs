//! A consultation's next release, made because a publisher asks for it: as a call and as a page.

use super::own;
use super::pages::department;
use crate::access::Pass;
use crate::assets;
use crate::cache;
use crate::objects::consultation::Client;
use crate::objects::department::{self as register, Did};
use crate::objects::releases::{Listed, Made, Missing};
use crate::pages::releases::{self as page, Arrival, Due};
use crate::reply::{Refused, Reply};
use contract::audit::Action;
use contract::json::Value;
use contract::{ConsultationId, Lang, Problem, Timestamp};
use worker::Env;

/// `POST /v1/departments/{department}/consultations/{id}/releases`: makes the next release, where it is due.
pub(crate) async fn make(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let made = match make_next(env, pass, id).await? {
        Made::Done(made) => made,
        Made::Missing(missing) => {
            let detail = words(&missing).into();
            return Err(Refused { detail: Some(detail), ..Problem::ReleaseNotDue.into() });
        }
        Made::Unknown => return Err(Problem::UnknownConsultation.into()),
        Made::Draft => return Err(Problem::StateForbids.into()),
    };
    let body = Value::object([
        ("number", Value::Number(made.number as f64)),
        ("at", Value::String(made.at)),
        ("sha256", Value::String(made.sha256)),
    ]);
    let location = format!("/v1/consultations/{id}/releases/{}", made.number);
    Ok(Reply::json(201, &body).with("location", &location).with("cache-control", "no-store"))
}

async fn make_next(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Made, Refused> {
    let made = Client { env, id }.make_release(pass.department()).await?;
    if let Made::Done(listed) = &made {
        // What this isolate remembers has not the latest any more.
        cache::forget(id);
        let did = Did::new(pass.actor(), Action::ReleaseMade, id.as_str(), format!("release {}", listed.number));
        register::Client { env, id: pass.department() }.log(did).await?;
    }
    Ok(made)
}

fn words(missing: &Missing) -> String {
    page::missing(missing.until.map(Timestamp::from_unix_seconds), missing.changes)
}

/// `GET /d/{department}/{id}/releases`.
pub(crate) async fn page(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    shown(env, pass, id, Arrival::First, 200).await
}

/// `POST /d/{department}/{id}/releases`.
pub(crate) async fn send(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    match make_next(env, pass, id).await? {
        Made::Done(_) => shown(env, pass, id, Arrival::Made, 200).await,
        Made::Missing(_) => shown(env, pass, id, Arrival::TooEarly, 409).await,
        Made::Draft => Err(Problem::StateForbids.into()),
        Made::Unknown => Err(Problem::UnknownConsultation.into()),
    }
}

async fn shown(env: &Env, pass: &Pass, id: &ConsultationId, arrival: Arrival, status: u16) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let client = Client { env, id };
    let missing = client.next_release().await?;
    let releases: Vec<_> = client.releases().await?.into_iter().filter_map(listed).collect();
    let shown = page::Releases {
        department: department(env, pass)?,
        consultation: &known.record,
        releases: &releases,
        due: missing.as_ref().map_or(Due::Now, |missing| Due::Later(words(missing))),
        arrival,
    };
    let html = page::releases(&shown, &assets::folder());
    Ok(Reply::page(status, Lang::En, html))
}

/// A release as pages list it.
pub(crate) fn listed(one: Listed) -> Option<crate::pages::release::Listed> {
    let at = Timestamp::parse(&one.at)?;
    Some(crate::pages::release::Listed { number: one.number, at, sha256: one.sha256 })
}
