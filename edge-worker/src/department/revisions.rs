//! The revisions of a department's own consultation: all of them compared on a page, and each as a call, with its sites.

use super::own;
use super::pages::department;
use crate::access::Pass;
use crate::answers::revisions::changes;
use crate::assets;
use crate::http::Incoming;
use crate::objects::consultation;
use crate::pages::revisions::{self, Revisions};
use crate::reply::{Refused, Reply};
use contract::json::Value;
use contract::{ConsultationId, Lang, Problem, Timestamp};
use worker::Env;

/// `GET /d/{department}/{id}/revisions?from=&to=`.
pub(crate) async fn page(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let number = |name: &str| request.query(name).map(|text| text.parse::<u32>().map_err(|_| Problem::WrongRevision));
    let compared = match (number("from").transpose()?, number("to").transpose()?) {
        (Some(from), Some(to)) => Some((from, to, changes(&known.record, from, to, true)?)),
        _ => None,
    };
    let authors = consultation::Client { env, id }.authors().await?;
    let shown = Revisions {
        department: department(env, pass)?,
        record: &known.record,
        authors: &authors,
        approved: request.query("approved").is_some(),
        compared,
    };
    Ok(Reply::page(200, Lang::En, revisions::revisions(&shown, &assets::folder())))
}

/// `GET /v1/departments/{department}/consultations/{id}/revisions/{number}`: what a revision asked, with the sites that
/// everybody's reply leaves out, and who stands behind it, as far as that was kept.
pub(crate) async fn one(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
    number: u32,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let revision = known.record.revision(number).ok_or(Problem::WrongRevision)?;
    let authors = consultation::Client { env, id }.authors().await?;
    let noted = authors.iter().find(|noted| noted.revision == number);
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::string);
    let at = noted.map(|noted| Timestamp::from_unix_seconds(noted.at).to_string());
    let body = Value::object([
        ("consultation", id.as_str().into()),
        ("revision", number.into()),
        ("at", text(at.as_deref())),
        ("written_by", text(noted.map(|noted| noted.written_by.as_str()))),
        ("approved_by", text(noted.and_then(|noted| noted.approved_by.as_deref()))),
        ("definition", revision.definition.to_value()),
    ]);
    Ok(Reply::json(200, &body)
        .with("cache-control", "private, no-cache")
        .tagged_by_content(request.header("if-none-match").as_deref()))
}
