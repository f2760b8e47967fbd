//! Ed25519 by the runtime's own cryptography (Web Cryptography API, "Secure Curves").

use super::Trouble;
use crate::replies::parts;
use crate::subtle::{SUBTLE, Subtle};
use js_sys::{Array, JSON, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// A pair of keys, as a JWK has them: each 32 bytes in base64url.
#[derive(Clone, Deserialize)]
pub(super) struct Pair {
    /// The public one.
    pub(super) x: String,
    /// The private one.
    pub(super) d: String,
}

fn algorithm() -> Result<JsValue, Trouble> {
    JSON::parse(r#"{"name":"Ed25519"}"#).map_err(thrown)
}

/// A new pair.
pub(super) async fn generate() -> Result<Pair, Trouble> {
    let usages = Array::of2(&"sign".into(), &"verify".into());
    let subtle = SUBTLE.with(Subtle::clone);
    let pair = subtle.generate_key(&algorithm()?, true, &usages).await.map_err(thrown)?;
    let private = js_sys::Reflect::get(&pair, &"privateKey".into()).map_err(thrown)?;
    let exported = subtle.export_key("jwk", &private).await.map_err(thrown)?;
    let text = JSON::stringify(&exported).map_err(thrown)?;
    serde_json::from_str(&String::from(text)).map_err(|_| Trouble::Protocol("the runtime made no pair of keys"))
}

/// The signature of a text.
pub(super) async fn sign(pair: &Pair, text: &str) -> Result<Vec<u8>, Trouble> {
    let subtle = SUBTLE.with(Subtle::clone);
    let jwk = serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": pair.x, "d": pair.d, "ext": true});
    let jwk = JSON::parse(&jwk.to_string()).map_err(thrown)?;
    let usages = Array::of1(&"sign".into());
    let key = subtle.import_key("jwk", &jwk, &algorithm()?, false, &usages).await.map_err(thrown)?;
    let data = Uint8Array::from(text.as_bytes());
    let signature = subtle.sign(&algorithm()?, &key, &data).await.map_err(thrown)?;
    Ok(Uint8Array::new(&signature).to_vec())
}

/// Whether a JWS holds by this public key.
pub(crate) async fn holds(x: &str, jws: &str) -> Result<bool, Trouble> {
    let Some((signature, signed)) = parts(jws) else { return Ok(false) };
    let subtle = SUBTLE.with(Subtle::clone);
    let jwk = serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": x, "ext": true});
    let jwk = JSON::parse(&jwk.to_string()).map_err(thrown)?;
    let usages = Array::of1(&"verify".into());
    let key = subtle.import_key("jwk", &jwk, &algorithm()?, false, &usages).await.map_err(thrown)?;
    let (signature, data) = (Uint8Array::from(&signature[..]), Uint8Array::from(signed.as_bytes()));
    Ok(subtle.verify(&algorithm()?, &key, &signature, &data).await.map_err(thrown)?.is_truthy())
}

fn thrown(error: JsValue) -> Trouble {
    Trouble::Runtime(error.into())
}
