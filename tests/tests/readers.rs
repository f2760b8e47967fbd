//! Many who read forms at once, on a machine that stands still now and then, while others go away without waiting for theirs:
//! every one who stays is answered.

use soundings_tests::{Edge, FORUM, stand_still};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the edge starts anew.
const STARTS: usize = 3;
const STAYING: usize = 24;
const LEAVING: usize = 8;
/// Forms that each asks for: the first is the one that everybody asks for, all others are rendered for each reader anew.
const FORMS: usize = 8;
/// After that somebody would have been forgotten. A form takes milliseconds, and here at most some seconds.
const LONGEST: Duration = Duration::from_secs(25);

/// Asks for a form, as a page on the forum does.
fn ask(edge: &Edge, path: &str) -> TcpStream {
    let mut connection = TcpStream::connect(("127.0.0.1", edge.port())).unwrap();
    connection.set_read_timeout(Some(LONGEST)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {FORUM}\r\nConnection: close\r\n\r\n",
        edge.port(),
    );
    connection.write_all(request.as_bytes()).unwrap();
    connection
}

fn read(edge: &Edge, reader: usize, start: usize) {
    for form in 0..FORMS {
        let path = if form == 0 { "/v1/consultations/sample/form?lang=en&site=forum" } else { "/f/sample" };
        let began = Instant::now();
        let mut connection = ask(edge, path);
        if reader < LEAVING {
            // Some before the edge has read the request, some while it renders.
            std::thread::sleep(Duration::from_millis((reader * (form + 1) * 3) as u64));
            continue;
        }
        let mut reply = String::new();
        let read = connection.read_to_string(&mut reply);
        let waited = began.elapsed();
        assert!(read.is_ok(), "start {start}: no form {form} for reader {reader} after {waited:?}");
        assert!(reply.starts_with("HTTP/1.1 200 "), "start {start}: {reply}");
        println!("{waited:?}");
    }
}

#[test]
fn every_reader_is_answered() {
    let mut edge = Edge::start();
    edge.open_samples();
    for start in 0..STARTS {
        edge.restart();
        let (together, ends) = (Barrier::new(STAYING + LEAVING), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let (edge, together, ends) = (&edge, &together, &ends);
            scope.spawn(|| stand_still(edge.process(), ends));
            let readers: Vec<_> = (0..STAYING + LEAVING)
                .map(|reader| {
                    scope.spawn(move || {
                        together.wait();
                        read(edge, reader, start);
                    })
                })
                .collect();
            let read: Vec<_> = readers.into_iter().map(|reader| reader.join()).collect();
            ends.store(true, Ordering::Relaxed);
            assert!(read.iter().all(Result::is_ok));
        });
    }
}
