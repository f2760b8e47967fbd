//! Where things are.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// The repository, and the places in it that the commands agree on.
#[derive(Clone, Debug)]
pub struct Repo {
    root: PathBuf,
}

impl Repo {
    /// The repository that the program runs in: the nearest folder above with this crate in it.
    ///
    /// Under cargo the search begins at the crate that runs, else at the current folder.
    pub fn find() -> Result<Self> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(crate_folder) => PathBuf::from(crate_folder),
            None => env::current_dir().context("the current folder cannot be read")?,
        };
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file())
            .with_context(|| format!("{} is not in the Soundings repository", start.display()))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Its top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path in it, with `/` between the parts.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Everything that `build` makes, and nothing else.
    pub fn built(&self) -> PathBuf {
        self.path("target/soundings")
    }

    /// The files that the edge serves, each beside its brotli form.
    pub fn assets(&self) -> PathBuf {
        self.built().join("assets")
    }

    /// The contents of the documentation's pages, as the Worker takes them in.
    pub fn documentation(&self) -> PathBuf {
        self.built().join("docs")
    }

    /// The Worker, ready for workerd.
    pub fn worker(&self) -> PathBuf {
        self.built().join("worker")
    }

    /// What `dev` keeps from one run to the next: the edge's data and the department's token.
    pub fn kept(&self) -> PathBuf {
        self.path(".soundings")
    }
}
