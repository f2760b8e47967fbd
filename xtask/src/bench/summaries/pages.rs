//! What each page weighs, and that it says the same without a script, in Chromium (`tests/bench/summaries/pages.mjs`).

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::Part;
use super::sizes::{Sizes, read};
use crate::bench::edge::subject::{CONSULTATION, DEPARTMENT, Subject};
use crate::bench::markdown::thousands;
use crate::repo::Repo;
use crate::{process, toolchain};

/// Times that a page is asked for before it is given up, a second each.
const ASKED: usize = 300;

#[derive(Deserialize, Serialize, Debug)]
struct Seen {
    browser: String,
    pages: Vec<Page>,
}

/// Bytes as they travel, without scripts, with an empty cache.
#[derive(Deserialize, Serialize, Debug)]
struct Page {
    name: String,
    document: u64,
    styles: u64,
    /// What a browser loads besides where it runs scripts.
    scripts: u64,
    /// Whether it reads the same without them.
    same: bool,
}

pub(super) fn measure(repo: &Repo, sizes: &Sizes) -> Result<Part> {
    let small = &sizes.small;
    let chromium = toolchain::ensure_chromium()?;
    released(small)?;
    let own = format!("/d/{DEPARTMENT}/{CONSULTATION}");
    let open = format!("/v1/consultations/{CONSULTATION}");
    let pages = [
        ("the list of consultations", format!("/d/{DEPARTMENT}")),
        ("a consultation", own.clone()),
        ("a closer look: two questions together", format!("{own}/explore?cross=stage,ease")),
        ("what people wrote", format!("{own}/texts")),
        ("weights and sites", format!("{own}/weighting?question=stage")),
        ("its releases", format!("{own}/releases")),
        ("official replies", format!("/d/{DEPARTMENT}/replies")),
        ("the audit log", format!("/d/{DEPARTMENT}/log")),
        ("a release, for everyone", format!("{open}/releases/latest.html")),
        ("all releases, for everyone", format!("{open}/releases.html")),
        ("the form's own page", format!("/f/{CONSULTATION}")),
    ];
    for subject in [small, &sizes.large] {
        settled(subject, &format!("{own}?count=pages"))?;
    }
    for (_, path) in &pages {
        settled(small, path)?;
    }
    let given =
        serde_json::json!({"chromium": chromium, "base": small.url(""), "token": small.token(), "pages": pages});
    let mut node = Command::new("node");
    node.current_dir(repo.root()).arg("tests/bench/summaries/pages.mjs").env("SOUNDINGS_BENCH", given.to_string());
    let output = process::output(node.stderr(Stdio::inherit()))?;
    ensure!(output.status.success(), "the browser's part of the benchmark failed ({})", output.status);
    let seen: Seen = serde_json::from_slice(&output.stdout).context("the browser left nothing to read")?;
    let mut text = format!(
        "## Pages\n\nBytes as they travel of each page, at a thousand answers, in Chromium {} with an empty cache; and whether it reads \
         the same where no script runs.\n\n| | document | styles | scripts | without scripts |\n| --- | --: | --: | --: | --- |\n",
        seen.browser
    );
    for Page { name, document, styles, scripts, same } in &seen.pages {
        let number = |bytes: &u64| thousands(*bytes as usize);
        let same = if *same { "the same" } else { "**differs**" };
        let _ = writeln!(text, "| {name} | {} | {} | {} | {same} |", number(document), number(styles), number(scripts));
    }
    ensure!(seen.pages.iter().all(|page| page.same), "a page needs a script:\n{text}");
    Ok(Part { name: "pages", json: serde_json::to_value(&seen)?, text: text.trim_end().to_owned() })
}

/// With a release, so that its page is there.
fn released(subject: &Subject) -> Result<()> {
    let path = format!("/v1/departments/{DEPARTMENT}/consultations/{CONSULTATION}/releases");
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let bearer = format!("Bearer {}", subject.token());
    let reply = ureq::Agent::new_with_config(config)
        .post(subject.url(&path))
        .header("authorization", &bearer)
        .send_empty()
        .context("no release is made")?;
    // One that the alarm made is as good.
    ensure!(matches!(reply.status().as_u16(), 201 | 409), "no release is made: {}", reply.status());
    Ok(())
}

/// Asks for a page until it has counted and read all.
fn settled(subject: &Subject, path: &str) -> Result<()> {
    for _ in 0..ASKED {
        let (status, body) = read(subject, path)?;
        ensure!(status == 200, "{path} answers {status}");
        if !body.contains("<progress") {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    bail!("{path} goes on counting")
}
