//! The versions that were published, and whose files every later edge serves.

use super::assets::content_type;
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The table of published versions, each with its files, of which only the brotli form is kept.
pub(super) fn table(folder: &Path) -> String {
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
