//! Lists within a question: options, points of a scale, statements, labels.

use super::controls::{Size, Words, button, error, field, texts};
use super::{Studio, anchor};
use crate::model::json;
use yew::prelude::*;

/// What a list is called.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    /// Its pointer.
    pub(super) pointer: &'a str,
    pub(super) legend: &'a str,
    /// One item of it, in lower case.
    pub(super) one: &'a str,
    /// Whether its items are texts by themselves, and have no identifiers.
    pub(super) bare: bool,
    /// Which question it belongs to.
    pub(super) of: &'a str,
}

pub(super) fn list(studio: &Studio<'_>, list: List<'_>) -> Html {
    let count = json::items(studio.document(), list.pointer).len();
    let id = anchor(list.pointer);
    let problem = studio.problem_at(list.pointer);
    html! {
        <fieldset class="govuk-fieldset govuk-form-group items" id={id.clone()} tabindex="-1"
            aria-describedby={problem.map(|_| format!("{id}-error"))}>
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{ list.legend }</legend>
            { error(&id, problem) }
            <ol class="items__list">{ for (0..count).map(|index| item(studio, list, index, count)) }</ol>
            { button(Some(format!("add{}", list.pointer.replace('/', "."))), format!("add-item {}", list.pointer), &format!("Add another {}", list.one), list.of, false) }
            if !list.bare { { several(list) } }
        </fieldset>
    }
}

fn item(studio: &Studio<'_>, list: List<'_>, index: usize, count: usize) -> Html {
    let List { pointer, one, of, .. } = list;
    let at = format!("{pointer}/{index}");
    let name = format!("{}{} {}", one[..1].to_uppercase(), &one[1..], index + 1);
    let what = format!("{one} {} {of}", index + 1);
    let dots = pointer.replace('/', ".");
    let moved = |to: usize| format!("move-item {pointer} {index} {to}");
    let place = if list.bare { at.clone() } else { format!("{at}/text") };
    html! {
        <li class="items__item" id={(!list.bare).then(|| anchor(&at))} tabindex="-1">
            <div class="items__text">{ texts(studio, &place, Words::new(&name, "").of(of), Size::Line) }</div>
            <div class="items__buttons">
                { button(Some(format!("up{dots}.{index}")), moved(index.saturating_sub(1)), "Up", &what, index == 0) }
                { button(Some(format!("down{dots}.{index}")), moved(index + 1), "Down", &what, index + 1 == count) }
                { button(Some(format!("remove{dots}.{index}")), format!("remove-item {pointer} {index}"), "Remove", &what, false) }
            </div>
            if !list.bare { { identifier(studio, &at, &what) } }
        </li>
    }
}

/// The identifier, out of the way: most people never need it.
pub(super) fn identifier(studio: &Studio<'_>, at: &str, of: &str) -> Html {
    let pointer = format!("{at}/id");
    let id = json::text(studio.document(), &pointer).to_owned();
    let live = studio.draft.is_live(at, &id);
    let hint = if live {
        "People have answered under this identifier. With another one it counts as something new."
    } else {
        "How data names it: lower-case letters, digits and hyphens. It follows the words until you change it."
    };
    let wrong = studio.problem_at(&pointer).is_some();
    html! {
        <details class="govuk-details identifier" open={wrong}>
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">{ "Identifier" }<span class="govuk-visually-hidden">{ " of " }{ of }</span>{ ": " }<code>{ id }</code></span>
            </summary>
            <div class="govuk-details__text">
                { field(studio, format!("rename {at}"), &pointer, Words::new("Identifier", hint).of(of), Size::Line, "text") }
            </div>
        </details>
    }
}

fn several(list: List<'_>) -> Html {
    let id = format!("lines{}", list.pointer.replace('/', "."));
    html! {
        <details class="govuk-details">
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">{ "Add several at once" }<span class="govuk-visually-hidden">{ ", " }{ list.of }</span></span>
            </summary>
            <div class="govuk-details__text">
                <div class="govuk-form-group">
                    <label class="govuk-label" for={id.clone()}>{ "One a line, in the main language" }</label>
                    <textarea class="govuk-textarea" id={id.clone()} name={format!("lines {}", list.pointer)} rows="4" />
                </div>
                { button(None, format!("ui-lines {id} {}", list.pointer), "Add these", list.of, false) }
            </div>
        </details>
    }
}
