//! What the consultation asked before: how each revision differs, and the way to begin anew from it.

use super::Studio;
use super::controls::{button, disclosing};
use super::review::listed;
use crate::model::history::{Revision, With};
use contract::authoring::difference;
use yew::prelude::*;

pub(super) fn history(studio: &Studio<'_>) -> Html {
    let revisions = studio.history.revisions();
    if revisions.is_empty() {
        return Html::default();
    }
    let address = format!("{}/{}/revisions", studio.home, studio.id);
    html! {
        <section class="studio__section" aria-labelledby="revisions">
            <h2 id="revisions" tabindex="-1">{ "What it asked before" }</h2>
            <p>{ "Each approved version is a revision, and stays to be read. To begin from one puts it in the place of what is written here; “Undo” brings that back." }</p>
            <ol class="items__list">{ for revisions.iter().map(|own| one(studio, own)) }</ol>
            if revisions.len() > 1 { <p><a class="govuk-link" href={address}>{ "Compare any two, on a page of their own" }</a></p> }
        </section>
    }
}

fn one(studio: &Studio<'_>, own: &Revision) -> Html {
    let Revision { number, words } = own;
    let of = format!("revision {number}");
    let open = |with: With| studio.history.is_open(*number, with);
    let words = if words.is_empty() { "Who wrote it was not kept." } else { words };
    html! {
        <li class="items__item" id={format!("revision.{number}")} tabindex="-1">
            <h3>{ format!("Revision {number}") }</h3>
            <p class="quiet"><bdi>{ words }</bdi></p>
            <div class="items__buttons">
                { disclosing(format!("ui-compare {number} draft"), "Compare with the draft", &of, open(With::Draft)) }
                if *number > 1 { { disclosing(format!("ui-compare {number} before"), "What it changed", &of, open(With::Before)) } }
                { button(None, format!("ui-begin {number}"), "Begin from this", &of, false) }
            </div>
            if studio.history.lost() == Some(*number) {
                <p class="govuk-error-message"><span class="govuk-visually-hidden">{ "Error: " }</span>{ "It could not be read: there is no connection. Press again once there is one." }</p>
            }
            { compared(studio, *number) }
        </li>
    }
}

fn compared(studio: &Studio<'_>, number: u32) -> Html {
    let Some((_, own, with, before)) = studio.history.compared().filter(|(own, ..)| *own == number) else {
        return Html::default();
    };
    let (title, changes) = match (with, before) {
        (With::Before, Some(before)) => {
            (format!("From revision {} to revision {number}", number - 1), difference(before, own))
        }
        _ => (format!("From revision {number} to this draft"), difference(own, studio.document())),
    };
    html! {
        <div class="compared-with" id="compared" tabindex="-1">
            <h4>{ title }</h4>
            if changes.is_empty() { <p>{ "They ask the same." }</p> } else { { listed(&changes, false) } }
        </div>
    }
}
