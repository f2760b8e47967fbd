//! An answer, sent: `POST /v1/consultations/{id}/responses`, as JSON or as the form that the loader shows.

use super::submission::{self, Fault, answers_at_fault, field};
use super::views::{self, Filling, Shown};
use super::{Call, told_to_all};
use crate::cache::{self, Known};
use crate::http::{Fields, Sent};
use crate::ledger::{Content, Outcome};
use crate::objects::ledger::Client;
use crate::objects::ledger::Sent as Told;
use crate::reply::{Refused, Reply};
use contract::Notice;
use contract::json::Value;
use contract::{ConsultationId, IdempotencyKey, Lang, Problem, Receipt, Submission, Timestamp, limits};
use sha2::{Digest, Sha256};
use std::rc::Rc;
use worker::Env;

/// `POST /v1/consultations/{id}/responses`.
pub(crate) async fn respond(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_respond(call, id).await)
}

async fn try_respond(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let sent = call.request.sent(limits::BODY_BYTES).await?;
    let key = submission::key(call.request.header("idempotency-key").as_deref(), &sent)?;
    let judged = cache::judge(call.env, id, |known| {
        let body = submission::body(&sent, &known.record);
        submission::parse(&body, &known.record, |registered| call.caller(registered))
    });
    let form = matches!(sent, Sent::Form(_));
    let (known, (submission, caller)) = match judged.await {
        Ok(judged) => judged,
        Err((Some(known), Fault::Answers(revision, issues))) => {
            // Only a caller who may send gets here: what was typed goes back to its own page alone.
            let refused = wrong_answers(call, &known, &sent, revision, &issues).await?;
            let caller = call.caller(crate::cors::all_origins(&known.record.current().definition));
            return Ok(refused.reply().readable_by(&caller));
        }
        Err((_, Fault::Refused(refused))) => return Err(refused),
        Err((None, Fault::Answers(..))) => return Err(Problem::Internal.into()),
    };
    let told = send(call.env, &known, &key, &submission).await?;
    let result = recorded(call, &submission, told, form).await;
    Ok(result.unwrap_or_else(|refused| refused.reply()).readable_by(&caller))
}

/// The problem of answers at fault; for the loader with the form again, as it was filled in.
async fn wrong_answers(
    call: &Call<'_>,
    known: &Known,
    sent: &Sent,
    revision: u32,
    issues: &[contract::AnswerIssue],
) -> Result<Refused, Refused> {
    let revision = known.record.revision(revision).unwrap_or(known.record.current());
    let definition = &revision.definition;
    let wanted = match sent {
        Sent::Json(body) => body.get("lang").and_then(Value::as_str).unwrap_or_default(),
        Sent::Form(fields) => field(fields, "lang"),
    };
    let lang = definition.questionnaire().language_for(Lang::parse(wanted));
    let mut refused = answers_at_fault(definition, lang, issues);
    if let Sent::Form(fields) = sent {
        let filling = filling(fields, revision, lang, issues);
        let html = views::answer_form(&call.own, &known.record, &filling, Shown::Embedded).await?;
        refused.tree = Some(views::tree(&html)?);
    }
    Ok(refused)
}

/// A form as it was sent, to be shown again.
pub(super) fn filling<'a>(
    fields: &'a Fields,
    revision: &'a contract::Revision,
    lang: Lang,
    issues: &'a [contract::AnswerIssue],
) -> Filling<'a> {
    Filling {
        definition: &revision.definition,
        revision: revision.number,
        lang,
        key: field(fields, "key"),
        site: field(fields, "site"),
        page: field(fields, "page"),
        fields,
        issues,
    }
}

/// Sends an answer to its ledger. The shard follows from the key, so that a retry finds the same one.
pub(super) async fn send(
    env: &Env,
    known: &Rc<Known>,
    key: &IdempotencyKey,
    submission: &Submission,
) -> Result<(Receipt, Outcome), Refused> {
    let shard = shard_of(key, known.shards);
    let consultation = known.record.id();
    let content: [u8; 32] = Sha256::digest(submission.to_value().to_string().as_bytes()).into();
    let told = Client { env, consultation, shard }.send(key, Content::from(submission), content).await?;
    // No gate: it was never opened.
    let Told { outcome, secret } = told.ok_or(Problem::ConsultationNotOpen)?;
    Ok((Receipt::new(consultation.clone(), shard, secret), outcome))
}

/// Other answers under the key of a recorded one, from a form: the person went back to it, or never saw the first reply,
/// and changes what they said.
pub(super) async fn again(env: &Env, receipt: &Receipt, submission: &Submission) -> Result<Outcome, Refused> {
    let client = Client { env, consultation: receipt.consultation(), shard: receipt.shard() };
    Ok(client.change(receipt.secret(), Content::from(submission)).await?)
}

/// The shard of a key: keys are made by clients, so that their own bits need not be even.
fn shard_of(key: &IdempotencyKey, shards: u16) -> u16 {
    if shards < 2 {
        return 0;
    }
    let digest: [u8; 32] = Sha256::digest(key.bytes()).into();
    let number = u64::from_be_bytes(std::array::from_fn(|index| digest[index]));
    (number % u64::from(shards)) as u16
}

async fn recorded(
    call: &Call<'_>,
    submission: &Submission,
    (receipt, outcome): (Receipt, Outcome),
    form: bool,
) -> Result<Reply, Refused> {
    let lang = submission.lang();
    let outcome = match outcome {
        Outcome::Conflict if form => again(call.env, &receipt, submission).await?,
        outcome => outcome,
    };
    let (at, changed) = match outcome {
        Outcome::Recorded { at } | Outcome::Repeated { at } => (at, false),
        Outcome::Changed { recorded, .. } => (recorded, true),
        // Whoever has the key may change what it was used for, if that is what they mean.
        Outcome::Conflict => {
            return Err(Refused { receipt: Some(Box::new(receipt)), ..Problem::IdempotencyKeyReused.into() });
        }
        Outcome::Closed => return Err(shut(Problem::ConsultationClosed, Notice::Closed, lang, form).await?),
        Outcome::NotOpen => return Err(shut(Problem::ConsultationNotOpen, Notice::NotOpen, lang, form).await?),
        Outcome::Gone => return Err(shut(Problem::ReceiptWithdrawn, Notice::Withdrawn, lang, form).await?),
        Outcome::Withdrawn | Outcome::Unknown => return Err(Problem::Internal.into()),
    };
    let mut members = vec![
        ("receipt", Value::string(receipt.to_string())),
        ("recorded_at", Value::string(Timestamp::from_unix_seconds(at).to_string())),
    ];
    if form {
        let html = views::confirmation(&call.own, &receipt, lang, changed, Shown::Embedded).await?;
        members.push(("tree", views::tree(&html)?));
    }
    Ok(Reply::json(if changed { 200 } else { 201 }, &Value::object(members))
        .with("location", &format!("/v1/receipts/{receipt}"))
        .with("cache-control", "no-store"))
}

async fn shut(problem: Problem, notice: Notice, lang: Lang, form: bool) -> Result<Refused, Refused> {
    let tree = if form { Some(views::tree(&views::notice(notice, lang, Shown::Embedded).await?)?) } else { None };
    Ok(Refused { tree, ..problem.into() })
}

/// `OPTIONS /v1/consultations/{id}/responses`: any of its sites may ask; which one it sends for is seen when it sends.
pub(crate) async fn preflight(call: &Call<'_>, id: &ConsultationId) -> Reply {
    match call.caller_of(id).await {
        Ok((_, caller)) => Reply::preflight(&caller, "POST"),
        Err(refused) => refused.reply(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_stable_and_even() {
        let mut counts = [0; 4];
        for number in 0..4_000u16 {
            let mut bytes = [0; 16];
            bytes[..2].copy_from_slice(&number.to_be_bytes());
            let key = IdempotencyKey::from_bytes(bytes);
            assert_eq!((shard_of(&key, 1), shard_of(&key, 4)), (0, shard_of(&key, 4)));
            counts[usize::from(shard_of(&key, 4))] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
    }
}
