//! Reading an archive as its bytes come: each member is held against what came before it, and the whole against its manifest,
//! before anybody may see anything of it.

use super::head::Head;
use super::line::Line;
use super::manifest::{Listing, Manifest};
use super::tar::{self, Member};
use super::{FORMAT, VERSION};
use crate::ledger::{Body, Sequence, Standing};
use crate::objects::outcomes::Version;
use crate::objects::releases::{Listed, sha256};
use aggregate::{Counts, Release, Slice, Tally};
use contract::audit::{Actor, Chain, Link};
use contract::json::Value;
use contract::outcome::Outcome;
use contract::{Consultation, ConsultationId, Definition, DepartmentId, Revision, State, Timestamp};
use flate2::write::GzDecoder;
use std::collections::BTreeMap;
use std::io::Write as _;

/// Bytes of a gzip that are unpacked at once: of the worst, sixteen megabytes come out of them.
const AT_ONCE: usize = 16 * 1024;

/// What is wrong with an archive, and where. It quotes nothing that a person wrote.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}{}: {what}", .member, .line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub(crate) struct Fault {
    pub(crate) member: String,
    /// From 1.
    pub(crate) line: Option<usize>,
    pub(crate) what: String,
}

/// What is to be stored of an archive, in this order.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Piece {
    /// The consultation is known, and how many shards it has: none of a draft, which has no ledger.
    Begin {
        shards: u16,
    },
    Outcome(Version),
    Release(Listed, String),
    Responses {
        shard: u16,
        lines: Vec<Line>,
    },
    /// All responses of the shard are there: how it stands.
    Ledger {
        shard: u16,
        standing: Standing,
    },
    /// A part of an audit log, as it stands in the archive.
    Log {
        log: u32,
        part: u32,
        text: String,
    },
}

/// An archive that was read to its end and is sound.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Whole {
    pub(crate) head: Head,
    /// The definition of each revision.
    pub(crate) documents: Vec<String>,
    /// Responses in it, whatever is left of each.
    pub(crate) responses: u64,
}

/// What a shard was found to count.
#[derive(Debug, Default)]
struct Counted {
    shard: u16,
    tally: Tally,
    /// Responses that were deleted after their time, by day.
    deleted: BTreeMap<Slice, i64>,
    last: Option<crate::ledger::Position>,
    /// What the archive says of it, once it does.
    said: Option<Said>,
}

#[derive(Debug)]
struct Said {
    sequence: Sequence,
    swept: Option<crate::ledger::Position>,
    deleted_at: Option<Timestamp>,
    tally: Vec<(Slice, Counts)>,
    deleted: Vec<(Slice, Counts)>,
}

/// Where the reading is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum At {
    Archive,
    Head,
    Revision(u32),
    Outcome(u32),
    Release(u32),
    Responses(u16, u32),
    Tally(u16, u32),
    Log(u32, u32),
    Manifest,
}

/// An archive under reading.
pub(crate) struct Intake {
    id: ConsultationId,
    department: DepartmentId,
    gzip: GzDecoder<Vec<u8>>,
    tar: tar::Reader,
    manifest: Manifest,
    at: Option<At>,
    head: Option<Head>,
    documents: Vec<String>,
    record: Option<Consultation>,
    counted: Counted,
    chain: Option<Chain>,
    responses: u64,
    unpacked: u64,
    /// The member that is read, for what is wrong with the container.
    last: String,
}

impl Intake {
    /// For a consultation of that name, of the department that takes it in.
    pub(crate) fn new(id: ConsultationId, department: DepartmentId) -> Self {
        Self {
            id,
            department,
            gzip: GzDecoder::new(Vec::new()),
            tar: tar::Reader::default(),
            manifest: Manifest::default(),
            at: None,
            head: None,
            documents: Vec::new(),
            record: None,
            counted: Counted::default(),
            chain: None,
            responses: 0,
            unpacked: 0,
            last: "archive.json".to_owned(),
        }
    }

    /// What these bytes complete.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Piece>, Fault> {
        let mut pieces = Vec::new();
        for part in bytes.chunks(AT_ONCE) {
            self.gzip.write_all(part).map_err(|_| self.broken("this is not gzip, or it was damaged here"))?;
            self.gzip.flush().map_err(|_| self.broken("this is not gzip, or it was damaged here"))?;
            let unpacked = std::mem::take(self.gzip.get_mut());
            self.unpacked += unpacked.len() as u64;
            self.members(&unpacked, &mut pieces)?;
        }
        Ok(pieces)
    }

    /// Bytes that came out of it so far.
    pub(crate) fn unpacked(&self) -> u64 {
        self.unpacked
    }

    /// Ends it.
    pub(crate) fn end(mut self) -> Result<(Vec<Piece>, Whole), Fault> {
        let mut pieces = Vec::new();
        if self.gzip.try_finish().is_err() {
            return Err(self.broken("the archive ends in the middle, or was damaged"));
        }
        let rest = std::mem::take(self.gzip.get_mut());
        self.members(&rest, &mut pieces)?;
        self.tar.end().map_err(|broken| self.broken(&broken.to_string()))?;
        match (self.at, self.head) {
            (Some(At::Manifest), Some(head)) => {
                Ok((pieces, Whole { head, documents: self.documents, responses: self.responses }))
            }
            _ => Err(Fault { member: "manifest.json".to_owned(), line: None, what: "it is missing".to_owned() }),
        }
    }

    fn members(&mut self, bytes: &[u8], pieces: &mut Vec<Piece>) -> Result<(), Fault> {
        let members = self.tar.feed(bytes).map_err(|broken| self.broken(&format!("behind it {broken}")))?;
        for member in members {
            self.last.clone_from(&member.name);
            self.member(member, pieces)?;
        }
        Ok(())
    }

    fn broken(&self, what: &str) -> Fault {
        Fault { member: self.last.clone(), line: None, what: what.to_owned() }
    }

    fn member(&mut self, member: Member, pieces: &mut Vec<Piece>) -> Result<(), Fault> {
        let Member { name, content } = member;
        let wrong = |what: &str| Fault { member: name.clone(), line: None, what: what.to_owned() };
        let at = place_of(&name).ok_or_else(|| wrong("there is no such member"))?;
        self.expect(at).map_err(|what| wrong(&what))?;
        self.leave(at, pieces).map_err(|what| wrong(&what))?;
        let text = std::str::from_utf8(&content).map_err(|_| wrong("it is not text"))?;
        if at == At::Manifest {
            let said: Manifest = serde_json::from_str(text).map_err(|_| wrong("it cannot be read"))?;
            return self.compare(&said);
        }
        self.manifest.members.push(Listing::of(&name, &content));
        self.at = Some(at);
        let whole = |what: Result<(), String>| what.map_err(|what| wrong(&what));
        match at {
            At::Archive => whole(self.archive(text)),
            At::Head => whole(self.head(text)),
            At::Revision(number) => whole(self.revision(number, text, pieces)),
            At::Outcome(number) => whole(self.outcome(number, text, pieces)),
            At::Release(number) => whole(self.release(number, text, pieces)),
            At::Responses(shard, _) => {
                let lines = lines(&name, text, |line| self.response(line))?;
                pieces.push(Piece::Responses { shard, lines });
                Ok(())
            }
            At::Tally(_, part) => {
                let mut number = 0;
                lines(&name, text, |line| {
                    number += 1;
                    self.tally(line, part == 1 && number == 1)
                })
                .map(drop)
            }
            At::Log(log, part) => {
                lines(&name, text, |line| self.link(line)).map(drop)?;
                pieces.push(Piece::Log { log, part, text: text.to_owned() });
                Ok(())
            }
            At::Manifest => Ok(()),
        }
    }

    /// Whether a member may stand here.
    fn expect(&self, at: At) -> Result<(), String> {
        let follows = match (self.at, at) {
            (None, At::Archive) | (Some(At::Archive), At::Head) | (Some(At::Head), At::Revision(1)) => true,
            (Some(At::Revision(a)), At::Revision(b))
            | (Some(At::Outcome(a)), At::Outcome(b))
            | (Some(At::Release(a)), At::Release(b)) => b == a + 1,
            (Some(At::Responses(a, part)), At::Responses(b, next)) => a == b && next == part + 1,
            (Some(At::Responses(a, _)), At::Tally(b, 1)) => a == b,
            // A part more, or the next shard, which has no responses.
            (Some(At::Tally(a, part)), At::Tally(b, next)) => (b == a && next == part + 1) || (b == a + 1 && next == 1),
            (Some(At::Tally(a, _)), At::Responses(b, 1)) => b == a + 1,
            (Some(At::Log(a, part)), At::Log(b, next)) => (b == a && next == part + 1) || (b == a + 1 && next == 1),
            (Some(before), At::Outcome(1) | At::Release(1) | At::Log(1, 1) | At::Manifest) => before < at,
            (Some(before), At::Responses(0, 1) | At::Tally(0, 1)) => before < At::Responses(0, 1),
            _ => false,
        };
        let whole = self.record.is_some() || matches!(at, At::Archive | At::Head | At::Revision(_));
        if follows && whole { Ok(()) } else { Err("it does not belong here: a member before it is missing".to_owned()) }
    }

    /// What is over where a member of another kind begins.
    fn leave(&mut self, at: At, pieces: &mut Vec<Piece>) -> Result<(), String> {
        let Some(head) = &self.head else { return Ok(()) };
        let (shards, logs) = (head.shards().map_or(0, |shards| shards.count()), head.logs().unwrap_or_default());
        let drafted = head.state() == Some(State::Draft);
        let (outcomes, releases) = (head.outcomes, head.releases.len() as u32);
        let reached = |wanted: u32, found: u32, what: &str| {
            if wanted == found { Ok(()) } else { Err(format!("{what} are missing before it")) }
        };
        let before = self.at;
        let number = |pick: fn(At) -> Option<u32>| before.and_then(pick).unwrap_or(0);
        if at > At::Outcome(u32::MAX) && before < Some(At::Release(1)) {
            reached(outcomes, number(|at| if let At::Outcome(number) = at { Some(number) } else { None }), "outcomes")?;
        }
        if at > At::Release(u32::MAX) && before < Some(At::Responses(0, 0)) {
            reached(releases, number(|at| if let At::Release(number) = at { Some(number) } else { None }), "releases")?;
        }
        let shard_of = |at: At| match at {
            At::Responses(shard, _) | At::Tally(shard, _) => Some(shard),
            _ => None,
        };
        if let Some(shard) = before.and_then(shard_of).filter(|shard| shard_of(at) != Some(*shard)) {
            pieces.push(Piece::Ledger { shard, standing: self.standing()? });
        }
        if let Some(shard) = shard_of(at).filter(|shard| before.and_then(shard_of) != Some(*shard)) {
            if drafted || shard >= shards {
                return Err("there is no such shard".to_owned());
            }
            self.counted = Counted { shard, ..Counted::default() };
        }
        if at > At::Tally(u16::MAX, u32::MAX) && before < Some(At::Log(0, 0)) && !drafted {
            let last = before.and_then(shard_of).map_or(0, |shard| shard + 1);
            reached(shards.into(), last.into(), "shards")?;
        }
        let log_of = |at: At| if let At::Log(log, _) = at { Some(log) } else { None };
        let (own, next) = (before.and_then(log_of), log_of(at));
        if own != next {
            if let Some(log) = own {
                let found = self.chain.take().map(|chain| chain.head());
                if found.as_ref() != logs.get(log as usize - 1) {
                    return Err("the audit log before it does not end where it should".to_owned());
                }
            }
            if next.is_some_and(|log| log as usize > logs.len()) {
                return Err("there is no such log".to_owned());
            }
        }
        if at == At::Manifest {
            reached(logs.len() as u32, own.unwrap_or(0), "audit logs")?;
        }
        Ok(())
    }

    fn archive(&mut self, text: &str) -> Result<(), String> {
        let value: Value = serde_json::from_str(text).map_err(|_| "it is not JSON")?;
        let text = |member: &str| value.get(member).and_then(Value::as_str);
        if text("format") != Some(FORMAT) {
            return Err("this is no archive of a consultation".to_owned());
        }
        if value.get("version").and_then(Value::as_integer) != Some(VERSION.into()) {
            return Err(format!("this program reads version {VERSION} of an archive"));
        }
        if text("consultation") != Some(self.id.as_str()) {
            return Err("it is an archive of another consultation than the address names".to_owned());
        }
        Ok(())
    }

    fn head(&mut self, text: &str) -> Result<(), String> {
        let head: Head =
            serde_json::from_str(text).map_err(|error| format!("it cannot be read at column {}", error.column()))?;
        if let Some(fault) = head.fault() {
            return Err(fault.to_owned());
        }
        self.head = Some(head);
        Ok(())
    }

    fn revision(&mut self, number: u32, text: &str, pieces: &mut Vec<Piece>) -> Result<(), String> {
        let head = self.head.as_ref().ok_or("it does not belong here")?;
        definition(text)?;
        self.documents.push(text.to_owned());
        if number < head.revisions {
            return Ok(());
        }
        let revisions = self
            .documents
            .iter()
            .zip(1..)
            .map(|(document, number)| Ok(Revision { number, definition: definition(document)? }));
        let revisions = revisions.collect::<Result<Vec<_>, String>>()?;
        let state = head.state().ok_or("there is no such state")?;
        let record = Consultation::restore(self.id.clone(), self.department.clone(), state, revisions);
        let record = record.filter(|_| number == head.revisions).ok_or("there are more revisions than it says")?;
        if let Some(fault) = head.fault_with(&record) {
            return Err(fault.to_owned());
        }
        let shards = if state == State::Draft { 0 } else { head.shards().map_or(0, |shards| shards.count()) };
        self.record = Some(record);
        pieces.push(Piece::Begin { shards });
        Ok(())
    }

    fn outcome(&mut self, number: u32, text: &str, pieces: &mut Vec<Piece>) -> Result<(), String> {
        let version: Version = serde_json::from_str(text).map_err(|_| "it cannot be read")?;
        let document: Option<Value> = serde_json::from_str(&version.document).ok();
        let people = [Some(&version.by), version.approved.as_ref().map(|(_, by)| by)];
        let known = people.into_iter().flatten().all(|[kind, id, name]| Actor::parse(kind, id, name).is_some());
        if version.number != number || !known || document.as_ref().and_then(Outcome::restore).is_none() {
            return Err("it is no version of an outcome".to_owned());
        }
        pieces.push(Piece::Outcome(version));
        Ok(())
    }

    fn release(&mut self, number: u32, text: &str, pieces: &mut Vec<Piece>) -> Result<(), String> {
        let listed = self.head.as_ref().and_then(|head| head.releases.get(number as usize - 1));
        let listed = listed.ok_or("there is no such release")?.clone();
        if sha256(text.as_bytes()) != listed.sha256 {
            return Err("it does not have the hash that names it".to_owned());
        }
        let release = serde_json::from_str(text).ok().and_then(|value| Release::from_value(&value));
        if release.is_none_or(|release| release.number() != number) {
            return Err("it is no release of that number".to_owned());
        }
        pieces.push(Piece::Release(listed, text.to_owned()));
        Ok(())
    }

    fn response(&mut self, text: &str) -> Result<Line, String> {
        let record = self.record.as_ref().ok_or("it does not belong here")?;
        let line = Line::read(text, record)?;
        if self.counted.last.is_some_and(|last| line.place <= last) {
            return Err("its place is not behind that of the line before it".to_owned());
        }
        self.counted.last = Some(line.place);
        self.responses += 1;
        if let Some(contribution) = line.record.contribution() {
            self.counted.tally.record(&contribution);
        }
        if line.record.body == Body::Deleted {
            *self.counted.deleted.entry(Slice::Day(line.record.recorded_at.day())).or_default() += 1;
        }
        Ok(line)
    }

    /// A line of what a shard counts: how it stands, then a slice a line.
    fn tally(&mut self, text: &str, first: bool) -> Result<(), String> {
        let value: Value = serde_json::from_str(text).map_err(|_| "it is not JSON")?;
        if first {
            let whole = |value: &Value| value.as_integer().and_then(|number| u64::try_from(number).ok());
            let sequence = value.get("commits").and_then(whole).ok_or("\"commits\" is missing")?;
            let swept = match value.get("swept") {
                Some(Value::Null) => None,
                Some(Value::Array(place)) => {
                    let place = (place.first().and_then(whole), place.get(1).and_then(whole));
                    let (Some(commit), Some(index @ 0..1_024)) = place else {
                        return Err("\"swept\" is no place".into());
                    };
                    Some(crate::ledger::Position(commit, index as u32))
                }
                _ => return Err("\"swept\" is missing".to_owned()),
            };
            let deleted_at = match value.get("deleted_at") {
                // Archives were made before the day was noted, or before it went along.
                None | Some(Value::Null) => None,
                Some(at) => Some(at.as_str().and_then(Timestamp::parse).ok_or("\"deleted_at\" is no moment")?),
            };
            self.counted.said = Some(Said { sequence, swept, deleted_at, tally: Vec::new(), deleted: Vec::new() });
            return Ok(());
        }
        let slice = value.get("slice").and_then(Value::as_str).and_then(Slice::parse).ok_or("\"slice\" is none")?;
        let said = self.counted.said.as_mut().ok_or("it does not say how the shard stands")?;
        let (member, list) = match value.get("counts") {
            Some(_) => ("counts", &mut said.tally),
            None => ("deleted", &mut said.deleted),
        };
        let counts = value.get(member).and_then(Counts::from_value).ok_or("its counts cannot be read")?;
        list.push((slice, counts));
        Ok(())
    }

    /// How the shard stands that was read, where all that it counts are its responses.
    fn standing(&mut self) -> Result<Standing, String> {
        let counted = std::mem::take(&mut self.counted);
        let shard = counted.shard;
        let said = counted.said.ok_or(format!("what shard {shard} counts is missing before it"))?;
        let (tally, deleted) = (Tally::from_slices(said.tally), Tally::from_slices(said.deleted));
        let differs = |what: &str| Err(format!("before it: shard {shard} {what}"));
        if counted.last.is_some_and(|last| last.0 > said.sequence) {
            return differs("has a response of a later commit than its last");
        }
        let days = deleted.slices().filter(|(slice, _)| matches!(slice, Slice::Day(_)));
        let days: BTreeMap<Slice, i64> = days.map(|(slice, counts)| (slice.clone(), counts.responses())).collect();
        if days != counted.deleted {
            return differs("says that others were deleted after their time than its responses do");
        }
        if said.deleted_at.is_some() && days.is_empty() {
            return differs("says when responses were deleted after their time, and none was");
        }
        let mut recounted = counted.tally;
        recounted.merge(&deleted);
        if recounted != tally {
            return differs("counts something else than its responses do");
        }
        let Said { sequence, swept, deleted_at, .. } = said;
        Ok(Standing { sequence, swept, deleted_at, tally, deleted })
    }

    fn link(&mut self, text: &str) -> Result<(), String> {
        let link = serde_json::from_str(text).ok().and_then(|value| Link::parse(&value));
        let link = link.ok_or("it is no link of an audit log")?;
        let chain = self.chain.get_or_insert_with(|| Chain::of(link.entry.department.clone()));
        chain.follow(&link).map(drop).map_err(|broken| broken.to_string())
    }

    fn compare(&mut self, said: &Manifest) -> Result<(), Fault> {
        let mut own = self.manifest.members.iter();
        for listing in &said.members {
            let found = own.next();
            if found != Some(listing) {
                let what = match found {
                    Some(found) if found.name == listing.name => "it does not have the hash that the manifest names",
                    _ => "the manifest names it, and it is missing or stands elsewhere",
                };
                return Err(Fault { member: listing.name.clone(), line: None, what: what.to_owned() });
            }
        }
        if let Some(more) = own.next() {
            let what = "the manifest does not name it".to_owned();
            return Err(Fault { member: more.name.clone(), line: None, what });
        }
        self.at = Some(At::Manifest);
        Ok(())
    }
}

/// Each line of a member; what is wrong with one names it.
fn lines<T>(name: &str, text: &str, mut read: impl FnMut(&str) -> Result<T, String>) -> Result<Vec<T>, Fault> {
    let wrong = |line: usize, what: String| Fault { member: name.to_owned(), line: Some(line), what };
    let Some(text) = text.strip_suffix('\n') else {
        return Err(Fault { member: name.to_owned(), line: None, what: "its last line does not end".to_owned() });
    };
    text.split('\n').zip(1..).map(|(line, number)| read(line).map_err(|what| wrong(number, what))).collect()
}

fn definition(text: &str) -> Result<Definition, String> {
    let value: Value = serde_json::from_str(text).map_err(|_| "it is not JSON")?;
    Definition::parse(&value).map_err(|issues| {
        let pointer = issues.first().map_or("/", |issue| issue.pointer.as_str());
        format!("it has a fault at {pointer}")
    })
}

/// Where a member of that name stands.
fn place_of(name: &str) -> Option<At> {
    let number = |text: &str, digits: usize| {
        let sound = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| sound)
    };
    let json = |text: &str| number(text.strip_suffix(".json")?, 4).filter(|number| *number > 0);
    let part = |text: &str| number(text.strip_suffix(".jsonl")?, 6).filter(|number| *number > 0);
    let shard = |text: &str| number(text, 2).and_then(|shard| u16::try_from(shard).ok());
    Some(match name.split('/').collect::<Vec<_>>()[..] {
        ["archive.json"] => At::Archive,
        ["consultation.json"] => At::Head,
        ["manifest.json"] => At::Manifest,
        ["revisions", file] => At::Revision(json(file)?),
        ["outcomes", file] => At::Outcome(json(file)?),
        ["releases", file] => At::Release(json(file)?),
        ["responses", folder, file] => At::Responses(shard(folder)?, part(file)?),
        ["tallies", folder, file] => At::Tally(shard(folder)?, part(file)?),
        ["log", folder, file] => At::Log(number(folder, 2).filter(|log| *log > 0)?, part(file)?),
        _ => return None,
    })
}
