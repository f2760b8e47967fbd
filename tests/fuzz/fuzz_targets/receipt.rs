//! A receipt and a key: what is read is written the same.
#![no_main]

use contract::{IdempotencyKey, Receipt};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Some(receipt) = Receipt::parse(text) {
        assert_eq!(receipt.to_string(), text);
    }
    if let Some(key) = IdempotencyKey::parse_uuid(text) {
        assert_eq!(IdempotencyKey::parse_header(&format!("\"{}\"", text.to_uppercase())), Some(key));
    }
});
