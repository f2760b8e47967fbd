//! The API's description (OpenAPI 3.1), as `GET /openapi.json` gives it.
//!
//! The file `edge-worker/openapi.json` is written by a test from the list of routes, the list of problems, the limits and the
//! contract's own names, so that the Worker carries a text and no code that makes it. A route without an operation
//! fails that test, and so does a file that is no longer what they say. A library that derives schemas would have
//! the domain's types carry them, which know nothing of a wire.

/// The description.
pub(crate) const DOCUMENT: &str = include_str!("../../openapi.json");

#[cfg(test)]
mod about;
#[cfg(test)]
mod access;
#[cfg(test)]
mod cards;
#[cfg(test)]
mod consultations;
#[cfg(test)]
mod definition;
#[cfg(test)]
mod department;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod document;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod embedding;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod releases;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod responses;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod studio;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod weighting;
