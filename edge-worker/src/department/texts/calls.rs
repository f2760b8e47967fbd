//! The texts, the campaigns and the tags of a response, as calls.

use super::super::explore::under_way;
use super::super::figures::private;
use super::super::own;
use super::{Asked, Quote, Read, asked, mark, read};
use crate::access::Pass;
use crate::cache::Known;
use crate::clock;
use crate::http::Incoming;
use crate::objects::department::{Client, Did};
use crate::objects::marks::{Mark, Marked, Marking};
use crate::paging;
use crate::reply::{Refused, Reply, Wrong};
use crate::texts::wire::{Found, Place};
use aggregate::{Counts, Group};
use contract::audit::Action;
use contract::json::Value;
use contract::{ConsultationId, Problem, Timestamp};
use std::rc::Rc;
use worker::Env;

/// Bytes of a response's tags: twenty with the longest notes, in any script.
const BYTES: usize = 64 * 1024;

/// `GET .../texts?question=&q=&site=&lang=&tag=&campaign=&order=&limit=&cursor=`.
pub(crate) async fn texts(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let (known, asked) = asked_of(env, request, pass, id).await?;
    let limit = paging::limit(request.query("limit").as_deref())?;
    let shown = match read(env, &known, &asked, limit).await? {
        Read::Reading { read, of } => return Ok(under_way(read as i64, of as i64)),
        Read::Shown(shown) => shown,
    };
    note(env, pass, id, shown.quotes.len()).await?;
    let theme = |one: &crate::texts::wire::Theme| {
        Value::object([
            ("phrase", one.shown.as_str().into()),
            ("texts", number(one.texts)),
            ("distinct", number(one.distinct)),
        ])
    };
    let next = shown.found.next.as_ref().map(|after| Value::String(after.to_string()));
    let mut members = heading(&asked, &shown.found);
    members.extend([
        ("matched", number(shown.found.matched)),
        ("texts", Value::Array(shown.quotes.iter().map(quote).collect())),
        ("themes", Value::Array(shown.found.themes.iter().map(theme).collect())),
        ("next", next.unwrap_or(Value::Null)),
    ]);
    Ok(private(Reply::json(200, &Value::object(members))))
}

/// `GET .../campaigns?question=`.
pub(crate) async fn campaigns(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let (known, asked) = asked_of(env, request, pass, id).await?;
    let shown = match read(env, &known, &asked.all(), 0).await? {
        Read::Reading { read, of } => return Ok(under_way(read as i64, of as i64)),
        Read::Shown(shown) => shown,
    };
    note(env, pass, id, shown.samples.iter().map(Vec::len).sum()).await?;
    let (found, record) = (&shown.found, &known.record);
    let campaign = |(one, samples): (&crate::texts::wire::Shared, &Vec<Quote>)| {
        Value::object([
            ("texts", number(one.texts)),
            ("distinct", number(one.distinct)),
            ("sample", samples.first().map_or(Value::Null, quote)),
            ("others", Value::Array(samples.iter().skip(1).map(quote).collect())),
        ])
    };
    let same = found.same.iter().map(|one| {
        Value::object([("responses", number(one.count)), ("expected", Value::Number(rounded(one.expected)))])
    });
    let bursts = found.bursts.iter().map(|one| {
        Value::object([
            ("site", one.site.as_str().into()),
            ("from", moment(one.from)),
            ("responses", number(one.count as usize)),
            ("expected", Value::Number(rounded(one.expected))),
        ])
    });
    let [all, distinct, outside] = found.counts.each_ref().map(|counts| {
        let counts = Counts::from_value(counts).unwrap_or_default();
        Value::object(Group::of_counts(&counts, record).to_members())
    });
    let mut members = heading(&asked, found);
    members.extend([
        ("threshold", number(found.threshold)),
        ("campaigns", Value::Array(found.campaigns.iter().zip(&shown.samples).map(campaign).collect())),
        ("figures", Value::object([("all", all), ("distinct", distinct), ("outside", outside)])),
        ("same_answers", Value::Array(same.collect())),
        ("bursts", Value::Array(bursts.collect())),
    ]);
    Ok(private(Reply::json(200, &Value::object(members))))
}

/// `PUT .../responses/{response}/tags`: these and no others.
pub(crate) async fn put_tags(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
    response: Place,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let marks = tags(&request.json(BYTES).await?, &super::page::who(pass))?;
    match mark(env, &known, response, Marking::Exactly(marks)).await? {
        Marked::Done(marks) => {
            let members = [
                ("response", Value::string(response.to_string())),
                ("tags", Value::Array(marks.iter().map(tag).collect())),
            ];
            Ok(private(Reply::json(200, &Value::object(members))))
        }
        Marked::Unknown => Err(Problem::UnknownResponse.into()),
        Marked::Full => Err(wrong(vec![("/tags".to_owned(), "There are as many tags as there may be.".to_owned())])),
    }
}

/// Reads `{"tags": [{"tag", "note"?}]}`, and notes every fault.
fn tags(body: &Value, by: &str) -> Result<Vec<Mark>, Refused> {
    let Some(Value::Array(items)) = body.get("tags") else { return Err(Problem::MalformedRequest.into()) };
    let (mut marks, mut faults) = (Vec::new(), Vec::new());
    for (place, item) in items.iter().enumerate() {
        let member = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        match asked::mark(member("tag"), member("note"), by, clock::now().unix_seconds()) {
            Ok(mark) => marks.push(mark),
            Err((name, words)) => faults.push((format!("/tags/{place}/{name}"), words)),
        }
    }
    if faults.is_empty() { Ok(marks) } else { Err(wrong(faults)) }
}

fn wrong(faults: Vec<(String, String)>) -> Refused {
    let wrong = |(pointer, detail)| Wrong { problem: None, pointer, detail };
    Refused { errors: faults.into_iter().map(wrong).collect(), ..Problem::InvalidTags.into() }
}

async fn asked_of(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<(Rc<Known>, Asked), Refused> {
    let known = own(env, pass.department(), id).await?;
    let asked = Asked::read(&request.parameters(), &known.record).map_err(|faults| {
        let wrong = |(name, detail)| Wrong { problem: None, pointer: format!("/{name}"), detail };
        Refused { errors: faults.into_iter().map(wrong).collect(), ..Problem::MalformedRequest.into() }
    })?;
    let none = || Wrong {
        problem: None,
        pointer: "/question".to_owned(),
        detail: "No question of it is answered in words.".to_owned(),
    };
    let asked = asked.ok_or_else(|| Refused { errors: vec![none()], ..Problem::MalformedRequest.into() })?;
    Ok((known, asked))
}

/// Notes that a program read so many responses.
async fn note(env: &Env, pass: &Pass, id: &ConsultationId, count: usize) -> Result<(), Refused> {
    if count > 0 {
        let did = Did::new(pass.actor(), Action::ResponsesRead, id.as_str(), format!("{count} of them"));
        Client { env, id: pass.department() }.log(did).await?;
    }
    Ok(())
}

fn heading(asked: &Asked, found: &Found) -> Vec<(&'static str, Value)> {
    vec![
        ("question", asked.question.as_str().into()),
        ("as_of", moment(found.as_of)),
        ("all", number(found.all)),
        ("distinct", number(found.distinct)),
        ("outside", number(found.outside)),
        ("incomplete", Value::Bool(found.more)),
    ]
}

fn quote(quote: &Quote) -> Value {
    Value::object([
        ("response", Value::string(quote.place.to_string())),
        ("text", quote.text.as_str().into()),
        ("site", quote.site.as_str().into()),
        ("lang", quote.lang.code().into()),
        ("recorded_at", moment(quote.recorded)),
        ("changed_at", quote.changed.map_or(Value::Null, moment)),
        ("campaign", quote.campaign.map_or(Value::Null, |campaign| number(campaign + 1))),
        ("tags", Value::Array(quote.marks.iter().map(tag).collect())),
    ])
}

fn tag(mark: &Mark) -> Value {
    Value::object([
        ("tag", mark.tag.as_str().into()),
        ("note", mark.note.as_str().into()),
        ("by", mark.by.as_str().into()),
        ("at", moment(mark.at)),
    ])
}

fn moment(seconds: i64) -> Value {
    Value::string(Timestamp::from_unix_seconds(seconds).to_string())
}

fn number(number: usize) -> Value {
    Value::Number(number as f64)
}

/// A tenth: more would pretend to know more.
fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
