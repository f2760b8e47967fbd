//! What every page has around its content.

use contract::Lang;
use maud::{DOCTYPE, Markup, html};

/// A page and its frame.
pub(crate) struct Page<'a> {
    /// Language of the page as a whole.
    pub(crate) lang: Lang,
    /// Title of the document.
    pub(crate) title: &'a str,
    /// Names of the assets that style it, besides `pages.css`.
    pub(crate) styles: &'a [&'a str],
    /// Names of the assets that are scripts.
    pub(crate) scripts: &'a [&'a str],
    /// Whether search engines may keep it.
    pub(crate) indexed: bool,
    /// What stands below the name: where one is, and the way to elsewhere.
    pub(crate) header: Markup,
    /// The content.
    pub(crate) main: Markup,
}

/// The whole document. `assets` is the address of the assets' folder, with a slash at its end.
pub(crate) fn document(page: Page<'_>, assets: &str) -> String {
    shared(page, html! {}, assets)
}

/// The whole document of a page that people pass on: `head` is what it tells those who show a link to it.
pub(crate) fn shared(page: Page<'_>, head: Markup, assets: &str) -> String {
    html! {
        (DOCTYPE)
        html.govuk-template lang=(page.lang.code()) dir=(page.lang.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if !page.indexed { meta name="robots" content="noindex"; }
                title { (page.title) }
                (head)
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                @for name in ["pages.css"].iter().chain(page.styles) {
                    link rel="stylesheet" href={ (assets) (name) };
                }
                @for name in page.scripts {
                    script type="module" src={ (assets) (name) } {}
                }
            }
            body.govuk-template__body {
                a.govuk-skip-link href="#main" { (skip(page.lang)) }
                header.govuk-generic-header {
                    div.govuk-width-container {
                        div.govuk-generic-header__logo {
                            a.govuk-generic-header__homepage-link href="/" { (mark()) "Soundings" }
                        }
                    }
                }
                (page.header)
                div.govuk-width-container {
                    main #main .govuk-main-wrapper tabindex="-1" { (page.main) }
                }
            }
        }
    }
    .into_string()
}

fn skip(lang: Lang) -> &'static str {
    lang.page_strings().skip_to_content
}

/// The mark: a sounding line that reaches the bottom.
fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (drawing("currentColor")) }
    }
}

/// The mark by itself, for a browser's tab, in a blue that shows on light and dark.
pub(crate) fn icon() -> String {
    let drawing = drawing("#3b82b8");
    html! { svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" { (drawing) } }.into_string()
}

fn drawing(colour: &str) -> Markup {
    html! {
        path d="M12 2v11" fill="none" stroke=(colour) stroke-width="2" {}
        path d="M9 13h6l-3 5z" fill=(colour) {}
        path d="M2 21q2.5-2 5 0t5 0 5 0 5 0" fill="none" stroke=(colour) stroke-width="2" {}
    }
}
