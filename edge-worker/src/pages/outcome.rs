//! What became of a consultation, for everyone: on its own page, below the closed form, on receipts' pages, and in the
//! widget.

use super::form::languages;
use super::layout::{Page, shared};
use super::prose::prose;
use super::share;
use crate::cache::Told;
use contract::locale::{PageStrings, fill, plural};
use contract::outcome::{Outcome, days_left};
use contract::{Consultation, Day, Definition, Lang, Timestamp};
use maud::{Markup, html};

/// Where a consultation's outcome stands.
#[derive(Clone, Copy)]
pub(crate) struct Standing<'a> {
    /// The outcome, where it is published.
    pub(crate) told: Option<&'a Told>,
    /// The day by which it is due, where the consultation has closed and it is known when.
    pub(crate) due_on: Option<Day>,
    pub(crate) now: Timestamp,
}

/// At which level headings begin.
#[derive(Clone, Copy)]
pub(crate) enum Level {
    /// A page of its own: the first heading is the page's.
    First,
    /// A part of a page of ours.
    Second,
    /// A part of the widget, where the loader shifts it to the level that the page asks for.
    Third,
}

/// The outcome, or when it is due; `None` while there is neither.
pub(crate) fn section(standing: Standing<'_>, lang: Lang, level: Level) -> Option<Markup> {
    let words = lang.page_strings();
    let content = match (standing.told, standing.due_on) {
        (Some(told), _) => html! {
            (texts(&told.outcome, lang, level))
            p.quiet {
                (dated(words, words.outcome_published, told.first_at))
                @if told.at != told.first_at { br; (dated(words, words.outcome_changed, told.at)) }
            }
        },
        (None, Some(due_on)) => html! { p { (due(due_on, standing.now, lang)) } },
        (None, None) => return None,
    };
    Some(html! {
        section {
            @match level {
                Level::First => h1 { (words.outcome_title) },
                Level::Second => h2 { (words.outcome_title) },
                Level::Third => h3 { (words.outcome_title) },
            }
            (content)
        }
    })
}

/// The three texts, each in the language asked for where it is there.
pub(super) fn texts(outcome: &Outcome, lang: Lang, level: Level) -> Markup {
    let words = lang.page_strings();
    let headings = [words.outcome_asked, words.outcome_said, words.outcome_did];
    html! {
        @for ((_, text), heading) in outcome.parts().into_iter().zip(headings) {
            @match level {
                Level::First => h2 { (heading) },
                Level::Second => h3 { (heading) },
                Level::Third => h4 { (heading) },
            }
            @let (text, own) = text.in_language(lang);
            div lang=[(own != lang).then_some(own.code())] dir=[(own != lang).then_some(own.direction())] { (prose(text)) }
        }
    }
}

fn dated(words: &PageStrings, template: &str, at: Timestamp) -> String {
    fill(template, &[("{date}", &words.date(at.day()))])
}

fn due(due_on: Day, now: Timestamp, lang: Lang) -> String {
    let words = lang.page_strings();
    let by = fill(words.outcome_due, &[("{date}", &words.date(due_on))]);
    let left = days_left(due_on, now);
    let days = usize::try_from(left.unsigned_abs()).unwrap_or_default();
    let how_long = match left {
        0 => words.outcome_today.to_owned(),
        1.. => plural(lang, words.outcome_left, days),
        _ => plural(lang, words.outcome_overdue, days),
    };
    format!("{by} {how_long}")
}

/// The page of its own: `/f/{id}/outcome`.
pub(crate) fn page(record: &Consultation, standing: Standing<'_>, lang: Lang, head: Markup, assets: &str) -> String {
    let definition = &record.current().definition;
    let words = lang.page_strings();
    let (asked, asked_lang) = definition.questionnaire().title().in_language(lang);
    let form = format!("/f/{}", record.id());
    let main = html! {
        p { a href={ (form) "?lang=" (lang.code()) } lang=(asked_lang.code()) dir=(asked_lang.direction()) { (asked) } }
        @match section(standing, lang, Level::First) {
            Some(section) => (section),
            // Asked while answers are still taken.
            None => { h1 { (words.outcome_title) } p { (words.outcome_later) } }
        }
        (share::about(record.id(), Definition::HOSTED_SITE, lang))
    };
    let title = format!("{} – {asked}", words.outcome_title);
    let header = languages(definition, lang, &format!("{form}/outcome"));
    shared(Page { lang, title: &title, styles: &[], scripts: &[], indexed: true, header, main }, head, assets)
}
