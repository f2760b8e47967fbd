//! `cargo xtask bench`: figures beside those of others, measured on this machine, now.
//!
//! What is counted (bytes) is held against its budget; what is timed depends on the machine and what else it does, so that
//! it is told, beside the same figure of others, and fails nothing.

mod edge;
mod markdown;
mod spread;
mod summaries;
mod widget;

use anyhow::Result;
use clap::ValueEnum;

use crate::repo::Repo;

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Name {
    /// What a form on somebody's page costs: bytes, time, memory.
    Widget,
    /// What an answer costs the edge: answers a second, time, processor, disk; and as a consultation grows.
    Edge,
    /// What reading costs a department as a consultation grows, and its statistics beside a published program.
    Summaries,
}

/// How to measure.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Rounds of each timing; medians are told.
    pub runs: u8,
    /// Answers of a large consultation, where a summary is measured as one grows.
    pub answers: u64,
    /// Whether the documents that quote the figures are written anew.
    pub write: bool,
}

/// What was measured.
struct Outcome {
    /// For machines.
    json: serde_json::Value,
    /// For people: Markdown.
    text: String,
    /// Whether every budget is kept.
    within: bool,
}

/// Measures one thing, or all, prints what was found, and says whether every budget is kept.
///
/// # Errors
/// Something is missing, does not build or does not run.
pub fn bench(repo: &Repo, name: Option<Name>, json: bool, options: Options) -> Result<bool> {
    let mut found = serde_json::Map::new();
    let mut within = true;
    for &one in Name::value_variants().iter().filter(|one| name.is_none_or(|name| name == **one)) {
        let (called, outcome) = match one {
            Name::Widget => ("widget", widget::measure(repo, options)?),
            Name::Edge => ("edge", edge::measure(repo, options)?),
            Name::Summaries => ("summaries", summaries::measure(repo, options)?),
        };
        within &= outcome.within;
        if !json {
            println!("{}", outcome.text);
        }
        found.insert(called.to_owned(), outcome.json);
    }
    if json {
        println!("{}", serde_json::Value::Object(found));
    }
    Ok(within)
}
