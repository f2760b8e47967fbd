//! What people wrote, on a real edge: found, tagged, told as campaigns; and what a withdrawal takes along.

use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};

const LETTER: &str = "Please keep the night bus since many of us work late";

fn wrote(text: &str) -> Value {
    let mut body = sound_body();
    body["answers"]["more"] = json!(text);
    body
}

/// An edge with thirty letters and three texts by people of their own; the receipt of each.
fn edge() -> (Edge, Vec<String>) {
    let edge = Edge::start();
    edge.open_samples();
    let own = ["The café was closed; the NIGHT bus too.", "Dim bws nos yn y tŷ", "Fares! And the night bus"];
    let letters = (0..30).map(|number| format!("{LETTER}. I am q{number}"));
    let texts = own.into_iter().map(str::to_owned).chain(letters);
    let receipts = texts.map(|text| {
        let (status, told) = edge.post("sample", &key(), &wrote(&text));
        assert_eq!(status, 201, "{told}");
        told["receipt"].as_str().unwrap().to_owned()
    });
    let receipts = receipts.collect();
    (edge, receipts)
}

fn texts(edge: &Edge, query: &str) -> Value {
    let (status, found) = edge.department_call("GET", &format!("sample/texts?question=more{query}"), "");
    assert_eq!(status, 200, "{found}");
    found
}

fn words(found: &Value) -> Vec<&str> {
    found["texts"].as_array().unwrap().iter().map(|text| text["text"].as_str().unwrap()).collect()
}

#[test]
fn texts_are_found_and_told_as_one_where_many_sent_one() {
    let (edge, receipts) = edge();
    let all = texts(&edge, "&limit=500");
    assert_eq!(
        [&all["all"], &all["distinct"], &all["outside"], &all["matched"]],
        [33, 33, 3, 33].map(Value::from).each_ref()
    );
    assert_eq!(words(&texts(&edge, "&q=CAFE")), ["The café was closed; the NIGHT bus too."]);
    assert_eq!(words(&texts(&edge, "&campaign=none&q=%22night%20bus%22")).len(), 2);
    assert_eq!(all["themes"][0], json!({"phrase": "night bus", "texts": 32, "distinct": 3}));
    assert_eq!(words(&texts(&edge, "&order=representative&limit=1")), ["Fares! And the night bus"]);

    // Page by page, each once.
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = texts(&edge, &format!("&limit=10{cursor}"));
        seen.extend(words(&page).into_iter().map(str::to_owned));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, words(&all));

    let (status, told) = edge.department_call("GET", "sample/campaigns?question=more", "");
    assert_eq!(status, 200);
    let campaign = &told["campaigns"][0];
    assert_eq!([&campaign["texts"], &told["threshold"]], [&json!(30), &json!(10)]);
    assert!(campaign["sample"]["text"].as_str().unwrap().starts_with(LETTER), "{told}");
    let responses = ["all", "distinct", "outside"].map(|group| told["figures"][group]["responses"].clone());
    assert_eq!(responses, [33, 33, 3].map(Value::from));

    // What is withdrawn or changed is so at once.
    assert_eq!(edge.withdraw(&receipts[0]).0, 204);
    assert_eq!(edge.change(&receipts[1], &wrote("Something else")).0, 200);
    assert!(words(&texts(&edge, "&q=cafe")).is_empty());
    assert_eq!(words(&texts(&edge, "&q=something")), ["Something else"]);
    assert_eq!(texts(&edge, "")["all"], 32);
}

/// Tags in the ledger's store.
fn kept(edge: &Edge) -> u32 {
    let entries = std::fs::read_dir(edge.store().join("ledger")).unwrap().map(|entry| entry.unwrap().path());
    let stores = entries.filter(|path| path.extension().is_some_and(|own| own == "sqlite"));
    let count = |path| {
        let store = rusqlite::Connection::open(path).unwrap();
        // Of the stores of ledgers that have no tag, and of the runtime's own, one has no such table.
        store.query_row("SELECT count(*) FROM marks", [], |row| row.get::<_, u32>(0)).unwrap_or(0)
    };
    stores.map(count).sum()
}

#[test]
fn tags_are_the_departments_and_go_with_the_response() {
    let (edge, receipts) = edge();
    let text = &texts(&edge, "&q=cafe")["texts"][0];
    let response = text["response"].as_str().unwrap();
    let put = |response: &str, tags: Value| {
        edge.department_call("PUT", &format!("sample/responses/{response}/tags"), &json!({"tags": tags}).to_string())
    };
    let (status, tagged) = put(
        response,
        json!([{"tag": " Opening  Hours "}, {"tag": "false attribution", "note": "Not the owner; we asked."}]),
    );
    assert_eq!(status, 200, "{tagged}");
    assert_eq!(tagged["tags"].as_array().unwrap().len(), 2);
    assert_eq!([&tagged["tags"][1]["tag"], &tagged["tags"][1]["note"]], [&json!("opening hours"), &json!("")]);
    assert!(tagged["tags"][0]["by"].as_str().is_some_and(|by| !by.is_empty()) && tagged["tags"][0]["at"].is_string());
    assert_eq!(texts(&edge, "&tag=Opening%20hours")["texts"][0]["tags"], tagged["tags"]);
    assert_eq!(texts(&edge, "&tag=costs")["matched"], 0);

    assert_eq!(kept(&edge), 2);

    for (tags, pointer) in [
        (json!([{"tag": ""}]), "/tags/0/tag"),
        (json!([{"tag": "costs"}, {"tag": "false attribution"}]), "/tags/1/note"),
        (json!((0..21).map(|number| json!({"tag": format!("t{number}")})).collect::<Vec<_>>()), "/tags"),
    ] {
        let (status, refused) = put(response, tags);
        assert_eq!((status, &refused["type"]), (422, &json!("/problems/invalid-tags")), "{refused}");
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
    for nowhere in ["0-1", "7-1024", "x", "0-01"] {
        let (status, refused) = put(nowhere, json!([]));
        assert_eq!((status, &refused["type"]), (404, &json!("/problems/unknown-response")), "{nowhere}");
    }

    // Nobody else sees them.
    for path in [format!("/v1/receipts/{}", receipts[0]), "/v1/consultations/sample".to_owned()] {
        assert!(!edge.call("GET", &path, &[], "").1.to_string().contains("opening hours"), "{path}");
    }
    assert!(!edge.export("sample").contains("opening hours"));

    assert_eq!(edge.withdraw(&receipts[0]).0, 204);
    assert_eq!(texts(&edge, "&tag=opening%20hours")["matched"], 0);
    assert_eq!(put(response, json!([{"tag": "costs"}])).0, 404, "a withdrawn response has no tags");
    assert_eq!(kept(&edge), 0, "no tag is left in the store");
}

#[test]
fn texts_that_arrive_while_somebody_pages_repeat_none_and_skip_none() {
    for order in ["newest", "representative"] {
        let (edge, _) = edge();
        let (mut seen, mut cursor, mut number) = (Vec::new(), String::new(), 0);
        loop {
            let page = texts(&edge, &format!("&order={order}&limit=10{cursor}"));
            seen.extend(words(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
            // These lie before what is still to come.
            if number < 6 {
                for _ in 0..2 {
                    number += 1;
                    assert_eq!(edge.post("sample", &key(), &wrote(&format!("Trams {number} came in between"))).0, 201);
                }
            }
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all, "{order}: none comes twice");
        let old = seen.iter().filter(|text| !text.contains("came in between")).count();
        assert_eq!(old, 33, "{order}: none is passed over");
    }
}

#[test]
fn a_tag_that_is_refused_keeps_what_was_typed() {
    let (edge, _) = edge();
    let response = texts(&edge, "&q=cafe")["texts"][0]["response"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {}", edge.token());
    let path = format!("/d/{}/sample/texts", edge.department());
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
    ];
    let long = "x".repeat(80);
    for (tag, note, place) in
        [(long.as_str(), "See page 2.", "tag"), ("false attribution", "", "note"), ("", "A note", "tag")]
    {
        let body = format!(
            "response={response}&back=question%3Dmore%26q%3Dcafe&tag={}&note={}",
            tag.replace(' ', "+"),
            note.replace(' ', "+")
        );
        let reply = edge.reply("POST", &path, &headers, &body);
        assert_eq!(reply.status, 422, "{}", reply.text);
        for kept in [tag, note].into_iter().filter(|kept| !kept.is_empty()) {
            assert!(reply.text.contains(&format!("value=\"{kept}\"")), "{kept}: {}", reply.text);
        }
        assert!(reply.text.contains(&format!("href=\"#{place}-{response}\"")), "{place}: {}", reply.text);
    }
}
