//! What anyone may read of a consultation, and answering it.

use super::operations::{BODY, HTML, JSON, Operation, PLAIN, Takes, gives, header, lang, origin, page, query, site};
use super::schemas::{any_list, integer, names, nullable, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::{self, *};
use contract::question::Stance;
use contract::{Region, limits};
use serde_json::{Value, json};

pub(super) const ANSWERS: [Problem; 17] = [
    WrongRevision,
    UnknownSite,
    LanguageNotOffered,
    PageAddressMalformed,
    UnknownQuestion,
    WrongType,
    OptionNotOffered,
    UnknownStatement,
    RequiredAnswerMissing,
    TextTooLong,
    RatingOutOfRange,
    TooManyChosen,
    OptionChosenTwice,
    PlaceGivenTwice,
    NothingAnswered,
    ConsultationNotOpen,
    ConsultationClosed,
];

/// A response to `department::definition_example`.
pub(super) fn response_example() -> Value {
    json!({
        "revision": 1, "site": "forum", "lang": "en", "page": "https://forum.example/threads/12",
        "answers": {"stage": "before", "ease": 4, "more": "The letters came late."},
    })
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Consultations";
    match endpoint {
        Endpoint::Definition => {
            gives("The public definition", TAG, JSON, Some("Consultation")).fails([UnknownConsultation]).tagged()
        }
        Endpoint::Form => gives("The form as the loader builds it", TAG, JSON, Some("Form"))
            .with([lang(), site(), origin(false)])
            .fails([UnknownConsultation, UnknownSite, OriginNotRegistered])
            .tagged(),
        Endpoint::Start => gives("What the application starts with, packed", TAG, PLAIN, None)
            .with([lang()])
            .fails([UnknownConsultation])
            .tagged(),
        Endpoint::Challenge => {
            let hash = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
            let named = query("for", "The SHA-256, in hexadecimal, of the answer's key.", hash);
            let revision = query("revision", "The revision that is answered.", json!({"type": "integer"}));
            gives("A challenge to solve, where an answer needs a proof (ALTCHA v2)", TAG, JSON, None)
                .with([named, site(), revision, origin(false)])
                .fails([IdempotencyKeyMalformed, UnknownConsultation, UnknownSite, WrongRevision])
                .fails([OriginNotRegistered, ConsultationNotOpen, ConsultationClosed])
        }
        Endpoint::Respond => {
            let key = json!({
                "type": "string",
                "pattern": "^\"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\"$",
                "examples": ["\"8e03978e-40d5-43dd-bc93-6894a57f9324\""],
            });
            let description = "A UUID in quotes, made once for this response and sent with each try. In a form its \
                               field `key` may stand in its place.";
            let mut all: Vec<Problem> = BODY.into_iter().chain(ANSWERS).collect();
            all.extend([
                IdempotencyKeyMissing,
                IdempotencyKeyMalformed,
                IdempotencyKeyReused,
                OriginNotRegistered,
                UnknownConsultation,
                ReceiptWithdrawn,
                ReceiptDeleted,
                ProofNeeded,
                ProofRefused,
                StoreDamaged,
            ]);
            gives("Answer", TAG, JSON, Some("Recorded"))
                .also(201, Some((JSON, Some("Recorded"))))
                .with([header("Idempotency-Key", true, description, key), origin(true)])
                .takes(Takes::JsonOrForm("NewResponse", response_example()))
                .fails(all)
        }
        Endpoint::PreflightRespond => gives("Whether a page may answer (CORS)", TAG, JSON, None)
            .only(204)
            .with([origin(false)])
            .fails([UnknownConsultation, OriginNotRegistered]),
        Endpoint::HostedForm => {
            page("The form on a page of its own").with([lang(), site()]).fails([UnknownConsultation])
        }
        Endpoint::HostedSend => page("The form, sent")
            .takes(Takes::Form(&["key", "revision", "site", "lang"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .also(403, Some((HTML, None)))
            .also(409, Some((HTML, None)))
            .also(410, Some((HTML, None)))
            .also(429, Some((HTML, None)))
            .fails([UnknownConsultation, UnsupportedMediaType, BodyTooLarge, OriginNotRegistered])
            .fails([IdempotencyKeyMissing, IdempotencyKeyMalformed, MalformedRequest])
            .fails(ANSWERS),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let judged = |points: Value| json!({"type": "object", "additionalProperties": points});
    let stances = names(Stance::ALL.iter().map(|stance| stance.name()));
    let answer = json!({
        "description": "By kind: `single_choice` and `region` an identifier or code, `multiple_choice` and `ranking` a list, \
                        `rating` a whole number, `free_text` words, `agreement` and `vote` an object by statement.",
        "anyOf": [
            string(),
            integer(1, limits::RATING_POINTS.into()),
            any_list(schema("Identifier")),
            judged(schema("Identifier")),
            judged(stances),
        ],
    });
    let where_given = [
        ("revision", integer(1, limits::REVISIONS.into())),
        ("site", schema("Identifier")),
        ("lang", schema("Language")),
        ("page", nullable("string")),
        ("recorded_at", schema("Moment")),
        ("changed_at", json!({"oneOf": [schema("Moment"), {"type": "null"}]})),
        ("answers", schema("Answers")),
    ];
    let kept_until = ("kept_until", json!({"oneOf": [schema("Moment"), {"type": "null"}]}));
    let mut held = vec![("receipt", schema("Receipt")), ("consultation", schema("Identifier"))];
    held.extend(where_given.iter().cloned());
    held.push(kept_until);
    let recorded = [
        ("receipt", schema("Receipt")),
        ("recorded_at", schema("Moment")),
        ("removed?", any_list(schema("PersonalInformation"))),
        ("tree?", json!({"type": "array", "description": "What the loader shows now, where a form was sent."})),
    ];
    let mut changed = recorded[..3].to_vec();
    changed.push(("changed_at", json!({"oneOf": [schema("Moment"), {"type": "null"}]})));
    vec![
        ("Answer", answer),
        ("Answers", json!({"type": "object", "additionalProperties": schema("Answer")})),
        ("Region", names(Region::all().map(|region| region.code()))),
        (
            "NewResponse",
            object(&[
                ("revision", json!({"type": "integer"})),
                ("site", schema("Identifier")),
                ("lang", schema("Language")),
                (
                    "page?",
                    json!({
                        "type": ["string", "null"],
                        "description": "Where it was answered. Kept without query and fragment, where it is a page of its site.",
                    }),
                ),
                ("answers", schema("Answers")),
                (
                    "altcha?",
                    json!({"type": ["string", "null"], "description": "A solved challenge, in base64 (ALTCHA v2)."}),
                ),
                ("turnstile?", json!({"type": ["string", "null"], "description": "A response of Turnstile."})),
            ]),
        ),
        (
            "Recorded",
            json!({"anyOf": [
                object(&recorded),
                {"type": "object", "additionalProperties": false, "required": ["tree"],
                 "description": "The next part of a form in parts: nothing is recorded yet.",
                 "properties": {"tree": {"type": "array"}}},
            ]}),
        ),
        ("Changed", object(&changed)),
        ("Held", object(&held)),
        ("ResponseList", object(&[("responses", any_list(object(&where_given))), ("next", schema("Next"))])),
    ]
}
