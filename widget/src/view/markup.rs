//! HTML, written from its first element to its last. `html!` writes code for each attribute and child where it stands; that
//! code, and not Yew, was most of the views' Wasm. Here an element costs its text and a call.

use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag, VText};

/// What is written so far: the elements that are still open, the outermost first.
#[derive(Default)]
pub(super) struct Markup(Vec<VTag>);

impl Markup {
    /// Opens an element: its name, then attributes that are always the same, as in `p part=hint hidden`.
    pub(super) fn open(&mut self, start: &'static str) -> &mut Self {
        let mut words = start.split(' ');
        self.0.push(VTag::new(words.next().unwrap_or_default()));
        for word in words {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            self.attribute(name, value.into());
        }
        self
    }

    /// Opens what is no element, but several children as one: however many they are, and whether they are there at all,
    /// those behind them keep their places, and with them what a person typed there.
    pub(super) fn group(&mut self) -> &mut Self {
        self.open("")
    }

    #[inline(never)]
    fn attribute(&mut self, name: &'static str, value: AttrValue) {
        if let Some(tag) = self.0.last_mut() {
            tag.add_attribute(name, value);
        }
    }

    #[inline(never)]
    fn child(&mut self, child: VNode) {
        if let Some(tag) = self.0.last_mut() {
            tag.add_child(child);
        }
    }

    /// Sets an attribute of the element that was opened last.
    #[inline(never)]
    pub(super) fn set(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.attribute(name, value.to_owned().into());
        self
    }

    /// Sets an attribute that says something by being there.
    #[inline(never)]
    pub(super) fn when(&mut self, holds: bool, name: &'static str) -> &mut Self {
        if holds {
            self.attribute(name, "true".into());
        }
        self
    }

    /// Sets the identifiers that describe the element, separated by blanks, where there are any.
    pub(super) fn described_by(&mut self, ids: &[&str]) -> &mut Self {
        let ids = ids.join(" ");
        if ids.trim().is_empty() { self } else { self.set("aria-describedby", ids.trim()) }
    }

    /// What a text area holds from the beginning.
    pub(super) fn holding(&mut self, text: &str) -> &mut Self {
        if let Some(tag) = self.0.last_mut() {
            tag.set_value(Some(AttrValue::from(text.to_owned())));
        }
        self
    }

    /// Writes a text.
    #[inline(never)]
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.child(VText::new(text.to_owned()).into());
        self
    }

    /// Closes what was opened last.
    #[inline(never)]
    pub(super) fn close(&mut self) -> &mut Self {
        if let Some(tag) = self.0.pop() {
            let closed = if tag.tag().is_empty() { tag.into_children().unwrap_or_default() } else { tag.into() };
            self.child(closed);
        }
        self
    }

    /// Writes an element that holds a text.
    #[inline(never)]
    pub(super) fn leaf(&mut self, start: &'static str, text: &str) -> &mut Self {
        self.open(start).text(text).close()
    }
}

/// What `write` writes, as one element or several.
pub(super) fn written(write: impl FnOnce(&mut Markup)) -> Html {
    let mut out = Markup::default();
    out.group();
    write(&mut out);
    debug_assert_eq!(out.0.len(), 1, "an element is not closed");
    out.0.pop().and_then(VTag::into_children).unwrap_or_default()
}
