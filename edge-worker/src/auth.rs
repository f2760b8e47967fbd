//! Who may act for a department: whoever has its token. Only the token's hash is kept anywhere.

use crate::config;
use crate::http::Incoming;
use crate::objects::Trouble;
use crate::objects::department::Client;
use crate::reply::Refused;
use contract::{DepartmentId, Origin, Problem};
use sha2::{Digest, Sha256};
use worker::Env;

/// A department's token: `snd_`, 8 letters or digits that name it, and 32 random bytes in base64url.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    /// Reads a token; `None` for anything of another form, which then is not looked up.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, secret) = text.strip_prefix("snd_")?.split_once('_')?;
        let name_ok = name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (name_ok && secret.len() == 43 && secret.bytes().all(letter)).then(|| Self(text.to_owned()))
    }

    /// The token's text, for its owner's cookie.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it, in hexadecimal. A plain hash is enough: 256 random bits cannot be guessed from it.
    fn sha256(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Where a token may come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    /// The header `Authorization` alone: calls that change something, which no forged form can then make.
    Bearer,
    /// That or the cookie of the department's page.
    BearerOrCookie,
}

/// Lets a request pass that has the department's token.
pub(crate) async fn authorise(
    env: &Env,
    request: &Incoming,
    department: &DepartmentId,
    source: Source,
) -> Result<(), Refused> {
    let bearer = request.header("authorization");
    let token = match (bearer.as_deref(), source) {
        (Some(header), _) => bearer_of(header).ok_or(Problem::TokenInvalid)?.to_owned(),
        (None, Source::Bearer) => return Err(Problem::TokenMissing.into()),
        (None, Source::BearerOrCookie) => {
            let cookies = request.header("cookie").unwrap_or_default();
            let own = config::public_origin(env, request.url())?;
            cookie_of(&cookies, cookie_name(&own)).ok_or(Problem::TokenMissing)?.to_owned()
        }
    };
    check(env, department, &Token::parse(&token).ok_or(Problem::TokenInvalid)?).await
}

/// Checks a token.
pub(crate) async fn check(env: &Env, department: &DepartmentId, token: &Token) -> Result<(), Refused> {
    let sha256 = token.sha256();
    // Only those that the deployment names are asked, few: a call would make any other one's object, a file on disk.
    let mut others = Vec::new();
    for one in config::departments(env)? {
        if one.id != *department {
            others.push(one.id);
        } else if (Client { env, id: department }).knows(&sha256).await? {
            return Ok(());
        }
    }
    // Its owner is told that it is the wrong one of several.
    for other in others {
        if (Client { env, id: &other }).knows(&sha256).await? {
            return Err(Problem::TokenOfAnotherDepartment.into());
        }
    }
    Err(Problem::TokenInvalid.into())
}

/// The name of a department, for its pages.
pub(crate) fn name_of(env: &Env, department: &DepartmentId) -> Result<String, Trouble> {
    let found = config::departments(env)?.into_iter().find(|one| one.id == *department);
    Ok(found.map_or_else(|| department.to_string(), |one| one.name))
}

/// The name of the cookie. Its prefix makes a browser hold it to this host, to `/` and to `Secure`. Over plain HTTP, on a
/// developer's own machine, Chromium takes such a cookie from a loopback address and Safari does not: there it has a
/// plain name.
fn cookie_name(own: &Origin) -> &'static str {
    if is_secure(own) { "__Host-soundings" } else { "soundings" }
}

/// By the address that people see: behind a proxy that speaks TLS, the request itself is plain HTTP.
fn is_secure(own: &Origin) -> bool {
    own.as_str().starts_with("https://")
}

/// The cookie that signs in, for as long as the browser runs.
pub(crate) fn sign_in_cookie(own: &Origin, token: &Token) -> String {
    cookie(own, token.as_str(), "")
}

/// The cookie that signs out.
pub(crate) fn sign_out_cookie(own: &Origin) -> String {
    cookie(own, "", "; Max-Age=0")
}

fn cookie(own: &Origin, value: &str, end: &str) -> String {
    let name = cookie_name(own);
    let secure = if is_secure(own) { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly{secure}; SameSite=Strict{end}")
}

fn bearer_of(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie_of<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut cookies = header.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(own, _)| *own == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let secret = "A-_".repeat(15);
        let good = format!("snd_0a1b2c3d_{}", &secret[..43]);
        assert!(Token::parse(&good).is_some());
        for bad in [
            "",
            "snd_0a1b2c3d",
            &good[1..],
            &good[..good.len() - 1],
            &format!("{good}A"),
            &good.replace("0a1b", "0A1b"),
            &good.replace('-', "+"),
        ] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
        // Python: hashlib.sha256(b"snd_aaaaaaaa_" + b"A" * 43).hexdigest()
        let token = Token::parse(&format!("snd_aaaaaaaa_{}", "A".repeat(43))).unwrap();
        assert_eq!(token.sha256(), "c25aa8173d399c398c88b034b6991b1f09f7fe184fa4636bc0eb510a5570747e");
    }

    #[test]
    fn headers() {
        for (header, token) in [("Bearer x", Some("x")), ("bearer  x ", Some("x")), ("Basic x", None), ("Bearer", None)]
        {
            assert_eq!(bearer_of(header), token, "{header}");
        }
        for (header, token) in
            [("soundings=x", Some("x")), ("a=b; soundings=x", Some("x")), ("xsoundings=x", None), ("", None)]
        {
            assert_eq!(cookie_of(header, "soundings"), token, "{header}");
        }
    }

    #[test]
    fn cookies() {
        let token = Token::parse(&format!("snd_aaaaaaaa_{}", "A".repeat(43))).unwrap();
        let own = |text| Origin::parse(text).unwrap();
        let strict = sign_in_cookie(&own("https://s.example"), &token);
        assert!(strict.starts_with("__Host-soundings=snd_aaaaaaaa_AAA"));
        assert!(strict.ends_with("; Path=/; HttpOnly; Secure; SameSite=Strict"));
        assert!(sign_in_cookie(&own("http://127.0.0.1:8787"), &token).starts_with("soundings=snd_"));
        assert_eq!(
            sign_out_cookie(&own("https://s.example")),
            "__Host-soundings=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0"
        );
    }
}
