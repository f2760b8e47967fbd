//! What a test asks of an edge, by its HTTP API alone.

use crate::{DEPARTMENT, Edge, FORUM, Reply};
use serde_json::{Value, json};
use xtask::api::Try;

impl Edge {
    /// Closes a consultation.
    pub fn close(&self, id: &str) {
        assert_eq!(self.department_call("POST", &format!("{id}/close"), "").0, 200, "{id}");
    }

    /// One request: status, and the body as JSON.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        answered(self.api.call(method, path, headers, (!body.is_empty()).then_some(body)))
    }

    /// A call of the department's with its token, on a path below its consultations.
    pub fn department_call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let slash = if path.is_empty() { "" } else { "/" };
        self.call(method, &format!("/v1/departments/{DEPARTMENT}/consultations{slash}{path}"), &headers, body)
    }

    /// Puts a consultation's document.
    pub fn put(&self, id: &str, document: &Value) -> (u16, Value) {
        self.department_call("PUT", id, &document.to_string())
    }

    /// A call below the department's address, with this token.
    pub fn call_with(&self, token: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.call(method, &format!("/v1/departments/{DEPARTMENT}/{path}"), &headers, body)
    }

    /// Makes a token of that name and role, valid for a day: its identifier, and the whole of it.
    pub fn make_token(&self, name: &str, role: &str) -> (String, String) {
        let body = json!({"name": name, "role": role, "days": 1}).to_string();
        let (status, made) = self.call_with(&self.token, "POST", "tokens", &body);
        assert_eq!(status, 201, "{made}");
        let text = |member: &str| made[member].as_str().expect("a text").to_owned();
        (text("id"), text("token"))
    }

    /// The whole audit log, page by page.
    pub fn log(&self) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), "0".to_owned());
        loop {
            let path = format!("audit?limit=7&cursor={cursor}");
            let (status, page) = self.call_with(&self.token, "GET", &path, "");
            assert_eq!(status, 200, "{page}");
            all.extend(page["entries"].as_array().expect("a list").iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return all,
            }
        }
    }

    /// Sends a response.
    pub fn post(&self, id: &str, key: &str, body: &Value) -> (u16, Value) {
        let path = format!("/v1/consultations/{id}/responses");
        answered(self.api.post_response(&path, FORUM, key, &body.to_string()))
    }

    /// Sends a response to an edge that may be gone.
    pub fn try_post(&self, id: &str, key: &str, body: &Value) -> Option<(u16, Value)> {
        match self.api.post_response(&format!("/v1/consultations/{id}/responses"), FORUM, key, &body.to_string()) {
            Try::Answered(status, answer) => Some((status, answer)),
            Try::Unreachable(_) => None,
        }
    }

    /// Changes a response.
    pub fn change(&self, receipt: &str, body: &Value) -> (u16, Value) {
        answered(self.api.put_receipt(receipt, FORUM, &body.to_string()))
    }

    /// Withdraws a response.
    pub fn withdraw(&self, receipt: &str) -> (u16, Value) {
        answered(self.api.delete_receipt(receipt, FORUM))
    }

    /// A consultation's summary.
    pub fn summary(&self, id: &str) -> Value {
        self.api.summary(id).expect("the edge gives a summary")
    }

    /// The same without the moment at which it was read, to compare.
    pub fn figures(&self, id: &str) -> Value {
        let mut summary = self.summary(id);
        summary["as_of"] = Value::Null;
        summary
    }

    /// All stored responses of a consultation, page by page.
    pub fn responses(&self, id: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let (status, page) = self.department_call("GET", &format!("{id}/responses?limit=500{cursor}"), "");
            assert_eq!(status, 200, "{page}");
            all.extend(page["responses"].as_array().expect("a list").iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    /// A consultation's export, as text.
    pub fn export(&self, id: &str) -> String {
        let path = format!("{}/v1/departments/{DEPARTMENT}/consultations/{id}/export.csv", self.api.base());
        let mut reply = ureq::get(&path)
            .header("authorization", format!("Bearer {}", self.token))
            .call()
            .expect("the edge gives an export");
        reply.body_mut().read_to_string().expect("an export is text")
    }

    /// One request, and its reply as a browser without script would get it: redirections are not followed.
    pub fn reply(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.api.base()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_owned()).expect("a request of a test is well formed");
        let mut reply = ureq::Agent::from(config).run(request).expect("the edge answers");
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        Reply {
            status: reply.status().as_u16(),
            headers: reply.headers().iter().map(header).collect(),
            text: reply.body_mut().read_to_string().expect("a page is text"),
        }
    }
}

fn answered(tried: Try) -> (u16, Value) {
    match tried {
        Try::Answered(status, answer) => (status, answer),
        Try::Unreachable(error) => panic!("the edge does not answer: {error:#}"),
    }
}
