//! A solved challenge, or a note, that is to let an answer in.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    edge_worker::fuzzed::proof(text);
});
