//! The edge's HTTP API, as the tools use it.

use anyhow::{Context, Result, bail, ensure};
use contract::json::Value;
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use ureq::config::ConfigBuilder;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::typestate::AgentScope;

/// A department's way to an edge.
#[derive(Clone, Debug)]
pub struct Api {
    agent: ureq::Agent,
    base: String,
    department: String,
    token: String,
}

/// What came of one request.
#[derive(Debug)]
pub enum Try {
    /// An answer: its status, and its body as JSON (`null` where it is none).
    Answered(u16, serde_json::Value),
    /// No answer.
    Unreachable(anyhow::Error),
}

impl Api {
    /// The way to the edge at `base` (`http://127.0.0.1:8787`), for a department with its token.
    pub fn new(base: &str, department: &str, token: &str) -> Self {
        Self::by(ureq::Agent::config_builder(), base, department, token)
    }

    /// The same, by https to an edge whose certificate one of the authorities in a file vouches for (PEM), and no other does.
    ///
    /// # Errors
    /// The file cannot be read, or holds no certificate.
    pub fn trusting(base: &str, department: &str, token: &str, authorities: &Path) -> Result<Self> {
        let file = authorities.display();
        let pem = std::fs::read(authorities).with_context(|| format!("{file} cannot be read"))?;
        let mut certificates = Vec::new();
        for item in parse_pem(&pem) {
            if let PemItem::Certificate(certificate) = item.with_context(|| format!("{file} is not PEM"))? {
                certificates.push(certificate);
            }
        }
        ensure!(!certificates.is_empty(), "{file} holds no certificate (PEM)");
        let tls = TlsConfig::builder().root_certs(RootCerts::from(certificates)).build();
        Ok(Self::by(ureq::Agent::config_builder().tls_config(tls), base, department, token))
    }

    fn by(config: ConfigBuilder<AgentScope>, base: &str, department: &str, token: &str) -> Self {
        let config = config.http_status_as_error(false).timeout_global(Some(Duration::from_secs(20))).build();
        Self {
            agent: config.into(),
            base: base.trim_end_matches('/').to_owned(),
            department: department.to_owned(),
            token: token.to_owned(),
        }
    }

    /// The edge's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// One request to `path`, with these headers, and a body where there is one.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Try {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = request.body(body.unwrap_or_default().to_owned()).map_err(anyhow::Error::from).and_then(|request| {
            let mut response = self.agent.run(request)?;
            Ok((response.status().as_u16(), response.body_mut().read_to_string()?))
        });
        match sent {
            Ok((status, text)) => Try::Answered(status, serde_json::from_str(&text).unwrap_or_default()),
            Err(error) => Try::Unreachable(error),
        }
    }

    /// Puts a consultation's document.
    ///
    /// # Errors
    /// The edge refuses it (the error carries its list of faults), or cannot be reached.
    pub fn put_consultation(&self, id: &str, document: &Value) -> Result<serde_json::Value> {
        self.department_call("PUT", id, "", Some(&document.to_string()))
    }

    /// A consultation as [`Self::consultation`] gives it; `None` where there is none of that name.
    ///
    /// # Errors
    /// As [`Self::put_consultation`].
    pub fn find_consultation(&self, id: &str) -> Result<Option<serde_json::Value>> {
        match self.department_try("GET", id, "", None) {
            Try::Answered(404, _) => Ok(None),
            tried => self.accepted(tried, "GET", id).map(Some),
        }
    }

    /// The body of a reply to a page of `origin`, as it travels.
    ///
    /// # Errors
    /// The edge cannot be reached, or answers anything but 200.
    pub fn bytes(&self, path: &str, origin: &str) -> Result<Vec<u8>> {
        self.body(path, &[("origin", origin)])
    }

    /// The body of a reply, as it travels.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn body(&self, path: &str, headers: &[(&str, &str)]) -> Result<Vec<u8>> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut reply = request.call()?;
        ensure!(reply.status() == 200, "GET {path}: the edge answered {}", reply.status());
        Ok(reply.body_mut().read_to_vec()?)
    }

    /// The department's whole audit log, an entry a line, as it comes.
    ///
    /// # Errors
    /// The edge cannot be reached, or does not give it.
    pub fn audit_log(&self) -> Result<impl Read + use<>> {
        self.whole(&format!("/v1/departments/{}/audit.jsonl", self.department))
    }

    /// All responses to a consultation as CSV, as they come.
    ///
    /// # Errors
    /// As [`Self::audit_log`].
    pub fn export(&self, id: &str) -> Result<impl Read + use<>> {
        self.whole(&format!("/v1/departments/{}/consultations/{id}/export.csv", self.department))
    }

    // Without a limit of time: a long log takes as long as it takes.
    fn whole(&self, path: &str) -> Result<impl Read + use<>> {
        let bearer = format!("Bearer {}", self.token);
        let request = self.agent.get(format!("{}{path}", self.base)).header("authorization", bearer);
        let reply = request.config().timeout_global(None).build().call();
        let mut reply = reply.with_context(|| format!("GET {path}: {}", self.unreached()))?;
        if reply.status() != 200 {
            bail!("GET {path}: the edge answered {}: {}", reply.status(), reply.body_mut().read_to_string()?);
        }
        Ok(reply.into_body().into_with_config().limit(u64::MAX).reader())
    }

    /// Recounts a consultation's responses, however long it takes.
    ///
    /// # Errors
    /// The edge cannot be reached, or does not do it.
    pub fn recount(&self, id: &str) -> Result<serde_json::Value> {
        let path = format!("/v1/departments/{}/consultations/{id}/recount", self.department);
        let bearer = format!("Bearer {}", self.token);
        let request = self.agent.post(format!("{}{path}", self.base)).header("authorization", bearer);
        let mut reply = request.config().timeout_global(None).build().send_empty()?;
        let text = reply.body_mut().read_to_string()?;
        if reply.status() != 200 {
            bail!("POST {path}: the edge answered {}: {text}", reply.status());
        }
        Ok(serde_json::from_str(&text)?)
    }

    /// Opens a consultation.
    ///
    /// # Errors
    /// As [`Self::put_consultation`].
    pub fn open_consultation(&self, id: &str) -> Result<()> {
        self.department_call("POST", id, "/open", None).map(drop)
    }

    /// Closes a consultation; one that is closed already stays so.
    ///
    /// # Errors
    /// As [`Self::put_consultation`].
    pub fn close_consultation(&self, id: &str) -> Result<()> {
        self.department_call("POST", id, "/close", None).map(drop)
    }

    /// A consultation with its state, revision and document.
    ///
    /// # Errors
    /// As [`Self::put_consultation`].
    pub fn consultation(&self, id: &str) -> Result<serde_json::Value> {
        self.department_call("GET", id, "", None)
    }

    /// A consultation's summary, by site, day and language.
    ///
    /// # Errors
    /// As [`Self::put_consultation`].
    pub fn summary(&self, id: &str) -> Result<serde_json::Value> {
        self.department_call("GET", id, "/summary?by=site,day,lang", None)
    }

    /// Sends a response.
    pub fn post_response(&self, path: &str, origin: &str, key: &str, body: &str) -> Try {
        let key = format!("\"{key}\"");
        let headers = [("origin", origin), ("idempotency-key", &key), ("content-type", "application/json")];
        self.call("POST", path, &headers, Some(body))
    }

    /// Changes a response.
    pub fn put_receipt(&self, receipt: &str, origin: &str, body: &str) -> Try {
        let headers = [("origin", origin), ("content-type", "application/json")];
        self.call("PUT", &format!("/v1/receipts/{receipt}"), &headers, Some(body))
    }

    /// Withdraws a response.
    pub fn delete_receipt(&self, receipt: &str, origin: &str) -> Try {
        self.call("DELETE", &format!("/v1/receipts/{receipt}"), &[("origin", origin)], None)
    }

    fn department_call(&self, method: &str, id: &str, rest: &str, body: Option<&str>) -> Result<serde_json::Value> {
        self.accepted(self.department_try(method, id, rest, body), method, &format!("{id}{rest}"))
    }

    fn department_try(&self, method: &str, id: &str, rest: &str, body: Option<&str>) -> Try {
        let path = format!("/v1/departments/{}/consultations/{id}{rest}", self.department);
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.call(method, &path, &headers, body)
    }

    /// Where nobody answers: of https, the cause that follows may be its certificate.
    fn unreached(&self) -> String {
        let base = &self.base;
        match base.starts_with("https:") {
            true => {
                format!("no edge that this machine trusts answers at {base} (--ca-file names authorities of your own)")
            }
            false => format!("no edge answers at {base} (`cargo xtask dev` starts one, --edge names another)"),
        }
    }

    fn accepted(&self, tried: Try, method: &str, what: &str) -> Result<serde_json::Value> {
        match tried {
            Try::Answered(200..=299, answer) => Ok(answer),
            Try::Answered(status, problem) => bail!("{method} {what}: the edge answered {status}: {}", told(&problem)),
            Try::Unreachable(error) => Err(error).with_context(|| format!("{method} {what}: {}", self.unreached())),
        }
    }
}

/// A problem (RFC 9457) as somebody reads it, with the place of each fault.
fn told(problem: &serde_json::Value) -> String {
    let Some(title) = problem["title"].as_str() else { return problem.to_string() };
    let mut told = title.to_owned();
    if let Some(detail) = problem["detail"].as_str() {
        told = format!("{told} {detail}");
    }
    if let Some(request) = problem["request_id"].as_str() {
        told = format!("{told} (request {request})");
    }
    for fault in problem["errors"].as_array().into_iter().flatten() {
        let text = |member: &str| fault[member].as_str().unwrap_or_default();
        told = format!("{told}\n  {}: {}", text("pointer"), text("detail"));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_told_in_words() {
        let problem = serde_json::json!({
            "type": "/problems/invalid-definition", "title": "It has faults.", "status": 422, "request_id": "8f2e",
            "errors": [{"pointer": "/title", "detail": "This member is missing."}],
        });
        assert_eq!(told(&problem), "It has faults. (request 8f2e)\n  /title: This member is missing.");
        assert_eq!(told(&serde_json::json!({"title": "No.", "detail": "Not now."})), "No. Not now.");
        assert_eq!(told(&serde_json::json!("<html>")), "\"<html>\"");
    }
}
