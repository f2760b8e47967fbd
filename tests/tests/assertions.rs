//! People whom Cloudflare Access lets in: assertions signed by another implementation, with keys made here, and a team's
//! address on this machine that gives the keys and counts who asks.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};
use soundings_tests::{Access, Edge, Reply};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

const AUDIENCE: &str = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";

/// A key pair with its name.
struct Key {
    kid: String,
    private: EncodingKey,
    jwk: Value,
}

impl Key {
    fn new(kid: &str) -> Self {
        let private = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key can be made");
        let text = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        // What a team's address has beside the numbers.
        let jwk = json!({"kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig", "e": text(private.e()), "n": text(private.n())});
        let der = private.to_pkcs1_der().expect("a key can be written");
        Self { kid: kid.to_owned(), private: EncodingKey::from_rsa_der(der.as_bytes()), jwk }
    }

    fn sign(&self, claims: &Value) -> String {
        self.sign_as(&self.kid, claims)
    }

    /// Signs under another key's name.
    fn sign_as(&self, kid: &str, claims: &Value) -> String {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::RS256) };
        encode(&header, claims, &self.private).expect("claims can be signed")
    }
}

/// A team's address on 127.0.0.1.
struct Team {
    address: String,
    reply: Arc<Mutex<(u16, String)>>,
    asked: Arc<AtomicUsize>,
}

impl Team {
    fn start(keys: &[&Key]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let (reply, asked) = (Arc::new(Mutex::new((200, String::new()))), Arc::new(AtomicUsize::new(0)));
        let (its_reply, its_asked) = (reply.clone(), asked.clone());
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let first = lines.next().unwrap_or_default();
                // The rest of the head.
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let (status, body) = match first.starts_with("GET /cdn-cgi/access/certs ") {
                    true => its_reply.lock().expect("nobody panicked").clone(),
                    false => (404, String::new()),
                };
                its_asked.fetch_add(1, Ordering::SeqCst);
                let length = body.len();
                let location = if status == 302 { "location: /elsewhere\r\n" } else { "" };
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{location}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
            }
        });
        let team = Self { address, reply, asked };
        team.give(keys);
        team
    }

    fn give(&self, keys: &[&Key]) {
        let keys: Vec<&Value> = keys.iter().map(|key| &key.jwk).collect();
        self.answer(200, &json!({"keys": keys, "public_certs": []}).to_string());
    }

    fn answer(&self, status: u16, body: &str) {
        *self.reply.lock().expect("nobody panicked") = (status, body.to_owned());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// An edge that believes it.
    fn edge(&self) -> Edge {
        let roles = json!({
            "engagement": {"jo@dept.example": "admin", "Al@dept.example": "publisher", "@dept.example": "viewer"},
            "another": {"only@dept.example": "admin"},
        });
        let edge = Edge::start_behind(&Access {
            team: self.address.clone(),
            audience: AUDIENCE.to_owned(),
            roles: roles.to_string(),
        });
        edge.open_samples();
        edge
    }

    fn claims(&self, email: &str) -> Value {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
        json!({
            "iss": self.address, "aud": [AUDIENCE], "email": email, "sub": "7335d417-61da-459d-899c-0a01c76a2f94",
            "iat": now, "nbf": now, "exp": now + 60, "type": "app", "identity_nonce": "6ei69kawdKzMIAPF", "country": "GB",
        })
    }
}

fn page(edge: &Edge, path: &str, assertion: &str) -> Reply {
    edge.reply("GET", path, &[("cf-access-jwt-assertion", assertion), ("accept", "text/html")], "")
}

/// The status and problem with which a call is answered that takes an assertion.
fn summary(edge: &Edge, assertion: &str) -> (u16, String) {
    let path = "/v1/departments/engagement/consultations/sample/summary";
    let (status, body) = edge.call("GET", path, &[("cf-access-jwt-assertion", assertion)], "");
    (status, body["type"].as_str().unwrap_or_default().replace("/problems/", ""))
}

#[test]
fn people_have_the_roles_that_the_deployment_gives_them() {
    let key = Key::new("one");
    let team = Team::start(&[&key]);
    let edge = team.edge();
    for (email, role) in [("jo@dept.example", "admin"), ("AL@Dept.example", "publisher"), ("x@dept.example", "viewer")]
    {
        let assertion = key.sign(&team.claims(email));
        let shown = page(&edge, "/d/engagement/sample", &assertion);
        assert_eq!(shown.status, 200, "{email}");
        assert!(shown.text.contains(&format!("{} ({role})", email.to_lowercase())), "{email}: {}", shown.text);
        assert!(shown.text.contains("/cdn-cgi/access/logout"), "they sign out where they signed in");
        assert_eq!(shown.text.contains("/exports\""), role != "viewer", "{email}");
        assert_eq!(page(&edge, "/d/engagement/tokens", &assertion).status, if role == "admin" { 200 } else { 403 });
        assert_eq!(summary(&edge, &assertion).0, 200, "{email}");
    }
    for (email, expected) in [
        ("jo@elsewhere.example", (403, "no-role")),
        ("jo@dept.example.elsewhere.example", (403, "no-role")),
        ("only@another.example", (403, "no-role")),
        ("", (403, "no-role")),
    ] {
        let assertion = key.sign(&team.claims(email));
        let (status, problem) = summary(&edge, &assertion);
        assert_eq!((status, problem.as_str()), expected, "{email}");
        assert_eq!(page(&edge, "/d/engagement", &assertion).status, 303, "{email} is led to where one signs in");
    }
    assert_eq!(team.asked(), 1, "the keys were fetched once");
}

#[test]
fn a_person_acts_by_our_forms_alone_and_is_named_in_the_log() {
    let key = Key::new("one");
    let team = Team::start(&[&key]);
    let edge = team.edge();
    let assertion = key.sign(&team.claims("jo@dept.example"));
    let base = "/v1/departments/engagement";
    for (method, path) in [
        ("POST", format!("{base}/consultations/drafted/open")),
        ("POST", format!("{base}/tokens")),
        ("GET", format!("{base}/consultations/sample/responses")),
    ] {
        let (status, body) = edge.call(method, &path, &[("cf-access-jwt-assertion", &assertion)], "");
        assert_eq!((status, &body["type"]), (401, &json!("/problems/token-missing")), "{path}");
    }
    let own = edge.api().base().to_owned();
    let send = |origin: &str| {
        let headers = [
            ("cf-access-jwt-assertion", assertion.as_str()),
            ("origin", origin),
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
        ];
        edge.reply("POST", "/d/engagement/tokens", &headers, "name=Reports&role=viewer&days=1").status
    };
    assert_eq!(send("https://elsewhere.example"), 403);
    assert_eq!(send(&own), 200);
    let path = format!("{base}/consultations/sample/export.csv");
    assert_eq!(edge.reply("GET", &path, &[("cf-access-jwt-assertion", &assertion)], "").status, 200);
    let log = edge.log();
    let last: Vec<[&Value; 3]> =
        log.iter().rev().take(2).map(|entry| [&entry["by"]["kind"], &entry["by"]["id"], &entry["action"]]).collect();
    let jo = (json!("person"), json!("jo@dept.example"));
    let (exported, made) = (json!("responses-exported"), json!("token-made"));
    assert_eq!(last, [[&jo.0, &jo.1, &exported], [&jo.0, &jo.1, &made]]);
}

#[test]
fn what_does_not_hold_opens_nothing() {
    let (key, stranger) = (Key::new("one"), Key::new("one"));
    let team = Team::start(&[&key]);
    let edge = team.edge();
    let claims = team.claims("jo@dept.example");
    let now = claims["iat"].as_u64().unwrap();
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        key.sign(&claims)
    };
    let good = key.sign(&claims);
    let [header, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("a JWT has three parts") };
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = part(json!({"alg": "none", "kid": "one"}));
    // Signed with the public key's text as a secret: what a verifier takes that trusts the header's algorithm.
    let public = EncodingKey::from_secret(key.jwk["n"].as_str().unwrap().as_bytes());
    let hmac = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::HS256) };
    let rs384 = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::RS384) };
    let admin = part({
        let mut claims = team.claims("x@dept.example");
        claims["email"] = json!("jo@dept.example");
        claims["sub"] = json!("x");
        claims
    });
    for (what, assertion) in [
        ("nothing", String::new()),
        ("no assertion", "x.y.z".to_owned()),
        ("another's signature", stranger.sign(&claims)),
        ("another body", format!("{header}.{admin}.{signature}")),
        ("no signature", format!("{header}.{body}.")),
        ("a signature too short", format!("{header}.{body}.{}", &signature[..signature.len() - 4])),
        ("alg none", format!("{none}.{body}.")),
        ("alg none with a signature", format!("{none}.{body}.{signature}")),
        ("HS256 with the public key", encode(&hmac, &claims, &public).unwrap()),
        ("RS384", encode(&rs384, &claims, &key.private).unwrap()),
        ("another team", with("iss", json!("https://elsewhere.cloudflareaccess.com"))),
        ("another application", with("aud", json!(["0".repeat(64)]))),
        ("no application", with("aud", json!([]))),
        ("over", with("exp", json!(now - 60))),
        ("not begun", with("nbf", json!(now + 120))),
        ("for ever", with("exp", Value::Null)),
    ] {
        let (status, problem) = summary(&edge, &assertion);
        let expected =
            if assertion.is_empty() { ["assertion-invalid", "token-missing"] } else { ["assertion-invalid"; 2] };
        assert!(status == 401 && expected.contains(&problem.as_str()), "{what}: {status} {problem}");
        assert_eq!(page(&edge, "/d/engagement", &assertion).status, 303, "{what}");
    }
    assert_eq!(summary(&edge, &good).0, 200);
    assert_eq!(summary(&edge, &with("exp", json!(now - 20))).0, 200, "two clocks may differ a little");
}

#[test]
fn an_unknown_key_is_asked_for_once_a_minute_at_most() {
    let (one, two) = (Key::new("one"), Key::new("two"));
    let team = Team::start(&[&one]);
    let edge = team.edge();
    let claims = team.claims("jo@dept.example");
    assert_eq!(summary(&edge, &one.sign(&claims)).0, 200);
    team.give(&[&one, &two]);
    for number in 0..20 {
        assert_eq!(summary(&edge, &two.sign_as(&format!("unknown-{number}"), &claims)).0, 401);
    }
    assert_eq!(team.asked(), 1, "a minute has not passed");
    // A key of which the edge knows the name does not sign under another's.
    assert_eq!(summary(&edge, &two.sign_as("one", &claims)).0, 401);
    assert_eq!(summary(&edge, &one.sign(&claims)).0, 200);
}

#[test]
fn a_team_that_does_not_answer_opens_nothing() {
    let key = Key::new("one");
    for (status, body) in [(500, ""), (200, "{"), (200, "{}"), (302, "")] {
        let team = Team::start(&[&key]);
        team.answer(status, body);
        let edge = team.edge();
        let assertion = key.sign(&team.claims("jo@dept.example"));
        assert_eq!(summary(&edge, &assertion), (500, "internal".to_owned()), "{status} {body}");
        assert_eq!(team.asked(), 1, "{status} {body}: a redirection is not followed");
        // Whoever has a token is not held up by it.
        assert_eq!(edge.call_with(edge.token(), "GET", "consultations", "").0, 200);
    }
}

#[test]
fn where_no_team_is_named_an_assertion_says_nothing() {
    let key = Key::new("one");
    let team = Team::start(&[&key]);
    let edge = Edge::start();
    edge.open_samples();
    let (status, problem) = summary(&edge, &key.sign(&team.claims("jo@dept.example")));
    assert_eq!((status, problem.as_str()), (401, "token-missing"));
    assert_eq!(team.asked(), 0);
}
