//! Tokens from their making to their end, and what the audit log tells of it all.

use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};

fn listed(edge: &Edge, id: &str) -> Value {
    let (_, list) = edge.call_with(edge.token(), "GET", "tokens", "");
    let all = list["tokens"].as_array().expect("a list").clone();
    all.into_iter().find(|one| one["id"] == id).unwrap_or(Value::Null)
}

/// The log in short: who, what, to what and in detail.
fn told(edge: &Edge) -> Vec<[String; 4]> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let entry = |entry: &Value| {
        let who = if entry["by"]["kind"] == "token" { &entry["by"]["name"] } else { &entry["by"]["kind"] };
        [text(who), text(&entry["action"]), text(&entry["subject"]), text(&entry["detail"])]
    };
    edge.log().iter().map(entry).collect()
}

/// The secret of a token `snd_ID_SECRET`: it is base64url, so that it may hold a `_` of its own.
fn secret(token: &str) -> &str {
    token.splitn(3, '_').nth(2).expect("a token has three parts")
}

#[test]
fn a_token_is_made_used_and_revoked() {
    let edge = Edge::start();
    let body = json!({"name": " Weekly report ", "role": "viewer", "days": 7}).to_string();
    let (status, made) = edge.call_with(edge.token(), "POST", "tokens", &body);
    assert_eq!(status, 201, "{made}");
    let (id, token) = (made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    assert!(token.starts_with(&format!("snd_{id}_")) && token.len() == 56, "{token}");
    for (member, expected) in [
        ("name", json!("Weekly report")),
        ("role", json!("viewer")),
        ("state", json!("valid")),
        ("made_by", json!("Deployment")),
        ("last_used_on", Value::Null),
        ("revoked_at", Value::Null),
    ] {
        assert_eq!(made[member], expected, "{member}");
    }
    assert_eq!(listed(&edge, id)["token"], Value::Null, "the whole token is told once");
    assert!(!edge.store_contains(secret(token)), "and kept nowhere");

    assert_eq!(edge.call_with(token, "GET", "consultations", "").0, 200);
    let used = listed(&edge, id)["last_used_on"].as_str().unwrap().to_owned();
    assert_eq!(used, made["made_at"].as_str().unwrap()[..10], "the day alone");

    assert_eq!(edge.call_with(edge.token(), "DELETE", &format!("tokens/{id}"), "").0, 204);
    let (status, refused) = edge.call_with(token, "GET", "consultations", "");
    assert_eq!((status, &refused["type"]), (401, &json!("/problems/token-revoked")));
    let row = listed(&edge, id);
    assert_eq!((&row["state"], &row["revoked_by"]), (&json!("revoked"), &json!("Deployment")));
    assert_eq!(edge.call_with(edge.token(), "DELETE", &format!("tokens/{id}"), "").0, 204, "once more");
    assert_eq!(listed(&edge, id), row, "changes nothing");
}

#[test]
fn a_tokens_days_and_its_departments_objects_outlive_a_power_cut() {
    let mut edge = Edge::start();
    let (id, token) = edge.make_token("Kept", "analyst");
    let (revoked_id, revoked) = edge.make_token("Gone", "analyst");
    edge.call_with(edge.token(), "DELETE", &format!("tokens/{revoked_id}"), "");
    let before = edge.log();
    edge.kill9();
    edge.restart();
    assert_eq!(edge.call_with(&token, "GET", "consultations", "").0, 200);
    assert_eq!(edge.call_with(&revoked, "GET", "consultations", "").0, 401);
    assert_eq!(listed(&edge, &id)["name"], "Kept");
    assert_eq!(edge.log()[..before.len()], before[..]);
}

#[test]
fn the_deployments_token_is_listed_and_changes_in_the_deployment_alone() {
    let mut edge = Edge::start();
    let row = listed(&edge, "deployment");
    assert_eq!((&row["role"], &row["expires_at"]), (&json!("admin"), &Value::Null));
    let old = edge.token().to_owned();
    edge.change_token();
    assert_eq!(edge.call_with(&old, "GET", "consultations", "").0, 401);
    assert_eq!(edge.call_with(edge.token(), "GET", "consultations", "").0, 200);
    let changed = ["deployment", "deployment-token-changed", "deployment", ""].map(str::to_owned);
    assert_eq!(told(&edge), [changed]);
}

#[test]
fn tokens_of_a_department_come_to_an_end() {
    let edge = Edge::start();
    for number in 0..100 {
        edge.make_token(&format!("Number {number}"), "viewer");
    }
    let body = json!({"name": "One too many", "role": "viewer"}).to_string();
    let (status, refused) = edge.call_with(edge.token(), "POST", "tokens", &body);
    assert_eq!((status, &refused["type"]), (409, &json!("/problems/too-many-tokens")));
    let (_, list) = edge.call_with(edge.token(), "GET", "tokens", "");
    let one = list["tokens"][0]["id"].as_str().unwrap();
    assert_eq!(edge.call_with(edge.token(), "DELETE", &format!("tokens/{one}"), "").0, 204);
    edge.make_token("In its place", "viewer");
}

#[test]
fn a_form_sent_twice_makes_one_token() {
    let edge = Edge::start();
    let own = edge.api().base().to_owned();
    let cookie = format!("soundings={}", edge.token());
    let headers = [
        ("origin", own.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("cookie", cookie.as_str()),
        ("accept", "text/html"),
    ];
    let send = |body: &str| edge.reply("POST", "/d/engagement/tokens", &headers, body);
    let page = edge.reply("GET", "/d/engagement/tokens", &headers, "").text;
    let (_, rest) = page.split_once("name=\"id\" value=\"").unwrap();
    let id = &rest[..8];
    let body = format!("id={id}&name=Jo&role=analyst&days=30");
    let made = send(&body);
    assert_eq!((made.status, made.headers["cache-control"].as_str()), (200, "no-store"));
    let (_, rest) = made.text.split_once(&format!("snd_{id}_")).unwrap();
    let token = format!("snd_{id}_{}", &rest[..43]);
    assert_eq!(edge.call_with(&token, "GET", "consultations", "").0, 200);
    let again = send(&body);
    assert_eq!(again.status, 409);
    assert!(again.text.contains("was made when you sent the form the first time") && !again.text.contains(&token));
    assert_eq!(edge.call_with(&token, "GET", "consultations", "").0, 200, "the first one stands");
    let wrong = send("name=&role=owner&days=x");
    assert_eq!(wrong.status, 422);
    for words in ["Give a name of 1 to 80", "Choose one of viewer", "Give a whole number of days"] {
        assert!(wrong.text.contains(words), "{words} in {}", wrong.text);
    }
    // Asked first, then revoked.
    let asked = edge.reply("GET", &format!("/d/engagement/tokens/{id}"), &headers, "").text;
    assert!(asked.contains("Revoke “Jo”?"), "{asked}");
    assert_eq!(edge.call_with(&token, "GET", "consultations", "").0, 200);
    assert_eq!(edge.reply("POST", &format!("/d/engagement/tokens/{id}"), &headers, "").status, 303);
    assert_eq!(edge.call_with(&token, "GET", "consultations", "").0, 401);
}

#[test]
fn the_log_has_one_entry_for_each_change_and_no_answer() {
    let edge = Edge::start();
    let (id, publisher) = edge.make_token("Publisher", "publisher");
    let document = edge.sample_document().to_string();
    let mut changed = edge.sample_document();
    changed["title"]["en"] = json!("Another title");
    let changed = changed.to_string();
    for (method, path, body, status) in [
        ("PUT", "consultations/sample", document.as_str(), 201),
        ("PUT", "consultations/sample", &document, 200),
        ("POST", "consultations/sample/close", "", 409),
        ("PUT", "consultations/second", &document, 201),
        ("POST", "consultations/second/open", "", 200),
        ("POST", "consultations/second/open", "", 200),
        ("PUT", "consultations/second", &changed, 200),
        ("POST", "consultations/second/close", "", 200),
        ("PUT", "consultations/second", "{}", 422),
        ("POST", "consultations/unknown/open", "", 404),
        ("GET", "consultations/second/responses", "", 200),
        ("GET", "consultations/second/summary", "", 200),
    ] {
        let (found, reply) = edge.call_with(&publisher, method, path, body);
        assert_eq!(found, status, "{method} {path}: {reply}");
    }
    edge.call_with(&publisher, "POST", "consultations/second/open", "");
    let mut body = sound_body();
    body["answers"]["more"] = json!("Secret words of a person");
    assert_eq!(edge.post("second", &key(), &body).0, 201);
    edge.export("second");
    edge.call_with(&publisher, "GET", "consultations/second/responses", "");
    edge.call_with(edge.token(), "DELETE", &format!("tokens/{id}"), "");
    for _ in 0..3 {
        edge.call_with(&publisher, "GET", "consultations", "");
    }
    let all: Vec<String> = told(&edge).into_iter().map(|texts| texts.join(" | ")).collect();
    let until = all[0].rsplit_once(' ').unwrap().1.to_owned();
    let expected = [
        format!("Deployment | token-made | {id} | Publisher, publisher, until {until}"),
        "Publisher | consultation-put | sample | revision 1".to_owned(),
        "Publisher | consultation-put | second | revision 1".to_owned(),
        "Publisher | consultation-opened | second | revision 1".to_owned(),
        "Publisher | consultation-put | second | revision 2".to_owned(),
        "Publisher | consultation-closed | second | revision 2".to_owned(),
        "Publisher | consultation-opened | second | revision 2".to_owned(),
        "Deployment | responses-exported | second | CSV".to_owned(),
        "Publisher | responses-read | second | 1 of them".to_owned(),
        format!("Deployment | token-revoked | {id} | Publisher"),
        format!("Publisher | token-refused | {id} | revoked"),
    ];
    assert_eq!(all, expected);
    let text = Value::Array(edge.log()).to_string();
    assert!(!text.contains("Secret words"), "{text}");
    for token in [&publisher, edge.token()] {
        assert!(!text.contains(secret(token)));
    }
}

#[test]
fn a_token_that_ended_is_noted_once_a_day_and_signing_in_each_time() {
    let mut edge = Edge::start();
    let (id, token) = edge.make_token("Short", "viewer");
    edge.tamper("UPDATE access_token SET expires_at = made_at WHERE name = 'Short'").unwrap();
    for path in ["consultations", "consultations/sample", "consultations"] {
        let (status, refused) = edge.call_with(&token, "GET", path, "");
        assert_eq!((status, &refused["type"]), (401, &json!("/problems/token-expired")));
    }
    let own = edge.api().base().to_owned();
    let headers = [("origin", own.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let sign_in = |token: &str| edge.reply("POST", "/d/engagement/sign-in", &headers, &format!("token={token}")).status;
    assert_eq!([sign_in(&token), sign_in(edge.token()), sign_in(edge.token())], [422, 303, 303]);
    // Somebody else's token is none of this department's business.
    assert_eq!([sign_in(edge.other_token()), sign_in("x")], [422, 422]);
    let all: Vec<String> = told(&edge)[1..].iter().map(|texts| texts.join(" | ")).collect();
    let signed_in = "Deployment | signed-in |  | ".to_owned();
    assert_eq!(all, [format!("Short | token-refused | {id} | expired"), signed_in.clone(), signed_in]);
}

#[test]
fn a_step_whose_noting_failed_is_noted_when_it_is_asked_for_again() {
    let mut edge = Edge::start();
    assert_eq!(edge.put("sample", &edge.sample_document()).0, 201);
    assert_eq!(edge.department_call("POST", "sample/open", "").0, 200);
    let before = edge.log().len();
    // As it was when the consultation had opened, and the department had not heard of it.
    edge.tamper("UPDATE consultation SET state = 'draft' WHERE id = 'sample'").unwrap();
    for _ in 0..2 {
        assert_eq!(edge.department_call("POST", "sample/open", "").0, 200);
    }
    let added: Vec<String> = told(&edge)[before..].iter().map(|texts| texts.join(" | ")).collect();
    assert_eq!(added, ["Deployment | consultation-opened | sample | revision 1"], "once");
    assert_eq!(edge.department_call("GET", "", "").1["consultations"][0]["state"], "open");
}
