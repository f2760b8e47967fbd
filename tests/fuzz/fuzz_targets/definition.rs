//! A department's document: whatever it holds, it is read or refused; what is read is written and read the same.
#![no_main]

use contract::Definition;
use contract::json::Value;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(document) = serde_json::from_str::<Value>(text) else { return };
    match Definition::parse(&document) {
        Ok(definition) => assert_eq!(Definition::parse(&definition.to_value()).ok(), Some(definition)),
        Err(issues) => assert!(!issues.is_empty(), "it says why"),
    }
});
