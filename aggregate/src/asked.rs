//! What a consultation asked, over all its revisions: what its figures are made of.

use crate::cell::Cell;
use contract::question::{Demand, Measure, Stance};
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
    /// Whether each revision asked it.
    always: bool,
    /// Whether each of them that did asked it on a condition.
    conditional: bool,
}

/// Who was asked a question.
pub(crate) enum Audience {
    /// Everybody who answered.
    Everyone,
    /// Those who count in these cells, each of them in one.
    Those(Vec<Cell>),
    /// More than one test decided, or revisions differ: no count tells.
    Untold,
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
        let revisions = consultation.revisions().len();
        newest.into_iter().map(|question| Self::of(question, &questions, revisions)).collect()
    }

    fn of(question: &'a Question, all: &[&'a Question], revisions: usize) -> Self {
        let id = question.id();
        let forms = || all.iter().filter(|form| form.id() == id).map(|form| form.kind());
        let options = || {
            once(forms().flat_map(Kind::options).map(|option| option.id()), |option| option)
                .into_iter()
                .cloned()
                .collect()
        };
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
        let conditions: Vec<_> = all.iter().filter(|form| form.id() == id).filter_map(|form| form.show_if()).collect();
        let asked = forms().count();
        let (always, conditional) = (asked == revisions, asked == conditions.len());
        let measure = match question.kind() {
            Kind::Rating(rating) => rating.measure(),
            _ => None,
        };
        Self { id, kind: question.kind().name(), measure, shape, conditions, always, conditional }
    }

    /// Who was asked it, with `all` questions beside it.
    pub(crate) fn audience(&self, all: &[Self]) -> Audience {
        let Some((first, rest)) = self.conditions.split_first() else {
            return if self.always { Audience::Everyone } else { Audience::Untold };
        };
        let same = self.always && self.conditional && rest.iter().all(|other| other == first);
        let cells = first.alone().filter(|_| same).and_then(|(question, demand)| {
            let on = all.iter().find(|one| one.id == question)?;
            let mut cells = on.cells_of(demand)?;
            cells.sort();
            cells.dedup();
            Some(cells)
        });
        cells.map_or(Audience::Untold, Audience::Those)
    }

    /// The cells of those who meet a demand; `None` where somebody may be in several.
    fn cells_of(&self, demand: &Demand) -> Option<Vec<Cell>> {
        let own = || self.id.clone();
        match demand {
            Demand::AnyOf(options) => match self.shape {
                Shape::Options(_, most) if most > 1 && options.len() > 1 => None,
                _ => Some(options.iter().map(|option| Cell::Chosen(own(), option.clone())).collect()),
            },
            Demand::StatementAnyOf(statement, points) => {
                Some(points.iter().map(|point| Cell::Placed(own(), statement.clone(), point.clone())).collect())
            }
            Demand::Within(least, most) => Some((*least..=*most).map(|point| Cell::Rated(own(), point)).collect()),
            Demand::Answered => Some(vec![Cell::Answered(own())]),
            Demand::RegionAnyOf(regions) => Some(regions.iter().map(|region| Cell::In(own(), *region)).collect()),
        }
    }
}

/// The first item of each identifier, in their order.
fn once<'a, T, Id: Ord + 'a>(items: impl Iterator<Item = &'a T>, id: impl Fn(&'a T) -> &'a Id) -> Vec<&'a T> {
    let mut seen = BTreeSet::new();
    items.filter(|item| seen.insert(id(item))).collect()
}
