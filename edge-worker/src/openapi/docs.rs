//! What the routes of the documentation take and give.

use super::operations::{HTML, Operation, gives, query};
use crate::docs::QUERY_MOST;
use crate::endpoint::Endpoint;
use contract::Problem::NotFound;
use serde_json::json;

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "This service";
    match endpoint {
        Endpoint::DocsPage => gives("A page of the documentation", TAG, HTML, None).fails([NotFound]).tagged(),
        Endpoint::DocsSearch => gives("What of the documentation has some words", TAG, HTML, None)
            .with([query(
                "q",
                &format!("The words; no more than {QUERY_MOST} characters of them are read."),
                json!({"type": "string"}),
            )])
            .tagged(),
        Endpoint::DocsPicture => gives("A picture in the documentation", TAG, "image/avif", None)
            .also(200, Some(("image/svg+xml", None)))
            .fails([NotFound])
            .tagged(),
        Endpoint::Docs => gives("The documentation", TAG, HTML, None).fails([NotFound]).tagged(),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}
