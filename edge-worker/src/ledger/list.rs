//! The responses in the order in which they were first recorded, page by page.

use super::books::{Books, Failure};
use super::id::ResponseId;
use super::record::{Corrupt, Record};
use super::rows::{Generation, Position, Rows};
use super::wire::Content;
use contract::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which way to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Order {
    /// The latest first.
    Newest,
    /// The earliest first.
    Oldest,
}

/// A response in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// Its place.
    pub position: Position,
    /// When it was recorded, in seconds since 1970.
    pub recorded: i64,
    /// When it was last changed.
    pub changed: Option<i64>,
    /// What it says.
    pub content: Content,
}

/// A part of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Page {
    /// The responses; those withdrawn are left out.
    pub items: Vec<Item>,
    /// The place of the last response looked at; `None` at the end of the list.
    pub next: Option<Position>,
}

/// Bytes of rows after which a page ends, however many responses it was asked for: the page crosses from the ledger to
/// the Worker as JSON, and each holds it several times over.
const PAGE_BYTES: usize = 1024 * 1024;
/// Rows that are read at once: of the largest, they are as many bytes again as a page has.
const ROWS_AT_ONCE: usize = 16;

/// The page of at most `limit` responses behind a place.
///
/// # Errors
/// [`Failure::Store`], [`Failure::Corrupt`].
pub fn page<R: Rows>(
    books: &Books,
    rows: &R,
    order: Order,
    after: Option<Position>,
    limit: usize,
) -> Result<Page, Failure<R::Error>> {
    let mut list = Page { items: Vec::new(), next: None };
    let (mut looked_at, mut bytes) = (0, 0);
    let first = after.map(|place| books.generation_of(place));
    let generations: Vec<Generation> = match order {
        Order::Oldest => (first.unwrap_or(0)..books.generations()).collect(),
        Order::Newest => (0..first.map_or(books.generations(), |first| first + 1)).rev().collect(),
    };
    let mut last = None;
    for generation in generations {
        let places = places(rows, generation, order, after)?;
        for part in places.chunks(ROWS_AT_ONCE) {
            if looked_at >= limit || bytes >= PAGE_BYTES {
                list.next = last;
                return Ok(list);
            }
            let part = &part[..part.len().min(limit - looked_at)];
            let ids: Vec<ResponseId> = part.iter().map(|(_, id)| *id).collect();
            let found = rows.responses(generation, &ids).map_err(Failure::Store)?;
            let mut found: BTreeMap<_, _> = found.into_iter().collect();
            for (position, id) in part {
                let row = found.remove(id).ok_or(Corrupt)?.record;
                bytes += row.len();
                let Record { recorded_at, changed_at, content, .. } = Record::decode(&row)?;
                let (recorded, changed) = (recorded_at.unix_seconds(), changed_at.map(Timestamp::unix_seconds));
                list.items.extend(content.map(|content| Item { position: *position, recorded, changed, content }));
            }
            looked_at += part.len();
            last = part.last().map(|(place, _)| *place);
        }
        // A part that was cut short is the end of the page, unless it was the end of the list as well.
        let cut = places.last().map(|(place, _)| *place) != last && last.is_some() && !places.is_empty();
        if cut {
            list.next = last;
            return Ok(list);
        }
    }
    Ok(list)
}

/// The responses at these places; those that are not there, or were withdrawn, are left out.
///
/// # Errors
/// [`Failure::Store`], [`Failure::Corrupt`].
pub fn at<R: Rows>(books: &Books, rows: &R, wanted: &[Position]) -> Result<Vec<Item>, Failure<R::Error>> {
    let mut items = Vec::new();
    let mut generations = BTreeMap::<Generation, Vec<Position>>::new();
    for place in wanted {
        let generation = books.generation_of(*place);
        if generation < books.generations() {
            generations.entry(generation).or_default().push(*place);
        }
    }
    for (generation, wanted) in generations {
        let all = rows.places(generation).map_err(Failure::Store)?;
        let ids: Vec<ResponseId> = all.iter().filter(|(_, place)| wanted.contains(place)).map(|(id, _)| *id).collect();
        for part in ids.chunks(ROWS_AT_ONCE) {
            for (_, kept) in rows.responses(generation, part).map_err(Failure::Store)? {
                let Record { recorded_at, changed_at, content, .. } = Record::decode(&kept.record)?;
                let (recorded, changed) = (recorded_at.unix_seconds(), changed_at.map(Timestamp::unix_seconds));
                items.extend(content.map(|content| Item { position: kept.place, recorded, changed, content }));
            }
        }
    }
    Ok(items)
}

/// The places of a generation behind one, in that order.
fn places<R: Rows>(
    rows: &R,
    generation: Generation,
    order: Order,
    after: Option<Position>,
) -> Result<Vec<(Position, ResponseId)>, Failure<R::Error>> {
    let all = rows.places(generation).map_err(Failure::Store)?;
    let behind = |place: Position| match (order, after) {
        (_, None) => true,
        (Order::Newest, Some(after)) => place < after,
        (Order::Oldest, Some(after)) => place > after,
    };
    let mut places: Vec<_> =
        all.into_iter().filter(|(_, place)| behind(*place)).map(|(id, place)| (place, id)).collect();
    places.sort_unstable();
    if order == Order::Newest {
        places.reverse();
    }
    Ok(places)
}
