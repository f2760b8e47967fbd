//! The cookie that signs in to the department's pages. It holds the token itself: nothing else has to be kept, and a
//! token that is revoked signs nobody in from then on.

use super::Token;
use contract::Origin;

/// The name of the cookie. Its prefix makes a browser hold it to this host, to `/` and to `Secure`. Over plain HTTP, on a
/// developer's own machine, Chromium takes such a cookie from a loopback address and Safari does not: there it has a
/// plain name.
fn name(own: &Origin) -> &'static str {
    if is_secure(own) { "__Host-soundings" } else { "soundings" }
}

/// By the address that people see: behind a proxy that speaks TLS, the request itself is plain HTTP.
fn is_secure(own: &Origin) -> bool {
    own.as_str().starts_with("https://")
}

/// The cookie that signs in, for as long as the browser runs.
pub(crate) fn sign_in(own: &Origin, token: &Token) -> String {
    cookie(own, token.as_str(), "")
}

/// The cookie that signs out.
pub(crate) fn sign_out(own: &Origin) -> String {
    cookie(own, "", "; Max-Age=0")
}

fn cookie(own: &Origin, value: &str, end: &str) -> String {
    let name = name(own);
    let secure = if is_secure(own) { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly{secure}; SameSite=Strict{end}")
}

/// What the cookie holds, of a header `Cookie`.
pub(crate) fn value<'a>(header: &'a str, own: &Origin) -> Option<&'a str> {
    let mut cookies = header.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(found, _)| *found == name(own)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    #[test]
    fn headers() {
        for (header, token) in
            [("soundings=x", Some("x")), ("a=b; soundings=x", Some("x")), ("xsoundings=x", None), ("", None)]
        {
            assert_eq!(value(header, &own("http://127.0.0.1:8787")), token, "{header}");
        }
        // A cookie without the prefix may be set by a sister host.
        assert_eq!(value("soundings=x", &own("https://s.example")), None);
    }

    #[test]
    fn cookies() {
        let token = Token::parse(&format!("snd_aaaaaaaa_{}", "A".repeat(43))).unwrap();
        let strict = sign_in(&own("https://s.example"), &token);
        assert!(strict.starts_with("__Host-soundings=snd_aaaaaaaa_AAA"));
        assert!(strict.ends_with("; Path=/; HttpOnly; Secure; SameSite=Strict"));
        assert!(sign_in(&own("http://127.0.0.1:8787"), &token).starts_with("soundings=snd_"));
        assert_eq!(
            sign_out(&own("https://s.example")),
            "__Host-soundings=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0"
        );
    }
}
