//! Figures: of all responses, of some of them, of two questions together.

use super::operations::{CSV, HTML, JSON, Operation, Who, gives, page, query};
use super::schemas::{any_list, count, integer, nullable, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use contract::limits;
use contract::question::Measure;
use serde_json::{Value, json};

fn list(example: &str) -> Value {
    json!({"type": "array", "items": {"type": "string", "examples": [example]}})
}

/// Which responses are counted.
fn chosen() -> Vec<Value> {
    // A form sends its empty fields too.
    let day = || json!({"type": "string", "anyOf": [{"format": "date"}, {"maxLength": 0}]});
    vec![
        query("site", "Only of this site.", json!({"type": "string"})),
        query("lang", "Only in this language.", json!({"type": "string"})),
        query("from", "Only those first recorded on this day, UTC, or later.", day()),
        query("until", "Only those first recorded on this day or before.", day()),
        query(
            "where",
            "Only those that answered this, as `question:value`; several have to hold together.",
            list("stage:after"),
        ),
    ]
}

/// Which responses are counted, and which two questions together.
fn closer() -> Vec<Value> {
    let mut all = chosen();
    all.push(query(
        "cross",
        "Two questions, with a comma or one by one: the rows and the columns of a table. A statement of a question is \
             `question/statement`.",
        list("stage,ease"),
    ));
    all
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "A department";
    match endpoint {
        Endpoint::Summary => gives("Its figures", TAG, JSON, Some("Summary"))
            .with([query(
                "by",
                "Breakdowns, of `site`, `lang` and `day`, with commas.",
                json!({
                    "type": "string", "pattern": "^((site|lang|day)(,(site|lang|day))*)?$", "examples": ["site,lang,day"],
                }),
            )])
            .with(closer())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged])
            .tagged(),
        Endpoint::CrossTable => gives("How the answers to two of its questions go together, as CSV", TAG, CSV, None)
            .with(closer())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::Data => gives("One table of its figures as CSV, as its page shows them; of a question also among some responses", TAG, CSV, None)
            .with(chosen())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, MalformedRequest, NotFound, StoreDamaged]),
        Endpoint::FiguresPage => page("A consultation's figures")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .with([query("cursor", "Where the texts go on.", json!({"type": "string"}))])
            .fails([UnknownConsultation, MalformedRequest])
            .tagged(),
        Endpoint::ExplorePage => page("Figures of some of its responses, and of two questions together")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .also(400, Some((HTML, None)))
            .with(closer())
            .fails([UnknownConsultation, StoreDamaged]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let counted = object(&[
        ("id", string()),
        ("count?", count()),
        ("placed?", count()),
        ("places?", any_list(count())),
        ("mean?", nullable("number")),
    ]);
    let statement =
        object(&[("id", schema("Identifier")), ("answered", count()), ("options", any_list(counted.clone()))]);
    let question = object(&[
        ("id", schema("Identifier")),
        ("kind", string()),
        (
            "asked?",
            json!({"type": ["integer", "null"], "description": "Where not everybody was: how many were asked."}),
        ),
        ("answered", count()),
        ("options?", any_list(counted)),
        ("points?", any_list(count())),
        ("mean?", nullable("number")),
        ("statements?", any_list(statement)),
        ("score?", score()),
    ]);
    let row = object(&[
        ("id", nullable("string")),
        ("responses", count()),
        ("answered", count()),
        ("options", any_list(object(&[("id", string()), ("count", count())]))),
    ]);
    let cross = object(&[("rows", string()), ("columns", string()), ("groups", any_list(row))]);
    let questions = || ("questions", any_list(schema("QuestionFigures")));
    let group = || any_list(object(&[("id", string()), ("responses", count()), questions()]));
    vec![
        ("QuestionFigures", question),
        ("Counting", object(&[("counted", count()), ("of", count())])),
        (
            "Summary",
            object(&[
                ("id", schema("Identifier")),
                ("state", schema("State")),
                ("revision", integer(1, limits::REVISIONS.into())),
                ("as_of", schema("Moment")),
                ("responses", count()),
                (
                    "deleted",
                    json!({
                        "type": "integer", "minimum": 0,
                        "description": "How many were deleted after their time. They are among all `responses`; of some \
                            responses alone they are in no count, since what they said, with its site, language and day, is gone.",
                    }),
                ),
                ("deleted_at?", last_deleted()),
                questions(),
                ("by?", object(&[("site?", group()), ("lang?", group()), ("day?", group())])),
                ("cross?", cross),
            ]),
        ),
    ]
}

/// When the last of those were deleted that no count of rows has any more.
pub(super) fn last_deleted() -> Value {
    json!({
        "type": ["string", "null"], "format": "date-time",
        "description": "When the last of them were deleted; null where none was, or where that was not noted.",
    })
}

/// What a rating measures, where that is declared.
fn score() -> Value {
    let number = || json!({"type": "number"});
    let measure = |measure: Measure| ("measure", json!({"type": "string", "const": measure.name()}));
    let interval = [("share", number()), ("low", number()), ("high", number())];
    let satisfaction =
        [vec![measure(Measure::Satisfaction), ("people", count()), ("satisfied", count())], interval.to_vec()].concat();
    let nps = [
        measure(Measure::Nps),
        ("people", count()),
        ("promoters", count()),
        ("detractors", count()),
        ("score", number()),
        ("error", number()),
    ];
    json!({"oneOf": [object(&satisfaction), object(&nps)]})
}
