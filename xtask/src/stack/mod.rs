//! Everything that runs: the edge, and the sites that embed, each on a port of its own on 127.0.0.1.
//!
//! `dev` and the tests start the same stack; only ports and folders differ.

mod guard;
pub mod token;
mod workerd;

pub use workerd::{Launch, Workerd};

use anyhow::{Context, Result};
use contract::json::Value;
use std::path::PathBuf;

use crate::api::Api;
use crate::repo::Repo;

/// The department that the demonstration belongs to.
pub const DEPARTMENT: &str = "engagement";
const DEPARTMENT_NAME: &str = "Department for Public Engagement";
/// That of the examples of every kind and state, so that the other's overview is of consultations that people answer. It takes
/// the same token.
const EXAMPLES: &str = "examples";
const EXAMPLES_NAME: &str = "Examples of every kind and state";

/// What a stack is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The edge's port; the sites' are as far above it as their default ports are above the edge's. `None`: any that
    /// are free.
    pub port: Option<u16>,
    /// The folder of the edge's data and log.
    pub folder: PathBuf,
    /// The department's token.
    pub token: String,
}

impl Options {
    /// The edge's port where nothing else is asked for.
    pub const PORT: u16 = 8787;
}

/// A running stack; it stops when it is dropped.
#[derive(Debug)]
pub struct Stack {
    edge: Workerd,
    sites: Vec<(&'static demo_site::Site, String)>,
    api: Api,
    token: String,
    runtime: tokio::runtime::Runtime,
}

/// What became of a consultation that was to be put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Put {
    /// It is open.
    Open,
    /// Somebody had closed it: it was left as it is.
    Left,
}

impl Stack {
    /// Starts edge and sites, and seeds the sample consultations.
    ///
    /// # Errors
    /// A port is taken, the Worker is not built, or the edge refuses a sample.
    pub fn start(repo: &Repo, options: &Options) -> Result<Self> {
        let department = |id: &str, name: &str| serde_json::json!({"id": id, "name": name, "token_sha256": token::hash(&options.token)});
        let departments =
            serde_json::json!([department(DEPARTMENT, DEPARTMENT_NAME), department(EXAMPLES, EXAMPLES_NAME)]);
        let mut launch = Launch::edge(&options.folder, &departments);
        launch.port = options.port.unwrap_or(0);
        let edge = Workerd::start(repo, &launch)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let mut sites = Vec::new();
        for site in demo_site::sites() {
            let port = options.port.map_or(0, |port| port + (site.default_port - Options::PORT));
            let bound = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", port)));
            let listener = bound.with_context(|| format!("port {port}, for {}, is taken", site.name))?;
            let address = format!("http://{}", listener.local_addr()?);
            let served = demo_site::serve(site, listener, edge.base_url());
            runtime.spawn(async move {
                if let Err(error) = served.await {
                    eprintln!("{} stopped: {error}", site.name);
                }
            });
            sites.push((site, address));
        }
        let api = Api::new(&edge.base_url(), DEPARTMENT, &options.token);
        let stack = Self { edge, sites, api, token: options.token.clone(), runtime };
        stack.seed()?;
        Ok(stack)
    }

    /// The department's way to the edge.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The department's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The edge.
    pub fn edge(&mut self) -> &mut Workerd {
        &mut self.edge
    }

    /// The sites with their addresses, without a slash at the end.
    pub fn sites(&self) -> &[(&'static demo_site::Site, String)] {
        &self.sites
    }

    /// The runtime that serves the sites.
    pub fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    /// What a browser test has to know, as JSON: `{edge, department, token, sites: {ID: ADDRESS}}`.
    pub fn to_json(&self) -> serde_json::Value {
        let sites: serde_json::Map<_, _> =
            self.sites.iter().map(|(site, address)| (site.id.to_owned(), address.as_str().into())).collect();
        serde_json::json!({
            "edge": self.api.base(), "department": DEPARTMENT, "token": self.token, "sites": sites,
        })
    }

    /// Stops the edge in its own time.
    pub fn stop(self) {
        self.edge.stop();
    }

    /// Puts the samples and the examples.
    fn seed(&self) -> Result<()> {
        let address = |id: &str| {
            let found = self.sites.iter().find(|(site, _)| site.id == id);
            found.map_or_else(String::new, |(_, address)| address.clone())
        };
        for sample in demo_site::consultations() {
            put(&self.api, sample.id, &sample.document(address))?;
        }
        let examples = Api::new(self.api.base(), EXAMPLES, &self.token);
        for example in demo_site::examples() {
            let id = example.consultation();
            // A folder that an earlier version made has them with the others.
            let api = if self.api.find_consultation(&id)?.is_some() { &self.api } else { &examples };
            if put(api, &id, &example.document(address))? == Put::Open && example.is_closed() {
                api.close_consultation(&id)?;
            }
        }
        Ok(())
    }
}

/// Puts a consultation and opens it if it was never open. What somebody closed stays closed; what did not change makes no
/// revision.
fn put(api: &Api, id: &str, document: &str) -> Result<Put> {
    let document: Value = serde_json::from_str(document)?;
    let state = |stored: &serde_json::Value| stored["state"].as_str().unwrap_or_default().to_owned();
    let stored = api.find_consultation(id)?;
    if stored.as_ref().is_some_and(|stored| matches!(state(stored).as_str(), "closed" | "archived")) {
        return Ok(Put::Left);
    }
    let stored = api.put_consultation(id, &document)?;
    if state(&stored) == "draft" {
        api.open_consultation(id)?;
    }
    Ok(Put::Open)
}
