//! The form people answer.
//!
//! [`view`] holds plain functions that turn a model into `Html`: no state, no listeners, no network. The edge renders them
//! to text (feature `ssr`, module `server`); the browser's application renders the same ones (feature `csr`, module `app`).
//! What is typed and chosen lives in the page's inputs, found by name: nothing here ever sets an input that a person may
//! have touched.
//!
//! This crate stores nothing, reads no clock, and knows neither questions nor words of its own: those come from the edge.

#[cfg(feature = "csr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod server;
pub mod view;
