//! Calls to the edge. An answer is sent under one key until it is acknowledged: however often it arrives, it counts once.

use super::convert;
use super::host::sleep;
use super::state::Reply;
use contract::json::Value;
use gloo_net::http::{Method, RequestBuilder};
use web_sys::AbortSignal;

/// How often a request is sent before the person is asked: with the waits below that is under a minute.
const ATTEMPTS: i32 = 4;
/// For how long a request may stay without a reply.
const TIMEOUT_MILLISECONDS: u32 = 12_000;
/// The longest wait after the first attempt; it doubles with each.
const WAIT_MILLISECONDS: i32 = 800;

/// Sends answers for the first time.
pub(super) async fn record(edge: &str, id: &str, key: &str, body: String) -> Reply {
    let url = [edge, "/v1/consultations/", id, "/responses"].concat();
    let Some((status, reply)) = call(|| Method::POST, &url, Some(key), &body).await else {
        return Reply::Failed("network");
    };
    match (status, reply.get("receipt").and_then(Value::as_str)) {
        (200..=299, Some(receipt)) => Reply::Recorded(receipt.to_owned()),
        // An earlier attempt arrived unseen, and the answers were edited since: they are changed, not counted twice.
        (422, Some(receipt)) => change(edge, receipt, body).await,
        _ => refused(status, &reply),
    }
}

/// Sends changed answers.
pub(super) async fn change(edge: &str, receipt: &str, body: String) -> Reply {
    match call(|| Method::PUT, &[edge, "/v1/receipts/", receipt].concat(), None, &body).await {
        Some((200..=299, _)) => Reply::Recorded(receipt.to_owned()),
        Some((410, _)) => Reply::Withdrawn,
        Some((status, reply)) => refused(status, &reply),
        None => Reply::Failed("network"),
    }
}

/// Withdraws answers; whether they are.
pub(super) async fn withdraw(edge: &str, receipt: &str) -> bool {
    // Gone is what was asked for: an earlier attempt may have arrived unseen.
    let reply = call(|| Method::DELETE, &[edge, "/v1/receipts/", receipt].concat(), None, "").await;
    matches!(reply, Some((200..=299 | 410, _)))
}

fn refused(status: u16, reply: &Value) -> Reply {
    let problem = reply.get("type").and_then(Value::as_str).unwrap_or_default();
    match status {
        409 if problem.ends_with("consultation-closed") => Reply::Closed,
        403 => Reply::Failed("origin-not-allowed"),
        429 => Reply::Failed("rate-limited"),
        _ => Reply::Failed("network"),
    }
}

/// The reply to a request that got one worth keeping, after as many attempts as it takes.
async fn call(method: fn() -> Method, url: &str, key: Option<&str>, body: &str) -> Option<(u16, Value)> {
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            // Full jitter: after an outage, not everybody comes back at once.
            let longest = f64::from(WAIT_MILLISECONDS << attempt);
            sleep((js_sys::Math::random() * longest) as i32).await;
        }
        if let Some((status, value)) = once(method, url, key, body).await
            && status < 500
            && status != 429
        {
            return Some((status, value));
        }
    }
    None
}

async fn once(method: fn() -> Method, url: &str, key: Option<&str>, body: &str) -> Option<(u16, Value)> {
    let timeout = AbortSignal::timeout_with_u32(TIMEOUT_MILLISECONDS);
    let mut request = RequestBuilder::new(url).method(method()).abort_signal(Some(&timeout));
    if let Some(key) = key {
        request = request.header("Idempotency-Key", &["\"", key, "\""].concat());
    }
    let request =
        if body.is_empty() { request.build() } else { request.header("Content-Type", "application/json").body(body) };
    let reply = request.ok()?.send().await.ok()?;
    let text = reply.text().await.ok()?;
    // A reply without JSON (204) has nothing to read.
    let value = js_sys::JSON::parse(&text).map_or(Value::Null, |value| convert::value(&value));
    Some((reply.status(), value))
}
