//! What the routes of the studio take and give, and the shape of that.

use super::department::definition_example;
use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, lang, page, query};
use super::schemas::{any_list, integer, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

const YAML: &str = "application/yaml";

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    match endpoint {
        Endpoint::StudioPage => page("Where a consultation is begun")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .also(422, Some((HTML, None)))
            .with([query("id", "The name of the consultation to write.", json!({"type": "string"}))]),
        Endpoint::StudioDraft => page("Where a consultation is written").of(Who::TokenOrCookie).also(303, None),
        Endpoint::PreviewFrame => {
            page("The frame in which the form of a draft is tried out").of(Who::TokenOrCookie).also(303, None)
        }
        Endpoint::Preview => gives(
            "What the widget would show of a definition; nothing is stored",
            "A department",
            JSON,
            Some("Preview"),
        )
        .of(Who::TokenOrCookie)
        .also(303, None)
        .with([lang()])
        .takes(Takes::Json("Definition", definition_example()))
        .fails([InvalidDefinition, OriginNotRegistered])
        .fails(BODY),
        Endpoint::StudioImport => gives(
            "A file (JSON, YAML, or what GOV.UK publishes of a consultation), read as a definition; nothing is stored",
            "A department",
            JSON,
            Some("Imported"),
        )
        .of(Who::TokenOrCookie)
        .also(303, None)
        .takes(Takes::Json("File", json!({"file": "title:\n  en: Buses\nlanguages: [en]\n"})))
        .fails([InvalidDefinition, OriginNotRegistered])
        .fails(BODY),
        Endpoint::StudioYaml => gives("A definition as YAML; nothing is stored", "A department", YAML, None)
            .of(Who::TokenOrCookie)
            .also(303, None)
            .takes(Takes::Json("AnyDefinition", definition_example()))
            .fails([OriginNotRegistered])
            .fails(BODY),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let preview = object(&[
        ("form", schema("Form")),
        ("start", string()),
        ("receipt", schema("Receipt")),
        ("confirmation", json!({"type": "array", "description": "The confirmation as the loader builds it."})),
    ]);
    let file = object(&[("file", json!({"type": "string", "description": "The text of the file."}))]);
    let line = object(&[("pointer", string()), ("line", integer(1, u32::MAX.into()))]);
    let imported =
        object(&[("definition", schema("AnyDefinition")), ("lines", any_list(line)), ("notes", any_list(string()))]);
    vec![("Preview", preview), ("File", file), ("Imported", imported)]
}
