//! The tally made anew from the rows of the largest consultation, beside the sqlite3 shell counting the same answers.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

use super::subject::{CONSULTATION, Subject};
use crate::progress;

/// Times that each counts. Of three, the middle one is told.
const TIMES: usize = 3;

/// Both, in milliseconds.
#[derive(Serialize, Debug)]
pub(super) struct Rebuild {
    /// Answers that both counted.
    answers: u64,
    recount: f64,
    shell: f64,
}

/// What a tally counts: every choice of every question, of all, and of each site, language and day.
fn queries() -> String {
    let mut text = String::new();
    for by in ["'all'", "site", "lang", "substr(recorded_at, 1, 10)"] {
        text += &format!("SELECT {by}, count(*) FROM answer GROUP BY 1;\n");
        for choice in ["stage", "ease"] {
            text += &format!("SELECT {by}, {choice}, count(*) FROM answer GROUP BY 1, 2;\n");
        }
        for option in ["rules", "papers", "waiting"] {
            text += &format!("SELECT {by}, sum(\"parts.{option}\" = '1') FROM answer GROUP BY 1;\n");
        }
        text += &format!("SELECT {by}, sum(\"parts.rules\" <> ''), sum(help <> '') FROM answer GROUP BY 1;\n");
    }
    text
}

pub(super) fn measure(subject: &Subject) -> Result<Rebuild> {
    let mut ours = Vec::new();
    let mut answers = 0;
    progress::step(&format!("{TIMES} recounts"), || {
        for _ in 0..TIMES {
            let began = Instant::now();
            let found = subject.api().recount(CONSULTATION)?;
            ours.push(began.elapsed().as_secs_f64() * 1e3);
            ensure!(found["agrees"] == true, "the recount differs from the tally: {found}");
            answers = found["shards"][0]["recounted"].as_u64().context("a recount has no count")?;
        }
        Ok(())
    })?;
    let folder = tempfile::tempdir()?;
    let (export, store) = (folder.path().join("answers.csv"), folder.path().join("answers.sqlite"));
    progress::step("the export", || {
        let mut file = std::fs::File::create(&export)?;
        Ok(std::io::copy(&mut subject.api().export(CONSULTATION)?, &mut file)?)
    })?;
    progress::step("into the sqlite3 shell", || {
        shell(&store, &format!(".import --csv {} answer\n", export.display()))
    })?;
    let counted = shell(&store, "SELECT count(*) FROM answer;\n")?;
    ensure!(counted.trim() == answers.to_string(), "the shell has {counted} rows of {answers}");
    let mut theirs = Vec::new();
    progress::step(&format!("{TIMES} counts of the sqlite3 shell"), || {
        for _ in 0..TIMES {
            let began = Instant::now();
            shell(&store, &queries())?;
            theirs.push(began.elapsed().as_secs_f64() * 1e3);
        }
        Ok(())
    })?;
    Ok(Rebuild { answers, recount: middle(ours), shell: middle(theirs) })
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn shell(store: &Path, script: &str) -> Result<String> {
    let mut running = Command::new("sqlite3").arg(store).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(
        "the rebuild is measured beside the sqlite3 shell.\nOn Debian or Ubuntu: sudo apt-get install -y sqlite3",
    )?;
    running.stdin.take().context("a shell has an input")?.write_all(script.as_bytes())?;
    let done = running.wait_with_output()?;
    ensure!(done.status.success(), "the sqlite3 shell failed");
    Ok(String::from_utf8(done.stdout)?)
}

/// For the page.
pub(super) fn told(rebuild: &Rebuild) -> String {
    let Rebuild { answers, recount, shell } = rebuild;
    format!(
        "The tally made anew from {answers} rows (`POST .../recount`) takes {:.1} s; the sqlite3 shell takes {:.1} s to count \
         the same choices by site, language and day in a plain table of the exported answers: a ratio of {:.2}.",
        recount / 1e3,
        shell / 1e3,
        recount / shell
    )
}
