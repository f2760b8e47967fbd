//! What people wrote to one question, as the department reads it: found by words, in an order to read, with key phrases and
//! campaigns. All of it is held in memory, made anew from the ledgers' rows, and forgotten; what is shown of a text is read
//! from its row again, so that one that was withdrawn meanwhile is not shown.

mod after;
mod build;
mod index;
pub(crate) mod wire;

pub(crate) use after::After;
pub(crate) use build::{Builder, Next};
pub(crate) use index::Index;

#[cfg(test)]
mod tests;
