//! From an idempotency key to a receipt, and from a receipt to the row: one derivation, so that one primary key serves
//! the look-up of a retry and that of a receipt.
//!
//! ```text
//! receipt's secret = HMAC-SHA256(consultation's secret, key)[..16]   given to the person, never stored
//! row              = SHA-256(receipt's secret)[..16]                 the primary key
//! fingerprint      = HMAC-SHA256(receipt's secret, content)[..16]    tells a retry from a reuse of the key
//! ```
//! The store's reader can go back from none of them: not to the receipt, and, once the text is deleted, not from the
//! fingerprint to what was answered, because its key is the receipt's secret.

use contract::IdempotencyKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// A consultation's secret: 256 random bits, made with it.
pub type Secret = [u8; 32];

/// The primary key of a response.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ResponseId([u8; 16]);

/// Tells whether two submissions under one key have the same content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint([u8; 16]);

/// The secret of the receipt that belongs to a key.
pub fn receipt_secret(secret: &Secret, key: &IdempotencyKey) -> [u8; 16] {
    mac(secret, key.bytes())
}

/// The secret that signs a consultation's challenges and notes.
pub fn guard_secret(secret: &Secret) -> Secret {
    // A key has 16 bytes: no message here is one.
    mac_whole(secret, b"challenges and notes")
}

impl ResponseId {
    /// The row of a receipt's secret.
    pub fn of(receipt_secret: &[u8; 16]) -> Self {
        Self(truncate(&Sha256::digest(receipt_secret).into()))
    }

    /// As a store kept it.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// For a store.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl Fingerprint {
    /// The fingerprint of a content, given by the SHA-256 of its canonical text.
    pub fn of(receipt_secret: &[u8; 16], content_sha256: &[u8; 32]) -> Self {
        Self(mac(receipt_secret, content_sha256))
    }

    /// As a store kept it.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// For a store.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The seed of the noise of a count in a release, by the release's number and the cell's name.
pub fn noise_seed(consultation: &Secret, release: u32, cell: &str) -> [u8; 32] {
    mac_whole(
        consultation,
        &[b"soundings release noise\0".as_slice(), &release.to_be_bytes(), cell.as_bytes()].concat(),
    )
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 16] {
    truncate(&mac_whole(key, message))
}

fn mac_whole(key: &[u8], message: &[u8]) -> [u8; 32] {
    // Never fails: HMAC takes a key of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn truncate(digest: &[u8; 32]) -> [u8; 16] {
    std::array::from_fn(|index| digest[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn derivation_in_bytes() {
        // Computed with Python's hmac and hashlib.
        let key = IdempotencyKey::parse_uuid("8e03978e-40d5-43dd-bc93-6894a57f9324").unwrap();
        let secret = receipt_secret(&[7; 32], &key);
        let id = ResponseId::of(&secret);
        let fingerprint = Fingerprint::of(&secret, &[9; 32]);
        assert_eq!(
            [hex(&secret), hex(id.bytes()), hex(fingerprint.bytes())],
            [
                "b881fa617d60d6b2164af305ba1ffd99",
                "3046f2c76cb380b0ea4d9854d1e0e081",
                "e6f002168b3a40eec82a5ee0a1e0243b"
            ]
            .map(str::to_owned)
        );
    }
}
