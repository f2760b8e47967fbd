//! The statistics are those of published programs: statsmodels' intervals, scores and differences between sites, the weights
//! of weightipy and ipfn, the design effect of balance, equal to 1e-10 on real answers and on made ones. The programs are kept
//! in `target/statistics`, at the versions of `tests/statistics/requirements.txt`.

use aggregate::statistics::{Joint, Margin, Score, Z95, leave_one_out, nps, rake, satisfaction, spread, weigh, wilson};
use contract::{Consultation, ConsultationId, Definition, DepartmentId, Margins};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use xtask::repo::Repo;
use xtask::toolchain;

const CLOSE: f64 = 1e-10;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the repository").to_owned()
}

/// Python with the programs, installed where they are not there yet: once, for all tests at the same time.
fn python() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| toolchain::python(&Repo::find().unwrap(), "statistics").unwrap().join("python"))
}

/// What they say to each case.
fn asked(cases: &[Value]) -> Vec<Value> {
    let mut child = Command::new(python())
        .arg(root().join("tests/statistics/oracle.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(Value::from(cases).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the programs failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn equal(ours: f64, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().unwrap_or_else(|| panic!("{what}: no number"));
    assert!((ours - theirs).abs() <= CLOSE * theirs.abs().max(1.0), "{what}: {ours} and {theirs}");
}

/// The answers of the British Election Panel Study; `None`, with a message, where they are absent.
fn beps() -> Option<Vec<BTreeMap<String, String>>> {
    let file = root().join("../shared/data/beps/beps.csv");
    if !file.is_file() {
        eprintln!("skipped: there is no {} with real answers", file.display());
        return None;
    }
    Some(csv::Reader::from_path(file).unwrap().deserialize().map(Result::unwrap).collect())
}

fn check_intervals(cases: &[(i64, i64)]) {
    let said = asked(
        &cases.iter().map(|(count, base)| json!({"ask": "interval", "count": count, "base": base})).collect::<Vec<_>>(),
    );
    for ((count, base), said) in cases.iter().zip(said) {
        let own = wilson(*count, *base, Z95).unwrap();
        equal(own.low, &said["low"], &format!("{count} of {base}, low"));
        equal(own.high, &said["high"], &format!("{count} of {base}, high"));
    }
}

fn check_weights(cases: &[(Vec<Joint>, Vec<Margin>)]) {
    let question = |(joints, margins): &(Vec<Joint>, Vec<Margin>)| {
        let joints: Vec<Value> =
            joints.iter().map(|joint| json!({"options": joint.options, "people": joint.people})).collect();
        json!({"ask": "raking", "joints": joints, "margins": margins})
    };
    for ((joints, margins), said) in cases.iter().zip(asked(&cases.iter().map(question).collect::<Vec<_>>())) {
        let raked = rake(joints, margins).unwrap();
        for (index, own) in raked.weights.iter().enumerate() {
            equal(*own, &said["weightipy"][index], "weightipy's weight");
            equal(*own, &said["ipfn"][index], "ipfn's weight");
        }
        let cost = weigh(joints, margins, false).unwrap().precision;
        equal(cost.design_effect, &said["deff"], "balance's design effect");
        equal(cost.effective, &said["effective"], "the effective number of people");
    }
}

fn joints(people: &[Vec<usize>]) -> Vec<Joint> {
    let mut counts = BTreeMap::new();
    people.iter().for_each(|options| *counts.entry(options.clone()).or_insert(0) += 1);
    counts.into_iter().map(|(options, people)| Joint { options, people }).collect()
}

#[test]
fn made_cases() {
    check_intervals(&[(0, 1), (1, 1), (0, 10), (7, 20), (10, 10), (1, 1_000_000), (999_999, 1_000_000), (333, 777)]);

    let all_points = [
        [1, 0, 0, 0, 0, 0, 1, 2, 2, 1, 3],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9],
        [120, 33, 41, 57, 60, 140, 99, 210, 304, 188, 251],
    ];
    let said = asked(&all_points.map(|points| json!({"ask": "nps", "points": points})));
    for (points, said) in all_points.iter().zip(said) {
        let Some(Score::Nps { score, error, .. }) = nps(points) else { panic!("there are points") };
        equal(score, &said["score"], "score");
        equal(error, &said["error"], "its error");
    }

    let all_sites =
        [vec![(2, 10), (5, 10), (8, 10)], vec![(120, 400), (118, 391), (7, 31), (40, 122)], vec![(9, 10), (1, 900)]];
    let said = asked(&all_sites.iter().map(|sites| json!({"ask": "sites", "sites": sites})).collect::<Vec<_>>());
    for (sites, said) in all_sites.iter().zip(said) {
        let own = spread(sites).unwrap();
        equal(own.q, &said["q"], "Cochran's Q");
        equal(own.q, &said["chi2"], "Pearson's chi-squared");
        equal(own.i_squared, &said["i_squared"], "I squared");
    }

    // 2,000 people on four margins, from a generator of congruences: as skewed as samples of volunteers are.
    let mut state = 7_u64;
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let people: Vec<Vec<usize>> = (0..2_000)
        .map(|_| {
            let skewed = |one: u64, other: u64| one.min(other) as usize;
            vec![below(2) as usize, skewed(below(6), below(6)), skewed(below(4), below(4)), skewed(below(3), below(5))]
        })
        .collect();
    let margins = vec![
        vec![0.49, 0.51],
        vec![0.13, 0.17, 0.16, 0.18, 0.15, 0.21],
        vec![0.84, 0.08, 0.05, 0.03],
        vec![0.4, 0.35, 0.25],
    ];
    let small = vec![
        Joint { options: vec![0, 0], people: 40 },
        Joint { options: vec![0, 1], people: 30 },
        Joint { options: vec![1, 0], people: 20 },
        Joint { options: vec![1, 1], people: 10 },
    ];
    check_weights(&[(joints(&people), margins), (small, vec![vec![0.5, 0.5], vec![0.3, 0.7]])]);
}

#[test]
fn real_answers() {
    let Some(people) = beps() else { return };
    let votes = ["Conservative", "Labour", "Liberal Democrat"];
    let count = |column: &str, value: &str| people.iter().filter(|person| person[column] == value).count() as i64;
    let all = people.len() as i64;
    check_intervals(&votes.map(|vote| (count("vote", vote), all)));

    let points: Vec<i64> = (1..=5).map(|point| count("Blair", &point.to_string())).collect();
    let Some(Score::Satisfaction { satisfied, interval, .. }) = satisfaction(&points) else {
        panic!("there are points")
    };
    let said = asked(&[json!({"ask": "interval", "count": satisfied, "base": all})]);
    equal(interval.low, &said[0]["low"], "satisfaction, low");
    equal(interval.high, &said[0]["high"], "satisfaction, high");

    // Votes in ages as if these were sites.
    let age = |person: &BTreeMap<String, String>| match person["age"].parse::<u32>().unwrap() {
        0..35 => 0,
        35..50 => 1,
        50..65 => 2,
        _ => 3,
    };
    let sites: Vec<(i64, i64)> = (0..4)
        .map(|group| {
            let own = people.iter().filter(|person| age(person) == group);
            own.fold((0, 0), |sum, person| (sum.0 + i64::from(person["vote"] == "Labour"), sum.1 + 1))
        })
        .collect();
    let said = asked(&[json!({"ask": "sites", "sites": sites})]);
    let own = spread(&sites).unwrap();
    equal(own.q, &said[0]["q"], "Cochran's Q");
    equal(own.i_squared, &said[0]["i_squared"], "I squared");
    let range = leave_one_out(&sites).unwrap();
    let without = |left: usize| {
        let rest: Vec<_> = people.iter().filter(|person| age(person) != left).collect();
        rest.iter().filter(|person| person["vote"] == "Labour").count() as f64 / rest.len() as f64
    };
    assert_eq!((range.low.0, range.high.0), (without(range.low.1), without(range.high.1)));

    // To the shares of votes in the general election of 1997 among these three, and to ages and sexes as made up here: the
    // programs are asked the same.
    let options = |person: &BTreeMap<String, String>| {
        let vote = votes.iter().position(|vote| person["vote"] == *vote).unwrap();
        vec![vote, age(person), usize::from(person["gender"] == "male")]
    };
    let margins = vec![vec![0.339, 0.476, 0.185], vec![0.3, 0.27, 0.23, 0.2], vec![0.51, 0.49]];
    check_weights(&[(joints(&people.iter().map(options).collect::<Vec<_>>()), margins)]);
}

#[test]
fn the_samples_of_margins_can_be_declared() {
    let option = |id: &str| json!({"id": id, "text": {"en": id}});
    let document = json!({"title": {"en": "T"}, "languages": ["en"], "questions": [
        {"id": "home", "kind": "region", "text": {"en": "H"}},
        {"id": "sex", "kind": "single_choice", "text": {"en": "S"}, "options": [option("female"), option("male")]},
        {"id": "age", "kind": "single_choice", "text": {"en": "A"}, "options": [
            option("16-24"), option("25-34"), option("35-44"), option("45-54"), option("55-64"), option("65-74"),
            option("75-and-over")]}]});
    let definition = Definition::parse(&serde_json::from_value(document).unwrap()).unwrap();
    let (id, department) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
    let consultation = Consultation::draft(id, department, definition);
    let mut samples = BTreeMap::new();
    for file in std::fs::read_dir(root().join("docs/margins")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let read = Margins::parse(&serde_json::from_str(&text).unwrap(), &consultation);
        assert!(read.is_ok(), "{read:?}");
        let sample: Value = serde_json::from_str(&text).unwrap();
        let margin = |one: &Value| {
            let shares = one["shares"].as_object().unwrap().iter();
            let shares = shares.map(|(name, people)| (name.clone(), people.as_u64().unwrap())).collect();
            (one["question"].as_str().unwrap().to_owned(), shares)
        };
        let margins: BTreeMap<String, BTreeMap<String, u64>> =
            sample["margins"].as_array().unwrap().iter().map(margin).collect();
        samples.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), margins);
    }
    let of = |sample: &str, question: &str| samples[sample][question].clone();
    let sum = |shares: &BTreeMap<String, u64>| shares.values().sum::<u64>();
    let nations = ["england", "wales", "scotland", "northern-ireland"];
    assert_eq!(samples.len(), nations.len() + 2);
    // What the publications themselves add up to.
    for question in ["sex", "age"] {
        let whole = of("united-kingdom", question);
        for (name, people) in &whole {
            assert_eq!(nations.iter().map(|nation| of(nation, question)[name]).sum::<u64>(), *people, "{name}");
        }
        assert_eq!(sum(&whole), 55_785_430, "{question}");
    }
    for nation in nations {
        assert_eq!(sum(&of(nation, "sex")), sum(&of(nation, "age")), "{nation}");
    }
    let mut regions = of("regions", "home");
    assert_eq!((regions.remove("TLM"), regions.remove("TLN")), (Some(5_439_842), Some(1_903_175)));
    assert_eq!(sum(&regions), 59_597_542, "England and Wales, TS001");
    regions.remove("TLL");
    assert_eq!(sum(&regions), 56_490_048, "England, TS001");
}
