//! What makes an answer one person's: the key it is sent under, and the receipt that comes back.

use crate::id::ConsultationId;
use std::fmt;

/// A client's name for one answer, made once and sent with every try: a UUID (RFC 9562), held as its 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct IdempotencyKey([u8; 16]);

/// The secret with which a person sees, changes or withdraws their answer: `CONSULTATION.SHARD.SECRET`, the secret being
/// 128 bits in base64url (RFC 4648 section 5, no padding). It says where the answer lies, so that no index is needed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    consultation: ConsultationId,
    shard: u16,
    secret: [u8; 16],
}

impl IdempotencyKey {
    /// Reads a header's value, an sf-string: `"8e03978e-40d5-43dd-bc93-6894a57f9324"` with its quotes
    /// (draft-ietf-httpapi-idempotency-key-header, RFC 9651).
    pub fn parse_header(text: &str) -> Option<Self> {
        Self::parse_uuid(text.trim().strip_prefix('"')?.strip_suffix('"')?)
    }

    /// Reads a UUID of 36 characters, in either case.
    pub fn parse_uuid(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 36 {
            return None;
        }
        let mut key = [0; 16];
        let mut nibbles = 0;
        for (index, byte) in bytes.iter().enumerate() {
            if matches!(index, 8 | 13 | 18 | 23) {
                if *byte != b'-' {
                    return None;
                }
                continue;
            }
            let nibble = char::from(*byte).to_digit(16)? as u8;
            key[nibbles / 2] = key[nibbles / 2] << 4 | nibble;
            nibbles += 1;
        }
        Some(Self(key))
    }

    /// A key from its 128 bits.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The key's 128 bits.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    /// As a UUID in small letters.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let dash = if matches!(index, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(out, "{dash}{byte:02x}")?;
        }
        Ok(())
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Receipt {
    /// Makes a receipt of its parts.
    pub fn new(consultation: ConsultationId, shard: u16, secret: [u8; 16]) -> Self {
        Self { consultation, shard, secret }
    }

    /// Reads a receipt; `None` for anything that [`Receipt`]'s `Display` would not have written.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (consultation, shard, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let parsed = Self {
            consultation: ConsultationId::parse(consultation)?,
            shard: shard.parse().ok()?,
            secret: decode(secret)?,
        };
        // One spelling only: "+1", "01" and stray low bits in the last character are refused.
        (parts.next().is_none() && parsed.to_string() == text).then_some(parsed)
    }

    /// The consultation that was answered.
    pub fn consultation(&self) -> &ConsultationId {
        &self.consultation
    }

    /// The ledger's shard that keeps the answer.
    pub fn shard(&self) -> u16 {
        self.shard
    }

    /// The secret's 128 bits.
    pub fn secret(&self) -> &[u8; 16] {
        &self.secret
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.", self.consultation, self.shard)?;
        // 128 bits and 4 zero bits make 22 characters of 6 bits.
        let bits = u128::from_be_bytes(self.secret);
        for index in 0..22 {
            let six = if index < 21 { bits >> (122 - 6 * index) } else { bits << 4 };
            fmt::Write::write_char(out, char::from(ALPHABET[(six & 63) as usize]))?;
        }
        Ok(())
    }
}

fn decode(text: &str) -> Option<[u8; 16]> {
    if text.len() != 22 {
        return None;
    }
    let mut bits: u128 = 0;
    for (index, byte) in text.bytes().enumerate() {
        let six = ALPHABET.iter().position(|letter| *letter == byte)? as u128;
        bits = if index < 21 { bits << 6 | six } else { bits << 2 | six >> 4 };
    }
    Some(bits.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_receipt_is_read_as_it_was_written(secret in any::<[u8; 16]>(), shard in any::<u16>()) {
            let receipt = Receipt::new(ConsultationId::parse("mapping-data").unwrap(), shard, secret);
            prop_assert_eq!(Receipt::parse(&receipt.to_string()), Some(receipt));
        }

        #[test]
        fn what_is_read_is_written_the_same(text in "[a-z-]{1,4}\\.[+0-9]{1,3}\\.[A-Za-z0-9_-]{22}") {
            if let Some(receipt) = Receipt::parse(&text) {
                prop_assert_eq!(receipt.to_string(), text);
            }
        }
    }

    #[test]
    fn a_receipt_in_bytes() {
        let secret = *b"\x00\x10\x83\x10\x51\x87\x20\x92\x8b\x30\xd3\x8f\x41\x14\x93\x51";
        let receipt = Receipt::new(ConsultationId::parse("a").unwrap(), 3, secret);
        assert_eq!(receipt.to_string(), "a.3.ABCDEFGHIJKLMNOPQRSTUQ");
    }

    #[test]
    fn keys() {
        let uuid = "8e03978e-40d5-43dd-bc93-6894a57f9324";
        let key = IdempotencyKey::parse_header(&format!("\"{uuid}\"")).unwrap();
        assert_eq!(key.bytes()[..3], [0x8e, 0x03, 0x97]);
        assert_eq!(IdempotencyKey::parse_uuid(&uuid.to_uppercase()), Some(key));
        for malformed in [
            uuid,
            "\"\"",
            "\"8e03978e40d543ddbc936894a57f9324\"",
            &format!("\"{uuid}"),
            "\"8e03978e-40d5-43dd-bc93-6894a57f932é\"",
        ] {
            assert_eq!(IdempotencyKey::parse_header(malformed), None, "{malformed}");
        }
    }
}
