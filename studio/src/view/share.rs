//! The draft as a file, out and in.

use super::Studio;
use super::controls::button;
use yew::prelude::*;

pub(super) fn share(studio: &Studio<'_>) -> Html {
    html! {
        <section class="studio__section" aria-labelledby="share">
            <h2 id="share" tabindex="-1">{ "As a file" }</h2>
            <p>{ "The same document that the API takes, to keep, to share or to go on with elsewhere." }</p>
            <div class="studio__buttons">{ button(Some("export-json".to_owned()), "ui-export json".to_owned(), "Download as JSON", "", false) }</div>
            <div class="govuk-form-group">
                <label class="govuk-label" for="import">{ "Import a file" }</label>
                <div class="govuk-hint" id="import-hint">{ "JSON. It takes the place of what is written here; “Undo” brings that back." }</div>
                if !studio.imported.is_empty() {
                    <div id="import-error">
                        { for studio.imported.iter().map(|words| html! { <p class="govuk-error-message"><span class="govuk-visually-hidden">{ "Error: " }</span>{ words }</p> }) }
                    </div>
                }
                <input class="govuk-file-upload" type="file" id="import" name="ui-import" accept=".json,application/json"
                    aria-describedby={if studio.imported.is_empty() { "import-hint" } else { "import-hint import-error" }} />
            </div>
        </section>
    }
}
