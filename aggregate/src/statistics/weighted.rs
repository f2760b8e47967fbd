//! A question's answers as they are and weighted, side by side, from joint counts.

use super::interval::{Interval, Z95, of_share, wilson};
use super::raking::{Joint, Margin};
use super::weights::{Precision, Refusal, Weighting, precision, weigh};
use crate::cell::Cell;
use crate::counts::Counts;
use crate::cross::{Cross, Dimension, Divided, Query, Unfit};
use contract::{Consultation, Margins};

/// A question's answers, raw and weighted.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighted {
    /// The people who are counted.
    pub people: i64,
    /// Those of them whose answers are in all margins: the others are not weighted.
    pub placed: i64,
    /// How many answered the question.
    pub answered: i64,
    /// How many of the placed answered the question, and for how many equal weights they stand.
    pub weighted: Option<(i64, Precision)>,
    /// The weights, or why there are none.
    pub weighting: Result<Weighting, Refusal>,
    /// Each answer.
    pub answers: Vec<WeightedAnswer>,
}

/// One answer, raw and weighted.
#[derive(Clone, PartialEq, Debug)]
pub struct WeightedAnswer {
    /// Which.
    pub cell: Cell,
    /// How many gave it.
    pub count: i64,
    /// The share of those who answered, with its interval as if these were a random sample.
    pub raw: Option<(f64, Interval)>,
    /// The weighted share, with the interval of the effective number of people.
    pub weighted: Option<(f64, Interval)>,
}

impl Weighted {
    /// The query whose counts this is made of: divided by the margins' questions, counting the question's answers.
    ///
    /// # Errors
    /// [`Unfit`]: the question divides into nothing, or all of them have too many combinations.
    pub fn query(margins: &Margins, question: &str, consultation: &Consultation) -> Result<Query, Unfit> {
        let by: Vec<&str> = margins.all().iter().map(|one| one.question().as_str()).collect();
        Query::default().divided(&by, question, consultation)
    }

    /// From the counts of [`Self::query`].
    pub fn of(cross: &Cross, margins: &Margins, question: &Divided) -> Self {
        let mut joints = Vec::new();
        let mut counts: Vec<&Counts> = Vec::new();
        for (key, group) in cross.groups() {
            if let Some(options) = options(key, margins) {
                joints.push(Joint { options, people: group.responses() });
                counts.push(group);
            }
        }
        let shares: Vec<Margin> = margins.all().iter().map(contract::margins::Shares::shares).collect();
        let weighting = weigh(&joints, &shares, margins.trim());
        let answering: Vec<i64> = counts.iter().map(|group| answered(group, question)).collect();
        let weights: &[f64] = weighting.as_ref().map_or(&[], |weighting| &weighting.weights);
        let cost = precision(weights.iter().copied().zip(answering.iter().copied()));
        let base: f64 = weights.iter().zip(&answering).map(|(weight, people)| weight * *people as f64).sum();
        let all = answered(cross.whole(), question);
        let answer = |cell: &Cell| {
            let count = cross.whole().get(cell);
            let interval = |interval| (count as f64 / all as f64, interval);
            let sum: f64 = weights.iter().zip(&counts).map(|(weight, group)| weight * group.get(cell) as f64).sum();
            let share = sum / base;
            WeightedAnswer {
                cell: cell.clone(),
                count,
                raw: wilson(count, all, Z95).map(interval),
                weighted: (base > 0.0).then(|| (share, of_share(share, cost.effective, Z95))),
            }
        };
        Self {
            people: cross.whole().responses(),
            placed: joints.iter().map(|joint| joint.people).sum(),
            answered: all,
            weighted: (base > 0.0).then(|| (answering.iter().sum(), cost)),
            answers: question.cells.iter().map(answer).collect(),
            weighting,
        }
    }
}

/// How many answered a question: the base of its shares.
pub fn answered(counts: &Counts, question: &Divided) -> i64 {
    if question.several {
        counts.get(&Cell::Answered(question.dimension.question().clone()))
    } else {
        question.cells.iter().map(|cell| counts.get(cell)).sum()
    }
}

/// The index of each answer in its margin; `None` where one of them is in none.
fn options(key: &[Option<Cell>], margins: &Margins) -> Option<Vec<usize>> {
    let index = |(cell, margin): (&Option<Cell>, &contract::margins::Shares)| {
        let value = cell.as_ref()?.value();
        margin.given().iter().position(|(name, _)| *name == value)
    };
    key.iter().zip(margins.all()).map(index).collect()
}

/// The dimension of that name with its answers, where the consultation has it.
pub fn divided(name: &str, consultation: &Consultation) -> Option<Divided> {
    let wanted = Dimension::parse(name)?;
    Dimension::all(consultation).into_iter().find(|one| one.dimension == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contribution::Contribution;
    use contract::{Answers, ConsultationId, Day, Definition, DepartmentId, Lang, SiteId};

    fn consultation() -> Consultation {
        let text = r#"{"title": {"en": "T"}, "languages": ["en"], "questions": [
            {"id": "sex", "kind": "single_choice", "text": {"en": "1"}, "options": [
                {"id": "female", "text": {"en": "f"}}, {"id": "male", "text": {"en": "m"}}, {"id": "unsaid", "text": {"en": "u"}}]},
            {"id": "like", "kind": "single_choice", "text": {"en": "2"},
             "options": [{"id": "yes", "text": {"en": "y"}}, {"id": "no", "text": {"en": "n"}}]}]}"#;
        let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition)
    }

    /// 80 women of whom 60 like it, 40 men of whom 10 do, 5 who did not say and like it, 3 who say nothing of it.
    fn cross(query: &Query) -> Cross {
        let consultation = consultation();
        let questionnaire = consultation.current().definition.questionnaire();
        let mut cross = Cross::default();
        for (answers, times) in [
            (r#"{"sex": "female", "like": "yes"}"#, 60),
            (r#"{"sex": "female", "like": "no"}"#, 20),
            (r#"{"sex": "male", "like": "yes"}"#, 10),
            (r#"{"sex": "male", "like": "no"}"#, 30),
            (r#"{"sex": "unsaid", "like": "yes"}"#, 3),
            (r#"{"like": "yes"}"#, 2),
            (r#"{"sex": "male"}"#, 3),
        ] {
            let answers = Answers::parse(questionnaire, &serde_json::from_str(answers).unwrap()).unwrap();
            let site = SiteId::parse("s").unwrap();
            let one = Contribution::of(site, Lang::En, Day::from_days(20_000), &answers);
            (0..times).for_each(|_| cross.record(query, &one));
        }
        cross
    }

    fn weighted(shares: &str) -> Weighted {
        let consultation = consultation();
        let text = format!(r#"{{"source": "S", "margins": [{{"question": "sex", "shares": {shares}}}]}}"#);
        let margins = Margins::parse(&serde_json::from_str(&text).unwrap(), &consultation).unwrap();
        let query = Weighted::query(&margins, "like", &consultation).unwrap();
        Weighted::of(&cross(&query), &margins, &divided("like", &consultation).unwrap())
    }

    #[test]
    fn raw_beside_weighted_by_hand() {
        let found = weighted(r#"{"female": 1, "male": 1}"#);
        assert_eq!((found.people, found.placed, found.answered), (128, 123, 125));
        let (women, men) = (61.5 / 80.0, 61.5 / 43.0);
        let (answering, cost) = found.weighted.unwrap();
        assert_eq!(answering, 120);
        let (sum, squares) = (80.0 * women + 40.0 * men, 80.0 * women * women + 40.0 * men * men);
        assert!((cost.effective - sum * sum / squares).abs() < 1e-9);
        let yes = &found.answers[0];
        assert_eq!((yes.count, yes.raw.unwrap().0), (75, 0.6));
        let share = (60.0 * women + 10.0 * men) / sum;
        let (own, Interval { low, high }) = yes.weighted.unwrap();
        assert!((own - share).abs() < 1e-12 && low < share && share < high);
        let both: f64 = found.answers.iter().map(|answer| answer.weighted.unwrap().0).sum();
        assert!((both - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_weights_the_raw_figures_stand_alone() {
        let found = weighted(r#"{"female": 1, "male": 1, "unsaid": 1}"#);
        assert_eq!(found.weighting, Err(Refusal::FewPeople { margin: 0, option: 2, people: 3 }));
        assert_eq!((found.weighted, found.answers[0].weighted), (None, None));
        assert_eq!(found.answers[0].raw.unwrap().0, 0.6);
    }
}
