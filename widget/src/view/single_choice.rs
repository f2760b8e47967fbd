//! `single_choice`: stacked radios, none chosen beforehand.

use super::option::Group;
use super::question::Frame;
use contract::question::SingleChoice;
use yew::prelude::*;

pub(super) fn view(frame: &Frame<'_>, kind: &SingleChoice) -> Html {
    let group = Group { form: frame.form, input: "radio", name: frame.question.field_name().into() };
    let options = kind.options().iter().enumerate();
    let options =
        options.map(|(index, option)| group.option(index == 0, option.id().as_str(), None, Some(option.text())));
    frame.group(None, html! { <>{ for options }</> })
}
