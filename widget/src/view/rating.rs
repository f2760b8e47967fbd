//! `rating`: radios in a row where there is room, each with its number and its label where it has one.

use super::option::Group;
use super::question::Frame;
use contract::question::Rating;
use yew::prelude::*;

pub(super) fn view(frame: &Frame<'_>, kind: &Rating) -> Html {
    let group = Group { form: frame.form, input: "radio", name: frame.question.field_name().into() };
    // Where every point has words of its own, numbers say nothing more.
    let numbered = kind.labels().iter().any(Option::is_none);
    let points = kind.labels().iter().enumerate().map(|(index, label)| {
        let number = AttrValue::from((index + 1).to_string());
        group.option(index == 0, &number, numbered.then(|| number.clone()), label.as_ref())
    });
    frame.group(None, html! { <div class="scale">{ for points }</div> })
}
