//! Where an answer was given: the exact origin of a page, and its address without query and fragment.

use crate::limits;
use std::fmt;

/// A web origin, exactly as a browser sends it: `https://forum.example` or `http://127.0.0.1:8802` (RFC 6454).
///
/// Compared as a whole: no prefix, suffix or pattern ever matches.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin(String);

/// A page's address without query and fragment, which may hold what identifies a person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PageAddress(String);

impl Origin {
    /// The origin, or `None` where `text` is not one in a browser's own spelling (scheme and host in lower case, the
    /// default port left out, no path).
    pub fn parse(text: &str) -> Option<Self> {
        let (authority, default_port) = match text.split_once("://")? {
            ("https", authority) => (authority, "443"),
            ("http", authority) => (authority, "80"),
            _ => return None,
        };
        let (host, port) = match authority.rsplit_once(':') {
            // An IPv6 address has colons of its own, inside its brackets.
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let host_ok = !host.is_empty()
            && host.bytes().all(|byte| {
                byte.is_ascii_lowercase()
                    || byte.is_ascii_digit()
                    || matches!(byte, b'.' | b'-' | b'_' | b'[' | b']' | b':')
            })
            && (!host.contains(':') || host.starts_with('[') && host.ends_with(']'));
        let port_ok = port.is_none_or(|port| {
            port != default_port && !port.starts_with('0') && port.parse::<u16>().is_ok_and(|_| !port.starts_with('+'))
        });
        (host_ok && port_ok && text.len() <= limits::PAGE_ADDRESS).then(|| Self(text.to_owned()))
    }

    /// The origin's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PageAddress {
    /// Keeps scheme, host and path of an `http` or `https` address; `None` for any other text, for one with a user's
    /// name in it and for one over [`limits::PAGE_ADDRESS`] bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let kept = text.split(['?', '#']).next()?;
        let rest = kept.strip_prefix("https://").or_else(|| kept.strip_prefix("http://"))?;
        let authority = rest.split('/').next()?;
        let fits = kept.len() <= limits::PAGE_ADDRESS && !kept.chars().any(|c| c.is_control() || c.is_whitespace());
        (fits && !authority.is_empty() && !authority.contains('@')).then(|| Self(kept.to_owned()))
    }

    /// The address's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a page of this origin.
    pub fn is_of(&self, origin: &Origin) -> bool {
        self.0.strip_prefix(origin.as_str()).is_some_and(|path| path.is_empty() || path.starts_with('/'))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Display for PageAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        for (text, expected) in [
            ("https://forum.example", true),
            ("http://127.0.0.1:8802", true),
            ("http://[::1]:8802", true),
            ("https://xn--bcher-kva.example", true),
            ("http://soundings_edge:8787", true),
            ("https://forum.example/", false),
            ("https://forum.example:443", false),
            ("https://forum.example:0443", false),
            ("https://forum.example:99999", false),
            ("https://Forum.example", false),
            ("https://*.example", false),
            ("ftp://forum.example", false),
            ("null", false),
            ("https://", false),
            ("https://a:b:c", false),
        ] {
            assert_eq!(Origin::parse(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn pages_are_of_their_whole_origin() {
        let origin = Origin::parse("https://forum.example").unwrap();
        for (page, expected) in [
            ("https://forum.example", true),
            ("https://forum.example/t/1", true),
            ("https://forum.example.elsewhere.example/t/1", false),
            ("https://forum.example:8443/t/1", false),
            ("http://forum.example/t/1", false),
            ("https://a.forum.example/t/1", false),
        ] {
            assert_eq!(PageAddress::parse(page).unwrap().is_of(&origin), expected, "{page}");
        }
    }

    #[test]
    fn addresses_lose_query_and_fragment() {
        for (text, expected) in [
            ("https://a.example/t/1?user=7#post", Some("https://a.example/t/1")),
            ("http://127.0.0.1:8802/", Some("http://127.0.0.1:8802/")),
            ("https://me:secret@a.example/", None),
            ("javascript:alert(1)", None),
            ("https://", None),
            ("https://a.example/a b", None),
        ] {
            assert_eq!(PageAddress::parse(text).as_ref().map(PageAddress::as_str), expected, "{text}");
        }
    }
}
