//! What a site's owner reads by a link of their own: how often the form was seen, begun and sent there.

use super::chart::thousands;
use super::department::clock;
use super::layout::{Page, document};
use crate::access::SiteLink;
use crate::answers::site::{Counts, Figures, site_name};
use contract::{Consultation, Lang};
use maud::{Markup, html};

/// The page.
pub(crate) fn site(record: &Consultation, figures: &Figures, link: &SiteLink, assets: &str) -> String {
    let questionnaire = record.current().definition.questionnaire();
    let (asked, lang) = questionnaire.title().in_language(Lang::En);
    let name = site_name(record, &figures.site);
    let threshold = figures.rules.threshold();
    let main = html! {
        h1 { "Figures for " (name) }
        p { "What came of the form " strong lang=(lang.code()) dir=(lang.direction()) { "“" (asked) "”" } " on your site." }
        @if let Err((counted, of)) = figures.whole {
            p role="status" { "Answers are being counted: " (thousands(counted)) " of " (thousands(of)) " so far. The page loads again by itself." }
        } @else {
            (table("Altogether", None, &[("All days".to_owned(), figures.all)], threshold))
            @if figures.days.is_empty() { p { "Nobody has come to it yet." } } @else {
                @let days: Vec<_> = figures.days.iter().map(|(day, own)| (Lang::En.page_strings().date(*day), *own)).collect();
                (table("By day", Some("Days are UTC days, the latest first, of the last 90."), &days, threshold))
            }
        }
        h2 { "What is counted" }
        ul {
            li { strong { "Seen" } ": how often the form came near the view on your site, programs that read pages among them." }
            li { strong { "Begun" } ": how often somebody touched, entered or focused it. Where scripts do not run nobody is counted." }
            li { strong { "Answers" } ": those that stand. One that was withdrawn is not among them." }
        }
        p { "Counts below " (threshold) " are not told, and look the same as none; the others are rounded to the nearest " (figures.rules.base()) ". So nobody is told by them who answered. Seen and begun are counted in memory and noted now and then: some are lost where a server stops." }
        p { a href={ "/v1/sites/" (link.as_str()) } { "The same as JSON" } }
        p.quiet { "As of " (clock(figures.now)) ". Whoever has the address of this page reads these figures: give it to nobody who should not. The department can revoke it." }
    };
    let title = format!("Figures for {name}");
    let header = html! {};
    let page =
        Page { lang: Lang::En, title: &title, styles: &["department.css"], scripts: &[], indexed: false, header, main };
    document(page, assets)
}

fn table(title: &str, note: Option<&str>, rows: &[(String, Counts)], threshold: u32) -> Markup {
    let count = |count: Option<i64>| {
        html! {
            td.number { @match count { Some(count) => (thousands(count)), None => span.quiet { "under " (threshold) } } }
        }
    };
    html! {
        h2 { (title) }
        @if let Some(note) = note { p.quiet { (note) } }
        div.scroll tabindex="0" role="region" aria-label={ "Table: " (title) } { table.close {
            thead { tr { th scope="col" { "Day" } th.number scope="col" { "Seen" } th.number scope="col" { "Begun" } th.number scope="col" { "Answers" } } }
            tbody {
                @for (name, own) in rows {
                    tr { th scope="row" { (name) } (count(own.seen)) (count(own.started)) (count(own.answers)) }
                }
            }
        } }
    }
}
