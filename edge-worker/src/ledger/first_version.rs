//! From the first version of the store to this one: it kept a row with the keys of each commit, and no generations.

use super::books::{Failure, Pace};
use super::encoding::read_ids;
use super::filter::Filter;
use super::record::Corrupt;
use super::rows::{Position, Sequence, Store};

/// Moves the responses of a store of the first version into generations, within a transaction, once. Nothing is lost: the
/// tally, its fold and what was taken away stay as they are.
///
/// # Errors
/// [`Failure::Store`], [`Failure::Corrupt`].
pub(super) fn take_over<S: Store>(store: &S, pace: Pace) -> Result<(), Failure<S::Error>> {
    let Some(batches) = store.first_version().map_err(Failure::Store)? else { return Ok(()) };
    store.make().map_err(Failure::Store)?;
    let folded = store.value("folded").map_err(Failure::Store)?;
    let folded: Sequence = folded.map_or(Ok(0), |text| text.parse().map_err(|_| Corrupt))?;
    let (mut generation, mut filter, mut filled) = (0, Filter::default(), 0);
    for (sequence, batch) in batches {
        // What no fold has seen must be in the last generation.
        if filled >= pace.generation && sequence <= folded {
            store.put_sealed(generation, sequence - 1, filter.bytes()).map_err(Failure::Store)?;
            (generation, filter, filled) = (generation + 1, Filter::default(), 0);
        }
        for (id, index) in read_ids(&batch)?.into_iter().zip(0..) {
            store.take_over(generation, id, Position(sequence, index)).map_err(Failure::Store)?;
            filter.insert(&id);
            filled += 1;
        }
    }
    store.end_first_version().map_err(Failure::Store)
}
