//! Writing a consultation, opening, closing and archiving it.

use crate::access::Pass;
use crate::cache;
use crate::http::Incoming;
use crate::objects::consultation::{Client, Step};
use crate::objects::department::{self, Did};
use crate::objects::revisions::Authors;
use crate::reply::{Refused, Reply, Wrong};
use contract::audit::Action;
use contract::json::Value;
use contract::{Consultation, ConsultationId, Definition, DepartmentId, Issue, Problem, limits};
use worker::Env;

/// What a department does with a consultation's life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Turn {
    /// Opens it.
    Open,
    /// Closes it.
    Close,
    /// Archives it.
    Archive,
}

/// `PUT /v1/departments/{department}/consultations/{id}`.
pub(crate) async fn put(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let department = pass.department();
    let document = request.json(limits::DOCUMENT_BYTES).await?;
    let definition = Definition::parse(&document).map_err(|issues| faulty(issues.into_iter().map(told)))?;
    room(env, department, id).await?;
    let authors = Authors { written_by: pass.actor().to_string(), approved_by: None };
    let step = Client { env, id }.put(department, &definition, authors).await?;
    taken(env, pass, id, step, Action::ConsultationPut).await
}

/// Whether a department may have this consultation besides those that it has.
pub(super) async fn room(env: &Env, department: &DepartmentId, id: &ConsultationId) -> Result<(), Refused> {
    let listed = department::Client { env, id: department }.list().await?;
    if listed.len() >= limits::CONSULTATIONS && listed.iter().all(|entry| entry.id != id.as_str()) {
        return Err(Problem::TooManyConsultations.into());
    }
    Ok(())
}

/// `POST .../open`, `.../close` and `.../archive`.
pub(crate) async fn turn(env: &Env, pass: &Pass, id: &ConsultationId, turn: Turn) -> Result<Reply, Refused> {
    let (client, department) = (Client { env, id }, pass.department());
    let (step, action) = match turn {
        Turn::Open => (client.open(department).await?, Action::ConsultationOpened),
        Turn::Close => (client.close(department).await?, Action::ConsultationClosed),
        Turn::Archive => (client.archive(department).await?, Action::ConsultationArchived),
    };
    // Another's is told of where its name is wanted, and nowhere else.
    let step = if matches!(step, Step::Taken) { Step::Unknown } else { step };
    taken(env, pass, id, step, action).await
}

/// `POST .../shards`: `{"shards": 4}`. They only rise once a consultation was open; asking for as many as there are
/// changes nothing.
pub(crate) async fn raise(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let body = request.json(limits::DOCUMENT_BYTES).await?;
    let alone = matches!(&body, Value::Object(members) if members.len() == 1);
    let wanted = body.get("shards").and_then(Value::as_integer).filter(|_| alone).ok_or(Problem::MalformedRequest)?;
    let shards = u16::try_from(wanted).ok().filter(|shards| (1..=limits::SHARDS).contains(shards));
    let shards = shards.ok_or(Problem::ShardsOutOfRange)?;
    let did = Did::new(pass.actor(), Action::ShardsRaised, id.as_str(), format!("{shards} shards"));
    let step = Client { env, id }.raise(pass.department(), shards, did).await?;
    let step = if matches!(step, Step::Taken) { Step::Unknown } else { step };
    // Noted by the consultation, which knows when it is done.
    let (_, _, record) = done(id, step)?;
    Ok(answered(false, &record))
}

async fn taken(env: &Env, pass: &Pass, id: &ConsultationId, step: Step, action: Action) -> Result<Reply, Refused> {
    let (created, changed, record) = done(id, step)?;
    // After the step: a department that asks again repairs a list and a log that missed it.
    let did = Did::new(pass.actor(), action, id.as_str(), format!("revision {}", record.current().number));
    let client = department::Client { env, id: pass.department() };
    client.note(department::entry(id, &record), did, changed).await?;
    Ok(answered(created, &record))
}

/// Whether a step made the consultation, whether it changed anything, and the consultation from now on.
pub(super) fn done(id: &ConsultationId, step: Step) -> Result<(bool, bool, Consultation), Refused> {
    // Even where it is refused: what this isolate remembers may be why the caller tried.
    cache::forget(id);
    let (created, changed, now) = match step {
        Step::Done { created, changed, now } => (created, changed, now),
        Step::Unknown => return Err(Problem::UnknownConsultation.into()),
        Step::Taken => return Err(Problem::IdentifierTaken.into()),
        Step::Refused => return Err(Problem::StateForbids.into()),
        Step::Fewer => return Err(Problem::ShardsOnlyRise.into()),
        Step::Full => return Err(Problem::TooManyRevisions.into()),
        Step::Faulty(faults) => return Err(faulty(faults.into_iter())),
    };
    Ok((created, changed, now.read(id)?))
}

fn answered(created: bool, record: &Consultation) -> Reply {
    let status = if created { 201 } else { 200 };
    Reply::json(status, &Value::object(standing(record))).with("cache-control", "no-store")
}

/// Where a consultation stands.
pub(super) fn standing(record: &Consultation) -> Vec<(&'static str, Value)> {
    let issue = |issue: Issue| {
        let (pointer, detail) = told(issue);
        Value::object([("pointer", Value::String(pointer)), ("detail", Value::String(detail))])
    };
    let untranslated =
        record.current().definition.questionnaire().translations_missing().into_iter().map(issue).collect();
    vec![
        ("id", record.id().as_str().into()),
        ("department", record.department().as_str().into()),
        ("state", record.state().name().into()),
        ("revision", record.current().number.into()),
        ("untranslated", Value::Array(untranslated)),
    ]
}

pub(super) fn told(issue: Issue) -> (String, String) {
    (issue.pointer, issue.fault.to_string())
}

fn faulty(faults: impl Iterator<Item = (String, String)>) -> Refused {
    let wrong = |(pointer, detail)| Wrong { problem: None, pointer, detail };
    Refused { errors: faults.map(wrong).collect(), ..Problem::InvalidDefinition.into() }
}
