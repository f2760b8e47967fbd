use super::*;
use crate::contribution::Contribution;
use contract::{Answers, ConsultationId, Day, Definition, DepartmentId, Lang, SiteId};
use proptest::prelude::*;

const HOUR: i64 = 3_600;

fn consultation(rules: &str) -> Consultation {
    let text = r#"{
        "title": {"en": "T"}, "languages": ["en"], RULES
        "questions": [
            {"id": "one", "kind": "single_choice", "text": {"en": "1"}, "required": true,
             "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}, {"id": "c", "text": {"en": "c"}}]},
            {"id": "many", "kind": "multiple_choice", "text": {"en": "2"}, "max_chosen": 2,
             "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}, {"id": "c", "text": {"en": "c"}}]},
            {"id": "rate", "kind": "rating", "text": {"en": "3"}, "points": 3, "low": {"en": "l"}, "high": {"en": "h"},
             "show_if": {"question": "one", "any_of": ["a"]}},
            {"id": "agree", "kind": "agreement", "text": {"en": "4"},
             "scale": [{"id": "yes", "text": {"en": "y"}}, {"id": "no", "text": {"en": "n"}}],
             "statements": [{"id": "s", "text": {"en": "s"}}, {"id": "t", "text": {"en": "t"}}]},
            {"id": "say", "kind": "free_text", "text": {"en": "5"}},
            {"id": "rank", "kind": "ranking", "text": {"en": "6"},
             "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
            {"id": "home", "kind": "region", "text": {"en": "7"}}
        ]}"#;
    let text = text.replace("RULES", rules);
    let definition = Definition::parse(&serde_json::from_str(&text).unwrap()).unwrap();
    let (id, department) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
    Consultation::draft(id, department, definition)
}

fn response(consultation: &Consultation, answers: &str) -> Contribution {
    let questionnaire = consultation.current().definition.questionnaire();
    let answers = Answers::parse(questionnaire, &serde_json::from_str(answers).unwrap()).unwrap();
    Contribution::of(SiteId::parse("forum").unwrap(), Lang::En, Day::from_days(20_000), &answers)
}

fn tally(responses: &[Contribution]) -> Tally {
    let mut tally = Tally::new();
    responses.iter().for_each(|response| tally.record(response));
    tally
}

/// So many responses with these answers.
fn times(consultation: &Consultation, groups: &[(usize, &str)]) -> Vec<Contribution> {
    groups.iter().flat_map(|(times, answers)| vec![response(consultation, answers); *times]).collect()
}

fn at(hours: i64) -> Timestamp {
    Timestamp::from_unix_seconds(1_767_225_600 + hours * HOUR)
}

fn first(consultation: &Consultation, groups: &[(usize, &str)]) -> Option<(Release, Mark)> {
    Release::next(consultation, &tally(&times(consultation, groups)), None, at(0))
}

#[test]
fn a_release_in_bytes() {
    let consultation = consultation("");
    let groups: &[(usize, &str)] = &[
        (13, r#"{"one": "a", "many": ["a", "b"], "agree": {"s": "yes"}, "rank": ["b"], "home": "TLC"}"#),
        (12, r#"{"one": "b", "many": ["a"], "agree": {"s": "no"}, "rank": ["a", "b"], "say": "x"}"#),
        (21, r#"{"one": "c", "many": ["c"], "rank": ["b", "a"]}"#),
    ];
    let (release, mark) = first(&consultation, groups).unwrap();
    let text = release.to_value().to_string();
    let (head, home) = text.split_once(r#",{"question":"home""#).unwrap();
    assert_eq!(
        head,
        concat!(
            r#"{"format":1,"number":1,"at":"2026-01-01T00:00:00Z","revision":1,"responses":45,"tables":["#,
            r#"{"question":"one","kind":"single_choice","answered":45,"cells":[{"id":"a","count":15,"percent":33},{"id":"b","count":10,"percent":22},{"id":"c","count":20,"percent":44}]},"#,
            r#"{"question":"many","kind":"multiple_choice","answered":45,"cells":[{"id":"a","count":25,"percent":56},{"id":"b","count":15,"percent":33},{"id":"c","count":20,"percent":44}]},"#,
            r#"{"question":"rate","kind":"rating","answered":null,"cells":[{"id":"1","count":null,"percent":null},{"id":"2","count":null,"percent":null},{"id":"3","count":null,"percent":null}]},"#,
            r#"{"question":"agree","kind":"agreement","statement":"s","answered":25,"cells":[{"id":"yes","count":15,"percent":60},{"id":"no","count":10,"percent":40}]},"#,
            r#"{"question":"agree","kind":"agreement","statement":"t","answered":null,"cells":[{"id":"yes","count":null,"percent":null},{"id":"no","count":null,"percent":null}]},"#,
            r#"{"question":"rank","kind":"ranking","answered":45,"cells":[{"id":"a","count":10,"percent":22},{"id":"b","count":35,"percent":78}]}"#,
        )
    );
    // The total less the one that is published leaves each of the eleven others from none to four.
    assert!(
        home.starts_with(r#","kind":"region","answered":15,"cells":[{"id":"TLC","count":15,"percent":100}"#),
        "{home}"
    );
    let read = |text: &str| Release::from_value(&serde_json::from_str(text).unwrap());
    assert_eq!(read(&text), Some(release));
    assert_eq!(read(&text.replace(r#""format":1"#, r#""format":2"#)), None);
    assert_eq!(Mark::from_value(&mark.to_value()), Some(mark));
}

#[test]
fn a_question_on_a_condition_is_published_where_nothing_is_left_out() {
    let consultation = consultation("");
    let rate = |release: &Release| release.tables[2].answered;
    for (groups, expected) in [
        // Both questions in full.
        ([10, 10, 10, 10, 20], Some(30)),
        // A count of the question itself is left out; one of the question it depends on is.
        ([10, 10, 9, 10, 20], None),
        ([10, 10, 10, 9, 20], None),
    ] {
        let answers = [
            r#"{"one": "a", "rate": 1}"#,
            r#"{"one": "a", "rate": 2}"#,
            r#"{"one": "a", "rate": 3}"#,
            r#"{"one": "b"}"#,
            r#"{"one": "c"}"#,
        ];
        let groups: Vec<(usize, &str)> = groups.into_iter().zip(answers).collect();
        assert_eq!(rate(&first(&consultation, &groups).unwrap().0), expected, "{groups:?}");
    }
}

#[test]
fn when_a_release_is_due() {
    let usual = consultation("");
    let rarer = consultation(r#""release": {"changes": 30, "every_hours": 2},"#);
    let (a, b) = (r#"{"one": "a"}"#, r#"{"one": "b"}"#);
    assert!(first(&usual, &[(19, a)]).is_none());
    let (_, mark) = first(&usual, &[(20, a)]).unwrap();
    for (consultation, groups, hours, due) in [
        (&usual, vec![(40, a)], 24, true),
        (&usual, vec![(40, a)], 23, false),
        (&usual, vec![(39, a)], 99, false),
        // Twenty who changed, or took their answers away; nineteen of them.
        (&usual, vec![(20, b)], 24, true),
        (&usual, vec![(1, a), (19, b)], 24, false),
        (&usual, vec![], 24, true),
        // Twenty who came and ten who went.
        (&usual, vec![(10, a), (20, b)], 24, true),
        (&rarer, vec![(50, a)], 2, true),
        (&rarer, vec![(50, a)], 1, false),
        (&rarer, vec![(49, a)], 2, false),
    ] {
        let tally = tally(&times(consultation, &groups));
        let next = Release::next(consultation, &tally, Some(&mark), at(hours));
        assert_eq!(next.map(|(release, _)| release.number), due.then_some(2), "{groups:?} {hours}");
    }
}

fn any_responses() -> impl Strategy<Value = Vec<Contribution>> {
    let consultation = consultation("");
    let answers = [
        r#"{"one": "a", "many": ["a", "c"], "rate": 1, "rank": ["a"]}"#,
        r#"{"one": "a", "rate": 3, "agree": {"s": "yes", "t": "no"}}"#,
        r#"{"one": "b", "many": ["b"], "agree": {"s": "no"}, "home": "TLC"}"#,
        r#"{"one": "c", "rank": ["b", "a"], "home": "TLN", "say": "words"}"#,
    ];
    let responses = answers.map(|answers| response(&consultation, answers));
    prop::collection::vec(prop::sample::select(responses.to_vec()), 20..90)
}

proptest! {
    #[test]
    fn the_order_of_answers_changes_no_byte((before, after) in any_responses()
        .prop_flat_map(|responses| (Just(responses.clone()), Just(responses).prop_shuffle())))
    {
        let consultation = consultation("");
        let text = |responses: &[Contribution]| {
            let next = Release::next(&consultation, &tally(responses), None, at(0));
            next.map(|(release, mark)| (release.to_value().to_string(), mark.to_value().to_string()))
        };
        prop_assert_eq!(text(&before), text(&after));
    }

    /// What a batch holds is all that a release can tell of it: who came when, and who changed their mind on the way, is
    /// in no byte.
    #[test]
    fn who_waits_changes_nothing_until_twenty_do(first in any_responses(), waiting in any_responses()) {
        let consultation = consultation("");
        let Some((_, mark)) = Release::next(&consultation, &tally(&first), None, at(0)) else { return Ok(()) };
        let mut tally = tally(&first);
        for response in &waiting[..19] {
            tally.record(response);
            prop_assert_eq!(Release::next(&consultation, &tally, Some(&mark), at(1_000)), None);
        }
        tally.record(&waiting[19]);
        prop_assert!(Release::next(&consultation, &tally, Some(&mark), at(1_000)).is_some());
    }

    #[test]
    fn no_count_is_small_or_exact(responses in any_responses()) {
        let consultation = consultation("");
        let Some((release, _)) = Release::next(&consultation, &tally(&responses), None, at(0)) else { return Ok(()) };
        let counts = release.tables.iter().flat_map(|table| table.cells.iter().map(|(_, count)| *count).chain([table.answered]));
        for count in counts.chain([release.responses]).flatten() {
            prop_assert!(count >= 10 && count % 5 == 0, "{}", count);
        }
        for table in &release.tables {
            let shares: Vec<i64> = table.cells.iter().filter_map(|(_, count)| table.percent((*count)?)).collect();
            prop_assert!(shares.iter().all(|share| (0..=100).contains(share)), "{:?}", shares);
            // Each is rounded by itself once more.
            let parts = table.kind != "multiple_choice";
            prop_assert!(!parts || shares.iter().sum::<i64>() <= 100 + shares.len() as i64 / 2, "{:?}", shares);
        }
    }
}
