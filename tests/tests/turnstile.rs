//! Turnstile as a proof, against a double of its endpoint on this machine: what it is asked, and what its word is worth.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, key, sound_body};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A `siteverify` that knows one response, takes it once, and notes what it is asked.
struct Double {
    address: String,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Double {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}/siteverify", listener.local_addr().expect("it listens"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.expect("a connection"), &noted);
            }
        });
        Self { address, asked }
    }

    fn edge(&self) -> Edge {
        Edge::start_with(vec![
            ("SOUNDINGS_TURNSTILE_SECRET", "0x-the-secret".to_owned()),
            ("SOUNDINGS_TURNSTILE_URL", self.address.clone()),
        ])
    }
}

fn answer(stream: TcpStream, asked: &Mutex<Vec<Value>>) {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let mut asked = asked.lock().expect("nobody failed");
    let used = asked.iter().any(|before| before["response"] == body["response"]);
    let good = body["secret"] == "0x-the-secret" && !used;
    let (hostname, action) = match body["response"].as_str() {
        Some("elsewhere") => ("elsewhere.example", "soundings"),
        Some("login") => ("forum.example", "login"),
        _ => ("forum.example", "soundings"),
    };
    let known = body["response"] != "unknown";
    let reply =
        json!({"success": good && known, "hostname": hostname, "action": action, "error-codes": []}).to_string();
    asked.push(body);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        reply.len()
    );
    reader.get_mut().write_all((head + &reply).as_bytes()).expect("it is read");
}

fn open(edge: &Edge) {
    let mut document = edge.sample_document();
    document["protection"] = json!("always");
    assert_eq!(edge.put("c", &document).0, 201);
    assert_eq!(edge.department_call("POST", "c/open", "").0, 200);
}

fn with(response: &str) -> Value {
    let mut body = sound_body();
    body["turnstile"] = json!(response);
    body
}

#[test]
fn a_response_lets_one_answer_in() {
    let double = Double::start();
    let edge = double.edge();
    open(&edge);
    let one = key();
    let (status, first) = edge.post("c", &one, &with("good"));
    assert_eq!(status, 201, "{first}");
    // A retry finds its answer although the response is used; another answer does not get in with it.
    assert_eq!(edge.post("c", &one, &with("good")), (201, first));
    for refused in ["good", "unknown", "elsewhere", "login", &"x".repeat(2_049)] {
        let (status, problem) = edge.post("c", &key(), &with(refused));
        assert_eq!((status, problem["type"].as_str()), (403, Some("/problems/proof-refused")), "{refused}");
    }
    let form =
        format!("key={}&revision=1&site=forum&lang=en&answers.stage=before&cf-turnstile-response=in-a-form", key());
    let headers = [("origin", FORUM), ("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(edge.call("POST", "/v1/consultations/c/responses", &headers, &form).0, 201);
    assert_eq!(edge.summary("c")["responses"], 2);
    let asked = double.asked.lock().unwrap();
    assert_eq!(asked.len(), 7, "what is too long is not asked");
    for call in asked.iter() {
        let members: Vec<&String> = call.as_object().unwrap().keys().collect();
        assert_eq!(members, ["idempotency_key", "response", "secret"], "no address, and nothing of the answer");
        assert_ne!(call["idempotency_key"], json!(one), "the key of an answer may change it, and is told to nobody");
    }
}

#[test]
fn without_turnstile_a_proof_of_work_is_asked_for() {
    // Nobody listens at port 1.
    let gone = Edge::start_with(vec![
        ("SOUNDINGS_TURNSTILE_SECRET", "0x-the-secret".to_owned()),
        ("SOUNDINGS_TURNSTILE_URL", "http://127.0.0.1:1/siteverify".to_owned()),
    ]);
    for edge in [gone, Edge::start()] {
        open(&edge);
        let (status, problem) = edge.post("c", &key(), &with("good"));
        assert_eq!((status, problem["type"].as_str()), (429, Some("/problems/proof-needed")));
        assert!(!edge.store_contains("0x-the-secret"), "the secret is in a store or in the log");
    }
}
