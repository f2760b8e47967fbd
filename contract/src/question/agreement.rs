//! `agreement`: statements, each placed on one Likert scale. Answer: `{"statement": "point"}`, in the statements' order.

use super::choice::{labelled, parse_labelled, parse_list};
use super::{Choice, Context, Faults, Fields, choice};
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

/// Something to agree or disagree with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    id: StatementId,
    text: Text,
}

packed!(Agreement { scale, statements });
packed!(Statement { id, text });

impl Statement {
    /// Its identifier.
    pub fn id(&self) -> &StatementId {
        &self.id
    }

    /// Its words.
    pub fn text(&self) -> &Text {
        &self.text
    }
}

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
        let statements = members.need("statements").and_then(|member| {
            let make = |id, text| Statement { id, text };
            parse_labelled(&member, context.languages, limits::STATEMENTS, 1, StatementId::parse, make)
        });
        Some(Self { scale: scale?, statements: statements? })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        let statements = self.statements.iter().map(|statement| labelled(statement.id.as_str(), &statement.text));
        members.push(("scale".to_owned(), choice::to_value(&self.scale)));
        members.push(("statements".to_owned(), Value::Array(statements.collect())));
    }

    pub(super) fn texts<'a>(&'a self, texts: &mut Vec<(String, &'a Text)>) {
        choice::texts(&self.scale, "scale", texts);
        let statements = self.statements.iter().enumerate();
        texts.extend(statements.map(|(index, statement)| (format!("/statements/{index}/text"), &statement.text)));
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<Vec<(StatementId, OptionId)>> {
        let Value::Object(given) = value else {
            faults.add(AnswerFault::WrongType);
            return None;
        };
        let before = faults.0.len();
        for (name, _) in given {
            if !self.statements.iter().any(|statement| statement.id.as_str() == name) {
                faults.add(AnswerFault::UnknownStatement);
            }
        }
        let mut placed = Vec::new();
        for statement in &self.statements {
            let Some(value) = value.get(statement.id.as_str()) else { continue };
            match value.as_str().map(|text| choice::find(&self.scale, text)) {
                Some(Some(point)) => placed.push((statement.id.clone(), point.clone())),
                Some(None) => faults.add_at(&statement.id, AnswerFault::NotOffered),
                None => faults.add_at(&statement.id, AnswerFault::WrongType),
            }
        }
        (faults.0.len() == before && !placed.is_empty()).then_some(placed)
    }

    pub(super) fn demand(&self, answer: Option<&Answer>, faults: &mut Faults<'_>) {
        let placed: &[(StatementId, OptionId)] = match answer {
            Some(Answer::Agreement(placed)) => placed,
            _ => &[],
        };
        for statement in &self.statements {
            if !placed.iter().any(|(id, _)| *id == statement.id) {
                faults.add_at(&statement.id, AnswerFault::Required);
            }
        }
    }
}

pub(super) fn value_from_fields(fields: &Fields<'_>) -> Option<Value> {
    let placed: Vec<(&str, Value)> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (*name, Value::string(*value)))
        .collect();
    (!placed.is_empty()).then(|| Value::object(placed))
}
