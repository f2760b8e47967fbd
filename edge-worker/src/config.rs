//! What the deployment sets: the text bindings.

use crate::about::security_text;
use crate::objects::Trouble;
use contract::{DepartmentId, Origin, limits};
use js_sys::Reflect;
use serde::Deserialize;
use std::cell::{OnceCell, RefCell};
use worker::Env;

/// A department that the deployment names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Department {
    pub(crate) id: DepartmentId,
    pub(crate) name: String,
    /// Of its first token, in hexadecimal.
    pub(crate) token_sha256: String,
}

/// The departments of the binding `DEPARTMENTS`: `[{"id", "name", "token_sha256"}]`.
pub(crate) fn departments(env: &Env) -> Result<Vec<Department>, Trouble> {
    let text = text(env, "DEPARTMENTS").unwrap_or_default();
    read_departments(&text).ok_or(Trouble::Protocol("the binding DEPARTMENTS is not a list of departments"))
}

/// A department's name; its identifier where the deployment names it no more.
pub(crate) fn department_name(env: &Env, id: &DepartmentId) -> Result<String, Trouble> {
    let found = departments(env)?.into_iter().find(|one| one.id == *id);
    Ok(found.map_or_else(|| id.to_string(), |one| one.name))
}

fn read_departments(text: &str) -> Option<Vec<Department>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wire {
        id: String,
        name: String,
        token_sha256: String,
    }
    let departments: Vec<Wire> = serde_json::from_str(text).ok()?;
    let department = |Wire { id, name, token_sha256 }| {
        let hex =
            token_sha256.len() == 64 && token_sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        hex.then_some(Department { id: DepartmentId::parse(&id)?, name, token_sha256 })
    };
    departments.into_iter().map(department).collect()
}

thread_local! {
    /// The binding `PUBLIC_URL`; blank where there is none. It stays the same as long as this isolate runs.
    static PUBLIC_URL: OnceCell<String> = const { OnceCell::new() };
    /// The origin that was last read: most requests come to one address.
    static LAST_ORIGIN: RefCell<Option<Origin>> = const { RefCell::new(None) };
}

/// The origin at which people see this Worker: the binding `PUBLIC_URL` where there is one, else that of the request.
pub(crate) fn public_origin(env: &Env, request_url: &str) -> Result<Origin, Trouble> {
    let found = PUBLIC_URL.with(|url| {
        let url = url.get_or_init(|| text(env, "PUBLIC_URL").unwrap_or_default());
        let url = if url.is_empty() { request_url } else { url };
        let authority = authority_of(url)?;
        LAST_ORIGIN.with_borrow_mut(|last| {
            if last.as_ref().is_none_or(|last| last.as_str() != authority) {
                *last = Origin::parse(authority);
            }
            last.clone()
        })
    });
    found.ok_or(Trouble::Protocol("the Worker does not know its own origin"))
}

/// A text binding; `None` where it is not bound, or blank. Not by `Env::var`, which throws where it is `null`: that is what
/// workerd makes of a variable that its environment does not have.
pub(crate) fn text(env: &Env, name: &str) -> Option<String> {
    let bound = Reflect::get(env, &name.into()).ok()?.as_string()?;
    Some(bound).filter(|text| !text.trim().is_empty())
}

thread_local! {
    static ADDRESS_HEADER: OnceCell<Option<String>> = const { OnceCell::new() };
    static PRESSURE: OnceCell<PressureLimits> = const { OnceCell::new() };
}

/// The header in which the deployment's proxy says from which address a request comes: the binding `CLIENT_ADDRESS`.
/// `None`: no proxy is trusted, and the connection itself tells it.
pub(crate) fn client_address_header(env: &Env) -> Option<String> {
    ADDRESS_HEADER.with(|header| header.get_or_init(|| text(env, "CLIENT_ADDRESS")).clone())
}

/// Above how much a proof of work is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PressureLimits {
    pub(crate) network_a_minute: u32,
    pub(crate) network_a_day: u32,
    pub(crate) consultation_a_minute: u32,
}

impl Default for PressureLimits {
    fn default() -> Self {
        Self {
            network_a_minute: limits::NETWORK_A_MINUTE,
            network_a_day: limits::NETWORK_A_DAY,
            consultation_a_minute: limits::CONSULTATION_A_MINUTE,
        }
    }
}

/// The binding `PRESSURE`, as JSON; what it leaves out is as by default. One that cannot be read is said in the log.
pub(crate) fn pressure_limits(env: &Env) -> PressureLimits {
    PRESSURE.with(|own| {
        *own.get_or_init(|| match text(env, "PRESSURE").map(|text| serde_json::from_str(&text)) {
            None => PressureLimits::default(),
            Some(Ok(limits)) => limits,
            Some(Err(_)) => {
                worker::console_error!("the binding PRESSURE cannot be read: the limits are those by default");
                PressureLimits::default()
            }
        })
    })
}

/// The text of `security.txt`: the bindings `SECURITY_CONTACT` and `SECURITY_EXPIRES`; `None` where they do not say.
pub(crate) fn security(env: &Env) -> Option<String> {
    security_text(&text(env, "SECURITY_CONTACT")?, &text(env, "SECURITY_EXPIRES")?)
}

/// An address as far as its origin is written in it.
fn authority_of(url: &str) -> Option<&str> {
    let authority = url.find("://")? + 3;
    let end = url[authority..].find(['/', '?', '#']).map_or(url.len(), |end| authority + end);
    Some(&url[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_read_or_refused() {
        let hash = "0".repeat(64);
        let good = format!(r#"[{{"id":"engagement","name":"Engagement","token_sha256":"{hash}"}}]"#);
        assert_eq!(read_departments(&good).unwrap()[0].name, "Engagement");
        for text in
            ["", "{}", &good.replace("engagement", "No Id"), &good.replace(&hash, "abc"), &good.replace("name", "nom")]
        {
            assert_eq!(read_departments(text), None, "{text}");
        }
    }

    #[test]
    fn limits_of_pressure() {
        let limits: PressureLimits = serde_json::from_str(r#"{"network_a_day": 7}"#).unwrap();
        assert_eq!(limits, PressureLimits { network_a_day: 7, ..PressureLimits::default() });
        for text in ["7", r#"{"network": 7}"#, r#"{"network_a_day": -1}"#] {
            assert!(serde_json::from_str::<PressureLimits>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_origin_of_an_address() {
        for (url, origin) in [
            ("http://127.0.0.1:8787/v1/embed.js?x=1", Some("http://127.0.0.1:8787")),
            ("https://soundings.example", Some("https://soundings.example")),
            ("https://soundings.example?q", Some("https://soundings.example")),
            ("soundings.example", None),
        ] {
            let found = authority_of(url).and_then(Origin::parse);
            assert_eq!(found.as_ref().map(Origin::as_str), origin, "{url}");
        }
    }
}
