//! From earlier versions of the store to this one. The first kept a row for each response by its key, and a row with the
//! keys of each commit; the second kept responses by generation and key. In either a record was moved and grew, so that
//! copies of it may be anywhere; so all of them are taken over, and what is left is filled with zeros.

use super::books::{Failure, Pace};
use super::encoding::read_ids;
use super::filter::Filter;
use super::id::ResponseId;
use super::keys::write_keys;
use super::record::Corrupt;
use super::rows::{Earlier, Generation, Numbered, Position, Sequence, Store};
use std::collections::BTreeMap;

/// Takes over the responses of a store of an earlier version, within a transaction, once. Nothing is lost: the tally, its
/// fold and what was taken away stay as they are.
///
/// # Errors
/// [`Failure::Store`], [`Failure::Corrupt`].
pub(super) fn take_over<S: Store>(store: &S, pace: Pace) -> Result<(), Failure<S::Error>> {
    let Some(earlier) = store.earlier().map_err(Failure::Store)? else { return Ok(()) };
    store.begin_take_over().map_err(Failure::Store)?;
    match earlier {
        Earlier::First(batches) => first(store, pace, batches)?,
        Earlier::Second => second(store)?,
    }
    store.end_take_over().map_err(Failure::Store)
}

fn first<S: Store>(store: &S, pace: Pace, batches: Numbered) -> Result<(), Failure<S::Error>> {
    let folded = store.value("folded").map_err(Failure::Store)?;
    let folded: Sequence = folded.map_or(Ok(0), |text| text.parse().map_err(|_| Corrupt))?;
    let (mut generation, mut filling) = (0, BTreeMap::new());
    for (sequence, batch) in batches {
        // What no fold has seen must be in no full generation.
        if filling.len() >= pace.generation && sequence <= folded {
            let filter = Filter::of(filling.keys());
            store.put_sealed(generation, sequence - 1, filter.bytes()).map_err(Failure::Store)?;
            put_keys(store, generation, &std::mem::take(&mut filling))?;
            generation += 1;
        }
        let ids = read_ids(&batch)?;
        let mut records: BTreeMap<_, _> = store.first_version(&ids).map_err(Failure::Store)?.into_iter().collect();
        let mut rows = Vec::new();
        for (id, index) in ids.into_iter().zip(0..) {
            let (place, record) = (Position(sequence, index), records.remove(&id).ok_or(Corrupt)?);
            filling.insert(id, place);
            rows.push((place, id, record));
        }
        store.add_responses(&rows).map_err(Failure::Store)?;
    }
    Ok(())
}

fn second<S: Store>(store: &S) -> Result<(), Failure<S::Error>> {
    let full = store.sealed().map_err(Failure::Store)?.len() as Generation;
    for generation in 0..=full {
        let rows = store.second_version(generation).map_err(Failure::Store)?;
        store.add_responses(&rows).map_err(Failure::Store)?;
        if generation < full {
            put_keys(store, generation, &rows.into_iter().map(|(place, id, _)| (id, place)).collect())?;
        }
    }
    Ok(())
}

fn put_keys<S: Store>(
    store: &S,
    generation: Generation,
    places: &BTreeMap<ResponseId, Position>,
) -> Result<(), Failure<S::Error>> {
    for (part, keys) in write_keys(places) {
        store.put_keys(generation, part, &keys).map_err(Failure::Store)?;
    }
    Ok(())
}
