//! A small consultation and a large one, on an edge each, which the other parts read.

use anyhow::{Context as _, Result};

use crate::bench::edge::subject::{CONSULTATION, Subject, Which};
use crate::bench::edge::wrk;
use crate::bench::markdown::thousands;
use crate::progress;
use crate::repo::Repo;

/// Answers of the small one, at least.
const SMALL: u64 = 1_000;
/// Connections that fill, and seconds of one load.
const FILLERS: u32 = 64;
const SECONDS: u32 = 5;

/// Both.
pub(super) struct Sizes {
    pub(super) small: Subject,
    pub(super) large: Subject,
}

impl Sizes {
    /// Starts both, and fills the large one with at least so many answers.
    pub(super) fn start(repo: &Repo, answers: u64) -> Result<Self> {
        let filled = |size| {
            let subject = Subject::start(repo, Which::Soundings)?;
            let name = format!("{} answers", thousands(size as usize));
            progress::stage(&name, || {
                fill(&subject, size, |connections, seconds| wrk::answers(repo, &subject, connections, seconds))
            })?;
            Ok::<_, anyhow::Error>(subject)
        };
        Ok(Self { small: filled(SMALL)?, large: filled(answers)? })
    }
}

/// Loads, by so many connections for so many seconds, until there are enough answers.
pub(super) fn fill(subject: &Subject, size: u64, load: impl Fn(u32, u32) -> Result<wrk::Found>) -> Result<()> {
    let mut answers = counted(subject)?;
    while answers < size {
        // A small one is not overshot by much.
        let (connections, seconds) = if size - answers < 10_000 { (1, 1) } else { (FILLERS, SECONDS) };
        load(connections, seconds)?;
        answers = counted(subject)?;
        eprintln!("    {} of {}", thousands(answers as usize), thousands(size as usize));
    }
    Ok(())
}

/// How many answers there are.
pub(super) fn counted(subject: &Subject) -> Result<u64> {
    subject.api().summary(CONSULTATION)?["responses"].as_u64().context("a summary has no count")
}

/// A page, as its reader gets it: the status, and the bytes.
pub(super) fn read(subject: &Subject, path: &str) -> Result<(u16, String)> {
    let bearer = format!("Bearer {}", subject.token());
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let mut reply = ureq::Agent::new_with_config(config)
        .get(subject.url(path))
        .header("authorization", &bearer)
        .header("accept", "text/html,application/json")
        .call()?;
    Ok((reply.status().as_u16(), reply.body_mut().read_to_string()?))
}
