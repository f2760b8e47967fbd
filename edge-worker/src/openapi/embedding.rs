//! What the routes of links, cards and frames take and give, and the shapes of that.

use super::operations::{JSON, Operation, gives, page};
use super::schemas::{integer, names, object, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

const TAG: &str = "Links, cards and frames";

fn query(name: &str, description: &str, shape: Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": shape})
}

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
        _ => {
            let pixels = || json!({"type": "string", "pattern": "^[0-9]{0,9}$"});
            let mut url = query("url", "An address of ours.", string());
            url["required"] = json!(true);
            gives("What a pasted link is shown as (oEmbed 1.0)", TAG, JSON, Some("OEmbed"))
                .also(200, Some(("text/xml; charset=utf-8", None)))
                .with([
                    url,
                    query("format", "`json`, which it is by default, or `xml`.", string()),
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
    vec![("OEmbed", oembed)]
}
