//! From which pages people answered, on its way from the ledgers: as far as they have counted.

use super::Trouble;
use super::consultation::Object;
use super::count::Deleted;
use crate::ledger::Visited;
use contract::{ConsultationId, PageAddress, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a ledger goes on counting for whoever asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum GoOn {
    /// Over what came lately; where more waits to be counted, not at all: it is one figure of many on a page.
    Lately,
    /// As far as one call goes.
    Far,
}

/// Counts by page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Pages {
    /// Each page that is told apart.
    counts: BTreeMap<String, i64>,
    /// Of answers that told no page.
    pub(crate) untold: i64,
    /// Of answers from pages that are not told apart.
    pub(crate) others: i64,
    /// Responses that are counted.
    pub(crate) seen: i64,
    /// Responses that can be: those that were deleted have no page any more.
    pub(crate) of: i64,
    /// Whether all of them are counted.
    pub(crate) whole: bool,
    /// Those that were deleted.
    pub(crate) deleted: Deleted,
}

impl Pages {
    pub(super) fn of(visited: &Visited, whole: bool, of: i64, deleted: Deleted) -> Self {
        Self {
            counts: visited.pages().map(|(page, count)| (page.to_string(), count)).collect(),
            untold: visited.untold(),
            others: visited.others(),
            seen: visited.seen(),
            of,
            whole,
            deleted,
        }
    }

    /// Those of a ledger with nothing in it.
    fn nothing() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// Each page that is told apart, with how many answered from it.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (PageAddress, i64)> {
        self.counts.iter().filter_map(|(page, count)| Some((PageAddress::parse(page)?, *count)))
    }

    fn add(mut self, other: Self) -> Self {
        for (page, count) in other.counts {
            *self.counts.entry(page).or_default() += count;
        }
        self.untold += other.untold;
        self.others += other.others;
        self.seen += other.seen;
        self.of += other.of;
        self.whole &= other.whole;
        self.deleted = self.deleted.and(other.deleted);
        self
    }
}

impl Object {
    /// Counts by page over all shards.
    pub(super) async fn pages(&self, id: &ConsultationId, go_on: GoOn) -> Result<Pages, Trouble> {
        let opened = self.with_record(|record| record.state() != State::Draft);
        let shards = if opened { self.shards() } else { 0 };
        let counts = (0..shards).map(async |shard| self.ledger(id, shard).pages(go_on).await);
        let counts = futures_util::future::join_all(counts).await;
        counts.into_iter().try_fold(Pages::nothing(), |sum, pages| Ok(sum.add(pages?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_add_up() {
        let part = |counts: &[(&str, i64)], whole, at| Pages {
            counts: counts.iter().map(|(page, count)| ((*page).to_owned(), *count)).collect(),
            untold: 1,
            others: 2,
            seen: 9,
            of: 10,
            whole,
            deleted: Deleted { count: 3, at },
        };
        let (one, two) = ("https://f.example/1", "https://f.example/2");
        let both = part(&[(one, 4), (two, 2)], true, Some(7)).add(part(&[(two, 6)], false, Some(5)));
        let counts: Vec<(String, i64)> = both.counts().map(|(page, count)| (page.to_string(), count)).collect();
        assert_eq!(counts, [(one.to_owned(), 4), (two.to_owned(), 8)]);
        assert_eq!((both.untold, both.others, both.seen, both.of, both.whole), (2, 4, 18, 20, false));
        assert_eq!(both.deleted, Deleted { count: 6, at: Some(7) });
        assert!(Pages::nothing().add(part(&[], true, None)).whole);
    }
}
