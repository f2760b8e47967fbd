//! Margins, and answers weighted to them.

use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, page, query};
use super::schemas::{any_list, count, list, names, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use contract::limits;
use serde_json::{Value, json};

fn margins_example() -> Value {
    json!({"source": "A count of all who applied in 2025", "margins": [{"question": "stage", "shares": {"before": 70, "after": 30}}]})
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "A department";
    match endpoint {
        Endpoint::Margins => gives("The margins to which its answers are weighted", TAG, JSON, Some("MarginsDeclared"))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation]),
        Endpoint::PutMargins => gives("Declare margins", TAG, JSON, Some("Margins"))
            .takes(Takes::Json("Margins", margins_example()))
            .of(Who::Token)
            .fails([UnknownConsultation, InvalidMargins])
            .fails(BODY),
        Endpoint::RemoveMargins => {
            gives("Take its margins away", TAG, JSON, None).only(204).of(Who::Token).fails([UnknownConsultation])
        }
        Endpoint::Weighted => gives("The answers to a question, raw and weighted", TAG, JSON, Some("WeightedAnswers"))
            .with([query("question", "The question, or `question/statement`.", json!({"type": "string"}))])
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::WeightingPage => page("Margins, and answers weighted to them")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .with([query("question", "The question whose answers are shown.", json!({"type": "string"}))])
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::WeightingSend => page("Margins, declared there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&["source", "trim", "share:stage:before", "share:stage:after"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([OriginNotRegistered, UnsupportedMediaType, BodyTooLarge, UnknownConsultation]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

fn text_of(most: usize) -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": most})
}

/// The shares of one question's answers.
fn margin() -> Value {
    let above_nothing = json!({"type": "number", "exclusiveMinimum": 0});
    let shares = json!({"type": "object", "minProperties": 2, "additionalProperties": above_nothing});
    object(&[("question", schema("Identifier")), ("shares", shares)])
}

fn weighted() -> Value {
    let number = || json!({"type": "number"});
    let precision = || vec![("effective", number()), ("design_effect", number())];
    let with = |more: &[(&'static str, Value)]| object(&[precision(), more.to_vec()].concat());
    let weights = with(&[("smallest", number()), ("largest", number()), ("trimmed", count()), ("off_by", number())]);
    let share = object(&[("share", number()), ("low", number()), ("high", number())]);
    let share = json!({"anyOf": [share, {"type": "null"}]});
    let without = object(&[("share", number()), ("without", string())]);
    let sites = object(&[
        ("lowest", without.clone()),
        ("highest", without),
        ("q", number()),
        ("degrees_of_freedom", count()),
        ("i_squared", number()),
        ("bootstrap?", object(&[("low", number()), ("high", number())])),
    ]);
    let refused = object(&[
        ("reason", names(["few-people", "no-fit", "few-effective", "too-many-combinations"])),
        ("question?", string()),
        ("answer?", string()),
        ("people?", count()),
        ("effective?", number()),
    ]);
    let answer =
        object(&[("id", string()), ("count", count()), ("raw", share.clone()), ("weighted", share), ("sites?", sites)]);
    object(&[
        ("question", string()),
        ("as_of", schema("Moment")),
        ("intervals", string()),
        ("source?", string()),
        ("people?", count()),
        ("placed?", count()),
        ("answered?", count()),
        ("weights?", weights),
        ("of_question?", with(&[("answered", count())])),
        ("refused?", refused),
        // Where margins are declared: what was deleted after its time, and is in no count of rows.
        ("deleted?", count()),
        ("deleted_at?", super::figures::last_deleted()),
        ("answers", any_list(answer)),
    ])
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    vec![
        (
            "Margins",
            object(&[
                ("source", text_of(limits::LABEL)),
                ("trim?", json!({"type": "boolean"})),
                ("margins", list(margin(), 1, limits::MARGINS)),
            ]),
        ),
        (
            "MarginsDeclared",
            object(&[("source?", string()), ("trim?", json!({"type": "boolean"})), ("margins", any_list(margin()))]),
        ),
        ("WeightedAnswers", weighted()),
    ]
}
