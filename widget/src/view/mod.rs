//! Models and views. A view is a function from a model to `Html`, the same on the server and in the browser.
//!
//! A question kind is one module here, named after it; `question` matches them exhaustively.

mod agreement;
mod confirmation;
mod error_summary;
mod form;
mod free_text;
mod multiple_choice;
mod notice;
mod option;
mod question;
mod rating;
mod single_choice;

pub use confirmation::{Confirmation, Steps, Withdrawal, confirmation};
pub use contract::Notice;
pub use form::{Control, Form, Purpose, Stage, form};
pub use notice::notice;

use contract::{Lang, text::Text};
use yew::prelude::*;

/// The root of every view. `soundings.css` styles it in a shadow root and in a page alike; the direction stands on it
/// because the host's page may be written the other way.
fn container(lang: Lang, content: Html) -> Html {
    html! { <div class="soundings" part="container" lang={lang.code()} dir={lang.direction()}>{ content }</div> }
}

/// A heading of level 1 to 6.
fn heading(level: u8, part: &'static str, text: Html) -> Html {
    let tag = match level {
        0 | 1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    };
    html! { <@{tag} part={part}>{ text }</@> }
}

/// A text in the form's language, or in the one it falls back to: then with that language, so that it is spoken rightly.
struct Said {
    text: AttrValue,
    lang: Option<&'static str>,
}

impl Said {
    fn new(text: &Text, wanted: Lang) -> Self {
        let (text, lang) = text.in_language(wanted);
        Self { text: text.to_owned().into(), lang: (lang != wanted).then(|| lang.code()) }
    }

    fn html(self) -> Html {
        match self.lang {
            Some(lang) => html! { <span lang={lang}>{ self.text }</span> },
            None => self.text.into(),
        }
    }
}
