//! The Worker: one module of JavaScript and one of Wasm, as workerd and Cloudflare's network take them.

use anyhow::Result;

use super::{
    Workshop,
    bundle::Bundle,
    wasm::{Flavour, Recipe},
};
use crate::files;

const WORKER: Recipe = Recipe {
    name: "worker",
    package: "soundings-edge-worker",
    features: &[],
    profile: "worker",
    // With panic=abort a panic in a Durable Object leaves its request hanging.
    rustflags: "-Cpanic=unwind",
    std: &["-Zbuild-std=std,panic_unwind"],
    out_name: "index",
    flavour: Flavour::Worker,
};

/// Makes the Worker with the assets in it.
pub(super) fn build(workshop: &Workshop<'_>) -> Result<()> {
    let made = WORKER.make(workshop, &[("SOUNDINGS_ASSETS", &workshop.repo.assets())])?;
    let alias = format!("--alias:soundings-glue={}", made.js.display());
    Bundle {
        name: "worker: one JavaScript module",
        source: workshop.repo.path("edge-worker/shim.js"),
        also: &[made.js],
        output: workshop.repo.worker().join("index.js"),
        // The Wasm and the runtime's own modules are workerd's to give.
        arguments: &[
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--external:*.wasm",
            "--external:cloudflare:*",
            &alias,
        ],
    }
    .make(workshop)?;
    files::write_if_new(&workshop.repo.worker().join("index_bg.wasm"), &files::read(&made.wasm)?)
}
