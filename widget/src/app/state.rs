//! Where the person is.

use crate::view::{Notice, Purpose, Stage, Withdrawal};

/// What is shown.
#[derive(Clone)]
pub(super) enum State {
    /// The form; with the receipt of the answers that it changes.
    Form { stage: Stage, receipt: Option<String> },
    /// The answers are recorded, or their change is.
    Sent { receipt: String, purpose: Purpose, withdrawal: Withdrawal },
    /// Nothing more to do.
    Over(Notice),
}

impl State {
    /// What is shown first: the confirmation of the receipt, where there is one, else the form as far as it was; `shows` is
    /// `wrong`, `failed`, `waiting`, `draft` or blank.
    pub(super) fn new(receipt: String, shows: &str) -> Self {
        if !receipt.is_empty() {
            return Self::Sent { receipt, purpose: Purpose::Answer, withdrawal: Withdrawal::None };
        }
        let stage = match shows {
            "failed" => Stage::Failed,
            "waiting" => Stage::Waiting,
            _ => Stage::Filling,
        };
        Self::Form { stage, receipt: None }
    }

    /// What is shown after the page told `what` became of answers, their change or their withdrawal; `None` where it stays.
    pub(super) fn after(&self, what: &str, receipt: &str) -> Option<Self> {
        Some(match (self, what) {
            (Self::Form { receipt: changed, .. }, "sent") => {
                let purpose = if changed.is_some() { Purpose::Change } else { Purpose::Answer };
                Self::Sent { receipt: receipt.to_owned(), purpose, withdrawal: Withdrawal::None }
            }
            (Self::Form { receipt, .. }, "waiting" | "failed") => {
                let stage = if what == "failed" { Stage::Failed } else { Stage::Waiting };
                Self::Form { stage, receipt: receipt.clone() }
            }
            (Self::Sent { receipt, purpose, .. }, "kept") => {
                Self::Sent { receipt: receipt.clone(), purpose: *purpose, withdrawal: Withdrawal::Failed }
            }
            (_, "closed") => Self::Over(Notice::Closed),
            (_, "withdrawn") => Self::Over(Notice::Withdrawn),
            _ => return None,
        })
    }
}
