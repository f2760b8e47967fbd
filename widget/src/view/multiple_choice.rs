//! `multiple_choice`: stacked checkboxes.

use super::Markup;
use super::option::Group;
use super::question::Frame;
use contract::locale::{digits, fill};
use contract::question::MultipleChoice;

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>, kind: &MultipleChoice) {
    let words = frame.form.words;
    let most = kind.max_chosen().filter(|most| *most < kind.options().len());
    let hint = match most {
        Some(most) => fill(words.select_up_to, &[("{n}", &digits(most))]),
        None => frame.unless_hinted(words.select_all).to_owned(),
    };
    frame.open(out, &hint);
    Group { form: frame.form, input: "checkbox", name: &frame.name }.options(out, kind.options());
    out.close();
}
