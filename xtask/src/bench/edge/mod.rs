//! `cargo xtask bench edge`: what an answer costs the edge, beside the same Worker in plain JavaScript; what reading costs,
//! beside the least Worker in Rust; and both as a consultation grows.

mod answers;
mod growth;
pub(super) mod process;
mod reads;
mod rebuild;
mod report;
pub(in crate::bench) mod subject;
pub(in crate::bench) mod wrk;

use anyhow::Result;

use super::{Options, Outcome};
use crate::repo::Repo;
use crate::{build, files, progress, toolchain};

const DOCUMENT: &str = "docs/bench/edge.md";

/// Goals that the report holds the figures against. They are times, so that none of them fails anything.
mod goal {
    /// Answers a second of ours to one of plain JavaScript's, at 32 connections.
    pub(super) const AT_32: f64 = 2.0;
    /// The same at one connection.
    pub(super) const AT_1: f64 = 1.0;
    /// Requests a second of the least Worker to one of ours.
    pub(super) const READS: f64 = 1.3;
    /// Median time at the largest consultation to that at the smallest.
    pub(super) const GROWTH: f64 = 1.2;
}

pub(super) fn measure(repo: &Repo, options: Options) -> Result<Outcome> {
    toolchain::ensure_load()?;
    build::hello(repo)?;
    let answers = progress::stage("answers", || answers::compare(repo, options.runs))?;
    let reads = progress::stage("reads", || reads::compare(repo, options.runs))?;
    let (growth, rebuild) = progress::stage("growth", || growth::measure(repo))?;
    let text = report::whole(&answers, &reads, &growth) + "\n" + &rebuild::told(&rebuild) + "\n";
    if options.write {
        files::write(&repo.path(DOCUMENT), text.as_bytes())?;
        report::into_readme(&repo.path("README.md"), &answers, &reads)?;
    }
    let json = serde_json::json!({"answers": answers, "reads": reads, "growth": growth, "rebuild": rebuild});
    Ok(Outcome { json, text, within: true })
}
