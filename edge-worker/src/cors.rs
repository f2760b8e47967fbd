//! Who calls from where. An origin is compared as a whole, and credentials are never allowed: what a receipt or a token
//! opens is opened by it alone. Outside a browser an origin can be made up, so that it says what was declared and proves
//! nothing.

use crate::reply::Reply;
use contract::{Definition, Origin, SiteId};

/// What a browser says where a page has no origin, or keeps it to itself.
pub(crate) const NO_ORIGIN: &str = "null";

/// From where a request comes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Caller {
    /// From a page of this Worker.
    Own,
    /// From a registered page elsewhere.
    Registered(Origin),
    /// From our own form in a registered page's frame, whose sandbox took its origin.
    Framed,
    /// From a page that is not registered.
    Stranger,
    /// Without an origin: a navigation, or not a browser.
    Nobody,
}

/// The caller by the header `Origin`, where `registered` are those that may call.
pub(crate) fn caller<'a>(
    header: Option<&str>,
    own: &Origin,
    registered: impl IntoIterator<Item = &'a Origin>,
) -> Caller {
    match header {
        None => Caller::Nobody,
        Some(origin) if origin == own.as_str() => Caller::Own,
        Some(origin) => match registered.into_iter().find(|registered| registered.as_str() == origin) {
            Some(registered) => Caller::Registered(registered.clone()),
            None => Caller::Stranger,
        },
    }
}

/// The origins of one site; none for the hosted form, which is our own page.
pub(crate) fn origins_of<'a>(definition: &'a Definition, site: &SiteId) -> &'a [Origin] {
    definition.site(site).map_or(&[], |site| site.origins())
}

/// The origins of all sites.
pub(crate) fn all_origins(definition: &Definition) -> impl Iterator<Item = &Origin> {
    definition.sites().iter().flat_map(|site| site.origins())
}

/// Whether a form that was posted may be taken: from our own page or a registered one. A browser without `Origin` says
/// by `Sec-Fetch-Site` where the form was; one that says neither is older than forged forms are worth here, since no
/// cookie gives them any right.
pub(crate) fn form_is_ours(caller: &Caller, sec_fetch_site: Option<&str>) -> bool {
    match caller {
        Caller::Own | Caller::Registered(_) | Caller::Framed => true,
        Caller::Nobody => matches!(sec_fetch_site, None | Some("same-origin")),
        Caller::Stranger => false,
    }
}

/// Whether a page of ours posted a form that acts with the rights of whoever is signed in. A browser says so by `Origin`
/// or `Sec-Fetch-Site`; where it says neither, nobody knows whose page it was.
pub(crate) fn is_our_form(caller: &Caller, sec_fetch_site: Option<&str>) -> bool {
    match caller {
        Caller::Own => matches!(sec_fetch_site, None | Some("same-origin")),
        Caller::Nobody => sec_fetch_site == Some("same-origin"),
        Caller::Registered(_) | Caller::Framed | Caller::Stranger => false,
    }
}

impl Reply {
    /// Lets the caller's page read the reply.
    pub(crate) fn readable_by(self, caller: &Caller) -> Self {
        let reply = self.vary("Origin");
        match caller {
            Caller::Registered(origin) => reply.with("access-control-allow-origin", origin.as_str()),
            Caller::Framed => reply.with("access-control-allow-origin", NO_ORIGIN),
            Caller::Own | Caller::Stranger | Caller::Nobody => reply,
        }
    }

    /// Lets every page read the reply.
    pub(crate) fn readable_by_all(self) -> Self {
        self.with("access-control-allow-origin", "*")
    }

    /// The answer to a preflight of a caller who may call.
    pub(crate) fn preflight(caller: &Caller, methods: &'static str) -> Self {
        Self::empty(204)
            .readable_by(caller)
            .with("access-control-allow-methods", methods)
            .with("access-control-allow-headers", "content-type, idempotency-key")
            // Two hours: what Chromium keeps at most.
            .with("access-control-max-age", "7200")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    #[test]
    fn origins_match_as_a_whole() {
        let own = origin("https://soundings.example");
        let registered = [origin("https://forum.example"), origin("http://127.0.0.1:8802")];
        for (header, expected) in [
            (None, Caller::Nobody),
            (Some("https://soundings.example"), Caller::Own),
            (Some("https://forum.example"), Caller::Registered(registered[0].clone())),
            (Some("http://127.0.0.1:8802"), Caller::Registered(registered[1].clone())),
            (Some("http://forum.example"), Caller::Stranger),
            (Some("https://forum.example:8443"), Caller::Stranger),
            (Some("https://forum.example.evil.example"), Caller::Stranger),
            (Some("https://FORUM.example"), Caller::Stranger),
            (Some("null"), Caller::Stranger),
            (Some(""), Caller::Stranger),
        ] {
            assert_eq!(caller(header, &own, &registered), expected, "{header:?}");
        }
    }

    #[test]
    fn forms_from_elsewhere_are_refused() {
        let registered = Caller::Registered(origin("https://forum.example"));
        for (caller, fetch, expected) in [
            (Caller::Own, None, true),
            (registered, Some("cross-site"), true),
            (Caller::Framed, Some("cross-site"), true),
            (Caller::Stranger, Some("same-origin"), false),
            (Caller::Nobody, Some("same-origin"), true),
            (Caller::Nobody, Some("cross-site"), false),
            (Caller::Nobody, Some("same-site"), false),
            (Caller::Nobody, None, true),
        ] {
            assert_eq!(form_is_ours(&caller, fetch), expected, "{caller:?} {fetch:?}");
        }
    }

    #[test]
    fn a_form_with_rights_is_ours_by_the_browsers_own_word() {
        let registered = Caller::Registered(origin("https://forum.example"));
        for (caller, fetch, expected) in [
            (Caller::Own, None, true),
            (Caller::Own, Some("same-origin"), true),
            (Caller::Own, Some("cross-site"), false),
            (Caller::Nobody, Some("same-origin"), true),
            (Caller::Nobody, Some("same-site"), false),
            (Caller::Nobody, Some("none"), false),
            (Caller::Nobody, None, false),
            (Caller::Framed, Some("same-origin"), false),
            (Caller::Stranger, Some("same-origin"), false),
            (registered, Some("same-origin"), false),
        ] {
            assert_eq!(is_our_form(&caller, fetch), expected, "{caller:?} {fetch:?}");
        }
    }

    #[test]
    fn only_the_registered_caller_is_named_and_never_with_credentials() {
        let own = origin("https://forum.example");
        let reply = Reply::preflight(&Caller::Registered(own), "POST");
        assert_eq!(reply.header("access-control-allow-origin"), Some("https://forum.example"));
        assert_eq!(reply.header("vary"), Some("Origin"));
        assert_eq!(reply.header("access-control-allow-credentials"), None);
        let framed = Reply::empty(200).readable_by(&Caller::Framed);
        assert_eq!(
            (framed.header("access-control-allow-origin"), framed.header("vary")),
            (Some("null"), Some("Origin"))
        );
        let stranger = Reply::empty(204).readable_by(&Caller::Stranger);
        assert_eq!((stranger.header("access-control-allow-origin"), stranger.header("vary")), (None, Some("Origin")));
    }
}
