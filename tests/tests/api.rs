//! What every reply carries, what the service says of itself, lists page by page, and what the log keeps to itself.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, Reply, key, sound_body};
use std::collections::BTreeSet;

fn description(edge: &Edge) -> Value {
    serde_json::from_str(&edge.reply("GET", "/openapi.json", &[], "").text).expect("the description is JSON")
}

/// Every route of the description, with a request that it takes.
fn requests(edge: &Edge, receipt: &str) -> Vec<(String, String)> {
    let description = description(edge);
    let paths = description["paths"].as_object().expect("the description has paths");
    let known = |path: &str| {
        path.replace("{consultation}", "sample")
            .replace("{department}", edge.department())
            .replace("{receipt}", receipt)
            .replace("{token}", "ab2cd3ef")
            .replace("{problem}", "not-json")
            .replace("{draft}", "sample")
            .replace("{revision}", "1")
            .replace("{number}", "1")
            .replace("{release}", "1")
            .replace("{table}", "days")
            .replace("{version}", "0.1.0")
            .replace("{link}", "ab2cd3ef")
            .replace("{site_link}", &format!("sample.ab2cd3ef.{}", "A".repeat(43)))
            .replace("{response}", "0-1025")
            .replace("{reply}", "K7QM-3XTA")
            .replace("{key}", "a-key")
            .replace("{hash}", "0000000000000000")
            .replace("{page}", "api")
            .replace("{picture}", "form.avif")
            .replace("{name}", "soundings.css")
            .replace("{site}", "forum")
    };
    let methods = |(path, operations): (&String, &Value)| {
        let methods: Vec<String> = operations.as_object().expect("a path has operations").keys().cloned().collect();
        methods.into_iter().map(|method| (method.to_uppercase(), known(path))).collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}

/// What is wrong with the headers of a reply of this route.
fn faults(method: &str, path: &str, reply: &Reply) -> Vec<String> {
    let header = |name: &str| reply.headers.get(name).map(String::as_str).unwrap_or_default();
    let mut faults = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("{method} {path} -> {}: {what}: {:?}", reply.status, reply.headers));
        }
    };
    // Pages of ours among the calls: those of releases and replies, and the form there with which a text is compared.
    let released = path.ends_with(".html") || method == "POST" && path.starts_with("/v1/replies/");
    // A picture on a page, what a page's script asks for, and what says the same to programs.
    let part = path.ends_with(".json")
        || path.ends_with(".svg")
        || path.starts_with("/docs/pictures/")
        || method == "POST" && path.contains("/studio/_");
    let (page, elsewhere) = (
        ["/f/", "/r/", "/d/", "/s/", "/problems", "/about/forum", "/docs"].iter().any(|start| path.starts_with(start))
            && !part
            || path == "/"
            || released,
        !released
            && [
                "/v1/consultations",
                "/v1/receipts",
                "/v1/replies",
                "/v1/embed",
                "/v1/assets",
                "/openapi.json",
                "/.well-known/jwks",
                "/oembed",
                "/about/forum.json",
                "/v1/frame.js",
            ]
            .iter()
            .any(|start| path.starts_with(start)),
    );
    demand(header("x-content-type-options") == "nosniff", "types may be guessed");
    demand(header("x-request-id").len() >= 8, "no request's name");
    demand(header("strict-transport-security").starts_with("max-age="), "plain HTTP again");
    demand(!reply.headers.contains_key("server") && !reply.headers.contains_key("x-powered-by"), "chatter");
    // Its one page that stands elsewhere: it takes its scripts by its own origin's name.
    let framed = path.ends_with("/frame") && reply.status == 200;
    // That, the page that shows a tag at work and the studio run Wasm.
    let runs = framed || path.ends_with("/embed/preview") || path.contains("/studio/");
    let expected = if elsewhere || framed { "cross-origin" } else { "same-origin" };
    demand(header("cross-origin-resource-policy") == expected, expected);
    if page {
        demand(header("permissions-policy").contains("geolocation=()"), "no permissions policy");
    } else {
        demand(header("content-security-policy").contains("default-src 'none'"), "no policy");
        let told = !header("content-type").starts_with("text/html") && header("referrer-policy") != "no-referrer";
        demand(!told, "a referrer is told");
    }
    if header("content-type").starts_with("text/html") {
        let policy = header("content-security-policy");
        demand(
            policy.contains("default-src 'none'")
                && !policy.replace("'wasm-unsafe-eval'", if runs { "" } else { "unsafe" }).contains("unsafe"),
            "no strict policy",
        );
        demand(!header("referrer-policy").is_empty(), "no referrer policy");
        demand(header("cross-origin-opener-policy") == "same-origin", "an opener");
    }
    if header("content-type") == "application/problem+json" {
        let told: Value = serde_json::from_str(&reply.text).unwrap_or_default();
        demand(method == "HEAD" || told["request_id"] == header("x-request-id"), "another name in the problem");
    }
    demand(!header("cache-control").is_empty() || matches!(reply.status, 204 | 308), "nothing about keeping it");
    faults
}

#[test]
fn every_route_carries_its_headers() {
    // As behind a proxy that speaks TLS: the address that people see says so.
    let edge = Edge::start_with(vec![("SOUNDINGS_PUBLIC_URL", "https://soundings.example".to_owned())]);
    edge.open_samples();
    let bearer = format!("Bearer {}", edge.token());
    let receipt = edge.post("sample", &key(), &sound_body()).1["receipt"].as_str().unwrap().to_owned();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let requests = requests(&edge, &receipt);
    assert!(requests.len() > 35, "{requests:?}");
    for (method, path) in &requests {
        for headers in [vec![], vec![("authorization", bearer.as_str()), ("accept", "text/html"), ("origin", FORUM)]] {
            // As a stranger's program, and as the department in a browser.
            let reply = edge.reply(method, path, &headers, "");
            seen.insert(reply.status);
            wrong.extend(faults(method, path, &reply));
        }
    }
    for (method, path) in [("GET", "/nothing"), ("DELETE", "/healthz"), ("HEAD", "/v1/consultations/sample")] {
        let reply = edge.reply(method, path, &[], "");
        seen.insert(reply.status);
        wrong.extend(faults(method, path, &reply));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!([200, 204, 303, 401, 404, 405, 409, 410, 415].iter().all(|status| seen.contains(status)), "{seen:?}");
}

#[test]
fn what_is_read_is_not_sent_twice() {
    let edge = Edge::start();
    edge.open_samples();
    edge.post("sample", &key(), &sound_body());
    let bearer = format!("Bearer {}", edge.token());
    let own = format!("/v1/departments/{}/consultations", edge.department());
    for path in [
        "/",
        "/openapi.json",
        "/docs",
        "/docs/api",
        "/docs/search?q=receipt",
        "/docs/pictures/form.avif",
        "/v1/embed.js",
        "/v1/consultations/sample",
        "/v1/consultations/sample/form?site=forum",
        "/v1/consultations/sample/start",
        "/v1/consultations/sample/releases",
        "/v1/consultations/sample/releases.html",
        &own,
        &format!("{own}/sample"),
        &format!("{own}/sample/summary?by=site"),
        &format!("{own}/sample/responses"),
        &format!("/d/{}/sample", edge.department()),
    ] {
        let headers = [("authorization", bearer.as_str())];
        let first = edge.reply("GET", path, &headers, "");
        // What tells the moment at which it was read has the tag of its figures.
        let etag = first.headers.get("etag").unwrap_or_else(|| panic!("{path}: {first:?}")).clone();
        let again = edge.reply("GET", path, &[headers[0], ("if-none-match", &etag)], "");
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
        let other = edge.reply("GET", path, &[headers[0], ("if-none-match", "\"another\"")], "");
        assert_eq!(other.status, 200, "{path}");
    }
}

#[test]
fn the_service_says_what_it_is() {
    let edge = Edge::start();
    let health = |query: &str| edge.call("GET", &format!("/healthz{query}"), &[], "");
    let (status, told) = health("");
    assert_eq!((status, &told["status"], told["version"].as_str().is_some()), (200, &json!("ok"), true));
    assert_eq!(health("?deep").1["objects"], json!(["department"]));
    edge.open_samples();
    assert_eq!(health("?deep").1["objects"], json!(["department", "consultation", "ledger"]));

    let home = edge.reply("GET", "/", &[], "");
    assert_eq!(home.status, 200);
    assert!(home.text.contains("href=\"/openapi.json\"") && home.text.contains("href=\"/problems\""));
    let robots = edge.reply("GET", "/robots.txt", &[], "").text;
    assert!(robots.contains("Disallow: /r/") && !robots.contains("Disallow: /f/"), "{robots}");

    let security = "/.well-known/security.txt";
    assert_eq!(edge.reply("GET", security, &[], "").status, 404, "nobody is named");
    let edge = Edge::start_with(vec![
        ("SOUNDINGS_SECURITY_CONTACT", "mailto:security@dept.example".to_owned()),
        ("SOUNDINGS_SECURITY_EXPIRES", "2027-01-31T00:00:00Z".to_owned()),
    ]);
    let reply = edge.reply("GET", security, &[], "");
    assert_eq!(reply.text, "Contact: mailto:security@dept.example\nExpires: 2027-01-31T00:00:00Z\n");
    assert_eq!(reply.headers["content-type"], "text/plain; charset=utf-8");
}

#[test]
fn an_address_with_a_slash_at_its_end_leads_on() {
    let edge = Edge::start();
    edge.open_samples();
    for (method, path, location) in [
        ("GET", "/healthz/", "/healthz"),
        ("GET", "/f/sample/?lang=en&site=forum", "/f/sample?lang=en&site=forum"),
        ("POST", "/v1/consultations/sample/responses/", "/v1/consultations/sample/responses"),
        ("GET", "/v1/consultations/s%61mple", "/v1/consultations/sample"),
    ] {
        let reply = edge.reply(method, path, &[], "");
        assert_eq!((reply.status, reply.headers.get("location").map(String::as_str)), (308, Some(location)), "{path}");
    }
    for path in ["/nothing/", "//elsewhere.example/", "/f/sample%2F", "/f/..%2f..%2f"] {
        assert_eq!(edge.reply("GET", path, &[], "").status, 404, "{path}");
    }
}

/// All items of a list, page by page; between two pages `meanwhile` happens.
fn paged(edge: &Edge, path: &str, name: &str, mut meanwhile: impl FnMut(usize)) -> Vec<Value> {
    let bearer = format!("Bearer {}", edge.token());
    let mut all = Vec::new();
    let mut next = format!("{path}?limit=2");
    for turn in 0.. {
        let reply = edge.reply("GET", &next, &[("authorization", &bearer)], "");
        assert_eq!(reply.status, 200, "{next}: {}", reply.text);
        let page: Value = serde_json::from_str(&reply.text).unwrap();
        let items = page[name].as_array().unwrap();
        assert!(items.len() <= 2);
        all.extend(items.iter().cloned());
        let link = reply.headers.get("link").map(String::as_str);
        let Some(cursor) = page["next"].as_str() else {
            assert_eq!(link, None);
            break;
        };
        assert_eq!(link, Some(format!("<{path}?limit=2&cursor={cursor}>; rel=\"next\"").as_str()));
        next = link.unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
        meanwhile(turn);
    }
    all
}

#[test]
fn pages_show_nothing_twice_and_lose_nothing_while_answers_come_and_go() {
    let edge = Edge::start();
    edge.open_samples();
    let send = |number: usize| {
        let mut body = sound_body();
        body["answers"]["more"] = json!(format!("Number {number}"));
        edge.post("sample", &key(), &body).1["receipt"].as_str().unwrap().to_owned()
    };
    let receipts: Vec<String> = (0..12).map(send).collect();
    let path = format!("/v1/departments/{}/consultations/sample/responses", edge.department());
    let found = paged(&edge, &path, "responses", |turn| {
        send(100 + turn);
        // One that was shown, and one that is still to come.
        for number in [11 - turn, turn] {
            edge.withdraw(&receipts[number]);
        }
    });
    let texts: Vec<&str> = found.iter().map(|item| item["answers"]["more"].as_str().unwrap()).collect();
    let once: BTreeSet<&str> = texts.iter().copied().collect();
    assert_eq!(once.len(), texts.len(), "twice: {texts:?}");
    // Those that were neither withdrawn before their turn nor sent after the first page: 11 down to the middle.
    for number in 8..12 {
        assert!(once.contains(format!("Number {number}").as_str()), "{number} is lost: {texts:?}");
    }
    assert!(texts.iter().all(|text| !text.starts_with("Number 10") || text.len() == 9), "{texts:?}");
}

#[test]
fn consultations_are_listed_page_by_page() {
    let edge = Edge::start();
    let document = edge.sample_document();
    for number in 0..5 {
        assert_eq!(edge.put(&format!("one-{number}"), &document).0, 201);
    }
    let path = format!("/v1/departments/{}/consultations", edge.department());
    let found = paged(&edge, &path, "consultations", |turn| {
        assert_eq!(edge.put(&format!("later-{turn}"), &document).0, 201);
    });
    let ids: Vec<&str> = found.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["one-4", "one-3", "one-2", "one-1", "one-0"]);
    let bearer = format!("Bearer {}", edge.token());
    for query in ["cursor=none", "limit=0", "limit=501"] {
        let (status, told) = edge.call("GET", &format!("{path}?{query}"), &[("authorization", &bearer)], "");
        assert_eq!((status, &told["type"]), (400, &json!("/problems/malformed-request")), "{query}");
    }
}

#[test]
fn the_log_has_a_line_for_each_request_and_nothing_of_a_person() {
    let edge = Edge::start();
    edge.open_samples();
    let mut body = sound_body();
    body["answers"]["more"] = json!("marked-answer-7f3a");
    body["page"] = json!("https://forum.example/threads/12?marked-query-7f3a#marked-fragment-7f3a");
    let quoted = format!("\"{}\"", key());
    let headers = [
        ("origin", FORUM),
        ("content-type", "application/json"),
        ("idempotency-key", quoted.as_str()),
        ("user-agent", "marked-browser-7f3a"),
        ("referer", "https://forum.example/marked-referrer-7f3a"),
        ("cf-connecting-ip", "203.0.113.77"),
        ("x-forwarded-for", "203.0.113.78"),
        ("x-request-id", "0b9c6f1e-0e3f-4f57"),
    ];
    let path = "/v1/consultations/sample/responses?marked-request-7f3a=1";
    let sent = edge.reply("POST", path, &headers, &body.to_string());
    assert_eq!((sent.status, sent.headers["x-request-id"].as_str()), (201, "0b9c6f1e-0e3f-4f57"));
    let receipt = serde_json::from_str::<Value>(&sent.text).unwrap()["receipt"].as_str().unwrap().to_owned();
    assert_eq!(edge.reply("GET", &format!("/v1/receipts/{receipt}"), &[], "").status, 200);
    body["answers"]["ease"] = json!("marked-fault-7f3a");
    assert_eq!(edge.reply("POST", path, &headers, &body.to_string()).status, 422);

    let line = r#"{"method":"POST","route":"respond","status":201,"#;
    let since = std::time::Instant::now();
    while !edge.said().contains(r#""status":422,"#) && since.elapsed().as_secs() < 5 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let log = edge.said();
    let found = log.lines().find(|own| own.contains(line)).unwrap_or_else(|| panic!("no line in {log}"));
    let found: Value = serde_json::from_str(&found[found.find('{').unwrap()..]).unwrap();
    assert_eq!(found["request_id"], "0b9c6f1e-0e3f-4f57");
    assert!(found["ms"].is_u64());
    assert!(log.contains(r#""route":"read-receipt","status":200"#));
    let secret = receipt.rsplit('.').next().unwrap();
    for text in ["7f3a", "203.0.113", secret, edge.token()] {
        assert!(!log.contains(text), "{text} is in the log");
    }
    // The store has the answer and where it was given, and nothing of how it came.
    assert!(edge.store_contains("marked-answer-7f3a") && edge.store_contains("https://forum.example/threads/12"));
    for text in ["marked-query", "marked-fragment", "marked-browser", "marked-referrer", "marked-request", "203.0.113"]
    {
        assert!(!edge.store_contains(text), "{text} is stored");
    }
}

#[test]
fn a_page_is_kept_where_it_is_its_sites_own() {
    let edge = Edge::start();
    edge.open_samples();
    for (page, kept) in [
        ("https://forum.example/threads/12?user=7#post", json!("https://forum.example/threads/12")),
        ("https://forum.example.elsewhere.example/threads/12", json!(null)),
        ("https://elsewhere.example/marked-page", json!(null)),
    ] {
        let mut body = sound_body();
        body["page"] = json!(page);
        let receipt = edge.post("sample", &key(), &body).1["receipt"].as_str().unwrap().to_owned();
        assert_eq!(edge.call("GET", &format!("/v1/receipts/{receipt}"), &[], "").1["page"], kept, "{page}");
    }
    assert!(!edge.store_contains("marked-page") && !edge.store_contains("user=7"));
}
