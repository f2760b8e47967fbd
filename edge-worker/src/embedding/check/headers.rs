//! What is looked at in a page's headers: its content policies, and what else keeps a page from what it loads.

use super::super::needs::{Effect, Need};
use super::super::policy::{Blocked, Page, Policy};
use super::{Findings, Known, Level, cut};

/// The headers that were pasted, their names in lower case.
pub(super) fn headers(text: &str) -> Vec<(String, String)> {
    let named = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .filter(|(name, _)| named(name.trim()))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect()
}

/// The policies among headers. What has no header's name is a policy itself: it is what a form for a policy is given.
pub(super) fn policies(headers: &[(String, String)], text: &str) -> Vec<Policy> {
    if headers.is_empty() && !text.trim().is_empty() {
        return Policy::all(&text.replace(['\r', '\n'], " "));
    }
    let own = headers.iter().filter(|(name, _)| name == "content-security-policy");
    own.flat_map(|(_, value)| Policy::all(value)).collect()
}

impl Known<'_> {
    /// `asked`: what the page needs, each with what is known of who asks for it.
    pub(super) fn policies(&self, policies: &[Policy], asked: &[(&[Need], Page<'_>)], findings: &mut Findings) {
        let mut blocked_any = false;
        for policy in policies {
            let lacking = policy.sandboxed();
            if !lacking.is_empty() {
                let level = if lacking.iter().any(|flag| matches!(*flag, "allow-scripts" | "allow-same-origin")) {
                    Level::Wrong
                } else {
                    Level::Less
                };
                findings.add(
                    level,
                    format!("The policy’s directive sandbox lacks {}: without allow-scripts no script runs, and without allow-same-origin the page has no origin that could be registered.", lacking.join(", ")),
                    "Add what is lacking, or take sandbox away.",
                );
            }
            let blocked = asked.iter().flat_map(|(needs, page)| policy.blocks(needs, self.edge, *page));
            let blocked: Vec<Blocked> = blocked.collect();
            for one in &blocked {
                blocked_any = true;
                findings.add(level_of(one.effect), told(one), mending(one));
            }
            if blocked.iter().any(|one| !one.nonce) {
                findings.add_with(
                    level_of(blocked.iter().map(|one| one.effect).min().unwrap_or(Effect::Fallback)),
                    "The policy, with what it lacks.",
                    "Take this in its place:",
                    policy.mended(&blocked),
                );
            }
        }
        if !policies.is_empty() && !blocked_any {
            findings.add(Level::Good, "The content policy allows all that the form needs.", "");
        }
    }

    pub(super) fn other_headers(&self, headers: &[(String, String)], findings: &mut Findings) {
        let get = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        if get("content-security-policy-report-only").is_some() {
            findings.add(Level::Good, "A policy that only reports blocks nothing.", "");
        }
        if let Some(value) = get("cross-origin-embedder-policy")
            .filter(|value| value.starts_with("require-corp") || value.starts_with("credentialless"))
        {
            findings.add(
                Level::Good,
                format!("The page isolates itself ({}): the edge’s files may be loaded all the same.", cut(value)),
                "",
            );
        }
        let wrong_type = get("content-type").filter(|own| {
            !own.to_ascii_lowercase().starts_with("text/html")
                && !own.to_ascii_lowercase().starts_with("application/xhtml")
        });
        if let Some(value) = wrong_type {
            findings.add(
                Level::Wrong,
                format!("The page is sent as {}: browsers show it as text, and run nothing.", cut(value)),
                "Send it as text/html.",
            );
        }
        let refused = get("x-frame-options").is_some() && get("x-request-id").is_some();
        if refused {
            findings.add(
                Level::Wrong,
                "These look like the headers of the edge’s own reply, with x-frame-options: a proxy between adds it, and keeps the form out of frames.",
                "Let the proxy add no x-frame-options to the edge’s replies: the policy’s frame-ancestors says there who may frame what.",
            );
        }
        // A proxy before the edge, whose replies were pasted in the page's place.
        let ours = get("x-request-id").is_some() && get("etag").is_some();
        if ours && get("access-control-allow-origin").is_none() {
            findings.add(
                Level::Wrong,
                "These look like the headers of the edge’s own reply, without access-control-allow-origin: browsers keep it from the page. Either the page’s origin is not registered, or a proxy between takes the header out.",
                "Have the origin registered; let the proxy pass the header, and keep replies apart by Origin, as vary says.",
            );
        }
    }
}

fn level_of(effect: Effect) -> Level {
    match effect {
        Effect::Nothing | Effect::Frame => Level::Wrong,
        Effect::Application | Effect::Fallback | Effect::Height => Level::Less,
    }
}

fn told(blocked: &Blocked) -> String {
    format!("{} blocks {}: {}.", blocked.by, blocked.why, blocked.effect.words())
}

fn mending(blocked: &Blocked) -> String {
    if blocked.nonce {
        "Give the script the policy’s nonce: <script nonce=\"…\" …>.".to_owned()
    } else {
        format!("Add {} to {}.", blocked.source, blocked.directive)
    }
}
