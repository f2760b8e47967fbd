//! A consultation's figures and responses, as calls.

use super::author::standing;
use super::explore;
use super::list::{self, Cursor};
use super::own;
use crate::access::Pass;
use crate::assets;
use crate::cache::Known;
use crate::clock;
use crate::http::Incoming;
use crate::ledger::{Item, Order, Recounted};
use crate::objects::consultation::Client;
use crate::objects::department::{self, Did};
use crate::objects::ledger::{SliceKind, TallyWire};
use crate::paging;
use crate::reply::{Refused, Reply};
use aggregate::Summary;
use contract::audit::Action;
use contract::json::Value;
use contract::{Consultation, ConsultationId, DepartmentId, Problem, Timestamp};
use std::rc::Rc;
use worker::Env;

/// A consultation with its figures.
pub(super) struct Figures {
    pub(super) known: Rc<Known>,
    pub(super) summary: Summary,
    /// How many of the responses were deleted after their time; they count.
    pub(super) deleted: i64,
    /// Names this state of the figures.
    pub(super) tag: String,
}

/// The figures as they are now.
pub(super) async fn figures(
    env: &Env,
    department: &DepartmentId,
    id: &ConsultationId,
    slices: &[SliceKind],
) -> Result<Figures, Refused> {
    let known = own(env, department, id).await?;
    let gathered = Client { env, id }.gathered(slices).await?;
    let (tally, sequences) = (gathered.tally()?, gathered.sequences());
    let deleted = gathered.deleted();
    let commits: Vec<String> = sequences.iter().map(u64::to_string).collect();
    let tag = format!(".{}.{}.{deleted}", known.version, commits.join("-"));
    Ok(Figures { summary: Summary::of(&tally, &known.record), known, deleted, tag })
}

/// `GET /v1/departments/{department}/consultations?limit=&cursor=`: the newest first.
pub(crate) async fn consultations(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let entry = |entry: department::Entry| {
        Value::object([
            ("id", Value::String(entry.id)),
            ("title", Value::String(entry.title)),
            ("state", Value::String(entry.state)),
            ("revision", entry.revision.into()),
        ])
    };
    let limit = paging::limit(request.query("limit").as_deref())?;
    let all = department::Client { env, id: pass.department() }.list().await?;
    // New ones come in before the first, and none goes.
    let (entries, next) = paging::behind(all, request.query("cursor").as_deref(), limit, |entry| entry.id.clone())?;
    let page = paging::page(request, "consultations", entries.into_iter().map(entry).collect(), next);
    Ok(private(page).tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `GET /v1/departments/{department}/consultations/{id}`.
pub(crate) async fn read(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let mut members = standing(&known.record);
    let numbers = known.record.revisions().iter().map(|revision| revision.number.into()).collect();
    members.push(("revisions", Value::Array(numbers)));
    members.push(("definition", known.record.current().definition.to_value()));
    Ok(private(Reply::json(200, &Value::object(members))).tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `GET .../summary?by=site,day,lang`.
pub(crate) async fn summary(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let asked = request.query("by").unwrap_or_default();
    if explore::is_closer(request) {
        // A breakdown is of the tally, which knows no filter.
        return if asked.is_empty() {
            explored(env, request, pass, id).await
        } else {
            Err(Problem::MalformedRequest.into())
        };
    }
    let by: Vec<&str> = if asked.is_empty() { Vec::new() } else { asked.split(',').collect() };
    let mut slices = vec![SliceKind::All];
    for name in &by {
        slices.push(match *name {
            "site" => SliceKind::Site,
            "lang" => SliceKind::Lang,
            "day" => SliceKind::Day,
            _ => return Err(Problem::MalformedRequest.into()),
        });
    }
    let figures = figures(env, pass.department(), id, &slices).await?;
    let record = &figures.known.record;
    let mut members = heading(record);
    members.push(("deleted".to_owned(), Value::Number(figures.deleted as f64)));
    if let Value::Object(own) = figures.summary.to_value(&by) {
        members.extend(own);
    }
    let tag = assets::tag(&format!("{}.{}", figures.tag, by.join(".")));
    Ok(private(Reply::json(200, &Value::Object(members))).tagged(&tag, request.header("if-none-match").as_deref()))
}

/// `GET .../summary?site=&lang=&from=&until=&where=&cross=`: of some responses, counted one by one.
async fn explored(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let (record, asked) = (&known.record, explore::asked(request, &known.record)?);
    let count = explore::count(env, id, &asked.query).await?;
    if !count.whole {
        return Ok(count.under_way());
    }
    let mut members = heading(record);
    members.extend(explore::figures(&asked, &count, record).into_iter().map(|(name, value)| (name.to_owned(), value)));
    Ok(private(Reply::json(200, &Value::Object(members))))
}

fn heading(record: &Consultation) -> Vec<(String, Value)> {
    vec![
        ("id".to_owned(), record.id().as_str().into()),
        ("state".to_owned(), record.state().name().into()),
        ("revision".to_owned(), record.current().number.into()),
        ("as_of".to_owned(), Value::string(clock::now().to_string())),
    ]
}

/// `GET .../responses?limit=&cursor=`: the newest first.
pub(crate) async fn responses(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let limit = paging::limit(request.query("limit").as_deref())?;
    let cursor = cursor(request, &known)?;
    let (items, next) = list::page(env, &known, Order::Newest, &cursor, limit).await?;
    if !items.is_empty() {
        let did = Did::new(pass.actor(), Action::ResponsesRead, id.as_str(), format!("{} of them", items.len()));
        department::Client { env, id: pass.department() }.log(did).await?;
    }
    let next = next.map(|cursor| cursor.to_string());
    let page = paging::page(request, "responses", items.iter().map(response).collect(), next);
    Ok(private(page).tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `GET .../shards`: what each shard of the ledger holds, and what it wrote since its object was last started.
pub(crate) async fn shards(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    own(env, pass.department(), id).await?;
    let shards = Client { env, id }.shards().await?;
    let count = |number: u64| Value::Number(number as f64);
    let shard = |one: TallyWire| {
        Value::object([
            ("responses", count(one.responses.unsigned_abs())),
            ("deleted", count(one.deleted.unsigned_abs())),
            ("commits", count(one.sequence)),
            ("rows_written", count(one.rows_written)),
        ])
    };
    Ok(private(Reply::json(200, &Value::object([("shards", Value::Array(shards.into_iter().map(shard).collect()))]))))
}

/// `POST .../recount`: makes the tally of each shard anew from its rows, and says whether it is the one that is kept. It
/// changes nothing.
pub(crate) async fn recount(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    own(env, pass.department(), id).await?;
    let found = Client { env, id }.recount().await?;
    let count = |number: u64| Value::Number(number as f64);
    let shard = |one: &Recounted| {
        Value::object([
            ("agrees", one.agrees.into()),
            ("rows", count(one.rows)),
            ("expected", count(one.expected)),
            ("deleted", count(one.deleted.unsigned_abs())),
            ("tallied", Value::Number(one.tallied as f64)),
            ("recounted", Value::Number(one.recounted as f64)),
        ])
    };
    let agrees = found.iter().all(|shard| shard.agrees);
    let members = [("agrees", agrees.into()), ("shards", Value::Array(found.iter().map(shard).collect()))];
    Ok(Reply::json(200, &Value::object(members)).with("cache-control", "no-store"))
}

/// The cursor of `?cursor=`, or the beginning.
pub(super) fn cursor(request: &Incoming, known: &Known) -> Result<Cursor, Refused> {
    match request.query("cursor") {
        None => Ok(Cursor::beginning(known.shards.count())),
        Some(text) => Cursor::parse(&text, known.shards.count()).ok_or(Problem::MalformedRequest.into()),
    }
}

fn response(item: &Item) -> Value {
    let moment = |seconds| Value::String(Timestamp::from_unix_seconds(seconds).to_string());
    let content = &item.content;
    Value::object([
        ("recorded_at", moment(item.recorded)),
        ("changed_at", item.changed.map_or(Value::Null, moment)),
        ("revision", content.revision.into()),
        ("site", content.site.as_str().into()),
        ("lang", content.lang.code().into()),
        ("page", content.page.as_ref().map_or(Value::Null, |page| page.as_str().into())),
        ("answers", content.answers_value()),
    ])
}

/// A reply for one department's eyes: kept by nobody else, and by a browser only to ask whether it still holds.
pub(super) fn private(reply: Reply) -> Reply {
    reply.with("cache-control", "private, no-cache")
}
