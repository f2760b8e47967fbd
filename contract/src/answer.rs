//! Answers: what one person said, parsed against the questions, so that it cannot be invalid.

use crate::document::push_segment;
use crate::id::{OptionId, QuestionId, StatementId};
use crate::json::Value;
use crate::limits;
use crate::locale::{FormStrings, Lang, digits, fill};
use crate::personal::{self, Personal};
use crate::problem::Problem;
use crate::question::{FIELD_PREFIX, Faults, Question, Stance};
use crate::questionnaire::Questionnaire;
use crate::region::Region;

/// The answer to one question, in its question's form and never blank.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The option chosen.
    SingleChoice(OptionId),
    /// The options chosen, in the order in which they are offered.
    MultipleChoice(Vec<OptionId>),
    /// The point, from 1.
    Rating(u8),
    /// The point of each statement that was placed, in the statements' order.
    Agreement(Vec<(StatementId, OptionId)>),
    /// The words, normalised.
    FreeText(String),
    /// The options placed, the first place first.
    Ranking(Vec<OptionId>),
    /// The region.
    Region(Region),
    /// The votes that were given, in the statements' order.
    Vote(Vec<(StatementId, Stance)>),
}

/// The answers of one response to the questions that were shown, in their order: at least one, all required ones there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answers(Vec<(QuestionId, Answer)>);

/// What is wrong with the answers: where, in which question, and what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnswerIssue {
    /// A JSON pointer into the request: `/answers/QUESTION` or `/answers/QUESTION/STATEMENT`.
    pub pointer: String,
    /// The question, where there is one of that name.
    pub question: Option<QuestionId>,
    /// The statement, where it is about one.
    pub statement: Option<StatementId>,
    /// What is wrong.
    pub fault: AnswerFault,
}

/// What can be wrong with an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnswerFault {
    /// No question has this identifier.
    UnknownQuestion,
    /// The value's type is not that of the question's kind.
    WrongType,
    /// The option or point is not offered.
    NotOffered,
    /// The question has no such statement.
    UnknownStatement,
    /// A required answer is missing.
    Required,
    /// A text is longer than its question allows.
    TooLong {
        /// Characters allowed.
        limit: usize,
    },
    /// A rating outside its scale.
    OutOfRange,
    /// More options than allowed.
    TooManyChosen {
        /// Options allowed.
        limit: usize,
    },
    /// One option twice.
    ChosenTwice,
    /// Two options in one place of a ranking.
    PlacedTwice,
    /// No question is answered.
    NothingAnswered,
}

impl AnswerFault {
    /// The type under which it is reported.
    pub fn problem(self) -> Problem {
        match self {
            Self::UnknownQuestion => Problem::UnknownQuestion,
            Self::WrongType => Problem::WrongType,
            Self::NotOffered => Problem::OptionNotOffered,
            Self::UnknownStatement => Problem::UnknownStatement,
            Self::Required => Problem::RequiredAnswerMissing,
            Self::TooLong { .. } => Problem::TextTooLong,
            Self::OutOfRange => Problem::RatingOutOfRange,
            Self::TooManyChosen { .. } => Problem::TooManyChosen,
            Self::ChosenTwice => Problem::OptionChosenTwice,
            Self::PlacedTwice => Problem::PlaceGivenTwice,
            Self::NothingAnswered => Problem::NothingAnswered,
        }
    }
}

impl AnswerIssue {
    /// The sentence that tells the person what to do about it, in the form's language.
    pub fn message(&self, asked: &Questionnaire, lang: Lang, words: &FormStrings) -> String {
        let question = self.question.as_ref().and_then(|id| asked.question(id));
        let text = question.map_or("", |question| question.text().in_language(lang).0);
        let stated = self
            .statement
            .as_ref()
            .zip(question)
            .and_then(|(id, question)| question.kind().statements().iter().find(|statement| statement.id() == id));
        let (template, limit) = match (self.fault, stated) {
            (AnswerFault::NothingAnswered, _) => (words.error_nothing, 0),
            (AnswerFault::Required, None) => (words.error_required, 0),
            (AnswerFault::Required, Some(_)) => (words.error_required_statement, 0),
            (AnswerFault::TooLong { limit }, _) => (words.error_too_long, limit),
            (AnswerFault::TooManyChosen { limit }, _) => (words.error_too_many, limit),
            (AnswerFault::PlacedTwice, _) => (words.error_placed_twice, 0),
            _ => (words.error_not_offered, 0),
        };
        let stated = stated.map_or("", |statement| statement.text().in_language(lang).0);
        fill(template, &[("{question}", text), ("{statement}", stated), ("{n}", &digits(limit))])
    }
}

/// What reading of answers found, whether or not they are complete: what the form needs while it is filled in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// For each question in order, whether it is shown.
    pub shown: Vec<bool>,
    /// The answers that are sound.
    answers: Answers,
    /// Everything that is wrong.
    pub issues: Vec<AnswerIssue>,
}

impl Reading {
    /// The answers that are sound, whether or not others are at fault or missing.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Reads the member `answers` of a response: an object of a value for each question.
    ///
    /// An answer to a question that is not shown is set aside, not refused: the person changed an earlier answer after
    /// giving it, or filled in a form without script, where nothing is hidden.
    pub fn of(asked: &Questionnaire, value: &Value) -> Self {
        let mut reading = Self::default();
        let Value::Object(given) = value else {
            reading.note("/answers".to_owned(), None, None, AnswerFault::WrongType);
            return reading;
        };
        for (name, _) in given {
            if !asked.questions().iter().any(|question| question.id().as_str() == name) {
                reading.note(pointer(name), None, None, AnswerFault::UnknownQuestion);
            }
        }
        for question in asked.questions() {
            let shown = question.show_if().is_none_or(|condition| condition.holds(&reading.answers));
            reading.shown.push(shown);
            if shown {
                reading.read(question, value.get(question.id().as_str()));
            }
        }
        if reading.answers.0.is_empty() && reading.issues.is_empty() {
            reading.note("/answers".to_owned(), None, None, AnswerFault::NothingAnswered);
        }
        reading
    }

    fn read(&mut self, question: &Question, value: Option<&Value>) {
        let mut found = Vec::new();
        let mut faults = Faults(&mut found);
        let answer = value.and_then(|value| question.kind().answer(value, &mut faults));
        // A faulty answer is not also a missing one.
        if question.required() && faults.0.is_empty() {
            question.kind().demand(answer.as_ref(), &mut faults);
        }
        for (statement, fault) in found {
            let mut place = pointer(question.id().as_str());
            if let Some(statement) = &statement {
                push_segment(&mut place, statement.as_str());
            }
            self.note(place, Some(question.id().clone()), statement, fault);
        }
        self.answers.0.extend(answer.map(|answer| (question.id().clone(), answer)));
    }

    fn note(
        &mut self,
        pointer: String,
        question: Option<QuestionId>,
        statement: Option<StatementId>,
        fault: AnswerFault,
    ) {
        if self.issues.len() < limits::ISSUES {
            self.issues.push(AnswerIssue { pointer, question, statement, fault });
        }
    }
}

fn pointer(question: &str) -> String {
    let mut pointer = "/answers".to_owned();
    push_segment(&mut pointer, question);
    pointer
}

impl Answers {
    /// Parses the member `answers` of a response against its questionnaire.
    ///
    /// # Errors
    /// All that is wrong, in the order of the questions, unknown ones first.
    pub fn parse(asked: &Questionnaire, value: &Value) -> Result<Self, Vec<AnswerIssue>> {
        let reading = Reading::of(asked, value);
        if reading.issues.is_empty() { Ok(reading.answers) } else { Err(reading.issues) }
    }

    /// Takes the personal information out of every text; the kinds of what was taken, in their order.
    pub fn remove_personal(&mut self) -> Vec<Personal> {
        let mut removed = Vec::new();
        for (_, answer) in &mut self.0 {
            if let Answer::FreeText(text) = answer {
                removed.extend(personal::find(text).iter().map(|found| found.kind));
                *text = personal::remove(text);
            }
        }
        removed.sort_unstable();
        removed.dedup();
        removed
    }

    /// The answer to a question.
    pub fn get(&self, question: &QuestionId) -> Option<&Answer> {
        self.0.iter().find(|(id, _)| id == question).map(|(_, answer)| answer)
    }

    /// All answers, in the questions' order.
    pub fn iter(&self) -> impl Iterator<Item = (&QuestionId, &Answer)> {
        self.0.iter().map(|(id, answer)| (id, answer))
    }

    /// The member `answers` again, as [`Self::parse`] reads it.
    pub fn to_value(&self) -> Value {
        Value::object(self.0.iter().map(|(id, answer)| (id.as_str(), answer.to_value())))
    }

    /// The form's fields again, as [`Questionnaire::answers_from_fields`] reads them: to fill in a form.
    pub fn to_fields(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for (question, answer) in &self.0 {
            let name = format!("{FIELD_PREFIX}{question}");
            match answer {
                Answer::SingleChoice(option) => fields.push((name, option.to_string())),
                Answer::MultipleChoice(options) => {
                    fields.extend(options.iter().map(|option| (name.clone(), option.to_string())));
                }
                Answer::Rating(point) => fields.push((name, point.to_string())),
                Answer::Agreement(placed) => {
                    fields.extend(placed.iter().map(|(id, point)| (format!("{name}.{id}"), point.to_string())));
                }
                Answer::FreeText(text) => fields.push((name, text.clone())),
                Answer::Ranking(ranked) => {
                    fields
                        .extend(ranked.iter().zip(1..).map(|(id, place)| (format!("{name}.{id}"), place.to_string())));
                }
                Answer::Region(region) => fields.push((name, region.code().to_owned())),
                Answer::Vote(votes) => {
                    let field = |(id, vote): &(StatementId, Stance)| (format!("{name}.{id}"), vote.name().to_owned());
                    fields.extend(votes.iter().map(field));
                }
            }
        }
        fields
    }
}

impl Answer {
    /// The answer's value on the wire.
    pub fn to_value(&self) -> Value {
        match self {
            Self::SingleChoice(option) => option.as_str().into(),
            Self::MultipleChoice(options) | Self::Ranking(options) => {
                Value::Array(options.iter().map(|option| option.as_str().into()).collect())
            }
            Self::Rating(point) => u32::from(*point).into(),
            Self::Agreement(placed) => {
                Value::object(placed.iter().map(|(id, point)| (id.as_str(), point.as_str().into())))
            }
            Self::FreeText(text) => Value::string(text),
            Self::Region(region) => region.code().into(),
            Self::Vote(votes) => Value::object(votes.iter().map(|(id, vote)| (id.as_str(), vote.name().into()))),
        }
    }
}

#[cfg(test)]
mod tests;
