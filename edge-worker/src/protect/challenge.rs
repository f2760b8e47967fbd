//! ALTCHA v2: challenges, and what a solution is worth. Format and cryptography are the official crate's.
//!
//! A challenge is signed with what it is good for, one answer's key among it, so that nothing is ever kept of it: it *is* the
//! token, and no other answer can use it. Its solution is verified by two HMACs, since the number to find was chosen here and
//! the key of it signed.

use super::{Pressure, derive};
use crate::ledger::{Admission, Secret};
use crate::objects::Trouble;
use altcha::{Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions};
use contract::{ConsultationId, IdempotencyKey, SiteId, Timestamp, limits};
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// An answer's key as a challenge names it: the SHA-256, in hexadecimal, of the key as it is written, in small letters. Who
/// reads it cannot send under the key, nor change what was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct KeyHash(String);

impl KeyHash {
    /// Of a key.
    pub(crate) fn of(key: &IdempotencyKey) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(key.to_string().as_bytes())))
    }

    /// Reads one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (text.len() == 64 && HEXLOWER.decode(text.as_bytes()).is_ok()).then(|| Self(text.to_owned()))
    }
}

/// What a challenge is good for: one answer of a site to a revision of a consultation.
#[derive(Clone, Copy)]
pub(crate) struct Bound<'a> {
    pub(crate) answer: &'a KeyHash,
    pub(crate) consultation: &'a ConsultationId,
    pub(crate) site: &'a SiteId,
    pub(crate) revision: u32,
}

impl Bound<'_> {
    fn to_data(self) -> BTreeMap<String, serde_json::Value> {
        let members = [
            ("consultation", self.consultation.as_str().into()),
            ("site", self.site.as_str().into()),
            ("revision", self.revision.into()),
            ("answer", self.answer.0.as_str().into()),
        ];
        members.into_iter().map(|(name, value): (_, serde_json::Value)| (name.to_owned(), value)).collect()
    }
}

/// A new challenge, as JSON. `random` decides which number solves it.
///
/// # Errors
/// [`Trouble::Protocol`]: the crate refused its parameters, which are all ours.
pub(crate) fn make(
    guard: &Secret,
    bound: Bound<'_>,
    pressure: Pressure,
    now: Timestamp,
    random: u32,
) -> Result<String, Trouble> {
    let challenge = create(guard, bound, pressure, now.unix_seconds() + limits::CHALLENGE_SECONDS, random)?;
    serde_json::to_string(&challenge).map_err(|_| Trouble::Protocol("a challenge cannot be written"))
}

fn create(
    guard: &Secret,
    bound: Bound<'_>,
    pressure: Pressure,
    expires_at: i64,
    random: u32,
) -> Result<Challenge, Trouble> {
    let (least, most) = limits::CHALLENGE_NUMBERS.into_inner();
    // Harder by more numbers and not by more rounds: a challenge then costs the edge the same to make.
    let number = (least + random % (most - least + 1)) * pressure.factor();
    let (signature, key) = secrets(guard);
    altcha::create_challenge(CreateChallengeOptions {
        counter: Some(number),
        cost: limits::CHALLENGE_COST,
        data: Some(bound.to_data()),
        expires_at: Some(expires_at),
        hmac_signature_secret: Some(signature),
        hmac_key_signature_secret: Some(key),
        ..CreateChallengeOptions::default()
    })
    .map_err(|_| Trouble::Protocol("a challenge cannot be made"))
}

/// What a solution, in base64, is worth for an answer.
///
/// # Errors
/// [`Trouble::Protocol`]: the crate could not use our secrets.
pub(crate) fn verify(guard: &Secret, bound: Bound<'_>, altcha: &str) -> Result<Admission, Trouble> {
    let Some(Payload { challenge, solution }) = read(altcha) else { return Ok(Admission::Refused) };
    let (signature, key) = secrets(guard);
    let options = VerifySolutionOptions {
        hmac_key_signature_secret: Some(key),
        ..VerifySolutionOptions::new(&challenge, &solution, signature)
    };
    let result = altcha::verify_solution(options).map_err(|_| Trouble::Protocol("a solution cannot be verified"))?;
    if result.expired {
        return Ok(Admission::Needed);
    }
    let parameters = &challenge.parameters;
    let ours = result.verified && parameters.data.as_ref() == Some(&bound.to_data());
    Ok(match (ours, parameters.expires_at) {
        (true, Some(expires_at)) => Admission::Proven { expires_at },
        _ => Admission::Refused,
    })
}

fn read(altcha: &str) -> Option<Payload> {
    if altcha.len() > limits::PROOF_BYTES {
        return None;
    }
    serde_json::from_slice(&BASE64.decode(altcha.as_bytes()).ok()?).ok()
}

/// The secrets that sign parameters and key. The crate takes texts.
fn secrets(guard: &Secret) -> (String, String) {
    let secret = |purpose| HEXLOWER.encode(&derive(guard, purpose));
    (secret("altcha parameters"), secret("altcha key"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use altcha::{Solution, SolveChallengeOptions};

    const GUARD: Secret = [7; 32];
    /// In the year 2100: the crate asks the machine's clock.
    const LATE: i64 = 4_102_444_800;

    fn id(text: &str) -> (ConsultationId, SiteId, KeyHash) {
        let key = IdempotencyKey::from_bytes([text.as_bytes()[text.len() - 1]; 16]);
        (ConsultationId::parse(text).unwrap(), SiteId::parse(text).unwrap(), KeyHash::of(&key))
    }

    fn bound(ids: &(ConsultationId, SiteId, KeyHash), revision: u32) -> Bound<'_> {
        Bound { answer: &ids.2, consultation: &ids.0, site: &ids.1, revision }
    }

    fn solved(challenge: &Challenge) -> String {
        let solution = altcha::solve_challenge(SolveChallengeOptions::new(challenge)).unwrap().unwrap();
        written(challenge, solution)
    }

    fn written(challenge: &Challenge, solution: Solution) -> String {
        let payload = Payload { challenge: challenge.clone(), solution };
        BASE64.encode(serde_json::to_string(&payload).unwrap().as_bytes())
    }

    #[test]
    fn a_solution_is_good_for_what_its_challenge_was_made_for() {
        let (ours, other) = (id("ours"), id("other"));
        let challenge = create(&GUARD, bound(&ours, 1), Pressure::None, LATE, 0).unwrap();
        let proof = solved(&challenge);
        let verified = |guard: &Secret, bound: Bound<'_>| verify(guard, bound, &proof).unwrap();
        let proven = Admission::Proven { expires_at: LATE };
        let elsewhere = Bound { consultation: &other.0, ..bound(&ours, 1) };
        let another_site = Bound { site: &other.1, ..bound(&ours, 1) };
        let another_answer = Bound { answer: &other.2, ..bound(&ours, 1) };
        for (guard, bound, expected) in [
            (&GUARD, bound(&ours, 1), proven),
            (&GUARD, bound(&ours, 2), Admission::Refused),
            (&GUARD, elsewhere, Admission::Refused),
            (&GUARD, another_site, Admission::Refused),
            (&GUARD, another_answer, Admission::Refused),
            (&[8; 32], bound(&ours, 1), Admission::Refused),
        ] {
            assert_eq!(verified(guard, bound), expected);
        }
    }

    #[test]
    fn what_is_no_solution_is_refused_and_what_expired_is_asked_for_again() {
        let ours = id("ours");
        let expired = create(&GUARD, bound(&ours, 1), Pressure::None, 1_000, 0).unwrap();
        let challenge = create(&GUARD, bound(&ours, 1), Pressure::None, LATE, 0).unwrap();
        let wrong = Solution { counter: 300, derived_key: "00".repeat(32), time: None };
        let mut later = expired.clone();
        later.parameters.expires_at = Some(LATE);
        let mut unsigned = challenge.clone();
        unsigned.signature = None;
        let mut easier = challenge.clone();
        easier.parameters.key_prefix = String::new();
        for (proof, expected) in [
            (solved(&expired), Admission::Needed),
            (solved(&later), Admission::Refused),
            (solved(&unsigned), Admission::Refused),
            (solved(&easier), Admission::Refused),
            (written(&challenge, wrong), Admission::Refused),
            (String::new(), Admission::Refused),
            ("{}".to_owned(), Admission::Refused),
            (BASE64.encode(b"{}"), Admission::Refused),
            ("A".repeat(limits::PROOF_BYTES + 4), Admission::Refused),
        ] {
            assert_eq!(verify(&GUARD, bound(&ours, 1), &proof).unwrap(), expected, "{proof}");
        }
    }

    #[test]
    fn pressure_makes_more_numbers_to_try() {
        let ours = id("ours");
        for (pressure, random, number) in [
            (Pressure::None, 0, 300),
            (Pressure::Some, 600, 900),
            (Pressure::More, 601, 600),
            (Pressure::Most, 600, 3_600),
        ] {
            let challenge = create(&GUARD, bound(&ours, 1), pressure, LATE, random).unwrap();
            let solution = altcha::solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
            assert_eq!(solution.counter, number, "{pressure:?}");
        }
    }

    #[test]
    fn the_longest_identifiers_fit() {
        let long = id(&"a".repeat(limits::ID));
        let challenge = create(&GUARD, bound(&long, limits::REVISIONS), Pressure::None, LATE, 0).unwrap();
        let length = solved(&challenge).len();
        assert!((1_000..1_100).contains(&length), "{length}");
    }
}
