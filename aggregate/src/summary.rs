//! The summary: a tally in the order and with the words' identifiers of its consultation, for the department.

use crate::asked::{Asked, Audience, Shape};
use crate::cell::Cell;
use crate::counts::Counts;
use crate::statistics::{Score, nps, satisfaction};
use crate::tally::{Slice, Tally};
use contract::json::Value;
use contract::question::Measure;
use contract::{Consultation, Day, Lang, OptionId, QuestionId, Region, SiteId, StatementId};

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
    /// How many were asked it; `None` where it was asked on conditions that no count tells of.
    pub asked: Option<i64>,
    /// Whether it was asked of everybody.
    pub of_everybody: bool,
    /// How many responses answer it: the base of its shares.
    pub answered: i64,
    /// The counts.
    pub figures: Figures,
    /// What it measures, where that is declared and somebody answered.
    pub score: Option<Score>,
}

/// Counts in the form that fits the kind.
#[derive(Clone, PartialEq, Debug)]
pub enum Figures {
    /// One or several of the options.
    Options(Vec<OptionCount>),
    /// Points from 1, each with its count.
    Points(Vec<i64>),
    /// Each statement on the scale, or with its votes.
    Statements(Vec<StatementSummary>),
    /// Each option by the places that it was given.
    Places(Vec<OptionPlaces>),
    /// Each region and nation.
    Regions(Vec<(Region, i64)>),
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

/// The places that an option was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionPlaces {
    /// The option.
    pub id: OptionId,
    /// How many gave it each place, the first one first.
    pub places: Vec<i64>,
}

/// The figures of one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementSummary {
    /// Which statement.
    pub id: StatementId,
    /// How many placed it: the base of its shares.
    pub answered: i64,
    /// Each point of the scale, or each vote.
    pub points: Vec<OptionCount>,
}

impl OptionPlaces {
    /// How many gave it a place.
    pub fn placed(&self) -> i64 {
        self.places.iter().sum()
    }

    /// The mean of its places, from 1, over those who gave it one; `None` where nobody did.
    pub fn mean(&self) -> Option<f64> {
        mean(&self.places)
    }
}

/// The mean of values from 1, each with its count.
fn mean(counts: &[i64]) -> Option<f64> {
    let total: i64 = counts.iter().sum();
    let weighted: i64 = counts.iter().zip(1..).map(|(count, value)| count * value).sum();
    (total > 0).then(|| weighted as f64 / total as f64)
}

impl Figures {
    /// The mean of a rating's points, each point counted as its number; `None` for other kinds and without answers.
    pub fn mean(&self) -> Option<f64> {
        match self {
            Self::Points(points) => mean(points),
            _ => None,
        }
    }

    fn to_members(&self) -> Vec<(&'static str, Value)> {
        let options = |list: &[OptionCount]| {
            let option =
                |one: &OptionCount| Value::object([("id", one.id.as_str().into()), ("count", number(one.count))]);
            Value::Array(list.iter().map(option).collect())
        };
        let numbers = |counts: &[i64]| Value::Array(counts.iter().map(|count| number(*count)).collect());
        let mean = |mean: Option<f64>| mean.map_or(Value::Null, Value::Number);
        match self {
            Self::Options(list) => vec![("options", options(list))],
            Self::Points(points) => vec![("points", numbers(points)), ("mean", mean(self.mean()))],
            Self::Places(list) => {
                let option = |one: &OptionPlaces| {
                    Value::object([
                        ("id", one.id.as_str().into()),
                        ("placed", number(one.placed())),
                        ("places", numbers(&one.places)),
                        ("mean", mean(one.mean())),
                    ])
                };
                vec![("options", Value::Array(list.iter().map(option).collect()))]
            }
            Self::Regions(list) => {
                let region = |(region, count): &(Region, i64)| {
                    Value::object([("id", region.code().into()), ("count", number(*count))])
                };
                vec![("options", Value::Array(list.iter().map(region).collect()))]
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
        let (asked, nothing) = (Asked::all(consultation), Counts::default());
        let mut summary = Self {
            all: Group::of(tally.get(&Slice::All).unwrap_or(&nothing), &asked),
            sites: Vec::new(),
            languages: Vec::new(),
            days: Vec::new(),
        };
        for (slice, counts) in tally.slices() {
            let group = || Group::of(counts, &asked);
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
    /// The figures of any group's counts.
    pub fn of_counts(counts: &Counts, consultation: &Consultation) -> Self {
        Self::of(counts, &Asked::all(consultation))
    }

    fn of(counts: &Counts, asked: &[Asked<'_>]) -> Self {
        let questions = asked.iter().map(|one| QuestionSummary::of(one, asked, counts)).collect();
        Self { responses: counts.responses(), questions }
    }

    /// As JSON's members `responses` and `questions`.
    pub fn to_members(&self) -> [(&'static str, Value); 2] {
        let question = |one: &QuestionSummary| {
            let head = [("id", one.id.as_str().into()), ("kind", one.kind.into())];
            let asked = (!one.of_everybody).then(|| ("asked", one.asked.map_or(Value::Null, number)));
            let answered = [("answered", number(one.answered))];
            let score = one.score.map(|score| ("score", score.to_value()));
            Value::object(head.into_iter().chain(asked).chain(answered).chain(one.figures.to_members()).chain(score))
        };
        [
            ("responses", number(self.responses)),
            ("questions", Value::Array(self.questions.iter().map(question).collect())),
        ]
    }
}

impl QuestionSummary {
    fn of(asked: &Asked<'_>, all: &[Asked<'_>], counts: &Counts) -> Self {
        let id = asked.id;
        let options = |ids: &[OptionId], cell: &dyn Fn(OptionId) -> Cell| {
            let option = |one: &OptionId| OptionCount { id: one.clone(), count: counts.get(&cell(one.clone())) };
            ids.iter().map(option).collect::<Vec<_>>()
        };
        let figures = match &asked.shape {
            Shape::Options(ids, _) => Figures::Options(options(ids, &|option| Cell::Chosen(id.clone(), option))),
            Shape::Points(most) => {
                Figures::Points((1..=*most).map(|point| counts.get(&Cell::Rated(id.clone(), point))).collect())
            }
            Shape::Statements(statements, points) => {
                let statement = |one: &&StatementId| {
                    let points = options(points, &|point| Cell::Placed(id.clone(), (*one).clone(), point));
                    let answered = points.iter().map(|point| point.count).sum();
                    StatementSummary { id: (*one).clone(), answered, points }
                };
                Figures::Statements(statements.iter().map(statement).collect())
            }
            Shape::Places(ids, most) => {
                let places = |one: &OptionId| {
                    let count = |place| counts.get(&Cell::Ranked(id.clone(), one.clone(), place));
                    OptionPlaces { id: one.clone(), places: (1..=*most).map(count).collect() }
                };
                Figures::Places(ids.iter().map(places).collect())
            }
            Shape::Regions => Figures::Regions(
                Region::all().map(|region| (region, counts.get(&Cell::In(id.clone(), region)))).collect(),
            ),
            Shape::Words => Figures::Words,
        };
        let score = match (asked.measure, &figures) {
            (Some(Measure::Satisfaction), Figures::Points(points)) => satisfaction(points),
            (Some(Measure::Nps), Figures::Points(points)) => nps(points),
            _ => None,
        };
        let (of_everybody, told) = match asked.audience(all) {
            Audience::Everyone => (true, Some(counts.responses())),
            Audience::Those(cells) => (false, Some(cells.iter().map(|cell| counts.get(cell)).sum())),
            Audience::Untold => (false, None),
        };
        let answered = counts.get(&Cell::Answered(id.clone()));
        Self { id: id.clone(), kind: asked.kind, asked: told, of_everybody, answered, figures, score }
    }
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

    fn one(kind: &str) -> Definition {
        let text = format!(
            r#"{{"title": {{"en": "T"}}, "languages": ["en"], "questions": [{{"id": "q", "text": {{"en": "Q"}}, {kind}}}]}}"#
        );
        Definition::parse(&serde_json::from_str(&text).unwrap()).unwrap()
    }

    /// The figures of a question over two revisions, with the answers to each.
    fn figures(revisions: [(&str, &[&str]); 2]) -> String {
        let [first, second] = revisions.map(|(kind, _)| one(kind));
        let (id, department) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
        let mut consultation = Consultation::draft(id, department, first.clone());
        consultation.open().unwrap();
        consultation.put(second.clone()).unwrap();
        let mut tally = Tally::new();
        for (definition, (_, answers)) in [first, second].iter().zip(revisions) {
            for answer in answers {
                let value = serde_json::from_str(&format!(r#"{{"q": {answer}}}"#)).unwrap();
                let answers = Answers::parse(definition.questionnaire(), &value).unwrap();
                let site = SiteId::parse("forum").unwrap();
                tally.record(&Contribution::of(site, Lang::En, Day::from_days(20_000), &answers));
            }
        }
        let value = Summary::of(&tally, &consultation).to_value(&[]);
        value.get("questions").unwrap().to_string()
    }

    #[test]
    fn rankings_votes_and_regions_add_up_over_revisions() {
        assert_eq!(
            figures([
                (&format!(r#""kind": "ranking", "options": [{A}, {B}]"#), &[r#"["b", "a"]"#, r#"["b"]"#]),
                (&format!(r#""kind": "ranking", "max_ranked": 1, "options": [{B}, {A}]"#), &[r#"["a"]"#]),
            ]),
            concat!(
                r#"[{"id":"q","kind":"ranking","answered":3,"options":["#,
                r#"{"id":"b","placed":2,"places":[2,0],"mean":1},{"id":"a","placed":2,"places":[1,1],"mean":1.5}]}]"#
            )
        );
        assert_eq!(
            figures([
                (&format!(r#""kind": "vote", "statements": [{A}]"#), &[r#"{"a": "agree"}"#, r#"{"a": "pass"}"#]),
                (&format!(r#""kind": "vote", "statements": [{B}]"#), &[r#"{"b": "disagree"}"#]),
            ]),
            concat!(
                r#"[{"id":"q","kind":"vote","answered":3,"statements":["#,
                r#"{"id":"b","answered":1,"options":[{"id":"agree","count":0},{"id":"disagree","count":1},{"id":"pass","count":0}]},"#,
                r#"{"id":"a","answered":2,"options":[{"id":"agree","count":1},{"id":"disagree","count":0},{"id":"pass","count":1}]}]}]"#
            )
        );
        let regions = figures([
            (r#""kind": "region""#, &[r#""TLC""#, r#""TLN""#]),
            (r#""kind": "region", "required": true"#, &[r#""TLN""#]),
        ]);
        assert!(
            regions.starts_with(
                r#"[{"id":"q","kind":"region","answered":3,"options":[{"id":"TLC","count":1},{"id":"TLD","count":0},"#
            ),
            "{regions}"
        );
        assert!(regions.ends_with(r#"{"id":"TLM","count":0},{"id":"TLN","count":2}]}]"#), "{regions}");
    }

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
                r#"{"id":"say","kind":"free_text","asked":null,"answered":1}],"by":{"site":["#,
                r#"{"id":"blog","responses":1,"questions":["#,
                r#"{"id":"one","kind":"single_choice","answered":1,"options":[{"id":"c","count":1},{"id":"a","count":0},{"id":"b","count":0}]},"#,
                r#"{"id":"rate","kind":"rating","answered":1,"points":[0,1,0],"mean":2},"#,
                r#"{"id":"views","kind":"agreement","answered":1,"statements":[{"id":"s","answered":1,"options":[{"id":"yes","count":0},{"id":"no","count":1}]}]},"#,
                r#"{"id":"say","kind":"free_text","asked":null,"answered":0}]},"#,
                r#"{"id":"forum","responses":1,"questions":["#,
                r#"{"id":"one","kind":"single_choice","answered":1,"options":[{"id":"c","count":0},{"id":"a","count":0},{"id":"b","count":1}]},"#,
                r#"{"id":"rate","kind":"rating","answered":1,"points":[0,0,1],"mean":3},"#,
                r#"{"id":"views","kind":"agreement","answered":0,"statements":[{"id":"s","answered":0,"options":[{"id":"yes","count":0},{"id":"no","count":0}]}]},"#,
                r#"{"id":"say","kind":"free_text","asked":null,"answered":1}]}]}}"#,
            )
        );
        assert_eq!(Summary::of(&Tally::new(), &consultation).all.responses, 0);
    }
}
