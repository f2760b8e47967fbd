//! `multiple_choice`: stacked checkboxes.

use super::option::Group;
use super::question::Frame;
use contract::locale::fill;
use contract::question::MultipleChoice;
use yew::prelude::*;

pub(super) fn view(frame: &Frame<'_>, kind: &MultipleChoice) -> Html {
    let words = frame.form.words;
    let hint = match kind.max_chosen().filter(|most| *most < kind.options().len()) {
        Some(most) => Some(fill(words.select_up_to, &[("{n}", &most.to_string())]).into()),
        // A department that wrote a hint has said it in its own words.
        None => frame.question.hint().is_none().then(|| words.select_all.into()),
    };
    let group = Group { form: frame.form, input: "checkbox", name: frame.question.field_name().into() };
    let options = kind.options().iter().enumerate();
    let options =
        options.map(|(index, option)| group.option(index == 0, option.id().as_str(), None, Some(option.text())));
    frame.group(hint, html! { <>{ for options }</> })
}
