//! Turns the folders of built assets and of the documentation's pages into tables that the Worker carries, and reads in the
//! widget's scripts what they load, store and call, which a page then tells.
//!
//! `cargo xtask build` names the folders in `SOUNDINGS_ASSETS` and `SOUNDINGS_DOCS`. Without them the tables are empty:
//! checks and native tests need neither.

use serde_json::Value;
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
    println!("cargo::rerun-if-env-changed=SOUNDINGS_DOCS");
    let docs = match env::var_os("SOUNDINGS_DOCS") {
        Some(folder) => documentation(Path::new(&folder)),
        None => "pub(crate) static SITE: Site = Site { parts: &[], pages: &[], pictures: &[] };\n".to_owned(),
    };
    fs::write(out.join("docs.rs"), docs).expect("OUT_DIR can be written");
    fs::write(out.join("sources.rs"), sources()).expect("OUT_DIR can be written");
}

/// The widget's scripts that run in somebody's page.
const SCRIPTS: [&str; 3] = ["embed.js", "app.js", "prove.js"];

/// What they load, store and call. A script that says it in another way ends the build here, or fails a test of
/// `src/transparency`: what a page tells of them is then to be looked at anew.
fn sources() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../widget/loader");
    let mut text = String::new();
    for name in SCRIPTS {
        let path = folder.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        text += &fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    // No comment is code.
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with(['/', '*']))
        .map(|line| format!("{line}\n"))
        .collect();
    for never in ["document.cookie", "indexedDB", "sendBeacon", "XMLHttpRequest", "WebSocket", "EventSource", "caches."]
    {
        assert!(!code.contains(never), "a script of the widget uses {never}, which /about says it does not");
    }
    let literals = |before: &str| -> Vec<String> {
        let ends = code.match_indices(before).map(|(at, _)| &code[at + before.len()..]);
        ends.filter_map(|rest| rest.split_once('"')).map(|(literal, _)| literal.to_owned()).collect()
    };
    // By name, or by a name to which the loader adds the ending.
    let mut files: Vec<String> = literals("ASSETS + \"").into_iter().chain(literals("HERE + \"")).collect();
    files.extend(literals("more(\"").into_iter().map(|name| format!("{name}.js")));
    files.sort();
    files.dedup();
    let mut paths: Vec<String> =
        ["path + \"", "/v1/", "url.replace(\"/responses\", \""].into_iter().flat_map(literals).collect();
    // `/v1/receipts/${...}` ends with its value.
    paths.extend(code.match_indices("/v1/receipts/").map(|_| "/v1/receipts/".to_owned()));
    paths.retain(|path| path.starts_with('/') && !path.starts_with("/v1/consultations") && !path.contains('$'));
    paths.sort();
    paths.dedup();
    let mut storages: Vec<&str> =
        ["localStorage", "sessionStorage"].into_iter().filter(|name| code.contains(name)).collect();
    storages.sort_unstable();
    let prefix = literals("const name = \"").pop().expect("app.js names what it stores");
    assert!(
        code.contains(&format!("localStorage[\"{prefix}\" + path]")),
        "loader and application store under one name"
    );
    let week = code
        .split_once("const WEEK = ")
        .and_then(|(_, rest)| rest.split_once(';'))
        .expect("app.js says for how long")
        .0;
    let days = week.parse::<f64>().expect("a number of milliseconds") / 86_400_000.0;
    assert!(days.fract() == 0.0 && days > 0.0, "{days} days");
    let list = |name: &str, items: &[String]| format!("pub(super) static {name}: &[&str] = &{items:?};\n");
    let tested = |list: String| format!("#[cfg(test)]\n{list}");
    let storages: Vec<String> = storages.into_iter().map(str::to_owned).collect();
    list("FILES", &files)
        + &tested(list("PATHS", &paths))
        + &list("STORAGES", &storages)
        + &format!("pub(super) static PREFIX: &str = {prefix:?};\npub(super) static DAYS: u32 = {days};\n")
}

/// The documentation: `contents.json` says what is in its folder.
fn documentation(folder: &Path) -> String {
    println!("cargo::rerun-if-changed={}", folder.display());
    let read = |name: &str| {
        let path = folder.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        path
    };
    let contents = fs::read(read("contents.json")).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let contents: Value = serde_json::from_slice(&contents).expect("the contents are JSON");
    let list = |value: &Value| value.as_array().expect("the contents have lists").clone();
    let text = |value: &Value| value.as_str().expect("the contents have texts").to_owned();

    let mut out = String::from("pub(crate) static SITE: Site = Site { parts: &[\n");
    for part in list(&contents["parts"]) {
        let pages: Vec<String> = list(&part["pages"]).iter().map(text).collect();
        writeln!(out, "Part {{ name: {:?}, pages: &{pages:?} }},", text(&part["name"])).expect("a String takes it");
    }
    out.push_str("], pages: &[\n");
    for page in list(&contents["pages"]) {
        let slug = text(&page["slug"]);
        let path = read(&format!("{}.html", if slug.is_empty() { "index" } else { &slug }));
        let title = text(&page["title"]);
        writeln!(out, "Page {{ slug: {slug:?}, title: {title:?}, html: include_str!({path:?}), sections: &[")
            .expect("a String takes it");
        for section in list(&page["sections"]) {
            let (id, title) = (text(&section["id"]), text(&section["title"]));
            let (level, start, end) = (&section["level"], &section["start"], &section["end"]);
            writeln!(out, "Section {{ level: {level}, id: {id:?}, title: {title:?}, start: {start}, end: {end} }},")
                .expect("a String takes it");
        }
        out.push_str("] },\n");
    }
    out.push_str("], pictures: &[\n");
    for name in list(&contents["pictures"]) {
        let path = read(&text(&name));
        let kind = picture_type(&path);
        writeln!(out, "Picture {{ name: {name}, content_type: {kind:?}, bytes: include_bytes!({path:?}) }},")
            .expect("a String takes it");
    }
    out.push_str("] };\n");
    out
}

fn picture_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("avif") => "image/avif",
        Some("svg") => "image/svg+xml",
        _ => panic!("{}: no content type is known for this kind of picture", path.display()),
    }
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
