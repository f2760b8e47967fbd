//! A network that loses requests and replies: a proxy before an edge, for tests of what survives it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Bytes of a request that are passed on at most: far more than a test sends.
const REQUEST: usize = 64 * 1024;

/// A proxy on a port of its own. Each connection carries one request.
#[derive(Debug)]
pub struct Lossy {
    port: u16,
    lost: Arc<Lost>,
}

/// What was lost so far.
#[derive(Debug, Default)]
pub struct Lost {
    /// Requests that never arrived.
    pub requests: AtomicU32,
    /// Replies that nobody got: what was asked for was done.
    pub replies: AtomicU32,
}

impl Lossy {
    /// Starts one before the edge on `port` of this machine. Of a hundred requests it loses `percent`, and of the replies
    /// to the others as many; which ones follows from `seed`.
    ///
    /// # Panics
    /// Where no port is free.
    pub fn start(port: u16, percent: u64, seed: u64) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let own = listener.local_addr().expect("a listener has an address").port();
        let lost = Arc::new(Lost::default());
        let (counted, dice) = (lost.clone(), Arc::new(Mutex::new(Dice(seed))));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (counted, dice) = (counted.clone(), dice.clone());
                // A connection that breaks is what this is for.
                thread::spawn(move || pass_on(&stream, port, percent, &counted, &dice));
            }
        });
        Self { port: own, lost }
    }

    /// Its address, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What was lost so far.
    pub fn lost(&self) -> &Lost {
        &self.lost
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): enough to decide what is lost, and the same for the same seed.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn falls_below(&mut self, percent: u64) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % 100 < percent
    }
}

fn pass_on(mut client: &TcpStream, port: u16, percent: u64, lost: &Lost, dice: &Mutex<Dice>) -> io::Result<()> {
    let (loses_request, loses_reply) = {
        let mut dice = dice.lock().expect("nobody panics with the dice");
        (dice.falls_below(percent), dice.falls_below(percent))
    };
    let request = read_request(client)?;
    if loses_request {
        lost.requests.fetch_add(1, Ordering::Relaxed);
        return client.shutdown(Shutdown::Both);
    }
    let mut edge = TcpStream::connect(("127.0.0.1", port))?;
    edge.write_all(&request)?;
    let mut reply = Vec::new();
    edge.read_to_end(&mut reply)?;
    if loses_reply {
        lost.replies.fetch_add(1, Ordering::Relaxed);
        return client.shutdown(Shutdown::Both);
    }
    client.write_all(&reply)
}

/// One request with its body, changed to be the last of its connection.
fn read_request(mut client: &TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = client.read(&mut part)?;
        bytes.extend_from_slice(&part[..read]);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                let first = head.find("\r\n").map_or(end, |line| line + 2);
                bytes.splice(first..first, b"connection: close\r\n".iter().copied());
                return Ok(bytes);
            }
        }
        if read == 0 || bytes.len() > REQUEST {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}
