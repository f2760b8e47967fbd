//! The figures as Markdown: what is printed, and what the documents quote.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::browser::{Point, Seen, Series, Visit};
use super::bytes::{Bytes, Weight};
use super::crates::Crates;
use super::figures::{Figures, longest, of_all, over, tap_to_ready};
use crate::bench::markdown::{Place, thousands};
use crate::bench::spread::Spread;
use crate::files;
use crate::size::APPLICATION_BUDGET;

/// Everything.
///
/// # Errors
/// The table of sizes lacks one of ours.
pub(super) fn whole(bytes: &Bytes, crates: &Crates, seen: &Seen) -> Result<String> {
    let parts = [
        "# The widget, measured\n\n`cargo xtask bench widget` measures all of this again; with `--write` it writes this page."
            .to_owned(),
        format!("## Bytes\n\n{}\n{}", bytes_intro(), bytes_table(bytes)?.trim_end()),
        format!("## Where the bytes are\n\n{}\n\n{WHAT_WAS_DONE}", crates_table(crates)),
        format!("## On a slow phone\n\n{}", comparison(seen)),
        format!("## As it grows\n\n{}", scaling(&seen.scaled)),
    ];
    Ok(parts.join("\n\n") + "\n")
}

fn bytes_intro() -> &'static str {
    "Brotli 11 and gzip 9 of all JavaScript and CSS (ours: Wasm and the form too) that a page loads to show one form; \
     fonts, pictures and replies of a peer's service are not counted.\n"
}

fn bytes_table(bytes: &Bytes) -> Result<String> {
    let mut out = String::from("| | brotli | gzip | budget |\n| --- | --: | --: | --: |\n");
    for (name, called) in OURS {
        let row = bytes.row(name)?;
        let budget = row.budget.map(thousands).unwrap_or_default();
        let _ = writeln!(out, "| **{called}** | {} | {} | {budget} |", thousands(row.brotli), thousands(row.gzip));
    }
    for weight in &bytes.peers {
        let _ = writeln!(out, "| {} | {} | {} | |", titled(weight), thousands(weight.brotli), thousands(weight.gzip));
    }
    Ok(out)
}

/// Our rows: their names in the table of sizes, and here.
const OURS: [(&str, &str); 2] = [
    ("all before a person can answer", "Soundings, before a person can answer and send"),
    ("Yew with its glue", "Soundings, the application, loaded on intent"),
];

/// A peer with its version, or with each package's where it has several.
fn titled(weight: &Weight) -> String {
    let versions: Vec<&str> = weight.versions.iter().map(|(_, version)| version.as_str()).collect();
    let mut distinct = versions.clone();
    distinct.dedup();
    format!("{} {}", weight.name, distinct.join(", "))
}

/// Each stands with its reason where it is done.
const WHAT_WAS_DONE: &str = "What was done for fewer: the standard library is built for size and aborts at once, without \
     panic messages, `Debug` output or source locations (`xtask/src/build/assets.rs`); wasm-opt with the passes that compress \
     best, not those that make the fewest bytes; short names between Wasm and JavaScript, and a start that does one thing \
     (`xtask/src/build/wasm.rs`); the edge packs questionnaire and words into lists, so that the application has no parser of \
     documents and no language in it (`contract/src/packed.rs`); views are plain functions, not components; Yew's hydration \
     is not used.";

fn crates_table(crates: &Crates) -> String {
    let mut out = format!(
        "The Wasm of the application, {} bytes before compression, by the crate that each function's name begins with \
         (built as it travels, names kept). A generic function counts for the crate that wrote it.\n\n\
         | | bytes | |\n| --- | --: | --: |\n",
        thousands(crates.total)
    );
    let share = |bytes: usize| 100.0 * bytes as f64 / crates.total as f64;
    let (shown, rest): (Vec<_>, Vec<_>) = crates.parts.iter().partition(|part| share(part.bytes) >= 1.0);
    let rest: usize = rest.iter().map(|part| part.bytes).sum();
    let rows = shown.iter().map(|part| (part.name.as_str(), part.bytes)).chain([("everything else", rest)]);
    for (name, bytes) in rows {
        let _ = writeln!(out, "| {name} | {} | {:.1}% |", thousands(bytes), share(bytes));
    }
    out.trim_end().to_owned()
}

fn comparison(seen: &Seen) -> String {
    let conditions = &seen.conditions;
    let runs = seen.compared.first().map_or(0, |scene| scene.runs.len());
    let mut out = format!(
        "Chromium {}, {} by {} px, CPU / {}, {} Mbit/s down, {} Mbit/s up, {} ms, nothing cached, median of {runs} visits \
         (least to most), a second of reading before the first tap, on a machine of {} cores with a load of {:.1} when the visits began. All from this machine: the host page from one origin, \
         each form from another, brotli for everybody; services of peers are doubles that answer at once. *First paint* is \
         the browser's first contentful paint, *painted* the end of the first frame in which a label, button or text field \
         of the form can be seen; the ratio is to the bare page's first paint. *Longest task* is the longest of more than \
         50 ms before the first answer (the host page's own included), *shift* the sum of all layout shifts.\n\n\
         | | first paint, ms | form painted, ms | ratio | longest task, ms | shift | bytes until painted |\n\
         | --- | --: | --: | --: | --: | --: | --: |\n",
        seen.browser,
        conditions.width,
        conditions.height,
        conditions.cpu,
        conditions.down_bits / 1e6,
        conditions.up_bits / 1e6,
        conditions.latency_ms,
        conditions.cores,
        conditions.load,
    );
    let all = of_all(&seen.compared);
    let (taps, pages): (Vec<_>, Vec<_>) = all.iter().partition(|figures| figures.name.starts_with("tap"));
    for figures in &pages {
        let ratio = figures.painted_ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        let shift = figures.shift.map(|all| format!("{:.3}", all.median)).unwrap_or_default();
        let bytes = figures.bytes_painted.map(|all| thousands(all.median as usize)).unwrap_or_default();
        let _ = writeln!(
            out,
            "| {} ({}) | {} | {} | {ratio} | {} | {shift} | {bytes} |",
            figures.name,
            figures.note,
            ms(figures.first_paint),
            ms(figures.painted),
            ms(figures.longest),
        );
    }
    out +=
        "\n| Soundings: from the finger's coming down to the application's having taken over | ms |\n| --- | --: |\n";
    for figures in taps {
        let _ = writeln!(out, "| {} ({}) | {} |", figures.name, figures.note, ms(figures.tap_to_ready));
    }
    out + &untouched(&pages) + &waits(seen, &pages)
}

/// What of these times is the network's, and cannot be had back by anything that a tag loads.
fn waits(seen: &Seen, pages: &[&Figures<'_>]) -> String {
    let Some(bare) = pages.first().and_then(|figures| figures.first_paint) else { return String::new() };
    let (wait, down_bits) = (seen.conditions.latency_ms, seen.conditions.down_bits);
    let travel = APPLICATION_BUDGET as f64 * 8.0 / down_bits * 1e3;
    format!(
        "\n\nA form stands behind three waits for the network of {wait} ms each: for the page, for the script, for form and \
         styles side by side. The goal was 1.4 times the bare page's first paint, {:.0} ms: no script in another file can reach \
         it, since the waits for page and script alone are {:.0} ms. The goal from a tap to the application was 450 ms: {} \
         bytes take {travel:.0} ms after one wait of {wait} ms, so that it can only be reached by loading before the tap, \
         which is what idle time is for.",
        1.4 * bare.median,
        2.0 * wait,
        thousands(APPLICATION_BUDGET),
    )
}

/// Most people read first: the application comes in idle time.
fn untouched(pages: &[&Figures<'_>]) -> String {
    let Some(ready) = pages.iter().find_map(|figures| figures.ready) else { return String::new() };
    format!(
        "\nWhere nobody touches the form, the application is there {} ms after the navigation, in idle time.",
        ms(Some(ready))
    )
}

fn scaling(scaled: &[Series]) -> String {
    let mut out =
        "The same phone; median of three visits. Everything is painted first; then every form on the page is woken \
         at once, with the application not loaded yet. Memory is that after the garbage is collected; Wasm's memory \
         does not shrink.\n\n![Time and memory against questions, widgets and statements](widget-scaling.svg)\n"
            .to_owned();
    for series in scaled {
        let _ = write!(
            out,
            "\n| {} | painted, ms | taken over, ms | longest task then, ms | script heap, form, KB | with the application, KB \
             | Wasm memory, KB | nodes |\n| --: | --: | --: | --: | --: | --: | --: | --: |\n",
            series.label
        );
        for point in &series.points {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                thousands(point.size as usize),
                middle(point, |visit| visit.painted),
                middle(point, tap_to_ready),
                middle(point, |visit| Some(longest(visit, |start| Some(start) > visit.tap))),
                middle(point, |visit| Some(visit.form.as_ref()?.heap as f64 / 1e3)),
                middle(point, |visit| Some(visit.application.as_ref()?.heap as f64 / 1e3)),
                middle(point, |visit| Some(visit.memory? as f64 / 1e3)),
                middle(point, |visit| Some(visit.application.as_ref()?.nodes as f64)),
            );
        }
    }
    out.trim_end().to_owned()
}

fn middle(point: &Point, figure: impl Fn(&Visit) -> Option<f64>) -> String {
    over(&point.runs, figure).map(|all| thousands(all.median.round() as usize)).unwrap_or_default()
}

fn ms(spread: Option<Spread>) -> String {
    let Some(Spread { median, least, most }) = spread else { return String::new() };
    format!("{median:.0} ({least:.0} to {most:.0})")
}

const README: Place = Place::written_by("<!-- Written by `cargo xtask bench widget --write` -->\n");

/// Puts the table of bytes between its marks.
///
/// # Errors
/// The marks are not there.
pub(super) fn into_readme(path: &Path, bytes: &Bytes) -> Result<()> {
    let text = String::from_utf8(files::read(path)?)?;
    let table = format!("\n{}\n{}\n", bytes_intro(), bytes_table(bytes)?);
    files::write_if_new(path, README.put(&text, &table)?.as_bytes())
}
