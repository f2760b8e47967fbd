//! What the routes of outcomes take and give, and the shapes of that.

use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, lang, page};
use super::schemas::{any_list, integer, nullable, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use contract::limits;
use serde_json::{Value, json};

fn example() -> Value {
    json!({
        "asked": {"en": "When parents apply for maternity benefits, and what would help."},
        "said": {"en": "Most found the dates unclear."},
        "did": {"en": "The letters name the day now. See https://dept.example/response."},
    })
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Outcomes";
    let newest = |summary| gives(summary, TAG, JSON, Some("OutcomeVersion")).of(Who::Token).fails(BODY);
    match endpoint {
        Endpoint::OutcomePage => page("What became of a consultation").with([lang()]).fails([UnknownConsultation]),
        Endpoint::ReadOutcome => gives("An outcome as its department has it", TAG, JSON, Some("OutcomeOfDepartment"))
            .of(Who::Token)
            .fails([UnknownConsultation])
            .tagged(),
        Endpoint::WriteOutcome => newest("Write a version of an outcome")
            .takes(Takes::Json("NewOutcome", example()))
            .fails([UnknownConsultation, InvalidOutcome, StateForbids, TooManyVersions]),
        Endpoint::ApproveOutcome => newest("Approve a version that another person wrote, and publish it by that")
            .takes(Takes::Json("Approval", json!({"version": 1})))
            .fails([UnknownConsultation, UnknownOutcome, ApprovalOfOwn, VersionSuperseded])
            .fails([StateForbids, OutcomeUntranslated]),
        Endpoint::OutcomeDraft => page("Where an outcome is written and approved")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .fails([UnknownConsultation]),
        Endpoint::OutcomeSend => page("A version of an outcome, sent")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&["after"]))
            .also(303, None)
            .also(409, Some((HTML, None)))
            .also(422, Some((HTML, None)))
            .fails([UnknownConsultation, OriginNotRegistered, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::OutcomeApprove => page("A version of an outcome, approved there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&["version"]))
            .also(303, None)
            .also(403, Some((HTML, None)))
            .also(404, Some((HTML, None)))
            .also(409, Some((HTML, None)))
            .fails([UnknownConsultation, OriginNotRegistered, UnsupportedMediaType, BodyTooLarge, MalformedRequest]),
        Endpoint::Outcome => gives("What became of it, and by when that is due", TAG, JSON, Some("Outcome"))
            .fails([UnknownConsultation])
            .tagged(),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let maybe = |shape: Value| json!({"oneOf": [shape, {"type": "null"}]});
    let texts = [("asked", schema("Passage")), ("said", schema("Passage")), ("did", schema("Passage"))];
    let number = || integer(1, limits::OUTCOME_VERSIONS.into());
    let clock = [
        ("consultation", schema("Identifier")),
        ("closed_at", maybe(schema("Moment"))),
        (
            "due_on",
            json!({"type": ["string", "null"], "format": "date", "description": "Twelve weeks after it closed."}),
        ),
    ];
    let mut told =
        vec![("version", number()), ("published_at", schema("Moment")), ("changed_at", maybe(schema("Moment")))];
    told.extend(texts.clone());
    let mut outcome = clock.to_vec();
    outcome.push(("outcome", maybe(object(&told))));
    let mut version = vec![
        ("version", number()),
        ("written_at", schema("Moment")),
        ("written_by", string()),
        ("approved_at", maybe(schema("Moment"))),
        ("approved_by", nullable("string")),
        ("untranslated", any_list(object(&[("pointer", string()), ("detail", string())]))),
    ];
    version.extend(texts.clone());
    let mut own = clock.to_vec();
    own.push(("published", maybe(number())));
    own.push(("newest", maybe(schema("OutcomeVersion"))));
    vec![
        ("NewOutcome", object(&texts)),
        ("Approval", object(&[("version", integer(1, u32::MAX.into()))])),
        ("Outcome", object(&outcome)),
        ("OutcomeVersion", object(&version)),
        ("OutcomeOfDepartment", object(&own)),
    ]
}
