//! A radio or checkbox with its label: one 44 px target.

use super::{Form, Said};
use contract::text::Text;
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::VNode;

/// What the inputs of one group have in common.
pub(super) struct Group<'a> {
    pub(super) form: &'a Form<'a>,
    /// `radio` or `checkbox`.
    pub(super) input: &'static str,
    /// The field's name; the first input has it as its identifier, so that errors can link to it.
    pub(super) name: AttrValue,
}

impl Group<'_> {
    /// One input; a `number` stands before the label of a rating's point.
    pub(super) fn option(&self, first: bool, value: &str, number: Option<AttrValue>, label: Option<&Text>) -> Html {
        let Self { form, input, ref name } = *self;
        let mut node = html! {
            <input
                part="input"
                type={input}
                name={name}
                value={value.to_owned()}
                id={first.then(|| name.clone())}
                checked=true
            />
        };
        if let VNode::VTag(tag) = &mut node
            && !form.holds(name, value)
        {
            // Not `checked={false}`: in the browser that would undo what a person chose.
            Rc::make_mut(tag).preserve_checked();
        }
        let label = label.map(|text| Said::new(text, form.lang));
        html! {
            <label part="option">
                { node }
                if let Some(number) = number { <b>{ number }</b> }
                if let Some(Said { text, lang }) = label { <span lang={lang}>{ text }</span> }
            </label>
        }
    }
}
