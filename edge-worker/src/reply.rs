//! What is answered, before it becomes a response of the runtime: plain data, so that it is tested without one.

use crate::objects::Trouble;
use contract::json::Value;
use contract::{Lang, Problem, Receipt};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Parts of a body that is too long to be held at once.
pub(crate) type Parts = Pin<Box<dyn futures_util::Stream<Item = Result<Vec<u8>, worker::Error>>>>;

/// A body.
pub(crate) enum Body {
    /// None.
    Empty,
    /// Text.
    Text(String),
    /// Text that is answered again and again.
    Kept(Rc<Kept>),
    /// An object of JSON to which the request's name is still added.
    Problem(Vec<(&'static str, Value)>),
    /// Bytes that the Worker carries.
    Static(&'static [u8]),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Bytes as they come.
    Stream(Parts),
}

/// A text of which the runtime's own copy is made once.
#[derive(Debug)]
pub(crate) struct Kept {
    text: String,
    copy: OnceCell<JsValue>,
}

impl Kept {
    pub(crate) fn new(text: String) -> Rc<Self> {
        Rc::new(Self { text, copy: OnceCell::new() })
    }

    /// The runtime's copy.
    pub(crate) fn of_the_runtime(&self) -> &JsValue {
        // Bytes: a text would be encoded anew for each reply.
        self.copy.get_or_init(|| js_sys::Uint8Array::from(self.text.as_bytes()).into())
    }
}

/// An answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
}

impl Reply {
    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        // Every answer forbids to guess another type than the one it declares.
        Self { status, headers: vec![("x-content-type-options", "nosniff".to_owned())], body: Body::Empty }
    }

    /// An answer of this type.
    pub(crate) fn new(status: u16, content_type: &str, body: Body) -> Self {
        Self { body, ..Self::empty(status).with("content-type", content_type) }
    }

    /// JSON.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, "application/json", Body::Text(value.to_string()))
    }

    /// A page of ours. It runs no script but ours, loads nothing from elsewhere, and stands in nobody's frame.
    pub(crate) fn page(status: u16, lang: Lang, html: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", Body::Text(html))
            .with("content-language", lang.code())
            .with("content-security-policy", PAGE_POLICY)
            // Not `no-referrer`: with it a form is posted with the origin `null`, and could not be told from a stranger's.
            .with("referrer-policy", "same-origin")
            .with("cross-origin-opener-policy", "same-origin")
            .with("cache-control", "no-store")
    }

    /// A page of ours that may stand in anybody's frame: one on which there is nothing to press but a link.
    pub(crate) fn framed_page(status: u16, lang: Lang, html: String) -> Self {
        let policy = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *");
        Self::page(status, lang, html).with("content-security-policy", &policy)
    }

    /// A page's policy with one more directive.
    pub(crate) fn policy_with(self, directive: &str) -> Self {
        let policy = format!("{PAGE_POLICY}; {directive}");
        self.with("content-security-policy", &policy)
    }

    /// A redirection to a page of ours, after a form.
    pub(crate) fn see_other(location: &str) -> Self {
        Self::empty(303).with("location", location).with("cache-control", "no-store")
    }

    /// Sets a header, over one of the same name.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(own, _)| *own != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Says that the answer depends on a request's header.
    pub(crate) fn vary(self, name: &str) -> Self {
        match self.header("vary") {
            Some(own) if own.split(", ").any(|own| own == name) => self,
            Some(own) => {
                let value = format!("{own}, {name}");
                self.with("vary", &value)
            }
            None => self.with("vary", name),
        }
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// Adds a request's name to a problem.
    pub(crate) fn with_request_id(self, id: &str) -> Self {
        match self.body {
            Body::Problem(mut members) => {
                members.push(("request_id", id.into()));
                Self { body: Body::Text(Value::object(members).to_string()), ..self }
            }
            body => Self { body, ..self },
        }
    }

    /// Gives the answer the tag that is the hash of its body: for what is made anew for each reader.
    pub(crate) fn tagged_by_content(self, if_none_match: Option<&str>) -> Self {
        let digest = match &self.body {
            Body::Text(text) => Sha256::digest(text.as_bytes()),
            Body::Kept(kept) => Sha256::digest(kept.text.as_bytes()),
            Body::Static(bytes) => Sha256::digest(bytes),
            Body::Bytes(bytes) => Sha256::digest(bytes),
            Body::Empty | Body::Problem(_) | Body::Stream(_) => return self,
        };
        // Half of it: 128 bits are more than chance ever meets.
        let tag: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        self.tagged(&format!("\"{tag}\""), if_none_match)
    }

    /// Gives the answer its tag, and leaves its body out where the reader has it already.
    pub(crate) fn tagged(self, tag: &str, if_none_match: Option<&str>) -> Self {
        let reply = self.with("etag", tag);
        match if_none_match {
            Some(known) if has_tag(known, tag) => Self { status: 304, body: Body::Empty, ..reply },
            _ => reply,
        }
    }
}

const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                           img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whether a list of `If-None-Match` names a tag (RFC 9110 section 13.1.2: weakly compared; a proxy that compresses
/// makes a strong tag weak).
fn has_tag(list: &str, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    list.trim() == "*" || list.split(',').any(|known| bare(known) == bare(tag))
}

/// What is wrong at one place of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Wrong {
    /// Its type, where it has one of its own.
    pub(crate) problem: Option<Problem>,
    /// Where: a JSON pointer into the body.
    pub(crate) pointer: String,
    /// What to do about it, in a sentence.
    pub(crate) detail: String,
}

/// When to come again, for somebody who is refused because of the load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pressure {
    /// The caller's share of a policy is used up, or nearly.
    Quota {
        /// The policy's name, a token.
        policy: &'static str,
        /// Requests in a window.
        limit: u32,
        /// Seconds of a window.
        window_seconds: u32,
        /// Requests that are left.
        remaining: u32,
        /// Seconds until there are more.
        reset_seconds: u32,
    },
    /// Something of ours does not answer now.
    Later {
        /// When to try again.
        seconds: u32,
    },
}

impl Reply {
    /// Tells the caller how much is left (draft-ietf-httpapi-ratelimit-headers-10), and, where it is refused, when to come
    /// again (RFC 9110 section 10.2.3).
    pub(crate) fn under(self, pressure: Pressure) -> Self {
        match pressure {
            Pressure::Quota { policy, limit, window_seconds, remaining, reset_seconds } => {
                let reply = self
                    .with("ratelimit-policy", &format!("\"{policy}\";q={limit};w={window_seconds}"))
                    .with("ratelimit", &format!("\"{policy}\";r={remaining};t={reset_seconds}"));
                if reply.status < 400 { reply } else { reply.with("retry-after", &reset_seconds.to_string()) }
            }
            Pressure::Later { seconds } => self.with("retry-after", &seconds.to_string()),
        }
    }
}

/// A request that is not done, and why. No answer that somebody gave is in its text.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Refused {
    /// Its type.
    pub(crate) problem: Problem,
    /// What the person reads, in the language of the form.
    pub(crate) detail: Option<Cow<'static, str>>,
    /// What is wrong where.
    pub(crate) errors: Vec<Wrong>,
    /// What to show in the place of the form.
    pub(crate) tree: Option<Value>,
    /// The receipt of what the key was used for before: whoever has the key may have it.
    pub(crate) receipt: Option<Box<Receipt>>,
    /// When to come again, where the load is why.
    pub(crate) pressure: Option<Box<Pressure>>,
    /// What was saved meanwhile, where that is why.
    pub(crate) newer: Option<Box<Newer>>,
}

/// What somebody saved over the version that the caller had.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Newer {
    /// The name of the newest version; `None` where it was deleted.
    pub(crate) tag: Option<String>,
    /// Which it is, who saved it and when.
    pub(crate) saved: Value,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problem, detail: None, errors: Vec::new(), tree: None, receipt: None, pressure: None, newer: None }
    }
}

impl From<Trouble> for Refused {
    /// Ours: the log has it, the caller learns only that.
    fn from(trouble: Trouble) -> Self {
        worker::console_error!("{trouble}");
        match trouble {
            // Somebody has to put it back first.
            Trouble::Damaged | Trouble::Corrupt(_) => {
                Self { pressure: Some(Box::new(Pressure::Later { seconds: 60 })), ..Problem::StoreDamaged.into() }
            }
            _ => Problem::Internal.into(),
        }
    }
}

impl Refused {
    /// As RFC 9457 says it.
    pub(crate) fn reply(&self) -> Reply {
        let mut members = vec![
            ("type", self.problem.type_uri().into()),
            ("title", self.problem.title().into()),
            ("status", u32::from(self.problem.status()).into()),
        ];
        members.extend(self.detail.as_deref().map(|detail| ("detail", detail.into())));
        if !self.errors.is_empty() {
            let wrong = |wrong: &Wrong| {
                let mut members =
                    vec![("pointer", Value::string(&wrong.pointer)), ("detail", Value::string(&wrong.detail))];
                members.extend(wrong.problem.map(|problem| ("type", problem.type_uri().into())));
                Value::object(members)
            };
            members.push(("errors", Value::Array(self.errors.iter().map(wrong).collect())));
        }
        members.extend(self.tree.clone().map(|tree| ("tree", tree)));
        members.extend(self.receipt.iter().map(|receipt| ("receipt", Value::string(receipt.to_string()))));
        members.extend(self.newer.iter().map(|newer| ("saved", newer.saved.clone())));
        let body = Body::Problem(members);
        let reply =
            Reply::new(self.problem.status(), "application/problem+json", body).with("cache-control", "no-store");
        let tag = self.newer.as_ref().and_then(|newer| newer.tag.as_deref());
        let reply = tag.into_iter().fold(reply, |reply, tag| reply.with("etag", tag));
        let reply = self.pressure.iter().fold(reply, |reply, pressure| reply.under(**pressure));
        // RFC 9110 section 15.5.2: who is refused so is told how to come in.
        match self.problem.status() {
            401 => reply.with("www-authenticate", "Bearer realm=\"soundings\""),
            _ => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(reply: &Reply) -> String {
        match &reply.body {
            Body::Text(text) => text.clone(),
            Body::Problem(members) => Value::object(members.clone()).to_string(),
            _ => String::new(),
        }
    }

    #[test]
    fn pressure_is_told() {
        let quota =
            Pressure::Quota { policy: "answers", limit: 60, window_seconds: 60, remaining: 0, reset_seconds: 17 };
        let reply = Reply::empty(429).under(quota);
        assert_eq!(reply.header("ratelimit-policy"), Some("\"answers\";q=60;w=60"));
        assert_eq!(reply.header("ratelimit"), Some("\"answers\";r=0;t=17"));
        assert_eq!(reply.header("retry-after"), Some("17"));
        assert_eq!(Reply::empty(201).under(quota).header("retry-after"), None);
        let later = Refused { pressure: Some(Box::new(Pressure::Later { seconds: 5 })), ..Problem::Unavailable.into() };
        assert_eq!(later.reply().header("retry-after"), Some("5"));
    }

    #[test]
    fn a_problem_has_its_requests_name() {
        let reply = Refused::from(Problem::NotFound).reply().with_request_id("8f2e1c0d4b6a1234-LHR");
        assert!(text(&reply).ends_with(r#""status":404,"request_id":"8f2e1c0d4b6a1234-LHR"}"#), "{}", text(&reply));
    }

    #[test]
    fn every_problem_is_an_answer_of_its_status() {
        for problem in Problem::ALL {
            let reply = Refused::from(*problem).reply();
            assert_eq!(reply.status, problem.status());
            assert_eq!(reply.header("content-type"), Some("application/problem+json"));
            let body: Value = serde_json::from_str(&text(&reply)).unwrap();
            assert_eq!(body.get("type").unwrap().as_str(), Some(problem.type_uri()));
            assert_eq!(body.get("title").unwrap().as_str(), Some(problem.title()));
            assert_eq!(body.get("status").unwrap().as_integer(), Some(problem.status().into()));
            assert_eq!(reply.header("www-authenticate").is_some(), problem.status() == 401);
        }
    }

    #[test]
    fn a_problem_in_bytes() {
        let wrong = Wrong {
            problem: Some(Problem::OptionNotOffered),
            pointer: "/answers/q".to_owned(),
            detail: "Choose one".to_owned(),
        };
        let refused = Refused { errors: vec![wrong], tree: Some("t".into()), ..Problem::OptionNotOffered.into() };
        assert_eq!(
            text(&refused.reply()),
            concat!(
                r#"{"type":"/problems/option-not-offered","title":"The question does not offer this.","status":422,"#,
                r#""errors":[{"pointer":"/answers/q","detail":"Choose one","type":"/problems/option-not-offered"}],"tree":"t"}"#
            )
        );
    }

    #[test]
    fn tags() {
        for (known, status) in [
            (None, 200),
            (Some("\"a\""), 304),
            (Some("W/\"a\""), 304),
            (Some("\"b\", \"a\""), 304),
            (Some("*"), 304),
            (Some("\"b\""), 200),
            (Some("a"), 200),
        ] {
            let reply = Reply::json(200, &Value::Null).tagged("\"a\"", known);
            assert_eq!((reply.status, text(&reply).is_empty()), (status, status == 304), "{known:?}");
        }
    }

    #[test]
    fn vary_adds_up() {
        let reply = Reply::empty(200).vary("Origin").vary("Accept-Encoding").vary("Origin");
        assert_eq!(reply.header("vary"), Some("Origin, Accept-Encoding"));
    }
}
