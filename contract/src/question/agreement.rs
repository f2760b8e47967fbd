//! `agreement`: statements, each placed on one Likert scale. Answer: `{"statement": "point"}`, in the statements' order.

use super::choice::parse_list;
use super::{Choice, Context, Faults, Statement, choice, statement};
use crate::answer::{Answer, AnswerFault};
use crate::document::Members;
use crate::id::{OptionId, StatementId};
use crate::json::Value;
use crate::limits;
use crate::packed::packed;
use crate::text::Text;

/// Statements on one scale. A required one wants a point for every statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agreement {
    scale: Vec<Choice>,
    statements: Vec<Statement>,
}

packed!(Agreement { scale, statements });

impl Agreement {
    pub(super) const MEMBERS: &'static [&'static str] = &["scale", "statements"];

    /// The points of the scale, in order.
    pub fn scale(&self) -> &[Choice] {
        &self.scale
    }

    /// The statements, in order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    pub(super) fn parse(members: &Members<'_>, context: &Context<'_>) -> Option<Self> {
        let scale = members.need("scale").and_then(|member| parse_list(&member, context.languages, limits::SCALE));
        let statements = statement::parse_list(members, context, limits::STATEMENTS);
        Some(Self { scale: scale?, statements: statements? })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        members.push(("scale".to_owned(), choice::to_value(&self.scale)));
        statement::write(&self.statements, members);
    }

    pub(super) fn texts<'a>(&'a self, texts: &mut Vec<(String, &'a Text)>) {
        choice::texts(&self.scale, "scale", texts);
        statement::texts(&self.statements, texts);
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<Vec<(StatementId, OptionId)>> {
        statement::answer(&self.statements, |text| choice::find(&self.scale, text).cloned(), value, faults)
    }

    pub(super) fn demand(&self, answer: Option<&Answer>, faults: &mut Faults<'_>) {
        let placed: &[(StatementId, OptionId)] = match answer {
            Some(Answer::Agreement(placed)) => placed,
            _ => &[],
        };
        for statement in &self.statements {
            if !placed.iter().any(|(id, _)| id == statement.id()) {
                faults.add_at(statement.id(), AnswerFault::Required);
            }
        }
    }
}
