//! The Worker: one module of JavaScript and three of Wasm, as workerd and Cloudflare's network take them.

use anyhow::{Context as _, Result};

use super::{
    Workshop,
    assets::WIDGET,
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

/// A module of its own: Yew's closures are not unwind safe, so that it does not build with the Worker's flags.
const VIEWS: Recipe = Recipe {
    name: "views",
    package: "soundings-widget",
    features: &["ssr"],
    profile: "views",
    rustflags: "-Cpanic=abort",
    std: &["-Zbuild-std=std,panic_abort"],
    out_name: "views",
    flavour: Flavour::Worker,
};

/// What draws cards: a module of its own, with the fonts in it.
const CARDS: Recipe = Recipe {
    name: "cards",
    package: "soundings-cards",
    features: &["draw"],
    // Bytes first: 323 KB of gzip in the place of 373.
    profile: WIDGET.profile,
    rustflags: WIDGET.rustflags,
    std: WIDGET.std,
    out_name: "cards",
    flavour: Flavour::Worker,
};

/// What reading is measured beside: the same runtime, compiler and flags.
const HELLO: Recipe = Recipe {
    name: "hello",
    package: "soundings-bench-hello",
    features: &[],
    profile: WORKER.profile,
    rustflags: WORKER.rustflags,
    std: WORKER.std,
    out_name: "index",
    flavour: Flavour::Worker,
};

/// Makes the least Worker in Rust, in a folder of its own.
pub(super) fn hello(workshop: &Workshop<'_>) -> Result<()> {
    let folder = workshop.repo.built().join("hello");
    let hello = HELLO.make(workshop, &[])?;
    let glue = format!("--alias:soundings-glue={}", hello.js.display());
    Bundle {
        name: "hello: one JavaScript module",
        source: workshop.repo.path("tests/bench/hello/shim.js"),
        also: &[hello.js],
        output: folder.join("index.js"),
        arguments: &[&MODULE[..], &[&glue]].concat(),
    }
    .make(workshop)?;
    files::write_if_new(&folder.join("index_bg.wasm"), &files::read(&hello.wasm)?)
}

/// For esbuild. The Wasm and the runtime's own modules are workerd's to give.
const MODULE: [&str; 5] =
    ["--bundle", "--format=esm", "--target=es2022", "--external:*.wasm", "--external:cloudflare:*"];

/// Makes the Worker with the assets and the documentation in it.
pub(super) fn build(workshop: &Workshop<'_>) -> Result<()> {
    let views = VIEWS.make(workshop, &[])?;
    let cards = CARDS.make(workshop, &[])?;
    let worker = WORKER.make(
        workshop,
        &[("SOUNDINGS_ASSETS", &workshop.repo.assets()), ("SOUNDINGS_DOCS", &workshop.repo.documentation())],
    )?;
    let glue = format!("--alias:soundings-glue={}", worker.js.display());
    let bridge = workshop.repo.path("edge-worker/bridge.js");
    let bridged = format!("--alias:soundings-bridge={}", bridge.display());
    let imported = format!("--alias:soundings-views={}", views.js.display());
    let drawn = format!("--alias:soundings-cards={}", cards.js.display());
    Bundle {
        name: "worker: one JavaScript module",
        source: workshop.repo.path("edge-worker/shim.js"),
        also: &[worker.js, views.js, cards.js, bridge],
        output: workshop.repo.worker().join("index.js"),
        arguments: &[&MODULE[..], &[&glue, &imported, &drawn, &bridged]].concat(),
    }
    .make(workshop)?;
    for wasm in [&worker.wasm, &views.wasm, &cards.wasm] {
        let name = wasm.file_name().context("a file has a name")?;
        files::write_if_new(&workshop.repo.worker().join(name), &files::read(wasm)?)?;
    }
    Ok(())
}
