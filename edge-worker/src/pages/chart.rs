//! Bars. Each stands beside its number in a table, so that it is decoration to a screen reader.

use maud::{Markup, html};

/// A share as people read it: whole percent, and never "0%" or "100%" for what is neither.
pub(crate) fn percent(count: i64, base: i64) -> String {
    if base <= 0 {
        return "–".to_owned();
    }
    let share = count as f64 * 100.0 / base as f64;
    match share {
        share if share > 0.0 && share < 0.5 => "<1%".to_owned(),
        share if (99.5..100.0).contains(&share) => ">99%".to_owned(),
        share => format!("{share:.0}%"),
    }
}

/// A count with thousands set apart: `1,525`.
pub(crate) fn thousands(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut grouped = String::from(if count < 0 { "−" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// One horizontal bar: `count` of `most`.
pub(crate) fn bar(count: i64, most: i64) -> Markup {
    stack(&[count], most)
}

/// Bars end to end, each in its colour from the series, over a rail of `most`.
pub(crate) fn stack(counts: &[i64], most: i64) -> Markup {
    let scale = if most > 0 { 100.0 / most as f64 } else { 0.0 };
    let mut start = 0.0;
    let parts: Vec<(usize, f64, f64)> = counts
        .iter()
        .enumerate()
        .map(|(index, count)| {
            let (from, width) = (start, (*count).max(0) as f64 * scale);
            start += width;
            (index, from, width)
        })
        .filter(|(_, _, width)| *width > 0.0)
        .collect();
    html! {
        svg.bar viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.rail width="100" height="10" {}
            @for (index, from, width) in parts {
                rect class={ "series-" (index % 6) } x=(format!("{from:.2}")) width=(format!("{width:.2}")) height="10" {}
            }
        }
    }
}

/// Columns side by side, one a day, the highest filling the height.
pub(crate) fn columns(counts: &[i64]) -> Markup {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let width = 100.0 / counts.len().max(1) as f64;
    html! {
        svg.columns viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (index, count) in counts.iter().enumerate() {
                @let height = *count as f64 * 30.0 / most as f64;
                rect.series-0 x=(format!("{:.3}", index as f64 * width)) y=(format!("{:.3}", 30.0 - height))
                    width=(format!("{:.3}", width * 0.84)) height=(format!("{height:.3}")) {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_counts_as_people_read_them() {
        for (count, base, expected) in
            [(0, 10, "0%"), (1, 1_000, "<1%"), (1, 3, "33%"), (999, 1_000, ">99%"), (10, 10, "100%"), (0, 0, "–")]
        {
            assert_eq!(percent(count, base), expected, "{count} of {base}");
        }
        for (count, expected) in [(0, "0"), (999, "999"), (1_525, "1,525"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(count), expected);
        }
    }

    #[test]
    fn bars_keep_within_their_rail() {
        let drawn = stack(&[3, 0, 1], 4).into_string();
        assert!(drawn.contains(r#"<rect class="series-0" x="0.00" width="75.00""#), "{drawn}");
        assert!(drawn.contains(r#"<rect class="series-2" x="75.00" width="25.00""#), "{drawn}");
        assert!(!drawn.contains("series-1"));
        assert!(!bar(0, 0).into_string().contains("NaN"));
    }
}
