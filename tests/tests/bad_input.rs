//! Every way of being wrong has its own problem and status; nothing is stored, nothing is counted.

use contract::Problem;
use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, key, sound_body};

/// One bad request and the problem that it must end with.
struct Bad {
    what: &'static str,
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
    status: u16,
    problem: &'static str,
}

/// Problems that no single request shows: those of keys and receipts used before (`recording.rs`), those of long lists
/// (`department.rs`, `tokens.rs`), of tags (`texts.rs`), of what had its time (`erasure.rs`), of tokens that ended or have a low role (`access.rs`), of Cloudflare Access
/// (`assertions.rs`), of proofs (`abuse.rs`), that of shards (`shards.rs`), of outcomes
/// (`outcomes.rs`), drafts (`drafts.rs`) and replies (`replies.rs`), of links (`embedding.rs`) and those for site owners
/// (`site_links.rs`), of a damaged store (`faults.rs`), and our own faults.
const ELSEWHERE: [&str; 36] = [
    "not-public",
    "format-not-offered",
    "unknown-link",
    "too-many-links",
    "unknown-response",
    "invalid-tags",
    "proof-needed",
    "proof-refused",
    "idempotency-key-reused",
    "receipt-withdrawn",
    "receipt-deleted",
    "too-many-revisions",
    "too-many-consultations",
    "too-many-tokens",
    "token-expired",
    "token-revoked",
    "role-too-low",
    "assertion-invalid",
    "no-role",
    "shards-only-rise",
    "approval-of-own",
    "reply-signed",
    "reply-not-signed",
    "too-many-replies",
    "too-many-keys",
    "version-superseded",
    "draft-superseded",
    "precondition-missing",
    "too-many-drafts",
    "draft-not-submitted",
    "invalid-reason",
    "outcome-untranslated",
    "too-many-versions",
    "store-damaged",
    "unavailable",
    "internal",
];

fn response(what: &'static str, status: u16, problem: &'static str) -> Bad {
    Bad {
        what,
        method: "POST",
        path: "/v1/consultations/sample/responses".into(),
        headers: vec![
            ("origin", FORUM.into()),
            ("content-type", "application/json".into()),
            ("idempotency-key", format!("\"{}\"", key())),
        ],
        body: sound_body().to_string(),
        status,
        problem,
    }
}

impl Bad {
    fn body(mut self, change: impl FnOnce(&mut Value)) -> Self {
        let mut body = sound_body();
        change(&mut body);
        self.body = body.to_string();
        self
    }

    fn raw(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    fn at(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }

    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(own, _)| *own != name);
        self.headers.push((name, value.into()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(own, _)| *own != name);
        self
    }
}

fn responses() -> Vec<Bad> {
    vec![
        response("unknown question", 422, "unknown-question").body(|b| b["answers"]["gone"] = json!("x")),
        response("wrong type", 422, "wrong-type").body(|b| b["answers"]["stage"] = json!(7)),
        response("option not offered", 422, "option-not-offered").body(|b| b["answers"]["stage"] = json!("later")),
        response("unknown statement", 422, "unknown-statement")
            .body(|b| b["answers"]["views"] = json!({"gone": "agree"})),
        response("required answer missing", 422, "required-answer-missing").body(|b| b["answers"] = json!({"ease": 3})),
        response("text over its limit", 422, "text-too-long").body(|b| b["answers"]["more"] = json!("x".repeat(101))),
        response("rating outside its scale", 422, "rating-out-of-range").body(|b| b["answers"]["ease"] = json!(6)),
        response("too many chosen", 422, "too-many-chosen").body(|b| b["answers"]["parts"] = json!(["a", "b", "c"])),
        response("chosen twice", 422, "option-chosen-twice").body(|b| b["answers"]["parts"] = json!(["a", "a"])),
        response("region that there is not", 422, "option-not-offered").body(|b| b["answers"]["home"] = json!("TLZ")),
        response("vote that there is not", 422, "option-not-offered")
            .body(|b| b["answers"]["votes"] = json!({"late": "maybe"})),
        response("ranked twice", 422, "option-chosen-twice")
            .body(|b| b["answers"]["order"] = json!(["first", "first"])),
        response("places in JSON", 422, "wrong-type")
            .body(|b| b["answers"]["order"] = json!({"first": 1, "second": 2})),
        response("one place for two in a form", 422, "place-given-twice")
            .header("content-type", "application/x-www-form-urlencoded")
            .raw("revision=1&site=forum&lang=en&answers.stage=before&answers.order.first=1&answers.order.second=1"),
        response("nothing answered", 422, "required-answer-missing").body(|b| b["answers"] = json!({})),
        response("nothing answered where nothing is required", 422, "nothing-answered")
            .at("/v1/consultations/optional/responses")
            .body(|b| b["answers"] = json!({})),
        response("body over 144 KB", 413, "body-too-large")
            .body(|b| b["answers"]["more"] = json!("x".repeat(145 * 1024))),
        response("body far over 144 KB", 413, "body-too-large")
            .body(|b| b["answers"]["more"] = json!("x".repeat(900 * 1024))),
        response("not JSON", 400, "not-json").raw("{\"revision\": 1,"),
        response("no object", 400, "malformed-request").raw("[]"),
        response("unknown member", 400, "malformed-request").body(|b| b["extra"] = json!(1)),
        response("another content type", 415, "unsupported-media-type").header("content-type", "text/plain"),
        response("wrong revision", 409, "wrong-revision").body(|b| b["revision"] = json!(2)),
        response("unknown site", 422, "unknown-site").body(|b| b["site"] = json!("elsewhere")),
        response("language not offered", 422, "language-not-offered").body(|b| b["lang"] = json!("cy")),
        response("page that is no page", 422, "page-address-malformed").body(|b| b["page"] = json!("javascript:1")),
        response("unknown consultation", 404, "unknown-consultation").at("/v1/consultations/gone/responses"),
        response("not open yet", 409, "consultation-not-open").at("/v1/consultations/drafted/responses"),
        response("closed", 409, "consultation-closed").at("/v1/consultations/closed/responses"),
        response("unregistered origin", 403, "origin-not-registered").header("origin", "https://elsewhere.example"),
        response("origin that begins like a registered one", 403, "origin-not-registered")
            .header("origin", "https://forum.example.elsewhere.example"),
        response("no origin", 403, "origin-not-registered").without("origin"),
        response("origin null", 403, "origin-not-registered").header("origin", "null"),
        response("missing key", 400, "idempotency-key-missing").without("idempotency-key"),
        response("malformed key", 400, "idempotency-key-malformed").header("idempotency-key", "\"7\""),
        response("key without quotes", 400, "idempotency-key-malformed").header("idempotency-key", &key()),
    ]
}

fn receipts() -> Vec<Bad> {
    let one = |what, method, path: &str, status, problem| {
        let mut bad = response(what, status, problem).at(path).without("idempotency-key");
        bad.method = method;
        if method != "PUT" {
            bad.body = String::new();
        }
        bad
    };
    let unknown = "/v1/receipts/sample.0.AAAAAAAAAAAAAAAAAAAAAA";
    vec![
        one("malformed receipt, see", "GET", "/v1/receipts/sample", 400, "receipt-malformed"),
        one("malformed receipt, change", "PUT", "/v1/receipts/sample.0.short", 400, "receipt-malformed"),
        one("malformed receipt, withdraw", "DELETE", "/v1/receipts/..", 400, "receipt-malformed"),
        one("unknown receipt, see", "GET", unknown, 404, "receipt-unknown"),
        one("unknown receipt, change", "PUT", unknown, 404, "receipt-unknown"),
        one("unknown receipt, withdraw", "DELETE", unknown, 404, "receipt-unknown"),
        one("shard that is not there", "GET", "/v1/receipts/sample.9.AAAAAAAAAAAAAAAAAAAAAA", 404, "receipt-unknown"),
    ]
}

fn departments(edge: &Edge) -> Vec<Bad> {
    let one = |what, method, path: &str, token: Option<&str>, status, problem| Bad {
        what,
        method,
        path: path.into(),
        headers: token.map(|token| ("authorization", format!("Bearer {token}"))).into_iter().collect(),
        body: String::new(),
        status,
        problem,
    };
    let archive = |what, path: &str, status, problem| {
        one(what, "POST", path, Some(edge.token()), status, problem).header("content-type", "application/gzip")
    };
    let summary = format!("/v1/departments/{}/consultations/sample/summary", edge.department());
    let elsewhere = "/v1/departments/another/consultations/sample/summary";
    let put = format!("/v1/departments/{}/consultations/sample", edge.department());
    let shards = format!("{put}/shards");
    let releases = format!("{put}/releases");
    let named = format!("/v1/departments/{}/consultations/No_Name", edge.department());
    let tokens = format!("/v1/departments/{}/tokens", edge.department());
    let token = Some(edge.token());
    let mut rows = vec![
        one("token missing", "GET", &summary, None, 401, "token-missing"),
        one(
            "token of nobody",
            "GET",
            &summary,
            Some("snd_aaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            401,
            "token-invalid",
        ),
        one("token that is none", "GET", &summary, Some("x"), 401, "token-invalid"),
        one("token of another department", "GET", elsewhere, token, 403, "token-of-another-department"),
        one(
            "another department's token here",
            "GET",
            &summary,
            Some(edge.other_token()),
            403,
            "token-of-another-department",
        ),
        one("unknown consultation", "GET", &summary.replace("sample", "gone"), token, 404, "unknown-consultation"),
        one("definition that is not JSON", "PUT", &put, token, 400, "not-json"),
        one("definition with faults", "PUT", &put, token, 422, "invalid-definition"),
        archive("archive that is none", &format!("{}/import", put.replace("sample", "moved")), 422, "invalid-archive"),
        one("margins with faults", "PUT", &format!("{put}/margins"), token, 422, "invalid-margins"),
        one("definition over 512 KB", "PUT", &put, token, 413, "body-too-large"),
        one(
            "name that another department has",
            "PUT",
            "/v1/departments/another/consultations/sample",
            Some(edge.other_token()),
            409,
            "identifier-taken",
        ),
        one("name that is no identifier", "PUT", &named, token, 422, "identifier-malformed"),
        one("a closed one cannot change", "PUT", &put.replace("sample", "closed"), token, 409, "state-forbids"),
        one(
            "a draft cannot close",
            "POST",
            &format!("{}/close", put.replace("sample", "drafted")),
            token,
            409,
            "state-forbids",
        ),
        one("token with faults", "POST", &tokens, token, 422, "invalid-token"),
        one("no such token", "DELETE", &format!("{tokens}/ab2cd3ef"), token, 404, "unknown-token"),
        one("the deployment's token", "DELETE", &format!("{tokens}/deployment"), token, 409, "token-of-deployment"),
        one("outcome with faults", "PUT", &format!("{put}/outcome"), token, 422, "invalid-outcome"),
        one("no outcome to approve", "POST", &format!("{put}/outcome/approve"), token, 404, "unknown-outcome"),
        one("reply with faults", "POST", &tokens.replace("tokens", "replies"), token, 422, "invalid-reply"),
        one("no such reply", "GET", "/v1/replies/A000-0000", None, 404, "unknown-reply"),
        one("no such draft", "GET", &tokens.replace("tokens", "drafts/gone"), token, 404, "unknown-draft"),
        one("no such key", "DELETE", &tokens.replace("tokens", "keys/a-key"), token, 404, "unknown-key"),
        one("shards in words", "POST", &shards, token, 400, "malformed-request"),
        one("no shards", "POST", &shards, token, 422, "shards-out-of-range"),
        one("too many shards", "POST", &shards, token, 422, "shards-out-of-range"),
        one("no such release", "GET", "/v1/consultations/sample/releases/1", None, 404, "unknown-release"),
        one("a release too early", "POST", &releases, token, 409, "release-not-due"),
        one("no such address", "GET", "/v1/nothing", None, 404, "not-found"),
        one("no such method", "DELETE", "/v1/consultations/sample", None, 405, "method-not-allowed"),
    ];
    for row in &mut rows {
        if !row.headers.iter().any(|(name, _)| *name == "content-type") {
            row.headers.push(("content-type", "application/json".into()));
        }
        row.body = match row.what {
            "definition that is not JSON" => "{".into(),
            "archive that is none" => "no archive".into(),
            "token with faults" => r#"{"name": "", "role": "owner"}"#.into(),
            "definition with faults" => r#"{"title": 1}"#.into(),
            "margins with faults" => r#"{"source": "S", "margins": [{"question": "gone", "shares": {}}]}"#.into(),
            "definition over 512 KB" => format!("{{\"title\": \"{}\"}}", "x".repeat(513 * 1024)),
            "outcome with faults" => r#"{"asked": {"en": " "}}"#.into(),
            "reply with faults" => r#"{"text": "x", "lang": "en", "principles": ["credible"]}"#.into(),
            "no outcome to approve" => r#"{"version": 1}"#.into(),
            "shards in words" => r#"{"shards": "two"}"#.into(),
            "no shards" => r#"{"shards": 0}"#.into(),
            "too many shards" => r#"{"shards": 65}"#.into(),
            "name that is no identifier" | "name that another department has" | "a closed one cannot change" => {
                edge.sample_document().to_string()
            }
            _ => String::new(),
        };
    }
    rows
}

#[test]
fn every_bad_input_is_its_own_problem_and_changes_nothing() {
    let edge = Edge::start();
    edge.open_samples();
    let mut optional = edge.sample_document();
    optional["questions"][0]["required"] = json!(false);
    assert_eq!(edge.put("optional", &optional).0, 201);
    assert_eq!(edge.department_call("POST", "optional/open", "").0, 200);
    let before = edge.figures("sample");
    let mut wrong = Vec::new();
    let mut unseen: Vec<&str> = Problem::ALL.iter().map(|problem| problem.slug()).collect();
    unseen.retain(|slug| !ELSEWHERE.contains(slug));
    for bad in responses().into_iter().chain(receipts()).chain(departments(&edge)) {
        unseen.retain(|slug| *slug != bad.problem);
        let headers: Vec<(&str, &str)> = bad.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, answer) = edge.call(bad.method, &bad.path, &headers, &bad.body);
        let kind = answer["type"].as_str().unwrap_or_default();
        let told = answer["title"].is_string() && answer["status"] == json!(bad.status);
        if (status, kind) != (bad.status, &format!("/problems/{}", bad.problem)) || !told {
            wrong.push(format!("{}: {} {} -> {status} {answer}", bad.what, bad.method, bad.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(unseen, Vec::<&str>::new(), "problems without a row");
    for id in ["sample", "drafted", "closed", "optional"] {
        assert_eq!(edge.summary(id)["responses"], 0, "{id}");
    }
    assert_eq!(edge.figures("sample"), before);
    assert_eq!(edge.responses("sample").len(), 0);
}

#[test]
fn faults_name_their_places_and_repeat_nothing_that_was_typed() {
    let edge = Edge::start();
    edge.open_samples();
    let mut body = sound_body();
    body["answers"] = json!({"stage": "a-secret-word", "ease": 9, "more": "a-secret-word ".repeat(20)});
    let (status, answer) = edge.post("sample", &key(), &body);
    assert_eq!(status, 422);
    let places: Vec<&str> =
        answer["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(places, ["/answers/stage", "/answers/ease", "/answers/more"]);
    assert!(!answer.to_string().contains("secret"), "{answer}");

    let mut document = edge.sample_document();
    document["questions"][0]["kind"] = json!("essay");
    document["titel"] = json!(1);
    let (status, answer) = edge.put("faulty", &document);
    assert_eq!(status, 422);
    let places: Vec<&str> =
        answer["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(places, ["/titel", "/questions/0/kind"]);
    assert!(
        answer["errors"]
            .as_array()
            .unwrap()
            .iter()
            .all(|error| error["detail"].as_str().is_some_and(|s| s.ends_with('.')))
    );
}
