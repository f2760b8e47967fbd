//! Raking: weights with which the people who answered have the shares that a department declares.
//!
//! Iterative proportional fitting: each margin in turn scales the weights of its options to their share, until all fit. The
//! weights are those nearest to equal ones (by Kullback-Leibler's distance) of all that fit.
//!
//! Source: W. E. Deming and F. F. Stephan, "On a least squares adjustment of a sampled frequency table when the expected
//! marginal totals are known", Annals of Mathematical Statistics 11 (1940).

/// The share that each option of a question should have. They add up to 1.
pub type Margin = Vec<f64>;

/// People who are alike in all margins: the index of their option in each margin, and how many they are. Alike people have
/// one weight, so that the work depends on the combinations and not on the people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joint {
    /// The index of their option, margin by margin.
    pub options: Vec<usize>,
    /// How many they are.
    pub people: i64,
}

/// Weights that fit.
#[derive(Clone, PartialEq, Debug)]
pub struct Raked {
    /// The weight of each person of each [`Joint`], in their order. The mean over people is 1.
    pub weights: Vec<f64>,
    /// How often all margins were gone through.
    pub rounds: usize,
}

/// The largest distance of a share from what is declared with which weights count as fitting.
const FIT: f64 = 1e-12;

/// Rounds after which weights that do not fit are given up: real margins take some twenty.
const ROUNDS: usize = 10_000;

/// Rakes; `None` where no weights fit, or none that are found. Each joint has as many options as there are margins, each
/// within its margin; the margins are positive and add up to 1 each. Whether there are people enough is not asked here:
/// [`super::weigh`] does.
pub fn rake(joints: &[Joint], margins: &[Margin]) -> Option<Raked> {
    let people: f64 = joints.iter().map(|joint| joint.people as f64).sum();
    if people <= 0.0 {
        return None;
    }
    // The weight of all of a joint together, as a share of the whole.
    let mut shares: Vec<f64> = joints.iter().map(|joint| joint.people as f64 / people).collect();
    let options: Vec<Vec<usize>> =
        (0..margins.len()).map(|margin| joints.iter().map(|joint| joint.options[margin]).collect()).collect();
    for rounds in 1..=ROUNDS {
        for (options, margin) in options.iter().zip(margins) {
            let sums = sums(&shares, options, margin.len());
            let factors: Vec<f64> = sums.iter().zip(margin).map(|(sum, share)| share / sum).collect();
            for (share, option) in shares.iter_mut().zip(options) {
                // Nobody has an option of a sum of 0, so that its factor, which is no number, is never used.
                *share *= factors[*option];
            }
        }
        if furthest(&shares, &options, margins) <= FIT {
            let weight = |(share, joint): (&f64, &Joint)| share * people / joint.people as f64;
            return Some(Raked { weights: shares.iter().zip(joints).map(weight).collect(), rounds });
        }
    }
    None
}

/// How far the share of an option is at most from what is declared.
pub(super) fn furthest(shares: &[f64], options: &[Vec<usize>], margins: &[Margin]) -> f64 {
    let of_margin = |(options, margin): (&Vec<usize>, &Margin)| {
        let sums = sums(shares, options, margin.len());
        sums.iter().zip(margin).map(|(sum, share)| (sum - share).abs()).fold(0.0, f64::max)
    };
    options.iter().zip(margins).map(of_margin).fold(0.0, f64::max)
}

fn sums(shares: &[f64], options: &[usize], length: usize) -> Vec<f64> {
    let mut sums = vec![0.0; length];
    for (share, option) in shares.iter().zip(options) {
        sums[*option] += share;
    }
    sums
}
