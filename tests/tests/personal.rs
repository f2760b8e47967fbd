//! The personal-information guard against a corpus written by hand: `tests/personal/corpus.jsonl`, one text a line, with
//! what a careful reader would mark in it. `cargo test -p soundings-tests --test personal -- --nocapture` prints the table.

use contract::Personal;
use contract::personal::{find, remove};
use serde_json::Value;
use std::ops::Range;

const CORPUS: &str = include_str!("../personal/corpus.jsonl");

/// A text and what is in it.
struct Line {
    text: String,
    marked: Vec<(Personal, Range<usize>)>,
}

fn corpus() -> Vec<Line> {
    CORPUS.lines().map(read).collect()
}

fn read(line: &str) -> Line {
    let line: Value = serde_json::from_str(line).expect("a line is JSON");
    let text = line["text"].as_str().expect("a line has a text").to_owned();
    let mut from = 0;
    let mut marked = Vec::new();
    for span in line["spans"].as_array().expect("a line has spans") {
        let (name, part) = (span["kind"].as_str().unwrap_or_default(), span["text"].as_str().unwrap_or_default());
        let kind = Personal::ALL.into_iter().find(|kind| kind.name() == name).expect("a kind has a name");
        let start = from + text[from..].find(part).expect("spans are in the text, in its order");
        from = start + part.len();
        marked.push((kind, start..from));
    }
    Line { text, marked }
}

/// How often what was found was right, what was found was wrong, and what was there was missed.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }
}

#[test]
fn precision_and_recall() {
    // Each as measured, rounded down to whole percents: a change that makes one worse is seen.
    let least = [
        (Some(Personal::Email), 97, 97),
        (Some(Personal::NiNumber), 100, 94),
        (Some(Personal::NhsNumber), 94, 94),
        (Some(Personal::Card), 86, 100),
        (Some(Personal::SortCode), 72, 81),
        (Some(Personal::Phone), 95, 90),
        (Some(Personal::Postcode), 94, 97),
        (None, 92, 93),
    ];
    let mut scores = [Score::default(); 8];
    for line in corpus() {
        let found: Vec<_> = find(&line.text).into_iter().map(|found| (found.kind, found.range)).collect();
        for (kind, range) in &found {
            let right = line.marked.contains(&(*kind, range.clone()));
            for score in [*kind as usize, 7] {
                scores[score].right += usize::from(right);
                scores[score].wrong += usize::from(!right);
            }
            if !right {
                println!("not there: {kind:?} {:?} in {:?}", &line.text[range.clone()], line.text);
            }
        }
        for (kind, range) in line.marked.iter().filter(|marked| !found.contains(marked)) {
            scores[*kind as usize].missed += 1;
            scores[7].missed += 1;
            println!("missed: {kind:?} {:?} in {:?}", &line.text[range.clone()], line.text);
        }
    }
    println!("{:<12} {:>5} {:>9} {:>6}", "kind", "there", "precision", "recall");
    for ((kind, precision, recall), score) in least.into_iter().zip(scores) {
        let name = kind.map_or("all", Personal::name);
        let reached = (score.precision() * 100.0, score.recall() * 100.0);
        println!("{name:<12} {:>5} {:>9.1} {:>6.1}", score.right + score.missed, reached.0, reached.1);
        assert!(reached.0 >= f64::from(precision) && reached.1 >= f64::from(recall), "{name}: {reached:?}");
    }
}

#[test]
fn nothing_is_left_of_what_is_found() {
    for Line { text, .. } in corpus() {
        let kept = remove(&text);
        assert_eq!(find(&kept), [], "{kept}");
        assert!(kept.chars().count() <= text.chars().count(), "{kept}");
    }
}
