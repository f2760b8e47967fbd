//! The simulator: seeded histories of answers that are sent, retried, changed and withdrawn over a network that loses,
//! doubles and delays, while ledgers crash at any statement, tallies fold, gates open and close, clocks jump, and shards are
//! added. After every step the promises of the ledger are held against what the people were told.
//!
//! `cargo xtask simulate --seeds N [--from SEED]` runs it. What is simulated is the code that the objects run: the desk,
//! the books, the encodings, the shards. The network, the disk and the consultation's object are played.

mod disk;
mod fault;
mod happen;
mod ledger;
mod office;
mod people;
mod promise;
mod random;
mod reply;
mod scale;
#[cfg(test)]
mod tests;
mod world;

use fault::Fault;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use world::World;

/// Seeds that a thread takes at once.
const STRETCH: u64 = 256;
/// Between two lines of progress.
const PROGRESS: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, figures @ ..] = arguments.as_slice()
        && word == "scale"
    {
        return scale(figures);
    }
    let (seeds, from, fault) = match arguments.as_slice() {
        [seeds, from] => (seeds.parse(), from.parse(), None),
        [seeds, from, fault] => match Fault::parse(fault) {
            Some(fault) => (seeds.parse(), from.parse(), Some(fault)),
            None => {
                eprintln!("no such fault; there are {:?}", Fault::ALL);
                return ExitCode::FAILURE;
            }
        },
        _ => ("".parse(), "".parse(), None),
    };
    let (Ok(seeds), Ok(from)) = (seeds, from) else {
        eprintln!("usage: simulate SEEDS FROM [FAULT] (see `cargo xtask simulate --help`)");
        return ExitCode::FAILURE;
    };
    match run(seeds, from, fault) {
        Ok(()) => ExitCode::SUCCESS,
        Err(seed) => {
            replay(seed, fault);
            ExitCode::FAILURE
        }
    }
}

/// Prints how a flood of answers is carried, from three figures: see `scale::Service::measured`.
fn scale(figures: &[String]) -> ExitCode {
    let figures: Vec<f64> = figures.iter().filter_map(|figure| figure.parse().ok()).collect();
    let service = match figures.as_slice() {
        [alone, among, together] => scale::Service::measured(*alone, *among, *together),
        _ => None,
    };
    let Some(service) = service else {
        eprintln!("usage: simulate scale ALONE AMONG TOGETHER (see `cargo xtask simulate --scale`)");
        return ExitCode::FAILURE;
    };
    print!("{}", scale::table(service));
    ExitCode::SUCCESS
}

/// Runs so many histories on all cores; `Err` with the lowest seed of those that broke a promise.
#[expect(clippy::disallowed_methods, reason = "it runs on the host, and what it simulates is given its time")]
fn run(seeds: u64, from: u64, fault: Option<Fault>) -> Result<(), u64> {
    let (next, end) = (AtomicU64::new(from), from.saturating_add(seeds));
    let broken = AtomicU64::new(u64::MAX);
    let (done, begun) = (AtomicU64::new(0), Instant::now());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let first = next.fetch_add(STRETCH, Ordering::SeqCst);
                    // Stretches are taken in order: none below a broken one is left out.
                    if first >= end.min(broken.load(Ordering::SeqCst)) {
                        break;
                    }
                    let last = end.min(first.saturating_add(STRETCH));
                    if let Some(seed) = (first..last).find(|seed| World::new(*seed, fault, false).run().is_err()) {
                        broken.fetch_min(seed, Ordering::SeqCst);
                    }
                    done.fetch_add(last - first, Ordering::SeqCst);
                }
            });
        }
        scope.spawn(|| progress(&done, &broken, seeds, begun));
    });
    let seconds = begun.elapsed().as_secs_f64();
    match broken.into_inner() {
        u64::MAX => {
            let last = end.saturating_sub(1);
            println!("{seeds} histories, seeds {from} to {last}: every promise was kept ({seconds:.1} s)");
            Ok(())
        }
        seed => Err(seed),
    }
}

#[expect(clippy::disallowed_methods, reason = "it runs on the host, and what it simulates is given its time")]
fn progress(done: &AtomicU64, broken: &AtomicU64, seeds: u64, begun: Instant) {
    let mut told = Instant::now();
    loop {
        let so_far = done.load(Ordering::SeqCst);
        if so_far >= seeds || broken.load(Ordering::SeqCst) != u64::MAX {
            return;
        }
        if told.elapsed() >= PROGRESS {
            told = Instant::now();
            let (percent, seconds) = (so_far * 100 / seeds, begun.elapsed().as_secs());
            let end = if std::io::stderr().is_terminal() { '\r' } else { '\n' };
            eprint!("  {so_far} of {seeds} histories ({percent} %), {seconds} s{end}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Tells a history step by step.
fn replay(seed: u64, fault: Option<Fault>) {
    let mut world = World::new(seed, fault, true);
    let told = world.run();
    for line in world.trace() {
        println!("{line}");
    }
    match told {
        Ok(()) => println!("seed {seed}: every promise was kept"),
        Err(broken) => {
            let fault = fault.map(|fault| format!(" --fault {fault:?}")).unwrap_or_default();
            println!("seed {seed}: {broken}\nreplay: cargo xtask simulate --seeds 1 --from {seed}{fault}");
        }
    }
}
