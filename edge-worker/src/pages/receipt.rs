//! A receipt's page: what was answered, and the way to change or withdraw it, by plain links and forms.

use super::form::languages;
use super::layout::{Page, document};
use contract::question::Choice;
use contract::{Answer, Definition, Kind, Lang, Question, QuestionId, Receipt, Timestamp};
use maud::{Markup, PreEscaped, html};

/// What a receipt's page shows.
pub(crate) struct Recorded<'a> {
    pub(crate) receipt: &'a Receipt,
    /// The definition of the revision that was answered.
    pub(crate) definition: &'a Definition,
    pub(crate) lang: Lang,
    pub(crate) answers: &'a [(QuestionId, Answer)],
    pub(crate) recorded: Timestamp,
    pub(crate) changed: Option<Timestamp>,
    /// Until when they are kept.
    pub(crate) kept_until: Option<Timestamp>,
    /// Whether the person comes from sending, or from a change.
    pub(crate) arrival: Arrival,
    /// Whether answers can still be changed; withdrawn they always can be.
    pub(crate) open: bool,
    /// What others said, for somebody who has just answered: one of the widget's views.
    pub(crate) others: Option<&'a str>,
    /// What became of the consultation, or when that is due, once it is closed: of our own making.
    pub(crate) outcome: Option<String>,
}

/// How somebody came to a receipt's page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// With the receipt, later.
    Later,
    /// From sending.
    Sent,
    /// From a change.
    Changed,
    /// From a change that came after the closing.
    TooLate,
}

/// The page of a receipt.
pub(crate) fn recorded(shown: &Recorded<'_>, assets: &str) -> String {
    let (words, page_words) = (shown.lang.form_strings(), shown.lang.page_strings());
    let title = match shown.arrival {
        Arrival::Later => page_words.your_answers,
        Arrival::Sent => words.sent_title,
        Arrival::Changed => words.changed_title,
        Arrival::TooLate => words.closed_title,
    };
    let date = |template: &str, moment: Timestamp| {
        contract::locale::fill(template, &[("{date}", &page_words.date(moment.day()))])
    };
    let (asked, asked_lang) = shown.definition.questionnaire().title().in_language(shown.lang);
    let address = address(shown.receipt);
    let main = html! {
        h1 { (title) }
        @if shown.arrival == Arrival::TooLate { p.govuk-inset-text role="alert" { (page_words.change_too_late) } }
        p lang=(asked_lang.code()) { (asked) }
        h2 { (words.receipt) }
        p.receipt { bdi dir="ltr" { (shown.receipt) } }
        p.quiet { (words.receipt_hint) }
        p { (date(page_words.recorded_on, shown.recorded))
            @if let Some(moment) = shown.changed { br; (date(page_words.changed_on, moment)) }
            @if let Some(moment) = shown.kept_until { br; (date(page_words.kept_until, moment)) } }
        p.govuk-button-group {
            @if shown.open { a.govuk-button href={ (address) "?change&lang=" (shown.lang.code()) } { (words.change) } }
            a href={ (address) "?withdraw&lang=" (shown.lang.code()) } { (words.withdraw) }
        }
        h2 { (page_words.your_answers) }
        @if shown.answers.iter().any(|(_, answer)| is_marked(answer)) { p.govuk-inset-text { (page_words.taken_out) } }
        dl.said { @for question in shown.definition.questionnaire().questions() { (entry(question, shown)) } }
        // Trusted: the widget's renderer escaped every text in it.
        @if let Some(others) = shown.others { (PreEscaped(others)) }
        @if let Some(outcome) = &shown.outcome { (PreEscaped(outcome)) }
    };
    framed(shown.definition, shown.lang, title, &address, main, assets)
}

/// Whether personal information was taken out of an answer.
fn is_marked(answer: &Answer) -> bool {
    matches!(answer, Answer::FreeText(text) if contract::personal::is_marked(text))
}

/// Asks before it withdraws.
pub(crate) fn withdraw(receipt: &Receipt, definition: &Definition, lang: Lang, assets: &str) -> String {
    let words = lang.form_strings();
    let address = address(receipt);
    let main = html! {
        h1 { (words.withdraw) }
        p { (words.withdraw_ask) }
        form.govuk-button-group method="post" action={ (address) "/withdraw?lang=" (lang.code()) } {
            button.govuk-button { (words.withdraw_yes) }
            a href={ (address) "?lang=" (lang.code()) } { (words.withdraw_no) }
        }
    };
    framed(definition, lang, words.withdraw, &format!("{address}?withdraw"), main, assets)
}

/// The page of answers that are withdrawn, now or before.
pub(crate) fn withdrawn(receipt: &Receipt, definition: &Definition, lang: Lang, assets: &str) -> String {
    let words = lang.form_strings();
    let main = html! {
        h1 { (words.withdrawn_title) }
        p { (words.withdrawn_text) }
    };
    framed(definition, lang, words.withdrawn_title, &address(receipt), main, assets)
}

/// The page of answers that were deleted after their time.
pub(crate) fn deleted(receipt: &Receipt, definition: &Definition, lang: Lang, assets: &str) -> String {
    let words = lang.page_strings();
    let main = html! {
        h1 { (words.deleted_title) }
        p { (words.deleted_text) }
    };
    framed(definition, lang, words.deleted_title, &address(receipt), main, assets)
}

/// The form to change answers: one of the widget's views.
pub(crate) fn change(
    receipt: &Receipt,
    definition: &Definition,
    lang: Lang,
    view: &str,
    wrong: bool,
    assets: &str,
) -> String {
    let words = lang.form_strings();
    let title = format!("{}{}", if wrong { words.error_prefix } else { "" }, words.change);
    // Trusted: the widget's renderer escaped every text in it.
    let main = html! { (PreEscaped(view)) };
    framed(definition, lang, &title, &format!("{}?change", address(receipt)), main, assets)
}

/// Where there is nothing: a wrong address, or a receipt that nobody was given.
pub(crate) fn not_found(lang: Lang, assets: &str) -> String {
    let words = lang.page_strings();
    let main = html! {
        h1 { (words.not_found_title) }
        p { (words.not_found_text) }
    };
    let (title, header) = (words.not_found_title, html! {});
    document(Page { lang, title, styles: &[], scripts: &[], indexed: false, header, main }, assets)
}

fn address(receipt: &Receipt) -> String {
    format!("/r/{receipt}")
}

fn framed(definition: &Definition, lang: Lang, title: &str, address: &str, main: Markup, assets: &str) -> String {
    let header = languages(definition, lang, address);
    document(
        Page { lang, title, styles: &["soundings.css", "more.css"], scripts: &[], indexed: false, header, main },
        assets,
    )
}

fn entry(question: &Question, shown: &Recorded<'_>) -> Markup {
    let (text, lang) = question.text().in_language(shown.lang);
    let answer = shown.answers.iter().find(|(id, _)| id == question.id()).map(|(_, answer)| answer);
    html! {
        dt lang=(lang.code()) { (text) }
        @match answer {
            Some(answer) => (said(question.kind(), answer, shown.lang)),
            None => dd.quiet { (shown.lang.form_strings().not_answered) },
        }
    }
}

fn said(kind: &Kind, answer: &Answer, lang: Lang) -> Markup {
    let label = |choices: &[Choice], id: &contract::OptionId| {
        let found = choices.iter().find(|choice| choice.id() == id);
        found.map_or_else(|| id.to_string(), |choice| choice.text().in_language(lang).0.to_owned())
    };
    match (kind, answer) {
        (Kind::SingleChoice(kind), Answer::SingleChoice(option)) => html! { dd { (label(kind.options(), option)) } },
        (Kind::MultipleChoice(kind), Answer::MultipleChoice(options)) => {
            html! { @for option in options { dd { (label(kind.options(), option)) } } }
        }
        (Kind::Rating(kind), Answer::Rating(point)) => {
            let text = kind.labels().get(usize::from(*point) - 1).and_then(Option::as_ref);
            html! { dd { (point) "/" (kind.points()) @if let Some(text) = text { " – " (text.in_language(lang).0) } } }
        }
        (Kind::Ranking(kind), Answer::Ranking(ranked)) => html! {
            @for (option, place) in ranked.iter().zip(1..) { dd { (place) ". " (label(kind.options(), option)) } }
        },
        (Kind::Region, Answer::Region(region)) => html! { dd { (region.name(lang.form_strings())) } },
        (Kind::Vote(kind), Answer::Vote(votes)) => html! {
            @for statement in kind.statements() {
                @if let Some((_, vote)) = votes.iter().find(|(id, _)| id == statement.id()) {
                    dd { (statement.text().in_language(lang).0) ": " strong { (vote.label(lang.form_strings())) } }
                }
            }
        },
        (Kind::Agreement(kind), Answer::Agreement(placed)) => html! {
            @for statement in kind.statements() {
                @if let Some((_, point)) = placed.iter().find(|(id, _)| id == statement.id()) {
                    dd { (statement.text().in_language(lang).0) ": " strong { (label(kind.scale(), point)) } }
                }
            }
        },
        (Kind::FreeText(_), Answer::FreeText(text)) => html! { dd dir="auto" { (text) } },
        // An answer of another kind than its question's: a revision cannot make one, and a store that holds one shows nothing wrong.
        (
            Kind::SingleChoice(_)
            | Kind::MultipleChoice(_)
            | Kind::Rating(_)
            | Kind::Agreement(_)
            | Kind::FreeText(_)
            | Kind::Ranking(_)
            | Kind::Region
            | Kind::Vote(_),
            _,
        ) => html! {},
    }
}
