//! Real people's answers, replayed, and held against counts taken straight from the files.

use serde_json::Value;
use soundings_tests::Edge;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use xtask::replay::{Options, run};

/// The folder of real answers; `None`, with a message, where it is absent.
fn data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if !folder.is_dir() {
        eprintln!("skipped: there is no {} with the answers to replay", folder.display());
        return None;
    }
    Some(folder)
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn options(csv: PathBuf, consultation: &str) -> Options {
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("replays/{consultation}.json"));
    Options { csv, mapping, consultation: consultation.into(), withdraw_every: None, parallel: 16 }
}

fn question<'a>(summary: &'a Value, id: &str) -> &'a Value {
    summary["questions"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

fn option(list: &Value, id: &str) -> i64 {
    list["options"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["count"].as_i64().unwrap()
}

#[test]
fn brexit_consensus_equals_the_matrix_and_again_changes_nothing() {
    let Some(data) = data() else { return };
    let folder = data.join("polis/brexit-consensus");
    let edge = Edge::start();
    let options = options(folder.join("votes.csv"), "brexit-consensus");
    let reconciliation = run(edge.api(), &options).unwrap();
    assert!(reconciliation.is_exact(), "{reconciliation}");

    let matrix = rows(&folder.join("participants-votes.csv"));
    let equal = |summary: &Value| {
        assert_eq!(summary["responses"], 204);
        for statement in 0..50 {
            let id = statement.to_string();
            let statements = question(summary, "views")["statements"].as_array().unwrap();
            let found = statements.iter().find(|one| one["id"] == id.as_str()).unwrap();
            for (vote, point) in [("1", "agree"), ("-1", "disagree"), ("0", "pass")] {
                let expected = matrix.iter().filter(|person| person[&id] == vote).count() as i64;
                assert_eq!(option(found, point), expected, "statement {id}, {point}");
            }
        }
    };
    let first = edge.figures("brexit-consensus");
    equal(&first);
    run(edge.api(), &options).unwrap();
    let second = edge.figures("brexit-consensus");
    assert_eq!(second, first);
    equal(&second);
}

#[test]
fn beps_equals_the_file_also_with_every_third_person_withdrawn() {
    let Some(data) = data() else { return };
    let file = data.join("beps/beps.csv");
    let edge = Edge::start();
    let all = rows(&file);
    let equal = |summary: &Value, people: &[&BTreeMap<String, String>]| {
        assert_eq!(summary["responses"], people.len());
        for (column, id, points) in [
            ("economic.cond.national", "economy-national", 5),
            ("economic.cond.household", "economy-household", 5),
            ("Blair", "blair", 5),
            ("Hague", "hague", 5),
            ("Kennedy", "kennedy", 5),
            ("Europe", "europe", 11),
        ] {
            let found: Vec<usize> = serde_json::from_value(question(summary, id)["points"].clone()).unwrap();
            let count = |point: usize| people.iter().filter(|person| person[column] == point.to_string()).count();
            assert_eq!(found, (1..=points).map(count).collect::<Vec<_>>(), "{column}");
        }
        for (column, value, id, name) in [
            ("vote", "Conservative", "vote", "conservative"),
            ("vote", "Labour", "vote", "labour"),
            ("vote", "Liberal Democrat", "vote", "liberal-democrat"),
            ("gender", "female", "gender", "female"),
            ("gender", "male", "gender", "male"),
        ] {
            let expected = people.iter().filter(|person| person[column] == value).count() as i64;
            assert_eq!(option(question(summary, id), name), expected, "{value}");
        }
    };
    let mut options = options(file, "beps");
    let reconciliation = run(edge.api(), &options).unwrap();
    assert!(reconciliation.is_exact() && reconciliation.people == 1_525, "{reconciliation}");
    equal(&edge.summary("beps"), &all.iter().collect::<Vec<_>>());

    options.withdraw_every = Some(3);
    let reconciliation = run(edge.api(), &options).unwrap();
    assert!(reconciliation.is_exact(), "{reconciliation}");
    let rest: Vec<_> = all.iter().enumerate().filter(|(index, _)| (index + 1) % 3 != 0).map(|(_, row)| row).collect();
    equal(&edge.summary("beps"), &rest);
}
