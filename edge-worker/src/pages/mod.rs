//! The pages that the edge makes itself: readable without script and without styles.
//!
//! No inline style, no inline script: the pages' own policy forbids both.

pub(crate) mod audit;
pub(crate) mod chart;
pub(crate) mod controls;
pub(crate) mod department;
pub(crate) mod figures;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod home;
pub(crate) mod layout;
pub(crate) mod problems;
pub(crate) mod receipt;
pub(crate) mod tokens;

#[cfg(test)]
mod tests;
