//! `cargo xtask simulate`: builds the simulator as it is released, and runs it. What it simulates is the edge's business.

use anyhow::Result;

use crate::{process, progress, repo::Repo};

const SIMULATOR: [&str; 5] = ["--release", "--package", "soundings-edge-worker", "--example", "simulate"];

/// Runs so many histories; whether every promise was kept. The first that breaks one is told step by step.
///
/// # Errors
/// The simulator does not build.
pub fn simulate(repo: &Repo, seeds: u64, from: u64, fault: Option<&str>) -> Result<bool> {
    progress::stage("the simulator", || {
        process::run(process::cargo(repo.root()).args(["build", "--locked", "--quiet"]).args(SIMULATOR))
    })?;
    let mut simulator = process::cargo(repo.root());
    simulator.args(["run", "--locked", "--quiet"]).args(SIMULATOR).arg("--");
    simulator.arg(seeds.to_string()).arg(from.to_string()).args(fault);
    Ok(process::status(&mut simulator)?.success())
}
