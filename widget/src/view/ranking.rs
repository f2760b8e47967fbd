//! `ranking`: in the application the options in the person's order, to press or drag into their places; elsewhere a list of
//! places for each option, which needs no script.

use super::question::Frame;
use super::{Markup, say};
use contract::locale::{digits, fill};
use contract::question::{Choice, Ranking};

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>, kind: &Ranking) {
    let (words, places) = (frame.form.words, kind.places());
    let mut hint = frame.unless_hinted(words.rank_hint).to_owned();
    if places < kind.options().len() {
        hint = [&hint, " ", &fill(words.rank_up_to, &[("{n}", &digits(places))])].concat();
    }
    frame.open(out, hint.trim());
    if frame.form.live() {
        ordered(out, frame, kind);
    } else {
        for option in kind.options() {
            listed(out, frame, option, places);
        }
    }
    out.close();
}

fn field(frame: &Frame<'_>, option: &Choice) -> String {
    [&frame.name, ".", option.id().as_str()].concat()
}

/// Writes an option with a list of places.
fn listed(out: &mut Markup, frame: &Frame<'_>, option: &Choice, places: usize) {
    let form = frame.form;
    let name = field(frame, option);
    out.open("label part=option").open("select part=input").set("name", &name).set("id", &name);
    out.open("option").set("value", "").text(form.words.rank_none).close();
    for place in 1..=places {
        let place = digits(place);
        out.open("option").set("value", &place).when(form.holds(&name, &place), "selected").text(&place).close();
    }
    out.close();
    say(out, "span", option.text(), form.lang);
    out.close();
}

/// Writes the options that have a place, in order, each with its buttons; then the others, each a button.
fn ordered(out: &mut Markup, frame: &Frame<'_>, kind: &Ranking) {
    let form = frame.form;
    let words = form.words;
    let place = |option: &Choice| form.value(&field(frame, option)).parse::<usize>().ok();
    let mut ranked: Vec<(usize, &Choice)> = Vec::new();
    for option in kind.options() {
        if let Some(place) = place(option) {
            // The server's form may leave gaps, or give one place to two.
            let index = ranked.partition_point(|(other, _)| *other <= place);
            ranked.insert(index, (place, option));
        }
    }
    let placed = ranked.len();
    out.open("ol class=ranked");
    for (index, (_, option)) in ranked.into_iter().enumerate() {
        let number = index + 1;
        let name = field(frame, option);
        let text = option.text().in_language(form.lang).0;
        out.open("li").set("data-field", &name);
        out.open("input type=hidden").set("name", &name).set("value", &digits(number)).close();
        out.leaf("span class=grip aria-hidden=true", "⠿");
        say(out, "span", option.text(), form.lang);
        for (verb, sign, label, idle) in [
            ("up", "↑", words.rank_up, number == 1),
            ("down", "↓", words.rank_down, number == placed),
            ("out", "×", words.rank_remove, false),
        ] {
            out.open("button type=button").set("value", &[verb, " ", &name].concat()).when(idle, "aria-disabled");
            out.set("aria-label", &fill(label, &[("{option}", text)])).text(sign).close();
        }
        out.close();
    }
    out.close().group();
    for option in kind.options().iter().filter(|option| place(option).is_none()) {
        let name = field(frame, option);
        let label = fill(words.rank_add, &[("{option}", option.text().in_language(form.lang).0)]);
        out.open("button part=option type=button").set("value", &["rank ", &name].concat()).set("aria-label", &label);
        out.when(placed == kind.places(), "aria-disabled");
        say(out, "span", option.text(), form.lang);
        out.close();
    }
    out.close();
}
