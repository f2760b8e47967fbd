//! About how large an archive will be, and what will be in it, before anybody asks for it.

use crate::access::Pass;
use crate::archive::{Line, Packing, standing};
use crate::cache::Known;
use crate::clock;
use crate::ledger::{Body, Fingerprint, Item, Record, ResponseId, Standing};
use crate::objects::Trouble;
use crate::objects::consultation::{Client, Copied};
use crate::objects::department::{Client as Register, Part};
use crate::objects::tally::SliceKind;
use aggregate::Tally;
use contract::{ConsultationId, DepartmentId, Timestamp};
use std::io;
use worker::Env;

/// Entries of the audit log from which the length of the others is estimated: the latest.
const ENTRIES: u32 = 100;
/// The slices of a tally that an archive has.
const SLICES: [SliceKind; 4] = [SliceKind::All, SliceKind::Site, SliceKind::Lang, SliceKind::Day];

/// What an archive will have in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Estimate {
    /// Bytes of the file, about.
    pub(crate) bytes: u64,
    /// Releases.
    pub(crate) releases: u64,
    /// Entries of the department's audit log.
    pub(crate) entries: u64,
}

/// Estimates it from the latest responses of `total`, the latest release and the latest entries of the log, each packed as the
/// archive packs them. `None` while it gets more shards, when none can be made.
pub(crate) async fn estimate(
    env: &Env,
    pass: &Pass,
    known: &Known,
    sample: &[Item],
    total: u64,
) -> Result<Option<Estimate>, Trouble> {
    let (id, department) = (known.record.id(), pass.department());
    let client = Client { env, id };
    let Some(Copied { head, documents, outcomes, logs }) = client.copy().await? else { return Ok(None) };
    let gathered = client.gathered(&SLICES).await?;
    let log = Register { env, id: department }.read_log(Part::Before(1 << 52), ENTRIES).await?;
    let release = client.release(None).await?;
    let earlier = match logs.first() {
        Some((log, part)) => client.earlier_log(*log, *part).await?,
        None => None,
    };
    let packed = Packed { id, department, now: clock::now() };
    let own = packed.size(|packing| {
        packing.add("consultation.json", serde_json::to_string(&head).map_err(io::Error::other)?.as_bytes())?;
        documents.iter().try_for_each(|document| packing.add("revisions/0001.json", document.as_bytes()))?;
        outcomes.iter().try_for_each(|version| {
            packing.add("outcomes/0001.json", serde_json::to_string(version).map_err(io::Error::other)?.as_bytes())
        })
    })?;
    let releases = head.releases.len() as u64;
    let a_release = packed.more(|packing| match &release {
        Some(frozen) => packing.add("releases/0001.json", frozen.body.as_bytes()),
        None => Ok(()),
    })?;
    let lines: Vec<String> = sample.iter().map(|item| line(item).write()).collect();
    let said = packed.more(|packing| lines.iter().try_for_each(|line| packing.line("responses/00", line)))?;
    // What is left of each of those that were deleted: as much as of one of the sample.
    let left: Vec<String> = sample.iter().map(|item| deleted(line(item)).write()).collect();
    let left = packed.more(|packing| left.iter().try_for_each(|line| packing.line("responses/00", line)))?;
    let of_sample = |bytes: u64, all: u64| bytes * all / (sample.len() as u64).max(1);
    let counts =
        Standing { sequence: 0, swept: None, deleted_at: None, tally: gathered.tally()?, deleted: Tally::new() };
    let counts =
        packed.more(|packing| standing(&counts).iter().try_for_each(|line| packing.line("tallies/00", line)))?;
    let entries = packed.more(|packing| log.links.iter().try_for_each(|link| packing.line("log/01", link)))?;
    let earlier = packed.more(|packing| match &earlier {
        Some(part) => packing.add("log/01/000001.jsonl", part.as_bytes()),
        None => Ok(()),
    })?;
    Ok(Some(Estimate {
        bytes: own
            + a_release * releases
            + of_sample(said, total)
            + of_sample(left, gathered.deleted().unsigned_abs())
            + counts * u64::from(known.shards.count())
            + entries * log.count / (log.links.len() as u64).max(1)
            + earlier * logs.len() as u64,
        releases,
        entries: log.count,
    }))
}

/// What packs a part of an archive alone, to see what it takes.
struct Packed<'a> {
    id: &'a ConsultationId,
    department: &'a DepartmentId,
    now: Timestamp,
}

impl Packed<'_> {
    /// Bytes of an archive of this alone.
    fn size(&self, fill: impl FnOnce(&mut Packing) -> io::Result<()>) -> Result<u64, Trouble> {
        let pack = || {
            let mut packing = Packing::begin(self.id, self.department, self.now)?;
            fill(&mut packing)?;
            Ok(packing.take().len() as u64 + packing.finish()?.len() as u64)
        };
        pack().map_err(super::pack::unwritten)
    }

    /// Bytes by which it is larger than an empty one.
    fn more(&self, fill: impl FnOnce(&mut Packing) -> io::Result<()>) -> Result<u64, Trouble> {
        Ok(self.size(fill)?.saturating_sub(self.size(|_| Ok(()))?))
    }
}

/// A response as an archive has it. Its key and its fingerprint are hashes, which no packing makes smaller: these are as long.
fn line(item: &Item) -> Line {
    let hash = |salt: u128| *ResponseId::of(&(u128::from(item.position.number()) << 8 | salt).to_be_bytes()).bytes();
    Line {
        place: item.position,
        id: ResponseId::from_bytes(hash(0)),
        record: Record {
            recorded_at: Timestamp::from_unix_seconds(item.recorded),
            changed_at: item.changed.map(Timestamp::from_unix_seconds),
            fingerprint: Fingerprint::from_bytes(hash(1)),
            body: Body::Here(item.content.clone()),
        },
        tags: Vec::new(),
    }
}

/// What is left of it once its time is over.
fn deleted(line: Line) -> Line {
    Line { record: Record { body: Body::Deleted, ..line.record }, ..line }
}
