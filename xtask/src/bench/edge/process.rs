//! What a process uses, as Linux tells it (proc(5)) and strace counts it.

use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process};

/// Seconds of processor time so far, user and system.
pub(super) fn processor_seconds(process: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let ticks = ticks(&text).context("/proc/PID/stat is not as it was")?;
    Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// Fields 14 and 15; the name in the second may have spaces and brackets in it.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// Bytes of memory, at most, so far.
pub(in crate::bench) fn most_memory(process: u32) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("/proc/PID/status has no VmHWM")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}

/// Has it that most memory is reckoned from now on.
pub(in crate::bench) fn forget_most_memory(process: u32) -> Result<()> {
    Ok(std::fs::write(format!("/proc/{process}/clear_refs"), "5")?)
}

/// Counts how often a process waits for its disk.
pub(super) struct Syncs {
    strace: Child,
    output: tempfile::NamedTempFile,
}

impl Syncs {
    /// Begins to count.
    pub(super) fn of(process: u32) -> Result<Self> {
        let output = tempfile::NamedTempFile::new()?;
        let strace = Command::new("strace")
            .args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-p", &process.to_string(), "-o"])
            .arg(output.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("`strace` cannot be started")?;
        // Attached within milliseconds; nothing tells when.
        std::thread::sleep(std::time::Duration::from_millis(300));
        Ok(Self { strace, output })
    }

    /// Ends, and gives the count.
    pub(super) fn count(mut self) -> Result<u64> {
        let pid = i32::try_from(self.strace.id()).ok().and_then(Pid::from_raw).context("a process has a number")?;
        kill_process(pid, Signal::INT)?;
        self.strace.wait()?;
        let table = std::fs::read_to_string(self.output.path())?;
        Ok(total(&table))
    }
}

/// The calls of strace's table: its fourth column.
fn total(table: &str) -> u64 {
    let calls = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let sync = columns.last().is_some_and(|name| name.ends_with("sync"));
        if sync { columns.get(3)?.parse::<u64>().ok() } else { None }
    };
    table.lines().filter_map(calls).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_read_behind_any_name() {
        let stat = "12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 100 23 0 0";
        assert_eq!(ticks(stat), Some(123));
    }

    #[test]
    fn calls_are_summed() {
        let table = "% time     seconds  usecs/call     calls    errors syscall\n\
                     ------ ----------- ----------- --------- --------- ----------------\n \
                     60.00    0.023820          34       698           fsync\n \
                     40.00    0.013820          34        12         1 fdatasync\n\
                     ------ ----------- ----------- --------- --------- ----------------\n\
                     100.00    0.023820          34       710         1 total\n";
        assert_eq!(total(table), 710);
    }
}
