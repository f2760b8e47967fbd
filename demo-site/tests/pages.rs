//! Every page is whole: it parses, its links lead somewhere, and it asks for what its site may ask.

use std::collections::BTreeSet;

use demo_site::{Page, Site, examples, review, sites};
use html5gum::{Token, Tokenizer};

const EDGE: &str = "http://127.0.0.1:8787";

/// Elements without an end tag.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];

/// A start tag of a page, and what a reader sees in the element.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str())
    }
}

/// The elements of a page in the order of their start tags. Panics at whatever a browser would have to repair.
fn parse(html: &str, place: &str) -> Vec<Element> {
    assert!(html.starts_with("<!doctype html>\n"), "{place}: no doctype");
    let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for token in Tokenizer::new(html) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = utf8(&tag.name);
                let attributes = tag.attributes.iter().map(|(name, value)| (utf8(name), utf8(value))).collect();
                if !tag.self_closing && !VOID.contains(&name.as_str()) {
                    open.push(elements.len());
                }
                elements.push(Element { name, attributes, text: String::new() });
            }
            Token::EndTag(tag) => {
                let name = utf8(&tag.name);
                let element = open.pop().map(|index| elements[index].name.as_str());
                assert_eq!(element, Some(name.as_str()), "{place}: </{name}> closes another element");
            }
            Token::String(text) => {
                for index in &open {
                    elements[*index].text.push_str(&utf8(&text));
                }
            }
            Token::Error(error) => panic!("{place}: {}", error.value),
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    assert!(open.is_empty(), "{place}: an element is not closed");
    elements
}

/// Every page with its elements.
fn pages() -> impl Iterator<Item = (&'static Site, &'static Page, Vec<Element>)> {
    sites().iter().flat_map(|site| {
        site.pages.iter().chain([site.not_found()]).map(move |page| {
            let place = format!("{}{}", site.id, page.path);
            (site, page, parse(&site.render(page, EDGE), &place))
        })
    })
}

fn ids(elements: &[Element]) -> impl Iterator<Item = &str> {
    elements.iter().filter_map(|element| element.get("id"))
}

#[test]
fn pages_have_what_every_page_needs() {
    for (site, page, elements) in pages() {
        let place = format!("{}{}", site.id, page.path);
        let all = |name: &str| elements.iter().filter(move |element| element.name == name).collect::<Vec<_>>();

        assert_eq!(all("html")[0].get("lang"), Some(site.lang), "{place}: language");
        assert!(all("title")[0].text.starts_with(page.title), "{place}: title");
        assert!(all("title")[0].text.ends_with(site.name), "{place}: the site's name in the title");
        let viewport = all("meta").into_iter().find(|meta| meta.get("name") == Some("viewport"));
        assert_eq!(viewport.unwrap().get("content"), Some("width=device-width, initial-scale=1"), "{place}: viewport");
        assert_eq!(all("main").len(), 1, "{place}: one main");
        assert_eq!(all("h1").len(), 1, "{place}: one h1");
        assert!(!site.render(page, EDGE).contains("{{"), "{place}: a placeholder is left");

        let mut seen = BTreeSet::new();
        assert!(ids(&elements).all(|id| seen.insert(id)), "{place}: an id occurs twice");
        let svgs = all("svg").into_iter().all(|svg| svg.get("aria-hidden") == Some("true"));
        assert!(svgs, "{place}: decoration is read aloud");
        assert!(elements.iter().all(|element| element.get("style").is_none()), "{place}: an inline style");
    }
}

#[test]
fn headings_skip_no_level() {
    for (site, page, elements) in pages() {
        let mut last = 0;
        for element in &elements {
            let Some(level @ 1..=6) = element.name.strip_prefix('h').and_then(|level| level.parse().ok()) else {
                continue;
            };
            assert!(level <= last + 1, "{}{}: h{level} follows h{last}", site.id, page.path);
            last = level;
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for (site, page, elements) in pages() {
        let place = format!("{}{}", site.id, page.path);
        for element in &elements {
            for link in ["href", "src", "action"].iter().filter_map(|name| element.get(name)) {
                if let Some(id) = link.strip_prefix('#') {
                    assert!(ids(&elements).any(|other| other == id), "{place}: {link}");
                } else if let Some(address) = link.strip_prefix(EDGE) {
                    assert!(address == "/v1/embed.js" || address.starts_with("/f/"), "{place}: {link}");
                } else {
                    assert!(is_there(site, link), "{place}: {link}");
                }
            }
        }
    }
}

/// Whether a path of the site, with its fragment, names something.
fn is_there(site: &Site, link: &str) -> bool {
    let (path, fragment) = link.split_once('#').map_or((link, None), |(path, id)| (path, Some(id)));
    let Some(page) = site.pages.iter().find(|page| page.path == path) else {
        return site.assets.iter().any(|asset| asset.path == path);
    };
    let elements = parse(&site.render(page, EDGE), link);
    fragment.is_none_or(|fragment| ids(&elements).any(|id| id == fragment))
}

#[test]
fn embedding_pages_ask_for_their_consultation_on_their_site() {
    for (site, page, elements) in pages() {
        let place = format!("{}{}", site.id, page.path);
        let loaders: Vec<_> = elements
            .iter()
            .filter(|element| element.name == "script" && element.get("src").is_some_and(|src| src.starts_with(EDGE)))
            .collect();
        let Some(consultation) = page.consultation else {
            assert!(loaders.is_empty(), "{place}: a loader without a consultation");
            continue;
        };
        assert_eq!(loaders.len(), 1, "{place}: loaders");
        assert_eq!(loaders[0].get("src"), Some(format!("{EDGE}/v1/embed.js").as_str()), "{place}");
        assert!(loaders[0].get("async").is_some(), "{place}: the loader would hold up the page");

        let tag = match elements.iter().find(|element| element.name == "take-soundings") {
            Some(element) => ["consultation", "site", "lang"].map(|name| element.get(name)),
            None => ["data-consultation", "data-site", "data-lang"].map(|name| loaders[0].get(name)),
        };
        let lang = (site.lang != "en").then_some(site.lang);
        assert_eq!(tag, [Some(consultation), Some(site.id), lang], "{place}: the tag");

        // Whoever has no JavaScript, or whose blocker stops the loader, still finds the form.
        let suffix = lang.map(|lang| format!("&lang={lang}")).unwrap_or_default();
        let form = format!("{EDGE}/f/{consultation}?site={}{suffix}", site.id);
        let fallback = elements.iter().find(|element| element.name == "a" && element.get("href") == Some(&form));
        assert!(fallback.is_some_and(|link| !link.text.trim().is_empty()), "{place}: no link to {form}");
    }
}

#[test]
fn the_review_page_is_whole_and_shows_every_example() {
    let shown: Vec<_> = sites().iter().filter_map(|site| Some((site, review(site)?))).collect();
    assert_eq!(shown.len(), 1, "one site has it");
    let (site, page) = &shown[0];
    let elements = parse(&site.render(page, EDGE), "review");
    let embedded: Vec<_> = elements.iter().filter(|element| element.name == "take-soundings").collect();
    let asked: Vec<_> = embedded.iter().filter_map(|element| element.get("consultation")).collect();
    assert_eq!(asked, examples().iter().map(|example| example.consultation()).collect::<Vec<_>>());
    assert!(embedded.iter().all(|element| element.get("site") == Some(site.id)));
    let mut seen = BTreeSet::new();
    assert!(ids(&elements).all(|id| seen.insert(id)), "an id occurs twice");
}

#[test]
fn nothing_comes_from_elsewhere() {
    for site in sites() {
        for asset in site.assets {
            for remote in ["//fonts", "@import", "url("] {
                assert!(!asset.text.contains(remote), "{}{}: {remote}", site.id, asset.path);
            }
            let addresses = asset.text.matches("http").count();
            let namespaces = asset.text.matches("http://www.w3.org/2000/svg").count();
            assert_eq!(addresses, namespaces, "{}{}: an address", site.id, asset.path);
        }
    }
}
