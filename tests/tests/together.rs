//! Answers that reach the edge together travel in one call: whoever goes away in between leaves nobody else waiting, and
//! what they sent is recorded once.

use soundings_tests::{Edge, FORUM, key, sound_body, stand_still};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Who waits for their replies, and who goes away. Together more than one call takes while another is under way.
const STAYING: usize = 12;
const LEAVING: usize = 12;
const ANSWERS: usize = 60;

/// Sends an answer and closes the connection at some moment before its reply was read.
fn send_and_leave(edge: &Edge, key: &str, moment: u64) {
    let mut connection = TcpStream::connect(("127.0.0.1", edge.port())).unwrap();
    let body = sound_body().to_string();
    let request = format!(
        "POST /v1/consultations/sample/responses HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {FORUM}\r\n\
         Content-Type: application/json\r\nIdempotency-Key: \"{key}\"\r\nContent-Length: {}\r\n\r\n{body}",
        edge.port(),
        body.len(),
    );
    connection.write_all(request.as_bytes()).unwrap();
    if moment % 4 == 3 {
        // Its reply has begun.
        let _ = connection.read(&mut [0; 1]);
    } else {
        std::thread::sleep(Duration::from_micros(moment * 397 % 3_000));
    }
}

#[test]
fn who_goes_away_leaves_nobody_waiting_and_every_answer_is_recorded_once() {
    let edge = Edge::start();
    edge.open_samples();
    flood(&edge, ANSWERS);
}

/// What waits for milliseconds is late then, and calls overtake each other.
#[test]
fn the_same_on_a_machine_that_stands_still_now_and_then() {
    let edge = Edge::start();
    edge.open_samples();
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| stand_still(edge.process(), &ends));
        let flooded = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| flood(&edge, ANSWERS / 4)));
        ends.store(true, Ordering::Relaxed);
        assert!(flooded.is_ok());
    });
}

fn flood(edge: &Edge, answers: usize) {
    let sent: Mutex<Vec<(String, Option<String>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for leaving in 0..LEAVING {
            let sent = &sent;
            scope.spawn(move || {
                for number in 0..answers {
                    let one = key();
                    send_and_leave(edge, &one, (leaving * answers + number) as u64);
                    sent.lock().unwrap().push((one, None));
                }
            });
        }
        for _ in 0..STAYING {
            scope.spawn(|| {
                for _ in 0..answers {
                    let one = key();
                    let (status, answer) = edge.post("sample", &one, &sound_body());
                    assert_eq!(status, 201, "{answer}");
                    sent.lock().unwrap().push((one, Some(answer["receipt"].as_str().unwrap().to_owned())));
                }
            });
        }
    });
    let sent = sent.into_inner().unwrap();
    let mut receipts = BTreeSet::new();
    for (one, receipt) in &sent {
        let (status, answer) = edge.post("sample", one, &sound_body());
        assert_eq!(status, 201, "{answer}");
        let found = answer["receipt"].as_str().unwrap().to_owned();
        assert!(receipt.as_ref().is_none_or(|receipt| *receipt == found));
        receipts.insert(found);
    }
    assert_eq!(receipts.len(), (STAYING + LEAVING) * answers);
    assert_eq!(edge.summary("sample")["responses"], receipts.len());
    assert_eq!(edge.responses("sample").len(), receipts.len());
}
