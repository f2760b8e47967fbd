//! `vote`: in the application one statement after the other, for as long as the person likes; elsewhere three radios for
//! each, laid out as an agreement's. Of many statements the first ones are shown there, and those that have a vote already:
//! a person who changes an answer keeps all of it.

use super::agreement::statement;
use super::option::Group;
use super::question::Frame;
use super::{Markup, button, say};
use contract::limits;
use contract::locale::{digits, fill};
use contract::question::{Stance, Statement, Vote};

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>, kind: &Vote) {
    let form = frame.form;
    frame.open(out, frame.unless_hinted(form.words.vote_hint));
    if form.live() {
        one_by_one(out, frame, kind);
    } else {
        out.open("div class=points aria-hidden=true");
        for stance in Stance::ALL {
            out.leaf("span", stance.label(form.words));
        }
        out.close();
        for (index, own) in kind.statements().iter().enumerate() {
            let name = field(frame, own);
            if index < limits::VOTE_STATEMENTS_SHOWN || !form.value(&name).is_empty() {
                statement(out, frame, own);
                let group = Group { form, input: "radio", name: &name };
                for (index, stance) in Stance::ALL.into_iter().enumerate() {
                    group.labelled(out, index == 0, stance.name(), stance.label(form.words));
                }
                out.close();
            }
        }
    }
    out.close();
}

fn field(frame: &Frame<'_>, statement: &Statement) -> String {
    [&frame.name, ".", statement.id().as_str()].concat()
}

fn one_by_one(out: &mut Markup, frame: &Frame<'_>, kind: &Vote) {
    let (form, words, statements) = (frame.form, frame.form.words, kind.statements());
    let mut voted = 0;
    out.group();
    for own in statements {
        let name = field(frame, own);
        let vote = form.value(&name);
        if !vote.is_empty() {
            voted += 1;
            out.open("input type=hidden").set("name", &name).set("value", vote).close();
        }
    }
    out.close();
    let next = next(kind, form.control.key, |own| !form.value(&field(frame, own)).is_empty());
    let (done, all) = (digits(voted), digits(statements.len()));
    out.open("progress aria-hidden=true").set("value", &done).set("max", &all).close();
    out.open("p part=count").text(&fill(words.vote_progress, &[("{n}", &done), ("{total}", &all)])).close();
    match next {
        Some(own) => {
            let name = field(frame, own);
            out.open("div class=vote").open("p").set("id", &frame.id("statement"));
            say(out, "", own.text(), form.lang);
            out.close();
            for stance in Stance::ALL {
                out.open("button part=button type=button").set("value", &[stance.name(), " ", &name].concat());
                out.set("aria-describedby", &frame.id("statement"));
                if stance == Stance::Agree {
                    // Where an error's link leads.
                    out.set("id", &field(frame, &statements[0]));
                }
                out.text(stance.label(words)).close();
            }
            out.close();
        }
        None => {
            out.leaf("p", words.vote_done);
        }
    }
    out.group();
    if voted > 0 {
        button(out, &["undo ", &frame.name].concat(), words.vote_back, false);
    }
    out.close();
}

/// The next statement without a vote, in an order of the person's own, which follows from the key: so none is always asked
/// first. Starting at any, in steps of any width that meets all, each comes in each place as often as any other.
pub(crate) fn next<'a>(kind: &'a Vote, key: &str, voted: impl Fn(&Statement) -> bool) -> Option<&'a Statement> {
    let statements = kind.statements();
    let count = statements.len();
    let seed = key.bytes().fold(0_usize, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()) % 1_000_003);
    let mut step = seed / count % count + 1;
    while divisor(step, count) != 1 {
        step += 1;
    }
    (0..count).map(|place| &statements[(seed + place * step) % count]).find(|own| !voted(own))
}

fn divisor(one: usize, other: usize) -> usize {
    if other == 0 { one } else { divisor(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_statement_comes_once_and_in_every_place() {
        for count in [1, 2, 6, 7, 12] {
            let statements: Vec<_> =
                (0..count).map(|n| format!(r#"{{"id": "s{n}", "text": {{"en": "S"}}}}"#)).collect();
            let document = format!(
                r#"{{"title": {{"en": "T"}}, "languages": ["en"], "questions": [
                    {{"id": "q", "kind": "vote", "text": {{"en": "Q"}}, "statements": [{}]}}]}}"#,
                statements.join(",")
            );
            let definition = contract::Definition::parse(&serde_json::from_str(&document).unwrap()).unwrap();
            let contract::Kind::Vote(kind) = definition.questionnaire().questions()[0].kind() else { unreachable!() };
            let mut places = BTreeSet::new();
            for key in 0..400 {
                let key = format!("0f9c1b1e-7d5e-4a2b-9c3d-{key:012}");
                let mut seen = BTreeSet::new();
                while let Some(statement) = next(kind, &key, |own| seen.contains(own.id().as_str())) {
                    places.insert((seen.len(), statement.id().as_str()));
                    assert!(seen.insert(statement.id().as_str()));
                }
                assert_eq!(seen.len(), count);
            }
            assert_eq!(places.len(), count * count, "each in each place");
        }
    }
}
