//! What is wrong where nothing shows: a page's address, its HTML (or the oEmbed reply that it was made of) and its headers in,
//! findings out, the worst first. Nothing is fetched and nothing is kept.

mod frame;
mod headers;
mod page;

use super::html;
use super::needs::{FRAMED, NEEDS, Need, RESIZED};
use super::policy::{Page as PolicyPage, Policy};
use contract::{Consultation, Definition, Lang, Origin, SiteId, State, Timestamp};
use headers::{headers, policies};

/// What somebody pasted. Each may be blank.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Pasted {
    pub(crate) address: String,
    pub(crate) html: String,
    pub(crate) headers: String,
}

/// How bad something is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Level {
    /// Nothing shows, or nobody can answer.
    Wrong,
    /// It shows, with less than there might be.
    Less,
    /// As it should be.
    Good,
}

/// One thing that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Finding {
    pub(crate) level: Level,
    /// What it is, in a sentence.
    pub(crate) what: String,
    /// How to mend it; blank where there is nothing to do.
    pub(crate) mend: String,
    /// What to paste for it.
    pub(crate) code: Option<String>,
}

/// What is known here.
pub(crate) struct Known<'a> {
    pub(crate) record: &'a Consultation,
    pub(crate) edge: &'a Origin,
    pub(crate) now: Timestamp,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, level: Level, what: impl Into<String>, mend: impl Into<String>) {
        self.0.push(Finding { level, what: what.into(), mend: mend.into(), code: None });
    }

    fn add_with(&mut self, level: Level, what: impl Into<String>, mend: impl Into<String>, code: String) {
        self.0.push(Finding { level, what: what.into(), mend: mend.into(), code: Some(code) });
    }
}

/// Looks at what was pasted.
pub(crate) fn check(pasted: &Pasted, known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Findings::default();
    known.state(&mut findings);
    let headers = headers(&pasted.headers);
    let origin = known.address(&pasted.address, &mut findings);
    let mut page = PolicyPage { origin: origin.as_ref(), ..PolicyPage::UNKNOWN };
    let unwrapped = frame::unwrapped(&pasted.html);
    let read = html::read(&unwrapped.html);
    let mut policies = policies(&headers, &pasted.headers);
    if !pasted.html.trim().is_empty() {
        if unwrapped.reply.is_none() {
            known.html(&read, &mut findings);
        }
        known.frames(&read, origin.as_ref(), unwrapped.reply.as_deref(), &mut findings);
        policies.extend(read.policies.iter().flat_map(|value| Policy::all(value)));
        if let Some(script) = read.scripts.iter().find(|script| known.is_loader(script)) {
            page.nonce = Some(script.get("nonce").unwrap_or_default());
            page.integrity = script.get("integrity").unwrap_or_default();
        }
        known.names(&read, origin.as_ref(), &mut findings);
    }
    known.policies(&policies, &known.asked(&read, page), &mut findings);
    known.other_headers(&headers, &mut findings);
    let mut all = findings.0;
    all.sort_by_key(|finding| finding.level);
    all
}

impl Known<'_> {
    fn definition(&self) -> &Definition {
        &self.record.current().definition
    }

    /// What a page needs of its policy: the tag and the frames that it has, or the tag where it has neither.
    fn asked<'p>(&self, read: &'p html::Page, page: PolicyPage<'p>) -> Vec<(&'static [Need], PolicyPage<'p>)> {
        let framed = read.frames.iter().any(|frame| self.frame_path(frame).is_some());
        let tagged = !read.elements.is_empty() || read.scripts.iter().any(|script| self.is_loader(script));
        let mut asked: Vec<(&'static [Need], PolicyPage<'p>)> = Vec::new();
        if tagged || !framed {
            asked.push((&NEEDS, page));
        }
        for path in read.frames.iter().filter_map(|frame| self.frame_path(frame)) {
            asked.push((&FRAMED, PolicyPage { frame: path, ..page }));
        }
        if let Some(script) = read.scripts.iter().find(|script| self.is_resizer(script)) {
            let (nonce, integrity) =
                (script.get("nonce").unwrap_or_default(), script.get("integrity").unwrap_or_default());
            asked.push((&RESIZED, PolicyPage { nonce: Some(nonce), integrity, loader: frame::RESIZER, ..page }));
        }
        asked.dedup_by(|one, other| std::ptr::eq(one.0, other.0) && one.1.frame == other.1.frame);
        asked
    }

    fn state(&self, findings: &mut Findings) {
        let date = |moment: Timestamp| Lang::En.page_strings().date(moment.day());
        let definition = self.definition();
        match self.record.state() {
            State::Draft => {
                findings.add(
                    Level::Wrong,
                    "The consultation is a draft: nobody but its department sees it.",
                    "Open it.",
                );
            }
            State::Closed => {
                findings.add(Level::Wrong, "The consultation is closed: the page shows that, and no form.", "")
            }
            State::Archived => {
                findings.add(Level::Wrong, "The consultation is archived: the page shows that it is closed.", "")
            }
            State::Open => match (definition.opens_at(), definition.closes_at()) {
                (Some(opens), _) if opens > self.now => findings.add(
                    Level::Wrong,
                    format!("The consultation opens on {}: until then the page shows that, and no form.", date(opens)),
                    "",
                ),
                (_, Some(closes)) if closes <= self.now => {
                    findings.add(Level::Wrong, format!("The consultation closed on {}.", date(closes)), "");
                }
                _ => findings.add(Level::Good, "The consultation is open.", ""),
            },
        }
    }

    /// The page's origin, where its address has one.
    fn address(&self, text: &str, findings: &mut Findings) -> Option<Origin> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let Some(origin) = origin_of(text) else {
            findings.add(
                Level::Wrong,
                "The page’s address cannot be read.",
                "Copy it from the browser’s address bar: it begins with https://.",
            );
            return None;
        };
        let local = ["localhost", "127.0.0.1", "[::1]"];
        let host = origin.as_str().split("://").nth(1).unwrap_or_default();
        let local =
            local.iter().any(|own| host.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')));
        if origin.as_str().starts_with("http://") && !local {
            findings.add(
                Level::Less,
                "The page is not on https: whoever is on the way can read and change it, the tag too.",
                "Serve it by https, and have the https origin registered.",
            );
        } else if origin.as_str().starts_with("https://") && self.edge.as_str().starts_with("http://") {
            findings.add(
                Level::Wrong,
                "The page is on https and this edge is not: browsers block what it would load.",
                "Run the edge on https.",
            );
        }
        let sites = self.definition().sites();
        match sites.iter().find(|site| site.origins().contains(&origin)) {
            Some(site) => {
                findings.add(Level::Good, format!("{origin} is registered for {} ({}).", site.name(), site.id()), "")
            }
            None => {
                let other = |own: &Origin| bare(own.as_str()) == bare(origin.as_str());
                let near = sites.iter().flat_map(|site| site.origins()).find(|own| other(own));
                let mend = match near {
                    Some(near) => format!(
                        "{near} is: an origin has to be the same to the letter. Add {origin} to the site’s origins."
                    ),
                    None => format!(
                        "Add {origin} to the origins of its site, or make a site of it, in the consultation’s definition."
                    ),
                };
                findings.add(Level::Wrong, format!("{origin} is registered for no site of this consultation."), mend);
            }
        }
        Some(origin)
    }

    /// Which consultation and site the tags name.
    fn names(&self, page: &html::Page, origin: Option<&Origin>, findings: &mut Findings) {
        let of_elements = page.elements.iter().map(|one| (one.get("consultation"), one.get("site"), one.get("reply")));
        let placing =
            page.scripts.iter().filter(|one| self.is_loader(one) && one.names().any(|name| name.starts_with("data-")));
        let of_scripts = placing.map(|one| (one.get("data-consultation"), one.get("data-site"), one.get("data-reply")));
        let mut named: Vec<_> = of_elements.chain(of_scripts).collect();
        named.sort_unstable();
        named.dedup();
        let elements = !page.elements.is_empty();
        for (consultation, site, reply) in named {
            if reply.is_some() {
                continue;
            }
            match consultation.map(str::trim) {
                None | Some("") if elements || site.is_some() => findings.add(
                    Level::Wrong,
                    "A tag names no consultation.",
                    format!("Write consultation=\"{}\", on the script data-consultation.", self.record.id()),
                ),
                None | Some("") => {}
                Some(own) if own != self.record.id().as_str() => {
                    let mend = format!("If it is to be this one, write {}.", self.record.id());
                    findings.add(Level::Wrong, format!("A tag names another consultation: {}", cut(own)), mend);
                }
                Some(_) => self.site(site, origin, findings),
            }
        }
    }

    fn site(&self, site: Option<&str>, origin: Option<&Origin>, findings: &mut Findings) {
        let sites = self.definition().sites();
        let listed = || sites.iter().map(|site| site.id().as_str()).collect::<Vec<_>>().join(", ");
        let Some(site) = site.map(str::trim).filter(|site| !site.is_empty()) else {
            findings.add(
                Level::Wrong,
                "A tag names no site: pages of registered sites alone may show the form.",
                format!("Write site, on the script data-site: one of {}.", listed()),
            );
            return;
        };
        let Some(found) = SiteId::parse(site).and_then(|id| sites.iter().find(|own| *own.id() == id)) else {
            findings.add(
                Level::Wrong,
                format!("A tag names a site that this consultation does not have: {}", cut(site)),
                format!("It has {}.", listed()),
            );
            return;
        };
        let Some(origin) = origin.filter(|origin| !found.origins().contains(origin)) else { return };
        if let Some(own) = sites.iter().find(|site| site.origins().contains(origin)) {
            findings.add(
                Level::Wrong,
                format!("The tag names the site {site}, and {origin} is registered for {}.", own.id()),
                format!("Write site=\"{}\", on the script data-site.", own.id()),
            );
        }
    }
}

/// The origin of an address, as a browser writes it.
fn origin_of(address: &str) -> Option<Origin> {
    let (scheme, rest) = address.split_once("://")?;
    let (scheme, authority) = (scheme.to_ascii_lowercase(), rest.split(['/', '?', '#']).next()?.to_ascii_lowercase());
    let default = if scheme == "https" { ":443" } else { ":80" };
    Origin::parse(&format!("{scheme}://{}", authority.strip_suffix(default).unwrap_or(&authority)))
}

/// What is left of an origin where scheme and `www.` do not matter.
fn bare(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.strip_prefix("www.").unwrap_or(host)
}

/// Enough of what was pasted to find it again.
fn cut(text: &str) -> String {
    const MOST: usize = 120;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}

#[cfg(test)]
mod tests;
