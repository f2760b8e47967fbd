//! `cargo xtask bench edge`: what an answer costs the edge, beside the same Worker in plain JavaScript; what reading costs,
//! beside the least Worker in Rust; and both as a consultation grows.

mod answers;
mod goals;
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

pub(super) fn measure(repo: &Repo, options: Options) -> Result<Outcome> {
    toolchain::ensure_load()?;
    build::hello(repo)?;
    let answers = progress::stage("answers", || answers::compare(repo, options.runs))?;
    let reads = progress::stage("reads", || reads::compare(repo, options.runs))?;
    let (growth, rebuild) = progress::stage("growth", || growth::measure(repo, options.answers))?;
    let parts =
        [report::whole(&answers, &reads, &growth), rebuild::told(&rebuild), goals::told(&answers, &reads, &growth)];
    let text = parts.join("\n\n") + "\n";
    if options.write {
        files::write(&repo.path(DOCUMENT), text.as_bytes())?;
        report::into_readme(&repo.path("README.md"), &answers, &reads)?;
    }
    let json = serde_json::json!({"answers": answers, "reads": reads, "growth": growth, "rebuild": rebuild});
    Ok(Outcome { json, text, within: true })
}
