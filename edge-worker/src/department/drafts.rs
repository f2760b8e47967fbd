//! Drafts of consultations: saved as often as somebody likes, submitted, and approved by another person, as calls.

use super::author::{self, told};
use super::figures::private;
use super::review::{Review, live, standing, state};
use crate::access::Pass;
use crate::http::Incoming;
use crate::objects::consultation::{self, Step as Put};
use crate::objects::department::{Client, Did, Draft, DraftStep, Had, entry};
use crate::objects::revisions::Authors;
use crate::paging;
use crate::reply::{Newer, Refused, Reply, Wrong};
use contract::audit::Action;
use contract::json::Value;
use contract::{Consultation, ConsultationId, Issue, Problem, Timestamp, limits};
use worker::Env;

/// Bytes of what a step says: a reason in every script, and the names around it.
const STEP_BYTES: usize = 16 * 1024;

/// `GET /v1/departments/{department}/drafts?limit=&cursor=`: the last saved first.
pub(crate) async fn list(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let limit = paging::limit(request.query("limit").as_deref())?;
    let all = Client { env, id: pass.department() }.drafts().await?;
    let (drafts, next) = paging::behind(all, request.query("cursor").as_deref(), limit, |draft| draft.id.clone())?;
    let drafts = drafts.iter().map(|draft| members(pass, draft).map(Value::object)).collect::<Result<_, _>>()?;
    Ok(private(paging::page(request, "drafts", drafts, next))
        .tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `GET /v1/departments/{department}/drafts/{id}`.
pub(crate) async fn read(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let draft = find(env, pass, id).await?;
    let known = live(env, pass.department(), id).await?;
    let mut members = members(pass, &draft)?;
    members.push(("live", known.as_deref().map_or(Value::Null, standing)));
    members.push(("definition", serde_json::from_str(&draft.document).map_err(|_| Problem::Internal)?));
    // Its tag is that of the version, by which it is saved, and not of how its consultation stands: that is asked anew.
    Ok(Reply::json(200, &Value::object(members))
        .with("cache-control", "private, no-store")
        .tagged(&draft.tag(), request.header("if-none-match").as_deref()))
}

/// `PUT` to the same address: the definition as far as it is written, with `If-Match` or `If-None-Match: *`.
pub(crate) async fn put(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let document = request.json(limits::DRAFT_BYTES).await?;
    if !matches!(document, Value::Object(_)) {
        return Err(Problem::MalformedRequest.into());
    }
    let client = Client { env, id: pass.department() };
    let had = had(request);
    if matches!(had, Had::Nothing | Had::Unsaid) {
        // Told now, and not only to the one who would approve it.
        live(env, pass.department(), id).await?;
    }
    let step = client.save_draft(id, had, (title(&document), document.to_string()), pass.actor()).await?;
    let (created, draft) = done(step)?;
    answered(pass, if created { 201 } else { 200 }, &draft)
}

/// `DELETE` of it.
pub(crate) async fn remove(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    done(Client { env, id: pass.department() }.remove_draft(id, had(request), pass.actor()).await?)?;
    Ok(Reply::empty(204))
}

/// `GET .../review`.
pub(crate) async fn review(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let draft = find(env, pass, id).await?;
    let review = Review::of(env, pass.department(), &draft).await?;
    Ok(private(Reply::json(200, &review.to_value(&draft)))
        .tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `POST .../submit`: `{"version": 7, "open": true}`, the version that was seen, and whether its consultation is to be
/// opened once it is approved.
pub(crate) async fn submit(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let body = request.json(STEP_BYTES).await?;
    let open = match body.get("open") {
        None => false,
        Some(Value::Bool(open)) => *open,
        Some(_) => return Err(Problem::MalformedRequest.into()),
    };
    let known = |members: &[(String, Value)]| members.iter().all(|(name, _)| ["version", "open"].contains(&&**name));
    let sound = matches!(&body, Value::Object(members) if known(members));
    let seen = body.get("version").and_then(Value::as_integer).filter(|_| sound);
    let seen = seen.and_then(|seen| u32::try_from(seen).ok()).ok_or(Problem::MalformedRequest)?;
    answered(pass, 200, &submitted(env, pass, id, seen, open).await?)
}

/// Submits the version that was seen, where nothing keeps it from becoming what its consultation asks.
pub(crate) async fn submitted(
    env: &Env,
    pass: &Pass,
    id: &ConsultationId,
    seen: u32,
    open: bool,
) -> Result<Draft, Refused> {
    let draft = find(env, pass, id).await?;
    let review = Review::of(env, pass.department(), &draft).await?;
    match review.obstacle(open) {
        None => {}
        Some(Err(problem)) => return Err(problem.into()),
        Some(Ok(faults)) => return Err(faulty(&faults)),
    }
    Ok(done(Client { env, id: pass.department() }.submit_draft(id, seen, open, pass.actor()).await?)?.1)
}

fn faulty(faults: &[&Issue]) -> Refused {
    let wrong = |issue: &&Issue| {
        let (pointer, detail) = told((*issue).clone());
        Wrong { problem: None, pointer, detail }
    };
    Refused { errors: faults.iter().map(wrong).collect(), ..Problem::InvalidDefinition.into() }
}

/// `POST .../approve`: `{"digest": "..."}`, the hash of the text that was read.
pub(crate) async fn approve(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let body = request.json(STEP_BYTES).await?;
    let seen = only(&body, "digest").ok_or(Problem::MalformedRequest)?;
    let record = approved(env, pass, id, seen).await?;
    Ok(Reply::json(200, &Value::object(author::standing(&record))).with("cache-control", "no-store"))
}

/// Approves a draft whose text has that hash: its consultation asks it from then on, and is opened where that was asked for.
/// What breaks off in between is ended by approving it again.
pub(crate) async fn approved(env: &Env, pass: &Pass, id: &ConsultationId, seen: &str) -> Result<Consultation, Refused> {
    let department = pass.department();
    let client = Client { env, id: department };
    let (_, draft) = done(client.approvable_draft(id, seen.to_owned(), pass.actor()).await?)?;
    let review = Review::of(env, department, &draft).await?;
    let submitted = draft.submitted.as_ref().ok_or(Problem::DraftNotSubmitted)?;
    // Looked at again: its consultation may have been changed since it was submitted.
    match review.obstacle(submitted.open) {
        None => {}
        Some(Err(problem)) => return Err(problem.into()),
        Some(Ok(faults)) => return Err(faulty(&faults)),
    }
    let definition = review.definition.ok_or(Problem::InvalidDefinition)?;
    author::room(env, department, id).await?;
    let authors = Authors { written_by: draft.writer()?.to_string(), approved_by: Some(pass.actor().to_string()) };
    let own = consultation::Client { env, id };
    let (_, _, mut record) = author::done(id, own.put(department, &definition, authors).await?)?;
    let mut opened = false;
    if submitted.open {
        let step: Put = own.open(department).await?;
        let (_, changed, now) = author::done(id, step)?;
        (opened, record) = (changed, now);
    }
    let detail = format!("revision {}, submitted by {}", record.current().number, submitted.submitter()?);
    let did = Did::new(pass.actor(), Action::DraftApproved, id.as_str(), detail);
    client.approved_draft(Box::new(draft), entry(id, &record), did).await?;
    if opened {
        let detail = format!("revision {}", record.current().number);
        let did = Did::new(pass.actor(), Action::ConsultationOpened, id.as_str(), detail);
        client.note(entry(id, &record), did, true).await?;
    }
    Ok(record)
}

/// `POST .../return`: `{"reason": "..."}`.
pub(crate) async fn give_back(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let body = request.json(STEP_BYTES).await?;
    let reason = only(&body, "reason").ok_or(Problem::MalformedRequest)?;
    answered(pass, 200, &returned(env, pass, id, reason).await?)
}

/// Returns a draft with a reason.
pub(crate) async fn returned(env: &Env, pass: &Pass, id: &ConsultationId, reason: &str) -> Result<Draft, Refused> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > limits::REASON {
        let detail = Problem::InvalidReason.title().to_owned();
        let errors = vec![Wrong { problem: None, pointer: "/reason".to_owned(), detail }];
        return Err(Refused { errors, ..Problem::InvalidReason.into() });
    }
    let step = Client { env, id: pass.department() }.return_draft(id, reason.to_owned(), pass.actor()).await?;
    Ok(done(step)?.1)
}

/// The one member of a body that has no other.
fn only<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    let alone = matches!(body, Value::Object(members) if members.len() == 1);
    body.get(name).and_then(Value::as_str).filter(|_| alone)
}

fn had(request: &Incoming) -> Had {
    match (request.header("if-match"), request.header("if-none-match").as_deref()) {
        (Some(tag), _) => Had::Version(tag),
        (None, Some("*")) => Had::Nothing,
        (None, _) => Had::Unsaid,
    }
}

/// The title of what is being written, in its first language.
pub(crate) fn title(document: &Value) -> String {
    let Some(Value::Object(texts)) = document.get("title") else { return String::new() };
    let title = texts.iter().find_map(|(_, text)| text.as_str().map(str::trim).filter(|text| !text.is_empty()));
    title.unwrap_or_default().chars().take(limits::LABEL).collect()
}

/// A draft of the department.
pub(crate) async fn find(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Draft, Refused> {
    Client { env, id: pass.department() }.draft(id).await?.ok_or(Problem::UnknownDraft.into())
}

/// Whether a step made the draft, and the draft from now on.
pub(crate) fn done(step: DraftStep) -> Result<(bool, Draft), Refused> {
    match step {
        DraftStep::Done { created, now } => Ok((created, *now)),
        DraftStep::Superseded(newest) => Err(superseded(newest.as_deref())?),
        DraftStep::Refused(slug) => {
            let problem = Problem::ALL.iter().find(|problem| problem.slug() == slug);
            Err(problem.copied().unwrap_or(Problem::Internal).into())
        }
    }
}

/// Who saved what meanwhile: whoever comes second keeps what they typed, and is told whose version to look at.
fn superseded(newest: Option<&Draft>) -> Result<Refused, Refused> {
    let refused = Refused::from(Problem::DraftSuperseded);
    let Some(draft) = newest else {
        let newer = Newer { tag: None, saved: Value::Null };
        return Ok(Refused {
            detail: Some("It was deleted meanwhile.".into()),
            newer: Some(Box::new(newer)),
            ..refused
        });
    };
    let (at, by) = (moment(draft.saved_at), draft.writer()?.to_string());
    let detail = format!("Version {} was saved by {by} at {at}.", draft.version);
    let saved = Value::object([
        ("version", draft.version.into()),
        ("at", Value::String(at)),
        ("by", Value::String(by)),
        ("state", state(draft).into()),
    ]);
    let newer = Newer { tag: Some(draft.tag()), saved };
    Ok(Refused { detail: Some(detail.into()), newer: Some(Box::new(newer)), ..refused })
}

fn answered(pass: &Pass, status: u16, draft: &Draft) -> Result<Reply, Refused> {
    let reply = Reply::json(status, &Value::object(members(pass, draft)?));
    Ok(reply.with("cache-control", "no-store").with("etag", &draft.tag()))
}

fn moment(seconds: i64) -> String {
    Timestamp::from_unix_seconds(seconds).to_string()
}

/// A draft without its text.
fn members(pass: &Pass, draft: &Draft) -> Result<Vec<(&'static str, Value)>, Refused> {
    let at = |seconds: i64| Value::String(moment(seconds));
    let submitted = match &draft.submitted {
        None => Value::Null,
        Some(submitted) => Value::object([
            ("at", at(submitted.at)),
            ("by", Value::String(submitted.submitter()?.to_string())),
            ("digest", Value::string(&submitted.digest)),
            ("open", submitted.open.into()),
        ]),
    };
    let returned = draft.returned.as_ref().map_or(Value::Null, |returned| {
        Value::object([
            ("at", at(returned.at)),
            ("by", Value::string(&returned.by)),
            ("reason", Value::string(&returned.reason)),
        ])
    });
    Ok(vec![
        ("id", Value::string(&draft.id)),
        ("department", pass.department().as_str().into()),
        ("state", state(draft).into()),
        ("version", draft.version.into()),
        ("title", Value::string(&draft.title)),
        ("made_at", at(draft.made_at)),
        ("saved_at", at(draft.saved_at)),
        ("saved_by", Value::String(draft.writer()?.to_string())),
        ("own", draft.is_own(pass.actor())?.into()),
        ("submitted", submitted),
        ("returned", returned),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_whatever_is_written_of_it() {
        for (text, expected) in [
            (r#"{"title": {"en": " Buses "}}"#, "Buses"),
            (r#"{"title": {"en": " ", "cy": "Bysiau"}}"#, "Bysiau"),
            (r#"{"title": {"en": 3}}"#, ""),
            (r#"{"title": "Buses"}"#, ""),
            ("{}", ""),
        ] {
            assert_eq!(title(&serde_json::from_str(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn a_body_says_one_thing() {
        for (text, expected) in [
            (r#"{"reason": "x"}"#, Some("x")),
            (r#"{"reason": "x", "more": 1}"#, None),
            (r#"{"reason": 1}"#, None),
            ("[]", None),
        ] {
            assert_eq!(only(&serde_json::from_str(text).unwrap(), "reason"), expected, "{text}");
        }
    }
}
