//! What a definition asks: all that a person who answers, the form and the parser of answers need of it.

use crate::document::{Fault, Issue, Members, Place, optional};
use crate::id::QuestionId;
use crate::json::Value;
use crate::limits;
use crate::locale::Lang;
use crate::packed::packed;
use crate::question::{Condition, Context, FIELD_PREFIX, Question};
use crate::text::Text;
use std::ops::Range;

/// Title, message, questions and privacy notice, in one or more languages. Only a sound one exists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Questionnaire {
    title: Text,
    summary: Option<Text>,
    privacy: Option<Text>,
    languages: Vec<Lang>,
    questions: Vec<Question>,
    retention_days: u32,
}

packed!(Questionnaire { title, summary, privacy, languages, questions, retention_days });

/// The members of a definition's document that are read here.
pub(crate) const MEMBERS: &[&str] = &["title", "summary", "privacy", "languages", "questions", "retention"];

impl Questionnaire {
    pub(crate) fn parse(members: &Members<'_>) -> Option<Self> {
        let languages = members.need("languages").and_then(|member| parse_languages(&member));
        // Without languages no text can be judged; the rest is still read for its other faults.
        let known = languages.clone().unwrap_or_else(|| Lang::ALL.to_vec());
        let text = |name: &str, limit| members.get(name).map(|member| Text::parse(&member, &known, limit));
        let title = members.need("title").and_then(|member| Text::parse(&member, &known, limits::LABEL));
        let summary = text("summary", limits::PASSAGE);
        let privacy = text("privacy", limits::PASSAGE);
        let retention_days = match members.get("retention") {
            None => Some(limits::RETENTION_DAYS),
            Some(member) => parse_retention(&member),
        };
        let (mut questions, mut faulty) = (Vec::new(), Vec::new());
        if let Some(member) = members.need("questions") {
            for item in &member.items(1, limits::QUESTIONS)? {
                let context = Context { languages: &known, earlier: &questions, faulty: &faulty };
                match Question::parse(item, &context) {
                    Some(question) => questions.push(question),
                    None => faulty.extend(item.value().get("id").and_then(Value::as_str)),
                }
            }
        }
        Some(Self {
            title: title?,
            summary: optional(summary)?,
            privacy: optional(privacy)?,
            languages: languages?,
            questions,
            retention_days: retention_days?,
        })
    }

    /// Its members as the document has them.
    pub(crate) fn to_members(&self) -> Vec<(&'static str, Value)> {
        let mut members = vec![("title", self.title.to_value())];
        members.extend(self.summary.iter().map(|text| ("summary", text.to_value())));
        members.extend(self.privacy.iter().map(|text| ("privacy", text.to_value())));
        members.push(("languages", Value::Array(self.languages.iter().map(|lang| lang.code().into()).collect())));
        members.push(("questions", Value::Array(self.questions.iter().map(Question::to_value).collect())));
        if self.retention_days != limits::RETENTION_DAYS {
            members.push(("retention", Value::object([("days", self.retention_days.into())])));
        }
        members
    }

    /// Its title.
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// The department's message above the questions.
    pub fn summary(&self) -> Option<&Text> {
        self.summary.as_ref()
    }

    /// What is kept and for how long.
    pub fn privacy(&self) -> Option<&Text> {
        self.privacy.as_ref()
    }

    /// Days after which what an answer says is deleted, counted from when it was sent.
    pub fn retention_days(&self) -> u32 {
        self.retention_days
    }

    /// Its languages, the first being that which every text has.
    pub fn languages(&self) -> &[Lang] {
        &self.languages
    }

    /// The language to show where `wanted` is asked for: that one where it is declared, else the first.
    pub fn language_for(&self, wanted: Option<Lang>) -> Lang {
        wanted.filter(|lang| self.languages.contains(lang)).unwrap_or(self.languages[0])
    }

    /// What is asked for, where it is not among them: the form says so, and in which languages it is there.
    pub fn lacking(&self, wanted: Option<Lang>) -> Option<Lang> {
        wanted.filter(|lang| !self.languages.contains(lang))
    }

    /// The questions, in order.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The parts in which the form is asked, as ranges of questions, in order: one where the form is short. A part begins
    /// where its first question gives it a title; in a long form without titles after every few questions. `unscripted`:
    /// for a form that nothing changes while it is filled in, so that a question stands in a later part than those that
    /// its condition depends on.
    pub fn parts(&self, unscripted: bool) -> Vec<Range<usize>> {
        let titled = self.questions.iter().any(|question| question.part().is_some());
        let every = if titled || self.questions.len() <= limits::LONG_FORM { usize::MAX } else { limits::PART };
        let mut parts = Vec::new();
        let mut start = 0;
        for (index, question) in self.questions.iter().enumerate().skip(1) {
            let depends = |condition: &Condition| {
                self.questions[start..index].iter().any(|earlier| condition.depends_on(earlier.id()))
            };
            let waits = unscripted && question.show_if().is_some_and(depends);
            if question.part().is_some() || index - start == every || waits {
                parts.push(start..index);
                start = index;
            }
        }
        parts.push(start..self.questions.len());
        parts
    }

    /// The question of that identifier.
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|question| question.id() == id)
    }

    /// The member `answers` of a response out of a form's fields (`answers.QUESTION`, `answers.QUESTION.STATEMENT`), in
    /// the form's order; a field of no question is passed on under its name, so that it is refused and not lost.
    pub fn answers_from_fields<N: AsRef<str>, V: AsRef<str>>(&self, fields: &[(N, V)]) -> Value {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .filter_map(|(name, value)| Some((name.as_ref().strip_prefix(FIELD_PREFIX)?, value.as_ref())))
            .collect();
        let mut members: Vec<(String, Value)> = Vec::new();
        for question in &self.questions {
            let id = question.id().as_str();
            let own: Vec<(&str, &str)> = fields
                .iter()
                .filter(|(name, _)| name.split('.').next() == Some(id))
                .map(|(name, value)| (name.get(id.len() + 1..).unwrap_or_default(), *value))
                .collect();
            members.extend(question.kind().value_from_fields(&own).map(|value| (id.to_owned(), value)));
        }
        for (name, value) in fields {
            let id = name.split('.').next().unwrap_or_default();
            if !self.questions.iter().any(|question| question.id().as_str() == id) {
                members.push((id.to_owned(), Value::string(value)));
            }
        }
        Value::Object(members)
    }

    /// What still keeps it from opening: every text that a declared language lacks.
    pub fn translations_missing(&self) -> Vec<Issue> {
        let mut texts = vec![("/title".to_owned(), &self.title)];
        texts.extend(self.summary.iter().map(|text| ("/summary".to_owned(), text)));
        texts.extend(self.privacy.iter().map(|text| ("/privacy".to_owned(), text)));
        for (index, question) in self.questions.iter().enumerate() {
            let own = question.texts();
            texts.extend(own.into_iter().map(|(pointer, text)| (format!("/questions/{index}{pointer}"), text)));
        }
        let missing = |lang: Lang| {
            let lacking = texts.iter().filter(move |(_, text)| !text.has(lang));
            lacking.map(move |(pointer, _)| Issue {
                pointer: pointer.clone(),
                fault: Fault::TranslationMissing { lang: lang.code() },
            })
        };
        self.languages.iter().flat_map(|lang| missing(*lang)).collect()
    }
}

fn parse_retention(place: &Place<'_>) -> Option<u32> {
    let members = place.members()?;
    members.only(&[&["days"]]);
    let days = members.need("days")?;
    let (least, most) = (limits::RETENTION_DAYS_LEAST, limits::RETENTION_DAYS_MOST);
    u32::try_from(days.integer(least.into(), most.into())?).ok()
}

fn parse_languages(place: &Place<'_>) -> Option<Vec<Lang>> {
    let items = place.items(1, Lang::ALL.len())?;
    let mut languages = Vec::new();
    for item in &items {
        match Lang::ALL.into_iter().find(|lang| Some(lang.code()) == item.value().as_str()) {
            None => item.fault(Fault::LanguageUnknown),
            Some(lang) if languages.contains(&lang) => item.fault(Fault::Repeated),
            Some(lang) => languages.push(lang),
        }
    }
    (languages.len() == items.len() && !languages.is_empty()).then_some(languages)
}
