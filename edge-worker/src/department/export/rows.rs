//! All responses of all shards, in the order in which they were recorded. Of each shard one page is held at most, and each
//! row is read once.

use crate::cache::Known;
use crate::ledger::{Item, Order, Page, Position};
use crate::objects::Trouble;
use crate::objects::ledger::Client;
use contract::State;
use futures_util::future::try_join_all;
use std::collections::VecDeque;
use worker::Env;

/// The least that is asked of a shard at once, however many there are.
const LEAST: usize = 16;

/// What of a shard is read, and where its next page begins.
struct Shard {
    held: VecDeque<Item>,
    after: Option<Position>,
    ended: bool,
}

/// Responses on their way out.
pub(super) struct Rows {
    shards: Vec<Shard>,
}

impl Rows {
    /// All of a consultation. A draft has none, and no ledger.
    pub(super) fn of(known: &Known) -> Self {
        let shards = if known.record.state() == State::Draft { 0 } else { known.shards.count() };
        Self { shards: (0..shards).map(|_| Shard { held: VecDeque::new(), after: None, ended: false }).collect() }
    }

    /// Whether all are out.
    pub(super) fn at_end(&self) -> bool {
        self.shards.iter().all(|shard| shard.ended && shard.held.is_empty())
    }

    /// The next responses: about `most`, and none only where the rest of a shard was withdrawn.
    pub(super) async fn next(&mut self, env: &Env, known: &Known, most: usize) -> Result<Vec<Item>, Trouble> {
        let page = (most / self.shards.len().max(1)).max(LEAST);
        let ask = self.shards.iter().zip(0..).filter(|(shard, _)| shard.held.is_empty() && !shard.ended);
        let asked = ask.map(async |(own, shard)| {
            let client = Client { env, consultation: known.record.id(), shard };
            Ok::<_, Trouble>((shard, client.list(Order::Oldest, own.after, page).await?))
        });
        for (shard, page) in try_join_all(asked.collect::<Vec<_>>()).await? {
            self.shards[usize::from(shard)].take(page);
        }
        Ok(self.merge())
    }

    /// What is held, up to where a shard has to be asked again.
    fn merge(&mut self) -> Vec<Item> {
        let mut merged = Vec::new();
        while self.shards.iter().all(|shard| shard.ended || !shard.held.is_empty()) {
            let first = |shard: &&mut Shard| shard.held.front().map_or(i64::MAX, |item| item.recorded);
            let next = self.shards.iter_mut().min_by_key(first);
            match next.and_then(|shard| shard.held.pop_front()) {
                Some(item) => merged.push(item),
                None => break,
            }
        }
        merged
    }
}

impl Shard {
    fn take(&mut self, page: Page) {
        self.held.extend(page.items);
        (self.ended, self.after) = (page.next.is_none(), page.next.or(self.after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Content;
    use contract::{Lang, SiteId};
    use proptest::prelude::*;

    fn item(sequence: u64, recorded: i64) -> Item {
        let content = Content {
            revision: 1,
            site: SiteId::parse("forum").unwrap(),
            lang: Lang::En,
            page: None,
            answers: Vec::new(),
        };
        Item { position: Position(sequence, 0), recorded, changed: None, content }
    }

    proptest! {
        #[test]
        fn every_response_comes_once_and_in_order(
            times in prop::collection::vec(prop::collection::vec(0..20i64, 0..12), 0..4),
            page in 1..5usize,
            withdrawn in 0..4u64,
        ) {
            let times: Vec<Vec<i64>> = times.into_iter().map(|mut times| { times.sort_unstable(); times }).collect();
            let mut rows = Rows {
                shards: times.iter().map(|_| Shard { held: VecDeque::new(), after: None, ended: false }).collect(),
            };
            let mut found = Vec::new();
            while !rows.at_end() {
                for (shard, times) in rows.shards.iter_mut().zip(&times) {
                    if shard.ended || !shard.held.is_empty() {
                        continue;
                    }
                    // As a ledger answers: the rows behind a place, those that were withdrawn left out.
                    let behind = times.iter().zip(1..).filter(|(_, number)| shard.after.is_none_or(|after| *number > after.0));
                    let behind: Vec<(&i64, u64)> = behind.collect();
                    let part = &behind[..behind.len().min(page)];
                    let items = part.iter().filter(|(_, number)| number % 4 != withdrawn);
                    let items = items.map(|(recorded, number)| item(*number, **recorded)).collect();
                    let next = part.last().filter(|_| behind.len() > page).map(|(_, number)| Position(*number, 0));
                    shard.take(Page { items, next });
                }
                found.extend(rows.merge());
            }
            let mut expected: Vec<i64> = times
                .iter()
                .flat_map(|times| times.iter().zip(1..).filter(|(_, number)| number % 4 != withdrawn))
                .map(|(recorded, _): (&i64, u64)| *recorded)
                .collect();
            expected.sort_unstable();
            let found: Vec<i64> = found.iter().map(|item| item.recorded).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
