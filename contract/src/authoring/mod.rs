//! What whoever writes a consultation needs and whoever answers it does not: how two definitions differ in words, what a
//! change means for answers that were given, definitions to begin
//! with, and what others publish that is one nearly.
//!
//! Behind the feature `authoring`, so that the widget carries none of it. The words are English: a department's own pages are.

mod change;
mod compare;
mod difference;
#[cfg(any(feature = "exchange", test))]
pub mod exchange;
mod govuk;
mod names;
mod templates;

pub use change::{Change, Consequence, Effect, What, consequence};
pub use difference::difference;
pub use govuk::{Imported, Unread, from_govuk, is_govuk};
pub use names::{condition, language};
pub use templates::{TEMPLATES, Template, WELSH, template};

#[cfg(test)]
mod tests;
