//! The ledger's decisions, without its object: what is recorded, changed and withdrawn, how it is written and counted.
//!
//! Nothing here knows a clock, a network or the runtime; the store comes in as [`Store`]. What drives a [`Desk`] is the
//! object `Ledger`, and the simulator (`edge-worker/examples/simulate`), which takes it through crashes.

mod admission;
mod books;
#[cfg(test)]
mod books_tests;
#[cfg(test)]
mod conformance;
mod copy;
mod desk;
mod earlier;
mod encoding;
#[cfg(test)]
mod erasure_tests;
mod filter;
mod find;
mod id;
mod keys;
mod list;
mod memory;
mod record;
mod recount;
mod retention;
mod rows;
mod scan;
mod shards;
mod sql;
mod step;
mod visited;
mod wire;

pub use admission::Admission;
pub use books::{Books, Commit, Failure, Pace};
pub use copy::{Imported, Responses, Standing};
pub use desk::{Desk, Effect, FOLD_WAIT, Input, Stepped};
pub use encoding::GateWire;
pub use id::{Fingerprint, ResponseId, Secret, guard_secret, noise_seed, receipt_secret};
pub use list::{Item, Order, Page, at, page};
pub use memory::{Memory, Tables};
pub use record::{Body, Corrupt, Record};
pub use recount::Recounted;
pub use rows::{Counted, Earlier, Generation, Keyed, Numbered, Placed, Position, Rows, Sequence, Shelf, Store};
pub use scan::{Scanned, Scans};
pub use shards::{Raise, Shards, Slot};
pub use sql::{Bound, Row, Sql};
pub use step::{Event, Gate, Outcome, Step, step};
pub use visited::Visited;
pub use wire::{Content, Unreadable};
