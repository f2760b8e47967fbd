//! What each route needs: the one place where it is decided. The table for people is `docs/access.md`; a test here holds
//! the two against each other, and one on workerd holds every reply against it.

use super::Role;
use crate::route::Route;
use contract::DepartmentId;

/// What a route needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rule<'a> {
    /// Nothing, or what it decides for itself: by an origin, a receipt, a key.
    Anyone,
    /// Nothing, but that a page of ours posted it.
    OurForm,
    /// A role in a department.
    Role(&'a DepartmentId, Role, Door),
}

/// How somebody comes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Door {
    /// By a token in the header `Authorization` alone: what changes something by the API, which no forged form can do.
    Call,
    /// By that, or as a page's reader: what only reads, and pages link to.
    Read,
    /// The same; who may not come in is led to where they sign in.
    Page,
    /// The same, and a page of ours posted it: what a browser adds by itself proves nobody's will.
    Form,
    /// By a token, or as a page's reader where a page of ours sent it: what a script of our pages changes by the API.
    Ours,
}

/// What a route needs.
pub(crate) fn rule(route: &Route) -> Rule<'_> {
    use Role::{Admin, Analyst, Publisher, Viewer};
    match route {
        Route::Home
        | Route::OpenApi
        | Route::Security
        | Route::Robots
        | Route::Health
        | Route::Loader
        | Route::Resizer
        | Route::OEmbed
        | Route::Framed(_)
        | Route::Card(_)
        | Route::Transparency(_)
        | Route::TransparencyFile(_)
        | Route::PinnedLoader(_)
        | Route::SitePage(_)
        | Route::SiteFigures(_)
        | Route::Asset(..)
        | Route::Icon
        | Route::Problems
        | Route::ProblemPage(_)
        | Route::Docs
        | Route::DocsPage(_)
        | Route::DocsSearch
        | Route::DocsPicture(_)
        | Route::Definition(_)
        | Route::Revisions(_)
        | Route::Revision(..)
        | Route::Form(_)
        | Route::Start(_)
        | Route::Releases(_)
        | Route::LatestRelease(_)
        | Route::Release(..)
        | Route::ReleasesPage(_)
        | Route::ReleasesFeed(_)
        | Route::ReleasesCatalogue(_)
        | Route::ReleasePage(..)
        | Route::ReleaseJson(..)
        | Route::ReleaseCsv(..)
        | Route::ReleaseOds(..)
        | Route::ReleasePackage(..)
        | Route::Challenge(_)
        | Route::Respond(_)
        | Route::PreflightRespond(_)
        | Route::Outcome(_)
        | Route::OutcomePage(_)
        | Route::Reply(_)
        | Route::ReplyPage(_)
        | Route::ReplyFile(_)
        | Route::ReplyCompare(_)
        | Route::ReplyForm(_)
        | Route::ReplyKeys
        | Route::ReadReceipt(_)
        | Route::ChangeReceipt(_)
        | Route::WithdrawReceipt(_)
        | Route::PreflightReceipt(_)
        | Route::HostedForm(_)
        | Route::HostedSend(_)
        | Route::ReceiptPage(_)
        | Route::ReceiptSend(_)
        | Route::ReceiptWithdraw(_)
        | Route::SignInPage(_) => Rule::Anyone,

        Route::SignIn(_) | Route::SignOut(_) => Rule::OurForm,

        Route::Consultations(own) | Route::Read(own, _) | Route::Shards(own, _) | Route::ReadOutcome(own, _) => {
            Rule::Role(own, Viewer, Door::Call)
        }
        Route::Summary(own, _)
        | Route::Data(own, ..)
        | Route::CrossTable(own, _)
        | Route::Margins(own, _)
        | Route::Weighted(own, _) => Rule::Role(own, Viewer, Door::Read),
        Route::DepartmentPage(own)
        | Route::FiguresPage(own, _)
        | Route::ExplorePage(own, _)
        | Route::OutcomeDraft(own, _)
        | Route::OwnReleasesPage(own, _)
        | Route::StatePage(own, _)
        | Route::WeightingPage(own, _) => Rule::Role(own, Viewer, Door::Page),
        Route::EmbedPage(own, _) | Route::EmbedPreview(own, _) | Route::CheckPage(own, _) => {
            Rule::Role(own, Viewer, Door::Page)
        }
        Route::EmbedCode(own, _) => Rule::Role(own, Viewer, Door::Read),
        Route::LinksPage(own, _) => Rule::Role(own, Publisher, Door::Page),
        Route::LinksSend(own, _) | Route::LinkSend(own, ..) => Rule::Role(own, Publisher, Door::Form),
        Route::Links(own, _) | Route::MakeLink(own, _) | Route::RevokeLink(own, ..) => {
            Rule::Role(own, Publisher, Door::Call)
        }
        Route::CheckSend(own, _) => Rule::Role(own, Viewer, Door::Form),
        Route::WeightingSend(own, _) => Rule::Role(own, Publisher, Door::Form),

        Route::Responses(own, _)
        | Route::Texts(own, _)
        | Route::Campaigns(own, _)
        | Route::PutTags(own, ..)
        | Route::WriteOutcome(own, _) => Rule::Role(own, Analyst, Door::Call),
        Route::TextsPage(own, _) | Route::ExportsPage(own, _) => Rule::Role(own, Analyst, Door::Page),
        Route::TextsSend(own, _) | Route::OutcomeSend(own, _) => Rule::Role(own, Analyst, Door::Form),
        Route::Export(own, _) | Route::ExportOds(own, _) => Rule::Role(own, Analyst, Door::Read),

        Route::Put(own, _)
        | Route::PutMargins(own, _)
        | Route::RemoveMargins(own, _)
        | Route::Open(own, _)
        | Route::Close(own, _)
        | Route::Archive(own, _)
        | Route::Raise(own, _)
        | Route::Recount(own, _)
        | Route::MakeRelease(own, _)
        | Route::ApproveOutcome(own, _) => Rule::Role(own, Publisher, Door::Call),
        Route::OutcomeApprove(own, _) | Route::OwnReleasesSend(own, _) | Route::StateSend(own, _) => {
            Rule::Role(own, Publisher, Door::Form)
        }

        Route::StudioPage(own) | Route::StudioDraft(own, _) | Route::PreviewFrame(own) => {
            Rule::Role(own, Analyst, Door::Page)
        }
        Route::Preview(own) | Route::StudioImport(own) | Route::StudioYaml(own) => Rule::Role(own, Analyst, Door::Form),
        Route::DraftsPage(own) | Route::DraftPage(own, _) | Route::RevisionsPage(own, _) => {
            Rule::Role(own, Viewer, Door::Page)
        }
        Route::DraftsSend(own) | Route::DraftSubmitSend(own, _) | Route::DraftRemoveSend(own, _) => {
            Rule::Role(own, Analyst, Door::Form)
        }
        Route::DraftApproveSend(own, _) | Route::DraftReturnSend(own, _) => Rule::Role(own, Publisher, Door::Form),
        Route::Drafts(own) | Route::ReadDraft(own, _) | Route::ReviewDraft(own, _) | Route::OwnRevision(own, ..) => {
            Rule::Role(own, Viewer, Door::Read)
        }
        Route::WriteDraft(own, _) | Route::RemoveDraft(own, _) | Route::SubmitDraft(own, _) => {
            Rule::Role(own, Analyst, Door::Ours)
        }
        Route::ApproveDraft(own, _) | Route::ReturnDraft(own, _) => Rule::Role(own, Publisher, Door::Ours),

        Route::Replies(own) | Route::ReadReply(own, _) => Rule::Role(own, Viewer, Door::Call),
        Route::RepliesPage(own) | Route::ReplyDraft(own, _) => Rule::Role(own, Viewer, Door::Page),
        Route::MakeReply(own) | Route::WriteReply(own, _) => Rule::Role(own, Analyst, Door::Call),
        Route::RepliesSend(own) | Route::ReplySend(own, _) => Rule::Role(own, Analyst, Door::Form),
        Route::ApproveReply(own, _) | Route::WithdrawReply(own, _) => Rule::Role(own, Publisher, Door::Call),
        Route::ReplyApprove(own, _) | Route::ReplyWithdraw(own, _) => Rule::Role(own, Publisher, Door::Form),
        Route::Keys(own) | Route::RotateKey(own) | Route::RevokeKey(own, _) => Rule::Role(own, Admin, Door::Call),
        Route::KeysPage(own) => Rule::Role(own, Admin, Door::Page),
        Route::KeysSend(own) | Route::KeySend(own, _) => Rule::Role(own, Admin, Door::Form),

        Route::Tokens(own) | Route::MakeToken(own) | Route::RevokeToken(own, _) | Route::Audit(own) => {
            Rule::Role(own, Admin, Door::Call)
        }
        Route::Import(own, _) => Rule::Role(own, Admin, Door::Call),
        Route::AuditFile(own) | Route::ArchiveFile(own, _) => Rule::Role(own, Admin, Door::Read),
        Route::TokensPage(own) | Route::TokenPage(own, _) | Route::AuditPage(own) => Rule::Role(own, Admin, Door::Page),
        Route::TokensSend(own) | Route::TokenSend(own, _) => Rule::Role(own, Admin, Door::Form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::RouteDiscriminants;
    use std::mem::discriminant;
    use strum::IntoEnumIterator;

    const DOCUMENT: &str = include_str!("../../../docs/access.md");

    /// The rows of the document's table: method, path, who, and how.
    fn rows() -> Vec<[&'static str; 4]> {
        let rows = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| {
            let mut cells = line.split('|').map(|cell| cell.trim().trim_matches('`'));
            let (method, path) = cells.next()?.split_once(' ')?;
            Some([method, path, cells.next()?, cells.next()?])
        });
        rows.collect()
    }

    fn route(method: &str, path: &str) -> Route {
        let path = path
            .replace("{dept}", "engagement")
            .replace("{id}", "maps")
            .replace("{receipt}", "maps.0.ABCDEFGHIJKLMNOPQRSTUQ")
            .replace("{token}", "ab2cd3ef")
            .replace("{response}", "0-1025")
            .replace("{draft}", "maps")
            .replace("{reply}", "K7QM-3XTA")
            .replace("{key}", "a-key")
            .replace("{site}", "a-forum")
            .replace("{number}", "1")
            .replace("{release}", "1")
            .replace("{problem}", "not-json")
            .replace("{hash}", "00ff")
            .replace("{table}", "days")
            .replace("{page}", "api")
            .replace("{picture}", "form.avif")
            .replace("{version}", "0.1.0")
            .replace("{link}", "ab2cd3ef")
            .replace("{site_link}", &format!("maps.ab2cd3ef.{}", "A".repeat(43)))
            .replace("{name}", "pages.css");
        Route::parse(method, &path).unwrap_or_else(|_| panic!("{method} {path} is no route"))
    }

    #[test]
    fn the_document_says_the_same() {
        let mut seen = Vec::new();
        for [method, path, who, how] in rows() {
            let route = route(method, path);
            let said = match rule(&route) {
                Rule::Anyone => ("anyone", ""),
                Rule::OurForm => ("anyone", "our form"),
                Rule::Role(_, role, door) => (
                    role.name(),
                    match door {
                        Door::Call => "token",
                        Door::Read => "token or page",
                        Door::Page => "page",
                        Door::Form => "our form",
                        Door::Ours => "token or our page",
                    },
                ),
            };
            assert_eq!((who, how), said, "{method} {path}");
            assert!(!seen.contains(&discriminant(&route)), "{method} {path} stands twice");
            seen.push(discriminant(&route));
        }
        assert_eq!(seen.len(), RouteDiscriminants::iter().count(), "routes without a row in docs/access.md");
    }

    #[test]
    fn what_changes_something_takes_no_credential_that_a_browser_adds() {
        for [method, path, ..] in rows() {
            let route = route(method, path);
            let Rule::Role(_, _, door) = rule(&route) else { continue };
            match method {
                "GET" => assert!(!matches!(door, Door::Form | Door::Ours), "{path}"),
                _ if path.starts_with("/v1/") => {
                    assert!(matches!(door, Door::Call | Door::Ours), "{method} {path}");
                }
                _ => assert_eq!(door, Door::Form, "{method} {path}"),
            }
        }
    }
}
