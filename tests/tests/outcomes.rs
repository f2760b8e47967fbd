//! "We asked, you said, we did": written by one person, approved by another, and then read by everyone, everywhere.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, key, sound_body};

const HTML: (&str, &str) = ("accept", "text/html");

fn outcome(did: &str) -> Value {
    json!({"asked": {"en": "Whether maps should be free."}, "said": {"en": "Most said yes."}, "did": {"en": did}})
}

/// Three people.
struct People {
    edge: Edge,
    viewer: String,
    analyst: String,
    publisher: String,
}

impl People {
    fn new() -> Self {
        let edge = Edge::start();
        edge.open_samples();
        let token = |role: &str| edge.make_token(&format!("The {role}"), role).1;
        let (viewer, analyst, publisher) = (token("viewer"), token("analyst"), token("publisher"));
        Self { edge, viewer, analyst, publisher }
    }

    fn write(&self, token: &str, id: &str, body: &Value) -> (u16, Value) {
        self.edge.call_with(token, "PUT", &format!("consultations/{id}/outcome"), &body.to_string())
    }

    fn approve(&self, token: &str, id: &str, version: u32) -> (u16, Value) {
        let body = json!({"version": version}).to_string();
        self.edge.call_with(token, "POST", &format!("consultations/{id}/outcome/approve"), &body)
    }

    fn public(&self, id: &str) -> Value {
        let (status, body) = self.edge.call("GET", &format!("/v1/consultations/{id}/outcome"), &[], "");
        assert_eq!(status, 200, "{body}");
        body
    }

    fn page(&self, path: &str) -> String {
        self.edge.reply("GET", path, &[HTML], "").text
    }
}

fn problem(body: &Value) -> &str {
    body["type"].as_str().unwrap_or_default()
}

#[test]
fn one_writes_another_approves_and_everyone_reads_it_everywhere() {
    let people = People::new();
    let edge = &people.edge;
    let receipt = edge.post("sample", &key(), &sound_body()).1["receipt"].as_str().unwrap().to_owned();
    assert!(people.public("sample")["closed_at"].is_null(), "it takes answers");
    assert!(!people.page(&format!("/r/{receipt}")).contains("We asked, you said, we did"));

    let (status, written) = people.write(&people.analyst, "sample", &outcome("They are free."));
    assert_eq!((status, &written["version"], &written["written_by"]), (200, &json!(1), &json!("The analyst")));
    assert_eq!(people.write(&people.analyst, "sample", &outcome("They are free.")).1["version"], 1, "sent twice");
    let (status, refused) = people.approve(&people.publisher, "sample", 1);
    assert_eq!((status, problem(&refused)), (409, "/problems/state-forbids"), "while answers come in");

    edge.close("sample");
    let due = people.public("sample");
    let closed = due["closed_at"].as_str().unwrap();
    let day = |text: &str| contract::Day::parse(&text[..10]).unwrap().days();
    assert_eq!(day(due["due_on"].as_str().unwrap()) - day(closed), 84);
    assert!(due["outcome"].is_null(), "written is not published");
    let waiting = people.page("/f/sample");
    assert!(waiting.contains("We asked, you said, we did") && waiting.contains("84 days are left"), "{waiting}");
    assert!(!waiting.contains("They are free."));

    for (who, token, status, slug) in [
        ("a viewer", &people.viewer, 403, "/problems/role-too-low"),
        ("an analyst", &people.analyst, 403, "/problems/role-too-low"),
    ] {
        let (found, refused) = people.approve(token, "sample", 1);
        assert_eq!((found, problem(&refused)), (status, slug), "{who}");
    }
    assert_eq!(people.write(&people.viewer, "sample", &outcome("x")).0, 403);
    let (status, approved) = people.approve(&people.publisher, "sample", 1);
    assert_eq!((status, &approved["approved_by"]), (200, &json!("The publisher")));
    assert_eq!(people.approve(&people.publisher, "sample", 1).0, 200, "pressed twice");

    let told = people.public("sample");
    assert_eq!(told["outcome"]["did"], json!({"en": "They are free."}));
    assert!(told["outcome"]["changed_at"].is_null());
    for path in ["/f/sample", "/f/sample/outcome", &format!("/r/{receipt}")] {
        let page = people.page(path);
        assert!(page.contains("We did") && page.contains("They are free."), "{path}: {page}");
    }
    let headers = [("origin", FORUM)];
    let (_, form) = edge.call("GET", "/v1/consultations/sample/form?site=forum", &headers, "");
    assert!(form["tree"].to_string().contains("They are free."), "{form}");
}

#[test]
fn nobody_approves_what_they_wrote_or_what_they_have_not_read() {
    let people = People::new();
    people.edge.close("sample");
    assert_eq!(people.approve(&people.publisher, "sample", 1).0, 404, "nothing is written");
    assert_eq!(people.write(&people.publisher, "sample", &outcome("One")).0, 200);
    let (status, refused) = people.approve(&people.publisher, "sample", 1);
    assert_eq!((status, problem(&refused)), (403, "/problems/approval-of-own"));
    assert_eq!(people.write(&people.analyst, "sample", &outcome("Two")).1["version"], 2);
    let (status, refused) = people.approve(people.edge.token(), "sample", 1);
    assert_eq!((status, problem(&refused)), (409, "/problems/version-superseded"));
    assert!(people.public("sample")["outcome"].is_null());
    // Two people stand behind the second version: one wrote it, and who wrote the first approves it.
    assert_eq!(people.approve(&people.publisher, "sample", 2).0, 200);
    assert_eq!(people.public("sample")["outcome"]["did"], json!({"en": "Two"}));
    // A correction is another version, and until it is approved everyone reads the one that was.
    assert_eq!(people.write(&people.publisher, "sample", &outcome("Three")).0, 200);
    assert_eq!(people.public("sample")["outcome"]["did"], json!({"en": "Two"}));
    assert_eq!(people.approve(people.edge.token(), "sample", 3).0, 200);
    assert_eq!(people.public("sample")["outcome"]["version"], 3);

    let steps: Vec<(String, String, String)> = people
        .edge
        .log()
        .iter()
        .filter(|entry| entry["action"].as_str().unwrap().starts_with("outcome-"))
        .map(|entry| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&entry["action"]), text(&entry["by"]["name"]), text(&entry["detail"]))
        })
        .collect();
    let expected = [
        ("outcome-written", "The publisher", "version 1"),
        ("outcome-written", "The analyst", "version 2"),
        ("outcome-approved", "The publisher", "version 2"),
        ("outcome-written", "The publisher", "version 3"),
        ("outcome-approved", "Deployment", "version 3"),
    ];
    assert_eq!(steps, expected.map(|(what, who, detail)| (what.to_owned(), who.to_owned(), detail.to_owned())));
}

#[test]
fn what_a_promised_language_lacks_keeps_it_from_being_approved() {
    let people = People::new();
    let edge = &people.edge;
    let document = json!({
        "title": {"en": "Buses", "cy": "Bysiau"}, "languages": ["en", "cy"],
        "questions": [{"id": "say", "kind": "free_text", "text": {"en": "Say?", "cy": "Dywedwch?"}}],
    });
    assert_eq!(edge.put("buses", &document).0, 201);
    let (status, refused) = people.write(&people.analyst, "buses", &outcome("x"));
    assert_eq!((status, problem(&refused)), (409, "/problems/state-forbids"), "a draft was never asked");
    for step in ["open", "close"] {
        assert_eq!(edge.department_call("POST", &format!("buses/{step}"), "").0, 200);
    }
    let mut body = outcome("More buses.");
    body["asked"]["cy"] = json!("A ddylai fod mwy o fysiau.");
    let (_, written) = people.write(&people.analyst, "buses", &body);
    let places = |body: &Value, list: &str| -> Vec<String> {
        let all = body[list].as_array().unwrap().iter();
        all.map(|one| one["pointer"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(places(&written, "untranslated"), ["/said/cy", "/did/cy"]);
    let (status, refused) = people.approve(&people.publisher, "buses", 1);
    assert_eq!((status, problem(&refused)), (409, "/problems/outcome-untranslated"));
    assert_eq!(places(&refused, "errors"), ["/said/cy", "/did/cy"]);
    body["said"]["cy"] = json!("Dylai.");
    body["did"]["cy"] = json!("Mwy o fysiau.");
    assert_eq!(people.write(&people.analyst, "buses", &body).0, 200);
    assert_eq!(people.approve(&people.publisher, "buses", 2).0, 200);
    let page = people.page("/f/buses/outcome?lang=cy");
    assert!(page.contains("Gwnaethom ni") && page.contains("Mwy o fysiau."), "{page}");
}

#[test]
fn the_pages_write_and_approve_by_plain_forms() {
    let people = People::new();
    let edge = &people.edge;
    edge.close("sample");
    let own = edge.api().base().to_owned();
    let send = |token: &str, path: &str, body: &str| {
        let cookie = format!("soundings={token}");
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers = [form, HTML, ("origin", own.as_str()), ("cookie", cookie.as_str())];
        edge.reply("POST", &format!("/d/engagement/sample/outcome{path}"), &headers, body)
    };
    let look = |token: &str| {
        let cookie = format!("soundings={token}");
        edge.reply("GET", "/d/engagement/sample/outcome", &[HTML, ("cookie", cookie.as_str())], "").text
    };
    let wrong = send(&people.analyst, "", "after=0&asked.en=Kept+words&said.en=&did.en=d");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Kept words") && wrong.text.contains("Write “You said”"), "{}", wrong.text);
    let saved = send(&people.analyst, "", "after=0&asked.en=a&said.en=s&did.en=One%0D%0Atwo");
    assert_eq!((saved.status, saved.headers["location"].as_str()), (303, "/d/engagement/sample/outcome?saved"));
    assert!(look(&people.analyst).contains("You wrote this version"));
    assert!(look(&people.viewer).contains("A person with the role “publisher” approves it"));
    assert!(!look(&people.viewer).contains("<textarea"), "a viewer writes nothing");
    assert!(look(&people.publisher).contains("Approve and publish version 1"));

    // Two at once: the second is not written over the first, and what was typed stays in the form.
    let late = send(&people.publisher, "", "after=0&asked.en=a&said.en=s&did.en=Typed+meanwhile");
    assert_eq!(late.status, 409);
    assert!(late.text.contains("Typed meanwhile") && late.text.contains("another version meanwhile"), "{}", late.text);

    let own_version = send(&people.analyst, "/approve", "version=1");
    assert_eq!(own_version.status, 403);
    let approved = send(&people.publisher, "/approve", "version=1");
    assert_eq!(
        (approved.status, approved.headers["location"].as_str()),
        (303, "/d/engagement/sample/outcome?approved")
    );
    assert!(people.page("/f/sample").contains("One<br>two"));
    let cookie = format!("soundings={}", people.viewer);
    let list = edge.reply("GET", "/d/engagement", &[HTML, ("cookie", cookie.as_str())], "").text;
    assert!(list.contains("Outcome published on"), "{list}");
    assert!(list.contains("Outcome due by"), "of the other closed one: {list}");
}

#[test]
fn there_are_only_so_many_versions() {
    let people = People::new();
    for number in 1..=contract::limits::OUTCOME_VERSIONS {
        assert_eq!(people.write(&people.analyst, "sample", &outcome(&number.to_string())).1["version"], number);
    }
    let (status, refused) = people.write(&people.analyst, "sample", &outcome("One more"));
    assert_eq!((status, problem(&refused)), (409, "/problems/too-many-versions"));
}

#[test]
fn it_survives_a_power_cut_and_is_due_from_the_first_closing() {
    let mut people = People::new();
    let mut document = people.edge.sample_document();
    document["closes_at"] = json!("2026-01-31T09:30:00Z");
    assert_eq!(people.edge.put("timed", &document).0, 201);
    assert_eq!(people.edge.department_call("POST", "timed/open", "").0, 200);
    people.edge.close("timed");
    assert_eq!(people.write(&people.analyst, "timed", &outcome("Done")).0, 200);
    assert_eq!(people.approve(&people.publisher, "timed", 1).0, 200);
    let before = people.public("timed");
    assert_eq!((&before["closed_at"], &before["due_on"]), (&json!("2026-01-31T09:30:00Z"), &json!("2026-04-25")));
    let by_hand = people.public("closed")["closed_at"].clone();
    people.edge.kill9();
    people.edge.restart();
    assert_eq!(people.public("timed"), before);
    assert_eq!(people.public("closed")["closed_at"], by_hand);
    // Opened again, it is not closed; closed again, it closed then.
    assert_eq!(people.edge.department_call("POST", "closed/open", "").0, 200);
    assert!(people.public("closed")["due_on"].is_null());
    let overdue = people.page("/f/timed/outcome?lang=en");
    assert!(!overdue.contains("overdue"), "what is published is not overdue: {overdue}");
}
