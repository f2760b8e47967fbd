//! `cargo xtask freeze`: keeps what browsers load of this version in `published/VERSION`, for good. The edge goes on serving
//! it at `/v1/embed-VERSION.js` whatever comes later, so that a page that pinned a version by its hash keeps working.
//!
//! Only the compressed form is kept: the Worker carries every version, and Cloudflare counts its bytes.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha384};

use super::{Workshop, assets, loader};
use crate::{compress, files, progress, repo::Repo, toolchain};

/// What the loader and the application load, each by its hash.
const FILES: [&str; 6] = ["soundings.js", "soundings_bg.wasm", "soundings.css", "more.css", "diagnose.js", "prove.js"];

/// The file that has the hash of the version's loader, as a page writes it in `integrity`.
const INTEGRITY: &str = "INTEGRITY";

/// Versions that are kept, at most: with more, the oldest are taken out, and CHANGELOG.md says when. A page that pinned one
/// of those shows its plain link from then on.
const KEPT: usize = 5;

/// Versions that were frozen, the oldest first.
#[derive(Debug)]
pub(crate) struct Published {
    /// Its number.
    pub(crate) version: String,
    folder: PathBuf,
}

impl Published {
    /// All of a repository.
    pub(crate) fn all(repo: &Repo) -> Result<Vec<Self>> {
        let folder = repo.path("published");
        let mut all = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                let version = entry.file_name().into_string().ok().context("a version's folder is not UTF-8")?;
                all.push(Self { version, folder: entry.path() });
            }
        }
        all.sort_by_key(|one| numbers(&one.version));
        Ok(all)
    }

    /// What the Worker carries of it.
    pub(crate) fn carried(&self) -> Result<Vec<Vec<u8>>> {
        let names = FILES.iter().chain([&assets::ENTRY]);
        names.map(|name| files::read(&self.folder.join(format!("{name}.br")))).collect()
    }

    /// One of its files, as a browser has it once it has arrived.
    pub(crate) fn file(&self, name: &str) -> Result<Vec<u8>> {
        compress::unbrotli(&files::read(&self.folder.join(format!("{name}.br")))?)
    }

    /// Its loader.
    pub(crate) fn loader(&self) -> Result<Vec<u8>> {
        self.file(assets::ENTRY)
    }
}

/// The three numbers of a version.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|number| number.parse().ok()).collect()
}

/// Freezes this version: the folder that was made.
pub(crate) fn freeze(repo: &Repo) -> Result<PathBuf> {
    let version = env!("CARGO_PKG_VERSION");
    let folder = repo.path("published").join(version);
    ensure!(
        !folder.exists(),
        "{} is there: what was published never changes. Raise the version in Cargo.toml first.",
        folder.display()
    );
    ensure!(
        !repo.path("published").exists() || Published::all(repo)?.len() < KEPT,
        "{KEPT} versions are kept: take the oldest out first, and say so in CHANGELOG.md"
    );
    toolchain::ensure_build(repo)?;
    progress::stage(&format!("freeze of {version}"), || {
        let workshop = Workshop::new(repo)?;
        assets::build(&workshop)?;
        let mut integrity = loader::Integrity::new();
        let mut kept = Vec::new();
        for name in FILES {
            let path = repo.assets().join(name);
            integrity.insert(name.to_owned(), hash(&files::read(&path)?));
            kept.push((format!("{name}.br"), files::read(&path.with_added_extension("br"))?));
        }
        let loader = loader::make(&workshop, version, Some(&integrity))?;
        kept.push((format!("{}.br", assets::ENTRY), compress::brotli(loader.as_bytes())?));
        kept.push((INTEGRITY.to_owned(), hash(loader.as_bytes()).into_bytes()));
        // All is there before the first file is written.
        for (name, bytes) in kept {
            files::write(&folder.join(name), &bytes)?;
        }
        Ok(folder)
    })
}

/// As Subresource Integrity writes it (W3C SRI, section 3.5).
fn hash(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_as_browsers_write_them() {
        // printf "alert('Hello, world.');" | openssl dgst -sha384 -binary | openssl base64 -A
        assert_eq!(
            hash(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let mut all = ["0.10.0", "0.9.1", "1.0.0", "0.9.0"];
        all.sort_by_key(|version| numbers(version));
        assert_eq!(all, ["0.9.0", "0.9.1", "0.10.0", "1.0.0"]);
    }

    #[test]
    fn what_is_published_holds_together() -> Result<()> {
        let repo = Repo::find()?;
        let all = Published::all(&repo)?;
        assert!((1..=KEPT).contains(&all.len()), "{} versions are published", all.len());
        for one in all {
            let loader = one.loader()?;
            let text = String::from_utf8(loader.clone())?;
            let told = String::from_utf8(files::read(&one.folder.join(INTEGRITY))?)?;
            assert_eq!(told, hash(&loader), "the loader of {}", one.version);
            assert!(text.contains(&format!("/v1/assets/{}/", one.version)), "{} loads files of another", one.version);
            for name in FILES {
                let own = hash(&one.file(name)?);
                assert!(text.contains(&own), "the loader of {} has another {name}", one.version);
            }
        }
        Ok(())
    }
}
