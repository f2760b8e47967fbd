//! `cargo xtask test`: everything that can be checked, with one sum at the end.

mod sum;

pub use sum::Sum;

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::repo::Repo;
use crate::stack::{Options, Stack, token};
use crate::{build, process, progress, size, toolchain};

/// Which tests to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Only {
    /// Those in Rust: of every crate, and of the API on real workerd.
    Rust,
    /// Those in the browser.
    Browser,
}

/// Runs the tests and returns their sum. Without `only`, format, lints and sizes are checked as well.
///
/// # Errors
/// Something is missing, does not build, is not formatted, or is over its budget. Failing tests are no error: they are
/// in the sum.
pub fn test(repo: &Repo, only: Option<Only>, arguments: &[String]) -> Result<Sum> {
    let browser = only != Some(Only::Rust);
    let chromium = if browser { Some(toolchain::ensure_chromium()?) } else { None };
    if only != Some(Only::Browser) {
        toolchain::ensure_calc()?;
    }
    build::build(repo)?;
    if only.is_none() {
        format_and_lints(repo)?;
        if !progress::stage("sizes", || size::size(repo, false))? {
            bail!("something is over its budget: see the table above");
        }
    }
    let mut sum = Sum::default();
    if only != Some(Only::Browser) {
        sum += progress::stage("tests in Rust", || rust(repo, arguments))?;
    }
    if let Some(chromium) = chromium {
        sum += progress::stage("types", || types(repo))?;
        sum += progress::stage("tests in the browser", || browsers(repo, &chromium, arguments))?;
    }
    Ok(sum)
}

fn format_and_lints(repo: &Repo) -> Result<()> {
    progress::step("format", || process::capture(process::cargo(repo.root()).args(["fmt", "--all", "--check"])))?;
    progress::stage("lints", || {
        let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-Dwarnings"];
        process::run(process::cargo(repo.root()).args(lints))
    })
}

fn rust(repo: &Repo, arguments: &[String]) -> Result<Sum> {
    let mut cargo = process::cargo(repo.root());
    // All of them, also after one that fails: the sum is of everything.
    cargo.args(["test", "--workspace", "--locked", "--no-fail-fast"]).args(arguments).stdout(Stdio::piped());
    let mut child = cargo.spawn().context("cargo cannot be started")?;
    let output = child.stdout.take().context("cargo has no standard output")?;
    let mut sum = Sum::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        sum += Sum::of_cargo(&line);
    }
    if !child.wait()?.success() && sum.failed == 0 {
        bail!("the tests in Rust could not be run");
    }
    Ok(sum)
}

/// What `tests/types` says that a page may write, and what it may not, held against the widget's types.
fn types(repo: &Repo) -> Result<Sum> {
    let mut tsc = Command::new("node");
    tsc.current_dir(repo.root()).args(["node_modules/typescript/bin/tsc", "-p", "tests/types"]);
    let passed = process::status(&mut tsc)?.success();
    Ok(Sum { passed: u64::from(passed), failed: u64::from(!passed), skipped: 0 })
}

fn browsers(repo: &Repo, chromium: &std::path::Path, arguments: &[String]) -> Result<Sum> {
    let folder = tempfile::tempdir()?;
    let options = Options { port: None, folder: folder.path().to_owned(), token: token::new()? };
    let stack = Stack::start(repo, &options)?;
    let report = folder.path().join("report.json");
    let mut playwright = Command::new("node");
    playwright
        .current_dir(repo.root())
        .args(["node_modules/@playwright/test/cli.js", "test", "--config=tests/browser"])
        .args(arguments)
        .env("SOUNDINGS_STACK", stack.to_json().to_string())
        .env("SOUNDINGS_CHROMIUM", chromium)
        .env("SOUNDINGS_BROWSER_REPORT", &report);
    let status = process::status(&mut playwright)?;
    let text = std::fs::read_to_string(&report).context("the browser's tests left no report")?;
    let sum = Sum::of_playwright(&text).context("the browser's tests left a report that cannot be read")?;
    if !status.success() && sum.failed == 0 {
        bail!("the tests in the browser could not be run");
    }
    Ok(sum)
}
