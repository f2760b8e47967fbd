//! Official replies: what a department says in a thread, signed, so that whoever reads it anywhere can tell whether it is the
//! department's and whether it was changed on the way.
//!
//! What is signed is a JWS in compact form (RFC 7515) by Ed25519 (RFC 8037): whatever verifies those verifies it, with the
//! public keys of `/.well-known/jwks.json`. Here is what knows no runtime: codes, what is signed, and the comparison.

pub(crate) mod compare;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::json::Value;
use contract::{DepartmentId, Lang, Timestamp};
use sha2::{Digest, Sha256};
use std::fmt;

/// A reply's code: 39 random bits as eight letters and digits of Crockford's base 32, which has no I, L, O and U, so that it
/// can be read out and typed. Written `K7QM-3XTA`. It begins with a capital letter, which no consultation's name has: an address
/// may name either.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ReplyId(String);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl ReplyId {
    /// Reads a code however somebody typed it: in any case, with or without hyphen, O for 0, I or L for 1.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let letter = |letter: char| match letter.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            letter => ALPHABET.iter().any(|own| char::from(*own) == letter).then_some(letter),
        };
        let letters: Option<String> = text.chars().filter(|letter| *letter != '-').map(letter).collect();
        letters
            .filter(|letters| letters.len() == 8 && letters.starts_with(|first: char| first.is_ascii_uppercase()))
            .map(Self)
    }

    /// A new one.
    pub(crate) fn random() -> Self {
        let mut bytes = [0; 8];
        // Without randomness the runtime does not run.
        getrandom::fill(&mut bytes).expect("the runtime has random numbers");
        // The first is one of the 22 letters; that some are a little likelier guesses nobody anything: a code is no secret.
        let first = 10 + bytes[0] % 22;
        let rest = bytes[1..].iter().map(|byte| byte & 31);
        Self(std::iter::once(first).chain(rest).map(|place| char::from(ALPHABET[usize::from(place)])).collect())
    }
}

impl fmt::Display for ReplyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", &self.0[..4], &self.0[4..])
    }
}

/// The five principles of "Participation online: guidance for civil servants" (2008), as whoever writes a reply confirms
/// them: name, principle, and what that asks of this reply.
pub(crate) const PRINCIPLES: [(&str, &str, &str); 5] = [
    ("credible", "Be credible", "It is accurate, fair, thorough and transparent"),
    ("consistent", "Be consistent", "It welcomes criticism and deliberation, and is cordial, honest and professional"),
    ("responsive", "Be responsive", "It answers what was said, and shares what the department has learnt"),
    ("integrated", "Be integrated", "It says the same as the department says elsewhere, online and offline"),
    (
        "civil-servant",
        "Be a civil servant",
        "It says that the department speaks, and promises and favours nothing that it may not",
    ),
];

/// What a department says with its signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Statement {
    pub(crate) id: ReplyId,
    /// The edge that has the keys.
    pub(crate) issuer: String,
    pub(crate) department: DepartmentId,
    pub(crate) department_name: String,
    pub(crate) lang: Lang,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

impl Statement {
    /// What is signed: header and content, each in base64url, with a dot between (RFC 7515 section 5.1).
    pub(crate) fn signing_input(&self, kid: &str) -> String {
        let header =
            Value::object([("alg", Value::from("EdDSA")), ("kid", kid.into()), ("typ", "soundings-reply+json".into())]);
        let content = Value::object([
            ("iss", Value::string(&self.issuer)),
            ("jti", Value::string(self.id.to_string())),
            ("iat", Value::Number(self.at.unix_seconds() as f64)),
            ("department", self.department.as_str().into()),
            ("department_name", Value::string(&self.department_name)),
            ("lang", self.lang.code().into()),
            ("text", Value::string(&self.text)),
        ]);
        format!("{}.{}", encode(header.to_string().as_bytes()), encode(content.to_string().as_bytes()))
    }

    /// The statement of a JWS, without a look at its signature.
    pub(crate) fn of_jws(jws: &str) -> Option<Self> {
        let content = URL_SAFE_NO_PAD.decode(jws.split('.').nth(1)?).ok()?;
        let content: Value = serde_json::from_slice(&content).ok()?;
        let text = |name: &str| content.get(name)?.as_str();
        Some(Self {
            id: ReplyId::parse(text("jti")?)?,
            issuer: text("iss")?.to_owned(),
            department: DepartmentId::parse(text("department")?)?,
            department_name: text("department_name")?.to_owned(),
            lang: Lang::parse(text("lang")?)?,
            text: text("text")?.to_owned(),
            at: Timestamp::from_unix_seconds(content.get("iat")?.as_integer()?),
        })
    }

    /// Where the reply is shown and verified.
    pub(crate) fn address(&self) -> String {
        format!("{}/v1/replies/{}", self.issuer, self.id)
    }

    /// What is pasted into a thread: the text, and below it whose it is and where that can be verified.
    pub(crate) fn to_paste(&self) -> String {
        format!("{}\n\n{}", self.text, self.signature_line())
    }

    fn signature_line(&self) -> String {
        let words = self.lang.page_strings();
        let date = words.date(self.at.day());
        let by = contract::locale::fill(words.reply_by, &[("{department}", &self.department_name), ("{date}", &date)]);
        format!("{} – {by}\n{}", words.reply_title, self.address())
    }
}

/// The signature and what it is over, of a JWS.
pub(crate) fn parts(jws: &str) -> Option<(Vec<u8>, &str)> {
    let (signed, signature) = jws.rsplit_once('.')?;
    Some((URL_SAFE_NO_PAD.decode(signature).ok()?, signed))
}

/// The name of a key: its thumbprint (RFC 7638, with the members that RFC 8037 names). `x`: the public key in base64url.
pub(crate) fn thumbprint(x: &str) -> String {
    encode(&Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#).as_bytes()))
}

/// In base64url.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_they_were_meant() {
        for (text, code) in [
            ("K7QM-3XTA", Some("K7QM-3XTA")),
            ("k7qm3xta", Some("K7QM-3XTA")),
            ("aol1-ilOI", Some("A011-1101")),
            ("7QMK-3XTA", None),
            ("K7QM-3XT", None),
            ("K7QM-3XTAA", None),
            ("K7QM-3XTU", None),
            ("K7QM 3XTA", None),
            ("", None),
            ("ä7QM-3XT", None),
        ] {
            assert_eq!(ReplyId::parse(text).map(|id| id.to_string()).as_deref(), code, "{text}");
        }
        let (one, other) = (ReplyId::random(), ReplyId::random());
        assert_ne!(one, other);
        assert_eq!(ReplyId::parse(&one.to_string()), Some(one));
    }

    #[test]
    fn the_name_of_a_key_is_that_of_the_rfc() {
        // RFC 8037, appendix A.3.
        assert_eq!(
            thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    #[test]
    fn what_is_signed_comes_back() {
        let statement = Statement {
            id: ReplyId::parse("K7QM-3XTA").unwrap(),
            issuer: "https://edge.example".to_owned(),
            department: DepartmentId::parse("engagement").unwrap(),
            department_name: "Department \"for\" Engagement".to_owned(),
            lang: Lang::Cy,
            text: "Un\ndau “tri”".to_owned(),
            at: Timestamp::from_unix_seconds(1_728_000_000),
        };
        let jws = format!("{}.c2ln", statement.signing_input("a-key"));
        assert_eq!(Statement::of_jws(&jws), Some(statement.clone()));
        let (signature, signed) = parts(&jws).unwrap();
        assert_eq!((signature.as_slice(), signed), (&b"sig"[..], statement.signing_input("a-key").as_str()));
        assert!(statement.to_paste().contains("https://edge.example/v1/replies/K7QM-3XTA"));
        for text in ["", "a.b", "a.e30.c"] {
            assert_eq!(Statement::of_jws(text), None, "{text}");
        }
    }
}
