//! The summary: a tally in the order and with the words' identifiers of its consultation, for the department.

use crate::cell::Cell;
use crate::counts::Counts;
use crate::tally::{Slice, Tally};
use contract::json::Value;
use contract::question::Agreement;
use contract::{Consultation, Day, Kind, Lang, OptionId, Question, QuestionId, SiteId, StatementId};

/// What a department reads: all responses, and each site, language and day by itself.
///
/// The department alone: pages for the public never take this type.
#[derive(Clone, PartialEq, Debug)]
pub struct Summary {
    /// All responses.
    pub all: Group,
    /// By site, in the tally's order of identifiers.
    pub sites: Vec<(SiteId, Group)>,
    /// By language.
    pub languages: Vec<(Lang, Group)>,
    /// By day of the first record, in UTC, earliest first; days without responses are left out.
    pub days: Vec<(Day, Group)>,
}

/// The figures of a group of responses.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// How many responses.
    pub responses: i64,
    /// Each question: the current revision's in their order, then those that only earlier ones asked.
    pub questions: Vec<QuestionSummary>,
}

/// The figures of one question.
#[derive(Clone, PartialEq, Debug)]
pub struct QuestionSummary {
    /// Which question.
    pub id: QuestionId,
    /// The name of its kind.
    pub kind: &'static str,
    /// How many responses answer it: the base of its shares.
    pub answered: i64,
    /// The counts.
    pub figures: Figures,
}

/// Counts in the form that fits the kind.
#[derive(Clone, PartialEq, Debug)]
pub enum Figures {
    /// One or several of the options.
    Options(Vec<OptionCount>),
    /// Points from 1, each with its count.
    Points(Vec<i64>),
    /// Each statement on the scale.
    Statements(Vec<StatementSummary>),
    /// Words: only how many answered.
    Words,
}

/// How many chose an option.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionCount {
    /// The option.
    pub id: OptionId,
    /// How many.
    pub count: i64,
}

/// The figures of one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementSummary {
    /// Which statement.
    pub id: StatementId,
    /// How many placed it: the base of its shares.
    pub answered: i64,
    /// Each point of the scale.
    pub points: Vec<OptionCount>,
}

impl Figures {
    /// The mean of a rating's points, each point counted as its number; `None` for other kinds and without answers.
    pub fn mean(&self) -> Option<f64> {
        let Self::Points(points) = self else { return None };
        let total: i64 = points.iter().sum();
        let weighted: i64 = points.iter().zip(1..).map(|(count, point)| count * point).sum();
        (total > 0).then(|| weighted as f64 / total as f64)
    }

    fn to_members(&self) -> Vec<(&'static str, Value)> {
        let options = |list: &[OptionCount]| {
            let option =
                |one: &OptionCount| Value::object([("id", one.id.as_str().into()), ("count", number(one.count))]);
            Value::Array(list.iter().map(option).collect())
        };
        match self {
            Self::Options(list) => vec![("options", options(list))],
            Self::Points(points) => {
                let mean = self.mean().map_or(Value::Null, Value::Number);
                vec![("points", Value::Array(points.iter().map(|count| number(*count)).collect())), ("mean", mean)]
            }
            Self::Statements(list) => {
                let statement = |one: &StatementSummary| {
                    Value::object([
                        ("id", one.id.as_str().into()),
                        ("answered", number(one.answered)),
                        ("options", options(&one.points)),
                    ])
                };
                vec![("statements", Value::Array(list.iter().map(statement).collect()))]
            }
            Self::Words => Vec::new(),
        }
    }
}

impl Summary {
    /// The summary of a consultation's tally.
    pub fn of(tally: &Tally, consultation: &Consultation) -> Self {
        let nothing = Counts::default();
        let mut summary = Self {
            all: Group::of(tally.get(&Slice::All).unwrap_or(&nothing), consultation),
            sites: Vec::new(),
            languages: Vec::new(),
            days: Vec::new(),
        };
        for (slice, counts) in tally.slices() {
            let group = || Group::of(counts, consultation);
            match slice {
                Slice::All => {}
                Slice::Site(id) => summary.sites.push((id.clone(), group())),
                Slice::Lang(lang) => summary.languages.push((*lang, group())),
                Slice::Day(day) => summary.days.push((*day, group())),
            }
        }
        summary
    }

    /// As JSON: `{responses, questions, by: {site, lang, day}}`, with those breakdowns that `by` names.
    pub fn to_value(&self, by: &[&str]) -> Value {
        let mut breakdowns = Vec::new();
        for name in by {
            let groups: Vec<(String, &Group)> = match *name {
                "site" => self.sites.iter().map(|(id, group)| (id.to_string(), group)).collect(),
                "lang" => self.languages.iter().map(|(lang, group)| (lang.code().to_owned(), group)).collect(),
                "day" => self.days.iter().map(|(day, group)| (day.to_string(), group)).collect(),
                _ => continue,
            };
            let group = |(id, group): (String, &Group)| {
                Value::object([("id", Value::String(id))].into_iter().chain(group.to_members()))
            };
            breakdowns.push((*name, Value::Array(groups.into_iter().map(group).collect())));
        }
        Value::object(self.all.to_members().into_iter().chain([("by", Value::object(breakdowns))]))
    }
}

impl Group {
    fn of(counts: &Counts, consultation: &Consultation) -> Self {
        let questions =
            newest(consultation, |definition| definition.questionnaire().questions().iter().collect(), Question::id);
        Self {
            responses: counts.responses(),
            questions: questions.into_iter().map(|question| summarise(question, counts, consultation)).collect(),
        }
    }

    fn to_members(&self) -> [(&'static str, Value); 2] {
        let question = |one: &QuestionSummary| {
            let head = [("id", one.id.as_str().into()), ("kind", one.kind.into()), ("answered", number(one.answered))];
            Value::object(head.into_iter().chain(one.figures.to_members()))
        };
        [
            ("responses", number(self.responses)),
            ("questions", Value::Array(self.questions.iter().map(question).collect())),
        ]
    }
}

/// The items of all revisions, each identifier once in its newest form: the current revision's first and in their order,
/// so that no answer to an earlier revision drops out of the figures.
fn newest<'a, T, Id: PartialEq>(
    consultation: &'a Consultation,
    items: impl Fn(&'a contract::Definition) -> Vec<&'a T>,
    id: impl Fn(&T) -> &Id,
) -> Vec<&'a T> {
    let mut found: Vec<&T> = Vec::new();
    for revision in consultation.revisions().iter().rev() {
        for item in items(&revision.definition) {
            if !found.iter().any(|known| id(known) == id(item)) {
                found.push(item);
            }
        }
    }
    found
}

fn summarise(question: &Question, counts: &Counts, consultation: &Consultation) -> QuestionSummary {
    let id = question.id();
    // Every revision's form of this question; a consultation refuses to change its kind.
    let of_kind =
        |definition: &'_ contract::Definition| definition.questionnaire().question(id).map(Question::kind).cloned();
    let kinds: Vec<Kind> =
        consultation.revisions().iter().rev().filter_map(|revision| of_kind(&revision.definition)).collect();
    let figures = match question.kind() {
        Kind::SingleChoice(_) | Kind::MultipleChoice(_) => {
            let count = |option: OptionId| OptionCount {
                count: counts.get(&Cell::Chosen(id.clone(), option.clone())),
                id: option,
            };
            Figures::Options(options_of(&kinds).into_iter().map(count).collect())
        }
        Kind::Rating(rating) => {
            Figures::Points((1..=rating.points()).map(|point| counts.get(&Cell::Rated(id.clone(), point))).collect())
        }
        Kind::Agreement(_) => Figures::Statements(statements(id, &kinds, counts)),
        Kind::FreeText(_) => Figures::Words,
    };
    QuestionSummary {
        id: id.clone(),
        kind: question.kind().name(),
        answered: counts.get(&Cell::Answered(id.clone())),
        figures,
    }
}

fn options_of(kinds: &[Kind]) -> Vec<OptionId> {
    let mut found: Vec<OptionId> = Vec::new();
    for kind in kinds {
        let choices = match kind {
            Kind::SingleChoice(kind) => kind.options(),
            Kind::MultipleChoice(kind) => kind.options(),
            Kind::Agreement(kind) => kind.scale(),
            Kind::Rating(_) | Kind::FreeText(_) => &[],
        };
        for choice in choices {
            if !found.contains(choice.id()) {
                found.push(choice.id().clone());
            }
        }
    }
    found
}

fn statements(question: &QuestionId, kinds: &[Kind], counts: &Counts) -> Vec<StatementSummary> {
    let scale = options_of(kinds);
    let all = kinds.iter().filter_map(|kind| match kind {
        Kind::Agreement(kind) => Some(kind),
        _ => None,
    });
    let mut found: Vec<StatementSummary> = Vec::new();
    for statement in all.flat_map(Agreement::statements) {
        if found.iter().any(|known| known.id == *statement.id()) {
            continue;
        }
        let count = |point: &OptionId| OptionCount {
            id: point.clone(),
            count: counts.get(&Cell::Placed(question.clone(), statement.id().clone(), point.clone())),
        };
        let points: Vec<OptionCount> = scale.iter().map(count).collect();
        let answered = points.iter().map(|point| point.count).sum();
        found.push(StatementSummary { id: statement.id().clone(), answered, points });
    }
    found
}

fn number(count: i64) -> Value {
    Value::Number(count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contribution::Contribution;
    use contract::{Answers, ConsultationId, Definition, DepartmentId};

    fn definition(options: &str, extra: &str) -> Definition {
        let text = format!(
            r#"{{"title": {{"en": "T"}}, "languages": ["en"], "questions": [
                {{"id": "one", "kind": "single_choice", "text": {{"en": "1"}}, "options": [{options}]}},
                {{"id": "rate", "kind": "rating", "text": {{"en": "2"}}, "points": 3, "low": {{"en": "l"}}, "high": {{"en": "h"}}}},
                {{"id": "views", "kind": "agreement", "text": {{"en": "3"}},
                 "scale": [{{"id": "yes", "text": {{"en": "y"}}}}, {{"id": "no", "text": {{"en": "n"}}}}],
                 "statements": [{{"id": "s", "text": {{"en": "s"}}}}]}}{extra}]}}"#
        );
        Definition::parse(&serde_json::from_str(&text).unwrap()).unwrap()
    }

    const A: &str = r#"{"id": "a", "text": {"en": "a"}}"#;
    const B: &str = r#"{"id": "b", "text": {"en": "b"}}"#;
    const SAY: &str = r#", {"id": "say", "kind": "free_text", "text": {"en": "4"}}"#;

    #[test]
    fn a_summary_keeps_what_earlier_revisions_asked() {
        let id = ConsultationId::parse("c").unwrap();
        let first = definition(&format!("{A}, {B}"), SAY);
        let mut consultation = Consultation::draft(id, DepartmentId::parse("d").unwrap(), first.clone());
        consultation.open().unwrap();
        let mut tally = Tally::new();
        let mut record = |definition: &Definition, site: &str, answers: &str| {
            let answers = Answers::parse(definition.questionnaire(), &serde_json::from_str(answers).unwrap()).unwrap();
            let site = SiteId::parse(site).unwrap();
            tally.record(&Contribution::of(site, Lang::En, Day::from_days(20_000), &answers));
        };
        record(&first, "forum", r#"{"one": "b", "rate": 3, "say": "x"}"#);
        let c = r#"{"id": "c", "text": {"en": "c"}}"#;
        let second = definition(&format!("{c}, {A}"), "");
        consultation.put(second.clone()).unwrap();
        record(&second, "blog", r#"{"one": "c", "rate": 2, "views": {"s": "no"}}"#);

        let summary = Summary::of(&tally, &consultation);
        assert_eq!(
            summary.to_value(&["site", "nonsense"]).to_string(),
            concat!(
                r#"{"responses":2,"questions":["#,
                r#"{"id":"one","kind":"single_choice","answered":2,"options":[{"id":"c","count":1},{"id":"a","count":0},{"id":"b","count":1}]},"#,
                r#"{"id":"rate","kind":"rating","answered":2,"points":[0,1,1],"mean":2.5},"#,
                r#"{"id":"views","kind":"agreement","answered":1,"statements":[{"id":"s","answered":1,"options":[{"id":"yes","count":0},{"id":"no","count":1}]}]},"#,
                r#"{"id":"say","kind":"free_text","answered":1}],"by":{"site":["#,
                r#"{"id":"blog","responses":1,"questions":["#,
                r#"{"id":"one","kind":"single_choice","answered":1,"options":[{"id":"c","count":1},{"id":"a","count":0},{"id":"b","count":0}]},"#,
                r#"{"id":"rate","kind":"rating","answered":1,"points":[0,1,0],"mean":2},"#,
                r#"{"id":"views","kind":"agreement","answered":1,"statements":[{"id":"s","answered":1,"options":[{"id":"yes","count":0},{"id":"no","count":1}]}]},"#,
                r#"{"id":"say","kind":"free_text","answered":0}]},"#,
                r#"{"id":"forum","responses":1,"questions":["#,
                r#"{"id":"one","kind":"single_choice","answered":1,"options":[{"id":"c","count":0},{"id":"a","count":0},{"id":"b","count":1}]},"#,
                r#"{"id":"rate","kind":"rating","answered":1,"points":[0,0,1],"mean":3},"#,
                r#"{"id":"views","kind":"agreement","answered":0,"statements":[{"id":"s","answered":0,"options":[{"id":"yes","count":0},{"id":"no","count":0}]}]},"#,
                r#"{"id":"say","kind":"free_text","answered":1}]}]}}"#,
            )
        );
        assert_eq!(Summary::of(&Tally::new(), &consultation).all.responses, 0);
    }
}
