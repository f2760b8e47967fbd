//! Reading a document so that everything wrong in it is reported at once, each with its place.

use crate::json::Value;
use std::cell::RefCell;
use std::fmt;

/// One thing wrong in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issue {
    /// Where: a JSON pointer (RFC 6901) into the document.
    pub pointer: String,
    /// What.
    pub fault: Fault,
}

/// What can be wrong at a place of a definition. `Display` says it as a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A member that must be there is not.
    Missing,
    /// A member that the format does not know.
    UnknownMember,
    /// A value of another type or form; the words say which is expected.
    Expected(&'static str),
    /// A text without a visible character.
    Blank,
    /// A text of more characters than allowed.
    TooLong {
        /// Characters allowed.
        limit: usize,
    },
    /// A list with more items than allowed.
    TooMany {
        /// Items allowed.
        limit: usize,
    },
    /// A list with fewer items than make sense.
    TooFew {
        /// Items needed.
        least: usize,
    },
    /// A number outside its range.
    OutOfRange {
        /// The smallest allowed.
        min: i64,
        /// The largest allowed.
        max: i64,
    },
    /// An identifier that stands twice in its list.
    Repeated,
    /// A language that the interface does not have.
    LanguageUnknown,
    /// A text in a language that `languages` does not name.
    LanguageNotDeclared,
    /// A declared language without this text: the consultation cannot open.
    TranslationMissing {
        /// The language's code.
        lang: &'static str,
    },
    /// Closing is not after opening.
    ClosesBeforeOpening,
    /// A condition on a question that is not an earlier one.
    NotAnEarlierQuestion,
    /// A condition that the other question's kind cannot meet.
    ConditionDoesNotFit,
    /// A condition that no answer meets.
    NeverMet,
    /// An option, statement or point that the other question does not have.
    NotOffered,
    /// An open consultation's releases change whether their counts have noise: what some hid the others would tell.
    PrivacyChanged,
    /// An open consultation's question changes what its answers are: its counts could no longer be added up.
    KindChanged,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => out.write_str("This member is missing."),
            Self::UnknownMember => out.write_str("The format does not know this member; look at its spelling."),
            Self::Expected(what) => write!(out, "This should be {what}."),
            Self::Blank => out.write_str("This text is blank."),
            Self::TooLong { limit } => write!(out, "This text is longer than {limit} characters."),
            Self::TooMany { limit } => write!(out, "This list has more than {limit} items."),
            Self::TooFew { least } => write!(out, "This list needs at least {least} items."),
            Self::OutOfRange { min, max } => write!(out, "This number should be from {min} to {max}."),
            Self::Repeated => out.write_str("This stands earlier in the same list."),
            Self::LanguageUnknown => out.write_str("The interface does not have this language."),
            Self::LanguageNotDeclared => out.write_str("\"languages\" does not name this language."),
            Self::TranslationMissing { lang } => {
                write!(out, "The text in \"{lang}\" is missing, and \"languages\" promises it.")
            }
            Self::ClosesBeforeOpening => out.write_str("The closing time should be after the opening time."),
            Self::NotAnEarlierQuestion => out.write_str("No earlier question has this identifier."),
            Self::ConditionDoesNotFit => out.write_str("That question's kind cannot be asked for this."),
            Self::NeverMet => out.write_str("No answer meets this: \"at_least\" is above \"at_most\"."),
            Self::NotOffered => out.write_str("That question does not offer this."),
            Self::PrivacyChanged => out.write_str(
                "This was asked with another \"privacy\" already, and stays with it: each kind of release would tell what the other hides.",
            ),
            Self::KindChanged => out.write_str(
                "This question was answered already in another kind or on another number of points; give the changed one a new identifier.",
            ),
        }
    }
}

/// A place in a document under reading: its value, the way to it, and where issues are noted.
pub(crate) struct Place<'a> {
    value: &'a Value,
    parent: Option<&'a Place<'a>>,
    key: Key<'a>,
    issues: &'a RefCell<Vec<Issue>>,
}

enum Key<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

/// The members of an object under reading.
pub(crate) struct Members<'a> {
    place: &'a Place<'a>,
    members: &'a [(String, Value)],
}

impl<'a> Place<'a> {
    pub(crate) fn root(value: &'a Value, issues: &'a RefCell<Vec<Issue>>) -> Self {
        Self { value, parent: None, key: Key::Root, issues }
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    /// The name under which an object holds this value; empty elsewhere.
    pub(crate) fn name(&self) -> &'a str {
        match self.key {
            Key::Name(name) => name,
            _ => "",
        }
    }

    pub(crate) fn pointer(&self) -> String {
        let mut pointer = self.parent.map(Place::pointer).unwrap_or_default();
        match self.key {
            Key::Root => {}
            Key::Name(name) => push_segment(&mut pointer, name),
            Key::Index(index) => push_segment(&mut pointer, &index.to_string()),
        }
        pointer
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.issues.borrow_mut().push(Issue { pointer: self.pointer(), fault });
    }

    /// Notes that the member `name` is missing, at the place where it should be.
    pub(crate) fn missing(&self, name: &str) {
        let mut pointer = self.pointer();
        push_segment(&mut pointer, name);
        self.issues.borrow_mut().push(Issue { pointer, fault: Fault::Missing });
    }

    /// Notes `None` as a fault of this place.
    pub(crate) fn expect<T>(&self, found: Option<T>, what: &'static str) -> Option<T> {
        if found.is_none() {
            self.fault(Fault::Expected(what));
        }
        found
    }

    pub(crate) fn members(&'a self) -> Option<Members<'a>> {
        match self.value {
            Value::Object(members) => Some(Members { place: self, members }),
            _ => self.expect(None, "an object"),
        }
    }

    pub(crate) fn items(&'a self, least: usize, limit: usize) -> Option<Vec<Place<'a>>> {
        let Value::Array(items) = self.value else {
            return self.expect(None, "a list");
        };
        if items.len() > limit {
            // Not read further: a hostile list of a million items would make a million issues.
            self.fault(Fault::TooMany { limit });
            return None;
        }
        if items.len() < least {
            self.fault(Fault::TooFew { least });
        }
        let place = |(index, value)| Place { value, parent: Some(self), key: Key::Index(index), issues: self.issues };
        Some(items.iter().enumerate().map(place).collect())
    }

    pub(crate) fn string(&self) -> Option<&'a str> {
        self.expect(self.value.as_str(), "a string")
    }

    /// A string with something to read in it, and at most `limit` characters.
    pub(crate) fn text(&self, limit: usize) -> Option<&'a str> {
        let text = self.string()?;
        if text.chars().count() > limit {
            self.fault(Fault::TooLong { limit });
            return None;
        }
        if text.trim().is_empty() {
            self.fault(Fault::Blank);
            return None;
        }
        Some(text)
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        match self.value {
            Value::Bool(flag) => Some(*flag),
            _ => self.expect(None, "true or false"),
        }
    }

    pub(crate) fn integer(&self, min: i64, max: i64) -> Option<i64> {
        let number = self.expect(self.value.as_integer(), "a whole number")?;
        if !(min..=max).contains(&number) {
            self.fault(Fault::OutOfRange { min, max });
            return None;
        }
        Some(number)
    }

    /// An identifier, made by `parse`.
    pub(crate) fn identifier<T>(&self, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.string()?;
        self.expect(parse(text), "an identifier: 1 to 64 lower-case letters, digits and hyphens")
    }
}

impl<'a> Members<'a> {
    pub(crate) fn all(&self) -> impl Iterator<Item = Place<'a>> {
        let place = self.place;
        self.members.iter().map(move |(name, value)| Place {
            value,
            parent: Some(place),
            key: Key::Name(name),
            issues: place.issues,
        })
    }

    pub(crate) fn get(&self, name: &str) -> Option<Place<'a>> {
        self.all().find(|member| member.name() == name)
    }

    /// The member `name`; its absence is noted.
    pub(crate) fn need(&self, name: &str) -> Option<Place<'a>> {
        let found = self.get(name);
        if found.is_none() {
            self.place.missing(name);
        }
        found
    }

    /// Notes every member whose name is in none of the lists.
    pub(crate) fn only(&self, known: &[&[&str]]) {
        for member in self.all() {
            if !known.iter().any(|names| names.contains(&member.name())) {
                member.fault(Fault::UnknownMember);
            }
        }
    }
}

/// What became of a member that may be left out: `None` only where it was there and at fault.
pub(crate) fn optional<T>(member: Option<Option<T>>) -> Option<Option<T>> {
    match member {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

/// Adds a segment to a JSON pointer (RFC 6901: `~` and `/` are escaped).
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
