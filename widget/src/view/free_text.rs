//! `free_text`: a text area with a count that lets the text run over and says so.

use super::question::Frame;
use super::{Markup, button};
use contract::locale::{digits, fill, plural};
use contract::personal;
use contract::question::FreeText;

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>, kind: &FreeText) {
    let (form, name) = (frame.form, &*frame.name);
    let held = form.value(name);
    let count_id = frame.id("count");
    frame.field(out, "");
    out.open("textarea part=textarea rows=5")
        .set("name", name)
        .set("id", name)
        .described_by(&[&frame.hint_id(""), &frame.error_id(""), &count_id])
        .when(frame.issue("").is_some(), "aria-invalid");
    if !form.live() {
        out.holding(held);
    }
    out.close();
    out.open("p part=count").set("id", &count_id).text(&count(frame, kind, held)).close();
    if form.live() {
        personal(out, frame, held);
    }
    out.close();
}

/// Says what in the text looks like personal information, and offers to take it out. Nothing is blocked: who wants to send
/// it may, and the edge takes it out before it keeps the answer.
fn personal(out: &mut Markup, frame: &Frame<'_>, held: &str) {
    let words = frame.form.words;
    let found = personal::find(held);
    out.open("div class=personal").set("id", &frame.id("personal")).when(found.is_empty(), "hidden");
    out.group();
    for one in &found {
        let kind = words.personal_kinds.split('|').nth(one.kind as usize).unwrap_or_default();
        let places = [("{kind}", kind), ("{text}", &held[one.range.clone()])];
        out.leaf("p", &fill(words.personal_found, &places));
    }
    out.close();
    button(out, &["clean ", &frame.name].concat(), words.personal_remove, false);
    out.close();
}

/// How many characters are left, or too many; where nothing counts them as they are typed, how many there may be.
fn count(frame: &Frame<'_>, kind: &FreeText, held: &str) -> String {
    let (lang, words, most) = (frame.form.lang, frame.form.words, kind.max_length());
    let used = FreeText::characters(held);
    match most.checked_sub(used) {
        _ if !frame.form.live() => fill(words.character_limit, &[("{n}", &digits(most))]),
        Some(left) => plural(lang, words.characters_left, left),
        None => plural(lang, words.characters_over, used - most),
    }
}
