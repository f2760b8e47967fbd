//! The ledger's decisions, without its object: what is recorded, changed and withdrawn, how it is written and counted.
//!
//! Nothing here knows a clock, a network or the runtime; the store comes in as [`Rows`]. The object that runs it is
//! [`crate::objects::ledger`].

mod admission;
mod books;
#[cfg(test)]
mod books_tests;
mod encoding;
mod id;
mod list;
#[cfg(test)]
mod memory;
mod record;
mod rows;
mod step;
mod wire;

pub use admission::{Admission, Spent};
pub use books::{Books, COMMIT_EVENTS, Commit, Failure};
pub use encoding::GateWire;
pub use id::{Fingerprint, ResponseId, Secret, guard_secret, receipt_secret};
pub use list::{Item, Order, Page, Position, page};
pub use record::{Corrupt, Record};
pub use rows::{Rows, Sequence};
pub use step::{Event, Gate, Outcome, Step, step};
pub use wire::{Content, Unreadable};
