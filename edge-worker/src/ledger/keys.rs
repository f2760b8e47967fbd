//! Where the responses of a full generation lie: their keys with their places, in a few rows that are read only where the
//! generation's filter says that a key may be there.
//!
//! Records lie in the order in which they were recorded and nowhere else, so that none is ever moved (`sql.rs` says why); a
//! key is found by these.

use super::id::ResponseId;
use super::record::Corrupt;
use super::rows::Position;
use std::collections::BTreeMap;

/// The version that each of these rows begins with.
const VERSION: u8 = 1;
/// Bytes of a key with its place.
const ENTRY: usize = 24;
/// Rows of one generation: with its 4,096 keys, 6 KB are read to find one.
pub(super) const PARTS: u64 = 16;

/// The part that a key belongs to: by bits that are no sign in a filter.
pub(super) fn part_of(id: &ResponseId) -> u64 {
    u64::from(id.bytes()[15]) % PARTS
}

/// The keys of a generation, part by part; a part without keys is left out.
pub(super) fn write_keys(places: &BTreeMap<ResponseId, Position>) -> BTreeMap<u64, Vec<u8>> {
    let mut parts = BTreeMap::new();
    for (id, place) in places {
        let part: &mut Vec<u8> = parts.entry(part_of(id)).or_insert_with(|| vec![VERSION]);
        part.extend(id.bytes());
        part.extend(place.number().to_be_bytes());
    }
    parts
}

/// The place of a key in its part; `None` where the part does not have it.
pub(super) fn find_key(part: &[u8], id: &ResponseId) -> Result<Option<Position>, Corrupt> {
    let (entries, rest) = entries(part)?.as_chunks::<ENTRY>();
    if !rest.is_empty() {
        return Err(Corrupt);
    }
    let found = entries.binary_search_by(|entry| entry[..16].cmp(id.bytes()));
    Ok(found.ok().map(|index| {
        let number: [u8; 8] = std::array::from_fn(|byte| entries[index][16 + byte]);
        Position::from_number(u64::from_be_bytes(number))
    }))
}

/// How many keys a part has.
pub(super) fn count_keys(part: &[u8]) -> Result<u64, Corrupt> {
    Ok((entries(part)?.len() / ENTRY) as u64)
}

fn entries(part: &[u8]) -> Result<&[u8], Corrupt> {
    match part.split_first() {
        Some((&VERSION, entries)) => Ok(entries),
        _ => Err(Corrupt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_their_part_alone() {
        let id = |number: u8| ResponseId::from_bytes(std::array::from_fn(|byte| number.wrapping_mul(byte as u8 + 3)));
        let places: BTreeMap<_, _> = (0..200).map(|number| (id(number), Position(u64::from(number) + 1, 5))).collect();
        let parts = write_keys(&places);
        assert!(parts.len() > 1);
        for (key, place) in &places {
            assert_eq!(find_key(&parts[&part_of(key)], key), Ok(Some(*place)));
        }
        assert_eq!(parts.values().map(|part| count_keys(part).unwrap()).sum::<u64>(), places.len() as u64);
        assert_eq!(find_key(&parts[&part_of(&id(201))], &ResponseId::from_bytes([9; 16])), Ok(None));
    }

    #[test]
    fn keys_in_bytes() {
        let places = BTreeMap::from([(ResponseId::from_bytes([7; 16]), Position(1, 2))]);
        let expected = [&[1][..], &[7; 16], &[0, 0, 0, 0, 0, 0, 4, 2]].concat();
        assert_eq!(write_keys(&places), BTreeMap::from([(7, expected.clone())]));
        for wrong in [&[][..], &expected[..9], &[2]] {
            assert!(find_key(wrong, &ResponseId::from_bytes([7; 16])).is_err(), "{wrong:?}");
        }
    }
}
