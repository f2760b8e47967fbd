//! The pages of the studio: what is around the application, and the frame of its preview.

use super::controls::{Attributes, Field, error_summary, text_field};
use super::frame::{Department, frame as page, styled_frame};
use super::revisions::stands_behind;
use crate::assets;
use crate::objects::revisions::Noted;
use contract::json::Value;
use contract::{Consultation, ConsultationId, Lang, Origin, Revision, State};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What the studio's page may do: what all of ours may, compile its own Wasm, and show its preview in a frame.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
                                 img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the frame of a preview may do: run the widget, and ask for its files. It has no storage and no origin (`sandbox`), and
/// nothing that is entered in it can be sent anywhere: a form is sent to its script alone (`form-action`). `'self'` would be an origin that it does not have.
pub(crate) fn frame_policy(own: &Origin) -> String {
    let folder = assets::folder();
    format!(
        "default-src 'none'; script-src {own} 'wasm-unsafe-eval'; style-src {own}; connect-src {own}{folder}; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors {own}; sandbox allow-scripts allow-forms"
    )
}

/// The page that asks which consultation is to be written. `typed` is what was typed and is no name.
pub(crate) fn ask(department: &Department, typed: Option<&str>, assets: &str) -> String {
    let wrong = "Enter a name of 1 to 64 lower-case letters, digits and hyphens, such as local-buses";
    let field = Field {
        name: "id",
        label: "Name of the consultation in addresses",
        hint: Some(
            "Lower-case letters, digits and hyphens, such as local-buses. It cannot change later. The name of one that is there already opens that one.",
        ),
        value: typed.unwrap_or_default(),
        error: typed.map(|_| wrong),
        width: None,
    };
    let title = if typed.is_some() { "Error: Write a consultation" } else { "Write a consultation" };
    let main = html! {
        @if typed.is_some() { (error_summary(&[("id".to_owned(), wrong.to_owned())])) }
        h1 { "Write a consultation" }
        form.narrow method="get" action={ "/d/" (department.id) "/studio" } {
            (text_field(&field, Attributes { required: true, ..Attributes::TEXT }))
            button.govuk-button { "Go on" }
        }
    };
    page(department, &format!("{title} – {}", department.name), &[], main, assets)
}

/// The page on which a consultation is written. `record` is the consultation where there is one already, `authors` who stands behind
/// its revisions.
pub(crate) fn write(
    department: &Department,
    id: &ConsultationId,
    record: Option<&Consultation>,
    authors: &[Noted],
    assets: &str,
) -> String {
    let home = format!("/d/{}", department.id);
    let live = record.map(|record| (record.state(), record.current()));
    let main = html! {
        p { a.govuk-back-link href=(home) { "All consultations" } }
        h1 { "Write “" (id) "”" }
        @if let Some((state, revision)) = live { (answered(state, revision)) }
        @if record.is_some() { p { a href={ (home) "/" (id) "/revisions" } { "What it asked before, and who approved it" } } }
        p role="status" #studio-status .govuk-visually-hidden {}
        div #studio-failed .govuk-inset-text hidden {
            p { "The studio did not start. Load the page again; a draft that was saved is still there." }
        }
        div #studio-broken .govuk-inset-text role="alert" tabindex="-1" hidden {
            p { "The studio has stopped because of a fault of ours. What you wrote is still here: download it, load the page again, and import it." }
            button.govuk-button type="button" { "Download what I wrote" }
        }
        div #studio aria-busy="true" data-id=(id) data-home=(home) data-frame={ (home) "/studio/_preview" }
            data-drafts={ "/v1/departments/" (department.id) "/drafts" }
            data-revisions={ "/v1/departments/" (department.id) "/consultations/" (id) "/revisions" } data-sign-in={ (home) "/sign-in?next=" (home) "/studio/" (id) } {
            // What the application takes the place of: so it says the same where it never comes.
            p.quiet { "The studio is loading. It needs JavaScript and WebAssembly. Without them a consultation is written as a file in JSON and sent by the API ("
                code { "PUT /v1/departments/" (department.id) "/drafts/" (id) }
                "), which checks it alike and names every problem with its place." }
        }
        @match live {
            // Nobody has answered it: it is what is begun with, and nothing to compare with.
            Some((State::Draft, revision)) => (data("studio-now", &revision.definition.to_value().to_string())),
            Some((_, revision)) => (data("studio-live", &revision.definition.to_value().to_string())),
            None => {}
        }
        @if let Some(record) = record { (data("studio-revisions", &listed(record, authors).to_string())) }
    };
    let title = format!("Write {id} – {}", department.name);
    styled_frame(department, &title, (&["department.css", "studio.css"], &["studio.js"]), main, assets)
}

fn answered(state: State, revision: &Revision) -> Markup {
    html! {
        @match state {
            State::Draft => {}
            State::Open => div.govuk-inset-text { "People can answer revision " (revision.number) " of it now. What is written here changes nothing until it is approved." },
            State::Closed | State::Archived => div.govuk-inset-text { "It is closed. What is written here is kept as a draft, and can be submitted once it is open again." },
        }
    }
}

/// The revisions, the newest first, each with who stands behind it in words.
fn listed(record: &Consultation, authors: &[Noted]) -> Value {
    let one = |revision: &Revision| {
        let words = authors.iter().find(|own| own.revision == revision.number).map_or_else(String::new, stands_behind);
        Value::object([("revision", revision.number.into()), ("words", Value::String(words))])
    };
    Value::Array(record.revisions().iter().rev().map(one).collect())
}

/// JSON that a script of ours reads: a block of data, which no browser runs.
fn data(id: &str, json: &str) -> Markup {
    // Nothing in it ends the element.
    let json = json.replace('<', "\\u003c");
    html! { script type="application/json" id=(id) { (PreEscaped(json)) } }
}

/// The frame in which the widget shows a draft: nothing but a place for it.
pub(crate) fn frame(assets: &str) -> String {
    html! {
        (DOCTYPE)
        html lang=(Lang::En.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { "Preview" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ (assets) "preview.css" };
                script type="module" src={ (assets) "preview.js" } {}
            }
            body { div #place role="region" aria-label="Form" {} }
        }
    }
    .into_string()
}
