//! Releases with noise: differential privacy for whoever answers.
//!
//! The neighbours are two consultations of which one has a response more. A release publishes the counts of its menu, which
//! a response moves by [`sensitivity`] together at most; each gets noise of the discrete Laplace distribution with the scale
//! sensitivity / epsilon (Ghosh, Roughgarden, Sundararajan 2012; sampled exactly, after Canonne, Kamath, Steinke 2020, by
//! the crate `prio`). The noise is of the batch of changes since the release before, and stays in all that come later: so a
//! response spends its budget in the one batch in which it came (parallel composition), and what is published of the sum
//! costs nothing more. Who changes an answer is in one more batch, there as one response less and one more.
//!
//! Noise is drawn from seeds that its caller derives from a secret, the batch and the cell: a release is a function of its
//! data.

use super::tables::{Item, number};
use crate::cell::Cell;
use crate::counts::Counts;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use contract::json::Value;
use prio::dp::Rational;
use prio::dp::distributions::DiscreteLaplace;
use rand::distr::Distribution;

/// The seed of a cell's noise in a batch: by the batch's number, and the cell's name, empty for the number of responses.
pub type Seeds<'a> = &'a dyn Fn(u32, &str) -> [u8; 32];

/// What noise a release has, and what it costs those who answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Privacy {
    /// Tenths of epsilon that a response spends in the release in which it is new.
    pub epsilon_tenths: u32,
    /// By how much one response moves the published counts, all together, at most.
    pub sensitivity: u32,
    /// Releases so far.
    pub releases: u32,
}

impl Privacy {
    /// Tenths of epsilon of somebody who answered once, in however many releases they count.
    pub fn spent_once(self) -> u32 {
        self.epsilon_tenths
    }

    /// The same of somebody who answered in the first release's time, and changed the answer in that of each later one: each
    /// change takes one response away and adds one. Nobody spends more.
    pub fn spent_at_most(self) -> u32 {
        self.epsilon_tenths.saturating_mul(self.releases.saturating_mul(2).saturating_sub(1))
    }

    pub(super) fn to_value(self) -> Value {
        let tenths = |tenths: u32| Value::Number(f64::from(tenths) / 10.0);
        Value::object([
            ("mechanism", "discrete-laplace".into()),
            ("epsilon", tenths(self.epsilon_tenths)),
            ("sensitivity", self.sensitivity.into()),
            ("releases", self.releases.into()),
            ("spent_by_one_answer", tenths(self.spent_once())),
            ("spent_at_most", tenths(self.spent_at_most())),
        ])
    }

    pub(super) fn from_value(value: &Value) -> Option<Self> {
        let whole = |name: &str| u32::try_from(value.get(name)?.as_integer()?).ok();
        let Value::Number(epsilon) = value.get("epsilon")? else { return None };
        Some(Self {
            epsilon_tenths: (epsilon * 10.0).round() as u32,
            sensitivity: whole("sensitivity")?,
            releases: whole("releases")?,
        })
    }
}

/// By how much one response moves the counts of these tables and the number of responses, all together, at most.
pub(super) fn sensitivity(menu: &[Item]) -> u32 {
    let tables: usize = menu.iter().map(Item::sensitivity).sum();
    u32::try_from(tables + 1).unwrap_or(u32::MAX)
}

/// The noise of one batch.
pub(super) fn of_batch(menu: &[Item], privacy: Privacy, seeds: Seeds<'_>) -> Counts {
    let draw = |name: &str| laplace(privacy, seeds(privacy.releases, name));
    let mut noise = Counts::default();
    noise.shift_responses(draw(""));
    for cell in menu.iter().flat_map(Item::counted) {
        noise.shift(cell, draw(&cell.to_string()));
    }
    noise
}

/// One draw, of the scale sensitivity / epsilon.
pub(super) fn laplace(privacy: Privacy, seed: [u8; 32]) -> i64 {
    let scale = Rational::from_unsigned(u128::from(privacy.sensitivity) * 10, u128::from(privacy.epsilon_tenths));
    // A definition's epsilon is at least a tenth, and something is always counted.
    let laplace = scale.and_then(DiscreteLaplace::new).expect("a scale is above nought");
    let drawn = laplace.sample(&mut ChaCha20Rng::from_seed(seed));
    // Beyond 2^63 lies no draw that anybody ever sees.
    i64::try_from(drawn).unwrap_or(0)
}

/// The counts with their noise, of the menu and nothing else.
pub(super) fn noisy(menu: &[Item], exact: &Counts, noise: &Counts) -> Counts {
    let mut noisy = Counts::default();
    noisy.shift_responses(exact.responses() + noise.responses());
    let cells: std::collections::BTreeSet<&Cell> = menu.iter().flat_map(Item::counted).collect();
    for cell in cells {
        noisy.shift(cell, exact.get(cell) + noise.get(cell));
    }
    noisy
}

/// For JSON: the member `privacy`, `null` where counts have no noise.
pub(super) fn member(privacy: Option<Privacy>) -> Value {
    privacy.map_or_else(|| number(None), Privacy::to_value)
}

#[cfg(test)]
mod tests;
