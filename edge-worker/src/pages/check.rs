//! The page where a site's page is pasted that shows no form, and that says what is wrong with it.

use super::controls::{Attributes, Field, back, text_field};
use super::frame::{Department, frame};
use super::labels::Labels;
use crate::embedding::check::{Finding, Level, Pasted};
use contract::{Consultation, Origin};
use maud::{Markup, html};

/// What the page shows.
pub(crate) struct Checked<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    pub(crate) edge: &'a Origin,
    pub(crate) pasted: &'a Pasted,
    /// What was found, the worst first; `None` where nothing was pasted yet.
    pub(crate) findings: Option<&'a [Finding]>,
}

/// The page.
pub(crate) fn check(page: &Checked<'_>, assets: &str) -> String {
    let labels = Labels::new(page.consultation);
    let title = labels.title();
    let home = format!("/d/{}/{}", page.department.id, page.consultation.id());
    let main = html! {
        (back(&format!("{home}/embed"), "Put it on a page"))
        h1 { "It does not show?" }
        p.quiet lang=(labels.lang.code()) dir=(labels.lang.direction()) { (title) }
        @if let Some(findings) = page.findings { (found(findings)) }
        (form(page, &home))
    };
    frame(&page.department, &format!("It does not show? – {title}"), &["copy.js"], main, assets)
}

fn found(findings: &[Finding]) -> Markup {
    let wrong = findings.iter().filter(|one| one.level == Level::Wrong).count();
    let less = findings.iter().filter(|one| one.level == Level::Less).count();
    html! {
        section aria-labelledby="found" {
            h2 #found tabindex="-1" {
                @match (wrong, less) {
                    (0, 0) => "Nothing is wrong with what you pasted",
                    (0, _) => "It should show, with less than there might be",
                    _ => "Why it does not show",
                }
            }
            ul.findings {
                @for (place, one) in findings.iter().enumerate() {
                    li {
                        p { (tag(one.level)) " " (one.what) }
                        @if !one.mend.is_empty() { p { strong { "What to do: " } (one.mend) } }
                        @if let Some(text) = &one.code {
                            @let id = format!("mend-{place}");
                            label.govuk-label for=(id) { "To paste" }
                            textarea.govuk-textarea.code #(id) rows="3" readonly spellcheck="false" autocomplete="off" dir="ltr" data-copy { "\n" (text) }
                        }
                    }
                }
            }
            @if wrong == 0 {
                p { "If it still does not show, open the page with " code { "?soundings-debug" } " at the end of its address, and read what the panel says. A blocker of advertisements, or a network that lets no other addresses through, is not seen from here." }
            }
        }
    }
}

fn tag(level: Level) -> Markup {
    let (class, words) = match level {
        Level::Wrong => ("govuk-tag govuk-tag--red", "Wrong"),
        Level::Less => ("govuk-tag govuk-tag--yellow", "Look at"),
        Level::Good => ("govuk-tag govuk-tag--green", "Good"),
    };
    html! { strong class=(class) { (words) } }
}

fn form(page: &Checked<'_>, home: &str) -> Markup {
    let Pasted { address, html, headers } = page.pasted;
    html! {
        h2 { "The page that should show the form" }
        p { "Give as much as you have. It is read to answer you, and neither kept nor written to a log: leave out what is not public." }
        form method="post" action={ (home) "/check" } {
            (text_field(
                &Field { name: "address", label: "Its address", hint: Some("As the browser’s address bar shows it"), value: address, error: None, width: None },
                Attributes { kind: "text", ..Attributes::TEXT },
            ))
            (area("html", "Its HTML", "In the browser: “View page source”, then select all and copy. A frame by itself will do, and so will the reply of /oembed", html, 10))
            (area("headers", "Its headers", "In the browser’s developer tools: Network, the page’s own request, Response headers. Or “curl -I” and the address", headers, 6))
            button.govuk-button { "What is wrong?" }
        }
        p.quiet { "The page’s scripts are asked of " code { (page.edge) } "." }
    }
}

fn area(name: &str, label: &str, hint: &str, value: &str, rows: u8) -> Markup {
    let described = format!("{name}-hint");
    html! {
        div.govuk-form-group {
            label.govuk-label for=(name) { (label) }
            div.govuk-hint #(described) { (hint) }
            // A parser drops the first line's end of what follows.
            textarea.govuk-textarea.code #(name) name=(name) rows=(rows) spellcheck="false" autocomplete="off" dir="ltr" aria-describedby=(described) { "\n" (value) }
        }
    }
}
