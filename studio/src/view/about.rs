//! What people read before the questions, and in which languages.

use super::controls::{Size, Words, checkbox, error, field, select, texts};
use super::{Studio, anchor, counted, language_name};
use crate::model::json;
use contract::{Lang, limits};
use yew::prelude::*;

pub(super) fn about(studio: &Studio<'_>) -> Html {
    let languages = studio.languages();
    let progress = |lang: Lang| {
        let found = studio.progress.iter().find(|progress| progress.lang == lang);
        found.map_or(String::new(), |one| format!("{} of {}", one.written, counted(one.all, "text", "texts")))
    };
    let offered = Lang::ALL.into_iter().map(|lang| {
        let promised = languages.contains(&lang);
        let name =
            if lang == Lang::En { "English".to_owned() } else { format!("{} ({})", language_name(lang), lang.name()) };
        checkbox(
            format!("language-{}", lang.code()),
            format!("language {}", lang.code()),
            &name,
            &progress(lang),
            promised,
        )
    });
    let named: Vec<(String, String)> =
        languages.iter().map(|lang| (lang.code().to_owned(), language_name(*lang).to_owned())).collect();
    let first = Words::new(
        "Main language",
        "Every text has this language; where a translation is missing, people read it instead.",
    );
    let retention = format!(
        "Leave blank for {} days (2 years). Then what each answer says is deleted; counts stay.",
        limits::RETENTION_DAYS
    );
    let title = Words::new("Title", "What it is about, as people know it.");
    let message =
        Words::new("Message", "Optional. Why you ask, what you will do with the answers, and how long it takes.");
    let privacy = Words::new("Privacy notice", "Optional. What is kept, for how long, and who sees it.");
    html! {
        <section class="studio__section" aria-labelledby="about">
            <h2 id="about" tabindex="-1">{ "What it is about" }</h2>
            <fieldset class="govuk-fieldset govuk-form-group" id={anchor("/languages")} tabindex="-1">
                <legend class="govuk-fieldset__legend">{ "Languages" }</legend>
                { error("languages", studio.problem_at("/languages")) }
                <div class="govuk-checkboxes govuk-checkboxes--small languages">{ for offered }</div>
            </fieldset>
            if languages.len() > 1 {
                { select("first-language".to_owned(), "first".to_owned(), first, &named, studio.first().code(), None) }
            }
            { texts(studio, "/title", title, Size::Line) }
            { texts(studio, "/summary", message, Size::Passage) }
            { texts(studio, "/privacy", privacy, Size::Passage) }
            { field(studio, "number /retention/days".to_owned(), "/retention/days", Words::new("Days for which answers are kept", &retention), Size::Number, "text") }
            if !json::text(studio.document(), "/retention").is_empty() { { error("retention", studio.problem_at("/retention")) } }
        </section>
    }
}
