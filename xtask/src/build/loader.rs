//! The loader in its two forms, of one source: the one that updates itself, and the one of a version, which checks all that
//! it loads against the hashes of that version's files.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use super::{
    Workshop,
    assets::{ENTRY, TARGET},
    bundle::Bundle,
};
use crate::files;

/// Stands in the loader for the address of all other assets.
const PLACEHOLDER: &str = "__ASSETS__";

/// Hashes of files as Subresource Integrity writes them, by the files' names.
pub(super) type Integrity = BTreeMap<String, String>;

/// The loader's text. `folder` is the last part of the address where its files lie; `pinned` has the hashes that it holds
/// them against, and none where it takes whatever is there.
pub(super) fn make(workshop: &Workshop<'_>, folder: &str, pinned: Option<&Integrity>) -> Result<String> {
    let hashes = match pinned {
        None => "0".to_owned(),
        Some(integrity) => serde_json::to_string(integrity)?,
    };
    let defines = [format!("--define:PINNED={}", pinned.is_some()), format!("--define:INTEGRITY={hashes}")];
    let minified = workshop.stage.join(if pinned.is_some() { "embed-pinned.js" } else { ENTRY });
    Bundle {
        name: if pinned.is_some() { "loader of a version" } else { "loader" },
        source: workshop.repo.path("widget/loader/embed.js"),
        also: &[],
        output: minified.clone(),
        // A classic script, with no name of its own in the page that embeds it.
        arguments: &["--bundle", "--format=iife", TARGET, &defines[0], &defines[1]],
    }
    .make(workshop)?;
    let text = String::from_utf8(files::read(&minified)?)?;
    ensure!(text.contains(PLACEHOLDER), "widget/loader/embed.js has no {PLACEHOLDER}");
    Ok(text.replace(PLACEHOLDER, &format!("/v1/assets/{folder}/")))
}
