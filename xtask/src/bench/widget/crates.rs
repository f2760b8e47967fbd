//! Where the bytes of the application's Wasm are: the widget once more, made as it is made to travel, but with the names of
//! its functions kept; each function counts for the crate that its name begins with.
//!
//! A generic function is that of the crate that wrote it, for whatever types; the code that drops values is a group of its
//! own, since it is the compiler's. Bytes are those before compression: brotli squeezes them together.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, ensure};
use serde::Serialize;
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::repo::Repo;
use crate::{build, files, process, toolchain};

/// Bytes by what they are for, most first.
#[derive(Serialize, Debug)]
pub(super) struct Crates {
    pub(super) parts: Vec<Part>,
    pub(super) total: usize,
}

#[derive(Serialize, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) bytes: usize,
}

impl Crates {
    pub(super) fn to_json(&self) -> serde_json::Value {
        serde_json::json!(self)
    }
}

/// Makes the widget with names, and sums it up.
pub(super) fn measure(repo: &Repo) -> Result<Crates> {
    let folder = repo.path("target/bench/names");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(build::widget_compiled(repo)).out_name("soundings").typescript(false);
    bindgen.remove_producers_section(true).web(true)?.generate(&folder)?;
    let named = folder.join("smaller.wasm");
    let mut smaller = toolchain::wasm_opt(repo)?;
    smaller.args(build::smaller()).arg("-g").arg(folder.join("soundings_bg.wasm")).arg("-o").arg(&named);
    process::capture(&mut smaller)?;
    let travels = files::read(&repo.assets().join("soundings_bg.wasm"))?.len();
    sum(&files::read(&named)?, travels)
}

/// Sums up a module with names, of which `total` bytes travel: fewer, since those names and long ones of imports do not.
fn sum(wasm: &[u8], total: usize) -> Result<Crates> {
    let (mut names, mut bodies, mut imported) = (HashMap::new(), Vec::new(), 0);
    let mut data = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            // The widget imports functions alone.
            Payload::ImportSection(imports) => imported = u32::try_from(imports.into_imports().count())?,
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => data = section.range().len(),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(reader) = section.as_known() else { continue };
                for part in reader {
                    let Name::Function(map) = part? else { continue };
                    for naming in map {
                        let naming = naming?;
                        names.insert(naming.index, naming.name);
                    }
                }
            }
            _ => {}
        }
    }
    ensure!(!names.is_empty(), "the functions' names are gone");
    let mut by_crate: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, size) in (imported..).zip(&bodies) {
        // What the tools add has none.
        let name = names.get(&place).copied().unwrap_or_default();
        *by_crate.entry(owner(name)).or_default() += size;
    }
    let code: usize = bodies.iter().sum();
    by_crate.insert("constant data", data);
    by_crate.insert("tables, types, imports, exports", total - code - data);
    let mut parts: Vec<Part> =
        by_crate.into_iter().map(|(name, bytes)| Part { name: name.to_owned(), bytes }).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.bytes));
    Ok(Crates { parts, total })
}

/// The crate that a function counts for, out of its name as the compiler gives it.
fn owner(name: &str) -> &str {
    if name.contains("drop_in_place") || name.contains("drop_glue") {
        return "dropping values";
    }
    match crate_name(name) {
        Some("core" | "alloc" | "std") => "the standard library, but its maps",
        Some("hashbrown") => "the standard library's maps",
        Some("soundings_widget") => "the widget",
        Some("soundings_contract") => "the contract",
        Some(other) => other,
        // What a primitive type can do: `<str>::eq_ignore_ascii_case`
        None if name.starts_with('<') => "the standard library, but its maps",
        // The widget's one export, with what was inlined into it.
        None if name == "start" => "the widget",
        // `memcpy`, and what the tools add.
        None => "without a crate",
    }
}

/// The first word of a name that is followed by a path, with the crate's hash between them or without:
/// `<[&str] as alloc[12ab]::slice::Join<&str>>::join`.
fn crate_name(name: &str) -> Option<&str> {
    let in_word = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    let mut rest = name;
    while let Some(start) = rest.find(in_word) {
        let end = rest[start..].find(|sign| !in_word(sign)).map_or(rest.len(), |length| start + length);
        let (word, after) = (&rest[start..end], &rest[end..]);
        if after.starts_with("::") || (after.starts_with('[') && after.contains("]::")) {
            return Some(word);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_who_wrote_it() {
        for (name, expected) in [
            ("yew::virtual_dom::vlist::VList::new", "yew"),
            ("<yew::html::Html as core::clone::Clone>::clone", "yew"),
            ("<&mut soundings_contract::json::Value as core::fmt::Display>::fmt", "the contract"),
            ("core[a1b2]::fmt::write", "the standard library, but its maps"),
            ("hashbrown::raw::RawTable<T,A>::reserve_rehash", "the standard library's maps"),
            ("core::ptr::drop_in_place<yew::virtual_dom::VNode>", "dropping values"),
            ("<[&str] as alloc[12ab]::slice::Join<&str>>::join", "the standard library, but its maps"),
            ("<str>::eq_ignore_ascii_case", "the standard library, but its maps"),
            ("start", "the widget"),
            ("memcpy", "without a crate"),
        ] {
            assert_eq!(owner(name), expected, "{name}");
        }
    }

    #[test]
    fn every_byte_is_counted_once() -> Result<()> {
        // (module (func $yew::a (nop)) (func $b)), with its name section.
        let wasm = [
            &b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x03\x02\0\0\x0a\x08\x02\x03\0\x01\x0b\x02\0\x0b"[..],
            b"\0\x13\x04name\x01\x0c\x02\0\x06yew::a\x01\x01b",
        ]
        .concat();
        let crates = sum(&wasm, 31)?;
        assert_eq!(crates.parts.iter().map(|part| part.bytes).sum::<usize>(), crates.total);
        assert!(crates.parts.iter().any(|part| part.name == "yew" && part.bytes == 3), "{crates:?}");
        Ok(())
    }
}
