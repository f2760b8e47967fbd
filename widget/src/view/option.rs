//! A radio or checkbox with its label: one 44 px target.

use super::{Form, Markup, say};
use contract::question::Choice;
use contract::text::Text;

/// What the inputs of one group have in common.
pub(super) struct Group<'a> {
    pub(super) form: &'a Form<'a>,
    /// `radio` or `checkbox`.
    pub(super) input: &'static str,
    /// The field's name; the first input has it as its identifier, so that errors can link to it.
    pub(super) name: &'a str,
}

impl Group<'_> {
    /// One input; a number stands before the label of a rating's point.
    pub(super) fn option(&self, out: &mut Markup, first: bool, value: &str, numbered: bool, label: Option<&Text>) {
        self.open(out, first, value);
        if numbered {
            out.leaf("b", value);
        }
        if let Some(label) = label {
            say(out, "span", label, self.form.lang);
        }
        out.close();
    }

    /// One input with a label of the interface's own.
    pub(super) fn labelled(&self, out: &mut Markup, first: bool, value: &str, label: &str) {
        self.open(out, first, value);
        out.leaf("span", label).close();
    }

    fn open(&self, out: &mut Markup, first: bool, value: &str) {
        let Self { form, input, name } = *self;
        out.open("label part=option").open("input part=input").set("type", input).set("name", name).set("value", value);
        if first {
            out.set("id", name);
        }
        // An attribute, and on the server alone: in the browser nothing here sets what a person may have chosen.
        out.when(form.holds(name, value), "checked").close();
    }

    /// One input for each of `choices`.
    pub(super) fn options(&self, out: &mut Markup, choices: &[Choice]) {
        for (index, choice) in choices.iter().enumerate() {
            self.option(out, index == 0, choice.id().as_str(), false, Some(choice.text()));
        }
    }
}
