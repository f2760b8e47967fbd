//! Reading: the form and the definition, beside the least Worker in Rust.

use anyhow::Result;
use serde::Serialize;

use super::process::processor_seconds;
use super::subject::{CONSULTATION, Subject, Which};
use super::wrk;
use crate::bench::spread::Spread;
use crate::progress;
use crate::repo::Repo;

const CONNECTIONS: u32 = 32;
const SECONDS: u32 = 3;

/// One address.
#[derive(Serialize, Debug)]
pub(super) struct Figures {
    pub(super) name: &'static str,
    /// Requests a second.
    pub(super) rate: Spread,
    /// Milliseconds.
    pub(super) p50: Spread,
    /// Microseconds of processor time a request.
    pub(super) processor: Spread,
    /// How many times as many the least Worker answers; 1 for itself.
    pub(super) ratio: f64,
}

pub(super) fn compare(repo: &Repo, runs: u8) -> Result<Vec<Figures>> {
    let (hello, ours) = (Subject::start(repo, Which::Hello)?, Subject::start(repo, Which::Soundings)?);
    let of = |path: String| (&ours, ours.url(&path));
    let addresses = [
        (Which::Hello.name(), (&hello, hello.url("/"))),
        ("the form", of(format!("/v1/consultations/{CONSULTATION}/form?lang=en&site=forum"))),
        ("the definition", of(format!("/v1/consultations/{CONSULTATION}"))),
    ];
    let mut found: Vec<Vec<(wrk::Found, f64)>> = addresses.iter().map(|_| Vec::new()).collect();
    progress::step(&format!("{CONNECTIONS} connections"), || {
        for run in 0..=runs {
            for ((_, (subject, url)), found) in addresses.iter().zip(&mut found) {
                let before = processor_seconds(subject.process())?;
                let one = wrk::reads(repo, url, CONNECTIONS, SECONDS)?;
                let processor = (processor_seconds(subject.process())? - before) * 1e6 / one.requests as f64;
                if run > 0 {
                    found.push((one, processor));
                }
            }
        }
        Ok(())
    })?;
    let rates = found.iter().map(|rounds| Spread::of(rounds.iter().map(|(one, _)| one.a_second())));
    let hello = rates.clone().next().flatten().map_or(f64::NAN, |rate| rate.median);
    let figures = addresses.iter().zip(rates).zip(&found).filter_map(|(((name, _), rate), rounds)| {
        let rate = rate?;
        let p50 = Spread::of(rounds.iter().map(|(one, _)| one.p50 as f64 / 1e3))?;
        let processor = Spread::of(rounds.iter().map(|(_, processor)| *processor))?;
        Some(Figures { name, rate, p50, processor, ratio: hello / rate.median })
    });
    Ok(figures.collect())
}
