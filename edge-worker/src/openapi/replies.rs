//! What the routes of official replies and of the keys that sign them take and give, and the shapes of that.

use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, page, paged};
use super::schemas::{any_list, integer, names, nullable, object, schema, string};
use crate::endpoint::Endpoint;
use crate::replies::PRINCIPLES;
use contract::Problem::*;
use contract::limits;
use serde_json::{Value, json};

const SET: &str = "application/jwk-set+json";
const TAG: &str = "Official replies";

fn example() -> Value {
    json!({
        "text": "The letters go out a week earlier from May.",
        "lang": "en",
        "principles": PRINCIPLES.map(|(name, ..)| name),
    })
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    let own = |summary| gives(summary, TAG, JSON, Some("ReplyOfDepartment")).of(Who::Token);
    let sent = |summary| page(summary).of(Who::TokenOrCookie).also(303, None).fails([OriginNotRegistered]);
    match endpoint {
        Endpoint::ReplyPage => {
            page("An official reply, on its page").also(404, Some((HTML, None))).fails([UnknownReply])
        }
        Endpoint::ReplyFile => {
            gives("An official reply as a file", TAG, JSON, Some("Reply")).fails([UnknownReply]).tagged()
        }
        Endpoint::ReplyCompare => page("A text that somebody read, compared with a reply")
            .takes(Takes::Form(&["text"]))
            .also(404, Some((HTML, None)))
            .fails([UnknownReply, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::ReplyForm => {
            gives("A reply as the loader builds it", TAG, JSON, Some("Form")).fails([UnknownReply]).tagged()
        }
        Endpoint::ReplyKeys => gives("The keys that verify replies (RFC 7517)", TAG, SET, Some("ReplyKeySet")),
        Endpoint::Replies => gives("The department's replies, the newest first", TAG, JSON, Some("ReplyList"))
            .with(paged())
            .of(Who::Token)
            .fails([MalformedRequest])
            .tagged(),
        Endpoint::MakeReply => own("Write a reply")
            .given(201)
            .takes(Takes::Json("NewReply", example()))
            .fails([InvalidReply, TooManyReplies])
            .fails(BODY),
        Endpoint::ReadReply => own("A reply as its department has it").fails([UnknownReply]).tagged(),
        Endpoint::WriteReply => own("Write another version of a reply")
            .takes(Takes::Json("NewReply", example()))
            .fails([InvalidReply, UnknownReply, ReplySigned, VersionSuperseded])
            .fails(BODY),
        Endpoint::ApproveReply => own("Approve a version that another person wrote, and sign it by that")
            .takes(Takes::Json("ReplyApproval", json!({"version": 1})))
            .fails([UnknownReply, ApprovalOfOwn, VersionSuperseded])
            .fails(BODY),
        Endpoint::WithdrawReply => gives("Withdraw a signed reply", TAG, JSON, None)
            .only(204)
            .of(Who::Token)
            .fails([UnknownReply, ReplyNotSigned]),
        Endpoint::Keys => gives("The keys that sign, the newest first", TAG, JSON, Some("ReplyKeyList")).of(Who::Token),
        Endpoint::RotateKey => gives("Make a key that signs from now on", TAG, JSON, Some("ReplyKey"))
            .given(201)
            .of(Who::Token)
            .fails([TooManyKeys]),
        Endpoint::RevokeKey => gives("Revoke a key", TAG, JSON, None).only(204).of(Who::Token).fails([UnknownKey]),
        Endpoint::RepliesPage => page("The department's replies").of(Who::TokenOrCookie).also(303, None),
        Endpoint::RepliesSend => sent("A reply, written there")
            .takes(Takes::Form(&["id", "text", "lang", "principles"]))
            .also(409, Some((HTML, None)))
            .also(422, Some((HTML, None)))
            .fails([UnsupportedMediaType, BodyTooLarge]),
        Endpoint::ReplyDraft => {
            page("A reply, for its department").of(Who::TokenOrCookie).also(303, None).fails([UnknownReply])
        }
        Endpoint::ReplySend => sent("Another version of a reply, written there")
            .takes(Takes::Form(&["seen", "text", "lang", "principles"]))
            .also(409, Some((HTML, None)))
            .also(422, Some((HTML, None)))
            .fails([UnknownReply, UnsupportedMediaType, BodyTooLarge, MalformedRequest]),
        Endpoint::ReplyApprove => sent("A version of a reply, approved and signed there")
            .takes(Takes::Form(&["version"]))
            .also(403, Some((HTML, None)))
            .also(409, Some((HTML, None)))
            .fails([UnknownReply, UnsupportedMediaType, BodyTooLarge, MalformedRequest]),
        Endpoint::ReplyWithdraw => sent("A reply, withdrawn there").takes(Takes::Form(&[])).fails([
            UnknownReply,
            ReplyNotSigned,
            UnsupportedMediaType,
        ]),
        Endpoint::KeysPage => page("The keys that sign").of(Who::TokenOrCookie).also(303, None),
        Endpoint::KeysSend => {
            sent("A key, made there").takes(Takes::Form(&[])).fails([TooManyKeys, UnsupportedMediaType])
        }
        Endpoint::KeySend => {
            sent("A key, revoked there").takes(Takes::Form(&[])).fails([UnknownKey, UnsupportedMediaType])
        }
        Endpoint::Reply => gives("An official reply, and whether it is verified", TAG, JSON, Some("Reply"))
            .also(200, Some((HTML, None)))
            .also(404, Some((HTML, None)))
            .fails([UnknownReply])
            .tagged(),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let maybe = |shape: Value| json!({"oneOf": [shape, {"type": "null"}]});
    let principles = names(PRINCIPLES.iter().map(|(name, ..)| *name));
    let list = json!({"type": "array", "items": principles, "minItems": PRINCIPLES.len(), "maxItems": PRINCIPLES.len(), "uniqueItems": true});
    let words = json!({"type": "string", "minLength": 1, "maxLength": limits::REPLY_TEXT});
    let jwk = object(&[
        ("kty", names(["OKP"])),
        ("crv", names(["Ed25519"])),
        ("x", string()),
        ("kid", string()),
        ("use", names(["sig"])),
        ("alg", names(["EdDSA"])),
        ("department", schema("Identifier")),
    ]);
    let revoked = object(&[("kid", string()), ("department", schema("Identifier")), ("revoked_at", schema("Moment"))]);
    vec![
        (
            "ReplyCode",
            json!({"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", "examples": ["K7QM-3XTA"]}),
        ),
        (
            "Reply",
            object(&[
                ("id", schema("ReplyCode")),
                ("department", schema("Identifier")),
                ("department_name", string()),
                ("lang", schema("Language")),
                ("text", string()),
                ("signed_at", schema("Moment")),
                ("verdict", names(["verified", "key-revoked", "broken"])),
                ("key", string()),
                ("key_revoked_at", maybe(schema("Moment"))),
                ("withdrawn_at", maybe(schema("Moment"))),
                (
                    "jws",
                    json!({"type": "string", "description": "What is signed, by Ed25519, in compact form (RFC 7515, RFC 8037)."}),
                ),
            ]),
        ),
        ("NewReply", object(&[("text", words), ("lang", schema("Language")), ("principles", list)])),
        ("ReplyApproval", object(&[("version", integer(1, u32::MAX.into()))])),
        (
            "ReplyOfDepartment",
            object(&[
                ("id", schema("ReplyCode")),
                ("version", integer(1, u32::MAX.into())),
                ("lang", schema("Language")),
                ("text", string()),
                ("written_at", schema("Moment")),
                ("written_by", string()),
                ("approved_at", maybe(schema("Moment"))),
                ("approved_by", nullable("string")),
                ("withdrawn_at", maybe(schema("Moment"))),
                ("address", nullable("string")),
                ("paste", json!({"type": ["string", "null"], "description": "What is pasted into a thread."})),
            ]),
        ),
        ("ReplyList", object(&[("replies", any_list(schema("ReplyOfDepartment"))), ("next", schema("Next"))])),
        (
            "ReplyKey",
            object(&[
                ("kid", string()),
                ("x", string()),
                ("state", names(["signing", "retired", "revoked"])),
                ("made_at", schema("Moment")),
                ("made_by", string()),
                ("retired_at", maybe(schema("Moment"))),
                ("revoked_at", maybe(schema("Moment"))),
            ]),
        ),
        ("ReplyKeyList", object(&[("keys", any_list(schema("ReplyKey")))])),
        ("ReplyKeySet", object(&[("keys", any_list(jwk)), ("revoked", any_list(revoked))])),
    ]
}
