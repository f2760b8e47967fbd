//! An assertion of Cloudflare Access.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    edge_worker::fuzzed::assertion(text);
});
