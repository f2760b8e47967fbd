//! Making, listing and revoking tokens, as calls and as pages.

use super::figures::private;
use super::pages::department;
use crate::access::token::{Standing, expiry};
use crate::access::{Pass, Role, Token, TokenId};
use crate::assets;
use crate::clock;
use crate::http::{Fields, Incoming};
use crate::objects::department::{Client, Listed, Made, NewToken, Revoked};
use crate::pages::tokens as page;
use crate::reply::{Refused, Reply, Wrong};
use contract::json::Value;
use contract::{Day, DepartmentId, Lang, Problem, Timestamp, limits};
use worker::Env;

/// Bytes of what is asked of a token: a name, a role, a number.
const BYTES: usize = 4 * 1024;

/// How often a new identifier is tried: two of 40 random bits hardly ever meet, three times in a row never.
const TRIES: usize = 3;

/// What is asked of a token.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Order {
    name: String,
    role: Role,
    days: u32,
}

impl Order {
    /// Reads `{"name", "role", "days"?}`, and notes every fault.
    fn parse(body: &Value) -> Result<Self, Refused> {
        let Value::Object(members) = body else { return Err(Problem::MalformedRequest.into()) };
        let mut wrong: Vec<Wrong> = Vec::new();
        let mut fault = |pointer: &str, detail: String| {
            wrong.push(Wrong { problem: None, pointer: pointer.to_owned(), detail });
        };
        for (name, _) in members.iter().filter(|(name, _)| !["name", "role", "days"].contains(&name.as_str())) {
            fault(&format!("/{}", name.replace('~', "~0").replace('/', "~1")), "There is no such member.".to_owned());
        }
        let name = body.get("name").and_then(Value::as_str).map(str::trim).unwrap_or_default();
        let length = name.chars().count();
        if length == 0 || length > limits::TOKEN_NAME || name.chars().any(char::is_control) {
            fault("/name", format!("Give a name of 1 to {} characters.", limits::TOKEN_NAME));
        }
        let role = body.get("role").and_then(Value::as_str).and_then(Role::parse);
        if role.is_none() {
            fault("/role", format!("Choose one of {}.", Role::ALL.map(Role::name).join(", ")));
        }
        let days = match body.get("days") {
            None => Some(limits::TOKEN_DAYS),
            Some(days) => days.as_integer().and_then(|days| u32::try_from(days).ok()),
        };
        let days = days.filter(|days| (1..=limits::TOKEN_DAYS_MAX).contains(days));
        if days.is_none() {
            fault("/days", format!("Give a whole number of days from 1 to {}.", limits::TOKEN_DAYS_MAX));
        }
        match (role, days) {
            (Some(role), Some(days)) if wrong.is_empty() => Ok(Self { name: name.to_owned(), role, days }),
            _ => Err(Refused { errors: wrong, ..Problem::InvalidToken.into() }),
        }
    }

    /// What a form says, as the call's body would.
    fn of_form(fields: &Fields) -> Value {
        let field = |name: &str| field(fields, name);
        let days = field("days").parse::<u32>().map_or_else(|_| field("days").into(), Value::from);
        Value::object([("name", field("name").into()), ("role", field("role").into()), ("days", days)])
    }

    async fn keep(&self, env: &Env, pass: &Pass, id: TokenId) -> Result<(Token, Made), Refused> {
        let token = Token::new(id);
        let new = NewToken {
            id: token.id().to_string(),
            sha256: token.hash().as_str().to_owned(),
            name: self.name.clone(),
            role: self.role.name().to_owned(),
            expires_at: expiry(clock::now(), self.days).unix_seconds(),
        };
        let made = Client { env, id: pass.department() }.make_token(new, pass.actor()).await?;
        Ok((token, made))
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
}

/// `GET /v1/departments/{department}/tokens`: the newest first.
pub(crate) async fn list(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    let tokens = Client { env, id: pass.department() }.tokens().await?;
    let tokens = tokens.iter().map(|one| Value::object(told(one))).collect();
    Ok(private(Reply::json(200, &Value::object([("tokens", Value::Array(tokens))]))))
}

/// `POST /v1/departments/{department}/tokens`: the reply is the one place where the whole token is ever seen.
pub(crate) async fn make(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let order = Order::parse(&request.json(BYTES).await?)?;
    for _ in 0..TRIES {
        let (token, made) = order.keep(env, pass, TokenId::random()).await?;
        match made {
            Made::Done => {
                let one = find(env, pass.department(), token.id()).await?.ok_or(Problem::Internal)?;
                let mut members = told(&one);
                members.push(("token", token.as_str().into()));
                return Ok(Reply::json(201, &Value::object(members)).with("cache-control", "no-store"));
            }
            Made::Taken => {}
            Made::Full => return Err(Problem::TooManyTokens.into()),
        }
    }
    Err(Problem::Internal.into())
}

/// `DELETE /v1/departments/{department}/tokens/{token}`. From then on it opens nothing; once more changes nothing.
pub(crate) async fn revoke(env: &Env, pass: &Pass, id: &TokenId) -> Result<Reply, Refused> {
    match (Client { env, id: pass.department() }).revoke_token(id, pass.actor()).await? {
        Revoked::Done => Ok(Reply::empty(204)),
        Revoked::Unknown => Err(Problem::UnknownToken.into()),
        Revoked::Deployments => Err(Problem::TokenOfDeployment.into()),
    }
}

/// `GET /d/{department}/tokens`.
pub(crate) async fn page(env: &Env, pass: &Pass) -> Result<Reply, Refused> {
    shown(env, pass, page::Arrival::First, 200).await
}

/// `POST /d/{department}/tokens`. The form brings the identifier along: sent twice, it makes one token.
pub(crate) async fn send(env: &Env, request: &Incoming, pass: &Pass) -> Result<Reply, Refused> {
    let fields = request.form(BYTES).await?;
    let filled = || page::Filled {
        name: field(&fields, "name").to_owned(),
        role: Role::parse(field(&fields, "role")),
        days: field(&fields, "days").to_owned(),
    };
    let order = match Order::parse(&Order::of_form(&fields)) {
        Ok(order) => order,
        Err(refused) => {
            let faults =
                refused.errors.into_iter().map(|wrong| (wrong.pointer.replace('/', ""), wrong.detail)).collect();
            return shown(env, pass, page::Arrival::Wrong(filled(), faults), 422).await;
        }
    };
    let id = TokenId::parse(field(&fields, "id")).filter(|id| !id.is_deployment()).unwrap_or_else(TokenId::random);
    let (token, made) = order.keep(env, pass, id).await?;
    match made {
        Made::Done => {
            let name = order.name;
            shown(env, pass, page::Arrival::Made { name, token: token.as_str().to_owned() }, 200).await
        }
        Made::Taken => shown(env, pass, page::Arrival::MadeBefore(order.name), 409).await,
        Made::Full => {
            let faults = vec![("name".to_owned(), Problem::TooManyTokens.title().to_owned())];
            shown(env, pass, page::Arrival::Wrong(filled(), faults), 409).await
        }
    }
}

/// `GET /d/{department}/tokens/{token}`: asks before it is revoked.
pub(crate) async fn ask(env: &Env, pass: &Pass, id: &TokenId) -> Result<Reply, Refused> {
    let one = find(env, pass.department(), id).await?.ok_or(Problem::UnknownToken)?;
    let html = page::ask(&department(env, pass)?, &one, clock::now(), &assets::folder());
    Ok(Reply::page(200, Lang::En, html))
}

/// `POST /d/{department}/tokens/{token}`.
pub(crate) async fn revoke_sent(env: &Env, pass: &Pass, id: &TokenId) -> Result<Reply, Refused> {
    revoke(env, pass, id).await?;
    Ok(Reply::see_other(&format!("/d/{}/tokens", pass.department())))
}

async fn shown(env: &Env, pass: &Pass, arrival: page::Arrival, status: u16) -> Result<Reply, Refused> {
    let tokens = Client { env, id: pass.department() }.tokens().await?;
    let shown = page::Tokens { tokens: &tokens, arrival, id: TokenId::random(), now: clock::now() };
    // Never kept: a page that shows a new token is shown once.
    Ok(Reply::page(status, Lang::En, page::tokens(&department(env, pass)?, &shown, &assets::folder())))
}

async fn find(env: &Env, department: &DepartmentId, id: &TokenId) -> Result<Option<Listed>, Refused> {
    let tokens = Client { env, id: department }.tokens().await?;
    Ok(tokens.into_iter().find(|one| one.id == id.as_str()))
}

/// A token as the API tells it: all but its secret.
fn told(one: &Listed) -> Vec<(&'static str, Value)> {
    let moment = |seconds: i64| Value::String(Timestamp::from_unix_seconds(seconds).to_string());
    let maybe = |seconds: Option<i64>| seconds.map_or(Value::Null, moment);
    let state = match one.standing(clock::now()) {
        Standing::Valid => "valid",
        Standing::Expired => "expired",
        Standing::Revoked => "revoked",
    };
    vec![
        ("id", one.id.as_str().into()),
        ("name", one.name.as_str().into()),
        ("role", one.role.as_str().into()),
        ("state", state.into()),
        ("made_at", moment(one.made_at)),
        ("made_by", one.made_by.as_str().into()),
        ("expires_at", maybe(one.expires_at)),
        ("last_used_on", one.used_on.map_or(Value::Null, |day| Value::String(Day::from_days(day).to_string()))),
        ("revoked_at", maybe(one.revoked_at)),
        ("revoked_by", one.revoked_by.as_deref().map_or(Value::Null, Value::from)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> Result<Order, Vec<String>> {
        let refused = |refused: Refused| refused.errors.into_iter().map(|wrong| wrong.pointer).collect();
        Order::parse(&serde_json::from_str(text).unwrap()).map_err(refused)
    }

    #[test]
    fn orders_are_read_or_every_fault_is_told() {
        let good = |role, days| Ok(Order { name: "Reports".to_owned(), role, days });
        let wrong = |pointers: &[&str]| Err(pointers.iter().map(|&pointer| pointer.to_owned()).collect());
        let long = "x".repeat(limits::TOKEN_NAME + 1);
        for (text, expected) in [
            (r#"{"name": " Reports ", "role": "viewer", "days": 1}"#, good(Role::Viewer, 1)),
            (r#"{"name": "Reports", "role": "admin"}"#, good(Role::Admin, limits::TOKEN_DAYS)),
            (r#"{"name": "Reports", "role": "admin", "days": 366}"#, good(Role::Admin, 366)),
            (r#"{"name": "Reports", "role": "admin", "days": 367}"#, wrong(&["/days"])),
            (r#"{"name": "Reports", "role": "admin", "days": 0}"#, wrong(&["/days"])),
            (r#"{"name": "Reports", "role": "admin", "days": 1.5}"#, wrong(&["/days"])),
            (r#"{"name": "Reports", "role": "Admin", "days": "9"}"#, wrong(&["/role", "/days"])),
            (r#"{"name": " ", "role": null, "scope": "all"}"#, wrong(&["/scope", "/name", "/role"])),
            (&format!(r#"{{"name": "{long}", "role": "viewer"}}"#), wrong(&["/name"])),
            (r#"{"name": "a\nb", "role": "viewer"}"#, wrong(&["/name"])),
            ("{}", wrong(&["/name", "/role"])),
            ("[]", wrong(&[])),
        ] {
            assert_eq!(order(text), expected, "{text}");
        }
    }

    #[test]
    fn a_form_orders_the_same() {
        let fields = |days: &str| {
            [("name", "Reports"), ("role", "viewer"), ("days", days), ("id", "ab2cd3ef")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec()
        };
        assert_eq!(Order::parse(&Order::of_form(&fields("7"))).unwrap().days, 7);
        for days in ["", "x", "-1", "7.5", "99999999999"] {
            assert!(Order::parse(&Order::of_form(&fields(days))).is_err(), "{days}");
        }
    }
}
