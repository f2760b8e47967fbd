//! Other ways to ask something on a page: what a page loads to show one form of theirs.
//!
//! The packages are pinned in `tests/peers`, and installed by this benchmark alone. Where a peer's documentation has pages
//! load a file of the package, that file is taken as it is; where it is a module for a bundler, it is bundled as the
//! loader is.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process::{self, find_program};
use crate::repo::Repo;
use crate::stamp::Step;
use crate::{compress, files, progress, toolchain};

/// A peer with what it makes a page load.
pub(super) struct Peer {
    pub(super) name: &'static str,
    /// The packages with their versions.
    pub(super) versions: Vec<(String, String)>,
    /// Files, each with its brotli form beside it.
    pub(super) parts: Vec<PathBuf>,
}

/// Where a part comes from.
enum Source {
    /// A file of a package, as it is.
    File(&'static str),
    /// A module of `tests/peers`, bundled.
    Module(&'static str),
    /// A file of isso's source distribution.
    Isso(&'static str),
}

use Source::{File, Isso, Module};

struct Plan {
    name: &'static str,
    packages: &'static [&'static str],
    /// What each part is called here, and where it comes from.
    parts: &'static [(&'static str, Source)],
}

const PLANS: [Plan; 8] = [
    Plan {
        name: "survey-core + survey-js-ui",
        packages: &["survey-core", "survey-js-ui"],
        parts: &[("survey.js", Module("survey.js")), ("survey.css", File("survey-core/survey-core.fontless.min.css"))],
    },
    Plan {
        name: "@typebot.io/js",
        packages: &["@typebot.io/js"],
        parts: &[("typebot.js", File("@typebot.io/js/dist/web.js"))],
    },
    Plan {
        name: "posthog-js, array + surveys",
        packages: &["posthog-js"],
        parts: &[("array.js", File("posthog-js/dist/array.js")), ("surveys.js", File("posthog-js/dist/surveys.js"))],
    },
    Plan {
        name: "@sentry/browser with feedback",
        packages: &["@sentry/browser"],
        parts: &[("sentry.js", Module("sentry.js"))],
    },
    Plan {
        name: "artalk, lite",
        packages: &["artalk"],
        parts: &[("artalk.js", File("artalk/dist/ArtalkLite.js")), ("artalk.css", File("artalk/dist/ArtalkLite.css"))],
    },
    Plan {
        name: "isso",
        packages: &["isso"],
        parts: &[("isso.js", Isso("js/embed.min.js")), ("isso.css", Isso("css/isso.css"))],
    },
    Plan {
        name: "@feelback/js",
        packages: &["@feelback/js"],
        parts: &[("feelback.js", Module("feelback.js")), ("feelback.css", File("@feelback/js/styles/feelback.css"))],
    },
    Plan {
        name: "@betahuhn/feedback-js",
        packages: &["@betahuhn/feedback-js"],
        parts: &[("betahuhn.js", File("@betahuhn/feedback-js/dist/feedback-js.min.js"))],
    },
];

/// Installs the peers and makes what they have a page load.
///
/// # Errors
/// npm, pip or tar is missing, a registry cannot be reached, or a package lacks a file.
pub(super) fn ready(repo: &Repo) -> Result<Vec<Peer>> {
    toolchain::npm_packages(&repo.path("tests/peers"))?;
    let isso = isso(repo)?;
    progress::stage("the peers' files", || PLANS.iter().map(|plan| make(repo, plan, &isso)).collect())
}

fn make(repo: &Repo, plan: &Plan, isso: &Unpacked) -> Result<Peer> {
    let modules = repo.path("tests/peers/node_modules");
    let mut parts = Vec::new();
    for (name, source) in plan.parts {
        let path = folder(repo).join(name);
        match source {
            File(file) => files::write(&path, &files::read(&modules.join(file))?)?,
            Isso(file) => files::write(&path, &files::read(&isso.folder.join(file))?)?,
            Module(file) => bundle(repo, file, &path)?,
        }
        squeeze(repo, name, &path)?;
        parts.push(path);
    }
    let version = |package: &&str| {
        let version = if *package == "isso" { isso.version.clone() } else { npm_version(repo, package)? };
        Ok(((*package).to_owned(), version))
    };
    Ok(Peer { name: plan.name, versions: plan.packages.iter().map(version).collect::<Result<_>>()?, parts })
}

/// A peer's file is squeezed once: it is the same until its version changes.
fn squeeze(repo: &Repo, name: &str, path: &Path) -> Result<()> {
    let output = path.with_added_extension("br");
    let step = Step {
        name: &format!("{name}: brotli"),
        stamps: &repo.path("target/bench/stamps"),
        options: "",
        inputs: &[path.to_owned()],
        outputs: std::slice::from_ref(&output),
    };
    step.run(|| files::write(&output, &compress::brotli(&files::read(path)?)?))
}

/// As a site's own build would: minified, for production, syntax that the widget's loader has too.
fn bundle(repo: &Repo, entry: &str, output: &Path) -> Result<()> {
    let mut command = Command::new(toolchain::NativeTool::Esbuild.path(repo)?);
    command
        .current_dir(repo.path("tests/peers"))
        .args([entry, "--bundle", "--minify", "--format=iife", "--target=es2022", "--legal-comments=none"])
        .args(["--define:process.env.NODE_ENV=\"production\"", "--conditions=production", "--log-level=error"])
        .arg(format!("--outfile={}", output.display()));
    process::capture(&mut command).map(drop)
}

fn folder(repo: &Repo) -> PathBuf {
    repo.path("target/bench/peers")
}

fn npm_version(repo: &Repo, package: &str) -> Result<String> {
    let path = repo.path("tests/peers/node_modules").join(package).join("package.json");
    let manifest: serde_json::Value = serde_json::from_slice(&files::read(&path)?)?;
    Ok(manifest["version"].as_str().with_context(|| format!("{package} has no version"))?.to_owned())
}

/// isso's sources, which have its built script in them.
struct Unpacked {
    version: String,
    folder: PathBuf,
}

fn isso(repo: &Repo) -> Result<Unpacked> {
    let requirements = repo.path("tests/peers/requirements.txt");
    let text = String::from_utf8(files::read(&requirements)?)?;
    let version = text
        .strip_prefix("isso==")
        .and_then(|rest| rest.split_whitespace().next())
        .context("tests/peers/requirements.txt names no version of isso")?;
    let target = repo.path("target/bench");
    let folder = target.join(format!("isso-{version}/isso"));
    if !folder.is_dir() {
        anyhow::ensure!(
            find_program("python3").is_some(),
            "pip fetches isso.\nOn Debian or Ubuntu: sudo apt-get install -y python3-pip"
        );
        progress::step("fetching isso", || {
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
                .args(["--require-hashes", "--no-binary=isso", "--requirement"])
                .arg(&requirements)
                .arg("--dest")
                .arg(&target);
            process::capture(&mut pip).context("isso could not be fetched with pip")?;
            let archive = target.join(format!("isso-{version}.tar.gz"));
            process::capture(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&target))
        })?;
    }
    Ok(Unpacked { version: version.to_owned(), folder })
}
