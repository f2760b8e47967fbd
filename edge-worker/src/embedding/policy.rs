//! Content policies (CSP Level 3) of pages that embed: what one that somebody pasted would block, and the same with what it lacks.

use super::needs::{Effect, Need, What};
use contract::Origin;

/// A policy, as the directives of a header's value: those that stand twice count once, by their first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Policy(Vec<(String, Vec<String>)>);

/// Something that a policy does not allow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Blocked {
    /// The directive that decides, as the policy has it.
    pub(crate) by: String,
    /// Where to write it.
    pub(crate) directive: &'static str,
    /// What to add.
    pub(crate) source: String,
    pub(crate) effect: Effect,
    pub(crate) why: &'static str,
    /// Whether the tag needs the policy's nonce, since addresses do not count in it.
    pub(crate) nonce: bool,
}

/// What is known of the page that has the policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page<'a> {
    /// Its origin, where that is known.
    pub(crate) origin: Option<&'a Origin>,
    /// The nonce of the tag, where the tag is known: none is an empty text.
    pub(crate) nonce: Option<&'a str>,
    /// The hashes of the tag.
    pub(crate) integrity: &'a str,
    /// The address of the loader after the edge's origin.
    pub(crate) loader: &'a str,
    /// The same of the frame's page.
    pub(crate) frame: &'a str,
}

impl Page<'_> {
    /// Nothing is known.
    pub(crate) const UNKNOWN: Self =
        Self { origin: None, nonce: None, integrity: "", loader: "/v1/embed.js", frame: "/f/-/frame" };
}

impl Policy {
    /// The policies of one header's value: commas part them.
    pub(crate) fn all(value: &str) -> Vec<Self> {
        value.split(',').map(Self::parse).filter(|policy| !policy.0.is_empty()).collect()
    }

    fn parse(text: &str) -> Self {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for directive in text.split(';') {
            let mut words = directive.split_ascii_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
            if directives.iter().all(|(own, _)| *own != name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Self(directives)
    }

    /// The sources of a directive.
    pub(crate) fn get(&self, name: &str) -> Option<&[String]> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, sources)| sources.as_slice())
    }

    /// What of these needs it does not allow.
    pub(crate) fn blocks(&self, needs: &[Need], edge: &Origin, page: Page<'_>) -> Vec<Blocked> {
        needs.iter().filter_map(|need| self.blocked(need, edge, page)).collect()
    }

    fn blocked(&self, need: &Need, edge: &Origin, page: Page<'_>) -> Option<Blocked> {
        let (by, sources) = need.looked_at.iter().find_map(|name| Some((*name, self.get(name)?)))?;
        let trusted = sources.iter().any(|source| source.eq_ignore_ascii_case("'strict-dynamic'"));
        let nonces: Vec<&str> = sources.iter().filter_map(|source| quoted(source, "nonce-")).collect();
        let script = need.directive == "script-src";
        let allowed = match need.what {
            What::Wasm => sources.iter().any(|source| {
                ["'wasm-unsafe-eval'", "'unsafe-eval'"].iter().any(|own| source.eq_ignore_ascii_case(own))
            }),
            What::Loader | What::Edge(_) | What::Frame => {
                // What a script with a nonce imports has it too.
                let by_nonce = script && page.nonce.is_some_and(|own| nonces.contains(&own));
                let by_hash = need.what == What::Loader
                    && page
                        .integrity
                        .split_ascii_whitespace()
                        .any(|hash| sources.iter().any(|own| quoted(own, "") == Some(hash)));
                let path = match need.what {
                    What::Edge(path) => path,
                    What::Frame => page.frame,
                    What::Loader | What::Wasm => page.loader,
                };
                let by_address = !(script && trusted) && sources.iter().any(|own| names(own, edge, path, page.origin));
                by_nonce || by_hash || by_address
            }
        };
        let nonce = script && need.what != What::Wasm && (trusted || !nonces.is_empty());
        (!allowed).then(|| Blocked {
            by: by.to_owned(),
            directive: need.directive,
            source: need.source(edge.as_str()),
            effect: need.effect,
            why: need.why,
            nonce,
        })
    }

    /// The policy with what it lacks.
    pub(crate) fn mended(&self, blocked: &[Blocked]) -> String {
        let mut own = self.clone();
        for one in blocked.iter().filter(|one| !(one.nonce && self.trusts_only_nonces())) {
            // What stands for all else is not opened for the sake of one: its directive is written beside it.
            let name = if one.by == "default-src" { one.directive } else { one.by.as_str() };
            if own.get(name).is_none() {
                let inherited = self.get("default-src").unwrap_or_default().to_vec();
                own.0.push((name.to_owned(), inherited));
            }
            let Some((_, sources)) = own.0.iter_mut().find(|(own, _)| own == name) else { continue };
            sources.retain(|source| !source.eq_ignore_ascii_case("'none'"));
            if !sources.contains(&one.source) {
                sources.push(one.source.clone());
            }
        }
        let directive =
            |(name, sources): &(String, Vec<String>)| format!("{name} {}", sources.join(" ")).trim().to_owned();
        own.0.iter().map(directive).collect::<Vec<_>>().join("; ")
    }

    fn trusts_only_nonces(&self) -> bool {
        let sources = self.get("script-src").or(self.get("default-src")).unwrap_or_default();
        sources.iter().any(|source| source.eq_ignore_ascii_case("'strict-dynamic'"))
    }

    /// What its directive `sandbox` takes away that the widget needs, where it has one.
    pub(crate) fn sandboxed(&self) -> Vec<&'static str> {
        let Some(allowed) = self.get("sandbox") else { return Vec::new() };
        let lacks = |flag: &&str| !allowed.iter().any(|own| own.eq_ignore_ascii_case(flag));
        ["allow-scripts", "allow-same-origin", "allow-forms", "allow-popups"].into_iter().filter(lacks).collect()
    }
}

/// What stands in quotes after a word: `'nonce-abc'`.
fn quoted<'a>(source: &'a str, word: &str) -> Option<&'a str> {
    source.strip_prefix('\'')?.strip_suffix('\'')?.strip_prefix(word)
}

/// Whether a source expression names an address of the edge (CSP Level 3, section 6.7.2.8).
fn names(source: &str, edge: &Origin, path: &str, page: Option<&Origin>) -> bool {
    let Some((scheme, host, port)) = parts(edge.as_str()) else { return false };
    if source == "*" {
        return true;
    }
    if source.eq_ignore_ascii_case("'self'") {
        return page == Some(edge);
    }
    if let Some(own) = source.strip_suffix(':') {
        return same_scheme(own, scheme);
    }
    if source.starts_with('\'') {
        return false;
    }
    let (own_scheme, rest) = match source.split_once("://") {
        Some((own, rest)) => (Some(own), rest),
        None => (None, source),
    };
    let (authority, own_path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (own_host, own_port) = match authority.rsplit_once(':') {
        Some((own, port)) if !port.ends_with(']') => (own, Some(port)),
        _ => (authority, None),
    };
    // Without one it is the page's; of a page that is not known it is taken to be that of most.
    let page_scheme = page.and_then(|page| parts(page.as_str())).map_or("https", |(scheme, ..)| scheme);
    let own_host = own_host.to_ascii_lowercase();
    let host_fits = match own_host.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|front| front.len() > 1 && front.ends_with('.')),
        None => own_host == "*" || own_host == host,
    };
    let default = if scheme == "https" { "443" } else { "80" };
    let port_fits = match own_port {
        None => port.is_none(),
        Some("*") => true,
        Some(own) => own == port.unwrap_or(default) || own == "80" && port.is_none() && scheme == "https",
    };
    let path_fits = match own_path.strip_suffix('/') {
        _ if own_path.is_empty() => true,
        Some(_) => path.starts_with(own_path),
        None => path == own_path,
    };
    same_scheme(own_scheme.unwrap_or(page_scheme), scheme) && host_fits && port_fits && path_fits
}

/// Whether what a policy says of a scheme holds for an address: the secure one is let in with the other.
fn same_scheme(own: &str, scheme: &str) -> bool {
    own.eq_ignore_ascii_case(scheme) || own.eq_ignore_ascii_case("http") && scheme == "https"
}

/// Scheme, host and port of an origin.
fn parts(origin: &str) -> Option<(&str, &str, Option<&str>)> {
    let (scheme, authority) = origin.split_once("://")?;
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => Some((scheme, host, Some(port))),
        _ => Some((scheme, authority, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::needs::{FRAMED, NEEDS, RESIZED};

    fn origin(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    #[test]
    fn sources_name_addresses_as_browsers_read_them() {
        let page = origin("https://forum.example");
        for (source, edge, path, named) in [
            ("*", "https://e.example", "/v1/embed.js", true),
            ("https:", "https://e.example", "/v1/embed.js", true),
            ("http:", "https://e.example", "/v1/embed.js", true),
            ("https:", "http://e.example", "/v1/embed.js", false),
            ("https://e.example", "https://e.example", "/v1/embed.js", true),
            ("HTTPS://E.example", "https://e.example", "/v1/embed.js", true),
            ("e.example", "https://e.example", "/v1/embed.js", true),
            ("e.example", "http://e.example", "/v1/embed.js", false),
            ("http://e.example", "https://e.example", "/v1/embed.js", true),
            ("e.example:443", "https://e.example", "/x", true),
            ("e.example:8443", "https://e.example", "/x", false),
            ("https://e.example:*", "https://e.example:8443", "/x", true),
            ("https://e.example", "https://e.example:8443", "/x", false),
            ("*.example", "https://e.example", "/x", true),
            ("*.e.example", "https://e.example", "/x", false),
            ("https://e.example/v1/", "https://e.example", "/v1/embed.js", true),
            ("https://e.example/v1/embed.js", "https://e.example", "/v1/embed.js", true),
            ("https://e.example/v1/embed.js", "https://e.example", "/v1/assets/x/soundings.js", false),
            ("https://e.example/", "https://e.example", "/v1/embed.js", true),
            ("'self'", "https://e.example", "/x", false),
            ("'self'", "https://forum.example", "/x", true),
            ("'none'", "https://e.example", "/x", false),
            ("https://evil.example", "https://e.example", "/x", false),
            ("https://xe.example", "https://e.example", "/x", false),
        ] {
            assert_eq!(names(source, &origin(edge), path, Some(&page)), named, "{source} {edge}{path}");
        }
    }

    fn effects(policy: &str, page: Page<'_>) -> Vec<(String, Effect)> {
        let edge = origin("https://e.example");
        Policy::all(policy)
            .iter()
            .flat_map(|one| one.blocks(&NEEDS, &edge, page))
            .map(|one| (one.by, one.effect))
            .collect()
    }

    #[test]
    fn what_a_policy_blocks() {
        use Effect::{Application, Fallback, Nothing};
        let nonce = |own| Page { nonce: Some(own), ..Page::UNKNOWN };
        let hashed = Page { integrity: "sha384-abc", ..Page::UNKNOWN };
        for (policy, page, expected) in [
            ("", Page::UNKNOWN, vec![]),
            ("img-src 'self'", Page::UNKNOWN, vec![]),
            (
                "default-src 'self'",
                Page::UNKNOWN,
                vec![
                    ("default-src", Nothing),
                    ("default-src", Nothing),
                    ("default-src", Application),
                    ("default-src", Application),
                ],
            ),
            (
                "default-src 'self'; script-src https://e.example; connect-src https://e.example",
                Page::UNKNOWN,
                vec![("script-src", Application)],
            ),
            ("script-src https: 'unsafe-eval'; form-action 'self'", Page::UNKNOWN, vec![("form-action", Fallback)]),
            ("script-src 'nonce-a1' 'strict-dynamic' 'wasm-unsafe-eval'", nonce("a1"), vec![]),
            (
                "script-src 'nonce-a1' 'strict-dynamic' https: 'wasm-unsafe-eval'",
                nonce(""),
                vec![("script-src", Nothing), ("script-src", Application)],
            ),
            ("script-src 'nonce-a1' 'wasm-unsafe-eval'", nonce("a1"), vec![]),
            ("script-src 'sha384-abc' 'wasm-unsafe-eval'", hashed, vec![("script-src", Application)]),
            ("script-src-elem https://e.example; script-src 'none'", Page::UNKNOWN, vec![("script-src", Application)]),
            // The first of a name counts, and every policy of several.
            ("connect-src *; connect-src 'none'", Page::UNKNOWN, vec![]),
            ("connect-src *, connect-src 'none'", Page::UNKNOWN, vec![("connect-src", Nothing)]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(by, effect)| (by.to_owned(), effect)).collect();
            assert_eq!(effects(policy, page), expected, "{policy}");
        }
    }

    #[test]
    fn a_mended_policy_blocks_nothing_and_opens_nothing_else() {
        let edge = origin("https://e.example");
        for (policy, mended) in [
            (
                "default-src 'self'",
                "default-src 'self'; script-src 'self' https://e.example 'wasm-unsafe-eval'; connect-src 'self' https://e.example",
            ),
            (
                "default-src 'none'; script-src 'none'; form-action 'none'",
                "default-src 'none'; script-src https://e.example 'wasm-unsafe-eval'; form-action https://e.example; \
                 connect-src https://e.example",
            ),
        ] {
            let own = Policy::parse(policy);
            let text = own.mended(&own.blocks(&NEEDS, &edge, Page::UNKNOWN));
            assert_eq!(text, mended);
            assert_eq!(Policy::parse(&text).blocks(&NEEDS, &edge, Page::UNKNOWN), vec![]);
        }
    }

    #[test]
    fn what_a_policy_blocks_of_a_frame() {
        let edge = origin("https://e.example");
        let page = Page { frame: "/f/maps/frame", loader: "/v1/frame.js", nonce: Some("a1"), ..Page::UNKNOWN };
        for (policy, blocked) in [
            ("script-src 'none'; connect-src 'none'", vec![Effect::Height]),
            ("default-src 'self'", vec![Effect::Frame, Effect::Height]),
            ("default-src 'self'; child-src https://e.example; script-src 'nonce-a1'", vec![]),
            ("frame-src https://e.example/f/; script-src *", vec![]),
            ("frame-src https://e.example/f/other/; child-src *", vec![Effect::Frame]),
        ] {
            let policy = Policy::parse(policy);
            let found = policy.blocks(&[FRAMED, RESIZED].concat(), &edge, page);
            assert_eq!(found.iter().map(|one| one.effect).collect::<Vec<_>>(), blocked, "{policy:?}");
        }
    }

    #[test]
    fn sandboxes() {
        assert!(Policy::parse("default-src *").sandboxed().is_empty());
        assert_eq!(
            Policy::parse("sandbox allow-scripts allow-forms").sandboxed(),
            ["allow-same-origin", "allow-popups"]
        );
    }
}
