//! What whoever writes a consultation needs and whoever answers it does not: how two definitions differ in words, what a
//! change means for answers that were given, and definitions to begin with.
//!
//! Behind the feature `authoring`, so that the widget carries none of it. The words are English: a department's own pages are.

mod change;
mod compare;
mod difference;
mod names;
mod templates;

pub use change::{Change, Consequence, Effect, What, consequence};
pub use difference::difference;
pub use templates::{TEMPLATES, Template, template};

#[cfg(test)]
mod tests;
