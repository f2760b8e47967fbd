//! What is counted.

use contract::{Answer, OptionId, QuestionId, Region, StatementId};
use std::fmt;

/// One thing that a response can be counted under. Written as text (its `Display`) in stores and tables; the separators
/// are none of an identifier's characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cell {
    /// The question was answered: `question`.
    Answered(QuestionId),
    /// The option was chosen: `question=option`.
    Chosen(QuestionId, OptionId),
    /// The rating has this point: `question:3`.
    Rated(QuestionId, u8),
    /// The statement was placed at this point, or has this vote: `question/statement=option`.
    Placed(QuestionId, StatementId, OptionId),
    /// The option was given this place: `question=option:1`.
    Ranked(QuestionId, OptionId, u8),
    /// The person lives in this region: `question@TLC`.
    In(QuestionId, Region),
}

impl Cell {
    /// The cells of an answer. A new kind of question says here what it counts.
    pub fn of(question: &QuestionId, answer: &Answer) -> Vec<Self> {
        let own = || question.clone();
        let mut cells = vec![Self::Answered(own())];
        match answer {
            Answer::SingleChoice(option) => cells.push(Self::Chosen(own(), option.clone())),
            Answer::MultipleChoice(options) => {
                cells.extend(options.iter().map(|option| Self::Chosen(own(), option.clone())));
            }
            Answer::Rating(point) => cells.push(Self::Rated(own(), *point)),
            Answer::Agreement(placed) => {
                cells.extend(placed.iter().map(|(id, point)| Self::Placed(own(), id.clone(), point.clone())));
            }
            Answer::FreeText(_) => {}
            Answer::Ranking(ranked) => {
                cells.extend(ranked.iter().zip(1..).map(|(option, place)| Self::Ranked(own(), option.clone(), place)));
            }
            Answer::Region(region) => cells.push(Self::In(own(), *region)),
            Answer::Vote(votes) => {
                cells.extend(votes.iter().map(|(id, vote)| Self::Placed(own(), id.clone(), vote.id())));
            }
        }
        cells
    }

    /// What was answered, without what was asked: an option, a point, a region's code; nothing of [`Self::Answered`].
    pub fn value(&self) -> String {
        match self {
            Self::Answered(_) => String::new(),
            Self::Chosen(_, option) | Self::Ranked(_, option, _) | Self::Placed(_, _, option) => option.to_string(),
            Self::Rated(_, point) => point.to_string(),
            Self::In(_, region) => region.code().to_owned(),
        }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((question, region)) = text.split_once('@') {
            return Some(Self::In(QuestionId::parse(question)?, Region::parse(region)?));
        }
        if let Some((place, option)) = text.split_once('=') {
            if let Some((option, rank)) = option.split_once(':') {
                return Some(Self::Ranked(QuestionId::parse(place)?, OptionId::parse(option)?, rank.parse().ok()?));
            }
            let option = OptionId::parse(option)?;
            return Some(match place.split_once('/') {
                Some((question, statement)) => {
                    Self::Placed(QuestionId::parse(question)?, StatementId::parse(statement)?, option)
                }
                None => Self::Chosen(QuestionId::parse(place)?, option),
            });
        }
        Some(match text.split_once(':') {
            Some((question, point)) => Self::Rated(QuestionId::parse(question)?, point.parse().ok()?),
            None => Self::Answered(QuestionId::parse(text)?),
        })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(question) => write!(out, "{question}"),
            Self::Chosen(question, option) => write!(out, "{question}={option}"),
            Self::Rated(question, point) => write!(out, "{question}:{point}"),
            Self::Placed(question, statement, option) => write!(out, "{question}/{statement}={option}"),
            Self::Ranked(question, option, place) => write!(out, "{question}={option}:{place}"),
            Self::In(question, region) => write!(out, "{question}@{}", region.code()),
        }
    }
}
