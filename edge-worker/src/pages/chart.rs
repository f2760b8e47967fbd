//! Charts: inline SVG with a title and a description. Each stands above the table of its figures (`data.rs`).
//!
//! Lengths across are percent and lengths down are pixels, without a `viewBox`: text keeps its size at every width, and the
//! page's policy needs no style in an attribute. Labels stand above their bars, in lines that
//! are short enough for a screen of 320 pixels, since SVG does not wrap text; the table has the whole of a long one.

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

/// What a chart is called and what it shows, for whoever does not see it.
pub(crate) struct About<'a> {
    /// Unique on the page.
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: String,
}

/// A row of a chart: its label, and the parts of its bar.
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) parts: Vec<Part>,
    /// What is written behind the bar.
    pub(crate) value: String,
}

/// A part of a bar, from its left end to its right end, in percent of the plot.
pub(crate) struct Part {
    pub(crate) from: f64,
    pub(crate) width: f64,
    /// The class that colours it.
    pub(crate) class: &'static str,
    /// What is written into it, where there is room.
    pub(crate) words: String,
}

/// How a chart of bars is laid out.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Percent of the width that the bars may fill; their values stand behind.
    pub(crate) plot: f64,
    /// Characters of a line of a label.
    pub(crate) line: usize,
    /// Lines of a label.
    pub(crate) lines: usize,
    /// Where a line crosses each bar, in percent of the plot.
    pub(crate) axis: Option<f64>,
}

impl Layout {
    /// Bars with a value behind each.
    pub(crate) const VALUES: Self = Self { plot: 62.0, line: 31, lines: 3, axis: None };
    /// Bars that fill the width, of statements, which mean nothing in half.
    pub(crate) const WHOLE: Self = Self { plot: 100.0, line: 31, lines: 6, axis: None };
    /// Small ones beside each other.
    pub(crate) const SMALL: Self = Self { plot: 76.0, line: 26, lines: 1, axis: None };
}

/// Pixels of a line of text, of a bar, and below it.
const LINE: usize = 19;
const THICK: usize = 18;
const GAP: usize = 14;

/// Characters of a line of a label where the screen is not narrow.
const WIDE: usize = 56;

/// A chart of bars below each other. Where a label takes several lines on a narrow screen there is a second one for wider
/// ones: the style sheet shows one of the two.
pub(crate) fn bars(about: &About<'_>, rows: &[Bar], layout: Layout) -> Markup {
    let broken = rows.iter().any(|row| row.label.chars().count() > layout.line);
    if layout.lines == 1 || !broken {
        return drawn(about, "chart", rows, layout);
    }
    let id = format!("{}-wide", about.id);
    let wide = About { id: &id, title: about.title, description: about.description.clone() };
    html! {
        (drawn(about, "chart for-narrow", rows, layout))
        (drawn(&wide, "chart for-wide", rows, Layout { line: WIDE, ..layout }))
    }
}

fn drawn(about: &About<'_>, class: &str, rows: &[Bar], layout: Layout) -> Markup {
    let mut top = 0;
    let placed: Vec<(usize, Vec<String>, &Bar)> = rows
        .iter()
        .map(|row| {
            let lines = wrapped(&row.label, layout.line, layout.lines);
            let own = top;
            top += lines.len() * LINE + THICK + GAP;
            (own, lines, row)
        })
        .collect();
    let across = |share: f64| format!("{:.2}%", share * layout.plot / 100.0);
    let drawing = html! {
        @for (top, lines, row) in &placed {
            @for (index, line) in lines.iter().enumerate() { text.label x="0" y=(top + index * LINE + 14) { (line) } }
            @let bar = top + lines.len() * LINE;
            rect.rail x="0" y=(bar) width=(across(100.0)) height=(THICK) {}
            @for part in row.parts.iter().filter(|part| part.width > 0.0) {
                rect class=(part.class) x=(across(part.from)) y=(bar) width=(across(part.width)) height=(THICK) {}
                // Three characters of an eighth of the narrowest chart.
                @if part.width * layout.plot / 100.0 >= 13.0 && !part.words.is_empty() {
                    text.within.{ "on-" (part.class) } x=(across(part.from + part.width / 2.0)) y=(bar + 13) text-anchor="middle" { (part.words) }
                }
            }
            @if let Some(axis) = layout.axis { line.axis x1=(across(axis)) x2=(across(axis)) y1=(bar - 3) y2=(bar + THICK + 3) {} }
            @if !row.value.is_empty() { text.value x=(format!("{:.2}%", layout.plot + 2.0)) y=(bar + 14) { (row.value) } }
        }
    };
    framed(about, class, top.max(1), drawing)
}

fn framed(about: &About<'_>, class: &str, height: usize, drawing: Markup) -> Markup {
    html! {
        svg class=(class) role="img" aria-labelledby={ (about.id) "-title " (about.id) "-desc" } width="100%" height=(height) {
            title #{ (about.id) "-title" } { (about.title) }
            desc #{ (about.id) "-desc" } { (about.description) }
            (drawing)
        }
    }
}

/// Days of which the columns take the whole width.
const FEW_DAYS: usize = 14;

/// Columns side by side, one a day, the highest filling the height; `first` and `last` say which days the ends are.
pub(crate) fn columns(about: &About<'_>, counts: &[i64], first: &str, last: &str) -> Markup {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    // A few days stand at the left as if there were more: one alone is no block.
    let places = counts.len().max(FEW_DAYS);
    let drawing = html! {
        text.value x="0" y="14" { "Most: " (thousands(most)) }
        svg x="0" y="22" width="100%" height="110" viewBox={ "0 0 " (places * 10) " 100" } preserveAspectRatio="none" { (upright(counts, most)) }
        line.axis x1="0" x2="100%" y1="132.5" y2="132.5" {}
        text.value x="0" y="150" { (first) }
        @if counts.len() == places {
            text.value x="100%" y="150" text-anchor="end" { (last) }
        } @else if counts.len() > 1 {
            text.value x="100%" y="150" text-anchor="end" { "to " (last) }
        }
    };
    framed(about, "chart", 156, drawing)
}

fn upright(counts: &[i64], most: i64) -> Markup {
    html! {
        @for (index, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            @let height = *count as f64 * 100.0 / most as f64;
            rect.series-0 x=(index * 10 + 1) y=(format!("{:.2}", 100.0 - height)) width="8" height=(format!("{height:.2}")) {}
        }
    }
}

/// A few small columns within a line of text.
pub(crate) fn spark(about: &About<'_>, counts: &[i64]) -> Markup {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    html! {
        svg.spark role="img" aria-labelledby={ (about.id) "-title " (about.id) "-desc" } viewBox={ "0 0 " (counts.len().max(1) * 10) " 100" } preserveAspectRatio="none" {
            title #{ (about.id) "-title" } { (about.title) }
            desc #{ (about.id) "-desc" } { (about.description) }
            rect.rail x="0" y="97" width=(counts.len().max(1) * 10) height="3" {}
            (upright(counts, most))
        }
    }
}

/// A text in at most `most` lines of about so many characters, broken between words where it can be; what is left out
/// is an ellipsis. In isolates, so that a text from right to left keeps its order.
fn wrapped(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        while line.chars().count() + usize::from(!line.is_empty()) + word.len() > width {
            if line.is_empty() {
                // Longer than a whole line.
                line.extend(word.drain(..width));
            }
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.extend(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while last.chars().count() + 1 > width {
                last.pop();
            }
            last.push('…');
        }
    }
    lines.into_iter().map(|line| format!("\u{2068}{line}\u{2069}")).collect()
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
    fn labels_are_broken_between_words_and_cut_off_where_they_are_long() {
        for (text, lines) in [
            ("short", vec!["short"]),
            ("two lines here", vec!["two lines", "here"]),
            ("Llanfairpwllgwyngyll", vec!["Llanfairpw", "llgwyngyll"]),
            ("one and another and one more", vec!["one and", "another…"]),
            ("one and anotherone and one more", vec!["one and", "anotheron…"]),
            ("", vec![]),
        ] {
            let expected: Vec<String> = lines.iter().map(|line| format!("\u{2068}{line}\u{2069}")).collect();
            assert_eq!(wrapped(text, 10, 2), expected, "{text}");
        }
    }

    #[test]
    fn bars_stay_within_the_plot_and_say_what_they_show() {
        let part = |from, width, class| Part { from, width, class, words: "x".to_owned() };
        let row = Bar {
            label: "Alder".to_owned(),
            parts: vec![part(0.0, 75.0, "series-0"), part(75.0, 0.0, "series-1"), part(75.0, 25.0, "series-2")],
            value: "3".to_owned(),
        };
        let about = About { id: "trees", title: "Trees", description: "Alder 3".to_owned() };
        let drawn = bars(&about, &[row], Layout { plot: 80.0, ..Layout::VALUES }).into_string();
        for part in [
            r#"<title id="trees-title">Trees</title><desc id="trees-desc">Alder 3</desc>"#,
            r#"<rect class="series-0" x="0.00%" y="19" width="60.00%""#,
            r#"<rect class="series-2" x="60.00%" y="19" width="20.00%""#,
        ] {
            assert!(drawn.contains(part), "{part} in {drawn}");
        }
        assert!(!drawn.contains("series-1"));
        assert_eq!(drawn.matches("<svg").count(), 1);
        let long =
            Bar { label: "Alder, ash and birch, beech, elm, oak".to_owned(), parts: Vec::new(), value: String::new() };
        let drawn = bars(&about, &[long], Layout::WHOLE).into_string();
        for part in [
            "Alder, ash and birch, beech,\u{2069}",
            "Alder, ash and birch, beech, elm, oak\u{2069}",
            r#"id="trees-wide-desc""#,
        ] {
            assert!(drawn.contains(part), "{part} in {drawn}");
        }
        assert!(!columns(&about, &[], "", "").into_string().contains("NaN"));
    }
}
