//! A copy of the documentation as the edge serves it, in a folder: to be read without an edge, or served by any other
//! program. What it links to of the service comes along; the search, which the edge does, does not.

use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

use crate::repo::Repo;
use crate::stack::{Launch, Workerd};
use crate::{build, files, progress};

/// Starts an edge and writes its pages, with all that they show and link to. Returns how many pages there are.
///
/// # Errors
/// Something does not build, a page cannot be read or written, or links to what a copy cannot hold.
pub fn copy(repo: &Repo, folder: &Path) -> Result<usize> {
    build::build(repo)?;
    let data = tempfile::tempdir()?;
    let edge = progress::step("starting the edge", || {
        Workerd::start(repo, &Launch::edge(data.path(), &serde_json::json!([])))
    })?;
    let mut waiting = vec!["/docs".to_owned()];
    let mut done: BTreeMap<String, bool> = BTreeMap::new();
    while let Some(address) = waiting.pop() {
        if done.contains_key(&address) {
            continue;
        }
        let mut reply = ureq::get(format!("{}{address}", edge.base_url())).call().with_context(|| address.clone())?;
        let is_page = reply.body().mime_type() == Some("text/html");
        let bytes = reply.body_mut().read_to_vec()?;
        let path = folder.join(file(&address).with_context(|| format!("a copy has no place for {address}"))?);
        if is_page {
            let (html, linked) =
                relinked(&without_search(&String::from_utf8(bytes)?)?).with_context(|| address.clone())?;
            files::write(&path, html.as_bytes())?;
            waiting.extend(linked);
        } else {
            files::write(&path, &bytes)?;
        }
        done.insert(address, is_page);
    }
    edge.stop();
    Ok(done.values().filter(|is_page| **is_page).count())
}

/// The file that stands for an address: pages lie beside each other.
fn file(address: &str) -> Option<String> {
    Some(match address {
        "/" | "/docs" => "index.html".to_owned(),
        "/problems" => "problems.html".to_owned(),
        "/icon.svg" | "/openapi.json" => address[1..].to_owned(),
        _ => match address.split('/').skip(1).collect::<Vec<_>>()[..] {
            ["docs", page] => format!("{page}.html"),
            ["docs", "pictures", name] => format!("pictures/{name}"),
            ["v1", "assets", _, name] => format!("assets/{name}"),
            _ => return None,
        },
    })
}

/// A page whose addresses are files beside it, and the addresses that it had.
fn relinked(html: &str) -> Result<(String, Vec<String>)> {
    let (mut out, mut found, mut rest) = (String::with_capacity(html.len()), Vec::new(), html);
    loop {
        let next = [" href=\"/", " src=\"/"].iter().filter_map(|name| Some((rest.find(name)?, name.len() - 1))).min();
        let Some((place, length)) = next else { break };
        let (before, after) = rest.split_at(place + length);
        let (target, behind) = after.split_once('"').context("an address that does not end")?;
        let (address, anchor) = target.split_once('#').map_or((target, ""), |(address, anchor)| (address, anchor));
        let Some(file) = file(address) else { bail!("{address} is not for a copy") };
        out.push_str(before);
        out.push_str(&file);
        if !anchor.is_empty() {
            out.push('#');
            out.push_str(anchor);
        }
        out.push('"');
        // The name of the service leads to the first page.
        found.push(if address == "/" { "/docs".to_owned() } else { address.to_owned() });
        rest = behind;
    }
    out.push_str(rest);
    Ok((out, found))
}

/// A page without its form.
fn without_search(html: &str) -> Result<String> {
    let Some((before, rest)) = html.split_once("<form") else { return Ok(html.to_owned()) };
    let (_, after) = rest.split_once("</form>").context("a form that does not end")?;
    Ok(format!("{before}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_files() -> Result<()> {
        let html = r##"<link href="/v1/assets/00ff/pages.css"><a href="/docs/api#the-log">x</a><a href="#here">y</a><a href="/">z</a>"##;
        let (out, found) = relinked(html)?;
        assert_eq!(
            out,
            r##"<link href="assets/pages.css"><a href="api.html#the-log">x</a><a href="#here">y</a><a href="index.html">z</a>"##
        );
        assert_eq!(found, ["/v1/assets/00ff/pages.css", "/docs/api", "/docs"]);
        assert!(relinked(r#"<a href="/d/engagement">x</a>"#).is_err());
        Ok(())
    }

    #[test]
    fn the_search_stays_with_the_edge() -> Result<()> {
        assert_eq!(without_search("a<form method=\"get\"><input></form>b")?, "ab");
        assert_eq!(without_search("ab")?, "ab");
        Ok(())
    }
}
