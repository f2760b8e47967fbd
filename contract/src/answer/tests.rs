use super::*;
use crate::Definition;
use crate::definition::tests::{definition, document, value};

#[test]
fn a_question_is_shown_by_region_vote_and_ranking() {
    for (answers, shown) in [
        (r#"{"home": "TLL"}"#, true),
        (r#"{"home": "TLC"}"#, false),
        (r#"{"votes": {"more": "agree", "late": "pass"}}"#, true),
        (r#"{"votes": {"more": "pass", "late": "agree"}}"#, false),
        (r#"{"order": ["c"]}"#, true),
        (r#"{"order": []}"#, false),
    ] {
        let reading = Reading::of(definition().questionnaire(), &serde_json::from_str(answers).unwrap());
        assert_eq!(reading.shown.last(), Some(&shown), "{answers}");
    }
}

#[test]
fn places_of_a_form_become_an_order() {
    let twice = "Give each place to one answer only in “Order?”";
    for (places, expected) in [
        ([("a", "2"), ("b", ""), ("c", "1")], Ok(r#"["c","a"]"#)),
        ([("a", ""), ("b", "2"), ("c", "")], Ok(r#"["b"]"#)),
        ([("a", "1"), ("b", "1"), ("c", "")], Err((AnswerFault::PlacedTwice, twice))),
        ([("a", "3"), ("b", "1"), ("c", "3")], Err((AnswerFault::PlacedTwice, twice))),
        ([("a", "0"), ("b", "1"), ("c", "")], Err((AnswerFault::WrongType, ""))),
        ([("a", "first"), ("b", ""), ("c", "")], Err((AnswerFault::WrongType, ""))),
        (
            [("a", "1"), ("b", "2"), ("c", "3")],
            Err((AnswerFault::TooManyChosen { limit: 2 }, "Select 2 or fewer for “Order?”")),
        ),
    ] {
        let fields: Vec<(String, &str)> = [("answers.stage".to_owned(), "before")]
            .into_iter()
            .chain(places.iter().map(|(option, place)| (format!("answers.order.{option}"), *place)))
            .collect();
        let definition = definition();
        let asked = definition.questionnaire();
        let read = Answers::parse(asked, &asked.answers_from_fields(&fields));
        match (read, expected) {
            (Ok(answers), Ok(order)) => assert_eq!(answers.to_value().get("order").unwrap().to_string(), order),
            (Err(issues), Err((fault, message))) => {
                assert_eq!(issues.iter().map(|issue| issue.fault).collect::<Vec<_>>(), [fault], "{places:?}");
                let said = issues[0].message(asked, Lang::En, Lang::En.form_strings());
                assert!(message.is_empty() || said == message, "{said}");
            }
            (read, _) => panic!("{places:?}: {read:?}"),
        }
    }
}

#[test]
fn a_required_one_of_many_wants_one() {
    let mut document = document();
    for index in 6..=8 {
        document["questions"][index]["required"] = true.into();
    }
    let definition = Definition::parse(&value(document)).unwrap();
    let read = |answers: &str| Answers::parse(definition.questionnaire(), &serde_json::from_str(answers).unwrap());
    let issues = read(r#"{"stage": "before", "votes": {}, "order": []}"#).unwrap_err();
    let found: Vec<_> = issues.iter().map(|issue| (issue.pointer.as_str(), issue.fault)).collect();
    assert_eq!(
        found,
        ["/answers/home", "/answers/order", "/answers/votes"].map(|place| (place, AnswerFault::Required))
    );
    read(r#"{"stage": "before", "home": "TLN", "order": ["b"], "votes": {"more": "pass"}}"#).unwrap();
}

#[test]
fn votes_are_kept_in_the_statements_order_each_once() {
    let fields = [
        ("answers.stage", "before"),
        ("answers.votes.more", "pass"),
        ("answers.votes.late", "agree"),
        ("answers.votes.more", "agree"),
    ];
    let definition = definition();
    let answers = Answers::parse(definition.questionnaire(), &definition.questionnaire().answers_from_fields(&fields));
    let votes = answers.unwrap().to_value().get("votes").unwrap().to_string();
    assert_eq!(votes, r#"{"late":"agree","more":"pass"}"#);
}

/// What `limits::BODY_BYTES` promises: as JSON beside three full texts, and as a form.
#[test]
fn the_longest_votes_fit_a_body() {
    let longest = |text: String| format!("{text}{}", "x".repeat(limits::ID - text.len()));
    let text = serde_json::json!({"en": "T"});
    let statements: Vec<_> = (0..limits::VOTE_STATEMENTS)
        .map(|number| serde_json::json!({"id": longest(format!("{number}-")), "text": text}))
        .collect();
    let mut questions =
        vec![serde_json::json!({"id": longest("v".into()), "kind": "vote", "text": text, "statements": statements})];
    questions.extend((0..3).map(|number| {
        serde_json::json!({"id": format!("say-{number}"), "kind": "free_text", "text": text, "max_length": limits::FREE_TEXT_MAX})
    }));
    let definition =
        Definition::parse(&value(serde_json::json!({"title": text, "languages": ["en"], "questions": questions})));
    let definition = definition.unwrap();
    let votes =
        Value::object((0..limits::VOTE_STATEMENTS).map(|number| (longest(format!("{number}-")), "disagree".into())));
    let words = || Value::string("😀".repeat(limits::FREE_TEXT_MAX));
    let only = Value::object([(longest("v".into()), votes.clone())]);
    let full = Value::object(
        [(longest("v".into()), votes)].into_iter().chain((0..3).map(|number| (format!("say-{number}"), words()))),
    );
    // The rest of a body, of which only the page's address is long.
    let envelope = limits::PAGE_ADDRESS + 256;
    let answers = Answers::parse(definition.questionnaire(), &full).unwrap();
    assert!(answers.to_value().to_string().len() + envelope <= limits::BODY_BYTES);
    let answers = Answers::parse(definition.questionnaire(), &only).unwrap();
    let fields: usize = answers.to_fields().iter().map(|(name, value)| name.len() + value.len()).sum();
    assert!(fields + envelope <= limits::BODY_BYTES, "{fields}");
}
