//! A note for somebody without a script: "asked to wait at this moment". It is a hidden field of the form, signed, and bound
//! to the form's key: it lets one answer in, once some seconds have gone by.

use super::{Pressure, derive};
use crate::ledger::Secret;
use contract::{IdempotencyKey, Timestamp, limits};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A note: from when it counts, and its signature.
#[derive(Debug)]
pub(crate) struct Note;

impl Note {
    /// A new one, as the field holds it.
    pub(crate) fn write(guard: &Secret, key: &IdempotencyKey, pressure: Pressure, now: Timestamp) -> String {
        let from = now.unix_seconds() + pressure.wait_seconds();
        format!("{from}.{}", HEXLOWER.encode(&mac(guard, key, from).finalize().into_bytes()))
    }

    /// Whether it is one of ours, for this key, whose time has come and not gone.
    pub(crate) fn is_due(guard: &Secret, key: &IdempotencyKey, note: &str, now: Timestamp) -> bool {
        let read = || {
            let (from, signature) = note.split_once('.')?;
            let from: i64 = from.parse().ok()?;
            let signature = HEXLOWER.decode(signature.as_bytes()).ok()?;
            // In constant time.
            mac(guard, key, from).verify_slice(&signature).ok().map(|()| from)
        };
        read().is_some_and(|from| (from..from + limits::WAIT_NOTE_SECONDS).contains(&now.unix_seconds()))
    }
}

fn mac(guard: &Secret, key: &IdempotencyKey, from: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(&derive(guard, "waiting note")).expect("HMAC takes a key of any length");
    mac.update(key.bytes());
    mac.update(&from.to_be_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_counts_from_its_moment_for_its_key_alone() {
        let at = Timestamp::from_unix_seconds;
        let (guard, key) = ([7; 32], IdempotencyKey::from_bytes([1; 16]));
        let note = Note::write(&guard, &key, Pressure::More, at(1_000));
        for (now, due) in [(1_000, false), (1_029, false), (1_030, true), (4_629, true), (4_630, false)] {
            assert_eq!(Note::is_due(&guard, &key, &note, at(now)), due, "{now}");
        }
        let other = IdempotencyKey::from_bytes([2; 16]);
        let earlier = note.replace("1030.", "1000.");
        for (guard, key, note) in [
            (&guard, &other, note.as_str()),
            (&[8; 32], &key, &note),
            (&guard, &key, &earlier),
            (&guard, &key, ""),
            (&guard, &key, "1030."),
            (&guard, &key, "1030"),
            (&guard, &key, "9223372036854775807.00"),
        ] {
            assert!(!Note::is_due(guard, key, note, at(1_040)), "{note}");
        }
    }
}
