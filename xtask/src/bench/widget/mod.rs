//! `cargo xtask bench widget`: what a form on somebody's page costs, beside what others cost.

mod browser;
mod bytes;
mod crates;
mod figures;
mod peers;
mod plot;
mod report;

use anyhow::Result;

use super::{Options, Outcome};
use crate::repo::Repo;
use crate::{files, progress, toolchain};

/// Where the plot lies, and how the document beside it calls it.
const PLOT: &str = "docs/bench/widget-scaling.svg";
const DOCUMENT: &str = "docs/bench/widget.md";

pub(super) fn measure(repo: &Repo, options: Options) -> Result<Outcome> {
    let chromium = toolchain::ensure_chromium()?;
    let peers = peers::ready(repo)?;
    let bytes = progress::step("bytes", || bytes::measure(repo, &peers))?;
    let crates = progress::step("bytes of the Wasm by crate", || crates::measure(repo))?;
    let seen = progress::stage("in the browser", || browser::measure(repo, &chromium, &peers, options.runs))?;
    let text = report::whole(&bytes, &crates, &seen)?;
    if options.write {
        files::write(&repo.path(PLOT), plot::draw(&seen.scaled).as_bytes())?;
        files::write(&repo.path(DOCUMENT), text.as_bytes())?;
        report::into_readme(&repo.path("README.md"), &bytes)?;
    }
    Ok(Outcome {
        json: serde_json::json!({
            "bytes": bytes.to_json(), "crates": crates.to_json(), "browser": seen,
            "comparison": figures::of_all(&seen.compared),
        }),
        text,
        within: bytes.within(),
    })
}
