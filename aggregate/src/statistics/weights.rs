//! Weights that may be shown, or why not.

use super::interval::{Interval, Z95, of_share};
use super::raking::{Joint, Margin, furthest, rake};

/// Weights above so many times the median are cut to it, where a department asks for it: one person who counts as very many
/// decides alone.
pub const TRIM: f64 = 5.0;
/// The effective number of people below which no weighted figure is shown.
pub const LEAST_EFFECTIVE: f64 = 50.0;
/// People whom each option of a margin needs: of fewer, one stands for very many.
pub const LEAST_PEOPLE: i64 = 10;

/// What weights cost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Precision {
    /// Kish's effective number of people, (Σw)² / Σw²: equal weights of so many would be as precise.
    pub effective: f64,
    /// The design effect, n / n_eff: by how much weights raise the variance.
    pub design_effect: f64,
}

/// Weights, and what they cost.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighting {
    /// The weight of each person of each [`Joint`]; their mean over people is 1.
    pub weights: Vec<f64>,
    /// What they cost.
    pub precision: Precision,
    /// How often all margins were gone through.
    pub rounds: usize,
    /// How many people's weights were cut.
    pub trimmed: i64,
    /// How far a share is from what was declared, at most: cut weights do not quite fit.
    pub off_by: f64,
    /// The smallest and the largest weight.
    pub range: (f64, f64),
}

/// Why there are no weights.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Refusal {
    /// Too few people have an option of a margin.
    FewPeople {
        /// The margin's index.
        margin: usize,
        /// The option's index.
        option: usize,
        /// How many people have it.
        people: i64,
    },
    /// No weights fit all margins: nobody has some combinations that they need.
    NoFit,
    /// So many unequal weights stand for too few people.
    FewEffective {
        /// For how many.
        effective: f64,
    },
}

impl Weighting {
    /// A share's interval with the effective number of people in the place of their number.
    pub fn interval(&self, share: f64) -> Interval {
        of_share(share, self.precision.effective, Z95)
    }
}

/// Kish's effective number of people and the design effect, of weights with how many people have each.
///
/// Source: L. Kish, "Survey Sampling" (1965), section 11.7.
pub fn precision(weights: impl Iterator<Item = (f64, i64)>) -> Precision {
    let (mut people, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (weight, count) in weights {
        let count = count as f64;
        people += count;
        sum += count * weight;
        squares += count * weight * weight;
    }
    let effective = if squares > 0.0 { sum * sum / squares } else { 0.0 };
    Precision { effective, design_effect: if effective > 0.0 { people / effective } else { 0.0 } }
}

/// Weighs people to margins, or says why not.
///
/// # Errors
/// A [`Refusal`], the first of its list that holds.
pub fn weigh(joints: &[Joint], margins: &[Margin], trim: bool) -> Result<Weighting, Refusal> {
    for (margin, shares) in margins.iter().enumerate() {
        for option in 0..shares.len() {
            let of_option = joints.iter().filter(|joint| joint.options[margin] == option);
            let people: i64 = of_option.map(|joint| joint.people).sum();
            if people < LEAST_PEOPLE {
                return Err(Refusal::FewPeople { margin, option, people });
            }
        }
    }
    let raked = rake(joints, margins).ok_or(Refusal::NoFit)?;
    let mut weights = raked.weights;
    let trimmed = if trim { cut(&mut weights, joints) } else { 0 };
    let precision = precision(weights.iter().copied().zip(joints.iter().map(|joint| joint.people)));
    if precision.effective < LEAST_EFFECTIVE {
        return Err(Refusal::FewEffective { effective: precision.effective });
    }
    let people: f64 = joints.iter().map(|joint| joint.people as f64).sum();
    let shares: Vec<f64> =
        weights.iter().zip(joints).map(|(weight, joint)| weight * joint.people as f64 / people).collect();
    let options: Vec<Vec<usize>> =
        (0..margins.len()).map(|margin| joints.iter().map(|joint| joint.options[margin]).collect()).collect();
    let used = weights.iter().zip(joints).filter(|(_, joint)| joint.people > 0).map(|(weight, _)| *weight);
    let range = used.fold((f64::INFINITY, 0.0_f64), |(low, high), weight| (low.min(weight), high.max(weight)));
    let off_by = furthest(&shares, &options, margins);
    Ok(Weighting { weights, precision, rounds: raked.rounds, trimmed, off_by, range })
}

/// Cuts weights to [`TRIM`] times their median over people and scales all so that their mean is 1 again. Returns how many
/// people's were cut.
fn cut(weights: &mut [f64], joints: &[Joint]) -> i64 {
    let most = TRIM * median(weights, joints);
    let mut trimmed = 0;
    for (weight, joint) in weights.iter_mut().zip(joints) {
        if *weight > most {
            *weight = most;
            trimmed += joint.people;
        }
    }
    let people: f64 = joints.iter().map(|joint| joint.people as f64).sum();
    let sum: f64 = weights.iter().zip(joints).map(|(weight, joint)| weight * joint.people as f64).sum();
    weights.iter_mut().for_each(|weight| *weight *= people / sum);
    trimmed
}

/// The median weight over people; of an even number the mean of the two in the middle.
fn median(weights: &[f64], joints: &[Joint]) -> f64 {
    let mut order: Vec<(f64, i64)> = weights.iter().copied().zip(joints.iter().map(|joint| joint.people)).collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0));
    let people: i64 = order.iter().map(|(_, count)| count).sum();
    let at = |place: i64| {
        let mut before = 0;
        let found = order.iter().find(|(_, count)| {
            before += count;
            place < before
        });
        found.map_or(0.0, |(weight, _)| *weight)
    };
    if people % 2 == 0 { (at(people / 2 - 1) + at(people / 2)) / 2.0 } else { at(people / 2) }
}
