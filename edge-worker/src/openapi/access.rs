//! Who may what: signing in, tokens and the audit log, as calls and as pages.

use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, page, paged, query};
use super::schemas::{any_list, count, integer, names, nullable, object, schema, string};
use crate::access::Role;
use crate::endpoint::Endpoint;
use contract::Problem::*;
use contract::audit::Action;
use contract::limits;
use serde_json::{Value, json};

const LINES: &str = "application/jsonl; charset=utf-8";

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Access";
    match endpoint {
        Endpoint::SignInPage => page("To sign in").fails([NotFound, IdentifierMalformed]),
        Endpoint::SignIn => page("A token, sent")
            .takes(Takes::Form(&["token"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([OriginNotRegistered, IdentifierMalformed, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::SignOut => {
            page("To sign out").only(303).fails([OriginNotRegistered, IdentifierMalformed, UnsupportedMediaType])
        }
        Endpoint::TokensPage => page("The department's tokens").of(Who::TokenOrCookie).also(303, None),
        Endpoint::TokensSend => page("A token, made there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&["id", "name", "role", "days"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([OriginNotRegistered, UnsupportedMediaType, BodyTooLarge, TooManyTokens]),
        Endpoint::TokenPage => page("A token, before it is revoked")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .fails([UnknownToken, TokenOfDeployment]),
        Endpoint::TokenSend => page("A token, revoked there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&[]))
            .also(303, None)
            .fails([OriginNotRegistered, UnknownToken, TokenOfDeployment, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::AuditPage => page("The audit log")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .with([query("before", "The entry before which it goes on.", json!({"type": "string"}))])
            .fails([MalformedRequest]),
        Endpoint::Tokens => {
            gives("The department's tokens, the newest first", TAG, JSON, Some("TokenList")).of(Who::Token)
        }
        Endpoint::MakeToken => gives("Make a token", TAG, JSON, Some("NewToken"))
            .given(201)
            .of(Who::Token)
            .takes(Takes::Json("TokenOrder", json!({"name": "Weekly report", "role": "viewer", "days": 90})))
            .fails([InvalidToken, TooManyTokens])
            .fails(BODY),
        Endpoint::RevokeToken => {
            gives("Revoke a token", TAG, JSON, None).only(204).of(Who::Token).fails([UnknownToken, TokenOfDeployment])
        }
        Endpoint::Audit => gives("The audit log, the oldest entry first", TAG, JSON, Some("AuditPart"))
            .with(paged())
            .of(Who::Token)
            .fails([MalformedRequest]),
        Endpoint::AuditFile => {
            gives("The audit log as a file, an entry a line", TAG, LINES, None).of(Who::TokenOrCookie)
        }
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let roles = || names(Role::ALL.map(Role::name));
    let moment = || json!({"oneOf": [schema("Moment"), {"type": "null"}]});
    let token = vec![
        ("id", string()),
        ("name", string()),
        ("role", roles()),
        ("state", names(["valid", "expired", "revoked"])),
        ("made_at", schema("Moment")),
        ("made_by", string()),
        ("expires_at", moment()),
        ("last_used_on", nullable("string")),
        ("revoked_at", moment()),
        ("revoked_by", nullable("string")),
    ];
    let mut new = token.clone();
    new.push(("token", json!({"type": "string", "description": "The whole token: it is told here and never again."})));
    let by = object(&[("kind", string()), ("id", string()), ("name", string())]);
    let entry = object(&[
        ("department", schema("Identifier")),
        ("number", integer(1, i64::from(u32::MAX))),
        ("at", schema("Moment")),
        ("by", by),
        ("action", names(Action::ALL.iter().map(|action| action.name()))),
        ("subject", string()),
        ("detail", string()),
        ("previous", string()),
        ("hash", string()),
    ]);
    let head = object(&[("count", count()), ("hash", string())]);
    let order = object(&[
        ("name", json!({"type": "string", "minLength": 1, "maxLength": limits::TOKEN_NAME})),
        ("role", roles()),
        ("days?", integer(1, limits::TOKEN_DAYS_MAX.into())),
    ]);
    let shard =
        object(&[("responses", count()), ("deleted", count()), ("commits", count()), ("rows_written", count())]);
    let recounted = object(&[
        ("agrees", json!({"type": "boolean"})),
        ("rows", count()),
        ("expected", count()),
        ("deleted", count()),
        ("tallied", json!({"type": "integer"})),
        ("recounted", json!({"type": "integer"})),
    ]);
    let audit =
        [("department", schema("Identifier")), ("head", head), ("entries", any_list(entry)), ("next", schema("Next"))];
    vec![
        ("TokenOrder", order),
        ("NewToken", object(&new)),
        ("TokenList", object(&[("tokens", any_list(object(&token)))])),
        ("AuditPart", object(&audit)),
        ("Shards", object(&[("shards", any_list(shard))])),
        ("Recounted", object(&[("agrees", json!({"type": "boolean"})), ("shards", any_list(recounted))])),
        ("MoreShards", object(&[("shards", integer(1, limits::SHARDS.into()))])),
    ]
}
