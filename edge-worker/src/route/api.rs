//! The routes of the API.

use super::names::{identifier, named_reply, public, receipt, release, reply, token};
use super::{NoRoute, Route, embedding};
use crate::published::version_of;
use crate::texts::wire::Place;
use contract::{ConsultationId, DepartmentId, Problem};

impl Route {
    /// Those below `/v1`.
    pub(super) fn api(segments: &[&str]) -> Result<Vec<(&'static str, Self)>, NoRoute> {
        Ok(match segments {
            ["embed.js"] => vec![("GET", Self::Loader)],
            ["frame.js"] => vec![("GET", Self::Resizer)],
            [file] if version_of(file).is_some() => {
                vec![("GET", Self::PinnedLoader(version_of(file).unwrap_or_default().to_owned()))]
            }
            ["assets", hash, name] => vec![("GET", Self::Asset((*hash).to_owned(), (*name).to_owned()))],
            ["consultations", id] => vec![("GET", Self::Definition(public(id)?))],
            // The loader asks for whatever its element names.
            ["consultations", text, "form"] if named_reply(text).is_some() => {
                vec![("GET", Self::ReplyForm(reply(text)?))]
            }
            ["consultations", id, "form"] => vec![("GET", Self::Form(public(id)?))],
            ["consultations", id, "card.png"] => vec![("GET", Self::Card(public(id)?))],
            ["consultations", id, "start"] => vec![("GET", Self::Start(public(id)?))],
            ["consultations", id, "challenge"] => vec![("GET", Self::Challenge(public(id)?))],
            ["consultations", id, "releases"] => vec![("GET", Self::Releases(public(id)?))],
            ["consultations", id, "releases", "latest"] => vec![("GET", Self::LatestRelease(public(id)?))],
            ["consultations", id, "releases.html"] => vec![("GET", Self::ReleasesPage(public(id)?))],
            ["consultations", id, "releases.atom"] => vec![("GET", Self::ReleasesFeed(public(id)?))],
            ["consultations", id, "releases.jsonld"] => vec![("GET", Self::ReleasesCatalogue(public(id)?))],
            ["consultations", id, "releases", file] => vec![("GET", Self::release(public(id)?, file)?)],
            ["consultations", id, "releases", name, "datapackage.json"] => {
                vec![("GET", Self::ReleasePackage(public(id)?, release(name)?))]
            }
            ["consultations", id, "outcome"] => vec![("GET", Self::Outcome(public(id)?))],
            ["consultations", id, "revisions"] => vec![("GET", Self::Revisions(public(id)?))],
            ["consultations", id, "revisions", number] => {
                vec![("GET", Self::Revision(public(id)?, number.parse().map_err(|_| Problem::WrongRevision)?))]
            }
            ["consultations", id, "responses"] => {
                let id = public(id)?;
                vec![("POST", Self::Respond(id.clone())), ("OPTIONS", Self::PreflightRespond(id))]
            }
            ["replies", text, "form"] => vec![("GET", Self::ReplyForm(reply(text)?))],
            ["replies", text] => match text.split_once('.') {
                None => {
                    let id = reply(text)?;
                    vec![("GET", Self::Reply(id.clone())), ("POST", Self::ReplyCompare(id))]
                }
                Some((text, "html")) => vec![("GET", Self::ReplyPage(reply(text)?))],
                Some((text, "json")) => vec![("GET", Self::ReplyFile(reply(text)?))],
                Some(_) => return Err(Problem::UnknownReply.into()),
            },
            ["sites", text] => vec![("GET", Self::SiteFigures(embedding::site_link(text)?))],
            ["receipts", text] => {
                let receipt = receipt(text)?;
                vec![
                    ("GET", Self::ReadReceipt(receipt.clone())),
                    ("PUT", Self::ChangeReceipt(receipt.clone())),
                    ("DELETE", Self::WithdrawReceipt(receipt.clone())),
                    ("OPTIONS", Self::PreflightReceipt(receipt)),
                ]
            }
            ["departments", department, "consultations", rest @ ..] => {
                let department = identifier(department, DepartmentId::parse)?;
                match rest {
                    [] => vec![("GET", Self::Consultations(department))],
                    [id, rest @ ..] => Self::authoring(department, identifier(id, ConsultationId::parse)?, rest)?,
                }
            }
            ["departments", department, "drafts", rest @ ..] => {
                Self::drafting(identifier(department, DepartmentId::parse)?, rest)?
            }
            ["departments", department, rest @ ..] => {
                Self::keeping(identifier(department, DepartmentId::parse)?, rest)?
            }
            _ => return Err(Problem::NotFound.into()),
        })
    }

    /// A release by its number, or one of its files.
    fn release(id: ConsultationId, file: &str) -> Result<Self, NoRoute> {
        Ok(match file.split_once('.') {
            None => Self::Release(id, file.parse().map_err(|_| Problem::UnknownRelease)?),
            Some((name, "html")) => Self::ReleasePage(id, release(name)?),
            Some((name, "json")) => Self::ReleaseJson(id, release(name)?),
            Some((name, "csv")) => Self::ReleaseCsv(id, release(name)?),
            Some((name, "ods")) => Self::ReleaseOds(id, release(name)?),
            Some(_) => return Err(Problem::UnknownRelease.into()),
        })
    }

    /// A department's tokens, its audit log, its replies and the keys that sign them.
    fn keeping(department: DepartmentId, segments: &[&str]) -> Result<Vec<(&'static str, Self)>, NoRoute> {
        Ok(match segments {
            ["tokens"] => vec![("GET", Self::Tokens(department.clone())), ("POST", Self::MakeToken(department))],
            ["tokens", id] => vec![("DELETE", Self::RevokeToken(department, token(id)?))],
            ["replies"] => vec![("GET", Self::Replies(department.clone())), ("POST", Self::MakeReply(department))],
            ["replies", text] => {
                let id = reply(text)?;
                vec![
                    ("GET", Self::ReadReply(department.clone(), id.clone())),
                    ("PUT", Self::WriteReply(department.clone(), id.clone())),
                    ("DELETE", Self::WithdrawReply(department, id)),
                ]
            }
            ["replies", text, "approve"] => vec![("POST", Self::ApproveReply(department, reply(text)?))],
            ["keys"] => vec![("GET", Self::Keys(department.clone())), ("POST", Self::RotateKey(department))],
            ["keys", kid] => vec![("DELETE", Self::RevokeKey(department, (*kid).to_owned()))],
            ["audit"] => vec![("GET", Self::Audit(department))],
            ["audit.jsonl"] => vec![("GET", Self::AuditFile(department))],
            _ => return Err(Problem::NotFound.into()),
        })
    }

    /// What is being written, and its way to approval.
    fn drafting(department: DepartmentId, segments: &[&str]) -> Result<Vec<(&'static str, Self)>, NoRoute> {
        let [id, step @ ..] = segments else { return Ok(vec![("GET", Self::Drafts(department))]) };
        let id = identifier(id, ConsultationId::parse)?;
        Ok(match step {
            [] => vec![
                ("GET", Self::ReadDraft(department.clone(), id.clone())),
                ("PUT", Self::WriteDraft(department.clone(), id.clone())),
                ("DELETE", Self::RemoveDraft(department, id)),
            ],
            ["review"] => vec![("GET", Self::ReviewDraft(department, id))],
            ["submit"] => vec![("POST", Self::SubmitDraft(department, id))],
            ["approve"] => vec![("POST", Self::ApproveDraft(department, id))],
            ["return"] => vec![("POST", Self::ReturnDraft(department, id))],
            _ => return Err(Problem::NotFound.into()),
        })
    }

    fn authoring(
        department: DepartmentId,
        id: ConsultationId,
        segments: &[&str],
    ) -> Result<Vec<(&'static str, Self)>, NoRoute> {
        Ok(match segments {
            [] => vec![("GET", Self::Read(department.clone(), id.clone())), ("PUT", Self::Put(department, id))],
            ["open"] => vec![("POST", Self::Open(department, id))],
            ["close"] => vec![("POST", Self::Close(department, id))],
            ["archive"] => vec![("POST", Self::Archive(department, id))],
            ["shards"] => {
                vec![("GET", Self::Shards(department.clone(), id.clone())), ("POST", Self::Raise(department, id))]
            }
            ["recount"] => vec![("POST", Self::Recount(department, id))],
            ["revisions", number] => {
                let number = number.parse().map_err(|_| Problem::WrongRevision)?;
                vec![("GET", Self::OwnRevision(department, id, number))]
            }
            ["outcome"] => vec![
                ("GET", Self::ReadOutcome(department.clone(), id.clone())),
                ("PUT", Self::WriteOutcome(department, id)),
            ],
            ["outcome", "approve"] => vec![("POST", Self::ApproveOutcome(department, id))],
            ["releases"] => vec![("POST", Self::MakeRelease(department, id))],
            ["summary"] => vec![("GET", Self::Summary(department, id))],
            ["cross.csv"] => vec![("GET", Self::CrossTable(department, id))],
            ["margins"] => vec![
                ("GET", Self::Margins(department.clone(), id.clone())),
                ("PUT", Self::PutMargins(department.clone(), id.clone())),
                ("DELETE", Self::RemoveMargins(department, id)),
            ],
            ["weighted"] => vec![("GET", Self::Weighted(department, id))],
            ["responses"] => vec![("GET", Self::Responses(department, id))],
            ["responses", place, "tags"] => {
                vec![("PUT", Self::PutTags(department, id, Place::parse(place).ok_or(Problem::UnknownResponse)?))]
            }
            ["texts"] => vec![("GET", Self::Texts(department, id))],
            ["campaigns"] => vec![("GET", Self::Campaigns(department, id))],
            ["links", ..] => Self::linking(department, id, segments)?,
            ["export.csv"] => vec![("GET", Self::Export(department, id))],
            ["archive.tar.gz"] => vec![("GET", Self::ArchiveFile(department, id))],
            ["import"] => vec![("POST", Self::Import(department, id))],
            ["export.ods"] => vec![("GET", Self::ExportOds(department, id))],
            ["data", file] => {
                let name = file.strip_suffix(".csv").ok_or(Problem::NotFound)?;
                vec![("GET", Self::Data(department, id, name.to_owned()))]
            }
            _ => return Err(Problem::NotFound.into()),
        })
    }
}
