//! Drafts as pages: begun, submitted, approved, returned and deleted by forms, without a script.

use super::drafts::{self, find};
use super::pages::department;
use super::review::Review;
use crate::access::Pass;
use crate::assets;
use crate::http::{Fields, Incoming};
use crate::objects::department::{Client, Had};
use crate::pages::drafts as page;
use crate::reply::{Refused, Reply};
use contract::authoring::template;
use contract::{ConsultationId, Lang, Problem};
use worker::Env;

/// Bytes of a form here: a reason in every script.
const FORM_BYTES: usize = 16 * 1024;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
}

/// `GET /d/{department}/drafts`.
pub(crate) async fn all(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    listed(env, pass, (String::new(), "page".to_owned()), Vec::new(), 200).await
}

async fn listed(
    env: &Env,
    pass: &Pass,
    filled: (String, String),
    faults: Vec<(String, String)>,
    status: u16,
) -> Result<Reply, Refused> {
    let drafts = Client { env, id: pass.department() }.drafts().await?;
    let named = drafts.into_iter().map(|draft| Ok((draft.writer()?.to_string(), draft)));
    let drafts: Vec<_> = named.map(|one| one.map(|(by, draft)| (draft, by))).collect::<Result<_, Refused>>()?;
    let shown = page::All { department: department(env, pass)?, drafts: &drafts, filled, faults };
    Ok(Reply::page(status, Lang::En, page::all(&shown, &assets::folder())))
}

/// `POST` to the same address: a draft is begun. Where there is one of that name, its page is shown.
pub(crate) async fn begin(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let fields = request.form(FORM_BYTES).await?;
    let (name, from) = (field(&fields, "id"), field(&fields, "from"));
    let again = |field: &str, words: &str, status| {
        let faults = vec![(field.to_owned(), words.to_owned())];
        listed(env, pass, (name.to_owned(), from.to_owned()), faults, status)
    };
    let Some(id) = ConsultationId::parse(name) else {
        return again("id", "Enter a name of 1 to 64 lower-case letters, digits and hyphens", 422).await;
    };
    let known = match super::review::live(env, pass.department(), &id).await {
        Err(refused) if refused.problem == Problem::IdentifierTaken => {
            return again("id", "Another department has a consultation of this name: enter another one", 409).await;
        }
        known => known?,
    };
    let document = match (from, template(from), known) {
        (_, Some(template), None) => serde_json::from_str(template.text).map_err(|_| Problem::Internal)?,
        ("blank", None, None) => page::blank(),
        ("current", None, Some(known)) => known.record.current().definition.to_value(),
        ("current", None, None) => return again("id", "The department has no consultation of this name", 422).await,
        (_, _, Some(_)) => {
            let words = "There is a consultation of this name: begin with what it asks now, or enter another name";
            return again("id", words, 409).await;
        }
        _ => return again("from-page", "Choose what to begin with", 422).await,
    };
    let address = format!("/d/{}/drafts/{id}", pass.department());
    let text = (drafts::title(&document), document.to_string());
    let step = Client { env, id: pass.department() }.save_draft(&id, Had::Nothing, text, pass.actor()).await?;
    match drafts::done(step) {
        Ok(_) => Ok(Reply::see_other(&format!("{address}?made"))),
        Err(refused) if refused.problem == Problem::DraftSuperseded => Ok(Reply::see_other(&address)),
        Err(refused) if refused.problem == Problem::TooManyDrafts => again("id", refused.problem.title(), 409).await,
        Err(refused) => Err(refused),
    }
}

/// `GET /d/{department}/drafts/{draft}`.
pub(crate) async fn one(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let told = [
        ("made", "The draft is begun"),
        ("submitted", "The draft waits for approval"),
        ("returned", "The draft is returned"),
    ];
    let done = told.into_iter().find(|(name, _)| request.query(name).is_some()).map(|(_, words)| words);
    shown(env, pass, id, done, (String::new(), Vec::new()), 200).await
}

async fn shown(
    env: &Env,
    pass: &Pass,
    id: &ConsultationId,
    done: Option<&'static str>,
    (reason, faults): (String, Vec<(String, String)>),
    status: u16,
) -> Result<Reply, Refused> {
    let draft = find(env, pass, id).await?;
    let review = Review::of(env, pass.department(), &draft).await?;
    let submitter = draft.submitted.as_ref().map(|submitted| submitted.submitter()).transpose()?;
    let shown = page::One {
        department: department(env, pass)?,
        by: draft.writer()?.to_string(),
        submitter: submitter.map(|by| by.to_string()),
        own: draft.is_own(pass.actor())?,
        draft: &draft,
        review: &review,
        reason,
        done,
        faults,
    };
    Ok(Reply::page(status, Lang::En, page::one(&shown, &assets::folder())))
}

/// The page again with why a step is not taken; where it is no longer there, that.
async fn again(env: &Env, pass: &Pass, id: &ConsultationId, refused: Refused, reason: &str) -> Result<Reply, Refused> {
    let anchor = match refused.problem {
        Problem::InvalidReason => "reason",
        Problem::InvalidDefinition => "problems",
        Problem::VersionSuperseded
        | Problem::ApprovalOfOwn
        | Problem::DraftNotSubmitted
        | Problem::DraftSuperseded
        | Problem::TooManyRevisions
        | Problem::TooManyConsultations
        | Problem::StateForbids => "main",
        _ => return Err(refused),
    };
    let words = match refused.problem {
        Problem::VersionSuperseded | Problem::DraftSuperseded => {
            "Somebody saved another version meanwhile: it stands below"
        }
        problem => problem.title().trim_end_matches('.'),
    };
    let faults = vec![(anchor.to_owned(), words.to_owned())];
    shown(env, pass, id, None, (reason.to_owned(), faults), refused.problem.status()).await
}

fn led(pass: &Pass, id: &ConsultationId, what: &str) -> Reply {
    Reply::see_other(&format!("/d/{}/drafts/{id}?{what}", pass.department()))
}

/// `POST /d/{department}/drafts/{draft}/submit`.
pub(crate) async fn submit(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let fields = request.form(FORM_BYTES).await?;
    let seen = field(&fields, "version").parse().map_err(|_| Problem::MalformedRequest)?;
    match drafts::submitted(env, pass, id, seen, field(&fields, "open") == "yes").await {
        Ok(_) => Ok(led(pass, id, "submitted")),
        Err(refused) => again(env, pass, id, refused, "").await,
    }
}

/// `POST /d/{department}/drafts/{draft}/approve`.
pub(crate) async fn approve(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let fields = request.form(FORM_BYTES).await?;
    match drafts::approved(env, pass, id, field(&fields, "digest")).await {
        Ok(_) => Ok(Reply::see_other(&format!("/d/{}/{id}/revisions?approved", pass.department()))),
        Err(refused) => again(env, pass, id, refused, "").await,
    }
}

/// `POST /d/{department}/drafts/{draft}/return`.
pub(crate) async fn give_back(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let fields = request.form(FORM_BYTES).await?;
    let reason = field(&fields, "reason").replace("\r\n", "\n");
    match drafts::returned(env, pass, id, &reason).await {
        Ok(_) => Ok(led(pass, id, "returned")),
        Err(refused) => again(env, pass, id, refused, &reason).await,
    }
}

/// `POST /d/{department}/drafts/{draft}/delete`.
pub(crate) async fn remove(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let fields = request.form(FORM_BYTES).await?;
    let had = Had::Version(field(&fields, "version").to_owned());
    let step = Client { env, id: pass.department() }.remove_draft(id, had, pass.actor()).await?;
    match drafts::done(step) {
        Ok(_) => Ok(Reply::see_other(&format!("/d/{}/drafts", pass.department()))),
        Err(refused) => again(env, pass, id, refused, "").await,
    }
}
