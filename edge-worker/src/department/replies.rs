//! A department's official replies and the keys that sign them, as calls and as pages.

use super::figures::private;
use super::pages::department;
use crate::access::Pass;
use crate::answers::Call;
use crate::http::{Fields, Incoming};
use crate::objects::department::{Client, Key, Letterhead, Official, ReplyStep};
use crate::pages::replies::{self as page, Filled};
use crate::paging;
use crate::replies::{PRINCIPLES, ReplyId, Statement};
use crate::reply::{Refused, Reply, Wrong};
use crate::{approval, assets, config};
use contract::json::Value;
use contract::{Lang, Problem, Timestamp, limits};
use worker::Env;

/// Bytes of a reply's text with what goes with it: the longest, in any script, as a form sends it.
const BYTES: usize = 64 * 1024;
/// How often a new code is tried: of 40 random bits, three hardly ever meet others.
const TRIES: usize = 3;

/// What a department wants to say.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Order {
    text: String,
    lang: Lang,
}

impl Order {
    /// Reads `{"text", "lang", "principles": [...]}`, and notes every fault.
    fn parse(body: &Value) -> Result<Self, Refused> {
        let Value::Object(members) = body else { return Err(Problem::MalformedRequest.into()) };
        let mut wrong = Vec::new();
        let mut fault =
            |pointer: &str, detail: String| wrong.push(Wrong { problem: None, pointer: pointer.to_owned(), detail });
        for (name, _) in members.iter().filter(|(name, _)| !["text", "lang", "principles"].contains(&name.as_str())) {
            fault(&format!("/{}", name.replace('~', "~0").replace('/', "~1")), "There is no such member.".to_owned());
        }
        // As a form sends it and as a program writes it, it is the same text.
        let text = body.get("text").and_then(Value::as_str).unwrap_or_default().replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() || text.chars().count() > limits::REPLY_TEXT {
            fault("/text", format!("Write a text of 1 to {} characters.", limits::REPLY_TEXT));
        }
        let lang = body
            .get("lang")
            .and_then(Value::as_str)
            .and_then(|code| Lang::ALL.into_iter().find(|lang| lang.code() == code));
        if lang.is_none() {
            fault("/lang", format!("Choose one of {}.", Lang::ALL.map(Lang::code).join(", ")));
        }
        let confirmed = match body.get("principles") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if PRINCIPLES.iter().any(|(name, ..)| !confirmed.contains(name)) || confirmed.len() != PRINCIPLES.len() {
            let names = PRINCIPLES.map(|(name, ..)| name).join(", ");
            fault("/principles", format!("Confirm each of the five principles: {names}."));
        }
        match lang {
            Some(lang) if wrong.is_empty() => Ok(Self { text, lang }),
            _ => Err(Refused { errors: wrong, ..Problem::InvalidReply.into() }),
        }
    }

    /// What a form says, as the call's body would.
    fn of_form(fields: &Fields) -> Value {
        let field = |name: &str| Value::string(field(fields, name));
        let confirmed = fields.iter().filter(|(name, _)| name == "principles").map(|(_, value)| Value::string(value));
        Value::object([
            ("text", field("text")),
            ("lang", field("lang")),
            ("principles", Value::Array(confirmed.collect())),
        ])
    }

    async fn write(&self, env: &Env, pass: &Pass, id: &ReplyId, seen: u32) -> Result<Official, Refused> {
        let client = Client { env, id: pass.department() };
        done(client.write_reply(id, seen, (self.lang.code(), &self.text), pass.actor()).await?)
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
}

fn done(step: ReplyStep) -> Result<Official, Refused> {
    match step {
        ReplyStep::Done(reply) => Ok(*reply),
        ReplyStep::Refused(slug) => {
            let problem = Problem::ALL.iter().find(|problem| problem.slug() == slug);
            Err(problem.copied().unwrap_or(Problem::Internal).into())
        }
    }
}

/// `GET /v1/departments/{department}/replies?limit=&cursor=`: the newest first.
pub(crate) async fn list(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let limit = paging::limit(request.query("limit").as_deref())?;
    let all = Client { env, id: pass.department() }.replies().await?;
    let (replies, next) = paging::behind(all, request.query("cursor").as_deref(), limit, |reply| reply.id.clone())?;
    let replies = replies.iter().map(told).collect::<Result<_, _>>()?;
    Ok(private(paging::page(request, "replies", replies, next))
        .tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `POST` to the same address: a new one.
pub(crate) async fn make(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let order = Order::parse(&request.json(BYTES).await?)?;
    for _ in 0..TRIES {
        match order.write(env, pass, &ReplyId::random(), 0).await {
            Ok(reply) => return Ok(Reply::json(201, &told(&reply)?).with("cache-control", "no-store")),
            Err(refused) if matches!(refused.problem, Problem::VersionSuperseded | Problem::ReplySigned) => {}
            Err(refused) => return Err(refused),
        }
    }
    Err(Problem::Internal.into())
}

/// `GET /v1/departments/{department}/replies/{reply}`.
pub(crate) async fn read(env: &Env, request: &Incoming, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    let reply = find(env, pass, id).await?;
    Ok(private(Reply::json(200, &told(&reply)?)).tagged_by_content(request.header("if-none-match").as_deref()))
}

/// `PUT` to the same address: another version, while it is not signed.
pub(crate) async fn put(env: &Env, request: &Incoming, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    let order = Order::parse(&request.json(BYTES).await?)?;
    let seen = find(env, pass, id).await?.version;
    let reply = order.write(env, pass, id, seen).await?;
    Ok(Reply::json(200, &told(&reply)?).with("cache-control", "no-store"))
}

/// `POST .../approve`: `{"version": 1}`, the version that was read.
pub(crate) async fn approve(call: &Call<'_>, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    let body = call.request.json(BYTES).await?;
    let alone = matches!(&body, Value::Object(members) if members.len() == 1);
    let seen = body.get("version").and_then(Value::as_integer).filter(|_| alone);
    let seen = seen.and_then(|seen| u32::try_from(seen).ok()).ok_or(Problem::MalformedRequest)?;
    let reply = approved(call, pass, id, seen).await?;
    Ok(Reply::json(200, &told(&reply)?).with("cache-control", "no-store"))
}

async fn approved(call: &Call<'_>, pass: &Pass, id: &ReplyId, seen: u32) -> Result<Official, Refused> {
    let named = config::departments(call.env)?.into_iter().find(|one| one.id == *pass.department());
    let department_name = named.map(|one| one.name).ok_or(Problem::Internal)?;
    let head = Letterhead { issuer: call.own.to_string(), department_name };
    done(Client { env: call.env, id: pass.department() }.approve_reply(id, seen, head, pass.actor()).await?)
}

/// `DELETE /v1/departments/{department}/replies/{reply}`: a signed one is withdrawn, and shown so from then on.
pub(crate) async fn withdraw(env: &Env, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    done(Client { env, id: pass.department() }.withdraw_reply(id, pass.actor()).await?)?;
    Ok(Reply::empty(204))
}

async fn find(env: &Env, pass: &Pass, id: &ReplyId) -> Result<Official, Refused> {
    Client { env, id: pass.department() }.reply(id).await?.ok_or(Problem::UnknownReply.into())
}

fn told(reply: &Official) -> Result<Value, Refused> {
    let moment = |seconds: i64| Value::string(Timestamp::from_unix_seconds(seconds).to_string());
    let signed = reply.signed.as_ref();
    let statement = signed.map(|signed| Statement::of_jws(&signed.jws).ok_or(Problem::Internal)).transpose()?;
    let withdrawn = reply.withdrawn.as_ref();
    Ok(Value::object([
        ("id", Value::string(&reply.id)),
        ("version", reply.version.into()),
        ("lang", Value::string(&reply.lang)),
        ("text", Value::string(&reply.text)),
        ("written_at", moment(reply.written_at)),
        ("written_by", Value::string(reply.writer()?.to_string())),
        ("approved_at", signed.map_or(Value::Null, |signed| moment(signed.at))),
        ("approved_by", signed.map_or(Value::Null, |signed| Value::string(&signed.by))),
        ("withdrawn_at", withdrawn.map_or(Value::Null, |(at, _)| moment(*at))),
        ("address", statement.as_ref().map_or(Value::Null, |statement| Value::string(statement.address()))),
        ("paste", statement.as_ref().map_or(Value::Null, |statement| Value::string(statement.to_paste()))),
    ]))
}

/// `GET /v1/departments/{department}/keys`: the newest first.
pub(crate) async fn keys(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    let keys = Client { env, id: pass.department() }.keys().await?;
    Ok(private(Reply::json(200, &Value::object([("keys", Value::Array(keys.iter().map(key).collect()))]))))
}

/// `POST` to the same address: a new key, which signs from now on.
pub(crate) async fn rotate(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    let client = Client { env, id: pass.department() };
    let kid = client.rotate_key(pass.actor()).await?.ok_or(Problem::TooManyKeys)?;
    let made = client.keys().await?.into_iter().find(|key| key.kid == kid).ok_or(Problem::Internal)?;
    Ok(Reply::json(201, &key(&made)).with("cache-control", "no-store"))
}

/// `DELETE /v1/departments/{department}/keys/{key}`.
pub(crate) async fn revoke(env: &Env, pass: &Pass, kid: &str) -> Result<Reply, Refused> {
    match (Client { env, id: pass.department() }).revoke_key(kid, pass.actor()).await? {
        true => Ok(Reply::empty(204)),
        false => Err(Problem::UnknownKey.into()),
    }
}

fn key(key: &Key) -> Value {
    let moment = |seconds: i64| Value::string(Timestamp::from_unix_seconds(seconds).to_string());
    let state = match (&key.revoked, key.retired_at) {
        (Some(_), _) => "revoked",
        (None, Some(_)) => "retired",
        (None, None) => "signing",
    };
    Value::object([
        ("kid", Value::string(&key.kid)),
        ("x", Value::string(&key.x)),
        ("state", state.into()),
        ("made_at", moment(key.made_at)),
        ("made_by", Value::string(&key.made_by)),
        ("retired_at", key.retired_at.map_or(Value::Null, moment)),
        ("revoked_at", key.revoked.as_ref().map_or(Value::Null, |(at, _)| moment(*at))),
    ])
}

/// `GET /d/{department}/replies`.
pub(crate) async fn page(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    all(env, pass, &ReplyId::random(), Filled::default(), Vec::new(), 200).await
}

/// `POST` to the same address. The form brings the code along: sent twice, it makes one reply.
pub(crate) async fn send(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let fields = request.form(BYTES).await?;
    let id = ReplyId::parse(field(&fields, "id")).unwrap_or_else(ReplyId::random);
    let order = match Order::parse(&Order::of_form(&fields)) {
        Ok(order) => order,
        Err(refused) => return all(env, pass, &id, filled(&fields), faults(&refused), 422).await,
    };
    match order.write(env, pass, &id, 0).await {
        Ok(reply) => Ok(Reply::see_other(&format!("/d/{}/replies/{}", pass.department(), reply.id))),
        Err(refused) => again(&refused, |words, status| all(env, pass, &id, filled(&fields), words, status)).await,
    }
}

/// `GET /d/{department}/replies/{reply}`.
pub(crate) async fn one(env: &Env, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    shown(env, pass, id, None, Vec::new(), 200).await
}

/// `POST` to the same address: another version.
pub(crate) async fn change(env: &Env, request: &Incoming, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    let fields = request.form(BYTES).await?;
    let order = match Order::parse(&Order::of_form(&fields)) {
        Ok(order) => order,
        Err(refused) => return shown(env, pass, id, Some(filled(&fields)), faults(&refused), 422).await,
    };
    let seen = field(&fields, "seen").parse().map_err(|_| Problem::MalformedRequest)?;
    match order.write(env, pass, id, seen).await {
        Ok(reply) => Ok(Reply::see_other(&format!("/d/{}/replies/{}", pass.department(), reply.id))),
        Err(refused) => {
            again(&refused, |words, status| shown(env, pass, id, Some(filled(&fields)), words, status)).await
        }
    }
}

/// `POST /d/{department}/replies/{reply}/approve`.
pub(crate) async fn approve_sent(call: &Call<'_>, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    let fields = call.request.form(BYTES).await?;
    let seen = field(&fields, "version").parse().map_err(|_| Problem::MalformedRequest)?;
    match approved(call, pass, id, seen).await {
        Ok(reply) => Ok(Reply::see_other(&format!("/d/{}/replies/{}", pass.department(), reply.id))),
        Err(refused) => again(&refused, |words, status| shown(call.env, pass, id, None, words, status)).await,
    }
}

/// `POST /d/{department}/replies/{reply}/withdraw`.
pub(crate) async fn withdraw_sent(env: &Env, pass: &Pass, id: &ReplyId) -> Result<Reply, Refused> {
    withdraw(env, pass, id).await?;
    Ok(Reply::see_other(&format!("/d/{}/replies/{id}", pass.department())))
}

/// `GET /d/{department}/keys`, with `?made` after the form.
pub(crate) async fn keys_page(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let keys = Client { env, id: pass.department() }.keys().await?;
    let html = page::keys(&department(env, pass)?, &keys, request.query("made").is_some(), &assets::folder());
    Ok(Reply::page(200, Lang::En, html))
}

/// `POST` to the same address.
pub(crate) async fn rotate_sent(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    rotate(env, pass).await?;
    Ok(Reply::see_other(&format!("/d/{}/keys?made", pass.department())))
}

/// `POST /d/{department}/keys/{key}`: it is revoked.
pub(crate) async fn revoke_sent(env: &Env, pass: &Pass, kid: &str) -> Result<Reply, Refused> {
    revoke(env, pass, kid).await?;
    Ok(Reply::see_other(&format!("/d/{}/keys", pass.department())))
}

fn filled(fields: &Fields) -> Filled {
    let confirmed = fields.iter().filter(|(name, _)| name == "principles").map(|(_, value)| value.clone());
    Filled {
        text: field(fields, "text").to_owned(),
        lang: Lang::ALL.into_iter().find(|lang| lang.code() == field(fields, "lang")),
        confirmed: confirmed.collect(),
    }
}

/// What is wrong with a form, each with the element to which its link leads.
fn faults(refused: &Refused) -> Vec<(String, String)> {
    let anchor = |pointer: &str| match pointer {
        "/principles" => "principles-credible".to_owned(),
        "/lang" => "lang-en".to_owned(),
        pointer => pointer.replace('/', ""),
    };
    refused.errors.iter().map(|wrong| (anchor(&wrong.pointer), wrong.detail.trim_end_matches('.').to_owned())).collect()
}

/// The page again where somebody else came first, or it is one's own; any other refusal as it is.
async fn again<F: Future<Output = Result<Reply, Refused>>>(
    refused: &Refused,
    page: impl FnOnce(Vec<(String, String)>, u16) -> F,
) -> Result<Reply, Refused> {
    match refused.problem {
        Problem::VersionSuperseded | Problem::ReplySigned | Problem::ApprovalOfOwn | Problem::TooManyReplies => {
            page(vec![("text".to_owned(), refused.problem.title().to_owned())], refused.problem.status()).await
        }
        _ => Err(refused.clone()),
    }
}

async fn all(
    env: &Env,
    pass: &Pass,
    id: &ReplyId,
    filled: Filled,
    faults: Vec<(String, String)>,
    status: u16,
) -> Result<Reply, Refused> {
    let replies = Client { env, id: pass.department() }.replies().await?;
    let shown = page::All { department: department(env, pass)?, replies: &replies, id: id.to_string(), filled, faults };
    Ok(Reply::page(status, Lang::En, page::all(&shown, &assets::folder())))
}

async fn shown(
    env: &Env,
    pass: &Pass,
    id: &ReplyId,
    filled: Option<Filled>,
    faults: Vec<(String, String)>,
    status: u16,
) -> Result<Reply, Refused> {
    let reply = find(env, pass, id).await?;
    let (writer, signed) = (reply.writer()?, reply.signed.as_ref());
    let statement = signed.map(|signed| Statement::of_jws(&signed.jws).ok_or(Problem::Internal)).transpose()?;
    let shown = page::One {
        department: department(env, pass)?,
        own: approval::same(&writer, pass.actor()),
        by: writer.to_string(),
        reply: &reply,
        statement,
        filled,
        faults,
    };
    Ok(Reply::page(status, Lang::En, page::one(&shown, &assets::folder())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = r#"["credible", "consistent", "responsive", "integrated", "civil-servant"]"#;

    #[test]
    fn orders_are_read_or_every_fault_is_told() {
        let long = "x".repeat(limits::REPLY_TEXT + 1);
        let wrong = |pointers: &[&str]| Err(pointers.iter().map(|&pointer| pointer.to_owned()).collect::<Vec<_>>());
        for (text, expected) in [
            (
                format!(r#"{{"text": " One\r\ntwo ", "lang": "cy", "principles": {ALL}}}"#),
                Ok(Order { text: "One\ntwo".to_owned(), lang: Lang::Cy }),
            ),
            (
                r#"{"text": "x", "lang": "en", "principles": ["credible", "consistent", "responsive", "integrated"]}"#
                    .to_owned(),
                wrong(&["/principles"]),
            ),
            (r#"{"text": "x", "lang": "en"}"#.to_owned(), wrong(&["/principles"])),
            (
                format!(r#"{{"text": "{long}", "lang": "fr", "principles": {ALL}, "sign": true}}"#),
                wrong(&["/sign", "/text", "/lang"]),
            ),
            ("{}".to_owned(), wrong(&["/text", "/lang", "/principles"])),
            ("[]".to_owned(), wrong(&[])),
        ] {
            let read = Order::parse(&serde_json::from_str(&text).unwrap());
            let read =
                read.map_err(|refused| refused.errors.into_iter().map(|wrong| wrong.pointer).collect::<Vec<_>>());
            assert_eq!(read, expected, "{text}");
        }
    }
}
