//! How an edge starts, stops and starts again.

use crate::{DEPARTMENT, Edge, OTHER};
use serde_json::json;
use std::fs;
use std::time::Duration;
use xtask::api::Api;
use xtask::repo::Repo;
use xtask::stack::{Launch, Workerd, token};

/// A configuration under which the Worker may ask this machine's servers, where tests play those of others. Elsewhere the
/// runtime keeps it from them.
const LOOPBACK: &str = "tests/workerd-loopback.capnp";

/// A configuration that has Cloudflare's rate limits bound.
const RATES: &str = "tests/workerd-rates.capnp";

/// A configuration under which objects panic.
const PANICS: &str = "tests/workerd-panics.capnp";

/// A team of Cloudflare Access on this machine, as a test plays it.
#[derive(Clone, Debug)]
pub struct Access {
    /// The team's address.
    pub team: String,
    /// The application's audience tag.
    pub audience: String,
    /// The text of the binding `ACCESS_ROLES`.
    pub roles: String,
}

impl Edge {
    /// Starts an edge with an empty store on a free port, which takes as many answers as come: tests send more than people.
    pub fn start() -> Self {
        Self::start_in(new_folder(), |_| ())
    }

    /// Starts one with these text bindings, the edge's own limits of what comes in, and this machine's servers in reach.
    pub fn start_with(environment: Vec<(&'static str, String)>) -> Self {
        Self::start_in(new_folder(), |launch| {
            launch.config = LOOPBACK;
            launch.environment.remove("SOUNDINGS_PRESSURE");
            launch.environment.extend(environment);
        })
    }

    /// The same, for people of a team of Cloudflare Access that a test plays on this machine.
    pub fn start_behind(access: &Access) -> Self {
        Self::start_in(new_folder(), |launch| {
            launch.config = LOOPBACK;
            launch.environment.extend([
                ("SOUNDINGS_ACCESS_TEAM", access.team.clone()),
                ("SOUNDINGS_ACCESS_AUDIENCE", access.audience.clone()),
                ("SOUNDINGS_ACCESS_ROLES", access.roles.clone()),
            ]);
        })
    }

    /// Starts one whose store lies on a disk of its own, of 4 MB, which is there as long as it runs; `None` where this
    /// machine lets nobody have one.
    pub fn start_on_a_small_disk() -> Option<Self> {
        let folder = new_folder();
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder can be made");
        let mount = format!("mount -t tmpfs -o size=4m soundings '{}'", data.display());
        let words = |script: &str| {
            let words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"];
            words.map(str::to_owned).to_vec()
        };
        let tried = words(&mount);
        let allowed = std::process::Command::new(&tried[0]).args(&tried[1..]).output();
        allowed
            .is_ok_and(|tried| tried.status.success())
            .then(|| Self::start_in(folder, |launch| launch.within = words(&format!("{mount} && exec \"$@\""))))
    }

    /// Starts one with doubles of Cloudflare's rate limits, of these numbers a minute or ways to fail
    /// (`tests/cloudflare/rate-limit.js`), which trusts this header to name the address. Its own counts have no limit by the
    /// minute.
    pub fn start_with_rate_limits(consultation: &str, network: &str, address: &str) -> Self {
        Self::start_in(new_folder(), |launch| {
            launch.config = RATES;
            let limits = json!({"consultation_a_minute": u32::MAX, "network_a_minute": u32::MAX});
            launch.environment.extend([
                ("SOUNDINGS_CONSULTATION_RATE", consultation.to_owned()),
                ("SOUNDINGS_NETWORK_RATE", network.to_owned()),
                ("SOUNDINGS_CLIENT_ADDRESS", address.to_owned()),
                ("SOUNDINGS_PRESSURE", limits.to_string()),
            ]);
        })
    }

    /// Starts an edge over a copy of a store: a folder in the repository with one folder for each kind of object.
    pub fn start_over(store: &str) -> Self {
        let folder = new_folder();
        let store = Repo::find().expect("tests run in the repository").path(store);
        for kind in ["department", "consultation", "ledger"] {
            let copy = folder.path().join("data").join(kind);
            fs::create_dir_all(&copy).expect("a temporary folder can be filled");
            for file in fs::read_dir(store.join(kind)).expect("the store is a folder") {
                let file = file.expect("a folder that opens can be listed");
                fs::copy(file.path(), copy.join(file.file_name())).expect("a store can be copied");
            }
        }
        Self::start_in(folder, |_| ())
    }

    fn start_in(folder: tempfile::TempDir, change: impl FnOnce(&mut Launch)) -> Self {
        let repo = Repo::find().expect("tests run in the repository");
        let (token, other_token) = (new_token(), new_token());
        let departments = json!([
            {"id": DEPARTMENT, "name": "Department for Public Engagement", "token_sha256": token::hash(&token)},
            {"id": OTHER, "name": "Another department", "token_sha256": token::hash(&other_token)},
        ]);
        let mut launch = Launch::edge(folder.path(), &departments);
        let as_many_as_come = json!({"consultation_a_minute": u32::MAX});
        launch.environment.insert("SOUNDINGS_PRESSURE", as_many_as_come.to_string());
        change(&mut launch);
        let workerd = Workerd::start(&repo, &launch).expect("the Worker is built (cargo xtask build) and starts");
        let api = Api::new(&workerd.base_url(), DEPARTMENT, &token);
        Self { repo, launch, workerd, api, token, other_token, folder }
    }

    /// Kills it as a power cut would. [`Self::restart`] starts it again.
    pub fn kill9(&self) {
        let pid = rustix_pid(self.workerd.id());
        // Gone already is as good; `restart` waits for it.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }

    /// Starts it again on its port, with its store.
    pub fn restart(&mut self) {
        self.workerd.kill9();
        self.launch.port = self.workerd.port();
        self.workerd = Workerd::start(&self.repo, &self.launch).expect("an edge that was killed starts again");
    }

    /// Starts it again under a clock that is ahead by so much (`tests/clock/ahead.c`).
    pub fn restart_ahead(&mut self, ahead: Duration) {
        let library = self.folder.path().join("ahead.so");
        let compiled = std::process::Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(&library)
            .arg(self.repo.path("tests/clock/ahead.c"))
            .status();
        assert!(compiled.expect("the C compiler that links Rust is there").success());
        self.launch.environment.insert("LD_PRELOAD", library.display().to_string());
        self.launch.environment.insert("CLOCK_AHEAD_SECONDS", ahead.as_secs().to_string());
        self.restart();
    }

    /// Starts it again with panics in the objects of a kind: the binding `PANIC_IN`. The next [`Self::restart`] ends them.
    pub fn restart_with_panics(&mut self, planned: &str) {
        let usual = std::mem::replace(&mut self.launch.config, PANICS);
        self.launch.environment.insert("SOUNDINGS_PANIC_IN", planned.to_owned());
        self.restart();
        self.launch.config = usual;
        self.launch.environment.remove("SOUNDINGS_PANIC_IN");
    }

    /// Starts it again with another token of the deployment for the department.
    pub fn change_token(&mut self) {
        let new = new_token();
        let departments = self.launch.environment.entry("SOUNDINGS_DEPARTMENTS").or_default();
        *departments = departments.replace(&token::hash(&self.token), &token::hash(&new));
        self.token = new;
        self.restart();
        self.api = Api::new(&self.workerd.base_url(), DEPARTMENT, &self.token);
    }
}

fn rustix_pid(id: u32) -> rustix::process::Pid {
    let raw = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw);
    raw.expect("a process that was started has a number")
}

fn new_folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn new_token() -> String {
    token::new().expect("the machine has random numbers")
}
