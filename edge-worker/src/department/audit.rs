//! Reading the audit log: in parts, as one file, and as a page.

use super::figures::private;
use super::pages::department;
use crate::access::Pass;
use crate::http::Incoming;
use crate::objects::Trouble;
use crate::objects::department::{Client, LogPage, Part};
use crate::pages::audit as page;
use crate::reply::{Body, Refused, Reply};
use crate::{assets, clock};
use contract::audit::Link;
use contract::json::Value;
use contract::{DepartmentId, Lang, Problem, limits};
use futures_util::stream;
use worker::Env;

/// `GET /v1/departments/{department}/audit?cursor=&limit=`: the oldest first. The cursor is the number of the last entry
/// that was read. Entries never change and have no gaps, so that it stays good for ever.
pub(crate) async fn read(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let limit = match request.query("limit") {
        None => limits::AUDIT_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=limits::AUDIT_PAGE_MOST).contains(limit))
            .ok_or(Problem::MalformedRequest)?,
    };
    let after = number(request, "cursor")?.unwrap_or(0);
    let part = Client { env, id: pass.department() }.read_log(Part::After(after), limit).await?;
    let links = links(&part)?;
    let next = links.last().map(|link| link.entry.number).filter(|last| *last < part.count);
    Ok(private(Reply::json(
        200,
        &Value::object([
            ("department", pass.department().as_str().into()),
            ("head", Value::object([("count", Value::Number(part.count as f64)), ("hash", part.hash.as_str().into())])),
            ("entries", Value::Array(links.iter().map(Link::to_value).collect())),
            ("next", next.map_or(Value::Null, |last| Value::String(last.to_string()))),
        ]),
    )))
}

/// `GET /v1/departments/{department}/audit.jsonl`: all of it, a link a line, read and sent part by part.
pub(crate) fn file(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    let begin = Some((env.clone(), pass.department().clone(), 0));
    let parts = stream::try_unfold(begin, async |state: Option<(Env, DepartmentId, u64)>| {
        let Some((env, department, after)) = state else { return Ok(None) };
        let lines = lines(&env, &department, after).await.map_err(|trouble| {
            worker::console_error!("audit log: {trouble}");
            worker::Error::RustError("the audit log broke off".to_owned())
        })?;
        Ok(lines.map(|(text, last)| (text.into_bytes(), Some((env, department, last)))))
    });
    let name = format!("attachment; filename=\"{}-audit.jsonl\"", pass.department());
    Ok(Reply::new(200, "application/jsonl; charset=utf-8", Body::Stream(Box::pin(parts)))
        .with("content-disposition", &name)
        .with("cache-control", "private, no-store"))
}

/// The lines after an entry, and the number of the last of them; `None` at the end.
async fn lines(env: &Env, department: &DepartmentId, after: u64) -> Result<Option<(String, u64)>, Trouble> {
    let part = Client { env, id: department }.read_log(Part::After(after), limits::AUDIT_PAGE_MOST).await?;
    if part.links.is_empty() {
        return Ok(None);
    }
    let last = after + part.links.len() as u64;
    Ok(Some((part.links.iter().map(|link| format!("{link}\n")).collect(), last)))
}

/// `GET /d/{department}/log?before=`: the newest first.
pub(crate) async fn page(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    // More than there can be.
    let before = number(request, "before")?.unwrap_or(1 << 52);
    let part = Client { env, id: pass.department() }.read_log(Part::Before(before), limits::AUDIT_PAGE).await?;
    let links = links(&part)?;
    let older = links.last().map(|link| link.entry.number).filter(|number| *number > 1);
    let shown = page::Log {
        entries: links.iter().map(|link| &link.entry).collect(),
        count: part.count,
        hash: &part.hash,
        older,
        paged: request.query("before").is_some(),
        now: clock::now(),
    };
    Ok(Reply::page(200, Lang::En, page::log(&department(env, pass)?, &shown, &assets::folder())))
}

fn number(request: &Incoming, name: &str) -> Result<Option<u64>, Refused> {
    // Up to where the runtime's numbers are exact.
    let read = |text: String| text.parse().ok().filter(|number| *number <= 1 << 52).ok_or(Problem::MalformedRequest);
    Ok(request.query(name).map(read).transpose()?)
}

fn links(part: &LogPage) -> Result<Vec<Link>, Trouble> {
    let link = |text: &String| Link::parse(&serde_json::from_str(text).ok()?);
    let links: Option<Vec<Link>> = part.links.iter().map(link).collect();
    links.ok_or(Trouble::Protocol("an entry of the audit log cannot be read"))
}
