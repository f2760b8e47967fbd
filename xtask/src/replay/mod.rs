//! `cargo xtask replay`: real people's answers, given again through the HTTP API, and reconciled at the end.

mod mapping;
mod reconcile;
mod send;

pub use mapping::{Mapping, Person, Plan};
pub use reconcile::Reconciliation;

use crate::api::Api;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// What to replay, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The answers.
    pub csv: PathBuf,
    /// How its columns answer the questions.
    pub mapping: PathBuf,
    /// The consultation to put, open and answer.
    pub consultation: String,
    /// Withdraw every n-th person again, in the order of their first row.
    pub withdraw_every: Option<usize>,
    /// Requests under way at once.
    pub parallel: usize,
}

/// Puts and opens the consultation, sends every answer, and holds the edge's summary against the file.
///
/// Every person's key and every state is made from the file alone: a second run sends the same and changes nothing. What
/// was withdrawn stays so: a run that withdraws fewer people than one before it does not come out exact.
///
/// # Errors
/// The file or the mapping is at fault, or the edge refuses or cannot be reached after retries.
pub fn run(api: &Api, options: &Options) -> Result<Reconciliation> {
    let mapping = Mapping::read(&options.mapping)?;
    let plan = mapping.plan(&options.csv)?;
    println!("{}", mapping.source);
    println!("{} people, {} steps, to {}", plan.people.len(), plan.steps.len(), api.base());
    api.put_consultation(&options.consultation, &plan.document)?;
    api.open_consultation(&options.consultation)?;
    let state = api.consultation(&options.consultation)?;
    let revision = state["revision"].as_u64().context("the edge names no revision")?;

    let envelope = send::Envelope::new(&mapping, &plan, &options.consultation, revision)?;
    let withdrawn = |person: usize| options.withdraw_every.is_some_and(|every| (person + 1).is_multiple_of(every));
    let receipts = send::send_all(api, &plan, &envelope, &withdrawn, options.parallel)?;
    let to_withdraw: Vec<&String> =
        receipts.iter().enumerate().filter(|(person, _)| withdrawn(*person)).map(|(_, receipt)| receipt).collect();
    send::withdraw_all(api, &envelope, &to_withdraw, options.parallel)?;

    let summary = api.summary(&options.consultation)?;
    Ok(Reconciliation::of(&plan, &withdrawn, &summary))
}
