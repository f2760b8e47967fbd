//! The documentation, which the Worker carries: its pages, its pictures, and what of it has some words.
//!
//! Pages are carried as they are and not compressed: the Worker is, as a whole, and so they are there to be searched.

use crate::assets;
use crate::http::Incoming;
use crate::pages::docs as pages;
use crate::reply::{Body, Reply};
use contract::{Lang, Problem};

/// All of it.
pub(crate) struct Site {
    pub(crate) parts: &'static [Part],
    pub(crate) pages: &'static [Page],
    pub(crate) pictures: &'static [Picture],
}

/// For whom some pages are.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    /// The names of its pages.
    pub(crate) pages: &'static [&'static str],
}

/// A page.
pub(crate) struct Page {
    /// Its name in the address; empty for the first.
    pub(crate) slug: &'static str,
    pub(crate) title: &'static str,
    /// Its content, without its title.
    pub(crate) html: &'static str,
    pub(crate) sections: &'static [Section],
}

/// A heading and what follows it, up to the next.
pub(crate) struct Section {
    pub(crate) level: u8,
    /// Its anchor; empty for what is before the first heading.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// Where its bytes begin and end in the page.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A picture.
pub(crate) struct Picture {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/docs.rs"));

/// Letters of a query that are read.
pub(crate) const QUERY_MOST: usize = 200;
/// Places that a search shows.
const FOUND_MOST: usize = 30;
/// Letters of a section that are shown around a word.
const AROUND: usize = 90;

/// A place that has all the words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    pub(crate) slug: &'static str,
    /// Empty for the page's beginning.
    pub(crate) id: &'static str,
    pub(crate) page: &'static str,
    pub(crate) section: &'static str,
    /// What stands around the first word, in parts: before, the word, after.
    pub(crate) excerpt: [String; 3],
}

impl Site {
    /// The page of a name.
    pub(crate) fn page(&self, slug: &str) -> Option<&'static Page> {
        self.pages.iter().find(|page| page.slug == slug)
    }
}

/// `GET /docs`, `GET /docs/{page}`.
pub(crate) fn page(request: &Incoming, slug: &str) -> Result<Reply, Problem> {
    let page = SITE.page(slug).ok_or(Problem::NotFound)?;
    Ok(shown(request, pages::page(&SITE, page, &assets::folder())))
}

/// `GET /docs/search`.
pub(crate) fn search(request: &Incoming) -> Reply {
    let query: String = request.query("q").unwrap_or_default().trim().chars().take(QUERY_MOST).collect();
    let found = find(SITE.pages, &query);
    shown(request, pages::found(&SITE, &query, &found, &assets::folder())).with("x-robots-tag", "noindex")
}

/// `GET /docs/pictures/{picture}`.
pub(crate) fn picture(request: &Incoming, name: &str) -> Result<Reply, Problem> {
    let picture = SITE.pictures.iter().find(|picture| picture.name == name).ok_or(Problem::NotFound)?;
    let reply = Reply::new(200, picture.content_type, Body::Static(picture.bytes));
    Ok(kept(request, reply))
}

fn shown(request: &Incoming, html: String) -> Reply {
    kept(request, Reply::page(200, Lang::En, html))
}

/// For five minutes: after a new build, that long.
fn kept(request: &Incoming, reply: Reply) -> Reply {
    reply.with("cache-control", "public, max-age=300").tagged_by_content(request.header("if-none-match").as_deref())
}

/// The sections that have each of the words, those first that have them in their headings and often.
fn find(pages: &'static [Page], query: &str) -> Vec<Found> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, Found)> = Vec::new();
    for page in pages {
        for section in page.sections {
            let body = page.html.get(section.start..section.end).unwrap_or_default();
            // Its heading is told for itself.
            let body = body.split_once(&format!("</h{}>", section.level)).map_or(body, |(_, rest)| rest);
            let text = text_of(body);
            let (lower, heading) = (lowered(&text), section.title.to_lowercase());
            let times = |word: &String| {
                let in_heading = usize::from(heading.contains(word.as_str()));
                let in_title = usize::from(page.title.to_lowercase().contains(word.as_str()));
                // A page that is about the word is before one that says it often.
                lower.matches(word.as_str()).count().min(9)
                    + 20 * in_heading
                    + 5 * in_title * usize::from(in_heading > 0 || lower.contains(word.as_str()))
            };
            let scores: Vec<usize> = words.iter().map(times).collect();
            if scores.contains(&0) {
                continue;
            }
            let excerpt = excerpt(&text, &lower, &words);
            let place = Found { slug: page.slug, id: section.id, page: page.title, section: section.title, excerpt };
            found.push((scores.iter().sum(), place));
        }
    }
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().take(FOUND_MOST).map(|(_, place)| place).collect()
}

/// In lower case, byte for byte where the text is: letters whose lower case is longer or shorter stay as they are.
fn lowered(text: &str) -> String {
    let lower = |letter: char| {
        let mut own = letter.to_lowercase();
        match (own.next(), own.next()) {
            (Some(small), None) if small.len_utf8() == letter.len_utf8() => small,
            _ => letter,
        }
    };
    text.chars().map(lower).collect()
}

/// What stands around the first of the words that is there; the beginning where the heading alone has them.
fn excerpt(text: &str, lower: &str, words: &[String]) -> [String; 3] {
    let first = words.iter().filter_map(|word| Some((lower.find(word.as_str())?, word.len()))).min();
    let (place, length) = first.unwrap_or((0, 0));
    let (before, rest) = text.split_at_checked(place).unwrap_or((text, ""));
    let (word, after) = rest.split_at_checked(length).unwrap_or(("", rest));
    let start = before.char_indices().rev().take(AROUND).last().map_or(0, |(place, _)| place);
    // From the beginning of a word to the end of one.
    let start = if start == 0 { 0 } else { before[start..].find(' ').map_or(place, |space| start + space + 1) };
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(place, _)| place);
    let end = if end == after.len() { end } else { after[..end].rfind(' ').unwrap_or(end) };
    let head = format!("{}{}", if start == 0 { "" } else { "… " }, &before[start..]);
    let tail = format!("{}{}", &after[..end], if end == after.len() { "" } else { " …" });
    [head, word.to_owned(), tail]
}

/// The words of a page's HTML, which our own renderer wrote: no comments, no scripts, five entities.
fn text_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        // Elements that stand in a line join what is around them.
        let inline =
            ["code", "/code", "a ", "/a", "strong", "/strong", "em", "/em"].iter().any(|name| tag.starts_with(name));
        if !inline {
            out.push(' ');
        }
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let text = out
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<p>Every answer is counted <strong>once</strong>.</p>\n<h2 id=\"costs\">What it costs <a class=\"anchor\" \
                        href=\"#costs\">#</a></h2>\n<p>A Receipt &amp; a row: <code>GET /v1</code>. Rows are billed.</p>\n";
    static PAGES: [Page; 1] = [Page {
        slug: "scale",
        title: "What an answer costs",
        html: HTML,
        sections: &[
            Section { level: 1, id: "", title: "What an answer costs", start: 0, end: 54 },
            Section { level: 2, id: "costs", title: "What it costs", start: 54, end: HTML.len() },
        ],
    }];

    #[test]
    fn sections_are_found_by_all_of_their_words() {
        assert!(HTML[54..].starts_with("<h2"));
        for (query, expected) in [
            ("counted", vec![""]),
            ("COUNTED once", vec![""]),
            ("costs", vec!["", "costs"]),
            ("receipt row", vec!["costs"]),
            ("& a", vec!["costs"]),
            ("get /v1", vec!["costs"]),
            ("counted receipt", vec![]),
            ("anchor", vec![]),
            ("href", vec![]),
            ("", vec![]),
            ("  ", vec![]),
        ] {
            let found: Vec<_> = find(&PAGES, query).into_iter().map(|found| found.id).collect();
            assert_eq!(found, expected, "{query}");
        }
    }

    #[test]
    fn an_excerpt_has_whole_words_around_the_first() {
        let text = format!("{} Needle {}", "before ".repeat(30).trim_end(), "after ".repeat(30).trim_end());
        let [head, word, tail] = excerpt(&text, &lowered(&text), &["needle".to_owned()]);
        assert!(head.starts_with("… before ") && head.ends_with("before "), "{head}");
        assert_eq!(word, "Needle");
        assert!(tail.starts_with(" after") && tail.ends_with("after …"), "{tail}");
        // Letters whose lower case has another length.
        let text = "İstanbul and Ünïcode – ﬁne";
        for word in ["and", "ünïcode", "ﬁne", "gone"] {
            let parts = excerpt(text, &lowered(text), &[word.to_owned()]);
            assert_eq!(parts.concat(), text, "{word}");
        }
    }

    #[test]
    fn the_words_of_a_page() {
        for (html, expected) in [
            ("<p>a <code>b</code>, c</p>\n<p>d</p>", "a b, c d"),
            ("<td>1</td><td>2</td>", "1 2"),
            ("a &lt; b &amp;&amp; &quot;c&quot;", "a < b && \"c\""),
        ] {
            assert_eq!(text_of(html), expected, "{html}");
        }
    }
}
