//! What stands between fences in the documents. Each block says by its first words what it is, and a test holds it to
//! that: here what needs no running edge, and in `tests` the calls.

use anyhow::Result;
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use std::fs;

use super::markdown::{parser, words};
use crate::repo::Repo;

/// A block between fences.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// What stands at its first fence.
    pub kind: String,
    /// What is in it.
    pub text: String,
}

/// The paths of all documents: those at the top, in `docs`, in `deploy` and in `packages`, in order.
///
/// # Errors
/// A folder cannot be listed.
pub fn documents(repo: &Repo) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new(), "docs/".to_owned(), "deploy/".to_owned(), "packages/".to_owned()];
    while let Some(folder) = folders.pop() {
        let path = repo.path(&folder);
        if !path.is_dir() {
            continue;
        }
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                // At the top only the folders above: the others hold code.
                if !folder.is_empty() && name != "node_modules" {
                    folders.push(format!("{folder}{name}/"));
                }
            } else if name.ends_with(".md") {
                found.push(format!("{folder}{name}"));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The blocks of a document, in its order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut events = parser(text);
    while let Some(event) = events.next() {
        if let Event::Start(Tag::CodeBlock(kind)) = event {
            let kind = match kind {
                CodeBlockKind::Fenced(kind) => kind.into_string(),
                CodeBlockKind::Indented => String::new(),
            };
            let inner: Vec<_> =
                events.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::CodeBlock))).collect();
            found.push(Block { kind, text: words(&inner) });
        }
    }
    found
}

/// Code within a document's sentences.
#[cfg(test)]
fn spans(text: &str) -> Vec<String> {
    let code = |event| match event {
        Event::Code(code) => Some(code.into_string()),
        _ => None,
    };
    parser(text).filter_map(code).collect()
}

#[cfg(test)]
mod tests;
