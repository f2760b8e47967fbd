use super::*;
use crate::answer::{AnswerFault, Answers, Reading};
use crate::id::{ConsultationId, DepartmentId};
use crate::packed::packed_text;
use crate::{Consultation, Lang, Personal, Problem, Question, Region, Rejection, Start, Submission};
use proptest::prelude::*;

/// A sound document with every kind of question and every form of condition.
pub(crate) fn document() -> serde_json::Value {
    serde_json::json!({
        "title": {"en": "Title", "cy": "Teitl"},
        "summary": {"en": "Why we ask"},
        "privacy": {"en": "What is kept"},
        "languages": ["en", "cy"],
        "opens_at": "2026-01-01T00:00:00Z",
        "closes_at": "2026-12-31T00:00:00Z",
        "release": {"changes": 50, "every_hours": 168, "threshold": 20, "base": 10, "possible": 6, "privacy": {"epsilon_tenths": 10}},
        "licence": "OGL-UK-3.0",
        "protection": "always",
        "retention": {"days": 365},
        "sites": [{"id": "forum", "name": "Forum", "origins": ["https://forum.example"]}],
        "questions": [
            {"id": "stage", "kind": "single_choice", "text": {"en": "Stage?"}, "required": true,
             "options": [{"id": "before", "text": {"en": "Before"}}, {"id": "after", "text": {"en": "After", "cy": "Wedyn"}}]},
            {"id": "parts", "kind": "multiple_choice", "text": {"en": "Parts?"}, "hint": {"en": "Up to two"}, "max_chosen": 2,
             "show_if": {"question": "stage", "any_of": ["after"]},
             "options": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}, {"id": "c", "text": {"en": "C"}}]},
            {"id": "ease", "kind": "rating", "text": {"en": "Ease?"}, "points": 5, "low": {"en": "Hard"}, "high": {"en": "Easy"},
             "measure": "satisfaction"},
            {"id": "feel", "kind": "rating", "text": {"en": "Feel?"}, "labels": [{"en": "Bad"}, {"en": "Good"}],
             "show_if": {"all": [{"question": "ease", "at_most": 3}, {"question": "parts", "any_of": ["a", "b"]}]}},
            {"id": "views", "kind": "agreement", "text": {"en": "Views?"},
             "scale": [{"id": "agree", "text": {"en": "Agree"}}, {"id": "disagree", "text": {"en": "Disagree"}}],
             "statements": [{"id": "free", "text": {"en": "Free"}}, {"id": "cost", "text": {"en": "At cost"}}]},
            {"id": "more", "kind": "free_text", "text": {"en": "More?"}, "max_length": 10,
             "show_if": {"any": [{"question": "views", "statement": "free", "any_of": ["agree"]}, {"question": "ease", "answered": true}]}},
            {"id": "home", "kind": "region", "text": {"en": "Where?"}},
            {"id": "order", "kind": "ranking", "text": {"en": "Order?"}, "max_ranked": 2,
             "options": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}, {"id": "c", "text": {"en": "C"}}]},
            {"id": "votes", "kind": "vote", "text": {"en": "Votes?"},
             "statements": [{"id": "late", "text": {"en": "Later"}}, {"id": "more", "text": {"en": "More"}}]},
            {"id": "last", "kind": "free_text", "text": {"en": "Last?"},
             "show_if": {"any": [{"question": "home", "any_of": ["TLL", "TLM"]}, {"question": "votes", "statement": "late", "any_of": ["disagree", "pass"]},
                                 {"question": "order", "answered": true}]}}
        ]
    })
}

pub(crate) fn value(json: serde_json::Value) -> Value {
    serde_json::from_value(json).unwrap()
}

pub(crate) fn definition() -> Definition {
    Definition::parse(&value(document())).unwrap()
}

#[test]
fn a_definition_is_written_as_it_was_read() {
    let definition = definition();
    assert_eq!(Definition::parse(&definition.to_value()), Ok(definition.clone()));
    let public = definition.to_public_value();
    assert!(public.get("sites").is_none());
    assert_eq!(Definition::parse(&public).unwrap().questionnaire(), definition.questionnaire());
}

#[test]
fn what_the_application_starts_with_is_read_as_it_was_packed() {
    let questionnaire = definition().questionnaire().clone();
    for lang in Lang::ALL {
        let start = Start {
            revision: 3,
            lang,
            words: *lang.form_strings(),
            questionnaire: questionnaire.clone(),
            areas: "x".into(),
            asked: (lang == Lang::Cy).then(|| (Lang::Ar, "{language}".to_owned())),
        };
        let text = start.pack();
        for (cut, _) in text.char_indices() {
            assert_eq!(Start::unpack(&text[..cut]), None);
        }
        assert_eq!(Start::unpack(&[&*text, "0:"].concat()), None);
        let read = Start::unpack(&text).unwrap();
        assert_eq!(read.pack(), text);
        assert_eq!((read.revision, read.lang, read.words), (3, lang, start.words));
        assert_eq!((&read.areas, &read.asked), (&start.areas, &start.asked));
        // Each text as the form shows it, and in no other language.
        let shown = |start: &Start| {
            let texts = start.questionnaire.questions().iter().flat_map(Question::texts);
            texts.map(|(_, text)| text.in_language(lang).0.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(shown(&read), shown(&start));
        assert_eq!((text.contains("Teitl"), text.contains("Title")), (lang == Lang::Cy, lang != Lang::Cy), "{text}");
    }
}

/// An application that a browser kept meets a newer edge: a place never changes its meaning.
#[test]
fn a_packed_questionnaire() {
    let document = serde_json::json!({
        "title": {"en": "T"}, "languages": ["en"], "privacy": {"en": "Ptý"},
        "questions": [
            {"id": "q", "kind": "rating", "text": {"en": "Q"}, "points": 3, "low": {"en": "L"}, "high": {"en": "H"}},
            {"id": "r", "kind": "free_text", "text": {"en": "R"}, "required": true, "max_length": 9,
             "show_if": {"question": "q", "at_least": 2}},
            {"id": "s", "kind": "region", "text": {"en": "S"}},
            {"id": "t", "kind": "ranking", "text": {"en": "T"}, "max_ranked": 1,
             "options": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}],
             "show_if": {"question": "s", "any_of": ["TLE"]}},
            {"id": "u", "kind": "vote", "text": {"en": "U"}, "statements": [{"id": "a", "text": {"en": "A"}}]}
        ]
    });
    let packed = packed_text(Definition::parse(&value(document)).unwrap().questionnaire());
    let expected = "1:2:en1:T 0: 1:1:2:en4:Ptý 1:2:en 5:
        1:q1:2:en1:Q0:0:0:0:2:3:1:1:2:en1:L0:1:1:2:en1:H0:
        1:r1:2:en1:R0:0:1:1:0:1:q2:2:3:4:9:
        1:s1:2:en1:S0:0:0:0:6:
        1:t1:2:en1:T0:0:0:1:0:1:s4:1:2:5:2:1:a1:2:en1:A1:b1:2:en1:B1:1:
        1:u1:2:en1:U0:0:0:0:7:1:1:a1:2:en1:A
        730:";
    assert_eq!(packed, expected.split_whitespace().collect::<String>());
}

/// Where the sound document is changed, to what (null: taken out), and the issues that follow.
type Fault<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

#[test]
fn every_fault_has_its_place() {
    let rows: &[Fault<'_>] = &[
        ("/title", "null", &[("/title", "This member is missing.")]),
        ("/title", r#"{"cy": "T"}"#, &[("/title/en", "This member is missing.")]),
        ("/title", r#"{"en": " "}"#, &[("/title/en", "This text is blank.")]),
        ("/title/fr", r#""Titre""#, &[("/title/fr", "\"languages\" does not name this language.")]),
        ("/titel", "1", &[("/titel", "The format does not know this member; look at its spelling.")]),
        (
            "/languages",
            r#"["en", "cy", "pl", "ur", "ar", "en"]"#,
            &[("/languages", "This list has more than 5 items.")],
        ),
        ("/languages", r#"["en", "xx"]"#, &[("/languages/1", "The interface does not have this language.")]),
        ("/languages", r#"["en", "en"]"#, &[("/languages/1", "This stands earlier in the same list.")]),
        (
            "/opens_at",
            r#""soon""#,
            &[("/opens_at", "This should be a moment in UTC, such as \"2026-01-31T09:30:00Z\".")],
        ),
        (
            "/closes_at",
            r#""2025-12-31T00:00:00Z""#,
            &[("/closes_at", "The closing time should be after the opening time.")],
        ),
        (
            "/sites/0/origins/0",
            r#""https://forum.example/""#,
            &[("/sites/0/origins/0", "This should be an exact origin, such as \"https://forum.example\".")],
        ),
        ("/sites/0/origins", "[]", &[("/sites/0/origins", "This list needs at least 1 items.")]),
        ("/sites/0/id", r#""hosted""#, &[("/sites/0/id", "This stands earlier in the same list.")]),
        ("/retention", "365", &[("/retention", "This should be an object.")]),
        ("/retention", "{}", &[("/retention/days", "This member is missing.")]),
        ("/retention/days", "29", &[("/retention/days", "This number should be from 30 to 3650.")]),
        ("/retention/days", "3651", &[("/retention/days", "This number should be from 30 to 3650.")]),
        (
            "/retention/hours",
            "1",
            &[("/retention/hours", "The format does not know this member; look at its spelling.")],
        ),
        ("/release", "24", &[("/release", "This should be an object.")]),
        ("/release/changes", "19", &[("/release/changes", "This number should be from 20 to 100000.")]),
        ("/release/every_hours", "0", &[("/release/every_hours", "This number should be from 1 to 8760.")]),
        ("/protection", "\"never\"", &[("/protection", "This should be \"adaptive\", \"always\" or \"off\".")]),
        ("/protection", "1", &[("/protection", "This should be a string.")]),
        ("/release/threshold", "9", &[("/release/threshold", "This number should be from 10 to 30.")]),
        (
            "/release/threshold",
            "15",
            &[("/release/threshold", "This should be such that \"threshold\" is a multiple of \"base\".")],
        ),
        ("/release/base", "1", &[("/release/base", "This should be 5 or 10.")]),
        ("/release/possible", "4", &[("/release/possible", "This number should be from 5 to 10.")]),
        (
            "/release/privacy/epsilon_tenths",
            "0",
            &[("/release/privacy/epsilon_tenths", "This number should be from 1 to 100.")],
        ),
        ("/release/privacy", "{}", &[("/release/privacy/epsilon_tenths", "This member is missing.")]),
        ("/licence", "\"MIT\"", &[("/licence", "This should be \"OGL-UK-3.0\" or \"CC-BY-4.0\".")]),
        ("/release/days", "1", &[("/release/days", "The format does not know this member; look at its spelling.")]),
        ("/questions", "[]", &[("/questions", "This list needs at least 1 items.")]),
        (
            "/questions/0/id",
            r#""Stage""#,
            &[
                ("/questions/0/id", "This should be an identifier: 1 to 64 lower-case letters, digits and hyphens."),
                ("/questions/1/show_if/question", "No earlier question has this identifier."),
            ],
        ),
        (
            "/questions/2/id",
            r#""stage""#,
            &[
                ("/questions/2/id", "This stands earlier in the same list."),
                ("/questions/3/show_if/all/0/question", "No earlier question has this identifier."),
                ("/questions/5/show_if/any/1/question", "No earlier question has this identifier."),
            ],
        ),
        (
            "/questions/5/kind",
            r#""essay""#,
            &[(
                "/questions/5/kind",
                "This should be one of single_choice, multiple_choice, rating, agreement, free_text, ranking, region and vote.",
            )],
        ),
        (
            "/questions/0/options/1/id",
            r#""before""#,
            &[
                ("/questions/0/options/1/id", "This stands earlier in the same list."),
                ("/questions/1/show_if/any_of/0", "That question does not offer this."),
            ],
        ),
        ("/questions/1/max_chosen", "4", &[("/questions/1/max_chosen", "This number should be from 1 to 3.")]),
        ("/questions/2/points", "12", &[("/questions/2/points", "This number should be from 2 to 11.")]),
        (
            "/questions/2/measure",
            r#""csat""#,
            &[("/questions/2/measure", "This should be \"satisfaction\" or \"nps\".")],
        ),
        ("/questions/2/measure", "1", &[("/questions/2/measure", "This should be a string.")]),
        (
            "/questions/2/measure",
            r#""nps""#,
            &[("/questions/2/measure", "This should be left out: a net promoter score is asked on 11 points.")],
        ),
        (
            "/questions/3/measure",
            r#""satisfaction""#,
            &[("/questions/3/measure", "This should be left out: satisfaction is asked on at least 4 points.")],
        ),
        (
            "/questions/3/points",
            "2",
            &[("/questions/3/points", "This should be left out where \"labels\" has a label for each point.")],
        ),
        (
            "/questions/3/show_if/all/0/at_most",
            "6",
            &[("/questions/3/show_if/all/0/at_most", "This number should be from 1 to 5.")],
        ),
        (
            "/questions/3/show_if/all/0/at_least",
            "4",
            &[("/questions/3/show_if/all/0", "No answer meets this: \"at_least\" is above \"at_most\".")],
        ),
        (
            "/questions/3/show_if/all/0/question",
            r#""stage""#,
            &[("/questions/3/show_if/all/0", "That question's kind cannot be asked for this.")],
        ),
        (
            "/questions/5/show_if/any/0/statement",
            r#""gone""#,
            &[("/questions/5/show_if/any/0/statement", "That question does not offer this.")],
        ),
        ("/questions/5/max_length", "5001", &[("/questions/5/max_length", "This number should be from 1 to 5000.")]),
        ("/questions/5/required", r#""yes""#, &[("/questions/5/required", "This should be true or false.")]),
        (
            "/questions/5/options",
            "[]",
            &[("/questions/5/options", "The format does not know this member; look at its spelling.")],
        ),
        (
            "/questions/6/options",
            "[]",
            &[("/questions/6/options", "The format does not know this member; look at its spelling.")],
        ),
        ("/questions/7/max_ranked", "4", &[("/questions/7/max_ranked", "This number should be from 1 to 3.")]),
        ("/questions/7/max_ranked", "0", &[("/questions/7/max_ranked", "This number should be from 1 to 3.")]),
        (
            "/questions/7/options/2/id",
            r#""b""#,
            &[("/questions/7/options/2/id", "This stands earlier in the same list.")],
        ),
        (
            "/questions/8/statements",
            "[]",
            &[
                ("/questions/8/statements", "This list needs at least 1 items."),
                ("/questions/9/show_if/any/1/statement", "That question does not offer this."),
            ],
        ),
        (
            "/questions/8/scale",
            "[]",
            &[("/questions/8/scale", "The format does not know this member; look at its spelling.")],
        ),
        (
            "/questions/9/show_if/any/0/any_of/1",
            r#""TLZ""#,
            &[("/questions/9/show_if/any/0/any_of/1", "That question does not offer this.")],
        ),
        (
            "/questions/9/show_if/any/1/any_of/1",
            r#""maybe""#,
            &[("/questions/9/show_if/any/1/any_of/1", "That question does not offer this.")],
        ),
        (
            "/questions/9/show_if/any/2",
            r#"{"question": "order", "any_of": ["a"]}"#,
            &[("/questions/9/show_if/any/2/any_of", "That question's kind cannot be asked for this.")],
        ),
    ];
    for (pointer, change, expected) in rows {
        let mut changed = document();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = changed.pointer_mut(parent).unwrap();
        let change: serde_json::Value = serde_json::from_str(change).unwrap();
        match parent {
            serde_json::Value::Array(items) => items[name.parse::<usize>().unwrap()] = change,
            serde_json::Value::Object(members) if change.is_null() => drop(members.remove(name)),
            serde_json::Value::Object(members) => drop(members.insert((*name).to_owned(), change)),
            _ => unreachable!("{pointer}"),
        }
        let issues = Definition::parse(&value(changed)).expect_err(pointer);
        let found: Vec<(String, String)> =
            issues.into_iter().map(|issue| (issue.pointer, issue.fault.to_string())).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(place, words)| (place.as_str(), words.as_str())).collect();
        assert_eq!(&found, expected, "{pointer}");
    }
}

#[test]
fn every_bad_answer_has_its_problem() {
    use AnswerFault as Fault;
    let rows = [
        (r#"{"stage": "before", "gone": 1}"#, "/answers/gone", Fault::UnknownQuestion),
        (r#"{"stage": 7}"#, "/answers/stage", Fault::WrongType),
        (r#"{"stage": "later"}"#, "/answers/stage", Fault::NotOffered),
        (r#"{"ease": 3}"#, "/answers/stage", Fault::Required),
        (r#"{"stage": "after", "parts": "a"}"#, "/answers/parts", Fault::WrongType),
        (r#"{"stage": "after", "parts": ["a", "a"]}"#, "/answers/parts", Fault::ChosenTwice),
        (r#"{"stage": "after", "parts": ["a", "z"]}"#, "/answers/parts", Fault::NotOffered),
        (r#"{"stage": "after", "parts": ["a", "b", "c"]}"#, "/answers/parts", Fault::TooManyChosen { limit: 2 }),
        (r#"{"stage": "before", "ease": 6}"#, "/answers/ease", Fault::OutOfRange),
        (r#"{"stage": "before", "ease": 0}"#, "/answers/ease", Fault::OutOfRange),
        (r#"{"stage": "before", "ease": 2.5}"#, "/answers/ease", Fault::WrongType),
        (r#"{"stage": "before", "views": ["agree"]}"#, "/answers/views", Fault::WrongType),
        (r#"{"stage": "before", "views": {"gone": "agree"}}"#, "/answers/views", Fault::UnknownStatement),
        (r#"{"stage": "before", "views": {"cost": "maybe"}}"#, "/answers/views/cost", Fault::NotOffered),
        (r#"{"stage": "before", "views": {"cost": true}}"#, "/answers/views/cost", Fault::WrongType),
        (r#"{"stage": "before", "ease": 1, "more": "12345678901"}"#, "/answers/more", Fault::TooLong { limit: 10 }),
        (r#"{"stage": "before", "ease": 1, "more": ["x"]}"#, "/answers/more", Fault::WrongType),
        (r#"{"stage": "before", "home": 7}"#, "/answers/home", Fault::WrongType),
        (r#"{"stage": "before", "home": "London"}"#, "/answers/home", Fault::NotOffered),
        (r#"{"stage": "before", "order": "a"}"#, "/answers/order", Fault::WrongType),
        (r#"{"stage": "before", "order": [1]}"#, "/answers/order", Fault::WrongType),
        (r#"{"stage": "before", "order": ["a", "z"]}"#, "/answers/order", Fault::NotOffered),
        (r#"{"stage": "before", "order": ["a", "a"]}"#, "/answers/order", Fault::ChosenTwice),
        (r#"{"stage": "before", "order": ["c", "b", "a"]}"#, "/answers/order", Fault::TooManyChosen { limit: 2 }),
        (r#"{"stage": "before", "order": {"a": 1, "b": 2}}"#, "/answers/order", Fault::WrongType),
        (r#"{"stage": "before", "order": {"a": 1, "b": 1}}"#, "/answers/order", Fault::PlacedTwice),
        (r#"{"stage": "before", "votes": ["agree"]}"#, "/answers/votes", Fault::WrongType),
        (r#"{"stage": "before", "votes": {"gone": "agree"}}"#, "/answers/votes", Fault::UnknownStatement),
        (r#"{"stage": "before", "votes": {"late": "maybe"}}"#, "/answers/votes/late", Fault::NotOffered),
        (r#"{"stage": "before", "votes": {"late": 1}}"#, "/answers/votes/late", Fault::WrongType),
        ("[]", "/answers", Fault::WrongType),
    ];
    for (answers, pointer, fault) in rows {
        let issues =
            Answers::parse(definition().questionnaire(), &serde_json::from_str(answers).unwrap()).expect_err(answers);
        let found: Vec<_> = issues.iter().map(|issue| (issue.pointer.as_str(), issue.fault)).collect();
        assert_eq!(found, [(pointer, fault)], "{answers}");
    }
}

#[test]
fn answers_to_questions_not_shown_are_set_aside() {
    let given = r#"{"stage": "before", "parts": ["a"], "feel": 1, "more": "x"}"#;
    let reading = Reading::of(definition().questionnaire(), &serde_json::from_str(given).unwrap());
    assert_eq!(reading.shown, [true, false, true, false, true, false, true, true, true, false]);
    let answers = Answers::parse(definition().questionnaire(), &serde_json::from_str(given).unwrap()).unwrap();
    assert_eq!(answers.to_value().to_string(), r#"{"stage":"before"}"#);
}

#[test]
fn one_text_has_one_form() {
    let read = |text: &str| {
        let given = Value::object([("stage", "before".into()), ("ease", 1.into()), ("more", text.into())]);
        Answers::parse(definition().questionnaire(), &given).unwrap().to_value().to_string()
    };
    assert_eq!(read(" a\r\nb\u{0} \n"), read("a\nb"));
    assert_eq!(read("ééééééééé\r\n"), r#"{"stage":"before","ease":1,"more":"ééééééééé"}"#);
}

#[test]
fn a_submission_holds_no_personal_information() {
    let consultation =
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition());
    let parse = |text: &str| {
        let answers = serde_json::json!({"stage": "before", "ease": 1, "more": text});
        let body = serde_json::json!({"revision": 1, "site": "forum", "lang": "cy", "answers": answers});
        Submission::parse(&value(body), &consultation).unwrap()
    };
    // At the question's limit of ten characters, typed and kept.
    for (typed, kept, removed) in [
        ("a@b.uk 1.1", "[mail] 1.1", &[Personal::Email][..]),
        ("m11aa e16a", "m1[…] e16a", &[Personal::Postcode]),
        ("9434765919", "[NHS]", &[Personal::NhsNumber]),
        ("m11aam11aa", "m11aam11aa", &[]),
    ] {
        let submission = parse(typed);
        assert_eq!(submission.to_value(), parse(kept).to_value());
        assert_eq!(submission.removed(), removed);
        assert_eq!(parse(kept).removed(), []);
    }
    // Which of two addresses it was is not content: a retry is known by what is kept.
    assert_eq!(parse("a@b.uk").to_value(), parse("c@d.uk").to_value());
}

#[test]
fn bad_envelopes_have_their_problem() {
    let consultation =
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition());
    let sound = serde_json::json!({"revision": 1, "site": "forum", "lang": "cy", "page": "https://forum.example/t?x=1", "answers": {"stage": "before"}});
    let submission = Submission::parse(&value(sound.clone()), &consultation).unwrap();
    assert_eq!(
        submission.to_value().to_string(),
        r#"{"revision":1,"site":"forum","lang":"cy","page":"https://forum.example/t","answers":{"stage":"before"}}"#
    );
    for (member, change, problem) in [
        ("revision", "2", Problem::WrongRevision),
        ("revision", "\"1\"", Problem::MalformedRequest),
        ("site", "\"elsewhere\"", Problem::UnknownSite),
        ("site", "1", Problem::MalformedRequest),
        ("lang", "\"fr\"", Problem::LanguageNotOffered),
        ("page", "\"javascript:1\"", Problem::PageAddressMalformed),
        ("page", "1", Problem::MalformedRequest),
        ("answers", "{}", Problem::RequiredAnswerMissing),
        ("extra", "1", Problem::MalformedRequest),
    ] {
        let mut changed = sound.clone();
        changed[member] = serde_json::from_str(change).unwrap();
        let rejection: Rejection = Submission::parse(&value(changed), &consultation).expect_err(member);
        assert_eq!(rejection.problem(), problem, "{member}: {change}");
    }
    assert_eq!(Submission::parse(&Value::Null, &consultation).unwrap_err().problem(), Problem::MalformedRequest);
}

proptest! {
    #[test]
    fn a_form_sends_what_json_sends(
        stage in prop::sample::select(vec!["before", "after"]),
        parts in prop::sample::subsequence(vec!["a", "b", "c"], 0..=2),
        ease in prop::option::of(1..=5u32),
        cost in prop::option::of(prop::sample::select(vec!["agree", "disagree"])),
        more in "[ -~é\n]{0,10}",
        home in prop::option::of(0..12usize),
        order in prop::sample::subsequence(vec!["a", "b", "c"], 0..=2).prop_shuffle(),
        votes in prop::collection::btree_map(
            prop::sample::select(vec!["late", "more"]), prop::sample::select(vec!["agree", "disagree", "pass"]), 0..=2,
        ),
    ) {
        let mut members = vec![("stage", stage.into()), ("more", Value::string(more))];
        members.push(("parts", Value::Array(parts.into_iter().map(Value::from).collect())));
        members.extend(ease.map(|point| ("ease", point.into())));
        members.push(("views", Value::object(cost.map(|point| ("cost", point.into())))));
        members.extend(home.and_then(|index| Region::all().nth(index)).map(|region| ("home", region.code().into())));
        members.push(("order", Value::Array(order.into_iter().map(Value::from).collect())));
        members.push(("votes", Value::object(votes.into_iter().map(|(id, vote)| (id, vote.into())))));
        let definition = definition();
        let answers = Answers::parse(definition.questionnaire(), &Value::object(members)).unwrap();
        prop_assert_eq!(Answers::parse(definition.questionnaire(), &answers.to_value()), Ok(answers.clone()));
        let fields: Vec<(String, String)> =
            answers.to_fields().into_iter().map(|(name, value)| (name, value.replace('\n', "\r\n"))).collect();
        prop_assert_eq!(Answers::parse(definition.questionnaire(), &definition.questionnaire().answers_from_fields(&fields)), Ok(answers));
    }
}

#[test]
fn a_form_is_asked_in_parts() {
    let parts = |questions: &[&str], unscripted| {
        let questions: Vec<serde_json::Value> = questions
            .iter()
            .enumerate()
            .map(|(index, also)| {
                let mut question =
                    serde_json::json!({"id": format!("q{index}"), "kind": "free_text", "text": {"en": "Q"}});
                match *also {
                    "" => {}
                    "part" => question["part"] = serde_json::json!({"en": "P"}),
                    on => question["show_if"] = serde_json::json!({"question": on, "answered": true}),
                }
                question
            })
            .collect();
        let document = serde_json::json!({"title": {"en": "T"}, "languages": ["en"], "questions": questions});
        Definition::parse(&value(document)).unwrap().questionnaire().parts(unscripted)
    };
    let sizes = |parts: Vec<std::ops::Range<usize>>| parts.into_iter().map(|part| part.len()).collect::<Vec<_>>();
    for (questions, scripted, unscripted) in [
        (&[""; 10][..], &[10][..], &[10][..]),
        (&[""; 11], &[5, 5, 1], &[5, 5, 1]),
        (&["", "", "part", "", "part"], &[2, 2, 1], &[2, 2, 1]),
        (&["part", ""], &[2], &[2]),
        (&["", "q0", "q0"], &[3], &[1, 2]),
        (&["", "q0", "q1", ""], &[4], &[1, 1, 2]),
        (&["", "", "q0", "part", "q0"], &[3, 2], &[2, 1, 2]),
    ] {
        assert_eq!(sizes(parts(questions, false)), scripted, "{questions:?}");
        assert_eq!(sizes(parts(questions, true)), unscripted, "{questions:?}");
    }
}
