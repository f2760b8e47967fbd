//! What the widget's scripts load, store and call, which a page then tells.

use std::{fs, path::Path};

/// The widget's scripts that run in somebody's page.
const SCRIPTS: [&str; 3] = ["embed.js", "app.js", "prove.js"];

/// What they load, store and call. A script that says it in another way ends the build here, or fails a test of
/// `src/transparency`: what a page tells of them is then to be looked at anew.
pub(super) fn told(folder: &Path) -> String {
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
