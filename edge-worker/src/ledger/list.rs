//! The responses in the order in which they were first recorded, page by page.

use super::books::{Books, Failure};
use super::record::{Body, Corrupt, Lying, Record};
use super::rows::{Position, Rows, Shelf};
use super::wire::Content;
use contract::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// The responses; those that were withdrawn or deleted are left out.
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
    let (mut looked_at, mut bytes, mut reached) = (0, 0, after);
    while looked_at < limit && bytes < PAGE_BYTES {
        let part = ROWS_AT_ONCE.min(limit - looked_at);
        let lying = rows.records_behind(order, reached, part).map_err(Failure::Store)?;
        let ended = lying.len() < part;
        looked_at += lying.len();
        let decode = |(place, bytes): (Position, Vec<u8>)| Ok((place, bytes.len(), Lying::decode(&bytes)?));
        let lying = lying.into_iter().map(decode).collect::<Result<Vec<_>, Corrupt>>()?;
        for (position, found) in books.resolve(rows, lying)? {
            bytes += found.length();
            reached = Some(position);
            list.items.extend(item(position, found.record));
        }
        if ended {
            return Ok(list);
        }
    }
    // A page that was filled is the end of the list where nothing is behind it.
    let more = !rows.records_behind(order, reached, 1).map_err(Failure::Store)?.is_empty();
    list.next = reached.filter(|_| more);
    Ok(list)
}

/// The responses at these places; those that are not there, or were withdrawn or deleted, are left out.
///
/// # Errors
/// [`Failure::Store`], [`Failure::Corrupt`].
pub fn at<R: Rows>(books: &Books, rows: &R, wanted: &[Position]) -> Result<Vec<Item>, Failure<R::Error>> {
    let mut items = Vec::new();
    // Commits are numbered from 1: what lies before the first is no response.
    let wanted: Vec<Position> = wanted.iter().copied().filter(|place| place.0 > 0).collect();
    for part in wanted.chunks(ROWS_AT_ONCE) {
        let lying = rows.records(Shelf::Responses, part).map_err(Failure::Store)?;
        let decode = |(place, bytes): (Position, Vec<u8>)| Ok((place, bytes.len(), Lying::decode(&bytes)?));
        let lying = lying.into_iter().map(decode).collect::<Result<Vec<_>, Corrupt>>()?;
        items.extend(
            books.resolve(rows, lying)?.into_iter().filter_map(|(position, found)| item(position, found.record)),
        );
    }
    Ok(items)
}

fn item(position: Position, record: Record) -> Option<Item> {
    let Record { recorded_at, changed_at, body, .. } = record;
    let (recorded, changed) = (recorded_at.unix_seconds(), changed_at.map(Timestamp::unix_seconds));
    match body {
        Body::Here(content) => Some(Item { position, recorded, changed, content }),
        Body::Withdrawn | Body::Deleted => None,
    }
}
