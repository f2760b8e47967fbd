//! The department's object: which consultations it has, and the hashes of its tokens.

use super::storage::Storage;
use super::{Trouble, call, read, reply, respond};
use crate::config;
use contract::{ConsultationId, DepartmentId};
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Request;
use worker::Env;
use worker::worker_sys::DurableObjectState;

#[derive(Serialize, Deserialize)]
struct Call {
    /// The object does not know its own name.
    id: String,
    it: It,
}

#[derive(Serialize, Deserialize)]
enum It {
    Knows { token_sha256: String },
    Has { consultation: String },
    Note(Entry),
    List,
}

/// A consultation in its department's list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The language of the title.
    pub(crate) lang: String,
    pub(crate) state: String,
    pub(crate) revision: u32,
}

/// Calls one department's object.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) env: &'a Env,
    pub(crate) id: &'a DepartmentId,
}

impl Client<'_> {
    async fn call<R: serde::de::DeserializeOwned>(&self, it: It) -> Result<R, Trouble> {
        call(self.env, "DEPARTMENT", self.id.as_str(), &Call { id: self.id.to_string(), it }).await
    }

    /// Whether a token is the department's, told by its hash.
    pub(crate) async fn knows(&self, token_sha256: &str) -> Result<bool, Trouble> {
        self.call(It::Knows { token_sha256: token_sha256.to_owned() }).await
    }

    /// Whether a consultation is the department's.
    pub(crate) async fn has(&self, consultation: &ConsultationId) -> Result<bool, Trouble> {
        self.call(It::Has { consultation: consultation.to_string() }).await
    }

    /// Notes a consultation as it stands.
    pub(crate) async fn note(&self, entry: Entry) -> Result<(), Trouble> {
        self.call(It::Note(entry)).await
    }

    /// Its consultations, the newest first.
    pub(crate) async fn list(&self) -> Result<Vec<Entry>, Trouble> {
        self.call(It::List).await
    }
}

/// A department: what the runtime makes and calls.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Department(AssertUnwindSafe<Rc<Object>>);

#[wasm_bindgen]
impl Department {
    /// Made by the runtime when somebody calls it.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Self {
        Self(AssertUnwindSafe(Rc::new(Object { storage: Storage::of(state), env, ready: Cell::new(false) })))
    }

    /// Answers a call.
    pub fn fetch(&self, request: Request) -> Promise {
        let object = self.0.clone();
        respond("department", async move { object.answer(&request).await })
    }
}

#[derive(Debug)]
struct Object {
    storage: Storage,
    env: Env,
    ready: Cell<bool>,
}

impl Object {
    async fn answer(&self, request: &Request) -> Result<String, Trouble> {
        let Call { id, it } = read(request).await?;
        if !self.ready.get() {
            let id = DepartmentId::parse(&id).ok_or(Trouble::Protocol("not a department's identifier"))?;
            if !self.prepare(&id)? {
                // Nobody configured it: it has no token and no consultation, and is not made by being asked.
                return match it {
                    It::Knows { .. } | It::Has { .. } => reply(&false),
                    It::Note(_) => Err(Trouble::Protocol("the department is not configured")),
                    It::List => reply(&Vec::<Entry>::new()),
                };
            }
            self.ready.set(true);
        }
        match it {
            It::Knows { token_sha256 } => {
                let rows = self.storage.rows("SELECT 1 FROM token WHERE sha256 = ?", vec![token_sha256.into()])?;
                reply(&!rows.is_empty())
            }
            It::Has { consultation } => {
                let rows = self.storage.rows("SELECT 1 FROM consultation WHERE id = ?", vec![consultation.into()])?;
                reply(&!rows.is_empty())
            }
            It::Note(entry) => reply(&self.note(entry)?),
            It::List => reply(&self.list()?),
        }
    }

    /// Makes the tables, and takes over the configured token: it is the department's only as long as it is configured.
    fn prepare(&self, id: &DepartmentId) -> Result<bool, Trouble> {
        let departments = config::departments(&self.env)?;
        let Some(department) = departments.into_iter().find(|department| department.id == *id) else {
            return Ok(false);
        };
        self.storage.transaction(|| {
            for table in [
                "CREATE TABLE IF NOT EXISTS token (sha256 TEXT PRIMARY KEY, configured INTEGER NOT NULL) WITHOUT ROWID",
                "CREATE TABLE IF NOT EXISTS consultation (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, \
                 title TEXT NOT NULL, lang TEXT NOT NULL, state TEXT NOT NULL, revision INTEGER NOT NULL)",
            ] {
                self.storage.run(table, Vec::new())?;
            }
            let hash = || vec![department.token_sha256.as_str().into()];
            self.storage.run("DELETE FROM token WHERE configured = 1 AND sha256 <> ?", hash())?;
            self.storage.run("INSERT INTO token (sha256, configured) VALUES (?, 1) ON CONFLICT DO NOTHING", hash())?;
            Ok(true)
        })
    }

    fn note(&self, entry: Entry) -> Result<(), Trouble> {
        self.storage.run(
            "INSERT INTO consultation (id, title, lang, state, revision) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) \
             DO UPDATE SET title = excluded.title, lang = excluded.lang, state = excluded.state, revision = excluded.revision",
            vec![entry.id.into(), entry.title.into(), entry.lang.into(), entry.state.into(), entry.revision.into()],
        )
    }

    fn list(&self) -> Result<Vec<Entry>, Trouble> {
        let statement = "SELECT id, title, lang, state, revision FROM consultation ORDER BY number DESC";
        let entry = |mut row: super::storage::Row| {
            Ok(Entry {
                id: row.text(0)?,
                title: row.text(1)?,
                lang: row.text(2)?,
                state: row.text(3)?,
                revision: u32::try_from(row.integer(4)?).map_err(|_| Trouble::Protocol("too many revisions"))?,
            })
        };
        self.storage.rows(statement, Vec::new())?.into_iter().map(entry).collect()
    }
}

/// A consultation's line in the list, as it stands.
pub(crate) fn entry(id: &ConsultationId, record: &contract::Consultation) -> Entry {
    let current = record.current();
    let definition = &current.definition;
    let (title, lang) = definition.questionnaire().title().in_language(definition.questionnaire().language_for(None));
    Entry {
        id: id.to_string(),
        title: title.to_owned(),
        lang: lang.code().to_owned(),
        state: record.state().name().to_owned(),
        revision: current.number,
    }
}
