//! The department's pages.

use super::explore::under_way;
use super::figures::{cursor, figures};
use super::{explore, list, own};
use crate::access::gate::By;
use crate::access::{Pass, Role};
use crate::answers::outcome::standing;
use crate::assets;
use crate::cache::{self, Known};
use crate::clock;
use crate::config;
use crate::http::Incoming;
use crate::ledger::{Item, Order};
use crate::objects::department::{Client, Entry};
use crate::objects::tally::SliceKind;
use crate::objects::visited::{GoOn, Pages};
use crate::objects::{Trouble, consultation};
use crate::open::table::write;
use crate::pages::data::Data;
use crate::pages::department::{self as page, Department, Opposites, Quote, Reading, Texts};
use crate::pages::frame::SignOut;
use crate::pages::outcome_draft::line;
use crate::pages::overview::{Listed, RECENT, Waiting, overview};
use crate::pages::visits;
use crate::reach;
use crate::reply::{Body, Refused, Reply};
use aggregate::{Counts, Slice};
use contract::{Answer, ConsultationId, Day, Lang, Problem, State, Timestamp};
use worker::Env;

/// Responses whose texts one page shows.
const QUOTED: usize = 100;

/// How long a reader who asks to go on counting waits before they are told how far that has come.
const PATIENCE_MS: f64 = 2_500.0;

/// The groups that a consultation's page shows by themselves.
const SLICES: [SliceKind; 4] = [SliceKind::All, SliceKind::Site, SliceKind::Lang, SliceKind::Day];

/// `GET /d/{department}`: its consultations, the newest first.
pub(crate) async fn list(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    let entries = Client { env, id: pass.department() }.list().await?;
    let now = clock::now();
    let listed = futures_util::future::join_all(
        entries.into_iter().map(async |entry| listed(env, pass.role(), entry, now).await),
    )
    .await;
    let listed = listed.into_iter().collect::<Result<Vec<_>, _>>()?;
    let waiting = waiting(env, pass).await?;
    Ok(shown(overview(&department(env, pass)?, &listed, &waiting, now, &assets::folder())))
}

/// The drafts that the reader can go on with and nobody else does: others' to approve, and their own that came back.
async fn waiting(env: &Env, pass: &Pass) -> Result<Vec<Waiting>, Refused> {
    if pass.role() < Role::Analyst {
        return Ok(Vec::new());
    }
    let mut waiting = Vec::new();
    for draft in (Client { env, id: pass.department() }).drafts().await? {
        let own = draft.is_own(pass.actor())?;
        let why = match (&draft.submitted, &draft.returned) {
            (Some(_), _) if pass.role() >= Role::Publisher && !own => "waits for your approval",
            (None, Some(_)) if own => "came back with a reason",
            _ => continue,
        };
        waiting.push(Waiting { id: draft.id, title: draft.title, why });
    }
    Ok(waiting)
}

async fn listed(env: &Env, role: Role, entry: Entry, now: Timestamp) -> Result<Listed, Refused> {
    let id = ConsultationId::parse(&entry.id).ok_or(Problem::Internal)?;
    let gathered = consultation::Client { env, id: &id };
    let (tally, known) =
        futures_util::future::join(gathered.tally(&[SliceKind::All, SliceKind::Day]), cache::newest(env, &id)).await;
    let ((tally, _), known) = (tally?, known?);
    let release_due = release_due(env, role, &known).await?;
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
        release_due,
        id,
    })
}

/// Whether the next release is due, where the reader may make it.
async fn release_due(env: &Env, role: Role, known: &Known) -> Result<bool, Trouble> {
    if role < Role::Publisher || known.record.state() == State::Draft {
        return Ok(false);
    }
    Ok(consultation::Client { env, id: known.record.id() }.next_release().await?.is_none())
}

/// Counts by page: what came lately, or, where the reader asks for it, until all are counted or they have waited enough.
async fn visited(env: &Env, id: &ConsultationId, go_on: GoOn) -> Result<Pages, Trouble> {
    let (began, client) = (clock::now_ms(), consultation::Client { env, id });
    loop {
        let pages = client.pages(go_on).await?;
        if pages.whole || go_on == GoOn::Lately || clock::now_ms() - began > PATIENCE_MS {
            return Ok(pages);
        }
    }
}

/// `GET .../data/{name}.csv`: one table of its page; with filters, of a question's answers among some responses.
pub(crate) async fn data(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
    name: &str,
) -> Result<Reply, Refused> {
    if explore::is_closer(request) {
        return explore::question_file(env, request, pass, id, name).await;
    }
    if name == visits::NAME {
        own(env, pass.department(), id).await?;
        let pages = visited(env, id, GoOn::Far).await?;
        return if pages.whole { table_file(id, &visits::data(&pages)) } else { Ok(under_way(pages.seen, pages.of)) };
    }
    let figures = figures(env, pass.department(), id, &SLICES).await?;
    let reach = reach::tell(env, id).await?;
    let found = page::data(&figures.summary, &figures.known.record, reach).into_iter().find(|data| data.name == name);
    table_file(id, &found.ok_or(Problem::NotFound)?)
}

pub(super) fn table_file(id: &ConsultationId, data: &Data) -> Result<Reply, Refused> {
    let bytes = write(data.records()).map_err(|_| Problem::Internal)?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::Internal)?;
    Ok(Reply::new(200, "text/csv; charset=utf-8; header=present", Body::Text(text))
        .with("content-disposition", &format!("attachment; filename=\"{id}-{}.csv\"", data.name))
        .with("cache-control", "private, no-store"))
}

/// `GET /d/{department}/{id}?cursor=`: one of them with its figures; the cursor leads to earlier texts.
pub(crate) async fn reading(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let asked = request.query("count").as_deref() == Some(visits::GO_ON);
    let go_on = if asked { GoOn::Far } else { GoOn::Lately };
    let (figures, reach, pages, due) = futures_util::future::join4(
        figures(env, pass.department(), id, &SLICES),
        reach::tell(env, id),
        visited(env, id, go_on),
        release_due(env, pass.role(), &known),
    )
    .await;
    let (figures, pages, release_due) = (figures?, pages?, due?);
    let opposites = match request.query("agreement").as_deref() {
        Some("diverging") => Opposites::Diverging,
        _ => Opposites::Stacked,
    };
    // The page says who reads it, and shows no text to whom it must not.
    let reach = reach?;
    let came = format!("{}-{}-{}.{}-{release_due}", reach.seen, reach.started, reach.withdrawn, pages.seen);
    // When an outcome is due is told in days.
    let today = clock::now().day().days();
    let tag = assets::tag(&format!("{}.{}.{opposites:?}.{came}.{today}", figures.tag, pass.tag()));
    // A script that follows the figures asks again and again: most times nothing changed, and no text is read for it.
    let unchanged = Reply::empty(200).tagged(&tag, request.header("if-none-match").as_deref());
    if unchanged.status == 304 {
        return Ok(unchanged.with("cache-control", "private, no-cache"));
    }
    let from = cursor(request, &known)?;
    let texts = if pass.role() >= Role::Analyst {
        let (items, next) = list::page(env, &known, Order::Newest, &from, QUOTED).await?;
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
        pages: &pages,
        release_due,
        standing: standing(&known),
        reach,
        opposites,
        now: clock::now(),
    };
    let reply = shown(page::reading(&reading, &assets::folder())).with("etag", &tag);
    // The counts go on by themselves, without a script: the browser asks again, until they are whole.
    Ok(if asked && !pages.whole { reply.with("refresh", "1") } else { reply })
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
    Ok(Department {
        id: pass.department().clone(),
        name: config::department_name(env, pass.department())?,
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
