//! What whoever writes a consultation needs and whoever answers it does not: how two definitions differ in words, and what a
//! change means for answers that were given.
//!
//! Behind the feature `authoring`, so that the widget carries none of it. The words are English: a department's own pages are.

mod change;
mod compare;
mod difference;
mod names;

pub use change::{Change, Consequence, Effect, What, consequence};
pub use difference::difference;

#[cfg(test)]
mod tests;
