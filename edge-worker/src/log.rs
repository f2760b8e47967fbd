//! One line of JSON for each request. It names the route and not the path, which may hold a receipt; there is no query, no
//! address of a person, no browser's name and no body in it.

use crate::endpoint::Endpoint;

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
