//! The documentation as a site: `docs/README.md` is its first page and says which documents it has, in which parts.
//!
//! What is made here is the content of each page; the edge puts its own frame around it and serves it at `/docs`. So there
//! is one frame, and `cargo xtask docs` keeps a copy of what the edge serves.

mod copy;
mod markdown;
pub mod snippets;

pub use copy::copy;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::files;
use crate::repo::Repo;
use markdown::Page;

/// The first page, whose headings are the parts and whose lists name the documents.
const START: &str = "docs/README.md";

/// Bytes that a picture may have: all of them travel in the Worker.
const PICTURE_MOST: usize = 12_288;

/// A part of the site: for whom it is.
#[derive(Debug)]
struct Part {
    name: String,
    /// Documents, by their paths in the repository.
    documents: Vec<String>,
}

/// All pages, rendered.
#[derive(Debug)]
pub struct Site {
    parts: Vec<Part>,
    /// By their documents' paths; the first page among them.
    pages: BTreeMap<String, Page>,
    /// By their paths in the repository.
    pictures: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Reads and renders the documents.
    ///
    /// # Errors
    /// A document or a picture is not there or too large, a link leads nowhere, a document has HTML of its own or no title.
    pub fn read(repo: &Repo) -> Result<Self> {
        let mut parts = parts(&fs::read_to_string(repo.path(START)).context(START)?)?;
        // What nobody has put into a part yet is found all the same.
        let more: Vec<String> = snippets::documents(repo)?
            .into_iter()
            .filter(|path| {
                path.starts_with("docs/") && path != START && !parts.iter().any(|part| part.documents.contains(path))
            })
            .collect();
        if !more.is_empty() {
            parts.push(Part { name: "More".to_owned(), documents: more });
        }
        let documents: Vec<&str> =
            parts.iter().flat_map(|part| &part.documents).map(String::as_str).chain([START]).collect();
        let mut pages = BTreeMap::new();
        for document in &documents {
            let text = fs::read_to_string(repo.path(document)).with_context(|| (*document).to_owned())?;
            let page =
                markdown::render(repo, document, &text, &|path| documents.contains(&path).then(|| address(path)))
                    .with_context(|| (*document).to_owned())?;
            ensure!(pages.insert((*document).to_owned(), page).is_none(), "{START} names {document} twice");
        }
        let mut pictures = BTreeMap::new();
        for path in pages.values().flat_map(|page| &page.pictures) {
            let bytes = files::read(&repo.path(path))?;
            // A drawing is text, which the Worker's compression makes a quarter of.
            let most = if path.ends_with(".svg") { 2 * PICTURE_MOST } else { PICTURE_MOST };
            ensure!(bytes.len() <= most, "{path} has {} bytes, of {most}", bytes.len());
            pictures.insert(path.clone(), bytes);
        }
        let site = Self { parts, pages, pictures };
        site.hold_anchors()?;
        Ok(site)
    }

    /// Each link into a page leads to a heading that is there.
    fn hold_anchors(&self) -> Result<()> {
        for (document, page) in &self.pages {
            for (to, anchor) in &page.anchors {
                let there = self.pages.get(to).is_some_and(|page| page.sections.iter().any(|own| own.id == *anchor));
                ensure!(there, "{document} links to {to}#{anchor}, which is not there");
            }
        }
        Ok(())
    }

    /// Writes the pages' contents, the pictures, and `contents.json`, which says how they belong together:
    /// `{parts: [{name, pages: [SLUG]}], pages: [{slug, title, sections: [{level, id, title, start, end}]}], pictures}`.
    /// `start` and `end` are the places of a section's bytes in its page. The first page's slug is empty.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let parts = self.parts.iter().map(|part| {
            let slugs: Vec<String> = part.documents.iter().map(|path| slug(path)).collect();
            json!({"name": part.name, "pages": slugs})
        });
        let parts: Vec<_> = parts.collect();
        let mut pages = Vec::new();
        let mut names: Vec<PathBuf> = vec![folder.join("contents.json")];
        for (document, page) in &self.pages {
            let slug = slug(document);
            let file = folder.join(format!("{}.html", if slug.is_empty() { "index" } else { &slug }));
            files::write_if_new(&file, page.html.as_bytes())?;
            names.push(file);
            let sections = page.sections.iter().map(|section| {
                json!({"level": section.level, "id": section.id, "title": section.title, "start": section.start, "end": section.end})
            });
            pages.push(json!({"slug": slug, "title": page.title, "sections": sections.collect::<Vec<_>>()}));
        }
        let mut pictures = Vec::new();
        for (path, bytes) in &self.pictures {
            let name = file_name(path);
            files::write_if_new(&folder.join(name), bytes)?;
            names.push(folder.join(name));
            pictures.push(name);
        }
        let contents = json!({"parts": parts, "pages": pages, "pictures": pictures});
        files::write_if_new(&names[0], serde_json::to_string_pretty(&contents)?.as_bytes())?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if !names.contains(&path) {
                fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
            }
        }
        Ok(())
    }
}

/// The parts that the first page has: its headings of the second level, and the documents that their lists link to.
fn parts(text: &str) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            parts.push(Part { name: name.to_owned(), documents: Vec::new() });
        } else if let (Some(item), Some(part)) = (line.strip_prefix("- ["), parts.last_mut()) {
            let (_, rest) = item.split_once("](").with_context(|| format!("an item without a link: {line}"))?;
            let (target, _) = rest.split_once(')').with_context(|| format!("a link that does not end: {line}"))?;
            part.documents.push(resolve(START, target)?);
        }
    }
    ensure!(parts.iter().all(|part| !part.documents.is_empty()), "a part of {START} has no documents");
    Ok(parts)
}

/// The path in the repository that a link of a document names.
fn resolve(document: &str, target: &str) -> Result<String> {
    let mut segments: Vec<&str> = document.split('/').collect();
    segments.pop();
    for segment in target.split('/') {
        match segment {
            "." => {}
            ".." => {
                segments.pop().with_context(|| format!("{target} leads out of the repository"))?;
            }
            segment => segments.push(segment),
        }
    }
    Ok(segments.join("/"))
}

/// The name of a document in the site: its path within `docs`, or its folder's for a README. Empty for the first page.
fn slug(document: &str) -> String {
    let path = document.strip_prefix("docs/").unwrap_or(document);
    let path = path.strip_suffix(".md").unwrap_or(path);
    let path = match path.strip_suffix("README") {
        Some(folder) => file_name(folder.trim_end_matches('/')),
        None => path,
    };
    path.replace('/', "-").to_ascii_lowercase()
}

/// Where the edge serves a document.
fn address(document: &str) -> String {
    match slug(document).as_str() {
        "" => "/docs".to_owned(),
        slug => format!("/docs/{slug}"),
    }
}

/// The last segment of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_names_in_the_site() {
        for (document, expected) in [
            ("docs/README.md", ""),
            ("docs/access.md", "access"),
            ("docs/bench/widget.md", "bench-widget"),
            ("CONTRIBUTING.md", "contributing"),
            ("deploy/self-host/README.md", "self-host"),
        ] {
            assert_eq!(slug(document), expected, "{document}");
        }
    }

    #[test]
    fn links_are_paths_from_their_document() -> Result<()> {
        for (document, target, expected) in [
            ("docs/access.md", "api.md", "docs/api.md"),
            ("deploy/self-host/README.md", "../../docs/scale.md", "docs/scale.md"),
            ("README.md", "docs/api.md", "docs/api.md"),
            ("docs/a.md", "./b/c.md", "docs/b/c.md"),
        ] {
            assert_eq!(resolve(document, target)?, expected);
        }
        assert!(resolve("README.md", "../elsewhere.md").is_err());
        Ok(())
    }

    #[test]
    fn every_document_is_in_the_site_and_every_link_leads_somewhere() -> Result<()> {
        let repo = Repo::find()?;
        let site = Site::read(&repo)?;
        for document in snippets::documents(&repo)? {
            // What the code's readers see first has its parts in the site's own pages.
            let known = site.pages.contains_key(&document) || document == "README.md";
            assert!(known, "{document} has no place in the site: add it to a list of {START}");
        }
        Ok(())
    }

    #[test]
    fn what_is_written_is_what_the_contents_say() -> Result<()> {
        let folder = tempfile::tempdir()?;
        files::write(&folder.path().join("gone.html"), b"")?;
        Site::read(&Repo::find()?)?.write(folder.path())?;
        assert!(!folder.path().join("gone.html").exists());
        let contents: serde_json::Value = serde_json::from_slice(&files::read(&folder.path().join("contents.json"))?)?;
        let pages = contents["pages"].as_array().context("no pages")?;
        for part in contents["parts"].as_array().context("no parts")? {
            for slug in part["pages"].as_array().context("no pages in a part")? {
                assert!(pages.iter().any(|page| page["slug"] == *slug), "{slug}");
            }
        }
        for page in pages {
            let name = page["slug"].as_str().filter(|slug| !slug.is_empty()).unwrap_or("index");
            let html = String::from_utf8(files::read(&folder.path().join(format!("{name}.html")))?)?;
            assert!(!html.contains(" style="), "{name}: the pages' policy forbids styles in attributes");
            for section in page["sections"].as_array().context("no sections")? {
                let place = |end: &str| section[end].as_u64().and_then(|place| usize::try_from(place).ok());
                let (Some(start), Some(end)) = (place("start"), place("end")) else { panic!("{section}") };
                let id = section["id"].as_str().context("no id")?;
                assert!(id.is_empty() || html[start..end].starts_with(&format!("<h{} id=\"{id}\">", section["level"])));
            }
        }
        Ok(())
    }
}
