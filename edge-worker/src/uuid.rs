//! Random UUIDs, for forms whose browser runs no script to make one.

use std::fmt::Write as _;

/// A random UUID (RFC 9562, version 4).
pub(crate) fn random() -> String {
    let mut bytes = [0; 16];
    // The runtime is never without randomness; were it so, this one request would end in a 500.
    getrandom::fill(&mut bytes).expect("the runtime has randomness");
    write(bytes)
}

fn write(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // A `String` takes whatever is written.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::IdempotencyKey;

    #[test]
    fn a_uuid_is_a_key() {
        assert_eq!(write([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let (a, b) = (random(), random());
        assert!(IdempotencyKey::parse_uuid(&a).is_some() && a != b);
    }
}
