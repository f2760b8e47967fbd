//! Campaigns: many answers with one text. They are all counted, and never deleted; whoever reads the figures sees them for
//! all, for distinct texts, and for what is outside campaigns.
//!
//! Three looks, each by itself: texts that share runs of four words which many others have ([`Counting`]), the same answers
//! to everything ([`Vectors`]), and many answers of one site within minutes ([`Bursts`]). What each finds and misses is
//! measured in `docs/campaigns.md`. Words come in as arguments; what is kept of them is their hashes.

mod bursts;
mod compare;
mod found;
mod shingle;
mod sketch;
mod texts;
mod vectors;

pub use bursts::{Burst, Bursts};
pub use compare::differences;
pub use found::{Campaign, Campaigns, Standing};
pub use shingle::Own;
pub use texts::{Counting, Marking};
pub use vectors::{Same, Vectors};

pub(crate) use shingle::hash;
pub(crate) use sketch::Sketch;

/// Answers that are alike are told from so many on, at least: a family and its friends stay below.
pub const FEWEST: usize = 10;
/// Of all answers, the share from which on answers that are alike are told: one in so many.
const ONE_IN: usize = 100;
/// How far a count lies above what was expected, in standard deviations of the root of a Poisson count, before it is told.
const FAR: f64 = 5.0;

/// The number of answers from which on those that are alike are told, of so many: a hundredth, and [`FEWEST`] at least.
pub fn threshold(answers: usize) -> usize {
    answers.div_ceil(ONE_IN).max(FEWEST)
}

/// How far a count lies above an expected one. Roots of Poisson counts have a standard deviation of one half, whatever the
/// count.
fn above(count: f64, expected: f64) -> f64 {
    2.0 * (count.sqrt() - expected.sqrt())
}

#[cfg(test)]
mod tests;
