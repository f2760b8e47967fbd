//! What stays in sight while somebody writes: whether the draft is saved, the way back, and what is still to do.

use super::controls::button;
use super::{Studio, counted, language_name};
use crate::model::problems::unfilled;
use crate::model::saving::{Saving, Why};
use yew::prelude::*;

pub(super) fn toolbar(studio: &Studio<'_>) -> Html {
    let failed = matches!(studio.saving, Saving::Failed { .. } | Saving::Conflict);
    let class = if failed { "studio__saving studio__saving--failed" } else { "studio__saving" };
    let draft = studio.draft;
    html! {
        <div class="studio__toolbar" role="group" aria-label="Draft">
            <p class={class} id="saving">{ saving(studio.saving) }</p>
            <div class="studio__buttons">
                { button(Some("undo".to_owned()), "ui-undo".to_owned(), "Undo", "", !draft.can_undo()) }
                { button(Some("redo".to_owned()), "ui-redo".to_owned(), "Redo", "", !draft.can_redo()) }
                if matches!(studio.saving, Saving::Failed { .. } | Saving::Changed) {
                    { button(Some("save".to_owned()), "ui-save".to_owned(), "Save now", "", false) }
                }
                <a class="govuk-link studio__to-preview" href="#preview">{ "Preview" }</a>
                <a class="govuk-link" href="#problems">
                    { if studio.problems.is_empty() { "Nothing left to do".to_owned() } else { counted(studio.problems.len(), "thing to do", "things to do") } }
                </a>
            </div>
        </div>
    }
}

/// Where a draft stands, in words.
pub(crate) fn saving(saving: &Saving) -> String {
    match saving {
        Saving::New => "Nothing to save yet".to_owned(),
        Saving::Saved(at) => format!("Saved at {at}"),
        Saving::Changed | Saving::Sending { .. } => "Saving…".to_owned(),
        Saving::Failed { why: Why::Connection, .. } => {
            "Not saved: no connection. What you write is kept here, and saved as soon as there is one.".to_owned()
        }
        Saving::Failed { why: Why::SignedOut, .. } => {
            "Not saved: you are signed out. Sign in in another tab; what you write is kept here meanwhile.".to_owned()
        }
        Saving::Failed { why: Why::Refused, .. } => {
            "Not saved: the draft is too large or its name is taken. Download it below, so that nothing is lost."
                .to_owned()
        }
        Saving::Conflict => "Not saved: somebody else saved another version.".to_owned(),
    }
}

/// Everything that is still to do, each with the way to its field.
pub(super) fn problems(studio: &Studio<'_>) -> Html {
    let one = |problem: &crate::model::Problem| {
        html! { <li><a href={format!("#{}", problem.anchor())}>{ &problem.place }{ ": " }{ &problem.words }</a></li> }
    };
    let unfilled = unfilled(studio.document());
    let rest = studio.problems.iter().filter(|problem| problem.untranslated.is_none());
    let own: Vec<Html> = rest.map(one).collect();
    let lacking = studio.progress.iter().filter_map(|progress| {
        let missing: Vec<Html> =
            studio.problems.iter().filter(|problem| problem.untranslated == Some(progress.lang)).map(one).collect();
        (!missing.is_empty()).then(|| {
            let words = format!(
                "{}: {} of {} translated, {} missing",
                language_name(progress.lang),
                progress.written,
                counted(progress.all, "text", "texts"),
                missing.len()
            );
            html! {
                <details class="govuk-details">
                    <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{ words }</span></summary>
                    <div class="govuk-details__text"><ul class="govuk-list govuk-list--bullet">{ for missing }</ul></div>
                </details>
            }
        })
    });
    html! {
        <section class="studio__section" aria-labelledby="problems">
            <h2 id="problems" tabindex="-1">{ "Still to do" }</h2>
            if studio.problems.is_empty() {
                <p>{ "Nothing: this can be submitted." }</p>
            }
            if !unfilled.is_empty() {
                <p>{ "Look at these before you submit it: what stands in square brackets came with the template." }</p>
                <ul class="govuk-list govuk-list--bullet">{ for unfilled.iter().map(one) }</ul>
            }
            if !studio.problems.is_empty() {
                if !own.is_empty() { <ul class="govuk-list govuk-list--bullet">{ for own }</ul> }
                { for lacking }
                if !studio.checked {
                    { button(Some("check".to_owned()), "ui-check".to_owned(), "Mark what is missing", "", false) }
                }
            }
        </section>
    }
}
