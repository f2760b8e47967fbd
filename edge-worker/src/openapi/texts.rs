//! What people wrote: texts, campaigns and tags.

use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, page, paged, query};
use super::schemas::{any_list, count, nullable, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

/// Which texts.
fn written() -> Vec<Value> {
    let text = || json!({"type": "string"});
    vec![
        query("question", "A question that is answered in words; the first of them where none is named.", text()),
        query("q", "Words that all have; those in quotation marks follow each other.", text()),
        query("site", "Only of this site.", text()),
        query("lang", "Only in this language.", text()),
        query("tag", "Only of responses with this tag.", text()),
        query("campaign", "Only of the campaign of this number, from 1, or with `none` of no campaign.", text()),
        query(
            "order",
            "`newest` first, or those that are `representative`.",
            json!({"enum": ["newest", "representative"]}),
        ),
    ]
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "A department";
    match endpoint {
        Endpoint::Texts => gives("What people wrote to one of its questions", TAG, JSON, Some("Texts"))
            .with(written())
            .with(paged())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::Token)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::Campaigns => {
            gives("Texts that many sent, and the figures without them", TAG, JSON, Some("Campaigns"))
                .with(written())
                .also(202, Some((JSON, Some("Counting"))))
                .of(Who::Token)
                .fails([UnknownConsultation, MalformedRequest, StoreDamaged])
        }
        Endpoint::PutTags => gives("The tags of a response, these and no others", TAG, JSON, Some("Tagged"))
            .takes(Takes::Json("NewTags", json!({"tags": [{"tag": "costs", "note": "See page 2."}]})))
            .of(Who::Token)
            .fails([UnknownConsultation, UnknownResponse, InvalidTags, StoreDamaged])
            .fails(BODY),
        Endpoint::TextsPage => page("What people wrote, with key phrases, campaigns and tags")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .also(400, Some((HTML, None)))
            .with(written())
            .with([query("cursor", "Where the texts go on.", json!({"type": "string"}))])
            .fails([UnknownConsultation, StoreDamaged]),
        Endpoint::TextsSend => page("A tag of a text, sent")
            .takes(Takes::Form(&["response", "tag", "note", "back"]))
            .of(Who::TokenOrCookie)
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([UnknownConsultation, UnknownResponse, MalformedRequest, StoreDamaged, OriginNotRegistered])
            .fails([UnsupportedMediaType, BodyTooLarge]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let moment = || json!({"oneOf": [schema("Moment"), {"type": "null"}]});
    let tag = object(&[("tag", string()), ("note", string()), ("by", string()), ("at", schema("Moment"))]);
    let text = object(&[
        ("response", string()),
        ("text", string()),
        ("site", schema("Identifier")),
        ("lang", schema("Language")),
        ("recorded_at", schema("Moment")),
        ("changed_at", moment()),
        ("campaign", nullable("integer")),
        ("tags", any_list(schema("Tag"))),
    ]);
    let head = [
        ("question", schema("Identifier")),
        ("as_of", schema("Moment")),
        ("all", count()),
        ("distinct", count()),
        ("outside", count()),
        ("incomplete", json!({"type": "boolean", "description": "Whether there are more texts than are looked at."})),
    ];
    let theme = object(&[("phrase", string()), ("texts", count()), ("distinct", count())]);
    let mut texts = head.to_vec();
    texts.extend([
        ("matched", count()),
        ("texts", any_list(schema("WrittenText"))),
        ("themes", any_list(theme)),
        ("next", schema("Next")),
    ]);
    let expected = || json!({"type": "number", "minimum": 0});
    let campaign = object(&[
        ("texts", count()),
        ("distinct", count()),
        ("sample", json!({"oneOf": [schema("WrittenText"), {"type": "null"}]})),
        ("others", any_list(schema("WrittenText"))),
    ]);
    let group = || object(&[("responses", count()), ("questions", any_list(schema("QuestionFigures")))]);
    let burst =
        [("site", schema("Identifier")), ("from", schema("Moment")), ("responses", count()), ("expected", expected())];
    let mut campaigns = head.to_vec();
    campaigns.extend([
        ("threshold", count()),
        ("campaigns", any_list(campaign)),
        ("figures", object(&[("all", group()), ("distinct", group()), ("outside", group())])),
        ("same_answers", any_list(object(&[("responses", count()), ("expected", expected())]))),
        ("bursts", any_list(object(&burst))),
    ]);
    let new = object(&[("tag", string()), ("note?", string())]);
    vec![
        ("Tag", tag),
        ("WrittenText", text),
        ("Texts", object(&texts)),
        ("Campaigns", object(&campaigns)),
        ("NewTags", object(&[("tags", any_list(new))])),
        ("Tagged", object(&[("response", string()), ("tags", any_list(schema("Tag")))])),
    ]
}
