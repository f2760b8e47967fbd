//! What a consultation asked, over all its revisions: what its figures are made of.

use contract::question::{Measure, Stance};
use contract::{Condition, Consultation, Kind, OptionId, Question, QuestionId, StatementId};
use std::collections::BTreeSet;

/// A question in all its forms. A consultation refuses to change its kind.
pub(crate) struct Asked<'a> {
    pub(crate) id: &'a QuestionId,
    /// The name of its kind.
    pub(crate) kind: &'static str,
    /// What it measures, where the newest revision that asked it declares that.
    pub(crate) measure: Option<Measure>,
    pub(crate) shape: Shape<'a>,
    /// When it was shown, in each revision that did not ask it of everybody.
    pub(crate) conditions: Vec<&'a Condition>,
}

/// What is counted of a question. Of options and statements all that a revision offered, the newest's first and in their
/// order, so that no answer to an earlier one drops out of the figures.
pub(crate) enum Shape<'a> {
    /// Options, and how many of them one answer may choose.
    Options(Vec<OptionId>, usize),
    /// Points from 1 to this one.
    Points(u8),
    /// Statements, and what each can be given.
    Statements(Vec<&'a StatementId>, Vec<OptionId>),
    /// Options, and the last place.
    Places(Vec<OptionId>, u8),
    Regions,
    Words,
}

impl<'a> Asked<'a> {
    /// Each question once: the current revision's in their order, then those that only earlier ones asked.
    pub(crate) fn all(consultation: &'a Consultation) -> Vec<Self> {
        let revisions = consultation.revisions().iter().rev();
        let questions: Vec<&Question> =
            revisions.flat_map(|revision| revision.definition.questionnaire().questions()).collect();
        let newest = once(questions.iter().copied(), Question::id);
        newest.into_iter().map(|question| Self::of(question, &questions)).collect()
    }

    fn of(question: &'a Question, all: &[&'a Question]) -> Self {
        let id = question.id();
        let forms = || all.iter().filter(|form| form.id() == id).map(|form| form.kind());
        let options = || once(forms().flat_map(options_of), |option| option).into_iter().cloned().collect();
        let statements =
            || once(forms().flat_map(Kind::statements).map(|statement| statement.id()), |statement| statement);
        let shape = match question.kind() {
            Kind::SingleChoice(_) => Shape::Options(options(), 1),
            Kind::MultipleChoice(_) => {
                let most = forms().map(|form| match form {
                    Kind::MultipleChoice(kind) => kind.max_chosen().unwrap_or(kind.options().len()),
                    _ => 0,
                });
                Shape::Options(options(), most.max().unwrap_or(0))
            }
            Kind::Rating(rating) => Shape::Points(rating.points()),
            Kind::Agreement(_) => Shape::Statements(statements(), options()),
            Kind::Vote(_) => Shape::Statements(statements(), Stance::ALL.map(Stance::id).to_vec()),
            Kind::Ranking(_) => {
                let places = forms().map(|form| match form {
                    Kind::Ranking(kind) => kind.places() as u8,
                    _ => 0,
                });
                Shape::Places(options(), places.max().unwrap_or(0))
            }
            Kind::Region => Shape::Regions,
            Kind::FreeText(_) => Shape::Words,
        };
        let conditions = all.iter().filter(|form| form.id() == id).filter_map(|form| form.show_if()).collect();
        let measure = match question.kind() {
            Kind::Rating(rating) => rating.measure(),
            _ => None,
        };
        Self { id, kind: question.kind().name(), measure, shape, conditions }
    }
}

fn options_of(kind: &Kind) -> impl Iterator<Item = &OptionId> {
    let choices = match kind {
        Kind::SingleChoice(kind) => kind.options(),
        Kind::MultipleChoice(kind) => kind.options(),
        Kind::Agreement(kind) => kind.scale(),
        Kind::Ranking(kind) => kind.options(),
        Kind::Rating(_) | Kind::FreeText(_) | Kind::Region | Kind::Vote(_) => &[],
    };
    choices.iter().map(|choice| choice.id())
}

/// The first item of each identifier, in their order.
fn once<'a, T, Id: Ord + 'a>(items: impl Iterator<Item = &'a T>, id: impl Fn(&'a T) -> &'a Id) -> Vec<&'a T> {
    let mut seen = BTreeSet::new();
    items.filter(|item| seen.insert(id(item))).collect()
}
