//! Making, listing and revoking the links by which site owners read their own figures, as calls and as pages.

use super::figures::private;
use super::own;
use super::pages::department;
use crate::access::{Pass, SiteLink, TokenId};
use crate::answers::field;
use crate::assets;
use crate::config;
use crate::http::Incoming;
use crate::objects::consultation::Client;
use crate::objects::department::{self as register, Did};
use crate::objects::links::{Ask, Listed, Made, NewLink, Told};
use crate::pages::links as page;
use crate::reply::{Refused, Reply, Wrong};
use contract::audit::Action;
use contract::json::Value;
use contract::{ConsultationId, Definition, Lang, Problem, SiteId, Timestamp};
use worker::Env;

/// Bytes of what is asked of a link: a site's name.
const BYTES: usize = 4 * 1024;
/// How often a new name is tried: two of 40 random bits hardly ever meet, three times in a row never.
const TRIES: usize = 3;

/// `GET /v1/departments/{department}/consultations/{id}/links`: the newest first.
pub(crate) async fn list(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    own(env, pass.department(), id).await?;
    let links = listed(env, id).await?;
    let links = links.iter().map(|one| Value::object(told(one))).collect();
    Ok(private(Reply::json(200, &Value::object([("links", Value::Array(links))]))))
}

async fn listed(env: &Env, id: &ConsultationId) -> Result<Vec<Listed>, Refused> {
    match (Client { env, id }).links(Ask::List).await? {
        Told::Listed(links) => Ok(links),
        _ => Err(Problem::Internal.into()),
    }
}

/// `POST /v1/departments/{department}/consultations/{id}/links`, `{"site"}`: the reply is the one place where the whole link is
/// ever seen.
pub(crate) async fn make(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let body = request.json(BYTES).await?;
    let Value::Object(members) = &body else { return Err(Problem::MalformedRequest.into()) };
    if let Some((name, _)) = members.iter().find(|(name, _)| name != "site") {
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        return Err(wrong(pointer, "There is no such member."));
    }
    let definition = &known.record.current().definition;
    let site = body.get("site").and_then(Value::as_str).and_then(|text| site(definition, text));
    let site = site.ok_or_else(|| wrong("/site".to_owned(), "Give the name of one of the consultation’s sites."))?;
    for _ in 0..TRIES {
        let (link, made) = keep(env, pass, id, &site, TokenId::random()).await?;
        match made {
            Made::Done => {
                let address = format!("{}/s/{}", config::public_origin(env, request.url())?, link.as_str());
                let one = listed(env, id).await?.into_iter().find(|one| one.id == link.id().as_str());
                let mut members = told(&one.ok_or(Problem::Internal)?);
                members.push(("link", address.as_str().into()));
                return Ok(Reply::json(201, &Value::object(members))
                    .with("location", &format!("/s/{}", link.as_str()))
                    .with("cache-control", "no-store"));
            }
            Made::Taken => {}
            Made::Full => return Err(Problem::TooManyLinks.into()),
        }
    }
    Err(Problem::Internal.into())
}

fn wrong(pointer: String, detail: &str) -> Refused {
    let wrong = Wrong { problem: None, pointer, detail: detail.to_owned() };
    Refused { errors: vec![wrong], ..Problem::UnknownSite.into() }
}

/// A site that a link can be for: of the definition, or the form's own page.
fn site(definition: &Definition, text: &str) -> Option<SiteId> {
    SiteId::parse(text).filter(|id| text == Definition::HOSTED_SITE || definition.site(id).is_some())
}

async fn keep(
    env: &Env,
    pass: &Pass,
    id: &ConsultationId,
    site: &SiteId,
    name: TokenId,
) -> Result<(SiteLink, Made), Refused> {
    let link = SiteLink::new(id, name);
    let new = NewLink { id: link.id().to_string(), site: site.to_string(), sha256: link.hash().as_str().to_owned() };
    let ask = Ask::Make { new, by: pass.actor().to_string() };
    let Told::Made(made) = (Client { env, id }).links(ask).await? else { return Err(Problem::Internal.into()) };
    if made == Made::Done {
        let detail = format!("link {} for site {site}", link.id());
        let did = Did::new(pass.actor(), Action::SiteLinkMade, id.as_str(), detail);
        register::Client { env, id: pass.department() }.log(did).await?;
    }
    Ok((link, made))
}

/// `DELETE /v1/departments/{department}/consultations/{id}/links/{link}`. From then on it opens nothing; once more changes
/// nothing.
pub(crate) async fn revoke(env: &Env, pass: &Pass, id: &ConsultationId, name: &TokenId) -> Result<Reply, Refused> {
    own(env, pass.department(), id).await?;
    let ask = Ask::Revoke { id: name.to_string(), by: pass.actor().to_string() };
    let Told::Revoked(revoked) = (Client { env, id }).links(ask).await? else { return Err(Problem::Internal.into()) };
    let (site, changed) = revoked.ok_or(Problem::UnknownLink)?;
    if changed {
        let did = Did::new(pass.actor(), Action::SiteLinkRevoked, id.as_str(), format!("link {name} for site {site}"));
        register::Client { env, id: pass.department() }.log(did).await?;
    }
    Ok(Reply::empty(204))
}

/// `GET /d/{department}/{id}/links`.
pub(crate) async fn page(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    shown(env, pass, id, page::Arrival::First, 200).await
}

/// `POST /d/{department}/{id}/links`. The form brings the name along: sent twice, it makes one link.
pub(crate) async fn send(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let fields = request.form(BYTES).await?;
    let Some(site) = site(&known.record.current().definition, field(&fields, "site")) else {
        return shown(env, pass, id, page::Arrival::Wrong("Choose a site"), 422).await;
    };
    let name =
        TokenId::parse(field(&fields, "id")).filter(|name| !name.is_deployment()).unwrap_or_else(TokenId::random);
    let (link, made) = keep(env, pass, id, &site, name).await?;
    match made {
        Made::Done => {
            let address = format!("{}/s/{}", config::public_origin(env, request.url())?, link.as_str());
            shown(env, pass, id, page::Arrival::Made { site, address }, 200).await
        }
        Made::Taken => shown(env, pass, id, page::Arrival::MadeBefore, 409).await,
        Made::Full => shown(env, pass, id, page::Arrival::Wrong(Problem::TooManyLinks.title()), 409).await,
    }
}

/// `POST /d/{department}/{id}/links/{link}`.
pub(crate) async fn revoke_sent(env: &Env, pass: &Pass, id: &ConsultationId, name: &TokenId) -> Result<Reply, Refused> {
    revoke(env, pass, id, name).await?;
    Ok(Reply::see_other(&format!("/d/{}/{id}/links", pass.department())))
}

async fn shown(
    env: &Env,
    pass: &Pass,
    id: &ConsultationId,
    arrival: page::Arrival,
    status: u16,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let links = listed(env, id).await?;
    let shown = page::Links {
        department: department(env, pass)?,
        consultation: &known.record,
        links: &links,
        arrival,
        id: TokenId::random(),
    };
    // Never kept: a page that shows a new link is shown once.
    Ok(Reply::page(status, Lang::En, page::links(&shown, &assets::folder())))
}

/// A link as the API tells it: all but its secret.
fn told(one: &Listed) -> Vec<(&'static str, Value)> {
    let moment = |seconds: i64| Value::String(Timestamp::from_unix_seconds(seconds).to_string());
    vec![
        ("id", one.id.as_str().into()),
        ("site", one.site.as_str().into()),
        ("made_at", moment(one.made_at)),
        ("made_by", one.made_by.as_str().into()),
        ("revoked_at", one.revoked_at.map_or(Value::Null, moment)),
        ("revoked_by", one.revoked_by.as_deref().map_or(Value::Null, Value::from)),
    ]
}
