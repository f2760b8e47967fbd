//! A definition: the document in which a department writes what it asks, where and when.

use crate::document::{AUTHORING, Fault, Issue, Place};
use crate::id::{QuestionId, SiteId};
use crate::json::Value;
use crate::limits;
use crate::locale::Lang;
use crate::page::Origin;
use crate::question::{Context, FIELD_PREFIX, Question};
use crate::text::Text;
use crate::time::Timestamp;
use std::cell::RefCell;

/// What is asked, in which languages, on which sites, from when to when. Only a sound one exists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    title: Text,
    summary: Option<Text>,
    privacy: Option<Text>,
    languages: Vec<Lang>,
    opens_at: Option<Timestamp>,
    closes_at: Option<Timestamp>,
    sites: Vec<Site>,
    questions: Vec<Question>,
}

/// A place that may embed the consultation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    id: SiteId,
    name: String,
    origins: Vec<Origin>,
}

impl Site {
    /// Its identifier.
    pub fn id(&self) -> &SiteId {
        &self.id
    }

    /// Its name, as people know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its exact origins.
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    fn parse(place: &Place<'_>, earlier: &[Site]) -> Option<Self> {
        let members = place.members()?;
        members.only(&[&["id", "name", "origins"]]);
        let id = members.need("id").and_then(|member| {
            let id = member.identifier(SiteId::parse)?;
            // The name under which the hosted form counts is no one else's.
            if id.as_str() == Definition::HOSTED_SITE || earlier.iter().any(|site| site.id == id) {
                member.fault(Fault::Repeated);
            }
            Some(id)
        });
        let name = members.need("name").and_then(|member| member.text(limits::LABEL).map(str::to_owned));
        let origins = members.need("origins").and_then(|member| {
            let items = member.items(1, limits::ORIGINS)?;
            let what = "an exact origin, such as \"https://forum.example\"";
            let origins: Vec<_> = items.iter().map(|item| item.expect(Origin::parse(item.string()?), what)).collect();
            origins.into_iter().collect::<Option<Vec<_>>>()
        });
        Some(Self { id: id?, name: name?, origins: origins? })
    }

    fn to_value(&self) -> Value {
        let origins = self.origins.iter().map(|origin| origin.as_str().into()).collect();
        Value::object([
            ("id", self.id.as_str().into()),
            ("name", Value::string(&self.name)),
            ("origins", Value::Array(origins)),
        ])
    }
}

const MEMBERS: &[&str] = &["title", "summary", "privacy", "languages", "opens_at", "closes_at", "sites", "questions"];

impl Definition {
    /// The site under which answers of the hosted form count when no site led there.
    pub const HOSTED_SITE: &str = "hosted";

    /// Parses a definition's document.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its JSON pointer.
    pub fn parse(document: &Value) -> Result<Self, Vec<Issue>> {
        let issues = RefCell::new(Vec::new());
        let read = Self::read(&Place::root(document, &issues));
        match read {
            Some(definition) if issues.borrow().is_empty() => Ok(definition),
            _ => Err(issues.into_inner()),
        }
    }

    fn read(place: &Place<'_>) -> Option<Self> {
        let members = place.members()?;
        members.only(&[MEMBERS]);
        let languages = members.need("languages").and_then(|member| parse_languages(&member));
        // Without languages no text can be judged; the rest is still read for its other faults.
        let known = languages.clone().unwrap_or_else(|| Lang::ALL.to_vec());
        let text = |name: &str, limit| members.get(name).map(|member| Text::parse(&member, &known, limit));
        let title = members.need("title").and_then(|member| Text::parse(&member, &known, limits::LABEL));
        let summary = text("summary", limits::PASSAGE);
        let privacy = text("privacy", limits::PASSAGE);
        let moment = |name: &str| {
            let member = members.get(name).filter(|_| AUTHORING)?;
            member.expect(Timestamp::parse(member.string()?), "a moment in UTC, such as \"2026-01-31T09:30:00Z\"")
        };
        let (opens_at, closes_at) = (moment("opens_at"), moment("closes_at"));
        if let (Some(opens), Some(closes), Some(member)) = (opens_at, closes_at, members.get("closes_at"))
            && closes <= opens
        {
            member.fault(Fault::ClosesBeforeOpening);
        }
        let mut sites = Vec::new();
        if let Some(member) = members.get("sites").filter(|_| AUTHORING) {
            for item in &member.items(0, limits::SITES)? {
                sites.extend(Site::parse(item, &sites));
            }
        }
        let mut questions: Vec<Question> = Vec::new();
        if let Some(member) = members.need("questions") {
            for item in &member.items(1, limits::QUESTIONS)? {
                let context = Context { languages: &known, earlier: &questions };
                let question = Question::parse(item, &context);
                questions.extend(question);
            }
        }
        Some(Self {
            title: title?,
            summary: flatten(summary)?,
            privacy: flatten(privacy)?,
            languages: languages?,
            opens_at,
            closes_at,
            sites,
            questions,
        })
    }

    /// The document again, as [`Self::parse`] reads it.
    pub fn to_value(&self) -> Value {
        let mut document = self.to_public_value();
        if let Value::Object(members) = &mut document {
            members.push(("sites".to_owned(), Value::Array(self.sites.iter().map(Site::to_value).collect())));
        }
        document
    }

    /// The document without its sites: what the public definition shows and the widget reads.
    pub fn to_public_value(&self) -> Value {
        let mut members = vec![("title", self.title.to_value())];
        members.extend(self.summary.iter().map(|text| ("summary", text.to_value())));
        members.extend(self.privacy.iter().map(|text| ("privacy", text.to_value())));
        members.push(("languages", Value::Array(self.languages.iter().map(|lang| lang.code().into()).collect())));
        members.extend(self.opens_at.iter().map(|moment| ("opens_at", Value::string(moment.to_string()))));
        members.extend(self.closes_at.iter().map(|moment| ("closes_at", Value::string(moment.to_string()))));
        members.push(("questions", Value::Array(self.questions.iter().map(Question::to_value).collect())));
        Value::object(members)
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

    /// Its languages, the first being that which every text has.
    pub fn languages(&self) -> &[Lang] {
        &self.languages
    }

    /// The language to show where `wanted` is asked for: that one where it is declared, else the first.
    pub fn language_for(&self, wanted: Option<Lang>) -> Lang {
        wanted.filter(|lang| self.languages.contains(lang)).unwrap_or(self.languages[0])
    }

    /// From when answers are taken; from its opening by hand where `None`.
    pub fn opens_at(&self) -> Option<Timestamp> {
        self.opens_at
    }

    /// Until when, that moment excluded; until it is closed by hand where `None`.
    pub fn closes_at(&self) -> Option<Timestamp> {
        self.closes_at
    }

    /// The sites that may embed it.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The site of that identifier.
    pub fn site(&self, id: &SiteId) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == *id)
    }

    /// The questions, in order.
    pub fn questions(&self) -> &[Question] {
        &self.questions
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

fn flatten<T>(member: Option<Option<T>>) -> Option<Option<T>> {
    match member {
        None => Some(None),
        Some(read) => read.map(Some),
    }
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

#[cfg(test)]
mod tests;
