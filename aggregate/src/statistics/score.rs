//! The figures that a rating has where its department declares what it measures.

use super::interval::{Interval, Z95, wilson};
use contract::json::Value;
use contract::question::Measure;

/// A declared figure of a rating.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Score {
    /// Satisfaction.
    Satisfaction {
        /// How many gave one of the two highest points.
        satisfied: i64,
        /// How many rated.
        people: i64,
        /// Wilson's interval of the share, 95%.
        interval: Interval,
    },
    /// The net promoter score.
    Nps {
        /// How many gave 9 or 10.
        promoters: i64,
        /// How many gave 0 to 6.
        detractors: i64,
        /// How many rated.
        people: i64,
        /// From -100 to 100.
        score: f64,
        /// The standard error of the score, in its points.
        error: f64,
    },
}

/// Satisfaction: the share of people who gave one of the two highest points ("top 2"), with Wilson's interval. `points` are
/// the counts of each, the lowest first. `None` without people.
pub fn satisfaction(points: &[i64]) -> Option<Score> {
    let people: i64 = points.iter().sum();
    let satisfied = points.iter().rev().take(2).sum();
    wilson(satisfied, people, Z95).map(|interval| Score::Satisfaction { satisfied, people, interval })
}

/// The net promoter score of eleven points, which stand for 0 to 10. Its standard error is that of the mean of +1, 0 and
/// -1, over all who rated: √((P + D − (P − D)²) / n), with P and D as shares. `None` without people.
///
/// Source: B. Rocks, "Interval estimation for the net promoter score", The American Statistician 70 (2016), Wald's interval.
pub fn nps(points: &[i64]) -> Option<Score> {
    let people: i64 = points.iter().sum();
    if people <= 0 || points.len() != 11 {
        return None;
    }
    let (detractors, promoters): (i64, i64) = (points[..7].iter().sum(), points[9..].iter().sum());
    let share = |count: i64| count as f64 / people as f64;
    let net = share(promoters) - share(detractors);
    let variance = (share(promoters) + share(detractors) - net * net).max(0.0) / people as f64;
    Some(Score::Nps { promoters, detractors, people, score: 100.0 * net, error: 100.0 * variance.sqrt() })
}

impl Score {
    /// As JSON: `{measure, people, share, low, high}` or `{measure, people, score, error}`.
    pub fn to_value(&self) -> Value {
        let number = |count: i64| Value::Number(count as f64);
        match self {
            Self::Satisfaction { satisfied, people, interval } => Value::object([
                ("measure", Measure::Satisfaction.name().into()),
                ("people", number(*people)),
                ("satisfied", number(*satisfied)),
                ("share", Value::Number(*satisfied as f64 / *people as f64)),
                ("low", Value::Number(interval.low)),
                ("high", Value::Number(interval.high)),
            ]),
            Self::Nps { promoters, detractors, people, score, error } => Value::object([
                ("measure", Measure::Nps.name().into()),
                ("people", number(*people)),
                ("promoters", number(*promoters)),
                ("detractors", number(*detractors)),
                ("score", Value::Number(*score)),
                ("error", Value::Number(*error)),
            ]),
        }
    }
}
