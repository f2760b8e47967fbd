//! `rating`: radios in a row where there is room, each with its number and its label where it has one.

use super::Markup;
use super::option::Group;
use super::question::Frame;
use contract::locale::digits;
use contract::question::Rating;

pub(super) fn view(out: &mut Markup, frame: &Frame<'_>, kind: &Rating) {
    let group = Group { form: frame.form, input: "radio", name: &frame.name };
    // Where every point has words of its own, numbers say nothing more.
    let numbered = kind.labels().iter().any(Option::is_none);
    frame.open(out, "");
    out.open("div class=scale");
    for (index, label) in kind.labels().iter().enumerate() {
        group.option(out, index == 0, &digits(index + 1), numbered, label.as_ref());
    }
    out.close().close();
}
