//! What the edge serves to browsers: loader, styles, widget, and the pages' own scripts and styles.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use super::{
    Workshop,
    bundle::Bundle,
    wasm::{Flavour, Recipe},
};
use crate::{
    compress, files, process,
    repo::Repo,
    stamp::{Step, hex},
    toolchain,
};

/// The one asset whose address never changes: the loader.
pub(super) const ENTRY: &str = "embed.js";

/// The widget for the browser; what else is to have few bytes is compiled as it is.
pub(super) const WIDGET: Recipe = Recipe {
    name: "widget",
    package: "soundings-widget",
    features: &["csr"],
    profile: "widget",
    // No panic messages, no Debug output, no source locations. The threshold is that of the fewest bytes: 0, 40 and the
    // optimiser's own each cost 370 to 790 bytes of brotli.
    rustflags: "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none \
                -Cllvm-args=-inline-threshold=25",
    std: &["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"],
    out_name: "soundings",
    flavour: Flavour::Browser,
};

const STUDIO: Recipe = Recipe {
    name: "studio",
    package: "soundings-studio",
    features: &["csr"],
    profile: "studio",
    rustflags: WIDGET.rustflags,
    std: WIDGET.std,
    out_name: "studio",
    flavour: Flavour::Browser,
};

/// What today's compiler emits, and every browser of the last four years runs.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Not -tnh: it assumes that traps never happen. Expressions that are repeated stay repeated, which makes more bytes that
/// compress better; control flow is put together anew, and all is done twice: 550 bytes of brotli.
const PASSES: [&str; 7] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "-lmu",
    "--one-caller-inline-max-function-size=100",
    "--skip-pass=local-cse",
    "-Oz",
];

/// Syntax that browsers of 2022 read: `adoptedStyleSheets`, which the loader needs, is younger.
pub(super) const TARGET: &str = "--target=es2022";

/// Makes the folder of assets.
pub(super) fn build(workshop: &Workshop<'_>) -> Result<()> {
    let mut names = application(workshop, &WIDGET, "widget/loader/app.js", "soundings-application")?;
    names.extend(application(workshop, &STUDIO, "studio/loader/studio.js", "soundings-studio-application")?);
    names.extend(pages(workshop)?);
    names.push(plain(workshop, "widget/styles/soundings.css", &[])?);
    names.push(plain(workshop, "widget/styles/more.css", &[])?);
    names.push(plain(workshop, "widget/loader/diagnose.js", &["--format=esm"])?);
    names.push(plain(workshop, "widget/loader/resize.js", &["--bundle", "--format=iife"])?);
    names.push(plain(workshop, "widget/loader/prove.js", &["--bundle", "--format=esm"])?);
    names.sort();
    let hash = hash(&workshop.repo.assets(), &names)?;
    loader(workshop, &hash)?;
    names.push(ENTRY.to_owned());

    for name in &names {
        squeeze(workshop, name)?;
    }
    sweep(&workshop.repo.assets(), &names)?;
    files::write_if_new(&workshop.repo.assets().join("HASH"), hash.as_bytes())
}

/// One of the two applications: its Wasm, and `script`, which takes in what is around the Wasm under the name `glue`.
fn application(workshop: &Workshop<'_>, recipe: &Recipe, script: &str, glue: &str) -> Result<Vec<String>> {
    let made = recipe.make(workshop, &[])?;
    let (wasm, js) = (format!("{}_bg.wasm", recipe.out_name), format!("{}.js", recipe.out_name));
    let output = workshop.repo.assets().join(&wasm);
    let arguments = smaller();
    let step = Step {
        name: &format!("{}: smaller Wasm", recipe.name),
        stamps: &workshop.stamps,
        options: &arguments.join(" "),
        inputs: &[workshop.versions.clone(), made.wasm.clone()],
        outputs: std::slice::from_ref(&output),
    };
    step.run(|| {
        let mut command = toolchain::wasm_opt(workshop.repo)?;
        process::capture(command.args(&arguments).arg(&made.wasm).arg("-o").arg(&output)).map(drop)
    })?;
    let glue = format!("--alias:{glue}={}", made.js.display());
    Bundle {
        name: &format!("{}: smaller JavaScript", recipe.name),
        source: workshop.repo.path(script),
        also: &[made.js],
        output: workshop.repo.assets().join(&js),
        arguments: &["--bundle", "--format=esm", TARGET, &glue],
    }
    .make(workshop)?;
    Ok(vec![wasm, js])
}

/// What wasm-opt is told.
pub(crate) fn smaller() -> Vec<&'static str> {
    PASSES.into_iter().chain(WASM_FEATURES).collect()
}

/// The widget as rustc leaves it, with the names of its functions.
pub(crate) fn widget_compiled(repo: &Repo) -> PathBuf {
    WIDGET.compiled(repo)
}

/// The scripts and styles of the edge's own pages.
fn pages(workshop: &Workshop<'_>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for script in listed(&workshop.repo.path("edge-worker/assets"))? {
        names.push(plain(workshop, &format!("edge-worker/assets/{script}"), &[])?);
    }
    let folder = workshop.repo.path("edge-worker/styles");
    let sheets = listed(&folder)?;
    // A name with an underscore is a part of others.
    for sheet in sheets.iter().filter(|name| !name.starts_with('_')) {
        names.push(styles(workshop, &folder, sheet, &sheets)?);
    }
    Ok(names)
}

/// The names of a folder's files, in order.
fn listed(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let name = entry?.file_name();
        names.push(name.to_str().context("an asset's name is not UTF-8")?.to_owned());
    }
    names.sort();
    Ok(names)
}

/// A style sheet in Sass, which takes what it needs of govuk-frontend. `all` are the files that it may be made of.
fn styles(workshop: &Workshop<'_>, folder: &Path, sheet: &str, all: &[String]) -> Result<String> {
    let name = format!("{}.css", sheet.strip_suffix(".scss").context("a style sheet's name ends with .scss")?);
    let plain = workshop.stage.join(&name);
    let mut inputs: Vec<PathBuf> = all.iter().map(|name| folder.join(name)).collect();
    // The lock file names govuk-frontend's version, and sass's.
    inputs.push(workshop.versions.clone());
    let step = Step {
        name: &format!("{name}: Sass"),
        stamps: &workshop.stamps,
        options: sheet,
        inputs: &inputs,
        outputs: std::slice::from_ref(&plain),
    };
    step.run(|| {
        let mut sass = toolchain::sass(workshop.repo)?;
        process::capture(sass.arg(folder.join(sheet)).arg(&plain)).map(drop)
    })?;
    Bundle { name: &name, source: plain, also: &[], output: workshop.repo.assets().join(&name), arguments: &[TARGET] }
        .make(workshop)?;
    Ok(name)
}

/// A script or style that is served as it is, only smaller.
fn plain(workshop: &Workshop<'_>, source: &str, arguments: &[&str]) -> Result<String> {
    let (_, name) = source.rsplit_once('/').context("a source stands in a folder")?;
    let mut all = vec![TARGET];
    all.extend_from_slice(arguments);
    Bundle {
        name,
        source: workshop.repo.path(source),
        also: &[],
        output: workshop.repo.assets().join(name),
        arguments: &all,
    }
    .make(workshop)?;
    Ok(name.to_owned())
}

/// The loader that updates itself knows where the other assets are: an address that changes with their content.
fn loader(workshop: &Workshop<'_>, hash: &str) -> Result<()> {
    let text = super::loader::make(workshop, hash, None)?;
    files::write_if_new(&workshop.repo.assets().join(ENTRY), text.as_bytes())
}

fn squeeze(workshop: &Workshop<'_>, name: &str) -> Result<()> {
    let source = workshop.repo.assets().join(name);
    let output = workshop.repo.assets().join(format!("{name}.br"));
    let step = Step {
        name: &format!("{name}: brotli"),
        stamps: &workshop.stamps,
        options: "",
        inputs: std::slice::from_ref(&source),
        outputs: std::slice::from_ref(&output),
    };
    step.run(|| files::write(&output, &compress::brotli(&files::read(&source)?)?))
}

/// The first 16 hexadecimal digits of SHA-256 over names and bytes.
fn hash(folder: &Path, names: &[String]) -> Result<String> {
    let mut digest = Sha256::new();
    for name in names {
        let bytes = files::read(&folder.join(name))?;
        // Lengths keep one asset's end apart from the next one's name.
        digest.update((name.len() as u64).to_le_bytes());
        digest.update(name);
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    }
    Ok(hex(&digest.finalize()[..8]))
}

/// What an earlier build left and this one does not make is not served.
fn sweep(folder: &Path, names: &[String]) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let wanted = name == "HASH" || names.iter().any(|asset| *asset == name.strip_suffix(".br").unwrap_or(&name));
        if !wanted {
            fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_follows_names_and_bytes() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let names = ["a.js".to_owned(), "b.css".to_owned()];
        let mut seen = Vec::new();
        for (a, b) in [("1", "2"), ("12", ""), ("1", "3")] {
            files::write(&folder.path().join("a.js"), a.as_bytes())?;
            files::write(&folder.path().join("b.css"), b.as_bytes())?;
            let hash = hash(folder.path(), &names)?;
            assert_eq!(hash.len(), 16);
            assert!(!seen.contains(&hash), "{a:?} {b:?}");
            seen.push(hash);
        }
        Ok(())
    }

    #[test]
    fn what_is_not_made_any_more_goes() -> Result<()> {
        let folder = tempfile::tempdir()?;
        for name in ["a.js", "a.js.br", "old.js", "old.js.br", "HASH"] {
            files::write(&folder.path().join(name), b"")?;
        }
        sweep(folder.path(), &["a.js".to_owned()])?;
        let mut left: Vec<_> =
            fs::read_dir(folder.path())?.map(|entry| entry.map(|e| e.file_name())).collect::<Result<_, _>>()?;
        left.sort();
        assert_eq!(left, ["HASH", "a.js", "a.js.br"]);
        Ok(())
    }
}
