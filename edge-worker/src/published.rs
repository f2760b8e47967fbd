//! Versions of the loader that stay as they were published: `/v1/embed-0.1.0.js` and the files that it loads. Who embeds one
//! by its hash runs what they have read, and nothing that came later; the API that it speaks goes on being answered.

use crate::assets;
use crate::reply::{Refused, Reply};
use contract::Problem;

/// A version, as `cargo xtask freeze` kept it.
pub(crate) struct Published {
    /// Its number: `0.1.0`.
    pub(crate) version: &'static str,
    /// The hash of its loader, as a page writes it in `integrity`.
    pub(crate) integrity: &'static str,
    /// Name, type and bytes, compressed with brotli.
    files: &'static [(&'static str, &'static str, &'static [u8])],
}

include!(concat!(env!("OUT_DIR"), "/published.rs"));

/// What stands before a version in the name of its loader, and after it.
const NAME: (&str, &str) = ("embed-", ".js");

/// All, the newest first.
pub(crate) fn all() -> impl Iterator<Item = &'static Published> {
    let number =
        |one: &&Published| -> Vec<u32> { one.version.split('.').filter_map(|part| part.parse().ok()).collect() };
    let mut all: Vec<&Published> = PUBLISHED.iter().collect();
    all.sort_by_key(|one| std::cmp::Reverse(number(one)));
    all.into_iter()
}

/// The version of that number.
pub(crate) fn find(version: &str) -> Option<&'static Published> {
    PUBLISHED.iter().find(|one| one.version == version)
}

/// The version that a loader's name has in it: `embed-0.1.0.js`.
pub(crate) fn version_of(name: &str) -> Option<&str> {
    let version = name.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?;
    let numbers: Vec<&str> = version.split('.').collect();
    let number = |text: &&str| !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    (numbers.len() == 3 && numbers.iter().all(number)).then_some(version)
}

/// The loader of a version.
pub(crate) async fn loader(version: &str, accepted: Option<&str>) -> Result<Reply, Refused> {
    find(version).ok_or(Problem::NotFound)?.file("embed.js", accepted).await
}

impl std::fmt::Debug for Published {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Published({})", self.version)
    }
}

impl Published {
    /// The address of its loader, after that of the edge.
    pub(crate) fn path(&self) -> String {
        format!("/v1/{}{}{}", NAME.0, self.version, NAME.1)
    }

    /// One of its files.
    pub(crate) async fn file(&'static self, name: &str, accepted: Option<&str>) -> Result<Reply, Refused> {
        let (content_type, brotli) = self.packed(name)?;
        let reply = assets::packed(content_type, brotli, accepted).await?;
        Ok(reply.with("cache-control", "public, max-age=31536000, immutable"))
    }

    /// Type and bytes of one of its files, as they are kept.
    fn packed(&self, name: &str) -> Result<(&'static str, &'static [u8]), Problem> {
        let file = self.files.iter().find(|(own, ..)| *own == name);
        file.map(|(_, content_type, bytes)| (*content_type, *bytes)).ok_or(Problem::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_names() {
        for (name, version) in [
            ("embed-0.1.0.js", Some("0.1.0")),
            ("embed-12.0.345.js", Some("12.0.345")),
            ("embed.js", None),
            ("embed-0.1.js", None),
            ("embed-0.1.0.0.js", None),
            ("embed-0.1.x.js", None),
            ("embed-..0.js", None),
            ("embed-0.1.0.css", None),
        ] {
            assert_eq!(version_of(name), version, "{name}");
        }
    }

    #[test]
    fn every_version_is_whole_and_stays_as_it_is() {
        assert!(!PUBLISHED.is_empty());
        for one in all() {
            assert_eq!(version_of(one.path().strip_prefix("/v1/").unwrap()), Some(one.version));
            assert!(one.integrity.starts_with("sha384-"), "{}", one.integrity);
            for name in [
                "embed.js",
                "soundings.js",
                "soundings_bg.wasm",
                "soundings.css",
                "more.css",
                "diagnose.js",
                "prove.js",
            ] {
                let (content_type, bytes) = one.packed(name).unwrap();
                assert!(!bytes.is_empty() && content_type.contains('/'), "{name}");
            }
            assert_eq!(one.packed("pages.css").err(), Some(Problem::NotFound));
        }
        assert!(find("0.0.0").is_none());
    }
}
