//! A release's page and the list of all, for everyone: what was asked, how many answered, bars with their numbers, how the
//! figures were made and what they do not say, and the ways to take them along. They need no script.

use super::chart::thousands;
use super::form::languages;
use super::layout::{Page, document};
use crate::open::{LEFT_OUT, Published, Section, Worded};
use aggregate::{Release, Table};
use contract::locale::{ReleaseStrings, fill};
use contract::{Consultation, Lang, Timestamp};
use maud::{Markup, html};

/// A release in the list of all.
pub(crate) struct Listed {
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    pub(crate) sha256: String,
}

const STYLES: &[&str] = &["department.css"];

/// Which release it is, in words.
pub(crate) fn when(release: &Release, lang: Lang) -> String {
    named(release.number().into(), release.at(), lang)
}

/// The same of a number and a moment.
pub(crate) fn named(number: u64, at: Timestamp, lang: Lang) -> String {
    let date = lang.page_strings().date(at.day());
    fill(lang.release_strings().release_of, &[("{n}", &number.to_string()), ("{date}", &date)])
}

/// How a release was made, sentence by sentence.
pub(crate) fn method(release: &Release, lang: Lang) -> Vec<String> {
    let (words, rules) = (lang.release_strings(), release.rules());
    let sentence =
        |template: &str, n: String, total: u32| fill(template, &[("{n}", &n), ("{total}", &total.to_string())]);
    let number = |number: u32| number.to_string();
    let counts = sentence(words.method_counts, number(rules.threshold()), rules.base());
    let mut lines = match release.privacy() {
        None => vec![
            sentence(words.method_when, number(rules.changes()), rules.every_hours()),
            counts,
            sentence(words.method_hidden, number(rules.possible()), 0),
        ],
        Some(privacy) => {
            let tenths = |tenths: u32| format!("{}.{}", tenths / 10, tenths % 10);
            let scale = f64::from(privacy.sensitivity) * 10.0 / f64::from(privacy.epsilon_tenths);
            let (once, most) = (tenths(privacy.spent_once()), tenths(privacy.spent_at_most()));
            vec![
                sentence(words.method_noise_when, number(rules.every_hours()), 0),
                sentence(words.method_noise, format!("{scale:.1}"), 0),
                counts,
                fill(words.method_budget, &[("{n}", &once), ("{total}", &most)]),
            ]
        }
    };
    lines.push(words.frozen.to_owned());
    lines
}

/// The page of a release.
pub(crate) fn release(published: &Published<'_>, assets: &str) -> String {
    let (release, lang) = (&published.release, published.lang);
    let words = lang.release_strings();
    let (title, title_lang) = published.title();
    let name = when(release, lang);
    let address = published.address(".html");
    let main = html! {
        p.govuk-caption-l { (published.department) }
        h1.govuk-heading-l lang=(title_lang.code()) dir=(title_lang.direction()) { (title) }
        p.govuk-body-l { (name) }
        div.headline {
            p {
                @match release.responses() {
                    Some(count) => (fill(words.people_answered, &[("{n}", &thousands(count))])),
                    None => (words.people_untold),
                }
            }
            p.quiet { (words.self_selected) }
        }
        h2 { (words.questions) }
        @for (section, number) in published.sections().iter().zip(1..) { (asked(section, number, words)) }
        h2 { (words.method) }
        ul {
            @for line in method(release, lang) { li { (line) } }
            li { (LEFT_OUT) ": " (words.left_out) }
        }
        h2 { (words.licence) }
        p {
            @match release.licence() {
                Some(licence) => a href=(licence.address()) rel="license" lang="en" { (licence.title()) },
                None => (words.no_licence),
            }
        }
        section.onward aria-labelledby="downloads" {
            h2 #downloads { (words.downloads) }
            ul {
                @for (ending, name) in [(".csv", "CSV"), (".ods", "ODS"), (".json", "JSON"), ("/datapackage.json", words.data_package)] {
                    li { a href={ (published.address(ending)) (tongue(published, ending)) } { (name) } }
                }
            }
            (others(&published.base, true, words))
        }
        dl.govuk-body {
            dt { (words.address) }
            dd { a href=(address) dir="ltr" { (address) } }
            dt { (words.hash) }
            dd { code dir="ltr" { (published.sha256) } }
        }
    };
    let header = languages(&published.revision().definition, lang, &address);
    let title = format!("{title} – {name}");
    document(Page { lang, title: &title, styles: STYLES, scripts: &[], indexed: true, header, main }, assets)
}

/// The language of a file, where it is not that which the file has by itself.
fn tongue(published: &Published<'_>, ending: &str) -> String {
    let own = published.revision().definition.questionnaire().languages().first() == Some(&published.lang);
    if own || ending == ".json" { String::new() } else { format!("?lang={}", published.lang.code()) }
}

/// The ways to all releases; `page`: also to the page of them.
fn others(base: &str, page: bool, words: &ReleaseStrings) -> Markup {
    html! {
        ul {
            @if page { li { a href={ (base) ".html" } { (words.all_releases) } } }
            li { a href={ (base) ".atom" } type="application/atom+xml" { (words.feed) } }
            li { a href={ (base) ".jsonld" } { (words.catalogue) } }
        }
    }
}

fn asked(section: &Section, number: usize, words: &ReleaseStrings) -> Markup {
    let anchor = format!("question-{number}");
    let (text, lang) = &section.text;
    html! {
        section.question aria-labelledby=(anchor) {
            h3 #(anchor) lang=(lang.code()) dir=(lang.direction()) { (number) ". " (text) }
            @if section.tables.is_empty() { p.quiet { (words.in_words) } }
            @for (index, worded) in section.tables.iter().enumerate() { (table(section, worded, words, &format!("{anchor}-{index}"))) }
        }
    }
}

/// How many answered, of how many, where it is published.
pub(crate) fn answered(section: &Section, table: &Table, words: &ReleaseStrings) -> Option<String> {
    table.answered.map(|answered| match table.asked {
        Some(asked) => fill(words.answered_of, &[("{n}", &thousands(answered)), ("{total}", &thousands(asked))]),
        None if section.conditional => fill(words.answered_some, &[("{n}", &thousands(answered))]),
        None => fill(words.people_answered, &[("{n}", &thousands(answered))]),
    })
}

fn table(section: &Section, worded: &Worded, words: &ReleaseStrings, id: &str) -> Markup {
    let table = &worded.table;
    let told = answered(section, table, words);
    let title = worded.statement.as_ref().unwrap_or(&section.text);
    let nothing = table.answered.is_none() || table.cells.iter().all(|(_, count)| count.is_none());
    let most = table.cells.iter().filter_map(|(_, count)| *count).chain(table.answered).max().unwrap_or(0);
    html! {
        @if let Some((statement, lang)) = &worded.statement {
            h4 #(id) lang=(lang.code()) dir=(lang.direction()) { (statement) }
        }
        @if let Some(told) = told { p.quiet { (told) } }
        @if nothing { p { (words.withheld) } } @else {
            table.plain-figures {
                caption.quiet {
                    @match table.kind.as_str() {
                        "ranking" => (words.first_places),
                        "multiple_choice" => (words.several),
                        _ => span.govuk-visually-hidden lang=(title.1.code()) { (title.0) },
                    }
                }
                thead { tr { th scope="col" { (words.answer) } th.number scope="col" { (words.people) } th.number scope="col" { (words.share) } } }
                tbody {
                    @for ((_, count), (label, lang)) in table.cells.iter().zip(&worded.labels) {
                        tr {
                            th scope="row" { span lang=(lang.code()) dir=(lang.direction()) { (label) } (bar(count.unwrap_or(0), most)) }
                            @match count {
                                Some(count) => {
                                    td.number { (thousands(*count)) }
                                    td.number { @match table.percent(*count) { Some(share) => (share), None => (LEFT_OUT) } }
                                }
                                None => {
                                    td.number { (LEFT_OUT) }
                                    td.number { (LEFT_OUT) }
                                }
                            }
                        }
                    }
                }
            }
            @if table.lacks() { p.quiet { (LEFT_OUT) ": " (words.left_out) } }
        }
    }
}

/// A bar beside its number in a table, so that it is decoration to whoever hears the page.
fn bar(count: i64, most: i64) -> Markup {
    let width = if most > 0 { count as f64 * 100.0 / most as f64 } else { 0.0 };
    html! {
        svg.beside aria-hidden="true" focusable="false" width="100%" height="14" {
            rect.rail width="100%" height="14" {}
            @if width > 0.0 { rect.series-0 width=(format!("{width:.2}%")) height="14" {} }
        }
    }
}

/// The page of all releases, the latest first.
pub(crate) fn list(consultation: &Consultation, releases: &[Listed], base: &str, lang: Lang, assets: &str) -> String {
    let words = lang.release_strings();
    let definition = &consultation.current().definition;
    let (title, title_lang) = definition.questionnaire().title().in_language(lang);
    let suffix = format!("?lang={}", lang.code());
    let main = html! {
        h1.govuk-heading-l lang=(title_lang.code()) dir=(title_lang.direction()) { (title) }
        p.govuk-body-l { (words.all_releases) }
        @if releases.is_empty() { p { (words.none_yet) } } @else {
            ol.cards {
                @for (index, one) in releases.iter().enumerate() {
                    li {
                        h2 { a href={ (base) "/" (one.number) ".html" (suffix) } { (named(one.number, one.at, lang)) } }
                        @if index == 0 { p { strong { (words.latest) } } }
                        p.quiet { (words.hash) ": " code dir="ltr" { (one.sha256) } }
                    }
                }
            }
        }
        section.onward { (others(base, false, words)) }
    };
    let header = languages(definition, lang, &format!("{base}.html"));
    let title = format!("{} – {title}", words.all_releases);
    document(Page { lang, title: &title, styles: STYLES, scripts: &[], indexed: true, header, main }, assets)
}
