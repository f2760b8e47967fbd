//! `cargo xtask pictures`: the pictures of the documents, taken anew.

use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::process::Command;

use crate::repo::Repo;
use crate::stack::{Options, Stack, token};
use crate::{build, process, progress, replay, toolchain};

/// The consultations that are shown, each with the file of its answers within the folder of data.
const SHOWN: [(&str, &str); 2] = [("beps", "beps/beps.csv"), ("brexit-consensus", "polis/brexit-consensus/votes.csv")];

/// Takes the pictures of the documentation into `docs/pictures`, of an edge of their own; and, where `data` has real
/// people's answers, those of README into `docs`, after replaying them.
///
/// # Errors
/// Something is missing or does not build, a replay does not come out exact, or a page cannot be shown.
pub fn pictures(repo: &Repo, data: Option<&Path>) -> Result<()> {
    let chromium = toolchain::ensure_chromium()?;
    build::build(repo)?;
    let folder = tempfile::tempdir()?;
    let options = Options { port: None, folder: folder.path().to_owned(), token: token::new()? };
    let stack = progress::step("starting the edge and the sites", || Stack::start(repo, &options))?;
    take(repo, &stack, &chromium, ["docs", "docs/pictures"])?;
    let Some(data) = data else { return Ok(()) };
    for (consultation, csv) in SHOWN {
        let options = replay::Options {
            csv: data.join(csv),
            mapping: repo.path(&format!("tests/replays/{consultation}.json")),
            consultation: consultation.to_owned(),
            withdraw_every: None,
            parallel: 16,
        };
        let came = replay::run(stack.api(), &options)
            .with_context(|| format!("the answers of {consultation} are read from {}", options.csv.display()))?;
        ensure!(came.is_exact(), "{consultation}: {came}");
    }
    take(repo, &stack, &chromium, ["readme", "docs"])
}

/// Takes some, into a folder.
fn take(repo: &Repo, stack: &Stack, chromium: &Path, [what, folder]: [&str; 2]) -> Result<()> {
    let mut node = Command::new("node");
    node.current_dir(repo.root())
        .args(["tests/pictures/take.mjs", what, folder])
        .env("SOUNDINGS_STACK", stack.to_json().to_string())
        .env("SOUNDINGS_CHROMIUM", chromium);
    progress::stage(&format!("pictures: {folder}"), || process::run(&mut node))
}
