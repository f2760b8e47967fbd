//! The built assets.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The table of a folder, or of none. Each file stands beside its brotli form, which alone is carried; `HASH` names the whole.
pub(super) fn table(folder: Option<&Path>) -> String {
    let Some(folder) = folder else { return render("", &[]) };
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
            "Asset {{ name: {name:?}, content_type: {:?}, bytes: {}, brotli: include_bytes!({:?}) }},",
            content_type(path),
            fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).len(),
            path.with_added_extension("br"),
        )
        .expect("a String takes what is written");
    }
    out.push_str("];\n");
    out
}

/// What a file is served as, by its ending.
pub(super) fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        _ => panic!("{}: no content type is known for this kind of asset", path.display()),
    }
}
