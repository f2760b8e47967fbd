use super::*;
use crate::contribution::Contribution;
use contract::{Answers, ConsultationId, Day, Definition, DepartmentId, Lang, SiteId};
use proptest::prelude::*;

const HOUR: i64 = 3_600;

pub(super) fn consultation(rules: &str) -> Consultation {
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

pub(super) fn response(consultation: &Consultation, answers: &str) -> Contribution {
    let questionnaire = consultation.current().definition.questionnaire();
    let answers = Answers::parse(questionnaire, &serde_json::from_str(answers).unwrap()).unwrap();
    Contribution::of(SiteId::parse("forum").unwrap(), Lang::En, Day::from_days(20_000), &answers)
}

pub(super) fn tally(responses: &[Contribution]) -> Tally {
    let mut tally = Tally::new();
    responses.iter().for_each(|response| tally.record(response));
    tally
}

/// So many responses with these answers.
fn times(consultation: &Consultation, groups: &[(usize, &str)]) -> Vec<Contribution> {
    groups.iter().flat_map(|(times, answers)| vec![response(consultation, answers); *times]).collect()
}

/// The next release of a consultation without noise.
pub(super) fn next(
    consultation: &Consultation,
    tally: &Tally,
    last: Option<&Mark>,
    now: Timestamp,
) -> Option<(Release, Mark)> {
    Release::next(consultation, tally, last, now, &|_, _| panic!("nothing is random here"))
}

pub(super) fn at(hours: i64) -> Timestamp {
    Timestamp::from_unix_seconds(1_767_225_600 + hours * HOUR)
}

fn first(consultation: &Consultation, groups: &[(usize, &str)]) -> Option<(Release, Mark)> {
    next(consultation, &tally(&times(consultation, groups)), None, at(0))
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
            r#"{"format":2,"consultation":"c","number":1,"at":"2026-01-01T00:00:00Z","revision":1,"licence":null,"#,
            r#""rules":{"changes":20,"every_hours":24,"threshold":10,"base":5,"possible":5,"epsilon_tenths":null},"privacy":null,"#,
            r#""responses":45,"tables":["#,
            r#"{"question":"one","kind":"single_choice","asked":45,"answered":45,"cells":[{"id":"a","count":15,"percent":33},{"id":"b","count":10,"percent":22},{"id":"c","count":20,"percent":44}]},"#,
            r#"{"question":"many","kind":"multiple_choice","asked":45,"answered":45,"cells":[{"id":"a","count":25,"percent":56},{"id":"b","count":15,"percent":33},{"id":"c","count":20,"percent":44}]},"#,
            r#"{"question":"rate","kind":"rating","asked":15,"answered":null,"cells":[{"id":"1","count":null,"percent":null},{"id":"2","count":null,"percent":null},{"id":"3","count":null,"percent":null}]},"#,
            r#"{"question":"agree","kind":"agreement","statement":"s","asked":45,"answered":25,"cells":[{"id":"yes","count":15,"percent":60},{"id":"no","count":10,"percent":40}]},"#,
            r#"{"question":"agree","kind":"agreement","statement":"t","asked":45,"answered":null,"cells":[{"id":"yes","count":null,"percent":null},{"id":"no","count":null,"percent":null}]},"#,
            r#"{"question":"rank","kind":"ranking","asked":45,"answered":45,"cells":[{"id":"a","count":10,"percent":22},{"id":"b","count":35,"percent":78}]}"#,
        )
    );
    // The total less the one that is published leaves each of the eleven others from none to four.
    assert!(
        home.starts_with(r#","kind":"region","asked":45,"answered":15,"cells":[{"id":"TLC","count":15,"percent":100}"#),
        "{home}"
    );
    let read = |text: &str| Release::from_value(&serde_json::from_str(text).unwrap());
    assert_eq!(read(&text).as_ref(), Some(&release));
    assert_eq!(read(&text.replace(r#""format":2"#, r#""format":3"#)), None);
    assert_eq!(Mark::from_value(&mark.to_value()), Some(mark));
    // As the first version wrote them.
    let first = r#"{"format":1,"number":1,"at":"2026-01-01T00:00:00Z","revision":1,"responses":45,"tables":[{"question":"one","kind":"single_choice","answered":45,"cells":[{"id":"a","count":15,"percent":33},{"id":"b","count":null,"percent":null}]}]}"#;
    let earlier = read(first).unwrap();
    assert_eq!((earlier.responses(), earlier.rules(), earlier.tables.len()), (Some(45), release.rules(), 1));
    let mark = r#"{"format":1,"number":3,"at":"2026-01-01T00:00:00Z","counts":{"":45,"one=a":15}}"#;
    assert_eq!(Mark::from_value(&serde_json::from_str(mark).unwrap()).unwrap().number(), 3);
}

#[test]
fn how_many_were_asked_is_made_of_what_is_published() {
    let consultation = consultation("");
    // Twelve of the first option: published as ten, of whom a question on a condition was asked.
    let groups: &[(usize, &str)] = &[
        (11, r#"{"one": "a", "rate": 1}"#),
        (11, r#"{"one": "a", "rate": 2}"#),
        (13, r#"{"one": "a", "rate": 3}"#),
        (7, r#"{"one": "a"}"#),
        (20, r#"{"one": "b"}"#),
        (20, r#"{"one": "c"}"#),
    ];
    let (release, _) = first(&consultation, groups).unwrap();
    let told = |index: usize| (release.tables[index].asked, release.tables[index].answered);
    assert_eq!((told(0), told(2)), ((Some(80), Some(80)), (Some(40), Some(35))));
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
        let next = next(consultation, &tally, Some(&mark), at(hours));
        assert_eq!(next.map(|(release, _)| release.number), due.then_some(2), "{groups:?} {hours}");
    }
}

#[test]
fn what_is_missing_is_told() {
    let consultation = consultation("");
    let twenty = tally(&times(&consultation, &[(20, r#"{"one": "a"}"#)]));
    let (_, mark) = next(&consultation, &twenty, None, at(0)).unwrap();
    let more = tally(&times(&consultation, &[(33, r#"{"one": "a"}"#)]));
    let due = |tally: &Tally, hours| Release::due(&consultation, tally, Some(&mark), at(hours));
    assert_eq!(due(&more, 5), Due::Later { until: Some(at(24)), changes: Some(7) });
    assert_eq!(due(&more, 24), Due::Later { until: None, changes: Some(7) });
    assert_eq!(Release::due(&consultation, &more, None, at(0)), Due::Now);
}

#[test]
fn a_consultation_may_ask_for_more() {
    let consultation = consultation(r#""release": {"threshold": 20, "base": 10}, "licence": "OGL-UK-3.0","#);
    let groups: &[(usize, &str)] = &[(34, r#"{"one": "a"}"#), (19, r#"{"one": "b"}"#), (46, r#"{"one": "c"}"#)];
    let (release, _) = first(&consultation, groups).unwrap();
    let cells: Vec<_> = release.tables[0].cells.iter().map(|(_, count)| *count).collect();
    // The next smallest is hidden beside the one that is too small.
    assert_eq!((release.responses(), cells), (Some(100), vec![None, None, Some(50)]));
    assert_eq!(release.licence(), Some(Licence::OglUk3));
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
            let next = next(&consultation, &tally(responses), None, at(0));
            next.map(|(release, mark)| (release.to_value().to_string(), mark.to_value().to_string()))
        };
        prop_assert_eq!(text(&before), text(&after));
    }

    /// What a batch holds is all that a release can tell of it: who came when, and who changed their mind on the way, is
    /// in no byte.
    #[test]
    fn who_waits_changes_nothing_until_twenty_do(first in any_responses(), waiting in any_responses()) {
        let consultation = consultation("");
        let Some((_, mark)) = next(&consultation, &tally(&first), None, at(0)) else { return Ok(()) };
        let mut tally = tally(&first);
        for response in &waiting[..19] {
            tally.record(response);
            prop_assert_eq!(next(&consultation, &tally, Some(&mark), at(1_000)), None);
        }
        tally.record(&waiting[19]);
        prop_assert!(next(&consultation, &tally, Some(&mark), at(1_000)).is_some());
    }

    #[test]
    fn no_count_is_small_or_exact(responses in any_responses()) {
        let consultation = consultation("");
        let Some((release, _)) = next(&consultation, &tally(&responses), None, at(0)) else { return Ok(()) };
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

    /// Whoever looks whenever they like, while people come, change and go.
    #[test]
    fn two_releases_differ_by_twenty_people_and_a_day(
        steps in prop::collection::vec((0..4usize, 0..6i64, any::<bool>()), 0..400),
    ) {
        let consultation = consultation("");
        let answers = [r#"{"one": "a", "rate": 1}"#, r#"{"one": "b", "many": ["a"]}"#, r#"{"one": "c"}"#, r#"{"one": "a", "rate": 2}"#];
        let answers = answers.map(|answers| response(&consultation, answers));
        let (mut tally, mut there, mut hour) = (Tally::new(), Vec::new(), 0);
        let mut last: Option<Mark> = None;
        for (which, hours, comes) in steps {
            hour += hours;
            if comes || there.is_empty() {
                tally.record(&answers[which]);
                there.push(which);
            } else {
                tally.withdraw(&answers[there.remove(which % there.len())]);
            }
            let Some((release, mark)) = next(&consultation, &tally, last.as_ref(), at(hour)) else { continue };
            let nothing = Counts::default();
            let before = last.as_ref().map_or(&nothing, |mark| &mark.counts);
            prop_assert!(mark.counts.differs_by(before) >= 20);
            prop_assert!(last.as_ref().is_none_or(|last| mark.at.unix_seconds() - last.at.unix_seconds() >= 24 * HOUR));
            prop_assert_eq!(release.number(), last.map_or(1, |last| last.number + 1));
            last = Some(mark);
        }
    }
}
