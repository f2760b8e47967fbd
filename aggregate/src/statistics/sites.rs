//! How sites differ, and how much the whole depends on one of them.

use super::interval::Interval;

/// How much sites differ.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sites {
    /// Cochran's Q: a chi-squared figure where sites differ by chance alone.
    pub q: f64,
    /// The degrees of freedom of Q: one less than the sites with people.
    pub freedom: usize,
    /// I²: the part of the differences that chance does not explain, from 0 to 1.
    pub i_squared: f64,
}

/// The smallest and the largest share that is left when one site after another is left out, with the index of the site
/// that was left out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spread {
    /// The smallest.
    pub low: (f64, usize),
    /// The largest.
    pub high: (f64, usize),
}

/// Cochran's Q and I² of a share over sites, each as how many of how many. `None` where fewer than two sites have people.
///
/// Each site's weight is the inverse of its variance under the share of all, p(1 − p)/n: with the sites' own shares, one in
/// which everyone agrees would have no variance and take all weight. So Q is also Pearson's chi-squared of the table of
/// sites by answer. Sources: W. G. Cochran, "The combination of estimates from different experiments", Biometrics 10
/// (1954); J. P. T. Higgins and S. G. Thompson, "Quantifying heterogeneity in a meta-analysis", Statistics in Medicine 21
/// (2002).
pub fn spread(sites: &[(i64, i64)]) -> Option<Sites> {
    let with_people: Vec<(f64, f64)> = sites.iter().filter(|(_, base)| *base > 0).map(as_numbers).collect();
    let freedom = with_people.len().checked_sub(1).filter(|freedom| *freedom > 0)?;
    let people: f64 = with_people.iter().map(|(_, base)| base).sum();
    let share = with_people.iter().map(|(count, _)| count).sum::<f64>() / people;
    let variance = share * (1.0 - share);
    // Everyone agrees everywhere: no site differs.
    let distance = |(count, base): &(f64, f64)| (count / base - share).powi(2) * base / variance;
    let q = if variance > 0.0 { with_people.iter().map(distance).sum() } else { 0.0 };
    let i_squared = if q > 0.0 { (1.0 - freedom as f64 / q).max(0.0) } else { 0.0 };
    Some(Sites { q, freedom, i_squared })
}

/// The range of the whole's share over leaving each site out in turn. `None` where fewer than two sites have people.
pub fn leave_one_out(sites: &[(i64, i64)]) -> Option<Spread> {
    let with_people = sites.iter().filter(|(_, base)| *base > 0).count();
    if with_people < 2 {
        return None;
    }
    let (count, base) = sites.iter().fold((0, 0), |sum, site| (sum.0 + site.0, sum.1 + site.1));
    let left = sites.iter().enumerate().filter(|(_, site)| site.1 > 0);
    let left: Vec<(f64, usize)> =
        left.map(|(index, site)| ((count - site.0) as f64 / (base - site.1) as f64, index)).collect();
    let first = *left.first()?;
    let (mut low, mut high) = (first, first);
    for one in left {
        low = if one.0 < low.0 { one } else { low };
        high = if one.0 > high.0 { one } else { high };
    }
    Some(Spread { low, high })
}

/// Sites with people from which on a bootstrap over them is told: of four, too few different samples can be drawn for the
/// ends of an interval.
pub const BOOTSTRAP_SITES: usize = 5;
/// Samples that are drawn.
const SAMPLES: usize = 2_000;

/// Where the whole's share lies in 95 of 100 samples of as many sites, drawn from these with replacement: an interval by
/// percentiles, sites being drawn with all their people, who are alike within a site. `None` below [`BOOTSTRAP_SITES`].
///
/// The samples are the same at every reading, so that a figure moves only where answers do: they are drawn by SplitMix64
/// from a fixed seed. Sources: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13; C. A.
/// Field and A. H. Welsh, "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69 (2007).
pub fn bootstrap(sites: &[(i64, i64)]) -> Option<Interval> {
    let with_people: Vec<(i64, i64)> = sites.iter().filter(|(_, base)| *base > 0).copied().collect();
    if with_people.len() < BOOTSTRAP_SITES {
        return None;
    }
    let mut state = 0_u64;
    let mut below = |most: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // Below `most`, by the upper half of a product.
        ((u128::from(mixed ^ (mixed >> 31)) * most as u128) >> 64) as usize
    };
    let mut sample = || {
        let drawn = (0..with_people.len()).map(|_| with_people[below(with_people.len())]);
        let (count, base) = drawn.fold((0, 0), |sum, site| (sum.0 + site.0, sum.1 + site.1));
        count as f64 / base as f64
    };
    let mut shares: Vec<f64> = (0..SAMPLES).map(|_| sample()).collect();
    shares.sort_by(f64::total_cmp);
    let tail = SAMPLES / 40;
    Some(Interval { low: shares[tail], high: shares[SAMPLES - 1 - tail] })
}

fn as_numbers((count, base): &(i64, i64)) -> (f64, f64) {
    (*count as f64, *base as f64)
}
