//! What the consultation asked before: its revisions, read when somebody asks for one, to be compared or begun from.

use super::json;
use contract::json::Value;
use std::collections::BTreeMap;

/// A revision, before its text is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Its number.
    pub number: u32,
    /// Since when it is, and who stands behind it; empty where that was not kept.
    pub words: String,
}

/// With what a revision is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum With {
    /// The one before it.
    Before,
    /// The draft as it is now.
    Draft,
}

/// What somebody asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    /// To see how a revision differs.
    Compare(u32, With),
    /// To begin anew from it.
    Begin(u32),
}

/// All revisions, and what is looked at of them.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct History {
    /// The newest first.
    revisions: Vec<Revision>,
    read: BTreeMap<u32, Value>,
    wanted: Option<Wanted>,
    /// The revision that could not be read.
    lost: Option<u32>,
}

/// What a press of the studio's asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Next {
    /// A revision's text, which the page is to ask the edge for.
    Ask(u32),
    /// Showing what stands in [`History::compared`], or that it is no longer shown.
    Show(u32),
    /// This document in the place of the draft.
    Begin(u32, Value),
    /// Nothing.
    Nothing,
}

impl History {
    /// The revisions as the page tells them.
    pub fn new(told: &Value) -> Self {
        let one = |item: &Value| {
            let number = item.get("revision").and_then(Value::as_integer)?;
            Some(Revision { number: u32::try_from(number).ok()?, words: json::text(item, "/words").to_owned() })
        };
        Self { revisions: json::items(told, "").iter().filter_map(one).collect(), ..Self::default() }
    }

    /// The newest first.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The revision that could not be read, since there was no connection.
    pub fn lost(&self) -> Option<u32> {
        self.lost
    }

    /// Whether this comparison was asked for and is not put away.
    pub fn is_open(&self, number: u32, with: With) -> bool {
        self.wanted == Some(Wanted::Compare(number, with))
    }

    /// The revision that is compared, its text, with what, and that one's text where it is not the draft's.
    pub fn compared(&self) -> Option<(u32, &Value, With, Option<&Value>)> {
        let Some(Wanted::Compare(number, with)) = self.wanted else { return None };
        let own = self.read.get(&number)?;
        match with {
            With::Draft => Some((number, own, with, None)),
            With::Before => Some((number, own, with, Some(self.read.get(&(number - 1))?))),
        }
    }

    /// Somebody asks to compare a revision, or has seen enough of that comparison.
    pub fn compare(&mut self, number: u32, with: With) -> Next {
        self.lost = None;
        if self.is_open(number, with) {
            self.wanted = None;
            return Next::Show(number);
        }
        self.wanted = Some(Wanted::Compare(number, with));
        self.go_on()
    }

    /// Somebody asks to begin from a revision.
    pub fn begin(&mut self, number: u32) -> Next {
        self.lost = None;
        self.wanted = Some(Wanted::Begin(number));
        self.go_on()
    }

    /// The edge told what a revision asked; `None` where it did not.
    pub fn arrived(&mut self, number: u32, document: Option<Value>) -> Next {
        match document {
            Some(document) => {
                self.read.insert(number, document);
                self.go_on()
            }
            None => {
                let for_which = match self.wanted.take() {
                    Some(Wanted::Compare(own, _) | Wanted::Begin(own)) => own,
                    None => number,
                };
                self.lost = Some(for_which);
                Next::Show(for_which)
            }
        }
    }

    fn go_on(&mut self) -> Next {
        let (number, before) = match self.wanted {
            None => return Next::Nothing,
            Some(Wanted::Compare(number, with)) => (number, with == With::Before),
            Some(Wanted::Begin(number)) => (number, false),
        };
        if !self.read.contains_key(&number) {
            return Next::Ask(number);
        }
        if before && !self.read.contains_key(&number.saturating_sub(1)) {
            return Next::Ask(number.saturating_sub(1));
        }
        match self.wanted {
            Some(Wanted::Begin(_)) => {
                self.wanted = None;
                Next::Begin(number, self.read[&number].clone())
            }
            _ => Next::Show(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> History {
        let told =
            r#"[{"revision":3,"words":"today"},{"revision":2,"words":""},{"revision":1,"words":"once"},{"x":1}]"#;
        History::new(&serde_json::from_str(told).unwrap())
    }

    fn document(number: u32) -> Value {
        Value::object([("title", number.into())])
    }

    #[test]
    fn revisions_are_told_by_the_page() {
        let numbers: Vec<u32> = history().revisions().iter().map(|own| own.number).collect();
        assert_eq!((numbers, history().revisions()[2].words.as_str()), (vec![3, 2, 1], "once"));
        assert_eq!(History::new(&Value::Null).revisions(), []);
    }

    #[test]
    fn what_is_compared_is_read_once_and_only_as_far_as_needed() {
        let mut history = history();
        assert_eq!(history.compare(3, With::Before), Next::Ask(3));
        assert_eq!(history.compared(), None);
        assert_eq!(history.arrived(3, Some(document(3))), Next::Ask(2));
        assert_eq!(history.arrived(2, Some(document(2))), Next::Show(3));
        assert_eq!(history.compared(), Some((3, &document(3), With::Before, Some(&document(2)))));
        // A second press puts it away, and what is read stays.
        assert_eq!(history.compare(3, With::Before), Next::Show(3));
        assert_eq!(history.compared(), None);
        assert_eq!(history.compare(2, With::Draft), Next::Show(2));
        assert_eq!(history.compared(), Some((2, &document(2), With::Draft, None)));
        assert_eq!(history.begin(2), Next::Begin(2, document(2)));
        assert_eq!(history.compared(), None);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_can_be_asked_again() {
        let mut history = history();
        assert_eq!(history.begin(1), Next::Ask(1));
        assert_eq!(history.arrived(1, None), Next::Show(1));
        assert_eq!(history.lost(), Some(1));
        // What comes late is kept, and does nothing by itself.
        assert_eq!(history.arrived(1, Some(document(1))), Next::Nothing);
        assert_eq!(history.begin(1), Next::Begin(1, document(1)));
        assert_eq!(history.lost(), None);
    }
}
