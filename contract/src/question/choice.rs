//! Options: what choices offer, and the points of an agreement's scale.

use crate::document::{Fault, Place};
use crate::id::OptionId;
use crate::json::Value;
use crate::limits;
use crate::locale::Lang;
use crate::packed::packed;
use crate::text::Text;

/// Something to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    id: OptionId,
    text: Text,
}

packed!(Choice { id, text });

impl Choice {
    /// Its identifier.
    pub fn id(&self) -> &OptionId {
        &self.id
    }

    /// Its label.
    pub fn text(&self) -> &Text {
        &self.text
    }
}

/// Reads a list of options: at least two, no identifier twice.
pub(super) fn parse_list(place: &Place<'_>, languages: &[Lang], limit: usize) -> Option<Vec<Choice>> {
    parse_labelled(place, languages, limit, 2, OptionId::parse, |id, text| Choice { id, text })
}

/// Reads a list of `{"id": ..., "text": ...}`; `None` where any of them is at fault.
pub(super) fn parse_labelled<Id: Clone + PartialEq, T>(
    place: &Place<'_>,
    languages: &[Lang],
    limit: usize,
    least: usize,
    parse_id: impl Fn(&str) -> Option<Id>,
    make: impl Fn(Id, Text) -> T,
) -> Option<Vec<T>> {
    let items = place.items(least, limit)?;
    let mut seen: Vec<Id> = Vec::new();
    let mut list = Vec::new();
    for item in &items {
        let Some(members) = item.members() else { continue };
        members.only(&[&["id", "text"]]);
        let id = members.need("id").and_then(|member| {
            let id = member.identifier(&parse_id)?;
            if seen.contains(&id) {
                member.fault(Fault::Repeated);
            }
            seen.push(id.clone());
            Some(id)
        });
        let text = members.need("text").and_then(|member| Text::parse(&member, languages, limits::LABEL));
        if let (Some(id), Some(text)) = (id, text) {
            list.push(make(id, text));
        }
    }
    (list.len() == items.len()).then_some(list)
}

pub(super) fn to_value(choices: &[Choice]) -> Value {
    Value::Array(choices.iter().map(|choice| labelled(choice.id.as_str(), &choice.text)).collect())
}

pub(super) fn labelled(id: &str, text: &Text) -> Value {
    Value::object([("id", id.into()), ("text", text.to_value())])
}

pub(super) fn texts<'a>(choices: &'a [Choice], member: &str, texts: &mut Vec<(String, &'a Text)>) {
    texts.extend(choices.iter().enumerate().map(|(index, choice)| (format!("/{member}/{index}/text"), &choice.text)));
}

/// The identifier of the option that `value` names.
pub(super) fn find<'a>(choices: &'a [Choice], value: &str) -> Option<&'a OptionId> {
    choices.iter().map(Choice::id).find(|id| id.as_str() == value)
}
