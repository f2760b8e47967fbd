//! Answers, recorded: ours beside plain JavaScript's, in rounds, so that what else this machine does falls on both alike.

use anyhow::Result;
use serde::Serialize;

use super::process::{Syncs, most_memory, processor_seconds};
use super::subject::{Subject, Which};
use super::wrk;
use crate::bench::spread::Spread;
use crate::progress;
use crate::repo::Repo;

/// Of each closed loop.
const CONNECTIONS: [u32; 3] = [1, 32, 256];
/// Before all measurements, at 32 connections: what has run some ten thousand times V8 compiles anew, and better. An edge that
/// people answer is so after its first hours; one answer at a time would take minutes to get there.
const WARM_SECONDS: u32 = 10;
/// Of one measurement. Enough for thousands of answers, and for one commit after the other to reach the disk.
const SECONDS: u32 = 4;

/// One Worker at one number of connections.
#[derive(Serialize, Debug)]
pub(super) struct Figures {
    pub(super) name: &'static str,
    pub(super) connections: u32,
    /// Answers a second.
    pub(super) rate: Spread,
    /// Milliseconds.
    pub(super) p50: Spread,
    pub(super) p99: Spread,
    /// Microseconds of processor time an answer.
    pub(super) processor: Spread,
    /// Calls of fsync an answer.
    pub(super) syncs: f64,
}

/// Of each Worker.
#[derive(Serialize, Debug)]
pub(super) struct Answers {
    pub(super) figures: Vec<Figures>,
    /// Bytes of memory at most, by name.
    pub(super) memory: Vec<(&'static str, u64)>,
}

impl Answers {
    /// Ours to theirs, in answers a second.
    pub(super) fn ratio(&self, connections: u32) -> Option<f64> {
        let rate = |which: Which| {
            let found = self.figures.iter().find(|one| one.name == which.name() && one.connections == connections);
            found.map(|one| one.rate.median)
        };
        Some(rate(Which::Soundings)? / rate(Which::Plain)?)
    }
}

struct Round {
    found: wrk::Found,
    processor: f64,
}

pub(super) fn compare(repo: &Repo, runs: u8) -> Result<Answers> {
    let subjects = [Which::Soundings, Which::Plain].map(|which| Subject::start(repo, which));
    let subjects = subjects.into_iter().collect::<Result<Vec<_>>>()?;
    progress::step("warming", || {
        subjects.iter().try_for_each(|one| wrk::answers(repo, one, 32, WARM_SECONDS).map(drop))
    })?;
    let mut figures = Vec::new();
    for connections in CONNECTIONS {
        let mut rounds: Vec<Vec<Round>> = subjects.iter().map(|_| Vec::new()).collect();
        progress::step(&format!("{connections} connections"), || {
            // The first rounds warm the machine: not counted.
            for run in 0..=runs {
                for (subject, rounds) in subjects.iter().zip(&mut rounds) {
                    let before = processor_seconds(subject.process())?;
                    let found = wrk::answers(repo, subject, connections, SECONDS)?;
                    let processor = processor_seconds(subject.process())? - before;
                    if run > 0 {
                        rounds.push(Round { found, processor });
                    }
                }
            }
            Ok(())
        })?;
        for (subject, rounds) in subjects.iter().zip(&rounds) {
            // By itself: whoever is watched by strace is slower.
            let syncs = Syncs::of(subject.process())?;
            let answers = wrk::answers(repo, subject, connections, SECONDS)?.requests;
            let syncs = syncs.count()? as f64 / answers as f64;
            figures.extend(of(subject.which.name(), connections, rounds, syncs));
        }
    }
    let memory = subjects.iter().map(|subject| Ok((subject.which.name(), most_memory(subject.process())?)));
    Ok(Answers { figures, memory: memory.collect::<Result<_>>()? })
}

fn of(name: &'static str, connections: u32, rounds: &[Round], syncs: f64) -> Option<Figures> {
    let spread = |figure: fn(&Round) -> f64| Spread::of(rounds.iter().map(figure));
    Some(Figures {
        name,
        connections,
        rate: spread(|round| round.found.a_second())?,
        p50: spread(|round| round.found.p50 as f64 / 1e3)?,
        p99: spread(|round| round.found.p99 as f64 / 1e3)?,
        processor: spread(|round| round.processor * 1e6 / round.found.requests as f64)?,
        syncs,
    })
}
