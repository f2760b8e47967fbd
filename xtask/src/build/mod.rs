//! From sources to what workerd serves.
//!
//! Three crates become Wasm, each with a standard library of its own kind: the widget's aborts at once and formats
//! nothing (bytes), the Worker's unwinds (a panic is a 500 and not a request that hangs). The widget, loader and styles
//! become assets, the documents become pages, and the Worker carries both in itself.

mod assets;
mod bundle;
mod freeze;
mod loader;
mod wasm;
mod worker;

pub(crate) use assets::{smaller, widget_compiled};
pub(crate) use freeze::{Published, freeze};

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};

use crate::{docs, progress, repo::Repo, toolchain};

/// Builds whatever is not built yet: assets and Worker.
pub fn build(repo: &Repo) -> Result<()> {
    toolchain::ensure_build(repo)?;
    progress::stage("build", || {
        let workshop = Workshop::new(repo)?;
        assets::build(&workshop)?;
        progress::step("documentation", || docs::Site::read(repo)?.write(&repo.documentation()))?;
        worker::build(&workshop)
    })
}

/// Builds what reading from the edge is measured beside.
pub(crate) fn hello(repo: &Repo) -> Result<()> {
    progress::stage("build of the least Worker", || worker::hello(&Workshop::new(repo)?))
}

/// Where the steps of a build leave things for each other.
struct Workshop<'a> {
    repo: &'a Repo,
    stamps: PathBuf,
    stage: PathBuf,
    /// The pinned tools: a step is done again when one of them changes.
    versions: PathBuf,
}

impl<'a> Workshop<'a> {
    fn new(repo: &'a Repo) -> Result<Self> {
        let (stamps, stage) = (repo.built().join("stamps"), repo.built().join("stage"));
        for folder in [&stamps, &stage, &repo.assets(), &repo.documentation(), &repo.worker()] {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        Ok(Self { repo, stamps, stage, versions: repo.path("package-lock.json") })
    }
}
