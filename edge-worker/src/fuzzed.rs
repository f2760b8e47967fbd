//! What the fuzzer asks of the parsers of this crate that read what strangers send (`tests/fuzz`). They are no part of
//! what the crate offers, so that their promises stand here and not in the targets; a Worker is built without this.
//!
//! Each function says whether the text was let in, so that a test can see that the seeds reach what they were made for.

use crate::access::jwt::{Trust, Unproven};
use crate::access::{Token, TokenId, cookie};
use crate::ledger::{Admission, Secret};
use crate::protect::Note;
use crate::protect::challenge::{Bound, KeyHash, verify};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::{ConsultationId, IdempotencyKey, Origin, SiteId, Timestamp};
use data_encoding::BASE64;

/// The secret under which the seeds of a proof were made (`challenge::make`, the crate's `solve_challenge`, `Note::write`),
/// and one under which nothing was.
const GUARD: Secret = [7; 32];
const OTHER: Secret = [8; 32];
/// When the challenge of the seeds ends, in the year 2100.
const LATE: i64 = 4_102_444_800;

/// A token, by itself and in a cookie: what is read is what was sent, and its cookie carries nothing else along.
pub fn token(text: &str) -> bool {
    let own = Origin::parse("https://edge.example").expect("an origin");
    let in_cookie = cookie::value(text, &own).and_then(Token::parse);
    let alone = Token::parse(text);
    for token in alone.iter().chain(&in_cookie) {
        assert!(text.contains(token.as_str()));
        assert_eq!(TokenId::parse(token.id().as_str()).as_ref(), Some(token.id()));
        assert!(!token.id().is_deployment());
        let written = cookie::sign_in(&own, token);
        assert_eq!(written.matches(';').count(), cookie::sign_out(&own).matches(';').count() - 1);
        assert_eq!(cookie::value(&written, &own), Some(token.as_str()));
    }
    alone.or(in_cookie).is_some()
}

/// An assertion of Cloudflare Access: one signature has one text, and no moment is too far away to be compared.
pub fn assertion(text: &str) -> bool {
    let Some(read) = Unproven::parse(text) else { return false };
    assert_eq!(format!("{}.{}", read.signed, URL_SAFE_NO_PAD.encode(&read.signature)), text);
    let issuer = Origin::parse("https://team.example").expect("an origin");
    let trust = Trust { issuer, audience: "ours".to_owned() };
    let holds = [0, 1_800_000_000, LATE].map(|now| read.holds(&trust, Timestamp::from_unix_seconds(now)));
    assert!(read.email().is_none_or(|email| !email.is_empty() && email.trim() == email));
    holds.contains(&true)
}

/// What comes along with an answer to let it in: a solved challenge, as it is sent and before it was written in base64,
/// and a note. Nothing is let in that our secret did not sign.
pub fn proof(text: &str) -> bool {
    let key = IdempotencyKey::from_bytes([1; 16]);
    let (consultation, site) =
        (ConsultationId::parse("sample").expect("an id"), SiteId::parse("forum").expect("an id"));
    let bound = Bound { answer: &KeyHash::of(&key), consultation: &consultation, site: &site, revision: 1 };
    let mut let_in = false;
    for sent in [text.to_owned(), BASE64.encode(text.as_bytes())] {
        let worth = |guard| verify(guard, bound, &sent).expect("our secrets can be used");
        match worth(&GUARD) {
            Admission::Proven { expires_at } => {
                assert_eq!(expires_at, LATE);
                let_in = true;
            }
            Admission::Needed | Admission::Refused => {}
            Admission::Free => panic!("what is sent does not make a proof needless"),
        }
        assert!(!matches!(worth(&OTHER), Admission::Proven { .. }));
    }
    let due = |guard: &Secret, key: &IdempotencyKey| {
        [0, 1_040, LATE].into_iter().any(|now| Note::is_due(guard, key, text, Timestamp::from_unix_seconds(now)))
    };
    assert!(!due(&OTHER, &key) && !due(&GUARD, &IdempotencyKey::from_bytes([2; 16])));
    KeyHash::parse(text);
    let_in || due(&GUARD, &key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The seeds whose names end so are let in, and the others are not.
    const LET_IN: &str = "-good";

    #[test]
    fn the_seeds_reach_what_they_were_made_for() {
        type Target = fn(&str) -> bool;
        for (name, target) in [("token", token as Target), ("assertion", assertion), ("proof", proof)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus").join(name);
            let seeds = std::fs::read_dir(&folder).unwrap().map(|seed| seed.unwrap().path());
            let (mut good, mut bad) = (0, 0);
            for seed in seeds {
                let expected = seed.to_str().unwrap().ends_with(LET_IN);
                assert_eq!(target(&std::fs::read_to_string(&seed).unwrap()), expected, "{}", seed.display());
                *(if expected { &mut good } else { &mut bad }) += 1;
            }
            assert!(good > 0 && bad > 0, "{name}: {good} let in, {bad} not");
        }
    }
}
