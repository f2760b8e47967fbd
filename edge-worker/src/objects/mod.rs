//! The Durable Objects, as thin adapters, and how the Worker and they call each other.
//!
//! A call is one value of the object's enum, as JSON, sent by the runtime's own calls between objects; the reply is JSON of
//! the type that the client's method names. Each file holds both sides of its object, so that they are read together.

pub(crate) mod consultation;
mod copy;
pub(crate) mod count;
pub(crate) mod department;
pub(crate) mod drafts;
mod drill;
pub(crate) mod exports;
mod import;
mod kept;
pub(crate) mod ledger;
pub(crate) mod links;
pub(crate) mod log;
mod margins;
pub(crate) mod marks;
pub(crate) mod networks;
mod notes;
pub(crate) mod outcomes;
mod reach;
pub(crate) mod releases;
pub(crate) mod replies;
pub(crate) mod revisions;
mod rows;
pub(crate) mod signing;
mod storage;
pub(crate) mod tally;
mod texts;
mod together;
pub(crate) mod tokens;
pub(crate) mod visited;
mod witness;

use crate::ledger::{Corrupt, Failure};
use crate::panics;
use crate::promise;
use js_sys::Reflect;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use worker::Env;

// In `bridge.js`, and not by the crate `worker`: its requests and responses read method, address, headers and more of each
// message, and its bodies are streams.
#[wasm_bindgen(module = "soundings-bridge")]
extern "C" {
    #[wasm_bindgen(catch, js_name = call)]
    async fn call_object(namespace: &JsValue, name: &str, body: &str) -> Result<JsValue, JsValue>;
}

/// What went wrong on our side. Its text goes to the log: it never carries what a person wrote.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The runtime said so.
    #[error("{}", kind(.0))]
    Runtime(worker::Error),
    /// A store holds what no version of this program wrote.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
    /// One side of a call did not keep to it.
    #[error("{0}")]
    Protocol(&'static str),
    /// A store is not there, or holds less than it did.
    #[error("a ledger's store is missing or damaged: its folder has to be put back from a backup")]
    Damaged,
    /// An object could not answer.
    #[error("an object answered with status {0}")]
    Object(u16),
}

impl From<worker::Error> for Trouble {
    fn from(error: worker::Error) -> Self {
        Self::Runtime(error)
    }
}

impl From<Trouble> for Failure<Trouble> {
    fn from(trouble: Trouble) -> Self {
        Self::Store(trouble)
    }
}

impl From<Failure<Trouble>> for Trouble {
    fn from(failure: Failure<Trouble>) -> Self {
        match failure {
            Failure::Store(trouble) => trouble,
            Failure::Corrupt(corrupt) => Self::Corrupt(corrupt),
            Failure::NoGate => Self::Protocol("a ledger was asked before it had its gate"),
        }
    }
}

fn kind(error: &worker::Error) -> String {
    match error {
        // Serde quotes what it could not read.
        worker::Error::SerdeJsonError(_) | worker::Error::SerdeWasmBindgenError(_) => "unreadable JSON".to_owned(),
        // A panic's message may quote anything; where it happened stands in the log already.
        worker::Error::UnknownJsError { name: Some(name), .. } if name == "PanicError" => "a panic".to_owned(),
        other => other.to_string(),
    }
}

/// Calls the object of a name.
async fn call<R: DeserializeOwned>(env: &Env, binding: &str, name: &str, call: &impl Serialize) -> Result<R, Trouble> {
    call_text(env, binding, name, &written(call)?).await
}

fn written(call: &impl Serialize) -> Result<String, Trouble> {
    serde_json::to_string(call).map_err(|_| Trouble::Protocol("a call cannot be written"))
}

/// Calls the object of a name with what is written already.
async fn call_text<R: DeserializeOwned>(env: &Env, binding: &str, name: &str, body: &str) -> Result<R, Trouble> {
    let namespace = Reflect::get(env, &binding.into()).map_err(thrown)?;
    let said = call_object(&namespace, name, body).await.map_err(thrown)?;
    match (said.as_string(), said.as_f64()) {
        (Some(text), _) => serde_json::from_str(&text).map_err(|_| Trouble::Protocol("a reply cannot be read")),
        (None, Some(status)) if status == f64::from(DAMAGED) => Err(Trouble::Damaged),
        (None, status) => Err(Trouble::Object(status.unwrap_or_default() as u16)),
    }
}

/// Reads a call.
fn read<C: DeserializeOwned>(call: &str) -> Result<C, Trouble> {
    serde_json::from_str(call).map_err(|_| Trouble::Protocol("a call cannot be read"))
}

fn thrown(error: JsValue) -> Trouble {
    Trouble::Runtime(error.into())
}

/// Writes a reply.
fn reply(value: &impl Serialize) -> Result<String, Trouble> {
    serde_json::to_string(value).map_err(|_| Trouble::Protocol("a reply cannot be written"))
}

/// The status of an object whose store, or whose ledger's, is damaged.
const DAMAGED: u16 = 503;

/// What an object says: a text, or, for trouble, a status. Trouble is a status and not an error: an error thrown across
/// objects would carry its text.
fn respond(object: &'static str, answer: impl Future<Output = Result<String, Trouble>> + 'static) -> JsValue {
    panics::keep_to_their_place();
    promise::at_once(async move {
        Ok(match answer.await {
            Ok(text) => text.into(),
            Err(trouble) => {
                worker::console_error!("{object}: {trouble}");
                match trouble {
                    Trouble::Damaged | Trouble::Corrupt(_) => DAMAGED.into(),
                    _ => 500.into(),
                }
            }
        })
    })
}
