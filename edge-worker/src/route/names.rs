//! What a segment of a path names.

use super::NoRoute;
use crate::access::TokenId;
use crate::replies::ReplyId;
use contract::{ConsultationId, Problem, Receipt};

/// A consultation that a reader names: a name that none can have is one that is not there.
pub(super) fn public(text: &str) -> Result<ConsultationId, NoRoute> {
    ConsultationId::parse(text).ok_or(Problem::UnknownConsultation.into())
}

/// A draft that somebody names: what none can be is one that is not there.
pub(super) fn draft(text: &str) -> Result<ConsultationId, NoRoute> {
    ConsultationId::parse(text).ok_or(Problem::UnknownDraft.into())
}

/// A name that its author chooses: told what is wrong with it.
pub(super) fn identifier<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, NoRoute> {
    parse(text).ok_or(Problem::IdentifierMalformed.into())
}

/// A release that a file's name begins with: its number, or `None` for the latest.
pub(super) fn release(name: &str) -> Result<Option<u32>, NoRoute> {
    match name {
        "latest" => Ok(None),
        _ => name.parse().map(Some).map_err(|_| Problem::UnknownRelease.into()),
    }
}

pub(super) fn receipt(text: &str) -> Result<Receipt, NoRoute> {
    Receipt::parse(text).ok_or(Problem::ReceiptMalformed.into())
}

/// A token that somebody names: what none can be is one that is not there.
pub(super) fn token(text: &str) -> Result<TokenId, NoRoute> {
    TokenId::parse(text).ok_or(Problem::UnknownToken.into())
}

/// A reply that somebody names: what none can be is one that is not there.
pub(super) fn reply(text: &str) -> Result<ReplyId, NoRoute> {
    ReplyId::parse(text).ok_or(Problem::UnknownReply.into())
}

/// A reply in the place of a consultation: no name of a consultation has a capital letter.
pub(super) fn named_reply(text: &str) -> Option<ReplyId> {
    ReplyId::parse(text).filter(|_| ConsultationId::parse(text).is_none())
}

pub(super) fn problem(slug: &str) -> Result<Problem, NoRoute> {
    Problem::ALL.iter().copied().find(|problem| problem.slug() == slug).ok_or(Problem::NotFound.into())
}
