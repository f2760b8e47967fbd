//! `cargo xtask pictures`: the pictures of README, taken anew of real people's answers.

use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::process::Command;

use crate::repo::Repo;
use crate::stack::{Options, Stack, token};
use crate::{build, process, progress, replay, toolchain};

/// The consultations that are shown, each with the file of its answers within the folder of data.
const SHOWN: [(&str, &str); 2] = [("beps", "beps/beps.csv"), ("brexit-consensus", "polis/brexit-consensus/votes.csv")];

/// Replays the answers in `data` to an edge of its own, and takes the pictures into `docs`.
///
/// # Errors
/// Something is missing or does not build, a replay does not come out exact, or a page cannot be shown.
pub fn pictures(repo: &Repo, data: &Path) -> Result<()> {
    let chromium = toolchain::ensure_chromium()?;
    build::build(repo)?;
    let folder = tempfile::tempdir()?;
    let options = Options { port: None, folder: folder.path().to_owned(), token: token::new()? };
    let stack = progress::step("starting the edge and the sites", || Stack::start(repo, &options))?;
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
    let mut node = Command::new("node");
    node.current_dir(repo.root())
        .args(["tests/pictures/take.mjs", "docs"])
        .env("SOUNDINGS_STACK", stack.to_json().to_string())
        .env("SOUNDINGS_CHROMIUM", chromium);
    progress::stage("pictures", || process::run(&mut node))
}
