//! Sending: some requests at once, each person's in order, each tried again under the same key.

use super::{Mapping, Plan};
use crate::api::{Api, Try};
use anyhow::{Context, Result, bail};
use contract::json::Value;
use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};
use std::sync::Mutex;

/// What goes around every answer.
pub(super) struct Envelope {
    consultation: String,
    revision: u64,
    site: String,
    lang: String,
    origin: String,
}

impl Envelope {
    pub(super) fn new(mapping: &Mapping, plan: &Plan, consultation: &str, revision: u64) -> Result<Self> {
        let site = plan.definition.sites().iter().find(|site| site.id().as_str() == mapping.site);
        let origin = site.and_then(|site| site.origins().first());
        let origin = origin.with_context(|| format!("the definition has no site {:?}", mapping.site))?;
        Ok(Self {
            consultation: consultation.to_owned(),
            revision,
            site: mapping.site.clone(),
            lang: mapping.lang.clone(),
            origin: origin.to_string(),
        })
    }

    fn body(&self, answers: &Value) -> String {
        Value::object([
            ("revision", Value::Number(self.revision as f64)),
            ("site", self.site.as_str().into()),
            ("lang", self.lang.as_str().into()),
            ("answers", answers.clone()),
        ])
        .to_string()
    }

    /// The person's key: a UUID of version 8 (RFC 9562) out of the consultation's and the person's name.
    fn key(&self, person: &str) -> String {
        let digest = Sha256::digest(format!("{}\n{person}", self.consultation));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

/// Sends every state of every person and returns their receipts, in the people's order. Those to be `withdrawn` at the end
/// may be so already, by an earlier run.
pub(super) fn send_all(
    api: &Api,
    plan: &Plan,
    envelope: &Envelope,
    withdrawn: &(impl Fn(usize) -> bool + Sync),
    parallel: usize,
) -> Result<Vec<String>> {
    let receipts = Mutex::new(vec![String::new(); plan.people.len()]);
    let mine = |lane: usize| plan.steps.iter().filter(move |(person, _)| person % parallel == lane);
    in_lanes("sending", plan.steps.len(), parallel, |lane, bar| {
        for (person, state) in mine(lane) {
            let answers = &plan.people[*person].states[*state];
            let body = envelope.body(answers);
            if *state == 0 {
                let key = envelope.key(&plan.people[*person].name);
                let path = format!("/v1/consultations/{}/responses", envelope.consultation);
                let receipt = tried(|| api.post_response(&path, &envelope.origin, &key, &body), &[201])?;
                let receipt = receipt["receipt"].as_str().context("a 201 without a receipt")?;
                lock(&receipts)[*person] = receipt.to_owned();
            } else {
                let receipt = lock(&receipts)[*person].clone();
                let expected: &[u16] = if withdrawn(*person) { &[200, 410] } else { &[200] };
                tried(|| api.put_receipt(&receipt, &envelope.origin, &body), expected)?;
            }
            bar.inc(1);
        }
        Ok(())
    })?;
    Ok(receipts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Withdraws the answers with these receipts.
pub(super) fn withdraw_all(api: &Api, envelope: &Envelope, receipts: &[&String], parallel: usize) -> Result<()> {
    if receipts.is_empty() {
        return Ok(());
    }
    in_lanes("withdrawing", receipts.len(), parallel, |lane, bar| {
        for receipt in receipts.iter().skip(lane).step_by(parallel) {
            // Gone is what was asked for: an earlier run, or a try whose reply was lost.
            tried(|| api.delete_receipt(receipt, &envelope.origin), &[204, 410])?;
            bar.inc(1);
        }
        Ok(())
    })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A lane that panicked fails the whole run when it is joined.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn in_lanes(
    doing: &'static str,
    steps: usize,
    parallel: usize,
    lane: impl Fn(usize, &ProgressBar) -> Result<()> + Sync,
) -> Result<()> {
    let bar = ProgressBar::new(steps as u64).with_message(doing).with_style(
        ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {per_sec} {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let result = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..parallel)
            .map(|number| {
                scope.spawn({
                    let (lane, bar) = (&lane, &bar);
                    move || lane(number, bar)
                })
            })
            .collect();
        lanes.into_iter().try_for_each(|handle| handle.join().unwrap_or_else(|_| bail!("{doing} stopped in a panic")))
    });
    bar.finish_and_clear();
    println!("{doing}: {steps} steps in {:.1} s", bar.elapsed().as_secs_f64());
    result
}

/// Tries up to six times, waiting longer each time, where the edge could not be reached or failed; a refusal is final.
fn tried(request: impl Fn() -> Try, expected: &[u16]) -> Result<serde_json::Value> {
    let mut wait = std::time::Duration::from_millis(100);
    for _ in 0..5 {
        match request() {
            Try::Answered(status, body) if expected.contains(&status) => return Ok(body),
            Try::Answered(status, body) if status < 500 && status != 429 => {
                bail!("the edge answered {status}: {body}")
            }
            Try::Answered(..) | Try::Unreachable(_) => std::thread::sleep(wait),
        }
        wait *= 2;
    }
    match request() {
        Try::Answered(status, body) if expected.contains(&status) => Ok(body),
        Try::Answered(status, body) => bail!("the edge answered {status} six times: {body}"),
        Try::Unreachable(error) => Err(error).context("the edge could not be reached in six tries"),
    }
}
