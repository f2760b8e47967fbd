//! What responses can be divided by.

use crate::asked::{Asked, Shape};
use crate::cell::Cell;
use contract::{Consultation, QuestionId, Region, StatementId};
use std::fmt;

/// A question, or one statement of a question that has some: `question`, `question/statement`. Of a ranking it is the
/// option that was put first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Dimension {
    question: QuestionId,
    statement: Option<StatementId>,
}

/// A dimension with the cells into which it divides, in the order of the question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Divided {
    /// Which.
    pub dimension: Dimension,
    /// Its cells: all that a revision offered.
    pub cells: Vec<Cell>,
    /// Whether an answer can be in several of them.
    pub several: bool,
}

impl Dimension {
    /// The question.
    pub fn question(&self) -> &QuestionId {
        &self.question
    }

    /// The statement, of a question that has some.
    pub fn statement(&self) -> Option<&StatementId> {
        self.statement.as_ref()
    }

    /// Whether a cell is one of those into which this divides.
    pub fn has(&self, cell: &Cell) -> bool {
        match (cell, &self.statement) {
            (Cell::Chosen(question, _) | Cell::Rated(question, _) | Cell::In(question, _), None)
            | (Cell::Ranked(question, _, 1), None) => *question == self.question,
            (Cell::Placed(question, statement, _), Some(own)) => *question == self.question && statement == own,
            _ => false,
        }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (question, statement) = match text.split_once('/') {
            Some((question, statement)) => (question, Some(StatementId::parse(statement)?)),
            None => (text, None),
        };
        Some(Self { question: QuestionId::parse(question)?, statement })
    }

    /// All that a consultation's responses can be divided by, in the order of its questions. Words divide into nothing.
    pub fn all(consultation: &Consultation) -> Vec<Divided> {
        Asked::all(consultation).into_iter().flat_map(|asked| divided(&asked)).collect()
    }
}

fn divided(asked: &Asked<'_>) -> Vec<Divided> {
    let id = || asked.id.clone();
    let one = |cells: Vec<Cell>, several| {
        vec![Divided { dimension: Dimension { question: id(), statement: None }, cells, several }]
    };
    match &asked.shape {
        Shape::Options(options, most) => {
            one(options.iter().map(|option| Cell::Chosen(id(), option.clone())).collect(), *most > 1)
        }
        Shape::Points(points) => one((1..=*points).map(|point| Cell::Rated(id(), point)).collect(), false),
        Shape::Places(options, _) => {
            one(options.iter().map(|option| Cell::Ranked(id(), option.clone(), 1)).collect(), false)
        }
        Shape::Regions => one(Region::all().map(|region| Cell::In(id(), region)).collect(), false),
        Shape::Statements(statements, points) => {
            let statement = |statement: &&StatementId| {
                let cell = |point: &contract::OptionId| Cell::Placed(id(), (*statement).clone(), point.clone());
                let dimension = Dimension { question: id(), statement: Some((*statement).clone()) };
                Divided { dimension, cells: points.iter().map(cell).collect(), several: false }
            };
            statements.iter().map(statement).collect()
        }
        Shape::Words => Vec::new(),
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.statement {
            Some(statement) => write!(out, "{}/{statement}", self.question),
            None => write!(out, "{}", self.question),
        }
    }
}
