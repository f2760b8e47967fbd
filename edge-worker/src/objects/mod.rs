//! The Durable Objects, as thin adapters, and how the Worker and they call each other.
//!
//! A call is one value of the object's enum, as JSON in the body of a POST; the reply is JSON of the type that the
//! client's method names. Each file holds both sides of its object, so that they are read together.

pub(crate) mod consultation;
pub(crate) mod count;
pub(crate) mod department;
pub(crate) mod drafts;
mod drill;
pub(crate) mod exports;
mod kept;
pub(crate) mod ledger;
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
mod texts;
pub(crate) mod tokens;
pub(crate) mod visited;
mod witness;

use crate::ledger::{Corrupt, Failure};
use crate::panics;
use js_sys::{Promise, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Request, RequestInit, Response, ResponseInit};
use worker::Env;

// Bound here and not taken from the crate `worker`: its requests and responses read method, address, headers and more of
// each message, and its bodies are streams. Measured, an answer crossed into JavaScript 150 times with them and 81 times
// without.
#[wasm_bindgen]
extern "C" {
    type Namespace;
    type Stub;

    #[wasm_bindgen(method, catch, js_name = getByName)]
    fn get_by_name(this: &Namespace, name: &str) -> Result<Stub, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn fetch(this: &Stub, address: &str, init: &RequestInit) -> Result<JsValue, JsValue>;
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
    let body = serde_json::to_string(call).map_err(|_| Trouble::Protocol("a call cannot be written"))?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&body));
    let namespace: Namespace = Reflect::get(env, &binding.into()).map_err(thrown)?.unchecked_into();
    // The host is never resolved; the runtime wants a whole address.
    let stub = namespace.get_by_name(name).map_err(thrown)?;
    let response: Response = stub.fetch("http://object/", &init).await.map_err(thrown)?.unchecked_into();
    match response.status() {
        200 => {}
        DAMAGED => return Err(Trouble::Damaged),
        status => return Err(Trouble::Object(status)),
    }
    let text = text(response.text()).await?;
    serde_json::from_str(&text).map_err(|_| Trouble::Protocol("a reply cannot be read"))
}

/// Reads a call.
async fn read<C: DeserializeOwned>(request: &Request) -> Result<C, Trouble> {
    serde_json::from_str(&text(request.text()).await?).map_err(|_| Trouble::Protocol("a call cannot be read"))
}

async fn text(promise: Result<Promise, JsValue>) -> Result<String, Trouble> {
    let text = JsFuture::from(promise.map_err(thrown)?).await.map_err(thrown)?;
    text.as_string().ok_or(Trouble::Protocol("a body is not text"))
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

/// The response of an object, for a reply or for trouble. Trouble is a status and not an error: an error thrown across
/// objects would carry its text.
fn respond(object: &'static str, answer: impl Future<Output = Result<String, Trouble>> + 'static) -> Promise {
    panics::keep_to_their_place();
    future_to_promise(AssertUnwindSafe(async move {
        let init = ResponseInit::new();
        let body = match answer.await {
            Ok(body) => Some(body),
            Err(trouble) => {
                worker::console_error!("{object}: {trouble}");
                init.set_status(match trouble {
                    Trouble::Damaged | Trouble::Corrupt(_) => DAMAGED,
                    _ => 500,
                });
                None
            }
        };
        Ok(Response::new_with_opt_str_and_init(body.as_deref(), &init)?.into())
    }))
}
