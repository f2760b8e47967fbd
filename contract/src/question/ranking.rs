//! `ranking`: options in the person's own order, all or some of them. Answer: `["first", "second"]`.

use super::{Choice, Context, Faults, Fields, choice};
use crate::answer::AnswerFault;
use crate::document::Members;
use crate::id::OptionId;
use crate::json::Value;
use crate::limits;
use crate::packed::packed;

/// Options to put in order. Those that are not placed stay without a place, and a required one wants one placed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranking {
    options: Vec<Choice>,
    max_ranked: Option<usize>,
}

packed!(Ranking { options, max_ranked });

impl Ranking {
    pub(super) const MEMBERS: &'static [&'static str] = &["options", "max_ranked"];

    /// What is offered, in order.
    pub fn options(&self) -> &[Choice] {
        &self.options
    }

    /// How many places there are to give.
    pub fn places(&self) -> usize {
        self.max_ranked.unwrap_or(self.options.len())
    }

    pub(super) fn parse(members: &Members<'_>, context: &Context<'_>) -> Option<Self> {
        let options =
            members.need("options").and_then(|member| choice::parse_list(&member, context.languages, limits::OPTIONS));
        let most = options.as_ref().map_or(limits::OPTIONS, Vec::len) as i64;
        let max_ranked = match members.get("max_ranked") {
            None => None,
            Some(member) => Some(member.integer(1, most)? as usize),
        };
        Some(Self { options: options?, max_ranked })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        members.push(("options".to_owned(), choice::to_value(&self.options)));
        if let Some(most) = self.max_ranked {
            members.push(("max_ranked".to_owned(), Value::Number(most as f64)));
        }
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<Vec<OptionId>> {
        match self.read(value) {
            Ok(ranked) => (!ranked.is_empty()).then_some(ranked),
            Err(fault) => {
                faults.add(fault);
                None
            }
        }
    }

    fn read(&self, value: &Value) -> Result<Vec<OptionId>, AnswerFault> {
        let items = match value {
            Value::Array(items) => items,
            // What a form makes of places that make no order.
            Value::Object(places) if repeats(places) => return Err(AnswerFault::PlacedTwice),
            _ => return Err(AnswerFault::WrongType),
        };
        let mut ranked: Vec<OptionId> = Vec::new();
        for item in items {
            let text = item.as_str().ok_or(AnswerFault::WrongType)?;
            let option = choice::find(&self.options, text).ok_or(AnswerFault::NotOffered)?;
            if ranked.contains(option) {
                return Err(AnswerFault::ChosenTwice);
            }
            ranked.push(option.clone());
        }
        let limit = self.places();
        if ranked.len() > limit { Err(AnswerFault::TooManyChosen { limit }) } else { Ok(ranked) }
    }
}

fn repeats(places: &[(String, Value)]) -> bool {
    places.iter().enumerate().any(|(index, (_, place))| places[..index].iter().any(|(_, earlier)| earlier == place))
}

/// Each option's field holds its place, from 1, or nothing. Gaps between places say nothing; where two options have the
/// same place or one is no number, the places themselves are passed on, to be refused.
pub(super) fn value_from_fields(fields: &Fields<'_>) -> Option<Value> {
    let filled = fields.iter().filter(|(_, place)| !place.is_empty());
    let mut ranked: Vec<(u32, &str)> = Vec::new();
    for (option, place) in filled.clone() {
        let place = place.parse().unwrap_or(0);
        let index = ranked.partition_point(|(own, _)| *own < place);
        if place == 0 || ranked.get(index).is_some_and(|(own, _)| *own == place) {
            return Some(Value::object(filled.map(|(option, place)| (*option, Value::string(*place)))));
        }
        ranked.insert(index, (place, option));
    }
    (!ranked.is_empty()).then(|| Value::Array(ranked.into_iter().map(|(_, option)| option.into()).collect()))
}
