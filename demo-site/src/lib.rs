//! The places that embed: a government page, a parenting forum, a blog in Welsh and a page
//! whose policy forbids Wasm. Each is served on its own port, so that to a browser each is an
//! origin of its own, as it would be on the web.
//!
//! The sample consultations that the pages ask for are here too, as the documents that a
//! department would put; and a list of examples of every kind of question and every state of a form, with a page that
//! shows them all.
//!
//! What this crate does not do: it does not talk to the edge, it keeps nothing, and no page
//! loads anything from elsewhere but the edge's loader.

mod consultations;
mod examples;
mod pages;
mod server;
mod site;

pub use consultations::{SampleConsultation, consultations};
pub use examples::{Example, examples, review};
pub use server::{router, serve};
pub use site::{Asset, Page, Site};

/// Every site, in the order in which `cargo xtask dev` prints them.
pub fn sites() -> &'static [Site] {
    pages::SITES
}

/// The site with this id, as the sample consultations and the tags name it.
pub fn site(id: &str) -> Option<&'static Site> {
    sites().iter().find(|site| site.id == id)
}
