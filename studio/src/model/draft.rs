//! A draft and its past: every edit is an action on the document, and each can be taken back.

use super::action::Action;
use super::condition::{self, Asks, Join};
use super::languages::{self, first_language, languages_of};
use super::{json, make, names};
use contract::Lang;
use contract::json::Value;

/// Edits that can be taken back. A document has some 20 KB, so that they stay below 4 MB.
const STEPS: usize = 200;

/// A document under writing.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    now: Version,
    past: Vec<Version>,
    future: Vec<Version>,
    /// The field in which somebody is typing.
    field: Option<String>,
    next_key: u32,
    /// What people can answer already: the identifiers in it stay.
    live: Option<Value>,
}

/// A document, with a key for each question that stays with it wherever it goes.
#[derive(Clone, PartialEq, Debug)]
struct Version {
    document: Value,
    keys: Vec<u32>,
}

impl Draft {
    /// The draft of a document. `live` is what people can answer already.
    pub fn new(document: Value, live: Option<Value>) -> Self {
        let count = json::items(&document, "/questions").len() as u32;
        let now = Version { document, keys: (0..count).collect() };
        Self { now, past: Vec::new(), future: Vec::new(), field: None, next_key: count, live }
    }

    /// The document as it is now.
    pub fn document(&self) -> &Value {
        &self.now.document
    }

    /// What people can answer already.
    pub fn live(&self) -> Option<&Value> {
        self.live.as_ref()
    }

    /// The keys of the questions, in their order.
    pub fn keys(&self) -> &[u32] {
        &self.now.keys
    }

    /// Whether there is something to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether something was taken back that can be done again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Takes the last edit back.
    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.now, before));
            self.field = None;
        }
    }

    /// Does again what was taken back last.
    pub fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.now, after));
            self.field = None;
        }
    }

    /// Puts another document in the place of this one; that can be taken back, too.
    pub fn replace(&mut self, document: Value) {
        let before = self.now.clone();
        let count = json::items(&document, "/questions").len();
        self.now.document = document;
        self.now.keys = (0..count).map(|_| self.key()).collect();
        self.remember(before, None);
    }

    /// Does an edit. An edit that changes nothing leaves no trace.
    pub fn act(&mut self, action: &Action) {
        let before = self.now.clone();
        self.apply(action);
        if self.now != before {
            self.remember(before, action.field());
        }
    }

    fn remember(&mut self, before: Version, field: Option<String>) {
        self.future.clear();
        if field.is_none() || field != self.field {
            self.past.push(before);
            if self.past.len() > STEPS {
                self.past.remove(0);
            }
        }
        self.field = field;
    }

    fn key(&mut self) -> u32 {
        self.next_key += 1;
        self.next_key - 1
    }

    fn apply(&mut self, action: &Action) {
        match action {
            Action::Text(at, lang, text) => self.text(at, *lang, text),
            Action::Word(at, word) => self.word(at, word),
            Action::Number(at, text) => self.set(at, number(text)),
            Action::Moment(at, text) => self.set(at, moment(text)),
            Action::Flag(at, on) => self.set(at, on.then(|| true.into())),
            Action::Rename(at, id) => self.rename(at, id),
            Action::AddQuestion(kind) => {
                let ids = names::taken(json::items(self.document(), "/questions"), usize::MAX);
                let mut question = make::question(&names::fresh("", "question", &ids), kind);
                self.strip(&mut question);
                self.insert(usize::MAX, question);
            }
            Action::CopyQuestion(index) => self.copy(*index),
            Action::RemoveQuestion(index) => {
                if *index < self.now.keys.len() {
                    self.now.keys.remove(*index);
                    self.set(&format!("/questions/{index}"), None);
                }
            }
            Action::MoveQuestion(from, to) => {
                if *from < self.now.keys.len() {
                    shift(&mut self.now.keys, *from, *to);
                    shift(json::list(&mut self.now.document, "/questions"), *from, *to);
                }
            }
            Action::Kind(index, kind) => self.kind(*index, kind),
            Action::AddItem(list) => self.add_item(list, ""),
            Action::AddLines(list, lines) => self.add_lines(list, lines),
            Action::RemoveItem(list, index) => self.set(&format!("{list}/{index}"), None),
            Action::MoveItem(list, from, to) => shift(json::list(&mut self.now.document, list), *from, *to),
            Action::EveryPoint(index, every) => self.every_point(*index, *every),
            Action::Language(lang, promised) => languages::promise(&mut self.now.document, *lang, *promised),
            Action::First(lang) => {
                let languages = json::list(&mut self.now.document, "/languages");
                if let Some(index) = languages.iter().position(|own| own.as_str() == Some(lang.code())) {
                    shift(languages, index, 0);
                }
            }
            Action::AddTest(..)
            | Action::RemoveTest(..)
            | Action::Join(..)
            | Action::About(..)
            | Action::Demand(..)
            | Action::Meets(..)
            | Action::Statement(..)
            | Action::End(..) => self.condition(action),
        }
    }

    fn set(&mut self, at: &str, value: Option<Value>) {
        json::set(&mut self.now.document, at, value);
    }

    fn text(&mut self, at: &str, lang: Lang, text: &str) {
        let first = first_language(self.document()) == lang;
        let name = at.strip_suffix("/text").filter(|_| first);
        let before = json::text(self.document(), &format!("{at}/{}", lang.code())).to_owned();
        // Removed rather than blank: what a language lacks is counted.
        self.set(&format!("{at}/{}", lang.code()), (!text.is_empty()).then(|| text.into()));
        if json::at(self.document(), at).is_none() && is_needed(at) {
            self.set(at, Some(Value::Object(Vec::new())));
        }
        if let Some(item) = name {
            self.name_after(item, &before, text);
        }
    }

    fn word(&mut self, at: &str, word: &str) {
        let site = at.strip_suffix("/name").filter(|item| item.starts_with("/sites/"));
        let before = json::text(self.document(), at).to_owned();
        let is_item = at.rsplit('/').next().is_some_and(|last| last.parse::<usize>().is_ok());
        let kept = if at.contains("/origins/") { origin_of(word) } else { word.to_owned() };
        self.set(at, (site.is_some() || is_item || !word.is_empty()).then_some(Value::String(kept)));
        if let Some(item) = site {
            self.name_after(item, &before, word);
        }
    }

    /// Lets an identifier that was made of the words follow them, unless people have answered under it.
    fn name_after(&mut self, item: &str, before: &str, now: &str) {
        let Some((list, index)) = item.rsplit_once('/') else { return };
        let (Ok(index), Some(name)) = (index.parse::<usize>(), list.rsplit('/').next()) else { return };
        let id = json::text(self.document(), &format!("{item}/id")).to_owned();
        if !names::is_made_of(&id, before, make::plain(name)) || self.is_live(item, &id) {
            return;
        }
        let ids = names::taken(json::items(self.document(), list), index);
        let new = names::fresh(now, make::plain(name), &ids);
        self.rename(item, &new);
    }

    /// Whether people can answer what has this identifier already.
    pub fn is_live(&self, item: &str, id: &str) -> bool {
        let Some(live) = &self.live else { return false };
        let find = |list: &str| {
            json::items(live, list).iter().position(|own| own.get("id").and_then(Value::as_str) == Some(id))
        };
        match item.split('/').collect::<Vec<_>>().as_slice() {
            ["", list, _] => find(&format!("/{list}")).is_some(),
            ["", "questions", question, list, _] => {
                let question = json::text(self.document(), &format!("/questions/{question}/id"));
                let questions = json::items(live, "/questions");
                let own = questions.iter().position(|own| own.get("id").and_then(Value::as_str) == Some(question));
                own.is_some_and(|own| find(&format!("/questions/{own}/{list}")).is_some())
            }
            _ => false,
        }
    }

    fn rename(&mut self, item: &str, new: &str) {
        let old = json::text(self.document(), &format!("{item}/id")).to_owned();
        self.set(&format!("{item}/id"), Some(new.into()));
        if old.is_empty() {
            return;
        }
        match item.split('/').collect::<Vec<_>>().as_slice() {
            ["", "questions", _] => names::follow_question(&mut self.now.document, &old, new),
            ["", "questions", index, _, _] => {
                let question = json::text(self.document(), &format!("/questions/{index}/id")).to_owned();
                names::follow_option(&mut self.now.document, &question, &old, new);
            }
            _ => {}
        }
    }

    fn insert(&mut self, index: usize, question: Value) {
        let key = self.key();
        let index = index.min(self.now.keys.len());
        self.now.keys.insert(index, key);
        json::list(&mut self.now.document, "/questions").insert(index, question);
    }

    fn copy(&mut self, index: usize) {
        let questions = json::items(self.document(), "/questions");
        let Some(mut question) = questions.get(index).cloned() else { return };
        let text = json::text(&question, &format!("/text/{}", first_language(self.document()).code()));
        let id = names::fresh(text, "question", &names::taken(questions, usize::MAX));
        json::set(&mut question, "/id", Some(id.as_str().into()));
        self.insert(index + 1, question);
    }

    fn kind(&mut self, index: usize, kind: &str) {
        let at = format!("/questions/{index}");
        let Some(Value::Object(members)) = json::at(self.document(), &at).cloned() else { return };
        let wanted = make::own_members(kind);
        let keeps = |name: &str| {
            wanted.iter().any(|(own, _)| *own == name)
                || !make::OWN.contains(&name) && !matches!(name, "max_length" | "measure")
        };
        let mut changed: Vec<(String, Value)> = members.into_iter().filter(|(name, _)| keeps(name)).collect();
        for (name, value) in wanted {
            if !changed.iter().any(|(own, _)| own == name) {
                changed.push((name.to_owned(), value));
            }
        }
        let mut question = Value::Object(changed);
        json::set(&mut question, "/kind", Some(kind.into()));
        self.strip(&mut question);
        self.set(&at, Some(question));
    }

    fn add_item(&mut self, list: &str, text: &str) {
        let name = list.rsplit('/').next().unwrap_or_default().to_owned();
        let items = json::items(self.document(), list);
        let id = names::fresh(text, make::plain(&name), &names::taken(items, usize::MAX));
        let mut item = make::item(&name, &id);
        if !text.is_empty() {
            let at = if name == "labels" { "" } else { "/text" };
            json::set(&mut item, &format!("{at}/{}", first_language(self.document()).code()), Some(text.into()));
        }
        json::list(&mut self.now.document, list).push(item);
    }

    fn add_lines(&mut self, list: &str, lines: &str) {
        let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        json::list(&mut self.now.document, list).retain(|item| !json::at(item, "/text").is_none_or(is_blank));
        lines.into_iter().for_each(|line| self.add_item(list, line));
    }

    fn every_point(&mut self, index: usize, every: bool) {
        let at = |name: &str| format!("/questions/{index}/{name}");
        let question = json::at(self.document(), &at("")[..at("").len() - 1]).cloned().unwrap_or(Value::Null);
        let blank = || Value::Object(Vec::new());
        let has = question.get("labels").is_some();
        if every && !has {
            let mut labels = vec![blank(); condition::points(&question) as usize];
            let last = labels.len() - 1;
            labels[0] = question.get("low").cloned().unwrap_or_else(blank);
            labels[last] = question.get("high").cloned().unwrap_or_else(blank);
            for name in ["points", "low", "high"] {
                self.set(&at(name), None);
            }
            self.set(&at("labels"), Some(Value::Array(labels)));
        } else if !every && has {
            let labels = json::items(&question, "/labels");
            let (low, high) = (labels.first().cloned(), labels.last().cloned());
            let points = condition::points(&question);
            self.set(&at("labels"), None);
            self.set(&at("points"), Some(points.into()));
            self.set(&at("low"), Some(low.unwrap_or_else(blank)));
            self.set(&at("high"), Some(high.unwrap_or_else(blank)));
        }
    }

    /// Takes out the texts in languages that are not promised.
    fn strip(&self, value: &mut Value) {
        languages::strip(value, &languages_of(self.document()));
    }

    fn condition(&mut self, action: &Action) {
        let (Action::AddTest(question)
        | Action::RemoveTest(question, ..)
        | Action::Join(question, ..)
        | Action::About(question, ..)
        | Action::Demand(question, ..)
        | Action::Meets(question, ..)
        | Action::Statement(question, ..)
        | Action::End(question, ..)) = action
        else {
            return;
        };
        let (mut join, mut tests) = condition::tests(self.document(), *question);
        match action {
            Action::AddTest(index) => {
                let earlier = json::items(self.document(), "/questions").get(index.saturating_sub(1));
                tests.extend(earlier.filter(|_| *index > 0).map(condition::usual));
            }
            Action::RemoveTest(_, test) if *test < tests.len() => drop(tests.remove(*test)),
            Action::Join(_, name) => join = if name == "any" { Join::Any } else { Join::All },
            Action::About(_, test, id) => {
                let mut questions = json::items(self.document(), "/questions").iter();
                let found = questions.find(|own| own.get("id").and_then(Value::as_str) == Some(id));
                if let (Some(own), Some(found)) = (tests.get_mut(*test), found) {
                    *own = condition::usual(found);
                }
            }
            Action::Demand(_, test, name) => {
                let wanted = match name.as_str() {
                    "answered" => Asks::Answered,
                    "within" => Asks::Within,
                    _ => Asks::AnyOf,
                };
                if let Some(own) = tests.get_mut(*test) {
                    let id = own.get("question").cloned().unwrap_or(Value::Null);
                    if let Some(about) = condition::about(&self.now.document, own) {
                        *own = condition::demand(id, about, json::items(own, "/any_of"), wanted);
                    }
                }
            }
            Action::Meets(_, test, option, on) => {
                if let Some(own) = tests.get_mut(*test) {
                    let list = json::list(own, "/any_of");
                    list.retain(|item| item.as_str() != Some(option));
                    if *on {
                        list.push(option.as_str().into());
                    }
                }
            }
            Action::Statement(_, test, id) => {
                if let Some(own) = tests.get_mut(*test) {
                    json::set(own, "/statement", Some(id.as_str().into()));
                }
            }
            Action::End(_, test, end, point) => {
                if let Some(own) = tests.get_mut(*test) {
                    json::set(own, &format!("/{end}"), number(point));
                }
            }
            _ => {}
        }
        condition::write(&mut self.now.document, *question, join, tests);
    }
}

/// Whether a value is a text without words.
fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Object(members) if members.is_empty())
}

/// Whether a text has to be there: then its place stays, and says that it is empty.
fn is_needed(at: &str) -> bool {
    let name = at.rsplit('/').next().unwrap_or_default();
    !matches!(name, "summary" | "privacy" | "hint" | "part")
}

fn shift<T>(items: &mut Vec<T>, from: usize, to: usize) {
    if from < items.len() {
        let item = items.remove(from);
        items.insert(to.min(items.len()), item);
    }
}

fn number(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(text.parse::<u32>().map_or_else(|_| text.into(), Value::from))
}

/// A browser's `2026-01-31T09:30` is the document's `2026-01-31T09:30:00Z`.
fn moment(text: &str) -> Option<Value> {
    let text = text.trim();
    match text.len() {
        0 => None,
        16 => Some(Value::String(format!("{text}:00Z"))),
        19 => Some(Value::String(format!("{text}Z"))),
        _ => Some(text.into()),
    }
}

/// What was pasted as the address of a page is its origin, where that is plain to see.
fn origin_of(line: &str) -> String {
    let Some((scheme, rest)) = line.split_once("://") else { return line.to_owned() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{}://{}", scheme.to_ascii_lowercase(), authority.to_ascii_lowercase())
}
