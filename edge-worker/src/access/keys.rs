//! The keys with which Cloudflare Access signs: fetched from the team's address, remembered by this isolate, and used by
//! the runtime's own cryptography.

use super::jwt::Unproven;
use crate::clock;
use crate::objects::Trouble;
use crate::subtle::{SUBTLE, Subtle};
use contract::Origin;
use js_sys::{Array, JSON, Uint8Array};
use serde::Deserialize;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// How long keys are taken for all there are. Access changes its key every six weeks, and the old one stays for a week.
const FRESH_MS: f64 = 3_600_000.0;
/// How long keys are used that could not be fetched anew: longer than an outage, shorter than a key that was withdrawn
/// may live.
const STALE_MS: f64 = 24.0 * 3_600_000.0;
/// How soon keys are fetched again at most: a key that nobody knows costs anybody who sends one nothing.
const AGAIN_MS: f64 = 60_000.0;
/// How long the team's address may take.
const FETCH_MS: u32 = 5_000;
/// Base64url digits of an RSA modulus of 2,048 bits, the least that RFC 7518 allows.
const MODULUS_DIGITS: usize = 342;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    async fn fetch(address: &str, init: &RequestInit) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    fn timeout(milliseconds: u32) -> JsValue;
}

/// A public RSA key of a JWK set (RFC 7517).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
struct Key {
    kid: String,
    kty: String,
    alg: Option<String>,
    n: String,
    e: String,
}

/// What is remembered of the keys.
#[derive(Default)]
struct Ring {
    keys: Vec<Key>,
    /// When they were fetched, in milliseconds; `None` where they never were.
    fetched: Option<f64>,
    /// When they were last asked for, with or without success.
    asked: Option<f64>,
}

/// What to do about a key.
#[derive(PartialEq, Eq, Debug)]
enum Look {
    /// Use it.
    Use(Key),
    /// Fetch the keys first.
    Fetch,
    /// There is none of that name.
    Unknown,
}

thread_local! {
    static RING: RefCell<Ring> = RefCell::default();
}

impl Ring {
    fn look(&self, kid: &str, now: f64) -> Look {
        let age = self.fetched.map_or(f64::INFINITY, |fetched| now - fetched);
        let may_ask = self.asked.is_none_or(|asked| now - asked >= AGAIN_MS);
        let found = self.keys.iter().find(|key| key.kid == kid && age < STALE_MS);
        match found {
            Some(key) if age < FRESH_MS || !may_ask => Look::Use(key.clone()),
            _ if may_ask => Look::Fetch,
            _ => Look::Unknown,
        }
    }

    /// Notes that they are asked for. Before any were fetched all who come at once may ask: none of them can wait for
    /// another's request.
    fn ask(&mut self, now: f64) {
        if self.fetched.is_some() {
            self.asked = Some(now);
        }
    }

    fn take(&mut self, keys: Option<Vec<Key>>, now: f64) {
        self.asked = Some(now);
        if let Some(keys) = keys {
            self.keys = keys;
            self.fetched = Some(now);
        }
    }
}

/// The keys of a JWK set that can have signed an assertion.
fn read(text: &str) -> Option<Vec<Key>> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<serde_json::Value>,
    }
    let set: Set = serde_json::from_str(text).ok()?;
    let usable = |key: &Key| {
        key.kty == "RSA" && key.alg.as_ref().is_none_or(|alg| alg == "RS256") && key.n.len() >= MODULUS_DIGITS
    };
    // A key of another kind beside ours is none of our business.
    let keys = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
    Some(keys.filter(usable).collect())
}

/// Whether the key that the assertion names is the team's and signed it.
///
/// # Errors
/// The keys cannot be fetched and none are remembered, or the runtime cannot use a key.
pub(super) async fn signed(assertion: &Unproven, team: &Origin) -> Result<bool, Trouble> {
    let look = RING.with_borrow_mut(|ring| {
        let now = clock::now_ms();
        let look = ring.look(&assertion.key, now);
        if look == Look::Fetch {
            ring.ask(now);
        }
        look
    });
    let key = match look {
        Look::Use(key) => Some(key),
        Look::Unknown => None,
        Look::Fetch => {
            let fetched = certificates(team).await;
            let keys = fetched.as_ref().ok().cloned();
            let found = RING.with_borrow_mut(|ring| {
                ring.take(keys, clock::now_ms());
                match ring.look(&assertion.key, clock::now_ms()) {
                    Look::Use(key) => Some(key),
                    Look::Fetch | Look::Unknown => None,
                }
            });
            match (found, fetched) {
                (None, Err(trouble)) => return Err(trouble),
                (found, _) => found,
            }
        }
    };
    match key {
        Some(key) => proves(&key, assertion).await.map_err(thrown),
        None => Ok(false),
    }
}

async fn certificates(team: &Origin) -> Result<Vec<Key>, Trouble> {
    let init = RequestInit::new();
    // Whoever could send us elsewhere could hand us keys.
    js_sys::Reflect::set(&init, &"redirect".into(), &"manual".into()).map_err(thrown)?;
    js_sys::Reflect::set(&init, &"signal".into(), &timeout(FETCH_MS)).map_err(thrown)?;
    let address = format!("{}/cdn-cgi/access/certs", team.as_str());
    let response: Response = fetch(&address, &init).await.map_err(thrown)?.unchecked_into();
    if response.status() != 200 {
        return Err(Trouble::Protocol("the team of Cloudflare Access does not give its keys"));
    }
    let text = JsFuture::from(response.text().map_err(thrown)?).await.map_err(thrown)?;
    let keys = text.as_string().as_deref().and_then(read);
    keys.ok_or(Trouble::Protocol("the keys of Cloudflare Access cannot be read"))
}

async fn proves(key: &Key, assertion: &Unproven) -> Result<bool, JsValue> {
    let algorithm = JSON::parse(r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#)?;
    let key = serde_json::json!({"kty": "RSA", "alg": "RS256", "n": key.n, "e": key.e, "ext": true});
    let key = JSON::parse(&key.to_string())?;
    let usages = Array::of1(&"verify".into());
    let (signature, data) = (Uint8Array::from(&assertion.signature[..]), Uint8Array::from(assertion.signed.as_bytes()));
    let subtle = SUBTLE.with(Subtle::clone);
    let key = subtle.import_key("jwk", &key, &algorithm, false, &usages).await?;
    Ok(subtle.verify(&algorithm, &key, &signature, &data).await?.is_truthy())
}

fn thrown(error: JsValue) -> Trouble {
    Trouble::Runtime(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kid: &str) -> Key {
        Key { kid: kid.to_owned(), kty: "RSA".into(), alg: None, n: "n".repeat(MODULUS_DIGITS), e: "AQAB".into() }
    }

    fn ring(kids: &[&str], fetched: Option<f64>, asked: Option<f64>) -> Ring {
        Ring { keys: kids.iter().map(|kid| key(kid)).collect(), fetched, asked }
    }

    #[test]
    fn a_known_key_is_used_and_an_unknown_one_fetched_once_a_minute() {
        let hour = FRESH_MS;
        for (what, ring, now, expected) in [
            ("nothing known yet", ring(&[], None, None), 0.0, Look::Fetch),
            ("known", ring(&["a"], Some(0.0), Some(0.0)), 1.0, Look::Use(key("a"))),
            ("unknown, a moment ago", ring(&["b"], Some(0.0), Some(0.0)), 59_999.0, Look::Unknown),
            ("unknown, a minute ago", ring(&["b"], Some(0.0), Some(0.0)), 60_000.0, Look::Fetch),
            ("known, an hour ago", ring(&["a"], Some(0.0), Some(0.0)), hour, Look::Fetch),
            ("known, and just asked in vain", ring(&["a"], Some(0.0), Some(hour)), hour + 1.0, Look::Use(key("a"))),
            ("known, in vain for a day", ring(&["a"], Some(0.0), Some(STALE_MS)), STALE_MS, Look::Unknown),
            ("never fetched, and just asked in vain", ring(&[], None, Some(0.0)), 1.0, Look::Unknown),
        ] {
            assert_eq!(ring.look("a", now), expected, "{what}");
        }
    }

    #[test]
    fn what_is_fetched_takes_the_place_of_what_was_known() {
        let mut ring = ring(&["a"], Some(0.0), Some(0.0));
        ring.ask(60_000.0);
        assert_eq!(ring.look("b", 60_001.0), Look::Unknown, "one request at a time");
        ring.take(None, 60_002.0);
        assert_eq!(ring.look("a", 60_003.0), Look::Use(key("a")), "what failed took nothing away");
        ring.take(Some(vec![key("b")]), 120_002.0);
        assert_eq!(ring.look("a", 120_003.0), Look::Unknown, "a key that was withdrawn is none");
        assert_eq!(ring.look("b", 120_003.0), Look::Use(key("b")));
    }

    #[test]
    fn sets_of_keys() {
        let long = "n".repeat(MODULUS_DIGITS);
        let one = |kid: &str, kty: &str, alg: &str, n: &str| serde_json::json!({"kid": kid, "kty": kty, "alg": alg, "use": "sig", "n": n, "e": "AQAB"});
        let set = serde_json::json!({"keys": [
            one("good", "RSA", "RS256", &long), one("short", "RSA", "RS256", "AQAB"), one("other", "RSA", "PS256", &long),
            {"kid": "ec", "kty": "EC", "crv": "P-256", "x": "x", "y": "y"},
            {"kid": "secret", "kty": "oct", "k": "AQID"},
        ], "public_certs": []});
        let kids: Vec<String> = read(&set.to_string()).unwrap().into_iter().map(|key| key.kid).collect();
        assert_eq!(kids, ["good"]);
        for text in ["", "[]", "{}", r#"{"keys": {}}"#] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
