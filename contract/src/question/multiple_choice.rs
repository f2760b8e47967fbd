//! `multiple_choice`: any of several options. Answer: `["option", ...]`, kept in the order in which they are offered.

use super::{Choice, Context, Faults, Fields, choice};
use crate::answer::AnswerFault;
use crate::document::Members;
use crate::id::OptionId;
use crate::json::Value;
use crate::limits;
use crate::packed::packed;

/// Any of several options.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MultipleChoice {
    options: Vec<Choice>,
    max_chosen: Option<usize>,
}

packed!(MultipleChoice { options, max_chosen });

impl MultipleChoice {
    pub(super) const MEMBERS: &'static [&'static str] = &["options", "max_chosen"];

    /// What is offered, in order.
    pub fn options(&self) -> &[Choice] {
        &self.options
    }

    /// How many may be chosen; all where `None`.
    pub fn max_chosen(&self) -> Option<usize> {
        self.max_chosen
    }

    pub(super) fn parse(members: &Members<'_>, context: &Context<'_>) -> Option<Self> {
        let options =
            members.need("options").and_then(|member| choice::parse_list(&member, context.languages, limits::OPTIONS));
        let most = options.as_ref().map_or(limits::OPTIONS, Vec::len) as i64;
        let max_chosen = match members.get("max_chosen") {
            None => None,
            Some(member) => Some(member.integer(1, most)? as usize),
        };
        Some(Self { options: options?, max_chosen })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        members.push(("options".to_owned(), choice::to_value(&self.options)));
        if let Some(most) = self.max_chosen {
            members.push(("max_chosen".to_owned(), Value::Number(most as f64)));
        }
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<Vec<OptionId>> {
        let Value::Array(items) = value else {
            faults.add(AnswerFault::WrongType);
            return None;
        };
        let mut chosen = vec![false; self.options.len()];
        let mut sound = true;
        let mut fault = |fault| {
            faults.add(fault);
            sound = false;
        };
        for item in items {
            let index = item.as_str().map(|text| self.options.iter().position(|option| option.id().as_str() == text));
            match index {
                None => {
                    return {
                        fault(AnswerFault::WrongType);
                        None
                    };
                }
                Some(None) => {
                    return {
                        fault(AnswerFault::NotOffered);
                        None
                    };
                }
                Some(Some(index)) if chosen[index] => {
                    return {
                        fault(AnswerFault::ChosenTwice);
                        None
                    };
                }
                Some(Some(index)) => chosen[index] = true,
            }
        }
        let count = chosen.iter().filter(|chosen| **chosen).count();
        if let Some(most) = self.max_chosen.filter(|most| count > *most) {
            fault(AnswerFault::TooManyChosen { limit: most });
        }
        let ids =
            self.options.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(option, _)| option.id().clone());
        (sound && count > 0).then(|| ids.collect())
    }
}

pub(super) fn value_from_fields(fields: &Fields<'_>) -> Option<Value> {
    let chosen: Vec<Value> =
        fields.iter().filter(|(_, value)| !value.is_empty()).map(|(_, value)| Value::string(*value)).collect();
    (!chosen.is_empty()).then_some(Value::Array(chosen))
}
