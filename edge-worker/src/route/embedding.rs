//! The routes of what a department's pages say of embedding a consultation.

use super::{NoRoute, Route};
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
            _ => return Err(Problem::NotFound.into()),
        })
    }
}
