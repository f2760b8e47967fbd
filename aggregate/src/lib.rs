//! Counting: the tally as an abelian group, the summary that is made from it for the department, and the release that is
//! made from it for everyone, by disclosure control and by nothing else.
//!
//! Everything here is pure: no I/O, no clock, no randomness. A day comes in as an argument, a tally is stored by its
//! caller. Free text is not counted here beyond "answered": no word that a person wrote is ever in a tally.

mod asked;
mod cell;
mod contribution;
mod counts;
mod disclosure;
mod release;
mod summary;
mod tally;

pub use cell::Cell;
pub use contribution::Contribution;
pub use counts::Counts;
pub use release::{Due, Mark, Privacy, Release, Seeds, Table};
pub use summary::{Figures, Group, OptionCount, OptionPlaces, QuestionSummary, StatementSummary, Summary};
pub use tally::{Change, Slice, Tally};
