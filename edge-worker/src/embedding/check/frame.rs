//! What is looked at where the form stands in a frame: its address, its site, its sandbox, and what it is told its height by.
//! Pasted as a page's HTML, or as the oEmbed reply that a page was made of.

use super::super::html::{self, Element};
use super::{Findings, Known, Level, cut};
use contract::json::Value;
use contract::{Definition, Lang, Origin};
use maud::html;
use std::borrow::Cow;
use worker::url::form_urlencoded;

/// The address of the script that gives frames their height, after the edge's origin.
pub(super) const RESIZER: &str = "/v1/frame.js";

/// What of a frame's address is looked at.
pub(super) struct Framed<'a> {
    element: &'a Element,
    /// The path after the edge's origin.
    path: &'a str,
    /// The site that its address names; blank where it names none.
    site: String,
}

/// What was pasted as HTML: that of an oEmbed reply where it is one.
pub(super) struct Unwrapped<'a> {
    pub(super) html: Cow<'a, str>,
    /// The reply's type, where it is one: `rich` or `link`.
    pub(super) reply: Option<String>,
}

/// Takes the HTML out of an oEmbed reply, as JSON or as XML.
pub(super) fn unwrapped(text: &str) -> Unwrapped<'_> {
    let trimmed = text.trim();
    if trimmed.starts_with('{')
        && let Ok(reply) = serde_json::from_str::<Value>(trimmed)
        && let Some(kind) = reply.get("type").and_then(Value::as_str)
    {
        let html = reply.get("html").and_then(Value::as_str).unwrap_or_default().to_owned();
        return Unwrapped { html: html.into(), reply: Some(kind.to_owned()) };
    }
    if let Some((_, rest)) = trimmed.split_once("<oembed>") {
        let member = |name: &str| {
            let (_, rest) = rest.split_once(&format!("<{name}>"))?;
            let (text, _) = rest.split_once(&format!("</{name}>"))?;
            // The last one, or what is left of it would be taken for another.
            Some(
                text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&amp;", "&"),
            )
        };
        return Unwrapped { html: member("html").unwrap_or_default().into(), reply: member("type") };
    }
    Unwrapped { html: text.into(), reply: None }
}

impl Known<'_> {
    /// The path of a frame of ours, after the edge's origin.
    pub(super) fn frame_path<'p>(&self, element: &'p Element) -> Option<&'p str> {
        self.path_of(address_of(element)?).filter(|path| path.starts_with("/f/"))
    }

    /// The frames of a page that show a form of this edge, or are meant to.
    pub(super) fn framed<'p>(&self, page: &'p html::Page) -> Vec<Framed<'p>> {
        let of = |element: &'p Element| {
            let (address, path) = (address_of(element)?, self.frame_path(element)?);
            let query = address.split('#').next().unwrap_or_default().split_once('?').map_or("", |(_, query)| query);
            let site = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "site");
            Some(Framed { element, path, site: site.map_or_else(String::new, |(_, site)| site.into_owned()) })
        };
        page.frames.iter().filter_map(of).collect()
    }

    /// What is wrong with a page's frames. `origin`: that of the page, where it is known; `reply`: the type of the oEmbed reply
    /// that was pasted in its place.
    pub(super) fn frames(
        &self,
        page: &html::Page,
        origin: Option<&Origin>,
        reply: Option<&str>,
        findings: &mut Findings,
    ) {
        let framed = self.framed(page);
        for frame in &framed {
            self.frame(frame, origin, findings);
        }
        let strangers = page.frames.iter().filter(|frame| self.frame_path(frame).is_none() && is_elsewhere(frame));
        for address in strangers.filter_map(address_of) {
            findings.add_with(
                Level::Wrong,
                format!("A frame of this kind comes from elsewhere: {}", cut(address)),
                format!("This consultation is asked by {}.", self.edge),
                self.fresh(origin),
            );
        }
        if reply.is_some_and(|kind| kind != "rich") {
            findings.add(
                Level::Wrong,
                "The oEmbed reply is a link, and not the form: the consultation takes no answers, or has no site yet, or the address is not that of its form.",
                format!("Ask for the address {}/f/{}?site=…, while the consultation is open.", self.edge, self.record.id()),
            );
        }
        let shown = framed.iter().filter(|frame| frame.element.inert.is_none() && self.is_frame(frame)).count();
        // Whoever makes a frame of a reply gives it its height, too.
        let told = reply.is_some() || page.scripts.iter().any(|script| self.is_resizer(script));
        if shown > 0
            && !told
            && framed.iter().all(|frame| !frame.element.get("src").is_some_and(|src| src.contains("secret=")))
        {
            findings.add_with(
                Level::Less,
                "Nothing gives the frame its height: it keeps the one that it has, and scrolls.",
                "Paste this once, anywhere on the page:",
                format!("<script async src=\"{}{RESIZER}\"></script>", self.edge),
            );
        }
    }

    /// Whether a script is the one that gives frames their height.
    pub(super) fn is_resizer(&self, script: &Element) -> bool {
        script.inert.is_none() && script.get("src").and_then(|src| self.path_of(src)) == Some(RESIZER)
    }

    fn is_frame(&self, frame: &Framed<'_>) -> bool {
        frame.path == format!("/f/{}/frame", self.record.id())
    }

    fn frame(&self, frame: &Framed<'_>, origin: Option<&Origin>, findings: &mut Findings) {
        let element = frame.element;
        if let Some(name) = element.inert {
            findings.add(
                Level::Wrong,
                format!("The frame stands in <{name}>, where browsers do not show it."),
                "Take it out of there.",
            );
            return;
        }
        if let Some((name, _)) = held_back(element).filter(|_| element.get("src").is_none()) {
            findings.add(
                Level::Wrong,
                format!("The frame has its address in {name}, which browsers do not load: a consent banner or a lazy loader holds it back."),
                "Take it off the list of what that tool holds back: it sets no cookie. Or write the address in src.",
            );
        }
        let own = self.record.id().as_str();
        match frame.path.split('/').skip(2).collect::<Vec<_>>().as_slice() {
            [id, "frame"] if *id == own => {}
            [id, "frame"] => {
                findings.add(
                    Level::Wrong,
                    format!("The frame shows another consultation: {}", cut(id)),
                    format!("If it is to be this one, write {own}."),
                );
                return;
            }
            [_] => {
                let closed = lacks(element, "allow-popups");
                findings.add_with(
                    Level::Wrong,
                    format!(
                        "The frame has the address of the form’s own page, which shows a link there and no form{}.",
                        if closed { "; and its sandbox lets no link open" } else { "" }
                    ),
                    "Write the address that is for frames (where there is a sandbox, with allow-popups), or use the tag.",
                    self.fresh(origin),
                );
                return;
            }
            _ => {
                findings.add_with(
                    Level::Wrong,
                    format!("The frame has an address of this edge at which there is no form: {}", cut(frame.path)),
                    "Write the address as it is here.",
                    self.fresh(origin),
                );
                return;
            }
        }
        self.site_of(frame, origin, findings);
        sandbox(element, findings);
        if element.get("title").is_none_or(|title| title.trim().is_empty()) {
            findings.add(
                Level::Less,
                "The frame has no title: whoever hears the page does not learn what it is.",
                "Add title, with what is asked.",
            );
        }
    }

    /// For which site its answers count, and whether that one's origins let it show.
    fn site_of(&self, frame: &Framed<'_>, origin: Option<&Origin>, findings: &mut Findings) {
        let sites = self.definition().sites();
        let listed = sites.iter().map(|site| site.id().as_str()).collect::<Vec<_>>().join(", ");
        if sites.is_empty() {
            findings.add(
                Level::Wrong,
                "The consultation has no site: no page may frame its form.",
                "Make a site of the page’s origin, in the consultation’s definition.",
            );
            return;
        }
        let named = sites.iter().find(|site| site.id().as_str() == frame.site);
        let own = origin.and_then(|origin| sites.iter().find(|site| site.origins().contains(origin)));
        match (named, origin, own) {
            (None, ..) => {
                let what = match frame.site.as_str() {
                    "" | Definition::HOSTED_SITE => "The frame names no site".to_owned(),
                    site => format!("The frame names a site that this consultation does not have ({})", cut(site)),
                };
                let silent = frame.element.get("referrerpolicy").is_some_and(|policy| policy.eq_ignore_ascii_case("no-referrer"));
                let then = if silent {
                    "its answers count for none, since the frame keeps the page’s address to itself (referrerpolicy)"
                } else {
                    "its answers count for the one whose page says its origin, and for none where the page keeps that to itself"
                };
                findings.add(
                    Level::Less,
                    format!("{what}: {then}."),
                    format!("Write ?site= behind the frame’s address, with one of {listed}."),
                );
            }
            (Some(site), Some(origin), Some(own)) if own.id() != site.id() => findings.add(
                Level::Wrong,
                format!("The frame names the site {}, and {origin} is registered for {}: browsers show nothing there (frame-ancestors).", site.id(), own.id()),
                format!("Write site={} in the frame’s address.", own.id()),
            ),
            (Some(_), Some(origin), None) => findings.add(
                Level::Wrong,
                format!("{origin} may not frame the form: browsers show an empty frame, and name frame-ancestors on the console."),
                "Have the origin registered, as above.",
            ),
            (Some(site), ..) => {
                findings.add(Level::Good, format!("The frame counts its answers for {}.", site.name()), "");
            }
        }
    }

    /// A frame to paste: for the site of the page, or else the first.
    fn fresh(&self, origin: Option<&Origin>) -> String {
        let sites = self.definition().sites();
        let site = sites.iter().find(|site| origin.is_some_and(|origin| site.origins().contains(origin)));
        let site = site.or(sites.first()).map(|site| format!("?site={}", site.id())).unwrap_or_default();
        let (title, _) = self.definition().questionnaire().title().in_language(Lang::En);
        let address = format!("{}/f/{}/frame{site}", self.edge, self.record.id());
        html! { iframe src=(address) title=(title) width="600" height="700" {} }.into_string()
    }
}

/// Whether a frame's address is such as those of a form's frame are, wherever it leads.
pub(super) fn is_elsewhere(element: &Element) -> bool {
    let path = address_of(element).and_then(|address| address.split(['?', '#']).next()).unwrap_or_default();
    path.contains("/f/") && path.ends_with("/frame")
}

/// A frame's address, also one that waits.
fn address_of(element: &Element) -> Option<&str> {
    element.get("src").or_else(|| held_back(element).map(|(_, address)| address))
}

/// Where a frame's address waits that is not to load yet: the attribute, and the address.
fn held_back(element: &Element) -> Option<(&str, &str)> {
    element.names().filter(|name| name.starts_with("data-")).find_map(|name| {
        let value = element.get(name)?;
        value.contains("/f/").then_some((name, value))
    })
}

fn lacks(element: &Element, flag: &str) -> bool {
    element
        .get("sandbox")
        .is_some_and(|flags| !flags.split_ascii_whitespace().any(|own| own.eq_ignore_ascii_case(flag)))
}

fn sandbox(element: &Element, findings: &mut Findings) {
    for (flag, level, what) in [
        ("allow-scripts", Level::Wrong, "The frame’s sandbox lets no script run: people see a link, and no form."),
        (
            "allow-same-origin",
            Level::Less,
            "The frame’s sandbox takes its origin: the form shows and sends, and keeps no draft and nothing to be sent later.",
        ),
        ("allow-popups", Level::Less, "The frame’s sandbox lets no link open that leads out of the form."),
    ] {
        if lacks(element, flag) {
            findings.add(level, what, format!("Add {flag} to sandbox."));
        }
    }
}
