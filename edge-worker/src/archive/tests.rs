use super::*;
use crate::ledger::{Body, Content, Fingerprint, Position, Record, ResponseId};
use crate::objects::marks::Mark;
use crate::objects::outcomes::Version;
use crate::objects::releases::{Listed, sha256};
use crate::objects::revisions::Noted;
use aggregate::{Release, Tally};
use contract::audit::{Action, Actor, Entry, Hash, Link};
use contract::question::Stance;
use contract::{
    Answer, Consultation, ConsultationId, Definition, DepartmentId, Lang, OptionId, PageAddress, QuestionId, Region,
    Revision, SiteId, State, StatementId, Timestamp,
};
use proptest::prelude::*;

const DOCUMENT: &str = r#"{"title": {"en": "T"}, "languages": ["en"], "questions": [
    {"id": "one", "kind": "single_choice", "text": {"en": "o"}, "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
    {"id": "many", "kind": "multiple_choice", "text": {"en": "m"}, "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
    {"id": "rate", "kind": "rating", "points": 5, "text": {"en": "r"}, "low": {"en": "l"}, "high": {"en": "h"}},
    {"id": "agree", "kind": "agreement", "text": {"en": "a"}, "scale": [{"id": "yes", "text": {"en": "y"}}, {"id": "no", "text": {"en": "n"}}],
     "statements": [{"id": "s", "text": {"en": "s"}}]},
    {"id": "say", "kind": "free_text", "text": {"en": "s"}},
    {"id": "rank", "kind": "ranking", "text": {"en": "r"}, "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
    {"id": "home", "kind": "region", "text": {"en": "h"}},
    {"id": "vote", "kind": "vote", "text": {"en": "v"}, "statements": [{"id": "s", "text": {"en": "s"}}, {"id": "t", "text": {"en": "t"}}]}]}"#;

fn id() -> ConsultationId {
    ConsultationId::parse("maps").unwrap()
}

fn department(name: &str) -> DepartmentId {
    DepartmentId::parse(name).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
}

fn definition() -> Definition {
    Definition::parse(&serde_json::from_str(DOCUMENT).unwrap()).unwrap()
}

fn record() -> Consultation {
    let revisions = (1..=2).map(|number| Revision { number, definition: definition() }).collect();
    Consultation::restore(id(), department("d"), State::Closed, revisions).unwrap()
}

/// Some answers of those that the consultation takes, by the bits of a number, with these words.
fn answers(bits: u8, words: &str) -> Vec<(QuestionId, Answer)> {
    let (option, statement) = (|id| OptionId::parse(id).unwrap(), |id| StatementId::parse(id).unwrap());
    let all = [
        ("one", Answer::SingleChoice(option("b"))),
        ("many", Answer::MultipleChoice(vec![option("a"), option("b")])),
        ("rate", Answer::Rating(4)),
        ("agree", Answer::Agreement(vec![(statement("s"), option("no"))])),
        ("say", Answer::FreeText(words.to_owned())),
        ("rank", Answer::Ranking(vec![option("b"), option("a")])),
        ("home", Answer::Region(Region::parse("TLI").unwrap())),
        ("vote", Answer::Vote(vec![(statement("s"), Stance::Agree), (statement("t"), Stance::Pass)])),
    ];
    // At least one.
    let chosen = all.into_iter().enumerate().filter(|(at, _)| *at == 0 || bits >> at & 1 == 1);
    chosen.map(|(_, (id, answer))| (QuestionId::parse(id).unwrap(), answer)).collect()
}

/// A response by some numbers.
fn response(place: Position, kind: u8, bits: u8, words: &str) -> Line {
    let content = Content {
        revision: 1 + u32::from(bits % 2),
        site: SiteId::parse(if bits.is_multiple_of(3) { "forum" } else { "blog" }).unwrap(),
        lang: Lang::En,
        page: PageAddress::parse("https://f.example/t?").filter(|_| bits.is_multiple_of(5)),
        answers: answers(bits, words),
    };
    let body = match kind % 4 {
        0 => Body::Withdrawn,
        1 => Body::Deleted,
        _ => Body::Here(content),
    };
    let number = u128::from(place.number()) << 8 | u128::from(bits);
    let fingerprint = Fingerprint::from_bytes((!number).to_be_bytes());
    let recorded_at = at(1_790_000_000 + i64::from(bits) * 40_000);
    let changed_at = (kind.is_multiple_of(3)).then(|| at(1_795_000_000));
    let mark = Mark { tag: "costs".to_owned(), note: words.to_owned(), by: "Jo".to_owned(), at: 1_790_000_001 };
    let tags = if kind % 4 > 1 && bits.is_multiple_of(7) { vec![mark] } else { Vec::new() };
    Line {
        place,
        id: ResponseId::of(&number.to_be_bytes()),
        record: Record { recorded_at, changed_at, fingerprint, body },
        tags,
    }
}

/// What a ledger of these responses counts. What a deleted one said nobody knows; here it said what its numbers say.
fn counted(lines: &[Line]) -> Standing {
    let (mut tally, mut deleted) = (Tally::new(), Tally::new());
    for line in lines {
        match &line.record.body {
            Body::Here(content) => tally.record(&content.contribution(line.record.recorded_at)),
            Body::Withdrawn => {}
            Body::Deleted => {
                let content = Content {
                    revision: 1,
                    site: SiteId::parse("forum").unwrap(),
                    lang: Lang::En,
                    page: None,
                    answers: answers(0, ""),
                };
                deleted.record(&content.contribution(line.record.recorded_at));
            }
        }
    }
    tally.merge(&deleted);
    let sequence = lines.last().map_or(0, |line| line.place.0) + 3;
    let deleted_at = lines.iter().any(|line| line.record.body == Body::Deleted).then(|| at(1_799_000_000));
    Standing { sequence, swept: lines.first().map(|line| line.place), deleted_at, tally, deleted }
}

fn links(of: &str, count: u64) -> Vec<Link> {
    let mut previous = Hash::NONE;
    let link = |number| {
        let entry = Entry {
            department: department(of),
            number,
            at: at(1_790_000_000),
            by: Actor::Deployment,
            action: Action::ConsultationPut,
            subject: "maps".to_owned(),
            detail: "revision 1".to_owned(),
        };
        let link = entry.link(previous);
        previous = link.hash;
        link
    };
    (1..=count).map(link).collect()
}

fn release() -> String {
    // The least that is one.
    let mut tally = Tally::new();
    for number in 0..40 {
        let line = response(Position(number + 1, 0), 2, 1, "x");
        tally.record(&line.record.contribution().unwrap());
    }
    let seeds = |_: u32, _: &str| [0; 32];
    let (release, _) = Release::next(&record(), &tally, None, at(1_796_000_000), &seeds).unwrap();
    release.to_value().to_string()
}

struct World {
    shards: Vec<Vec<Line>>,
    releases: bool,
}

impl World {
    fn head(&self) -> Head {
        let counts = (1..=self.shards.len() as u16).collect();
        let mut head = Head::new(State::Closed, 9, &[7; 32], counts);
        (head.revisions, head.outcomes, head.closed_at) = (2, 1, Some(1_796_000_000));
        let (written_by, approved_by) = ("Jo".to_owned(), Some("Kim".to_owned()));
        head.authors = vec![Noted { revision: 2, at: 1_790_000_000, written_by, approved_by }];
        if self.releases {
            head.releases =
                vec![Listed { number: 1, at: at(1_796_000_000).to_string(), sha256: sha256(release().as_bytes()) }];
            let tally = Tally::new();
            let (_, mark) = {
                let mut tally = tally;
                for number in 0..40 {
                    tally.record(&response(Position(number + 1, 0), 2, 1, "x").record.contribution().unwrap());
                }
                Release::next(&record(), &tally, None, at(1_796_000_000), &|_: u32, _: &str| [0; 32]).unwrap()
            };
            head.release_mark = Some(mark.to_value());
        }
        for (name, count) in [("a", 3), ("d", 5)] {
            let last = links(name, count).pop().unwrap();
            head.logs.push(format!("{count}:{}", last.hash));
        }
        head
    }

    fn outcome(&self) -> Version {
        let document = r#"{"asked":{"en":"A"},"said":{"en":"S"},"did":{"en":"D"}}"#.to_owned();
        let by = ["deployment".to_owned(), String::new(), String::new()];
        Version { number: 1, document, written_at: 1_790_000_000, by: by.clone(), approved: Some((1_790_000_001, by)) }
    }

    /// Its members, before they are packed.
    fn packed(&self) -> Vec<u8> {
        let mut packing = Packing::begin(&id(), &department("d"), at(1_797_000_000)).unwrap();
        packing.add("consultation.json", json(&self.head()).as_bytes()).unwrap();
        for number in 1..=2 {
            packing
                .add(&format!("revisions/{number:04}.json"), definition().to_value().to_string().as_bytes())
                .unwrap();
        }
        packing.add("outcomes/0001.json", json(&self.outcome()).as_bytes()).unwrap();
        if self.releases {
            packing.add("releases/0001.json", release().as_bytes()).unwrap();
        }
        for (shard, lines) in self.shards.iter().enumerate() {
            for line in lines {
                packing.line(&format!("responses/{shard:02}"), &line.write()).unwrap();
            }
            for line in standing(&counted(lines)) {
                packing.line(&format!("tallies/{shard:02}"), &line).unwrap();
            }
        }
        for (log, name, count) in [(1, "a", 3), (2, "d", 5)] {
            for link in links(name, count) {
                packing.line(&format!("log/{log:02}"), &link.to_value().to_string()).unwrap();
            }
        }
        let mut bytes = packing.take();
        bytes.extend(packing.finish().unwrap());
        bytes
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn read(bytes: &[u8], part: usize) -> Result<(Vec<Piece>, Whole), Fault> {
    let mut intake = Intake::new(id(), department("d"));
    let mut pieces = Vec::new();
    for part in bytes.chunks(part) {
        pieces.extend(intake.feed(part)?);
    }
    let (rest, whole) = intake.end()?;
    pieces.extend(rest);
    Ok((pieces, whole))
}

fn world() -> World {
    let shard = |first: u64, count: u64| {
        (first..first + count)
            .map(|number| response(Position(number, 0), number as u8, (number * 37) as u8, "W\u{f6}rter \"x\"\nmore"))
            .collect()
    };
    World { shards: vec![shard(1, 9), Vec::new(), shard(4, 5)], releases: true }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_was_packed_comes_out(
        shards in prop::collection::vec(prop::collection::vec((any::<u8>(), any::<u8>(), "[^\\p{Cc} ]{1,20}"), 0..20), 1..4),
        part in 1..5_000usize,
    ) {
        let line = |(at, (kind, bits, words)): (usize, &(u8, u8, String))| {
            // As a text is kept: nothing personal in it, and no blanks around it.
            let words = contract::personal::remove(&format!("say {words}"));
            response(Position(at as u64 / 3 + 1, at as u32 % 3), *kind, *bits, words.trim())
        };
        let shards: Vec<Vec<Line>> = shards.iter().map(|lines| lines.iter().enumerate().map(line).collect()).collect();
        // A text that a form would not give back as it is was never recorded.
        let taken = |line: &Line| Line::read(&line.write(), &record()).is_ok_and(|read| read == *line);
        let shards: Vec<Vec<Line>> = shards.into_iter().map(|lines| lines.into_iter().filter(taken).collect()).collect();
        let world = World { shards, releases: false };
        let (pieces, whole) = read(&world.packed(), part).unwrap();
        prop_assert_eq!(&whole.head, &world.head());
        prop_assert_eq!(whole.documents.len(), 2);
        prop_assert_eq!(whole.responses, world.shards.iter().map(Vec::len).sum::<usize>() as u64);
        let mut shards = vec![Vec::new(); world.shards.len()];
        let mut standings = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Begin { shards } => prop_assert_eq!(usize::from(shards), world.shards.len()),
                Piece::Outcome(version) => prop_assert_eq!(version, world.outcome()),
                Piece::Release(..) => prop_assert!(false, "there is none"),
                Piece::Responses { shard, lines } => shards[usize::from(shard)].extend(lines),
                Piece::Ledger { shard, standing } => standings.push((shard, standing)),
                Piece::Log { log, text, .. } => prop_assert_eq!(text.lines().count(), [3, 5][log as usize - 1]),
            }
        }
        prop_assert_eq!(standings, world.shards.iter().zip(0..).map(|(lines, shard)| (shard, counted(lines))).collect::<Vec<_>>());
        prop_assert_eq!(shards, world.shards);
    }
}

#[test]
fn no_byte_can_be_changed_and_none_cut_off() {
    let good = world().packed();
    let whole = read(&good, 4_096).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        match read(&bad, 4_096) {
            Err(fault) => assert!(!fault.member.is_empty() && !fault.what.is_empty()),
            // A moment in the gzip's header, a code that nothing uses: what is read all the same is the same.
            Ok(read) => assert!(read == whole, "{at}"),
        }
    }
    for length in (0..good.len()).step_by(40).chain(good.len() - 200..good.len()) {
        assert!(read(&good[..length], 4_096).is_err(), "{length}");
    }
}

/// The members of an archive, with one changed, packed anew: as somebody would who knows how.
fn forged(change: impl Fn(&str, &str) -> Option<String>, honest: bool) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(&world().packed()[..]).read_to_end(&mut plain).unwrap();
    let members = tar::Reader::default().feed(&plain).unwrap();
    let mut manifest = manifest::Manifest::default();
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut write = |name: &str, content: &[u8]| {
        out.write_all(&tar::header(name, content.len(), 0)).unwrap();
        out.write_all(content).unwrap();
        out.write_all(&vec![0; tar::padding(content.len())]).unwrap();
    };
    for tar::Member { name, content } in &members {
        if name == "manifest.json" {
            continue;
        }
        let text = std::str::from_utf8(content).unwrap();
        let Some(changed) = change(name, text) else { continue };
        write(name, changed.as_bytes());
        let listed = if honest { text } else { changed.as_str() };
        manifest.members.push(manifest::Listing::of(name, listed.as_bytes()));
    }
    write("manifest.json", serde_json::to_string(&manifest).unwrap().as_bytes());
    out.write_all(&tar::END).unwrap();
    out.finish().unwrap()
}

#[test]
fn what_is_wrong_names_its_member_and_line() {
    let replace = |member: &'static str, from: &'static str, to: &'static str| {
        move |name: &str, text: &str| {
            let text = if name == member { text.replacen(from, to, 1) } else { text.to_owned() };
            Some(text)
        }
    };
    let leave_out = |member: &'static str| move |name: &str, text: &str| (name != member).then(|| text.to_owned());
    let first = "responses/00/000001.jsonl";
    type Change = Box<dyn Fn(&str, &str) -> Option<String>>;
    let cases: Vec<(Change, &str, Option<usize>, &str)> = vec![
        (Box::new(replace("archive.json", "soundings-archive", "another")), "archive.json", None, "no archive"),
        (Box::new(replace("archive.json", "\"version\":1", "\"version\":2")), "archive.json", None, "version 1"),
        (Box::new(replace("archive.json", "\"maps\"", "\"spam\"")), "archive.json", None, "another consultation"),
        (Box::new(replace("consultation.json", "\"closed\"", "\"ajar\"")), "consultation.json", None, "no such state"),
        (Box::new(replace("consultation.json", "\"version\"", "\"versiom\"")), "consultation.json", None, "column"),
        (
            Box::new(replace("consultation.json", "\"outcomes\":1", "\"outcomes\":2")),
            "releases/0001.json",
            None,
            "outcomes are missing",
        ),
        (
            Box::new(replace("revisions/0002.json", "\"rating\"", "\"raking\"")),
            "revisions/0002.json",
            None,
            "fault at /questions",
        ),
        (Box::new(leave_out("revisions/0002.json")), "outcomes/0001.json", None, "does not belong here"),
        (
            Box::new(replace("outcomes/0001.json", "\"number\":1", "\"number\":3")),
            "outcomes/0001.json",
            None,
            "no version",
        ),
        (Box::new(replace("releases/0001.json", "1", "2")), "releases/0001.json", None, "hash"),
        (Box::new(leave_out("releases/0001.json")), first, None, "releases are missing"),
        (Box::new(replace(first, "\"rate\":4", "\"rate\":6")), first, Some(3), "does not take"),
        (Box::new(replace(first, "\"revision\":", "\"revision\":3")), first, Some(2), "no such revision"),
        (Box::new(replace(first, "\"left\":\"all\"", "\"left\":\"all\",\"more\":1")), first, Some(2), "says more"),
        (
            Box::new(replace(first, "\"left\":\"deleted\"", "\"left\":\"withdrawn\"")),
            "tallies/00/000001.jsonl",
            None,
            "",
        ),
        (Box::new(replace(first, "[2,0]", "[1,0]")), first, Some(2), "not behind"),
        (Box::new(leave_out(first)), "tallies/01/000001.jsonl", None, "shard 0"),
        (Box::new(leave_out("tallies/01/000001.jsonl")), "responses/02/000001.jsonl", None, "does not belong here"),
        (
            Box::new(replace("tallies/00/000001.jsonl", "\"one=b\":", "\"one=a\":")),
            "tallies/01/000001.jsonl",
            None,
            "counts something else",
        ),
        (
            Box::new(replace("tallies/00/000001.jsonl", "\"commits\":12", "\"commits\":5")),
            "tallies/01/000001.jsonl",
            None,
            "later commit",
        ),
        (
            Box::new(replace("tallies/00/000001.jsonl", "\"deleted_at\":\"2027", "\"deleted_at\":\"on 2027")),
            "tallies/00/000001.jsonl",
            Some(1),
            "no moment",
        ),
        (
            Box::new(replace(
                "tallies/01/000001.jsonl",
                "\"deleted_at\":null",
                "\"deleted_at\":\"2027-01-03T16:53:20Z\"",
            )),
            "responses/02/000001.jsonl",
            None,
            "none was",
        ),
        (
            Box::new(replace("log/01/000001.jsonl", "revision 1", "revision 9")),
            "log/01/000001.jsonl",
            Some(1),
            "it was changed",
        ),
        (Box::new(leave_out("log/02/000001.jsonl")), "manifest.json", None, "audit logs are missing"),
        (Box::new(replace("log/02/000001.jsonl", "\n", "\n\n")), "log/02/000001.jsonl", Some(2), "no link"),
    ];
    for (change, member, line, what) in cases {
        let fault = read(&forged(change, false), 777).unwrap_err();
        // What a shard counts is known once the next member begins.
        let found = (fault.member.as_str(), fault.line);
        assert!(fault.what.contains(what), "{member} {line:?} {what}: {fault}");
        if !what.is_empty() {
            assert_eq!(found, (member, line), "{fault}");
        }
    }
    // The manifest's hashes hold what nothing else does.
    let change = |name: &str, text: &str| {
        Some(if name == "outcomes/0001.json" { text.replace("1790000000", "1790000009") } else { text.to_owned() })
    };
    let fault = read(&forged(change, true), 777).unwrap_err();
    assert_eq!((fault.member.as_str(), fault.what.contains("hash")), ("outcomes/0001.json", true), "{fault}");
    assert!(read(&forged(|_, text| Some(text.to_owned()), true), 777).is_ok());
    // Before that day went along, nothing was said of it.
    let earlier = |name: &str, text: &str| {
        let all = name.starts_with("tallies").then(|| text.replace(",\"deleted_at\":null", ""));
        Some(all.unwrap_or_else(|| text.to_owned()))
    };
    assert!(read(&forged(earlier, false), 777).is_ok());
    let leaked = read(&forged(replace(first, "W\u{f6}rter", "\u{1}"), false), 777).unwrap_err().to_string();
    assert!(!leaked.contains("rter"), "no word that a person wrote: {leaked}");
}

#[test]
fn personal_information_stays_out() {
    let line = response(Position(1, 0), 2, 0b1_0001, "write to jo@example.org");
    let read = Line::read(&line.write(), &record()).unwrap();
    let text = format!("{:?}", read.record);
    assert!(!text.contains("jo@example.org"), "{text}");
}

#[test]
fn a_response_in_a_line() {
    let text = response(Position(12, 3), 3, 0b1_0100, "Hi").write();
    assert_eq!(
        text,
        r#"{"place":[12,3],"key":"73545f68ed3d1b9b49025685046cc23c","fingerprint":"ffffffffffffffffffffffffffcffceb","recorded_at":"2026-09-30T20:26:40Z","changed_at":"2026-11-18T11:06:40Z","left":"all","revision":1,"site":"blog","lang":"en","page":"https://f.example/t","answers":{"one":"b","rate":4,"say":"Hi"}}"#
    );
    let mut lines = Line::read(&text, &record()).unwrap();
    assert_eq!(lines.write(), text);
    lines.record.body = Body::Withdrawn;
    assert!(lines.write().ends_with(r#""left":"withdrawn"}"#));
}
