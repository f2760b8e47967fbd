//! How well campaigns are found, measured on made ones over real texts, beside PyPI's datasketch.
//!
//! ```sh
//! cargo run --release -p soundings-aggregate --example campaigns -- table PYTHON   # the table of docs/campaigns.md
//! cargo run --release -p soundings-aggregate --example campaigns -- speed PYTHON   # 100,000 texts, as JSON
//! ```
//! `PYTHON` is one that has datasketch: `python3 -m venv VENV && VENV/bin/pip install datasketch==2.0.0`. Without it the
//! table has our own figures alone.

mod made;
mod peer;

use anyhow::{Context as _, Result, bail};
use made::{Case, Way, case, comments, many};
use soundings_aggregate::campaign::{Counting, Own};
use std::path::{Path, PathBuf};

/// Texts of a made campaign.
const SIZES: [usize; 3] = [20, 50, 200];
/// Campaigns of each way and size, each of another letter.
const ROUNDS: u64 = 10;
/// Texts of the measured time.
const MANY: usize = 100_000;

/// A row of the table.
struct Row {
    way: Way,
    size: usize,
    own: Shares,
    peer: Option<Shares>,
}

/// Of campaigns of one kind: shares of their texts that were found, and of all other texts.
#[derive(Clone, Copy, Debug)]
struct Shares {
    caught: f64,
    /// Of the campaign of which least was found.
    least: f64,
    alarms: f64,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (what, python) = (arguments.next(), arguments.next().map(PathBuf::from));
    let discussions = comments(&data())?;
    match what.as_deref() {
        Some("table") => {
            let found = rows(&discussions, python.as_deref())?;
            println!("{}", table(&found));
        }
        Some("speed") => println!("{}", speed(&discussions, &python.context("which Python has datasketch?")?)?),
        _ => bail!("say `table` or `speed`"),
    }
    Ok(())
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/polis")
}

/// Which texts are in a campaign.
fn found(texts: &[String]) -> Vec<bool> {
    let mut counting = Counting::new(Own::default());
    texts.iter().for_each(|text| counting.count(text));
    let mut marking = counting.finish();
    for text in texts {
        marking.mark(text);
    }
    marking.finish().standings().iter().map(|one| one.campaign().is_some()).collect()
}

fn rows(discussions: &[Vec<String>], python: Option<&Path>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for way in Way::ALL {
        for size in SIZES {
            let cases: Vec<Case> = (0..ROUNDS).map(|seed| case(discussions, way, size, seed)).collect();
            let own = Shares::of(&cases, &cases.iter().map(|case| found(&case.texts)).collect::<Vec<_>>());
            let texts: Vec<&[String]> = cases.iter().map(|case| &case.texts[..]).collect();
            let peer = python.map(|python| peer::ask(python, &texts)).transpose()?;
            rows.push(Row { way, size, own, peer: peer.map(|peer| Shares::of(&cases, &peer.found)) });
        }
    }
    Ok(rows)
}

impl Shares {
    fn of(cases: &[Case], found: &[Vec<bool>]) -> Self {
        let share = |case: &Case, found: &[bool], made: bool| {
            let of = case.made.iter().zip(found).filter(|(own, _)| **own == made);
            of.clone().filter(|(_, found)| **found).count() as f64 / of.count().max(1) as f64
        };
        let all = |made| cases.iter().zip(found).map(move |(case, found)| share(case, found, made));
        let mean = |made| all(made).sum::<f64>() / cases.len().max(1) as f64;
        Self { caught: mean(true), least: all(true).fold(1.0, f64::min), alarms: mean(false) }
    }

    fn cells(self) -> String {
        format!("{:.3} | {:.3} | {:.4}", self.caught, self.least, self.alarms)
    }
}

impl Row {
    /// Its part that needs no Python.
    fn own(&self) -> String {
        format!("| {} | {} | {} |", self.way.name(), self.size, self.own.cells())
    }
}

fn table(rows: &[Row]) -> String {
    let mut text =
        "| made campaign | texts | caught | least | false alarms | datasketch: caught | least | false alarms |\n\
                    | --- | --- | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    for row in rows {
        let peer = row.peer.map_or_else(|| "| |".to_owned(), Shares::cells);
        text += &format!("{} {peer} |\n", row.own());
    }
    text
}

#[expect(clippy::disallowed_methods, reason = "it runs on the host, and measures")]
fn speed(discussions: &[Vec<String>], python: &Path) -> Result<serde_json::Value> {
    let texts = many(discussions, MANY);
    let begin = std::time::Instant::now();
    let own = found(&texts);
    let seconds = begin.elapsed().as_secs_f64();
    let peer = peer::ask(python, &[&texts])?;
    let count = |found: &[bool]| found.iter().filter(|found| **found).count();
    Ok(serde_json::json!({
        "texts": MANY,
        "seconds": seconds, "found": count(&own),
        "datasketch_seconds": peer.seconds, "datasketch_found": peer.found.first().map(|found| count(found)),
        "times": peer.seconds / seconds,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real() -> Option<Vec<Vec<String>>> {
        if !data().is_dir() {
            eprintln!("skipped: there is no {} with real texts", data().display());
            return None;
        }
        Some(comments(&data()).unwrap())
    }

    #[test]
    fn made_campaigns_are_found_as_the_page_says() {
        let Some(discussions) = real() else { return };
        let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/campaigns.md")).unwrap();
        let rows = rows(&discussions, None).unwrap();
        for row in &rows {
            let said = row.own();
            assert!(page.contains(&said), "docs/campaigns.md does not have:\n{}", table(&rows));
            let Shares { caught, alarms, .. } = row.own;
            assert!(alarms <= 0.004, "{said}");
            match (row.way, row.size) {
                (Way::Added(_), _) => assert!(caught >= 0.98, "{said}"),
                (Way::Merged(_) | Way::Swapped(_), 200) => assert!(caught >= 0.94, "{said}"),
                _ => {}
            }
        }
    }

    #[test]
    fn where_there_is_no_campaign_none_is_found() {
        let Some(discussions) = real() else { return };
        let texts: Vec<String> = discussions.into_iter().flatten().collect();
        assert!(texts.len() > 200);
        assert!(found(&texts).iter().all(|found| !found));
    }
}
