//! Cloudflare Turnstile as a proof, where the deployment binds it: one POST to its `siteverify`. That a response is used
//! once is Turnstile's own rule. The address of whoever answers is not told to it, nor the key of the answer.

use crate::config;
use crate::ledger::Admission;
use crate::uuid;
use contract::Origin;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};
use worker::Env;

/// Where Cloudflare verifies; the binding `TURNSTILE_URL` names another place.
const SITEVERIFY: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/// The action that the page's own Turnstile names, so that a response made for its log-in serves nobody here.
const ACTION: &str = "soundings";
/// Characters of a response: Cloudflare's documentation says so.
const RESPONSE: usize = 2_048;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    async fn fetch_elsewhere(address: &str, init: &RequestInit) -> Result<JsValue, JsValue>;
}

/// Turnstile, as the deployment binds it.
pub(super) struct Turnstile {
    secret: String,
    address: String,
}

/// Turnstile, where `TURNSTILE_SECRET` is bound.
pub(super) fn bound(env: &Env) -> Option<Turnstile> {
    let address = config::text(env, "TURNSTILE_URL").unwrap_or_else(|| SITEVERIFY.to_owned());
    Some(Turnstile { secret: config::text(env, "TURNSTILE_SECRET")?, address })
}

#[derive(Serialize)]
struct Asked<'a> {
    secret: &'a str,
    response: &'a str,
    idempotency_key: String,
}

/// What it says.
#[derive(Deserialize)]
struct Said {
    success: bool,
    #[serde(default)]
    hostname: String,
    #[serde(default)]
    action: String,
}

impl Said {
    /// Good where it was made for our action, on a page of one of these origins.
    fn admission<'o>(&self, mut origins: impl Iterator<Item = &'o Origin>) -> Admission {
        let ours = origins.any(|origin| host(origin) == self.hostname);
        if self.success && self.action == ACTION && ours { Admission::Free } else { Admission::Refused }
    }
}

/// An origin's host, without scheme and port.
fn host(origin: &Origin) -> &str {
    let authority = origin.as_str().split_once("://").map_or("", |(_, authority)| authority);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

impl Turnstile {
    /// What a response is worth for an answer from a page of one of these origins. Where Turnstile cannot be reached a proof
    /// of work is asked for instead: nobody is kept out by somebody else's fault.
    pub(super) async fn verify<'o>(&self, response: &str, origins: impl Iterator<Item = &'o Origin>) -> Admission {
        if response.len() > RESPONSE {
            return Admission::Refused;
        }
        match self.ask(response).await {
            Ok(Some(said)) => said.admission(origins),
            Ok(None) => {
                worker::console_error!("turnstile: its reply cannot be read");
                Admission::Needed
            }
            Err(error) => {
                worker::console_error!("turnstile: {}", worker::Error::from(error));
                Admission::Needed
            }
        }
    }

    async fn ask(&self, response: &str) -> Result<Option<Said>, JsValue> {
        // Ours and not the answer's: who has that one may change the answer.
        let asked = Asked { secret: &self.secret, response, idempotency_key: uuid::random() };
        let Ok(body) = serde_json::to_string(&asked) else { return Ok(None) };
        let headers = Headers::new()?;
        headers.set("content-type", "application/json")?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&JsValue::from_str(&body));
        init.set_headers(&headers);
        let reply: Response = fetch_elsewhere(&self.address, &init).await?.unchecked_into();
        let text = JsFuture::from(reply.text()?).await?.as_string().unwrap_or_default();
        Ok(serde_json::from_str(&text).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_action_are_looked_at() {
        let origins = ["https://forum.example", "http://127.0.0.1:8802"].map(|text| Origin::parse(text).unwrap());
        let good =
            r#"{"success":true,"hostname":"forum.example","action":"soundings","challenge_ts":"x","error-codes":[]}"#;
        for (from, to, expected) in [
            ("", "", Admission::Free),
            ("forum.example", "127.0.0.1", Admission::Free),
            ("true", "false", Admission::Refused),
            ("forum.example", "elsewhere.example", Admission::Refused),
            (r#""action":"soundings""#, r#""action":"login""#, Admission::Refused),
            (r#","action":"soundings""#, "", Admission::Refused),
            (r#""hostname":"forum.example","#, "", Admission::Refused),
        ] {
            let said: Said = serde_json::from_str(&good.replace(from, to)).unwrap();
            assert_eq!(said.admission(origins.iter()), expected, "{from} {to}");
        }
    }
}
