//! The responses in the order in which they were first recorded, page by page.

use super::books::Failure;
use super::encoding::read_ids;
use super::id::ResponseId;
use super::record::{Corrupt, Record};
use super::rows::{Rows, Sequence};
use super::wire::Content;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The place of a response in that order: which commit recorded it, and as which of its responses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Position(pub Sequence, pub u32);

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
/// Behind every commit: the largest whole number that the runtime's numbers hold exactly.
const END: Sequence = 1 << 53;

/// The page of at most `limit` responses behind a place.
///
/// # Errors
/// [`Failure::Store`], [`Failure::Corrupt`].
pub fn page<R: Rows>(rows: &R, order: Order, after: Option<Position>, limit: usize) -> Result<Page, Failure<R::Error>> {
    // Each commit has a response at least, and that of the place itself may have none left.
    let commits = u32::try_from(limit).unwrap_or(u32::MAX - 1) + 1;
    let batches = match order {
        // The commit of the place itself may have more.
        Order::Newest => rows.batches_before(after.map_or(END, |place| place.0 + 1), commits),
        Order::Oldest => rows.batches_after(after.map_or(0, |place| place.0.saturating_sub(1)), commits),
    };
    let batches = batches.map_err(Failure::Store)?;
    let mut places: Vec<(Position, ResponseId)> = Vec::new();
    for (sequence, batch) in &batches {
        let mut numbered: Vec<_> =
            read_ids(batch)?.into_iter().zip(0..).map(|(id, index)| (Position(*sequence, index), id)).collect();
        if order == Order::Newest {
            numbered.reverse();
        }
        places.append(&mut numbered);
    }
    places.retain(|(place, _)| match (order, after) {
        (_, None) => true,
        (Order::Newest, Some(after)) => *place < after,
        (Order::Oldest, Some(after)) => *place > after,
    });
    let mut more = places.len() > limit || batches.len() == commits as usize;
    places.truncate(limit);
    let (mut items, mut bytes, mut looked_at) = (Vec::new(), 0, 0);
    for part in places.chunks(ROWS_AT_ONCE) {
        if bytes >= PAGE_BYTES {
            more = true;
            break;
        }
        let ids: Vec<ResponseId> = part.iter().map(|(_, id)| *id).collect();
        let mut found = rows.responses(&ids).map_err(Failure::Store)?.into_iter().collect::<BTreeMap<_, _>>();
        for (position, id) in part {
            let row = found.remove(id).ok_or(Corrupt)?;
            bytes += row.len();
            let record = Record::decode(&row)?;
            let (recorded, changed) = (record.recorded_at.unix_seconds(), record.changed_at);
            let changed = changed.map(contract::Timestamp::unix_seconds);
            items.extend(record.content.map(|content| Item { position: *position, recorded, changed, content }));
        }
        looked_at += part.len();
    }
    Ok(Page { items, next: places[..looked_at].last().filter(|_| more).map(|(place, _)| *place) })
}
