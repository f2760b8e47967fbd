//! A whole consultation as one file, to be taken to another installation: how it is written, and how it is read and held
//! against itself before anything of it can be seen.
//!
//! It is a gzip of a tar, whose members stand in this order:
//!
//! | member | what |
//! | --- | --- |
//! | `archive.json` | what this is: format, version, whose consultation, when it was made |
//! | `consultation.json` | its state, its secret, its shards, and how many of everything follow ([`Head`]) |
//! | `revisions/0001.json` ... | the definition of each revision |
//! | `outcomes/0001.json` ... | each version of its outcome, with who wrote and who approved it |
//! | `releases/0001.json` ... | each release, byte for byte |
//! | `responses/00/000001.jsonl` ... | a shard's responses, one a line, with their tags |
//! | `tallies/00/000001.jsonl` ... | what the shard counts: how it stands, then a slice a line |
//! | `log/01/000001.jsonl` ... | the audit log of each department that had it, link by link, the first one's first |
//! | `manifest.json` | each member with its length and its SHA-256 |
//!
//! The last member makes the file whole: one that was cut off has none. Nothing here does I/O.

mod head;
mod intake;
mod line;
mod manifest;
mod packing;
mod tar;

pub(crate) use head::Head;
pub(crate) use intake::{Fault, Intake, Piece, Whole};
pub(crate) use line::Line;
pub(crate) use packing::Packing;

use crate::ledger::{Position, Standing};
use aggregate::{Counts, Slice};
use contract::json::Value;

#[cfg(test)]
mod tests;

/// What the first member says that this is.
const FORMAT: &str = "soundings-archive";
/// The version of all that is in it. What a reader of this version could not read is another one.
const VERSION: u32 = 1;
/// What the file is.
pub(crate) const MEDIA: &str = "application/gzip";

/// What a shard counts, in lines: how it stands, then a slice a line.
pub(crate) fn standing(standing: &Standing) -> Vec<String> {
    let number = |number: u64| Value::Number(number as f64);
    let place = |place: Position| Value::Array(vec![number(place.0), number(place.1.into())]);
    let moment = |at: contract::Timestamp| Value::string(at.to_string());
    let first = [
        ("commits", number(standing.sequence)),
        ("swept", standing.swept.map_or(Value::Null, place)),
        ("deleted_at", standing.deleted_at.map_or(Value::Null, moment)),
    ];
    let slice = |member: &'static str| {
        move |(slice, counts): (&Slice, &Counts)| {
            Value::object([("slice", Value::string(slice.to_string())), (member, counts.to_value())]).to_string()
        }
    };
    let counts = standing.tally.slices().map(slice("counts"));
    let deleted = standing.deleted.slices().map(slice("deleted"));
    std::iter::once(Value::object(first).to_string()).chain(counts).chain(deleted).collect()
}
