//! What is promised.

use std::fmt;

/// A promise, and in `Broken` how it was not kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Promise {
    /// What was acknowledged is there.
    NothingLost,
    /// No answer counts twice.
    NothingTwice,
    /// The tally is the recount of the rows.
    TallyIsRecount,
    /// What was withdrawn counts nowhere, and, after the alarm, nothing is left of it.
    WithdrawnIsGone,
    /// What has had its time is deleted, and counts as before.
    DeletedInTime,
    /// The receipt that was told finds the answer.
    ReceiptFinds,
    /// A retry is told what was told first.
    RetriesAgree,
    /// Nothing is recorded after a close was answered.
    ClosedIsClosed,
    /// While it is open nobody is told that it is not.
    OpenIsOpen,
    /// Everybody is answered in the end.
    AllAreAnswered,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Broken {
    pub(crate) promise: Promise,
    pub(crate) how: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let promise = match self.promise {
            Promise::NothingLost => "what was acknowledged is there",
            Promise::NothingTwice => "no answer counts twice",
            Promise::TallyIsRecount => "the tally is the recount of the rows",
            Promise::WithdrawnIsGone => "what was withdrawn counts nowhere",
            Promise::DeletedInTime => "what has had its time is deleted, and counts as before",
            Promise::ReceiptFinds => "the receipt that was told finds the answer",
            Promise::RetriesAgree => "a retry is told what was told first",
            Promise::ClosedIsClosed => "nothing is recorded after a close was answered",
            Promise::OpenIsOpen => "while it is open nobody is told that it is not",
            Promise::AllAreAnswered => "everybody is answered in the end",
        };
        write!(out, "broken: {promise}: {}", self.how)
    }
}

/// `Err` with the promise, unless it holds.
pub(crate) fn holds(so: bool, promise: Promise, how: impl FnOnce() -> String) -> Result<(), Broken> {
    if so { Ok(()) } else { Err(Broken { promise, how: how() }) }
}
