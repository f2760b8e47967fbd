//! What the routes of drafts and revisions take and give, and the shapes of that.

use super::department::definition_example;
use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, header, page, paged, query};
use super::schemas::{any_list, integer, names, nullable, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use contract::authoring::{Effect, What};
use contract::limits;
use serde_json::{Value, json};

const TAG: &str = "Drafts";

fn conditions() -> [Value; 2] {
    let text = |example: &str| json!({"type": "string", "examples": [example]});
    [
        header("If-Match", false, "The tag of the version that is written over, as its `ETag` said.", text("\"1.7\"")),
        header("If-None-Match", false, "`*`: there is to be none yet.", text("*")),
    ]
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    let own = |summary, shape| gives(summary, TAG, JSON, Some(shape)).of(Who::TokenOrCookie);
    let shown = |summary| page(summary).of(Who::TokenOrCookie).also(303, None);
    let sent = |summary, fields| {
        shown(summary).takes(Takes::Form(fields)).also(409, Some((HTML, None))).fails([
            OriginNotRegistered,
            UnsupportedMediaType,
            BodyTooLarge,
        ])
    };
    match endpoint {
        Endpoint::DraftsPage => shown("The department's drafts"),
        Endpoint::DraftsSend => sent("A draft, begun there", &["id", "from"]).also(422, Some((HTML, None))),
        Endpoint::DraftPage => {
            shown("A draft, before it is submitted or approved").fails([UnknownDraft, IdentifierTaken])
        }
        Endpoint::DraftSubmitSend => sent("A draft, submitted there", &["version"])
            .also(422, Some((HTML, None)))
            .fails([UnknownDraft, MalformedRequest, IdentifierTaken]),
        Endpoint::DraftApproveSend => sent("A draft, approved there", &["digest"])
            .also(403, Some((HTML, None)))
            .also(422, Some((HTML, None)))
            .fails([UnknownDraft, IdentifierTaken]),
        Endpoint::DraftReturnSend => sent("A draft, returned there", &["reason"])
            .also(422, Some((HTML, None)))
            .fails([UnknownDraft, IdentifierTaken]),
        Endpoint::DraftRemoveSend => sent("A draft, deleted there", &["version"])
            .also(412, Some((HTML, None)))
            .fails([UnknownDraft, IdentifierTaken]),
        Endpoint::RevisionsPage => shown("What a consultation asked, and how its revisions differ")
            .with([
                query("from", "The number of the revision that is compared; another text is none.", string()),
                query("to", "The number of the one with which it is compared.", string()),
            ])
            .fails([UnknownConsultation, WrongRevision]),
        Endpoint::Revisions => gives("Its revisions, the newest first", "Consultations", JSON, Some("RevisionList"))
            .fails([UnknownConsultation])
            .tagged(),
        Endpoint::Revision => {
            gives("What a revision asked, and what it changed", "Consultations", JSON, Some("Revision"))
                .with([query(
                    "against",
                    "The revision with which it is compared; the one before where none is named.",
                    integer(1, limits::REVISIONS.into()),
                )])
                .fails([UnknownConsultation, WrongRevision])
                .tagged()
        }
        Endpoint::OwnRevision => {
            own("A revision as its department sees it: with its sites, and who stands behind it", "OwnRevision")
                .fails([UnknownConsultation, WrongRevision])
                .tagged()
        }
        Endpoint::ReadDraft => own("A draft", "DraftWhole").fails([UnknownDraft, IdentifierTaken]).tagged(),
        Endpoint::WriteDraft => own("Save a draft, sound or not yet", "Draft")
            .also(201, Some((JSON, Some("Draft"))))
            .with(conditions())
            .takes(Takes::Json("AnyDefinition", definition_example()))
            .fails([DraftSuperseded, PreconditionMissing, TooManyDrafts, IdentifierTaken])
            .fails(BODY),
        Endpoint::RemoveDraft => gives("Delete a draft", TAG, JSON, None)
            .only(204)
            .of(Who::TokenOrCookie)
            .with([conditions()[0].clone()])
            .fails([UnknownDraft, DraftSuperseded]),
        Endpoint::ReviewDraft => {
            own("What is wrong with a draft, what it changes, and what that means for answers given", "DraftReview")
                .fails([UnknownDraft, IdentifierTaken])
                .tagged()
        }
        Endpoint::SubmitDraft => own("Submit a draft for approval", "Draft")
            .takes(Takes::Json("DraftSubmission", json!({"version": 1, "open": true})))
            .fails([UnknownDraft, VersionSuperseded, InvalidDefinition, StateForbids, IdentifierTaken])
            .fails(BODY),
        Endpoint::ApproveDraft => {
            own("Approve a draft that another person wrote: its consultation asks it from then on", "Standing")
                .takes(Takes::Json("DraftApproval", json!({"digest": "0".repeat(64)})))
                .fails([UnknownDraft, DraftNotSubmitted, VersionSuperseded, ApprovalOfOwn])
                .fails([InvalidDefinition, StateForbids, IdentifierTaken, TooManyRevisions, TooManyConsultations])
                .fails(BODY)
        }
        Endpoint::ReturnDraft => own("Return a draft to whoever writes it", "Draft")
            .takes(Takes::Json("DraftReturn", json!({"reason": "Say who is meant by “carers”."})))
            .fails([UnknownDraft, DraftNotSubmitted, InvalidReason])
            .fails(BODY),
        _ => own("The department's drafts, the last saved first", "DraftList")
            .with(paged())
            .fails([MalformedRequest])
            .tagged(),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let maybe = |shape: Value| json!({"oneOf": [shape, {"type": "null"}]});
    let number = || integer(1, u32::MAX.into());
    let digest = || json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let state = || names(["writing", "submitted", "returned"]);
    let moment = || schema("Moment");
    let submitted =
        object(&[("at", moment()), ("by", string()), ("digest", digest()), ("open", json!({"type": "boolean"}))]);
    let returned = object(&[("at", moment()), ("by", string()), ("reason", string())]);
    let draft = vec![
        ("id", schema("Identifier")),
        ("department", schema("Identifier")),
        ("state", state()),
        ("version", number()),
        ("title", string()),
        ("made_at", moment()),
        ("saved_at", moment()),
        ("saved_by", string()),
        ("own", json!({"type": "boolean", "description": "Whether the caller wrote or submitted it."})),
        ("submitted", maybe(submitted)),
        ("returned", maybe(returned)),
    ];
    let live = maybe(object(&[("state", schema("State")), ("revision", number())]));
    let mut whole = draft.clone();
    whole.push(("live", live.clone()));
    whole.push(("definition", schema("AnyDefinition")));
    let issues = || any_list(object(&[("pointer", string()), ("detail", string())]));
    let change = object(&[
        ("pointer", string()),
        ("what", names(What::ALL.iter().map(|what| what.name()))),
        ("words", string()),
        ("before", nullable("string")),
        ("after", nullable("string")),
        ("effect", names(Effect::ALL.map(Effect::name))),
        ("consequence", string()),
    ]);
    let reason = json!({"type": "string", "minLength": 1, "maxLength": limits::REASON, "pattern": "\\S"});
    let open =
        json!({"type": "boolean", "default": false, "description": "Open its consultation once it is approved."});
    vec![
        (
            "AnyDefinition",
            json!({"type": "object", "description": "A definition as far as it is written. It need not be sound."}),
        ),
        ("Draft", object(&draft)),
        ("DraftWhole", object(&whole)),
        ("DraftList", object(&[("drafts", any_list(schema("Draft"))), ("next", schema("Next"))])),
        ("DraftSaved", object(&[("version", number()), ("at", moment()), ("by", string()), ("state", state())])),
        ("DraftSubmission", object(&[("version", number()), ("open?", open)])),
        ("DraftApproval", object(&[("digest", digest())])),
        ("DraftReturn", object(&[("reason", reason)])),
        ("Change", change),
        (
            "DraftReview",
            object(&[
                ("id", schema("Identifier")),
                ("version", number()),
                ("state", state()),
                ("digest", digest()),
                ("problems", issues()),
                ("untranslated", issues()),
                ("refused", issues()),
                ("live", live),
                ("changes", any_list(schema("Change"))),
            ]),
        ),
        (
            "RevisionList",
            object(&[
                ("consultation", schema("Identifier")),
                ("current", number()),
                ("revisions", any_list(object(&[("revision", number()), ("address", string())]))),
            ]),
        ),
        (
            "OwnRevision",
            object(&[
                ("consultation", schema("Identifier")),
                ("revision", number()),
                ("at", maybe(moment())),
                ("written_by", nullable("string")),
                ("approved_by", nullable("string")),
                ("definition", schema("Definition")),
            ]),
        ),
        (
            "Revision",
            object(&[
                ("consultation", schema("Identifier")),
                ("revision", number()),
                ("definition", schema("PublicDefinition")),
                ("against", maybe(number())),
                ("changes", any_list(schema("Change"))),
            ]),
        ),
    ]
}
