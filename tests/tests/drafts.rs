//! Drafts: saved by one person as often as they like, approved by another, and then what the consultation asks.

use serde_json::{Value, json};
use soundings_tests::{Edge, Reply, key, sound_body};

/// Four people.
struct People {
    edge: Edge,
    viewer: String,
    analyst: String,
    colleague: String,
    publisher: String,
}

impl People {
    fn new() -> Self {
        let edge = Edge::start();
        edge.open_samples();
        let token = |name: &str, role: &str| edge.make_token(name, role).1;
        let (viewer, analyst) = (token("Vi", "viewer"), token("Ana", "analyst"));
        let (colleague, publisher) = (token("Col", "analyst"), token("Pub", "publisher"));
        Self { edge, viewer, analyst, colleague, publisher }
    }

    /// Saves with what a header says of the version before.
    fn save(&self, token: &str, id: &str, had: Option<(&str, &str)>, document: &Value) -> Reply {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
        headers.extend(had);
        let path = format!("/v1/departments/{}/drafts/{id}", self.edge.department());
        self.edge.reply("PUT", &path, &headers, &document.to_string())
    }

    fn call(&self, token: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.edge.call_with(token, method, &format!("drafts/{path}"), &body)
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.call(&self.viewer, "GET", path, &Value::Null);
        assert_eq!(status, 200, "{body}");
        body
    }

    /// Submits the newest version: the hash of its text.
    fn submit(&self, id: &str, open: bool) -> String {
        let version = self.get(id)["version"].clone();
        let (status, body) =
            self.call(&self.analyst, "POST", &format!("{id}/submit"), &json!({"version": version, "open": open}));
        assert_eq!(status, 200, "{body}");
        body["submitted"]["digest"].as_str().unwrap().to_owned()
    }

    fn approve(&self, token: &str, id: &str, digest: &str) -> (u16, Value) {
        self.call(token, "POST", &format!("{id}/approve"), &json!({"digest": digest}))
    }
}

fn body(reply: &Reply) -> Value {
    serde_json::from_str(&reply.text).unwrap_or_default()
}

fn problem(body: &Value) -> &str {
    body["type"].as_str().unwrap_or_default()
}

fn small() -> Value {
    json!({
        "title": {"en": "Buses"}, "languages": ["en"],
        "questions": [{"id": "say", "kind": "free_text", "text": {"en": "What would help?"}}],
    })
}

fn whats(review: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    review["changes"].as_array().unwrap().iter().map(|one| (text(&one["what"]), text(&one["effect"]))).collect()
}

#[test]
fn one_writes_another_approves_and_it_is_asked() {
    let people = People::new();
    // Not sound yet, and kept as it is.
    let begun = json!({"title": {"en": "Buses"}, "languages": ["en"], "questions": [{"id": "say"}], "more": [1.5]});
    let saved = people.save(&people.analyst, "buses", Some(("if-none-match", "*")), &begun);
    assert_eq!(saved.status, 201, "{}", saved.text);
    let read = people.get("buses");
    assert_eq!((&read["definition"], &read["state"], &read["live"]), (&begun, &json!("writing"), &Value::Null));
    let places: Vec<Value> = people.get("buses/review")["problems"].as_array().unwrap().clone();
    let places: Vec<&str> = places.iter().map(|one| one["pointer"].as_str().unwrap()).collect();
    assert_eq!(places, ["/more", "/questions/0/text", "/questions/0/kind"]);
    let (status, refused) = people.call(&people.analyst, "POST", "buses/submit", &json!({"version": 1}));
    assert_eq!((status, problem(&refused)), (422, "/problems/invalid-definition"));
    assert_eq!(refused["errors"].as_array().unwrap().len(), 3);

    let tag = saved.headers["etag"].clone();
    let second = people.save(&people.analyst, "buses", Some(("if-match", &tag)), &small());
    assert_eq!((second.status, body(&second)["version"].clone()), (200, json!(2)));
    let again = people.save(&people.analyst, "buses", Some(("if-match", &second.headers["etag"])), &small());
    assert_eq!((again.status, &again.headers["etag"]), (200, &second.headers["etag"]), "the same text changes nothing");

    let digest = people.submit("buses", true);
    assert_eq!(digest, people.get("buses/review")["digest"]);
    for (who, token, status, slug) in [
        ("an analyst", &people.colleague, 403, "/problems/role-too-low"),
        ("a viewer", &people.viewer, 403, "/problems/role-too-low"),
    ] {
        let (found, refused) = people.approve(token, "buses", &digest);
        assert_eq!((found, problem(&refused)), (status, slug), "{who}");
    }
    let (status, refused) = people.approve(&people.publisher, "buses", &"0".repeat(64));
    assert_eq!((status, problem(&refused)), (409, "/problems/version-superseded"), "not what they read");
    let (status, standing) = people.approve(&people.publisher, "buses", &digest);
    assert_eq!((status, &standing["state"], &standing["revision"]), (200, &json!("open"), &json!(1)), "{standing}");
    assert_eq!(people.call(&people.viewer, "GET", "buses", &Value::Null).0, 404, "it is what is asked");
    assert_eq!(people.edge.call("GET", "/v1/consultations/buses", &[], "").1["state"], "open");

    let steps: Vec<(String, String, String)> = people
        .edge
        .log()
        .iter()
        .filter(|entry| entry["subject"] == "buses")
        .map(|entry| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&entry["action"]), text(&entry["by"]["name"]), text(&entry["detail"]))
        })
        .collect();
    let expected = [
        ("draft-made", "Ana", ""),
        ("draft-submitted", "Ana", "version 2"),
        ("draft-approved", "Pub", "revision 1, submitted by Ana"),
        ("consultation-opened", "Pub", "revision 1"),
    ];
    assert_eq!(steps, expected.map(|(what, who, detail)| (what.to_owned(), who.to_owned(), detail.to_owned())));
}

#[test]
fn what_it_changes_is_told_before_and_is_a_revision_after() {
    let people = People::new();
    assert_eq!(people.edge.post("sample", &key(), &sound_body()).0, 201);
    let mut document = people.edge.sample_document();
    document["questions"][0]["text"]["en"] = json!("At which stage are you?");
    document["questions"].as_array_mut().unwrap().remove(4);
    document["sites"][0]["name"] = json!("A forum");
    assert_eq!(people.save(&people.analyst, "sample", None, &document).status, 201);
    let review = people.get("sample/review");
    assert_eq!(review["live"], json!({"state": "open", "revision": 1}));
    let expected =
        [("site-renamed", "none"), ("question-reworded", "not-comparable"), ("question-removed", "no-longer-shown")];
    assert_eq!(whats(&review), expected.map(|(what, effect)| (what.to_owned(), effect.to_owned())));
    let digest = people.submit("sample", false);
    assert_eq!(people.approve(&people.publisher, "sample", &digest).1["revision"], 2);
    assert_eq!(people.edge.summary("sample")["responses"], 1, "what was answered stays");

    let (_, list) = people.edge.call("GET", "/v1/consultations/sample/revisions", &[], "");
    assert_eq!((&list["current"], list["revisions"].as_array().unwrap().len()), (&json!(2), 2));
    let (_, second) = people.edge.call("GET", "/v1/consultations/sample/revisions/2", &[], "");
    let told = |what: &str| whats(&second).iter().any(|(own, _)| own == what);
    assert!(told("question-reworded") && told("question-removed"), "{second}");
    assert!(!told("site-renamed") && second["definition"].get("sites").is_none(), "sites are the department's");
    let (_, back) = people.edge.call("GET", "/v1/consultations/sample/revisions/1?against=2", &[], "");
    assert_eq!(whats(&back)[1].0, "question-added");
    let (_, first) = people.edge.call("GET", "/v1/consultations/sample/revisions/1", &[], "");
    assert_eq!((&first["against"], &first["changes"]), (&Value::Null, &json!([])));
    for path in ["3", "0", "x", "1?against=7"] {
        let (status, _) = people.edge.call("GET", &format!("/v1/consultations/sample/revisions/{path}"), &[], "");
        assert_eq!(status, 409, "{path}");
    }
    let (status, _) = people.edge.call("GET", "/v1/consultations/drafted/revisions", &[], "");
    assert_eq!(status, 404, "what was never open is its department's own business");
}

#[test]
fn whoever_saves_second_loses_nothing_and_learns_who_was_first() {
    let people = People::new();
    let first = people.save(&people.analyst, "buses", None, &small());
    let had = first.headers["etag"].clone();
    let mut other = small();
    other["title"]["en"] = json!("Buses and trams");
    assert_eq!(people.save(&people.colleague, "buses", Some(("if-match", &had)), &other).status, 200);
    for condition in [Some(("if-match", had.as_str())), Some(("if-none-match", "*"))] {
        let late = people.save(&people.analyst, "buses", condition, &json!({"title": {"en": "Late"}}));
        let told = body(&late);
        assert_eq!((late.status, problem(&told)), (412, "/problems/draft-superseded"));
        assert_eq!((&told["saved"]["version"], &told["saved"]["by"]), (&json!(2), &json!("Col")), "{told}");
        assert_ne!(late.headers["etag"], had);
    }
    let unsaid = people.save(&people.analyst, "buses", None, &small());
    assert_eq!((unsaid.status, problem(&body(&unsaid))), (428, "/problems/precondition-missing"));
    assert_eq!(people.get("buses")["definition"], other);

    let newest = people.save(&people.colleague, "buses", Some(("if-match", "*")), &other).headers["etag"].clone();
    let path = format!("/v1/departments/{}/drafts/buses", people.edge.department());
    let bearer = format!("Bearer {}", people.analyst);
    let delete = |tag: &str| {
        let headers = [("authorization", bearer.as_str()), ("if-match", tag)];
        people.edge.reply("DELETE", &path, &headers, "").status
    };
    assert_eq!((delete(&had), delete(&newest), delete(&newest)), (412, 204, 404));
    let gone = people.save(&people.analyst, "buses", Some(("if-match", &newest)), &small());
    assert_eq!((gone.status, &body(&gone)["saved"]), (412, &Value::Null));
    // Made anew, it has no version of the name that the other one had.
    let anew = people.save(&people.analyst, "buses", None, &small());
    assert_eq!(anew.status, 201);
    assert_ne!(anew.headers["etag"], had);
}

#[test]
fn nobody_approves_their_own_or_what_changed_since() {
    let people = People::new();
    assert_eq!(people.save(&people.publisher, "buses", None, &small()).status, 201);
    let digest = people.submit("buses", false);
    let (status, refused) = people.approve(&people.publisher, "buses", &digest);
    assert_eq!((status, problem(&refused)), (403, "/problems/approval-of-own"), "they wrote it");

    let (status, refused) = people.call(&people.publisher, "POST", "buses/return", &json!({"reason": " "}));
    assert_eq!((status, problem(&refused)), (422, "/problems/invalid-reason"));
    let reason = json!({"reason": "Say which buses."});
    let (status, returned) = people.call(&people.publisher, "POST", "buses/return", &reason);
    assert_eq!(
        (status, &returned["state"], &returned["returned"]["reason"]),
        (200, &json!("returned"), &reason["reason"])
    );
    for step in [("return", reason.clone()), ("approve", json!({"digest": digest}))] {
        let (status, refused) = people.call(people.edge.token(), "POST", &format!("buses/{}", step.0), &step.1);
        assert_eq!((status, problem(&refused)), (409, "/problems/draft-not-submitted"), "{}", step.0);
    }

    // Submitted, and saved again by its writer: what was submitted is not what there is.
    let digest = people.submit("buses", false);
    let mut other = small();
    other["title"]["en"] = json!("Other");
    assert_eq!(people.save(&people.analyst, "buses", Some(("if-match", "*")), &other).status, 200);
    assert_eq!(people.get("buses")["state"], "writing");
    assert_eq!(people.approve(people.edge.token(), "buses", &digest).0, 409);
    let digest = people.submit("buses", false);
    let (status, standing) = people.approve(&people.publisher, "buses", &digest);
    assert_eq!(
        (status, &standing["state"]),
        (200, &json!("draft")),
        "not opened, since nobody asked for it: {standing}"
    );
}

#[test]
fn what_its_consultation_would_refuse_is_told_when_it_is_submitted() {
    let people = People::new();
    let mut kinds = people.edge.sample_document();
    kinds["questions"][2]["points"] = json!(7);
    let mut untranslated = people.edge.sample_document();
    untranslated["languages"] = json!(["en", "cy"]);
    for (what, document, place) in
        [("kinds", kinds, "/questions/2/kind"), ("languages", untranslated.clone(), "/title")]
    {
        assert_eq!(people.save(&people.analyst, "sample", None, &document).status, 201, "{what}");
        let (status, refused) = people.call(&people.analyst, "POST", "sample/submit", &json!({"version": 1}));
        assert_eq!((status, problem(&refused)), (422, "/problems/invalid-definition"), "{what}");
        assert_eq!(refused["errors"][0]["pointer"], place, "{what}");
        assert_eq!(people.call(&people.analyst, "DELETE", "sample", &Value::Null).0, 204);
    }
    // What is not opened with it may lack a translation.
    assert_eq!(people.save(&people.analyst, "drafted", None, &untranslated).status, 201);
    let (status, _) = people.call(&people.analyst, "POST", "drafted/submit", &json!({"version": 1, "open": true}));
    assert_eq!(status, 422);
    people.submit("drafted", false);
    assert_eq!(people.save(&people.analyst, "closed", None, &small()).status, 201);
    let (status, refused) = people.call(&people.analyst, "POST", "closed/submit", &json!({"version": 1}));
    assert_eq!((status, problem(&refused)), (409, "/problems/state-forbids"));
}

#[test]
fn drafts_survive_a_power_cut_and_are_bounded() {
    let mut people = People::new();
    let large = json!({"title": {"en": "x".repeat(contract::limits::DRAFT_BYTES)}});
    assert_eq!(people.save(&people.analyst, "large", None, &large).status, 413);
    assert_eq!(people.save(&people.analyst, "list", None, &json!([1])).status, 400);
    for number in 0..contract::limits::DRAFTS {
        assert_eq!(people.save(&people.analyst, &format!("d-{number}"), None, &json!({})).status, 201);
    }
    let full = people.save(&people.analyst, "one-more", None, &json!({}));
    assert_eq!((full.status, problem(&body(&full))), (409, "/problems/too-many-drafts"));
    let before = people.get("d-7");
    people.edge.kill9();
    people.edge.restart();
    assert_eq!(people.get("d-7"), before);
    let (_, page) = people.edge.call_with(&people.viewer, "GET", "drafts?limit=150", "");
    let cursor = page["next"].as_str().unwrap();
    let (_, rest) = people.edge.call_with(&people.viewer, "GET", &format!("drafts?limit=150&cursor={cursor}"), "");
    assert_eq!((rest["drafts"].as_array().unwrap().len(), &rest["next"]), (50, &Value::Null));
}

#[test]
fn a_page_of_ours_saves_by_the_cookie_and_no_other_does() {
    let people = People::new();
    let own = people.edge.api().base().to_owned();
    let cookie = format!("soundings={}", people.analyst);
    let path = format!("/v1/departments/{}/drafts/buses", people.edge.department());
    let save = |more: &[(&str, &str)]| {
        let mut headers =
            vec![("cookie", cookie.as_str()), ("content-type", "application/json"), ("if-none-match", "*")];
        headers.extend(more);
        let reply = people.edge.reply("PUT", &path, &headers, &small().to_string());
        (reply.status, problem(&body(&reply)).to_owned())
    };
    for from in ["https://elsewhere.example", "null"] {
        assert_eq!(save(&[("origin", from)]), (401, "/problems/token-missing".to_owned()), "{from}");
    }
    assert_eq!(save(&[]).0, 401);
    assert_eq!(save(&[("origin", &own), ("sec-fetch-site", "same-origin")]).0, 201);
}

#[test]
fn the_pages_begin_submit_return_and_approve_by_plain_forms() {
    let people = People::new();
    let own = people.edge.api().base().to_owned();
    let send = |token: &str, path: &str, body: &str| {
        let cookie = format!("soundings={token}");
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers = [form, ("accept", "text/html"), ("origin", own.as_str()), ("cookie", cookie.as_str())];
        people.edge.reply("POST", &format!("/d/engagement/{path}"), &headers, body)
    };
    let look = |token: &str, path: &str| {
        let cookie = format!("soundings={token}");
        let headers = [("accept", "text/html"), ("cookie", cookie.as_str())];
        people.edge.reply("GET", &format!("/d/engagement/{path}"), &headers, "").text
    };
    for (body, status, words) in [
        ("id=No+name&from=blank", 422, "Enter a name of 1 to 64"),
        ("id=buses&from=current", 422, "no consultation of this name"),
        ("id=buses&from=nothing", 422, "Choose what to begin with"),
        ("id=sample&from=blank", 409, "There is a consultation of this name"),
    ] {
        let reply = send(&people.analyst, "drafts", body);
        assert_eq!(reply.status, status, "{body}");
        assert!(reply.text.contains(words), "{body}: {}", reply.text);
    }
    let begun = send(&people.analyst, "drafts", "id=buses&from=policy");
    assert_eq!((begun.status, begun.headers["location"].as_str()), (303, "/d/engagement/drafts/buses?made"));
    assert_eq!(
        send(&people.analyst, "drafts", "id=buses&from=blank").headers["location"],
        "/d/engagement/drafts/buses"
    );
    assert!(!look(&people.viewer, "drafts/buses").contains("<button class=\"govuk-button"), "a viewer does nothing");
    assert_eq!(send(&people.analyst, "drafts/buses/submit", "version=1&open=yes").status, 303);
    assert!(look(&people.analyst, "drafts/buses").contains("You wrote or submitted this version"));
    assert_eq!(send(&people.publisher, "drafts/buses/return", "reason=").status, 422);
    assert_eq!(send(&people.publisher, "drafts/buses/return", "reason=Name+it").status, 303);
    assert!(look(&people.analyst, "drafts/buses").contains("Name it"));
    let late = send(&people.analyst, "drafts/buses/submit", "version=1&open=yes");
    assert_eq!(late.status, 409, "another version stands there");
    assert!(late.text.contains("Somebody saved another version meanwhile"), "{}", late.text);
    let version = people.get("buses")["version"].clone();
    assert_eq!(send(&people.analyst, "drafts/buses/submit", &format!("version={version}&open=yes")).status, 303);
    let page = look(&people.publisher, "drafts/buses");
    let digest = people.get("buses")["submitted"]["digest"].as_str().unwrap().to_owned();
    assert!(page.contains(&digest) && page.contains("Approve and open it"), "{page}");
    // Whoever can approve it learns of it where they begin; whoever wrote it, and who only reads, do not.
    for (who, told) in [(&people.publisher, true), (&people.analyst, false), (&people.viewer, false)] {
        let cookie = format!("soundings={who}");
        let page = people.edge.reply("GET", "/d/engagement", &[("cookie", cookie.as_str())], "").text;
        assert!(page.contains("<h1>Consultations</h1>") && page.contains("waits for your approval") == told, "{page}");
    }
    assert_eq!(send(&people.publisher, "drafts/buses/approve", &format!("digest={}", "0".repeat(64))).status, 409);
    assert_eq!(send(&people.analyst, "drafts/buses/approve", &format!("digest={digest}")).status, 403);
    let approved = send(&people.publisher, "drafts/buses/approve", &format!("digest={digest}"));
    assert_eq!(
        (approved.status, approved.headers["location"].as_str()),
        (303, "/d/engagement/buses/revisions?approved")
    );
    let told = look(&people.publisher, "buses/revisions?approved");
    assert!(told.contains("People can answer it now.") && told.contains("/d/engagement/buses/embed"), "{told}");
    let history = look(&people.viewer, "buses/revisions");
    assert!(history.contains("written by Ana, approved by Pub"), "{history}");

    let begun = send(&people.analyst, "drafts", "id=buses&from=current");
    assert_eq!(begun.status, 303);
    assert!(look(&people.analyst, "drafts/buses").contains("Nothing changes."));
    assert_eq!(send(&people.analyst, "drafts/buses/delete", "version=%22x%22").status, 412, "not that version");
    assert_eq!(send(&people.analyst, "drafts/buses/delete", "version=*").headers["location"], "/d/engagement/drafts");
    assert!(look(&people.viewer, "drafts").contains("There are none now."));
    for path in ["buses/revisions?from=1&to=9", "buses/revisions?from=x&to=1"] {
        let cookie = format!("soundings={}", people.viewer);
        let reply = people.edge.reply("GET", &format!("/d/engagement/{path}"), &[("cookie", cookie.as_str())], "");
        assert_eq!(reply.status, 409, "{path}");
    }
}
