use super::*;
use proptest::prelude::*;

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-10 * one.abs().max(other.abs()).max(1.0)
}

#[test]
fn intervals_as_published() {
    for (count, base, low, high) in [(7, 20, 0.181_192, 0.567_146), (0, 10, 0.0, 0.277_533), (10, 10, 0.722_467, 1.0)] {
        let Interval { low: own_low, high: own_high } = wilson(count, base, Z95).unwrap();
        assert!((own_low - low).abs() < 5e-7 && (own_high - high).abs() < 5e-7, "{count} of {base}");
    }
    assert_eq!([wilson(0, 0, Z95), wilson(3, 2, Z95), wilson(-1, 2, Z95)], [None; 3]);
}

#[test]
fn scores_by_hand() {
    let Some(Score::Satisfaction { satisfied: 7, people: 20, interval }) = satisfaction(&[5, 4, 4, 5, 2]) else {
        panic!("7 of 20 are satisfied")
    };
    assert_eq!(Some(interval), wilson(7, 20, Z95));
    let points = [1, 0, 0, 0, 0, 0, 1, 2, 2, 1, 3];
    let Some(Score::Nps { promoters: 4, detractors: 2, people: 10, score, error }) = nps(&points) else {
        panic!("4 promote and 2 detract")
    };
    assert!(close(score, 20.0) && close(error, 100.0 * (0.56_f64 / 10.0).sqrt()));
    assert_eq!((nps(&[0; 11]), nps(&[1; 10]), satisfaction(&[0; 5])), (None, None, None));
}

#[test]
fn weights_are_refused_by_name() {
    let joint = |options: &[usize], people| Joint { options: options.to_vec(), people };
    let half = || vec![0.5, 0.5];
    let few = [joint(&[0, 0], 60), joint(&[1, 1], 50), joint(&[0, 1], 9), joint(&[1, 0], 1)];
    assert!(weigh(&few, &[half(), half()], false).is_ok());
    let nine = [joint(&[0], 60), joint(&[1], 9)];
    assert_eq!(weigh(&nine, &[half()], false), Err(Refusal::FewPeople { margin: 0, option: 1, people: 9 }));
    // Every one of the first is also of the second, so that no weights give them different shares.
    let tied = [joint(&[0, 0], 60), joint(&[1, 1], 60)];
    assert_eq!(weigh(&tied, &[half(), vec![0.4, 0.6]], false), Err(Refusal::NoFit));
    let skewed = [joint(&[0], 1_000), joint(&[1], 10)];
    let Err(Refusal::FewEffective { effective }) = weigh(&skewed, &[vec![0.05, 0.95]], false) else {
        panic!("ten people cannot stand for nearly all")
    };
    assert!(effective < LEAST_EFFECTIVE);
}

#[test]
fn trimming_by_hand() {
    // Raked: 0.505 and 50.5. Five times the median, and scaled to a mean of 1.
    let joints = [Joint { options: vec![0], people: 990 }, Joint { options: vec![1], people: 10 }];
    let weighting = weigh(&joints, &[vec![0.5, 0.5]], true).unwrap();
    assert_eq!(weighting.trimmed, 10);
    assert!(close(weighting.weights[1] / weighting.weights[0], TRIM));
    assert!(close(990.0 * weighting.weights[0] + 10.0 * weighting.weights[1], 1_000.0));
    assert!(close(weighting.off_by, 0.5 - 50.0 / 1_040.0));
    assert_eq!(weighting.range, (weighting.weights[0], weighting.weights[1]));
}

#[test]
fn sites_by_hand() {
    // Shares of 0.2, 0.5 and 0.8 among 10 each: each outer site is 0.3 from 0.5, over a variance of 0.025.
    let found = spread(&[(2, 10), (5, 10), (8, 10), (0, 0)]).unwrap();
    assert!(close(found.q, 7.2) && found.freedom == 2 && close(found.i_squared, 1.0 - 2.0 / 7.2));
    assert_eq!(spread(&[(5, 5), (9, 9)]).unwrap(), Sites { q: 0.0, freedom: 1, i_squared: 0.0 });
    assert_eq!((spread(&[(1, 2), (0, 0)]), leave_one_out(&[(1, 2), (0, 0)])), (None, None));
    let range = leave_one_out(&[(2, 10), (5, 10), (8, 10), (0, 0)]).unwrap();
    assert_eq!(range, Spread { low: (7.0 / 20.0, 2), high: (13.0 / 20.0, 0) });
}

/// Of five sites there are 5⁵ samples: the ends are those of all of them, as far as two thousand tell.
#[test]
fn a_bootstrap_over_sites_is_near_that_of_every_sample() {
    let sites = [(2, 10), (50, 90), (8, 10), (30, 40), (1, 25)];
    let mut all = Vec::new();
    for sample in 0..5_usize.pow(5) {
        let drawn = (0..5).map(|place| sites[sample / 5_usize.pow(place) % 5]);
        let (count, base) = drawn.fold((0, 0), |sum, site| (sum.0 + site.0, sum.1 + site.1));
        all.push(f64::from(count) / f64::from(base));
    }
    all.sort_by(f64::total_cmp);
    let with_empty: Vec<(i64, i64)> =
        sites.iter().map(|(a, b)| (i64::from(*a), i64::from(*b))).chain([(0, 0)]).collect();
    let found = bootstrap(&with_empty).unwrap();
    let near = |share: f64, place: usize| all[place - 25] <= share && share <= all[place + 25];
    assert!(near(found.low, 78) && near(found.high, 3_046), "{found:?}, of {} to {}", all[78], all[3_046]);
    assert_eq!(bootstrap(&with_empty[..4]), None);
    let alike = bootstrap(&[(3, 10); 6]).unwrap();
    assert!(close(alike.low, 0.3) && close(alike.high, 0.3));
}

/// Samples of two margins in which every combination occurs, so that weights exist, with margins of any shares.
fn any_sample() -> impl Strategy<Value = (Vec<Joint>, Vec<Margin>)> {
    (2..5usize, 2..4usize).prop_flat_map(|(rows, columns)| {
        let share = |length| {
            prop::collection::vec(0.1..1.0f64, length).prop_map(|parts| {
                let sum: f64 = parts.iter().sum();
                parts.iter().map(|part| part / sum).collect::<Margin>()
            })
        };
        let people = prop::collection::vec(10..60i64, rows * columns);
        (people, share(rows), share(columns)).prop_map(move |(people, first, second)| {
            let joint = |(index, people)| Joint { options: vec![index / columns, index % columns], people };
            (people.into_iter().enumerate().map(joint).collect(), vec![first, second])
        })
    })
}

proptest! {
    #[test]
    fn an_interval_holds_its_share_and_narrows_with_people(base in 1..5_000i64, part in 0.0..=1.0f64) {
        let count = (base as f64 * part) as i64;
        let (one, four) = (wilson(count, base, Z95).unwrap(), wilson(4 * count, 4 * base, Z95).unwrap());
        let share = count as f64 / base as f64;
        prop_assert!(0.0 <= one.low && one.low <= share && share <= one.high && one.high <= 1.0);
        prop_assert!(four.high - four.low < one.high - one.low);
        let other = wilson(base - count, base, Z95).unwrap();
        prop_assert!(close(one.low, 1.0 - other.high) && close(one.high, 1.0 - other.low));
    }

    #[test]
    fn raked_people_have_the_declared_shares((joints, margins) in any_sample()) {
        let raked = rake(&joints, &margins).unwrap();
        let people: f64 = joints.iter().map(|joint| joint.people as f64).sum();
        for (index, margin) in margins.iter().enumerate() {
            for (option, share) in margin.iter().enumerate() {
                let own = joints.iter().zip(&raked.weights).filter(|(joint, _)| joint.options[index] == option);
                let sum: f64 = own.map(|(joint, weight)| joint.people as f64 * weight).sum();
                prop_assert!((sum / people - share).abs() <= 1e-12);
            }
        }
        // What fits already is left alone, and the order of people is none of its business.
        let weigh = |joints: &[Joint]| weigh(joints, &margins, false);
        if let Ok(weighting) = weigh(&joints) {
            let cost = weighting.precision;
            prop_assert!(cost.design_effect >= 1.0 - 1e-12 && cost.effective <= people + 1e-9);
            let mut turned = joints.clone();
            turned.reverse();
            let turned = weigh(&turned).unwrap();
            prop_assert!(weighting.weights.iter().zip(turned.weights.iter().rev()).all(|(a, b)| (a - b).abs() < 1e-10));
        }
    }

    #[test]
    fn margins_that_fit_already_change_nothing((joints, _) in any_sample()) {
        let people: f64 = joints.iter().map(|joint| joint.people as f64).sum();
        let margin = |index: usize| {
            let length = joints.iter().map(|joint| joint.options[index]).max().unwrap() + 1;
            let sum = |option| joints.iter().filter(|joint| joint.options[index] == option).map(|joint| joint.people as f64).sum::<f64>();
            (0..length).map(|option| sum(option) / people).collect::<Margin>()
        };
        let raked = rake(&joints, &[margin(0), margin(1)]).unwrap();
        prop_assert!(raked.weights.iter().all(|weight| (weight - 1.0).abs() < 1e-11));
    }

    #[test]
    fn the_whole_lies_between_what_is_left(sites in prop::collection::vec((0..50i64, 0..50i64), 2..6)) {
        let sites: Vec<(i64, i64)> = sites.into_iter().map(|(count, more)| (count, count + more)).collect();
        let (count, base) = sites.iter().fold((0, 0), |sum, site| (sum.0 + site.0, sum.1 + site.1));
        if let Some(Spread { low, high }) = leave_one_out(&sites) {
            let whole = count as f64 / base as f64;
            prop_assert!(low.0 <= whole + 1e-12 && whole <= high.0 + 1e-12);
        }
    }
}
