//! What sees to it that a process ends with this one, however this one ends.

use anyhow::{Context, Result};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

/// A shell that waits for the end of this process, and then kills another. It hears of it by the end of a pipe, which comes
/// after SIGKILL as well. (Linux's own signal for it comes when the *thread* ends that started the child, and other systems
/// have none.)
#[derive(Debug)]
pub(super) struct Guard(Child);

/// Nothing is ever written into the pipe: `read` returns when it is closed.
const WATCH: &str = "read -r nothing; kill -9 \"$1\"";

impl Guard {
    /// Guards a process.
    pub(super) fn over(process: &Child) -> Result<Self> {
        let shell = Command::new("sh")
            .args(["-c", WATCH, "sh", &process.id().to_string()])
            // Of its own, so that Ctrl-C does not end the shell before its work.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        shell.map(Self).context("`sh` cannot be started")
    }

    /// Ends the watch. To be called before the process is waited for: afterwards its number may be another's.
    pub(super) fn lift(&mut self) {
        // Gone already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.lift();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::sync::mpsc;
    use std::time::Duration;

    const ROLE: &str = "SOUNDINGS_TEST_GUARDED";

    /// This program, run again, starts a process and is killed; the process holds this test's pipe open as long as it lives.
    #[test]
    fn what_is_guarded_ends_with_its_parent() -> Result<()> {
        if std::env::var_os(ROLE).is_some() {
            let sleeper = Command::new("sleep").arg("300").stdin(Stdio::null()).stderr(Stdio::null()).spawn()?;
            let _guard = Guard::over(&sleeper)?;
            println!("guarded");
            loop {
                std::thread::park();
            }
        }
        let mut parent = Command::new(std::env::current_exe()?)
            .args(["--exact", "stack::guard::tests::what_is_guarded_ends_with_its_parent", "--nocapture"])
            .env(ROLE, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = BufReader::new(parent.stdout.take().context("it has a pipe")?);
        let mut line = String::new();
        while !line.contains("guarded") {
            line.clear();
            anyhow::ensure!(said.read_line(&mut line)? > 0, "it ended too early");
        }
        parent.kill()?;
        parent.wait()?;
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || tell.send(said.read_to_end(&mut Vec::new()).is_ok()));
        assert_eq!(told.recv_timeout(Duration::from_secs(60)), Ok(true), "what it started lives on");
        Ok(())
    }

    #[test]
    fn a_guard_that_is_lifted_kills_nothing() -> Result<()> {
        let mut sleeper = Command::new("sleep").arg("300").stdin(Stdio::null()).spawn()?;
        drop(Guard::over(&sleeper)?);
        assert!(sleeper.try_wait()?.is_none());
        sleeper.kill()?;
        sleeper.wait()?;
        Ok(())
    }
}
