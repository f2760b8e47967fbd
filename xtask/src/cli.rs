//! The command line.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::publish::{self, Outcome};
use crate::repo::Repo;
use crate::test::Only;
use crate::way::Way;
use crate::{audit, bench, build, dev, docs, package, pictures, replay, simulate, size, stack, test};

/// Build, develop, test, measure.
#[derive(Parser, Debug)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Build the widget, the assets and the Worker into target/soundings
    Build,
    /// Build, start the edge and the demonstration sites, seed the samples, and wait for Ctrl-C
    Dev {
        /// The edge's port; the sites' are as far above it as 8801 to 8804 are above 8787
        #[arg(long, default_value_t = stack::Options::PORT, value_parser = clap::value_parser!(u16).range(1..=65_000))]
        port: u16,
    },
    /// Check format, lints and sizes, and run every test, the browser's too
    Test {
        /// Run only these
        #[arg(long)]
        only: Option<Only>,
        /// Passed on to the runner: name filters, for instance
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Measure what travels against its budget
    Size {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Measure beside others: bytes against budgets, time and memory beside peers
    Bench {
        /// What to measure [default: all]
        name: Option<bench::Name>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Rounds of each timing; medians are told
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=99))]
        runs: u8,
        /// Write the figures into the documents that quote them
        #[arg(long)]
        write: bool,
        /// Answers in the largest consultation of `edge` and `summaries`: most of the time goes into recording them
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(10_000..=10_000_000))]
        answers: u64,
    },
    /// Build the edge as one program, to run on a machine of your own
    Package,
    /// Keep what browsers load of this version in published/VERSION, to be served for good
    Freeze,
    /// Take the ledger through seeded histories of crashes, losses and retries, and hold its promises against each
    Simulate {
        /// How many histories
        #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
        seeds: u64,
        /// The first seed; with `--seeds 1` the history that it stands for is told where it breaks a promise
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// Break something on purpose, to see it found; any other word lists what there is
        #[arg(long)]
        fault: Option<String>,
        /// The queues of a hundred million answers a day instead, with the service times of docs/bench/edge.md
        #[arg(long, conflicts_with_all = ["seeds", "from", "fault"])]
        scale: bool,
        /// Write what comes of `--scale` into docs/scale.md
        #[arg(long, requires = "scale")]
        write: bool,
    },
    /// Give real people's answers again, through the HTTP API, and reconcile the counts
    Replay(Replay),
    /// Write the documentation as pages into a folder, as the edge serves them at /docs
    Docs {
        /// The folder
        #[arg(default_value = "target/soundings/site")]
        folder: PathBuf,
    },
    /// Take the pictures of the documents anew
    Pictures {
        /// Those of README, too: real people's answers in this folder are replayed, and the pages that show them photographed
        #[arg(long, value_name = "FOLDER", num_args = 0..=1, default_missing_value = "../shared/data")]
        data: Option<PathBuf>,
    },
    /// Bring definitions of a repository to an edge: say what would change and what that means for answers given, then do it
    Publish(Publish),
    /// Verify a department's audit log: a file that was downloaded, or the edge's
    Audit(Audit),
}

#[derive(Args, Debug)]
struct Audit {
    /// The log, an entry a line, as /v1/departments/DEPARTMENT/audit.jsonl gives it [default: ask the edge for it]
    #[arg(conflicts_with_all = ["edge", "token", "ca_file", "save"])]
    file: Option<PathBuf>,
    /// A head of the log, COUNT:HASH, that was noted before: shows whether what followed it was added to the same log
    #[arg(long)]
    head: Option<String>,
    #[command(flatten)]
    way: Way,
    /// Keep what the edge gave in this file
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct Publish {
    /// Definitions as JSON or YAML, each named after its consultation: local-buses.yaml
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    way: Way,
    /// Open what is not open
    #[arg(long)]
    open: bool,
    /// Do it without asking
    #[arg(long, conflicts_with = "check")]
    yes: bool,
    /// Only say what would change, and fail where anything would
    #[arg(long)]
    check: bool,
}

#[derive(Args, Debug)]
struct Replay {
    /// The answers: a CSV file
    csv: PathBuf,
    /// The consultation to put, open and answer
    #[arg(long)]
    consultation: String,
    /// How the columns answer the questions [default: tests/replays/CONSULTATION.json]
    #[arg(long)]
    mapping: Option<PathBuf>,
    #[command(flatten)]
    way: Way,
    /// Withdraw every n-th person again at the end
    #[arg(long, value_name = "N")]
    withdraw_every: Option<usize>,
    /// Requests under way at once
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u8).range(1..=64))]
    parallel: u8,
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether what was asked for came out well.
fn run(arguments: Arguments) -> Result<bool> {
    let repo = Repo::find()?;
    match arguments.command {
        Command::Build => build::build(&repo).map(|()| true),
        Command::Dev { port } => dev::dev(&repo, port).map(|()| true),
        Command::Test { only, arguments } => {
            let sum = test::test(&repo, only, &arguments)?;
            println!("\n{sum}");
            Ok(sum.failed == 0 && sum.passed > 0)
        }
        Command::Size { json } => {
            build::build(&repo)?;
            size::size(&repo, json)
        }
        Command::Bench { name, json, runs, answers, write } => {
            build::build(&repo)?;
            bench::bench(&repo, name, json, bench::Options { runs, answers, write })
        }
        Command::Package => {
            println!("{}", package::package(&repo)?.display());
            Ok(true)
        }
        Command::Freeze => {
            println!("{}", build::freeze(&repo)?.display());
            Ok(true)
        }
        Command::Simulate { scale: true, write, .. } => simulate::scale(&repo, write),
        Command::Simulate { seeds, from, fault, .. } => simulate::simulate(&repo, seeds, from, fault.as_deref()),
        Command::Replay(replay) => replay.run(&repo),
        Command::Docs { folder } => docs::copy(&repo, &folder).map(|pages| {
            println!("{pages} pages in {}", folder.display());
            true
        }),
        Command::Pictures { data } => pictures::pictures(&repo, data.as_deref()).map(|()| true),
        Command::Publish(publish) => publish.run(&repo),
        Command::Audit(audit) => audit.run(&repo),
    }
}

impl Publish {
    fn run(self, repo: &Repo) -> Result<bool> {
        let api = self.way.api(repo)?;
        let yes = self.yes;
        let confirm = || if yes { Ok(true) } else { asked("Publish this?") };
        let options = publish::Options { files: self.files, open: self.open, check: self.check };
        let outcome = publish::run(&api, &options, confirm, &mut std::io::stdout())?;
        println!(
            "{}",
            match outcome {
                Outcome::Unchanged => "the edge has all of it".to_owned(),
                Outcome::WouldChange(count) => format!("would change: {count}"),
                Outcome::Declined => "nothing was sent".to_owned(),
                Outcome::Published(count) => format!("changed: {count}"),
            }
        );
        Ok(matches!(outcome, Outcome::Unchanged | Outcome::Published(_)))
    }
}

/// Asks a person; where there is none to ask, says how to answer beforehand.
fn asked(question: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("there is nobody to ask: say --yes, or --check to change nothing");
    }
    print!("{question} [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

impl Audit {
    fn run(self, repo: &Repo) -> Result<bool> {
        let source = match self.file {
            Some(file) => audit::Source::File(file),
            None => audit::Source::Edge { api: self.way.api(repo)?, save: self.save },
        };
        let verdict = audit::verify(&source, &self.way.department, self.head.as_deref())?;
        println!("{verdict}");
        Ok(verdict.holds())
    }
}

impl Replay {
    fn run(self, repo: &Repo) -> Result<bool> {
        let api = self.way.api(repo)?;
        let mapping = self.mapping.unwrap_or_else(|| repo.path(&format!("tests/replays/{}.json", self.consultation)));
        let options = replay::Options {
            csv: self.csv,
            mapping,
            consultation: self.consultation,
            withdraw_every: self.withdraw_every,
            parallel: self.parallel.into(),
        };
        let reconciliation = replay::run(&api, &options)?;
        println!("{reconciliation}");
        Ok(reconciliation.is_exact())
    }
}

/// Whether `cargo xtask` takes these words.
#[cfg(test)]
pub(crate) fn parses(words: &[&str]) -> Result<()> {
    use clap::error::ErrorKind::MissingRequiredArgument;
    match Arguments::try_parse_from(["cargo xtask"].iter().chain(words)) {
        Ok(_) => Ok(()),
        // A command's name by itself speaks of it.
        Err(error) if words.len() == 1 && error.kind() == MissingRequiredArgument => Ok(()),
        Err(error) => Err(error.into()),
    }
}
