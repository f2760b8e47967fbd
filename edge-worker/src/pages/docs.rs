//! The frame of the documentation's pages: the way between them, what is on each, and the search.

use super::layout::{self, document};
use crate::docs::{Found, Page, Section, Site};
use contract::Lang;
use maud::{Markup, PreEscaped, html};

/// Headings of the second level from which on a page lists them.
const LISTED_FROM: usize = 3;

/// A page.
pub(crate) fn page(site: &Site, page: &Page, assets: &str) -> String {
    let first = page.slug.is_empty();
    let title = if first { page.title.to_owned() } else { format!("{} – Soundings documentation", page.title) };
    let listed: Vec<&Section> = page.sections.iter().filter(|section| section.level == 2).collect();
    let article = html! {
        h1 { (page.title) }
        @if !first && listed.len() >= LISTED_FROM {
            nav.on-this-page aria-label="On this page" {
                h2 { "On this page" }
                ul.plain-list { @for section in listed { li { a href={ "#" (section.id) } { (section.title) } } } }
            }
        }
        // Rendered by our own build from our own documents.
        (PreEscaped(page.html))
        (onward(site, page))
    };
    whole(site, &title, Some(page.slug), "", article, assets)
}

/// What a search found.
pub(crate) fn found(site: &Site, query: &str, found: &[Found], assets: &str) -> String {
    let heading = if query.is_empty() { "Search the documentation".to_owned() } else { format!("Search: {query}") };
    let article = html! {
        h1 { (heading) }
        @if query.is_empty() {
            p { "Write some words above: places are found that have all of them." }
        } @else if found.is_empty() {
            p role="status" { "No place in the documentation has all of these words. Try fewer, or another word for the same." }
        } @else {
            p role="status" { (found.len()) @if found.len() == 1 { " place" } @else { " places" } ", the most fitting first" }
            ol.found {
                @for place in found {
                    li {
                        h2 { a href={ (address(place.slug)) @if !place.id.is_empty() { "#" (place.id) } } {
                            @if place.id.is_empty() { (place.page) } @else { (place.section) }
                        } }
                        @if !place.id.is_empty() { p.quiet { (place.page) } }
                        @let [before, word, after] = &place.excerpt;
                        p { (before) @if !word.is_empty() { mark { (word) } } (after) }
                    }
                }
            }
        }
    };
    whole(site, &format!("{heading} – Soundings documentation"), None, query, article, assets)
}

/// The content, then the way to every page.
fn whole(site: &Site, title: &str, slug: Option<&str>, query: &str, article: Markup, assets: &str) -> String {
    let header = html! {
        section.docs-bar aria-label="Documentation" {
            div.govuk-width-container {
                a.docs-name href="/docs" { "Documentation" }
                a.to-pages href="#pages" { "All pages" }
                form.docs-search method="get" action="/docs/search" role="search" {
                    label.govuk-visually-hidden for="q" { "Search the documentation" }
                    input.govuk-input #q name="q" type="search" value=(query) maxlength=(crate::docs::QUERY_MOST) autocomplete="off";
                    button.govuk-button.govuk-button--secondary { "Search" }
                }
            }
        }
    };
    let main = html! {
        div.docs {
            article { (article) }
            nav #pages aria-label="All pages" tabindex="-1" {
                @for part in site.parts {
                    h2 { (part.name) }
                    ul {
                        @for own in part.pages {
                            @if let Some(page) = site.page(own) {
                                li { a href=(address(own)) aria-current=[(slug == Some(page.slug)).then_some("page")] { (page.title) } }
                            }
                        }
                    }
                }
            }
        }
    };
    let page = layout::Page {
        lang: Lang::En,
        title,
        styles: &["docs.css"],
        scripts: &[],
        indexed: slug.is_some(),
        header,
        main,
    };
    document(page, assets)
}

/// The page before and the page after, in the order of the parts.
fn onward(site: &Site, page: &Page) -> Markup {
    let order: Vec<&Page> = site.parts.iter().flat_map(|part| part.pages).filter_map(|slug| site.page(slug)).collect();
    let place = order.iter().position(|own| own.slug == page.slug);
    let before = place.and_then(|place| order.get(place.checked_sub(1)?));
    let after = if page.slug.is_empty() { order.first() } else { place.and_then(|place| order.get(place + 1)) };
    html! {
        nav.onward aria-label="Next and previous page" {
            @if let Some(before) = before { a rel="prev" href=(address(before.slug)) { span { "Previous: " } (before.title) } }
            @if let Some(after) = after { a rel="next" href=(address(after.slug)) { span { "Next: " } (after.title) } }
        }
    }
}

fn address(slug: &str) -> String {
    if slug.is_empty() { "/docs".to_owned() } else { format!("/docs/{slug}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::Part;

    const EMPTY: &[Section] = &[];
    static SITE: Site = Site {
        parts: &[Part { name: "For all", pages: &["a", "b"] }, Part { name: "For some", pages: &["c"] }],
        pages: &[
            Page { slug: "", title: "First", html: "<p>1</p>", sections: EMPTY },
            Page { slug: "a", title: "A & co", html: "<p>2</p>", sections: EMPTY },
            Page { slug: "b", title: "B", html: "<p>3</p>", sections: EMPTY },
            Page { slug: "c", title: "C", html: "<p>4</p>", sections: EMPTY },
        ],
        pictures: &[],
    };

    #[test]
    fn each_page_leads_to_the_next_and_says_where_one_is() {
        for (slug, before, after) in
            [("", None, Some("a")), ("a", None, Some("b")), ("b", Some("a"), Some("c")), ("c", Some("b"), None)]
        {
            let html = page(&SITE, SITE.page(slug).unwrap(), "/v1/assets/x/");
            let link = |rel: &str, slug: &str| format!("rel=\"{rel}\" href=\"/docs/{slug}\"");
            for (rel, to) in [("prev", before), ("next", after)] {
                match to {
                    Some(to) => assert!(html.contains(&link(rel, to)), "{slug}: {rel}"),
                    None => assert!(!html.contains(&format!("rel=\"{rel}\"")), "{slug}: {rel}"),
                }
            }
            let current = format!("href=\"/docs/{slug}\" aria-current=\"page\"");
            assert_eq!(html.contains(&current), !slug.is_empty(), "{slug}");
            assert!(html.contains("A &amp; co") && !html.contains("<script"), "{slug}");
        }
    }

    #[test]
    fn what_was_searched_is_shown_as_text() {
        let html = found(&SITE, "<b>\"x", &[], "/");
        assert!(
            html.contains("value=\"&lt;b&gt;&quot;x\"")
                && html.contains("Search: &lt;b&gt;&quot;x")
                && html.contains("noindex")
        );
    }
}
