//! What stands in the form's place when there is nothing to answer.

use super::{container, heading};
use contract::locale::FormStrings;
use contract::{Lang, Notice};
use yew::prelude::*;

/// The notice.
pub fn notice(notice: Notice, lang: Lang, words: &FormStrings, level: u8) -> Html {
    let (title, text) = match notice {
        Notice::Closed => (words.closed_title, words.closed_text),
        Notice::NotOpen => (words.not_open_title, words.not_open_text),
        Notice::Withdrawn => (words.withdrawn_title, words.withdrawn_text),
    };
    container(
        lang,
        html! {
            <div part="confirmation" tabindex="-1">
                { heading(level, "heading", title.into()) }
                <p>{ text }</p>
            </div>
        },
    )
}
