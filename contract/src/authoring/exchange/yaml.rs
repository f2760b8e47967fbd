//! YAML as a value with the line of each place, made of the parser's events one after another: a file may come from anyone who may
//! write a draft, so that neither how deep it goes nor what its aliases stand for may cost more than it says.

use super::Unreadable;
use crate::document::push_segment;
use crate::json::Value;
use saphyr::Scalar;
use saphyr_parser::{Event, Parser, Span};
use std::collections::BTreeMap;

/// Levels of lists and members within each other. A definition has ten at most.
const DEPTH: usize = 64;
/// Values, those counted again that an alias stands for. A definition of 512 KB has some 60,000.
const VALUES: usize = 100_000;

/// The lines of places, from 1, in the order in which they stand.
pub(super) type Lines = Vec<(String, usize)>;

/// A list or an object that is not at its end yet.
struct Open {
    value: Value,
    /// The member whose value comes next.
    name: Option<String>,
    pointer: String,
    anchor: usize,
    /// How many values there were before it.
    before: usize,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// What an alias stands for, and how many values that is.
    anchors: BTreeMap<usize, (Value, usize)>,
    lines: Lines,
    values: usize,
    root: Option<Value>,
}

/// Reads a file that holds one document.
///
/// # Errors
/// The first place that cannot be read.
pub(super) fn parse(text: &str) -> Result<(Value, Lines), Unreadable> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Unreadable {
            line: error.marker().line(),
            column: error.marker().col() + 1,
            words: error.info().to_owned(),
        })?;
        builder.take(event, span)?;
    }
    match builder.root {
        Some(root) => Ok((root, builder.lines)),
        None => Err(Unreadable { line: 1, column: 1, words: "the file is empty".to_owned() }),
    }
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Unreadable> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err(wrong(span, "a file holds one definition")),
            Event::SequenceStart(anchor, tag) => {
                untagged(tag.is_none(), span)?;
                self.begin(Value::Array(Vec::new()), anchor, span)
            }
            Event::MappingStart(anchor, tag) => {
                untagged(tag.is_none(), span)?;
                self.begin(Value::Object(Vec::new()), anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { value, anchor, before, .. }) = self.open.pop() else { return Ok(()) };
                let count = self.values - before;
                self.note(anchor, &value, count);
                self.put(value, span)
            }
            Event::Scalar(text, style, anchor, tag) => {
                untagged(tag.as_ref().is_none_or(|tag| tag.is_yaml_core_schema()), span)?;
                let scalar = Scalar::parse_from_cow_and_metadata(text, style, tag.as_ref());
                let value = match scalar.ok_or_else(|| wrong(span, TAGS))? {
                    Scalar::Null => Value::Null,
                    Scalar::Boolean(flag) => Value::Bool(flag),
                    Scalar::Integer(number) => Value::Number(number as f64),
                    Scalar::FloatingPoint(number) if number.is_finite() => Value::Number(*number),
                    Scalar::FloatingPoint(_) => return Err(wrong(span, "a number has to be finite")),
                    Scalar::String(text) => Value::string(text.as_ref()),
                };
                self.place(span)?;
                self.count(1, span)?;
                self.note(anchor, &value, 1);
                self.put(value, span)
            }
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                let (value, count) = known.ok_or_else(|| wrong(span, "an alias cannot stand for what it lies in"))?;
                self.place(span)?;
                self.count(count, span)?;
                self.put(value, span)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, value: Value, anchor: usize, span: Span) -> Result<(), Unreadable> {
        if self.open.len() >= DEPTH {
            return Err(wrong(span, "this lies too deep"));
        }
        let pointer = self.place(span)?;
        let before = self.values;
        self.count(1, span)?;
        self.open.push(Open { value, name: None, pointer, anchor, before });
        Ok(())
    }

    /// Notes where what comes next stands, unless it is the name of a member. Returns its pointer.
    fn place(&mut self, span: Span) -> Result<String, Unreadable> {
        let pointer = match self.open.last() {
            None => String::new(),
            Some(Open { value: Value::Array(items), pointer, .. }) => format!("{pointer}/{}", items.len()),
            Some(Open { name: Some(name), pointer, .. }) => {
                let mut pointer = pointer.clone();
                push_segment(&mut pointer, name);
                pointer
            }
            Some(_) => return Ok(String::new()),
        };
        self.lines.push((pointer.clone(), span.start.line()));
        Ok(pointer)
    }

    fn count(&mut self, values: usize, span: Span) -> Result<(), Unreadable> {
        self.values += values;
        if self.values > VALUES { Err(wrong(span, "there is too much in this file")) } else { Ok(()) }
    }

    /// What an alias may stand for from here on. An anchor of 0 is none.
    fn note(&mut self, anchor: usize, value: &Value, count: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), count));
        }
    }

    fn put(&mut self, value: Value, span: Span) -> Result<(), Unreadable> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return Ok(());
        };
        match (&mut open.value, open.name.take()) {
            (Value::Array(items), _) => items.push(value),
            (Value::Object(members), Some(name)) => members.push((name, value)),
            (Value::Object(members), None) => {
                let Value::String(name) = value else {
                    return Err(wrong(span, "the name of a member has to be text: put it in quotation marks"));
                };
                if members.iter().any(|(own, _)| *own == name) {
                    return Err(wrong(span, &format!("“{name}” stands here for the second time")));
                }
                open.name = Some(name);
            }
            _ => {}
        }
        Ok(())
    }
}

const TAGS: &str = "tags are not read here";

fn untagged(holds: bool, span: Span) -> Result<(), Unreadable> {
    if holds { Ok(()) } else { Err(wrong(span, TAGS)) }
}

fn wrong(span: Span, words: &str) -> Unreadable {
    Unreadable { line: span.start.line(), column: span.start.col() + 1, words: words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<String, String> {
        parse(text).map(|(value, _)| value.to_string()).map_err(|error| format!("{}: {}", error.line, error.words))
    }

    #[test]
    fn scalars_are_those_of_the_core_schema() {
        for (text, expected) in [
            (
                "[yes, no, 2026-01-31, 0x10, 1.5, ~, null, true, \"1\", !!str 1]",
                r#"["yes","no","2026-01-31",16,1.5,null,null,true,"1","1"]"#,
            ),
            ("a: &x {b: [1]}\nc: *x\n", r#"{"a":{"b":[1]},"c":{"b":[1]}}"#),
            ("a: >\n  one\n  two\n", r#"{"a":"one two\n"}"#),
            ("\"a b\": \n- 1\n-\n  c: d\n", r#"{"a b":[1,{"c":"d"}]}"#),
        ] {
            assert_eq!(value(text), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_costs_more_than_it_says_is_refused() {
        let mut laughs = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
        for level in 1..30 {
            let last = format!("*a{}, ", level - 1).repeat(10);
            laughs.push_str(&format!("a{level}: &a{level} [{}]\n", last.trim_end_matches(", ")));
        }
        for (text, words) in [
            (laughs, "there is too much in this file"),
            ("- ".repeat(100_000), "this lies too deep"),
            ("[".repeat(100), "this lies too deep"),
            ("a: &x [*x]\n".to_owned(), "an alias cannot stand for what it lies in"),
            ("a: .inf\n".to_owned(), "a number has to be finite"),
            ("a: !thing [1]\n".to_owned(), TAGS),
            ("? [a]\n: b\n".to_owned(), "the name of a member has to be text: put it in quotation marks"),
        ] {
            let found = value(&text).unwrap_err();
            assert!(found.ends_with(words), "{found}: {}", &text[..text.len().min(40)]);
        }
    }
}
