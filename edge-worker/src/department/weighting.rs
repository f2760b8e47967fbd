//! Margins that a department declares, and a question's answers weighted to them: as calls and as a page.

use super::explore::count;
use super::figures::private;
use super::own;
use super::pages::{department, shown};
use crate::access::{Pass, Role};
use crate::http::{Fields, Incoming};
use crate::objects::Trouble;
use crate::objects::consultation::Client;
use crate::objects::count::Count;
use crate::objects::department::{self as keeper, Did};
use crate::objects::tally::SliceKind;
use crate::pages::weighting as page;
use crate::reply::{Refused, Reply, Wrong};
use crate::{assets, clock};
use aggregate::cross::{Dimension, Divided, Query, Unfit};
use aggregate::statistics::{self, Interval, Precision, Refusal, Score, Weighted, WeightedAnswer};
use aggregate::{Group, Slice, Tally};
use contract::audit::Action;
use contract::json::Value;
use contract::{Consultation, ConsultationId, Issue, Lang, Margins, Problem, SiteId, limits};
use worker::Env;

/// `GET .../margins`: what the department declared; a list without margins where it declared none.
pub(crate) async fn read(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let margins = declared(env, id, &known.record).await?;
    let nothing = || Value::object([("margins", Value::Array(Vec::new()))]);
    Ok(private(Reply::json(200, &margins.map_or_else(nothing, |margins| margins.to_value()))))
}

/// `PUT .../margins`.
pub(crate) async fn put(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let document = request.json(limits::DOCUMENT_BYTES).await?;
    let known = own(env, pass.department(), id).await?;
    let margins = Margins::parse(&document, &known.record).map_err(faulty)?;
    keep(env, pass, id, Some(&margins)).await?;
    Ok(Reply::json(200, &margins.to_value()).with("cache-control", "no-store"))
}

/// `DELETE .../margins`. Where there are none, nothing changes.
pub(crate) async fn remove(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    own(env, pass.department(), id).await?;
    keep(env, pass, id, None).await?;
    Ok(Reply::empty(204))
}

async fn keep(env: &Env, pass: &Pass, id: &ConsultationId, margins: Option<&Margins>) -> Result<(), Refused> {
    Client { env, id }.put_margins(margins.map(|margins| margins.to_value().to_string())).await?;
    let detail = margins.map_or_else(|| "none".to_owned(), |margins| format!("{} questions", margins.all().len()));
    let did = Did::new(pass.actor(), Action::MarginsPut, id.as_str(), detail);
    keeper::Client { env, id: pass.department() }.log(did).await?;
    Ok(())
}

async fn declared(env: &Env, id: &ConsultationId, record: &Consultation) -> Result<Option<Margins>, Trouble> {
    let Some(document) = Client { env, id }.margins().await? else { return Ok(None) };
    let document = serde_json::from_str(&document).map_err(|_| Trouble::Protocol("margins cannot be read"))?;
    // What was once asked stays asked, but that a draft is written anew: margins that fit it no more are none.
    Ok(Margins::parse(&document, record).ok())
}

fn faulty(issues: Vec<Issue>) -> Refused {
    let wrong = |issue: Issue| Wrong { problem: None, detail: issue.fault.to_string(), pointer: issue.pointer };
    Refused { errors: issues.into_iter().map(wrong).collect(), ..Problem::InvalidMargins.into() }
}

/// A question with the counts of its answers at each site.
pub(crate) struct BySite {
    pub(crate) sites: Vec<SiteId>,
    /// How many answered at each.
    pub(crate) answered: Vec<i64>,
    /// Of each answer, how many at each site.
    pub(crate) counts: Vec<Vec<i64>>,
}

impl BySite {
    fn of(tally: &Tally, question: &Divided) -> Self {
        let sites = tally.slices().filter_map(|(slice, counts)| match slice {
            Slice::Site(id) => Some((id.clone(), counts)),
            _ => None,
        });
        let sites: Vec<_> = sites.collect();
        let counts = |cell| sites.iter().map(|(_, counts)| counts.get(cell)).collect();
        Self {
            answered: sites.iter().map(|(_, counts)| statistics::answered(counts, question)).collect(),
            counts: question.cells.iter().map(counts).collect(),
            sites: sites.iter().map(|(id, _)| id.clone()).collect(),
        }
    }

    /// One answer at each site: how many of how many.
    pub(crate) fn shares(&self, answer: usize) -> Vec<(i64, i64)> {
        self.counts[answer].iter().copied().zip(self.answered.iter().copied()).collect()
    }
}

/// A question that was asked for, with what there is to say of it.
pub(crate) struct Found {
    pub(crate) question: Divided,
    pub(crate) by_site: BySite,
    /// What it measures, where that is declared.
    pub(crate) score: Option<Score>,
    /// The counts, and the figures made of them; `None` without margins.
    pub(crate) weighted: Option<(Count, Weighted)>,
    /// Too many combinations to be counted.
    pub(crate) too_many: bool,
}

/// Reads what is asked of a question; of the first that no margin is of, where none is named.
async fn find(
    env: &Env,
    id: &ConsultationId,
    record: &Consultation,
    margins: Option<&Margins>,
    wanted: Option<&str>,
) -> Result<Option<Found>, Refused> {
    let weighs = |one: &Divided| {
        margins.is_some_and(|all| all.all().iter().any(|own| own.question() == one.dimension.question()))
    };
    let mut all = Dimension::all(record).into_iter();
    let question = match wanted.filter(|name| !name.is_empty()) {
        Some(name) => all.find(|one| one.dimension.to_string() == name).ok_or_else(unknown_question)?,
        None => match all.find(|one| !weighs(one)) {
            Some(one) => one,
            None => return Ok(None),
        },
    };
    let name = question.dimension.to_string();
    let (query, too_many): (Option<Query>, bool) = match margins.map(|own| Weighted::query(own, &name, record)) {
        None => (None, false),
        Some(Ok(query)) => (Some(query), false),
        Some(Err(Unfit::TooMany)) => (None, true),
        Some(Err(_)) => return Err(unknown_question()),
    };
    let (tally, _) = Client { env, id }.tally(&[SliceKind::All, SliceKind::Site]).await?;
    let weighted = match query.zip(margins) {
        Some((query, margins)) => {
            let count = count(env, id, &query).await?;
            let weighted = Weighted::of(&count.cross, margins, &question);
            Some((count, weighted))
        }
        None => None,
    };
    let score = statistics_of(&tally, record, &question);
    Ok(Some(Found { score, by_site: BySite::of(&tally, &question), question, weighted, too_many }))
}

fn statistics_of(tally: &Tally, record: &Consultation, question: &Divided) -> Option<Score> {
    let group = Group::of_counts(tally.get(&Slice::All)?, record);
    group.questions.into_iter().find(|one| one.id == *question.dimension.question())?.score
}

fn unknown_question() -> Refused {
    let detail =
        "Name a question, or a statement of one as question/statement, that is not answered in words.".to_owned();
    let wrong = Wrong { problem: None, pointer: "/question".to_owned(), detail };
    Refused { errors: vec![wrong], ..Problem::MalformedRequest.into() }
}

/// `GET .../weighted?question=`: raw beside weighted, what the weights cost or why there are none, and how sites differ.
pub(crate) async fn weighted(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let margins = declared(env, id, &known.record).await?;
    let found = find(env, id, &known.record, margins.as_ref(), request.query("question").as_deref()).await?;
    let found = found.ok_or_else(unknown_question)?;
    if let Some((count, _)) = found.weighted.as_ref().filter(|(count, _)| !count.whole) {
        return Ok(count.under_way());
    }
    let mut members = vec![
        ("question", Value::string(found.question.dimension.to_string())),
        ("as_of", Value::string(clock::now().to_string())),
        ("intervals", "95%, as if these people were a random sample; they are not".into()),
    ];
    if let Some((margins, (count, weighted))) = margins.as_ref().zip(found.weighted.as_ref()) {
        members.push(("source", margins.source().into()));
        members.extend(weights_told(weighted, margins));
        members.extend(count.deleted());
    }
    if found.too_many {
        members.push(("refused", Value::object([("reason", "too-many-combinations".into())])));
    }
    let answers = found.question.cells.iter().enumerate();
    let answers = answers.map(|(index, cell)| {
        let own = found.weighted.as_ref().map(|(_, weighted)| &weighted.answers[index]);
        Value::object([("id", Value::String(cell.value()))].into_iter().chain(answer_told(own, &found.by_site, index)))
    });
    members.push(("answers", Value::Array(answers.collect())));
    Ok(private(Reply::json(200, &Value::object(members))))
}

fn number(count: i64) -> Value {
    Value::Number(count as f64)
}

fn weights_told(weighted: &Weighted, margins: &Margins) -> Vec<(&'static str, Value)> {
    let mut members = vec![
        ("people", number(weighted.people)),
        ("placed", number(weighted.placed)),
        ("answered", number(weighted.answered)),
    ];
    let cost = |cost: &Precision| {
        vec![("effective", Value::Number(cost.effective)), ("design_effect", Value::Number(cost.design_effect))]
    };
    match &weighted.weighting {
        Ok(weighting) => {
            let of_all = [
                ("smallest", Value::Number(weighting.range.0)),
                ("largest", Value::Number(weighting.range.1)),
                ("trimmed", number(weighting.trimmed)),
                ("off_by", Value::Number(weighting.off_by)),
            ];
            members.push(("weights", Value::object(cost(&weighting.precision).into_iter().chain(of_all))));
        }
        Err(refusal) => members.push(("refused", Value::object(refusal_told(refusal, margins)))),
    }
    if let Some((answering, precision)) = &weighted.weighted {
        let answering = [("answered", number(*answering))];
        members.push(("of_question", Value::object(answering.into_iter().chain(cost(precision)))));
    }
    members
}

fn refusal_told(refusal: &Refusal, margins: &Margins) -> Vec<(&'static str, Value)> {
    match refusal {
        Refusal::FewPeople { margin, option, people } => {
            let own = &margins.all()[*margin];
            vec![
                ("reason", "few-people".into()),
                ("question", own.question().as_str().into()),
                ("answer", own.given()[*option].0.as_str().into()),
                ("people", number(*people)),
            ]
        }
        Refusal::NoFit => vec![("reason", "no-fit".into())],
        Refusal::FewEffective { effective } => {
            vec![("reason", "few-effective".into()), ("effective", Value::Number(*effective))]
        }
    }
}

fn answer_told(own: Option<&WeightedAnswer>, by_site: &BySite, index: usize) -> Vec<(&'static str, Value)> {
    let share = |(share, Interval { low, high }): (f64, Interval)| {
        Value::object(
            [("share", share), ("low", low), ("high", high)].map(|(name, number)| (name, Value::Number(number))),
        )
    };
    let sites = by_site.shares(index);
    let (count, base) = sites.iter().fold((0, 0), |sum, site| (sum.0 + site.0, sum.1 + site.1));
    let raw = own.and_then(|own| own.raw).or_else(|| {
        statistics::wilson(count, base, statistics::Z95).map(|interval| (count as f64 / base as f64, interval))
    });
    let mut members = vec![
        ("count", number(own.map_or(count, |own| own.count))),
        ("raw", raw.map_or(Value::Null, share)),
        ("weighted", own.and_then(|own| own.weighted).map_or(Value::Null, share)),
    ];
    if let Some((range, spread)) = statistics::leave_one_out(&sites).zip(statistics::spread(&sites)) {
        let without = |(share, site): (f64, usize)| {
            Value::object([("share", Value::Number(share)), ("without", by_site.sites[site].as_str().into())])
        };
        let mut told = vec![
            ("lowest", without(range.low)),
            ("highest", without(range.high)),
            ("q", Value::Number(spread.q)),
            ("degrees_of_freedom", number(spread.freedom as i64)),
            ("i_squared", Value::Number(spread.i_squared)),
        ];
        let ends = |Interval { low, high }| {
            Value::object([("low", low), ("high", high)].map(|(name, end)| (name, Value::Number(end))))
        };
        told.extend(statistics::bootstrap(&sites).map(|interval| ("bootstrap", ends(interval))));
        members.push(("sites", Value::object(told)));
    }
    members
}

/// `GET /d/{department}/{id}/weighting?question=`.
pub(crate) async fn page(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let margins = declared(env, id, &known.record).await?;
    let found = find(env, id, &known.record, margins.as_ref(), request.query("question").as_deref()).await?;
    let whole = found.as_ref().and_then(|found| found.weighted.as_ref()).is_none_or(|(count, _)| count.whole);
    let shown_page = page::Weighing {
        department: department(env, pass)?,
        consultation: &known.record,
        margins: margins.as_ref(),
        found: found.as_ref(),
        fields: None,
        faults: &[],
        now: clock::now(),
    };
    let reply = shown(page::weighting(&shown_page, &assets::folder()));
    // As the page of filters does: the browser asks again until the counts are whole.
    Ok(if whole { reply } else { reply.with("refresh", "1") })
}

/// `POST /d/{department}/{id}/weighting`: margins by a form. With every field blank there are none any more.
pub(crate) async fn send(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let fields = request.form(limits::DOCUMENT_BYTES).await?;
    let known = own(env, pass.department(), id).await?;
    let document = of_form(&fields);
    let address = format!("/d/{}/{id}/weighting", pass.department());
    if matches!(document.get("margins"), Some(Value::Array(all)) if all.is_empty()) {
        keep(env, pass, id, None).await?;
        return Ok(Reply::see_other(&address));
    }
    match Margins::parse(&document, &known.record) {
        Ok(margins) => {
            keep(env, pass, id, Some(&margins)).await?;
            Ok(Reply::see_other(&address))
        }
        Err(issues) => {
            let faults: Vec<(String, String)> =
                issues.into_iter().map(|issue| (anchor(&issue.pointer, &document), issue.fault.to_string())).collect();
            let shown = page::Weighing {
                department: department(env, pass)?,
                consultation: &known.record,
                margins: None,
                found: None,
                fields: Some(&fields),
                faults: &faults,
                now: clock::now(),
            };
            Ok(Reply::page(422, Lang::En, page::weighting(&shown, &assets::folder())))
        }
    }
}

/// What a form says, as a document: a field `share:question:answer` for each share.
fn of_form(fields: &Fields) -> Value {
    let text = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim());
    let mut margins: Vec<(&str, Vec<(String, Value)>)> = Vec::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let Some((question, answer)) = name.strip_prefix("share:").and_then(|rest| rest.split_once(':')) else {
            continue;
        };
        // A comma as in 50,9 is no number, and is told so.
        let value = value.trim().parse().map_or_else(|_| Value::string(value.trim()), Value::Number);
        match margins.iter_mut().find(|(own, _)| *own == question) {
            Some((_, shares)) => shares.push((answer.to_owned(), value)),
            None => margins.push((question, vec![(answer.to_owned(), value)])),
        }
    }
    let margin = |(question, shares): (&str, Vec<(String, Value)>)| {
        Value::object([("question", question.into()), ("shares", Value::object(shares))])
    };
    let mut members = vec![
        ("trim", Value::Bool(text("trim") == "yes")),
        ("margins", Value::Array(margins.into_iter().map(margin).collect())),
    ];
    if !text("source").is_empty() {
        members.push(("source", text("source").into()));
    }
    Value::object(members)
}

/// The field to which a fault of the document leads.
fn anchor(pointer: &str, document: &Value) -> String {
    let mut segments = pointer.split('/').skip(1);
    let (Some("margins"), Some(index)) = (segments.next(), segments.next()) else { return pointer.replace('/', "") };
    let Some(Value::Array(all)) = document.get("margins") else { return String::new() };
    let margin = index.parse::<usize>().ok().and_then(|index| all.get(index));
    let question = margin.and_then(|one| one.get("question")).and_then(Value::as_str).unwrap_or_default();
    match segments.nth(1) {
        Some(answer) => format!("share:{question}:{answer}"),
        None => format!("margin-{question}"),
    }
}

/// Whether somebody may declare margins.
pub(crate) fn may_declare(role: Role) -> bool {
    role >= Role::Publisher
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_a_document_does() {
        let fields: Fields = [
            ("source", " ONS "),
            ("trim", "yes"),
            ("share:sex:female", "51"),
            ("share:sex:male", "49.5"),
            ("share:home:TLC", ""),
            ("share:age:16-34", "about a third"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        let document = of_form(&fields);
        assert_eq!(
            document.to_string(),
            concat!(
                r#"{"trim":true,"margins":[{"question":"sex","shares":{"female":51,"male":49.5}},"#,
                r#"{"question":"age","shares":{"16-34":"about a third"}}],"source":"ONS"}"#
            )
        );
        for (pointer, field) in [
            ("/source", "source"),
            ("/margins", "margins"),
            ("/margins/1/shares/16-34", "share:age:16-34"),
            ("/margins/0/shares", "margin-sex"),
        ] {
            assert_eq!(anchor(pointer, &document), field, "{pointer}");
        }
    }
}
