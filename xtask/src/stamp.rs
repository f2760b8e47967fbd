//! Steps whose inputs are unchanged are skipped: by content, because a rebuilt file with the same bytes needs nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use sha2::{Digest as _, Sha256};

use crate::{files, progress};

/// One step of the build: what goes in and what comes out.
#[derive(Debug)]
pub struct Step<'a> {
    /// What the developer reads.
    pub name: &'a str,
    /// The folder of the stamps.
    pub stamps: &'a Path,
    /// Whatever else the result depends on: options, versions.
    pub options: &'a str,
    /// The files that are read.
    pub inputs: &'a [PathBuf],
    /// The files that are written.
    pub outputs: &'a [PathBuf],
}

impl Step<'_> {
    /// Does the work unless the outputs are there and were made from these very inputs.
    pub fn run(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let stamp = self.stamps.join(self.name.replace(|sign: char| !sign.is_ascii_alphanumeric(), "-"));
        let digest = self.digest()?;
        let current = fs::read_to_string(&stamp).is_ok_and(|last| last == digest);
        if current && self.outputs.iter().all(|path| path.is_file()) {
            progress::unchanged(self.name);
            return Ok(());
        }
        progress::step(self.name, work)?;
        files::write(&stamp, digest.as_bytes())
    }

    fn digest(&self) -> Result<String> {
        let mut digest = Sha256::new();
        digest.update(self.options);
        for path in self.inputs {
            digest.update(Sha256::digest(files::read(path)?));
        }
        Ok(hex(&digest.finalize()))
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_step_runs_when_input_options_or_output_differ() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (input, output) = (folder.path().join("in"), folder.path().join("out"));
        files::write(&input, b"1")?;
        let runs = Cell::new(0);
        let run = |options: &str| {
            let (inputs, outputs) = ([input.clone()], [output.clone()]);
            let step = Step { name: "copy it", stamps: folder.path(), options, inputs: &inputs, outputs: &outputs };
            step.run(|| {
                runs.set(runs.get() + 1);
                files::write(&output, b"made")
            })
        };

        run("a")?;
        run("a")?;
        assert_eq!(runs.get(), 1, "nothing changed");
        files::write(&input, b"2")?;
        run("a")?;
        assert_eq!(runs.get(), 2, "the input changed");
        run("b")?;
        assert_eq!(runs.get(), 3, "the options changed");
        fs::remove_file(&output)?;
        run("b")?;
        assert_eq!(runs.get(), 4, "the output is gone");
        Ok(())
    }
}
