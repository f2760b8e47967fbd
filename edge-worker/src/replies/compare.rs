//! Whether a text that somebody read is the very text that was signed. White space and ends of lines may differ: forums change
//! them. Nothing else may.

use super::Statement;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// How often longer than the reply a text may be, in words, to be compared word by word: what is much longer holds other
/// things besides, and comparing takes the product of both.
const LONGER: usize = 4;
/// Words that a text may have in any case.
const WORDS: usize = 400;

/// What a comparison finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Compared {
    /// It is the very text, with or without the lines below it.
    Same,
    /// It is another, made from the signed one by these steps.
    Differs(Vec<Change>),
    /// It is much longer.
    TooLong,
}

/// Some words one after the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// In both.
    Kept(String),
    /// In the signed text alone.
    TakenOut(String),
    /// In the other text alone.
    Added(String),
}

/// Compares a text with what was signed.
pub(crate) fn compare(statement: &Statement, read: &str) -> Compared {
    let signed: Vec<&str> = statement.text.split_whitespace().collect();
    let pasted = statement.to_paste();
    let whole: Vec<&str> = pasted.split_whitespace().collect();
    let mut words: Vec<&str> = read.split_whitespace().collect();
    // Who copies all of it copies the lines below too.
    if let Some(own) = words.strip_suffix(&whole[signed.len()..]) {
        words.truncate(own.len());
    }
    if words == signed {
        return Compared::Same;
    }
    if words.len() > WORDS.max(signed.len() * LONGER) {
        return Compared::TooLong;
    }
    let text = |words: &[&str]| words.join(" ");
    let mut changes = Vec::new();
    for step in capture_diff_slices(Algorithm::Myers, &signed, &words) {
        match step {
            DiffOp::Equal { old_index, len, .. } => {
                changes.push(Change::Kept(text(&signed[old_index..old_index + len])));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                changes.push(Change::TakenOut(text(&signed[old_index..old_index + old_len])));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                changes.push(Change::Added(text(&words[new_index..new_index + new_len])));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                changes.push(Change::TakenOut(text(&signed[old_index..old_index + old_len])));
                changes.push(Change::Added(text(&words[new_index..new_index + new_len])));
            }
        }
    }
    Compared::Differs(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replies::ReplyId;
    use contract::{DepartmentId, Lang, Timestamp};
    use proptest::prelude::*;

    fn statement(text: &str) -> Statement {
        Statement {
            id: ReplyId::parse("K7QM-3XTA").unwrap(),
            issuer: "https://edge.example".to_owned(),
            department: DepartmentId::parse("engagement").unwrap(),
            department_name: "Engagement".to_owned(),
            lang: Lang::En,
            text: text.to_owned(),
            at: Timestamp::from_unix_seconds(1_728_000_000),
        }
    }

    #[test]
    fn white_space_may_differ_and_nothing_else() {
        let own = statement("Maps are free\nfrom May. Not before.");
        let pasted = own.to_paste();
        for (read, same) in [
            ("Maps are free\nfrom May. Not before.", true),
            ("  Maps are\r\n\r\nfree from\u{a0}May.\tNot before. ", true),
            (pasted.as_str(), true),
            (&pasted.replace('\n', " "), true),
            ("Maps are free from May.", false),
            ("Maps are not free from May. Not before.", false),
            ("maps are free from May. Not before.", false),
            ("Maps are free from May . Not before.", false),
            ("", false),
            (&pasted.replace("K7QM", "K7QN"), false),
        ] {
            assert_eq!(compare(&own, read) == Compared::Same, same, "{read}");
        }
    }

    #[test]
    fn what_was_changed_is_shown() {
        let own = statement("Maps are free from May.");
        assert_eq!(
            compare(&own, "Maps are never free from June."),
            Compared::Differs(vec![
                Change::Kept("Maps are".to_owned()),
                Change::Added("never".to_owned()),
                Change::Kept("free from".to_owned()),
                Change::TakenOut("May.".to_owned()),
                Change::Added("June.".to_owned()),
            ])
        );
        assert_eq!(compare(&own, &"word ".repeat(WORDS + 1)), Compared::TooLong);
    }

    proptest! {
        #[test]
        fn the_steps_lead_from_one_text_to_the_other(signed in "[ab ]{1,40}", read in "[ab ]{0,40}") {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            match compare(&statement(&signed), &read) {
                Compared::Same => prop_assert_eq!(words(&signed), words(&read)),
                Compared::TooLong => prop_assert!(false),
                Compared::Differs(changes) => {
                    prop_assert_ne!(words(&signed), words(&read));
                    let side = |own: fn(&Change) -> Option<&String>| {
                        changes.iter().filter_map(own).cloned().collect::<Vec<_>>().join(" ")
                    };
                    let before = side(|change| match change {
                        Change::Kept(words) | Change::TakenOut(words) => Some(words),
                        Change::Added(_) => None,
                    });
                    let after = side(|change| match change {
                        Change::Kept(words) | Change::Added(words) => Some(words),
                        Change::TakenOut(_) => None,
                    });
                    prop_assert_eq!((before, after), (words(&signed), words(&read)));
                }
            }
        }
    }
}
