//! What to begin with.

use super::Studio;
use super::controls::button;
use contract::authoring::{TEMPLATES, Template, WELSH};
use yew::prelude::*;

pub(super) fn begin(studio: &Studio<'_>) -> Html {
    let blank = studio.draft.keys().is_empty();
    let one = |template: &Template| {
        html! {
            <li class="items__item">
                <h3>{ template.title }</h3>
                <p>{ template.description }</p>
                <p class="quiet">{ template.source }</p>
                { button(None, format!("ui-template {}", template.id), "Begin with this", &format!(": {}", template.title), false) }
            </li>
        }
    };
    html! {
        <section class="studio__section" aria-labelledby="begin">
            <h2 id="begin" tabindex="-1">{ "Begin with a template" }</h2>
            <details class="govuk-details" open={blank}>
                <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{ "Templates" }</span></summary>
                <div class="govuk-details__text">
                    if !blank { <p>{ "A template takes the place of what is written here; “Undo” brings that back." }</p> }
                    <p>{ WELSH }</p>
                    <ul class="items__list">{ for TEMPLATES.iter().map(one) }</ul>
                </div>
            </details>
        </section>
    }
}
