//! The same answers to everything, more often than chance would have them.

use super::{FAR, above, hash, threshold};
use crate::cell::Cell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What was answered to each question that was, by hashes: all answers of one person.
type Vector = Vec<(u64, u64)>;

/// All answers to all questions, counted.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    same: BTreeMap<Vector, (u32, usize)>,
    /// How often each question got each answer.
    answers: BTreeMap<(u64, u64), u32>,
    answered: BTreeMap<u64, u32>,
    responses: usize,
}

/// Responses with the same answers to everything.
#[derive(Clone, PartialEq, Debug)]
pub struct Same {
    /// The number of the first of them, in the order in which they were added.
    pub first: usize,
    /// How many they are.
    pub count: usize,
    /// How many there would be, if what a person answers to one question said nothing of what they answer to another. It
    /// always says something, so that this is the least that there would be.
    pub expected: f64,
}

impl Vectors {
    /// Adds a response, by the cells in which it counts. What was written is in none of them.
    pub fn add(&mut self, cells: &[Cell]) {
        let mut questions = BTreeMap::<u64, Vec<String>>::new();
        for cell in cells {
            let (question, answer) = parts(cell);
            questions.entry(hash(question.as_bytes())).or_default().extend(answer);
        }
        // A text, of which it is counted only that it is there, is no answer that could be the same.
        questions.retain(|_, answers| !answers.is_empty());
        let vector: Vector = questions
            .into_iter()
            .map(|(question, mut answers)| {
                answers.sort_unstable();
                (question, hash(answers.join(" ").as_bytes()))
            })
            .collect();
        for (question, answer) in &vector {
            *self.answers.entry((*question, *answer)).or_default() += 1;
            *self.answered.entry(*question).or_default() += 1;
        }
        self.same.entry(vector).or_insert((0, self.responses)).0 += 1;
        self.responses += 1;
    }

    /// Those that are told, the most frequent first: at least a hundredth of all responses, and far more than expected.
    pub fn found(&self) -> Vec<Same> {
        let fewest = threshold(self.responses);
        let many = self.same.iter().filter(|(vector, (count, _))| !vector.is_empty() && *count as usize >= fewest);
        let all = many.map(|(vector, (count, first))| Same {
            first: *first,
            count: *count as usize,
            expected: self.expected(vector),
        });
        let mut found: Vec<Same> = all.filter(|same| above(same.count as f64, same.expected) > FAR).collect();
        found.sort_by_key(|same| (Reverse(same.count), same.first));
        found
    }

    fn expected(&self, vector: &Vector) -> f64 {
        let responses = self.responses as f64;
        let shares = self.answered.iter().map(|(question, answered)| {
            let given = vector.iter().find(|(own, _)| own == question);
            let count = match given {
                Some(answer) => f64::from(self.answers.get(answer).copied().unwrap_or(0)),
                None => responses - f64::from(*answered),
            };
            count / responses
        });
        shares.product::<f64>() * responses
    }
}

/// The question of a cell, and what it says of the answer.
fn parts(cell: &Cell) -> (String, Option<String>) {
    match cell {
        Cell::Answered(question) => (question.to_string(), None),
        Cell::Chosen(question, _)
        | Cell::Rated(question, _)
        | Cell::Placed(question, ..)
        | Cell::Ranked(question, ..)
        | Cell::In(question, _) => (question.to_string(), Some(cell.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<Cell> {
        texts.iter().map(|text| Cell::parse(text).unwrap()).collect()
    }

    #[test]
    fn the_same_answers_are_told_where_chance_would_not_make_them() {
        let mut vectors = Vectors::default();
        // 1,000 people who answer three questions of four options each in every way: 15 or 16 are alike.
        for person in 0..1_000 {
            let option = |of: usize| ["a", "b", "c", "d"][person / of % 4];
            let all = [format!("p={}", option(1)), format!("q={}", option(4)), format!("r={}", option(16))];
            vectors.add(&cells(&all.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        assert_eq!(vectors.found(), []);
        for _ in 0..60 {
            vectors.add(&cells(&["p", "p=a", "q", "q=b", "r", "r=c", "text"]));
        }
        let found = vectors.found();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].count, found[0].first), (60 + 16, 36));
        let share = |own: f64| (own + 60.0) / 1_060.0;
        // In 1,000 people, 250 chose each option of the first; 252 chose b of the second, 256 or 240 of the third.
        let expected = 1_060.0 * share(250.0) * share(252.0) * share(248.0);
        assert!((found[0].expected - expected).abs() < 1.0, "{} {expected}", found[0].expected);
    }

    #[test]
    fn one_question_alone_never_is() {
        let mut vectors = Vectors::default();
        (0..500).for_each(|_| vectors.add(&cells(&["p", "p=a"])));
        (0..500).for_each(|_| vectors.add(&cells(&["text"])));
        assert_eq!(vectors.found(), []);
    }
}
