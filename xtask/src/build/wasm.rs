//! Rust to Wasm, and the JavaScript beside it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::Workshop;
use crate::{files, process, progress, repo::Repo, stamp::Step};

/// How one crate is made into Wasm.
pub(super) struct Recipe {
    /// What the developer reads.
    pub(super) name: &'static str,
    pub(super) package: &'static str,
    pub(super) features: &'static [&'static str],
    /// The profile in the workspace's Cargo.toml.
    pub(super) profile: &'static str,
    /// Flags for rustc, on Wasm alone: build scripts and macros keep the host's.
    pub(super) rustflags: &'static str,
    /// How the standard library is built.
    pub(super) std: &'static [&'static str],
    /// What the results are called: NAME.js and NAME_bg.wasm.
    pub(super) out_name: &'static str,
    pub(super) flavour: Flavour,
}

/// Where the Wasm will run, which is what its JavaScript is made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flavour {
    /// A browser: the Wasm lies beside its JavaScript.
    Browser,
    /// workerd: a module that the configuration names; a poisoned instance is replaced.
    Worker,
}

/// What comes out.
pub(super) struct Made {
    pub(super) js: PathBuf,
    pub(super) wasm: PathBuf,
}

impl Recipe {
    /// Compiles the crate and makes its JavaScript.
    pub(super) fn make(&self, workshop: &Workshop<'_>, environment: &[(&str, &Path)]) -> Result<Made> {
        let compiled =
            progress::stage(&format!("{}: Rust to Wasm", self.name), || self.compile(workshop, environment))?;
        let folder = workshop.stage.join(self.name);
        let made = Made {
            js: folder.join(format!("{}.js", self.out_name)),
            wasm: folder.join(format!("{}_bg.wasm", self.out_name)),
        };
        let step = Step {
            name: &format!("{}: JavaScript around the Wasm", self.name),
            stamps: &workshop.stamps,
            // The third says how its text is changed below.
            options: &format!("{:?}, {}, caught in place", self.flavour, include_str!("load.js")),
            inputs: &[compiled.clone(), workshop.repo.path("Cargo.lock")],
            outputs: &[made.js.clone(), made.wasm.clone()],
        };
        step.run(|| self.bind(&compiled, &folder))?;
        Ok(made)
    }

    fn compile(&self, workshop: &Workshop<'_>, environment: &[(&str, &Path)]) -> Result<PathBuf> {
        let root = workshop.repo.root();
        let mut cargo = process::cargo(root);
        // `--crate-type` here and not in Cargo.toml: cargo leaves out link-time optimisation for a crate that is
        // declared as both cdylib and rlib.
        cargo
            .args(["rustc", "--package", self.package, "--lib", "--crate-type", "cdylib"])
            .args(["--profile", self.profile, "--target", "wasm32-unknown-unknown", "--locked"])
            .args(self.std)
            .arg("--target-dir")
            .arg(self.target(workshop.repo))
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", self.rustflags)
            // The pinned stable compiler takes -Z options; the standard library is built from its own sources.
            .env("RUSTC_BOOTSTRAP", "1")
            // These would take the place of the flags above.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .envs(environment.iter().copied());
        if !self.features.is_empty() {
            cargo.args(["--features", &self.features.join(",")]);
        }
        process::run(&mut cargo)?;
        Ok(self.compiled(workshop.repo))
    }

    /// Where rustc leaves it.
    pub(super) fn compiled(&self, repo: &Repo) -> PathBuf {
        let folder = self.target(repo).join("wasm32-unknown-unknown").join(self.profile);
        folder.join(format!("{}.wasm", self.package.replace('-', "_")))
    }

    /// A folder of its own: another set of flags in a shared one would rebuild everything each time.
    fn target(&self, repo: &Repo) -> PathBuf {
        repo.path("target").join(self.profile)
    }

    fn bind(&self, compiled: &Path, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
        }
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(compiled)
            .out_name(self.out_name)
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true);
        match self.flavour {
            Flavour::Browser => bindgen.web(true)?.omit_default_module_path(false),
            Flavour::Worker => bindgen.module(true)?.reset_state_function(true).force_enable_abort_handler(true),
        };
        let mut output = bindgen.generate_output()?;
        let mut renamed = Vec::new();
        if self.flavour == Flavour::Browser {
            for (place, import) in output.wasm_mut().imports.iter_mut().enumerate() {
                renamed.push((format!(" {}: ", import.name), format!(" {}: ", short_name(place))));
                import.name = short_name(place);
            }
            for (place, export) in output.wasm_mut().exports.iter_mut().enumerate() {
                // Those of the closures have their types written out, and their crates' hashes.
                if export.name.starts_with("wasm_bindgen") {
                    renamed.push((format!("wasm.{}(", export.name), format!("wasm.{}(", short_name(place))));
                    export.name = short_name(place);
                }
            }
        }
        output.emit(folder)?;

        let js = folder.join(format!("{}.js", self.out_name));
        let text = String::from_utf8(files::read(&js)?)?;
        let text = match self.flavour {
            Flavour::Browser => shorten_loading(rename(text, &renamed)?)?,
            // The bundler takes plain imports alone; workerd gives the compiled module to those too.
            Flavour::Worker => catch_in_place(text.replace("import source ", "import "))?,
        };
        files::write(&js, text.as_bytes())
    }
}

/// Gives the functions that the Wasm imports and exports their short names in its JavaScript. The long ones have 16 digits
/// of a hash in them, which no compression shortens: 3 KB of brotli, in both files together.
fn rename(mut text: String, renamed: &[(String, String)]) -> Result<String> {
    for (long, short) in renamed {
        ensure!(text.matches(long).count() == 1, "wasm-bindgen's JavaScript does not have {long} once");
        text = text.replace(long, short);
    }
    Ok(text)
}

/// Catches what an imported function throws in that function itself. wasm-bindgen, for Wasm that unwinds, makes a closure
/// and an object of the arguments at each call, and calls the one with the other: at some hundred calls a request a tenth
/// of all that an answer costs.
fn catch_in_place(mut text: String) -> Result<String> {
    const HEAD: (&str, &str) = ("function() { return wrapError(function (", "function(");
    const OPEN: (&str, &str) = (") {\n", ") { try {\n");
    const TAIL: (&str, &str) = ("\n        }, arguments); }", "\n        } catch (e) { throw wrapped(e); } }");
    const CALLED: &str = "function wrapError(f, args) {\n    try {\n        return f.apply(this, args);\n    } catch (e) {\n        \
                          if (e instanceof WebAssembly.Exception) throw e;\n        throw new WebAssembly.Exception(";
    let changed = "wasm-bindgen's JavaScript does not catch as it did";
    if !text.contains("wrapError") {
        // Not made to unwind.
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len());
    while let Some((before, rest)) = text.split_once(HEAD.0) {
        let (arguments, rest) = rest.split_once(OPEN.0).context(changed)?;
        let (body, rest) = rest.split_once(TAIL.0).context(changed)?;
        ensure!(!arguments.contains('\n') && !body.contains("wrapError"), changed);
        for part in [before, HEAD.1, arguments, OPEN.1, body, TAIL.1] {
            out.push_str(part);
        }
        text = rest.to_owned();
    }
    out.push_str(&text);
    let wrapped = "function wrapped(e) {\n    {\n        if (e instanceof WebAssembly.Exception) return e;\n        \
                   return new WebAssembly.Exception(";
    ensure!(out.matches("wrapError").count() == 1 && out.contains(CALLED), changed);
    Ok(out.replace(CALLED, wrapped))
}

/// Puts a start that does one thing in the place of wasm-bindgen's, which takes five kinds of arguments and servers that
/// send Wasm as something else: 500 bytes of brotli that the edge, which knows its own assets, can do without.
fn shorten_loading(mut text: String) -> Result<String> {
    let start =
        text.find("\nasync function __wbg_load(").context("wasm-bindgen's JavaScript does not load as it did")?;
    text.truncate(start);
    Ok(text + include_str!("load.js"))
}

/// The name for a place: a, b, ... z, ba, bb, ...
fn short_name(place: usize) -> String {
    let letter = char::from(b"abcdefghijklmnopqrstuvwxyz"[place % 26]);
    match place / 26 {
        0 => letter.to_string(),
        rest => short_name(rest) + letter.encode_utf8(&mut [0; 4]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn short_names_are_short_and_differ() {
        let names: BTreeSet<String> = (0..2_000).map(short_name).collect();
        assert_eq!(names.len(), 2_000);
        assert!(names.iter().all(|name| name.len() <= 3));
        assert_eq!([0, 25, 26, 27, 702].map(short_name), ["a", "z", "ba", "bb", "bba"]);
    }

    const CATCHING: &str = "\
        __wbg_text_1: function() { return wrapError(function (arg0) {\n            return arg0.text();\n        }, arguments); },\n\
        };\n\
        function wrapError(f, args) {\n    try {\n        return f.apply(this, args);\n    } catch (e) {\n        \
        if (e instanceof WebAssembly.Exception) throw e;\n        throw new WebAssembly.Exception(tag, [e]);\n    }\n}\n";

    #[test]
    fn what_is_thrown_is_caught_in_place_or_it_is_said_that_it_cannot_be() -> Result<()> {
        assert_eq!(
            catch_in_place(CATCHING.to_owned())?,
            "__wbg_text_1: function(arg0) { try {\n            return arg0.text();\n        } catch (e) { throw wrapped(e); } },\n\
             };\n\
             function wrapped(e) {\n    {\n        if (e instanceof WebAssembly.Exception) return e;\n        \
             return new WebAssembly.Exception(tag, [e]);\n    }\n}\n"
        );
        assert_eq!(catch_in_place("nothing".to_owned())?, "nothing");
        for (from, to) in [("}, arguments)", "}, args)"), ("f.apply", "f.call"), ("function() {", "() => {")] {
            assert!(catch_in_place(CATCHING.replace(from, to)).is_err(), "{from}");
        }
        Ok(())
    }

    #[test]
    fn names_are_shortened_or_it_is_said_which_is_missing() -> Result<()> {
        let renamed =
            [(" __wbg_new_12: ".to_owned(), " a: ".to_owned()), (" __wbg_new_1: ".to_owned(), " b: ".to_owned())];
        let text = "{ __wbg_new_1: f, __wbg_new_12: g }".to_owned();
        assert_eq!(rename(text, &renamed)?, "{ b: f, a: g }");
        let error = rename("{ __wbg_new_12: g }".to_owned(), &renamed).unwrap_err();
        assert!(error.to_string().contains("__wbg_new_1: "));
        Ok(())
    }
}
