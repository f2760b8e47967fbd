//! Identifiers that people choose and read: lower-case letters, digits and hyphens.

use crate::limits;
use crate::packed::packed_newtype;
use std::fmt;

/// Whether `text` may be an identifier: 1 to 64 of `a-z`, `0-9` and `-`, beginning with a letter or digit.
///
/// So written it can stand in an address, an HTML `id`, a CSV column and a receipt without escaping.
pub fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= limits::ID
        && !text.starts_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(String);

        impl $name {
            /// The identifier, or `None` where `text` is not one (see [`is_identifier`]).
            pub fn parse(text: &str) -> Option<Self> {
                is_identifier(text).then(|| Self(text.to_owned()))
            }

            /// The identifier's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        packed_newtype!($name);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )*};
}

identifiers! {
    /// Names a consultation, over all departments.
    ConsultationId
    /// Names a department.
    DepartmentId
    /// Names a place that may embed a consultation.
    SiteId
    /// Names a question within its consultation.
    QuestionId
    /// Names an option of a choice, or a point of an agreement's scale.
    OptionId
    /// Names a statement of an agreement question.
    StatementId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers() {
        for (text, expected) in [
            ("a", true),
            ("maternity-benefits", true),
            ("2008", true),
            ("", false),
            ("-a", false),
            ("A", false),
            ("a b", false),
            ("a.b", false),
            ("é", false),
            (&"x".repeat(64), true),
            (&"x".repeat(65), false),
        ] {
            assert_eq!(is_identifier(text), expected, "{text:?}");
        }
    }
}
