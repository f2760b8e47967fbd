//! The routes of what a department's pages say of embedding a consultation.

use super::{NoRoute, Route};
use crate::access::{SiteLink, TokenId};
use contract::{ConsultationId, DepartmentId, Problem};

impl Route {
    /// Those below a consultation's pages.
    pub(super) fn embedding(
        department: DepartmentId,
        id: ConsultationId,
        segments: &[&str],
    ) -> Result<Vec<(&'static str, Self)>, NoRoute> {
        Ok(match segments {
            ["embed"] => vec![("GET", Self::EmbedPage(department, id))],
            ["embed", "preview"] => vec![("GET", Self::EmbedPreview(department, id))],
            ["embed", "qr.svg"] => vec![("GET", Self::EmbedCode(department, id))],
            ["check"] => vec![
                ("GET", Self::CheckPage(department.clone(), id.clone())),
                ("POST", Self::CheckSend(department, id)),
            ],
            ["links"] => vec![
                ("GET", Self::LinksPage(department.clone(), id.clone())),
                ("POST", Self::LinksSend(department, id)),
            ],
            ["links", name] => vec![("POST", Self::LinkSend(department, id, link(name)?))],
            _ => return Err(Problem::NotFound.into()),
        })
    }

    /// The calls for the links of site owners.
    pub(super) fn linking(
        department: DepartmentId,
        id: ConsultationId,
        segments: &[&str],
    ) -> Result<Vec<(&'static str, Self)>, NoRoute> {
        Ok(match segments {
            ["links"] => {
                vec![("GET", Self::Links(department.clone(), id.clone())), ("POST", Self::MakeLink(department, id))]
            }
            ["links", name] => vec![("DELETE", Self::RevokeLink(department, id, link(name)?))],
            _ => return Err(Problem::NotFound.into()),
        })
    }
}

/// A link that somebody has: what none can be is one that is not there.
pub(super) fn site_link(text: &str) -> Result<SiteLink, NoRoute> {
    SiteLink::parse(text).ok_or(Problem::UnknownLink.into())
}

/// A link that somebody names.
fn link(name: &str) -> Result<TokenId, NoRoute> {
    TokenId::parse(name).ok_or(Problem::UnknownLink.into())
}
