//! An answer, sent: `POST /v1/consultations/{id}/responses`, as JSON or as the form that the loader shows.

use super::part::{Next, Shows};
use super::submission::{self, Fault, answers_at_fault, field};
use super::views::{self, Filling, Shown};
use super::{Call, release, told_to_all};
use crate::cache::{self, Known};
use crate::config;
use crate::http::{Fields, Sent};
use crate::ledger::{Admission, Content, Outcome, Slot};
use crate::objects::ledger::Client;
use crate::objects::ledger::Sent as Told;
use crate::protect::{self, Judged, Proof};
use crate::reply::{Pressure, Refused, Reply};
use contract::Notice;
use contract::json::Value;
use contract::{
    ConsultationId, IdempotencyKey, Lang, Problem, Receipt, Revision, State, Submission, Timestamp, limits,
};
use futures_util::future::join;
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
    let site = match &sent {
        Sent::Form(fields) => field(fields, "site"),
        Sent::Json(_) => "",
    };
    let judged = cache::judge(call.env, id, |known| {
        let body = submission::body(&sent, &known.record);
        submission::parse(&body, &known.record, |registered| call.caller_for(known, site, registered))
    });
    let fields = match &sent {
        Sent::Form(fields) => Some(fields),
        Sent::Json(_) => None,
    };
    let turned = |known: &Known| {
        let fields = fields?;
        let next = Shows::Loader.next(revision(known, fields).definition.questionnaire(), fields)?;
        Some((fields, next))
    };
    let (known, judged) = match judged.await {
        Ok((known, judged)) => (known, Ok(judged)),
        Err((Some(known), Fault::Answers(revision, issues))) => (known, Err((revision, issues))),
        Err((_, Fault::Refused(refused))) => return Err(refused),
        Err((None, Fault::Answers(..))) => return Err(Problem::Internal.into()),
    };
    // Only a caller who may send gets here: what was typed goes back to its own page alone.
    let caller = match &judged {
        Ok((_, caller)) => caller.clone(),
        Err(_) => call.caller_for(&known, site, crate::cors::all_origins(&known.record.current().definition)),
    };
    let result = match (turned(&known), judged) {
        (Some((fields, next)), _) => another_part(call, &known, fields, next),
        (None, Err((number, issues))) => {
            let revision = known.record.revision(number).unwrap_or(known.record.current());
            Err(wrong_answers(call, &known, &sent, revision, &issues)?)
        }
        (None, Ok((submission, _))) => {
            let admitted = protect::judge(call, &known, &submission, &key, Proof::of(&sent)).await?;
            let told = send(call, &known, &key, &submission, &admitted).await?;
            recorded(call, &known, &submission, told, fields.is_some()).await
        }
    };
    Ok(result.unwrap_or_else(|refused| refused.reply()).readable_by(&caller))
}

/// The revision that a form names.
pub(super) fn revision<'a>(known: &'a Known, fields: &Fields) -> &'a Revision {
    let number = field(fields, "revision").parse().ok();
    number.and_then(|number| known.record.revision(number)).unwrap_or(known.record.current())
}

/// The next part of a form in parts, or the same again where something is wrong in it.
fn another_part(call: &Call<'_>, known: &Known, fields: &Fields, next: Next) -> Result<Reply, Refused> {
    let revision = revision(known, fields);
    let lang = revision.definition.questionnaire().language_for(Lang::parse(field(fields, "lang")));
    let filling = filling(fields, revision, lang, Some(next.at), !next.wrong.is_empty());
    let html = views::answer_form(&call.own, &known.record, &filling, Shown::Embedded)?;
    let tree = views::tree(&html)?;
    if next.wrong.is_empty() {
        return Ok(Reply::json(200, &Value::object([("tree", tree)])).with("cache-control", "no-store"));
    }
    Err(Refused { tree: Some(tree), ..answers_at_fault(&revision.definition, lang, &next.wrong) })
}

/// The problem of answers at fault; for the loader with the form again, as it was filled in.
fn wrong_answers(
    call: &Call<'_>,
    known: &Known,
    sent: &Sent,
    revision: &Revision,
    issues: &[contract::AnswerIssue],
) -> Result<Refused, Refused> {
    let definition = &revision.definition;
    let wanted = match sent {
        Sent::Json(body) => body.get("lang").and_then(Value::as_str).unwrap_or_default(),
        Sent::Form(fields) => field(fields, "lang"),
    };
    let lang = definition.questionnaire().language_for(Lang::parse(wanted));
    let mut refused = answers_at_fault(definition, lang, issues);
    if let Sent::Form(fields) = sent {
        let part = Shows::Loader.first_wrong(definition.questionnaire(), fields);
        let filling = filling(fields, revision, lang, part, true);
        let html = views::answer_form(&call.own, &known.record, &filling, Shown::Embedded)?;
        refused.tree = Some(views::tree(&html)?);
    }
    Ok(refused)
}

/// A form as it was sent, to be shown again.
pub(super) fn filling<'a>(
    fields: &'a Fields,
    revision: &'a Revision,
    lang: Lang,
    part: Option<usize>,
    checked: bool,
) -> Filling<'a> {
    Filling {
        definition: &revision.definition,
        revision: revision.number,
        lang,
        asked: revision.definition.questionnaire().lacking(Lang::parse(field(fields, "asked"))),
        key: field(fields, "key"),
        site: field(fields, "site"),
        page: field(fields, "page"),
        note: field(fields, "note"),
        fields,
        part,
        checked,
    }
}

/// Asks for the newest number of shards before an answer is given up. Each time some raise came between.
const ROUNDS: u8 = 3;

/// Sends an answer to its ledger: to each home that its key ever had, the oldest first, until one decides. A retry finds
/// the one that did.
pub(super) async fn send(
    call: &Call<'_>,
    known: &Rc<Known>,
    key: &IdempotencyKey,
    submission: &Submission,
    admitted: &Judged,
) -> Result<(Receipt, Outcome), Refused> {
    let consultation = known.record.id();
    let content: [u8; 32] = Sha256::digest(submission.to_value().to_string().as_bytes()).into();
    // Before the consultation was first opened it has no ledger.
    let newest = match known.record.state() {
        State::Draft => cache::newest(call.env, consultation).await?,
        _ => known.clone(),
    };
    if newest.record.state() == State::Draft {
        return Err(Problem::ConsultationNotOpen.into());
    }
    let sending = decided(call.env, &newest, key, Content::from(submission), content, admitted.admission);
    let (told, ()) = join(sending, protect::exchange(call, known, admitted)).await;
    let (receipt, outcome) = told?;
    if matches!(outcome, Outcome::Recorded { .. }) {
        protect::recorded(known, admitted);
    }
    Ok((receipt, outcome))
}

async fn decided(
    env: &Env,
    known: &Known,
    key: &IdempotencyKey,
    content: Content,
    sha256: [u8; 32],
    admission: Admission,
) -> Result<(Receipt, Outcome), Refused> {
    let consultation = known.record.id();
    let mut shards = known.shards.clone();
    for _ in 0..ROUNDS {
        for shard in shards.homes(Slot::of(key)) {
            let client = Client { env, consultation, shard };
            let Told { outcome, secret } = client.send(key, content.clone(), sha256, admission).await?;
            if outcome != Outcome::Moved {
                return Ok((Receipt::new(consultation.clone(), shard, secret), outcome));
            }
        }
        // It moved while this isolate remembered an older number.
        shards = cache::newest(env, consultation).await?.shards.clone();
    }
    Err(Problem::Internal.into())
}

/// Other answers under the key of a recorded one, from a form: the person went back to it, or never saw the first reply,
/// and changes what they said.
pub(super) async fn again(env: &Env, receipt: &Receipt, submission: &Submission) -> Result<Outcome, Refused> {
    let client = Client { env, consultation: receipt.consultation(), shard: receipt.shard() };
    Ok(client.change(receipt.secret(), Content::from(submission)).await?)
}

async fn recorded(
    call: &Call<'_>,
    known: &Known,
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
        Outcome::Closed => return Err(shut(Problem::ConsultationClosed, Notice::Closed, lang, form)?),
        Outcome::NotOpen => return Err(shut(Problem::ConsultationNotOpen, Notice::NotOpen, lang, form)?),
        Outcome::Gone => return Err(shut(Problem::ReceiptWithdrawn, Notice::Withdrawn, lang, form)?),
        Outcome::Deleted => return Err(Problem::ReceiptDeleted.into()),
        Outcome::ProofNeeded => return Err(proof_first(call, Problem::ProofNeeded, lang)),
        Outcome::ProofRefused => return Err(proof_first(call, Problem::ProofRefused, lang)),
        Outcome::Withdrawn | Outcome::Unknown | Outcome::Moved => return Err(Problem::Internal.into()),
    };
    let mut members = vec![
        ("receipt", Value::string(receipt.to_string())),
        ("recorded_at", Value::string(Timestamp::from_unix_seconds(at).to_string())),
    ];
    members.extend(submission::removed_member(submission.removed()));
    if form {
        let others = release::others(call, known, lang).await;
        let html = views::confirmation(&call.own, &receipt, lang, changed, others)?;
        members.push(("tree", views::tree(&html)?));
    }
    Ok(Reply::json(if changed { 200 } else { 201 }, &Value::object(members))
        .with("location", &format!("/v1/receipts/{receipt}"))
        .with("cache-control", "no-store"))
}

/// A proof is needed, with what the person reads while the browser makes one.
fn proof_first(call: &Call<'_>, problem: Problem, lang: Lang) -> Refused {
    let limit = config::pressure_limits(call.env).consultation_a_minute;
    // Without a proof: with one it goes on at once.
    let quota = Pressure::Quota { policy: "without-proof", limit, window_seconds: 60, remaining: 0, reset_seconds: 60 };
    let pressure = (problem == Problem::ProofNeeded).then(|| Box::new(quota));
    Refused { detail: Some(lang.page_strings().proving.into()), pressure, ..problem.into() }
}

fn shut(problem: Problem, notice: Notice, lang: Lang, form: bool) -> Result<Refused, Refused> {
    let tree = if form { Some(views::tree(&views::notice(notice, lang, Shown::Embedded)?)?) } else { None };
    Ok(Refused { tree, ..problem.into() })
}

/// `OPTIONS /v1/consultations/{id}/responses`: any of its sites may ask; which one it sends for is seen when it sends.
pub(crate) async fn preflight(call: &Call<'_>, id: &ConsultationId) -> Reply {
    match call.caller_of(id).await {
        Ok((_, caller)) => Reply::preflight(&caller, "POST"),
        Err(refused) => refused.reply(),
    }
}
