//! PyPI's datasketch, run by Python on the same texts.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// What it found.
pub(crate) struct Found {
    /// For each case, which texts.
    pub(crate) found: Vec<Vec<bool>>,
    /// The time that it took, without starting and reading.
    pub(crate) seconds: f64,
}

pub(crate) fn ask(python: &Path, cases: &[&[String]]) -> Result<Found> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/campaigns/peer.py");
    let mut child = Command::new(python)
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} cannot be started", python.display()))?;
    // It reads all before it writes anything.
    child.stdin.take().context("no input")?.write_all(serde_json::to_string(cases)?.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("datasketch failed");
    }
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let found = said["found"].as_array().context("no cases")?.iter().map(|case| {
        let flags = case.as_array()?.iter().map(Value::as_bool);
        flags.collect::<Option<Vec<_>>>()
    });
    Ok(Found {
        found: found.collect::<Option<_>>().context("not what was asked for")?,
        seconds: said["seconds"].as_f64().context("no time")?,
    })
}
