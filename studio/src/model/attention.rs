//! What an edit draws its author to: where focus goes on, what a screen reader says, which question opens.

use super::action::Action;
use super::languages::first_language;
use super::problems::anchor;
use super::{condition, json};
use contract::json::Value;

/// What is to be shown of an edit that was done.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Attention {
    /// The identifier of the control that takes focus, where it moves.
    pub focus: Option<String>,
    /// What is said; blank where the page says it by itself.
    pub said: String,
    /// The question that opens for writing, by its place.
    pub opens: Option<usize>,
}

impl Attention {
    /// Of an action, and the document as it is after it.
    pub fn of(action: &Action, document: &Value) -> Self {
        let first = first_language(document).code();
        let count = |list: &str| json::items(document, list).len();
        let dots = |list: &str| list.replace('/', ".");
        let focused = |focus: String| Self { focus: Some(focus), ..Self::default() };
        match action {
            Action::AddQuestion(_) => {
                let index = count("/questions").saturating_sub(1);
                Self { opens: Some(index), ..focused(anchor(&format!("/questions/{index}/text/{first}"))) }
            }
            Action::CopyQuestion(index) => Self {
                said: format!("Question {} copied to place {}", index + 1, index + 2),
                opens: Some(index + 1),
                ..focused(anchor(&format!("/questions/{}/text/{first}", index + 1)))
            },
            Action::RemoveQuestion(index) => {
                let left = count("/questions");
                let focus =
                    if left == 0 { "add-question".to_owned() } else { format!("open.{}", (*index).min(left - 1)) };
                Self { said: format!("Question {} removed. “Undo” brings it back", index + 1), ..focused(focus) }
            }
            Action::MoveQuestion(from, to) => {
                let to = (*to).min(count("/questions").saturating_sub(1));
                Self {
                    said: format!("Question {} is now question {}", from + 1, to + 1),
                    ..focused(format!("{}.{to}", if to < *from { "up" } else { "down" }))
                }
            }
            Action::AddItem(list) => {
                let last = count(list).saturating_sub(1);
                let place = match list.as_str() {
                    list if list.ends_with("/origins") => String::new(),
                    "/sites" => "/name".to_owned(),
                    list if list.ends_with("/labels") => format!("/{first}"),
                    _ => format!("/text/{first}"),
                };
                focused(anchor(&format!("{list}/{last}{place}")))
            }
            Action::RemoveItem(list, index) => {
                let (left, dots) = (count(list), dots(list));
                let focus =
                    if left == 0 { format!("add{dots}") } else { format!("remove{dots}.{}", (*index).min(left - 1)) };
                Self { said: format!("{} removed. “Undo” brings it back", index + 1), ..focused(focus) }
            }
            Action::MoveItem(list, from, to) => {
                let to = (*to).min(count(list).saturating_sub(1));
                Self {
                    said: format!("{} is now {}", from + 1, to + 1),
                    ..focused(format!("{}{}.{to}", if to < *from { "up" } else { "down" }, dots(list)))
                }
            }
            Action::AddTest(index) => {
                let (_, tests) = condition::tests(document, *index);
                let at = condition::pointer(document, *index, tests.len().saturating_sub(1));
                focused(anchor(&format!("{at}/question")))
            }
            Action::RemoveTest(index, _) => focused(format!("add-test.{index}")),
            _ => Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, make};

    #[test]
    fn focus_goes_where_somebody_goes_on() {
        let mut draft = Draft::new(make::blank(), None);
        for (name, focus, said, opens) in [
            ("add-question single_choice", Some("at.questions.0.text.en"), "", Some(0)),
            ("add-question free_text", Some("at.questions.1.text.en"), "", Some(1)),
            ("copy-question 0", Some("at.questions.1.text.en"), "Question 1 copied to place 2", Some(1)),
            ("move-question 2 0", Some("up.0"), "Question 3 is now question 1", None),
            ("add-item /questions/1/options", Some("at.questions.1.options.2.text.en"), "", None),
            ("move-item /questions/1/options 0 9", Some("down.questions.1.options.2"), "1 is now 3", None),
            (
                "remove-item /questions/1/options 2",
                Some("remove.questions.1.options.1"),
                "3 removed. “Undo” brings it back",
                None,
            ),
            ("add-item /sites", Some("at.sites.0.name"), "", None),
            ("add-item /sites/0/origins", Some("at.sites.0.origins.1"), "", None),
            ("remove-item /sites 0", Some("add.sites"), "1 removed. “Undo” brings it back", None),
            ("add-test 1", Some("at.questions.1.show_if.question"), "", None),
            ("remove-test 1 0", Some("add-test.1"), "", None),
            ("remove-question 2", Some("open.1"), "Question 3 removed. “Undo” brings it back", None),
            ("required", None, "", None),
        ] {
            let action = Action::parse(name, "").unwrap_or(Action::Flag("/questions/0/required".to_owned(), true));
            draft.act(&action);
            let attention = Attention::of(&action, draft.document());
            assert_eq!(
                (attention.focus.as_deref(), attention.said.as_str(), attention.opens),
                (focus, said, opens),
                "{name}"
            );
        }
    }
}
