//! From method and path to what is asked: one closed list.

use crate::access::{SiteLink, TokenId};
use crate::replies::ReplyId;
use crate::texts::wire::Place;
use contract::{ConsultationId, DepartmentId, Problem, Receipt, SiteId};

mod api;
mod canonical;
mod embedding;
mod names;
mod pages;

pub(crate) use canonical::canonical;
use names::{identifier, named_reply, problem, public, receipt, reply};

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
    /// A file, read as a definition.
    StudioImport(DepartmentId),
    /// A definition as YAML.
    StudioYaml(DepartmentId),
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
}

#[cfg(test)]
mod tests;
