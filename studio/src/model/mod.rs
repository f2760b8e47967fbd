//! What the studio knows and decides, without a page: a draft with its edits, what is wrong with it, how it is saved.

pub mod action;
pub mod attention;
pub mod condition;
pub mod draft;
pub mod exchange;
pub mod history;
pub mod json;
pub mod languages;
pub mod make;
mod names;
pub mod problems;
pub mod saving;
pub mod stage;

#[cfg(test)]
mod tests;

pub use action::Action;
pub use draft::Draft;
pub use exchange::Imported;
pub use history::History;
pub use problems::{Problem, Progress};
pub use saving::Saving;
pub use stage::{Stage, Theirs};
