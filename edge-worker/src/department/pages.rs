//! The department's pages.

use super::figures::{cursor, figures};
use super::list;
use crate::access::gate::By;
use crate::access::{Pass, Role};
use crate::answers::outcome::standing;
use crate::assets;
use crate::cache;
use crate::clock;
use crate::config;
use crate::http::Incoming;
use crate::ledger::{Item, Order};
use crate::objects::department::{Client, Entry};
use crate::objects::ledger::SliceKind;
use crate::objects::{Trouble, consultation};
use crate::pages::department::{self as page, Department, Listed, Quote, Reading, Texts};
use crate::pages::frame::SignOut;
use crate::pages::outcome_draft::line;
use crate::reply::{Refused, Reply};
use contract::{Answer, ConsultationId, Lang, Problem, State, Timestamp};
use maud::Markup;
use worker::Env;

/// Responses whose texts one page shows.
const QUOTED: usize = 100;

/// `GET /d/{department}`: its consultations, the newest first.
pub(crate) async fn list(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    let entries = Client { env, id: pass.department() }.list().await?;
    let listed = futures_util::future::join_all(entries.into_iter().map(async |entry| listed(env, entry).await)).await;
    let listed = listed.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(shown(page::list(&department(env, pass)?, &listed, &assets::folder())))
}

async fn listed(env: &Env, entry: Entry) -> Result<Listed, Refused> {
    let id = ConsultationId::parse(&entry.id).ok_or(Problem::Internal)?;
    let (tally, _) = consultation::Client { env, id: &id }.tally(&[SliceKind::All]).await?;
    let outcome = match entry.state.as_str() {
        "draft" => Markup::default(),
        _ => line(standing(&*cache::newest(env, &id).await?)),
    };
    Ok(Listed {
        id,
        outcome,
        title: entry.title,
        lang: Lang::parse(&entry.lang).ok_or(Problem::Internal)?,
        state: State::parse(&entry.state).ok_or(Problem::Internal)?,
        responses: tally.responses(),
    })
}

/// `GET /d/{department}/{id}?cursor=`: one of them with its figures; the cursor leads to earlier texts.
pub(crate) async fn reading(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let slices = [SliceKind::All, SliceKind::Site, SliceKind::Lang, SliceKind::Day];
    let figures = figures(env, pass.department(), id, &slices).await?;
    // The page says who reads it, and shows no text to whom it must not.
    // What is due is told in days.
    let today = clock::now().day();
    let tag = assets::tag(&format!("{}.{}.{}", figures.tag, pass.tag(), today.days()));
    // A script that follows the figures asks again and again: most times nothing changed, and no text is read for it.
    let unchanged = Reply::empty(200).tagged(&tag, request.header("if-none-match").as_deref());
    if unchanged.status == 304 {
        return Ok(unchanged.with("cache-control", "private, no-cache"));
    }
    let known = &figures.known;
    let from = cursor(request, known)?;
    let texts = if pass.role() >= Role::Analyst {
        let (items, next) = list::page(env, known, Order::Newest, &from, QUOTED).await?;
        let older = next.map(|cursor| format!("/d/{}/{id}?cursor={cursor}", pass.department()));
        Texts::Shown {
            quotes: items.iter().flat_map(quotes).collect(),
            older,
            paged: request.query("cursor").is_some(),
        }
    } else {
        Texts::Hidden
    };
    let reading = Reading {
        department: department(env, pass)?,
        consultation: &known.record,
        summary: &figures.summary,
        texts,
        standing: standing(known),
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

/// Why somebody who is signed in may not see a page.
pub(crate) fn forbidden(env: &Env, pass: &Pass, needed: Role) -> Result<Reply, Refused> {
    Ok(Reply::page(403, Lang::En, page::forbidden(&department(env, pass)?, needed, &assets::folder())))
}

/// Whose page it is, and who reads it.
pub(super) fn department(env: &Env, pass: &Pass) -> Result<Department, Trouble> {
    let id = pass.department();
    let found = config::departments(env)?.into_iter().find(|one| one.id == *id);
    Ok(Department {
        id: id.clone(),
        name: found.map_or_else(|| id.to_string(), |one| one.name),
        role: pass.role(),
        who: pass.actor().to_string(),
        sign_out: match pass.by() {
            By::Cookie => SignOut::Ours,
            By::Access => SignOut::Access,
            By::Bearer => SignOut::Nowhere,
        },
    })
}

/// A page for one department's eyes, kept by its browser only to ask whether it still holds.
fn shown(html: String) -> Reply {
    Reply::page(200, Lang::En, html).with("cache-control", "private, no-cache")
}
