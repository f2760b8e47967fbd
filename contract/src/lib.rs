//! What browser and edge must agree on: consultations, questions, answers, receipts, problems and the words of the interface.
//!
//! Everything here is pure. This crate has no clock, no randomness, no network, no DOM and no storage: what it needs of
//! those comes in as an argument. It compiles to the widget's Wasm, so that it depends on nothing but `core`, `alloc` and
//! `std`'s collections; the feature `serde` bridges [`json::Value`] to serde for the edge and the tools, the feature `audit`
//! adds the chain of the audit log, which hashes, and the feature `authoring` what whoever writes a consultation needs.
//!
//! The way through it: a department's document is parsed into a [`Definition`]; a person's form fields become a
//! [`json::Value`] by [`Questionnaire::answers_from_fields`]; [`Answers::parse`] turns that into [`Answers`] that cannot be
//! invalid, and [`Submission::parse`] does so for the whole request.

pub mod answer;
#[cfg(feature = "audit")]
pub mod audit;
#[cfg(any(feature = "authoring", test))]
pub mod authoring;
pub mod consultation;
pub mod definition;
pub mod document;
pub mod id;
pub mod json;
pub mod limits;
pub mod locale;
pub mod margins;
pub mod outcome;
mod packed;
pub mod page;
pub mod personal;
pub mod problem;
pub mod question;
pub mod questionnaire;
pub mod receipt;
pub mod region;
pub mod showing;
pub mod start;
pub mod submission;
pub mod text;
pub mod time;
pub mod turn;

pub use answer::{Answer, AnswerFault, AnswerIssue, Answers, Reading};
pub use consultation::{Consultation, Refusal, Revision, State};
pub use definition::{Definition, Licence, Protection, ReleaseRules, Site};
pub use document::{Fault, Issue};
pub use id::{ConsultationId, DepartmentId, OptionId, QuestionId, SiteId, StatementId};
pub use locale::Lang;
pub use margins::Margins;
pub use page::{Origin, PageAddress};
pub use personal::Personal;
pub use problem::Problem;
pub use question::{Condition, Kind, Question};
pub use questionnaire::Questionnaire;
pub use receipt::{IdempotencyKey, Receipt};
pub use region::Region;
pub use showing::Notice;
pub use start::Start;
pub use submission::{Rejection, Submission};
pub use text::Text;
pub use time::{Day, Timestamp};
