//! The links by which site owners read their own figures: who makes them, what they open, and what stays hidden.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, Reply, key};

fn link(edge: &Edge, site: &str) -> (String, String) {
    let (status, made) = edge.department_call("POST", "sample/links", &json!({"site": site}).to_string());
    assert_eq!(status, 201, "{made}");
    let token = made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    (made["id"].as_str().unwrap().to_owned(), token)
}

fn figures(edge: &Edge, token: &str) -> Value {
    loop {
        let reply = edge.reply("GET", &format!("/v1/sites/{token}"), &[], "");
        assert!(matches!(reply.status, 200 | 202), "{}", reply.text);
        if reply.status == 200 {
            return serde_json::from_str(&reply.text).unwrap();
        }
    }
}

fn answer(edge: &Edge, site: &str, times: usize) {
    for _ in 0..times {
        let body = json!({"revision": 1, "site": site, "lang": "en", "answers": {"stage": "before"}});
        let (status, reply) = edge.post("sample", &key(), &body);
        assert_eq!(status, 201, "{reply}");
    }
}

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).map(String::as_str).unwrap_or_default()
}

#[test]
fn a_site_reads_its_own_figures_by_its_link_and_nothing_else() {
    let mut edge = Edge::start();
    edge.open_samples();
    let (id, token) = link(&edge, "forum");
    for _ in 0..13 {
        let form = "/v1/consultations/sample/form?site=forum";
        assert_eq!(edge.reply("GET", form, &[("origin", FORUM)], "").status, 200);
    }
    // A page of ours shows the widget to its department: nobody has seen the form by that. And another site's forms.
    let preview = [("origin", FORUM), ("sec-fetch-site", "same-origin")];
    for _ in 0..5 {
        assert_eq!(edge.reply("GET", "/v1/consultations/sample/form?site=forum", &preview, "").status, 200);
        assert_eq!(edge.reply("GET", "/f/sample", &[], "").status, 200);
    }
    assert_eq!(edge.reply("GET", "/v1/consultations/sample/start?site=forum", &[], "").status, 200);
    answer(&edge, "forum", 9);
    let found = figures(&edge, &token);
    assert_eq!((&found["site"], &found["consultation"]), (&json!("forum"), &json!("sample")));
    // Nine answers and one beginning are small; thirteen forms are rounded.
    assert_eq!(found["all"], json!({"seen": 15, "started": null, "answers": null}));
    answer(&edge, "forum", 4);
    let found = figures(&edge, &token);
    assert_eq!(found["all"], json!({"seen": 15, "started": null, "answers": 15}));
    assert_eq!(found["days"].as_array().unwrap().len(), 1);
    assert_eq!(found["days"][0]["answers"], json!(15));

    let page = edge.reply("GET", &format!("/s/{token}"), &[("accept", "text/html")], "");
    assert_eq!(page.status, 200);
    for words in ["Figures for The forum", "under 10", "<meta name=\"robots\" content=\"noindex\">"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("<script"));
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex, nofollow"),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(header(&page, name), value, "{name}");
    }

    // What counts is what was kept; only the hash of the token is.
    edge.kill9();
    edge.restart();
    assert_eq!(figures(&edge, &token)["all"]["answers"], json!(15));
    let secret = token.rsplit('.').next().unwrap();
    assert!(!edge.store_contains(secret) && !edge.said().contains(secret));

    let mut other = token.clone();
    other.replace_range(token.len() - 1.., if token.ends_with('A') { "B" } else { "A" });
    for wrong in [&other, &token.replace("sample", "optional"), &token.replace("sample", "none-such"), "sample"] {
        let reply = edge.reply("GET", &format!("/v1/sites/{wrong}"), &[], "");
        assert_eq!(reply.status, 404, "{wrong}");
        assert!(reply.text.contains("/problems/unknown-link"), "{}", reply.text);
    }

    assert_eq!(edge.department_call("DELETE", &format!("sample/links/{id}"), "").0, 204);
    assert_eq!(edge.reply("GET", &format!("/s/{token}"), &[], "").status, 404);
    assert_eq!(edge.department_call("DELETE", &format!("sample/links/{id}"), "").0, 204, "once more changes nothing");
    assert_eq!(edge.department_call("DELETE", "sample/links/ab2cd3ef", "").0, 404);
    let (_, all) = edge.department_call("GET", "sample/links", "");
    assert_eq!(all["links"][0]["site"], json!("forum"));
    assert!(all["links"][0]["revoked_at"].is_string());
    let told: Vec<String> = edge
        .log()
        .into_iter()
        .filter(|entry| entry["action"].as_str().is_some_and(|action| action.starts_with("site-link-")))
        .map(|entry| format!("{} {}", entry["action"].as_str().unwrap(), entry["detail"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [format!("site-link-made link {id} for site forum"), format!("site-link-revoked link {id} for site forum"),]
    );
}

#[test]
fn a_link_is_for_a_site_that_there_is_and_there_are_not_endless_ones() {
    let edge = Edge::start();
    edge.open_samples();
    for (body, status, problem) in [
        (json!({"site": "none"}), 422, "unknown-site"),
        (json!({"site": "forum", "days": 1}), 422, "unknown-site"),
        (json!([]), 400, "malformed-request"),
    ] {
        let (found, reply) = edge.department_call("POST", "sample/links", &body.to_string());
        assert_eq!((found, &reply["type"]), (status, &json!(format!("/problems/{problem}"))), "{body} {reply}");
    }
    for _ in 0..300 {
        link(&edge, "hosted");
    }
    let (status, reply) = edge.department_call("POST", "sample/links", &json!({"site": "forum"}).to_string());
    assert_eq!((status, &reply["type"]), (409, &json!("/problems/too-many-links")), "{reply}");
}
