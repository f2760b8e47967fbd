//! One line of JSON for each request, but for readings that a cache may answer as well. It names the route and not the path,
//! which may hold a receipt; there is no query, no address of a person, no browser's name and no body in it.

use crate::endpoint::Endpoint;
use crate::reply::Reply;

/// Whether a request has a line. What went well and may come from any cache on the way has none: caches answer most of those, so
/// that lines of the rest would count nothing, and a line costs a sixth of what a form does, through a pipe a third.
pub(crate) fn tells(reply: &Reply) -> bool {
    reply.status >= 400 || !reply.header("cache-control").is_some_and(|value| value.starts_with("public"))
}

/// Writes a line.
pub(crate) fn write(line: &str) {
    web_sys::console::log_1(&line.into());
}

/// The line.
pub(crate) fn line(method: &str, endpoint: Option<Endpoint>, status: u16, ms: f64, request_id: &str) -> String {
    // A method that nobody knows may be any word of the caller's.
    let method = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"].into_iter().find(|own| *own == method);
    let (method, route) = (method.unwrap_or("other"), endpoint.map_or("none", Endpoint::name));
    // None of them has a letter that JSON writes otherwise.
    format!(
        r#"{{"method":"{method}","route":"{route}","status":{status},"ms":{},"request_id":"{request_id}"}}"#,
        ms.max(0.0).round()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_caches_answer_has_no_line() {
        let reply = |status, cached| Reply::empty(status).with("cache-control", cached);
        assert!(!tells(&reply(200, "public, max-age=5")) && !tells(&reply(304, "public, max-age=5")));
        assert!(tells(&reply(404, "public, max-age=5")));
        assert!(tells(&reply(200, "no-store")) && tells(&Reply::empty(201)));
    }

    #[test]
    fn a_line_in_bytes() {
        assert_eq!(
            line("GET", Some(Endpoint::ReadReceipt), 404, 2.4, "8f2e1c0d4b6a1234-LHR"),
            r#"{"method":"GET","route":"read-receipt","status":404,"ms":2,"request_id":"8f2e1c0d4b6a1234-LHR"}"#
        );
        assert_eq!(
            line("SECRET", None, 405, -1.0, "id"),
            r#"{"method":"other","route":"none","status":405,"ms":0,"request_id":"id"}"#
        );
    }
}
