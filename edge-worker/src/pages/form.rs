//! The form on a page of its own, which needs no script.

use super::layout::{Page, document, shared};
use contract::locale::fill;
use contract::{Definition, Lang};
use maud::{Markup, PreEscaped, html};

/// A page around one of the widget's views.
pub(crate) struct Hosted<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) lang: Lang,
    /// The view, as the widget's own renderer wrote it.
    pub(crate) view: &'a str,
    /// How the person came here.
    pub(crate) arrival: Arrival,
    /// The page's address without its language, to switch to the others: `/f/ID?site=S`.
    pub(crate) address: &'a str,
    /// What the page tells those who show a link to it.
    pub(crate) head: Markup,
    /// The way to what the form loads, stores and sends.
    pub(crate) about: Markup,
}

/// How somebody came to a form's page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// To fill it in.
    First,
    /// From sending what was wrong: the title says so, for those who hear the page.
    Wrong,
    /// With answers from another page, to be sent from here.
    Review,
    /// With answers that were sent while many came in: to be sent again in so many seconds.
    Wait(i64),
}

/// The whole page.
pub(crate) fn hosted(hosted: Hosted<'_>, assets: &str) -> String {
    let (title, _) = hosted.definition.questionnaire().title().in_language(hosted.lang);
    let prefix = if hosted.arrival == Arrival::Wrong { hosted.lang.form_strings().error_prefix } else { "" };
    let page = Page {
        lang: hosted.lang,
        title: &format!("{prefix}{title}"),
        styles: &["soundings.css", "more.css"],
        scripts: &[],
        indexed: true,
        header: languages(hosted.definition, hosted.lang, hosted.address),
        main: html! {
            @if let Arrival::Wait(seconds) = hosted.arrival {
                p.govuk-inset-text role="alert" { (fill(hosted.lang.page_strings().wait, &[("{n}", &seconds.to_string())])) }
            }
            @if hosted.arrival == Arrival::Review { p.govuk-inset-text role="alert" { (hosted.lang.page_strings().review) } }
            // Trusted: the widget's renderer escaped every text in it.
            (PreEscaped(hosted.view))
            (hosted.about)
        },
    };
    shared(page, hosted.head, assets)
}

/// In a frame: what is asked, and the address of the page where it can be answered.
pub(crate) fn elsewhere(definition: &Definition, lang: Lang, address: &str, assets: &str) -> String {
    let (title, title_lang) = definition.questionnaire().title().in_language(lang);
    let main = html! {
        h1 lang=(title_lang.code()) { (title) }
        p { (lang.page_strings().elsewhere) }
        p { a href=(address) target="_blank" dir="ltr" { (address) } }
    };
    document(Page { lang, title, styles: &[], scripts: &[], indexed: false, header: html! {}, main }, assets)
}

/// Links to the other languages, each in its own words.
pub(super) fn languages(definition: &Definition, shown: Lang, address: &str) -> Markup {
    let separator = if address.contains('?') { '&' } else { '?' };
    html! {
        @if definition.questionnaire().languages().len() > 1 {
            div.govuk-width-container {
                nav.govuk-language-navigation aria-label=(shown.page_strings().languages) {
                    ul.govuk-language-navigation__list {
                        @for lang in definition.questionnaire().languages() {
                            li.govuk-language-navigation__list-item {
                                @if *lang == shown {
                                    span.govuk-language-navigation__text aria-current="true" { (lang.name()) }
                                } @else {
                                    a.govuk-language-navigation__link href={ (address) (separator) "lang=" (lang.code()) } rel="alternate" lang=(lang.code()) dir=(lang.direction()) hreflang=(lang.code()) { (lang.name()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
