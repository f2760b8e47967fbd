//! What a consultation asked in each of its revisions, and how they differ, for anyone: each was what everyone could read.

use super::public::{published, tagged};
use super::{Call, told_to_all};
use crate::reply::{Refused, Reply};
use contract::authoring::{Change, difference};
use contract::json::Value;
use contract::{Consultation, ConsultationId, Problem, State};

/// `GET /v1/consultations/{id}/revisions`: the newest first.
pub(crate) async fn list(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_list(call, id).await).readable_by_all()
}

async fn try_list(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let revision = |number: u32| {
        let address = format!("/v1/consultations/{id}/revisions/{number}");
        Value::object([("revision", number.into()), ("address", Value::String(address))])
    };
    let numbers = known.record.revisions().iter().rev().map(|own| revision(own.number));
    let body = Value::object([
        ("consultation", id.as_str().into()),
        ("current", known.record.current().number.into()),
        ("revisions", Value::Array(numbers.collect())),
    ]);
    Ok(tagged(call, Reply::json(200, &body), &format!(".{}", known.version)))
}

/// `GET /v1/consultations/{id}/revisions/{number}?against=`: what it asked, and how that differs from another one, the one
/// before where none is named.
pub(crate) async fn one(call: &Call<'_>, id: &ConsultationId, number: u32) -> Reply {
    told_to_all(try_one(call, id, number).await).readable_by_all()
}

async fn try_one(call: &Call<'_>, id: &ConsultationId, number: u32) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let record = &known.record;
    let own = record.revision(number).ok_or(Problem::WrongRevision)?;
    let against = match call.request.query("against") {
        None => number.checked_sub(1).filter(|earlier| *earlier > 0),
        Some(text) => Some(text.parse().map_err(|_| Problem::WrongRevision)?),
    };
    let changes = match against {
        Some(against) => changes(record, against, number, false)?.iter().map(|change| change.to_value(true)).collect(),
        None => Vec::new(),
    };
    let body = Value::object([
        ("consultation", id.as_str().into()),
        ("revision", number.into()),
        ("definition", own.definition.to_public_value()),
        ("against", against.map_or(Value::Null, Into::into)),
        ("changes", Value::Array(changes)),
    ]);
    Ok(tagged(call, Reply::json(200, &body), &format!(".{}.{number}.{against:?}", known.version)))
}

/// How one revision differs from another. `whole`: with the sites, which are for the department's eyes.
pub(crate) fn changes(record: &Consultation, from: u32, to: u32, whole: bool) -> Result<Vec<Change>, Problem> {
    let document = |number: u32| {
        let definition = &record.revision(number).ok_or(Problem::WrongRevision)?.definition;
        Ok(if whole { definition.to_value() } else { definition.to_public_value() })
    };
    Ok(difference(&document(from)?, &document(to)?))
}

/// Whether a consultation may have answers.
pub(crate) fn asked(record: &Consultation) -> bool {
    record.state() != State::Draft
}
