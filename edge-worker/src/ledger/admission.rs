//! Whether an answer that is not recorded yet may be: what the edge found out about its proof.

use contract::Timestamp;
use serde::{Deserialize, Serialize};

/// What the edge found out before it asked the ledger. The ledger looks the key up first: a retry of what was recorded
/// needs no proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Admission {
    /// No proof is needed.
    Free,
    /// A challenge was solved for its key: no other answer can use it, so that nothing has to be remembered of it.
    Proven {
        /// Until when it may be used, that second included, in seconds since 1970.
        expires_at: i64,
    },
    /// A proof is needed, and there is none, or one that came too late.
    Needed,
    /// What was sent as a proof is none.
    Refused,
}

impl Admission {
    /// What it is worth at the moment of the commit.
    pub(super) fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Proven { expires_at } if expires_at < now.unix_seconds() => Self::Needed,
            other => other,
        }
    }
}
