//! `cargo xtask audit`: follows the chain of an audit log, and names the first entry that breaks it.

use anyhow::{Context, Result};
use contract::DepartmentId;
use contract::audit::{Broken, Chain, Head, Link};
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use crate::api::Api;

/// Where a log is.
#[derive(Debug)]
pub enum Source {
    /// In a file: an entry a line.
    File(PathBuf),
    /// At an edge.
    Edge {
        /// The department's way to it.
        api: Api,
        /// Where to keep what it gave.
        save: Option<PathBuf>,
    },
}

/// What came of a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It holds from its first entry to its last.
    Holds {
        /// Its head.
        head: Head,
        /// The head that was noted before, where there was one: it is part of the log.
        noted: Option<Head>,
    },
    /// An entry breaks the chain.
    Broken(Broken),
    /// A line, from 1, is no entry.
    Unreadable(u64),
    /// The log ends before the head that was noted: its end was cut off.
    CutOff {
        /// Its head.
        head: Head,
        /// The one that was noted.
        noted: Head,
    },
    /// The entry that was noted is another one now: the log was written anew.
    Rewritten {
        /// The head that was noted.
        noted: Head,
    },
}

impl Verdict {
    /// Whether the log is as it was written.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Holds { .. })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds { head, noted: Some(noted) } => {
                write!(out, "The log holds, and what was noted at entry {} is part of it.\nHead: {head}", noted.count)
            }
            Self::Holds { head, noted: None } => write!(
                out,
                "The log holds. Whether its end was cut off, only a head that was noted elsewhere tells (--head).\nHead: {head}"
            ),
            Self::Broken(broken) => write!(out, "The log does not hold: {broken}."),
            Self::Unreadable(line) => write!(out, "The log does not hold: line {line} is no entry."),
            Self::CutOff { head, noted } => write!(
                out,
                "The log does not hold: it has {} entries, and had {} when its head was noted. Its end was cut off.",
                head.count, noted.count
            ),
            Self::Rewritten { noted } => write!(
                out,
                "The log does not hold: entry {} is not the one that was noted. The log was written anew.",
                noted.count
            ),
        }
    }
}

/// Verifies a log. `noted` is a head that it had before, `COUNT:HASH`.
///
/// # Errors
/// The log cannot be read at all, or the head or the department is none. A log that does not hold is no error: it is the
/// verdict.
pub fn verify(source: &Source, department: &str, noted: Option<&str>) -> Result<Verdict> {
    let department = DepartmentId::parse(department).with_context(|| format!("{department} names no department"))?;
    let head = |text: &str| Head::parse(text).with_context(|| format!("{text} is no head: give COUNT:HASH"));
    let noted = noted.map(head).transpose()?;
    let mut log: Box<dyn BufRead> = match source {
        Source::File(path) => {
            let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
            Box::new(BufReader::new(file))
        }
        Source::Edge { api, save } => {
            let reply = api.audit_log()?;
            match save {
                None => Box::new(BufReader::new(reply)),
                Some(path) => {
                    let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
                    Box::new(BufReader::new(Kept { reply, file }))
                }
            }
        }
    };
    follow(&mut log, department, noted)
}

fn follow(log: &mut dyn BufRead, department: DepartmentId, noted: Option<Head>) -> Result<Verdict> {
    let mut chain = Chain::of(department);
    let mut met = noted.is_none_or(|noted| noted == Head::NONE);
    for (line, number) in log.lines().zip(1..) {
        let line = line.context("the log breaks off")?;
        let Some(link) = serde_json::from_str(&line).ok().and_then(|value| Link::parse(&value)) else {
            return Ok(Verdict::Unreadable(number));
        };
        let head = match chain.follow(&link) {
            Ok(head) => head,
            Err(broken) => return Ok(Verdict::Broken(broken)),
        };
        match noted.filter(|noted| noted.count == head.count) {
            Some(noted) if noted != head => return Ok(Verdict::Rewritten { noted }),
            Some(_) => met = true,
            None => {}
        }
    }
    let head = chain.head();
    Ok(match noted {
        Some(noted) if !met => Verdict::CutOff { head, noted },
        noted => Verdict::Holds { head, noted },
    })
}

/// Keeps in a file what is read.
struct Kept<R> {
    reply: R,
    file: File,
}

impl<R: Read> Read for Kept<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.reply.read(buffer)?;
        self.file.write_all(&buffer[..length])?;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;
    use contract::audit::{Action, Actor, Entry, Hash};

    fn log(subjects: &[&str]) -> Vec<String> {
        let mut previous = Hash::NONE;
        let line = |(subject, number): (&&str, u64)| {
            let entry = Entry {
                department: DepartmentId::parse("engagement").unwrap(),
                number,
                at: Timestamp::from_unix_seconds(1_728_000_000),
                by: Actor::Person { email: "jo@dept.example".to_owned() },
                action: Action::ConsultationOpened,
                subject: (*subject).to_owned(),
                detail: String::new(),
            };
            let link = entry.link(previous);
            previous = link.hash;
            link.to_value().to_string()
        };
        subjects.iter().zip(1..).map(line).collect()
    }

    fn verdict(lines: &[String], noted: Option<Head>) -> Verdict {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        follow(&mut text.as_bytes(), DepartmentId::parse("engagement").unwrap(), noted).unwrap()
    }

    fn head(lines: &[String]) -> Head {
        let Verdict::Holds { head, .. } = verdict(lines, None) else { panic!("{lines:?} does not hold") };
        head
    }

    #[test]
    fn a_log_is_held_against_itself_and_against_a_head() {
        let all = log(&["a", "b", "c"]);
        let (early, late) = (head(&all[..2]), head(&all));
        let other = log(&["a", "x", "c"]);
        let changed = vec![all[0].clone(), all[1].replace("\"b\"", "\"x\""), all[2].clone()];
        for (what, lines, noted, expected) in [
            ("as it is", &all[..], None, Verdict::Holds { head: late, noted: None }),
            ("its own head", &all, Some(late), Verdict::Holds { head: late, noted: Some(late) }),
            ("an earlier head", &all, Some(early), Verdict::Holds { head: late, noted: Some(early) }),
            ("no head yet", &all, Some(Head::NONE), Verdict::Holds { head: late, noted: Some(Head::NONE) }),
            ("cut off", &all[..2], Some(late), Verdict::CutOff { head: early, noted: late }),
            ("nothing left", &[], Some(late), Verdict::CutOff { head: Head::NONE, noted: late }),
            ("written anew", &other, Some(early), Verdict::Rewritten { noted: early }),
            ("an entry changed", &changed, None, Verdict::Broken(Broken::Hash(2))),
            ("its first entry gone", &all[1..], None, Verdict::Broken(Broken::Number { place: 1, found: 2 })),
            ("a line that is none", &[all[0].clone(), "{}".to_owned()], None, Verdict::Unreadable(2)),
        ] {
            assert_eq!(verdict(lines, noted), expected, "{what}");
        }
    }
}
