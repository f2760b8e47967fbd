//! How far the exports of a consultation are, as those who make them tell it. In memory alone: it is for who waits, and an
//! object that was started anew has forgotten those of before.

use super::Trouble;
use super::consultation::{Client, It};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// Exports that are remembered: more than a department makes at a time.
const REMEMBERED: usize = 20;

/// An export.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Export {
    /// Its name, of its maker's own.
    pub(crate) id: String,
    /// CSV, ODS or archive.
    pub(crate) format: String,
    /// Who asked for it.
    pub(crate) by: String,
    /// When it began, and when it was last heard of: seconds since 1970.
    pub(crate) began: i64,
    pub(crate) told: i64,
    /// Responses that are out.
    pub(crate) sent: u64,
    /// Responses that there were when it began.
    pub(crate) of: u64,
    /// Whether all of it is out.
    pub(crate) done: bool,
}

/// Those that are remembered, the latest first.
#[derive(Debug, Default)]
pub(super) struct Exports(RefCell<Vec<Export>>);

impl Exports {
    /// Notes how far one is.
    pub(super) fn tell(&self, told: Export) {
        let mut all = self.0.borrow_mut();
        match all.iter_mut().find(|own| own.id == told.id) {
            Some(own) => *own = told,
            None => {
                all.insert(0, told);
                all.truncate(REMEMBERED);
            }
        }
    }

    pub(super) fn all(&self) -> Vec<Export> {
        self.0.borrow().clone()
    }
}

impl Client<'_> {
    /// Tells how far an export is.
    pub(crate) async fn exporting(&self, told: &Export) -> Result<(), Trouble> {
        self.call(It::Exporting { told: told.clone() }).await
    }

    /// The exports that it was told of, the latest first.
    pub(crate) async fn exports(&self) -> Result<Vec<Export>, Trouble> {
        self.call(It::Exports).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_word_of_each_stands() {
        let exports = Exports::default();
        let export = |id: usize, sent| Export {
            id: id.to_string(),
            format: "CSV".to_owned(),
            by: "Jo".to_owned(),
            began: 0,
            told: 0,
            sent,
            of: 9,
            done: false,
        };
        (0..REMEMBERED + 2).for_each(|id| exports.tell(export(id, 0)));
        exports.tell(export(5, 7));
        let all = exports.all();
        assert_eq!((all.len(), all[0].id.as_str()), (REMEMBERED, "21"));
        assert_eq!(all.iter().filter(|one| one.sent == 7).map(|one| one.id.as_str()).collect::<Vec<_>>(), ["5"]);
    }
}
