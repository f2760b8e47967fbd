//! Load: wrk sends, one request after the other on each connection, for a bounded time.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::subject::{ORIGIN, Subject};
use crate::process;
use crate::repo::Repo;

/// What came of a load.
#[derive(Clone, Copy, Deserialize, Serialize, Debug)]
pub(in crate::bench) struct Found {
    pub(in crate::bench) requests: u64,
    pub(in crate::bench) microseconds: u64,
    /// Microseconds from request to reply: the median, and what one in a hundred takes longer than.
    pub(in crate::bench) p50: u64,
    pub(in crate::bench) p99: u64,
    /// Without a reply, or with one that is not 2xx.
    failed: u64,
}

impl Found {
    pub(in crate::bench) fn a_second(&self) -> f64 {
        self.requests as f64 * 1e6 / self.microseconds as f64
    }
}

/// Sends answers, each under a key of its own.
pub(in crate::bench) fn answers(repo: &Repo, subject: &Subject, connections: u32, seconds: u32) -> Result<Found> {
    let answer = repo.path("tests/bench/edge/answer.json");
    let answer = answer.to_str().context("the repository's path is not text")?;
    run(repo, &subject.responses(), connections, seconds, &["answer", answer, ORIGIN])
}

/// Sends answers, each with a text of its own.
pub(in crate::bench) fn texts(repo: &Repo, subject: &Subject, connections: u32, seconds: u32) -> Result<Found> {
    let answer = repo.path("tests/bench/summaries/text.json");
    let answer = answer.to_str().context("the repository's path is not text")?;
    run(repo, &subject.responses(), connections, seconds, &["texts", answer, ORIGIN])
}

/// Reads an address.
pub(in crate::bench) fn reads(repo: &Repo, url: &str, connections: u32, seconds: u32) -> Result<Found> {
    run(repo, url, connections, seconds, &["read"])
}

fn run(repo: &Repo, url: &str, connections: u32, seconds: u32, words: &[&str]) -> Result<Found> {
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--timeout", "10s"])
        .args(["--connections", &connections.to_string(), "--duration", &format!("{seconds}s")])
        .arg("--script")
        .arg(repo.path("tests/bench/edge/load.lua"))
        .args([url, "--"])
        .args(words);
    let printed = String::from_utf8(process::capture(&mut wrk)?)?;
    let line = printed.lines().last().unwrap_or_default();
    let found: Found = serde_json::from_str(line).with_context(|| format!("wrk said: {printed}"))?;
    ensure!(found.failed == 0 && found.requests > 0, "{url}: {} of {} requests failed", found.failed, found.requests);
    Ok(found)
}
