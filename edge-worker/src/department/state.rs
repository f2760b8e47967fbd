//! Opening, closing and archiving a consultation, on a page.

use super::author::{self, Turn};
use super::own;
use super::pages::department;
use crate::access::Pass;
use crate::assets;
use crate::clock;
use crate::http::Incoming;
use crate::pages::state as page;
use crate::reply::{Refused, Reply};
use contract::{ConsultationId, Lang, Problem, limits};
use worker::Env;

/// `GET /d/{department}/{id}/state`.
pub(crate) async fn page(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    shown(env, pass, id, false).await
}

/// `POST /d/{department}/{id}/state`: the field `turn` is `open`, `close` or `archive`.
pub(crate) async fn send(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let fields = request.form(limits::BODY_BYTES).await?;
    let turn = fields.iter().find(|(name, _)| name == "turn").and_then(|(_, value)| Turn::parse(value));
    let turn = turn.ok_or(Problem::MalformedRequest)?;
    match author::turn(env, pass, id, turn).await {
        Ok(_) => Ok(Reply::see_other(&format!("/d/{}/{id}/state", pass.department()))),
        // Somebody was quicker, or a text is missing: the page says where it stands and what is.
        Err(refused) if matches!(refused.problem, Problem::StateForbids | Problem::InvalidDefinition) => {
            shown(env, pass, id, true).await
        }
        Err(refused) => Err(refused),
    }
}

async fn shown(env: &Env, pass: &Pass, id: &ConsultationId, refused: bool) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let shown =
        page::Standing { department: department(env, pass)?, consultation: &known.record, now: clock::now(), refused };
    Ok(Reply::page(if refused { 409 } else { 200 }, Lang::En, page::state(&shown, &assets::folder())))
}
