//! Models and views. A view is a function from a model to `Html`, the same on the server and in the browser.
//!
//! A question kind is one module here, named after it; `question` matches them exhaustively.

mod agreement;
mod check;
mod confirmation;
mod error_summary;
mod form;
mod free_text;
mod markup;
mod multiple_choice;
mod notice;
mod option;
#[cfg(feature = "ssr")]
mod others;
mod question;
mod ranking;
mod rating;
mod region;
mod single_choice;
mod vote;

pub use confirmation::{Confirmation, Steps, Withdrawal, confirmation};
pub use contract::Notice;
pub use form::{Control, Form, Purpose, Setting, Stage, form};
pub use notice::notice;
#[cfg(feature = "ssr")]
pub use others::others;
#[cfg(feature = "csr")]
pub(crate) use vote::next as next_statement;

use contract::{Lang, text::Text};
use markup::{Markup, written};

/// What the field `name` holds.
pub(crate) fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, held)| held)
}

/// Opens the root of every view. `soundings.css` styles it in a shadow root and in a page alike; the direction stands on it
/// because the host's page may be written the other way.
fn container(out: &mut Markup, lang: Lang) {
    out.open("div class=soundings part=container").set("lang", lang.code()).set("dir", lang.direction());
}

/// Opens a heading of level 1 to 6.
fn heading(out: &mut Markup, level: u8) -> &mut Markup {
    out.open(match level {
        0 | 1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    })
}

/// Opens the heading of the whole view.
fn title(out: &mut Markup, level: u8) -> &mut Markup {
    heading(out, level).set("part", "heading")
}

/// Writes an element with a text: in the form's language, or in the one it falls back to; then with that language, so that
/// it is spoken rightly. Without a name the element is there only where it has a language to tell.
fn say(out: &mut Markup, element: &'static str, text: &Text, wanted: Lang) {
    let (text, lang) = text.in_language(wanted);
    if lang == wanted {
        out.open(element);
    } else {
        out.open(if element.is_empty() { "span" } else { element }).set("lang", lang.code());
    }
    out.text(text).close();
}

/// Writes a button that does something in place: `verb` says what.
fn button(out: &mut Markup, verb: &str, label: &str, disabled: bool) {
    out.open("button part=button type=button").set("value", verb).when(disabled, "aria-disabled").text(label).close();
}
