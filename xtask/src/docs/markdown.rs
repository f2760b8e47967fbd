//! One document: Markdown to the HTML of a page's content.

use anyhow::{Context as _, Result, bail, ensure};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};
use std::collections::BTreeMap;

use super::{file_name, resolve};
use crate::repo::Repo;

/// A rendered document.
#[derive(Debug)]
pub(super) struct Page {
    /// Its heading of the first level, which is not in the content.
    pub(super) title: String,
    pub(super) html: String,
    /// What is before the first heading, then what each heading begins.
    pub(super) sections: Vec<Section>,
    /// Paths of the pictures that it shows.
    pub(super) pictures: Vec<String>,
    /// Documents and headings within them to which it links.
    pub(super) anchors: Vec<(String, String)>,
}

/// A heading and what follows up to the next.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) level: u8,
    /// Empty for what is before the first heading.
    pub(super) id: String,
    pub(super) title: String,
    /// Where its bytes begin and end in the page.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What is seen of Markdown: tables besides CommonMark.
pub(super) fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// Renders a document. `address` says where the site has the document of a path, if it has it.
pub(super) fn render(
    repo: &Repo,
    document: &str,
    text: &str,
    address: &dyn Fn(&str) -> Option<String>,
) -> Result<Page> {
    let mut page = Page {
        title: String::new(),
        html: String::new(),
        sections: vec![Section { level: 1, id: String::new(), title: String::new(), start: 0, end: 0 }],
        pictures: Vec::new(),
        anchors: Vec::new(),
    };
    let mut ids = BTreeMap::new();
    let mut pending: Vec<Event<'_>> = Vec::new();
    // What stands after a link's words.
    let mut ends: Vec<CowStr<'_>> = Vec::new();
    let mut events = parser(text);
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let inner: Vec<_> =
                    events.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_)))).collect();
                let title = words(&inner);
                if level as usize == 1 {
                    ensure!(page.title.is_empty(), "a second title: {title}");
                    page.title = title;
                    continue;
                }
                html::push_html(&mut page.html, pending.drain(..));
                let (level, id, place) = (level as u8, anchor(&title, &mut ids), page.html.len());
                page.sections.last_mut().context("there is a section")?.end = place;
                let (tag, name) = (format!("<h{level} id=\"{id}\">"), escape(&title));
                pending.push(Event::Html(tag.into()));
                pending.extend(inner);
                let link =
                    format!(" <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to “{name}”\">#</a></h{level}>\n");
                pending.push(Event::Html(link.into()));
                page.sections.push(Section { level, id, title, start: place, end: place });
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let (start, end) = link(repo, document, &dest_url, address, &mut page.anchors)?;
                pending.push(Event::InlineHtml(start.into()));
                ends.push(end.into());
            }
            Event::End(TagEnd::Link) => pending.push(Event::InlineHtml(ends.pop().context("a link has begun")?)),
            Event::Start(Tag::Image { dest_url, .. }) => {
                let inner: Vec<_> =
                    events.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Image))).collect();
                let path = resolve(document, &dest_url)?;
                pending.push(Event::InlineHtml(picture(repo, &path, &words(&inner))?.into()));
                page.pictures.push(path);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let inner: Vec<_> =
                    events.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::CodeBlock))).collect();
                let CodeBlockKind::Fenced(_) = kind else { bail!("a code block without a fence: {}", words(&inner)) };
                // A block that scrolls is reached by the keyboard.
                let block = format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape(&words(&inner)));
                pending.push(Event::Html(block.into()));
            }
            Event::Start(Tag::Table(alignments)) => {
                let title = page.sections.last().map_or("", |section| &section.title);
                let name =
                    if title.is_empty() { "Table".to_owned() } else { format!("Table in “{}”", escape(title)) };
                let open = format!("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{name}\">");
                pending.push(Event::Html(open.into()));
                pending.push(Event::Start(Tag::Table(alignments)));
            }
            Event::End(TagEnd::Table) => {
                pending.push(Event::End(TagEnd::Table));
                pending.push(Event::Html("</div>\n".into()));
            }
            Event::Html(own) | Event::InlineHtml(own) => {
                ensure!(own.trim_start().starts_with("<!--"), "HTML of its own: {own}");
            }
            event => pending.push(event),
        }
    }
    html::push_html(&mut page.html, pending.drain(..));
    ensure!(!page.title.is_empty(), "no title");
    page.sections[0].title.clone_from(&page.title);
    policed(&mut page)?;
    Ok(page)
}

/// The content as the pages' policy and a screen reader take it: no styles in attributes, no empty headings of columns.
/// Sections keep their places: they are found anew.
fn policed(page: &mut Page) -> Result<()> {
    for (from, to) in [
        ("<th style=\"text-align: right\">", "<th class=\"number\">"),
        ("<td style=\"text-align: right\">", "<td class=\"number\">"),
        ("<th style=\"text-align: left\">", "<th>"),
        ("<td style=\"text-align: left\">", "<td>"),
        ("<th style=\"text-align: center\">", "<th>"),
        ("<td style=\"text-align: center\">", "<td>"),
        ("<th class=\"number\"></th>", "<td></td>"),
        ("<th></th>", "<td></td>"),
        ("<th>", "<th scope=\"col\">"),
        ("<th class=\"number\">", "<th class=\"number\" scope=\"col\">"),
    ] {
        page.html = page.html.replace(from, to);
    }
    let mut place = 0;
    let mut starts = Vec::new();
    for section in &page.sections {
        if !section.id.is_empty() {
            let tag = format!("<h{} id=\"{}\">", section.level, section.id);
            place += page.html[place..].find(&tag).with_context(|| format!("{tag} is lost"))?;
        }
        starts.push(place);
    }
    let ends = starts.iter().skip(1).copied().chain([page.html.len()]);
    for ((section, start), end) in page.sections.iter_mut().zip(&starts).zip(ends) {
        (section.start, section.end) = (*start, end);
    }
    Ok(())
}

/// What a link begins and ends with.
fn link(
    repo: &Repo,
    document: &str,
    target: &str,
    address: &dyn Fn(&str) -> Option<String>,
    anchors: &mut Vec<(String, String)>,
) -> Result<(String, String)> {
    let open = |address: &str| (format!("<a href=\"{}\">", escape(address)), "</a>".to_owned());
    // Elsewhere, or an address of the service.
    if target.contains("://") || target.starts_with("mailto:") || target.starts_with('/') {
        return Ok(open(target));
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let path = if path.is_empty() { document.to_owned() } else { resolve(document, path)? };
    ensure!(repo.path(&path).exists(), "a link leads to {path}, which is not there");
    anchors.extend(anchor.map(|anchor| (path.clone(), anchor.to_owned())));
    Ok(match (address(&path), anchor) {
        (Some(own), None) => open(&own),
        (Some(own), Some(anchor)) => open(&format!("{own}#{anchor}")),
        // A file that only the repository has: its words, and where it lies there.
        (None, None) => (String::new(), format!(" (<code>{}</code>)", escape(&path))),
        (None, Some(_)) => bail!("{path} is not in the site, and has no headings to link to"),
    })
}

/// A picture with its size, so that nothing moves when it comes.
fn picture(repo: &Repo, path: &str, alt: &str) -> Result<String> {
    ensure!(!alt.is_empty(), "{path} has no words in its place");
    let (file, name) = (repo.path(path), file_name(path));
    let size = match path.rsplit('.').next() {
        Some("svg") => {
            let text = std::fs::read_to_string(&file).with_context(|| path.to_owned())?;
            svg_size(&text).with_context(|| format!("{path} does not say how large it is"))?
        }
        Some("avif") => {
            let size = imagesize::size(&file).with_context(|| format!("{path} is not there"))?;
            // Taken at three pixels for two of the page's, so that words in it stay sharp (tests/pictures/take.mjs).
            (size.width * 2 / 3, size.height * 2 / 3)
        }
        _ => bail!("{path}: a page shows .avif and .svg"),
    };
    let (width, height) = size;
    let alt = escape(alt);
    Ok(format!(
        "<img src=\"/docs/pictures/{name}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">"
    ))
}

/// Width and height of a drawing, by its `viewBox`.
fn svg_size(text: &str) -> Option<(usize, usize)> {
    let (_, rest) = text.split_once("viewBox=\"")?;
    let mut numbers = rest.split('"').next()?.split_whitespace().skip(2).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The words of a heading, a picture or a block of code.
pub(super) fn words(events: &[Event<'_>]) -> String {
    let word = |event: &Event<'_>| match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        Event::SoftBreak | Event::HardBreak => " ".to_owned(),
        _ => String::new(),
    };
    events.iter().map(word).collect()
}

/// The anchor of a heading, as code hosts make it: its letters and digits in lower case, dashes for spaces, and a number
/// where it came before.
fn anchor(title: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let kept = title.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    let id: String = kept.collect::<String>().to_lowercase().replace(' ', "-");
    let times = seen.entry(id.clone()).and_modify(|times| *times += 1).or_default();
    if *times == 0 { id } else { format!("{id}-{times}") }
}

/// Text as HTML has it, within elements and attributes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Result<Page> {
        let repo = Repo::find()?;
        render(&repo, "docs/access.md", text, &|path| (path == "docs/api.md").then(|| "/docs/api".to_owned()))
    }

    #[test]
    fn what_a_document_becomes() -> Result<()> {
        for (text, expected) in [
            ("Words `a < b`.", "<p>Words <code>a &lt; b</code>.</p>\n"),
            ("[API](api.md)", "<p><a href=\"/docs/api\">API</a></p>\n"),
            ("[API](api.md#the-log)", "<p><a href=\"/docs/api#the-log\">API</a></p>\n"),
            ("[here](https://a.example/?b&c)", "<p><a href=\"https://a.example/?b&amp;c\">here</a></p>\n"),
            ("[licence](../LICENSE)", "<p>licence (<code>LICENSE</code>)</p>\n"),
            ("```sh\na \"b\" <c>\n```", "<pre tabindex=\"0\"><code>a &quot;b&quot; &lt;c&gt;\n</code></pre>\n"),
            ("<!-- why -->\n\nWords", "<p>Words</p>\n"),
            (
                "## Why\n\nWords",
                "<h2 id=\"why\">Why <a class=\"anchor\" href=\"#why\" aria-label=\"Link to “Why”\">#</a></h2>\n<p>Words</p>\n",
            ),
            (
                "| | n |\n| --- | --: |\n| a | 1 |",
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table><thead><tr><td></td><th class=\"number\" \
                 scope=\"col\">n</th></tr></thead><tbody>\n<tr><td>a</td><td class=\"number\">1</td></tr>\n</tbody></table>\n</div>\n",
            ),
        ] {
            let page = rendered(&format!("# Title\n\n{text}"))?;
            assert_eq!((page.title.as_str(), page.html.as_str()), ("Title", expected), "{text}");
        }
        Ok(())
    }

    #[test]
    fn what_no_document_may_have() {
        for text in [
            "No title",
            "# One\n\n# Two",
            "# Title\n\n[gone](gone.md)",
            "# Title\n\n[licence](../LICENSE#first)",
            "# Title\n\n<b>bold</b>",
            "# Title\n\n    indented code",
            "# Title\n\n![](pictures/gone.avif)",
            "# Title\n\n![words](pictures/gone.avif)",
        ] {
            assert!(rendered(text).is_err(), "{text}");
        }
    }

    #[test]
    fn anchors_are_those_of_code_hosts() {
        let mut seen = BTreeMap::new();
        for (title, expected) in [
            ("What a member `a_b` is", "what-a-member-a_b-is"),
            ("“Quoted”, and more: 1.5", "quoted-and-more-15"),
            ("Files", "files"),
            ("Files", "files-1"),
            ("Ünïcode – dash", "ünïcode--dash"),
        ] {
            assert_eq!(anchor(&title.replace('`', ""), &mut seen), expected, "{title}");
        }
    }
}
