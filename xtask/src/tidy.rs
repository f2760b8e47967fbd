//! Rules of the repository that no compiler checks, as tests.

use anyhow::{Context, Result};
use std::fs;

use crate::repo::Repo;

/// What each crate may depend on, of ours: the table of ARCHITECTURE.md.
const DIRECTION: [(&str, &[&str]); 8] = [
    ("contract", &[]),
    ("aggregate", &["contract"]),
    ("widget", &["contract"]),
    ("studio", &["contract"]),
    ("edge-worker", &["contract", "aggregate", "widget"]),
    ("demo-site", &[]),
    ("xtask", &["contract", "demo-site"]),
    ("tests", &["contract", "xtask"]),
];

#[test]
fn crates_depend_in_one_direction() -> Result<()> {
    let repo = Repo::find()?;
    for (name, allowed) in DIRECTION {
        let manifest = fs::read_to_string(repo.path(name).join("Cargo.toml"))?;
        // What only tests need does not bind the crate.
        let shipped = manifest.split("\n[dev-dependencies]").next().unwrap_or_default();
        for (other, _) in DIRECTION {
            let named = |line: &str| line.split(['.', ' ', '=']).next() == Some(other);
            let depends = shipped.lines().skip_while(|line| *line != "[dependencies]").any(named);
            assert!(!depends || allowed.contains(&other), "{name} may not depend on {other}");
        }
    }
    Ok(())
}

#[test]
fn the_documents_name_only_what_is_there() -> Result<()> {
    let repo = Repo::find()?;
    let mut gone = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        let text = fs::read_to_string(repo.path(document)).with_context(|| document.to_owned())?;
        // Every odd part between back-ticks is code; a path has a slash, and no space, brace or leading slash.
        for code in text.split('`').skip(1).step_by(2) {
            let path =
                code.contains('/') && !code.starts_with(['/', '.', '<']) && !code.contains([' ', '{', ':', '\n', '@']);
            if path && !repo.path(code).exists() {
                gone.push(format!("{document}: {code}"));
            }
        }
    }
    assert!(gone.is_empty(), "named and not there:\n{}", gone.join("\n"));
    Ok(())
}

#[test]
fn nothing_that_a_blocker_hides_is_sent_to_a_page() -> Result<()> {
    let repo = Repo::find()?;
    // Blockers hide addresses, classes and tags with these in them: EasyList and its kin.
    let hidden = ["feedback", "survey", "poll", "track"];
    let mut found = Vec::new();
    let sent = ["widget/src", "widget/loader", "widget/styles", "edge-worker/assets", "edge-worker/src/pages"];
    let mut folders = sent.map(|folder| repo.path(folder)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path)?.to_lowercase();
            found.extend(
                hidden.iter().filter(|word| text.contains(**word)).map(|word| format!("{}: {word}", path.display())),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}
