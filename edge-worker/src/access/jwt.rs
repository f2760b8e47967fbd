//! The assertion that Cloudflare Access puts on each request (RFC 7515, 7519): read, and held against what is trusted.
//! Whether its signature is right is `keys`' to say: that takes the runtime.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::{Origin, Timestamp};
use serde::Deserialize;

/// Seconds by which two clocks may differ.
const LEEWAY_SECONDS: i64 = 30;
/// Bytes of an assertion at most: Access's have about a thousand, and more with a person's groups in them.
const BYTES: usize = 16 * 1024;

/// An assertion whose signature nobody has looked at yet. Nothing in it is believed.
pub(crate) struct Unproven {
    /// Which key is said to have signed it.
    pub(crate) key: String,
    /// What was signed.
    pub(crate) signed: String,
    /// The signature (RSASSA-PKCS1-v1_5 with SHA-256).
    pub(crate) signature: Vec<u8>,
    claims: Claims,
}

/// Whose assertions are believed, and for whom they must be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Trust {
    /// The team's address.
    pub(crate) issuer: Origin,
    /// The application's tag.
    pub(crate) audience: String,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    /// Extensions that a reader must understand (RFC 7515 section 4.1.11): we know none.
    crit: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    /// Missing where a service and no person was let in.
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Unproven {
    /// Reads an assertion that says it is signed by RS256; `None` for every other, `none` and HMAC among them: with those
    /// whoever knows the public key could sign.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.').filter(|_| text.len() <= BYTES)?;
        let (header, claims) = signed.split_once('.')?;
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let header: Header = serde_json::from_slice(&part(header)?).ok()?;
        if header.alg != "RS256" || header.crit.is_some() {
            return None;
        }
        Some(Self {
            key: header.kid,
            signed: signed.to_owned(),
            signature: part(signature)?,
            claims: serde_json::from_slice(&part(claims)?).ok()?,
        })
    }

    /// Whether it is by whom and for whom it must be, and now.
    pub(crate) fn holds(&self, trust: &Trust, now: Timestamp) -> bool {
        let claims = &self.claims;
        let ours = match &claims.aud {
            Audience::One(audience) => *audience == trust.audience,
            Audience::Many(audiences) => audiences.contains(&trust.audience),
        };
        let now = now.unix_seconds();
        let begun = claims.nbf.is_none_or(|begins| begins <= now.saturating_add(LEEWAY_SECONDS));
        let over = claims.exp <= now.saturating_sub(LEEWAY_SECONDS);
        claims.iss == trust.issuer.as_str() && ours && begun && !over
    }

    /// The person's address in lower case, once the signature is seen to be right; `None` where a service was let in.
    pub(crate) fn email(self) -> Option<String> {
        self.claims.email.map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW: i64 = 1_800_000_000;

    fn trust() -> Trust {
        Trust { issuer: Origin::parse("https://team.example").unwrap(), audience: "ours".to_owned() }
    }

    fn header() -> Value {
        json!({"alg": "RS256", "kid": "k", "typ": "JWT"})
    }

    fn claims() -> Value {
        json!({"iss": "https://team.example", "aud": ["ours"], "exp": NOW + 60, "nbf": NOW - 60, "email": " Jo@Dept.Example "})
    }

    fn written(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode([1, 2, 3]))
    }

    #[test]
    fn an_assertion_is_read() {
        let text = written(&header(), &claims());
        let read = Unproven::parse(&text).unwrap();
        assert_eq!((read.key.as_str(), read.signature.as_slice()), ("k", &[1, 2, 3][..]));
        assert_eq!(format!("{}.AQID", read.signed), text);
        assert_eq!(read.email().as_deref(), Some("jo@dept.example"));
    }

    #[test]
    fn what_is_not_signed_by_rs256_is_not_read() {
        let with = |name: &str, value: Value| {
            let mut header = header();
            header[name] = value;
            written(&header, &claims())
        };
        let good = written(&header(), &claims());
        for text in [
            with("alg", json!("none")),
            with("alg", json!("HS256")),
            with("alg", json!("RS384")),
            with("alg", json!("rs256")),
            with("alg", json!(["RS256"])),
            with("kid", Value::Null),
            with("crit", json!(["exp"])),
            written(&header(), &json!({"iss": "https://team.example", "aud": "ours"})),
            good.replace('.', ""),
            format!("{good}="),
            format!("{good}.AQID"),
            good.rsplit_once('.').unwrap().0.to_owned(),
            String::new(),
            "..".to_owned(),
            format!("{good}{}", "A".repeat(BYTES)),
        ] {
            assert!(Unproven::parse(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn claims_hold_or_do_not() {
        for (name, value, expected) in [
            ("iss", json!("https://team.example"), true),
            ("iss", json!("https://team.example/"), false),
            ("iss", json!("https://other.example"), false),
            ("aud", json!("ours"), true),
            ("aud", json!(["theirs", "ours"]), true),
            ("aud", json!(["theirs"]), false),
            ("aud", json!([]), false),
            ("aud", json!("our"), false),
            ("exp", json!(NOW + 1), true),
            ("exp", json!(NOW - 29), true),
            ("exp", json!(NOW - 30), false),
            ("exp", json!(i64::MIN), false),
            ("nbf", json!(NOW + 30), true),
            ("nbf", json!(NOW + 31), false),
            ("nbf", json!(i64::MAX), false),
            ("nbf", Value::Null, true),
        ] {
            let mut claims = claims();
            claims[name] = value.clone();
            let read = Unproven::parse(&written(&header(), &claims)).unwrap();
            assert_eq!(read.holds(&trust(), Timestamp::from_unix_seconds(NOW)), expected, "{name}: {value}");
        }
    }
}
