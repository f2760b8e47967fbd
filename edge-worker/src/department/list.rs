//! Pages of responses over all shards of a ledger, in the order in which they were recorded.

use crate::cache::Known;
use crate::ledger::{Item, Order, Page, Position};
use crate::objects::Trouble;
use crate::objects::ledger::Client;
use contract::State;
use std::fmt;
use worker::Env;

/// How far each shard is read: `after` a place, or from its beginning, or to its end. Written `3.0` for a place, `-` for a
/// beginning and `.` for an end, shards joined by `_`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cursor(Vec<Reached>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reached {
    Beginning,
    After(Position),
    End,
}

impl Cursor {
    /// The beginning of a ledger with that many shards.
    pub(crate) fn beginning(shards: u16) -> Self {
        Self(vec![Reached::Beginning; usize::from(shards)])
    }

    /// Reads what `Display` wrote, for a ledger with that many shards: those that it has got since are read from their
    /// beginning.
    pub(crate) fn parse(text: &str, shards: u16) -> Option<Self> {
        let reached = |text: &str| match text {
            "-" => Some(Reached::Beginning),
            "." => Some(Reached::End),
            _ => {
                let (sequence, index) = text.split_once('.')?;
                Some(Reached::After(Position(sequence.parse().ok()?, index.parse().ok()?)))
            }
        };
        let mut all: Vec<Reached> = text.split('_').map(reached).collect::<Option<_>>()?;
        if all.len() > usize::from(shards) {
            return None;
        }
        all.resize(usize::from(shards), Reached::Beginning);
        Some(Self(all))
    }

    fn at_end(&self) -> bool {
        self.0.iter().all(|reached| *reached == Reached::End)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, reached) in self.0.iter().enumerate() {
            if index > 0 {
                out.write_str("_")?;
            }
            match reached {
                Reached::Beginning => out.write_str("-")?,
                Reached::End => out.write_str(".")?,
                Reached::After(Position(sequence, index)) => write!(out, "{sequence}.{index}")?,
            }
        }
        Ok(())
    }
}

/// The responses behind a cursor, at most `limit`, and the cursor behind them; `None` at the end.
pub(crate) async fn page(
    env: &Env,
    known: &Known,
    order: Order,
    cursor: &Cursor,
    limit: usize,
) -> Result<(Vec<Item>, Option<Cursor>), Trouble> {
    // Before it was first opened it has no ledger.
    if known.record.state() == State::Draft {
        return Ok((Vec::new(), None));
    }
    let shards = cursor.0.iter().zip(0..).map(async |(reached, shard)| {
        let after = match reached {
            Reached::Beginning => None,
            Reached::After(place) => Some(*place),
            Reached::End => return Ok(Page { items: Vec::new(), next: None }),
        };
        Client { env, consultation: known.record.id(), shard }.list(order, after, limit).await
    });
    let pages = futures_util::future::join_all(shards).await.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (items, cursor) = merge(pages, order, cursor, limit);
    Ok((items, (!cursor.at_end()).then_some(cursor)))
}

/// Merges the shards' pages by the moment of recording. Stops where a shard has more than its page shows: what comes next
/// is not known until it is read.
fn merge(pages: Vec<Page>, order: Order, cursor: &Cursor, limit: usize) -> (Vec<Item>, Cursor) {
    let mut reached = cursor.0.clone();
    let mut ends = Vec::new();
    let mut queues = Vec::new();
    for page in pages {
        ends.push(page.next);
        queues.push(page.items.into_iter().peekable());
    }
    let mut merged = Vec::new();
    loop {
        // A shard whose page is used up is passed over to its end, or stops the merge where it has more.
        let mut waits = false;
        for ((queue, end), reached) in queues.iter_mut().zip(&ends).zip(&mut reached) {
            if queue.peek().is_none() {
                *reached = end.map_or(Reached::End, Reached::After);
                waits |= end.is_some();
            }
        }
        let heads = queues.iter_mut().map(|queue| queue.peek().map(|item| item.recorded)).enumerate();
        let heads = heads.filter_map(|(shard, recorded)| Some((recorded?, shard)));
        let next = match order {
            Order::Oldest => heads.min_by_key(|(recorded, shard)| (*recorded, *shard)),
            Order::Newest => heads.min_by_key(|(recorded, shard)| (-*recorded, *shard)),
        };
        let Some((_, shard)) = next.filter(|_| !waits && merged.len() < limit) else { break };
        if let Some(item) = queues[shard].next() {
            reached[shard] = Reached::After(item.position);
            merged.push(item);
        }
    }
    (merged, Cursor(reached))
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

    /// What a ledger answers, for a list that is held in memory.
    fn shard_page(shard: &[Item], order: Order, reached: Reached, limit: usize) -> Page {
        let mut items: Vec<Item> = match (reached, order) {
            (Reached::End, _) => Vec::new(),
            (Reached::Beginning, _) => shard.to_vec(),
            (Reached::After(place), Order::Oldest) => {
                shard.iter().filter(|item| item.position > place).cloned().collect()
            }
            (Reached::After(place), Order::Newest) => {
                shard.iter().filter(|item| item.position < place).cloned().collect()
            }
        };
        if order == Order::Newest {
            items.reverse();
        }
        let more = items.len() > limit;
        items.truncate(limit);
        Page { next: items.last().filter(|_| more).map(|item| item.position), items }
    }

    #[test]
    fn cursors() {
        for (text, shards, good) in
            [("-", 1, true), ("3.0_._-", 3, true), ("3.0_.", 1, false), ("x", 1, false), ("", 1, false)]
        {
            let cursor = Cursor::parse(text, shards);
            assert_eq!(cursor.is_some(), good, "{text}");
            assert!(cursor.is_none_or(|cursor| cursor.to_string() == text));
        }
        // Written before there were three.
        assert_eq!(Cursor::parse("3.0", 3).unwrap().to_string(), "3.0_-_-");
    }

    proptest! {
        #[test]
        fn every_response_comes_once_and_in_order(
            times in prop::collection::vec(prop::collection::vec(0..20i64, 0..12), 1..4),
            limit in 1..5usize,
            newest in any::<bool>(),
        ) {
            let order = if newest { Order::Newest } else { Order::Oldest };
            let shards: Vec<Vec<Item>> = times.into_iter().map(|mut times| {
                times.sort_unstable();
                times.into_iter().zip(1..).map(|(recorded, sequence)| item(sequence, recorded)).collect()
            }).collect();
            let mut cursor = Cursor::beginning(shards.len() as u16);
            let mut found = Vec::new();
            while !cursor.at_end() {
                let pages = shards.iter().zip(&cursor.0).map(|(shard, reached)| shard_page(shard, order, *reached, limit));
                let (items, next) = merge(pages.collect(), order, &cursor, limit);
                prop_assert!(items.len() <= limit && next != cursor);
                found.extend(items);
                cursor = next;
            }
            prop_assert_eq!(found.len(), shards.iter().map(Vec::len).sum::<usize>());
            let sorted = found.windows(2).all(|pair| match order {
                Order::Oldest => pair[0].recorded <= pair[1].recorded,
                Order::Newest => pair[0].recorded >= pair[1].recorded,
            });
            prop_assert!(sorted);
            let mut counted: Vec<(i64, u64)> = found.iter().map(|item| (item.recorded, item.position.0)).collect();
            let mut expected: Vec<(i64, u64)> =
                shards.iter().flatten().map(|item| (item.recorded, item.position.0)).collect();
            counted.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(counted, expected);
        }
    }
}
