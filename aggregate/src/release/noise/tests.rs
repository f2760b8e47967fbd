use super::super::tests::{at, consultation, response};
use super::super::{Mark, Release};
use super::*;
use crate::asked::Asked;
use crate::contribution::Contribution;
use crate::release::tables::menu;
use crate::tally::{Slice, Tally};
use contract::Consultation;
use proptest::prelude::*;

const NOISE: &str = r#""release": {"privacy": {"epsilon_tenths": 10}},"#;

/// Seeds that the name of a cell decides, as a secret's would.
fn seeds(batch: u32, name: &str) -> [u8; 32] {
    let mut seed = [7; 32];
    seed[0] = batch as u8;
    name.bytes().enumerate().for_each(|(index, byte)| seed[1 + index % 31] ^= byte.rotate_left(index as u32 / 31));
    seed
}

/// Pearson's statistic of these draws against the distribution of a scale, over -30 to 30 and both tails.
fn chi_square(draws: &[i64], scale: f64) -> f64 {
    const TAIL: i64 = 31;
    let decay = (-1.0 / scale).exp();
    let exact = |value: i64| match value.abs() {
        TAIL => decay.powi(TAIL as i32) / (1.0 + decay),
        near => (1.0 - decay) / (1.0 + decay) * decay.powi(near as i32),
    };
    let bin = |value: i64| draws.iter().filter(|draw| (**draw).clamp(-TAIL, TAIL) == value).count() as f64;
    let part = |value: i64| {
        let expected = exact(value) * draws.len() as f64;
        (bin(value) - expected).powi(2) / expected
    };
    (-TAIL..=TAIL).map(part).sum()
}

#[test]
fn noise_has_the_distribution_that_it_should() {
    let privacy = Privacy { epsilon_tenths: 10, sensitivity: 7, releases: 1 };
    let draws: Vec<i64> = (0..20_000_u32)
        .map(|number| {
            let mut seed = [0; 32];
            seed[..4].copy_from_slice(&number.to_le_bytes());
            laplace(privacy, seed)
        })
        .collect();
    // 62 degrees of freedom: 112.3 is passed once in ten thousand times.
    let found = chi_square(&draws, 7.0);
    println!("chi-square against the exact distribution, 62 degrees of freedom: {found:.1}");
    assert!(found < 112.3, "{found}");
    for wrong in [6.5, 7.5] {
        assert!(chi_square(&draws, wrong) > 112.3, "another scale is told from it");
    }
}

fn menu_of(consultation: &Consultation) -> Vec<Item> {
    Asked::all(consultation).iter().flat_map(menu).collect()
}

#[test]
fn a_release_with_noise_in_words() {
    let consultation = consultation(NOISE);
    let menu = menu_of(&consultation);
    // One of three; two of three and that it was answered; a point; two statements; a first place; a region; and that there
    // is a response.
    assert_eq!(sensitivity(&menu), 1 + (2 + 1) + 1 + 2 + 1 + 1 + 1);
    let mut tally = Tally::new();
    for _ in 0..400 {
        tally.record(&response(&consultation, r#"{"one": "a", "rate": 2}"#));
    }
    let start = Mark::start(at(0));
    assert_eq!(Release::next(&consultation, &tally, Some(&start), at(23), &seeds), None);
    let (first, mark) = Release::next(&consultation, &tally, Some(&start), at(24), &seeds).unwrap();
    // Nobody came, and there is a release all the same: time alone decides.
    let (second, _) = Release::next(&consultation, &tally, Some(&mark), at(48), &seeds).unwrap();
    let spent = |release: &Release| release.privacy().map(|own| (own.releases, own.spent_once(), own.spent_at_most()));
    assert_eq!((spent(&first), spent(&second)), (Some((1, 10, 10)), Some((2, 10, 30))));
    let text = first.to_value().to_string();
    assert!(
        text.contains(concat!(
            r#""privacy":{"mechanism":"discrete-laplace","epsilon":1,"sensitivity":10,"releases":1,"#,
            r#""spent_by_one_answer":1,"spent_at_most":1}"#
        )),
        "{text}"
    );
    assert_eq!(Release::from_value(&serde_json::from_str(&text).unwrap()), Some(first.clone()));
    // Noise is a function of what it is for.
    assert_eq!(Release::next(&consultation, &tally, Some(&start), at(24), &seeds).unwrap().0, first);
    let one = first.tables()[0].cells[0].1.unwrap();
    assert!((one - 400).abs() < 100 && one % 5 == 0, "{one}");
}

/// What the releases' batches add to the counts that are published, batch by batch and without noise.
fn batches(consultation: &Consultation, batches: &[Vec<Change>]) -> Vec<Counts> {
    let menu = menu_of(consultation);
    let (mut tally, mut before) = (Tally::new(), Counts::default());
    let silent = Counts::default();
    batches
        .iter()
        .map(|changes| {
            for change in changes {
                change.0.iter().for_each(|old| tally.withdraw(old));
                change.1.iter().for_each(|new| tally.record(new));
            }
            let counts = tally.get(&Slice::All).unwrap_or(&silent);
            let shown = noisy(&menu, counts, &silent);
            let mut added = shown.clone();
            added.merge(&before, -1);
            before = shown;
            added
        })
        .collect()
}

/// What is taken away, and what comes.
type Change = (Option<Contribution>, Option<Contribution>);

fn distance(one: &Counts, other: &Counts) -> i64 {
    let mut difference = one.clone();
    difference.merge(other, -1);
    difference.responses().abs() + difference.cells().map(|(_, count)| count.abs()).sum::<i64>()
}

fn any_answer() -> impl Strategy<Value = Contribution> {
    let consultation = consultation(NOISE);
    let answers = [
        r#"{"one": "a", "many": ["a", "c"], "rate": 1, "rank": ["a"], "agree": {"s": "yes", "t": "no"}, "home": "TLC"}"#,
        r#"{"one": "a", "rate": 3, "agree": {"s": "yes", "t": "no"}}"#,
        r#"{"one": "b", "many": ["b"], "home": "TLD", "rank": ["b", "a"]}"#,
        r#"{"one": "c", "say": "words"}"#,
    ];
    prop::sample::select(answers.map(|answers| response(&consultation, answers)).to_vec())
}

proptest! {
    /// Parallel composition: a response moves what its own batch adds, by the sensitivity at most, and no other batch's. A
    /// change moves the batch in which it comes by twice that.
    #[test]
    fn a_person_is_in_the_batches_in_which_they_did_something(
        others in prop::collection::vec(prop::collection::vec(any_answer(), 0..6), 3..6),
        (answer, changed) in (any_answer(), any_answer()),
        (came, went) in (0..3usize, 0..3usize),
    ) {
        let consultation = consultation(NOISE);
        let without: Vec<Vec<Change>> =
            others.iter().map(|batch| batch.iter().map(|one| (None, Some(one.clone()))).collect()).collect();
        let mut with = without.clone();
        with[came].push((None, Some(answer.clone())));
        if went > came {
            with[went].push((Some(answer), Some(changed)));
        }
        let most = i64::from(sensitivity(&menu_of(&consultation)));
        let pairs = batches(&consultation, &with).into_iter().zip(batches(&consultation, &without));
        for (index, (with, without)) in pairs.enumerate() {
            let bound = if index == came { most } else if index == went && went > came { 2 * most } else { 0 };
            prop_assert!(distance(&with, &without) <= bound, "batch {}", index);
        }
    }
}
