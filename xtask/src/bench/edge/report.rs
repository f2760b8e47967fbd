//! The figures as Markdown: what is printed, and what the documents quote.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::answers::{Answers, Figures as Answer};
use super::goals as goal;
use super::growth::Point;
use super::reads::Figures as Read;
use crate::bench::markdown::{Place, thousands};
use crate::bench::spread::Spread;
use crate::files;

/// Everything.
pub(super) fn whole(answers: &Answers, reads: &[Read], growth: &[Point]) -> String {
    [
        "# The edge, measured\n\n`cargo xtask bench edge` measures all of this again; with `--write` it writes this page. \
         Everything runs on one machine of two cores: workerd with a Worker in it uses about one, wrk, which sends, the \
         other. Medians (least to most) of rounds in which all take their turns. Before \
         the first, each takes answers at 32 connections for ten seconds: V8 compiles code anew, and better, once it has run \
         some ten thousand times."
            .to_owned(),
        format!("## Answers\n\n{}", of_answers(answers)),
        format!("## Reading\n\n{}", of_reads(reads)),
        format!("## As a consultation grows\n\n{}", of_growth(growth)),
    ]
    .join("\n\n")
}

fn of_answers(answers: &Answers) -> String {
    let mut out = "Each answer is a new one under a random key, with two choices, a rating and a text: checked, personal \
                   information taken out, recorded once, on disk before the reply. *Plain JavaScript* is the same promise as one \
                   would write it in an afternoon, one insert an answer (`tests/bench/edge/plain.js`). fsync is counted by \
                   strace in a round of its own.\n\n\
                   | connections | | answers/s | p50, ms | p99, ms | processor an answer, µs | fsync an answer |\n\
                   | --: | --- | --: | --: | --: | --: | --: |\n"
        .to_owned();
    for Answer { name, connections, rate, p50, p99, processor, syncs } in &answers.figures {
        let _ = writeln!(
            out,
            "| {connections} | {name} | {} | {} | {} | {} | {syncs:.3} |",
            whole_numbers(*rate),
            tenths(*p50),
            tenths(*p99),
            whole_numbers(*processor),
        );
    }
    out.push('\n');
    for (connections, goal) in [(1, Some(goal::AT_1)), (32, Some(goal::AT_32)), (256, None)] {
        let Some(ratio) = answers.ratio(connections) else { continue };
        let goal = goal.map(|goal| format!(" (goal: {goal:.1})")).unwrap_or_default();
        let _ = writeln!(out, "- {connections} at a time: {ratio:.2} times as many answers a second{goal}.");
    }
    for (name, bytes) in &answers.memory {
        let _ = writeln!(out, "- Memory of the process at most, {name}: {} MB.", bytes / 1_000_000);
    }
    out.trim_end().to_owned()
}

fn of_reads(reads: &[Read]) -> String {
    let mut out = format!(
        "What is not in a cache before the edge, at 32 connections. The ratio is that of the least Worker in Rust, which \
         answers everything with six bytes, to it (goal: {:.1} at most).\n\n\
         | | requests/s | p50, ms | processor a request, µs | ratio |\n| --- | --: | --: | --: | --: |\n",
        goal::READS
    );
    for Read { name, rate, p50, processor, ratio } in reads {
        let (rate, processor) = (whole_numbers(*rate), whole_numbers(*processor));
        let _ = writeln!(out, "| {name} | {rate} | {} | {processor} | {ratio:.2} |", tenths(*p50));
    }
    out.trim_end().to_owned()
}

fn of_growth(growth: &[Point]) -> String {
    let mut out =
        "One at a time: an answer recorded, and the summary by site, day and language read. A restart is from the \
                   start of the process, after SIGKILL, to the first summary.\n\n\
                   | answers | recording p50, ms | summary p50, ms | bytes on disk an answer | restart, ms |\n\
                   | --: | --: | --: | --: | --: |\n"
            .to_owned();
    for Point { answers, recording, summary, bytes, restart } in growth {
        let answers = thousands(usize::try_from(*answers).unwrap_or(usize::MAX));
        let _ = writeln!(out, "| {answers} | {recording:.2} | {summary:.2} | {bytes:.0} | {restart:.0} |");
    }
    if let [first, .., last] = growth {
        let _ = writeln!(
            out,
            "\nAt the largest to that at the smallest: recording {:.2}, summary {:.2} (goal: {:.1} at most).",
            last.recording / first.recording,
            last.summary / first.summary,
            goal::GROWTH,
        );
    }
    out.trim_end().to_owned()
}

fn whole_numbers(spread: Spread) -> String {
    let number = |number: f64| thousands(number.round() as usize);
    format!("{} ({} to {})", number(spread.median), number(spread.least), number(spread.most))
}

fn tenths(Spread { median, least, most }: Spread) -> String {
    format!("{median:.1} ({least:.1} to {most:.1})")
}

const README: Place = Place::written_by("<!-- Written by `cargo xtask bench edge --write` -->\n");

/// Puts the ratios between their marks.
///
/// # Errors
/// The marks are not there.
pub(super) fn into_readme(path: &Path, answers: &Answers, reads: &[Read]) -> Result<()> {
    let text = String::from_utf8(files::read(path)?)?;
    let mut table = "\n| beside | | goal |\n| --- | --: | --: |\n".to_owned();
    for (connections, goal) in [(1, Some(goal::AT_1)), (32, Some(goal::AT_32)), (256, None)] {
        let Some(ratio) = answers.ratio(connections) else { continue };
        let goal = goal.map(|goal| format!("{goal:.1}")).unwrap_or_default();
        let _ = writeln!(
            table,
            "| answers a second, to one of a Worker in plain JavaScript, {connections} at a time | {ratio:.2} | {goal} |"
        );
    }
    for read in reads.iter().skip(1) {
        let _ = writeln!(
            table,
            "| requests a second of the least Worker in Rust, to one for {} | {:.2} | {:.1} at most |",
            read.name,
            read.ratio,
            goal::READS
        );
    }
    files::write_if_new(path, README.put(&text, &(table + "\n"))?.as_bytes())
}
