//! All responses as files: how many go out a second, and how much the process grows by it.

use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

use super::Part;
use super::sizes::{Sizes, counted};
use crate::bench::edge::subject::{CONSULTATION, DEPARTMENT, Subject};
use crate::bench::markdown::thousands;
use crate::bench::spread::Spread;
use crate::progress;

/// How often the process's memory is looked at.
const LOOKED: Duration = Duration::from_millis(10);
/// What the process may grow by, in megabytes.
const GOAL: f64 = 64.0;

/// One kind of file.
#[derive(Serialize, Debug)]
struct File {
    name: &'static str,
    /// Responses a second.
    rate: Spread,
    bytes: u64,
    /// Megabytes of the process at its largest, above what it had before.
    grown: Spread,
}

pub(super) fn measure(sizes: &Sizes, runs: u8) -> Result<Part> {
    let subject = &sizes.large;
    let answers = counted(subject)?;
    subject.api().close_consultation(CONSULTATION)?;
    let mut files = Vec::new();
    for (name, path) in [("CSV", "export.csv"), ("ODS", "export.ods"), ("archive", "archive.tar.gz")] {
        files.push(progress::step(name, || file(subject, name, path, answers, runs))?);
    }
    let json = serde_json::json!({"answers": answers, "files": files});
    Ok(Part { name: "exports", json, text: text(answers, &files) })
}

fn file(subject: &Subject, name: &'static str, path: &str, answers: u64, runs: u8) -> Result<File> {
    let path = format!("/v1/departments/{DEPARTMENT}/consultations/{CONSULTATION}/{path}");
    let (mut rates, mut grown, mut bytes) = (Vec::new(), Vec::new(), 0);
    for run in 0..=runs {
        let (seconds, growth, read) = watched(subject, &path, answers)?;
        bytes = read;
        // The first makes code and caches warm.
        if run > 0 {
            rates.push(answers as f64 / seconds);
            grown.push(growth);
        }
    }
    let rate = Spread::of(rates).context("no round")?;
    Ok(File { name, rate, bytes, grown: Spread::of(grown).context("no round")? })
}

/// Reads a file to its end: seconds, what the process grew by in megabytes, and bytes.
fn watched(subject: &Subject, path: &str, answers: u64) -> Result<(f64, f64, u64)> {
    let process = subject.process();
    let before = resident(process)?;
    let (most, over) = (AtomicU64::new(before), AtomicBool::new(false));
    let (seconds, bytes) = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                most.fetch_max(resident(process).unwrap_or_default(), Ordering::Relaxed);
                std::thread::sleep(LOOKED);
            }
        });
        let read = read(subject, path, answers);
        over.store(true, Ordering::Relaxed);
        read
    })?;
    let grown = most.into_inner().saturating_sub(before);
    Ok((seconds, grown as f64 / 1e6, bytes))
}

fn read(subject: &Subject, path: &str, answers: u64) -> Result<(f64, u64)> {
    let began = Instant::now();
    let reply = ureq::get(subject.url(path)).header("authorization", format!("Bearer {}", subject.token())).call()?;
    let total = reply.headers().get("x-total-count").and_then(|count| count.to_str().ok()).map(str::to_owned);
    ensure!(total.as_deref() == Some(answers.to_string().as_str()), "{path} is of {total:?} answers");
    let (mut body, mut part, mut bytes) = (reply.into_body().into_reader(), vec![0; 1 << 16], 0);
    loop {
        match body.read(&mut part)? {
            0 => return Ok((began.elapsed().as_secs_f64(), bytes)),
            read => bytes += read as u64,
        }
    }
}

/// Bytes of a process that are in memory (proc(5)).
fn resident(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1024)
}

fn text(answers: u64, files: &[File]) -> String {
    let mut out = format!(
        "## All responses as files\n\n{} answers, read to the end as fast as they come; what the process of the edge grew by \
         meanwhile, at its largest. Goal: at most {GOAL:.0} MB, however many there are.\n\n\
         | | responses/s | file, MB | grown by, MB |\n| --- | --: | --: | --: |\n",
        thousands(answers as usize)
    );
    for File { name, rate, bytes, grown } in files {
        let spread = |one: &Spread| format!("{:.0} ({:.0} to {:.0})", one.median, one.least, one.most);
        let _ = writeln!(out, "| {name} | {} | {:.1} | {} |", spread(rate), *bytes as f64 / 1e6, spread(grown));
    }
    out.truncate(out.trim_end().len());
    out
}
