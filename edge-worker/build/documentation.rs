//! The documentation's pages and pictures.

use serde_json::Value;
use std::{fmt::Write as _, fs, path::Path};

/// The documentation: `contents.json` says what is in its folder.
pub(super) fn table(folder: Option<&Path>) -> String {
    let Some(folder) = folder else {
        return "pub(crate) static SITE: Site = Site { parts: &[], pages: &[], pictures: &[] };\n".to_owned();
    };
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
