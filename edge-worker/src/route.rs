//! From method and path to what is asked: one closed list.

use crate::access::{SiteLink, TokenId};
use crate::published::version_of;
use crate::replies::ReplyId;
use crate::texts::wire::Place;
use contract::{ConsultationId, DepartmentId, Problem, Receipt, SiteId};

mod embedding;

/// Everything that can be asked of this Worker.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(test, derive(strum::EnumDiscriminants))]
#[cfg_attr(test, strum_discriminants(derive(strum::EnumIter), vis(pub(crate))))]
pub(crate) enum Route {
    /// What this is.
    Home,
    /// The API's description.
    OpenApi,
    /// Whom to tell of a weakness.
    Security,
    /// What crawlers may read.
    Robots,
    /// Whether it is up.
    Health,
    /// The loader.
    Loader,
    /// What gives frames their height.
    Resizer,
    /// The loader of one version.
    PinnedLoader(String),
    /// A built asset: its build's hash, its name.
    Asset(String, String),
    /// The public definition.
    Definition(ConsultationId),
    /// The form for the loader.
    Form(ConsultationId),
    /// What a pasted link is shown as.
    OEmbed,
    /// The form in a frame.
    Framed(ConsultationId),
    /// The card that stands for a consultation elsewhere.
    Card(ConsultationId),
    /// What a site's form loads, stores and sends.
    Transparency(SiteId),
    /// The same for programs.
    TransparencyFile(SiteId),
    /// What the application starts with.
    Start(ConsultationId),
    /// A challenge to solve.
    Challenge(ConsultationId),
    /// All releases.
    Releases(ConsultationId),
    /// The latest release.
    LatestRelease(ConsultationId),
    /// The release of a number.
    Release(ConsultationId, u32),
    /// What became of it.
    Outcome(ConsultationId),
    /// An official reply: JSON or its page.
    Reply(ReplyId),
    /// Its page.
    ReplyPage(ReplyId),
    /// The same as JSON.
    ReplyFile(ReplyId),
    /// A text that somebody read, to be compared with it.
    ReplyCompare(ReplyId),
    /// What the widget shows of it.
    ReplyForm(ReplyId),
    /// The keys that verify replies.
    ReplyKeys,
    /// The page of all releases.
    ReleasesPage(ConsultationId),
    /// The feed of all releases.
    ReleasesFeed(ConsultationId),
    /// What catalogues of data read of all releases.
    ReleasesCatalogue(ConsultationId),
    /// A release's page; the latest where no number is there, here and in all files.
    ReleasePage(ConsultationId, Option<u32>),
    /// The release under a file's name.
    ReleaseJson(ConsultationId, Option<u32>),
    /// It as a table.
    ReleaseCsv(ConsultationId, Option<u32>),
    /// It as a spreadsheet.
    ReleaseOds(ConsultationId, Option<u32>),
    /// What describes its table.
    ReleasePackage(ConsultationId, Option<u32>),
    /// An answer.
    Respond(ConsultationId),
    /// What a browser asks before it sends an answer from another origin.
    PreflightRespond(ConsultationId),
    /// What a receipt holds.
    ReadReceipt(Receipt),
    /// A changed answer.
    ChangeReceipt(Receipt),
    /// A withdrawal.
    WithdrawReceipt(Receipt),
    /// What a browser asks before it changes or withdraws from another origin.
    PreflightReceipt(Receipt),
    /// The hosted form.
    HostedForm(ConsultationId),
    /// The hosted form, sent.
    HostedSend(ConsultationId),
    /// The page of what became of it.
    OutcomePage(ConsultationId),
    /// A receipt's page.
    ReceiptPage(Receipt),
    /// A receipt's form, sent.
    ReceiptSend(Receipt),
    /// A receipt's withdrawal, confirmed.
    ReceiptWithdraw(Receipt),
    /// The mark, for a browser's tab.
    Icon,
    /// All types of problems.
    Problems,
    /// One type of problem.
    ProblemPage(Problem),
    /// The documentation's first page.
    Docs,
    /// A page of it, by its name.
    DocsPage(String),
    /// What of it has some words.
    DocsSearch,
    /// A picture in it, by its name.
    DocsPicture(String),
    /// A department's consultations.
    Consultations(DepartmentId),
    /// A consultation, written.
    Put(DepartmentId, ConsultationId),
    /// A consultation as its department sees it.
    Read(DepartmentId, ConsultationId),
    /// It is opened.
    Open(DepartmentId, ConsultationId),
    /// It is closed.
    Close(DepartmentId, ConsultationId),
    /// It is archived.
    Archive(DepartmentId, ConsultationId),
    /// What each shard of its ledger holds.
    Shards(DepartmentId, ConsultationId),
    /// Its ledger gets more shards.
    Raise(DepartmentId, ConsultationId),
    /// `POST /v1/departments/{department}/consultations/{id}/recount`
    Recount(DepartmentId, ConsultationId),
    /// Its next release is made.
    MakeRelease(DepartmentId, ConsultationId),
    /// Its figures.
    Summary(DepartmentId, ConsultationId),
    /// How the answers to two of its questions go together, as a table.
    CrossTable(DepartmentId, ConsultationId),
    /// The margins to which its answers are weighted.
    Margins(DepartmentId, ConsultationId),
    /// They are declared.
    PutMargins(DepartmentId, ConsultationId),
    /// They are taken away.
    RemoveMargins(DepartmentId, ConsultationId),
    /// The answers to a question, raw and weighted.
    Weighted(DepartmentId, ConsultationId),
    /// Its responses.
    Responses(DepartmentId, ConsultationId),
    /// What people wrote to one of its questions.
    Texts(DepartmentId, ConsultationId),
    /// What many of them sent together.
    Campaigns(DepartmentId, ConsultationId),
    /// The tags of a response.
    PutTags(DepartmentId, ConsultationId, Place),
    /// Its responses as a table.
    Export(DepartmentId, ConsultationId),
    /// The same as a spreadsheet.
    ExportOds(DepartmentId, ConsultationId),
    /// The whole of it as a file.
    ArchiveFile(DepartmentId, ConsultationId),
    /// Such a file, taken in.
    Import(DepartmentId, ConsultationId),
    /// What became of it, as its department has it.
    ReadOutcome(DepartmentId, ConsultationId),
    /// A version of that, written.
    WriteOutcome(DepartmentId, ConsultationId),
    /// A version, approved.
    ApproveOutcome(DepartmentId, ConsultationId),
    /// The page where it is written and approved.
    OutcomeDraft(DepartmentId, ConsultationId),
    /// Its form, sent: a version is written.
    OutcomeSend(DepartmentId, ConsultationId),
    /// Its other form, sent: a version is approved.
    OutcomeApprove(DepartmentId, ConsultationId),
    /// All revisions of what it asks.
    Revisions(ConsultationId),
    /// One of them, and how it differs from another.
    Revision(ConsultationId, u32),
    /// One of them as its department sees it.
    OwnRevision(DepartmentId, ConsultationId, u32),
    /// A department's drafts.
    Drafts(DepartmentId),
    /// A draft.
    ReadDraft(DepartmentId, ConsultationId),
    /// It is saved.
    WriteDraft(DepartmentId, ConsultationId),
    /// It is deleted.
    RemoveDraft(DepartmentId, ConsultationId),
    /// What is wrong with it, what it changes and what that means.
    ReviewDraft(DepartmentId, ConsultationId),
    /// It is submitted for approval.
    SubmitDraft(DepartmentId, ConsultationId),
    /// It is approved.
    ApproveDraft(DepartmentId, ConsultationId),
    /// It is returned.
    ReturnDraft(DepartmentId, ConsultationId),
    /// The page of a department's drafts.
    DraftsPage(DepartmentId),
    /// Its form, sent: a draft is begun.
    DraftsSend(DepartmentId),
    /// The page of one draft.
    DraftPage(DepartmentId, ConsultationId),
    /// It is submitted there.
    DraftSubmitSend(DepartmentId, ConsultationId),
    /// It is approved there.
    DraftApproveSend(DepartmentId, ConsultationId),
    /// It is returned there.
    DraftReturnSend(DepartmentId, ConsultationId),
    /// It is deleted there.
    DraftRemoveSend(DepartmentId, ConsultationId),
    /// The page of a consultation's revisions.
    RevisionsPage(DepartmentId, ConsultationId),
    /// A department's official replies.
    Replies(DepartmentId),
    /// A reply, written.
    MakeReply(DepartmentId),
    /// A reply as its department has it.
    ReadReply(DepartmentId, ReplyId),
    /// Another version of it.
    WriteReply(DepartmentId, ReplyId),
    /// A version, approved and signed.
    ApproveReply(DepartmentId, ReplyId),
    /// A signed one, withdrawn.
    WithdrawReply(DepartmentId, ReplyId),
    /// The keys that sign.
    Keys(DepartmentId),
    /// A new one.
    RotateKey(DepartmentId),
    /// One revoked.
    RevokeKey(DepartmentId, String),
    /// The page of a department's replies.
    RepliesPage(DepartmentId),
    /// Its form, sent: a reply is written.
    RepliesSend(DepartmentId),
    /// The page of one reply, for its department.
    ReplyDraft(DepartmentId, ReplyId),
    /// Its form, sent: another version.
    ReplySend(DepartmentId, ReplyId),
    /// Its other form, sent: a version is approved.
    ReplyApprove(DepartmentId, ReplyId),
    /// It is withdrawn there.
    ReplyWithdraw(DepartmentId, ReplyId),
    /// The page of the keys that sign.
    KeysPage(DepartmentId),
    /// Its form, sent: a key is made.
    KeysSend(DepartmentId),
    /// A key is revoked there.
    KeySend(DepartmentId, String),
    /// One table of figures, by its name.
    Data(DepartmentId, ConsultationId, String),
    /// The page of a department.
    DepartmentPage(DepartmentId),
    /// The page of a consultation's figures.
    FiguresPage(DepartmentId, ConsultationId),
    /// The page of some of its responses, and of two questions together.
    ExplorePage(DepartmentId, ConsultationId),
    /// The page of what people wrote.
    TextsPage(DepartmentId, ConsultationId),
    /// Its form, sent: a text is tagged.
    TextsSend(DepartmentId, ConsultationId),
    /// The page of its margins and weighted answers.
    WeightingPage(DepartmentId, ConsultationId),
    /// Its form, sent: margins are declared.
    WeightingSend(DepartmentId, ConsultationId),
    /// The page that makes its tag for a site.
    EmbedPage(DepartmentId, ConsultationId),
    /// A page with that tag, to stand in it.
    EmbedPreview(DepartmentId, ConsultationId),
    /// The code for print that leads to its form.
    EmbedCode(DepartmentId, ConsultationId),
    /// The page where a page is pasted that shows no form.
    CheckPage(DepartmentId, ConsultationId),
    /// Its form, sent: what is wrong.
    CheckSend(DepartmentId, ConsultationId),
    /// The page of the links by which site owners read their own figures.
    LinksPage(DepartmentId, ConsultationId),
    /// Its form, sent: a link is made.
    LinksSend(DepartmentId, ConsultationId),
    /// A link is revoked there.
    LinkSend(DepartmentId, ConsultationId, TokenId),
    /// These links.
    Links(DepartmentId, ConsultationId),
    /// One, made.
    MakeLink(DepartmentId, ConsultationId),
    /// One, revoked.
    RevokeLink(DepartmentId, ConsultationId, TokenId),
    /// A site's figures, by such a link.
    SiteFigures(SiteLink),
    /// Their page.
    SitePage(SiteLink),
    /// The page from which its responses are taken.
    ExportsPage(DepartmentId, ConsultationId),
    /// The page of its releases.
    OwnReleasesPage(DepartmentId, ConsultationId),
    /// Its form, sent: the next release is made.
    OwnReleasesSend(DepartmentId, ConsultationId),
    /// The page that asks which consultation is to be written.
    StudioPage(DepartmentId),
    /// The page on which it is written.
    StudioDraft(DepartmentId, ConsultationId),
    /// The frame in which a draft is tried out.
    PreviewFrame(DepartmentId),
    /// What it shows of a definition.
    Preview(DepartmentId),
    /// The page on which it is opened, closed and archived.
    StatePage(DepartmentId, ConsultationId),
    /// Its form, sent: a step is taken.
    StateSend(DepartmentId, ConsultationId),
    /// The page to sign in.
    SignInPage(DepartmentId),
    /// A token, sent from there.
    SignIn(DepartmentId),
    /// The end of it.
    SignOut(DepartmentId),
    /// A department's tokens.
    Tokens(DepartmentId),
    /// A token, made.
    MakeToken(DepartmentId),
    /// A token, revoked.
    RevokeToken(DepartmentId, TokenId),
    /// A part of a department's audit log.
    Audit(DepartmentId),
    /// All of it, as a file.
    AuditFile(DepartmentId),
    /// The page of a department's tokens.
    TokensPage(DepartmentId),
    /// Its form, sent: a token is made.
    TokensSend(DepartmentId),
    /// The page that asks before a token is revoked.
    TokenPage(DepartmentId, TokenId),
    /// Its form, sent: the token is revoked.
    TokenSend(DepartmentId, TokenId),
    /// The page of a department's audit log.
    AuditPage(DepartmentId),
}

/// No route: what the problem is, and which methods there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NoRoute {
    pub(crate) problem: Problem,
    pub(crate) allow: Option<String>,
}

impl From<Problem> for NoRoute {
    fn from(problem: Problem) -> Self {
        Self { problem, allow: None }
    }
}

impl Route {
    /// The route of a request. `HEAD` is `GET`; the runtime leaves the body out.
    pub(crate) fn parse(method: &str, path: &str) -> Result<Self, NoRoute> {
        let method = if method == "HEAD" { "GET" } else { method };
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        let table: Vec<(&str, Self)> = match segments.as_slice() {
            [""] => vec![("GET", Self::Home)],
            ["openapi.json"] => vec![("GET", Self::OpenApi)],
            ["healthz"] => vec![("GET", Self::Health)],
            [".well-known", "security.txt"] => vec![("GET", Self::Security)],
            [".well-known", "jwks.json"] => vec![("GET", Self::ReplyKeys)],
            ["robots.txt"] => vec![("GET", Self::Robots)],
            ["icon.svg"] => vec![("GET", Self::Icon)],
            ["problems"] => vec![("GET", Self::Problems)],
            ["docs"] => vec![("GET", Self::Docs)],
            ["docs", "search"] => vec![("GET", Self::DocsSearch)],
            ["docs", page] if !page.is_empty() => vec![("GET", Self::DocsPage((*page).to_owned()))],
            ["docs", "pictures", name] => vec![("GET", Self::DocsPicture((*name).to_owned()))],
            ["problems", slug] => vec![("GET", Self::ProblemPage(problem(slug)?))],
            // Where the loader's own link leads that shows a reply.
            ["f", text] if named_reply(text).is_some() => vec![("GET", Self::ReplyPage(reply(text)?))],
            ["f", id] => {
                let id = public(id)?;
                vec![("GET", Self::HostedForm(id.clone())), ("POST", Self::HostedSend(id))]
            }
            ["about", name] => match name.strip_suffix(".json") {
                Some(site) => vec![("GET", Self::TransparencyFile(identifier(site, SiteId::parse)?))],
                None => vec![("GET", Self::Transparency(identifier(name, SiteId::parse)?))],
            },
            ["oembed"] => vec![("GET", Self::OEmbed)],
            ["f", id, "frame"] => vec![("GET", Self::Framed(public(id)?))],
            ["f", id, "outcome"] => vec![("GET", Self::OutcomePage(public(id)?))],
            ["r", text] => {
                let receipt = receipt(text)?;
                vec![("GET", Self::ReceiptPage(receipt.clone())), ("POST", Self::ReceiptSend(receipt))]
            }
            ["r", text, "withdraw"] => vec![("POST", Self::ReceiptWithdraw(receipt(text)?))],
            ["s", text] => vec![("GET", Self::SitePage(embedding::site_link(text)?))],
            ["d", department, rest @ ..] => Self::pages(&identifier(department, DepartmentId::parse)?, rest)?,
            ["v1", rest @ ..] => Self::api(rest)?,
            _ => return Err(Problem::NotFound.into()),
        };
        let allow: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        let allow = allow.join(", ");
        let found = table.into_iter().find(|(name, _)| *name == method);
        found.map(|(_, route)| route).ok_or(NoRoute { problem: Problem::MethodNotAllowed, allow: Some(allow) })
    }

    fn api(segments: &[&str]) -> Result<Vec<(&'static str, Self)>, NoRoute> {
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

    fn pages(department: &DepartmentId, segments: &[&str]) -> Result<Vec<(&'static str, Self)>, NoRoute> {
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

/// The address that somebody meant who wrote one with a slash at its end, or percent-encoded where nothing asks for it
/// (RFC 3986 section 6.2.2.2): where that one has a route, and is not the same.
pub(crate) fn canonical(method: &str, path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let mut plain = String::with_capacity(path.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = bytes.get(index + 1..index + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        let encoded = hex.filter(|_| bytes[index] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
        match encoded.filter(unreserved) {
            Some(byte) => {
                plain.push(char::from(byte));
                index += 3;
            }
            None => {
                // The runtime's addresses are ASCII.
                plain.push(char::from(bytes[index]));
                index += 1;
            }
        }
    }
    let plain = match plain.trim_end_matches('/') {
        "" => "/",
        plain => plain,
    };
    // Only a path of this host: `//elsewhere` has no route.
    (plain != path && Route::parse(method, plain).is_ok()).then(|| plain.to_owned())
}

/// A consultation that a reader names: a name that none can have is one that is not there.
fn public(text: &str) -> Result<ConsultationId, NoRoute> {
    ConsultationId::parse(text).ok_or(Problem::UnknownConsultation.into())
}

/// A draft that somebody names: what none can be is one that is not there.
fn draft(text: &str) -> Result<ConsultationId, NoRoute> {
    ConsultationId::parse(text).ok_or(Problem::UnknownDraft.into())
}

/// A name that its author chooses: told what is wrong with it.
fn identifier<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, NoRoute> {
    parse(text).ok_or(Problem::IdentifierMalformed.into())
}

/// A release that a file's name begins with: its number, or `None` for the latest.
fn release(name: &str) -> Result<Option<u32>, NoRoute> {
    match name {
        "latest" => Ok(None),
        _ => name.parse().map(Some).map_err(|_| Problem::UnknownRelease.into()),
    }
}

fn receipt(text: &str) -> Result<Receipt, NoRoute> {
    Receipt::parse(text).ok_or(Problem::ReceiptMalformed.into())
}

/// A token that somebody names: what none can be is one that is not there.
fn token(text: &str) -> Result<TokenId, NoRoute> {
    TokenId::parse(text).ok_or(Problem::UnknownToken.into())
}

/// A reply that somebody names: what none can be is one that is not there.
fn reply(text: &str) -> Result<ReplyId, NoRoute> {
    ReplyId::parse(text).ok_or(Problem::UnknownReply.into())
}

/// A reply in the place of a consultation: no name of a consultation has a capital letter.
fn named_reply(text: &str) -> Option<ReplyId> {
    ReplyId::parse(text).filter(|_| ConsultationId::parse(text).is_none())
}

fn problem(slug: &str) -> Result<Problem, NoRoute> {
    Problem::ALL.iter().copied().find(|problem| problem.slug() == slug).ok_or(Problem::NotFound.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes() {
        let (d, c) = (|| DepartmentId::parse("engagement").unwrap(), || ConsultationId::parse("mapping-data").unwrap());
        let r = || Receipt::parse("mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ").unwrap();
        let t = || TokenId::parse("ab2cd3ef").unwrap();
        let s = || ReplyId::parse("K7QM-3XTA").unwrap();
        for (method, path, route) in [
            ("GET", "/", Route::Home),
            ("GET", "/healthz", Route::Health),
            ("GET", "/v1/embed.js", Route::Loader),
            ("HEAD", "/v1/embed.js", Route::Loader),
            ("GET", "/v1/embed-0.1.0.js", Route::PinnedLoader("0.1.0".to_owned())),
            ("GET", "/d/engagement/mapping-data/embed", Route::EmbedPage(d(), c())),
            ("GET", "/d/engagement/mapping-data/embed/preview", Route::EmbedPreview(d(), c())),
            ("GET", "/d/engagement/mapping-data/embed/qr.svg", Route::EmbedCode(d(), c())),
            ("POST", "/d/engagement/mapping-data/check", Route::CheckSend(d(), c())),
            ("GET", "/d/engagement/mapping-data/links", Route::LinksPage(d(), c())),
            ("POST", "/d/engagement/mapping-data/links/ab2cd3ef", Route::LinkSend(d(), c(), t())),
            (
                "DELETE",
                "/v1/departments/engagement/consultations/mapping-data/links/ab2cd3ef",
                Route::RevokeLink(d(), c(), t()),
            ),
            (
                "GET",
                "/s/mapping-data.ab2cd3ef.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                Route::SitePage(
                    SiteLink::parse("mapping-data.ab2cd3ef.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap(),
                ),
            ),
            ("GET", "/v1/assets/00ff/soundings.js", Route::Asset("00ff".into(), "soundings.js".into())),
            ("GET", "/v1/consultations/mapping-data", Route::Definition(c())),
            ("GET", "/v1/consultations/mapping-data/form", Route::Form(c())),
            ("GET", "/v1/consultations/mapping-data/start", Route::Start(c())),
            ("GET", "/v1/consultations/mapping-data/challenge", Route::Challenge(c())),
            ("GET", "/v1/consultations/mapping-data/releases", Route::Releases(c())),
            ("GET", "/v1/consultations/mapping-data/releases/latest", Route::LatestRelease(c())),
            ("GET", "/v1/consultations/mapping-data/releases/12", Route::Release(c(), 12)),
            ("GET", "/v1/consultations/mapping-data/outcome", Route::Outcome(c())),
            ("GET", "/v1/consultations/mapping-data/releases.html", Route::ReleasesPage(c())),
            ("GET", "/v1/consultations/mapping-data/releases.atom", Route::ReleasesFeed(c())),
            ("GET", "/v1/consultations/mapping-data/releases.jsonld", Route::ReleasesCatalogue(c())),
            ("GET", "/v1/consultations/mapping-data/releases/latest.html", Route::ReleasePage(c(), None)),
            ("GET", "/v1/consultations/mapping-data/releases/12.json", Route::ReleaseJson(c(), Some(12))),
            ("GET", "/v1/consultations/mapping-data/releases/12.csv", Route::ReleaseCsv(c(), Some(12))),
            ("GET", "/v1/consultations/mapping-data/releases/latest.ods", Route::ReleaseOds(c(), None)),
            (
                "GET",
                "/v1/consultations/mapping-data/releases/12/datapackage.json",
                Route::ReleasePackage(c(), Some(12)),
            ),
            ("POST", "/v1/departments/engagement/consultations/mapping-data/releases", Route::MakeRelease(d(), c())),
            ("GET", "/d/engagement/mapping-data/exports", Route::ExportsPage(d(), c())),
            ("GET", "/d/engagement/mapping-data/releases", Route::OwnReleasesPage(d(), c())),
            ("POST", "/d/engagement/mapping-data/releases", Route::OwnReleasesSend(d(), c())),
            ("POST", "/d/engagement/mapping-data/state", Route::StateSend(d(), c())),
            ("POST", "/v1/consultations/mapping-data/responses", Route::Respond(c())),
            ("OPTIONS", "/v1/consultations/mapping-data/responses", Route::PreflightRespond(c())),
            ("GET", "/v1/receipts/mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ", Route::ReadReceipt(r())),
            ("PUT", "/v1/receipts/mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ", Route::ChangeReceipt(r())),
            ("DELETE", "/v1/receipts/mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ", Route::WithdrawReceipt(r())),
            ("OPTIONS", "/v1/receipts/mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ", Route::PreflightReceipt(r())),
            ("GET", "/f/mapping-data", Route::HostedForm(c())),
            ("POST", "/f/mapping-data", Route::HostedSend(c())),
            ("GET", "/r/mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ", Route::ReceiptPage(r())),
            ("POST", "/r/mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ", Route::ReceiptSend(r())),
            ("POST", "/r/mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ/withdraw", Route::ReceiptWithdraw(r())),
            ("GET", "/icon.svg", Route::Icon),
            ("GET", "/problems", Route::Problems),
            ("GET", "/problems/not-json", Route::ProblemPage(Problem::NotJson)),
            ("GET", "/v1/departments/engagement/consultations", Route::Consultations(d())),
            ("PUT", "/v1/departments/engagement/consultations/mapping-data", Route::Put(d(), c())),
            ("GET", "/v1/departments/engagement/consultations/mapping-data", Route::Read(d(), c())),
            ("POST", "/v1/departments/engagement/consultations/mapping-data/open", Route::Open(d(), c())),
            ("POST", "/v1/departments/engagement/consultations/mapping-data/close", Route::Close(d(), c())),
            ("POST", "/v1/departments/engagement/consultations/mapping-data/archive", Route::Archive(d(), c())),
            ("GET", "/v1/departments/engagement/consultations/mapping-data/shards", Route::Shards(d(), c())),
            ("POST", "/v1/departments/engagement/consultations/mapping-data/shards", Route::Raise(d(), c())),
            ("POST", "/v1/departments/engagement/consultations/mapping-data/recount", Route::Recount(d(), c())),
            ("GET", "/v1/departments/engagement/consultations/mapping-data/summary", Route::Summary(d(), c())),
            ("GET", "/v1/departments/engagement/consultations/mapping-data/responses", Route::Responses(d(), c())),
            ("GET", "/v1/departments/engagement/consultations/mapping-data/export.csv", Route::Export(d(), c())),
            (
                "GET",
                "/v1/departments/engagement/consultations/mapping-data/archive.tar.gz",
                Route::ArchiveFile(d(), c()),
            ),
            ("POST", "/v1/departments/engagement/consultations/mapping-data/import", Route::Import(d(), c())),
            ("GET", "/v1/departments/engagement/consultations/mapping-data/export.ods", Route::ExportOds(d(), c())),
            (
                "GET",
                "/v1/departments/engagement/consultations/mapping-data/data/days.csv",
                Route::Data(d(), c(), "days".to_owned()),
            ),
            ("GET", "/d/engagement", Route::DepartmentPage(d())),
            ("GET", "/d/engagement/mapping-data", Route::FiguresPage(d(), c())),
            ("GET", "/f/mapping-data/outcome", Route::OutcomePage(c())),
            ("GET", "/v1/departments/engagement/consultations/mapping-data/outcome", Route::ReadOutcome(d(), c())),
            ("PUT", "/v1/departments/engagement/consultations/mapping-data/outcome", Route::WriteOutcome(d(), c())),
            (
                "POST",
                "/v1/departments/engagement/consultations/mapping-data/outcome/approve",
                Route::ApproveOutcome(d(), c()),
            ),
            ("GET", "/d/engagement/mapping-data/outcome", Route::OutcomeDraft(d(), c())),
            ("POST", "/d/engagement/mapping-data/outcome", Route::OutcomeSend(d(), c())),
            ("POST", "/d/engagement/mapping-data/outcome/approve", Route::OutcomeApprove(d(), c())),
            ("GET", "/d/engagement/sign-in", Route::SignInPage(d())),
            ("POST", "/d/engagement/sign-in", Route::SignIn(d())),
            ("POST", "/d/engagement/sign-out", Route::SignOut(d())),
            ("GET", "/v1/departments/engagement/tokens", Route::Tokens(d())),
            ("POST", "/v1/departments/engagement/tokens", Route::MakeToken(d())),
            ("DELETE", "/v1/departments/engagement/tokens/ab2cd3ef", Route::RevokeToken(d(), t())),
            ("GET", "/v1/departments/engagement/audit", Route::Audit(d())),
            ("GET", "/v1/departments/engagement/audit.jsonl", Route::AuditFile(d())),
            ("GET", "/d/engagement/tokens", Route::TokensPage(d())),
            ("POST", "/d/engagement/tokens", Route::TokensSend(d())),
            ("GET", "/d/engagement/tokens/ab2cd3ef", Route::TokenPage(d(), t())),
            ("POST", "/d/engagement/tokens/ab2cd3ef", Route::TokenSend(d(), t())),
            ("GET", "/v1/replies/K7QM-3XTA", Route::Reply(s())),
            ("GET", "/v1/replies/k7qm3xta", Route::Reply(s())),
            ("GET", "/v1/replies/K7QM-3XTA.html", Route::ReplyPage(s())),
            ("GET", "/v1/replies/K7QM-3XTA.json", Route::ReplyFile(s())),
            ("GET", "/v1/replies/K7QM-3XTA/form", Route::ReplyForm(s())),
            ("POST", "/v1/replies/K7QM-3XTA", Route::ReplyCompare(s())),
            ("GET", "/v1/consultations/K7QM-3XTA/form", Route::ReplyForm(s())),
            ("GET", "/v1/consultations/k7qm-3xta/form", Route::Form(ConsultationId::parse("k7qm-3xta").unwrap())),
            ("GET", "/f/K7QM-3XTA", Route::ReplyPage(s())),
            ("GET", "/.well-known/jwks.json", Route::ReplyKeys),
            ("DELETE", "/v1/departments/engagement/replies/K7QM-3XTA", Route::WithdrawReply(d(), s())),
            ("POST", "/d/engagement/replies/K7QM-3XTA/approve", Route::ReplyApprove(d(), s())),
            ("POST", "/d/engagement/keys/a-key", Route::KeySend(d(), "a-key".to_owned())),
            ("GET", "/d/engagement/log", Route::AuditPage(d())),
        ] {
            assert_eq!(Route::parse(method, path), Ok(route), "{method} {path}");
        }
    }

    #[test]
    fn addresses_are_read_as_they_were_meant() {
        for (path, meant) in [
            ("/healthz/", Some("/healthz")),
            ("/healthz//", Some("/healthz")),
            ("/f/mapping%2Ddata", Some("/f/mapping-data")),
            ("/v1/consultations/%6dapping-data/", Some("/v1/consultations/mapping-data")),
            ("/healthz", None),
            ("/healthz%2F", None),
            ("/f/mapping%252Ddata", None),
            ("//elsewhere.example/", None),
            ("/nothing/", None),
            ("/%", None),
            ("//", Some("/")),
            ("/", None),
        ] {
            assert_eq!(canonical("GET", path).as_deref(), meant, "{path}");
        }
    }

    #[test]
    fn no_routes() {
        for (method, path, problem, allow) in [
            ("GET", "/v1", Problem::NotFound, None),
            ("GET", "/healthz/", Problem::NotFound, None),
            ("GET", "/v1/embed-1.js", Problem::NotFound, None),
            ("GET", "/s/mapping-data.ab2cd3ef.short", Problem::UnknownLink, None),
            ("POST", "/d/engagement/a/embed", Problem::MethodNotAllowed, Some("GET")),
            ("GET", "/v1/consultations/Mapping/form", Problem::UnknownConsultation, None),
            ("GET", "/v1/consultations/a/b/c", Problem::NotFound, None),
            ("GET", "/v1/consultations/a/releases/first", Problem::UnknownRelease, None),
            ("GET", "/v1/consultations/a/releases/first.csv", Problem::UnknownRelease, None),
            ("GET", "/v1/consultations/a/releases/1.xlsx", Problem::UnknownRelease, None),
            ("PUT", "/v1/consultations/a/responses", Problem::MethodNotAllowed, Some("POST, OPTIONS")),
            ("GET", "/v1/receipts/a.0.short", Problem::ReceiptMalformed, None),
            ("GET", "/r/a.0.short", Problem::ReceiptMalformed, None),
            ("PUT", "/v1/departments/engagement/consultations/No", Problem::IdentifierMalformed, None),
            ("GET", "/v1/departments/E/consultations", Problem::IdentifierMalformed, None),
            ("DELETE", "/v1/departments/e/consultations/a", Problem::MethodNotAllowed, Some("GET, PUT")),
            ("GET", "/problems/none", Problem::NotFound, None),
            ("DELETE", "/v1/departments/e/tokens/No", Problem::UnknownToken, None),
            ("GET", "/v1/replies/No", Problem::UnknownReply, None),
            ("GET", "/v1/replies/K7QM-3XTA.pdf", Problem::UnknownReply, None),
            ("GET", "/v1/departments/e/tokens/ab2cd3ef", Problem::MethodNotAllowed, Some("DELETE")),
            ("GET", "/v1/departments/e/nothing", Problem::NotFound, None),
        ] {
            let expected = NoRoute { problem, allow: allow.map(str::to_owned) };
            assert_eq!(Route::parse(method, path), Err(expected), "{method} {path}");
        }
    }
}
