//! A machine that stands still now and then: what a process has begun, it ends later than it thought.

use rustix::process::{Pid, Signal, kill_process};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// For how long: longer than the budgets of time that programs set themselves for one turn.
const STILL: Duration = Duration::from_millis(20);

/// Stops a process for a moment and lets it run for another, of all lengths up to two milliseconds, until it is told to end.
///
/// # Panics
/// The process is gone.
pub fn stand_still(process: u32, ends: &AtomicBool) {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw).expect("a process has a number");
    let mut runs = 0;
    while !ends.load(Ordering::Relaxed) {
        kill_process(pid, Signal::STOP).expect("a process that runs can be stopped");
        std::thread::sleep(STILL);
        kill_process(pid, Signal::CONT).expect("a process that was stopped can go on");
        runs = (runs + 397) % 2_000;
        std::thread::sleep(Duration::from_micros(runs));
    }
}
