//! `agreement`: a group of radios for each statement, inside the question's group. Where there is room the styles lay them
//! out as a table, under a row that repeats the scale for the eye alone.

use super::option::Group;
use super::question::Frame;
use super::{Markup, say};
use contract::question::{Agreement, Statement};

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>, kind: &Agreement) {
    frame.open(out, "");
    out.open("div class=points aria-hidden=true");
    for point in kind.scale() {
        say(out, "span", point.text(), frame.form.lang);
    }
    out.close();
    for own in kind.statements() {
        statement(out, frame, own);
        let name = [&frame.name, ".", own.id().as_str()].concat();
        Group { form: frame.form, input: "radio", name: &name }.options(out, kind.scale());
        out.close();
    }
    out.close();
}

/// Opens the group of a statement.
pub(super) fn statement(out: &mut Markup, frame: &Frame<'_>, statement: &Statement) {
    let id = statement.id().as_str();
    out.open("fieldset").described_by(&[&frame.error_id(id)]);
    say(out, "legend", statement.text(), frame.form.lang);
    frame.error(out, id);
}
