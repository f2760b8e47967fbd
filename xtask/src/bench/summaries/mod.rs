//! `cargo xtask bench summaries`: what reading costs a department as a consultation grows, and what its statistics cost beside
//! a published program. Each part is a file with its measurement and its paragraph; a new one is a line in [`measure`].

mod campaigns;
mod export;
mod growth;
mod pages;
mod raking;
mod sizes;
mod texts;

use anyhow::Result;

use self::sizes::Sizes;
use super::{Options, Outcome};
use crate::repo::Repo;
use crate::{files, progress, toolchain};

const DOCUMENT: &str = "docs/bench/summaries.md";

/// One part: for machines, and for people.
struct Part {
    name: &'static str,
    json: serde_json::Value,
    text: String,
}

pub(super) fn measure(repo: &Repo, options: Options) -> Result<Outcome> {
    toolchain::ensure_load()?;
    let mut parts = vec![
        progress::stage("raking", || raking::measure(repo, options.runs))?,
        progress::stage("campaigns", || campaigns::measure(repo, options.runs))?,
    ];
    parts.push(progress::stage("what people wrote", || texts::measure(repo, options.answers))?);
    let sizes = progress::stage("filling", || Sizes::start(repo, options.answers))?;
    parts.extend([
        progress::stage("pages", || pages::measure(repo, &sizes))?,
        progress::stage("growth", || growth::measure(&sizes, options.runs))?,
        progress::stage("export", || export::measure(&sizes))?,
    ]);
    let mut text = "# Summaries, measured\n\n`cargo xtask bench summaries` measures all of this again; with `--write` it \
                    writes this page. Everything runs on one machine of two cores. Medians (least to most) of rounds in \
                    which all take their turns.\n"
        .to_owned();
    let mut json = serde_json::Map::new();
    for part in parts {
        text.push_str(&format!("\n{}\n", part.text));
        json.insert(part.name.to_owned(), part.json);
    }
    if options.write {
        files::write(&repo.path(DOCUMENT), text.as_bytes())?;
    }
    Ok(Outcome { json: json.into(), text, within: true })
}
