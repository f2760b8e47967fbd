//! What the routes of links, cards and frames take and give, and the shapes of that.

use super::operations::{JSON, Operation, gives, page, query};
use super::schemas::{any_list, integer, names, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

const TAG: &str = "Links, cards and frames";

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    let lang = || query("lang", "The language, where the consultation has it.", string());
    match endpoint {
        Endpoint::Resizer => {
            gives("The script that gives frames their height", TAG, "text/javascript; charset=utf-8", None).tagged()
        }
        Endpoint::Card => gives("The picture of a consultation, 1200 by 630 pixels", TAG, "image/png", None)
            .with([lang(), query("size", "`small`: half as large each way.", string())])
            .fails([UnknownConsultation, StoreDamaged])
            .tagged(),
        Endpoint::Framed => page("The form in a frame of a registered page")
            .with([
                query("site", "The site where it stands.", string()),
                lang(),
                query("theme", "`light` or `dark`.", string()),
            ])
            .fails([UnknownConsultation, StoreDamaged]),
        Endpoint::Transparency | Endpoint::TransparencyFile => {
            let of = query("consultation", "The consultation; without it the form of any.", schema("Identifier"));
            let told = match endpoint {
                Endpoint::Transparency => page("What a site's form loads, stores and sends"),
                _ => gives("The same for programs", TAG, JSON, Some("Transparency")),
            };
            told.with([of, lang()]).fails([IdentifierMalformed, NotFound, UnknownConsultation, StoreDamaged]).tagged()
        }
        _ => {
            let pixels = || json!({"type": "string", "pattern": "^[0-9]{0,9}$"});
            let mut url = query("url", "An address of ours.", string());
            url["required"] = json!(true);
            gives("What a pasted link is shown as (oEmbed 1.0)", TAG, JSON, Some("OEmbed"))
                .also(200, Some(("text/xml; charset=utf-8", None)))
                .with([
                    url,
                    query("format", "`json`, which it is by default, or `xml`.", names(["json", "xml"])),
                    query("maxwidth", "Pixels; none where it is 0.", pixels()),
                    query("maxheight", "Pixels; none where it is 0.", pixels()),
                ])
                .fails([MalformedRequest, FormatNotOffered, NotPublic, NotFound, UnknownConsultation, StoreDamaged])
                .tagged()
        }
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let pixels = || integer(1, u32::MAX.into());
    let mut oembed = object(&[
        ("version", names(["1.0"])),
        ("type", names(["rich", "link"])),
        ("title", string()),
        ("author_name", string()),
        ("provider_name", string()),
        ("provider_url", string()),
        ("cache_age", integer(0, u32::MAX.into())),
        ("description?", string()),
        ("thumbnail_url?", string()),
        ("thumbnail_width?", pixels()),
        ("thumbnail_height?", pixels()),
        ("html?", string()),
        ("width?", pixels()),
        ("height?", pixels()),
        ("url?", string()),
    ]);
    oembed["description"] =
        json!("`html`, `width` and `height` are there where it is `rich`; `url` where it is `link`.");
    let when = ["always", "near", "begin", "pressure", "diagnosis", "frame", "around-frame", "send", "withdraw"];
    let none = || json!({"type": "array", "maxItems": 0});
    let file = object(&[
        ("name", string()),
        ("address", string()),
        ("when", names(when)),
        ("bytes", integer(1, u32::MAX.into())),
        ("brotli", integer(1, u32::MAX.into())),
    ]);
    let stored = object(&[
        ("place", names(["localStorage", "sessionStorage"])),
        ("key", string()),
        ("holds", names(["draft", "unsent"])),
        ("days", integer(1, 366)),
    ]);
    let kept = json!({"oneOf": [names(["not", "hash", "retention"]), integer(1, 3_650)],
        "description": "A number is days; `retention`: as many as the consultation says; `hash`: a hash of it, for good."});
    let field = object(&[
        ("name", string()),
        ("in", names(["query", "form", "path"])),
        ("example", string()),
        ("meaning", string()),
        ("kept", kept),
        ("always", json!({"type": "boolean"})),
    ]);
    let call = object(&[
        ("when", names(when)),
        ("method", names(["GET", "POST", "DELETE", "OPTIONS"])),
        ("path", string()),
        ("fields", any_list(field)),
    ]);
    let transparency = object(&[
        ("site", schema("Identifier")),
        ("consultation", json!({"oneOf": [schema("Identifier"), {"type": "null"}]})),
        ("host", string()),
        ("build", string()),
        ("loads", any_list(file)),
        ("stores", any_list(stored)),
        ("cookies", none()),
        ("databases", none()),
        ("sends", any_list(call)),
    ]);
    vec![("OEmbed", oembed), ("Transparency", transparency)]
}
