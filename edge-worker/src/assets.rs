//! What the build made for browsers, carried in the Worker itself: one deployment, no other place to fetch from.

use crate::http::Incoming;
use crate::published;
use crate::reply::{Body, Refused, Reply};
use contract::Problem;

/// A built file, as it is and compressed.
pub(crate) struct Asset {
    name: &'static str,
    content_type: &'static str,
    identity: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The loader, which stands at an address of its own.
pub(crate) const LOADER: &str = "embed.js";
/// What gives frames their height, at an address of its own too.
pub(crate) const RESIZER: &str = "resize.js";

/// A script at an address of its own. Kept for a minute: after a new build, new pages use it within that.
pub(crate) fn entry(name: &str, request: &Incoming) -> Result<Reply, Problem> {
    let accepted = request.header("accept-encoding");
    let reply = find(name)?.reply(accepted.as_deref()).with("cache-control", "public, max-age=60");
    Ok(reply.tagged(&tag(""), request.header("if-none-match").as_deref()))
}

/// A file. A page that was opened before a new build asks for it under the last build's name, and gets the one that there
/// is; but nobody keeps it under that name.
pub(crate) async fn file(hash: &str, name: &str, accepted: Option<&str>) -> Result<Reply, Refused> {
    if let Some(published) = published::find(hash) {
        return published.file(name, accepted).await;
    }
    let kept = if hash == HASH { "public, max-age=31536000, immutable" } else { "no-store" };
    Ok(find(name)?.reply(accepted).with("cache-control", kept))
}

/// The address of the folder of this build's files, with a slash at its end.
pub(crate) fn folder() -> String {
    format!("/v1/assets/{HASH}/")
}

/// Bytes of a file, as it is and as brotli; `None` where there is none of that name.
pub(crate) fn sizes(name: &str) -> Option<(usize, usize)> {
    find(name).ok().map(|asset| (asset.identity.len(), asset.brotli.len()))
}

/// The name of this build, as its files have it.
pub(crate) fn build() -> &'static str {
    HASH
}

/// A tag for what this build makes of a value that `of` names.
pub(crate) fn tag(of: &str) -> String {
    format!("\"{HASH}{of}\"")
}

fn find(name: &str) -> Result<&'static Asset, Problem> {
    ASSETS.iter().find(|asset| asset.name == name).ok_or(Problem::NotFound)
}

impl Asset {
    fn reply(&'static self, accepted: Option<&str>) -> Reply {
        let brotli = accepted.is_some_and(accepts_brotli);
        let body = Body::Static(if brotli { self.brotli } else { self.identity });
        let reply = Reply::new(200, self.content_type, body)
            .readable_by_all()
            // A page that isolates itself may load it too.
            .with("cross-origin-resource-policy", "cross-origin")
            .vary("Accept-Encoding");
        if brotli { reply.with("content-encoding", "br") } else { reply }
    }
}

/// Whether `Accept-Encoding` takes brotli: named, and not with a weight of zero.
pub(crate) fn accepts_brotli(header: &str) -> bool {
    header.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        named && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        for (header, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("BR", true),
            ("br;q=0", false),
            ("gzip", false),
            ("", false),
            ("brotli", false),
        ] {
            assert_eq!(accepts_brotli(header), expected, "{header}");
        }
    }

    #[test]
    fn a_file_as_it_is_and_compressed() {
        static FILE: Asset =
            Asset { name: "a.js", content_type: "text/javascript; charset=utf-8", identity: b"abc", brotli: b"z" };
        for (accepted, body, encoding) in [(None, &b"abc"[..], None), (Some("br"), b"z", Some("br"))] {
            let reply = FILE.reply(accepted);
            assert!(matches!(reply.body, Body::Static(bytes) if bytes == body));
            assert_eq!(reply.header("content-encoding"), encoding);
            assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
            assert_eq!(reply.header("cross-origin-resource-policy"), Some("cross-origin"));
            assert_eq!(reply.header("vary"), Some("Accept-Encoding"));
        }
    }
}
