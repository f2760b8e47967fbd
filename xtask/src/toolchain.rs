//! What the build needs from outside: found, or fetched, or a sentence with the command that gets it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::{
    files,
    process::{self, find_program},
    progress,
    repo::Repo,
    stamp::hex,
};

/// The oldest Node that the npm packages run on.
const NODE_MAJOR: u32 = 20;

/// Parts of the Rust toolchain: a path in it that shows that the part is there, and how rustup gets it.
const RUST_PARTS: [(&str, [&str; 3]); 4] = [
    ("lib/rustlib/src/rust/library/Cargo.lock", ["component", "add", "rust-src"]),
    ("lib/rustlib/wasm32-unknown-unknown/lib", ["target", "add", "wasm32-unknown-unknown"]),
    ("bin/cargo-clippy", ["component", "add", "clippy"]),
    ("bin/rustfmt", ["component", "add", "rustfmt"]),
];

/// Names under which Chromium and its kin are installed.
const CHROMIUMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Names under which LibreOffice is installed.
const OFFICES: [&str; 2] = ["soffice", "libreoffice"];

/// Sees to it that a build can run.
pub fn ensure_build(repo: &Repo) -> Result<()> {
    rust(repo)?;
    c_compiler()?;
    node()?;
    npm_packages(repo.root())
}

/// Sees to it that a browser is there for the tests, and says where.
pub fn ensure_chromium() -> Result<PathBuf> {
    let chromium = || CHROMIUMS.iter().find_map(|name| find_program(name));
    if let Some(found) = chromium() {
        return Ok(found);
    }
    let by_hand = "the browser tests need Chromium.\nOn Debian or Ubuntu: sudo apt-get install -y chromium";
    install_on_debian("Chromium", "chromium", by_hand)?;
    chromium().context(by_hand)
}

/// The folder of programs of a Python with what `tests/NAME/requirements.txt` pins, in `target/NAME`: installed where it is
/// not there yet, once, whoever asks for it at the same time.
pub fn python(repo: &Repo, name: &str) -> Result<PathBuf> {
    let (folder, wanted) = (repo.path(&format!("target/{name}")), repo.path(&format!("tests/{name}/requirements.txt")));
    let (programs, done) = (folder.join("bin"), folder.join("installed"));
    let requirements = fs::read_to_string(&wanted).with_context(|| wanted.display().to_string())?;
    let installed = || fs::read_to_string(&done).is_ok_and(|installed| installed == requirements);
    if installed() {
        return Ok(programs);
    }
    fs::create_dir_all(&folder)?;
    let turn = fs::File::create(folder.join("lock"))?;
    turn.lock()?;
    if installed() {
        return Ok(programs);
    }
    progress::step(&format!("installing what tests/{name} needs from PyPI"), || {
        process::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))
            .context("tests hold results against Python programs: Python 3 with its module venv is needed")?;
        process::run(
            Command::new(programs.join("python"))
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "10", "-r"])
                .arg(&wanted),
        )?;
        files::write(&done, requirements.as_bytes())
    })?;
    Ok(programs)
}

/// Sees to it that a spreadsheet program is there, which reads a release back, and says where.
pub fn ensure_calc() -> Result<PathBuf> {
    let office = || OFFICES.iter().find_map(|name| find_program(name));
    if let Some(found) = office() {
        return Ok(found);
    }
    let by_hand = "the tests of open data need LibreOffice Calc.\n\
                   On Debian or Ubuntu: sudo apt-get install -y --no-install-recommends libreoffice-calc";
    install_on_debian("LibreOffice Calc", "libreoffice-calc", by_hand)?;
    office().context(by_hand)
}

/// What sends load and counts system calls, for `cargo xtask bench edge`.
pub fn ensure_load() -> Result<()> {
    if find_program("wrk").is_some() && find_program("strace").is_some() {
        return Ok(());
    }
    let by_hand = "the edge is measured with wrk and strace.\nOn Debian or Ubuntu: sudo apt-get install -y wrk strace";
    install_on_debian("wrk and strace", "wrk strace", by_hand)
}

fn rust(repo: &Repo) -> Result<()> {
    let printed = process::capture(Command::new("rustc").args(["--print", "sysroot"]).current_dir(repo.root()))?;
    let sysroot = PathBuf::from(String::from_utf8(printed)?.trim());
    for (path, rustup) in RUST_PARTS {
        if sysroot.join(path).exists() {
            continue;
        }
        let command = format!("rustup {}", rustup.join(" "));
        if find_program("rustup").is_none() {
            bail!("the Rust toolchain lacks {}, and rustup is not there to add it (rustup.rs): {command}", rustup[2]);
        }
        progress::stage(&command, || {
            process::run(Command::new("rustup").args(rustup).current_dir(repo.root()))
                .with_context(|| format!("the Rust toolchain lacks {}: {command}", rustup[2]))
        })?;
    }
    Ok(())
}

fn c_compiler() -> Result<()> {
    if ["cc", "gcc", "clang"].iter().any(|name| find_program(name).is_some()) {
        return Ok(());
    }
    let by_hand = "a C compiler links the programs of this machine.\n\
                   On Debian or Ubuntu: sudo apt-get install -y gcc libc6-dev; on macOS: xcode-select --install";
    install_on_debian("a C compiler", "gcc libc6-dev", by_hand)
}

fn node() -> Result<()> {
    let by_hand = format!(
        "Node {NODE_MAJOR} or newer, with npm, is needed to build (nodejs.org; \
         on Debian 13 or newer: sudo apt-get install -y nodejs npm)"
    );
    if find_program("node").is_none() || find_program("npm").is_none() {
        install_on_debian("Node", "nodejs npm", &by_hand)?;
    }
    let printed = process::capture(Command::new("node").arg("--version")).with_context(|| by_hand.clone())?;
    let version = String::from_utf8(printed)?;
    match node_major(&version) {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => bail!("the Node that is installed is {}. {by_hand}", version.trim()),
    }
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs with apt where that can work without asking anybody: as root, on a machine that has apt.
fn install_on_debian(what: &str, packages: &str, by_hand: &str) -> Result<()> {
    if !rustix::process::geteuid().is_root() || find_program("apt-get").is_none() {
        bail!("{by_hand}");
    }
    let apt = |arguments: &[&str]| {
        process::run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
            .with_context(|| by_hand.to_owned())
    };
    progress::stage(&format!("installing {what}"), || {
        apt(&["update", "-qq"])?;
        let install = ["install", "-y", "-qq", "--no-install-recommends"];
        apt(&install.into_iter().chain(packages.split(' ')).collect::<Vec<_>>())
    })
}

/// The npm packages of a folder's lock file, no more and no less.
pub fn npm_packages(folder: &Path) -> Result<()> {
    let wanted = hex(&Sha256::digest(files::read(&folder.join("package-lock.json"))?));
    // Inside the folder that it speaks of: whoever deletes that deletes the stamp with it.
    let stamp = folder.join("node_modules/.soundings-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == wanted) {
        return Ok(());
    }
    progress::stage("installing the npm packages", || {
        let mut npm = Command::new("npm");
        // Tests use the system's Chromium.
        npm.args(["ci", "--loglevel=error"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        process::run(npm.current_dir(folder)).context("the npm packages could not be installed: npm ci")
    })?;
    files::write(&stamp, wanted.as_bytes())
}

/// A program that an npm package brings for this kind of machine.
#[derive(Clone, Copy, Debug)]
pub enum NativeTool {
    /// Minifies and bundles.
    Esbuild,
    /// Runs the Worker.
    Workerd,
}

impl NativeTool {
    /// Where its binary is. The packages' own starters in `.bin` would need Node at each run.
    pub fn path(self, repo: &Repo) -> Result<PathBuf> {
        let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
        let system = match system {
            "macos" => "darwin",
            other => other,
        };
        let path = match (self, machine) {
            (Self::Esbuild, "x86_64") => format!("@esbuild/{system}-x64/bin/esbuild"),
            (Self::Esbuild, "aarch64") => format!("@esbuild/{system}-arm64/bin/esbuild"),
            (Self::Workerd, "x86_64") => format!("@cloudflare/workerd-{system}-64/bin/workerd"),
            (Self::Workerd, "aarch64") => format!("@cloudflare/workerd-{system}-arm64/bin/workerd"),
            _ => bail!("{self:?} is not made for {machine} machines"),
        };
        existing(repo.path("node_modules").join(path))
    }
}

/// A command that shrinks Wasm: binaryen, compiled to JavaScript.
pub fn wasm_opt(repo: &Repo) -> Result<Command> {
    let mut command = Command::new("node");
    command.arg(existing(repo.path("node_modules/binaryen/bin/wasm-opt"))?);
    Ok(command)
}

/// A command that makes a style sheet of one in Sass, which finds npm packages by their names.
pub fn sass(repo: &Repo) -> Result<Command> {
    let mut command = Command::new("node");
    command.current_dir(repo.root()).arg(existing(repo.path("node_modules/sass/sass.js"))?);
    command.args(["--no-source-map", "--quiet-deps", "--load-path=node_modules"]);
    Ok(command)
}

fn existing(path: PathBuf) -> Result<PathBuf> {
    let there: &Path = &path;
    if !there.is_file() {
        bail!("{} is missing: delete node_modules and run `cargo xtask build`", there.display());
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_major_version_of_node() {
        for (printed, major) in [("v20.20.2\n", Some(20)), ("v9.0.0", Some(9)), ("20.1.0", None), ("", None)] {
            assert_eq!(node_major(printed), major, "{printed:?}");
        }
    }
}
