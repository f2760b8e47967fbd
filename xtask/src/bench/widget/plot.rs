//! Time and memory against size: small panels, one row for each thing that grows.
//!
//! An SVG that stands alone: it follows the reader's light or dark, says in words what it shows, and names each line at its
//! end, so that no colour has to be told apart. The tables in the document beside it have every figure.

use std::fmt::Write as _;

use super::browser::{Series, Visit};
use super::figures::{over, tap_to_ready};
use crate::bench::markdown::thousands;

/// Pixels.
const WIDTH: f64 = 920.0;
const ROW: f64 = 250.0;
const TOP: f64 = 16.0;
const PLOT_WIDTH: f64 = 250.0;
const PLOT_HEIGHT: f64 = 150.0;
/// Where the two columns of plots begin.
const COLUMNS: [f64; 2] = [60.0, 500.0];
/// Between the names of two lines that end close to each other.
const APART: f64 = 15.0;

/// One line of a panel.
struct Line {
    name: &'static str,
    class: &'static str,
    /// Size and value.
    points: Vec<(f64, f64)>,
}

pub(super) fn draw(scaled: &[Series]) -> String {
    let height = TOP + ROW * scaled.len() as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">How the widget scales on a slow phone</title>\n\
         <desc id=\"desc\">{}</desc>\n{STYLE}<rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        scaled.iter().map(in_words).collect::<Vec<_>>().join(" ")
    );
    for (row, series) in scaled.iter().enumerate() {
        let top = TOP + ROW * row as f64;
        panel(&mut out, series, "milliseconds", COLUMNS[0], top, &times(series));
        panel(&mut out, series, "megabytes", COLUMNS[1], top, &memories(series));
    }
    out + "</svg>\n"
}

const STYLE: &str = "<style>
.ground{fill:#fff}text{font:13px system-ui,sans-serif;fill:#1c1c1c}.what{font-weight:600}.grid{stroke:#d8d4cc}
.line{fill:none;stroke-width:2.5}.a{stroke:#12436d}.b{stroke:#b8480c;stroke-dasharray:6 3}.dot{fill:#fff;stroke-width:2;stroke-dasharray:none}
@media (prefers-color-scheme:dark){.ground{fill:#14181d}text{fill:#e8e6e1}.grid{stroke:#3a4149}.a{stroke:#7db8e8}
.b{stroke:#f59a63}.dot{fill:#14181d}}
</style>
";

fn times(series: &Series) -> [Line; 2] {
    [line(series, "form painted", "a", |visit| visit.painted), line(series, "taken over", "b", tap_to_ready)]
}

fn memories(series: &Series) -> [Line; 2] {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    [
        line(series, "form alone", "a", move |visit| Some(megabytes(visit.form.as_ref()?.heap))),
        line(series, "with application", "b", move |visit| {
            Some(megabytes(visit.application.as_ref()?.heap + visit.memory?))
        }),
    ]
}

fn line(series: &Series, name: &'static str, class: &'static str, figure: impl Fn(&Visit) -> Option<f64>) -> Line {
    let point = |point: &super::browser::Point| Some((f64::from(point.size), over(&point.runs, &figure)?.median));
    Line { name, class, points: series.points.iter().filter_map(point).collect() }
}

fn panel(out: &mut String, series: &Series, unit: &str, left: f64, top: f64, lines: &[Line]) {
    let values = || lines.iter().flat_map(|line| &line.points);
    let most = round_up(values().map(|point| point.1).fold(0.0, f64::max));
    let widest = values().map(|point| point.0).fold(1.0, f64::max);
    let base = top + 38.0 + PLOT_HEIGHT;
    let x = |size: f64| left + size / widest * PLOT_WIDTH;
    let y = |value: f64| base - value / most * PLOT_HEIGHT;
    // Writing to a String does not fail.
    let _ = writeln!(out, "<text class=\"what\" x=\"{left}\" y=\"{}\">{}: {unit}</text>", top + 16.0, series.label);
    for step in 0..=4 {
        let value = most * f64::from(step) / 4.0;
        let (right, height) = (left + PLOT_WIDTH, y(value));
        let _ = writeln!(out, "<path class=\"grid\" d=\"M{left} {height:.1}H{right}\"/>");
        let (beside, below) = (left - 8.0, height + 4.5);
        let _ = writeln!(out, "<text x=\"{beside}\" y=\"{below:.1}\" text-anchor=\"end\">{}</text>", number(value));
    }
    let mut last = f64::NEG_INFINITY;
    for size in series.points.iter().map(|point| f64::from(point.size)) {
        // Sizes that lie close together are not all named.
        if x(size) - last < 26.0 {
            continue;
        }
        last = x(size);
        let below = base + 18.0;
        let _ = writeln!(out, "<text x=\"{last:.1}\" y=\"{below}\" text-anchor=\"middle\">{}</text>", number(size));
    }
    for line in lines {
        let at = |&(size, value): &(f64, f64)| format!("{:.1} {:.1}", x(size), y(value));
        let path: Vec<String> = line.points.iter().map(at).collect();
        let _ = writeln!(out, "<path class=\"line {}\" d=\"M{}\"/>", line.class, path.join("L"));
        for &(size, value) in &line.points {
            let (class, x, y) = (line.class, x(size), y(value));
            let _ = writeln!(out, "<circle class=\"dot {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>");
        }
    }
    for (name, height) in names(lines, y) {
        let beside = left + PLOT_WIDTH + 12.0;
        let _ = writeln!(out, "<text x=\"{beside}\" y=\"{:.1}\">{name}</text>", height + 4.5);
    }
}

/// The names of the lines with the height of each: at its line's end, but not over another's.
fn names(lines: &[Line], y: impl Fn(f64) -> f64) -> Vec<(&'static str, f64)> {
    let end = |line: &Line| Some((line.name, y(line.points.last()?.1)));
    let mut names: Vec<_> = lines.iter().filter_map(end).collect();
    names.sort_by(|one, other| one.1.total_cmp(&other.1));
    for place in 1..names.len() {
        names[place].1 = names[place].1.max(names[place - 1].1 + APART);
    }
    names
}

fn in_words(series: &Series) -> String {
    let [painted, ready] = times(series);
    let [form, application] = memories(series);
    let ends = |line: &Line| Some((*line.points.first()?, *line.points.last()?));
    let told = |line: &Line, unit: &str| {
        let Some((first, last)) = ends(line) else { return String::new() };
        format!("{} {} to {} {unit}", line.name, number(first.1), number(last.1))
    };
    let sizes = ends(&painted).map(|(first, last)| format!("{} to {}", number(first.0), number(last.0)));
    format!(
        "{} {}: {}, {}, {}, {}.",
        sizes.unwrap_or_default(),
        series.label,
        told(&painted, "ms"),
        told(&ready, "ms"),
        told(&form, "MB"),
        told(&application, "MB"),
    )
}

/// A value with as many places as it needs to be told apart.
fn number(value: f64) -> String {
    if value >= 10.0 || value.fract() == 0.0 { thousands(value.round() as usize) } else { format!("{value:.2}") }
}

/// The next of 1, 2, 4, 5, 6 or 8 times a power of ten: quarters of it are short to write.
fn round_up(value: f64) -> f64 {
    let power = 10_f64.powf(value.max(1e-9).log10().floor());
    [1.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0].map(|step| step * power).into_iter().find(|top| *top >= value).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::super::browser::{Memory, Point};
    use super::*;

    fn series() -> Series {
        let visit = |size: u32| Visit {
            painted: Some(400.0 + f64::from(size)),
            tap: Some(1_000.0),
            ready: Some(1_600.0),
            memory: Some(1_000_000),
            form: Some(Memory { heap: 500_000, nodes: 10 }),
            application: Some(Memory { heap: 700_000, nodes: 20 }),
            ..Visit::default()
        };
        let points = [10, 100].map(|size| Point { size, runs: vec![visit(size)] }).into();
        Series { name: "questions".to_owned(), label: "questions in a form".to_owned(), points }
    }

    #[test]
    fn the_plot_says_in_words_what_it_shows() {
        let words = "10 to 100 questions in a form: form painted 410 to 500 ms, taken over 600 to 600 ms, \
                     form alone 0.50 to 0.50 MB, with application 1.70 to 1.70 MB.";
        assert_eq!(in_words(&series()), words);
        let drawn = draw(&[series()]);
        assert!(drawn.contains(words) && drawn.matches("<circle").count() == 8, "{drawn}");
    }

    #[test]
    fn an_axis_ends_on_a_round_number() {
        for (value, top) in [(1.0, 1.0), (410.0, 500.0), (1_114.0, 2_000.0), (7.9, 8.0), (0.3, 0.4)] {
            assert!((round_up(value) - top).abs() < 1e-9, "{value}: {}", round_up(value));
        }
    }

    #[test]
    fn names_of_lines_do_not_lie_on_each_other() {
        let line = |name, value| Line { name, class: "a", points: vec![(1.0, value)] };
        let placed = names(&[line("low", 10.0), line("high", 12.0)], |value| 100.0 - value);
        assert_eq!(placed, [("high", 88.0), ("low", 103.0)]);
    }
}
