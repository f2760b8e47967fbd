//! Build, develop, test, measure: what stands behind `cargo xtask ...`, as a library, so that the tests run the very
//! stack that a developer sees.
//!
//! What this crate does not do: it knows no rule of a consultation (that is `contract`), and it reads no storage of the
//! edge: whatever it puts or reads goes through the HTTP API.

pub mod api;
pub mod audit;
pub mod bench;
pub mod build;
pub mod cli;
pub mod compress;
pub mod dev;
pub mod docs;
pub mod files;
pub mod package;
pub mod pictures;
pub mod process;
pub mod progress;
pub mod publish;
pub mod replay;
pub mod repo;
mod scale;
pub mod simulate;
pub mod size;
pub mod stack;
pub mod stamp;
pub mod test;
#[cfg(test)]
mod tidy;
pub mod toolchain;
mod way;
