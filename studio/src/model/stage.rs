//! Where a draft stands on its way to people: being written, with a second person, or sent back.

use super::json;
use contract::json::Value;

/// Where a draft stands.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum Stage {
    /// Being written.
    #[default]
    Writing,
    /// With a second person, who has not decided yet.
    Submitted {
        /// Who submitted it.
        by: String,
        /// Whether it opens once it is approved.
        open: bool,
    },
    /// Sent back to be written on.
    Returned {
        /// Who sent it back.
        by: String,
        /// Why.
        reason: String,
    },
}

impl Stage {
    /// As the edge tells it with a draft.
    pub fn read(draft: &Value) -> Self {
        let text = |pointer: &str| json::text(draft, pointer).to_owned();
        match json::text(draft, "/state") {
            "submitted" => Self::Submitted {
                by: text("/submitted/by"),
                open: json::at(draft, "/submitted/open") == Some(&Value::Bool(true)),
            },
            "returned" => Self::Returned { by: text("/returned/by"), reason: text("/returned/reason") },
            _ => Self::Writing,
        }
    }
}

/// What somebody else saved while this draft was written.
#[derive(Clone, PartialEq, Debug)]
pub struct Theirs {
    /// Who.
    pub by: String,
    /// When, in the reader's own time.
    pub at: String,
    /// What; `None` where they took the draft away.
    pub document: Option<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_read_as_the_edge_tells_it() {
        for (draft, stage) in [
            (r#"{"state":"writing","submitted":null,"returned":null}"#, Stage::Writing),
            (
                r#"{"state":"submitted","submitted":{"by":"Jo","open":true},"returned":null}"#,
                Stage::Submitted { by: "Jo".to_owned(), open: true },
            ),
            (
                r#"{"state":"returned","submitted":null,"returned":{"by":"Al","reason":"Too long"}}"#,
                Stage::Returned { by: "Al".to_owned(), reason: "Too long".to_owned() },
            ),
            ("{}", Stage::Writing),
        ] {
            assert_eq!(Stage::read(&serde_json::from_str(draft).unwrap()), stage, "{draft}");
        }
    }
}
