//! A department's consultations and their ledgers.

use super::operations::{BODY, JSON, Operation, Takes, Who, gives, page, paged};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

/// A definition.
pub(super) fn definition_example() -> Value {
    json!({
        "title": {"en": "Maternity benefits"},
        "languages": ["en"],
        "sites": [{"id": "forum", "name": "The parents' forum", "origins": ["https://forum.example"]}],
        "questions": [
            {"id": "stage", "kind": "single_choice", "text": {"en": "When did you apply?"}, "required": true,
             "options": [{"id": "before", "text": {"en": "Before the birth"}}, {"id": "after", "text": {"en": "After it"}}]},
            {"id": "ease", "kind": "rating", "text": {"en": "How easy was it?"}, "points": 5,
             "low": {"en": "Hard"}, "high": {"en": "Easy"}},
            {"id": "more", "kind": "free_text", "text": {"en": "What would have helped?"}, "max_length": 1200},
        ],
    })
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "A department";
    let standing = |summary| gives(summary, TAG, JSON, Some("Standing")).of(Who::Token);
    match endpoint {
        Endpoint::DepartmentPage => page("A department's consultations").of(Who::TokenOrCookie).also(303, None),
        Endpoint::Consultations => gives("Its consultations, the newest first", TAG, JSON, Some("ConsultationList"))
            .with(paged())
            .of(Who::Token)
            .fails([MalformedRequest])
            .tagged(),
        Endpoint::Read => gives("A consultation", TAG, JSON, Some("ConsultationOfDepartment"))
            .of(Who::Token)
            .fails([UnknownConsultation])
            .tagged(),
        Endpoint::Put => standing("Write a consultation")
            .also(201, Some((JSON, Some("Standing"))))
            .takes(Takes::Json("Definition", definition_example()))
            .fails([InvalidDefinition, IdentifierTaken, TooManyRevisions, TooManyConsultations, StateForbids])
            .fails(BODY),
        Endpoint::Open => standing("Open it").fails([UnknownConsultation, StateForbids, InvalidDefinition]),
        Endpoint::Close => standing("Close it").fails([UnknownConsultation, StateForbids]),
        Endpoint::Archive => standing("Archive it").fails([UnknownConsultation, StateForbids]),
        Endpoint::Shards => gives("The shards of its ledger", TAG, JSON, Some("Shards"))
            .of(Who::Token)
            .fails([UnknownConsultation, StoreDamaged]),
        Endpoint::Raise => standing("Give its ledger more shards")
            .takes(Takes::Json("MoreShards", json!({"shards": 4})))
            .fails([UnknownConsultation, StateForbids, ShardsOutOfRange, ShardsOnlyRise])
            .fails(BODY),
        Endpoint::Recount => gives("Recount its responses from the rows of its ledger", TAG, JSON, Some("Recounted"))
            .of(Who::Token)
            .fails([UnknownConsultation, StoreDamaged]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}
