//! Margins: the shares of a population that a department declares for some questions, to weigh who answered by.
//!
//! ```json
//! {"source": "ONS, mid-year estimates for 2023", "trim": true,
//!  "margins": [{"question": "sex", "shares": {"female": 51, "male": 49}}]}
//! ```

use crate::consultation::Consultation;
use crate::document::{Fault, Issue, Members, Place, optional};
use crate::id::QuestionId;
use crate::json::Value;
use crate::limits;
use crate::question::{Kind, Question};
use crate::region::Region;
use std::cell::RefCell;

/// Margins, of at least one question.
#[derive(Clone, PartialEq, Debug)]
pub struct Margins {
    source: String,
    trim: bool,
    margins: Vec<Shares>,
}

/// The shares of one question's answers.
#[derive(Clone, PartialEq, Debug)]
pub struct Shares {
    question: QuestionId,
    shares: Vec<(String, f64)>,
}

impl Margins {
    /// Where the figures are from: shown wherever they are used.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether very large weights are cut.
    pub fn trim(&self) -> bool {
        self.trim
    }

    /// Each question once.
    pub fn all(&self) -> &[Shares] {
        &self.margins
    }

    /// Reads a document for a consultation. Numbers may be shares, percentages or people: what counts is how they stand to
    /// each other.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn parse(document: &Value, consultation: &Consultation) -> Result<Self, Vec<Issue>> {
        let issues = RefCell::new(Vec::new());
        let root = Place::root(document, &issues);
        let read = root.members().and_then(|members| {
            members.only(&[&["source", "trim", "margins"]]);
            let source = members.need("source").and_then(|place| place.text(limits::LABEL).map(str::to_owned));
            let trim = optional(members.get("trim").map(|place| place.flag()));
            let margins = members.need("margins").and_then(|place| shares_of_all(&place, consultation));
            Some(Self { source: source?, trim: trim?.unwrap_or(false), margins: margins? })
        });
        match read {
            Some(margins) if issues.borrow().is_empty() => Ok(margins),
            _ => Err(issues.into_inner()),
        }
    }

    /// The document again.
    pub fn to_value(&self) -> Value {
        let shares = |one: &Shares| {
            let shares = one.shares.iter().map(|(name, share)| (name.clone(), Value::Number(*share)));
            Value::object([("question", one.question.as_str().into()), ("shares", Value::object(shares))])
        };
        Value::object([
            ("source", self.source.as_str().into()),
            ("trim", Value::Bool(self.trim)),
            ("margins", Value::Array(self.margins.iter().map(shares).collect())),
        ])
    }
}

impl Shares {
    /// The question.
    pub fn question(&self) -> &QuestionId {
        &self.question
    }

    /// Each answer, as an option's identifier, a point's number or a region's code, with the number that was given. Whoever
    /// gave another answer is not weighed.
    pub fn given(&self) -> &[(String, f64)] {
        &self.shares
    }

    /// The shares, which add up to 1, in the same order.
    pub fn shares(&self) -> Vec<f64> {
        let sum: f64 = self.shares.iter().map(|(_, share)| share).sum();
        self.shares.iter().map(|(_, share)| share / sum).collect()
    }
}

fn shares_of_all(place: &Place<'_>, consultation: &Consultation) -> Option<Vec<Shares>> {
    let items = place.items(1, limits::MARGINS)?;
    let mut all: Vec<Shares> = Vec::new();
    for item in &items {
        let Some(members) = item.members() else { continue };
        let Some(shares) = shares_of(&members, consultation) else { continue };
        if all.iter().any(|other| other.question == shares.question) {
            item.fault(Fault::Repeated);
        }
        all.push(shares);
    }
    (all.len() == items.len()).then_some(all)
}

fn shares_of(members: &Members<'_>, consultation: &Consultation) -> Option<Shares> {
    members.only(&[&["question", "shares"]]);
    let place = members.need("question");
    let shares = members.need("shares")?;
    let place = place?;
    let question = place.identifier(QuestionId::parse)?;
    let revisions = consultation.revisions().iter();
    let forms: Vec<&Question> =
        revisions.filter_map(|revision| revision.definition.questionnaire().question(&question)).collect();
    let offered: Vec<String> = forms.iter().filter_map(|form| answers(form.kind())).flatten().collect();
    if offered.is_empty() {
        return place
            .expect(None, "a question of this consultation with one answer: a single choice, a rating or a region");
    }
    let members = shares.members()?;
    let read: Vec<Option<(String, f64)>> = members
        .all()
        .map(|share| {
            if !offered.iter().any(|name| name == share.name()) {
                share.fault(Fault::NotOffered);
                return None;
            }
            let number = match share.value() {
                Value::Number(number) if number.is_finite() && *number > 0.0 => Some(*number),
                _ => None,
            };
            share.expect(number, "a number above 0").map(|number| (share.name().to_owned(), number))
        })
        .collect();
    if read.len() < 2 {
        shares.fault(Fault::TooFew { least: 2 });
        return None;
    }
    Some(Shares { question, shares: read.into_iter().collect::<Option<_>>()? })
}

/// What one person can answer, where that is one of some answers.
fn answers(kind: &Kind) -> Option<Vec<String>> {
    match kind {
        Kind::SingleChoice(kind) => Some(kind.options().iter().map(|option| option.id().to_string()).collect()),
        Kind::Rating(kind) => Some((1..=kind.points()).map(|point| point.to_string()).collect()),
        Kind::Region => Some(Region::all().map(|region| region.code().to_owned()).collect()),
        Kind::MultipleChoice(_) | Kind::Agreement(_) | Kind::FreeText(_) | Kind::Ranking(_) | Kind::Vote(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::tests::{definition, value};
    use crate::id::{ConsultationId, DepartmentId};
    use serde_json::json;

    fn consultation() -> Consultation {
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition())
    }

    #[test]
    fn margins_are_written_as_they_were_read() {
        let document = json!({"source": "S", "trim": true, "margins": [
            {"question": "stage", "shares": {"before": 1.5, "after": 4.5}}, {"question": "home", "shares": {"TLN": 2, "TLC": 2}}]});
        let margins = Margins::parse(&value(document), &consultation()).unwrap();
        assert_eq!(Margins::parse(&margins.to_value(), &consultation()), Ok(margins.clone()));
        let shares: Vec<_> = margins.all()[0].given().iter().zip(margins.all()[0].shares()).collect();
        assert_eq!(shares, [(&("after".to_owned(), 4.5), 0.75), (&("before".to_owned(), 1.5), 0.25)]);
        assert!(margins.trim());
    }

    #[test]
    fn every_fault_has_its_place() {
        let one = |question: &str, shares: serde_json::Value| json!({"source": "S", "margins": [{"question": question, "shares": shares}]});
        let kind =
            "This should be a question of this consultation with one answer: a single choice, a rating or a region.";
        for (document, pointer, detail) in [
            (
                json!({"margins": [{"question": "stage", "shares": {"before": 1, "after": 1}}]}),
                "/source",
                "This member is missing.",
            ),
            (json!({"source": "S"}), "/margins", "This member is missing."),
            (json!({"source": "S", "margins": []}), "/margins", "This list needs at least 1 items."),
            (one("gone", json!({"a": 1, "b": 1})), "/margins/0/question", kind),
            (one("parts", json!({"a": 1, "b": 1})), "/margins/0/question", kind),
            (
                one("stage", json!({"before": 1, "later": 1})),
                "/margins/0/shares/later",
                "That question does not offer this.",
            ),
            (one("ease", json!({"1": 1, "2": 0})), "/margins/0/shares/2", "This should be a number above 0."),
            (one("ease", json!({"1": 1, "2": "1"})), "/margins/0/shares/2", "This should be a number above 0."),
            (one("stage", json!({"before": 1})), "/margins/0/shares", "This list needs at least 2 items."),
            (
                json!({"source": "S", "margins": [{"question": "stage", "shares": {"before": 1, "after": 1}},
                    {"question": "stage", "shares": {"before": 1, "after": 1}}]}),
                "/margins/1",
                "This stands earlier in the same list.",
            ),
        ] {
            let issues = Margins::parse(&value(document), &consultation()).expect_err(pointer);
            let found: Vec<(&str, String)> =
                issues.iter().map(|issue| (issue.pointer.as_str(), issue.fault.to_string())).collect();
            assert_eq!(found, [(pointer, detail.to_owned())]);
        }
    }
}
