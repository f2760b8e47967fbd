//! The studio: the page on which a department writes a consultation, and the preview of what is written there, which stores
//! nothing.

use super::pages::{department, shown};
use crate::access::Pass;
use crate::answers::{Call, preview};
use crate::assets;
use crate::cache;
use crate::http::Incoming;
use crate::objects::consultation;
use crate::pages::studio as page;
use crate::reply::{Refused, Reply};
use contract::json::Value;
use contract::{ConsultationId, Definition, Lang, Problem, limits};
use worker::Env;

/// `GET /d/{department}/studio?id=`: which consultation is to be written.
pub(crate) async fn ask(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let typed = request.query("id");
    if let Some(id) = typed.as_deref().and_then(ConsultationId::parse) {
        return Ok(Reply::see_other(&format!("/d/{}/studio/{id}", pass.department())));
    }
    let status = if typed.is_some() { 422 } else { 200 };
    let html = page::ask(&department(env, pass)?, typed.as_deref(), &assets::folder());
    Ok(Reply::page(status, Lang::En, html))
}

/// `GET /d/{department}/studio/{id}`: where it is written.
pub(crate) async fn write(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let live = match cache::newest(env, id).await {
        Ok(known) if known.record.department() == pass.department() => Some(known),
        // Another department's name is taken, which saving tells.
        Ok(_) | Err(Refused { problem: Problem::UnknownConsultation, .. }) => None,
        Err(refused) => return Err(refused),
    };
    let authors = match &live {
        Some(_) => consultation::Client { env, id }.authors().await?,
        None => Vec::new(),
    };
    let record = live.as_ref().map(|known| &known.record);
    let html = page::write(&department(env, pass)?, id, record, &authors, &assets::folder());
    Ok(shown(html).with("content-security-policy", page::POLICY))
}

/// `GET /d/{department}/studio/_preview`: the frame in which the widget shows a draft.
pub(crate) fn frame(call: &Call<'_>) -> Reply {
    Reply::page(200, Lang::En, page::frame(&assets::folder()))
        .with("content-security-policy", &page::frame_policy(&call.own))
        .with("cache-control", "private, max-age=3600")
}

/// `POST /d/{department}/studio/_preview?lang=`: what that frame shows of the definition that is sent. Nothing is stored.
pub(crate) async fn preview(call: &Call<'_>) -> Result<Reply, Refused> {
    let document = call.request.json(limits::DOCUMENT_BYTES).await?;
    let definition = Definition::parse(&document).map_err(super::author::refused)?;
    let rendered: Value = preview::rendered(call, &definition).await?;
    Ok(Reply::json(200, &rendered).with("cache-control", "no-store"))
}
