//! The department's pages of a small consultation and of a large one, read in turns, so that what else the machine does falls
//! on both alike; and how long a cross-table of the large one takes.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Serialize;

use super::Part;
use super::sizes::{Sizes, counted, read};
use crate::bench::edge::subject::{CONSULTATION, DEPARTMENT, Subject};
use crate::bench::markdown::thousands;
use crate::bench::spread::Spread;
use crate::progress;

/// Times that a page is read in one round, one after the other.
const READS: usize = 20;
/// Times that it is read before it is measured. The runtime compiles what is called often once more: filling makes other code
/// warm than reading, and the large one's pages were up to a fifth slower for their first few hundred readers, at the same work.
const WARM: usize = 600;
/// Largest time to smallest, as a goal.
const GOAL: f64 = 1.2;
/// Times that a count is asked for before it is given up.
const ASKED: usize = 300;

/// A page of both.
#[derive(Serialize, Debug)]
struct Page {
    name: &'static str,
    /// Milliseconds, the small one first.
    times: [Spread; 2],
    ratio: f64,
    bytes: [usize; 2],
}

/// A cross-table of the large one.
#[derive(Serialize, Debug)]
struct Cross {
    answers: u64,
    /// Seconds until it is whole, and how often the page was asked for until then.
    first: f64,
    asked: usize,
    /// Milliseconds from then on.
    again: f64,
}

pub(super) fn measure(sizes: &Sizes, runs: u8) -> Result<Part> {
    let Sizes { small, large } = sizes;
    let answers = [counted(small)?, counted(large)?];
    let pages = [
        ("the list of consultations", format!("/d/{DEPARTMENT}")),
        ("the page of a consultation", format!("/d/{DEPARTMENT}/{CONSULTATION}")),
        (
            "its summary by site, day and language (JSON)",
            format!("/v1/departments/{DEPARTMENT}/consultations/{CONSULTATION}/summary?by=site,day,lang"),
        ),
    ];
    let mut found = Vec::new();
    for (name, path) in pages {
        found.push(progress::step(name, || compare(name, &path, small, large, runs))?);
    }
    let cross = progress::stage("cross-table", || cross(large))?;
    let json = serde_json::json!({"answers": answers, "pages": found, "cross": cross});
    Ok(Part { name: "growth", json, text: text(answers, &found, &cross) })
}

fn compare(name: &'static str, path: &str, small: &Subject, large: &Subject, runs: u8) -> Result<Page> {
    let mut times = [Vec::new(), Vec::new()];
    let mut bytes = [0; 2];
    for run in 0..=runs {
        for _ in 0..if run == 0 { WARM } else { READS } {
            for (index, subject) in [small, large].into_iter().enumerate() {
                let began = Instant::now();
                let (status, body) = read(subject, path)?;
                let took = began.elapsed().as_secs_f64() * 1e3;
                ensure!(status == 200, "{path} answers {status}");
                bytes[index] = body.len();
                if run > 0 {
                    times[index].push(took);
                }
            }
        }
    }
    let [small, large] = times.map(Spread::of);
    let times = [small.context("no round")?, large.context("no round")?];
    Ok(Page { name, ratio: times[1].median / times[0].median, times, bytes })
}

/// Two questions of tests/bench/edge/definition.json together, asked for until the counts are whole.
fn cross(subject: &Subject) -> Result<Cross> {
    let api = subject.api();
    let questions = api.consultation(CONSULTATION)?["definition"]["questions"].clone();
    let mut ids = questions.as_array().into_iter().flatten().filter(|one| one["kind"] != "free_text");
    let mut id = || ids.next().and_then(|one| one["id"].as_str()).context("there are no two questions");
    let path = format!("/v1/departments/{DEPARTMENT}/consultations/{CONSULTATION}/summary?cross={},{}", id()?, id()?);
    let began = Instant::now();
    for asked in 1..=ASKED {
        let (status, body) = read(subject, &path)?;
        if asked % 10 == 0 {
            eprintln!("    asked {asked} times: {body}");
        }
        match status {
            200 => {
                let first = began.elapsed().as_secs_f64();
                let body: serde_json::Value = serde_json::from_str(&body)?;
                let answers = body["responses"].as_u64().context("a summary has no count")?;
                ensure!(answers == counted(subject)?, "a cross-table counts other answers than there are");
                let again = Instant::now();
                read(subject, &path)?;
                return Ok(Cross { answers, first, asked, again: again.elapsed().as_secs_f64() * 1e3 });
            }
            202 => {}
            status => bail!("{path} answers {status}: {body}"),
        }
    }
    bail!("a cross-table was not whole after {ASKED} times")
}

fn text(answers: [u64; 2], pages: &[Page], cross: &Cross) -> String {
    let [small, large] = answers.map(|answers| thousands(answers as usize));
    let mut out = format!(
        "## As a consultation grows\n\nFrom the request to the whole page, in milliseconds, at {small} and at {large} answers; \
         goal: at most {GOAL} times as long.\n\n| | {small} | {large} | ratio | bytes |\n| --- | --: | --: | --: | --: |\n"
    );
    for Page { name, times, ratio, bytes } in pages {
        let spread = |one: &Spread| format!("{:.1} ({:.1} to {:.1})", one.median, one.least, one.most);
        let bytes = thousands(bytes[1]);
        let _ = writeln!(out, "| {name} | {} | {} | {ratio:.2} | {bytes} |", spread(&times[0]), spread(&times[1]));
    }
    let Cross { answers, first, asked, again } = cross;
    let _ = write!(
        out,
        "\nA cross-table looks at every answer again: of {} it is whole after {first:.1} s (requests: {asked}; one that \
         comes too early is told how far it is); from then on it takes {again:.0} ms, and counts only what came since.",
        thousands(*answers as usize)
    );
    out
}
