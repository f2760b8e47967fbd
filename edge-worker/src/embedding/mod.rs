//! What a page needs that embeds a consultation: its tag, the recipes for the systems that such pages are made with, what
//! its content policy has to allow, whether its colours can be read, and what is wrong where nothing shows.
//!
//! Text in, findings out: nothing here asks a network or keeps anything, and whatever somebody pasted is read and dropped.

pub(crate) mod check;
pub(crate) mod contrast;
pub(crate) mod html;
pub(crate) mod needs;
pub(crate) mod policy;
pub(crate) mod recipes;
pub(crate) mod tag;
