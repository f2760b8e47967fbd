//! Which shard an answer belongs to, and how a consultation gets more of them while answers come in.
//!
//! An answer's home follows from its key and the number of shards. Where that number is raised, some homes move, always to
//! a new shard; what was recorded stays where it is. So an answer is sent to each home that its key ever had, the oldest
//! first. One that recorded it answers. One that did not, and that knows of more shards, says [`Outcome::Moved`] once it is
//! no longer the home, and means it for good: its gate only ever gets newer. One that does not know yet records the answer,
//! as the home that it was, and is found there by every retry. So whatever a Worker remembers, one shard decides.
//!
//! [`Shards::publish`] comes after all ledgers were told, so that nobody is sent to a new shard that has no gate yet.
//!
//! [`Outcome::Moved`]: super::Outcome::Moved

use contract::IdempotencyKey;
use sha2::{Digest, Sha256};

/// Where a key falls among any number of shards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Slot(u64);

impl Slot {
    /// The slot of a key. Keys are made by clients, so that their own bits need not be even.
    pub fn of(key: &IdempotencyKey) -> Self {
        let digest: [u8; 32] = Sha256::digest(key.bytes()).into();
        Self(u64::from_be_bytes(std::array::from_fn(|index| digest[index])))
    }

    /// A slot by its number, for tests and simulations.
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// Its home among so many shards: the jump consistent hash (Lamping and Veach, arXiv 1406.2294). With one shard more,
    /// one in so many slots moves, and to the new one.
    pub fn home(self, shards: u16) -> u16 {
        let (mut random, mut home, mut next) = (self.0, 0, 0);
        while next < u64::from(shards) {
            home = next;
            random = random.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
            next = ((home + 1) as f64 * ((1_u64 << 31) as f64 / ((random >> 33) + 1) as f64)) as u64;
        }
        // Below `shards`.
        home as u16
    }
}

/// How many shards a consultation has and had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shards {
    /// Each larger than the one before; the last is that of now.
    counts: Vec<u16>,
    raising: Option<u16>,
}

/// What becomes of a wish for more shards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Raise {
    /// The ledgers are to be told, and then it is to be published.
    Begun,
    /// There are as many already.
    Unchanged,
    /// There are more: what they hold cannot be moved.
    Fewer,
}

impl Shards {
    /// So many from the beginning; at least one.
    pub fn new(count: u16) -> Self {
        Self { counts: vec![count.max(1)], raising: None }
    }

    /// As a store kept them; `None` unless they only rise.
    pub fn restore(counts: Vec<u16>, raising: Option<u16>) -> Option<Self> {
        let rising = counts.windows(2).all(|pair| pair[0] < pair[1]);
        let (first, last) = (*counts.first()?, *counts.last()?);
        let sound = rising && first > 0 && raising.is_none_or(|to| to > last);
        sound.then_some(Self { counts, raising })
    }

    /// All numbers that were published, the oldest first.
    pub fn counts(&self) -> &[u16] {
        &self.counts
    }

    /// The number that is being told to the ledgers.
    pub fn raising(&self) -> Option<u16> {
        self.raising
    }

    /// How many may hold answers.
    pub fn count(&self) -> u16 {
        // There is one always.
        self.counts[self.counts.len() - 1]
    }

    /// How many are to be told of every step: also those that are about to be.
    pub fn to_tell(&self) -> u16 {
        self.raising.unwrap_or(self.count())
    }

    /// The homes that a key has and had, the oldest first.
    pub fn homes(&self, slot: Slot) -> Vec<u16> {
        let mut homes: Vec<u16> = self.counts.iter().map(|count| slot.home(*count)).collect();
        // A home that moved never moves back.
        homes.dedup();
        homes
    }

    /// Begins to raise their number. From here on every gate that is told names the new one.
    pub fn raise(&mut self, to: u16) -> Raise {
        match self.to_tell().cmp(&to) {
            std::cmp::Ordering::Greater => Raise::Fewer,
            std::cmp::Ordering::Equal if self.raising.is_none() => Raise::Unchanged,
            std::cmp::Ordering::Equal => Raise::Begun,
            std::cmp::Ordering::Less => {
                self.raising = Some(to);
                Raise::Begun
            }
        }
    }

    /// Notes that every ledger below `told` knows of that number: answers may go to all of them. Whether anything changed:
    /// a raise that went further meanwhile waits for its own.
    pub fn publish(&mut self, told: u16) -> bool {
        let done = self.raising == Some(told);
        if done {
            self.counts.push(told);
            self.raising = None;
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slots_are_even_and_stable() {
        let mut counts = [0; 4];
        for number in 0..4_000_u16 {
            let mut bytes = [0; 16];
            bytes[..2].copy_from_slice(&number.to_be_bytes());
            counts[usize::from(Slot::of(&IdempotencyKey::from_bytes(bytes)).home(4))] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        // What a store was written by stays: computed from the paper's own function.
        let homes = [0, 1, 7, 1 << 32, u64::MAX].map(|number| Slot::from_number(number).home(64));
        assert_eq!(homes, GOLDEN);
    }

    const GOLDEN: [u16; 5] = [0, 55, 26, 62, 10];

    proptest! {
        #[test]
        fn a_home_moves_to_a_new_shard_only(number in any::<u64>(), from in 1..100_u16, more in 1..100_u16) {
            let slot = Slot::from_number(number);
            let (before, after) = (slot.home(from), slot.home(from + more));
            prop_assert!(before < from && (after == before || (from..from + more).contains(&after)));
        }
    }

    #[test]
    fn a_raise_is_told_before_it_is_published() {
        let mut shards = Shards::new(1);
        assert_eq!((shards.raise(4), shards.count(), shards.to_tell()), (Raise::Begun, 1, 4));
        assert_eq!((shards.raise(4), shards.raise(2)), (Raise::Begun, Raise::Fewer));
        // It went further while the ledgers were told of four.
        assert_eq!((shards.raise(8), shards.publish(4), shards.count()), (Raise::Begun, false, 1));
        assert!(shards.publish(8));
        assert_eq!((shards.raise(8), shards.counts(), shards.raising()), (Raise::Unchanged, &[1, 8][..], None));
        assert_eq!(Shards::restore(vec![1, 8], None), Some(shards));
        for (counts, raising) in [(vec![], None), (vec![0], None), (vec![2, 2], None), (vec![1, 4], Some(4))] {
            assert_eq!(Shards::restore(counts, raising), None);
        }
    }
}
