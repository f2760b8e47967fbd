//! What every reply carries, in one table by the kind of reply. What a reply has set itself stands.

use crate::endpoint::Endpoint;
use crate::reply::Reply;

/// Kinds of reply, by who reads them; which is whose stands in the list of routes (`endpoint.rs`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A page of ours, in a browser.
    Page,
    /// What pages elsewhere load: scripts, forms, open data.
    Elsewhere,
    /// What programs and our own pages read.
    Program,
}

impl Kind {
    /// The kind of a route's replies. A request that has no route is a program's.
    pub(crate) fn of(endpoint: Option<Endpoint>) -> Self {
        endpoint.map_or(Self::Program, Endpoint::kind)
    }

    /// The table.
    pub(crate) fn headers(self) -> &'static [(&'static str, &'static str)] {
        /// Opened by itself, a reply that is no page does nothing and stands in no frame.
        const INERT: (&str, &str) = ("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
        /// No page of ours asks for any of these.
        const NO_SENSORS: (&str, &str) =
            ("permissions-policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
        const SAME_ORIGIN: (&str, &str) = ("cross-origin-resource-policy", "same-origin");
        const CROSS_ORIGIN: (&str, &str) = ("cross-origin-resource-policy", "cross-origin");
        const NO_REFERRER: (&str, &str) = ("referrer-policy", "no-referrer");
        match self {
            // Their own policy, and what they tell of themselves, `Reply::page` sets.
            Self::Page => &[NO_SENSORS, SAME_ORIGIN],
            Self::Elsewhere => &[INERT, CROSS_ORIGIN, NO_REFERRER],
            Self::Program => &[INERT, SAME_ORIGIN, NO_REFERRER],
        }
    }
}

/// What a page elsewhere may read of a reply besides its body.
const EXPOSED: &str = "etag, link, location, ratelimit, ratelimit-policy, retry-after, x-request-id";
/// Two years, as browsers' own lists ask for. Of this host alone: its neighbours are not ours to decide about.
const HTTPS_ONLY: &str = "max-age=63072000";

impl Reply {
    /// With all that its kind carries. `secure`: people reach it by https.
    pub(crate) fn guarded(mut self, endpoint: Option<Endpoint>, secure: bool, request_id: &str) -> Self {
        for (name, value) in Kind::of(endpoint).headers() {
            if self.header(name).is_none() {
                self = self.with(name, value);
            }
        }
        if secure {
            self = self.with("strict-transport-security", HTTPS_ONLY);
        }
        if self.header("access-control-allow-origin").is_some() {
            self = self.with("access-control-expose-headers", EXPOSED);
        }
        self.with("x-request-id", request_id).with_request_id(request_id)
    }
}

/// A request's name, for its log line and its problem: that of the proxy before us where it is sound, else a new one.
pub(crate) fn request_id(own: impl Fn(&str) -> Option<String>, new: impl FnOnce() -> String) -> String {
    let sound = |id: &String| {
        (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    ["cf-ray", "x-request-id"].iter().find_map(|name| own(name).filter(sound)).unwrap_or_else(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Refused;
    use contract::Problem;

    #[test]
    fn a_request_keeps_its_name_where_it_is_sound() {
        for (name, value, kept) in [
            ("cf-ray", "8f2e1c0d4b6a1234-LHR", true),
            ("x-request-id", "0b9c6f1e-0e3f-4f57-8f6a-2f0f4a7f0a11", true),
            ("x-request-id", "short", false),
            ("x-request-id", "has a space in it", false),
            ("x-request-id", &"x".repeat(65), false),
            ("x-other", "8f2e1c0d4b6a1234-LHR", false),
        ] {
            let id = request_id(|wanted| (wanted == name).then(|| value.to_owned()), || "new".to_owned());
            assert_eq!(id, if kept { value } else { "new" }, "{name}: {value}");
        }
    }

    #[test]
    fn a_reply_keeps_what_it_set_and_gets_the_rest() {
        let own = Reply::empty(200).with("cross-origin-resource-policy", "cross-origin");
        let reply = own.guarded(Some(Endpoint::Health), true, "id-of-request");
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(reply.header("strict-transport-security"), Some(HTTPS_ONLY));
        assert_eq!(reply.header("access-control-expose-headers"), None);
        let told = Refused::from(Problem::NotFound).reply().readable_by_all().guarded(None, false, "id-of-request");
        assert_eq!(told.header("strict-transport-security"), None);
        assert_eq!(told.header("x-request-id"), Some("id-of-request"));
        assert_eq!(told.header("access-control-expose-headers"), Some(EXPOSED));
        assert_eq!(told.header("content-security-policy"), Some("default-src 'none'; frame-ancestors 'none'"));
    }
}
