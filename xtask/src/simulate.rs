//! `cargo xtask simulate`: builds the simulator as it is released, and runs it. What it simulates is the edge's business.

use anyhow::{Context, Result};
use std::process::Command;

use crate::{files, process, progress, repo::Repo};

const SIMULATOR: [&str; 5] = ["--release", "--package", "soundings-edge-worker", "--example", "simulate"];

/// Runs so many histories; whether every promise was kept. The first that breaks one is told step by step.
///
/// # Errors
/// The simulator does not build.
pub fn simulate(repo: &Repo, seeds: u64, from: u64, fault: Option<&str>) -> Result<bool> {
    let mut simulator = simulator(repo)?;
    simulator.arg(seeds.to_string()).arg(from.to_string()).args(fault);
    Ok(process::status(&mut simulator)?.success())
}

/// Simulates the queues before a consultation's ledgers in the busiest hour of a very large one, with the service times of
/// docs/bench/edge.md, and prints the table that docs/scale.md has.
///
/// # Errors
/// The simulator does not build, or the figures are not where they were.
pub fn scale(repo: &Repo) -> Result<bool> {
    let page = files::read(&repo.path("docs/bench/edge.md"))?;
    let page = String::from_utf8_lossy(&page);
    let (alone, among) = (measured(&page, 1), measured(&page, 32));
    let ((alone, _), (among, fsyncs)) = alone.zip(among).context("docs/bench/edge.md does not have the figures")?;
    let mut simulator = simulator(repo)?;
    // One fsync is one commit.
    simulator.arg("scale").args([1.0 / alone, 1.0 / among, 1.0 / fsyncs].map(|figure| figure.to_string()));
    Ok(process::status(&mut simulator)?.success())
}

/// Answers a second and calls of fsync an answer at so many connections.
fn measured(page: &str, connections: u32) -> Option<(f64, f64)> {
    let row = page.lines().find(|line| line.starts_with(&format!("| {connections} | Soundings |")))?;
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let first = |cell: &str| cell.split(' ').next()?.replace(',', "").parse().ok();
    Some((first(cells.get(3)?)?, first(cells.get(7)?)?))
}

/// The simulator, built, without its arguments.
fn simulator(repo: &Repo) -> Result<Command> {
    progress::stage("the simulator", || {
        process::run(process::cargo(repo.root()).args(["build", "--locked", "--quiet"]).args(SIMULATOR))
    })?;
    let mut simulator = process::cargo(repo.root());
    simulator.args(["run", "--locked", "--quiet"]).args(SIMULATOR).arg("--");
    Ok(simulator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_the_bench_are_read_as_it_writes_them() -> Result<()> {
        let page =
            "| 32 | plain JavaScript | 9 |\n| 32 | Soundings | 1,888 (1,834 to 1,941) | 15.2 | 103.6 | 527 | 0.036 |";
        assert_eq!((measured(page, 32), measured(page, 1)), (Some((1_888.0, 0.036)), None));
        let page = files::read(&Repo::find()?.path("docs/bench/edge.md"))?;
        assert!([1, 32].iter().all(|connections| measured(&String::from_utf8_lossy(&page), *connections).is_some()));
        Ok(())
    }
}
