//! The responses themselves, page by page and as files.

use super::operations::{CSV, JSON, Operation, Who, gives, page, paged};
use crate::endpoint::Endpoint;
use contract::Problem::*;

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "A department";
    let file = |summary, media| {
        gives(summary, TAG, media, None).of(Who::TokenOrCookie).fails([UnknownConsultation, StoreDamaged])
    };
    match endpoint {
        Endpoint::Responses => gives("Its responses, the newest first", TAG, JSON, Some("ResponseList"))
            .with(paged())
            .of(Who::Token)
            .fails([UnknownConsultation, MalformedRequest])
            .tagged(),
        Endpoint::Export => file("Its responses as CSV; `x-total-count` says how many there are", CSV),
        Endpoint::ExportOds => {
            file("The same as a spreadsheet (OpenDocument), with notes on every column", crate::open::book::MEDIA)
        }
        Endpoint::ExportsPage => page("From where its responses are taken, and how far each export is")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .fails([UnknownConsultation, StoreDamaged]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}
