//! esbuild: scripts and styles without what only people read.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::Workshop;
use crate::{process, stamp::Step, toolchain::NativeTool};

/// What a file becomes.
pub(super) struct Bundle<'a> {
    /// What the developer reads.
    pub(super) name: &'a str,
    pub(super) source: PathBuf,
    /// Other files that the source takes in.
    pub(super) also: &'a [PathBuf],
    pub(super) output: PathBuf,
    pub(super) arguments: &'a [&'a str],
}

impl Bundle<'_> {
    /// Runs esbuild, unless nothing changed.
    pub(super) fn make(&self, workshop: &Workshop<'_>) -> Result<()> {
        let mut inputs = vec![workshop.versions.clone(), self.source.clone()];
        inputs.extend_from_slice(self.also);
        let step = Step {
            name: self.name,
            stamps: &workshop.stamps,
            options: &self.arguments.join(" "),
            inputs: &inputs,
            outputs: std::slice::from_ref(&self.output),
        };
        step.run(|| self.esbuild(workshop.repo.root(), &NativeTool::Esbuild.path(workshop.repo)?))
    }

    fn esbuild(&self, root: &Path, esbuild: &Path) -> Result<()> {
        let mut command = Command::new(esbuild);
        command.current_dir(root).arg(&self.source).args(self.arguments).args(["--minify", "--log-level=warning"]);
        command.arg(format!("--outfile={}", self.output.display()));
        process::capture(&mut command).map(drop)
    }
}
