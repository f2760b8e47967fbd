//! `cargo xtask size`: what travels, against what may.

mod pages;

use anyhow::{Context, Result};
use pages::Page;
use std::fmt::Write;
use std::path::Path;

use crate::build::Published;
use crate::repo::Repo;
use crate::stack::{Options, Stack, token};
use crate::{compress, files};

/// How bytes are counted for a budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coding {
    /// As a browser receives them.
    Brotli,
    /// As Cloudflare counts a Worker.
    Gzip,
}

/// One line of the table. Sizes in bytes.
#[derive(Debug)]
pub struct Row {
    pub(crate) name: &'static str,
    coding: Coding,
    pub(crate) raw: usize,
    pub(crate) gzip: usize,
    pub(crate) brotli: usize,
    pub(crate) budget: Option<usize>,
}

impl Row {
    fn of(name: &'static str, coding: Coding, budget: Option<usize>, parts: &[&[u8]]) -> Result<Self> {
        let mut row = Self { name, coding, raw: 0, gzip: 0, brotli: 0, budget };
        // Each part travels by itself.
        for part in parts {
            row.raw += part.len();
            row.gzip += compress::gzip_len(part)?;
            row.brotli += compress::brotli(part)?.len();
        }
        Ok(row)
    }

    fn counted(&self) -> usize {
        match self.coding {
            Coding::Brotli => self.brotli,
            Coding::Gzip => self.gzip,
        }
    }

    pub(crate) fn within(&self) -> bool {
        self.budget.is_none_or(|budget| self.counted() <= budget)
    }
}

/// Measures what is built, prints the table, and says whether every budget is kept.
///
/// # Errors
/// Something is not built, or the edge does not give its form.
pub fn size(repo: &Repo, json: bool) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let stack = started(repo, folder.path())?;
    let rows = rows(repo, &stack)?;
    let pages = pages::measure(repo, &stack)?;
    if json {
        let mut all = to_json(&rows);
        all.as_array_mut().into_iter().for_each(|all| all.extend(pages.iter().map(Page::to_json)));
        println!("{all}");
    } else {
        println!("{}\n{}", table(&rows), pages::table(&pages));
    }
    Ok(rows.iter().all(Row::within) && pages.iter().all(Page::within))
}

/// Bytes of the application, brotli 11: on slow 4G (1.6 Mbit/s) they take a third of a second.
pub(crate) const APPLICATION_BUDGET: usize = 60_000;

/// Bytes of the studio, brotli 11: two seconds on slow 4G, for a page on which somebody then works for an hour. The Worker
/// carries them twice, compressed and not.
const STUDIO_BUDGET: usize = 160_000;
/// Bytes of a loader of one version, brotli 11: the loader that updates itself, and the hashes of its files.
const PINNED_BUDGET: usize = 3_100;
/// Bytes that all published versions take in the Worker. To publish one more is to raise it.
const PUBLISHED_BUDGET: usize = 90_000;

/// Measures what is built.
pub(crate) fn measure(repo: &Repo) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    rows(repo, &started(repo, folder.path())?)
}

fn started(repo: &Repo, folder: &Path) -> Result<Stack> {
    Stack::start(repo, &Options { port: None, folder: folder.to_owned(), token: token::new()? })
}

fn rows(repo: &Repo, stack: &Stack) -> Result<Vec<Row>> {
    let asset = |name: &str| files::read(&repo.assets().join(name));
    let (loader, styles) = (asset("embed.js")?, asset("soundings.css")?);
    let (wasm, glue, more) = (asset("soundings_bg.wasm")?, asset("soundings.js")?, asset("more.css")?);
    let worker = |name: &str| files::read(&repo.worker().join(name));
    let (index, recording, views) = (worker("index.js")?, worker("index_bg.wasm")?, worker("views_bg.wasm")?);
    let cards = worker("cards_bg.wasm")?;
    let (form, start) = replies(stack)?;
    let published = Published::all(repo)?;
    let pinned = published.last().context("no version is published")?.loader()?;
    let carried: Vec<Vec<u8>> =
        published.iter().map(Published::carried).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let carried: Vec<&[u8]> = carried.iter().map(Vec::as_slice).collect();
    use Coding::{Brotli, Gzip};
    Ok(vec![
        Row::of("loader", Brotli, Some(2_500), &[&loader])?,
        Row::of("loader of one version", Brotli, Some(PINNED_BUDGET), &[&pinned])?,
        Row::of("published versions, carried", Gzip, Some(PUBLISHED_BUDGET), &carried)?,
        Row::of("styles", Brotli, None, &[&styles])?,
        Row::of("form of four questions", Brotli, None, &[&form])?,
        Row::of("all before a person can answer", Brotli, Some(5_000), &[&loader, &styles, &form])?,
        Row::of("Wasm of the application", Brotli, None, &[&wasm])?,
        Row::of("its JavaScript", Brotli, None, &[&glue])?,
        Row::of("its styles", Brotli, None, &[&more])?,
        Row::of("Yew with its glue", Brotli, Some(APPLICATION_BUDGET), &[&wasm, &glue, &more])?,
        Row::of("what it starts with", Brotli, None, &[&start])?,
        Row::of("styles of our pages", Brotli, Some(5_000), &[&asset("pages.css")?])?,
        Row::of("styles of the department's", Brotli, Some(10_000), &[&asset("department.css")?])?,
        Row::of("what draws cards, with its fonts", Gzip, Some(350_000), &[&cards])?,
        Row::of(
            "the studio",
            Brotli,
            Some(STUDIO_BUDGET),
            &[&asset("studio_bg.wasm")?, &asset("studio.js")?, &asset("studio.css")?],
        )?,
        Row::of("styles of the documentation", Brotli, Some(5_000), &[&asset("docs.css")?])?,
        Row::of("documentation, in the Worker", Gzip, Some(200_000), &[&documentation(repo)?])?,
        // Cloudflare takes 3 MB of a Worker on its free plan.
        Row::of("Worker", Gzip, Some(2_900_000), &[&index, &recording, &views, &cards])?,
    ])
}

/// From a running edge: the reply that brings the form of the sample with four questions, and the one that the
/// application starts with.
fn replies(stack: &Stack) -> Result<(Vec<u8>, Vec<u8>)> {
    let (_, origin) = stack.sites().iter().find(|(site, _)| site.id == "parents-forum").context("no forum")?;
    let reply = |name: &str| {
        let path = format!("/v1/consultations/maternity-benefits/{name}?lang=en&site=parents-forum");
        stack.api().bytes(&path, origin)
    };
    Ok((reply("form")?, reply("start")?))
}

/// The documentation's files one behind the other, as they lie in the Worker's Wasm.
fn documentation(repo: &Repo) -> Result<Vec<u8>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(repo.documentation())? {
        paths.push(entry?.path());
    }
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        all.extend(files::read(&path)?);
    }
    Ok(all)
}

fn table(rows: &[Row]) -> String {
    let mut out = format!("{:<32}{:>10}{:>10}{:>10}{:>12}\n", "", "raw", "gzip", "brotli", "budget");
    for row in rows {
        let budget = match (row.budget, row.coding) {
            (None, _) => String::new(),
            (Some(budget), Coding::Brotli) => format!("{budget} br"),
            (Some(budget), Coding::Gzip) => format!("{budget} gz"),
        };
        let verdict = match (row.budget, row.within()) {
            (None, _) => "",
            (Some(_), true) => "kept",
            (Some(_), false) => "OVER",
        };
        // Writing to a String does not fail.
        let _ =
            writeln!(out, "{:<32}{:>10}{:>10}{:>10}{budget:>12}  {verdict}", row.name, row.raw, row.gzip, row.brotli);
    }
    out
}

pub(crate) fn to_json(rows: &[Row]) -> serde_json::Value {
    let row = |row: &Row| {
        serde_json::json!({
            "name": row.name, "raw": row.raw, "gzip": row.gzip, "brotli": row.brotli,
            "counted": row.counted(), "budget": row.budget, "within": row.within(),
        })
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_held_against_its_own_coding() -> Result<()> {
        let text = vec![b'a'; 10_000];
        for (coding, budget, within) in [
            (Coding::Brotli, Some(100), true),
            (Coding::Brotli, Some(1), false),
            (Coding::Gzip, Some(100), true),
            (Coding::Gzip, Some(1), false),
            (Coding::Gzip, None, true),
        ] {
            let row = Row::of("x", coding, budget, &[&text])?;
            assert_eq!(row.within(), within, "{coding:?} {budget:?} {row:?}");
            assert_eq!(table(&[row]).contains("OVER"), !within);
        }
        Ok(())
    }
}
