//! What is seen in a browser: `tests/bench/main.mjs` drives it, this starts what it needs and reads what it found.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::peers::Peer;
use crate::process;
use crate::repo::Repo;
use crate::stack::{Options, Stack, token};

/// Everything that was seen.
#[derive(Deserialize, Serialize, Debug)]
pub(super) struct Seen {
    /// Chromium's version.
    pub(super) browser: String,
    pub(super) conditions: Conditions,
    pub(super) compared: Vec<Scene>,
    pub(super) scaled: Vec<Series>,
}

/// The phone that is imitated.
#[derive(Deserialize, Serialize, Debug)]
pub(super) struct Conditions {
    /// How many times slower than this machine.
    pub(super) cpu: f64,
    /// Bits a second.
    pub(super) down_bits: f64,
    pub(super) up_bits: f64,
    pub(super) latency_ms: f64,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Of this machine.
    pub(super) cores: u32,
    /// How many programs wanted to run when the visits began, this one not among them: more than the cores slow it down.
    pub(super) load: f64,
}

/// Somebody's page, and what a person does on it, several times over.
#[derive(Deserialize, Serialize, Debug)]
pub(super) struct Scene {
    pub(super) name: String,
    pub(super) note: String,
    pub(super) runs: Vec<Visit>,
}

/// Something of ours that grows.
#[derive(Deserialize, Serialize, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) points: Vec<Point>,
}

/// One size of it.
#[derive(Deserialize, Serialize, Debug)]
pub(super) struct Point {
    pub(super) size: u32,
    pub(super) runs: Vec<Visit>,
}

/// One visit. Times in milliseconds since the navigation began; sizes in bytes.
#[derive(Clone, Default, Deserialize, Serialize, Debug)]
pub(super) struct Visit {
    /// The first contentful paint, of whatever of the page.
    pub(super) fcp: f64,
    /// The end of the first frame in which the form could be seen.
    pub(super) painted: Option<f64>,
    /// When the finger came down.
    pub(super) tap: Option<f64>,
    /// When the first answer was given.
    pub(super) answered: Option<f64>,
    /// When the application had taken over.
    pub(super) ready: Option<f64>,
    /// The sum of all layout shifts that no input explains.
    pub(super) shift: f64,
    /// Tasks of more than 50 ms.
    pub(super) tasks: Vec<Task>,
    /// What had arrived when the form, or the bare page, was painted.
    pub(super) bytes_painted: Option<u64>,
    /// The Wasm's memory.
    pub(super) memory: Option<u64>,
    /// The page's, with the form alone and with the application.
    pub(super) form: Option<Memory>,
    pub(super) application: Option<Memory>,
}

/// A long task.
#[derive(Clone, Deserialize, Serialize, Debug)]
pub(super) struct Task {
    pub(super) start: f64,
    pub(super) duration: f64,
}

/// After the garbage is collected.
#[derive(Clone, Deserialize, Serialize, Debug)]
pub(super) struct Memory {
    pub(super) heap: u64,
    pub(super) nodes: u64,
}

/// Starts the edge and a browser, and visits everything.
///
/// # Errors
/// The edge does not start, or a page does not show its form.
pub(super) fn measure(repo: &Repo, chromium: &Path, peers: &[Peer], runs: u8) -> Result<Seen> {
    let folder = tempfile::tempdir()?;
    let stack = Stack::start(repo, &Options { port: None, folder: folder.path().to_owned(), token: token::new()? })?;
    let files: serde_json::Map<_, _> = peers
        .iter()
        .flat_map(|peer| &peer.parts)
        .filter_map(|part| Some((part.file_name()?.to_str()?.to_owned(), part.to_str()?.into())))
        .collect();
    let versions: serde_json::Map<_, _> = peers
        .iter()
        .flat_map(|peer| &peer.versions)
        .map(|(package, version)| (package.clone(), version.as_str().into()))
        .collect();
    let given = serde_json::json!({
        "stack": stack.to_json(), "chromium": chromium, "runs": runs,
        "peers": {"files": files, "versions": versions},
    });
    let mut node = Command::new("node");
    node.current_dir(repo.root()).arg("tests/bench/main.mjs").env("SOUNDINGS_BENCH", given.to_string());
    // It tells its progress itself.
    let output = process::output(node.stderr(Stdio::inherit()))?;
    ensure!(output.status.success(), "the browser's part of the benchmark failed ({})", output.status);
    serde_json::from_slice(&output.stdout).context("the browser's part of the benchmark left nothing to read")
}
