//! What an embedded form loads, stores and sends, for people.

use super::chart::thousands;
use super::layout::{Page, document};
use super::stacked::stacked;
use crate::transparency::{Call, Field, File, Stored, Told};
use contract::Lang;
use contract::locale::{TransparencyStrings, fill};
use maud::{Markup, html};

/// The page. `site` is the site as people know it.
pub(crate) fn page(told: &Told<'_>, site: &str, languages: &[Lang], assets: &str) -> String {
    let (words, lang) = told.lang.transparency_strings();
    let host = told.own.as_str().split_once("://").map_or(told.own.as_str(), |(_, host)| host);
    let query = told.of.map(|(id, _)| format!("consultation={id}&")).unwrap_or_default();
    let address = format!("/about/{}", told.site);
    let about = match told.of {
        Some((_, definition)) => {
            let (title, _) = definition.questionnaire().title().in_language(lang);
            fill(words.about, &[("{title}", title), ("{site}", site)])
        }
        None => fill(words.about_any, &[("{site}", site)]),
    };
    let main = html! {
        h1 { (words.title) }
        p.govuk-body-l { (about) }
        p { (words.made) }
        (loads(told, words, host))
        (stores(told, words))
        (sends(told, words, host))
        h2 { (words.connection) }
        p { (words.connection_text) }
        p { (words.connection_network) }
        ul {
            li { a href={ (address) ".json?" (query) "lang=" (lang.code()) } { (words.program) } }
            @if let Some((id, _)) = told.of { li { a href={ "/f/" (id) "?site=" (told.site) "&lang=" (lang.code()) } { (words.form) } } }
        }
    };
    let header = tongues(languages, lang, &format!("{address}?{query}lang="));
    let title = format!("{} – {site}", words.title);
    document(
        Page { lang, title: &title, styles: &["department.css"], scripts: &[], indexed: false, header, main },
        assets,
    )
}

/// Links to the same in the other languages that it is there in.
fn tongues(languages: &[Lang], shown: Lang, address: &str) -> Markup {
    html! {
        @if languages.len() > 1 {
            div.govuk-width-container {
                nav.govuk-language-navigation aria-label=(shown.page_strings().languages) {
                    ul.govuk-language-navigation__list {
                        @for lang in languages {
                            li.govuk-language-navigation__list-item {
                                @if *lang == shown {
                                    span.govuk-language-navigation__text aria-current="true" { (lang.name()) }
                                } @else {
                                    a.govuk-language-navigation__link href={ (address) (lang.code()) } rel="alternate" lang=(lang.code()) hreflang=(lang.code()) { (lang.name()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn bytes(number: usize) -> String {
    thousands(i64::try_from(number).unwrap_or(i64::MAX))
}

fn loads(told: &Told<'_>, words: &TransparencyStrings, host: &str) -> Markup {
    let columns = [(words.file, false), (words.when, false), (words.bytes, true), (words.bytes_sent, true)];
    let row = |file: File| {
        [
            html! { a href=(file.address) lang="en" dir="ltr" { (file.name) } },
            html! { (file.when.words(words)) },
            html! { (bytes(file.bytes)) },
            html! { (bytes(file.brotli)) },
        ]
    };
    let rows: Vec<_> = told.files().into_iter().map(row).collect();
    html! {
        h2 #loads { (words.loads) }
        p { (fill(words.loads_text, &[("{host}", host)])) }
        (stacked("loads", &columns, &rows))
    }
}

fn stores(told: &Told<'_>, words: &TransparencyStrings) -> Markup {
    let columns = [words.place, words.key, words.holds, words.until].map(|name| (name, false));
    let row = |stored: Stored| {
        let (holds, until) =
            if stored.waits() { (words.unsent, words.unsent_until) } else { (words.draft, words.draft_until) };
        [
            html! { code dir="ltr" { (stored.place) } },
            html! { code dir="ltr" { (stored.key) } },
            html! { (holds) },
            html! { (fill(until, &[("{n}", &stored.days.to_string())])) },
        ]
    };
    let rows: Vec<_> = told.stored().into_iter().map(row).collect();
    html! {
        h2 #stores { (words.stores) }
        p { (words.stores_not) }
        p { (words.stores_text) " " (words.stores_sandbox) }
        (stacked("stores", &columns, &rows))
    }
}

fn sends(told: &Told<'_>, words: &TransparencyStrings, host: &str) -> Markup {
    html! {
        h2 { (words.sends) }
        p { (fill(words.sends_text, &[("{host}", host)])) }
        @for (number, call) in told.calls().iter().enumerate() { (sent(told, words, number, call)) }
    }
}

fn sent(told: &Told<'_>, words: &TransparencyStrings, number: usize, call: &Call) -> Markup {
    let (id, path) = (format!("call-{number}"), format!("path-{number}"));
    let columns = [words.field, words.example, words.meaning, words.retention].map(|name| (name, false));
    let row = |field: &Field| {
        [
            html! { code dir="ltr" { (field.name) } @if !field.always { " (" (words.maybe) ")" } },
            html! { code dir="ltr" { (field.example) } },
            html! { (field.meaning) },
            html! { (told.retention(field.kept, words)) },
        ]
    };
    let rows: Vec<_> = call.fields.iter().map(row).collect();
    html! {
        h3 #(id) { (call.when.words(words)) }
        p #(path) { code dir="ltr" { (call.method) " " (call.path) } }
        @if rows.is_empty() { p { (words.no_fields) } } @else { (stacked(&format!("{id} {path}"), &columns, &rows)) }
    }
}
