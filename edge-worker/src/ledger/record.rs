//! A response as the ledger keeps it: what is in its row, and how it is written.

use super::id::Fingerprint;
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
    /// What it says; `None` once withdrawn. Then no answer, page or site is left of it, only that its key was used.
    pub content: Option<Content>,
}

impl Record {
    /// What it counts as now; `None` once withdrawn.
    pub fn contribution(&self) -> Option<Contribution> {
        self.content.as_ref().map(|content| content.contribution(self.recorded_at))
    }

    /// The row's bytes: a version, then that version's encoding.
    pub fn encode(&self) -> Vec<u8> {
        let wire = RecordV1 {
            recorded_at: self.recorded_at.unix_seconds(),
            changed_at: self.changed_at.map(Timestamp::unix_seconds),
            fingerprint: *self.fingerprint.bytes(),
            content: self.content.clone(),
        };
        versioned(&wire)
    }

    /// Reads what [`Self::encode`] wrote, in this program or an earlier one.
    ///
    /// # Errors
    /// [`Corrupt`] for anything else.
    pub fn decode(bytes: &[u8]) -> Result<Self, Corrupt> {
        let wire: RecordV1 = unversioned(bytes)?;
        Ok(Self {
            recorded_at: Timestamp::from_unix_seconds(wire.recorded_at),
            changed_at: wire.changed_at.map(Timestamp::from_unix_seconds),
            fingerprint: Fingerprint::from_bytes(wire.fingerprint),
            content: wire.content,
        })
    }
}

/// A stored value that no version of this program wrote. It is reported, never skipped or emptied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a stored value cannot be read")]
pub struct Corrupt;

/// The version that every stored value begins with.
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct RecordV1 {
    recorded_at: i64,
    changed_at: Option<i64>,
    fingerprint: [u8; 16],
    content: Option<Content>,
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
            content: Some(content("Hi")),
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
        let withdrawn = Record { changed_at: Some(Timestamp::from_unix_seconds(1)), content: None, ..record() };
        let mut expected = vec![1, 0x80, 0xee, 0x89, 0xab, 0x0d, 1, 2];
        expected.extend([0xab; 16]);
        expected.push(0);
        assert_eq!(withdrawn.encode(), expected);
        assert_eq!(Record::decode(&expected), Ok(withdrawn));
    }

    #[test]
    fn other_bytes_are_refused() {
        let good = record().encode();
        let mut newer = good.clone();
        newer[0] = 2;
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
                prop_assert_eq!(Record::decode(&record.encode()), Ok(record));
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
        assert_eq!(Record { content: None, ..record() }.contribution(), None);
    }
}
