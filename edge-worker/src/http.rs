//! Requests as they come from the runtime, and replies as it takes them.

use crate::objects::Trouble;
use crate::reply::{Body, Refused, Reply};
use contract::Problem;
use contract::json::Value;
use js_sys::{Reflect, Uint8Array};
use std::ops::Range;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::url::form_urlencoded;

/// What is read of a body beyond its limit, and dropped: a connection that closes on somebody who is still sending is a
/// network error to them, and they never learn that the body was too large.
const DROPPED_BYTES: usize = 1024 * 1024;

/// Bytes that one byte takes at most in a form's body: `%C3`.
const PERCENT_ENCODED: usize = 3;

#[wasm_bindgen(module = "soundings-bridge")]
extern "C" {
    fn head(request: &web_sys::Request) -> String;

    #[wasm_bindgen(catch)]
    fn respond(
        status: u16,
        common: &str,
        own: &str,
        text: Option<&str>,
        body: &JsValue,
    ) -> Result<web_sys::Response, JsValue>;
}

/// Headers that come with a request's head: those that `bridge.js` sends along, in its order.
const USUAL: [&str; 8] = [
    "cf-ray",
    "x-request-id",
    "origin",
    "content-type",
    "content-length",
    "idempotency-key",
    "if-none-match",
    "sec-fetch-site",
];

/// A request.
#[derive(Debug)]
pub(crate) struct Incoming {
    request: web_sys::Request,
    head: Head,
}

/// What is known of a request before anything is asked: its method, address, new name and usual headers, a line each.
#[derive(Debug)]
struct Head {
    text: String,
    lines: [Range<usize>; 3 + USUAL.len()],
}

impl Head {
    fn read(text: String) -> Self {
        let mut start = 0;
        let lines = std::array::from_fn(|_| {
            // A line that is not there is as blank as one that is.
            let begin = start.min(text.len());
            let end = text[begin..].find('\n').map_or(text.len(), |length| begin + length);
            start = end + 1;
            begin..end
        });
        Self { text, lines }
    }

    fn line(&self, number: usize) -> &str {
        &self.text[self.lines[number].clone()]
    }

    /// A usual header: `None` for a name that is not among them, else its value where it was sent.
    fn header(&self, name: &str) -> Option<Option<&str>> {
        let number = USUAL.iter().position(|usual| *usual == name)?;
        Some(self.line(3 + number).strip_prefix('='))
    }
}

/// The fields of a form, in its order.
pub(crate) type Fields = Vec<(String, String)>;

/// A body that was sent as JSON or as a form.
pub(crate) enum Sent {
    /// `application/json`.
    Json(Value),
    /// `application/x-www-form-urlencoded`.
    Form(Fields),
}

impl Incoming {
    pub(crate) fn new(request: web_sys::Request) -> Self {
        Self { head: Head::read(head(&request)), request }
    }

    pub(crate) fn method(&self) -> &str {
        self.head.line(0)
    }

    pub(crate) fn url(&self) -> &str {
        self.head.line(1)
    }

    /// A random UUID, made for it: its name, where it has none.
    pub(crate) fn new_name(&self) -> &str {
        self.head.line(2)
    }

    /// The query with its question mark, or nothing.
    pub(crate) fn query_text(&self) -> &str {
        let url = self.url().split('#').next().unwrap_or_default();
        url.find('?').map_or("", |start| &url[start..])
    }

    pub(crate) fn path(&self) -> &str {
        path_of(self.url())
    }

    /// The first value of a query's parameter.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.url().split_once('?')?;
        let query = query.split('#').next()?;
        form_urlencoded::parse(query.as_bytes()).find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
    }

    /// All parameters of the query, in their order.
    pub(crate) fn parameters(&self) -> Fields {
        form_urlencoded::parse(self.query_text().trim_start_matches('?').as_bytes()).into_owned().collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        match self.head.header(name) {
            Some(value) => value.map(str::to_owned),
            None => self.request.headers().get(name).ok().flatten(),
        }
    }

    /// The address at the other end of the connection, with its port, where the runtime tells it.
    pub(crate) fn peer(&self) -> Option<String> {
        let cf = Reflect::get(&self.request, &"cf".into()).ok()?;
        Reflect::get(&cf, &"clientIp".into()).ok()?.as_string()
    }

    /// The body as JSON.
    pub(crate) async fn json(&self, limit: usize) -> Result<Value, Refused> {
        if self.media_type() != "application/json" {
            return Err(Problem::UnsupportedMediaType.into());
        }
        parse_json(&self.body(limit).await?)
    }

    /// The body as the fields of a form, whose names and values have at most `limit` bytes.
    pub(crate) async fn form(&self, limit: usize) -> Result<Fields, Refused> {
        if self.media_type() != "application/x-www-form-urlencoded" {
            return Err(Problem::UnsupportedMediaType.into());
        }
        let body = self.body(limit * PERCENT_ENCODED).await?;
        let fields: Fields = form_urlencoded::parse(&body).into_owned().collect();
        let length: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if length > limit { Err(Problem::BodyTooLarge.into()) } else { Ok(fields) }
    }

    /// The body as either.
    pub(crate) async fn sent(&self, limit: usize) -> Result<Sent, Refused> {
        if self.media_type() == "application/json" {
            self.json(limit).await.map(Sent::Json)
        } else {
            self.form(limit).await.map(Sent::Form)
        }
    }

    pub(crate) fn media_type(&self) -> String {
        let header = self.header("content-type").unwrap_or_default();
        header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The whole body, unless it is longer than `limit`.
    async fn body(&self, limit: usize) -> Result<Vec<u8>, Refused> {
        match self.header("content-length").map(|length| length.parse::<usize>()) {
            // The runtime hands over no more than was declared.
            Some(Ok(length)) if length <= limit => {
                let buffer = JsFuture::from(self.request.array_buffer().map_err(trouble)?).await.map_err(trouble)?;
                Ok(Uint8Array::new(&buffer).to_vec())
            }
            _ => self.streamed_body(limit).await,
        }
    }

    /// The body as it comes, whatever its length.
    pub(crate) fn parts(&self) -> Parts {
        Parts(self.request.body().map(|stream| stream.get_reader().unchecked_into()))
    }

    async fn streamed_body(&self, limit: usize) -> Result<Vec<u8>, Refused> {
        let (mut parts, mut body, mut length) = (self.parts(), Vec::new(), 0);
        while let Some(bytes) = parts.next().await? {
            length += bytes.len();
            if length <= limit {
                body.extend(bytes);
            } else if length > limit + DROPPED_BYTES {
                parts.cancel();
                break;
            }
        }
        if length > limit { Err(Problem::BodyTooLarge.into()) } else { Ok(body) }
    }
}

/// A body as it comes.
pub(crate) struct Parts(Option<web_sys::ReadableStreamDefaultReader>);

impl Parts {
    /// The next bytes; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, Refused> {
        let Some(reader) = &self.0 else { return Ok(None) };
        let part = JsFuture::from(reader.read()).await.map_err(trouble)?;
        if Reflect::get(&part, &"done".into()).map_err(trouble)?.is_truthy() {
            self.0 = None;
            return Ok(None);
        }
        Ok(Some(Uint8Array::new(&Reflect::get(&part, &"value".into()).map_err(trouble)?).to_vec()))
    }

    /// Tells the sender to stop; whether it hears is its own business.
    fn cancel(&mut self) {
        if let Some(reader) = self.0.take() {
            let _ = reader.cancel();
        }
    }
}

fn trouble(thrown: JsValue) -> Refused {
    Trouble::Runtime(thrown.into()).into()
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |start| &rest[start..]);
    path.split(['?', '#']).next().unwrap_or("/")
}

fn parse_json(body: &[u8]) -> Result<Value, Refused> {
    serde_json::from_slice(body).map_err(|_| Problem::NotJson.into())
}

/// Headers whose values are a reply's own, or nearly. All others have few values between them.
const OWN: [&str; 9] = [
    "x-request-id",
    "etag",
    "location",
    "link",
    "ratelimit",
    "retry-after",
    "set-cookie",
    "content-disposition",
    "content-language",
];

/// Headers as names and values, a line each: those that other replies have too, and those that are this one's own.
fn lines(headers: &[(&'static str, String)]) -> (String, String) {
    let (mut common, mut own) = (String::new(), String::new());
    for (name, value) in headers {
        let lines = if OWN.contains(name) { &mut own } else { &mut common };
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(name);
        lines.push('\n');
        const ENDS: [char; 3] = ['\n', '\r', '\0'];
        // Nothing of ours has one. It would be another header.
        lines.extend(value.split(ENDS));
    }
    (common, own)
}

impl Reply {
    /// The runtime's response.
    pub(crate) fn into_response(self) -> Result<web_sys::Response, JsValue> {
        let (common, own) = lines(&self.headers);
        let respond = |text: Option<&str>, body: &JsValue| respond(self.status, &common, &own, text, body);
        match self.body {
            Body::Empty => respond(None, &JsValue::UNDEFINED),
            Body::Problem(members) => respond(Some(&Value::object(members).to_string()), &JsValue::UNDEFINED),
            Body::Text(text) => respond(Some(&text), &JsValue::UNDEFINED),
            Body::Kept(kept) => respond(None, kept.of_the_runtime()),
            Body::Static(bytes) => respond(None, &Uint8Array::from(bytes)),
            Body::Bytes(bytes) => respond(None, &Uint8Array::from(bytes.as_slice())),
            Body::Stream(parts) => {
                let response: web_sys::Response = worker::Response::from_stream(parts)?.into();
                respond(None, &response.body().map_or(JsValue::UNDEFINED, JsValue::from))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_line_by_line() {
        let head =
            Head::read("GET\nhttps://a.example/f/x?y\nname\n\n=own-name\n=https://b.example\n\n\n\n=".to_owned());
        assert_eq!([0, 1, 2].map(|line| head.line(line)), ["GET", "https://a.example/f/x?y", "name"]);
        for (name, value) in [
            ("cf-ray", Some(None)),
            ("x-request-id", Some(Some("own-name"))),
            ("origin", Some(Some("https://b.example"))),
            ("idempotency-key", Some(None)),
            ("if-none-match", Some(Some(""))),
            ("accept", None),
        ] {
            assert_eq!(head.header(name), value, "{name}");
        }
        assert_eq!(Head::read("GET".to_owned()).header("origin"), Some(None));
    }

    #[test]
    fn the_usual_headers_are_those_that_javascript_sends_along() {
        let names: Vec<String> = USUAL.iter().map(|name| format!("\"{name}\"")).collect();
        let list = format!("const USUAL = [{}];\n", names.join(", "));
        assert!(include_str!("../bridge.js").contains(&list), "{list}");
    }

    #[test]
    fn headers_are_lines_and_no_value_becomes_another_header() {
        let reply = Reply::empty(200).with("location", "/a\r\nset-cookie\nb").with("vary", "Origin").with("etag", "x");
        let (common, own) = lines(&reply.headers);
        assert_eq!(common, "x-content-type-options\nnosniff\nvary\nOrigin");
        assert_eq!(own, "location\n/aset-cookieb\netag\nx");
    }

    #[test]
    fn paths() {
        for (url, path) in [
            ("http://127.0.0.1:8787/v1/embed.js?x=/y", "/v1/embed.js"),
            ("https://a.example/", "/"),
            ("https://a.example", "/"),
            ("https://a.example/f/x#y?z", "/f/x"),
        ] {
            assert_eq!(path_of(url), path);
        }
    }

    #[test]
    fn json_is_read_or_refused() {
        assert_eq!(parse_json(b"{\"a\":1}").unwrap(), Value::object([("a", 1.into())]));
        let deep = "[".repeat(100_000);
        for body in [&b""[..], b"{", b"\xff", b"{\"a\":1}x", deep.as_bytes()] {
            assert_eq!(parse_json(body).unwrap_err().problem, Problem::NotJson);
        }
    }
}
