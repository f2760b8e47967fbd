//! What stands at the address itself.

use super::layout::{Page, document};
use contract::Lang;
use maud::html;

/// What this is, and where its parts are described.
pub(crate) fn home(assets: &str) -> String {
    let main = html! {
        h1 { "Soundings" }
        p { "Public bodies ask here what people think, on the sites where people already are. Every answer is counted once, "
            "and what was heard is published." }
        h2 { "If you answered" }
        p { "Your receipt’s link shows what you said. There you can change or withdraw it." }
        h2 { "If you have a site, a question, or a machine to run this on" }
        p { a href="/docs" { "The documentation" } " is for site owners, officials, operators and contributors." }
        h2 { "If you write a program" }
        ul {
            li { a href="/openapi.json" { "The API, described" } " (OpenAPI 3.1)" }
            li { a href="/problems" { "All problems that a call can end with" } }
            li { a href="/healthz" { "Whether this service is up" } }
        }
    };
    let (lang, title, header) = (Lang::En, "Soundings", html! {});
    document(Page { lang, title, styles: &[], scripts: &[], indexed: true, header, main }, assets)
}
