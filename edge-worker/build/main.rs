//! Turns what was built and published into tables that the Worker carries.
//!
//! `cargo xtask build` names the folders in `SOUNDINGS_ASSETS` and `SOUNDINGS_DOCS`. Without them those tables are empty:
//! checks and native tests need neither. What was published lies in the repository.

mod assets;
mod documentation;
mod published;
mod sources;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let write = |name: &str, text: String| fs::write(out.join(name), text).expect("OUT_DIR can be written");
    let named = |variable: &str| {
        println!("cargo::rerun-if-env-changed={variable}");
        env::var_os(variable).map(PathBuf::from)
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    write("assets.rs", assets::table(named("SOUNDINGS_ASSETS").as_deref()));
    write("docs.rs", documentation::table(named("SOUNDINGS_DOCS").as_deref()));
    write("published.rs", published::table(&root.join("../published")));
    write("sources.rs", sources::told(&root.join("../widget/loader")));
}
