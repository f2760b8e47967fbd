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
use crate::objects::tally::SliceKind;
use crate::objects::{Trouble, consultation};
use crate::open::table::write;
use crate::pages::department::{self as page, Department, Opposites, Quote, Reading, Texts};
use crate::pages::frame::SignOut;
use crate::pages::outcome_draft::line;
use crate::pages::overview::{Listed, RECENT, overview};
use crate::reach;
use crate::reply::{Body, Refused, Reply};
use aggregate::{Counts, Slice};
use contract::{Answer, ConsultationId, Day, Lang, Problem, Timestamp};
use worker::Env;

/// Responses whose texts one page shows.
const QUOTED: usize = 100;

/// The groups that a consultation's page shows by themselves.
const SLICES: [SliceKind; 4] = [SliceKind::All, SliceKind::Site, SliceKind::Lang, SliceKind::Day];

/// `GET /d/{department}`: its consultations, the newest first.
pub(crate) async fn list(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    let entries = Client { env, id: pass.department() }.list().await?;
    let now = clock::now();
    let listed =
        futures_util::future::join_all(entries.into_iter().map(async |entry| listed(env, entry, now).await)).await;
    let listed = listed.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(shown(overview(&department(env, pass)?, &listed, now, &assets::folder())))
}

async fn listed(env: &Env, entry: Entry, now: Timestamp) -> Result<Listed, Refused> {
    let id = ConsultationId::parse(&entry.id).ok_or(Problem::Internal)?;
    let gathered = consultation::Client { env, id: &id };
    let (tally, known) =
        futures_util::future::join(gathered.tally(&[SliceKind::All, SliceKind::Day]), cache::newest(env, &id)).await;
    let ((tally, _), known) = (tally?, known?);
    let definition = &known.record.current().definition;
    let today = now.day().days();
    let answered = |day: i32| tally.get(&Slice::Day(Day::from_days(day))).map_or(0, Counts::responses);
    let standing = standing(&known);
    Ok(Listed {
        outcome: line(standing),
        due_on: standing.due_on.filter(|_| standing.told.is_none()),
        title: entry.title,
        lang: Lang::parse(&entry.lang).ok_or(Problem::Internal)?,
        state: known.record.state(),
        responses: tally.responses(),
        recent: (today + 1 - RECENT as i32..=today).map(answered).collect(),
        opens_at: definition.opens_at(),
        closes_at: definition.closes_at(),
        id,
    })
}

/// `GET .../data/{name}.csv`: one table of its page.
pub(crate) async fn data(env: &Env, pass: &Pass, id: &ConsultationId, name: &str) -> Result<Reply, Refused> {
    let figures = figures(env, pass.department(), id, &SLICES).await?;
    let reach = reach::tell(env, id).await?;
    let found = page::data(&figures.summary, &figures.known.record, reach).into_iter().find(|data| data.name == name);
    let rows = found.ok_or(Problem::NotFound)?;
    let bytes = write(rows.records()).map_err(|_| Problem::Internal)?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::Internal)?;
    Ok(Reply::new(200, "text/csv; charset=utf-8; header=present", Body::Text(text))
        .with("content-disposition", &format!("attachment; filename=\"{id}-{name}.csv\""))
        .with("cache-control", "private, no-store"))
}

/// `GET /d/{department}/{id}?cursor=`: one of them with its figures; the cursor leads to earlier texts.
pub(crate) async fn reading(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let (figures, reach) =
        futures_util::future::join(figures(env, pass.department(), id, &SLICES), reach::tell(env, id)).await;
    let figures = figures?;
    let opposites = match request.query("agreement").as_deref() {
        Some("diverging") => Opposites::Diverging,
        _ => Opposites::Stacked,
    };
    // The page says who reads it, and shows no text to whom it must not.
    let reach = reach?;
    let came = format!("{}-{}-{}", reach.seen, reach.started, reach.withdrawn);
    // When an outcome is due is told in days.
    let today = clock::now().day().days();
    let tag = assets::tag(&format!("{}.{}.{opposites:?}.{came}.{today}", figures.tag, pass.tag()));
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
        deleted: figures.deleted,
        texts,
        standing: standing(known),
        reach,
        opposites,
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
pub(super) fn shown(html: String) -> Reply {
    Reply::page(200, Lang::En, html).with("cache-control", "private, no-cache")
}
