//! A response as a form's fields: they become answers that are sound or refused, and sound ones become the same fields'
//! answers again.
#![no_main]

use contract::{Answers, Consultation};
use std::sync::LazyLock;

static ASKED: LazyLock<Consultation> = LazyLock::new(soundings_fuzz::consultation);

// Each line is a field: its name, `=`, its value.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let fields: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('=')).collect();
    let questionnaire = ASKED.current().definition.questionnaire();
    let Ok(answers) = Answers::parse(questionnaire, &questionnaire.answers_from_fields(&fields)) else { return };
    let again = Answers::parse(questionnaire, &questionnaire.answers_from_fields(&answers.to_fields()));
    assert_eq!(again, Ok(answers));
});
