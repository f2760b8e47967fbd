//! What travels: ours, and that of the peers.

use anyhow::{Context as _, Result};

use super::peers::Peer;
use crate::repo::Repo;
use crate::{compress, files, size};

/// Every size.
pub(super) struct Bytes {
    pub(super) ours: Vec<size::Row>,
    pub(super) peers: Vec<Weight>,
}

/// What a peer makes a page load. Sizes in bytes; each file is squeezed by itself, as it travels.
#[derive(Debug, serde::Serialize)]
pub(super) struct Weight {
    pub(super) name: &'static str,
    pub(super) versions: Vec<(String, String)>,
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

pub(super) fn measure(repo: &Repo, peers: &[Peer]) -> Result<Bytes> {
    let mut weights = peers.iter().map(weigh).collect::<Result<Vec<_>>>()?;
    weights.sort_by_key(|weight| weight.brotli);
    Ok(Bytes { ours: size::measure(repo)?, peers: weights })
}

fn weigh(peer: &Peer) -> Result<Weight> {
    let mut weight = Weight { name: peer.name, versions: peer.versions.clone(), raw: 0, gzip: 0, brotli: 0 };
    for part in &peer.parts {
        let bytes = files::read(part)?;
        weight.raw += bytes.len();
        weight.gzip += compress::gzip_len(&bytes)?;
        weight.brotli += files::read(&part.with_added_extension("br"))?.len();
    }
    Ok(weight)
}

impl Bytes {
    /// Whether every budget of ours is kept.
    pub(super) fn within(&self) -> bool {
        self.ours.iter().all(size::Row::within)
    }

    /// One of ours, by its name in the table of sizes.
    pub(super) fn row(&self, name: &str) -> Result<&size::Row> {
        self.ours.iter().find(|row| row.name == name).with_context(|| format!("no size is called {name}"))
    }

    pub(super) fn to_json(&self) -> serde_json::Value {
        serde_json::json!({"ours": size::to_json(&self.ours), "peers": self.peers})
    }
}
