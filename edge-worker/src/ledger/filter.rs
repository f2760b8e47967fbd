//! Which keys a generation of responses may hold: a Bloom filter, so that a key is looked up in few of many generations.

use super::id::ResponseId;

/// Bits: as many as 16 bits name.
const BITS: usize = 1 << 16;
/// Signs that a key has. With the 4,096 keys of a generation, one in 1,400 that it does not hold seems to be there.
const SIGNS: usize = 7;

/// The filter: 8 KB.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Filter(Box<[u8]>);

impl Default for Filter {
    fn default() -> Self {
        Self(vec![0; BITS / 8].into())
    }
}

impl Filter {
    /// The filter of these keys.
    pub(super) fn of<'a>(ids: impl IntoIterator<Item = &'a ResponseId>) -> Self {
        let mut filter = Self::default();
        ids.into_iter().for_each(|id| filter.insert(id));
        filter
    }

    /// As a store kept it.
    pub(super) fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() == BITS / 8).then(|| Self(bytes.into()))
    }

    /// For a store.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn insert(&mut self, id: &ResponseId) {
        for (byte, bit) in signs(id) {
            self.0[byte] |= bit;
        }
    }

    /// Whether the key may be there; `false` is certain.
    pub(super) fn may_hold(&self, id: &ResponseId) -> bool {
        signs(id).all(|(byte, bit)| self.0[byte] & bit != 0)
    }
}

/// A key is a hash already: its own bits are its signs.
fn signs(id: &ResponseId) -> impl Iterator<Item = (usize, u8)> {
    id.bytes().chunks_exact(2).take(SIGNS).map(|pair| {
        let sign = usize::from(u16::from_be_bytes([pair[0], pair[1]]));
        (sign / 8, 1 << (sign % 8))
    })
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Filter({} bits)", self.0.iter().map(|byte| byte.count_ones()).sum::<u32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn id(number: u32) -> ResponseId {
        let digest: [u8; 32] = Sha256::digest(number.to_be_bytes()).into();
        ResponseId::from_bytes(std::array::from_fn(|index| digest[index]))
    }

    #[test]
    fn it_never_misses_and_seldom_errs() {
        let filter = Filter::of(&(0..4_096).map(id).collect::<Vec<_>>());
        assert!((0..4_096).all(|number| filter.may_hold(&id(number))));
        let wrong = (10_000..60_000).filter(|number| filter.may_hold(&id(*number))).count();
        assert!((10..100).contains(&wrong), "{wrong} of 50,000");
        assert_eq!(Filter::from_bytes(filter.bytes().to_vec()), Some(filter));
        assert_eq!(Filter::from_bytes(vec![0; 9]), None);
    }
}
