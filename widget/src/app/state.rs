//! Where the person is.

use crate::view::{Notice, Purpose, Stage, Withdrawal};

/// What is shown.
pub(super) enum State {
    /// The form; with the receipt of the answers that it changes.
    Form { stage: Stage, receipt: Option<String> },
    /// The answers are recorded, or their change is.
    Sent { receipt: String, purpose: Purpose, withdrawal: Withdrawal },
    /// Nothing more to do.
    Over(Notice),
}

/// What the edge said to answers or their change.
pub(super) enum Reply {
    /// They are recorded under this receipt.
    Recorded(String),
    /// Answers are no longer taken.
    Closed,
    /// Those to change were withdrawn.
    Withdrawn,
    /// It did not get through, or was refused.
    Failed(&'static str),
}

impl State {
    /// What is shown after `reply` to answers, or to the change of those under the receipt `changed`; and the event that
    /// tells the host's page, with its code where something went wrong.
    pub(super) fn after(reply: Reply, changed: Option<String>) -> (Self, &'static str, Option<&'static str>) {
        let purpose = if changed.is_some() { Purpose::Change } else { Purpose::Answer };
        match reply {
            Reply::Recorded(receipt) => {
                (Self::Sent { receipt, purpose, withdrawal: Withdrawal::None }, "success", None)
            }
            Reply::Withdrawn => (Self::Over(Notice::Withdrawn), "success", None),
            Reply::Closed => (Self::Over(Notice::Closed), "error", Some("form-closed")),
            Reply::Failed(code) => (Self::Form { stage: Stage::Failed, receipt: changed }, "error", Some(code)),
        }
    }
}
