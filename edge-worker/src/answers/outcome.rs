//! What became of a consultation, for everyone: `GET /v1/consultations/{id}/outcome` and `/f/{id}/outcome`.

use super::public::published;
use super::{Call, shared, told_to_all};
use crate::cache::{Known, Told};
use crate::pages::outcome::{self as page, Level, Standing};
use crate::pages::share;
use crate::reply::{Refused, Reply};
use crate::{assets, clock};
use contract::json::Value;
use contract::outcome::due_on;
use contract::{ConsultationId, Lang, Timestamp};

/// `GET /v1/consultations/{id}/outcome`: when it is due, and what it is once that is published.
pub(crate) async fn read(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_read(call, id).await).readable_by_all()
}

async fn try_read(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let mut members = vec![("consultation", known.record.id().as_str().into())];
    members.extend(clock_members(&known));
    members.push(("outcome", known.outcome.as_ref().map_or(Value::Null, told)));
    Ok(Reply::json(200, &Value::object(members))
        .with("cache-control", "public, max-age=5")
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// When it closed and by when its outcome is due: both `null` while it takes answers.
pub(crate) fn clock_members(known: &Known) -> [(&'static str, Value); 2] {
    let closed = known.closed_at(clock::now());
    let day = closed.map(|closed| due_on(closed).to_string());
    [
        ("closed_at", closed.map_or(Value::Null, |closed| Value::string(closed.to_string()))),
        ("due_on", day.map_or(Value::Null, Value::string)),
    ]
}

fn told(told: &Told) -> Value {
    let moment = |at: Timestamp| Value::string(at.to_string());
    let changed = if told.at == told.first_at { Value::Null } else { moment(told.at) };
    let mut members =
        vec![("version", told.version.into()), ("published_at", moment(told.first_at)), ("changed_at", changed)];
    members.extend(told.outcome.parts().map(|(name, text)| (name, text.to_value())));
    Value::object(members)
}

/// `GET /f/{id}/outcome?lang=`.
pub(crate) async fn page(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let lang = call.language(&known.record.current().definition);
    let path = format!("/f/{id}/outcome");
    let head = share::head(&shared(call, &known, lang, &path));
    Ok(Reply::page(200, lang, page::page(&known.record, standing(&known), lang, head, &assets::folder())))
}

/// Where it stands.
pub(crate) fn standing(known: &Known) -> Standing<'_> {
    let now = clock::now();
    Standing { told: known.outcome.as_ref(), due_on: known.closed_at(now).map(due_on), now }
}

/// The outcome, or when it is due, for a page of ours or the widget; `None` while answers are taken, and where nothing is
/// known.
pub(super) fn section(known: &Known, lang: Lang, level: Level) -> Option<String> {
    let standing = standing(known);
    known.record.taking_answers(standing.now).err()?;
    page::section(standing, lang, level).map(|section| section.into_string())
}

/// What it adds to the tag of a form that shows it: the day, by which the words change.
pub(super) fn tag(known: &Known) -> String {
    match known.outcome {
        Some(_) => String::new(),
        None => format!(".{}", clock::now().day().days()),
    }
}
