//! The draft as people will see it: the widget itself, in a frame that can neither store nor send anything.

use super::controls::{Words, radios, select};
use super::{Studio, counted, language_name};
use contract::Lang;
use yew::prelude::*;

/// How wide the preview is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Width {
    /// As on a phone, beside what is written.
    #[default]
    Phone,
    /// As on a desktop, below it.
    Desktop,
}

/// The look of the page around the form.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Theme {
    /// Light.
    #[default]
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Its name, as the widget's attribute has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How the preview is looked at.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Preview {
    /// Where its frame is.
    pub address: String,
    /// How wide.
    pub width: Width,
    /// In which language; the first one where `None`.
    pub lang: Option<Lang>,
    /// In which look.
    pub theme: Theme,
    /// Whether it shows the draft as it is.
    pub standing: Standing,
}

/// What the preview shows.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Standing {
    /// Nothing yet.
    #[default]
    Nothing,
    /// The draft as it is.
    Current,
    /// The draft as it was before something was wrong with it.
    Behind,
    /// It could not be made: there is no connection.
    Lost,
}

pub(super) fn preview(studio: &Studio<'_>) -> Html {
    let preview = studio.preview;
    let languages: Vec<(String, String)> =
        studio.languages().iter().map(|lang| (lang.code().to_owned(), language_name(*lang).to_owned())).collect();
    let lang = preview.lang.filter(|lang| studio.languages().contains(lang)).unwrap_or_else(|| studio.first());
    let wrong = studio.problems.iter().filter(|problem| problem.untranslated.is_none()).count();
    let standing = match preview.standing {
        Standing::Nothing if wrong > 0 => {
            format!("It shows as soon as nothing is wrong: {} to do.", counted(wrong, "thing", "things"))
        }
        Standing::Nothing => "It shows in a moment.".to_owned(),
        Standing::Current => "It shows the draft as it is.".to_owned(),
        Standing::Behind => {
            format!("It shows the draft as it was before: {} to do.", counted(wrong, "thing", "things"))
        }
        Standing::Lost => "There is no connection: it shows the draft as it was before.".to_owned(),
    };
    let class =
        if preview.width == Width::Desktop { "preview__frame preview__frame--desktop" } else { "preview__frame" };
    html! {
        <section class="studio__preview" aria-labelledby="preview">
            <h2 id="preview" tabindex="-1">{ "Preview" }</h2>
            <p class="quiet">{ "This is the form itself. Try it: nothing that is entered here is stored or sent. " }{ standing }</p>
            <div class="preview__controls">
                { radios("ui-width", "Width", &[("phone", "Phone"), ("desktop", "Desktop")], if preview.width == Width::Desktop { "desktop" } else { "phone" }) }
                { radios("ui-theme", "Look", &[("light", "Light"), ("dark", "Dark")], preview.theme.name()) }
                if languages.len() > 1 {
                    { select("preview-language".to_owned(), "ui-lang".to_owned(), Words::new("Language", ""), &languages, lang.code(), None) }
                }
            </div>
            <div class="preview__scroll" tabindex="0" role="group" aria-label="The form">
                <iframe class={class} id="frame" title="Preview of the form" src={preview.address.clone()} sandbox="allow-scripts allow-forms" />
            </div>
        </section>
    }
}
