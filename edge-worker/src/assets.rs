//! What the build made for browsers, carried in the Worker itself: one deployment, no other place to fetch from.

use crate::http::Incoming;
use crate::objects::Trouble;
use crate::published;
use crate::reply::{Body, Refused, Reply};
use contract::Problem;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

// The runtime has no brotli to call, and one in Rust would be seventy kilobytes of Worker for who hardly ever comes.
#[wasm_bindgen(module = "soundings-bridge")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn unpacked(brotli: &[u8]) -> Result<JsValue, JsValue>;
}

/// A built file. It is kept compressed alone, as every browser takes it over https and from this machine.
pub(crate) struct Asset {
    name: &'static str,
    content_type: &'static str,
    /// Bytes of it as it is.
    bytes: usize,
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The loader, which stands at an address of its own.
pub(crate) const LOADER: &str = "embed.js";
/// What gives frames their height, at an address of its own too.
pub(crate) const RESIZER: &str = "resize.js";

/// A script at an address of its own. Kept for a minute: after a new build, new pages use it within that.
pub(crate) async fn entry(name: &str, request: &Incoming) -> Result<Reply, Refused> {
    let reply = find(name)?.reply(request.header("accept-encoding").as_deref()).await?;
    let reply = reply.with("cache-control", "public, max-age=60");
    Ok(reply.tagged(&tag(""), request.header("if-none-match").as_deref()))
}

/// A file. A page that was opened before a new build asks for it under the last build's name, and gets the one that there
/// is; but nobody keeps it under that name.
pub(crate) async fn file(hash: &str, name: &str, accepted: Option<&str>) -> Result<Reply, Refused> {
    if let Some(published) = published::find(hash) {
        return published.file(name, accepted).await;
    }
    let kept = if hash == HASH { "public, max-age=31536000, immutable" } else { "no-store" };
    Ok(find(name)?.reply(accepted).await?.with("cache-control", kept))
}

/// The address of the folder of this build's files, with a slash at its end.
pub(crate) fn folder() -> String {
    format!("/v1/assets/{HASH}/")
}

/// Bytes of a file, as it is and as brotli; `None` where there is none of that name.
pub(crate) fn sizes(name: &str) -> Option<(usize, usize)> {
    find(name).ok().map(|asset| (asset.bytes, asset.brotli.len()))
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
    async fn reply(&'static self, accepted: Option<&str>) -> Result<Reply, Refused> {
        packed(self.content_type, self.brotli, accepted).await
    }
}

/// What is kept as brotli: so for who takes it, unpacked for who does not name it.
pub(crate) async fn packed(
    content_type: &'static str,
    brotli: &'static [u8],
    accepted: Option<&str>,
) -> Result<Reply, Refused> {
    let reply = |body| {
        Reply::new(200, content_type, body)
            .readable_by_all()
            // A page that isolates itself may load it too.
            .with("cross-origin-resource-policy", "cross-origin")
            .vary("Accept-Encoding")
    };
    if accepted.is_some_and(accepts_brotli) {
        return Ok(reply(Body::Static(brotli)).with("content-encoding", "br"));
    }
    let bytes = unpacked(brotli).await.map_err(|error| Trouble::from(worker::Error::from(error)))?;
    Ok(reply(Body::Bytes(Uint8Array::new(&bytes).to_vec())))
}

/// Whether `Accept-Encoding` takes brotli: named, and not with a weight of zero.
fn accepts_brotli(header: &str) -> bool {
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
}
