//! A consultation leaves one installation as one file and comes into another: with every figure, every receipt, every release
//! byte for byte. What is damaged, or breaks off, leaves nothing.

use contract::DepartmentId;
use contract::audit::{Chain, Link};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use soundings_tests::{Edge, FORUM, Reply, key, sound_body};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

const BASE: &str = "/v1/departments/engagement/consultations";

/// A consultation that has lived, and its receipts: one of an answer as it was sent, one of a changed one, one of a withdrawn one.
struct Lived {
    edge: Edge,
    receipts: [String; 3],
    /// The key of the first, and what it sent.
    sent: (String, Value),
}

fn bytes(edge: &Edge, path: &str) -> Reply {
    let bearer = format!("Bearer {}", edge.token());
    edge.reply("GET", path, &[("authorization", &bearer)], "")
}

fn archive(edge: &Edge, id: &str) -> Vec<u8> {
    let reply = bytes(edge, &format!("{BASE}/{id}/archive.tar.gz"));
    assert_eq!((reply.status, reply.headers["content-type"].as_str()), (200, "application/gzip"), "{}", reply.text);
    reply.bytes
}

/// Sends an archive as curl would: status and body.
fn import(edge: &Edge, id: &str, archive: &[u8]) -> (u16, Value) {
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let mut reply = ureq::Agent::from(config)
        .post(format!("{}{BASE}/{id}/import", edge.api().base()))
        .header("authorization", format!("Bearer {}", edge.token()))
        .header("content-type", "application/gzip")
        .send(archive)
        .expect("the edge answers");
    (reply.status().as_u16(), reply.body_mut().read_json().expect("a reply is JSON"))
}

/// The members of an archive, as `tar` unpacks them.
fn members(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut tar = Command::new("tar")
        .args(["-xz", "-C"])
        .arg(folder.path())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("this test needs tar");
    tar.stdin.take().expect("it reads").write_all(archive).expect("tar reads all of it");
    assert!(tar.wait().expect("tar ends").success());
    let mut found = BTreeMap::new();
    collect(folder.path(), folder.path(), &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("a folder that opens can be listed").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("it is below it").to_string_lossy().into_owned();
            found.insert(name, std::fs::read(&path).expect("a file can be read"));
        }
    }
}

fn text(reply: &(u16, Value), member: &str) -> String {
    reply.1[member].as_str().unwrap_or_else(|| panic!("{member} of {}", reply.1)).to_owned()
}

fn lived() -> Lived {
    let edge = Edge::start();
    let document = edge.sample_document();
    assert_eq!(edge.put("sample", &document).0, 201);
    assert_eq!(edge.department_call("POST", "sample/open", "").0, 200);
    let say = |words: &str| {
        let mut body = sound_body();
        body["answers"] = json!({
            "stage": "after", "parts": ["a"], "ease": 2, "views": {"free": "agree", "cost": "disagree"}, "more": words,
            "order": ["second", "first"], "home": "TLM", "votes": {"late": "pass"},
        });
        body
    };
    let sent = (key(), say("As it was sent"));
    let mut receipts = vec![text(&edge.post("sample", &sent.0, &sent.1), "receipt")];
    for number in 0..30 {
        receipts.push(text(
            &edge.post("sample", &key(), &say(&format!("Words of answer {number}: {}", "x".repeat(number)))),
            "receipt",
        ));
    }
    // More shards and another revision in the midst of it, and a longer text in the place of a shorter one.
    assert_eq!(edge.department_call("POST", "sample/shards", r#"{"shards": 3}"#).0, 200);
    let mut revised = document.clone();
    revised["questions"][4]["max_length"] = json!(200);
    assert_eq!(edge.put("sample", &revised).0, 200);
    for number in 0..25 {
        let mut body = say(&format!("Later words {number}"));
        body["revision"] = json!(2);
        receipts.push(text(&edge.post("sample", &key(), &body), "receipt"));
    }
    let longer = say(&"A changed answer, and longer than it was at first. ".repeat(2)[..99]);
    assert_eq!(edge.change(&receipts[1], &longer).0, 200);
    assert_eq!(edge.withdraw(&receipts[2]).0, 204);
    let texts = edge.department_call("GET", "sample/texts?question=more", "").1;
    let place = texts["texts"][7]["response"].as_str().expect("a text has its place");
    let tags = json!({"tags": [{"tag": "costs", "note": "See \"page 2\"."}]}).to_string();
    assert_eq!(edge.department_call("PUT", &format!("sample/responses/{place}/tags"), &tags).0, 200);
    let margins = r#"{"source": "A count", "margins": [{"question": "stage", "shares": {"before": 1, "after": 1}}]}"#;
    assert_eq!(edge.department_call("PUT", "sample/margins", margins).0, 200);
    let made = edge.department_call("POST", "sample/releases", "");
    assert_eq!(made.0, 201, "{}", made.1);
    edge.close("sample");
    let (analyst, publisher) =
        (edge.make_token("The analyst", "analyst").1, edge.make_token("The publisher", "publisher").1);
    let outcome = json!({"asked": {"en": "Whether."}, "said": {"en": "Yes."}, "did": {"en": "It."}}).to_string();
    assert_eq!(edge.call_with(&analyst, "PUT", "consultations/sample/outcome", &outcome).0, 200);
    assert_eq!(edge.call_with(&publisher, "POST", "consultations/sample/outcome/approve", r#"{"version": 1}"#).0, 200);
    let receipts = [receipts[0].clone(), receipts[1].clone(), receipts[2].clone()];
    Lived { edge, receipts, sent }
}

/// Everything that is read of a consultation, by name; what differs between two installations by right is left out.
fn readings(edge: &Edge, receipts: &[String]) -> BTreeMap<String, (u16, String)> {
    let bearer = format!("Bearer {}", edge.token());
    let mut found = BTreeMap::new();
    let department = [
        "",
        "/summary?by=site,day,lang",
        "/summary?cross=stage,ease",
        "/responses?limit=500",
        "/export.csv",
        "/margins",
        "/outcome",
        "/texts?question=more",
        "/weighted?question=ease",
        "/shards",
    ];
    let public = [
        "",
        "/releases",
        "/releases/1",
        "/releases/1.csv",
        "/releases/latest",
        "/outcome",
        "/releases/1/datapackage.json",
    ];
    let paths = department.iter().map(|path| format!("{BASE}/sample{path}"));
    let paths = paths.chain(public.iter().map(|path| format!("/v1/consultations/sample{path}")));
    let paths = paths.chain(receipts.iter().map(|receipt| format!("/v1/receipts/{receipt}")));
    for path in paths {
        // Asked until it is whole: long counts come in steps.
        let reply = (0..100)
            .map(|_| edge.reply("GET", &path, &[("authorization", &bearer)], ""))
            .find(|reply| reply.status != 202)
            .expect("a count is whole some time");
        let mut said = reply.text.replace(edge.api().base(), "https://HOST");
        if let Ok(mut value) = serde_json::from_str::<Value>(&said) {
            // The moment of reading, and what an object wrote since it was started.
            value["as_of"] = Value::Null;
            value.as_object_mut().into_iter().for_each(|object| drop(object.remove("request_id")));
            for shard in value["shards"].as_array_mut().into_iter().flatten() {
                shard.as_object_mut().into_iter().for_each(|object| drop(object.remove("rows_written")));
            }
            said = value.to_string();
        }
        found.insert(path, (reply.status, said));
    }
    found
}

#[test]
fn a_consultation_moves_and_nothing_of_it_changes() {
    let Lived { edge: from, receipts, sent } = lived();
    let before = readings(&from, &receipts);
    assert!(before.values().filter(|(status, _)| *status == 200).count() >= before.len() - 1, "{before:?}");
    let packed = archive(&from, "sample");

    let to = Edge::start();
    assert!(!readings(&to, &receipts).values().any(|(status, _)| *status == 200), "there is none yet");
    let (status, taken) = import(&to, "sample", &packed);
    assert_eq!(
        (status, &taken["state"], &taken["revision"], &taken["responses"]),
        (201, &json!("closed"), &json!(2), &json!(56)),
        "{taken}"
    );
    let after = readings(&to, &receipts);
    for (path, said) in &before {
        assert_eq!(&after[path], said, "{path}");
    }
    let recount = to.department_call("POST", "sample/recount", "").1;
    assert_eq!(recount["agrees"], true, "{recount}");

    // Receipts go on: a retry is known, a change and a withdrawal count.
    assert_eq!(to.department_call("POST", "sample/open", "").0, 200);
    let again = to.post("sample", &sent.0, &sent.1);
    assert_eq!((again.0, text(&again, "receipt")), (201, receipts[0].clone()), "a retry is no second answer");
    let mut body = sound_body();
    body["revision"] = json!(2);
    assert_eq!(to.change(&receipts[1], &body).0, 200);
    assert_eq!(to.withdraw(&receipts[0]).0, 204);
    assert_eq!(to.withdraw(&receipts[2]).0, 410);
    assert_eq!(to.post("sample", &key(), &body).0, 201);
    assert_eq!(to.summary("sample")["responses"], json!(55));
    let log = to.log();
    let imported: Vec<&Value> = log.iter().filter(|entry| entry["action"] == "archive-imported").collect();
    assert_eq!((imported.len(), &imported[0]["subject"]), (1, &json!("sample")));
    assert!(from.log().iter().any(|entry| entry["action"] == "archive-made"));
}

#[test]
fn its_page_says_what_it_will_be_and_how_far_it_is() {
    let Lived { edge, .. } = lived();
    let page = || bytes(&edge, "/d/engagement/sample/exports").text;
    let before = page();
    assert!(before.contains(", with 55 responses, 1 release and ") && !before.contains("Exports of late"), "{before}");
    let told = before.split_once("Archive (tar.gz)</a>, about ").expect("it says how large it will be").1;
    let (size, rest) = told.split_once(" KB").expect("in kilobytes");
    let entries: u64 =
        rest.split_once("release and ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok()).unwrap();
    assert_eq!(entries, edge.log().len() as u64, "{before}");
    let (size, found) = (size.parse::<f64>().expect("a number") * 1e3, archive(&edge, "sample").len() as f64);
    assert!((0.75..1.25).contains(&(size / found)), "about {size} bytes, and it has {found}");
    let after = page();
    assert!(after.contains("<td>archive</td>") && after.contains("Whole: 55 responses"), "{after}");
}

#[test]
fn an_archive_of_the_copy_is_the_archive() {
    let Lived { edge: from, .. } = lived();
    let first = members(&archive(&from, "sample"));
    let manifest: Value = serde_json::from_slice(&first["manifest.json"]).expect("it is JSON");
    for listed in manifest["members"].as_array().expect("it lists members") {
        let content = &first[listed["name"].as_str().expect("each has a name")];
        let hash: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&listed["sha256"], &listed["bytes"]), (&json!(hash), &json!(content.len())), "{listed}");
    }
    assert_eq!(manifest["members"].as_array().map(Vec::len), Some(first.len() - 1), "all but itself");
    // The audit log of the first installation holds by itself.
    let mut chain = Chain::of(DepartmentId::parse("engagement").expect("it is a name"));
    let lines = String::from_utf8(first["log/01/000001.jsonl"].clone()).expect("it is text");
    for line in lines.lines() {
        chain
            .follow(&Link::parse(&serde_json::from_str(line).expect("a line is JSON")).expect("a line is a link"))
            .expect("the chain holds");
    }
    assert_eq!(from.log().len() as u64, chain.head().count);

    let to = Edge::start();
    let packed = archive(&from, "sample");
    assert_eq!(import(&to, "sample", &packed).0, 201);
    let (first, second) = (members(&packed), members(&archive(&to, "sample")));
    // Where and when it was made, how many logs there are, and the log of the second installation.
    let own = ["archive.json", "consultation.json", "manifest.json", "log/02/000001.jsonl"];
    let strip = |members: &BTreeMap<String, Vec<u8>>| {
        members
            .iter()
            .filter(|(name, _)| !own.contains(&name.as_str()))
            .map(|(name, content)| (name.clone(), content.clone()))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(strip(&second), strip(&first));
    let head = |members: &BTreeMap<String, Vec<u8>>| {
        let mut head: Value = serde_json::from_slice(&members["consultation.json"]).expect("it is JSON");
        let logs = head["logs"].take();
        (head, logs)
    };
    assert_eq!(head(&second).0, head(&first).0);
    assert_eq!(head(&second).1.as_array().map(Vec::len), Some(2));
    // And a third installation takes it in from the second.
    let third = Edge::start();
    assert_eq!(import(&third, "sample", &archive(&to, "sample")).0, 201);
    assert_eq!(third.figures("sample"), from.figures("sample"));
}

#[test]
fn what_is_damaged_leaves_nothing_and_can_be_repeated() {
    let Lived { edge: from, receipts, .. } = lived();
    let packed = archive(&from, "sample");
    let mut to = Edge::start();
    let mut damaged = Vec::new();
    for part in 1..12 {
        let mut one = packed.clone();
        let at = packed.len() * part / 12;
        one[at] ^= 0x20;
        damaged.push(one);
        damaged.push(packed[..at].to_vec());
    }
    damaged.push(Vec::new());
    damaged.push(b"not an archive".to_vec());
    damaged.push([packed.as_slice(), b"more"].concat());
    for one in &damaged {
        let (status, refused) = import(&to, "sample", one);
        assert_eq!((status, &refused["type"]), (422, &json!("/problems/invalid-archive")), "{refused}");
        let wrong = &refused["errors"][0];
        assert!(
            wrong["pointer"].as_str().is_some_and(|pointer| pointer.starts_with('/') && pointer.len() > 1),
            "{wrong}"
        );
        assert_eq!(to.call("GET", "/v1/consultations/sample", &[], "").0, 404);
    }
    assert!(!to.store_contains("Words of answer"), "nothing that people wrote is left");
    // Somebody who goes away in the middle, and a machine that stops.
    for kill in [false, true] {
        let stream = begun(&to, &packed);
        if kill {
            to.kill9();
            to.restart();
        }
        drop(stream);
        assert_eq!(to.call("GET", "/v1/consultations/sample", &[], "").0, 404);
        let (_, list) = to.department_call("GET", "", "");
        assert_eq!(list["consultations"], json!([]));
    }
    let (status, taken) = import(&to, "sample", &packed);
    assert_eq!((status, &taken["responses"]), (201, &json!(56)), "{taken}");
    assert_eq!(to.figures("sample"), from.figures("sample"));
    assert_eq!(to.call("GET", &format!("/v1/receipts/{}", receipts[0]), &[("origin", FORUM)], "").0, 200);
    // One that is there is refused, and stays as it is.
    let (status, refused) = import(&to, "sample", &packed);
    assert_eq!((status, &refused["type"]), (409, &json!("/problems/identifier-taken")));
    assert_eq!(to.figures("sample"), from.figures("sample"));
}

/// An import of which all but the end was sent; the edge had time to read it.
fn begun(to: &Edge, packed: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", to.port())).expect("the edge listens");
    let head = format!(
        "POST {BASE}/sample/import HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/gzip\r\ncontent-length: {}\r\n\r\n",
        to.token(),
        packed.len()
    );
    stream.write_all(head.as_bytes()).expect("the edge reads");
    stream.write_all(&packed[..packed.len() - 40]).expect("the edge reads");
    stream.flush().expect("the edge reads");
    std::thread::sleep(std::time::Duration::from_millis(700));
    stream
}

#[test]
fn what_was_begun_and_not_ended_goes_by_itself() {
    let Lived { edge: from, .. } = lived();
    let packed = archive(&from, "sample");
    let mut to = Edge::start();
    let stream = begun(&to, &packed);
    assert!(to.store_contains("Later words"), "it has begun");
    // Nobody else makes one under its name meanwhile.
    let (status, refused) = to.put("sample", &to.sample_document());
    assert_eq!((status, &refused["type"]), (409, &json!("/problems/identifier-taken")));
    to.kill9();
    drop(stream);
    to.forget_imports();
    assert!((0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        !to.store_contains("Later words")
    }));
    assert_eq!(to.put("sample", &to.sample_document()).0, 201, "its name is free");
}

#[test]
fn who_may_and_what_is_no_archive_yet() {
    let edge = Edge::start();
    edge.open_samples();
    let publisher = edge.make_token("The publisher", "publisher").1;
    for (token, id, status) in
        [(publisher.as_str(), "closed", 403), (edge.token(), "sample", 409), (edge.token(), "unknown", 404)]
    {
        assert_eq!(edge.call_with(token, "GET", &format!("consultations/{id}/archive.tar.gz"), "").0, status, "{id}");
    }
    // A draft has no ledger, and moves all the same.
    let packed = archive(&edge, "drafted");
    let to = Edge::start();
    let (status, taken) = import(&to, "drafted", &packed);
    assert_eq!((status, &taken["state"], &taken["responses"]), (201, &json!("draft"), &json!(0)), "{taken}");
    assert_eq!(to.department_call("POST", "drafted/open", "").0, 200);
    assert_eq!(to.post("drafted", &key(), &sound_body()).0, 201);
    assert_eq!(import(&to, "another", &packed).0, 422, "it is an archive of another consultation");
    assert_eq!(to.call_with(to.token(), "POST", "consultations/another/import", "{}").0, 415);
}
