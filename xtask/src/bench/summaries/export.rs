//! All responses of the large consultation as files, and all of it as an archive: how many a second, and how much memory that
//! takes.

use std::fmt::Write as _;
use std::io::Read as _;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

use super::Part;
use super::sizes::{Sizes, counted};
use crate::bench::edge::process::{forget_most_memory, most_memory};
use crate::bench::edge::subject::{CONSULTATION, DEPARTMENT, Subject};
use crate::bench::markdown::thousands;

/// Bytes of memory above those before, as a goal.
const GOAL: u64 = 64 * 1024 * 1024;

/// One file, read to its end as fast as it comes.
#[derive(Serialize, Debug)]
struct File {
    name: &'static str,
    bytes: u64,
    seconds: f64,
    a_second: f64,
    first_seconds: f64,
    memory_before: u64,
    memory_most: u64,
    within: bool,
}

pub(super) fn measure(sizes: &Sizes) -> Result<Part> {
    let large = &sizes.large;
    let answers = counted(large)?;
    let csv = file(large, "CSV", "export.csv", answers)?;
    let ods = file(large, "ODS", "export.ods", answers)?;
    // Of one that takes no answers: this part is the last.
    large.api().close_consultation(CONSULTATION)?;
    let files = [csv, ods, file(large, "archive", "archive.tar.gz", answers)?];
    let json = serde_json::json!({"answers": answers, "files": files});
    Ok(Part { name: "export", json, text: text(answers, &files) })
}

fn file(subject: &Subject, name: &'static str, path: &str, answers: u64) -> Result<File> {
    forget_most_memory(subject.process())?;
    let before = most_memory(subject.process())?;
    let began = Instant::now();
    let address = subject.url(&format!("/v1/departments/{DEPARTMENT}/consultations/{CONSULTATION}/{path}"));
    let reply = ureq::get(address).header("authorization", format!("Bearer {}", subject.token())).call()?;
    let total = reply.headers().get("x-total-count").and_then(|count| count.to_str().ok()?.parse().ok());
    ensure!(total == Some(answers), "{name} is of {total:?} answers, not of {answers}");
    let mut body = reply.into_body().into_reader();
    let (mut buffer, mut bytes, mut lines, mut first) = (vec![0; 256 * 1024], 0_u64, 0_u64, None);
    let mut told = Instant::now();
    loop {
        let read = body.read(&mut buffer).with_context(|| format!("{name} broke off"))?;
        if read == 0 {
            break;
        }
        first = first.or_else(|| Some(began.elapsed().as_secs_f64()));
        bytes += read as u64;
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
        if told.elapsed().as_secs() >= 5 {
            eprintln!("    {name}: {} MB", thousands((bytes / 1_000_000) as usize));
            told = Instant::now();
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let most = most_memory(subject.process())?;
    // Its heads are a line too; a text may have several.
    ensure!(name != "CSV" || lines > answers, "of {answers} answers the table has {lines} lines");
    Ok(File {
        name,
        bytes,
        seconds,
        a_second: answers as f64 / seconds,
        first_seconds: first.unwrap_or(seconds),
        memory_before: before,
        memory_most: most,
        within: most.saturating_sub(before) <= GOAL,
    })
}

fn text(answers: u64, files: &[File]) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
    let mut out = format!(
        "## Export\n\n{} responses, each file read to its end as fast as it comes. Memory is the runtime's at its largest above what it \
         had before; goal: at most {:.0} MB more.\n\n| | file, MB | responses/s | first bytes, ms | memory before, MB | more, MB |\n\
         | --- | --: | --: | --: | --: | --: |\n",
        thousands(answers as usize),
        megabytes(GOAL)
    );
    for one in files {
        let _ = writeln!(
            out,
            "| {} | {:.0} | {} | {:.0} | {:.0} | {:.0} |",
            one.name,
            megabytes(one.bytes),
            thousands(one.a_second as usize),
            one.first_seconds * 1e3,
            megabytes(one.memory_before),
            megabytes(one.memory_most.saturating_sub(one.memory_before)),
        );
    }
    out.truncate(out.trim_end().len());
    out
}
