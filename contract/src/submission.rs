//! A response as it is sent: the answers with where, in which language and to which revision they were given.

use crate::answer::{AnswerIssue, Answers};
use crate::consultation::{Consultation, Revision};
use crate::definition::Definition;
use crate::id::SiteId;
use crate::json::Value;
use crate::locale::Lang;
use crate::page::PageAddress;
use crate::personal::Personal;
use crate::problem::Problem;

/// A response that is sound in itself, and without personal information: whoever has one may keep it. Whether it is taken
/// (origin, state, key) is the edge's question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Submission {
    revision: u32,
    site: SiteId,
    lang: Lang,
    page: Option<PageAddress>,
    answers: Answers,
    removed: Vec<Personal>,
}

/// Why a response was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rejection {
    /// The envelope is at fault, at this JSON pointer.
    Envelope(Problem, &'static str),
    /// The answers are at fault; never empty.
    Answers(Vec<AnswerIssue>),
}

impl Rejection {
    /// The type under which it is reported: that of the first issue where the answers are at fault.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Envelope(problem, _) => *problem,
            Self::Answers(issues) => issues.first().map_or(Problem::NothingAnswered, |issue| issue.fault.problem()),
        }
    }
}

/// Proofs: the edge reads them, and they are no part of what was said.
const PROOFS: &[&str] = &["altcha", "turnstile"];
const MEMBERS: &[&str] = &["revision", "site", "lang", "page", "answers", PROOFS[0], PROOFS[1]];

impl Submission {
    /// Parses the body of a response: `{revision, site, lang, page?, answers, altcha?, turnstile?}`, and takes personal
    /// information out of its texts. That comes after their length was judged: a marker is never longer than what it replaces.
    ///
    /// # Errors
    /// The first fault of the envelope, else all faults of the answers.
    pub fn parse(body: &Value, consultation: &Consultation) -> Result<Self, Rejection> {
        let envelope = |problem, pointer| Rejection::Envelope(problem, pointer);
        let Value::Object(members) = body else {
            return Err(envelope(Problem::MalformedRequest, ""));
        };
        if members.iter().any(|(name, _)| !MEMBERS.contains(&name.as_str())) {
            return Err(envelope(Problem::MalformedRequest, ""));
        }
        let proof = |name: &&str| matches!(body.get(name), None | Some(Value::Null | Value::String(_)));
        if !PROOFS.iter().all(proof) {
            return Err(envelope(Problem::MalformedRequest, ""));
        }
        let revision = find_revision(body.get("revision"), consultation)?;
        let definition = &revision.definition;
        let text = |name: &str, pointer| {
            body.get(name).and_then(Value::as_str).ok_or(envelope(Problem::MalformedRequest, pointer))
        };
        let site = SiteId::parse(text("site", "/site")?)
            .filter(|site| site.as_str() == Definition::HOSTED_SITE || definition.site(site).is_some())
            .ok_or(envelope(Problem::UnknownSite, "/site"))?;
        let tag = text("lang", "/lang")?;
        let lang = definition
            .questionnaire()
            .languages()
            .iter()
            .copied()
            .find(|lang| lang.code() == tag)
            .ok_or(envelope(Problem::LanguageNotOffered, "/lang"))?;
        let page = match body.get("page") {
            None | Some(Value::Null) => None,
            Some(Value::String(address)) => {
                Some(PageAddress::parse(address).ok_or(envelope(Problem::PageAddressMalformed, "/page"))?)
            }
            Some(_) => return Err(envelope(Problem::MalformedRequest, "/page")),
        };
        // Of a page that no registered site has nothing is kept: an address elsewhere says where else a person was.
        let page = page.filter(|page| {
            let definitions = [definition, &consultation.current().definition];
            let mut origins = definitions.iter().filter_map(|own| own.site(&site)).flat_map(|own| own.origins());
            origins.any(|origin| page.is_of(origin))
        });
        let answers = body.get("answers").ok_or(envelope(Problem::MalformedRequest, "/answers"))?;
        let mut answers = Answers::parse(definition.questionnaire(), answers).map_err(Rejection::Answers)?;
        let removed = answers.remove_personal();
        Ok(Self { revision: revision.number, site, lang, page, answers, removed })
    }

    /// The revision that was answered.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The site where it was answered.
    pub fn site(&self) -> &SiteId {
        &self.site
    }

    /// The language in which it was answered.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The page where it was answered, where that is one of its site's.
    pub fn page(&self) -> Option<&PageAddress> {
        self.page.as_ref()
    }

    /// The answers.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// What was taken out of the texts: the kinds, in their order.
    pub fn removed(&self) -> &[Personal] {
        &self.removed
    }

    /// The body again, as [`Self::parse`] reads it; one content has one such text, so that it serves to compare: a
    /// retry, with the same personal information in it, too.
    pub fn to_value(&self) -> Value {
        let mut members = vec![
            ("revision", self.revision.into()),
            ("site", self.site.as_str().into()),
            ("lang", self.lang.code().into()),
        ];
        members.extend(self.page.iter().map(|page| ("page", page.as_str().into())));
        members.push(("answers", self.answers.to_value()));
        Value::object(members)
    }
}

fn find_revision<'a>(value: Option<&Value>, consultation: &'a Consultation) -> Result<&'a Revision, Rejection> {
    let number =
        value.and_then(Value::as_integer).ok_or(Rejection::Envelope(Problem::MalformedRequest, "/revision"))?;
    let found = u32::try_from(number).ok().and_then(|number| consultation.revision(number));
    found.ok_or(Rejection::Envelope(Problem::WrongRevision, "/revision"))
}
