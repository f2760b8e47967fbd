//! The studio: where a department writes a consultation.
//!
//! [`model`] decides: a draft is a definition's document, every edit an action on it, and every problem one that the contract's
//! own parser found. [`view`] shows a model, as plain functions from it to `Html`; a control carries its action as its name, so
//! that it needs no code of its own. The application (feature `csr`) carries the one to the other; what is done with the page
//! (events, requests, focus) is done in `loader/studio.js`.
//!
//! Nothing here stores anything, reads a clock, or decides who may what: the edge does.

#[cfg(feature = "csr")]
pub mod app;
pub mod model;
pub mod view;
