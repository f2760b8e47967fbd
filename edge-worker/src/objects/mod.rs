//! The Durable Objects, as thin adapters, and how the Worker and they call each other.
//!
//! A call is one value of the object's enum, as JSON in the body of a POST; the reply is JSON of the type that the
//! client's method names. Each file holds both sides of its object, so that they are read together.

pub(crate) mod consultation;
pub(crate) mod department;
pub(crate) mod ledger;
mod rows;
mod storage;

use crate::ledger::{Corrupt, Failure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use worker::{Env, Method, Request, RequestInit, Response};

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
    /// An object could not answer.
    #[error("an object answered with status {0}")]
    Object(u16),
}

impl From<worker::Error> for Trouble {
    fn from(error: worker::Error) -> Self {
        Self::Runtime(error)
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
        other => other.to_string(),
    }
}

/// Calls the object of a name.
async fn call<R: DeserializeOwned>(env: &Env, binding: &str, name: &str, call: &impl Serialize) -> Result<R, Trouble> {
    let body = serde_json::to_string(call).map_err(|_| Trouble::Protocol("a call cannot be written"))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(JsValue::from_str(&body)));
    // The host is never resolved; the runtime wants a whole address.
    let request = Request::new_with_init("http://object/", &init)?;
    let mut response = env.durable_object(binding)?.get_by_name(name)?.fetch_with_request(request).await?;
    if response.status_code() != 200 {
        return Err(Trouble::Object(response.status_code()));
    }
    serde_json::from_str(&response.text().await?).map_err(|_| Trouble::Protocol("a reply cannot be read"))
}

/// Reads a call.
async fn read<C: DeserializeOwned>(mut request: Request) -> Result<C, Trouble> {
    serde_json::from_str(&request.text().await?).map_err(|_| Trouble::Protocol("a call cannot be read"))
}

/// Writes a reply.
fn reply(value: &impl Serialize) -> Result<String, Trouble> {
    serde_json::to_string(value).map_err(|_| Trouble::Protocol("a reply cannot be written"))
}

/// The response of an object, for a reply or for trouble. Trouble is a status and not an error: an error thrown across
/// objects would carry its text.
fn respond(object: &str, result: Result<String, Trouble>) -> worker::Result<Response> {
    match result {
        Ok(body) => Response::ok(body),
        Err(trouble) => {
            worker::console_error!("{object}: {trouble}");
            Ok(Response::empty()?.with_status(500))
        }
    }
}
