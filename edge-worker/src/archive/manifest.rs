//! The last member: what the others are.

use crate::objects::releases::sha256;
use serde::{Deserialize, Serialize};

/// The members before it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) members: Vec<Listing>,
}

/// A member.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listing {
    pub(super) name: String,
    pub(super) bytes: usize,
    pub(super) sha256: String,
}

impl Listing {
    pub(super) fn of(name: &str, content: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: content.len(), sha256: sha256(content) }
    }
}
