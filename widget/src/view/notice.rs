//! What stands in the form's place when there is nothing to answer.

use super::{container, title, written};
use contract::locale::FormStrings;
use contract::{Lang, Notice};
use yew::prelude::Html;

/// The notice.
pub fn notice(notice: Notice, lang: Lang, words: &FormStrings, level: u8) -> Html {
    let (heading, text) = match notice {
        Notice::Closed => (words.closed_title, words.closed_text),
        Notice::NotOpen => (words.not_open_title, words.not_open_text),
        Notice::Withdrawn => (words.withdrawn_title, words.withdrawn_text),
    };
    written(|out| {
        container(out, lang);
        out.open("div part=confirmation tabindex=-1");
        title(out, level).text(heading).close();
        out.leaf("p", text).close().close();
    })
}
