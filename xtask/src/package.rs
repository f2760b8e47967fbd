//! `cargo xtask package`: the edge as one file, to run on a machine of one's own.

use anyhow::{Context as _, Result};
use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::repo::Repo;
use crate::stack::Launch;
use crate::toolchain::NativeTool;
use crate::{build, process, progress};

/// The name of workerd's configuration in its file.
const CONFIG: &str = "config";

/// Builds everything and puts it into one program: workerd, its configuration and the Worker. Returns where it lies.
///
/// # Errors
/// Something does not build, or cannot be written.
pub fn package(repo: &Repo) -> Result<PathBuf> {
    build::build(repo)?;
    let path = repo.built().join("soundings");
    progress::step("one program", || {
        let program = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        program.set_permissions(Permissions::from_mode(0o755))?;
        let mut compile = Command::new(NativeTool::Workerd.path(repo)?);
        compile.arg("compile").arg(repo.path(Launch::EDGE)).arg(CONFIG);
        process::run(compile.current_dir(repo.root()).stdin(Stdio::null()).stdout(program))
    })?;
    Ok(path)
}
