//! The figures, held against their goals. They are times, so that none of them fails anything; one that misses is told with
//! what was measured of where its time goes.

use std::fmt::Write as _;

use super::answers::{Answers, Figures as Answer};
use super::growth::Point;
use super::reads::Figures as Read;
use super::subject::Which;

/// Answers a second of ours to one of plain JavaScript's, at 32 connections.
pub(super) const AT_32: f64 = 2.0;
/// The same at one connection.
pub(super) const AT_1: f64 = 1.0;
/// Requests a second of the least Worker to one of ours.
pub(super) const READS: f64 = 1.3;
/// Median time at the largest consultation to that at the smallest.
pub(super) const GROWTH: f64 = 1.2;

/// Each goal with what was found, and why those that miss do.
pub(super) fn told(answers: &Answers, reads: &[Read], growth: &[Point]) -> String {
    let mut out = "## Goals\n\n| | found | goal | |\n| --- | --: | --: | --- |\n".to_owned();
    let mut why = Vec::new();
    for (connections, goal) in [(1, AT_1), (32, AT_32)] {
        let Some(found) = answers.ratio(connections) else { continue };
        let kept = found >= goal;
        let name = format!("answers a second, to one of plain JavaScript's, {connections} at a time");
        row(&mut out, &name, found, &format!("{goal:.1} at least"), kept);
        if !kept {
            why.extend(of_answers(answers, reads, connections, goal));
        }
    }
    for read in reads.iter().skip(1) {
        let kept = read.ratio <= READS;
        let name = format!("requests a second of the least Worker, to one for {}", read.name);
        row(&mut out, &name, read.ratio, &format!("{READS:.1} at most"), kept);
        if !kept {
            why.extend(of_read(reads, read));
        }
    }
    if let [first, .., last] = growth {
        for (name, before, now) in
            [("recording", first.recording, last.recording), ("a summary", first.summary, last.summary)]
        {
            let (found, goal) = (now / before, format!("{GROWTH:.1} at most"));
            row(
                &mut out,
                &format!("{name} at {}, to that at {}", last.answers, first.answers),
                found,
                &goal,
                found <= GROWTH,
            );
            if found > GROWTH {
                why.push(format!(
                    "Of {name} nothing is known to grow with the consultation: {before:.2} ms at {} answers and {now:.2} ms \
                     at {} were measured some minutes apart, so that what else the machine did is in the ratio.",
                    first.answers, last.answers
                ));
            }
        }
    }
    for why in why {
        let _ = write!(out, "\n{why}\n");
    }
    out.trim_end().to_owned()
}

fn row(out: &mut String, name: &str, found: f64, goal: &str, kept: bool) {
    let _ = writeln!(out, "| {name} | {found:.2} | {goal} | {} |", if kept { "kept" } else { "missed" });
}

/// Where the processor's time of an answer goes, as far as the runtime's own share can be told from what is ours.
fn of_answers(answers: &Answers, reads: &[Read], connections: u32, goal: f64) -> Option<String> {
    let of =
        |which: Which| answers.figures.iter().find(|one| one.name == which.name() && one.connections == connections);
    let (Answer { processor: ours, .. }, Answer { processor: plain, .. }) = (of(Which::Soundings)?, of(Which::Plain)?);
    let (ours, plain, least) = (ours.median, plain.median, reads.first()?.processor.median);
    Some(format!(
        "{connections} at a time misses: an answer takes {ours:.0} µs of processor time, one of plain JavaScript {plain:.0} µs. \
         Of both the runtime takes some {least:.0} µs for any request at all, as the least Worker shows. That leaves {:.0} µs \
         for the checks, the ledger's call, its share of a commit and the reply, where {goal:.1} times as many answers a \
         second as plain JavaScript would leave {:.0} µs. Plain JavaScript keeps no tally, derives no receipt, takes no \
         measure of pressure and writes no line of a log.",
        ours - least,
        plain / goal - least,
    ))
}

fn of_read(reads: &[Read], read: &Read) -> Option<String> {
    let least = reads.first()?.processor.median;
    let ours = read.processor.median;
    Some(format!(
        "{} misses: a request takes {ours:.0} µs of processor time, one of the least Worker {least:.0} µs. The {:.0} µs between \
         them go into what that one leaves out: its route and origin are looked up, the reply carries its tag, its policy and \
         a dozen headers more.",
        capitalised(read.name),
        ours - least,
    ))
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::spread::Spread;

    fn spread(median: f64) -> Spread {
        Spread { median, least: median, most: median }
    }

    fn answer(name: &'static str, connections: u32, rate: f64, processor: f64) -> Answer {
        let (p50, p99) = (spread(1.0), spread(2.0));
        Answer { name, connections, rate: spread(rate), p50, p99, processor: spread(processor), syncs: 1.0 }
    }

    fn read(name: &'static str, processor: f64, ratio: f64) -> Read {
        Read { name, rate: spread(1.0), p50: spread(1.0), processor: spread(processor), ratio }
    }

    #[test]
    fn what_misses_is_said_to_with_its_figures() {
        let (ours, plain) = (Which::Soundings.name(), Which::Plain.name());
        let figures = vec![
            answer(ours, 1, 110.0, 900.0),
            answer(plain, 1, 100.0, 950.0),
            answer(ours, 32, 160.0, 300.0),
            answer(plain, 32, 100.0, 450.0),
        ];
        let answers = Answers { figures, memory: Vec::new() };
        let reads = [read("hello in Rust", 70.0, 1.0), read("the form", 84.0, 1.2), read("the definition", 98.0, 1.4)];
        let point = |answers, recording| Point { answers, recording, summary: 1.0, bytes: 1.0, restart: 1.0 };
        let told = told(&answers, &reads, &[point(1_000, 1.0), point(10_000, 1.3)]);
        let verdicts: Vec<&str> =
            told.lines().filter_map(|line| line.strip_suffix(" |")?.rsplit("| ").next()).collect();
        assert_eq!(verdicts[2..], ["kept", "missed", "kept", "missed", "missed", "kept"], "{told}");
        assert!(told.contains("an answer takes 300 µs of processor time, one of plain JavaScript 450 µs"), "{told}");
        assert!(told.contains("would leave 155 µs"), "{told}");
        assert!(told.contains("The definition misses: a request takes 98 µs of processor time"), "{told}");
        assert!(told.contains("1.00 ms at 1000 answers and 1.30 ms at 10000"), "{told}");
    }
}
