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
