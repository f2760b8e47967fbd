//! Tests that cross crates. What they share: an edge of one test's own, on real workerd, with two departments and
//! sample consultations.
//!
//! A test knows the edge by its HTTP API alone; only [`Edge::store_contains`] and [`Edge::objects`] look at the files.

mod lossy;

pub use lossy::{Lossy, Lost};

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use xtask::api::{Api, Try};
use xtask::repo::Repo;
use xtask::stack::{Launch, Workerd, token};

/// The one registered origin of the sample consultations.
pub const FORUM: &str = "https://forum.example";

/// A configuration under which the Worker may ask this machine's servers, where tests play those of others. Elsewhere the
/// runtime keeps it from them.
const LOOPBACK: &str = "tests/workerd-loopback.capnp";

const DEPARTMENT: &str = "engagement";
const OTHER: &str = "another";

/// A running edge with a store of its own.
#[derive(Debug)]
pub struct Edge {
    repo: Repo,
    launch: Launch,
    workerd: Workerd,
    api: Api,
    token: String,
    other_token: String,
    folder: tempfile::TempDir,
}

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

/// A reply.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers, named in lower case.
    pub headers: BTreeMap<String, String>,
    /// Its body.
    pub text: String,
}

/// A new idempotency key: a random UUID (RFC 9562, version 4), without quotes.
pub fn key() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the machine has random numbers");
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The body of a response that every sample takes.
pub fn sound_body() -> Value {
    json!({
        "revision": 1, "site": "forum", "lang": "en",
        "answers": {"stage": "before", "ease": 4, "more": "Words"},
    })
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

    /// The department's way to it.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The same by another address.
    pub fn api_at(&self, base: &str) -> Api {
        Api::new(base, DEPARTMENT, &self.token)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.workerd.port()
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.workerd.id()
    }

    /// The folder of its store.
    pub fn store(&self) -> &Path {
        &self.launch.data
    }

    /// The department that the samples belong to.
    pub fn department(&self) -> &str {
        DEPARTMENT
    }

    /// Its token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The other department's token.
    pub fn other_token(&self) -> &str {
        &self.other_token
    }

    /// A consultation's document with every kind of question.
    pub fn sample_document(&self) -> Value {
        json!({
            "title": {"en": "Sample"},
            "languages": ["en"],
            "sites": [{"id": "forum", "name": "The forum", "origins": [FORUM]}],
            "questions": [
                {"id": "stage", "kind": "single_choice", "text": {"en": "Stage?"}, "required": true,
                 "options": [{"id": "before", "text": {"en": "Before"}}, {"id": "after", "text": {"en": "After"}}]},
                {"id": "parts", "kind": "multiple_choice", "text": {"en": "Parts?"}, "max_chosen": 2,
                 "options": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}, {"id": "c", "text": {"en": "C"}}]},
                {"id": "ease", "kind": "rating", "text": {"en": "Ease?"}, "points": 5, "low": {"en": "Hard"}, "high": {"en": "Easy"}},
                {"id": "views", "kind": "agreement", "text": {"en": "Views?"},
                 "scale": [{"id": "agree", "text": {"en": "Agree"}}, {"id": "disagree", "text": {"en": "Disagree"}}],
                 "statements": [{"id": "free", "text": {"en": "Free"}}, {"id": "cost", "text": {"en": "At cost"}}]},
                {"id": "more", "kind": "free_text", "text": {"en": "More?"}, "max_length": 100},
                {"id": "order", "kind": "ranking", "text": {"en": "Order?"},
                 "options": [{"id": "first", "text": {"en": "First"}}, {"id": "second", "text": {"en": "Second"}}]},
                {"id": "home", "kind": "region", "text": {"en": "Where?"}},
                {"id": "votes", "kind": "vote", "text": {"en": "Votes?"},
                 "statements": [{"id": "late", "text": {"en": "Later"}}, {"id": "early", "text": {"en": "Earlier"}}]},
            ],
        })
    }

    /// Puts `sample` (open), `drafted` (never opened) and `closed` (opened and closed).
    pub fn open_samples(&self) {
        for id in ["sample", "drafted", "closed"] {
            assert_eq!(self.put(id, &self.sample_document()).0, 201, "{id}");
        }
        for id in ["sample", "closed"] {
            assert_eq!(self.department_call("POST", &format!("{id}/open"), "").0, 200, "{id}");
        }
        self.close("closed");
    }

    /// Closes a consultation.
    pub fn close(&self, id: &str) {
        assert_eq!(self.department_call("POST", &format!("{id}/close"), "").0, 200, "{id}");
    }

    /// One request: status, and the body as JSON.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        answered(self.api.call(method, path, headers, (!body.is_empty()).then_some(body)))
    }

    /// A call of the department's with its token, on a path below its consultations.
    pub fn department_call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let slash = if path.is_empty() { "" } else { "/" };
        self.call(method, &format!("/v1/departments/{DEPARTMENT}/consultations{slash}{path}"), &headers, body)
    }

    /// Puts a consultation's document.
    pub fn put(&self, id: &str, document: &Value) -> (u16, Value) {
        self.department_call("PUT", id, &document.to_string())
    }

    /// A call below the department's address, with this token.
    pub fn call_with(&self, token: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.call(method, &format!("/v1/departments/{DEPARTMENT}/{path}"), &headers, body)
    }

    /// Makes a token of that name and role, valid for a day: its identifier, and the whole of it.
    pub fn make_token(&self, name: &str, role: &str) -> (String, String) {
        let body = json!({"name": name, "role": role, "days": 1}).to_string();
        let (status, made) = self.call_with(&self.token, "POST", "tokens", &body);
        assert_eq!(status, 201, "{made}");
        let text = |member: &str| made[member].as_str().expect("a text").to_owned();
        (text("id"), text("token"))
    }

    /// The whole audit log, page by page.
    pub fn log(&self) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), "0".to_owned());
        loop {
            let path = format!("audit?limit=7&cursor={cursor}");
            let (status, page) = self.call_with(&self.token, "GET", &path, "");
            assert_eq!(status, 200, "{page}");
            all.extend(page["entries"].as_array().expect("a list").iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return all,
            }
        }
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

    /// Changes rows of the departments' stores while no edge runs, as nobody but its operator could.
    ///
    /// # Errors
    /// A store refuses it, in SQLite's words.
    pub fn tamper(&mut self, statement: &str) -> Result<(), String> {
        self.workerd.kill9();
        let folder = self.launch.data.join("department");
        let entries = fs::read_dir(&folder).expect("the departments have a folder");
        let stores = entries.map(|entry| entry.expect("a folder that opens can be listed").path());
        let mut done = Ok(());
        for store in stores.filter(|path| path.extension().is_some_and(|own| own == "sqlite")) {
            let store = rusqlite::Connection::open(store).expect("a store is SQLite");
            // The runtime keeps a file of its own beside the objects'.
            let table = "SELECT count(*) FROM sqlite_master WHERE name = 'access_token'";
            if store.query_row(table, [], |row| row.get::<_, u32>(0)).expect("a store can be read") > 0 {
                done = done.and(store.execute_batch(statement).map_err(|error| error.to_string()));
            }
        }
        self.restart();
        done
    }

    /// Sends a response.
    pub fn post(&self, id: &str, key: &str, body: &Value) -> (u16, Value) {
        let path = format!("/v1/consultations/{id}/responses");
        answered(self.api.post_response(&path, FORUM, key, &body.to_string()))
    }

    /// Sends a response to an edge that may be gone.
    pub fn try_post(&self, id: &str, key: &str, body: &Value) -> Option<(u16, Value)> {
        match self.api.post_response(&format!("/v1/consultations/{id}/responses"), FORUM, key, &body.to_string()) {
            Try::Answered(status, answer) => Some((status, answer)),
            Try::Unreachable(_) => None,
        }
    }

    /// Changes a response.
    pub fn change(&self, receipt: &str, body: &Value) -> (u16, Value) {
        answered(self.api.put_receipt(receipt, FORUM, &body.to_string()))
    }

    /// Withdraws a response.
    pub fn withdraw(&self, receipt: &str) -> (u16, Value) {
        answered(self.api.delete_receipt(receipt, FORUM))
    }

    /// A consultation's summary.
    pub fn summary(&self, id: &str) -> Value {
        self.api.summary(id).expect("the edge gives a summary")
    }

    /// The same without the moment at which it was read, to compare.
    pub fn figures(&self, id: &str) -> Value {
        let mut summary = self.summary(id);
        summary["as_of"] = Value::Null;
        summary
    }

    /// All stored responses of a consultation, page by page.
    pub fn responses(&self, id: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let (status, page) = self.department_call("GET", &format!("{id}/responses?limit=500{cursor}"), "");
            assert_eq!(status, 200, "{page}");
            all.extend(page["responses"].as_array().expect("a list").iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    /// A consultation's export, as text.
    pub fn export(&self, id: &str) -> String {
        let path = format!("{}/v1/departments/{DEPARTMENT}/consultations/{id}/export.csv", self.api.base());
        let mut reply = ureq::get(&path)
            .header("authorization", format!("Bearer {}", self.token))
            .call()
            .expect("the edge gives an export");
        reply.body_mut().read_to_string().expect("an export is text")
    }

    /// One request, and its reply as a browser without script would get it: redirections are not followed.
    pub fn reply(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.api.base()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_owned()).expect("a request of a test is well formed");
        let mut reply = ureq::Agent::from(config).run(request).expect("the edge answers");
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        Reply {
            status: reply.status().as_u16(),
            headers: reply.headers().iter().map(header).collect(),
            text: reply.body_mut().read_to_string().expect("a page is text"),
        }
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

    /// Fills the disk of [`Self::start_on_a_small_disk`], until nothing more goes onto it.
    pub fn fill_disk(&self) {
        let mut file = fs::File::create(self.filler()).expect("the disk can be written to");
        while file.write_all(&[0; 4096]).is_ok() {}
    }

    /// Takes away what [`Self::fill_disk`] wrote.
    pub fn free_disk(&self) {
        fs::remove_file(self.filler()).expect("what was written can be deleted");
    }

    /// The disk is seen by its edge alone, and by whoever looks through its eyes (proc(5)).
    fn filler(&self) -> PathBuf {
        let seen = self.launch.data.strip_prefix("/").expect("a temporary folder has a whole path");
        PathBuf::from(format!("/proc/{}/root", self.workerd.id())).join(seen).join("filler")
    }

    /// How many objects have a store: each is a file.
    pub fn objects(&self) -> usize {
        let stores = |folder: &Path| {
            fs::read_dir(folder).map_or(0, |entries| {
                entries
                    .filter(|entry| {
                        entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|own| own == "sqlite"))
                    })
                    .count()
            })
        };
        ["department", "consultation", "ledger", "networks"]
            .map(|kind| stores(&self.launch.data.join(kind)))
            .iter()
            .sum()
    }

    /// Whether some file of the store, or the log, holds this text.
    /// Its own folder, which goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What workerd said so far, its own words and the Worker's log.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.launch.log).unwrap_or_default()
    }

    /// Whether some file of the store holds these bytes.
    pub fn store_contains(&self, text: &str) -> bool {
        self.store_contains_bytes(text.as_bytes())
    }

    /// The same for bytes.
    pub fn store_contains_bytes(&self, bytes: &[u8]) -> bool {
        holds(self.folder.path(), bytes)
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

fn answered(tried: Try) -> (u16, Value) {
    match tried {
        Try::Answered(status, answer) => (status, answer),
        Try::Unreachable(error) => panic!("the edge does not answer: {error:#}"),
    }
}

fn holds(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).expect("the store is a folder").any(|entry| {
        let path = entry.expect("a folder that opens can be listed").path();
        if path.is_dir() {
            return holds(&path, bytes);
        }
        // A file that went since it was listed holds nothing.
        let content = fs::read(&path).unwrap_or_default();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}
