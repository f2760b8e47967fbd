//! Statements: what an agreement and a vote have people judge. Answer: `{"statement": "judgement"}`, kept in the statements'
//! order.

use super::choice::{labelled, parse_labelled};
use super::{Context, Faults, Fields};
use crate::answer::AnswerFault;
use crate::document::Members;
use crate::id::StatementId;
use crate::json::Value;
use crate::packed::packed;
use crate::text::Text;

/// Something to agree or disagree with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    id: StatementId,
    text: Text,
}

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

/// Reads the member `statements`: at least one, no identifier twice.
pub(super) fn parse_list(members: &Members<'_>, context: &Context<'_>, limit: usize) -> Option<Vec<Statement>> {
    let make = |id, text| Statement { id, text };
    parse_labelled(&members.need("statements")?, context.languages, limit, 1, StatementId::parse, make)
}

pub(super) fn write(statements: &[Statement], members: &mut Vec<(String, Value)>) {
    let list = statements.iter().map(|statement| labelled(statement.id.as_str(), &statement.text));
    members.push(("statements".to_owned(), Value::Array(list.collect())));
}

pub(super) fn texts<'a>(statements: &'a [Statement], texts: &mut Vec<(String, &'a Text)>) {
    let statements = statements.iter().enumerate();
    texts.extend(statements.map(|(index, statement)| (format!("/statements/{index}/text"), &statement.text)));
}

/// Reads the judgement of each statement, which `judge` makes from its name.
pub(super) fn answer<J>(
    statements: &[Statement],
    judge: impl Fn(&str) -> Option<J>,
    value: &Value,
    faults: &mut Faults<'_>,
) -> Option<Vec<(StatementId, J)>> {
    let before = faults.0.len();
    let mut judged = Vec::new();
    for (statement, value) in given(statements, value, faults) {
        match value.as_str().map(&judge) {
            Some(Some(judgement)) => judged.push((statement.id.clone(), judgement)),
            Some(None) => faults.add_at(&statement.id, AnswerFault::NotOffered),
            None => faults.add_at(&statement.id, AnswerFault::WrongType),
        }
    }
    (faults.0.len() == before && !judged.is_empty()).then_some(judged)
}

/// The statements that have a value, in their order, each with its own.
fn given<'a>(
    statements: &'a [Statement],
    value: &'a Value,
    faults: &mut Faults<'_>,
) -> Vec<(&'a Statement, &'a Value)> {
    let Value::Object(given) = value else {
        faults.add(AnswerFault::WrongType);
        return Vec::new();
    };
    let mut places: Vec<Option<&Value>> = vec![None; statements.len()];
    let mut next = 0;
    for (name, value) in given {
        // Looked for behind the one before: most come in order, and a thousand then take one pass.
        let named = |statement: &Statement| statement.id.as_str() == name;
        let behind = statements[next..].iter().position(named).map(|index| next + index);
        match behind.or_else(|| statements[..next].iter().position(named)) {
            Some(index) => {
                next = index + 1;
                places[index].get_or_insert(value);
            }
            None => faults.add(AnswerFault::UnknownStatement),
        }
    }
    statements.iter().zip(places).filter_map(|(statement, value)| Some((statement, value?))).collect()
}

pub(super) fn value_from_fields(fields: &Fields<'_>) -> Option<Value> {
    let judged: Vec<(&str, Value)> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (*name, Value::string(*value)))
        .collect();
    (!judged.is_empty()).then(|| Value::object(judged))
}
