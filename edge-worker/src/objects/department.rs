//! The department's object: which consultations it has, its tokens, and its audit log.

pub(crate) use super::log::{Did, LogPage, Part};
pub(crate) use super::tokens::{Checked, Listed, Made, NewToken, Revoked};

pub(crate) use super::drafts::{Draft, Had, Step as DraftStep, digest};
pub(crate) use super::replies::{Key, Letterhead, Reply as Official, Step as ReplyStep};

use super::storage::Storage;
use super::{Trouble, call, drafts, log, read, replies, reply, respond, tokens};
use crate::access::{Token, TokenId};
use crate::config;
use crate::replies::ReplyId;
use contract::audit::Actor;
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
    Check { id: String, sha256: String },
    Knows { id: String, sha256: String },
    Has { consultation: String },
    Note { entry: Entry, did: Did, changed: bool },
    List,
    Tokens,
    MakeToken { new: NewToken, by: [String; 3] },
    RevokeToken { id: String, by: [String; 3] },
    Log(Did),
    ReadLog { part: Part, limit: u32 },
    Drafts,
    Draft { id: String },
    SaveDraft { id: String, had: Had, title: String, document: String, by: [String; 3] },
    RemoveDraft { id: String, had: Had, by: [String; 3] },
    SubmitDraft { id: String, seen: u32, open: bool, by: [String; 3] },
    ReturnDraft { id: String, reason: String, by: [String; 3] },
    ApprovableDraft { id: String, seen: String, by: [String; 3] },
    ApprovedDraft { draft: Box<Draft>, entry: Entry, did: Did },
    Replies,
    Reply { id: String },
    WriteReply { id: String, seen: u32, lang: String, text: String, by: [String; 3] },
    ApproveReply { id: String, seen: u32, head: Letterhead, by: [String; 3] },
    WithdrawReply { id: String, by: [String; 3] },
    Keys,
    RotateKey { by: [String; 3] },
    RevokeKey { kid: String, by: [String; 3] },
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

    /// What a token is good for here.
    pub(crate) async fn check(&self, token: &Token) -> Result<Checked, Trouble> {
        let (id, sha256) = (token.id().to_string(), token.hash().as_str().to_owned());
        self.call(It::Check { id, sha256 }).await
    }

    /// Whether a token is or was the department's. Nothing is noted of it.
    pub(crate) async fn knows(&self, token: &Token) -> Result<bool, Trouble> {
        let (id, sha256) = (token.id().to_string(), token.hash().as_str().to_owned());
        self.call(It::Knows { id, sha256 }).await
    }

    /// Whether a consultation is the department's.
    pub(crate) async fn has(&self, consultation: &ConsultationId) -> Result<bool, Trouble> {
        self.call(It::Has { consultation: consultation.to_string() }).await
    }

    /// Notes a consultation as it stands, and in the audit log what somebody did to it, where it changed something.
    pub(crate) async fn note(&self, entry: Entry, did: Did, changed: bool) -> Result<(), Trouble> {
        self.call(It::Note { entry, did, changed }).await
    }

    /// Notes in the audit log what somebody did.
    pub(crate) async fn log(&self, did: Did) -> Result<(), Trouble> {
        self.call(It::Log(did)).await
    }

    /// A part of the audit log, of at most so many entries.
    pub(crate) async fn read_log(&self, part: Part, limit: u32) -> Result<LogPage, Trouble> {
        self.call(It::ReadLog { part, limit }).await
    }

    /// Its tokens, the newest first.
    pub(crate) async fn tokens(&self) -> Result<Vec<Listed>, Trouble> {
        self.call(It::Tokens).await
    }

    /// Keeps a new token.
    pub(crate) async fn make_token(&self, new: NewToken, by: &Actor) -> Result<Made, Trouble> {
        self.call(It::MakeToken { new, by: by.texts().map(str::to_owned) }).await
    }

    /// Revokes a token.
    pub(crate) async fn revoke_token(&self, id: &TokenId, by: &Actor) -> Result<Revoked, Trouble> {
        self.call(It::RevokeToken { id: id.to_string(), by: by.texts().map(str::to_owned) }).await
    }

    /// Its drafts, the last saved first, without their texts.
    pub(crate) async fn drafts(&self) -> Result<Vec<Draft>, Trouble> {
        self.call(It::Drafts).await
    }

    /// One of them.
    pub(crate) async fn draft(&self, id: &ConsultationId) -> Result<Option<Draft>, Trouble> {
        self.call(It::Draft { id: id.to_string() }).await
    }

    /// Saves a draft.
    pub(crate) async fn save_draft(
        &self,
        id: &ConsultationId,
        had: Had,
        (title, document): (String, String),
        by: &Actor,
    ) -> Result<DraftStep, Trouble> {
        let by = by.texts().map(str::to_owned);
        self.call(It::SaveDraft { id: id.to_string(), had, title, document, by }).await
    }

    /// Deletes a draft.
    pub(crate) async fn remove_draft(&self, id: &ConsultationId, had: Had, by: &Actor) -> Result<DraftStep, Trouble> {
        self.call(It::RemoveDraft { id: id.to_string(), had, by: by.texts().map(str::to_owned) }).await
    }

    /// Submits the version that was seen. `open`: its consultation is to be opened with it.
    pub(crate) async fn submit_draft(
        &self,
        id: &ConsultationId,
        seen: u32,
        open: bool,
        by: &Actor,
    ) -> Result<DraftStep, Trouble> {
        self.call(It::SubmitDraft { id: id.to_string(), seen, open, by: by.texts().map(str::to_owned) }).await
    }

    /// Returns a draft to whoever writes it.
    pub(crate) async fn return_draft(
        &self,
        id: &ConsultationId,
        reason: String,
        by: &Actor,
    ) -> Result<DraftStep, Trouble> {
        self.call(It::ReturnDraft { id: id.to_string(), reason, by: by.texts().map(str::to_owned) }).await
    }

    /// Whether somebody may approve a draft whose text has that hash: the draft.
    pub(crate) async fn approvable_draft(
        &self,
        id: &ConsultationId,
        seen: String,
        by: &Actor,
    ) -> Result<DraftStep, Trouble> {
        self.call(It::ApprovableDraft { id: id.to_string(), seen, by: by.texts().map(str::to_owned) }).await
    }

    /// Notes that a draft was approved and is what its consultation asks, which takes it away.
    pub(crate) async fn approved_draft(&self, draft: Box<Draft>, entry: Entry, did: Did) -> Result<(), Trouble> {
        self.call(It::ApprovedDraft { draft, entry, did }).await
    }

    /// Its official replies, the newest first.
    pub(crate) async fn replies(&self) -> Result<Vec<Official>, Trouble> {
        self.call(It::Replies).await
    }

    /// One of them.
    pub(crate) async fn reply(&self, id: &ReplyId) -> Result<Option<Official>, Trouble> {
        self.call(It::Reply { id: id.to_string() }).await
    }

    /// Writes one, or another version of it. `seen`: the version that its writer had before them; 0 for a new one.
    pub(crate) async fn write_reply(
        &self,
        id: &ReplyId,
        seen: u32,
        (lang, text): (&str, &str),
        by: &Actor,
    ) -> Result<ReplyStep, Trouble> {
        let (id, lang, text) = (id.to_string(), lang.to_owned(), text.to_owned());
        self.call(It::WriteReply { id, seen, lang, text, by: by.texts().map(str::to_owned) }).await
    }

    /// Approves a version, and signs it by that.
    pub(crate) async fn approve_reply(
        &self,
        id: &ReplyId,
        seen: u32,
        head: Letterhead,
        by: &Actor,
    ) -> Result<ReplyStep, Trouble> {
        self.call(It::ApproveReply { id: id.to_string(), seen, head, by: by.texts().map(str::to_owned) }).await
    }

    /// Withdraws one that is signed.
    pub(crate) async fn withdraw_reply(&self, id: &ReplyId, by: &Actor) -> Result<ReplyStep, Trouble> {
        self.call(It::WithdrawReply { id: id.to_string(), by: by.texts().map(str::to_owned) }).await
    }

    /// The public halves of the keys that sign and signed, the newest first.
    pub(crate) async fn keys(&self) -> Result<Vec<Key>, Trouble> {
        self.call(It::Keys).await
    }

    /// Makes a key that signs from now on: its name; `None` where there are too many.
    pub(crate) async fn rotate_key(&self, by: &Actor) -> Result<Option<String>, Trouble> {
        self.call(It::RotateKey { by: by.texts().map(str::to_owned) }).await
    }

    /// Revokes a key: whether there is one of that name.
    pub(crate) async fn revoke_key(&self, kid: &str, by: &Actor) -> Result<bool, Trouble> {
        self.call(It::RevokeKey { kid: kid.to_owned(), by: by.texts().map(str::to_owned) }).await
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
        Self(AssertUnwindSafe(Rc::new(Object {
            storage: Storage::of("department", state, &env),
            env,
            ready: Cell::new(false),
        })))
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
        let id = DepartmentId::parse(&id).ok_or(Trouble::Protocol("not a department's identifier"))?;
        if !self.ready.get() {
            if !self.prepare(&id)? {
                return nobody(&it);
            }
            self.ready.set(true);
        }
        let storage = &self.storage;
        match it {
            It::Check { id: token, sha256 } => reply(&tokens::check(storage, &id, &token, &sha256)?),
            It::Knows { id: token, sha256 } => reply(&tokens::knows(storage, &token, &sha256)?),
            It::Has { consultation } => {
                let rows = storage.rows("SELECT 1 FROM consultation WHERE id = ?", vec![consultation.into()])?;
                reply(&!rows.is_empty())
            }
            It::Note { entry, did, changed } => reply(&self.note(&id, entry, &did, changed)?),
            It::List => reply(&self.list()?),
            It::Tokens => reply(&tokens::list(storage)?),
            It::MakeToken { new, by } => reply(&tokens::make(storage, &id, &new, &actor(&by)?)?),
            It::RevokeToken { id: token, by } => reply(&tokens::revoke(storage, &id, &token, &actor(&by)?)?),
            It::Log(did) => reply(&log::append(storage, &id, &did)?),
            It::ReadLog { part, limit } => reply(&log::read(storage, part, limit)?),
            It::Drafts => reply(&drafts::list(storage)?),
            It::Draft { id: name } => reply(&drafts::find(storage, &name)?),
            It::SaveDraft { id: name, had, title, document, by } => {
                reply(&drafts::save(storage, &id, (&name, &had), (&title, &document), &by)?)
            }
            It::RemoveDraft { id: name, had, by } => reply(&drafts::remove(storage, &id, (&name, &had), &by)?),
            It::SubmitDraft { id: name, seen, open, by } => {
                reply(&drafts::submit(storage, &id, (&name, seen), open, &by)?)
            }
            It::ReturnDraft { id: name, reason, by } => reply(&drafts::give_back(storage, &id, &name, &reason, &by)?),
            It::ApprovableDraft { id: name, seen, by } => reply(&drafts::approvable(storage, &name, &seen, &by)?),
            It::ApprovedDraft { draft, entry, did } => {
                self.note(&id, entry, &did, true)?;
                reply(&drafts::approved(storage, &draft)?)
            }
            It::Replies => reply(&replies::list(storage)?),
            It::Reply { id: code } => reply(&replies::find(storage, &code)?),
            It::WriteReply { id: code, seen, lang, text, by } => {
                reply(&replies::write(storage, &id, (&code, seen), (&lang, &text), &by)?)
            }
            It::ApproveReply { id: code, seen, head, by } => {
                reply(&replies::approve(storage, &id, (&code, seen), head, &actor(&by)?).await?)
            }
            It::WithdrawReply { id: code, by } => reply(&replies::withdraw(storage, &id, &code, &actor(&by)?)?),
            It::Keys => reply(&replies::keys(storage)?),
            It::RotateKey { by } => reply(&replies::rotate(storage, &id, &actor(&by)?).await?),
            It::RevokeKey { kid, by } => reply(&replies::revoke(storage, &id, &kid, &actor(&by)?)?),
        }
    }

    /// Makes the tables, and takes over the configured token.
    fn prepare(&self, id: &DepartmentId) -> Result<bool, Trouble> {
        let departments = config::departments(&self.env)?;
        let Some(department) = departments.into_iter().find(|department| department.id == *id) else {
            return Ok(false);
        };
        self.storage.transaction(|| {
            self.storage.run(
                "CREATE TABLE IF NOT EXISTS consultation (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, \
                 title TEXT NOT NULL, lang TEXT NOT NULL, state TEXT NOT NULL, revision INTEGER NOT NULL)",
                Vec::new(),
            )?;
            log::prepare(&self.storage)?;
            replies::prepare(&self.storage)?;
            drafts::prepare(&self.storage)?;
            tokens::prepare(&self.storage, id, &department.token_sha256)?;
            Ok(true)
        })
    }

    /// The list and the log in one transaction. A step whose noting failed is noted when it is asked for again, although
    /// nothing changes then: the list still says what was before.
    fn note(&self, id: &DepartmentId, entry: Entry, did: &Did, changed: bool) -> Result<(), Trouble> {
        let known = "SELECT 1 FROM consultation WHERE id = ? AND state = ? AND revision = ?";
        let as_it_stands = vec![entry.id.as_str().into(), entry.state.as_str().into(), entry.revision.into()];
        let missed = self.storage.rows(known, as_it_stands)?.is_empty();
        self.storage.transaction(|| {
            self.storage.run(
                "INSERT INTO consultation (id, title, lang, state, revision) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) \
                 DO UPDATE SET title = excluded.title, lang = excluded.lang, state = excluded.state, \
                 revision = excluded.revision",
                vec![entry.id.into(), entry.title.into(), entry.lang.into(), entry.state.into(), entry.revision.into()],
            )?;
            if changed || missed { log::append(&self.storage, id, did) } else { Ok(()) }
        })
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

/// What a department that nobody configured says: it has no token and no consultation, and is not made by being asked.
fn nobody(it: &It) -> Result<String, Trouble> {
    match it {
        It::Check { .. } => reply(&Checked::Unknown),
        It::Knows { .. } | It::Has { .. } => reply(&false),
        It::List | It::Tokens | It::Replies | It::Keys | It::Drafts => reply(&Vec::<()>::new()),
        It::Reply { .. } => reply(&None::<Official>),
        It::Draft { .. } => reply(&None::<Draft>),
        It::ReadLog { .. } => reply(&LogPage::empty()),
        It::Note { .. }
        | It::MakeToken { .. }
        | It::RevokeToken { .. }
        | It::Log(_)
        | It::SaveDraft { .. }
        | It::RemoveDraft { .. }
        | It::SubmitDraft { .. }
        | It::ReturnDraft { .. }
        | It::ApprovableDraft { .. }
        | It::ApprovedDraft { .. }
        | It::WriteReply { .. }
        | It::ApproveReply { .. }
        | It::WithdrawReply { .. }
        | It::RotateKey { .. }
        | It::RevokeKey { .. } => Err(Trouble::Protocol("the department is not configured")),
    }
}

fn actor([kind, id, name]: &[String; 3]) -> Result<Actor, Trouble> {
    Actor::parse(kind, id, name).ok_or(Trouble::Protocol("not an actor of the audit log"))
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
