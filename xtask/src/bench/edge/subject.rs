//! Who is measured: a Worker on workerd, with an empty store of its own.

use anyhow::Result;
use contract::json::Value;

use crate::api::Api;
use crate::files;
use crate::repo::Repo;
use crate::stack::{Launch, Workerd, token};

/// The consultation that is answered.
pub(in crate::bench) const CONSULTATION: &str = "bench";
/// Whose it is.
pub(in crate::bench) const DEPARTMENT: &str = "engagement";
/// The origin of its one site (tests/bench/edge/definition.json).
pub(in crate::bench) const ORIGIN: &str = "https://forum.example";

/// Which Worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::bench) enum Which {
    /// Ours.
    Soundings,
    /// The same promise in plain JavaScript, one insert an answer.
    Plain,
    /// The least Worker in Rust.
    Hello,
}

impl Which {
    pub(in crate::bench) fn name(self) -> &'static str {
        match self {
            Self::Soundings => "Soundings",
            Self::Plain => "plain JavaScript",
            Self::Hello => "hello in Rust",
        }
    }

    fn config(self) -> &'static str {
        match self {
            Self::Soundings => Launch::EDGE,
            Self::Plain => "tests/bench/edge/plain.capnp",
            Self::Hello => "tests/bench/hello/hello.capnp",
        }
    }
}

/// A running one.
pub(in crate::bench) struct Subject {
    pub(in crate::bench) which: Which,
    workerd: Workerd,
    launch: Launch,
    api: Api,
    token: String,
    folder: tempfile::TempDir,
}

impl Subject {
    /// Starts it; ours with the consultation open.
    pub(in crate::bench) fn start(repo: &Repo, which: Which) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let token = token::new()?;
        let departments =
            serde_json::json!([{"id": DEPARTMENT, "name": "Department", "token_sha256": token::hash(&token)}]);
        let mut launch = Launch { config: which.config(), ..Launch::edge(folder.path(), &departments) };
        // Counted as ever, and not asked for proofs: what is measured is recording.
        let as_many_as_come = serde_json::json!({"consultation_a_minute": u32::MAX});
        launch.environment.insert("SOUNDINGS_PRESSURE", as_many_as_come.to_string());
        let workerd = Workerd::start(repo, &launch)?;
        let api = Api::new(&workerd.base_url(), DEPARTMENT, &token);
        if which == Which::Soundings {
            let document: Value =
                serde_json::from_slice(&files::read(&repo.path("tests/bench/edge/definition.json"))?)?;
            api.put_consultation(CONSULTATION, &document)?;
            api.open_consultation(CONSULTATION)?;
        }
        Ok(Self { which, workerd, launch, api, token, folder })
    }

    /// Kills it as a power cut would, and starts it over the same store.
    pub(in crate::bench) fn restart(&mut self, repo: &Repo) -> Result<()> {
        self.workerd.kill9();
        self.launch.port = self.workerd.port();
        self.workerd = Workerd::start(repo, &self.launch)?;
        Ok(())
    }

    /// The number of its process.
    pub(in crate::bench) fn process(&self) -> u32 {
        self.workerd.id()
    }

    /// The address of a path.
    pub(in crate::bench) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.workerd.base_url())
    }

    /// Where answers are sent.
    pub(in crate::bench) fn responses(&self) -> String {
        self.url(&format!("/v1/consultations/{CONSULTATION}/responses"))
    }

    /// The department's way to it.
    pub(in crate::bench) fn api(&self) -> &Api {
        &self.api
    }

    /// The department's token.
    pub(in crate::bench) fn token(&self) -> &str {
        &self.token
    }

    /// Bytes on disk of its ledger.
    pub(in crate::bench) fn ledger_bytes(&self) -> Result<u64> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(self.folder.path().join("data/ledger"))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("metadata") {
                continue;
            }
            bytes += entry.metadata()?.len();
        }
        Ok(bytes)
    }
}
