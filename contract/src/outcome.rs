//! What became of a consultation: "We asked, you said, we did", and the clock by which a department is to say it.

use crate::consultation::State;
use crate::document::{Fault, Issue, Place};
use crate::json::Value;
use crate::limits;
use crate::locale::Lang;
use crate::text::Text;
use crate::time::{Day, Timestamp};
use std::cell::RefCell;

/// What was asked, what people said, and what is done about it. Only one exists whose texts are all there in the
/// consultation's first language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    asked: Text,
    said: Text,
    did: Text,
}

impl Outcome {
    /// The names of its texts, in the order in which they are read.
    pub const PARTS: [&str; 3] = ["asked", "said", "did"];

    /// Reads `{"asked": {"en": "..."}, "said": {...}, "did": {...}}`, in the languages that its consultation declares.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its JSON pointer.
    pub fn parse(document: &Value, languages: &[Lang]) -> Result<Self, Vec<Issue>> {
        let issues = RefCell::new(Vec::new());
        match Self::read(&Place::root(document, &issues), languages) {
            Some(outcome) if issues.borrow().is_empty() => Ok(outcome),
            _ => Err(issues.into_inner()),
        }
    }

    /// Reads what [`Self::to_value`] wrote, whatever languages the consultation has had since.
    pub fn restore(document: &Value) -> Option<Self> {
        let Value::Object(texts) = document.get(Self::PARTS[0])? else { return None };
        let first = Lang::parse(&texts.first()?.0)?;
        let languages: Vec<Lang> = std::iter::once(first).chain(Lang::ALL).collect();
        Self::parse(document, &languages).ok()
    }

    fn read(place: &Place<'_>, languages: &[Lang]) -> Option<Self> {
        let members = place.members()?;
        members.only(&[&Self::PARTS]);
        let [asked, said, did] = Self::PARTS.map(|name| {
            let member = members.need(name)?;
            Text::parse(&member, languages, limits::PASSAGE)
        });
        Some(Self { asked: asked?, said: said?, did: did? })
    }

    /// The document again. The first language comes first in each text.
    pub fn to_value(&self) -> Value {
        Value::object(self.parts().map(|(name, text)| (name, text.to_value())))
    }

    /// Its texts by name, in the order in which they are read.
    pub fn parts(&self) -> [(&'static str, &Text); 3] {
        let [asked, said, did] = Self::PARTS;
        [(asked, &self.asked), (said, &self.said), (did, &self.did)]
    }

    /// Each text that is not there in one of these languages, with its place: what keeps it from being approved.
    pub fn translations_missing(&self, languages: &[Lang]) -> Vec<Issue> {
        let missing = |(name, text): (&str, &Text)| -> Vec<Issue> {
            let lacks = languages.iter().filter(|lang| !text.has(**lang));
            let issue = |lang: &Lang| Issue {
                pointer: format!("/{name}/{}", lang.code()),
                fault: Fault::TranslationMissing { lang: lang.code() },
            };
            lacks.map(issue).collect()
        };
        self.parts().into_iter().flat_map(missing).collect()
    }
}

/// When a consultation stopped taking answers: at its closing time or when somebody closed it, whichever came first.
/// `None` while it takes them or never did, and where nothing says when it was.
pub fn closed_at(
    state: State,
    closes_at: Option<Timestamp>,
    pressed: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let passed = closes_at.filter(|closes| *closes <= now);
    match state {
        State::Draft => None,
        State::Open => passed,
        State::Closed | State::Archived => [passed, pressed].into_iter().flatten().min(),
    }
}

/// The day by which the outcome of a consultation that closed then is due.
pub fn due_on(closed_at: Timestamp) -> Day {
    Day::from_days(closed_at.day().days() + 7 * limits::OUTCOME_WEEKS)
}

/// The days that are left until then; below zero where that day is over.
pub fn days_left(due_on: Day, now: Timestamp) -> i32 {
    due_on.days() - now.day().days()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELSH: [Lang; 2] = [Lang::En, Lang::Cy];

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn every_fault_is_told() {
        let long = "x".repeat(limits::PASSAGE + 1);
        for (text, expected) in [
            ("[]", vec![""]),
            ("{}", vec!["/asked", "/said", "/did"]),
            (
                r#"{"asked": {"en": "a"}, "said": {"cy": "s"}, "did": {"en": " "}, "more": 1}"#,
                vec!["/more", "/said/en", "/did/en"],
            ),
            (
                r#"{"asked": {"en": "a", "pl": "p"}, "said": {"en": 1}, "did": {"en": "d"}}"#,
                vec!["/asked/pl", "/said/en"],
            ),
            (
                &format!(r#"{{"asked": {{"en": "{long}"}}, "said": {{"en": "s"}}, "did": {{"en": "d"}}}}"#),
                vec!["/asked/en"],
            ),
        ] {
            let issues = Outcome::parse(&value(text), &WELSH).unwrap_err();
            let places: Vec<&str> = issues.iter().map(|issue| issue.pointer.as_str()).collect();
            assert_eq!(places, expected, "{text}");
        }
    }

    #[test]
    fn what_is_missing_in_a_promised_language_is_named() {
        let text = r#"{"asked":{"en":"a","cy":"A"},"said":{"en":"s"},"did":{"en":"d","cy":"D"}}"#;
        let outcome = Outcome::parse(&value(text), &WELSH).unwrap();
        let places = |languages: &[Lang]| -> Vec<String> {
            outcome.translations_missing(languages).into_iter().map(|issue| issue.pointer).collect()
        };
        assert_eq!(places(&WELSH), ["/said/cy"]);
        assert!(places(&[Lang::En]).is_empty());
        assert_eq!(outcome.to_value().to_string(), text);
    }

    #[test]
    fn what_was_kept_comes_back_in_whatever_languages_there_are_now() {
        for text in [
            r#"{"asked":{"en":"a"},"said":{"en":"s","cy":"S"},"did":{"en":"d"}}"#,
            r#"{"asked":{"cy":"A","en":"a"},"said":{"cy":"S"},"did":{"cy":"D"}}"#,
        ] {
            assert_eq!(Outcome::restore(&value(text)).unwrap().to_value().to_string(), text);
        }
        assert_eq!(Outcome::restore(&value(r#"{"asked":{}}"#)), None);
    }

    #[test]
    fn it_closed_when_the_first_of_two_came() {
        let at = |seconds| Some(Timestamp::from_unix_seconds(seconds));
        let now = Timestamp::from_unix_seconds(100);
        for (state, closes, pressed, expected) in [
            (State::Draft, at(1), None, None),
            (State::Open, None, None, None),
            (State::Open, at(101), None, None),
            (State::Open, at(100), None, at(100)),
            // Opened again after it was closed by hand.
            (State::Open, None, at(50), None),
            (State::Closed, at(200), at(50), at(50)),
            (State::Closed, at(40), at(50), at(40)),
            (State::Archived, None, at(50), at(50)),
            // A store of before: nobody kept when it was closed.
            (State::Closed, None, None, None),
            (State::Closed, at(200), None, None),
            (State::Closed, at(40), None, at(40)),
        ] {
            assert_eq!(closed_at(state, closes, pressed, now), expected, "{state:?} {closes:?} {pressed:?}");
        }
    }

    #[test]
    fn twelve_weeks_later() {
        let closed = Timestamp::parse("2026-12-09T23:59:59Z").unwrap();
        let due = due_on(closed);
        assert_eq!(due.to_string(), "2027-03-03");
        for (now, left) in [
            ("2026-12-09T23:59:59Z", 84),
            ("2027-02-08T00:00:00Z", 23),
            ("2027-03-03T23:59:59Z", 0),
            ("2027-03-07T00:00:00Z", -4),
        ] {
            assert_eq!(days_left(due, Timestamp::parse(now).unwrap()), left, "{now}");
        }
    }
}
