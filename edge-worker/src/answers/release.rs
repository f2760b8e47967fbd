//! Releases, for everyone: `GET /v1/consultations/{id}/releases`, `/releases/latest` and `/releases/{number}`. The body is
//! what the consultation's object froze, byte for byte, and its tag is the hash of these bytes.

use super::public::published;
use super::{Call, others, told_to_all};
use crate::cache::Known;
use crate::objects::consultation::Client;
use crate::objects::releases::{Frozen, Listed};
use crate::paging;
use crate::reply::{Body, Refused, Reply};
use aggregate::Release;
use contract::json::Value;
use contract::showing::Others;
use contract::{ConsultationId, Lang, Problem};

/// `GET /v1/consultations/{id}/releases/latest`.
pub(crate) async fn latest(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_latest(call, id).await).readable_by_all()
}

async fn try_latest(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let frozen = known.latest_release(call.env).await?.ok_or(Problem::UnknownRelease)?;
    Ok(told(call, &frozen, "public, max-age=5"))
}

/// `GET /v1/consultations/{id}/releases/{number}`: permanent.
pub(crate) async fn one(call: &Call<'_>, id: &ConsultationId, number: u32) -> Reply {
    told_to_all(try_one(call, id, number).await).readable_by_all()
}

async fn try_one(call: &Call<'_>, id: &ConsultationId, number: u32) -> Result<Reply, Refused> {
    published(call, id).await?;
    let frozen = Client { env: call.env, id }.release(number).await?.ok_or(Problem::UnknownRelease)?;
    Ok(told(call, &frozen, "public, max-age=31536000, immutable"))
}

fn told(call: &Call<'_>, frozen: &Frozen, cached: &str) -> Reply {
    Reply::new(200, "application/json", Body::Text(frozen.body.clone()))
        .with("cache-control", cached)
        .tagged(&format!("\"{}\"", frozen.sha256), call.request.header("if-none-match").as_deref())
}

/// `GET /v1/consultations/{id}/releases?limit=&cursor=`: all of them, the latest first.
pub(crate) async fn list(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_list(call, id).await).readable_by_all()
}

async fn try_list(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    published(call, id).await?;
    let limit = paging::limit(call.request.query("limit").as_deref())?;
    let all = Client { env: call.env, id }.releases().await?;
    let number = |release: &Listed| release.number.to_string();
    let (releases, next) = paging::behind(all, call.request.query("cursor").as_deref(), limit, number)?;
    let one = |release: &Listed| {
        Value::object([
            ("number", Value::Number(release.number as f64)),
            ("at", Value::string(&release.at)),
            ("sha256", Value::string(&release.sha256)),
        ])
    };
    Ok(paging::page(call.request, "releases", releases.iter().map(one).collect(), next)
        .with("cache-control", "public, max-age=5")
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// What others said, for somebody who has just answered. Their answer is recorded: nothing that goes wrong here may say
/// otherwise.
pub(super) async fn others(call: &Call<'_>, known: &Known, lang: Lang) -> Option<Others> {
    let frozen = known.latest_release(call.env).await.unwrap_or_else(|trouble| {
        worker::console_error!("the latest release: {trouble}");
        None
    })?;
    let release = Release::from_value(&serde_json::from_str(&frozen.body).ok()?)?;
    others::of(&release, known.record.current().definition.questionnaire(), lang)
}
