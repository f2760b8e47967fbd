//! `show_if`: when a question is asked, depending on earlier answers.
//!
//! In a document: `{"question": Q, "any_of": ["option"]}` for choices and regions (with `"statement": S` for an agreement
//! or a vote),
//! `{"question": Q, "at_least": n, "at_most": m}` for ratings, `{"question": Q, "answered": true}` for all; or
//! `{"all": [...]}` or `{"any": [...]}` of those.

use super::{Choice, Context, Kind, Stance};
use crate::answer::{Answer, Answers};
use crate::document::{Fault, Place};
use crate::id::{OptionId, QuestionId, StatementId};
use crate::json::Value;
use crate::limits;
use crate::packed::{packed, packed_enum};
use crate::region::Region;

/// When a question is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// One test holds.
    One(Test),
    /// All tests hold.
    All(Vec<Test>),
    /// At least one test holds.
    Any(Vec<Test>),
}

/// A demand on the answer to one earlier question. A question that was not shown or not answered meets none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Test {
    question: QuestionId,
    demand: Demand,
}

/// What is demanded of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Demand {
    /// One of these options is chosen.
    AnyOf(Vec<OptionId>),
    /// The statement is placed at one of these points, or has one of these votes.
    StatementAnyOf(StatementId, Vec<OptionId>),
    /// The rating lies in this range, both ends included.
    Within(u8, u8),
    /// There is an answer.
    Answered,
    /// One of these regions is chosen.
    RegionAnyOf(Vec<Region>),
}

packed_enum!(Condition { 0 = One(test), 1 = All(tests), 2 = Any(tests) });
packed!(Test { question, demand });
packed_enum!(Demand { 0 = AnyOf(options), 1 = StatementAnyOf(statement, points), 2 = Within(min, max), 3 = Answered, 4 = RegionAnyOf(regions) });

impl Condition {
    /// Whether the question is shown, given the answers to those before it.
    pub fn holds(&self, answers: &Answers) -> bool {
        match self {
            Self::One(test) => test.holds(answers),
            Self::All(tests) => tests.iter().all(|test| test.holds(answers)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(answers)),
        }
    }

    /// Whether the answer to `question` decides on it.
    pub fn depends_on(&self, question: &QuestionId) -> bool {
        let tests = match self {
            Self::One(test) => std::slice::from_ref(test),
            Self::All(tests) | Self::Any(tests) => tests,
        };
        tests.iter().any(|test| test.question == *question)
    }

    /// The question and the demand, where there is one test alone.
    pub fn alone(&self) -> Option<(&QuestionId, &Demand)> {
        match self {
            Self::One(test) => Some((&test.question, &test.demand)),
            Self::All(tests) | Self::Any(tests) => match tests.as_slice() {
                [test] => Some((&test.question, &test.demand)),
                _ => None,
            },
        }
    }

    pub(crate) fn parse(place: &Place<'_>, context: &Context<'_>) -> Option<Self> {
        let members = place.members()?;
        let tests = |list: Place<'_>| -> Option<Vec<Test>> {
            let items = list.items(1, limits::CONDITIONS)?;
            let tests: Vec<_> = items.iter().map(|item| Test::parse(item, context)).collect();
            tests.into_iter().collect()
        };
        if let Some(list) = members.get("all") {
            members.only(&[&["all"]]);
            return tests(list).map(Self::All);
        }
        if let Some(list) = members.get("any") {
            members.only(&[&["any"]]);
            return tests(list).map(Self::Any);
        }
        Test::parse(place, context).map(Self::One)
    }

    pub(crate) fn to_value(&self) -> Value {
        let list = |tests: &[Test]| Value::Array(tests.iter().map(Test::to_value).collect());
        match self {
            Self::One(test) => test.to_value(),
            Self::All(tests) => Value::object([("all", list(tests))]),
            Self::Any(tests) => Value::object([("any", list(tests))]),
        }
    }
}

impl Test {
    fn holds(&self, answers: &Answers) -> bool {
        match (&self.demand, answers.get(&self.question)) {
            (_, None) => false,
            (Demand::Answered, Some(_)) => true,
            (Demand::AnyOf(wanted), Some(Answer::SingleChoice(chosen))) => wanted.contains(chosen),
            (Demand::AnyOf(wanted), Some(Answer::MultipleChoice(chosen))) => {
                chosen.iter().any(|option| wanted.contains(option))
            }
            (Demand::StatementAnyOf(statement, wanted), Some(Answer::Agreement(placed))) => {
                placed.iter().any(|(id, point)| id == statement && wanted.contains(point))
            }
            (Demand::StatementAnyOf(statement, wanted), Some(Answer::Vote(votes))) => {
                let mut own = votes.iter().filter(|(id, _)| id == statement);
                own.any(|(_, vote)| wanted.iter().any(|id| id.as_str() == vote.name()))
            }
            (Demand::RegionAnyOf(wanted), Some(Answer::Region(region))) => wanted.contains(region),
            (Demand::Within(min, max), Some(Answer::Rating(point))) => (min..=max).contains(&point),
            // The parser lets no demand pass that the other question's kind cannot meet.
            (Demand::AnyOf(_) | Demand::StatementAnyOf(..) | Demand::Within(..) | Demand::RegionAnyOf(_), Some(_)) => {
                false
            }
        }
    }

    fn parse(place: &Place<'_>, context: &Context<'_>) -> Option<Self> {
        let members = place.members()?;
        let name = members.need("question")?;
        let wanted = name.value().as_str();
        let Some(question) = context.earlier.iter().find(|question| Some(question.id.as_str()) == wanted) else {
            if !wanted.is_some_and(|wanted| context.faulty.contains(&wanted)) {
                name.fault(Fault::NotAnEarlierQuestion);
            }
            return None;
        };
        let demand = if let Some(list) = members.get("any_of") {
            members.only(&[&["question", "statement", "any_of"]]);
            Self::parse_any_of(&list, members.get("statement"), question.kind())
        } else if members.get("at_least").is_some() || members.get("at_most").is_some() {
            members.only(&[&["question", "at_least", "at_most"]]);
            let Kind::Rating(rating) = question.kind() else {
                place.fault(Fault::ConditionDoesNotFit);
                return None;
            };
            let end = |name: &str, default: u8| {
                members.get(name).map_or(Some(default), |member| Some(member.integer(1, rating.points().into())? as u8))
            };
            let (least, most) = (end("at_least", 1), end("at_most", rating.points()));
            let (least, most) = (least?, most?);
            if least > most {
                place.fault(Fault::NeverMet);
            }
            Some(Demand::Within(least, most))
        } else {
            members.only(&[&["question", "answered"]]);
            let member = members.need("answered")?;
            member.expect((*member.value() == Value::Bool(true)).then_some(Demand::Answered), "true")
        };
        Some(Self { question: question.id.clone(), demand: demand? })
    }

    fn parse_any_of(list: &Place<'_>, statement: Option<Place<'_>>, kind: &Kind) -> Option<Demand> {
        match (kind, statement) {
            (Kind::SingleChoice(kind), None) => offered(list, option_of(kind.options())).map(Demand::AnyOf),
            (Kind::MultipleChoice(kind), None) => offered(list, option_of(kind.options())).map(Demand::AnyOf),
            (Kind::Region, None) => offered(list, Region::parse).map(Demand::RegionAnyOf),
            (Kind::Agreement(_) | Kind::Vote(_), Some(member)) => {
                let text = member.string()?;
                let Some(found) = kind.statements().iter().find(|statement| statement.id().as_str() == text) else {
                    member.fault(Fault::NotOffered);
                    return None;
                };
                let points = match kind {
                    Kind::Agreement(kind) => offered(list, option_of(kind.scale())),
                    _ => offered(list, |name| Stance::parse(name).map(Stance::id)),
                };
                Some(Demand::StatementAnyOf(found.id().clone(), points?))
            }
            _ => {
                list.fault(Fault::ConditionDoesNotFit);
                None
            }
        }
    }

    fn to_value(&self) -> Value {
        let ids = |ids: &[OptionId]| Value::Array(ids.iter().map(|id| id.as_str().into()).collect());
        let mut members = vec![("question", self.question.as_str().into())];
        match &self.demand {
            Demand::AnyOf(options) => members.push(("any_of", ids(options))),
            Demand::StatementAnyOf(statement, points) => {
                members.push(("statement", statement.as_str().into()));
                members.push(("any_of", ids(points)));
            }
            Demand::Within(min, max) => {
                members.push(("at_least", u32::from(*min).into()));
                members.push(("at_most", u32::from(*max).into()));
            }
            Demand::Answered => members.push(("answered", true.into())),
            Demand::RegionAnyOf(regions) => {
                let codes = regions.iter().map(|region| region.code().into()).collect();
                members.push(("any_of", Value::Array(codes)));
            }
        }
        Value::object(members)
    }
}

fn option_of(choices: &[Choice]) -> impl Fn(&str) -> Option<OptionId> {
    |text| super::choice::find(choices, text).cloned()
}

fn offered<T>(list: &Place<'_>, find: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let items = list.items(1, limits::OPTIONS)?;
    let read = |item: &Place<'_>| {
        let found = find(item.string()?);
        if found.is_none() {
            item.fault(Fault::NotOffered);
        }
        found
    };
    let ids: Vec<_> = items.iter().map(read).collect();
    ids.into_iter().collect()
}
