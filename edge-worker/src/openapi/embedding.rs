//! The pages that put a consultation on others' pages.

use super::operations::{HTML, Operation, Takes, Who, gives, page, query};
use crate::embedding::contrast::COLOURS;
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

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
        other => unreachable!("{other:?} is described elsewhere"),
    }
}
