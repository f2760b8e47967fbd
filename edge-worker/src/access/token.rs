//! Tokens: `snd_ID_SECRET`. Only the hash of the whole is kept anywhere; the identifier names it, in lists and in the log.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::{Timestamp, limits};
use ctutils::CtEq as _;
use sha2::{Digest, Sha256};
use std::fmt;

/// The name of a token that is no secret: 8 lower-case letters and digits, or `deployment` for the one that the
/// deployment names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TokenId(String);

/// A token: `snd_`, its identifier, and 32 random bytes in base64url.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    text: String,
    id: TokenId,
}

/// A SHA-256 in hexadecimal, compared in the same time wherever the two differ.
#[derive(Clone, Debug)]
pub(crate) struct TokenHash(String);

/// How a token stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// It is valid.
    Valid,
    /// Its time is over.
    Expired,
    /// Somebody revoked it.
    Revoked,
}

impl TokenId {
    /// The deployment's token: its own identifier is not known before it is used, since only its hash is configured.
    pub(crate) const DEPLOYMENT: &str = "deployment";

    /// Reads an identifier.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let own = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        (own || text == Self::DEPLOYMENT).then(|| Self(text.to_owned()))
    }

    /// Whether it is the deployment's.
    pub(crate) fn is_deployment(&self) -> bool {
        self.0 == Self::DEPLOYMENT
    }

    /// A new one, at random: 40 bits, so that those of one department hardly ever meet.
    pub(crate) fn random() -> Self {
        // Lower-case letters and digits, 32 of them, so that each is as likely; without those that look like others.
        let letter = |byte: u8| char::from(b"abcdefghijkmnpqrstuvwxyz23456789"[usize::from(byte & 31)]);
        Self(random::<8>().into_iter().map(letter).collect())
    }

    /// Its text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Token {
    /// Reads a token; `None` for anything of another form, which then is not looked up.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix("snd_")?.split_once('_')?;
        let id = TokenId::parse(id).filter(|id| !id.is_deployment())?;
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (secret.len() == 43 && secret.bytes().all(letter)).then(|| Self { text: text.to_owned(), id })
    }

    /// A new one of that identifier.
    pub(crate) fn new(id: TokenId) -> Self {
        Self { text: format!("snd_{id}_{}", URL_SAFE_NO_PAD.encode(random::<32>())), id }
    }

    /// The part of it that is no secret.
    pub(crate) fn id(&self) -> &TokenId {
        &self.id
    }

    /// The token's text, for its owner.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What is kept of it. A plain hash is enough: 256 random bits cannot be guessed from it.
    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash::of(&self.text)
    }
}

impl TokenHash {
    /// Of a text that holds 256 random bits.
    pub(super) fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A hash as it was kept.
    pub(crate) fn kept(text: String) -> Self {
        Self(text)
    }

    /// Its text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the same.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

/// How a token stands that was revoked then, or expires then.
pub(crate) fn standing(revoked: Option<Timestamp>, expires: Option<Timestamp>, now: Timestamp) -> Standing {
    match (revoked, expires) {
        (Some(_), _) => Standing::Revoked,
        (None, Some(expires)) if expires <= now => Standing::Expired,
        (None, _) => Standing::Valid,
    }
}

/// When a token expires that is valid for that many days from now on.
pub(crate) fn expiry(now: Timestamp, days: u32) -> Timestamp {
    Timestamp::from_unix_seconds(now.unix_seconds() + i64::from(days.min(limits::TOKEN_DAYS_MAX)) * 86_400)
}

pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // The runtime is never without randomness; were it so, this one request would end in a 500.
    getrandom::fill(&mut bytes).expect("the runtime has randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let secret = "A-_".repeat(15);
        let good = format!("snd_0a1b2c3d_{}", &secret[..43]);
        assert_eq!(Token::parse(&good).unwrap().id().as_str(), "0a1b2c3d");
        for bad in [
            "",
            "snd_0a1b2c3d",
            &good[1..],
            &good[..good.len() - 1],
            &format!("{good}A"),
            &good.replace("0a1b", "0A1b"),
            &good.replace('-', "+"),
            &good.replace("0a1b2c3d", "deployment"),
        ] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
        // Python: hashlib.sha256(b"snd_aaaaaaaa_" + b"A" * 43).hexdigest()
        let token = Token::parse(&format!("snd_aaaaaaaa_{}", "A".repeat(43))).unwrap();
        assert_eq!(token.hash().as_str(), "c25aa8173d399c398c88b034b6991b1f09f7fe184fa4636bc0eb510a5570747e");
    }

    #[test]
    fn a_new_token_is_one_and_no_other() {
        let (a, b) = (Token::new(TokenId::random()), Token::new(TokenId::random()));
        assert!(Token::parse(a.as_str()).is_some_and(|read| read == a));
        assert!(a.hash().is(&a.hash()) && !a.hash().is(&b.hash()));
        assert!(!a.hash().is(&TokenHash::kept(String::new())));
    }

    #[test]
    fn standings() {
        let at = |seconds| Timestamp::from_unix_seconds(seconds);
        for (revoked, expires, now, expected) in [
            (None, None, 5, Standing::Valid),
            (None, Some(6), 5, Standing::Valid),
            (None, Some(5), 5, Standing::Expired),
            (Some(1), Some(6), 5, Standing::Revoked),
            (Some(1), Some(2), 5, Standing::Revoked),
        ] {
            assert_eq!(standing(revoked.map(at), expires.map(at), at(now)), expected, "{revoked:?} {expires:?}");
        }
        assert_eq!(expiry(at(0), 90).unix_seconds(), 7_776_000);
        assert_eq!(expiry(at(0), u32::MAX), expiry(at(0), limits::TOKEN_DAYS_MAX));
    }
}
