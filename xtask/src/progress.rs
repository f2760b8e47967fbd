//! One line for each step, with its seconds, on standard error: standard output is for results.

use std::{
    io::{Write as _, stderr},
    time::{Duration, Instant},
};

use anyhow::Result;

/// Does a short step that prints nothing of its own: `name ... 0.4 s`.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprint!("  {name} ... ");
    // Progress that cannot be shown is no reason to fail.
    let _ = stderr().flush();
    let started = Instant::now();
    let result = work();
    match &result {
        Ok(_) => eprintln!("{}", seconds(started.elapsed())),
        Err(_) => eprintln!("failed"),
    }
    result
}

/// Does a long step whose tool prints progress of its own, between two lines.
pub fn stage<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("  {name}");
    let started = Instant::now();
    let result = work()?;
    eprintln!("  {name}: {}", seconds(started.elapsed()));
    Ok(result)
}

/// Says that a step's result is there already.
pub fn unchanged(name: &str) {
    eprintln!("  {name}: unchanged");
}

fn seconds(elapsed: Duration) -> String {
    format!("{:.1} s", elapsed.as_secs_f64())
}
