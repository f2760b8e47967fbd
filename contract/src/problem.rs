//! The closed list of problems (RFC 9457): one table of type, status and title. Clients match the type, never the words,
//! and no words carry what a person typed.

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident, $slug:literal, $status:literal, $title:literal;)*) => {
        /// A type of problem that a call can end with.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Problem { $($(#[$doc])* $name,)* }

        impl Problem {
            /// All of them.
            pub const ALL: &[Problem] = &[$(Self::$name),*];

            /// The last segment of its type: `/problems/SLUG`, relative to the edge's address.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// Its type, a URI reference (RFC 9457 section 3.1.1).
            pub fn type_uri(self) -> &'static str {
                match self { $(Self::$name => concat!("/problems/", $slug),)* }
            }

            /// The HTTP status that goes with it.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What it is, in a short sentence for developers.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problems! {
    /// The body is not JSON.
    NotJson, "not-json", 400, "The body is not JSON.";
    /// The body is JSON of another shape.
    MalformedRequest, "malformed-request", 400, "The body does not have the shape that this call takes.";
    /// The body is too large.
    BodyTooLarge, "body-too-large", 413, "The body is larger than this call takes.";
    /// The body's content type is none that the call reads.
    UnsupportedMediaType, "unsupported-media-type", 415, "This call does not read bodies of that content type.";
    /// No `Idempotency-Key`.
    IdempotencyKeyMissing, "idempotency-key-missing", 400, "The header Idempotency-Key is missing.";
    /// A malformed `Idempotency-Key`.
    IdempotencyKeyMalformed, "idempotency-key-malformed", 400, "The header Idempotency-Key is not a UUID in quotes.";
    /// A key used before, for other content.
    IdempotencyKeyReused, "idempotency-key-reused", 422, "This Idempotency-Key was used before for other content.";
    /// The origin is not among the site's.
    OriginNotRegistered, "origin-not-registered", 403, "The request's origin is not registered for this site.";
    /// No such site.
    UnknownSite, "unknown-site", 422, "The consultation has no such site.";
    /// No such consultation.
    UnknownConsultation, "unknown-consultation", 404, "There is no such consultation.";
    /// No such response.
    UnknownResponse, "unknown-response", 404, "There is no such response, or it was withdrawn.";
    /// Tags that cannot be kept.
    InvalidTags, "invalid-tags", 422, "The tags have faults; each is listed with its place.";
    /// No such release.
    UnknownRelease, "unknown-release", 404, "The consultation has no such release.";
    /// The next release is not due.
    ReleaseNotDue, "release-not-due", 409, "The next release is not due yet.";
    /// Not open yet.
    ConsultationNotOpen, "consultation-not-open", 409, "The consultation is not open yet.";
    /// Closed.
    ConsultationClosed, "consultation-closed", 409, "The consultation is closed.";
    /// No such revision was ever asked.
    WrongRevision, "wrong-revision", 409, "The consultation has no such revision.";
    /// The definition does not declare the language.
    LanguageNotOffered, "language-not-offered", 422, "The consultation is not offered in this language.";
    /// The page's address cannot be read.
    PageAddressMalformed, "page-address-malformed", 422, "The page's address is not an http or https address.";
    /// An answer to no question.
    UnknownQuestion, "unknown-question", 422, "There is no such question.";
    /// An answer of another type.
    WrongType, "wrong-type", 422, "The answer has another type than its question's kind.";
    /// An option that is not offered.
    OptionNotOffered, "option-not-offered", 422, "The question does not offer this.";
    /// A statement that is not there.
    UnknownStatement, "unknown-statement", 422, "The question has no such statement.";
    /// A required answer is missing.
    RequiredAnswerMissing, "required-answer-missing", 422, "A required answer is missing.";
    /// A text over its limit.
    TextTooLong, "text-too-long", 422, "The text is longer than its question allows.";
    /// A rating outside its scale.
    RatingOutOfRange, "rating-out-of-range", 422, "The rating lies outside its scale.";
    /// More options than allowed.
    TooManyChosen, "too-many-chosen", 422, "More options are chosen than the question allows.";
    /// One option twice.
    OptionChosenTwice, "option-chosen-twice", 422, "One option is chosen twice.";
    /// One place for two options.
    PlaceGivenTwice, "place-given-twice", 422, "Two options are given the same place.";
    /// Nothing is answered.
    NothingAnswered, "nothing-answered", 422, "No question is answered.";
    /// A proof of work is needed.
    ProofNeeded, "proof-needed", 429, "Many answers come in: solve a challenge, and send again with the same key.";
    /// A proof that is none, or that was used before.
    ProofRefused, "proof-refused", 403, "The proof is not one for this answer: solve a new challenge, and send again.";
    /// A malformed receipt.
    ReceiptMalformed, "receipt-malformed", 400, "This is not a receipt.";
    /// A receipt that nobody was given.
    ReceiptUnknown, "receipt-unknown", 404, "No answer has this receipt.";
    /// The answer was withdrawn.
    ReceiptWithdrawn, "receipt-withdrawn", 410, "The answer with this receipt was withdrawn.";
    /// An answer that was deleted after its time.
    ReceiptDeleted, "receipt-deleted", 410, "The answer with this receipt was deleted after its time. It still counts.";
    /// No token.
    TokenMissing, "token-missing", 401, "This call needs a department's token.";
    /// A token that is not valid.
    TokenInvalid, "token-invalid", 401, "The token is not valid.";
    /// A token of another department.
    TokenOfAnotherDepartment, "token-of-another-department", 403, "The token is another department's.";
    /// A token after its last day.
    TokenExpired, "token-expired", 401, "The token has expired.";
    /// A token that was revoked.
    TokenRevoked, "token-revoked", 401, "The token was revoked.";
    /// A role below the one that the call needs.
    RoleTooLow, "role-too-low", 403, "Your role in this department does not allow this.";
    /// An assertion of Cloudflare Access that does not hold.
    AssertionInvalid, "assertion-invalid", 401, "The assertion of Cloudflare Access is not valid here.";
    /// A person whom nobody gave a role here.
    NoRole, "no-role", 403, "This person has no role in this department.";
    /// A token to make, with faults.
    InvalidToken, "invalid-token", 422, "What is asked of the token has faults; each is listed with its place.";
    /// An archive that is damaged, or none.
    InvalidArchive, "invalid-archive", 422, "The archive cannot be taken in; what is wrong is listed with its place.";
    /// No such token.
    UnknownToken, "unknown-token", 404, "The department has no such token.";
    /// One token too many.
    TooManyTokens, "too-many-tokens", 409, "The department has as many tokens as it may have.";
    /// The deployment's own token.
    TokenOfDeployment, "token-of-deployment", 409, "The deployment's token is changed in the deployment, and nowhere else.";
    /// No such link of a site's owner.
    UnknownLink, "unknown-link", 404, "There is no such link, or it was revoked.";
    /// One link too many.
    TooManyLinks, "too-many-links", 409, "The consultation has as many links as it may have.";
    /// A definition with faults.
    InvalidDefinition, "invalid-definition", 422, "The definition has faults; each is listed with its place.";
    /// Margins have faults.
    InvalidMargins, "invalid-margins", 422, "The margins have faults; each is listed with its place.";
    /// The consultation's name is taken.
    IdentifierTaken, "identifier-taken", 409, "Another department has a consultation of this name.";
    /// Not an identifier.
    IdentifierMalformed, "identifier-malformed", 422, "An identifier has 1 to 64 lower-case letters, digits and hyphens.";
    /// One revision too many.
    TooManyRevisions, "too-many-revisions", 409, "The consultation has as many revisions as it may have.";
    /// One consultation too many.
    TooManyConsultations, "too-many-consultations", 409, "The department has as many consultations as it may have.";
    /// The state does not allow it.
    StateForbids, "state-forbids", 409, "The consultation's state does not allow this.";
    /// An outcome with faults.
    InvalidOutcome, "invalid-outcome", 422, "The outcome has faults; each is listed with its place.";
    /// Nobody wrote an outcome.
    UnknownOutcome, "unknown-outcome", 404, "The consultation has no outcome yet.";
    /// A promised language is missing.
    OutcomeUntranslated, "outcome-untranslated", 409, "A text is missing in a language of the consultation; each is listed with its place.";
    /// One version too many.
    TooManyVersions, "too-many-versions", 409, "There are as many versions of this as there may be.";
    /// Somebody wrote another version meanwhile.
    VersionSuperseded, "version-superseded", 409, "That is not the newest version: read the newest one first.";
    /// Who wrote it cannot approve it.
    ApprovalOfOwn, "approval-of-own", 403, "Whoever wrote this version cannot approve it: another person does.";
    /// A reply with faults.
    InvalidReply, "invalid-reply", 422, "The reply has faults; each is listed with its place.";
    /// No such reply.
    UnknownReply, "unknown-reply", 404, "There is no such reply.";
    /// It is signed already.
    ReplySigned, "reply-signed", 409, "The reply is signed, and cannot be changed.";
    /// It is not signed yet.
    ReplyNotSigned, "reply-not-signed", 409, "The reply is not signed yet: there is nothing to withdraw.";
    /// One reply too many.
    TooManyReplies, "too-many-replies", 409, "The department has as many replies as it may have.";
    /// No such key.
    UnknownKey, "unknown-key", 404, "The department has no such key.";
    /// One key too many.
    TooManyKeys, "too-many-keys", 409, "The department has as many keys as it may have.";
    /// No such draft.
    UnknownDraft, "unknown-draft", 404, "There is no such draft.";
    /// Somebody else saved the draft.
    DraftSuperseded, "draft-superseded", 412, "Somebody saved or deleted this draft meanwhile. Nothing of yours is saved: read the newest version first.";
    /// Which version is written over is not said.
    PreconditionMissing, "precondition-missing", 428, "There is such a draft: say by If-Match which version of it you had.";
    /// One draft too many.
    TooManyDrafts, "too-many-drafts", 409, "The department has as many drafts as it may have.";
    /// It does not wait for approval.
    DraftNotSubmitted, "draft-not-submitted", 409, "The draft does not wait for approval.";
    /// No reason is given, or too long a one.
    InvalidReason, "invalid-reason", 422, "Say in 1 to 2,000 characters why the draft is returned.";
    /// More shards than there may be, or none.
    ShardsOutOfRange, "shards-out-of-range", 422, "A ledger has 1 to 64 shards.";
    /// Fewer shards than it has.
    ShardsOnlyRise, "shards-only-rise", 409, "The ledger has more shards than that, and what they hold stays in them.";
    /// No such address.
    NotFound, "not-found", 404, "There is nothing at this address.";
    /// What is there is for some eyes alone.
    NotPublic, "not-public", 401, "What is at that address is not for everyone.";
    /// A format that the call does not write.
    FormatNotOffered, "format-not-offered", 501, "This call writes json and xml, and no other format.";
    /// The address takes other methods.
    MethodNotAllowed, "method-not-allowed", 405, "This address does not take that method.";
    /// A store is not there, or not as it was left.
    StoreDamaged, "store-damaged", 503, "Part of the store is missing or damaged. Nothing is recorded or counted until its operator has put it back; try again later with the same key.";
    /// A part of ours does not answer.
    Unavailable, "unavailable", 503, "The service cannot do this now. Try again later.";
    /// Our fault.
    Internal, "internal", 500, "Something went wrong here. Nothing was lost; try again with the same key.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_type_stands_twice() {
        let mut slugs: Vec<_> = Problem::ALL.iter().map(|problem| problem.slug()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), Problem::ALL.len());
        assert!(slugs.iter().all(|slug| crate::id::is_identifier(slug)));
    }
}
