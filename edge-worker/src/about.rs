//! What this Worker says of itself: whether it is up, what it is, whom to tell of a weakness.

use crate::http::Incoming;
use crate::objects::{Trouble, consultation, department};
use crate::reply::{Body, Pressure, Refused, Reply};
use crate::{assets, config, openapi, pages};
use contract::json::Value;
use contract::{ConsultationId, Lang, Problem, Timestamp};
use worker::Env;

/// When to ask again whether the objects answer.
const AGAIN_SECONDS: u32 = 5;

/// `GET /`: what this is, for somebody who followed a link's host.
pub(crate) fn home(request: &Incoming) -> Reply {
    let page = Reply::page(200, Lang::En, pages::home::home(&assets::folder()));
    page.with("cache-control", "public, max-age=300").tagged_by_content(request.header("if-none-match").as_deref())
}

/// `GET /openapi.json`.
pub(crate) fn described(request: &Incoming) -> Reply {
    Reply::new(200, "application/json", Body::Static(openapi::DOCUMENT.as_bytes()))
        .readable_by_all()
        .with("cache-control", "public, max-age=300")
        .tagged_by_content(request.header("if-none-match").as_deref())
}

/// `GET /robots.txt`: forms may be found. Receipts, a department's pages and calls are nobody's to keep.
pub(crate) fn robots() -> Reply {
    let text = "User-agent: *\nDisallow: /v1/\nDisallow: /d/\nDisallow: /r/\nDisallow: /s/\n";
    Reply::new(200, "text/plain; charset=utf-8", Body::Text(text.to_owned()))
        .with("cache-control", "public, max-age=86400")
}

/// `GET /.well-known/security.txt` (RFC 9116), where the deployment says whom to tell.
pub(crate) fn security(env: &Env) -> Result<Reply, Refused> {
    let text = config::security(env).ok_or(Problem::NotFound)?;
    Ok(Reply::new(200, "text/plain; charset=utf-8", Body::Text(text)).with("cache-control", "public, max-age=86400"))
}

/// `GET /healthz`: cheap, and touches no object. With `?deep` one object of each kind is asked as well, among those that
/// are there: a call would make any other.
pub(crate) async fn health(env: &Env, request: &Incoming) -> Result<Reply, Refused> {
    let mut members =
        vec![("status", "ok".into()), ("version", env!("CARGO_PKG_VERSION").into()), ("build", assets::build().into())];
    if request.query("deep").is_some() {
        let asked = objects(env).await.map_err(|trouble| {
            worker::console_error!("health: {trouble}");
            Refused {
                pressure: Some(Box::new(Pressure::Later { seconds: AGAIN_SECONDS })),
                ..Problem::Unavailable.into()
            }
        })?;
        members.push(("objects", Value::Array(asked.into_iter().map(Value::from).collect())));
    }
    Ok(Reply::json(200, &Value::object(members)).with("cache-control", "no-store"))
}

/// The kinds of object that answered.
async fn objects(env: &Env) -> Result<Vec<&'static str>, Trouble> {
    let mut answered = Vec::new();
    for one in config::departments(env)? {
        let entries = department::Client { env, id: &one.id }.list().await?;
        answered = vec!["department"];
        let Some(id) = entries.first().and_then(|entry| ConsultationId::parse(&entry.id)) else { continue };
        // Asks its ledgers in turn.
        consultation::Client { env, id: &id }.tally(&[]).await?;
        answered.extend(["consultation", "ledger"]);
        break;
    }
    Ok(answered)
}

/// The text of `security.txt`: `Contact` is an address of mail, web or telephone, `Expires` a moment in UTC. `None` where
/// either is none.
pub(crate) fn security_text(contact: &str, expires: &str) -> Option<String> {
    let known = ["https://", "mailto:", "tel:"].iter().any(|scheme| contact.starts_with(scheme));
    let plain = contact.bytes().all(|byte| byte.is_ascii_graphic());
    let expires = Timestamp::parse(expires)?;
    (known && plain).then(|| format!("Contact: {contact}\nExpires: {expires}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_tell() {
        let text = "Contact: mailto:security@dept.example\nExpires: 2027-01-31T00:00:00Z\n";
        for (contact, expires, expected) in [
            ("mailto:security@dept.example", "2027-01-31T00:00:00Z", Some(text)),
            ("mailto:security@dept.example", "2027-01-31", None),
            ("mailto:security@dept.example", "", None),
            ("security@dept.example", "2027-01-31T00:00:00Z", None),
            ("https://a.example/\nExpires: x", "2027-01-31T00:00:00Z", None),
            ("", "", None),
        ] {
            assert_eq!(security_text(contact, expires).as_deref(), expected, "{contact} {expires}");
        }
    }
}
