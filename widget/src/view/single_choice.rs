//! `single_choice`: stacked radios, none chosen beforehand.

use super::Markup;
use super::option::Group;
use super::question::Frame;
use contract::question::SingleChoice;

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>, kind: &SingleChoice) {
    frame.open(out, "");
    Group { form: frame.form, input: "radio", name: &frame.name }.options(out, kind.options());
    out.close();
}
