//! Who may what: the roles, the one table of what each route needs, and the gate that holds requests to it.
//!
//! A handler for a department takes a [`Pass`], and only the gate makes one: no route of a department can be answered
//! without a look into the table.

pub(crate) mod cookie;
pub(crate) mod gate;
pub(crate) mod jwt;
mod keys;
mod person;
pub(crate) mod role;
pub(crate) mod rules;
mod site_link;
pub(crate) mod token;

pub(crate) use gate::{Entered, Pass};
pub(crate) use role::Role;
pub(crate) use site_link::SiteLink;
pub(crate) use token::{Token, TokenId};
