//! One consultation as it grows: recording, reading the summary, bytes on disk, and a start after a power cut.

use std::time::Instant;

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::rebuild::{self, Rebuild};
use super::subject::{CONSULTATION, Subject, Which};
use super::wrk;
use crate::bench::spread::Spread;
use crate::progress;
use crate::repo::Repo;

/// Answers in it, at least, when it is measured first; then with ten times as many each time.
const FIRST: u64 = 1_000;
/// Its progress is told at least after so many answers.
const TOLD: u64 = 100_000;
/// Connections that fill it.
const FILLERS: u32 = 64;
/// Seconds of one load: a part of the filling, or the measurement of recording.
const SECONDS: u32 = 3;
/// Summaries read one after the other.
const SUMMARIES: usize = 101;

/// It at one size. Times in milliseconds.
#[derive(Serialize, Debug)]
pub(super) struct Point {
    /// Answers in it when the measurements began.
    pub(super) answers: u64,
    /// Median time of recording, one at a time.
    pub(super) recording: f64,
    /// Median time of reading the summary by site, day and language.
    pub(super) summary: f64,
    /// Bytes on disk an answer.
    pub(super) bytes: f64,
    /// From the start of the process after SIGKILL to the first summary.
    pub(super) restart: f64,
}

/// Up to so many answers.
pub(super) fn measure(repo: &Repo, most: u64) -> Result<(Vec<Point>, Rebuild)> {
    let mut subject = Subject::start(repo, Which::Soundings)?;
    let mut points = Vec::new();
    let mut size = FIRST;
    loop {
        let size_now = size.min(most);
        for part in (TOLD..size_now).step_by(TOLD as usize).chain([size_now]) {
            if counted(&subject)? < part {
                progress::step(&format!("{part} answers of {most}"), || fill(repo, &subject, part))?;
            }
        }
        points.push(progress::step("recording, summary, restart", || at(repo, &mut subject))?);
        if size_now == most {
            break;
        }
        size *= 10;
    }
    let rebuild = rebuild::measure(&subject)?;
    Ok((points, rebuild))
}

/// Records until there are so many answers.
fn fill(repo: &Repo, subject: &Subject, size: u64) -> Result<()> {
    let mut answers = counted(subject)?;
    while answers < size {
        // Small ones are not overshot by much.
        let (connections, seconds) = match size - answers {
            0..3_000 => (1, 1),
            3_000..10_000 => (FILLERS, 1),
            _ => (FILLERS, SECONDS),
        };
        wrk::answers(repo, subject, connections, seconds)?;
        answers = counted(subject)?;
    }
    Ok(())
}

fn at(repo: &Repo, subject: &mut Subject) -> Result<Point> {
    let answers = counted(subject)?;
    let recording = wrk::answers(repo, subject, 1, SECONDS)?.p50 as f64 / 1e3;
    let summary = median_summary(subject)?;
    let bytes = subject.ledger_bytes()? as f64 / counted(subject)? as f64;
    let began = Instant::now();
    subject.restart(repo)?;
    counted(subject)?;
    let restart = began.elapsed().as_secs_f64() * 1e3;
    Ok(Point { answers, recording, summary, bytes, restart })
}

fn counted(subject: &Subject) -> Result<u64> {
    subject.api().summary(CONSULTATION)?["responses"].as_u64().context("a summary has no count")
}

fn median_summary(subject: &Subject) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..SUMMARIES {
        let began = Instant::now();
        counted(subject)?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Spread::of(times).map_or(f64::NAN, |all| all.median))
}
