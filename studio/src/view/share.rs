//! The draft as a file, out and in.

use super::Studio;
use super::controls::button;
use yew::prelude::*;

pub(super) fn share(studio: &Studio<'_>) -> Html {
    let said = studio.imported;
    let wrong = |words: &String| {
        html! { <p class="govuk-error-message"><span class="govuk-visually-hidden">{ "Error: " }</span>{ words }</p> }
    };
    let group = if said.refused.is_empty() { "govuk-form-group" } else { "govuk-form-group govuk-form-group--error" };
    let described = if said.refused.is_empty() { "import-hint" } else { "import-hint import-error" };
    html! {
        <section class="studio__section" aria-labelledby="share">
            <h2 id="share" tabindex="-1">{ "As a file" }</h2>
            <p>{ "The same document that the API takes, to keep, to share or to go on with elsewhere." }</p>
            <div class="studio__buttons">
                { button(Some("export-json".to_owned()), "ui-export json".to_owned(), "Download as JSON", "", false) }
                { button(Some("export-yaml".to_owned()), "ui-export yaml".to_owned(), "Download as YAML", "", false) }
            </div>
            if said.unwritten {
                <p class="govuk-error-message" id="unwritten" tabindex="-1"><span class="govuk-visually-hidden">{ "Error: " }</span>
                    { "It was not written, since there is no connection, or you are signed out. As JSON it can be downloaded all the same." }</p>
            }
            <div class={group} id="imported" tabindex="-1">
                <label class="govuk-label" for="import">{ "Import a file" }</label>
                <div class="govuk-hint" id="import-hint">
                    { "JSON or YAML, or what GOV.UK tells of a consultation at www.gov.uk/api/content. It takes the place of what is written here; “Undo” brings that back." }
                </div>
                if !said.refused.is_empty() { <div id="import-error">{ for said.refused.iter().map(wrong) }</div> }
                <input class="govuk-file-upload" type="file" id="import" name="ui-import" accept=".json,.yaml,.yml,application/json,application/yaml"
                    aria-describedby={described} />
                if !said.notes.is_empty() {
                    <div class="govuk-inset-text">
                        <p>{ "The file is in place. What is to be known of it:" }</p>
                        <ul class="govuk-list govuk-list--bullet">{ for said.notes.iter().map(|note| html! { <li>{ note }</li> }) }</ul>
                    </div>
                }
            </div>
        </section>
    }
}
