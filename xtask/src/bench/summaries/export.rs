//! All responses of the large consultation as CSV: how many a second, and how much memory that takes.

use std::io::Read as _;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::Part;
use super::sizes::{Sizes, counted};
use crate::bench::edge::process::{forget_most_memory, most_memory};
use crate::bench::edge::subject::CONSULTATION;
use crate::bench::markdown::thousands;

/// Bytes of memory above those before, as a goal.
const GOAL: u64 = 64 * 1024 * 1024;

pub(super) fn measure(sizes: &Sizes) -> Result<Part> {
    let large = &sizes.large;
    let answers = counted(large)?;
    forget_most_memory(large.process())?;
    let before = most_memory(large.process())?;
    let began = Instant::now();
    let mut body = large.api().export(CONSULTATION)?;
    let (mut buffer, mut bytes, mut lines, mut first) = (vec![0; 256 * 1024], 0_u64, 0_u64, None);
    let mut told = Instant::now();
    loop {
        let read = body.read(&mut buffer).context("the export broke off")?;
        if read == 0 {
            break;
        }
        first = first.or_else(|| Some(began.elapsed().as_secs_f64()));
        bytes += read as u64;
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
        if told.elapsed().as_secs() >= 5 {
            eprintln!("    {} of {} rows", thousands(lines as usize), thousands(answers as usize));
            told = Instant::now();
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let most = most_memory(large.process())?;
    // Its heads are a line too; a text may have several.
    ensure!(lines > answers, "of {answers} answers the export has {lines} lines");
    let (rate, above, first) = (answers as f64 / seconds, most.saturating_sub(before), first.unwrap_or(seconds));
    let megabytes = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
    let text = format!(
        "## Export\n\n{} responses as CSV, {:.0} MB: {} a second, the first bytes after {:.0} ms. The runtime had {:.0} MB before \
         and {:.0} MB at most meanwhile, {:.0} MB more (goal: at most {:.0} MB more).",
        thousands(answers as usize),
        megabytes(bytes),
        thousands(rate as usize),
        first * 1e3,
        megabytes(before),
        megabytes(most),
        megabytes(above),
        megabytes(GOAL)
    );
    let json = serde_json::json!({
        "answers": answers, "bytes": bytes, "seconds": seconds, "a_second": rate, "first_seconds": first,
        "memory_before": before, "memory_most": most, "within": above <= GOAL,
    });
    Ok(Part { name: "export", json, text })
}
