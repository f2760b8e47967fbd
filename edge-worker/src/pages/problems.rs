//! The list of problems, as the type of each links to it.

use super::layout::{Page, document};
use contract::{Lang, Problem};
use maud::html;

/// All problems, each under the anchor of its name.
pub(crate) fn problems(assets: &str) -> String {
    let main = html! {
        h1 { "Problems" }
        p { "A call that is refused answers with one of these as " code { "application/problem+json" }
            " (RFC 9457). Match its " code { "type" } "; the words may change." }
        table {
            thead { tr { th scope="col" { "Type" } th.number scope="col" { "Status" } th scope="col" { "What it says" } } }
            tbody {
                @for problem in Problem::ALL {
                    tr #(problem.slug()) {
                        th scope="row" { code { (problem.type_uri()) } }
                        td.number { (problem.status()) }
                        td { (problem.title()) }
                    }
                }
            }
        }
    };
    let (lang, title, header) = (Lang::En, "Problems", html! {});
    document(Page { lang, title, styles: &["department.css"], scripts: &[], indexed: false, header, main }, assets)
}

/// One problem by itself: what its type's address shows, and what a person reads where a page could not be given.
pub(crate) fn one(problem: Problem, request_id: Option<&str>, assets: &str) -> String {
    let main = html! {
        h1 { (problem.title()) }
        p.quiet { code { (problem.type_uri()) } ", status " (problem.status()) }
        @if let Some(id) = request_id { p.quiet { "Request " code { (id) } } }
        p { a href="/problems" { "All problems" } }
    };
    let (lang, title, header) = (Lang::En, problem.title(), html! {});
    document(Page { lang, title, styles: &[], scripts: &[], indexed: false, header, main }, assets)
}
