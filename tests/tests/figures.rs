//! What a department reads of a consultation: how far people came, each table as a file, and what the overview says.

use serde_json::json;
use soundings_tests::{Edge, FORUM, key};

/// The rows of a file of figures, its heads among them.
fn table(edge: &Edge, name: &str) -> Vec<String> {
    let path = format!("/v1/departments/{}/consultations/sample/data/{name}.csv", edge.department());
    let bearer = format!("Bearer {}", edge.token());
    let reply = edge.reply("GET", &path, &[("authorization", &bearer)], "");
    assert_eq!(reply.status, 200, "{name}: {}", reply.text);
    assert_eq!(reply.headers["content-disposition"], format!("attachment; filename=\"sample-{name}.csv\""));
    reply.text.lines().map(str::to_owned).collect()
}

/// A page of the department.
fn page(edge: &Edge, path: &str) -> String {
    let bearer = format!("Bearer {}", edge.token());
    let reply = edge.reply("GET", &format!("/d/{}{path}", edge.department()), &[("authorization", &bearer)], "");
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    reply.text
}

#[test]
fn the_department_reads_how_far_people_came_and_takes_each_table_along() {
    let edge = Edge::start();
    edge.open_samples();
    let form = "/v1/consultations/sample/form?site=forum";
    for _ in 0..3 {
        assert_eq!(edge.reply("GET", form, &[("origin", FORUM)], "").status, 200);
    }
    assert_eq!(edge.reply("GET", "/f/sample", &[], "").status, 200);
    // None of these is a form that somebody saw.
    assert_eq!(edge.reply("GET", form, &[("origin", "https://elsewhere.example")], "").status, 403);
    assert_eq!(edge.reply("GET", "/f/closed", &[], "").status, 200);
    assert_eq!(edge.reply("GET", "/v1/consultations/sample/start", &[], "").status, 200);
    let mut receipts = Vec::new();
    for ease in [5, 5, 4] {
        let body = json!({
            "revision": 1, "site": "forum", "lang": "en",
            "answers": {"stage": "before", "ease": ease, "home": "TLM", "votes": {"late": "agree"}},
        });
        let (status, reply) = edge.post("sample", &key(), &body);
        assert_eq!(status, 201, "{reply}");
        receipts.push(reply["receipt"].as_str().unwrap().to_owned());
    }
    // A second try takes nothing back again.
    for status in [204, 410] {
        assert_eq!(edge.withdraw(&receipts[2]).0, status);
    }

    let sent = ["Step,Times", "Form seen,4", "Answer started,1", "Answer sent,3", "Answer withdrawn,1"];
    assert_eq!(table(&edge, "funnel"), sent);
    assert_eq!(table(&edge, "sites"), ["Site,People,Share (%)", "The forum,2,100.00"]);
    assert_eq!(table(&edge, "question-ease")[4..], ["4,0,0.00", "5 – Easy,2,100.00"]);
    assert_eq!(table(&edge, "question-home")[11], "Scotland,2,100.00");
    assert_eq!(table(&edge, "question-votes")[1], "Later,2,100.00,0,0.00,0,0.00,2");
    let missing = format!("/v1/departments/{}/consultations/sample/data/question-none.csv", edge.department());
    let bearer = format!("Bearer {}", edge.token());
    assert_eq!(edge.reply("GET", &missing, &[("authorization", &bearer)], "").status, 404);

    for agreement in ["", "?agreement=diverging"] {
        let shown = page(&edge, &format!("/sample{agreement}"));
        assert!(shown.contains("About <strong>75%</strong> of the forms"), "{shown}");
        assert!(shown.contains("All of them in the last seven days."), "{shown}");
    }
    let overview = page(&edge, "");
    for part in ["2 answered in the last 14 days", r#"<strong class="figure">1</strong> open"#] {
        assert!(overview.contains(part), "{part} in {overview}");
    }
}

#[test]
fn what_was_counted_outlives_the_edge_that_counted_it() {
    let mut edge = Edge::start();
    edge.open_samples();
    for _ in 0..2 {
        assert_eq!(edge.reply("GET", "/f/sample", &[], "").status, 200);
    }
    assert_eq!(table(&edge, "funnel")[1], "Form seen,2");
    edge.kill9();
    edge.restart();
    assert_eq!(edge.reply("GET", "/f/sample", &[], "").status, 200);
    assert_eq!(table(&edge, "funnel")[1], "Form seen,3");
}

/// An answer, sent from a page.
fn sent_from(edge: &Edge, page: Option<&str>) -> String {
    let page = page.map(|page| format!("{FORUM}/{page}?secret=1#here"));
    let body = json!({"revision": 1, "site": "forum", "lang": "en", "page": page, "answers": {"stage": "before"}});
    let (status, reply) = edge.post("sample", &key(), &body);
    assert_eq!(status, 201, "{reply}");
    reply["receipt"].as_str().unwrap().to_owned()
}

#[test]
fn the_department_reads_from_which_pages_people_answered() {
    let edge = Edge::start();
    edge.open_samples();
    assert!(page(&edge, "/sample").contains("People by page"));
    assert_eq!(table(&edge, "pages"), ["Page,People,Share (%)"]);
    for (name, times) in [(Some("threads/1"), 6), (Some("threads/2"), 7), (Some("threads/3"), 4), (None, 3)] {
        (0..times).for_each(|_| drop(sent_from(&edge, name)));
    }
    let forum = FORUM.split_once("://").unwrap().1;
    let rows = |one: &str| {
        vec![
            "Page,People,Share (%)".to_owned(),
            format!("{forum}/threads/2,7,{}", if one.is_empty() { "33.33" } else { "35.00" }),
            format!("{forum}/threads/1,6,{}", if one.is_empty() { "28.57" } else { "30.00" }),
            format!(
                "Other pages,{},{}",
                if one.is_empty() { 5 } else { 4 },
                if one.is_empty() { "23.81" } else { "20.00" }
            ),
            format!("No page told,3,{}", if one.is_empty() { "14.29" } else { "15.00" }),
        ]
    };
    assert_eq!(table(&edge, "pages"), rows("before"));
    // What comes and goes once all are counted is followed.
    let receipt = sent_from(&edge, Some("threads/4"));
    assert_eq!(table(&edge, "pages"), rows(""));
    assert_eq!(edge.withdraw(&receipt).0, 204);
    assert_eq!(table(&edge, "pages"), rows("before"));
    let html = page(&edge, "/sample");
    for words in ["data/pages.csv", &format!("{forum}/threads/2"), "Other pages"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    for words in ["secret", "threads/3", "Counted so far"] {
        assert!(!html.contains(words), "{words}: {html}");
    }
}

#[test]
fn who_may_make_a_release_is_told_that_one_is_due() {
    let edge = Edge::start();
    edge.open_samples();
    let (list, own) = ("a release is due", "A release is due.");
    let told = |token: &str| {
        let bearer = format!("Bearer {token}");
        let read = |path: &str| {
            edge.reply("GET", &format!("/d/{}{path}", edge.department()), &[("authorization", &bearer)], "").text
        };
        (read("").contains(list), read("/sample").contains(own))
    };
    let (analyst, publisher) = (edge.make_token("A", "analyst").1, edge.make_token("P", "publisher").1);
    assert_eq!(told(&publisher), (false, false));
    (0..20).for_each(|_| drop(sent_from(&edge, None)));
    assert_eq!((told(&publisher), told(&analyst)), ((true, true), (false, false)));
    assert!(page(&edge, "/sample").contains(&format!("/d/{}/sample/releases\">make it now", edge.department())));
    assert_eq!(edge.department_call("POST", "sample/releases", "").0, 201);
    assert_eq!(told(&publisher), (false, false));
}
