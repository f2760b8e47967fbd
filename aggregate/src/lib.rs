//! Counting: the tally as an abelian group, the summary that is made from it for the department, and the release that is
//! made from it for everyone, by disclosure control and by nothing else. Beside it stand joint counts, which take another
//! look at the responses, and what may be said of counts: intervals, weights, differences.
//!
//! Everything here is pure: no I/O, no clock, no randomness. A day comes in as an argument, a tally is stored by its
//! caller. Free text is not counted here beyond "answered": no word that a person wrote is ever in a tally. What is found in
//! texts, campaigns and key phrases, is found in arguments, and is for the department alone.

mod asked;
pub mod campaign;
mod cell;
mod contribution;
mod counts;
pub mod cross;
mod disclosure;
pub mod phrases;
mod release;
pub mod statistics;
mod summary;
mod tally;
pub mod words;

pub use cell::Cell;
pub use contribution::Contribution;
pub use counts::Counts;
pub use cross::{Cross, Query};
pub use release::{Due, Mark, Privacy, Release, Seeds, Table};
pub use summary::{Figures, Group, OptionCount, OptionPlaces, QuestionSummary, StatementSummary, Summary};
pub use tally::{Change, Slice, Tally};
