//! An official reply, for everyone: `GET /v1/replies/{reply}` as JSON or as a page, the comparison with a text that somebody
//! read, what the widget shows of it, and the keys that verify it.

use super::{Call, told_to_all, views};
use crate::assets;
use crate::config;
use crate::objects::department::{Client, Key, Official};
use crate::objects::signing;
use crate::pages::reply::{self as page, Shown};
use crate::replies::compare::compare;
use crate::replies::{ReplyId, Statement};
use crate::reply::{Body, Refused, Reply};
use contract::json::Value;
use contract::{DepartmentId, Lang, Problem, Timestamp};
use futures_util::future::try_join_all;
use worker::Env;

/// Bytes of a text that is compared: four times the longest reply, in any script.
const READ_BYTES: usize = 64 * 1024;

/// How a reply's signature stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// It holds, by a key of the department.
    Verified,
    /// Its key was revoked then.
    Revoked(Timestamp),
    /// It does not hold: what is stored is not what was signed.
    Broken,
}

/// A reply that was signed.
pub(crate) struct Public {
    pub(crate) statement: Statement,
    pub(crate) jws: String,
    pub(crate) kid: String,
    pub(crate) verdict: Verdict,
    pub(crate) withdrawn: Option<Timestamp>,
}

impl Public {
    /// Reads and verifies it. The keys are those of its department alone.
    async fn of(official: Official, keys: &[Key]) -> Result<Option<Self>, Refused> {
        let Some(signed) = official.signed else { return Ok(None) };
        let statement = Statement::of_jws(&signed.jws).ok_or(Problem::Internal)?;
        let key = keys.iter().find(|key| key.kid == signed.kid);
        let holds = match key {
            // What is shown beside the signature is what it is over, and nothing else.
            Some(key) if statement.text == official.text && statement.id.to_string() == official.id => {
                signing::holds(&key.x, &signed.jws).await?
            }
            _ => false,
        };
        let revoked = key.and_then(|key| key.revoked.as_ref()).map(|(at, _)| Timestamp::from_unix_seconds(*at));
        let verdict = match revoked {
            _ if !holds => Verdict::Broken,
            Some(at) => Verdict::Revoked(at),
            None => Verdict::Verified,
        };
        let withdrawn = official.withdrawn.map(|(at, _)| Timestamp::from_unix_seconds(at));
        Ok(Some(Self { statement, jws: signed.jws, kid: signed.kid, verdict, withdrawn }))
    }
}

/// The reply of a code, whichever department's. Only those that the deployment names are asked.
pub(crate) async fn find(env: &Env, id: &ReplyId) -> Result<Public, Refused> {
    let departments = config::departments(env)?;
    let asked = departments.iter().map(async |one| {
        let client = Client { env, id: &one.id };
        match client.reply(id).await? {
            Some(official) => Public::of(official, &client.keys().await?).await,
            None => Ok(None),
        }
    });
    let found: Vec<Option<Public>> = try_join_all(asked).await?;
    found.into_iter().flatten().next().ok_or(Problem::UnknownReply.into())
}

/// `GET /v1/replies/{reply}`: JSON, or the page for whoever asks for one.
pub(crate) async fn read(call: &Call<'_>, id: &ReplyId) -> Result<Reply, Refused> {
    let wants_page = call.request.header("accept").is_some_and(|types| types.contains("text/html"));
    let reply =
        if wants_page { shown(call, id, None).await? } else { told_to_all(told(call, id).await).readable_by_all() };
    Ok(reply.vary("Accept"))
}

/// `GET /v1/replies/{reply}.json`: the same, for whoever follows a link to it.
pub(crate) async fn file(call: &Call<'_>, id: &ReplyId) -> Reply {
    told_to_all(told(call, id).await).readable_by_all()
}

/// `GET /v1/replies/{reply}.html`: the page.
pub(crate) async fn page(call: &Call<'_>, id: &ReplyId) -> Result<Reply, Refused> {
    shown(call, id, None).await
}

/// `POST /v1/replies/{reply}`: a text that somebody read, compared on the page. Nothing of it is kept.
pub(crate) async fn compared(call: &Call<'_>, id: &ReplyId) -> Result<Reply, Refused> {
    let fields = call.request.form(READ_BYTES).await?;
    let read = fields.into_iter().find(|(name, _)| name == "text").map(|(_, value)| value).unwrap_or_default();
    shown(call, id, Some(read)).await
}

async fn shown(call: &Call<'_>, id: &ReplyId, read: Option<String>) -> Result<Reply, Refused> {
    let public = match find(call.env, id).await {
        Ok(public) => public,
        Err(refused) if refused.problem == Problem::UnknownReply => {
            let lang = call.request.query("lang").and_then(|tag| Lang::parse(&tag)).unwrap_or(Lang::En);
            return Ok(Reply::page(404, lang, page::unknown(id, lang, &assets::folder())));
        }
        Err(refused) => return Err(refused),
    };
    let lang = public.statement.lang;
    let compared = read.map(|read| (compare(&public.statement, &read), read));
    Ok(Reply::page(200, lang, page::page(&Shown { public: &public, compared }, &assets::folder())))
}

async fn told(call: &Call<'_>, id: &ReplyId) -> Result<Reply, Refused> {
    let public = find(call.env, id).await?;
    let statement = &public.statement;
    let moment = |at: Timestamp| Value::string(at.to_string());
    let (verdict, revoked) = match public.verdict {
        Verdict::Verified => ("verified", Value::Null),
        Verdict::Revoked(at) => ("key-revoked", moment(at)),
        Verdict::Broken => ("broken", Value::Null),
    };
    let body = Value::object([
        ("id", Value::string(statement.id.to_string())),
        ("department", statement.department.as_str().into()),
        ("department_name", Value::string(&statement.department_name)),
        ("lang", statement.lang.code().into()),
        ("text", Value::string(&statement.text)),
        ("signed_at", moment(statement.at)),
        ("verdict", verdict.into()),
        ("key", Value::string(&public.kid)),
        ("key_revoked_at", revoked),
        ("withdrawn_at", public.withdrawn.map_or(Value::Null, moment)),
        ("jws", Value::string(&public.jws)),
    ]);
    Ok(Reply::json(200, &body)
        .with("cache-control", "public, max-age=5")
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// `GET /v1/replies/{reply}/form`: what the widget shows. It has nothing to send.
pub(crate) async fn form(call: &Call<'_>, id: &ReplyId) -> Reply {
    told_to_all(try_form(call, id).await).readable_by_all()
}

async fn try_form(call: &Call<'_>, id: &ReplyId) -> Result<Reply, Refused> {
    let public = find(call.env, id).await?;
    let lang = public.statement.lang;
    let tree = views::tree(&page::embedded(&public).into_string())?;
    let body = format!(
        r#"{{"revision":1,"lang":"{}","dir":"{}","state":"closed","tree":{tree}}}"#,
        lang.code(),
        lang.direction()
    );
    Ok(Reply::new(200, "application/json", Body::Text(body))
        .with("cache-control", "public, max-age=5")
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// `GET /.well-known/jwks.json`: the keys that verify, of all departments (RFC 7517). One that was revoked is none of them,
/// so that a verifier that knows nothing else refuses it; it is named beside them.
pub(crate) async fn keys(env: &Env) -> Result<Reply, Refused> {
    let departments = config::departments(env)?;
    let asked = departments.iter().map(async |one| {
        let keys = Client { env, id: &one.id }.keys().await?;
        Ok::<_, Refused>(keys.into_iter().map(|key| (one.id.clone(), key)).collect::<Vec<_>>())
    });
    let all: Vec<(DepartmentId, Key)> = try_join_all(asked).await?.into_iter().flatten().collect();
    let (mut good, mut revoked) = (Vec::new(), Vec::new());
    for (department, key) in all {
        match &key.revoked {
            None => good.push(jwk(&department, &key)),
            Some((at, _)) => revoked.push(Value::object([
                ("kid", Value::string(&key.kid)),
                ("department", department.as_str().into()),
                ("revoked_at", Value::string(Timestamp::from_unix_seconds(*at).to_string())),
            ])),
        }
    }
    let set = Value::object([("keys", Value::Array(good)), ("revoked", Value::Array(revoked))]);
    Ok(Reply::new(200, "application/jwk-set+json", Body::Text(set.to_string()))
        .with("cache-control", "public, max-age=60")
        .readable_by_all())
}

fn jwk(department: &DepartmentId, key: &Key) -> Value {
    Value::object([
        ("kty", Value::from("OKP")),
        ("crv", "Ed25519".into()),
        ("x", Value::string(&key.x)),
        ("kid", Value::string(&key.kid)),
        ("use", "sig".into()),
        ("alg", "EdDSA".into()),
        ("department", department.as_str().into()),
    ])
}
