//! All responses as a file: the table and the spreadsheet say the same, in the order in which answers came, from every shard;
//! what breaks off is seen to; and the page shows how far each export is.

use serde_json::{Value, json};
use soundings_tests::{Edge, Reply, key, office, sound_body};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

const FILES: &str = "/v1/departments/engagement/consultations/sample";
const PAGE: &str = "/d/engagement/sample/exports";

fn get(edge: &Edge, path: &str) -> Reply {
    let bearer = format!("Bearer {}", edge.token());
    edge.reply("GET", path, &[("authorization", &bearer), ("accept", "text/html")], "")
}

fn said(words: &str) -> Value {
    let mut body = sound_body();
    body["answers"]["more"] = json!(words);
    body
}

/// An export as it comes over the wire, in chunks, and whether it came to its end.
fn over_the_wire(edge: &Edge, file: &str) -> (String, bool) {
    let mut stream = TcpStream::connect(("127.0.0.1", edge.port())).expect("the edge listens");
    let request = format!(
        "GET {FILES}/{file} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        edge.token()
    );
    stream.write_all(request.as_bytes()).expect("the edge reads");
    let mut bytes = Vec::new();
    // A connection that is reset has said what it had to say.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let ended = text.ends_with("\r\n0\r\n\r\n");
    (text, ended)
}

#[test]
fn all_shards_come_in_the_order_of_their_answers() {
    let edge = Edge::start();
    edge.open_samples();
    assert_eq!(edge.department_call("POST", "sample/shards", r#"{"shards": 5}"#).0, 200);
    let mut receipts = Vec::new();
    for number in 0..620 {
        let (status, answer) = edge.post("sample", &key(), &said(&format!("number {number}")));
        assert_eq!(status, 201, "{answer}");
        receipts.push(answer["receipt"].as_str().expect("a receipt is text").to_owned());
    }
    // Enough of one stretch that some page of some shard is empty.
    receipts[..80].iter().for_each(|receipt| assert_eq!(edge.withdraw(receipt).0, 204));
    let reply = get(&edge, &format!("{FILES}/export.csv"));
    assert_eq!(reply.headers["x-total-count"], "540");
    let mut reader = csv::Reader::from_reader(&reply.bytes[..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row is CSV")).collect();
    let moments: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert!(moments.is_sorted(), "the oldest first");
    let mut found: Vec<&str> =
        rows.iter().filter_map(|row| row.iter().find(|cell| cell.starts_with("number "))).collect();
    found.sort_unstable_by_key(|cell| cell.split_once(' ').and_then(|(_, number)| number.parse::<u32>().ok()));
    let expected: Vec<String> = (80..620).map(|number| format!("number {number}")).collect();
    assert_eq!(found, expected, "each once, and none that was withdrawn");
    assert!(over_the_wire(&edge, "export.csv").1, "it comes to its end");

    // A part of several hundred responses, and its length in front of it where it is the only one.
    let small = get(&edge, "/v1/departments/engagement/consultations/closed/export.csv");
    assert_eq!(small.headers["content-length"], small.bytes.len().to_string());
    assert_eq!((small.headers["x-total-count"].as_str(), small.text.lines().count()), ("0", 1));
    let drafted = get(&edge, "/v1/departments/engagement/consultations/drafted/export.csv");
    assert_eq!((drafted.status, drafted.text.lines().count()), (200, 1));
}

#[test]
fn a_spreadsheet_program_reads_what_the_table_says() {
    let edge = Edge::start();
    edge.open_samples();
    let mut body = sound_body();
    body["answers"] = json!({
        "stage": "after", "parts": ["a", "b"], "views": {"free": "agree"}, "order": ["second"], "home": "TLM",
        "votes": {"late": "pass"}, "more": "=1+1 & <b>\u{1f600}\nsecond  \"line\"",
    });
    for body in [body, said("＝SUM(A1)"), sound_body()] {
        assert_eq!(edge.post("sample", &key(), &body).0, 201);
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let ods = folder.path().join("responses.ods");
    let reply = get(&edge, &format!("{FILES}/export.ods"));
    assert_eq!(reply.headers["content-type"], "application/vnd.oasis.opendocument.spreadsheet");
    assert_eq!(&reply.bytes[30..38], b"mimetype");
    std::fs::write(&ods, &reply.bytes).expect("a file can be written");
    let sheets = office::sheets(&ods, folder.path());
    let names: Vec<&str> = sheets.keys().map(String::as_str).collect();
    assert_eq!(names, ["Contents", "Cover", "Notes", "Responses_1"]);
    let csv = edge.export("sample");
    let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes())
        .records()
        .map(|row| row.expect("a row is CSV").iter().map(str::to_owned).collect())
        .collect();
    // A text's cell says that it is one, so that it needs no apostrophe.
    let plain = |cell: &String| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    let expected: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(plain).collect()).collect();
    assert_eq!(sheets["Responses_1"][0][0], "Sample: responses");
    assert_eq!(sheets["Responses_1"][2..], expected);
    let columns: Vec<&String> = sheets["Notes"][3..].iter().map(|row| &row[0]).collect();
    assert_eq!(columns, rows[0].iter().collect::<Vec<_>>(), "every column has its note");
    assert!(
        sheets["Notes"].iter().any(|row| row[1] == "Parts? – A: 1 where chosen, 0 where not"),
        "{:?}",
        sheets["Notes"]
    );
}

#[test]
fn what_breaks_off_is_seen_to() {
    let mut edge = Edge::start();
    edge.open_samples();
    for number in 0..900 {
        assert_eq!(edge.post("sample", &key(), &said(&format!("number {number}"))).0, 201);
    }
    // Behind the first part, and before what a ledger that wakes reads.
    edge.damage_ledgers(
        "UPDATE record SET record = zeroblob(length(record)) WHERE place = (SELECT place FROM record WHERE place >= 1024 ORDER BY place LIMIT 1 OFFSET 600)",
    );
    for file in ["export.csv", "export.ods"] {
        let (text, ended) = over_the_wire(&edge, file);
        // A connection that is reset may take along what was not read yet.
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 200"), "{file}: {}", &text[..60.min(text.len())]);
        assert!(!ended, "{file}: half a file must not look whole");
    }
    let page = get(&edge, PAGE);
    assert!(
        page.text.contains("<progress max=\"900\""),
        "not heard of for a while is said after a while: {}",
        page.text
    );
    assert_eq!(page.headers["refresh"], "1");
    // Where the first part cannot be read, nothing is sent that looks like a file.
    edge.damage_ledgers("UPDATE record SET record = zeroblob(length(record)) WHERE place >= 1024");
    let reply = get(&edge, &format!("{FILES}/export.csv"));
    assert_eq!((reply.status, reply.headers["content-type"].as_str()), (503, "application/problem+json"));
}

#[test]
fn the_page_says_how_many_how_large_and_how_far() {
    let edge = Edge::start();
    edge.open_samples();
    let empty = get(&edge, PAGE);
    assert!(empty.text.contains("data-figure=\"responses\">0<") && !empty.text.contains("about"), "{}", empty.text);
    for number in 0..40 {
        edge.post("sample", &key(), &said(&format!("number {number}")));
    }
    let csv = get(&edge, &format!("{FILES}/export.csv")).bytes.len();
    let page = get(&edge, PAGE);
    assert!(page.text.contains(&format!("about {} KB", csv.div_ceil(1_000))), "{csv}: {}", page.text);
    assert!(page.text.contains("Whole: 40 responses") && !page.headers.contains_key("refresh"), "{}", page.text);
}
