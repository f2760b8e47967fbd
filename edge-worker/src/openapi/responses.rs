//! The responses themselves.

use super::operations::{CSV, JSON, Operation, Who, gives, paged};
use crate::endpoint::Endpoint;
use contract::Problem::*;

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "A department";
    match endpoint {
        Endpoint::Responses => gives("Its responses, the newest first", TAG, JSON, Some("ResponseList"))
            .with(paged())
            .of(Who::Token)
            .fails([UnknownConsultation, MalformedRequest])
            .tagged(),
        Endpoint::Export => gives("Its responses as CSV", TAG, CSV, None)
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, StoreDamaged]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}
