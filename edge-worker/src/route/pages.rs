//! The routes of a department's pages.

use super::names::{draft, identifier, public, reply, token};
use super::{NoRoute, Route};
use contract::{ConsultationId, DepartmentId, Problem};

impl Route {
    /// Those below `/d/{department}`.
    pub(super) fn pages(department: &DepartmentId, segments: &[&str]) -> Result<Vec<(&'static str, Self)>, NoRoute> {
        let department = department.clone();
        Ok(match segments {
            [] => vec![("GET", Self::DepartmentPage(department))],
            // Before the consultations: one named `sign-in`, `tokens`, `replies`, `drafts` and the like has no page. None is lost by it but
            // the page.
            ["sign-in"] => vec![("GET", Self::SignInPage(department.clone())), ("POST", Self::SignIn(department))],
            ["sign-out"] => vec![("POST", Self::SignOut(department))],
            ["tokens"] => vec![("GET", Self::TokensPage(department.clone())), ("POST", Self::TokensSend(department))],
            ["tokens", id] => {
                let id = token(id)?;
                vec![
                    ("GET", Self::TokenPage(department.clone(), id.clone())),
                    ("POST", Self::TokenSend(department, id)),
                ]
            }
            ["replies"] => {
                vec![("GET", Self::RepliesPage(department.clone())), ("POST", Self::RepliesSend(department))]
            }
            ["replies", text] => {
                let id = reply(text)?;
                vec![
                    ("GET", Self::ReplyDraft(department.clone(), id.clone())),
                    ("POST", Self::ReplySend(department, id)),
                ]
            }
            ["replies", text, "approve"] => vec![("POST", Self::ReplyApprove(department, reply(text)?))],
            ["replies", text, "withdraw"] => vec![("POST", Self::ReplyWithdraw(department, reply(text)?))],
            ["keys"] => vec![("GET", Self::KeysPage(department.clone())), ("POST", Self::KeysSend(department))],
            ["keys", kid] => vec![("POST", Self::KeySend(department, (*kid).to_owned()))],
            ["log"] => vec![("GET", Self::AuditPage(department))],
            ["studio"] => vec![("GET", Self::StudioPage(department))],
            // No consultation has that name.
            ["studio", "_preview"] => {
                vec![("GET", Self::PreviewFrame(department.clone())), ("POST", Self::Preview(department))]
            }
            ["studio", "_import"] => vec![("POST", Self::StudioImport(department))],
            ["studio", "_yaml"] => vec![("POST", Self::StudioYaml(department))],
            ["studio", id] => vec![("GET", Self::StudioDraft(department, identifier(id, ConsultationId::parse)?))],
            ["drafts"] => vec![("GET", Self::DraftsPage(department.clone())), ("POST", Self::DraftsSend(department))],
            ["drafts", id] => vec![("GET", Self::DraftPage(department, draft(id)?))],
            ["drafts", id, "submit"] => vec![("POST", Self::DraftSubmitSend(department, draft(id)?))],
            ["drafts", id, "approve"] => vec![("POST", Self::DraftApproveSend(department, draft(id)?))],
            ["drafts", id, "return"] => vec![("POST", Self::DraftReturnSend(department, draft(id)?))],
            ["drafts", id, "delete"] => vec![("POST", Self::DraftRemoveSend(department, draft(id)?))],
            [id] => vec![("GET", Self::FiguresPage(department, public(id)?))],
            [id, "revisions"] => vec![("GET", Self::RevisionsPage(department, public(id)?))],
            [id, "embed" | "check" | "links", ..] => Self::embedding(department, public(id)?, &segments[1..])?,
            [id, "weighting"] => {
                let id = public(id)?;
                vec![
                    ("GET", Self::WeightingPage(department.clone(), id.clone())),
                    ("POST", Self::WeightingSend(department, id)),
                ]
            }
            [id, "explore"] => vec![("GET", Self::ExplorePage(department, public(id)?))],
            [id, "texts"] => {
                let id = public(id)?;
                vec![
                    ("GET", Self::TextsPage(department.clone(), id.clone())),
                    ("POST", Self::TextsSend(department, id)),
                ]
            }
            [id, "outcome"] => {
                let id = public(id)?;
                vec![
                    ("GET", Self::OutcomeDraft(department.clone(), id.clone())),
                    ("POST", Self::OutcomeSend(department, id)),
                ]
            }
            [id, "outcome", "approve"] => vec![("POST", Self::OutcomeApprove(department, public(id)?))],
            [id, "exports"] => vec![("GET", Self::ExportsPage(department, public(id)?))],
            [id, "state"] => {
                let id = identifier(id, ConsultationId::parse)?;
                vec![
                    ("GET", Self::StatePage(department.clone(), id.clone())),
                    ("POST", Self::StateSend(department, id)),
                ]
            }
            [id, "releases"] => {
                let id = public(id)?;
                vec![
                    ("GET", Self::OwnReleasesPage(department.clone(), id.clone())),
                    ("POST", Self::OwnReleasesSend(department, id)),
                ]
            }
            _ => return Err(Problem::NotFound.into()),
        })
    }
}
