//! How sites differ, and how much the whole depends on one of them.

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

fn as_numbers((count, base): &(i64, i64)) -> (f64, f64) {
    (*count as f64, *base as f64)
}
