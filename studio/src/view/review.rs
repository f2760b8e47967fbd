//! What a draft changes, what that means for answers that were given, and how it goes to a second person.

use super::Studio;
use super::controls::{button, checkbox};
use crate::model::stage::{Stage, Theirs};
use crate::model::{Saving, json};
use contract::authoring::{Change, Effect, consequence, difference};
use yew::prelude::*;

/// How the draft differs from what people can answer now.
pub(super) fn changes(studio: &Studio<'_>) -> Html {
    let Some(live) = studio.draft.live() else { return Html::default() };
    let changes = difference(live, studio.document());
    html! {
        <section class="studio__section" aria-labelledby="changes">
            <h2 id="changes" tabindex="-1">{ "What changes for answers already given" }</h2>
            if changes.is_empty() {
                <p>{ "Nothing: this is what people can answer now." }</p>
            } else {
                { listed(&changes, true) }
            }
        </section>
    }
}

/// Changes, each with what it means where people may have answered.
pub(super) fn listed(changes: &[Change], asked: bool) -> Html {
    let one = |change: &Change| {
        let means = consequence(change);
        let class = match means.effect {
            Effect::None | Effect::Kept => "govuk-tag govuk-tag--grey",
            Effect::NewOnly | Effect::NoLongerShown => "govuk-tag",
            Effect::NotComparable => "govuk-tag govuk-tag--orange",
            Effect::Refused => "govuk-tag govuk-tag--red",
        };
        html! {
            <li class="change">
                <p class="change__what">{ &change.words }</p>
                if change.before.is_some() || change.after.is_some() {
                    <p class="compared">
                        if let Some(before) = &change.before { <del><bdi>{ before }</bdi></del>{ " " } }
                        if let Some(after) = &change.after { <ins><bdi>{ after }</bdi></ins> }
                    </p>
                }
                if asked { <p><strong class={class}>{ means.effect.title() }</strong>{ " " }{ means.words }</p> }
            </li>
        }
    };
    html! { <ul class="changes">{ for changes.iter().map(one) }</ul> }
}

/// Where it stands, and the way to a second person.
pub(super) fn submit(studio: &Studio<'_>) -> Html {
    let sound = studio.problems.is_empty();
    let saved = matches!(studio.saving, Saving::Saved(_));
    let stage = match studio.stage {
        Stage::Writing => Html::default(),
        Stage::Submitted { by, open } => html! {
            <div class="govuk-inset-text">
                <p>{ "Submitted by " }<bdi>{ by }</bdi>{ ". " }{ if *open { "It opens once another person approves it. " } else { "Another person has to approve it. " } }
                    { "Who approves it finds it under “Drafts”. A change here takes it back." }</p>
            </div>
        },
        Stage::Returned { by, reason } => html! {
            <div class="govuk-inset-text">
                <p>{ "Sent back by " }<bdi>{ by }</bdi>{ ":" }</p>
                <p><bdi>{ reason }</bdi></p>
            </div>
        },
    };
    let submitted = matches!(studio.stage, Stage::Submitted { .. });
    let waits = if !sound {
        "First do what is still to do."
    } else if !saved {
        "It can be submitted once it is saved."
    } else {
        ""
    };
    html! {
        <section class="studio__section" aria-labelledby="submit">
            <h2 id="submit" tabindex="-1">{ "Approval" }</h2>
            { stage }
            if !matches!(studio.saving, Saving::New) || submitted {
                <p><a class="govuk-link" href={format!("{}/drafts/{}", studio.home, studio.id)}>{ "How the saved draft stands, and its approval" }</a></p>
            }
            if !submitted {
                <p>{ "Another person of the department reads it and approves it. Until then nobody is asked anything of it." }</p>
                <div class="govuk-form-group govuk-checkboxes govuk-checkboxes--small">
                    { checkbox("open-once".to_owned(), "ui-open-once".to_owned(), "Open it once it is approved", "", studio.open_once) }
                </div>
                if !studio.refused.is_empty() {
                    <div class="govuk-form-group" id="refused" tabindex="-1">
                        { for studio.refused.iter().map(|words| html! { <p class="govuk-error-message"><span class="govuk-visually-hidden">{ "Error: " }</span>{ words }</p> }) }
                    </div>
                }
                if json::items(studio.document(), "/sites").is_empty() {
                    <p class="quiet">{ "No site is named yet: people could answer it on its own page, and nowhere else." }</p>
                }
                if !waits.is_empty() { <p class="quiet" id="submit-waits">{ waits }</p> }
                <button type="button" class="govuk-button" id="submit-button" value="ui-submit" aria-disabled={(!sound || !saved).then_some("true")}
                    aria-describedby={(!waits.is_empty()).then_some("submit-waits")}>{ "Submit for approval" }</button>
            }
        </section>
    }
}

/// Two versions, of which a person chooses one; the other is not lost.
pub(super) fn conflict(studio: &Studio<'_>) -> Html {
    let (Saving::Conflict, Some(Theirs { by, at, document })) = (studio.saving, studio.theirs) else {
        return Html::default();
    };
    let title = "Somebody else saved another version";
    let Some(document) = document else {
        return html! {
            <section class="studio__section studio__conflict" aria-labelledby="conflict">
                <h2 id="conflict" tabindex="-1">{ "The draft was approved or deleted meanwhile" }</h2>
                <p>{ "What you wrote is still here, and not saved. Save it as a new draft, or download it." }</p>
                <div class="studio__buttons">
                    { button(None, "ui-keep-mine".to_owned(), "Save it as a new draft", "", false) }
                    { button(None, "ui-export json".to_owned(), "Download what I wrote", "", false) }
                </div>
            </section>
        };
    };
    let changes = difference(document, studio.document());
    html! {
        <section class="studio__section studio__conflict" aria-labelledby="conflict">
            <h2 id="conflict" tabindex="-1">{ title }</h2>
            <p><bdi>{ by }</bdi>{ format!(" saved at {at}. What you wrote is still here, and not saved. From that version to yours it differs so:") }</p>
            if changes.is_empty() { <p>{ "In nothing but the order of what is written." }</p> } else { { listed(&changes, false) } }
            <div class="studio__buttons">
                { button(None, "ui-keep-mine".to_owned(), "Save mine over it", "", false) }
                { button(None, "ui-take-theirs".to_owned(), "Go on with theirs", "", false) }
                { button(None, "ui-export json".to_owned(), "Download mine", "", false) }
            </div>
            <p class="quiet">{ "If you go on with theirs, “Undo” brings yours back." }</p>
        </section>
    }
}
