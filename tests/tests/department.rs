//! What a department does through the API, and what it reads.

use serde_json::json;
use soundings_tests::{Edge, FORUM, key, sound_body};

#[test]
fn a_consultation_is_written_opened_read_and_closed() {
    let edge = Edge::start();
    let mut document = edge.sample_document();
    let (status, written) = edge.put("sample", &document);
    assert_eq!((status, &written["state"], &written["revision"]), (201, &json!("draft"), &json!(1)));
    assert_eq!(edge.call("GET", "/v1/consultations/sample", &[], "").0, 404, "a draft is nobody else's to read");

    document["languages"] = json!(["en", "cy"]);
    let (status, written) = edge.put("sample", &document);
    assert_eq!((status, written["untranslated"][0]["pointer"].as_str()), (200, Some("/title")));
    let (status, refused) = edge.department_call("POST", "sample/open", "");
    assert_eq!((status, &refused["type"]), (422, &json!("/problems/invalid-definition")));

    edge.put("sample", &edge.sample_document());
    assert_eq!(edge.department_call("POST", "sample/open", "").1["state"], "open");
    let (status, public) = edge.call("GET", "/v1/consultations/sample", &[], "");
    assert_eq!((status, &public["state"], &public["revision"]), (200, &json!("open"), &json!(1)));
    assert!(!public.to_string().contains("forum.example"), "origins are not public");

    let (_, list) = edge.department_call("GET", "", "");
    assert_eq!(list["consultations"][0]["id"], "sample");
    assert_eq!(edge.department_call("POST", "sample/close", "").1["state"], "closed");
    assert_eq!(edge.department_call("POST", "sample/open", "").1["state"], "open");
    assert_eq!(edge.department_call("POST", "sample/archive", "").0, 409, "an open one is closed first");
    edge.close("sample");
    assert_eq!(edge.department_call("POST", "sample/archive", "").1["state"], "archived");
    assert_eq!(edge.department_call("POST", "sample/open", "").0, 409);
}

#[test]
fn a_declared_language_is_whole_before_anybody_reads_it() {
    let edge = Edge::start();
    let text = |en: &str, cy: &str| json!({"en": en, "cy": cy});
    let mut document = edge.sample_document();
    document["title"] = text("Sample", "Sampl");
    document["languages"] = json!(["en", "cy"]);
    document["questions"] = json!([{"id": "stage", "kind": "single_choice", "text": text("Stage?", "Cam?"),
        "options": [{"id": "before", "text": text("Before", "Cyn")}, {"id": "after", "text": {"en": "After"}}]}]);
    let missing = "/questions/0/options/1/text";

    let (status, written) = edge.put("sample", &document);
    assert_eq!(
        (status, written["untranslated"].as_array().map(Vec::len)),
        (201, Some(1)),
        "a draft may be kept as it is"
    );
    assert_eq!(written["untranslated"][0]["pointer"], missing);
    let (status, refused) = edge.department_call("POST", "sample/open", "");
    assert_eq!((status, &refused["errors"][0]["pointer"]), (422, &json!(missing)));
    assert!(refused["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains("\"cy\"")), "{refused}");

    let mut whole = document.clone();
    whole["questions"][0]["options"][1]["text"] = text("After", "Wedyn");
    assert_eq!(edge.put("sample", &whole).0, 200);
    assert_eq!(edge.department_call("POST", "sample/open", "").1["state"], "open");
    let (status, refused) = edge.put("sample", &document);
    assert_eq!((status, &refused["errors"][0]["pointer"]), (422, &json!(missing)), "no revision of an open one either");
}

#[test]
fn revisions_come_to_an_end() {
    let edge = Edge::start();
    edge.open_samples();
    let mut document = edge.sample_document();
    for number in 2..=100 {
        document["title"]["en"] = json!(format!("Sample {number}"));
        assert_eq!(edge.put("sample", &document).0, 200, "{number}");
    }
    document["title"]["en"] = json!("One too many");
    let (status, refused) = edge.put("sample", &document);
    assert_eq!((status, &refused["type"]), (409, &json!("/problems/too-many-revisions")));
    assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201, "answers to the first are still taken");
}

#[test]
fn consultations_of_a_department_come_to_an_end() {
    let edge = Edge::start();
    let document = edge.sample_document();
    for number in 0..500 {
        assert_eq!(edge.put(&format!("one-{number}"), &document).0, 201, "{number}");
    }
    let (status, refused) = edge.put("one-too-many", &document);
    assert_eq!((status, &refused["type"]), (409, &json!("/problems/too-many-consultations")));
    assert_eq!(edge.put("one-7", &document).0, 200, "those that are there can be written");
}

#[test]
fn asking_for_what_is_not_there_makes_nothing() {
    let edge = Edge::start();
    edge.open_samples();
    // The objects of the departments that are configured are there once one of them is asked.
    assert_eq!(edge.reply("GET", "/f/made-up", &[], "").status, 404);
    let before = edge.objects();
    let bearer = format!("Bearer {}", edge.token());
    for number in 0..5 {
        for path in [
            format!("/v1/consultations/made-up-{number}/form"),
            format!("/f/made-up-{number}"),
            format!("/r/made-up-{number}.0.AAAAAAAAAAAAAAAAAAAAAA"),
            format!("/d/made-up-{number}"),
            format!("/v1/departments/made-up-{number}/consultations"),
        ] {
            assert!(edge.reply("GET", &path, &[("authorization", &bearer)], "").status >= 400, "{path}");
        }
    }
    assert_eq!(edge.objects(), before);
}

#[test]
fn the_summary_is_by_site_day_and_language() {
    let edge = Edge::start();
    edge.open_samples();
    for _ in 0..3 {
        edge.post("sample", &key(), &sound_body());
    }
    let summary = edge.summary("sample");
    assert_eq!(summary["responses"], 3);
    assert_eq!(summary["by"]["site"][0]["id"], "forum");
    assert_eq!(summary["by"]["site"][0]["questions"], summary["questions"]);
    assert_eq!(summary["by"]["lang"][0]["id"], "en");
    assert_eq!(summary["by"]["day"].as_array().unwrap().len(), 1);
}

#[test]
fn the_export_has_a_column_for_each_option_and_no_live_formula() {
    let edge = Edge::start();
    edge.open_samples();
    let mut body = sound_body();
    body["answers"] = json!({
        "stage": "after", "parts": ["a", "b"], "views": {"free": "agree"},
        "order": ["second"], "home": "TLM", "votes": {"late": "pass"},
        "more": "=HYPERLINK(\"https://elsewhere.example\")\nsecond \"line\", with comma",
    });
    assert_eq!(edge.post("sample", &key(), &body).0, 201);
    edge.post("sample", &key(), &sound_body());
    let text = edge.export("sample");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    for column in
        ["recorded_at", "site", "lang", "stage", "parts.a", "parts.b", "parts.c", "ease", "views.free", "more"]
    {
        assert!(headers.iter().any(|header| header == column), "{column} in {headers:?}");
    }
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    let cell =
        |row: &csv::StringRecord, column: &str| row[headers.iter().position(|own| own == column).unwrap()].to_owned();
    let row = rows.iter().find(|row| cell(row, "stage") == "after").unwrap();
    assert_eq!(cell(row, "parts.a"), "1");
    assert_eq!(cell(row, "parts.c"), "0");
    assert_eq!(cell(row, "views.free"), "agree");
    assert_eq!([cell(row, "order.first"), cell(row, "order.second")], ["", "1"]);
    assert_eq!([cell(row, "home"), cell(row, "votes.late"), cell(row, "votes.early")], ["TLM", "pass", ""]);
    assert!(cell(row, "more").starts_with("'=HYPERLINK"), "{}", cell(row, "more"));
    assert!(cell(row, "more").contains("second \"line\", with comma"));
}

#[test]
fn a_thousand_votes_are_one_answer() {
    let edge = Edge::start();
    let mut document = edge.sample_document();
    let ids: Vec<String> = (0..1_000).map(|number| format!("statement-{number}")).collect();
    document["questions"][7]["statements"] = ids.iter().map(|id| json!({"id": id, "text": {"en": id}})).collect();
    assert_eq!(edge.put("sample", &document).0, 201);
    assert_eq!(edge.department_call("POST", "sample/open", "").0, 200);
    let mut body = sound_body();
    let votes: serde_json::Map<_, _> = ids.iter().map(|id| (id.clone(), json!("disagree"))).collect();
    body["answers"]["votes"] = votes.into();
    let (status, recorded) = edge.post("sample", &key(), &body);
    assert_eq!(status, 201, "{recorded}");
    let statements = edge.summary("sample")["questions"][7]["statements"].as_array().unwrap().clone();
    assert_eq!(statements.len(), 1_000);
    assert!(statements.iter().all(|one| one["options"][1] == json!({"id": "disagree", "count": 1})));
    let text = edge.export("sample");
    assert_eq!(text.lines().nth(1).unwrap().matches(",disagree").count(), 1_000);
    let page = edge.reply("GET", "/f/sample", &[], "").text;
    assert_eq!(page.matches("value=\"disagree\"").count(), 2 + 20, "of a long list the form shows the first");
    // Whoever changes the answer without script keeps every vote.
    let receipt = recorded["receipt"].as_str().unwrap();
    let page = edge.reply("GET", &format!("/r/{receipt}?change"), &[], "").text;
    assert_eq!(page.matches("name=\"answers.votes.").count(), 3_000);
}

#[test]
fn origins_are_echoed_exactly_or_not_at_all() {
    let edge = Edge::start();
    edge.open_samples();
    for (origin, expected) in [
        (FORUM, Some(FORUM)),
        ("https://elsewhere.example", None),
        ("https://forum.example.elsewhere.example", None),
        ("http://forum.example", None),
        ("null", None),
    ] {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,idempotency-key"),
        ];
        let reply = edge.reply("OPTIONS", "/v1/consultations/sample/responses", &headers, "").headers;
        assert_eq!(reply.get("access-control-allow-origin").map(String::as_str), expected, "{origin}");
        assert!(!reply.contains_key("access-control-allow-credentials"));
    }
    let quoted = format!("\"{}\"", key());
    let headers = [("origin", FORUM), ("content-type", "application/json"), ("idempotency-key", quoted.as_str())];
    let reply = edge.reply("POST", "/v1/consultations/sample/responses", &headers, &sound_body().to_string()).headers;
    assert_eq!(reply.get("access-control-allow-origin").map(String::as_str), Some(FORUM));
    assert!(reply["vary"].to_ascii_lowercase().contains("origin"));
}

#[test]
fn a_definition_and_a_summary_are_not_sent_twice() {
    let edge = Edge::start();
    edge.open_samples();
    let summary = format!("/v1/departments/{}/consultations/sample/summary", edge.department());
    let bearer = format!("Bearer {}", edge.token());
    for (path, authorization) in [("/v1/consultations/sample", ""), (summary.as_str(), bearer.as_str())] {
        let first = edge.reply("GET", path, &[("authorization", authorization)], "").headers;
        let etag = first.get("etag").unwrap_or_else(|| panic!("{path} has no ETag: {first:?}")).clone();
        let (status, _) = edge.call("GET", path, &[("authorization", authorization), ("if-none-match", &etag)], "");
        assert_eq!(status, 304, "{path}");
    }
}
