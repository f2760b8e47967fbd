//! The pages that the edge makes itself: readable without script and without styles.
//!
//! No inline style, no inline script: the pages' own policy forbids both.

mod asked;
pub(crate) mod audit;
mod campaigns;
mod changes;
pub(crate) mod chart;
pub(crate) mod check;
mod chosen;
pub(crate) mod controls;
pub(crate) mod data;
pub(crate) mod department;
pub(crate) mod docs;
pub(crate) mod drafts;
pub(crate) mod embed;
pub(crate) mod explore;
pub(crate) mod exports;
pub(crate) mod figures;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod framed;
pub(crate) mod funnel;
pub(crate) mod home;
pub(crate) mod labels;
pub(crate) mod layout;
pub(crate) mod links;
mod missing;
pub(crate) mod origins;
pub(crate) mod outcome;
pub(crate) mod outcome_draft;
pub(crate) mod overview;
pub(crate) mod problems;
mod prose;
pub(crate) mod receipt;
pub(crate) mod release;
pub(crate) mod releases;
pub(crate) mod replies;
pub(crate) mod reply;
pub(crate) mod revisions;
mod score;
pub(crate) mod share;
pub(crate) mod site;
mod stacked;
pub(crate) mod state;
pub(crate) mod studio;
pub(crate) mod texts;
mod tiles;
pub(crate) mod tokens;
pub(crate) mod transparency;
pub(crate) mod visits;
pub(crate) mod weighting;
pub(crate) mod words;

#[cfg(test)]
mod tests;
