//! What a page that somebody pasted holds of ours: read as a browser's parser reads it, and nothing else of it kept.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// An element's start tag.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Element {
    /// Its name, in lower case.
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    /// Whether it ends with a slash, which HTML does not read.
    pub(crate) closed_by_slash: bool,
    /// The element in which a browser never runs or shows it: `template`.
    pub(crate) inert: Option<&'static str>,
    /// Whether it stands before the body.
    pub(crate) in_head: bool,
}

impl Element {
    /// An attribute's value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Its attributes' names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }
}

/// What is looked at of a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Page {
    pub(crate) scripts: Vec<Element>,
    /// Elements that are, or might be meant to be, the widget's.
    pub(crate) elements: Vec<Element>,
    pub(crate) frames: Vec<Element>,
    pub(crate) links: Vec<Element>,
    /// Policies that the page itself holds (`meta http-equiv`).
    pub(crate) policies: Vec<String>,
    /// Where the tag is not a tag: in a comment, or written out as text.
    pub(crate) commented: bool,
    pub(crate) written_out: bool,
    /// Whether it stands in `noscript`, which is text to a browser that runs scripts.
    pub(crate) unscripted: bool,
    /// Whether there is any tag at all.
    pub(crate) has_tags: bool,
}

/// Elements whose content a browser does not make elements of, or not where scripts run.
const INERT: [&str; 4] = ["template", "noscript", "textarea", "xmp"];

/// Reads a page.
pub(crate) fn read(html: &str) -> Page {
    let mut emitter = DefaultEmitter::default();
    // As a browser: what stands in a script or a style is no tag.
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    let mut inside: Vec<&'static str> = Vec::new();
    let (mut seen_head, mut in_head) = (false, false);
    // In comments and texts: the loader's address, or the element's name.
    let ours = |text: &str| {
        let framed = text.contains("<iframe") && text.contains("/f/");
        framed || text.contains("/v1/embed") || text.contains("<take-soundings") || text.contains("data-consultation=")
    };
    let mut script = false;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                page.has_tags = true;
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match name.as_str() {
                    "head" => (seen_head, in_head) = (true, true),
                    "body" => in_head = false,
                    _ => {}
                }
                let attributes = tag.attributes.iter().map(|(name, value)| {
                    (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned())
                });
                let element = Element {
                    attributes: attributes.collect(),
                    closed_by_slash: tag.self_closing,
                    inert: inside.last().copied(),
                    in_head: seen_head && in_head,
                    name,
                };
                script = element.name == "script" && !tag.self_closing || element.name == "style";
                if let Some(name) = INERT.iter().find(|own| **own == element.name) {
                    inside.push(name);
                }
                page.note(element);
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                script = false;
                if name == "head" {
                    in_head = false;
                }
                if inside.last().is_some_and(|own| *own == name) {
                    inside.pop();
                }
            }
            Token::String(text) if !script && ours(&String::from_utf8_lossy(&text)) => match inside.last() {
                Some(&"noscript") => page.unscripted = true,
                _ => page.written_out = true,
            },
            Token::Comment(text) => page.commented |= ours(&String::from_utf8_lossy(&text)),
            Token::String(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page
}

impl Page {
    fn note(&mut self, element: Element) {
        match element.name.as_str() {
            "script" => self.scripts.push(element),
            "iframe" => self.frames.push(element),
            "a" => self.links.push(element),
            "meta"
                if element.get("http-equiv").is_some_and(|own| own.eq_ignore_ascii_case("content-security-policy")) =>
            {
                self.policies.extend(element.get("content").map(str::to_owned));
            }
            name if name.contains("soundings") || distance(name, "take-soundings") <= 3 => self.elements.push(element),
            _ => {}
        }
    }
}

/// How many letters have to be changed, added, taken out or put in each other's place to make one word of another.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 8 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(a != b)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, least) in [
            ("site", "site", 0),
            ("consulation", "consultation", 1),
            ("consultatoin", "consultation", 1),
            ("", "abc", 3),
            ("theme", "load", 5),
        ] {
            assert_eq!((distance(one, other), distance(other, one)), (least, least), "{one} {other}");
        }
    }

    #[test]
    fn pages_are_read_as_browsers_read_them() {
        let page = read(
            "<!doctype html><html><head><meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">\
             <script>const text = '<script src=\"/v1/embed.js\">';</script><SCRIPT SRC='a.js' ASYNC></SCRIPT></head>\
             <body><template><take-soundings site=x></take-soundings></template><noscript><iframe src=f></iframe></noscript>\
             <take-sounding consultation=c /><textarea>a<script></script></textarea></body></html>",
        );
        assert_eq!(page.policies, ["default-src 'self'"]);
        assert_eq!(page.scripts.iter().filter_map(|one| one.get("src")).collect::<Vec<_>>(), ["a.js"]);
        assert!(page.scripts[1].in_head && page.scripts[1].get("async").is_some());
        assert_eq!(
            page.elements.iter().map(|one| (one.name.as_str(), one.inert)).collect::<Vec<_>>(),
            [("take-soundings", Some("template")), ("take-sounding", None),]
        );
        assert!(page.elements[1].closed_by_slash);
        assert!(page.frames.is_empty());
        assert!(!page.commented && !page.written_out && !page.unscripted);
    }

    #[test]
    fn a_tag_that_is_none_is_noticed() {
        assert!(read("<!-- <script src=\"https://e/v1/embed.js\"></script> -->").commented);
        assert!(read("<p>&lt;script src=\"https://e/v1/embed.js\"&gt;</p>").written_out);
        assert!(read("<textarea><take-soundings></take-soundings></textarea>").written_out);
        assert!(read("<noscript><script src=https://e/v1/embed.js></script></noscript>").unscripted);
        assert_eq!(read(""), Page::default());
    }
}
