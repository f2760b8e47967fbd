//! A response as JSON: what is read holds no personal information, and is written and read the same.
#![no_main]

use contract::json::Value;
use contract::{Answer, Consultation, Submission, personal};
use std::sync::LazyLock;

static ASKED: LazyLock<Consultation> = LazyLock::new(soundings_fuzz::consultation);

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(body) = serde_json::from_str::<Value>(text) else { return };
    let Ok(submission) = Submission::parse(&body, &ASKED) else { return };
    for (_, answer) in submission.answers().iter() {
        if let Answer::FreeText(text) = answer {
            assert!(personal::find(text).is_empty(), "what is found is taken out");
        }
    }
    let again = Submission::parse(&submission.to_value(), &ASKED).expect("what was read is read again");
    assert_eq!(again.to_value(), submission.to_value());
});
