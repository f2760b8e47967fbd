//! `agreement`: a group of radios for each statement, inside the question's group. Where there is room the styles lay them
//! out as a table, under a row that repeats the scale for the eye alone.

use super::Said;
use super::option::Group;
use super::question::{Frame, described_by};
use contract::question::{Agreement, Statement};
use yew::prelude::*;

pub(super) fn view(frame: &Frame<'_>, kind: &Agreement) -> Html {
    let lang = frame.form.lang;
    let points = kind.scale().iter().map(|point| html! { <span>{ Said::new(point.text(), lang).html() }</span> });
    let statements = kind.statements().iter().map(|own| statement(frame, kind, own));
    frame.group(
        None,
        html! {
            <>
                <div class="points" aria-hidden="true">{ for points }</div>
                { for statements }
            </>
        },
    )
}

fn statement(frame: &Frame<'_>, kind: &Agreement, statement: &Statement) -> Html {
    let name = [&frame.question.field_name(), ".", statement.id().as_str()].concat();
    let group = Group { form: frame.form, input: "radio", name: name.into() };
    let points = kind.scale().iter().enumerate();
    let points = points.map(|(index, point)| group.option(index == 0, point.id().as_str(), None, Some(point.text())));
    let error = frame.error(Some(statement.id().as_str()));
    html! {
        <fieldset aria-describedby={described_by(&[&error])}>
            <legend>{ Said::new(statement.text(), frame.form.lang).html() }</legend>
            { for error.map(|error| error.html) }
            { for points }
        </fieldset>
    }
}
