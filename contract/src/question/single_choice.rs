//! `single_choice`: one option of several. Answer: `"option"`.

use super::{Choice, Context, Faults, choice};
use crate::answer::AnswerFault;
use crate::document::Members;
use crate::id::OptionId;
use crate::json::Value;
use crate::limits;
use crate::packed::packed;

/// One option of several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SingleChoice {
    options: Vec<Choice>,
}

packed!(SingleChoice { options });

impl SingleChoice {
    pub(super) const MEMBERS: &'static [&'static str] = &["options"];

    /// What is offered, in order.
    pub fn options(&self) -> &[Choice] {
        &self.options
    }

    pub(super) fn parse(members: &Members<'_>, context: &Context<'_>) -> Option<Self> {
        let options = choice::parse_list(&members.need("options")?, context.languages, limits::OPTIONS)?;
        Some(Self { options })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        members.push(("options".to_owned(), choice::to_value(&self.options)));
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<OptionId> {
        let Some(text) = value.as_str() else {
            faults.add(AnswerFault::WrongType);
            return None;
        };
        let found = choice::find(&self.options, text).cloned();
        if found.is_none() {
            faults.add(AnswerFault::NotOffered);
        }
        found
    }
}
