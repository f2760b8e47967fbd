//! What a rating measures, in a sentence, where its department declared it.

use super::chart::thousands;
use aggregate::statistics::Score;
use maud::{Markup, html};

/// A share with one decimal: `58.3%`.
pub(super) fn tenths(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

/// The sentence; nothing where nothing is declared.
pub(super) fn score(score: Option<Score>) -> Markup {
    match score {
        Some(Score::Satisfaction { satisfied, people, interval }) => html! {
            p { "Satisfied: " strong { (tenths(satisfied as f64 / people as f64)) } " gave one of the two highest points, " (thousands(satisfied)) " of " (thousands(people)) ". 95% interval " (tenths(interval.low)) " to " (tenths(interval.high)) ", as if these people were a random sample; they are not." }
        },
        Some(Score::Nps { promoters, detractors, people, score, error }) => html! {
            p { "Net promoter score: " strong { (signed(score)) } ", from " (thousands(promoters)) " who gave 9 or 10 and " (thousands(detractors)) " who gave 0 to 6, of " (thousands(people)) ". Standard error " (format!("{error:.1}")) " points, as if these people were a random sample; they are not." }
        },
        None => html! {},
    }
}

/// A whole number with its sign, and none before 0.
fn signed(score: f64) -> String {
    match score.round() as i64 {
        0 => "0".to_owned(),
        whole if whole < 0 => format!("−{}", whole.unsigned_abs()),
        whole => format!("+{whole}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_a_sign() {
        for (score, expected) in [(20.4, "+20"), (0.3, "0"), (-0.4, "0"), (-33.5, "−34")] {
            assert_eq!(signed(score), expected);
        }
    }
}
