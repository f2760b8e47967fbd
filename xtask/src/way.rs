//! The way to an edge, as commands take it: where it is, whose department, with which token, and whose certificates it may have.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;

use crate::api::Api;
use crate::repo::Repo;
use crate::stack;

#[derive(Args, Debug)]
pub(crate) struct Way {
    /// The edge: https://HOST, or one on this machine by http
    #[arg(long, visible_alias = "url", value_name = "URL", default_value = "http://127.0.0.1:8787")]
    edge: String,
    /// The department
    #[arg(long, default_value = stack::DEPARTMENT)]
    pub(crate) department: String,
    /// A token of the department [default, for an edge on this machine: that of `cargo xtask dev`]
    #[arg(long, env = "SOUNDINGS_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Trust the certificates of these authorities and of no others: PEM, for an edge whose authority is your own
    #[arg(long, env = "SOUNDINGS_CA_FILE", value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

impl Way {
    /// The way to the edge.
    ///
    /// # Errors
    /// The address is none, there is no token for it, or the authorities cannot be read.
    pub(crate) fn api(&self, repo: &Repo) -> Result<Api> {
        let local = is_local(&self.edge)?;
        let token = match &self.token {
            Some(token) => token.clone(),
            None => {
                ensure!(
                    local,
                    "give a token of {}: the one that `cargo xtask dev` made is for this machine alone (--token, or SOUNDINGS_TOKEN)",
                    self.edge
                );
                stack::token::kept(&repo.kept().join("token"))?
            }
        };
        if !local && self.edge.starts_with("http:") {
            eprintln!("{} is not encrypted: whoever is on the way reads the token", self.edge);
        }
        match &self.ca_file {
            None => Ok(Api::new(&self.edge, &self.department, &token)),
            Some(file) => Api::trusting(&self.edge, &self.department, &token, file),
        }
    }
}

/// Whether an edge is on this machine.
fn is_local(edge: &str) -> Result<bool> {
    let uri: ureq::http::Uri = edge.parse().unwrap_or_default();
    let bare = uri.path() == "/" && uri.query().is_none();
    let host = uri.host().filter(|_| matches!(uri.scheme_str(), Some("http" | "https")) && bare);
    let Some(host) = host else {
        anyhow::bail!("{edge} is no address of an edge: give https://HOST, without what follows the name")
    };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    Ok(host == "localhost" || address.is_ok_and(|address| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (edge, local) in [
            ("http://127.0.0.1:8787", Some(true)),
            ("http://localhost:8787/", Some(true)),
            ("https://[::1]:8443", Some(true)),
            ("https://soundings.example", Some(false)),
            ("http://127.0.0.1.example", Some(false)),
            ("https://soundings.example/d/engagement", None),
            ("soundings.example", None),
            ("ftp://soundings.example", None),
            ("", None),
        ] {
            assert_eq!(is_local(edge).ok(), local, "{edge}");
        }
    }
}
