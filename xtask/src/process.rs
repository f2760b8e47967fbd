//! Programs that are started, and what is said when one fails.

use std::{
    env,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Output, Stdio},
};

use anyhow::{Result, bail};

/// Runs a program whose output the developer should see.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program whose output the developer should see, and lets the caller judge how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    started(command.status(), command)
}

/// Runs a program for what it prints; what it said is shown only if it fails.
pub fn capture(command: &mut Command) -> Result<Vec<u8>> {
    let output = output(command)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({})\n{}", line(command), output.status, said.trim_end());
    }
    Ok(output.stdout)
}

/// Runs a program and gives whatever came of it.
pub fn output(command: &mut Command) -> Result<Output> {
    started(command.stdin(Stdio::null()).output(), command)
}

fn started<T>(result: std::io::Result<T>, command: &Command) -> Result<T> {
    result.map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!("`{}` is not installed", command.get_program().display()),
        _ => anyhow::Error::new(error).context(format!("`{}` cannot be started", line(command))),
    })
}

/// The command as one would type it, without folders before the program's name.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// Where a program is on the search path.
pub fn find_program(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// The `cargo` that started this program, in the repository's top folder.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
