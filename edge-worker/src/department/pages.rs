//! The department's pages.

use super::figures::{cursor, figures};
use super::{list, sign_in};
use crate::assets;
use crate::auth::{self, Source, authorise};
use crate::clock;
use crate::http::Incoming;
use crate::ledger::{Item, Order};
use crate::objects::consultation;
use crate::objects::department::{Client, Entry};
use crate::objects::ledger::SliceKind;
use crate::pages::department::{self as page, Department, Listed, Quote, Reading};
use crate::reply::{Refused, Reply};
use contract::{Answer, ConsultationId, DepartmentId, Lang, Problem, State, Timestamp};
use worker::Env;

/// Responses whose texts one page shows.
const QUOTED: usize = 100;

/// `GET /d/{department}`: its consultations, the newest first.
pub(crate) async fn list(env: &Env, request: &Incoming, department: &DepartmentId) -> Result<Reply, Refused> {
    if let Some(way) = stopped(env, request, department).await? {
        return Ok(way);
    }
    let entries = Client { env, id: department }.list().await?;
    let listed = futures_util::future::join_all(entries.into_iter().map(async |entry| listed(env, entry).await)).await;
    let listed = listed.into_iter().collect::<Result<Vec<_>, _>>()?;
    let name = auth::name_of(env, department)?;
    Ok(shown(page::list(&Department { id: department, name: &name }, &listed, &assets::folder())))
}

async fn listed(env: &Env, entry: Entry) -> Result<Listed, Refused> {
    let id = ConsultationId::parse(&entry.id).ok_or(Problem::Internal)?;
    let (tally, _) = consultation::Client { env, id: &id }.tally(&[SliceKind::All]).await?;
    Ok(Listed {
        id,
        title: entry.title,
        lang: Lang::parse(&entry.lang).ok_or(Problem::Internal)?,
        state: State::parse(&entry.state).ok_or(Problem::Internal)?,
        responses: tally.responses(),
    })
}

/// `GET /d/{department}/{id}?cursor=`: one of them with its figures; the cursor leads to earlier texts.
pub(crate) async fn reading(
    env: &Env,
    request: &Incoming,
    department: &DepartmentId,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    if let Some(way) = stopped(env, request, department).await? {
        return Ok(way);
    }
    let slices = [SliceKind::All, SliceKind::Site, SliceKind::Lang, SliceKind::Day];
    let figures = figures(env, department, id, &slices).await?;
    let tag = assets::tag(&figures.tag);
    // A script that follows the figures asks again and again: most times nothing changed, and no text is read for it.
    let unchanged = Reply::empty(200).tagged(&tag, request.header("if-none-match").as_deref());
    if unchanged.status == 304 {
        return Ok(unchanged.with("cache-control", "private, no-cache"));
    }
    let known = &figures.known;
    let from = cursor(request, known)?;
    let (items, next) = list::page(env, known, Order::Newest, &from, QUOTED).await?;
    let quotes: Vec<Quote> = items.iter().flat_map(quotes).collect();
    let name = auth::name_of(env, department)?;
    let reading = Reading {
        department: Department { id: department, name: &name },
        consultation: &known.record,
        summary: &figures.summary,
        quotes: &quotes,
        older: next.map(|cursor| format!("/d/{department}/{id}?cursor={cursor}")),
        paged: request.query("cursor").is_some(),
        now: clock::now(),
    };
    Ok(shown(page::reading(&reading, &assets::folder())).with("etag", &tag))
}

fn quotes(item: &Item) -> impl Iterator<Item = Quote> {
    let content = &item.content;
    content.answers.iter().filter_map(|(question, answer)| match answer {
        Answer::FreeText(text) => Some(Quote {
            question: question.clone(),
            text: text.clone(),
            site: content.site.clone(),
            lang: content.lang,
            day: Timestamp::from_unix_seconds(item.recorded).day(),
        }),
        Answer::SingleChoice(_)
        | Answer::MultipleChoice(_)
        | Answer::Rating(_)
        | Answer::Agreement(_)
        | Answer::Ranking(_)
        | Answer::Region(_)
        | Answer::Vote(_) => None,
    })
}

/// Where a request goes that may not see the page: to sign in. A script that follows the figures is told the problem.
async fn stopped(env: &Env, request: &Incoming, department: &DepartmentId) -> Result<Option<Reply>, Refused> {
    match authorise(env, request, department, Source::BearerOrCookie).await {
        Ok(()) => Ok(None),
        Err(refused) if matches!(refused.problem.status(), 401 | 403) && request.header("authorization").is_none() => {
            Ok(Some(sign_in::way(department, request.path())))
        }
        Err(refused) => Err(refused),
    }
}

/// A page for one department's eyes, kept by its browser only to ask whether it still holds.
fn shown(html: String) -> Reply {
    Reply::page(200, Lang::En, html).with("cache-control", "private, no-cache")
}
