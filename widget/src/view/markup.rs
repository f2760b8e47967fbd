//! HTML, written from its first element to its last. `html!` writes code for each attribute and child where it stands; that
//! code, and not Yew, was most of the views' Wasm. Here an element costs its text and a call.

use std::cell::RefCell;
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VNode, VTag, VText};

/// What is written so far: the elements that are still open, the outermost first.
#[derive(Default)]
pub(super) struct Markup(Vec<Open>);

struct Open {
    tag: VTag,
    names: Vec<&'static str>,
    values: Vec<Option<AttributeOrProperty>>,
}

/// Yew compares attributes by place where two lists of names are the same list, which lives as long as the program: the
/// views have some forty of them. Its other way, a map for each element, is 4 KB more Wasm.
fn same_for_ever(names: &[&'static str]) -> &'static [&'static str] {
    thread_local!(static LISTS: RefCell<Vec<&'static [&'static str]>> = const { RefCell::new(Vec::new()) });
    LISTS.with_borrow_mut(|lists| {
        if let Some(list) = lists.iter().find(|list| **list == names) {
            return *list;
        }
        let list: &'static [&'static str] = Box::leak(names.into());
        lists.push(list);
        list
    })
}

impl Markup {
    /// Opens an element: its name, then attributes that are always the same, as in `p part=hint hidden`.
    pub(super) fn open(&mut self, start: &'static str) -> &mut Self {
        let mut words = start.split(' ');
        let tag = VTag::new(words.next().unwrap_or_default());
        self.0.push(Open { tag, names: Vec::new(), values: Vec::new() });
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
        if let Some(open) = self.0.last_mut() {
            open.names.push(name);
            open.values.push(Some(AttributeOrProperty::Attribute(value)));
        }
    }

    #[inline(never)]
    fn child(&mut self, child: VNode) {
        if let Some(open) = self.0.last_mut() {
            open.tag.add_child(child);
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
        if let Some(open) = self.0.last_mut() {
            open.tag.set_value(Some(AttrValue::from(text.to_owned())));
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
        if let Some(Open { mut tag, names, values }) = self.0.pop() {
            tag.attributes = Attributes::Dynamic { keys: same_for_ever(&names), values: values.into() };
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
    out.0.pop().and_then(|open| open.tag.into_children()).unwrap_or_default()
}
