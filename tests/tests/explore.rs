//! Filters and cross-tables: the same counts as a recount of the answers that were sent, over several shards, and after some
//! were changed and withdrawn.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, key};

const POINTS: u64 = 3;

/// What one person sent: at which site, at which stage, and how easy they found it, where they said so.
#[derive(Clone, Copy)]
struct Sent {
    site: &'static str,
    after: bool,
    ease: Option<u64>,
}

fn people() -> Vec<Sent> {
    let one = |number: u64| Sent {
        site: if number.is_multiple_of(3) { "blog" } else { "forum" },
        after: number % 5 < 2,
        ease: (!number.is_multiple_of(7)).then_some(number * number % POINTS + 1),
    };
    (0..60).map(one).collect()
}

fn body(one: Sent) -> Value {
    let mut answers = json!({"stage": if one.after { "after" } else { "before" }});
    if let Some(point) = one.ease {
        answers["ease"] = json!(point);
    }
    json!({"revision": 1, "site": one.site, "lang": "en", "answers": answers})
}

fn document() -> Value {
    json!({
        "title": {"en": "Two questions"}, "languages": ["en"],
        "sites": [{"id": "forum", "name": "Forum", "origins": [FORUM]}, {"id": "blog", "name": "Blog", "origins": [FORUM]}],
        "questions": [
            {"id": "stage", "kind": "single_choice", "text": {"en": "Stage?"},
             "options": [{"id": "before", "text": {"en": "Before"}}, {"id": "after", "text": {"en": "After"}}]},
            {"id": "ease", "kind": "rating", "text": {"en": "Ease?"}, "points": POINTS, "low": {"en": "L"}, "high": {"en": "H"}}
        ]
    })
}

fn count(people: &[Sent], chosen: impl Fn(&Sent) -> bool) -> usize {
    people.iter().filter(|one| chosen(one)).count()
}

/// The cross-table of stage by ease, and a filtered summary, against the answers that are left.
fn check(edge: &Edge, people: &[Sent]) {
    let (status, found) = edge.department_call("GET", "closer/summary?cross=stage,ease&site=forum", "");
    assert_eq!(status, 200, "{found}");
    let at_forum = |one: &Sent| one.site == "forum";
    assert_eq!(found["responses"], json!(count(people, at_forum)));
    let groups = found["cross"]["groups"].as_array().unwrap();
    let rows = [("before", false), ("after", true)];
    for (group, (id, after)) in groups.iter().zip(rows) {
        let own = |one: &Sent| at_forum(one) && one.after == after;
        let counts: Vec<Value> = (1..=POINTS)
            .map(|point| json!({"id": point.to_string(), "count": count(people, |one| own(one) && one.ease == Some(point))}))
            .collect();
        let answered = count(people, |one| own(one) && one.ease.is_some());
        let expected = json!({"id": id, "responses": count(people, own), "answered": answered, "options": counts});
        assert_eq!(*group, expected);
    }
    assert_eq!(
        groups[2],
        json!({"id": null, "responses": 0, "answered": 0,
        "options": (1..=POINTS).map(|point| json!({"id": point.to_string(), "count": 0})).collect::<Vec<_>>()})
    );

    let (_, found) = edge.department_call("GET", "closer/summary?where=ease:2&where=stage:after", "");
    let both = count(people, |one| one.ease == Some(2) && one.after);
    assert_eq!(found["responses"], json!(both));
    assert_eq!(found["questions"][1]["points"], json!([0, both, 0]));

    let path = |tail: &str| format!("/v1/departments/{}/consultations/closer/{tail}", edge.department());
    let bearer = format!("Bearer {}", edge.token());
    let csv = edge.reply("GET", &path("cross.csv?cross=ease,stage"), &[("authorization", &bearer)], "");
    let mut expected = "ease,responses,answered,stage:before,stage:after\r\n".to_owned();
    for point in [Some(1), Some(2), Some(3), None] {
        let own = |after: bool| count(people, |one| one.ease == point && one.after == after);
        let name = point.map(|point| point.to_string()).unwrap_or_default();
        let all = own(false) + own(true);
        expected.push_str(&format!("{name},{all},{all},{},{}\r\n", own(false), own(true)));
    }
    assert_eq!(csv.text, expected);

    // What a chart of some responses shows, as a file.
    let after: Vec<&Sent> = people.iter().filter(|one| one.after).collect();
    let answered = after.iter().filter(|one| one.ease.is_some()).count();
    let csv = edge.reply("GET", &path("data/question-ease.csv?where=stage:after"), &[("authorization", &bearer)], "");
    for (row, point) in csv.text.lines().skip(1).zip(1..=POINTS) {
        let own = after.iter().filter(|one| one.ease == Some(point)).count();
        assert!(row.ends_with(&format!(",{own},{:.2}", own as f64 * 100.0 / answered as f64)), "{point}: {}", csv.text);
    }
    assert_eq!(csv.text.lines().next(), Some("Answer,Answers,Share (%)"));
    assert_eq!(csv.text.lines().count(), 1 + usize::try_from(POINTS).unwrap());
    let none = edge.reply("GET", &path("data/days.csv?where=stage:after"), &[("authorization", &bearer)], "");
    assert_eq!(none.status, 404, "what is not a question has no such file");
}

#[test]
fn filters_and_cross_tables_are_those_of_a_recount() {
    let edge = Edge::start();
    edge.put("closer", &document());
    edge.department_call("POST", "closer/shards", r#"{"shards": 3}"#);
    assert_eq!(
        edge.department_call("GET", "closer/summary?cross=stage,ease", "").1["responses"],
        0,
        "a draft has none"
    );
    edge.department_call("POST", "closer/open", "");
    let mut people = people();
    let receipts: Vec<String> = people
        .iter()
        .map(|one| {
            let (status, reply) = edge.post("closer", &key(), &body(*one));
            assert_eq!(status, 201, "{reply}");
            reply["receipt"].as_str().unwrap().to_owned()
        })
        .collect();
    check(&edge, &people);

    // The counts that are kept follow what becomes of responses that they counted.
    for (one, receipt) in people.iter_mut().zip(&receipts).step_by(4) {
        one.ease = Some(2);
        assert_eq!(edge.change(receipt, &body(*one)).0, 200);
    }
    for (index, receipt) in receipts.iter().enumerate().filter(|(index, _)| index % 6 == 1) {
        assert_eq!(edge.withdraw(receipt).0, 204, "{index}");
    }
    let mut index = 0;
    people.retain(|_| {
        index += 1;
        (index - 1) % 6 != 1
    });
    people.push(Sent { site: "forum", after: true, ease: Some(1) });
    edge.post("closer", &key(), &body(people[people.len() - 1]));
    check(&edge, &people);
}

#[test]
fn what_cannot_be_asked_is_refused_with_its_place() {
    let edge = Edge::start();
    edge.put("closer", &document());
    for (address, pointers) in [
        ("summary?where=stage:later", vec!["/where"]),
        ("summary?cross=stage", vec!["/cross"]),
        ("summary?from=1-1-2026&cross=stage,none", vec!["/from", "/cross"]),
        ("cross.csv", vec!["/cross"]),
        ("data/question-ease.csv?where=stage:later", vec!["/where"]),
    ] {
        let (status, refused) = edge.department_call("GET", &format!("closer/{address}"), "");
        let found: Vec<&str> =
            refused["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!((status, found), (400, pointers), "{address}");
    }
    assert_eq!(edge.department_call("GET", "closer/summary?by=site&site=forum", "").0, 400);
}

#[test]
fn the_page_shows_what_its_address_asks_for() {
    let edge = Edge::start();
    edge.put("closer", &document());
    edge.department_call("POST", "closer/open", "");
    for one in people() {
        edge.post("closer", &key(), &body(one));
    }
    let bearer = format!("Bearer {}", edge.token());
    let page = |tail: &str| {
        let path = format!("/d/{}/closer{tail}", edge.department());
        edge.reply("GET", &path, &[("authorization", &bearer), ("accept", "text/html")], "")
    };
    let after = count(&people(), |one| one.after);
    let found = page("/explore?where=stage:after&cross=stage&cross=ease");
    assert_eq!(found.status, 200);
    assert!(
        found
            .text
            .contains(&format!(r#"<strong class="figure" data-figure="chosen">{after}</strong> of 60 responses"#))
    );
    assert!(found.text.contains(r#"<option value="stage:after" selected>After</option>"#));
    assert!(found.text.contains("cross.csv?where=stage%3Aafter&amp;cross=stage&amp;cross=ease"));
    assert!(page("").text.contains(&format!("action=\"/d/{}/closer/explore\"", edge.department())));
    let wrong = page("/explore?where=stage:later");
    assert_eq!(wrong.status, 400);
    assert!(wrong.text.contains("There is a problem"));
}
