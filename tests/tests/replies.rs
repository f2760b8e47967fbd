//! Official replies: written by one person, signed when another approves, verified by anyone with the published keys, by
//! programs of others too; and told apart where a text was changed, a key revoked or a store tampered with.

use serde_json::{Value, json};
use soundings_tests::{Edge, Reply};
use std::io::Write;
use std::process::{Command, Stdio};

const HTML: (&str, &str) = ("accept", "text/html");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

struct People {
    edge: Edge,
    analyst: String,
    publisher: String,
}

fn order(text: &str) -> Value {
    json!({
        "text": text, "lang": "en",
        "principles": ["credible", "consistent", "responsive", "integrated", "civil-servant"],
    })
}

fn problem(body: &Value) -> &str {
    body["type"].as_str().unwrap_or_default()
}

impl People {
    fn new() -> Self {
        let edge = Edge::start();
        let token = |role: &str| edge.make_token(&format!("The {role}"), role).1;
        let (analyst, publisher) = (token("analyst"), token("publisher"));
        Self { edge, analyst, publisher }
    }

    fn write(&self, text: &str) -> String {
        let (status, made) = self.edge.call_with(&self.analyst, "POST", "replies", &order(text).to_string());
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    fn approve(&self, token: &str, id: &str, version: u32) -> (u16, Value) {
        let body = json!({"version": version}).to_string();
        self.edge.call_with(token, "POST", &format!("replies/{id}/approve"), &body)
    }

    /// A reply that is signed.
    fn signed(&self, text: &str) -> String {
        let id = self.write(text);
        let (status, approved) = self.approve(&self.publisher, &id, 1);
        assert_eq!(status, 200, "{approved}");
        id
    }

    fn read(&self, id: &str) -> Value {
        let (status, reply) = self.edge.call("GET", &format!("/v1/replies/{id}"), &[], "");
        assert_eq!(status, 200, "{reply}");
        reply
    }

    fn keys(&self) -> Value {
        self.edge.call("GET", "/.well-known/jwks.json", &[], "").1
    }

    fn compare(&self, id: &str, text: &str) -> Reply {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.edge.reply("POST", &format!("/v1/replies/{id}"), &[FORM, HTML], &format!("text={encoded}"))
    }
}

/// What a program that is none of ours says of a JWS, by the published keys: Node's own cryptography. `None`: no key, or the
/// signature does not hold.
fn outsider(jws: &str, keys: &Value) -> Option<Value> {
    const PROGRAM: &str = r#"
        const { createPublicKey, verify } = require('node:crypto');
        const { jws, keys } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
        const [header, payload, signature] = jws.split('.');
        const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url'));
        const jwk = keys.keys.find((key) => key.kid === kid);
        const good = alg === 'EdDSA' && jwk !== undefined && verify(null, Buffer.from(`${header}.${payload}`),
            createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'));
        console.log(good ? Buffer.from(payload, 'base64url').toString() : 'null');"#;
    let mut node = Command::new("node")
        .args(["-e", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs Node");
    let input = json!({"jws": jws, "keys": keys}).to_string();
    node.stdin.take().expect("its input").write_all(input.as_bytes()).expect("Node reads");
    let said = node.wait_with_output().expect("Node ends");
    assert!(said.status.success(), "Node failed");
    let told: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    (!told.is_null()).then_some(told)
}

#[test]
fn what_two_people_said_is_verified_by_anybody() {
    let people = People::new();
    let id = people.write("Letters go out a week earlier.\nFrom May.");
    let path = format!("/v1/replies/{id}");
    assert_eq!(people.edge.call("GET", &path, &[], "").0, 404, "what is not signed is nobody's");
    let (status, refused) = people.approve(&people.analyst, &id, 1);
    assert_eq!((status, problem(&refused)), (403, "/problems/role-too-low"));
    let (status, refused) = people.approve(&people.publisher, &id, 2);
    assert_eq!((status, problem(&refused)), (409, "/problems/version-superseded"));
    let (_, approved) = people.approve(&people.publisher, &id, 1);
    assert_eq!(approved["approved_by"], "The publisher");
    assert!(approved["paste"].as_str().unwrap().contains(&path), "{approved}");

    let reply = people.read(&id);
    assert_eq!(
        (&reply["verdict"], &reply["department_name"], &reply["text"]),
        (
            &json!("verified"),
            &json!("Department for Public Engagement"),
            &json!("Letters go out a week earlier.\nFrom May.")
        )
    );
    assert_eq!(people.read(&id.to_lowercase().replace('-', "")), reply, "however it is typed");
    let told = outsider(reply["jws"].as_str().unwrap(), &people.keys()).expect("the signature holds");
    assert_eq!(
        (&told["text"], &told["jti"], &told["department"]),
        (&reply["text"], &reply["id"], &reply["department"])
    );

    let page = people.edge.reply("GET", &path, &[HTML], "");
    assert!(page.text.contains("Verified: the department signed this text") && page.text.contains("From May."));
    assert_eq!(page.headers["vary"], "Accept");
    let (_, form) = people.edge.call("GET", &format!("{path}/form?lang=&site=hosted"), &[], "");
    let tree = form["tree"].to_string();
    assert!(tree.contains("From May.") && !tree.contains("\"form\"") && tree.contains(&path), "{tree}");

    // It is not changed any more.
    let (status, refused) =
        people.edge.call_with(&people.analyst, "PUT", &format!("replies/{id}"), &order("x").to_string());
    assert_eq!((status, problem(&refused)), (409, "/problems/reply-signed"));
    assert_eq!(people.edge.call_with(&people.publisher, "DELETE", &format!("replies/{id}"), "").0, 204);
    assert!(people.read(&id)["withdrawn_at"].is_string());
    let steps: Vec<Value> =
        people.edge.log().iter().filter(|entry| entry["subject"] == *id).map(|entry| entry["action"].clone()).collect();
    assert_eq!(steps, ["reply-written", "reply-approved", "reply-withdrawn"]);
}

#[test]
fn a_changed_text_is_told_apart() {
    let people = People::new();
    let id = people.signed("Maps are free from May.\n\nNot before.");
    let paste = people.edge.call_with(&people.analyst, "GET", &format!("replies/{id}"), "").1["paste"].clone();
    let paste = paste.as_str().unwrap();
    for (what, text) in [
        ("the text", "Maps are free from May.\n\nNot before."),
        ("in one line", "Maps are free from May. Not before."),
        ("with other ends of lines", "Maps are free\r\nfrom May.\r\n\r\nNot before."),
        ("with what stands below it", paste),
    ] {
        assert!(people.compare(&id, text).text.contains("It is the very text."), "{what}");
    }
    let page = people.compare(&id, &paste.replace("free", "not free").replace("May", "June")).text;
    for words in ["It is not the same text.", "<ins>not</ins>", "<del>May.</del>", "<ins>June.</ins>"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(people.compare(&id, &"more words ".repeat(400)).text.contains("much longer than the reply"));
    assert!(people.compare(&id, "<script>").text.contains("&lt;script&gt;"));
    assert_eq!(people.compare("A000-0000", "x").status, 404);
}

#[test]
fn what_a_store_was_made_to_say_is_not_verified() {
    let people = People::new();
    let (one, other) = (people.signed("We promise nothing."), people.signed("We promise much."));
    let jws = people.read(&one)["jws"].as_str().unwrap().to_owned();
    let keys = people.keys();
    let (head, signature) = jws.rsplit_once('.').unwrap();
    let foreign = people.read(&other)["jws"].as_str().unwrap().rsplit_once('.').unwrap().1.to_owned();
    assert!(outsider(&jws, &keys).is_some());
    assert!(outsider(&format!("{head}.{foreign}"), &keys).is_none(), "another's signature");
    let flipped = if head.ends_with('A') { "B" } else { "A" };
    assert!(outsider(&format!("{}{flipped}.{signature}", &head[..head.len() - 1]), &keys).is_none());

    let mut edge = people.edge;
    edge.tamper(&format!("UPDATE reply SET text = 'We promise everything.' WHERE id = '{one}'")).unwrap();
    edge.tamper(&format!("UPDATE reply SET jws = '{head}.{foreign}' WHERE id = '{other}'")).unwrap();
    for id in [&one, &other] {
        let (_, reply) = edge.call("GET", &format!("/v1/replies/{id}"), &[], "");
        assert_eq!(reply["verdict"], "broken", "{reply}");
    }
}

#[test]
fn a_new_key_keeps_what_was_signed_and_a_revoked_one_does_not() {
    let people = People::new();
    let admin = people.edge.token().to_owned();
    let first = people.signed("One");
    let kid = |reply: &Value| reply["key"].as_str().unwrap().to_owned();
    let old = kid(&people.read(&first));
    let (status, made) = people.edge.call_with(&admin, "POST", "keys", "");
    assert_eq!((status, &made["state"]), (201, &json!("signing")));
    let second = people.signed("Two");
    let new = kid(&people.read(&second));
    assert!(new != old && made["kid"] == *new);
    let jws = |id: &str| people.read(id)["jws"].as_str().unwrap().to_owned();
    for id in [&first, &second] {
        assert_eq!(people.read(id)["verdict"], "verified", "what the earlier key signed too");
        assert!(outsider(&jws(id), &people.keys()).is_some());
    }

    assert_eq!(people.edge.call_with(&admin, "DELETE", &format!("keys/{old}"), "").0, 204);
    assert_eq!(people.edge.call_with(&admin, "DELETE", &format!("keys/{old}"), "").0, 204, "twice");
    let reply = people.read(&first);
    assert_eq!(reply["verdict"], "key-revoked");
    assert!(reply["key_revoked_at"].is_string());
    let page = people.edge.reply("GET", &format!("/v1/replies/{first}"), &[HTML], "").text;
    assert!(page.contains("Not verified: the key that signed this was revoked on"), "{page}");
    let keys = people.keys();
    assert!(outsider(&jws(&first), &keys).is_none(), "whoever knows the published keys alone refuses it too");
    assert_eq!(keys["revoked"][0]["kid"], old);
    assert_eq!(people.read(&second)["verdict"], "verified");
    // Where the one that signs is revoked, the next approval makes another.
    assert_eq!(people.edge.call_with(&admin, "DELETE", &format!("keys/{new}"), "").0, 204);
    assert_ne!(kid(&people.read(&people.signed("Three"))), new);
    // The private half of a key that signs no more is nowhere.
    let kept = people.edge.call_with(&admin, "GET", "keys", "").1;
    assert!(!kept.to_string().contains("\"d\""), "{kept}");
}

#[test]
fn there_are_only_so_many_replies_and_keys() {
    let mut people = People::new();
    let id = people.write("A draft");
    let (status, refused) = people.edge.call_with(&people.publisher, "DELETE", &format!("replies/{id}"), "");
    assert_eq!((status, problem(&refused)), (409, "/problems/reply-not-signed"));
    let many = |least: u64, most: u64, insert: &str| {
        format!(
            "WITH RECURSIVE n(x) AS (SELECT {least} UNION ALL SELECT x + 1 FROM n WHERE x < {most}) {insert} FROM n"
        )
    };
    let reply = "INSERT INTO reply (id, lang, text, version, written_at, by_kind, by_id, by_name) \
                 SELECT x, 'en', 'x', 1, 0, 'deployment', '', ''";
    let key = "INSERT INTO reply_key (kid, x, made_at, made_by, retired_at) SELECT x, 'x', 0, 'x', 0";
    people.edge.tamper(&many(2, contract::limits::REPLIES, reply)).unwrap();
    people.edge.tamper(&many(1, contract::limits::REPLY_KEYS as u64, key)).unwrap();
    let (status, refused) = people.edge.call_with(&people.analyst, "POST", "replies", &order("x").to_string());
    assert_eq!((status, problem(&refused)), (409, "/problems/too-many-replies"));
    let (status, refused) = people.edge.call_with(people.edge.token(), "POST", "keys", "");
    assert_eq!((status, problem(&refused)), (409, "/problems/too-many-keys"));
}

#[test]
fn it_survives_a_power_cut() {
    let mut people = People::new();
    let id = people.signed("Still there.");
    let before = (people.read(&id), people.keys());
    people.edge.kill9();
    people.edge.restart();
    assert_eq!((people.read(&id), people.keys()), before);
}

#[test]
fn the_pages_write_approve_and_give_what_to_paste() {
    let people = People::new();
    let own = people.edge.api().base().to_owned();
    let post = |token: &str, path: &str, body: &str| {
        let cookie = format!("soundings={token}");
        let headers = [FORM, HTML, ("origin", own.as_str()), ("cookie", cookie.as_str())];
        people.edge.reply("POST", &format!("/d/engagement{path}"), &headers, body)
    };
    let principles = "&principles=credible&principles=consistent&principles=responsive&principles=integrated";
    let short = post(&people.analyst, "/replies", &format!("id=K7QM-3XTA&text=Kept+words&lang=en{principles}"));
    assert_eq!(short.status, 422);
    assert!(short.text.contains("Confirm each of the five principles") && short.text.contains("Kept words"));
    let whole = format!("id=K7QM-3XTA&text=Kept+words&lang=en{principles}&principles=civil-servant");
    for _ in 0..2 {
        let saved = post(&people.analyst, "/replies", &whole);
        assert_eq!((saved.status, saved.headers["location"].as_str()), (303, "/d/engagement/replies/K7QM-3XTA"));
    }
    let (_, list) = people.edge.call_with(&people.analyst, "GET", "replies", "");
    assert_eq!(list["replies"].as_array().unwrap().len(), 1, "sent twice, it is one");
    assert_eq!(post(&people.publisher, "/replies/K7QM-3XTA/approve", "version=7").status, 409);
    assert_eq!(post(&people.publisher, "/replies/K7QM-3XTA/approve", "version=1").status, 303);
    let cookie = format!("soundings={}", people.analyst);
    let page =
        people.edge.reply("GET", "/d/engagement/replies/K7QM-3XTA", &[HTML, ("cookie", cookie.as_str())], "").text;
    assert!(page.contains("Text to paste") && page.contains("take-soundings reply=&quot;K7QM-3XTA&quot;"), "{page}");
    assert_eq!(post(&people.publisher, "/replies/K7QM-3XTA/withdraw", "").status, 303);
    assert!(people.edge.reply("GET", "/v1/replies/K7QM-3XTA", &[HTML], "").text.contains("withdrew this reply"));
}
