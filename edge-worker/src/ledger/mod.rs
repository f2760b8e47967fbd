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
mod desk;
mod encoding;
mod filter;
mod first_version;
mod id;
mod list;
mod memory;
mod record;
mod rows;
mod shards;
mod sql;
mod step;
mod wire;

pub use admission::Admission;
pub use books::{Books, Commit, Failure, Pace};
pub use desk::{Desk, Effect, FOLD_WAIT, Input, Stepped};
pub use encoding::GateWire;
pub use id::{Fingerprint, ResponseId, Secret, guard_secret, noise_seed, receipt_secret};
pub use list::{Item, Order, Page, page};
pub use memory::{Memory, Tables};
pub use record::{Corrupt, Record};
pub use rows::{Generation, Kept, Numbered, Position, Rows, Sequence, Store};
pub use shards::{Raise, Shards, Slot};
pub use sql::{Bound, Row, Sql};
pub use step::{Event, Gate, Outcome, Step, step};
pub use wire::{Content, Unreadable};
