//! The revisions of a consultation, for its department: who wrote and approved each, and how two of them differ.

use super::changes::changes;
use super::controls::{back, banner, state_tag};
use super::department::clock;
use super::frame::{Department, frame};
use crate::access::Role;
use crate::objects::revisions::Noted;
use contract::authoring::Change;
use contract::{Consultation, Lang, State, Timestamp};
use maud::{Markup, html};

/// The page's content.
pub(crate) struct Revisions<'a> {
    pub(crate) department: Department,
    pub(crate) record: &'a Consultation,
    /// Who wrote and approved each, as far as that was kept.
    pub(crate) authors: &'a [Noted],
    /// Whether the reader has just approved the newest.
    pub(crate) approved: bool,
    /// Which two are compared, and how they differ.
    pub(crate) compared: Option<(u32, u32, Vec<Change>)>,
}

/// The page.
pub(crate) fn revisions(shown: &Revisions<'_>, assets: &str) -> String {
    let record = shown.record;
    let questionnaire = record.current().definition.questionnaire();
    let (title, lang) = questionnaire.title().in_language(Lang::En);
    let address = format!("/d/{}/{}", shown.department.id, record.id());
    let main = html! {
        (back(&address, "The consultation"))
        @if shown.approved { (approved(shown, &address)) }
        h1 { "What it asked, and when" }
        p { (state_tag(record.state())) " " span lang=(lang.code()) dir=(lang.direction()) { (title) } }
        @if shown.department.role >= Role::Analyst && matches!(record.state(), State::Draft | State::Open) {
            form method="post" action={ "/d/" (shown.department.id) "/drafts" } {
                input type="hidden" name="id" value=(record.id());
                input type="hidden" name="from" value="current";
                button.govuk-button { "Write a change of it" }
            }
        }
        ol.revisions reversed {
            @for revision in record.revisions().iter().rev() {
                @let number = revision.number;
                li value=(number) {
                    strong { "Revision " (number) }
                    @match shown.authors.iter().find(|own| own.revision == number) {
                        Some(own) => span.quiet { " " (stands_behind(own)) },
                        None => span.quiet { " Who wrote it was not kept." },
                    }
                    @if number > 1 {
                        br; a href={ (address) "/revisions?from=" (number - 1) "&to=" (number) "#compared" } { "What revision " (number) " changed" }
                    }
                }
            }
        }
        (comparison(shown, &address))
    };
    frame(&shown.department, &format!("Revisions – {title}"), &[], main, assets)
}

/// What comes next, for whoever has just approved a draft.
fn approved(shown: &Revisions<'_>, address: &str) -> Markup {
    let record = shown.record;
    let open = record.state() == State::Open;
    let content = html! {
        @if open {
            p.govuk-notification-banner__heading { "People can answer it now." }
            ul {
                li { a href={ (address) "/embed" } { "Put it on a page" } ": the tag for each site" }
                li { a href={ "/f/" (record.id()) } { "The form’s own page" } ", to be linked to" }
                li { a href=(address) { "The figures" } ", as answers come in" }
            }
        } @else {
            p.govuk-notification-banner__heading { "Nobody can answer it yet." }
            p { a href={ (address) "/state" } { "Open it" } }
        }
    };
    banner("approved", &format!("Revision {} is approved", record.current().number), true, content)
}

/// Since when a revision is, and who wrote and approved it.
pub(super) fn stands_behind(own: &Noted) -> String {
    let mut words = format!("{}, written by {}", clock(Timestamp::from_unix_seconds(own.at)), own.written_by);
    if let Some(by) = &own.approved_by {
        words.push_str(", approved by ");
        words.push_str(by);
    }
    words
}

fn comparison(shown: &Revisions<'_>, address: &str) -> Markup {
    let newest = shown.record.current().number;
    let (from, to) =
        shown.compared.as_ref().map_or((newest.saturating_sub(1).max(1), newest), |(from, to, _)| (*from, *to));
    let choice = |name: &str, label: &str, chosen: u32| {
        html! {
            div.govuk-form-group {
                label.govuk-label for=(name) { (label) }
                select.govuk-select #(name) name=(name) {
                    @for number in 1..=newest { option value=(number) selected[number == chosen] { "Revision " (number) } }
                }
            }
        }
    };
    html! {
        @if newest > 1 {
            h2 { "Compare two" }
            form.pair method="get" action={ (address) "/revisions#compared" } {
                (choice("from", "From", from))
                (choice("to", "To", to))
                button.govuk-button.govuk-button--secondary { "Compare" }
            }
        }
        @if let Some((from, to, all)) = &shown.compared {
            h2 #compared { "From revision " (from) " to revision " (to) }
            (changes(all, true))
        }
    }
}
