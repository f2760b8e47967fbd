//! Campaigns that are made over real texts: comments from public Polis discussions.

use anyhow::{Context as _, Result};
use soundings_aggregate::words::plain;
use std::collections::BTreeSet;
use std::path::Path;

/// How a campaign's texts differ from each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Way {
    /// One letter, with so many words of each sender's own before and after it.
    Added(usize),
    /// One letter, of which so many words in a hundred are others.
    Swapped(usize),
    /// Six clauses, for each of which a program picks one of so many.
    Merged(usize),
}

impl Way {
    pub(crate) const ALL: [Self; 6] =
        [Self::Added(0), Self::Added(10), Self::Added(60), Self::Swapped(10), Self::Swapped(20), Self::Merged(5)];

    pub(crate) fn name(self) -> String {
        match self {
            Self::Added(0) => "verbatim".to_owned(),
            Self::Added(words) => format!("verbatim, {words} own words added"),
            Self::Swapped(percent) => format!("{percent} % of words swapped"),
            Self::Merged(of) => format!("mail merge, {of} alternatives a clause"),
        }
    }
}

/// Texts, and which of them are the campaign's.
pub(crate) struct Case {
    pub(crate) texts: Vec<String>,
    pub(crate) made: Vec<bool>,
}

/// SplitMix64: the same numbers everywhere.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ (number >> 31)) % end as u64) as usize
    }

    fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// The comments of each discussion that have four words, each once.
pub(crate) fn comments(folder: &Path) -> Result<Vec<Vec<String>>> {
    // What somebody sent twice would be found in whatever campaign its first copy is a part of, and rightly.
    let (mut discussions, mut seen) = (Vec::new(), BTreeSet::new());
    let names = std::fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let mut names: Vec<_> = names.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    names.sort();
    for name in names {
        let mut reader = csv::Reader::from_path(name.join("comments.csv"))?;
        let column = reader.headers()?.iter().position(|header| header == "comment-body").context("no comment-body")?;
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
        let bodies = rows.iter().filter_map(|row| row.get(column)).filter(|body| body.split_whitespace().count() >= 4);
        let bodies = bodies.filter(|body| seen.insert(plain(body)));
        discussions.push(bodies.map(str::to_owned).collect());
    }
    Ok(discussions)
}

/// All comments but those of which the campaign's letter is made, as their writers left them, and so many texts of the
/// campaign among them.
pub(crate) fn case(discussions: &[Vec<String>], way: Way, size: usize, seed: u64) -> Case {
    let mut numbers = Numbers(seed);
    let large: Vec<&Vec<String>> = discussions.iter().filter(|own| own.len() >= 30).collect();
    let source = *numbers.one_of(&large);
    let vocabulary: Vec<&str> = discussions.iter().flatten().flat_map(|text| text.split_whitespace()).collect();
    let parts = if let Way::Merged(of) = way { 6 * of } else { 4 };
    let mut taken = BTreeSet::new();
    while taken.len() < parts.min(source.len()) {
        taken.insert(numbers.one_of(source).as_str());
    }
    let clauses: Vec<&str> = taken.iter().copied().collect();
    let mut texts: Vec<(String, bool)> =
        (0..size).map(|_| (letter(&clauses, way, &vocabulary, &mut numbers), true)).collect();
    let others = discussions.iter().flatten().filter(|text| !taken.contains(text.as_str()));
    texts.extend(others.map(|text| (text.clone(), false)));
    for place in (1..texts.len()).rev() {
        texts.swap(place, numbers.below(place + 1));
    }
    let (texts, made) = texts.into_iter().unzip();
    Case { texts, made }
}

fn letter(clauses: &[&str], way: Way, vocabulary: &[&str], numbers: &mut Numbers) -> String {
    match way {
        Way::Added(count) => {
            let mut own = |count: usize| (0..count).map(|_| *numbers.one_of(vocabulary)).collect::<Vec<_>>().join(" ");
            format!("{} {} {}", own(count / 2), clauses.join(" "), own(count - count / 2))
        }
        Way::Swapped(percent) => {
            let letter = clauses.join(" ");
            let mut word = |word| if numbers.below(100) < percent { *numbers.one_of(vocabulary) } else { word };
            letter.split_whitespace().map(&mut word).collect::<Vec<_>>().join(" ")
        }
        Way::Merged(of) => clauses.chunks(of).map(|choice| *numbers.one_of(choice)).collect::<Vec<_>>().join(" "),
    }
}

/// So many texts of forty words, a twentieth of which are one letter with ten words added.
pub(crate) fn many(discussions: &[Vec<String>], count: usize) -> Vec<String> {
    let mut numbers = Numbers(1);
    let vocabulary: Vec<&str> = discussions.iter().flatten().flat_map(|text| text.split_whitespace()).collect();
    let mut words = |count: usize| (0..count).map(|_| *numbers.one_of(&vocabulary)).collect::<Vec<_>>().join(" ");
    let letter = words(30);
    (0..count).map(|text| if text % 20 == 0 { format!("{letter} {}", words(10)) } else { words(40) }).collect()
}
