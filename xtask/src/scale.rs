//! docs/scale.md: what follows from the figures of docs/bench/edge.md, written anew from them.

use anyhow::{Context as _, Result};
use std::fmt::Write as _;

use crate::bench::markdown::{Place, thousands};
use crate::files;
use crate::repo::Repo;

const BENCH: &str = "docs/bench/edge.md";
const PAGE: &str = "docs/scale.md";

const COSTS: Place = Place::written_by("<!-- Costs, written by `cargo xtask simulate --scale --write` -->\n");
const MACHINE: Place = Place::written_by("<!-- One machine, written by `cargo xtask simulate --scale --write` -->\n");
const FILLED: Place = Place::written_by("<!-- What is full, written by `cargo xtask simulate --scale --write` -->\n");
const QUEUES: Place = Place::written_by("<!-- Queues, written by `cargo xtask simulate --scale --write` -->\n");

/// Answers of which the costs are told, and forms that are shown for each.
const ANSWERS: f64 = 1e6;
const FORMS: f64 = 10.0;
/// Cloudflare's list prices of 2026, in dollars: of a million requests of a Worker, a million milliseconds of its processor,
/// a million requests of an object, a million rows written, and a gigabyte for a month.
const REQUESTS: f64 = 0.30;
const PROCESSOR: f64 = 0.02;
const OBJECTS: f64 = 0.15;
const ROWS: f64 = 1.00;
const STORAGE: f64 = 0.20;
/// Rows written by 300 answers that came alone (`tests/tests/recording.rs` holds it to that).
const ROWS_OF_300: f64 = 305.0;
/// Requests a second that Cloudflare counts on for an object.
const OBJECT_A_SECOND: u64 = 1_000;
/// Bytes that an object may store, at most.
const OBJECT_BYTES: f64 = 10e9;
/// Answers a day of which is told what breaks first.
const A_DAY: f64 = 1e8;
/// Bytes of memory that an answer takes in the filters of keys.
const FILTER: f64 = 2.0;

/// What the bench measured.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Figures {
    /// Answers a second, one at a time.
    pub(crate) alone: f64,
    /// Answers a second, microseconds of processor time an answer, and calls of fsync an answer, at 32 connections.
    pub(crate) among: f64,
    processor: f64,
    pub(crate) syncs: f64,
    /// Microseconds of processor time a form.
    form: f64,
    /// Answers in the largest consultation, bytes on disk of each, and milliseconds until it starts.
    answers: f64,
    bytes: f64,
    restart: f64,
}

impl Figures {
    /// As docs/bench/edge.md has them.
    pub(crate) fn of(repo: &Repo) -> Result<Self> {
        let page = files::read(&repo.path(BENCH))?;
        Self::read(&String::from_utf8_lossy(&page)).with_context(|| format!("{BENCH} does not have the figures"))
    }

    fn read(page: &str) -> Option<Self> {
        let row = |begin: &str| page.lines().find(|line| line.starts_with(begin)).map(cells);
        let (alone, among) = (row("| 1 | Soundings |")?, row("| 32 | Soundings |")?);
        let form = row("| the form |")?;
        let grown = page.lines().skip_while(|line| !line.starts_with("| answers | recording")).skip(2);
        let largest = grown.take_while(|line| line.starts_with('|')).last().map(cells)?;
        Some(Self {
            alone: number(&alone, 2)?,
            among: number(&among, 2)?,
            processor: number(&among, 5)?,
            syncs: number(&among, 6)?,
            form: number(&form, 3)?,
            answers: number(&largest, 0)?,
            bytes: number(&largest, 3)?,
            restart: number(&largest, 4)?,
        })
    }
}

fn cells(row: &str) -> Vec<&str> {
    row.trim().trim_matches('|').split('|').map(str::trim).collect()
}

/// A cell's first number: the median, where least and most follow.
fn number(cells: &[&str], cell: usize) -> Option<f64> {
    cells.get(cell)?.split(' ').next()?.trim_end_matches('%').replace(',', "").parse().ok()
}

/// Writes the page's figures anew, with the simulator's table.
///
/// # Errors
/// The page has no place for them, or the table is not as it was.
pub(crate) fn write(repo: &Repo, figures: Figures, table: &str) -> Result<()> {
    let path = repo.path(PAGE);
    let page = String::from_utf8(files::read(&path)?)?;
    let page = COSTS.put(&page, &costs(figures))?;
    let page = MACHINE.put(&page, &machine(figures))?;
    let page = FILLED.put(&page, &filled(figures))?;
    let page = QUEUES.put(&page, &queues(figures, table)?)?;
    files::write_if_new(&path, page.as_bytes())
}

fn costs(figures: Figures) -> String {
    let forms = ANSWERS * FORMS;
    let millions = |number: f64| number / 1e6;
    let requests = millions(forms + 2.0 * ANSWERS);
    // Microseconds to milliseconds.
    let processor = millions((forms * figures.form + ANSWERS * figures.processor) / 1e3);
    let rows = millions(ANSWERS * ROWS_OF_300 / 300.0);
    let gigabytes = ANSWERS * figures.bytes / 1e9;
    let mut out = "\n| line | how much | price | $ |\n| --- | --: | --: | --: |\n".to_owned();
    let mut line = |name: &str, much: String, price: &str, dollars: f64| {
        let _ = writeln!(out, "| {name} | {much} | {price} | {dollars:.2} |");
    };
    let what = "requests of the Worker: 10 million forms, a million starts, a million answers";
    line(what, format!("{requests:.0} million"), "0.30 a million", requests * REQUESTS);
    let what = format!("processor: {:.0} µs † a form, {:.0} µs † an answer", figures.form, figures.processor);
    line(&what, format!("{processor:.2} million ms"), "0.02 a million ms", processor * PROCESSOR);
    let what = "requests of ledgers, where each answer comes alone";
    line(what, "1 million".to_owned(), "0.15 a million", OBJECTS);
    let what = "rows written: 1.0 an answer and the folds' share, 305 for 300 lone ones †";
    line(what, format!("{rows:.2} million"), "1.00 a million", rows * ROWS);
    // A million answers ten seconds apart, of an object of 128 MB.
    let what =
        "time that the ledger's object is awake: at worst, with one answer every ten seconds, all of it (0.128 GB)";
    line(what, "1.28 million GB-s".to_owned(), "12.50 a million", 1.28 * 12.5);
    line("the same, where a thousand come a second", "128 GB-s".to_owned(), "", 0.0);
    let what = format!("storage: {:.0} bytes † an answer", figures.bytes);
    line(&what, format!("{gigabytes:.2} GB"), "0.20 a GB and month", gigabytes * STORAGE);
    out + "\n"
}

fn machine(figures: Figures) -> String {
    let whole = |number: f64| thousands(number.round() as usize);
    format!(
        "\n{} answers a second † at 32 connections, {:.3} calls of fsync an answer †. A million answers are {:.2} GB, and take {:.0} \
         minutes. A store of {} starts within {} ms †.\n\n",
        whole(figures.among),
        figures.syncs,
        ANSWERS * figures.bytes / 1e9,
        (ANSWERS / figures.among / 60.0).ceil(),
        whole(figures.answers),
        whole(figures.restart),
    )
}

fn filled(figures: Figures) -> String {
    let answers = OBJECT_BYTES / figures.bytes;
    let days = |shards: f64| answers * shards / A_DAY;
    let millions = answers / 1e6;
    format!(
        "\n2. **Storage of one object** is next: 10 GB are {millions:.0} million answers, so that sixteen shards are full after {:.1} \
         days and 64, the most there may be, after {:.0}. A consultation that goes on longer is closed, and another opened.\n\
         3. **Memory of one object**, 128 MB: two bytes an answer for the filters of keys. At {millions:.0} million answers {:.0} \
         MB.\n\n",
        days(16.0),
        days(64.0),
        millions * FILTER,
    )
}

fn queues(figures: Figures, table: &str) -> Result<String> {
    let whole = |number: f64| thousands(number.round() as usize);
    let together = 1.0 / figures.syncs;
    let commit = (1.0 / figures.alone - 1.0 / figures.among) / (1.0 - 1.0 / together);
    Ok(format!(
        "\nIts service times follow from {} answers a second one at a time † and {} at 32 connections † in groups of {} †: {:.0} µs \
         for each answer and {:.0} µs for each commit.\n\n{}\n\n{}\n\n",
        whole(figures.alone),
        whole(figures.among),
        whole(together),
        (1.0 / figures.alone - commit) * 1e6,
        commit * 1e6,
        table.trim(),
        concluded(table).context("the simulator's table is not as it was")?,
    ))
}

/// What the table says, in words: how many shards carry the peak, and how many keep each below what Cloudflare counts on.
fn concluded(table: &str) -> Option<String> {
    // Shards, answers a second for each, percent of what it can.
    let rows = table.lines().filter(|line| line.starts_with("| ")).filter_map(|line| {
        let cells = cells(line);
        Some((number(&cells, 0)? as u64, number(&cells, 1)? as u64, number(&cells, 2)?))
    });
    let rows: Vec<(u64, u64, f64)> = rows.collect();
    let (carried, ..) = rows.iter().find(|(_, _, part)| *part < 100.0)?;
    let (counted_on, ..) = rows.iter().find(|(_, each, _)| *each <= OBJECT_A_SECOND)?;
    let fewer = rows.iter().take_while(|(_, _, part)| *part >= 100.0).last();
    let before = match fewer {
        Some((1, ..)) => "One shard does not carry the peak. ".to_owned(),
        Some((fewer, ..)) => format!("Up to {fewer} shards do not carry the peak. "),
        None => String::new(),
    };
    let from = if carried == counted_on {
        format!("From {carried} on they do, each with fewer than the thousand a second that Cloudflare counts on.")
    } else {
        format!(
            "From {carried} on they do, by committing together; from {counted_on} on each takes fewer than the thousand a second \
             that Cloudflare counts on."
        )
    };
    Some(before + &from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BENCHED: &str = "\
        | 1 | Soundings | 947 (937 to 957) | 1.0 (1 to 1) | 54.0 (50 to 57) | 949 (938 to 960) | 1.006 |\n\
        | 32 | plain JavaScript | 9 |\n\
        | 32 | Soundings | 1,888 (1,834 to 1,941) | 15.2 | 103.6 | 527 (1 to 2) | 0.036 |\n\
        | the form | 5,461 (5,366 to 5,557) | 5.0 | 183 (180 to 190) | 2.51 |\n\
        \n\
        | answers | recording p50, ms | summary p50, ms | bytes on disk an answer | restart, ms |\n\
        | --: | --: | --: | --: | --: |\n\
        | 1,677 | 1.02 | 1.75 | 1243 | 139 |\n\
        | 1,000,863 | 1.01 | 1.75 | 344 | 173 |\n\
        \n";

    const FIGURES: Figures = Figures {
        alone: 947.0,
        among: 1_888.0,
        processor: 527.0,
        syncs: 0.036,
        form: 183.0,
        answers: 1_000_863.0,
        bytes: 344.0,
        restart: 173.0,
    };

    #[test]
    fn the_figures_of_the_bench_are_read_as_it_writes_them() -> Result<()> {
        assert_eq!(Figures::read(BENCHED), Some(FIGURES));
        Figures::of(&Repo::find()?).map(drop)
    }

    #[test]
    fn costs_are_reckoned() {
        let costs = costs(FIGURES);
        for line in
            ["| 12 million | 0.30 a million | 3.60 |", "| 2.36 million ms | 0.02 a million ms | 0.05 |", "| 0.34 GB |"]
        {
            assert!(costs.contains(line), "{costs}");
        }
    }

    #[test]
    fn an_object_is_full_some_day() {
        let filled = filled(FIGURES);
        for part in ["29 million answers, so", "after 4.7 days", "after 19.", "answers 58 MB"] {
            assert!(filled.contains(part), "{filled}");
        }
    }

    #[test]
    fn the_page_has_a_place_for_each() -> Result<()> {
        let page = String::from_utf8(files::read(&Repo::find()?.path(PAGE))?)?;
        for place in [COSTS, MACHINE, FILLED, QUEUES] {
            place.put(&page, "")?;
        }
        Ok(())
    }

    #[test]
    fn the_table_is_concluded_from() {
        let row = |shards: u32, each: u32, part: u32| format!("| {shards} | {each} | {part} % | 1 |\n");
        let table = |parts: [u32; 3]| row(2, 2894, parts[0]) + &row(4, 1447, parts[1]) + &row(8, 723, parts[2]);
        for (parts, said) in [
            (
                [148, 74, 37],
                "Up to 2 shards do not carry the peak. From 4 on they do, by committing together; from 8 on",
            ),
            ([148, 101, 37], "Up to 4 shards do not carry the peak. From 8 on they do, each with fewer"),
            ([90, 50, 37], "From 2 on they do, by"),
        ] {
            let concluded = concluded(&table(parts)).unwrap_or_default();
            assert!(concluded.starts_with(said), "{concluded}");
        }
        assert_eq!(concluded("nothing"), None);
    }
}
