//! Raking, beside weightipy: the same people, the same margins, in turns.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::Part;
use crate::bench::markdown::thousands;
use crate::bench::spread::Spread;
use crate::repo::Repo;
use crate::{files, process, toolchain};

const PEOPLE: usize = 100_000;
/// Times each is done in one start of its program.
const TIMES: &str = "3";
/// Margins: sex, age in six groups, education in four, and the twelve regions and nations.
const MARGINS: [&[f64]; 4] = [
    &[0.51, 0.49],
    &[0.13, 0.17, 0.16, 0.18, 0.15, 0.21],
    &[0.35, 0.30, 0.20, 0.15],
    &[0.04, 0.11, 0.08, 0.07, 0.09, 0.09, 0.13, 0.14, 0.09, 0.05, 0.08, 0.03],
];

#[derive(Deserialize, Debug)]
struct Found {
    seconds: Vec<f64>,
    /// How far a share is from its margin, at most.
    off: f64,
}

pub(super) fn measure(repo: &Repo, runs: u8) -> Result<Part> {
    let folder = tempfile::tempdir()?;
    let (people, margins) = (folder.path().join("people.csv"), folder.path().join("margins.json"));
    files::write(&people, table().as_bytes())?;
    files::write(&margins, serde_json::json!(MARGINS).to_string().as_bytes())?;
    let python = toolchain::python(repo, "statistics")?.join("python");
    let script = repo.path("tests/bench/summaries/raking.py");
    process::run(process::cargo(repo.root()).args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "soundings-aggregate",
        "--example",
        "raking",
    ]))?;
    let ours = repo.path("target/release/examples/raking");
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    let (mut off, mut their_off) = (f64::NAN, f64::NAN);
    for run in 0..=runs {
        eprintln!("    round {run} of {runs}");
        let found = one(Command::new(&ours), &people, &margins)?;
        let mut weightipy = Command::new(&python);
        weightipy.arg(&script);
        let found_by_them = one(weightipy, &people, &margins)?;
        // The first round warms the machine.
        if run > 0 {
            own.extend(found.seconds);
            theirs.extend(found_by_them.seconds);
            (off, their_off) = (found.off, found_by_them.off);
        }
    }
    let (own, theirs) = (Spread::of(own).context("no round")?, Spread::of(theirs).context("no round")?);
    let ratio = theirs.median / own.median;
    let mut text = format!(
        "## Raking\n\n{} people on {} margins, from a table in memory to a weight for each: `aggregate`, compiled for this \
         machine, and weightipy 0.4.2 as it comes. The last column is how far a share is from its margin at most.\n\n\
         | | ms | off by |\n| --- | --: | --: |\n",
        thousands(PEOPLE),
        MARGINS.len()
    );
    for (name, spread, off) in [("Soundings", own, off), ("weightipy", theirs, their_off)] {
        let ms = |seconds: f64| seconds * 1e3;
        let _ = writeln!(
            text,
            "| {name} | {:.1} ({:.1} to {:.1}) | {off:.0e} |",
            ms(spread.median),
            ms(spread.least),
            ms(spread.most)
        );
    }
    let _ = write!(text, "\nweightipy takes {ratio:.1} times as long.");
    let json = serde_json::json!({"seconds": own, "weightipy_seconds": theirs, "ratio": ratio, "off": off, "weightipy_off": their_off});
    Ok(Part { name: "raking", json, text })
}

fn one(mut program: Command, people: &Path, margins: &Path) -> Result<Found> {
    let printed = process::capture(program.arg(people).arg(margins).arg(TIMES))?;
    serde_json::from_slice(&printed).context("a program that rakes printed something else")
}

/// People who are skewed as volunteers are, from a generator of congruences: the same on every machine.
fn table() -> String {
    let mut state = 1_u64;
    let mut below = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    let mut out = String::new();
    for _ in 0..PEOPLE {
        let (sex, young, learned) = (below(5).min(1), below(6).min(below(6)), below(4).max(below(4)));
        let _ = writeln!(out, "{sex},{young},{learned},{}", below(12));
    }
    out
}
