//! `cargo xtask simulate`: builds the simulator as it is released, and runs it. What it simulates is the edge's business.

use anyhow::{Context, Result};
use std::process::Command;

use crate::{process, progress, repo::Repo, scale};

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
/// docs/bench/edge.md, and prints the table; where it is to `write`, into docs/scale.md, with what else follows from these
/// figures.
///
/// # Errors
/// The simulator does not build or run, or the figures are not where they were.
pub fn scale(repo: &Repo, write: bool) -> Result<bool> {
    let figures = scale::Figures::of(repo)?;
    let mut simulator = simulator(repo)?;
    // One fsync is one commit.
    let service = [1.0 / figures.alone, 1.0 / figures.among, 1.0 / figures.syncs];
    simulator.arg("scale").args(service.map(|figure| figure.to_string()));
    let printed = String::from_utf8(process::capture(&mut simulator)?)?;
    print!("{printed}");
    if write {
        let table = printed.find("| shards |").map(|begin| &printed[begin..]);
        scale::write(repo, figures, table.context("the simulator printed no table")?)?;
    }
    Ok(true)
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
