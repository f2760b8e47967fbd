//! A response as the ledger keeps it: what is in its row, and how it is written.

use super::id::Fingerprint;
use super::rows::Position;
use super::wire::Content;
use aggregate::Contribution;
use contract::Timestamp;
use serde::{Deserialize, Serialize};

/// A response in the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// When it was first recorded.
    pub recorded_at: Timestamp,
    /// When it was changed or withdrawn, last.
    pub changed_at: Option<Timestamp>,
    /// Of the content that was first sent: a late retry of it is still known.
    pub fingerprint: Fingerprint,
    /// What is left of what it says.
    pub body: Body,
}

/// What is left of what a response says. Where nothing is, no answer, page or site is kept of it, only that its key was used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// All of it.
    Here(Content),
    /// Nothing: its receipt's holder withdrew it, and it does not count.
    Withdrawn,
    /// Nothing: it was deleted after its time, and still counts.
    Deleted,
}

impl Body {
    /// What it says, where it is there.
    pub fn content(&self) -> Option<&Content> {
        match self {
            Self::Here(content) => Some(content),
            Self::Withdrawn | Self::Deleted => None,
        }
    }
}

/// What lies at a response's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lying {
    /// The record.
    Record(Record),
    /// Where the record lies among those that became longer.
    Elsewhere(Position),
}

impl Record {
    /// What it counts as now, by what it says; `None` where nothing is left of that.
    pub fn contribution(&self) -> Option<Contribution> {
        self.body.content().map(|content| content.contribution(self.recorded_at))
    }

    /// The bytes of a new record: a version, then that version's encoding.
    pub fn encode(&self) -> Vec<u8> {
        if self.body == Body::Deleted {
            // The first version does not know it. Never fails: see `versioned`.
            return postcard::to_extend(&self.wire(), vec![PADDED]).expect("postcard writes to memory");
        }
        let wire = RecordV1 {
            recorded_at: self.recorded_at.unix_seconds(),
            changed_at: self.changed_at.map(Timestamp::unix_seconds),
            fingerprint: *self.fingerprint.bytes(),
            content: self.body.content().cloned(),
        };
        versioned(&wire)
    }

    /// The bytes that take the place of a record of that length; `None` where they are too many.
    pub(super) fn encode_over(&self, length: usize) -> Option<Vec<u8>> {
        padded(PADDED, &self.wire(), length)
    }

    fn wire(&self) -> RecordV2 {
        RecordV2 {
            recorded_at: self.recorded_at.unix_seconds(),
            changed_at: self.changed_at.map(Timestamp::unix_seconds),
            fingerprint: *self.fingerprint.bytes(),
            body: match &self.body {
                Body::Withdrawn => WireBody::Withdrawn,
                Body::Here(content) => WireBody::Here(content.clone()),
                Body::Deleted => WireBody::Deleted,
            },
        }
    }

    /// Reads what was written by this program or an earlier one.
    ///
    /// # Errors
    /// [`Corrupt`] for anything else, and for what says that the record lies elsewhere.
    pub fn decode(bytes: &[u8]) -> Result<Self, Corrupt> {
        match Lying::decode(bytes)? {
            Lying::Record(record) => Ok(record),
            Lying::Elsewhere(_) => Err(Corrupt),
        }
    }
}

impl Lying {
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Corrupt> {
        Ok(match bytes.first() {
            Some(&PADDED) => Self::Record(unpadded::<RecordV2>(bytes)?.into()),
            Some(&ELSEWHERE) => Self::Elsewhere(Position::from_number(unpadded(bytes)?)),
            _ => Self::Record(unversioned::<RecordV1>(bytes)?.into()),
        })
    }
}

/// The bytes that say, in the place of a record of that length, where it lies; `None` where they are too many.
pub(super) fn elsewhere(place: Position, length: usize) -> Option<Vec<u8>> {
    padded(ELSEWHERE, &place.number(), length)
}

/// A stored value that no version of this program wrote. It is reported, never skipped or emptied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a stored value cannot be read")]
pub struct Corrupt;

/// The version that every stored value begins with.
const VERSION: u8 = 1;

/// The version of a record that took the place of one which was as long or longer: zeros fill it up.
const PADDED: u8 = 2;
/// The version of what says where a record lies.
const ELSEWHERE: u8 = 3;

#[derive(Serialize, Deserialize)]
struct RecordV1 {
    recorded_at: i64,
    changed_at: Option<i64>,
    fingerprint: [u8; 16],
    content: Option<Content>,
}

#[derive(Serialize, Deserialize)]
struct RecordV2 {
    recorded_at: i64,
    changed_at: Option<i64>,
    fingerprint: [u8; 16],
    body: WireBody,
}

#[derive(Serialize, Deserialize)]
enum WireBody {
    Withdrawn,
    Here(Content),
    Deleted,
}

impl From<RecordV1> for Record {
    fn from(wire: RecordV1) -> Self {
        let body = wire.content.map_or(WireBody::Withdrawn, WireBody::Here);
        let RecordV1 { recorded_at, changed_at, fingerprint, .. } = wire;
        RecordV2 { recorded_at, changed_at, fingerprint, body }.into()
    }
}

impl From<RecordV2> for Record {
    fn from(wire: RecordV2) -> Self {
        Self {
            recorded_at: Timestamp::from_unix_seconds(wire.recorded_at),
            changed_at: wire.changed_at.map(Timestamp::from_unix_seconds),
            fingerprint: Fingerprint::from_bytes(wire.fingerprint),
            body: match wire.body {
                WireBody::Withdrawn => Body::Withdrawn,
                WireBody::Here(content) => Body::Here(content),
                WireBody::Deleted => Body::Deleted,
            },
        }
    }
}

/// Encodes a stored value behind its version and fills it up to a length; `None` where it is longer.
fn padded<T: Serialize>(version: u8, value: &T, length: usize) -> Option<Vec<u8>> {
    // Never fails: see `versioned`.
    let mut bytes = postcard::to_extend(value, vec![version]).expect("postcard writes to memory");
    (bytes.len() <= length).then(|| {
        bytes.resize(length, 0);
        bytes
    })
}

/// Reads what [`padded`] wrote, whose version was looked at.
fn unpadded<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Corrupt> {
    let (_, rest) = bytes.split_first().ok_or(Corrupt)?;
    match postcard::take_from_bytes(rest) {
        Ok((value, padding)) if padding.iter().all(|byte| *byte == 0) => Ok(value),
        _ => Err(Corrupt),
    }
}

/// Encodes a stored value behind its version.
pub(super) fn versioned<T: Serialize>(value: &T) -> Vec<u8> {
    // Never fails: it writes to memory, and no type here refuses to be serialised.
    postcard::to_extend(value, vec![VERSION]).expect("postcard writes to memory")
}

/// Reads what [`versioned`] wrote.
pub(super) fn unversioned<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Corrupt> {
    let (version, rest) = bytes.split_first().ok_or(Corrupt)?;
    match (*version, postcard::take_from_bytes(rest)) {
        (VERSION, Ok((value, []))) => Ok(value),
        _ => Err(Corrupt),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use contract::question::Stance;
    use contract::{Answer, Lang, OptionId, PageAddress, QuestionId, Region, SiteId, StatementId};
    use proptest::prelude::*;

    fn question(id: &str) -> QuestionId {
        QuestionId::parse(id).unwrap()
    }

    fn option(id: &str) -> OptionId {
        OptionId::parse(id).unwrap()
    }

    fn statement(id: &str) -> StatementId {
        StatementId::parse(id).unwrap()
    }

    pub(in super::super) fn content(words: &str) -> Content {
        Content {
            revision: 2,
            site: SiteId::parse("forum").unwrap(),
            lang: Lang::Cy,
            page: PageAddress::parse("https://f.example/t"),
            answers: vec![
                (question("one"), Answer::SingleChoice(option("a"))),
                (question("many"), Answer::MultipleChoice(vec![option("a"), option("c")])),
                (question("rate"), Answer::Rating(4)),
                (question("agree"), Answer::Agreement(vec![(statement("s"), option("no"))])),
                (question("say"), Answer::FreeText(words.to_owned())),
                (question("rank"), Answer::Ranking(vec![option("b"), option("a")])),
                (question("home"), Answer::Region(Region::parse("TLI").unwrap())),
                (question("vote"), Answer::Vote(vec![(statement("s"), Stance::Agree), (statement("t"), Stance::Pass)])),
            ],
        }
    }

    fn record() -> Record {
        Record {
            recorded_at: Timestamp::from_unix_seconds(1_790_000_000),
            changed_at: None,
            fingerprint: Fingerprint::from_bytes([0xab; 16]),
            body: Body::Here(content("Hi")),
        }
    }

    #[test]
    fn a_record_in_bytes() {
        let mut expected = vec![1];
        expected.extend([0x80, 0xee, 0x89, 0xab, 0x0d]); // 1 790 000 000, zigzag and variable length
        expected.push(0); // never changed
        expected.extend([0xab; 16]);
        expected.push(1); // present
        expected.extend(b"\x02\x05forum\x02cy\x01\x13https://f.example/t\x08");
        expected.extend(b"\x03one\x00\x01a");
        expected.extend(b"\x04many\x01\x02\x01a\x01c");
        expected.extend(b"\x04rate\x02\x04");
        expected.extend(b"\x05agree\x03\x01\x01s\x02no");
        expected.extend(b"\x03say\x04\x02Hi");
        expected.extend(b"\x04rank\x05\x02\x01b\x01a");
        expected.extend(b"\x04home\x06\x03TLI");
        expected.extend(b"\x04vote\x07\x02\x01s\x00\x01t\x02");
        assert_eq!(record().encode(), expected);
        assert_eq!(Record::decode(&expected), Ok(record()));
    }

    #[test]
    fn a_withdrawn_record_in_bytes() {
        let withdrawn = Record { changed_at: Some(Timestamp::from_unix_seconds(1)), body: Body::Withdrawn, ..record() };
        let mut expected = vec![1, 0x80, 0xee, 0x89, 0xab, 0x0d, 1, 2];
        expected.extend([0xab; 16]);
        expected.push(0);
        assert_eq!(withdrawn.encode(), expected);
        assert_eq!(Record::decode(&expected), Ok(withdrawn));
    }

    #[test]
    fn what_takes_a_records_place_in_bytes() {
        let deleted = Record { body: Body::Deleted, ..record() };
        let mut expected = vec![2, 0x80, 0xee, 0x89, 0xab, 0x0d, 0];
        expected.extend([0xab; 16]);
        expected.extend([2, 0, 0, 0]);
        assert_eq!(deleted.encode_over(27).as_ref(), Some(&expected));
        assert_eq!(Record::decode(&expected), Ok(deleted.clone()));
        assert_eq!(deleted.encode(), expected[..24]);
        assert_eq!((deleted.encode_over(24).map(|bytes| bytes.len()), deleted.encode_over(23)), (Some(24), None));
        let whole = record().encode().len();
        assert_eq!(Record::decode(&record().encode_over(whole + 9).unwrap()), Ok(record()));
        assert_eq!(record().encode_over(whole - 1), None);
        let place = elsewhere(Position(2, 3), 9).unwrap();
        assert_eq!(place, [3, 0x83, 0x10, 0, 0, 0, 0, 0, 0]);
        assert_eq!(Lying::decode(&place), Ok(Lying::Elsewhere(Position(2, 3))));
        assert_eq!((Record::decode(&place), elsewhere(Position(2, 3), 2)), (Err(Corrupt), None));
        // What is not zero behind it was not written.
        expected[26] = 1;
        assert_eq!(Record::decode(&expected), Err(Corrupt));
    }

    #[test]
    fn other_bytes_are_refused() {
        let good = record().encode();
        let mut newer = good.clone();
        newer[0] = 4;
        let mut longer = good.clone();
        longer.push(0);
        for bytes in [&[][..], &good[..good.len() - 1], &newer, &longer] {
            assert_eq!(Record::decode(bytes), Err(Corrupt));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(record) = Record::decode(&bytes) {
                prop_assert_eq!(Record::decode(&record.encode_over(bytes.len()).unwrap()), Ok(record));
            }
        }
    }

    #[test]
    fn a_contribution_counts_under_the_day_of_the_first_record() {
        let contribution = record().contribution().unwrap();
        assert_eq!(
            contribution.to_value().to_string(),
            r#"["forum","cy","2026-09-21","one","one=a","many","many=a","many=c","rate","rate:4","agree","agree/s=no","say","rank","rank=b:1","rank=a:2","home","home@TLI","vote","vote/s=agree","vote/t=pass"]"#
        );
        assert_eq!(Record { body: Body::Withdrawn, ..record() }.contribution(), None);
    }
}
