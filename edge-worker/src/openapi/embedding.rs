//! The pages that put a consultation on others' pages.

use super::operations::{BODY, HTML, JSON, Operation, Takes, Who, gives, page, query};
use super::schemas::{any_list, nullable, object, schema, string};
use crate::embedding::contrast::COLOURS;
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

const TAG: &str = "A department";

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let moment = || json!({"type": "string", "format": "date-time"});
    // Rounded; null where it is small or none.
    let count = || nullable("integer");
    let counts = || vec![("seen", count()), ("started", count()), ("answers", count())];
    let link = || {
        vec![
            ("id", string()),
            ("site", schema("Identifier")),
            ("made_at", moment()),
            ("made_by", string()),
            ("revoked_at", nullable("string")),
            ("revoked_by", nullable("string")),
        ]
    };
    let mut made = link();
    made.push((
        "link",
        json!({"type": "string", "format": "uri", "description": "The whole address, told this once."}),
    ));
    let mut day = vec![("day", json!({"type": "string", "format": "date"}))];
    day.extend(counts());
    vec![
        ("SiteLinkOrder", object(&[("site", schema("Identifier"))])),
        ("SiteLinkList", object(&[("links", any_list(object(&link())))])),
        ("NewSiteLink", object(&made)),
        (
            "SiteFigures",
            object(&[
                ("consultation", schema("Identifier")),
                ("site", schema("Identifier")),
                ("at", moment()),
                ("threshold", json!({"type": "integer", "minimum": 1})),
                ("base", json!({"type": "integer", "minimum": 1})),
                ("all", object(&counts())),
                ("days", any_list(object(&day))),
            ]),
        ),
    ]
}

/// What a tag is chosen by.
fn choice() -> Vec<Value> {
    let text = || json!({"type": "string"});
    let mut all = vec![
        query("site", "The site; the first without one.", text()),
        query("lang", "The language; that of the page around the form without one.", text()),
        query("theme", "`auto`, `light` or `dark`.", text()),
        query("load", "`lazy`, `eager` or `manual`.", text()),
        query("level", "The level of the form's title, 1 to 6.", text()),
        query("version", "The version that the tag stays with.", text()),
    ];
    all.extend(COLOURS.iter().map(|(name, ..)| query(name, "A colour, as `#175c8c`.", text())));
    all
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    let own = |summary| page(summary).of(Who::TokenOrCookie).also(303, None);
    match endpoint {
        Endpoint::EmbedPage => own("The tag for a site").with(choice()).fails([UnknownConsultation]),
        Endpoint::EmbedPreview => own("A page with that tag").with(choice()).fails([UnknownConsultation]),
        Endpoint::EmbedCode => gives("A code for print that leads to the form", "A department", "image/svg+xml", None)
            .of(Who::TokenOrCookie)
            .with(choice())
            .fails([UnknownConsultation]),
        Endpoint::CheckPage => own("Where a page is pasted that shows no form").fails([UnknownConsultation]),
        Endpoint::CheckSend => own("What is wrong with it")
            .takes(Takes::Form(&["address", "html", "headers"]))
            .also(200, Some((HTML, None)))
            .fails([OriginNotRegistered, UnknownConsultation, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::LinksPage => own("The links for site owners").fails([UnknownConsultation]),
        Endpoint::LinksSend => own("A link, made there")
            .takes(Takes::Form(&["site", "id"]))
            .also(409, Some((HTML, None)))
            .also(422, Some((HTML, None)))
            .fails([OriginNotRegistered, UnknownConsultation, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::LinkSend => own("A link, revoked there").takes(Takes::Form(&[])).fails([
            OriginNotRegistered,
            UnknownConsultation,
            UnknownLink,
            UnsupportedMediaType,
            BodyTooLarge,
        ]),
        Endpoint::Links => gives("The links for site owners, the newest first", TAG, JSON, Some("SiteLinkList"))
            .of(Who::Token)
            .fails([UnknownConsultation]),
        Endpoint::MakeLink => gives("Make a link for a site's owner", TAG, JSON, Some("NewSiteLink"))
            .given(201)
            .of(Who::Token)
            .takes(Takes::Json("SiteLinkOrder", json!({"site": "parents-forum"})))
            .fails([UnknownConsultation, UnknownSite, TooManyLinks])
            .fails(BODY),
        Endpoint::RevokeLink => {
            gives("Revoke a link", TAG, JSON, None).only(204).of(Who::Token).fails([UnknownConsultation, UnknownLink])
        }
        Endpoint::SitePage => page("A site's own figures, by its link").fails([UnknownLink, StoreDamaged]),
        Endpoint::SiteFigures => gives("A site's own figures, by its link", "Consultations", JSON, Some("SiteFigures"))
            .also(202, Some((JSON, Some("Counting"))))
            .fails([UnknownLink, StoreDamaged]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}
