//! Tests that cross crates. What they share: an edge of one test's own, on real workerd, with two departments and
//! sample consultations.
//!
//! A test knows the edge by its HTTP API alone; only the module `store` looks at the files.

mod calls;
mod lossy;
pub mod office;
mod start;
mod store;

pub use lossy::{Lossy, Lost};
pub use start::Access;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use xtask::api::Api;
use xtask::repo::Repo;
use xtask::stack::{Launch, Workerd};

/// The one registered origin of the sample consultations.
pub const FORUM: &str = "https://forum.example";

const DEPARTMENT: &str = "engagement";
const OTHER: &str = "another";

/// A running edge with a store of its own.
#[derive(Debug)]
pub struct Edge {
    repo: Repo,
    launch: Launch,
    workerd: Workerd,
    api: Api,
    token: String,
    other_token: String,
    folder: tempfile::TempDir,
}

/// A reply.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers, named in lower case.
    pub headers: BTreeMap<String, String>,
    /// Its body.
    pub text: String,
    /// The same as it came.
    pub bytes: Vec<u8>,
}

/// A new idempotency key: a random UUID (RFC 9562, version 4), without quotes.
pub fn key() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the machine has random numbers");
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The body of a response that every sample takes.
pub fn sound_body() -> Value {
    json!({
        "revision": 1, "site": "forum", "lang": "en",
        "answers": {"stage": "before", "ease": 4, "more": "Words"},
    })
}

impl Edge {
    /// The department's way to it.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The same by another address.
    pub fn api_at(&self, base: &str) -> Api {
        Api::new(base, DEPARTMENT, &self.token)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.workerd.port()
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.workerd.id()
    }

    /// The department that the samples belong to.
    pub fn department(&self) -> &str {
        DEPARTMENT
    }

    /// Its token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The other department's token.
    pub fn other_token(&self) -> &str {
        &self.other_token
    }

    /// A consultation's document with every kind of question.
    pub fn sample_document(&self) -> Value {
        json!({
            "title": {"en": "Sample"},
            "languages": ["en"],
            "sites": [{"id": "forum", "name": "The forum", "origins": [FORUM]}],
            "questions": [
                {"id": "stage", "kind": "single_choice", "text": {"en": "Stage?"}, "required": true,
                 "options": [{"id": "before", "text": {"en": "Before"}}, {"id": "after", "text": {"en": "After"}}]},
                {"id": "parts", "kind": "multiple_choice", "text": {"en": "Parts?"}, "max_chosen": 2,
                 "options": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}, {"id": "c", "text": {"en": "C"}}]},
                {"id": "ease", "kind": "rating", "text": {"en": "Ease?"}, "points": 5, "low": {"en": "Hard"}, "high": {"en": "Easy"}},
                {"id": "views", "kind": "agreement", "text": {"en": "Views?"},
                 "scale": [{"id": "agree", "text": {"en": "Agree"}}, {"id": "disagree", "text": {"en": "Disagree"}}],
                 "statements": [{"id": "free", "text": {"en": "Free"}}, {"id": "cost", "text": {"en": "At cost"}}]},
                {"id": "more", "kind": "free_text", "text": {"en": "More?"}, "max_length": 100},
                {"id": "order", "kind": "ranking", "text": {"en": "Order?"},
                 "options": [{"id": "first", "text": {"en": "First"}}, {"id": "second", "text": {"en": "Second"}}]},
                {"id": "home", "kind": "region", "text": {"en": "Where?"}},
                {"id": "votes", "kind": "vote", "text": {"en": "Votes?"},
                 "statements": [{"id": "late", "text": {"en": "Later"}}, {"id": "early", "text": {"en": "Earlier"}}]},
            ],
        })
    }

    /// Puts `sample` (open), `drafted` (never opened) and `closed` (opened and closed).
    pub fn open_samples(&self) {
        for id in ["sample", "drafted", "closed"] {
            assert_eq!(self.put(id, &self.sample_document()).0, 201, "{id}");
        }
        for id in ["sample", "closed"] {
            assert_eq!(self.department_call("POST", &format!("{id}/open"), "").0, 200, "{id}");
        }
        self.close("closed");
    }
}
