//! `region`: a list to choose from. It works without script and without a postcode; the application finds the region of a
//! postcode, which goes nowhere: its input has no name.

use super::Markup;
use super::question::Frame;
use contract::locale::fill;
use contract::{Region, region};

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>) {
    let (form, name) = (frame.form, &*frame.name);
    frame.field(out, "");
    out.open("select part=input")
        .set("name", name)
        .set("id", name)
        .described_by(&[&frame.hint_id(""), &frame.error_id("")])
        .when(frame.issue("").is_some(), "aria-invalid");
    out.open("option").set("value", "").text(form.words.choose).close();
    for region in Region::all() {
        out.open("option").set("value", region.code()).when(form.holds(name, region.code()), "selected");
        out.text(region.name(form.words)).close();
    }
    out.close();
    if form.live() {
        postcode(out, frame);
    }
    out.close();
}

fn postcode(out: &mut Markup, frame: &Frame<'_>) {
    let (form, words) = (frame.form, frame.form.words);
    let (id, hint) = (frame.id("postcode"), frame.id("found"));
    out.open("label").set("for", &id).text(words.postcode).close();
    out.open("input part=input autocomplete=postal-code spellcheck=false").set("id", &id);
    out.set("aria-describedby", &hint).close();
    out.open("p part=hint").set("id", &hint).text(&found(frame, form.postcode)).close();
}

/// What is said of a postcode, as far as it is typed.
pub(crate) fn said(words: &contract::locale::FormStrings, regions: &[Region]) -> String {
    let names: Vec<&str> = regions.iter().map(|region| region.name(words)).collect();
    match regions {
        [] => words.postcode_unknown.to_owned(),
        [_] => fill(words.postcode_found, &[("{region}", names[0])]),
        _ => fill(words.postcode_several, &[("{regions}", &names.join(" · "))]),
    }
}

fn found(frame: &Frame<'_>, typed: &str) -> String {
    let words = frame.form.words;
    // Without a digit it is not a postcode yet.
    if !typed.contains(|character: char| character.is_ascii_digit()) {
        return words.postcode_hint.to_owned();
    }
    said(words, &region::find(frame.form.areas, typed))
}
