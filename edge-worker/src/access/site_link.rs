//! The links by which site owners read their own figures: what they are, and how they are kept.

use super::token::{TokenHash, TokenId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::ConsultationId;

/// Characters of a link's secret: 32 random bytes in base64url.
const SECRET: usize = 43;

/// A link's token, `CONSULTATION.NAME.SECRET`: it names its consultation, so that nothing else has to be asked where that is.
/// What is kept is its hash; it is never written to a log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SiteLink {
    consultation: ConsultationId,
    id: TokenId,
    text: String,
}

impl SiteLink {
    /// Reads a token; `None` for anything of another form, which then is not looked up.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (consultation, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let whole = parts.next().is_none() && secret.len() == SECRET && secret.bytes().all(letter);
        let (consultation, id) = (ConsultationId::parse(consultation)?, TokenId::parse(id)?);
        (whole && !id.is_deployment()).then(|| Self { consultation, id, text: text.to_owned() })
    }

    /// A new one of that name.
    pub(crate) fn new(consultation: &ConsultationId, id: TokenId) -> Self {
        let secret = URL_SAFE_NO_PAD.encode(super::token::random::<32>());
        Self { text: format!("{consultation}.{id}.{secret}"), consultation: consultation.clone(), id }
    }

    /// The consultation whose figures it opens.
    pub(crate) fn consultation(&self) -> &ConsultationId {
        &self.consultation
    }

    /// The part of it that is no secret.
    pub(crate) fn id(&self) -> &TokenId {
        &self.id
    }

    /// Its text, for its owner.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What is kept of it. A plain hash is enough: 256 random bits cannot be guessed from it.
    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash::of(&self.text)
    }
}

impl std::fmt::Debug for SiteLink {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Whoever reads a log is not to have it.
        write!(out, "SiteLink({}.{})", self.consultation, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let id = ConsultationId::parse("maps").unwrap();
        let link = SiteLink::new(&id, TokenId::parse("ab2cd3ef").unwrap());
        assert!(link.as_str().starts_with("maps.ab2cd3ef.") && link.as_str().len() == 14 + SECRET);
        let read = SiteLink::parse(link.as_str()).unwrap();
        assert!(read == link && read.hash().is(&link.hash()) && *read.consultation() == id);
        assert!(!format!("{link:?}").contains(&link.as_str()[14..]));
        let short = &link.as_str()[..link.as_str().len() - 1];
        for bad in [
            "",
            "maps",
            "maps.ab2cd3ef",
            short,
            &format!("{}x", link.as_str()),
            &format!("{}.", link.as_str()),
            &link.as_str().replace("maps", "Maps"),
            &link.as_str().replace("ab2cd3ef", "deployment"),
        ] {
            assert!(SiteLink::parse(bad).is_none(), "{bad}");
        }
    }
}
