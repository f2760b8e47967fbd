//! The shapes of what travels, by name: what all topics share, and all of them together.

use super::operations::{CSV, HTML, JSON, LINKED};
use super::{
    about, access, cards, consultations, definition, drafts, embedding, figures, outcomes, releases, replies, studio,
    texts, weighting,
};
use contract::{Lang, Personal, Problem, State, limits};
use serde_json::{Map, Value, json};

/// A reference to a shape.
pub(super) fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// An object with these members and no others; a name with `?` at its end may be left out.
pub(super) fn object(members: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('?')).collect();
    let properties: Map<String, Value> =
        members.iter().map(|(name, value)| (name.trim_end_matches('?').to_owned(), value.clone())).collect();
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

pub(super) fn list(items: Value, least: usize, most: usize) -> Value {
    json!({"type": "array", "items": items, "minItems": least, "maxItems": most})
}

pub(super) fn any_list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

pub(super) fn integer(least: i64, most: i64) -> Value {
    json!({"type": "integer", "minimum": least, "maximum": most})
}

pub(super) fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

pub(super) fn nullable(kind: &str) -> Value {
    json!({"type": [kind, "null"]})
}

pub(super) fn names<'a>(all: impl IntoIterator<Item = &'a str>) -> Value {
    json!({"type": "string", "enum": all.into_iter().collect::<Vec<_>>()})
}

pub(super) fn string() -> Value {
    json!({"type": "string"})
}

/// All shapes.
pub(super) fn all() -> Value {
    let mut schemas = Map::new();
    let mut add = |name: &str, schema: Value| {
        assert!(schemas.insert(name.to_owned(), schema).is_none(), "{name} stands twice");
    };
    for (name, shape) in basic()
        .into_iter()
        .chain(about::shapes())
        .chain(definition::shapes())
        .chain(consultations::shapes())
        .chain(cards::shapes())
        .chain(texts::shapes())
        .chain(figures::shapes())
        .chain(weighting::shapes())
        .chain(embedding::shapes())
        .chain(releases::shapes())
        .chain(access::shapes())
        .chain(outcomes::shapes())
        .chain(studio::shapes())
        .chain(replies::shapes())
        .chain(drafts::shapes())
    {
        add(name, shape);
    }
    Value::Object(schemas)
}

fn basic() -> Vec<(&'static str, Value)> {
    let slugs = Problem::ALL.iter().map(|problem| problem.type_uri());
    let error = object(&[("pointer", string()), ("detail", string()), ("type?", schema("ProblemType"))]);
    let problem = object(&[
        ("type", schema("ProblemType")),
        ("title", string()),
        ("status", integer(400, 599)),
        ("detail?", string()),
        ("errors?", any_list(error)),
        ("tree?", json!({"description": "What the loader shows in the place of the form.", "type": "array"})),
        ("receipt?", schema("Receipt")),
        ("saved?", json!({"oneOf": [schema("DraftSaved"), {"type": "null"}]})),
        (
            "request_id",
            json!({"type": "string", "description": "The request's name in the log; also in `x-request-id`."}),
        ),
    ]);
    vec![
        ("Identifier", json!({"type": "string", "pattern": format!("^[a-z0-9][a-z0-9-]{{0,{}}}$", limits::ID - 1)})),
        (
            "Receipt",
            json!({
                "type": "string",
                "pattern": format!("^[a-z0-9][a-z0-9-]{{0,{}}}\\.(0|[1-9][0-9]{{0,4}})\\.[A-Za-z0-9_-]{{21}}[AQgw]$", limits::ID - 1),
                "examples": ["mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ"],
            }),
        ),
        ("Moment", json!({"type": "string", "format": "date-time", "examples": ["2026-01-31T09:30:00Z"]})),
        ("Language", names(Lang::ALL.iter().map(|lang| lang.code()))),
        ("State", names(State::ALL.iter().map(|state| state.name()))),
        ("PersonalInformation", names(Personal::ALL.iter().map(|kind| kind.name()))),
        ("ProblemType", names(slugs)),
        ("Problem", problem),
        ("Next", json!({"type": ["string", "null"], "description": "The cursor of the next page; `null` at the end."})),
    ]
}

/// What a reply's body is.
pub(super) fn content(media: &str, name: Option<&str>) -> Value {
    let shape = match (media, name) {
        (_, Some(name)) => schema(name),
        (JSON | LINKED, None) => json!({"type": "object"}),
        (CSV | HTML, None) | (_, None) => string(),
    };
    json!({media: {"schema": shape}})
}
