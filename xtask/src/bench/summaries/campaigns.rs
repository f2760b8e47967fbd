//! Finding campaigns in many texts, beside PyPI's datasketch: the same texts, in one run.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::Part;
use crate::bench::markdown::thousands;
use crate::bench::spread::Spread;
use crate::repo::Repo;
use crate::{process, toolchain};

const EXAMPLE: [&str; 5] = ["--release", "--package", "soundings-aggregate", "--example", "campaigns"];
/// Rounds at most: each takes datasketch a minute.
const MOST: u8 = 2;

#[derive(Deserialize, Debug)]
struct Found {
    texts: usize,
    seconds: f64,
    found: usize,
    datasketch_seconds: f64,
    datasketch_found: usize,
}

pub(super) fn measure(repo: &Repo, runs: u8) -> Result<Part> {
    if !repo.path("../shared/data/polis").is_dir() {
        let text =
            "## Campaigns\n\nNot measured: ../shared/data/polis, of whose words the texts are made, is not there.";
        return Ok(Part { name: "campaigns", json: serde_json::Value::Null, text: text.to_owned() });
    }
    let python = toolchain::python(repo, "statistics")?.join("python");
    process::run(process::cargo(repo.root()).args(["build", "--quiet"]).args(EXAMPLE))?;
    let mut rounds: Vec<Found> = Vec::new();
    let runs = runs.clamp(1, MOST);
    for run in 1..=runs {
        eprintln!("    round {run} of {runs}, of a minute or more");
        let mut example = process::cargo(repo.root());
        example.args(["run", "--quiet"]).args(EXAMPLE).args(["--", "speed"]).arg(&python);
        rounds.push(
            serde_json::from_slice(&process::capture(&mut example)?).context("the example printed something else")?,
        );
    }
    let last = rounds.last().context("no round")?;
    let own = Spread::of(rounds.iter().map(|round| round.seconds)).context("no round")?;
    let theirs = Spread::of(rounds.iter().map(|round| round.datasketch_seconds)).context("no round")?;
    let row = |name: &str, spread: Spread, found: usize| {
        format!(
            "| {name} | {:.2} ({:.2} to {:.2}) | {} |\n",
            spread.median,
            spread.least,
            spread.most,
            thousands(found)
        )
    };
    let text = format!(
        "## Campaigns\n\n{} made texts of forty words, {} of which are one letter with ten words added, in memory: `aggregate`, compiled \
         for this machine, and datasketch 2.0.0 (MinHash, 128 permutations, LSH at a Jaccard of 0.5) as it comes.\n\n| | s | found \
         |\n| --- | --: | --: |\n{}{}\ndatasketch takes {:.0} times as long.",
        thousands(last.texts),
        thousands(last.texts / 20),
        row("Soundings", own, last.found),
        row("datasketch", theirs, last.datasketch_found),
        theirs.median / own.median
    );
    let json = serde_json::json!({
        "seconds": own, "datasketch_seconds": theirs, "ratio": theirs.median / own.median,
        "found": last.found, "datasketch_found": last.datasketch_found,
    });
    Ok(Part { name: "campaigns", json, text })
}
