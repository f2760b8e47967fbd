//! What a department may say of its figures, and what not: intervals, scores, weights and differences between sites, from
//! counts alone. Everything is a plain function of numbers; `tests/tests/statistics.rs` holds it against published programs.
//!
//! People chose to answer. So nothing here speaks of people who did not: an interval is labelled "as if these were a random
//! sample; they are not" (AAPOR's guidance on reporting precision for nonprobability samples, 2015), and weights are
//! refused by name where too few people carry them.

mod interval;
mod raking;
mod score;
mod sites;
mod weighted;
mod weights;

pub use interval::{Interval, Z95, wilson};
pub use raking::{Joint, Margin, Raked, rake};
pub use score::{Score, nps, satisfaction};
pub use sites::{BOOTSTRAP_SITES, Sites, Spread, bootstrap, leave_one_out, spread};
pub use weighted::{Weighted, WeightedAnswer, answered, divided};
pub use weights::{LEAST_EFFECTIVE, LEAST_PEOPLE, Precision, Refusal, TRIM, Weighting, precision, weigh};

#[cfg(test)]
mod tests;
