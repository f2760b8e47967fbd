//! Rakes people to margins, some times over, and prints how long each time took: what `cargo xtask bench summaries` puts
//! beside weightipy. Arguments: a table of people, one a line with the index of their option in each margin; the margins as
//! JSON; how often.

use soundings_aggregate::statistics::{Joint, Margin, rake};
use std::collections::BTreeMap;
use std::time::Instant;

/// From people to weights, as the edge does it: alike people first become one.
fn weigh(people: &[Vec<usize>], margins: &[Margin]) -> Option<f64> {
    let mut counts: BTreeMap<&[usize], i64> = BTreeMap::new();
    people.iter().for_each(|options| *counts.entry(options).or_insert(0) += 1);
    let joints: Vec<Joint> =
        counts.iter().map(|(options, people)| Joint { options: options.to_vec(), people: *people }).collect();
    let weights = rake(&joints, margins)?.weights;
    let by_options: BTreeMap<&[usize], f64> = counts.into_keys().zip(weights).collect();
    // A weight for each person, as weightipy gives it.
    let weights: Vec<f64> = people.iter().map(|options| by_options[options.as_slice()]).collect();
    let share = |margin: usize, option: usize| {
        let own = people.iter().zip(&weights).filter(|(options, _)| options[margin] == option);
        own.map(|(_, weight)| weight).sum::<f64>() / people.len() as f64
    };
    let off = |(margin, shares): (usize, &Margin)| {
        shares.iter().enumerate().map(|(option, wanted)| (share(margin, option) - wanted).abs()).fold(0.0, f64::max)
    };
    Some(margins.iter().enumerate().map(off).fold(0.0, f64::max))
}

#[expect(clippy::disallowed_methods, reason = "a program of this machine, which measures time")]
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, people, margins, rounds] = &arguments[..] else { panic!("people.csv margins.json rounds") };
    let text = std::fs::read_to_string(people).expect("the people are there");
    let option = |field: &str| field.parse().expect("an index");
    let people: Vec<Vec<usize>> = text.lines().map(|line| line.split(',').map(option).collect()).collect();
    let margins = std::fs::read_to_string(margins).expect("the margins are there");
    let margins: Vec<Margin> = serde_json::from_str(&margins).expect("margins are lists of shares");
    let rounds: usize = rounds.parse().expect("a number of rounds");
    let mut seconds = Vec::new();
    let mut off = f64::NAN;
    for _ in 0..rounds {
        let began = Instant::now();
        off = weigh(&people, &margins).expect("the margins fit");
        seconds.push(began.elapsed().as_secs_f64());
    }
    println!("{}", serde_json::json!({"seconds": seconds, "off": off}));
}
