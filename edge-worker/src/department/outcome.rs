//! What became of a consultation, as its department writes it and another person approves it: as calls and as pages.

use super::author::told;
use super::figures::private;
use super::own;
use super::pages::department;
use crate::access::Pass;
use crate::answers::outcome::{clock_members, standing};
use crate::cache::{self, Known};
use crate::http::{Fields, Incoming};
use crate::objects::consultation::Client;
use crate::objects::outcomes::{Step, Version};
use crate::pages::outcome_draft::{self as page, Arrival, Draft, Newest};
use crate::reply::{Refused, Reply, Wrong};
use crate::{approval, assets, clock};
use contract::json::Value;
use contract::outcome::Outcome;
use contract::{ConsultationId, Fault, Issue, Lang, Problem, Timestamp, limits};
use worker::Env;

/// Bytes of what says which version is approved.
const APPROVAL_BYTES: usize = 1024;

/// `GET /v1/departments/{department}/consultations/{id}/outcome`.
pub(crate) async fn read(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let newest = Client { env, id }.outcome().await?;
    let newest = newest.as_ref().map(|newest| version(&known, newest)).transpose()?;
    let mut members = vec![("consultation", id.as_str().into())];
    members.extend(clock_members(&known));
    members.push(("published", known.outcome.as_ref().map_or(Value::Null, |told| told.version.into())));
    members.push(("newest", newest.map_or(Value::Null, Value::object)));
    Ok(private(Reply::json(200, &Value::object(members))).tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `PUT` to the same address: `{"asked": {"en": "..."}, "said": {...}, "did": {...}}`. The same texts again change nothing.
pub(crate) async fn put(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let document = request.json(limits::DOCUMENT_BYTES).await?;
    let languages = known.record.current().definition.questionnaire().languages();
    let outcome = Outcome::parse(&document, languages).map_err(|issues| Refused {
        errors: issues.into_iter().map(told).map(wrong).collect(),
        ..Problem::InvalidOutcome.into()
    })?;
    let step = Client { env, id }.write_outcome(pass.department(), &outcome, None, pass.actor()).await?;
    answered(&known, step)
}

/// `POST .../outcome/approve`: `{"version": 2}`, the version that was read.
pub(crate) async fn approve(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let body = request.json(APPROVAL_BYTES).await?;
    let alone = matches!(&body, Value::Object(members) if members.len() == 1);
    let seen = body.get("version").and_then(Value::as_integer).filter(|_| alone);
    let seen = seen.and_then(|seen| u32::try_from(seen).ok()).ok_or(Problem::MalformedRequest)?;
    let step = approved(env, pass, id, seen).await?;
    answered(&known, step)
}

async fn approved(env: &Env, pass: &Pass, id: &ConsultationId, seen: u32) -> Result<Step, Refused> {
    let step = Client { env, id }.approve_outcome(pass.department(), seen, pass.actor()).await?;
    cache::forget(id);
    Ok(step)
}

fn answered(known: &Known, step: Step) -> Result<Reply, Refused> {
    let newest = done(step)?;
    Ok(Reply::json(200, &Value::object(version(known, &newest)?)).with("cache-control", "no-store"))
}

fn done(step: Step) -> Result<Version, Refused> {
    match step {
        Step::Done(version) => Ok(*version),
        Step::Untranslated(missing) => {
            Err(Refused { errors: missing.into_iter().map(wrong).collect(), ..Problem::OutcomeUntranslated.into() })
        }
        Step::Refused(slug) => {
            let problem = Problem::ALL.iter().find(|problem| problem.slug() == slug);
            Err(problem.copied().unwrap_or(Problem::Internal).into())
        }
    }
}

fn wrong((pointer, detail): (String, String)) -> Wrong {
    Wrong { problem: None, pointer, detail }
}

/// A version as its department reads it.
fn version(known: &Known, version: &Version) -> Result<Vec<(&'static str, Value)>, Refused> {
    let outcome = version.read()?;
    let missing = outcome.translations_missing(known.record.current().definition.questionnaire().languages());
    let missing = missing.into_iter().map(told).map(|(pointer, detail)| {
        Value::object([("pointer", Value::String(pointer)), ("detail", Value::String(detail))])
    });
    let approved = version.approver()?;
    let mut members = vec![
        ("version", version.number.into()),
        ("written_at", Value::string(Timestamp::from_unix_seconds(version.written_at).to_string())),
        ("written_by", Value::string(version.writer()?.to_string())),
        ("approved_at", approved.as_ref().map_or(Value::Null, |(at, _)| Value::string(at.to_string()))),
        ("approved_by", approved.as_ref().map_or(Value::Null, |(_, by)| Value::string(by.to_string()))),
        ("untranslated", Value::Array(missing.collect())),
    ];
    members.extend(outcome.parts().map(|(name, text)| (name, text.to_value())));
    Ok(members)
}

/// `GET /d/{department}/{id}/outcome`, with `?saved` or `?approved` after the form.
pub(crate) async fn page(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let has = |name: &str| request.query(name).is_some();
    let arrival = match (has("saved"), has("approved")) {
        (true, _) => Arrival::Saved,
        (_, true) => Arrival::Approved,
        _ => Arrival::First,
    };
    shown(env, pass, &known, arrival, 200).await
}

/// `POST /d/{department}/{id}/outcome`: the texts.
pub(crate) async fn send(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let fields = request.form(limits::DOCUMENT_BYTES).await?;
    let languages = known.record.current().definition.questionnaire().languages();
    let outcome = match Outcome::parse(&of_form(&fields, languages), languages) {
        Ok(outcome) => outcome,
        Err(issues) => {
            let faults = issues.into_iter().map(|issue| faulty(&issue, languages)).collect();
            return shown(env, pass, &known, Arrival::Wrong(fields, faults), 422).await;
        }
    };
    let after = fields.iter().find(|(name, _)| name == "after").and_then(|(_, value)| value.parse().ok());
    match done(Client { env, id }.write_outcome(pass.department(), &outcome, after, pass.actor()).await?) {
        Ok(_) => Ok(Reply::see_other(&format!("/d/{}/{id}/outcome?saved", pass.department()))),
        Err(refused) if refused.problem.status() == 409 => {
            let words = match refused.problem {
                Problem::VersionSuperseded => {
                    "Somebody saved another version meanwhile. It stands above; what you wrote is below, and not saved yet"
                }
                problem => problem.title(),
            };
            let faults = vec![(format!("asked.{}", languages[0].code()), words.to_owned())];
            shown(env, pass, &known, Arrival::Wrong(fields, faults), 409).await
        }
        Err(refused) => Err(refused),
    }
}

/// `POST /d/{department}/{id}/outcome/approve`.
pub(crate) async fn approve_sent(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let fields = request.form(APPROVAL_BYTES).await?;
    let seen = fields.iter().find(|(name, _)| name == "version").and_then(|(_, value)| value.parse().ok());
    match done(approved(env, pass, id, seen.ok_or(Problem::MalformedRequest)?).await?) {
        Ok(_) => Ok(Reply::see_other(&format!("/d/{}/{id}/outcome?approved", pass.department()))),
        Err(refused) => {
            let status = refused.problem.status();
            shown(env, pass, &known, Arrival::NotApproved(refused.problem.title()), status).await
        }
    }
}

async fn shown(env: &Env, pass: &Pass, known: &Known, arrival: Arrival, status: u16) -> Result<Reply, Refused> {
    let newest = Client { env, id: known.record.id() }.outcome().await?;
    let newest = newest.as_ref().map(|newest| {
        let writer = newest.writer()?;
        Ok::<_, Refused>(Newest {
            number: newest.number,
            outcome: newest.read()?,
            written_at: Timestamp::from_unix_seconds(newest.written_at),
            by: writer.to_string(),
            own: approval::same(&writer, pass.actor()),
            approved: newest.approver()?.map(|(at, by)| (at, by.to_string())),
        })
    });
    let draft = Draft {
        department: department(env, pass)?,
        record: &known.record,
        standing: standing(known),
        over: known.record.taking_answers(clock::now()) == Err(Problem::ConsultationClosed),
        newest: newest.transpose()?,
        arrival,
    };
    Ok(Reply::page(status, Lang::En, page::draft(&draft, &assets::folder())))
}

/// What a form says, as the call's body would: what is left blank is not there.
fn of_form(fields: &Fields, languages: &[Lang]) -> Value {
    let texts = |part: &str| {
        let text = |lang: &Lang| {
            let name = format!("{part}.{}", lang.code());
            let (_, value) = fields.iter().find(|(own, value)| *own == name && !value.trim().is_empty())?;
            // A form's lines end in two characters, of which a text keeps one.
            Some((lang.code(), Value::string(value.replace("\r\n", "\n").trim())))
        };
        Value::object(languages.iter().filter_map(text))
    };
    Value::object(Outcome::PARTS.map(|part| (part, texts(part))))
}

/// A fault with the field that it is in.
fn faulty(issue: &Issue, languages: &[Lang]) -> (String, String) {
    let mut segments = issue.pointer.split('/').skip(1);
    let part = segments.next().unwrap_or_default();
    let lang = segments.next().and_then(Lang::parse).unwrap_or(languages[0]);
    let label = page::label(part, lang, languages.len() > 1);
    let words = match &issue.fault {
        Fault::Missing => format!("Write “{label}”"),
        Fault::TooLong { limit } => format!("“{label}” must be {limit} characters or fewer"),
        fault => format!("“{label}”: {fault}"),
    };
    (format!("{part}.{}", lang.code()), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(all: &[(&str, &str)]) -> Fields {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_says_what_a_call_would() {
        let sent = fields(&[
            ("after", "2"),
            ("asked.en", " One\r\ntwo "),
            ("asked.cy", ""),
            ("said.en", "s"),
            ("did.cy", "D"),
            ("did.pl", "not asked"),
        ]);
        assert_eq!(
            of_form(&sent, &[Lang::En, Lang::Cy]).to_string(),
            r#"{"asked":{"en":"One\ntwo"},"said":{"en":"s"},"did":{"cy":"D"}}"#
        );
    }

    #[test]
    fn a_fault_names_its_field() {
        let languages = [Lang::En, Lang::Cy];
        let issue = |pointer: &str, fault| Issue { pointer: pointer.to_owned(), fault };
        for (issue, field, words) in [
            (issue("/did/en", Fault::Missing), "did.en", "Write “We did (English)”"),
            (
                issue("/said/cy", Fault::TooLong { limit: 4_000 }),
                "said.cy",
                "“You said (Cymraeg)” must be 4000 characters or fewer",
            ),
        ] {
            assert_eq!(faulty(&issue, &languages), (field.to_owned(), words.to_owned()));
        }
    }
}
