//! `cargo xtask publish`: definitions that live in a repository, brought to an edge. What would change, and what that means
//! for answers that were given, is said before anything is sent.

use anyhow::{Context, Result, bail};
use contract::authoring::exchange::{self, Read};
use contract::authoring::{Change, Effect, consequence, difference, is_govuk};
use contract::json::Value;
use contract::{ConsultationId, Definition, Issue, State};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::api::Api;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The files, each a definition as JSON or YAML, named after its consultation: `local-buses.yaml`.
    pub files: Vec<PathBuf>,
    /// Open what is not open.
    pub open: bool,
    /// Only say what would change.
    pub check: bool,
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The edge has all of it already.
    Unchanged,
    /// So many consultations would change: nothing was sent.
    WouldChange(usize),
    /// Nobody confirmed it: nothing was sent.
    Declined,
    /// So many consultations were changed.
    Published(usize),
}

/// One file against the edge.
struct Planned {
    file: PathBuf,
    id: ConsultationId,
    document: Value,
    /// State and revision of the consultation; `None` where there is none.
    standing: Option<(State, i64)>,
    changes: Vec<Change>,
}

/// Reads all files, says what would change, and does it where `confirm` says so. Nothing is sent before all files are sound
/// and the edge would take each change.
///
/// # Errors
/// A file cannot be read or is not sound: each fault with file, line and field. The edge cannot be reached or refuses.
pub fn run(
    api: &Api,
    options: &Options,
    confirm: impl FnOnce() -> Result<bool>,
    out: &mut impl Write,
) -> Result<Outcome> {
    let documents = documents(&options.files)?;
    let plans = documents.into_iter().map(|(file, id, document)| Planned::of(api, file, id, document));
    let plans: Vec<Planned> = plans.collect::<Result<_>>()?;
    for plan in &plans {
        write!(out, "{}", plan.told(options.open))?;
    }
    if let Some(refused) = plans.iter().find(|plan| plan.is_refused()) {
        bail!("the edge would refuse {}: nothing is sent", refused.file.display());
    }
    let wanted: Vec<&Planned> = plans.iter().filter(|plan| plan.is_wanted(options.open)).collect();
    match wanted.len() {
        0 => return Ok(Outcome::Unchanged),
        changed if options.check => return Ok(Outcome::WouldChange(changed)),
        _ => {}
    }
    if !confirm()? {
        return Ok(Outcome::Declined);
    }
    for plan in &wanted {
        let id = plan.id.as_str();
        api.put_consultation(id, &plan.document).with_context(|| format!("{}", plan.file.display()))?;
        if options.open && plan.state() != Some(State::Open) {
            api.open_consultation(id).with_context(|| format!("{}", plan.file.display()))?;
        }
        match options.open || plan.state() == Some(State::Open) {
            true => writeln!(out, "{id}: published; people answer it at {}/f/{id}", api.base())?,
            false => writeln!(out, "{id}: published as a draft, which nobody can answer yet (--open opens it)")?,
        }
    }
    Ok(Outcome::Published(wanted.len()))
}

/// The documents of all files, each with its consultation.
fn documents(files: &[PathBuf]) -> Result<Vec<(PathBuf, ConsultationId, Value)>> {
    let (mut documents, mut faults) = (Vec::new(), String::new());
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        match document(file, &text) {
            Ok((id, document)) => documents.push((file.clone(), id, document)),
            Err(told) => faults.push_str(&told),
        }
    }
    if faults.is_empty() { Ok(documents) } else { bail!("nothing is sent\n{}", faults.trim_end()) }
}

/// A file's document, or all that is wrong with it, a line each: file, line, field and words.
fn document(file: &Path, text: &str) -> Result<(ConsultationId, Value), String> {
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let file = file.display();
    let id = ConsultationId::parse(name).ok_or_else(|| {
        format!("{file}: a file is named after its consultation: 1 to 64 lower-case letters, digits and hyphens\n")
    })?;
    let read: Read =
        exchange::read(text).map_err(|wrong| format!("{file}:{}:{}: {}\n", wrong.line, wrong.column, wrong.words))?;
    if is_govuk(&read.document) {
        return Err(format!(
            "{file}: this is what GOV.UK publishes of a consultation: its questions are still to be written\n"
        ));
    }
    let definition = Definition::parse(&read.document).map_err(|issues| told(&file, &read, &issues))?;
    Ok((id, definition.to_value()))
}

fn told(file: &impl std::fmt::Display, read: &Read, issues: &[Issue]) -> String {
    issues.iter().fold(String::new(), |mut told, issue| {
        let line = read.line(&issue.pointer).map(|line| format!(":{line}")).unwrap_or_default();
        // Writing into memory does not fail.
        let _ = writeln!(told, "{file}{line}: {}: {}", issue.pointer, issue.fault);
        told
    })
}

impl Planned {
    fn of(api: &Api, file: PathBuf, id: ConsultationId, document: Value) -> Result<Self> {
        let Some(found) = api.find_consultation(id.as_str())? else {
            return Ok(Self { file, id, document, standing: None, changes: Vec::new() });
        };
        let state = found["state"].as_str().and_then(State::parse);
        let standing = state.zip(found["revision"].as_i64()).context("the edge tells no state")?;
        let before: Value = serde_json::from_value(found["definition"].clone())?;
        let changes = difference(&before, &document);
        Ok(Self { file, id, document, standing: Some(standing), changes })
    }

    fn state(&self) -> Option<State> {
        self.standing.map(|(state, _)| state)
    }

    /// Whether anybody may have answered.
    fn is_asked(&self) -> bool {
        self.state().is_some_and(|state| state != State::Draft)
    }

    fn is_refused(&self) -> bool {
        let grave = self.changes.iter().any(|change| consequence(change).effect == Effect::Refused);
        let over = matches!(self.state(), Some(State::Closed | State::Archived)) && !self.changes.is_empty();
        self.is_asked() && grave || over
    }

    fn is_wanted(&self, open: bool) -> bool {
        self.standing.is_none() || !self.changes.is_empty() || open && self.state() != Some(State::Open)
    }

    fn told(&self, open: bool) -> String {
        let mut told = format!("{}: ", self.file.display());
        let opened = if open && self.state() != Some(State::Open) { ", and opened" } else { "" };
        // Writing into memory does not fail.
        let _ = match &self.standing {
            None => writeln!(told, "{} is made{opened}", self.id),
            Some((state, revision)) => {
                let count = match self.changes.len() {
                    0 => "nothing changes".to_owned(),
                    1 => "1 change".to_owned(),
                    more => format!("{more} changes"),
                };
                writeln!(told, "{} ({}, revision {revision}): {count}{opened}", self.id, state.name())
            }
        };
        for change in &self.changes {
            let _ = writeln!(told, "  {}", change.words);
            for (name, value) in [("before", &change.before), ("after", &change.after)] {
                if let Some(value) = value {
                    let _ = writeln!(told, "    {name}: {}", value.replace('\n', "\n      "));
                }
            }
            if self.is_asked() {
                let means = consequence(change);
                let _ = writeln!(told, "    {}: {}", means.effect.name(), means.words);
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_file_line_and_field() {
        let yaml =
            "title:\n  en: Buses\nlanguages: [en]\nquestions:\n  - id: say\n    kind: free_text\n    txt: {en: x}\n";
        for (file, text, expected) in [
            (
                "buses.yaml",
                yaml,
                "buses.yaml:5: /questions/0/text: This member is missing.\nbuses.yaml:7: /questions/0/txt: The format does not know this member; look at its spelling.\n",
            ),
            (
                "Local Buses.yaml",
                yaml,
                "Local Buses.yaml: a file is named after its consultation: 1 to 64 lower-case letters, digits and hyphens\n",
            ),
            ("buses.json", "{", "buses.json:1:1: EOF while parsing an object\n"),
            ("buses.yml", "title: a\ntitle: b\n", "buses.yml:2:1: “title” stands here for the second time\n"),
            (
                "buses.json",
                r#"{"schema_name": "consultation", "details": {}}"#,
                "buses.json: this is what GOV.UK publishes of a consultation: its questions are still to be written\n",
            ),
        ] {
            assert_eq!(document(Path::new(file), text).unwrap_err(), expected, "{file}");
        }
    }
}
