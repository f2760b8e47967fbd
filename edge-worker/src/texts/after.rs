//! Where a page of texts ends: a cursor that names texts by their places, so that what is recorded between two pages neither
//! repeats a text nor passes one over.

use super::wire::Place;
use crate::ledger::Position;
use crate::replies::encode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Representative texts that a cursor names at most, as many as there are.
pub(super) const FIRST: usize = 200;
/// Characters of a cursor: each of the places takes ten at most.
const LONGEST: usize = 4_096;

/// Where a page ended; that of the beginning is the default.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct After {
    /// Texts before it.
    pub(crate) count: usize,
    /// When the last one of those was recorded that go by time, and its place; `None` before the first of them.
    pub(crate) last: Option<(i64, Place)>,
    /// The representative ones among those before it: which these are changes with what people write.
    pub(crate) shown: Vec<Place>,
}

/// As it is written: places by how far each is from the one before.
#[derive(Serialize, Deserialize)]
struct Wire(u32, Option<(i64, u16, u64)>, Vec<(u16, u64)>);

impl After {
    /// Reads what `Display` wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (Wire(count, last, steps), rest) = postcard::take_from_bytes(&bytes).ok()?;
        let mut at = (0, 0);
        let mut shown = Vec::new();
        for (shard, step) in steps {
            at = (shard, if shard == at.0 { u64::checked_add(at.1, step)? } else { step });
            shown.push(place(at.0, at.1)?);
        }
        let last = match last {
            Some((recorded, shard, number)) => Some((recorded, place(shard, number)?)),
            None => None,
        };
        let after = Self { count: count.try_into().ok()?, last, shown };
        (rest.is_empty() && after.shown.len() <= FIRST).then_some(after)
    }
}

fn place(shard: u16, number: u64) -> Option<Place> {
    // Up to where numbers of the runtime are exact.
    (number < 1 << 53).then(|| Place(shard, Position::from_number(number)))
}

impl fmt::Display for After {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.shown.clone();
        shown.sort_unstable();
        let mut before = (0, 0);
        let steps = shown.iter().map(|Place(shard, position)| {
            let number = position.number();
            let step = if *shard == before.0 { number - before.1 } else { number };
            before = (*shard, number);
            (*shard, step)
        });
        let last = self.last.map(|(recorded, Place(shard, position))| (recorded, shard, position.number()));
        // No address leads past four thousand million texts.
        let wire = Wire(u32::try_from(self.count).unwrap_or(u32::MAX), last, steps.collect());
        out.write_str(&encode(&postcard::to_allocvec(&wire).map_err(|_| fmt::Error)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_place() -> impl Strategy<Value = Place> {
        (0..3u16, 0..1u64 << 53).prop_map(|(shard, number)| Place(shard, Position::from_number(number)))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            count in 0..100_000usize,
            last in prop::option::of((any::<i64>(), any_place())),
            shown in prop::collection::btree_set(any_place(), 0..20),
        ) {
            let after = After { count, last, shown: shown.into_iter().collect() };
            prop_assert_eq!(After::parse(&after.to_string()), Some(after));
        }

        #[test]
        fn nothing_that_is_read_fails(text in "[A-Za-z0-9_-]{0,60}") {
            After::parse(&text);
        }
    }

    #[test]
    fn the_longest_is_read_and_a_longer_one_is_not() {
        let shown = |many: u64| (0..many).map(|at| Place(1, Position::from_number(at * 500_000 * 1_024))).collect();
        let after = After { count: 900, last: Some((1_728_000_000, Place(1, Position(9, 1)))), shown: shown(200) };
        let text = after.to_string();
        assert!(text.len() < LONGEST, "{}", text.len());
        assert_eq!(After::parse(&text), Some(after.clone()));
        assert_eq!(After::parse(&After { shown: shown(201), ..after }.to_string()), None);
        for text in ["", "x", "50", "MgAAA", "MgAB"] {
            assert_eq!(After::parse(text), None, "{text}");
        }
        assert_eq!(After::default().to_string(), "AAAA");
    }
}
