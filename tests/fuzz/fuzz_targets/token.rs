//! A department's token, by itself and in a cookie.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    edge_worker::fuzzed::token(text);
});
