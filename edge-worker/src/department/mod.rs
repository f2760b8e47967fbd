//! What a department does: writes and runs its consultations, reads their figures and responses, says what became of them,
//! gives out tokens and reads its audit log, as calls and as pages.

pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod author;
pub(crate) mod draft_pages;
pub(crate) mod drafts;
pub(crate) mod embed;
pub(crate) mod explore;
pub(crate) mod export;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod outcome;
pub(crate) mod pages;
pub(crate) mod releases;
pub(crate) mod replies;
pub(crate) mod review;
pub(crate) mod revisions;
pub(crate) mod sign_in;
pub(crate) mod state;
pub(crate) mod studio;
mod table;
pub(crate) mod texts;
pub(crate) mod tokens;
pub(crate) mod weighting;

use crate::cache::{self, Known};
use crate::reply::Refused;
use contract::{ConsultationId, DepartmentId, Problem};
use std::rc::Rc;
use worker::Env;

/// The newest version of a department's own consultation. Another's is one that is not there.
async fn own(env: &Env, department: &DepartmentId, id: &ConsultationId) -> Result<Rc<Known>, Refused> {
    let known = cache::newest(env, id).await?;
    if known.record.department() == department { Ok(known) } else { Err(Problem::UnknownConsultation.into()) }
}
