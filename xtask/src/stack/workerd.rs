//! One workerd with the Worker in it.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::guard::Guard;
use crate::files;
use crate::repo::Repo;
use crate::toolchain::NativeTool;

/// What a workerd is started with.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The configuration, as a path in the repository.
    pub config: &'static str,
    /// The port on 127.0.0.1; 0 for any that is free.
    pub port: u16,
    /// The folder of its Durable Objects' SQLite files.
    pub data: PathBuf,
    /// Where what it says is kept.
    pub log: PathBuf,
    /// The Worker's text bindings, by the names under which its configuration takes them from the environment. One that
    /// is not here is blank.
    pub environment: BTreeMap<&'static str, String>,
    /// The words of a command that runs it, if any: it gets workerd's own as its last arguments, and becomes workerd.
    pub within: Vec<String>,
}

impl Launch {
    /// The configuration of the edge.
    pub const EDGE: &str = "edge-worker/workerd.capnp";

    /// The edge on any free port, with its data and its log in `folder`, for these departments: the binding `DEPARTMENTS`.
    pub fn edge(folder: &Path, departments: &serde_json::Value) -> Self {
        Self {
            config: Self::EDGE,
            port: 0,
            data: folder.join("data"),
            log: folder.join("edge.log"),
            environment: BTreeMap::from([("SOUNDINGS_DEPARTMENTS", departments.to_string())]),
            within: Vec::new(),
        }
    }
}

/// A running workerd. It is killed when this is dropped, and when this process ends in any way: whatever it acknowledged is
/// on disk.
#[derive(Debug)]
pub struct Workerd {
    child: Child,
    guard: Guard,
    port: u16,
}

/// Runs its arguments with what they print in the log, where their errors go: the Worker's `console.log` is written there by
/// workerd itself. What it says of itself comes by another way.
const LOGGED: &str = "exec \"$@\" 3>&1 1>&2";

/// How long a workerd may take to stop when it is asked to.
const STOP: Duration = Duration::from_secs(5);

impl Workerd {
    /// Starts one, and returns when it listens.
    ///
    /// # Errors
    /// The port is taken, the Worker is not built, or workerd does not start; the error holds what it said.
    pub fn start(repo: &Repo, launch: &Launch) -> Result<Self> {
        let program = NativeTool::Workerd.path(repo)?;
        if !repo.worker().join("index.js").is_file() {
            bail!("the Worker is not built: run `cargo xtask build`");
        }
        // workerd's own words for this are a stack trace.
        if launch.port != 0 && TcpListener::bind(("127.0.0.1", launch.port)).is_err() {
            bail!("port {} is taken: another `cargo xtask dev` may be running, or give another port", launch.port);
        }
        std::fs::create_dir_all(&launch.data).with_context(|| format!("{} cannot be made", launch.data.display()))?;
        let log = File::options().create(true).append(true).open(&launch.log);
        let log = log.with_context(|| format!("{} cannot be written", launch.log.display()))?;
        let shell = ["sh", "-c", LOGGED, "sh"].map(OsString::from).into_iter();
        let mut words = shell.chain(launch.within.iter().map(OsString::from)).chain([program.into_os_string()]);
        let mut child = Command::new(words.next().unwrap_or_default())
            .args(words)
            .arg("serve")
            .arg(repo.path(launch.config))
            .arg("--control-fd=3")
            .arg(format!("--socket-addr=http=127.0.0.1:{}", launch.port))
            .arg(format!("--directory-path=disk={}", launch.data.display()))
            // What this machine's own environment says is another edge's.
            .envs(bindings(&files::read(&repo.path(Launch::EDGE))?).into_iter().map(|name| (name, String::new())))
            .envs(&launch.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("workerd cannot be started")?;
        let guard = match Guard::over(&child) {
            Ok(guard) => guard,
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(error);
            }
        };
        let stdout = child.stdout.take().context("workerd has no standard output")?;
        let mut control = BufReader::new(stdout);
        match listening(&mut control) {
            Some(port) => Ok(Self { child, guard, port }),
            None => {
                drop(guard);
                let _ = child.kill();
                let status = child.wait()?;
                bail!("workerd did not start ({status}):\n{}", last_words(&launch.log))
            }
        }
    }

    /// Its address, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills it as a power cut would: SIGKILL, nothing is finished.
    pub fn kill9(&mut self) {
        self.guard.lift();
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to stop, waits, and kills it when it does not.
    pub fn stop(mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let asked = Instant::now();
        while self.is_running() && asked.elapsed() < STOP {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Workerd {
    fn drop(&mut self) {
        self.kill9();
    }
}

/// The names under which a configuration takes text bindings from the environment.
fn bindings(config: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(config);
    let names = text.split("fromEnvironment = \"").skip(1);
    names.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

/// Reads workerd's control messages, one JSON object a line, until it says where it listens.
fn listening(control: &mut impl BufRead) -> Option<u16> {
    for line in control.lines() {
        let message: serde_json::Value = serde_json::from_str(&line.ok()?).unwrap_or_default();
        if message["event"] == "listen" {
            return u16::try_from(message["port"].as_u64()?).ok();
        }
    }
    None
}

fn last_words(log: &Path) -> String {
    let mut text = String::new();
    // Nothing to show is shown as nothing.
    let _ = File::open(log).and_then(|mut file| file.read_to_string(&mut text));
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_of_a_configuration() {
        let config =
            br#"(name = "A", fromEnvironment = "SOUNDINGS_A"), (name = "B", fromEnvironment = "SOUNDINGS_B"),"#;
        assert_eq!(bindings(config), ["SOUNDINGS_A", "SOUNDINGS_B"]);
    }

    #[test]
    fn the_port_is_read_from_the_control_messages() {
        for (said, port) in [
            ("{\"event\":\"listen\",\"socket\":\"http\",\"port\":40123}\n", Some(40_123)),
            ("not json\n{\"event\":\"listen-inspector\",\"port\":1}\n{\"event\":\"listen\",\"port\":2}\n", Some(2)),
            ("", None),
        ] {
            assert_eq!(listening(&mut said.as_bytes()), port, "{said}");
        }
    }
}
