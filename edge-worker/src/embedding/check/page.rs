//! What is looked at in a page's HTML: the script, the element, their attributes, and where they stand.

use super::super::html::{self, Element};
use super::super::tag::{LEVELS, Load, Theme};
use super::frame::is_elsewhere;
use super::{Findings, Known, Level, cut};
use crate::published;
use contract::Lang;

/// Attributes of the element, and after `data-` of the script.
const NAMES: [&str; 8] = ["consultation", "site", "lang", "theme", "load", "heading-level", "debug", "reply"];
/// What any element may have besides.
const COMMON: [&str; 10] = ["id", "class", "style", "title", "role", "hidden", "dir", "slot", "part", "tabindex"];
/// What the script may have besides, as `data-target`.
const TARGET: &str = "target";

impl Known<'_> {
    /// Whether a script is the loader of this edge.
    pub(super) fn is_loader(&self, script: &Element) -> bool {
        let Some(path) = script.get("src").and_then(|src| self.path_of(src)) else { return false };
        path == "/v1/embed.js" || path.strip_prefix("/v1/").and_then(published::version_of).is_some()
    }

    /// The path of an address of this edge, without its query.
    pub(super) fn path_of<'t>(&self, address: &'t str) -> Option<&'t str> {
        let address = address.trim();
        let rest = match address.strip_prefix("//") {
            Some(rest) => rest.strip_prefix(self.edge.as_str().split_once("://")?.1)?,
            None => address.strip_prefix(self.edge.as_str())?,
        };
        let path = rest.split(['?', '#']).next()?;
        path.starts_with('/').then_some(path)
    }

    pub(super) fn html(&self, page: &html::Page, findings: &mut Findings) {
        let loaders: Vec<&Element> = page.scripts.iter().filter(|script| self.is_loader(script)).collect();
        let live: Vec<&&Element> = loaders.iter().filter(|script| script.inert.is_none()).collect();
        let fresh = format!("<script async src=\"{}/v1/embed.js\"></script>", self.edge);
        let framed = loaders.is_empty()
            && page.frames.iter().any(|frame| self.frame_path(frame).is_some() || is_elsewhere(frame));
        // A form in a frame needs no script on the page around it.
        if live.is_empty() && (!framed || !page.elements.is_empty()) {
            self.no_script(page, &loaders, &fresh, findings);
        }
        for script in &loaders {
            self.script(script, findings);
        }
        let placing = live.iter().filter(|script| script.get("data-consultation").is_some()).count();
        let elements: Vec<&Element> = page.elements.iter().filter(|one| one.name == "take-soundings").collect();
        for one in page.elements.iter().filter(|one| one.name != "take-soundings") {
            findings.add(
                Level::Wrong,
                format!("There is an element <{}>, which means nothing.", one.name),
                "Write take-soundings, with a hyphen, in both its tags.",
            );
        }
        for one in &elements {
            self.element(one, findings);
        }
        match (live.len(), placing, elements.len()) {
            (0, ..) => {}
            (_, 0, 0) => findings.add(
                Level::Wrong,
                "The script is there, and nothing says where the form shall stand.",
                "Give the script data-consultation and data-site, or add an element <take-soundings>.",
            ),
            (scripts, placed, _) if scripts > 1 && placed > 1 => findings.add(
                Level::Less,
                format!("The script stands {scripts} times, and {placed} of them place a form of their own."),
                "Leave one, unless you want as many forms.",
            ),
            (_, placed, elements) if placed > 0 && elements > 0 => findings.add(
                Level::Less,
                "There is an element, and the script places another form.",
                "Take data-consultation off the script, or the element out.",
            ),
            (scripts, ..) if scripts > 1 => {
                findings.add(Level::Good, format!("The script stands {scripts} times: it runs once."), "");
            }
            _ => findings.add(Level::Good, "The script and its tag are there.", ""),
        }
    }

    /// The loader is not there, or stands where it never runs.
    fn no_script(&self, page: &html::Page, loaders: &[&Element], fresh: &str, findings: &mut Findings) {
        if let Some(name) = loaders.first().and_then(|one| one.inert) {
            findings.add(
                Level::Wrong,
                format!("The script stands in <{name}>, where browsers do not run it."),
                "Take it out of there.",
            );
            return;
        }
        if page.unscripted {
            findings.add(
                Level::Wrong,
                "The tag stands in <noscript>, which browsers that run scripts do not read.",
                "Take it out of there.",
            );
        } else if page.commented {
            findings.add(Level::Wrong, "The tag stands in a comment.", "Take the marks <!-- and --> away.");
        } else if page.written_out {
            findings.add(
                Level::Wrong,
                "The tag is written out as text, and is no tag: the editor that it was pasted into escapes HTML.",
                "Paste it where the editor takes HTML: a block or view named “HTML”, “Source” or “Code”.",
            );
        }
        let near =
            page.scripts.iter().filter(|script| !self.is_resizer(script)).filter_map(|script| script.get("src")).find(
                |src| {
                    let name = src.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
                    self.path_of(src).is_some() || name == "embed.js" && src.contains("/v1/")
                },
            );
        match near {
            Some(src) if self.path_of(src).is_some() => findings.add_with(
                Level::Wrong,
                format!("A script has an address of this edge at which there is no script: {}", cut(src)),
                "Write the address as it is here.",
                fresh.to_owned(),
            ),
            Some(src) => findings.add_with(
                Level::Wrong,
                format!("A script of this name comes from elsewhere: {}", cut(src)),
                format!("This consultation is asked by {}.", self.edge),
                fresh.to_owned(),
            ),
            None if page.commented || page.written_out || page.unscripted => {}
            None => findings.add_with(
                Level::Wrong,
                "The page does not have the script: it was not pasted, or the system that makes the page took it out.",
                "Many editors take scripts out of what some of their users save: ask whoever runs the site.",
                fresh.to_owned(),
            ),
        }
    }

    fn script(&self, script: &Element, findings: &mut Findings) {
        let kind = script.get("type").unwrap_or_default().trim().to_ascii_lowercase();
        if !matches!(kind.as_str(), "" | "text/javascript" | "application/javascript" | "module") {
            findings.add(
                Level::Wrong,
                format!("The script has the type “{}”, which browsers do not run. A consent banner or a script optimiser may have set it.", cut(&kind)),
                "Take the attribute away, or the script off the list of what that tool holds back: it sets no cookie.",
            );
        }
        let path = script.get("src").and_then(|src| self.path_of(src)).unwrap_or_default();
        let version = path.strip_prefix("/v1/").and_then(published::version_of);
        match (version.map(published::find), script.get("integrity")) {
            (Some(None), _) => findings.add(
                Level::Wrong,
                "The script names a version that is not served, or no longer.",
                "Take the newest from the page of the tag.",
            ),
            (None, Some(_)) => findings.add(
                Level::Wrong,
                "The script updates itself, and its hash (integrity) holds for one version: with the next it is blocked.",
                "Take integrity away, or name a version, as the page of the tag does.",
            ),
            (Some(Some(published)), Some(own)) if own.split_ascii_whitespace().all(|hash| hash != published.integrity) => findings
                .add_with(
                    Level::Wrong,
                    "The script’s hash (integrity) is not that of its version: browsers block it.",
                    "Write this one:",
                    format!("integrity=\"{}\" crossorigin=\"anonymous\"", published.integrity),
                ),
            (Some(Some(_)), Some(_)) if script.get("crossorigin").is_none() => findings.add(
                Level::Wrong,
                "The script has a hash (integrity) and no crossorigin: browsers cannot check it, and block it.",
                "Add crossorigin=\"anonymous\".",
            ),
            _ => {}
        }
        if script.get("data-consultation").is_some() {
            if script.in_head && script.get("data-target").is_none() {
                findings.add(
                    Level::Less,
                    "The script stands in the page’s head, so that the form goes to the end of the page.",
                    "Paste it where the form shall stand, or name a place by data-target=\"#id\".",
                );
            }
            self.values(script, "data-", findings);
        }
        let known = |name: &&str| name.strip_prefix("data-").is_some_and(|own| !NAMES.contains(&own) && own != TARGET);
        let odd: Vec<&str> = script.names().filter(known).collect();
        // Systems that make pages add data of their own: only what looks like one of ours is told.
        for name in odd {
            if let Some(meant) = meant(&name["data-".len()..]) {
                findings.add(
                    Level::Wrong,
                    format!("The script’s attribute {} means nothing.", cut(name)),
                    format!("Write data-{meant}."),
                );
            }
        }
    }

    fn element(&self, element: &Element, findings: &mut Findings) {
        if let Some(name) = element.inert {
            findings.add(
                Level::Wrong,
                format!("The element stands in <{name}>, where browsers do not show it."),
                "Take it out of there.",
            );
            return;
        }
        if element.closed_by_slash {
            findings.add(
                Level::Wrong,
                "The element is closed by a slash, which HTML does not read: what follows on the page becomes a part of it, and is hidden.",
                "Close it by </take-soundings>.",
            );
        }
        let odd = element.names().filter(|name| {
            !NAMES.contains(name) && !COMMON.contains(name) && !name.starts_with("aria-") && !name.starts_with("data-")
        });
        for name in odd {
            let mend = meant(name).map_or_else(String::new, |meant| format!("Write {meant}."));
            let level = if mend.is_empty() { Level::Less } else { Level::Wrong };
            findings.add(level, format!("The element’s attribute {} means nothing.", cut(name)), mend);
        }
        for name in element.names().filter_map(|name| name.strip_prefix("data-")).filter(|own| NAMES.contains(own)) {
            findings.add(
                Level::Wrong,
                format!("The element has data-{name}: that is how the script writes it."),
                format!("On the element write {name}."),
            );
        }
        self.values(element, "", findings);
    }

    /// Values that mean nothing.
    fn values(&self, element: &Element, before: &str, findings: &mut Findings) {
        let get = |name: &str| element.get(&format!("{before}{name}"));
        let wrong = |name: &str, value: &str, all: String| {
            (
                format!("{before}{name}=\"{}\" means nothing: it is as if it were not there.", cut(value)),
                format!("Write one of {all}."),
            )
        };
        if let Some(value) = get("theme").filter(|value| Theme::parse(value).is_none()) {
            let all = Theme::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", ");
            let (what, mend) = wrong("theme", value, all);
            findings.add(Level::Less, what, mend);
        }
        match get("load").map(|value| (value, Load::parse(value))) {
            Some((value, None)) => {
                let all = Load::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", ");
                let (what, mend) = wrong("load", value, all);
                findings.add(Level::Less, what, mend);
            }
            Some((_, Some(Load::Manual))) => findings.add(
                Level::Less,
                format!(
                    "{before}load=\"manual\": the form shows when the page calls soundings.render(), and not before."
                ),
                "Take it away where the form shall show by itself.",
            ),
            _ => {}
        }
        if let Some(value) =
            get("heading-level").filter(|value| value.parse::<u8>().ok().is_none_or(|own| !LEVELS.contains(&own)))
        {
            let (what, mend) = wrong("heading-level", value, "1 to 6".to_owned());
            findings.add(Level::Less, what, mend);
        }
        if let Some(value) = get("lang") {
            let own = self.definition().questionnaire().languages();
            let listed = || own.iter().map(|lang| lang.code()).collect::<Vec<_>>().join(", ");
            if Lang::parse(value).is_none_or(|lang| !own.contains(&lang)) {
                let shown = self.definition().questionnaire().language_for(Lang::parse(value)).name();
                findings.add(
                    Level::Less,
                    format!("The consultation is not asked in “{}”: people get it in {shown}.", cut(value)),
                    format!("It has {}.", listed()),
                );
            }
        }
    }
}

/// The attribute that somebody meant.
fn meant(name: &str) -> Option<&'static str> {
    let name = name.trim_start_matches("soundings-");
    let near = NAMES.iter().chain([&TARGET]).map(|own| (html::distance(name, own), *own)).min()?;
    // Of a short word half is another word.
    let bare = |text: &str| text.replace(['-', '_'], "");
    let same = NAMES.iter().find(|own| bare(own) == bare(name)).copied();
    same.or_else(|| (near.0 <= 2 && near.0 * 3 <= near.1.len()).then_some(near.1))
}
