//! Turns the folder of built assets, and those of published versions, into tables of bytes that the Worker carries.
//!
//! `cargo xtask build` names the first in `SOUNDINGS_ASSETS`. Without it that table is empty: checks and
//! native tests need no widget. What was published lies in the repository.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() {
    println!("cargo::rerun-if-env-changed=SOUNDINGS_ASSETS");
    let table = match env::var_os("SOUNDINGS_ASSETS") {
        Some(folder) => table(Path::new(&folder)),
        None => render("", &[]),
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("assets.rs"), table).expect("OUT_DIR can be written");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let published = published(&root.join("../published"));
    fs::write(out.join("published.rs"), published).expect("OUT_DIR can be written");
}

/// The table of published versions, each with its files, of which only the brotli form is kept.
fn published(folder: &Path) -> String {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut out = "pub(crate) static PUBLISHED: &[Published] = &[\n".to_owned();
    for version in listed(folder).into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", version.display());
        let name = version.file_name().and_then(|name| name.to_str()).expect("versions are UTF-8");
        let integrity = version.join("INTEGRITY");
        let hash = fs::read_to_string(&integrity).unwrap_or_else(|error| panic!("{}: {error}", integrity.display()));
        write!(out, "Published {{ version: {name:?}, integrity: {hash:?}, files: &[").expect("a String takes it");
        for path in listed(&version).into_iter().filter(|path| path.extension().is_some_and(|end| end == "br")) {
            let path = path.canonicalize().expect("a file that is listed is there");
            let plain = path.with_extension("");
            let name = plain.file_name().and_then(|name| name.to_str()).expect("asset names are UTF-8");
            write!(out, "({name:?}, {:?}, include_bytes!({path:?})), ", content_type(&plain))
                .expect("a String takes it");
        }
        out.push_str("] },\n");
    }
    out.push_str("];\n");
    out
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a folder that opens can be listed").path()).collect();
    paths.sort();
    paths
}

/// The table of a folder. Each file stands beside its brotli form, `HASH` names the whole.
fn table(folder: &Path) -> String {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder that opens can be listed").path())
        .filter(|path| path.with_added_extension("br").exists())
        .collect();
    files.sort();
    let hash_file = folder.join("HASH");
    let hash = fs::read_to_string(&hash_file).unwrap_or_else(|error| panic!("{}: {error}", hash_file.display()));
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    render(hash.trim(), &files)
}

fn render(hash: &str, files: &[PathBuf]) -> String {
    let mut out = format!("pub(crate) static HASH: &str = {hash:?};\n");
    out.push_str("pub(crate) static ASSETS: &[Asset] = &[\n");
    for path in files {
        let name = path.file_name().and_then(|name| name.to_str()).expect("asset names are UTF-8");
        writeln!(
            out,
            "Asset {{ name: {name:?}, content_type: {:?}, identity: include_bytes!({path:?}), brotli: include_bytes!({:?}) }},",
            content_type(path),
            path.with_added_extension("br"),
        )
        .expect("a String takes what is written");
    }
    out.push_str("];\n");
    out
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        _ => panic!("{}: no content type is known for this kind of asset", path.display()),
    }
}
