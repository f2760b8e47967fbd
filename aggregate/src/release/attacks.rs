//! What somebody learns of a person who knows the rules, looks after every answer, and tries all tables against what is
//! published.

use super::tests::{at, consultation, next, response};
use super::*;
use crate::contribution::Contribution;
use crate::disclosure::Controlled;
use contract::limits;
use std::collections::BTreeMap;

/// Every way in which `people` choose among `options`.
fn tables(options: usize, people: i64) -> Vec<Vec<i64>> {
    if options == 1 {
        return vec![vec![people]];
    }
    let first =
        |count: i64| tables(options - 1, people - count).into_iter().map(move |rest| [vec![count], rest].concat());
    (0..=people).flat_map(first).collect()
}

/// What was published before a batch and after it; and how many there were before, where the attacker knows.
type Seen = (Controlled, Controlled, Option<i64>);

/// The share of people whose answer is known for certain: over all tables of up to `most` people, each followed by every
/// batch of `new` ones. Somebody's answer is known where all that could have been published alike have the whole batch say
/// it. `counts` says whether the attacker knows exactly how many answered, which no release tells.
fn learned(options: usize, most: i64, new: i64, counts: bool) -> f64 {
    let control = Control::of(ReleaseRules::default());
    let published = |table: &[i64]| control.table(table.iter().sum(), table, 1);
    let mut alike: BTreeMap<Seen, (Option<usize>, i64)> = BTreeMap::new();
    for before in 0..=most {
        for table in tables(options, before) {
            let first = published(&table);
            for batch in tables(options, new) {
                let after: Vec<i64> = table.iter().zip(&batch).map(|(before, new)| before + new).collect();
                let said = batch.iter().position(|count| *count == new);
                let key = (first.clone(), published(&after), counts.then_some(before));
                let known = alike.entry(key).or_insert((said, 0));
                known.0 = known.0.filter(|_| known.0 == said);
                known.1 += 1;
            }
        }
    }
    // What is published of a few more people than were tried is published of others, too.
    let whole = |seen: &Seen| counts || seen.0.total.is_none_or(|total| total + 2 <= most);
    let (mut learned, mut all) = (0, 0);
    for (_, (said, times)) in alike.into_iter().filter(|(seen, _)| whole(seen)) {
        learned += if said.is_some() { times } else { 0 };
        all += times;
    }
    learned as f64 / all as f64
}

#[test]
fn whoever_looks_after_every_answer_learns_nobodys() {
    let batch = limits::RELEASE_CHANGES.into();
    for (options, most) in [(2, 72), (3, 32)] {
        let live = learned(options, most, 1, false);
        let releases = learned(options, most, batch, false);
        let counting = learned(options, most, batch, true);
        println!(
            "{options} options: known for certain {:.1}% from live rounded counts, {:.2}% from releases, \
             {:.2}% by who knows the exact number of people as well",
            live * 100.0,
            releases * 100.0,
            counting * 100.0
        );
        assert!(live > 0.01, "the attack works where there is something to learn");
        assert_eq!(releases, 0.0);
        // Left are batches in which all twenty say the same thing, to who has counted everybody.
        assert!(counting < 0.005, "{counting}");
    }
}

/// The same with the releases as they are made, of people who come one by one.
#[test]
fn a_release_is_made_for_the_twentieth_and_tells_nothing_of_whom_it_was_made_for() {
    let consultation = consultation("");
    let [a, b] = [r#"{"one": "a"}"#, r#"{"one": "b"}"#].map(|answers| response(&consultation, answers));
    // The same people, the last of whom says the one or the other thing, and one of those before the opposite.
    let texts = |last: &Contribution, other: &Contribution| {
        let (mut tally, mut mark, mut texts) = (Tally::new(), None, Vec::new());
        for batch in 0..3 {
            for index in 0..20 {
                tally.record(match index {
                    3 => other,
                    19 => last,
                    _ if index % 2 == 0 => &a,
                    _ => &b,
                });
                let made = next(&consultation, &tally, mark.as_ref(), at(batch * 24));
                assert_eq!(made.is_some(), index == 19, "{batch} {index}");
                if let Some((release, new)) = made {
                    texts.push(release.to_value().to_string());
                    mark = Some(new);
                }
            }
        }
        texts
    };
    assert_eq!(texts(&a, &b), texts(&b, &a));
}
