//! The page of a department's audit log.

use super::controls::pager;
use super::department::clock;
use super::frame::{Department, frame};
use contract::Timestamp;
use contract::audit::{Action, Actor, Entry};
use maud::{Markup, html};

/// A part of the log as the page shows it.
pub(crate) struct Log<'a> {
    /// The newest first.
    pub(crate) entries: Vec<&'a Entry>,
    /// How many entries the whole log has.
    pub(crate) count: u64,
    /// The hash of its last entry.
    pub(crate) hash: &'a str,
    /// The number before which the next page begins, where there is one.
    pub(crate) older: Option<u64>,
    /// Whether this is a later page.
    pub(crate) paged: bool,
    pub(crate) now: Timestamp,
}

/// The page.
pub(crate) fn log(department: &Department, log: &Log<'_>, assets: &str) -> String {
    let home = format!("/d/{}/log", department.id);
    let older = log.older.map(|number| format!("{home}?before={number}"));
    let main = html! {
        h1 { "Audit log" }
        p { "What was done for " (department.name) ", and by whom. It holds no answer. Entries are added and never changed; each is chained to the one before it by its hash." }
        @if log.entries.is_empty() {
            p { "Nothing is in it" @if log.paged { " before this" } "." }
        } @else {
            ol.log {
                @for entry in &log.entries { li { (line(entry)) } }
            }
        }
        (pager("Entries", log.paged.then_some(home.as_str()), older.as_deref()))
        section.onward {
            h2 { "Keep it honest" }
            p { "Note the log’s head elsewhere from time to time: a chain shows what was changed in it, and only its head shows that its end was cut off." }
            p { "Head as of " (clock(log.now)) ":" br; code { (log.count) ":" (log.hash) } }
            ul { li { a href={ "/v1/departments/" (department.id) "/audit.jsonl" } { "The whole log (JSON Lines)" } } }
            p.quiet { "Who has the file verifies it with " code { "cargo xtask audit FILE --department " (department.id) " --head COUNT:HASH" } "." }
        }
    };
    frame(department, &format!("Audit log – {}", department.name), &[], main, assets)
}

fn line(entry: &Entry) -> Markup {
    html! {
        p {
            strong { (words(entry.action)) }
            @if !entry.subject.is_empty() { " " code { (entry.subject) } }
            @if !entry.detail.is_empty() { " – " (entry.detail) }
        }
        p.quiet {
            (entry.number) ". " (clock(entry.at)) ", "
            @match &entry.by {
                Actor::Deployment => "by the deployment",
                Actor::Token { id, name } => { "by " (name) " (token " code { (id) } ")" }
                Actor::Person { email } => { "by " (email) }
            }
        }
    }
}

fn words(action: Action) -> &'static str {
    match action {
        Action::ConsultationPut => "Wrote the consultation",
        Action::DraftMade => "Began the draft",
        Action::DraftSubmitted => "Submitted the draft",
        Action::DraftApproved => "Approved the draft",
        Action::DraftReturned => "Returned the draft",
        Action::DraftDeleted => "Deleted the draft",
        Action::ConsultationOpened => "Opened the consultation",
        Action::ConsultationClosed => "Closed the consultation",
        Action::ConsultationArchived => "Archived the consultation",
        Action::MarginsPut => "Declared margins for",
        Action::OutcomeWritten => "Wrote the outcome of",
        Action::OutcomeApproved => "Approved the outcome of",
        Action::ReplyWritten => "Wrote the reply",
        Action::ReplyApproved => "Approved and signed the reply",
        Action::ReplyWithdrawn => "Withdrew the reply",
        Action::ReplyKeyMade => "Made the key",
        Action::ReplyKeyRevoked => "Revoked the key",
        Action::ReleaseMade => "Made the next release of",
        Action::SiteLinkMade => "Made a link to the figures of a site of",
        Action::SiteLinkRevoked => "Revoked a link to the figures of a site of",
        Action::ShardsRaised => "Gave more shards to the ledger of",
        Action::ArchiveMade => "Made an archive of",
        Action::ArchiveImported => "Took in",
        Action::ResponsesExported => "Exported the responses of",
        Action::ResponsesRead => "Read responses of",
        Action::TokenMade => "Made the token",
        Action::TokenRevoked => "Revoked the token",
        Action::TokenRefused => "Was refused with the token",
        Action::DeploymentTokenChanged => "Changed the token",
        Action::SignedIn => "Signed in",
    }
}
