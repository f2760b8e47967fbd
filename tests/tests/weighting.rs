//! Margins and weighted answers, on a real edge: what is declared is kept, weighs, and is refused by name where too few
//! people carry it.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, key};

const MARGINS: &str = r#"{"source": "A count", "margins": [{"question": "sex", "shares": {"female": 1, "male": 1}}]}"#;

fn edge() -> Edge {
    let edge = Edge::start();
    let site = |id: &str| json!({"id": id, "name": format!("Site {id}"), "origins": [FORUM]});
    let document = json!({
        "title": {"en": "Weighed"}, "languages": ["en"], "sites": [site("forum"), site("blog")],
        "questions": [
            {"id": "sex", "kind": "single_choice", "text": {"en": "Sex?"},
             "options": [{"id": "female", "text": {"en": "Female"}}, {"id": "male", "text": {"en": "Male"}}]},
            {"id": "like", "kind": "rating", "text": {"en": "Like?"}, "points": 4, "low": {"en": "L"}, "high": {"en": "H"},
             "measure": "satisfaction"}
        ]
    });
    edge.put("weighed", &document);
    edge.department_call("POST", "weighed/open", "");
    edge
}

fn send(edge: &Edge, site: &str, sex: &str, point: u32, times: usize) {
    let body = json!({"revision": 1, "site": site, "lang": "en", "answers": {"sex": sex, "like": point}});
    for _ in 0..times {
        assert_eq!(edge.post("weighed", &key(), &body).0, 201);
    }
}

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn margins_weigh_what_people_answered() {
    let edge = edge();
    assert_eq!(edge.department_call("GET", "weighed/margins", "").1, json!({"margins": []}));
    let (status, found) = edge.department_call("GET", "weighed/weighted?question=like", "");
    assert_eq!((status, &found["answers"][0]["weighted"]), (200, &Value::Null));

    let (status, kept) = edge.department_call("PUT", "weighed/margins", MARGINS);
    assert_eq!(status, 200);
    assert_eq!(edge.department_call("GET", "weighed/margins", "").1, kept);

    // 48 women of whom 36 give a 4, 24 men of whom 6 do; all others give a 1.
    for (site, sex, fours, ones) in [("forum", "female", 30, 2), ("forum", "male", 4, 8), ("blog", "female", 6, 10)] {
        send(&edge, site, sex, 4, fours);
        send(&edge, site, sex, 1, ones);
    }
    send(&edge, "blog", "male", 4, 2);
    let (_, found) = edge.department_call("GET", "weighed/weighted", "");
    assert_eq!(found["question"], "like", "the first that no margin is of");
    // 48 women and 14 men, with weights of 31/48 and 31/14.
    assert_eq!(found["refused"]["reason"], "few-effective");
    close(
        &found["refused"]["effective"],
        62.0 * 62.0 / (48.0 * (31.0f64 / 48.0).powi(2) + 14.0 * (31.0f64 / 14.0).powi(2)),
    );
    send(&edge, "blog", "male", 1, 10);

    let (status, found) = edge.department_call("GET", "weighed/weighted?question=like", "");
    assert_eq!(status, 200, "{found}");
    let four = &found["answers"][3];
    assert_eq!(four["count"], 42);
    close(&four["raw"]["share"], 42.0 / 72.0);
    close(&four["weighted"]["share"], 0.5 * 36.0 / 48.0 + 0.5 * 6.0 / 24.0);
    // Weights of 36/48 and 36/24.
    let effective = 72.0 * 72.0 / (48.0 * 0.75 * 0.75 + 24.0 * 1.5 * 1.5);
    close(&found["weights"]["effective"], effective);
    close(&found["weights"]["design_effect"], 72.0 / effective);
    close(&four["sites"]["lowest"]["share"], 8.0 / 28.0);
    assert_eq!(four["sites"]["lowest"]["without"], "forum");
    close(&four["sites"]["highest"]["share"], 34.0 / 44.0);

    let summary = edge.summary("weighed");
    let score = &summary["questions"][1]["score"];
    assert_eq!(
        (&score["measure"], &score["satisfied"], &score["people"]),
        (&json!("satisfaction"), &json!(42), &json!(72))
    );

    let bearer = format!("Bearer {}", edge.token());
    let path = format!("/d/{}/weighed/weighting?question=like", edge.department());
    let page = edge.reply("GET", &path, &[("authorization", &bearer), ("accept", "text/html")], "");
    for words in [
        "as if these people were a random sample; they are not",
        "stand for <strong>64</strong> people",
        "lowest without Site forum",
        "Margins: A count.",
        "58.3%",
        "50.0%",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }

    assert_eq!(edge.department_call("DELETE", "weighed/margins", "").0, 204);
    assert_eq!(edge.department_call("GET", "weighed/margins", "").1, json!({"margins": []}));
    let told: Vec<Value> = edge.log().into_iter().filter(|entry| entry["action"] == "margins-put").collect();
    assert_eq!(told.len(), 2, "both steps are in the audit log");
}

#[test]
fn weights_are_refused_in_words_where_too_few_carry_them() {
    let edge = edge();
    edge.department_call("PUT", "weighed/margins", MARGINS);
    send(&edge, "forum", "female", 4, 60);
    send(&edge, "forum", "male", 1, 9);
    let (_, found) = edge.department_call("GET", "weighed/weighted?question=like", "");
    assert_eq!(found["refused"], json!({"reason": "few-people", "question": "sex", "answer": "male", "people": 9}));
    assert_eq!(found["answers"][3]["weighted"], Value::Null);
    let bearer = format!("Bearer {}", edge.token());
    let path = format!("/d/{}/weighed/weighting?question=like", edge.department());
    let page = edge.reply("GET", &path, &[("authorization", &bearer), ("accept", "text/html")], "");
    assert!(
        page.text.contains("“Male” (Sex?) has 9 people, and an answer of a margin needs at least 10."),
        "{}",
        page.text
    );
}

#[test]
fn margins_are_declared_by_a_form() {
    let edge = edge();
    let token = edge.make_token("Jo", "publisher").1;
    let origin = format!("http://127.0.0.1:{}", edge.port());
    let sign_in = edge.reply(
        "POST",
        &format!("/d/{}/sign-in", edge.department()),
        &[("content-type", "application/x-www-form-urlencoded"), ("origin", &origin)],
        &format!("token={token}&next="),
    );
    let cookie =
        sign_in.headers.iter().find(|(name, _)| *name == "set-cookie").unwrap().1.split(';').next().unwrap().to_owned();
    let path = format!("/d/{}/weighed/weighting", edge.department());
    let send = |body: &str, origin: &str| {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", origin),
            ("cookie", cookie.as_str()),
            ("accept", "text/html"),
        ];
        edge.reply("POST", &path, &headers, body)
    };
    let sound = "source=A+count&share%3Asex%3Afemale=51&share%3Asex%3Amale=49";
    assert_eq!(send(sound, "https://elsewhere.example").status, 403);
    let wrong = send("source=&share%3Asex%3Afemale=51&share%3Asex%3Amale=many", &origin);
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("There is a problem") && wrong.text.contains(r##"href="#share:sex:male""##),
        "{}",
        wrong.text
    );
    assert_eq!(send(sound, &origin).status, 303);
    let (_, kept) = edge.department_call("GET", "weighed/margins", "");
    assert_eq!(kept["margins"][0]["shares"], json!({"female": 51, "male": 49}));
    assert_eq!(send("source=&share%3Asex%3Afemale=&share%3Asex%3Amale=", &origin).status, 303);
    assert_eq!(edge.department_call("GET", "weighed/margins", "").1, json!({"margins": []}));
}
