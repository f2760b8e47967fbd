//! What people wrote to one question, as many texts as are looked at: how long reading them takes until they can be searched, and
//! how much memory that takes, on an edge of its own.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Serialize;

use super::Part;
use super::sizes::{fill, read};
use crate::bench::edge::process::{forget_most_memory, most_memory};
use crate::bench::edge::subject::{CONSULTATION, DEPARTMENT, Subject, Which};
use crate::bench::edge::wrk;
use crate::bench::markdown::thousands;
use crate::progress;
use crate::repo::Repo;

/// Texts of one question that are looked at.
const MOST: u64 = 100_000;
/// Memory of an isolate on Cloudflare, in bytes.
const GOAL: u64 = 128 * 1024 * 1024;
/// Times that the texts are asked for before they are given up.
const ASKED: usize = 600;

/// What was asked, and the milliseconds until the reply was whole.
#[derive(Serialize, Debug)]
struct Answered {
    name: &'static str,
    milliseconds: f64,
    bytes: usize,
}

pub(super) fn measure(repo: &Repo, answers: u64) -> Result<Part> {
    let subject = Subject::start(repo, Which::Soundings)?;
    let size = answers.min(MOST);
    let load = |connections, seconds| wrk::texts(repo, &subject, connections, seconds);
    progress::stage("texts", || fill(&subject, size, load))?;
    forget_most_memory(subject.process())?;
    let before = most_memory(subject.process())?;
    let own = format!("/v1/departments/{DEPARTMENT}/consultations/{CONSULTATION}");
    let (began, mut longest, mut asked, texts) = (Instant::now(), 0.0_f64, 0, format!("{own}/texts?limit=25"));
    let all = loop {
        let one = Instant::now();
        let (status, body) = read(&subject, &texts)?;
        longest = longest.max(one.elapsed().as_secs_f64());
        asked += 1;
        match status {
            200 => break serde_json::from_str::<serde_json::Value>(&body)?,
            202 if asked < ASKED => {
                if asked % 5 == 0 {
                    eprintln!("    {body}");
                }
            }
            _ => bail!("the texts are not read after {asked} times: {status} {body}"),
        }
    };
    let first = began.elapsed().as_secs_f64();
    let found = all["all"].as_u64().context("the texts have no count")?;
    ensure!(found >= size, "of {size} texts {found} are found");
    let next = all["next"].as_str().context("there is no second page")?;
    let page = format!("/d/{DEPARTMENT}/{CONSULTATION}/texts");
    let mut answered = Vec::new();
    for (name, path) in [
        ("the page", page.clone()),
        ("the next texts", format!("{page}?cursor={next}")),
        ("a search for three words", format!("{page}?q=night+bus+town")),
        ("those to read first", format!("{page}?order=representative")),
        ("a campaign's texts", format!("{page}?campaign=1")),
        ("campaigns, with all figures (JSON)", format!("{own}/campaigns")),
    ] {
        let one = Instant::now();
        let (status, body) = read(&subject, &path)?;
        ensure!(status == 200 && !body.contains("<progress"), "{path} answers {status}");
        answered.push(Answered { name, milliseconds: one.elapsed().as_secs_f64() * 1e3, bytes: body.len() });
    }
    let most = most_memory(subject.process())?;
    let above = most.saturating_sub(before);
    let megabytes = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
    let mut text = format!(
        "## What people wrote\n\n{} texts of one question, read and gone through until they can be searched: {first:.1} s (requests: \
         {asked}, the longest {longest:.1} s). The runtime had {:.0} MB before and {:.0} MB at most, \
         {:.0} MB more (an isolate on Cloudflare may have {:.0} MB).\n\n| | ms | bytes |\n| --- | --: | --: |\n",
        thousands(found as usize),
        megabytes(before),
        megabytes(most),
        megabytes(above),
        megabytes(GOAL)
    );
    for Answered { name, milliseconds, bytes } in &answered {
        let _ = writeln!(text, "| {name} | {milliseconds:.0} | {} |", thousands(*bytes));
    }
    let json = serde_json::json!({
        "texts": found, "seconds": first, "asked": asked, "longest_seconds": longest, "answered": answered,
        "memory_before": before, "memory_most": most, "within": above <= GOAL,
    });
    Ok(Part { name: "texts", json, text: text.trim_end().to_owned() })
}
