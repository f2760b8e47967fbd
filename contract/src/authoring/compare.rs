//! Comparing texts, and lists whose items have identifiers.

use super::change::{Change, What};
use super::names::language;
use crate::json::Value;

/// The changes that are found, on the way.
#[derive(Default)]
pub(super) struct Found(pub(super) Vec<Change>);

impl Found {
    /// Notes a change.
    pub(super) fn add(&mut self, what: What, pointer: impl Into<String>, words: impl Into<String>) {
        self.changed(what, pointer, words, (None, None));
    }

    /// Notes a change with what was and is.
    pub(super) fn changed(
        &mut self,
        what: What,
        pointer: impl Into<String>,
        words: impl Into<String>,
        (before, after): (Option<String>, Option<String>),
    ) {
        self.0.push(Change { pointer: pointer.into(), what, words: words.into(), before, after });
    }

    /// Notes how a text changed, language by language. `called`: what a sentence calls it.
    pub(super) fn text(
        &mut self,
        what: What,
        pointer: &str,
        called: &str,
        before: Option<&Value>,
        after: Option<&Value>,
    ) {
        if before == after {
            return;
        }
        let (old, new) = (languages(before), languages(after));
        match (old.is_empty(), new.is_empty()) {
            (true, true) => return,
            (true, false) => return self.changed(what, pointer, format!("{called} is added."), (None, all(&new))),
            (false, true) => return self.changed(what, pointer, format!("{called} is taken out."), (all(&old), None)),
            (false, false) => {}
        }
        let translated = if what == What::QuestionReworded { What::QuestionTranslated } else { what };
        let find = |texts: &[(&str, &str)], lang: &str| {
            texts.iter().find(|(own, _)| *own == lang).map(|(_, text)| (*text).to_owned())
        };
        for (lang, text) in &new {
            let pointer = format!("{pointer}/{lang}");
            match find(&old, lang) {
                None => {
                    let words = format!("{called} is there in {}.", language(lang));
                    self.changed(translated, pointer, words, (None, Some((*text).to_owned())));
                }
                Some(was) if was != *text => {
                    let words = format!("{called} is reworded in {}.", language(lang));
                    self.changed(what, pointer, words, (Some(was), Some((*text).to_owned())));
                }
                Some(_) => {}
            }
        }
        for (lang, text) in old.iter().filter(|(lang, _)| find(&new, lang).is_none()) {
            let words = format!("{called} is no longer there in {}.", language(lang));
            self.changed(translated, format!("{pointer}/{lang}"), words, (Some((*text).to_owned()), None));
        }
    }
}

/// The languages of a text with its words, those left blank not among them.
fn languages(text: Option<&Value>) -> Vec<(&str, &str)> {
    let Some(Value::Object(members)) = text else { return Vec::new() };
    let filled = members.iter().filter_map(|(lang, text)| Some((lang.as_str(), text.as_str()?)));
    filled.filter(|(_, text)| !text.trim().is_empty()).collect()
}

fn all(texts: &[(&str, &str)]) -> Option<String> {
    Some(texts.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" / "))
}

/// The items of a list member.
pub(super) fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    match value.get(name) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// An item's identifier.
pub(super) fn id(item: &Value) -> Option<&str> {
    item.get("id").and_then(Value::as_str)
}

/// Two lists, matched by identifier: places in the one and the other. An item without one is matched with its like.
pub(super) struct Matched {
    /// In both: the place before, and now; in the order of now.
    pub(super) kept: Vec<(usize, usize)>,
    /// Only in the new list.
    pub(super) added: Vec<usize>,
    /// Only in the old one.
    pub(super) removed: Vec<usize>,
}

/// Matches two lists.
pub(super) fn matched(before: &[Value], after: &[Value]) -> Matched {
    // One without an identifier is another one as soon as anything of it changes.
    let same = |one: &Value, other: &Value| match (id(one), id(other)) {
        (None, None) => one == other,
        (own, other) => own == other,
    };
    let mut matched = Matched { kept: Vec::new(), added: Vec::new(), removed: Vec::new() };
    for (now, item) in after.iter().enumerate() {
        let is_free = |was: usize| matched.kept.iter().all(|(other, _)| *other != was);
        match (0..before.len()).find(|was| same(&before[*was], item) && is_free(*was)) {
            Some(was) => matched.kept.push((was, now)),
            None => matched.added.push(now),
        }
    }
    let is_kept = |was: usize| matched.kept.iter().any(|(own, _)| *own == was);
    matched.removed = (0..before.len()).filter(|was| !is_kept(*was)).collect();
    matched
}

impl Matched {
    /// The fewest items that have to be moved to get from the old order to the new one, as places in [`Self::kept`]: all
    /// but a longest run that stayed in order.
    pub(super) fn moved(&self) -> Vec<usize> {
        // For each item the longest run that ends with it, and the item before it in that run.
        let mut runs: Vec<(usize, Option<usize>)> = Vec::new();
        for (index, (was, _)) in self.kept.iter().enumerate() {
            let before =
                (0..index).filter(|other| self.kept[*other].0 < *was).max_by_key(|other| (runs[*other].0, *other));
            runs.push((before.map_or(1, |other| runs[other].0 + 1), before));
        }
        let mut stays = vec![false; self.kept.len()];
        let mut next = (0..runs.len()).max_by_key(|index| runs[*index].0);
        while let Some(index) = next {
            stays[index] = true;
            next = runs[index].1;
        }
        (0..self.kept.len()).filter(|index| !stays[*index]).collect()
    }
}
