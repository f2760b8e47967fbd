//! A whole consultation, taken to another installation: out as one file, and in from one.

mod estimate;
mod import;
mod pack;

pub(crate) use estimate::{Estimate, estimate};
pub(crate) use import::import;
pub(crate) use pack::archive;
