//! What who answered may do.

use super::consultations::{ANSWERS, response_example};
use super::operations::{BODY, HTML, JSON, Operation, Takes, gives, lang, origin, page};
use crate::endpoint::Endpoint;
use contract::Problem::{self, *};

const RECEIPT: [Problem; 6] =
    [ReceiptMalformed, ReceiptUnknown, ReceiptWithdrawn, ReceiptDeleted, OriginNotRegistered, StoreDamaged];

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Receipts";
    match endpoint {
        Endpoint::ReadReceipt => {
            gives("What a receipt holds", TAG, JSON, Some("Held")).with([origin(false)]).fails(RECEIPT)
        }
        Endpoint::ChangeReceipt => gives("Change an answer", TAG, JSON, Some("Changed"))
            .with([origin(false)])
            .takes(Takes::Json("NewResponse", response_example()))
            .fails(RECEIPT)
            .fails(BODY)
            .fails(ANSWERS),
        Endpoint::WithdrawReceipt => gives("Withdraw an answer", TAG, JSON, None)
            .only(204)
            .with([origin(false)])
            .fails(RECEIPT)
            .fails([ConsultationClosed, ConsultationNotOpen]),
        Endpoint::PreflightReceipt => gives("Whether a page may do so (CORS)", TAG, JSON, None)
            .only(204)
            .with([origin(false)])
            .fails([ReceiptMalformed, ReceiptUnknown, OriginNotRegistered]),
        Endpoint::ReceiptPage => page("A receipt").with([lang()]).also(410, Some((HTML, None))).fails([
            ReceiptMalformed,
            ReceiptUnknown,
            ReceiptWithdrawn,
        ]),
        Endpoint::ReceiptSend => page("A changed answer, sent")
            .takes(Takes::Form(&["revision", "site", "lang"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .also(409, Some((HTML, None)))
            .also(410, Some((HTML, None)))
            .fails(RECEIPT)
            .fails([UnsupportedMediaType, BodyTooLarge, MalformedRequest])
            .fails(ANSWERS),
        Endpoint::ReceiptWithdraw => page("A withdrawal, confirmed")
            .takes(Takes::Form(&[]))
            .also(303, None)
            .fails(RECEIPT)
            .fails([UnsupportedMediaType, BodyTooLarge, ConsultationClosed, ConsultationNotOpen]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}
