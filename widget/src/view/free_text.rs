//! `free_text`: a text area with a count that lets the text run over and says so.

use super::question::{Frame, Note, described_by};
use contract::locale::{fill, plural};
use contract::question::FreeText;
use yew::prelude::*;

pub(super) fn view(frame: &Frame<'_>, kind: &FreeText) -> Html {
    let form = frame.form;
    let name = AttrValue::from(frame.question.field_name());
    let held = form.value(&name);
    let (hint, error) = (frame.hint(None), frame.error(None));
    let id = frame.id("count");
    let text = match held {
        Some(held) if form.live() => count(form.lang, form.words, kind, held),
        _ => fill(form.words.character_limit, &[("{n}", &kind.max_length().to_string())]),
    };
    let count = Note { html: html! { <p part="count" id={&id}>{ text }</p> }, id };
    let notes = [&hint, &error, &Some(count)];
    let [hint, error, count] = notes.map(|note| note.as_ref().map(|note| note.html.clone()).unwrap_or_default());
    html! {
        <div class="field" hidden={!frame.shown}>
            <label part="legend" for={&name}>{ frame.asked() }</label>
            { hint }
            { error }
            <textarea
                part="textarea"
                name={&name}
                id={&name}
                rows="5"
                aria-describedby={described_by(&notes)}
                aria-invalid={notes[1].is_some().then_some("true")}
                defaultvalue={if form.live() { None } else { held.map(|held| AttrValue::from(held.to_owned())) }}
            />
            { count }
        </div>
    }
}

/// How many characters are left, or too many.
fn count(lang: contract::Lang, words: &contract::locale::FormStrings, kind: &FreeText, held: &str) -> String {
    let used = FreeText::characters(held);
    match kind.max_length().checked_sub(used) {
        Some(left) => plural(lang, words.characters_left, left),
        None => plural(lang, words.characters_over, used - kind.max_length()),
    }
}
