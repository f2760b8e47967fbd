//! How a response is found by its key, and how its record is written anew.
//!
//! A record is never moved and never deleted: what takes its place is as long, filled up with zeros, so that SQLite writes
//! it over the old one. Where it would be longer it goes behind all that became longer before, the record's place says so,
//! and nothing else is left there.

use super::books::{Books, Failure};
use super::id::ResponseId;
use super::keys::{find_key, part_of};
use super::record::{Corrupt, Lying, Record, elsewhere};
use super::rows::{Generation, Position, Rows, Sequence, Shelf};
use std::collections::BTreeMap;

/// Records that are looked up at once.
const AT_ONCE: usize = 64;

/// A response as it was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) place: Position,
    /// Bytes of what lies at its place.
    length: usize,
    /// Where the record lies instead, and its bytes.
    longer: Option<(Position, usize)>,
    pub(super) record: Record,
}

impl Found {
    /// One that is to be written.
    pub(super) fn new(place: Position, record: Record) -> Self {
        Self { place, length: 0, longer: None, record }
    }

    /// The same with another record.
    pub(super) fn with(&self, record: Record) -> Self {
        Self { record, ..self.clone() }
    }

    /// Bytes of its record.
    pub(super) fn length(&self) -> usize {
        self.longer.map_or(self.length, |(_, length)| length)
    }
}

impl Books {
    /// The responses of these keys that there are.
    pub(super) fn find<R: Rows>(
        &self,
        rows: &R,
        ids: &[ResponseId],
    ) -> Result<BTreeMap<ResponseId, Found>, Failure<R::Error>> {
        let mut places = BTreeMap::new();
        for id in ids {
            if let Some(place) = self.place(rows, id)? {
                places.insert(place, *id);
            }
        }
        let mut all = BTreeMap::new();
        let asked: Vec<Position> = places.keys().copied().collect();
        for asked in asked.chunks(AT_ONCE) {
            let lying = rows.records(Shelf::Responses, asked).map_err(Failure::Store)?;
            // A key without its row: the row was lost.
            if lying.len() != asked.len() {
                return Err(Corrupt.into());
            }
            let decode = |(place, bytes): (Position, Vec<u8>)| Ok((place, bytes.len(), Lying::decode(&bytes)?));
            let lying = lying.into_iter().map(decode).collect::<Result<Vec<_>, Corrupt>>()?;
            let found = self.resolve(rows, lying)?;
            all.extend(found.into_iter().map(|(place, found)| (places[&place], found)));
        }
        Ok(all)
    }

    /// Where a response lies. The latest generation first: most of those asked for are new.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn place<R: Rows>(&self, rows: &R, id: &ResponseId) -> Result<Option<Position>, Failure<R::Error>> {
        if let Some(place) = self.filling.get(id) {
            return Ok(Some(*place));
        }
        for (generation, (_, filter)) in self.sealed.iter().enumerate().rev() {
            if filter.may_hold(id) {
                let keys = rows.keys(generation as Generation, part_of(id)).map_err(Failure::Store)?;
                if let Some(place) = keys.map_or(Ok(None), |keys| find_key(&keys, id))? {
                    return Ok(Some(place));
                }
            }
        }
        Ok(None)
    }

    /// The responses of what lies at some places, with their records from wherever they lie, in the order of the places.
    pub(super) fn resolve<R: Rows>(
        &self,
        rows: &R,
        lying: Vec<(Position, usize, Lying)>,
    ) -> Result<Vec<(Position, Found)>, Failure<R::Error>> {
        let elsewhere = lying.iter().filter_map(|(_, _, lying)| match lying {
            Lying::Elsewhere(place) => Some(*place),
            Lying::Record(_) => None,
        });
        let elsewhere: Vec<Position> = elsewhere.collect();
        let mut longer = BTreeMap::new();
        if !elsewhere.is_empty() {
            longer.extend(rows.records(Shelf::Longer, &elsewhere).map_err(Failure::Store)?);
        }
        let found = lying.into_iter().map(|(place, length, lying)| {
            let (longer, record) = match lying {
                Lying::Record(record) => (None, record),
                Lying::Elsewhere(other) => {
                    let bytes: &Vec<u8> = longer.get(&other).ok_or(Corrupt)?;
                    (Some((other, bytes.len())), Record::decode(bytes)?)
                }
            };
            Ok((place, Found { place, length, longer, record }))
        });
        found.collect::<Result<_, Corrupt>>().map_err(Failure::Corrupt)
    }

    /// The response of a key.
    ///
    /// # Errors
    /// [`Failure::Store`], [`Failure::Corrupt`].
    pub fn record<R: Rows>(&self, rows: &R, id: ResponseId) -> Result<Option<Record>, Failure<R::Error>> {
        Ok(self.find(rows, &[id])?.remove(&id).map(|found| found.record))
    }
}

/// Writes responses anew that are there, within the transaction of the commit of that number.
pub(super) fn rewrite<R: Rows>(rows: &R, sequence: Sequence, changed: &[&Found]) -> Result<(), Failure<R::Error>> {
    let mut longer = Vec::new();
    for found in changed {
        let (shelf, place, length) = match found.longer {
            Some((place, length)) => (Shelf::Longer, place, length),
            None => (Shelf::Responses, found.place, found.length),
        };
        if let Some(bytes) = found.record.encode_over(length) {
            rows.overwrite(shelf, place, &bytes).map_err(Failure::Store)?;
            continue;
        }
        // Below the number of a commit's events.
        let to = Position(sequence, longer.len() as u32);
        longer.push((to, found.record.encode()));
        if shelf == Shelf::Longer {
            rows.overwrite(shelf, place, &vec![0; length]).map_err(Failure::Store)?;
        }
        // No record is shorter than that.
        let pointer = elsewhere(to, found.length).ok_or(Corrupt)?;
        rows.overwrite(Shelf::Responses, found.place, &pointer).map_err(Failure::Store)?;
    }
    if longer.is_empty() { Ok(()) } else { rows.add_longer(&longer).map_err(Failure::Store) }
}
