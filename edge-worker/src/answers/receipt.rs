//! What a receipt opens: `GET`, `PUT` and `DELETE /v1/receipts/{receipt}`. Whoever has it may; a page only where it is
//! registered, so that no other page can make a browser do it. A page without an origin may, since our own form in a
//! sandboxed frame is one: the receipt itself is what opens, and a browser adds nothing to it.

use super::submission::{answers_at_fault, removed_member};
use super::{Call, told_to_all};
use crate::cache::{self, Known};
use crate::cors::{Caller, NO_ORIGIN};
use crate::http::Sent;
use crate::ledger::{Content, Outcome};
use crate::objects::ledger::{Client, Reading};
use crate::reach::{self, Reach};
use crate::reply::{Refused, Reply};
use contract::json::Value;
use contract::{Personal, Problem, Receipt, Rejection, Submission, Timestamp, limits};
use std::rc::Rc;
use worker::Env;

/// A response as its receipt opens it.
pub(super) struct Opened {
    pub(super) recorded_at: Timestamp,
    pub(super) changed_at: Option<Timestamp>,
    /// Until when it is kept.
    pub(super) kept_until: Option<Timestamp>,
    pub(super) content: Content,
}

/// `GET`.
pub(crate) async fn read(call: &Call<'_>, receipt: &Receipt) -> Reply {
    told_to_all(try_read(call, receipt).await)
}

async fn try_read(call: &Call<'_>, receipt: &Receipt) -> Result<Reply, Refused> {
    let caller = caller_of(call, receipt).await?;
    let opened = open(call.env, receipt).await?;
    let moment = |moment: Timestamp| Value::string(moment.to_string());
    let content = &opened.content;
    let body = Value::object([
        ("receipt", Value::string(receipt.to_string())),
        ("consultation", receipt.consultation().as_str().into()),
        ("revision", content.revision.into()),
        ("site", content.site.as_str().into()),
        ("lang", content.lang.code().into()),
        ("page", content.page.as_ref().map_or(Value::Null, |page| page.as_str().into())),
        ("recorded_at", moment(opened.recorded_at)),
        ("changed_at", opened.changed_at.map_or(Value::Null, moment)),
        ("kept_until", opened.kept_until.map_or(Value::Null, moment)),
        ("answers", content.answers_value()),
    ]);
    Ok(Reply::json(200, &body).with("cache-control", "no-store").readable_by(&caller))
}

/// `PUT`: the body is that of a first answer; where it was first answered stays.
pub(crate) async fn change(call: &Call<'_>, receipt: &Receipt) -> Reply {
    told_to_all(try_change(call, receipt).await)
}

async fn try_change(call: &Call<'_>, receipt: &Receipt) -> Result<Reply, Refused> {
    let body = call.request.json(limits::BODY_BYTES).await?;
    let caller = caller_of(call, receipt).await?;
    let result = match changed(call.env, receipt, &Sent::Json(body)).await {
        Ok(Changed { recorded, changed, removed }) => {
            let moment = |seconds| Value::string(Timestamp::from_unix_seconds(seconds).to_string());
            let mut members = vec![
                ("receipt", Value::string(receipt.to_string())),
                ("recorded_at", moment(recorded)),
                ("changed_at", changed.map_or(Value::Null, moment)),
            ];
            members.extend(removed_member(&removed));
            Reply::json(200, &Value::object(members)).with("cache-control", "no-store")
        }
        Err(NotChanged::Refused(refused)) => return Err(refused),
        Err(NotChanged::Answers { refused, .. }) => refused.reply(),
    };
    Ok(result.readable_by(&caller))
}

/// A change that was made.
pub(super) struct Changed {
    recorded: i64,
    changed: Option<i64>,
    removed: Vec<Personal>,
}

/// Why an answer was not changed.
pub(super) enum NotChanged {
    /// Not because of the answers.
    Refused(Refused),
    /// The answers to this revision are at fault.
    Answers { revision: Box<contract::Revision>, refused: Refused },
}

impl From<Refused> for NotChanged {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Problem> for NotChanged {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.into())
    }
}

/// Changes an answer.
pub(super) async fn changed(env: &Env, receipt: &Receipt, sent: &Sent) -> Result<Changed, NotChanged> {
    let judged = cache::judge(env, receipt.consultation(), |known| {
        match Submission::parse(&super::submission::body(sent, &known.record), &known.record) {
            Ok(submission) => Ok(submission),
            Err(Rejection::Answers(issues)) => {
                let body = super::submission::body(sent, &known.record);
                let number =
                    body.get("revision").and_then(Value::as_integer).and_then(|number| u32::try_from(number).ok());
                let revision =
                    number.and_then(|number| known.record.revision(number)).unwrap_or(known.record.current());
                let lang = body.get("lang").and_then(Value::as_str).and_then(contract::Lang::parse);
                let lang = revision.definition.questionnaire().language_for(lang);
                let refused = answers_at_fault(&revision.definition, lang, &issues);
                Err(NotChanged::Answers { revision: Box::new(revision.clone()), refused })
            }
            Err(rejection) => Err(rejection.problem().into()),
        }
    });
    let (_, submission) = judged.await.map_err(|(_, fault)| fault)?;
    let told = client(env, receipt).change(receipt.secret(), Content::from(&submission)).await;
    match told.map_err(Refused::from)? {
        Outcome::Changed { recorded, changed } => {
            Ok(Changed { recorded, changed, removed: submission.removed().to_vec() })
        }
        other => Err(refusal(other).into()),
    }
}

/// `DELETE`.
pub(crate) async fn withdraw(call: &Call<'_>, receipt: &Receipt) -> Reply {
    told_to_all(try_withdraw(call, receipt).await)
}

async fn try_withdraw(call: &Call<'_>, receipt: &Receipt) -> Result<Reply, Refused> {
    let caller = caller_of(call, receipt).await?;
    withdrawn(call.env, receipt).await?;
    Ok(Reply::empty(204).with("cache-control", "no-store").readable_by(&caller))
}

/// Withdraws an answer.
pub(super) async fn withdrawn(env: &Env, receipt: &Receipt) -> Result<(), Refused> {
    match client(env, receipt).withdraw(receipt.secret()).await? {
        Outcome::Withdrawn => {
            reach::count(env, receipt.consultation(), None, Reach::WITHDRAWN).await;
            Ok(())
        }
        other => Err(refusal(other).into()),
    }
}

/// Reads an answer.
pub(super) async fn open(env: &Env, receipt: &Receipt) -> Result<Opened, Refused> {
    match client(env, receipt).read(receipt.secret()).await? {
        Reading::Found { recorded, changed, until, content } => Ok(Opened {
            recorded_at: Timestamp::from_unix_seconds(recorded),
            changed_at: changed.map(Timestamp::from_unix_seconds),
            kept_until: until.map(Timestamp::from_unix_seconds),
            content,
        }),
        Reading::Gone => Err(Problem::ReceiptWithdrawn.into()),
        Reading::Deleted => Err(Problem::ReceiptDeleted.into()),
        Reading::Unknown => Err(Problem::ReceiptUnknown.into()),
    }
}

/// `OPTIONS`.
pub(crate) async fn preflight(call: &Call<'_>, receipt: &Receipt) -> Reply {
    match caller_of(call, receipt).await {
        Ok(caller) => Reply::preflight(&caller, "GET, PUT, DELETE"),
        Err(refused) => refused.reply(),
    }
}

/// Who calls, where there may be such a receipt.
async fn caller_of(call: &Call<'_>, receipt: &Receipt) -> Result<Caller, Refused> {
    let (known, caller) = match call.request.header("origin").as_deref() {
        Some(NO_ORIGIN) => {
            (cache::consultation(call.env, receipt.consultation()).await.map_err(as_receipt)?, Caller::Framed)
        }
        _ => call.caller_of(receipt.consultation()).await.map_err(as_receipt)?,
    };
    may_exist(call.env, known, receipt).await?;
    Ok(caller)
}

/// The consultation of a receipt.
pub(super) async fn consultation(env: &Env, receipt: &Receipt) -> Result<Rc<Known>, Refused> {
    let known = cache::consultation(env, receipt.consultation()).await.map_err(as_receipt)?;
    may_exist(env, known, receipt).await
}

/// No object is woken for a shard that there is not. One that this isolate does not know of may be new.
async fn may_exist(env: &Env, known: Rc<Known>, receipt: &Receipt) -> Result<Rc<Known>, Refused> {
    let is_there = |known: &Known| receipt.shard() < known.shards.count();
    let known = if is_there(&known) { known } else { cache::newest(env, receipt.consultation()).await? };
    if is_there(&known) { Ok(known) } else { Err(Problem::ReceiptUnknown.into()) }
}

/// A receipt of a consultation that is not there is told as what it is: nobody's.
fn as_receipt(refused: Refused) -> Refused {
    match refused.problem {
        Problem::UnknownConsultation => Problem::ReceiptUnknown.into(),
        _ => refused,
    }
}

fn client<'a>(env: &'a Env, receipt: &'a Receipt) -> Client<'a> {
    Client { env, consultation: receipt.consultation(), shard: receipt.shard() }
}

fn refusal(outcome: Outcome) -> Problem {
    match outcome {
        Outcome::Unknown => Problem::ReceiptUnknown,
        Outcome::Gone => Problem::ReceiptWithdrawn,
        Outcome::Deleted => Problem::ReceiptDeleted,
        Outcome::Closed => Problem::ConsultationClosed,
        Outcome::NotOpen => Problem::ConsultationNotOpen,
        Outcome::Recorded { .. }
        | Outcome::Repeated { .. }
        | Outcome::Conflict
        | Outcome::ProofNeeded
        | Outcome::ProofRefused
        | Outcome::Changed { .. }
        | Outcome::Withdrawn
        | Outcome::Moved => Problem::Internal,
    }
}
