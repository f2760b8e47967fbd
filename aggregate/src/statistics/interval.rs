//! Wilson's interval of a share.

/// The 97.5th percentile of the normal distribution, for intervals of 95%.
pub const Z95: f64 = 1.959_963_984_540_054;

/// An interval of a share, both ends from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Wilson's score interval of `count` among `base` people; `None` without people. It keeps within 0 and 1, and has a width
/// where all or none agree.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
pub fn wilson(count: i64, base: i64, z: f64) -> Option<Interval> {
    if base <= 0 || !(0..=base).contains(&count) {
        return None;
    }
    Some(of_share(count as f64 / base as f64, base as f64, z))
}

/// The same of a share among a number of people that need not be whole: the effective number of a weighted sample.
pub(super) fn of_share(share: f64, base: f64, z: f64) -> Interval {
    let square = z * z;
    let shrink = 1.0 + square / base;
    let centre = (share + square / (2.0 * base)) / shrink;
    let half = z / shrink * (share * (1.0 - share) / base + square / (4.0 * base * base)).sqrt();
    Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}
