//! How many ledgers a flood of answers takes: a discrete-event simulation of the queue before each, with service times that
//! were measured. Answers come as a Poisson process and go to the shard that their key's slot has; a ledger that is free
//! takes all that wait and commits them together, as the desk does.
//!
//! `cargo xtask simulate --scale` runs it with the figures of docs/bench/edge.md, and docs/scale.md has its table.

use crate::random::Random;
use soundings_edge_worker::ledger::{Pace, Slot};
use std::collections::VecDeque;
use std::fmt::Write as _;

/// Answers a day, and how many times the average its busiest hour brings.
const DAY: f64 = 100_000_000.0;
const PEAK: f64 = 5.0;
/// Of the busiest hour so much is simulated, from empty queues on.
const SECONDS: f64 = 300.0;
const SEED: u64 = 1;

/// What a ledger takes for its work, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// For each answer.
    pub(crate) each: f64,
    /// For each commit besides, however many answers are in it.
    pub(crate) commit: f64,
    /// Answers in a commit at most.
    pub(crate) together: usize,
}

impl Service {
    /// From the seconds that an answer took alone, and among so many that were committed together.
    pub(crate) fn measured(alone: f64, among: f64, together: f64) -> Option<Self> {
        // alone = each + commit, among = each + commit / together
        let commit = (alone - among) / (1.0 - 1.0 / together);
        let each = alone - commit;
        let sound = together > 1.0 && commit >= 0.0 && each > 0.0;
        sound.then_some(Self { each, commit, together: Pace::USUAL.commit_events })
    }

    fn of(self, answers: usize) -> f64 {
        self.each * answers as f64 + self.commit
    }

    /// Answers a second, at most.
    fn capacity(self) -> f64 {
        self.together as f64 / self.of(self.together)
    }
}

/// A ledger and those who wait for it, by the moment at which they came.
#[derive(Default)]
struct Ledger {
    waiting: VecDeque<f64>,
    free_at: f64,
    busy: f64,
    commits: u64,
}

/// What was seen.
#[derive(Default)]
struct Seen {
    arrived: u64,
    /// Seconds that each answer waited before its commit began, and until it was recorded.
    waited: Vec<f64>,
    took: Vec<f64>,
    /// Answers that waited before one ledger, at most.
    longest: usize,
    /// Answers that wait at the end.
    left: usize,
    commits: u64,
    /// Of the ledgers' time.
    busy: f64,
}

impl Ledger {
    /// Works until that moment.
    fn work(&mut self, until: f64, service: Service, seen: &mut Seen) {
        while let Some(first) = self.waiting.front() {
            let begun = self.free_at.max(*first);
            if begun >= until {
                break;
            }
            let there = self.waiting.iter().take(service.together).take_while(|came| **came <= begun).count();
            let takes = service.of(there);
            for came in self.waiting.drain(..there) {
                seen.waited.push(begun - came);
                seen.took.push(begun + takes - came);
            }
            self.free_at = begun + takes;
            self.busy += takes;
            self.commits += 1;
        }
    }
}

/// So many answers a second for so many seconds.
fn flood(rate: f64, seconds: f64, shards: u16, service: Service) -> Seen {
    let (mut random, mut seen) = (Random::of(SEED), Seen::default());
    let mut ledgers: Vec<Ledger> = (0..shards).map(|_| Ledger::default()).collect();
    // Above 0, so that its logarithm is a number.
    let mut part = || (random.next() >> 11).saturating_add(1) as f64 / (1_u64 << 53) as f64;
    let mut keys = Random::of(SEED + 1);
    let mut now = 0.0;
    loop {
        now -= part().ln() / rate;
        if now >= seconds {
            break;
        }
        seen.arrived += 1;
        let ledger = &mut ledgers[usize::from(Slot::from_number(keys.next()).home(shards))];
        ledger.work(now, service, &mut seen);
        ledger.waiting.push_back(now);
        seen.longest = seen.longest.max(ledger.waiting.len());
    }
    for ledger in &mut ledgers {
        ledger.work(seconds, service, &mut seen);
        seen.left += ledger.waiting.len();
        seen.commits += ledger.commits;
        // What was begun may end after the end.
        seen.busy += (ledger.busy - (ledger.free_at - seconds).max(0.0)) / seconds / f64::from(shards);
    }
    seen
}

/// The value below which so many of a hundred lie.
fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * percent / 100).copied().unwrap_or_default()
}

/// The table, as Markdown.
pub(crate) fn table(service: Service) -> String {
    let rate = DAY / 86_400.0 * PEAK;
    let mut text = format!(
        "{rate:.0} answers a second for {SECONDS:.0} s; a ledger takes {:.0} µs for each and {:.0} µs for each commit, so \
         that it records {:.0} a second at most.\n\n\
         | shards | answers a second for each | of what it can | busy | answers in a commit | waiting before one, at most | \
         recorded after, p50, ms | p99, ms |\n\
         | --: | --: | --: | --: | --: | --: | --: | --: |\n",
        service.each * 1e6,
        service.commit * 1e6,
        service.capacity(),
    );
    for shards in [1, 2, 4, 8, 16, 32, 64] {
        let mut seen = flood(rate, SECONDS, shards, service);
        let own = rate / f64::from(shards);
        let load = own / service.capacity();
        let took = match load < 1.0 {
            true => [50, 99].map(|percent| format!("{:.1}", percentile(&mut seen.took, percent) * 1e3)).join(" | "),
            false => "grows without end | grows without end".to_owned(),
        };
        // A string takes whatever is written.
        let _ = writeln!(
            text,
            "| {shards} | {own:.0} | {:.0} % | {:.0} % | {:.1} | {} | {took} |",
            load * 100.0,
            seen.busy * 100.0,
            seen.took.len() as f64 / seen.commits.max(1) as f64,
            seen.longest,
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_BY_ONE: Service = Service { each: 500e-6, commit: 0.0, together: 1 };

    fn mean(values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// Pollaczek and Khinchine: where each takes as long, the mean wait is load * service / (2 * (1 - load)).
    #[test]
    fn one_by_one_it_waits_as_the_formula_of_m_d_1_says() {
        for load in [0.3, 0.5, 0.7, 0.8] {
            for shards in [1, 4] {
                let seen = flood(load / ONE_BY_ONE.each * f64::from(shards), 400.0, shards, ONE_BY_ONE);
                let expected = load * ONE_BY_ONE.each / (2.0 * (1.0 - load));
                let ratio = mean(&seen.waited) / expected;
                assert!((0.97..1.03).contains(&ratio), "{load} {shards}: {ratio}");
                assert!((seen.busy / load - 1.0).abs() < 0.01, "{load} {shards}: busy {}", seen.busy);
            }
        }
    }

    #[test]
    fn what_is_more_than_a_ledger_can_grows_without_end() {
        for (load, seconds) in [(1.2, 100.0), (2.0, 100.0)] {
            let rate = load / ONE_BY_ONE.each;
            let seen = flood(rate, seconds, 1, ONE_BY_ONE);
            assert_eq!(seen.arrived as usize, seen.took.len() + seen.left, "nobody is lost");
            let ratio = seen.left as f64 / ((rate - ONE_BY_ONE.capacity()) * seconds);
            assert!((0.95..1.05).contains(&ratio), "{load}: {ratio}");
            assert!(seen.busy > 0.99);
        }
    }

    #[test]
    fn committing_together_carries_what_one_by_one_does_not() {
        let service = |together| Service { each: 500e-6, commit: 500e-6, together };
        let left = |together| flood(1_500.0, 100.0, 1, service(together)).left;
        assert!(left(1) > 40_000, "{}", left(1));
        assert!(left(512) < 1_000, "{}", left(512));
        assert!((service(512).capacity() / 1_998.0 - 1.0).abs() < 0.001);
    }

    #[test]
    fn service_times_follow_from_two_measurements() {
        let service = Service::measured(1_000e-6, 550e-6, 10.0).unwrap();
        assert!((service.each / 500e-6 - 1.0).abs() < 1e-9 && (service.commit / 500e-6 - 1.0).abs() < 1e-9);
        assert!(Service::measured(500e-6, 600e-6, 10.0).is_none() && Service::measured(1.0, 0.5, 1.0).is_none());
    }
}
