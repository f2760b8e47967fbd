//! What each route takes and gives.

use super::schemas::schema;
use super::{docs, outcomes, replies};
use crate::endpoint::Endpoint;
use crate::paging;
use contract::Problem::{self, *};
use contract::{Lang, limits};
use serde_json::{Value, json};

pub(super) const JSON: &str = "application/json";
pub(super) const LINKED: &str = "application/ld+json";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const CSV: &str = "text/csv; charset=utf-8; header=present";
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";
const LINES: &str = "application/jsonl; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Who may call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Anyone.
    Anyone,
    /// Who has the department's token.
    Token,
    /// The same, or who is signed in to its pages.
    TokenOrCookie,
}

/// A body that a route takes.
pub(super) enum Takes {
    /// None.
    Nothing,
    /// JSON of this shape, with an example.
    Json(&'static str, Value),
    /// The same or a form.
    JsonOrForm(&'static str, Value),
    /// A form with at least these fields.
    Form(&'static [&'static str]),
}

/// Type of a body, and the name of its shape where it has one.
type Shape = (&'static str, Option<&'static str>);

/// What a route takes and gives.
pub(super) struct Operation {
    pub(super) summary: &'static str,
    pub(super) tag: &'static str,
    pub(super) who: Who,
    pub(super) parameters: Vec<Value>,
    pub(super) takes: Takes,
    /// Status, type and shape of what it gives, besides problems.
    pub(super) gives: Vec<(u16, Option<Shape>)>,
    pub(super) problems: Vec<Problem>,
    /// Whether a reader may ask with the tag that it has.
    pub(super) tagged: bool,
}

pub(super) const BODY: [Problem; 4] = [NotJson, MalformedRequest, BodyTooLarge, UnsupportedMediaType];
const ANSWERS: [Problem; 17] = [
    WrongRevision,
    UnknownSite,
    LanguageNotOffered,
    PageAddressMalformed,
    UnknownQuestion,
    WrongType,
    OptionNotOffered,
    UnknownStatement,
    RequiredAnswerMissing,
    TextTooLong,
    RatingOutOfRange,
    TooManyChosen,
    OptionChosenTwice,
    PlaceGivenTwice,
    NothingAnswered,
    ConsultationNotOpen,
    ConsultationClosed,
];
const RECEIPT: [Problem; 6] =
    [ReceiptMalformed, ReceiptUnknown, ReceiptWithdrawn, ReceiptDeleted, OriginNotRegistered, StoreDamaged];
const DEPARTMENT: [Problem; 9] = [
    TokenMissing,
    TokenInvalid,
    TokenOfAnotherDepartment,
    TokenExpired,
    TokenRevoked,
    RoleTooLow,
    AssertionInvalid,
    NoRole,
    IdentifierMalformed,
];

pub(super) fn query(name: &str, description: &str, shape: Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": shape})
}

fn header(name: &str, required: bool, description: &str, shape: Value) -> Value {
    json!({"name": name, "in": "header", "required": required, "description": description, "schema": shape})
}

pub(super) fn lang() -> Value {
    let codes: Vec<&str> = Lang::ALL.iter().map(|lang| lang.code()).collect();
    query("lang", &format!("The language wanted, as one of {}.", codes.join(", ")), json!({"type": "string"}))
}

fn site() -> Value {
    query("site", "The site that shows it.", json!({"type": "string"}))
}

pub(super) fn paged() -> Vec<Value> {
    let limit = json!({"type": "integer", "minimum": 1, "maximum": paging::PAGE_MOST, "default": paging::PAGE});
    vec![
        query("limit", "Items on one page.", limit),
        query("cursor", "The member `next` of the page before.", json!({"type": "string"})),
    ]
}

fn origin(required: bool) -> Value {
    let shape = json!({"type": "string", "examples": ["https://forum.example"]});
    header("Origin", required, "The page's origin, one of the site's. A browser sets it.", shape)
}

/// Which responses are counted, and which two questions together.
fn closer() -> Vec<Value> {
    // A form sends its empty fields too.
    let day = || json!({"type": "string", "anyOf": [{"format": "date"}, {"maxLength": 0}]});
    let list = |example: &str| json!({"type": "array", "items": {"type": "string", "examples": [example]}});
    vec![
        query("site", "Only of this site.", json!({"type": "string"})),
        query("lang", "Only in this language.", json!({"type": "string"})),
        query("from", "Only those first recorded on this day, UTC, or later.", day()),
        query("until", "Only those first recorded on this day or before.", day()),
        query(
            "where",
            "Only those that answered this, as `question:value`; several have to hold together.",
            list("stage:after"),
        ),
        query(
            "cross",
            "Two questions, with a comma or one by one: the rows and the columns of a table. A statement of a question is \
             `question/statement`.",
            list("stage,ease"),
        ),
    ]
}

/// Which texts.
fn written() -> Vec<Value> {
    let text = || json!({"type": "string"});
    vec![
        query("question", "A question that is answered in words; the first of them where none is named.", text()),
        query("q", "Words that all have; those in quotation marks follow each other.", text()),
        query("site", "Only of this site.", text()),
        query("lang", "Only in this language.", text()),
        query("tag", "Only of responses with this tag.", text()),
        query("campaign", "Only of the campaign of this number, from 1, or with `none` of no campaign.", text()),
        query(
            "order",
            "`newest` first, or those that are `representative`.",
            json!({"enum": ["newest", "representative"]}),
        ),
    ]
}

/// A route that gives one thing and takes nothing.
pub(super) fn gives(
    summary: &'static str,
    tag: &'static str,
    media: &'static str,
    shape: Option<&'static str>,
) -> Operation {
    Operation {
        summary,
        tag,
        who: Who::Anyone,
        parameters: Vec::new(),
        takes: Takes::Nothing,
        gives: vec![(200, Some((media, shape)))],
        problems: Vec::new(),
        tagged: false,
    }
}

pub(super) fn page(summary: &'static str) -> Operation {
    gives(summary, "Pages", HTML, None)
}

impl Operation {
    pub(super) fn with(mut self, parameters: impl IntoIterator<Item = Value>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    pub(super) fn fails(mut self, problems: impl IntoIterator<Item = Problem>) -> Self {
        self.problems.extend(problems);
        self
    }

    pub(super) fn tagged(self) -> Self {
        Self { tagged: true, ..self }
    }

    /// A department's.
    pub(super) fn of(self, who: Who) -> Self {
        Self { who, ..self }.fails(DEPARTMENT)
    }

    pub(super) fn takes(self, takes: Takes) -> Self {
        Self { takes, ..self }
    }

    pub(super) fn also(mut self, status: u16, body: Option<Shape>) -> Self {
        self.gives.push((status, body));
        self
    }

    /// The same, under another status than 200.
    pub(super) fn given(mut self, status: u16) -> Self {
        self.gives.iter_mut().for_each(|(own, _)| *own = status);
        self
    }

    /// Instead of 200, and without a body.
    pub(super) fn only(mut self, status: u16) -> Self {
        self.gives = vec![(status, None)];
        self
    }
}

/// A response to [`definition_example`].
pub(super) fn response_example() -> Value {
    json!({
        "revision": 1, "site": "forum", "lang": "en", "page": "https://forum.example/threads/12",
        "answers": {"stage": "before", "ease": 4, "more": "The letters came late."},
    })
}

/// A definition.
fn margins_example() -> Value {
    json!({"source": "A count of all who applied in 2025", "margins": [{"question": "stage", "shares": {"before": 70, "after": 30}}]})
}

pub(super) fn definition_example() -> Value {
    json!({
        "title": {"en": "Maternity benefits"},
        "languages": ["en"],
        "sites": [{"id": "forum", "name": "The parents' forum", "origins": ["https://forum.example"]}],
        "questions": [
            {"id": "stage", "kind": "single_choice", "text": {"en": "When did you apply?"}, "required": true,
             "options": [{"id": "before", "text": {"en": "Before the birth"}}, {"id": "after", "text": {"en": "After it"}}]},
            {"id": "ease", "kind": "rating", "text": {"en": "How easy was it?"}, "points": 5,
             "low": {"en": "Hard"}, "high": {"en": "Easy"}},
            {"id": "more", "kind": "free_text", "text": {"en": "What would have helped?"}, "max_length": 1200},
        ],
    })
}

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    match endpoint {
        Endpoint::Home
        | Endpoint::OpenApi
        | Endpoint::Health
        | Endpoint::Security
        | Endpoint::Robots
        | Endpoint::Loader
        | Endpoint::Asset
        | Endpoint::Icon
        | Endpoint::Problems
        | Endpoint::ProblemPage => about(endpoint),
        Endpoint::Docs | Endpoint::DocsPage | Endpoint::DocsSearch | Endpoint::DocsPicture => docs::operation(endpoint),
        Endpoint::Definition
        | Endpoint::Form
        | Endpoint::Start
        | Endpoint::Challenge
        | Endpoint::Respond
        | Endpoint::PreflightRespond
        | Endpoint::Releases
        | Endpoint::LatestRelease
        | Endpoint::Release
        | Endpoint::ReadReceipt
        | Endpoint::ChangeReceipt
        | Endpoint::WithdrawReceipt
        | Endpoint::PreflightReceipt => anyone(endpoint),
        Endpoint::ReleasesPage
        | Endpoint::ReleasesFeed
        | Endpoint::ReleasesCatalogue
        | Endpoint::ReleasePage
        | Endpoint::ReleaseJson
        | Endpoint::ReleaseCsv
        | Endpoint::ReleaseOds
        | Endpoint::ReleasePackage
        | Endpoint::MakeRelease
        | Endpoint::OwnReleasesPage
        | Endpoint::OwnReleasesSend => releases(endpoint),
        Endpoint::HostedForm
        | Endpoint::HostedSend
        | Endpoint::ReceiptPage
        | Endpoint::ReceiptSend
        | Endpoint::ReceiptWithdraw
        | Endpoint::DepartmentPage
        | Endpoint::FiguresPage
        | Endpoint::ExplorePage
        | Endpoint::TextsPage
        | Endpoint::TextsSend
        | Endpoint::WeightingPage
        | Endpoint::WeightingSend
        | Endpoint::SignInPage
        | Endpoint::SignIn
        | Endpoint::SignOut => pages(endpoint),
        Endpoint::TokensPage
        | Endpoint::TokensSend
        | Endpoint::TokenPage
        | Endpoint::TokenSend
        | Endpoint::AuditPage
        | Endpoint::Tokens
        | Endpoint::MakeToken
        | Endpoint::RevokeToken
        | Endpoint::Audit
        | Endpoint::AuditFile => access(endpoint),
        Endpoint::Outcome
        | Endpoint::OutcomePage
        | Endpoint::ReadOutcome
        | Endpoint::WriteOutcome
        | Endpoint::ApproveOutcome
        | Endpoint::OutcomeDraft
        | Endpoint::OutcomeSend
        | Endpoint::OutcomeApprove => outcomes::operation(endpoint),
        Endpoint::Reply
        | Endpoint::ReplyPage
        | Endpoint::ReplyFile
        | Endpoint::ReplyCompare
        | Endpoint::ReplyForm
        | Endpoint::ReplyKeys
        | Endpoint::Replies
        | Endpoint::MakeReply
        | Endpoint::ReadReply
        | Endpoint::WriteReply
        | Endpoint::ApproveReply
        | Endpoint::WithdrawReply
        | Endpoint::Keys
        | Endpoint::RotateKey
        | Endpoint::RevokeKey
        | Endpoint::RepliesPage
        | Endpoint::RepliesSend
        | Endpoint::ReplyDraft
        | Endpoint::ReplySend
        | Endpoint::ReplyApprove
        | Endpoint::ReplyWithdraw
        | Endpoint::KeysPage
        | Endpoint::KeysSend
        | Endpoint::KeySend => replies::operation(endpoint),
        Endpoint::Consultations
        | Endpoint::Read
        | Endpoint::Put
        | Endpoint::Open
        | Endpoint::Close
        | Endpoint::Archive
        | Endpoint::Shards
        | Endpoint::Raise
        | Endpoint::Recount
        | Endpoint::Summary
        | Endpoint::CrossTable
        | Endpoint::Margins
        | Endpoint::PutMargins
        | Endpoint::RemoveMargins
        | Endpoint::Weighted
        | Endpoint::Responses
        | Endpoint::Texts
        | Endpoint::Campaigns
        | Endpoint::PutTags
        | Endpoint::Export
        | Endpoint::Data => department(endpoint),
    }
}

fn about(endpoint: Endpoint) -> Operation {
    const TAG: &str = "This service";
    match endpoint {
        Endpoint::OpenApi => gives("This description", TAG, JSON, None).tagged(),
        Endpoint::Health => gives("Whether it is up", TAG, JSON, Some("Health"))
            .with([query("deep", "Ask an object of each kind as well.", json!({"type": "string"}))])
            .fails([Unavailable]),
        Endpoint::Security => gives("Whom to tell of a weakness (RFC 9116)", TAG, PLAIN, None).fails([NotFound]),
        Endpoint::Robots => gives("What crawlers may read", TAG, PLAIN, None),
        Endpoint::Loader => gives("The loader", TAG, SCRIPT, None).fails([NotFound]).tagged(),
        Endpoint::Asset => {
            let types = ["text/css; charset=utf-8", "application/wasm", JSON];
            let asset = gives("A built file", TAG, SCRIPT, None).fails([NotFound]);
            types.into_iter().fold(asset, |asset, media| asset.also(200, Some((media, None))))
        }
        Endpoint::Icon => gives("The mark", TAG, "image/svg+xml", None),
        Endpoint::Problems => gives("All problems", TAG, HTML, None),
        Endpoint::ProblemPage => gives("One problem", TAG, HTML, None).fails([NotFound]),
        _ => gives("What this is", TAG, HTML, None).tagged(),
    }
}

fn anyone(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Consultations";
    const RECEIPTS: &str = "Receipts";
    match endpoint {
        Endpoint::Form => gives("The form as the loader builds it", TAG, JSON, Some("Form"))
            .with([lang(), site(), origin(false)])
            .fails([UnknownConsultation, UnknownSite, OriginNotRegistered])
            .tagged(),
        Endpoint::Start => gives("What the application starts with, packed", TAG, PLAIN, None)
            .with([lang()])
            .fails([UnknownConsultation])
            .tagged(),
        Endpoint::Respond => {
            let key = json!({
                "type": "string",
                "pattern": "^\"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\"$",
                "examples": ["\"8e03978e-40d5-43dd-bc93-6894a57f9324\""],
            });
            let description = "A UUID in quotes, made once for this response and sent with each try. In a form its \
                               field `key` may stand in its place.";
            let mut all: Vec<Problem> = BODY.into_iter().chain(ANSWERS).collect();
            all.extend([
                IdempotencyKeyMissing,
                IdempotencyKeyMalformed,
                IdempotencyKeyReused,
                OriginNotRegistered,
                UnknownConsultation,
                ReceiptWithdrawn,
                ReceiptDeleted,
                ProofNeeded,
                ProofRefused,
                StoreDamaged,
            ]);
            gives("Answer", TAG, JSON, Some("Recorded"))
                .also(201, Some((JSON, Some("Recorded"))))
                .with([header("Idempotency-Key", true, description, key), origin(true)])
                .takes(Takes::JsonOrForm("NewResponse", response_example()))
                .fails(all)
        }
        Endpoint::Challenge => {
            let hash = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
            let named = query("for", "The SHA-256, in hexadecimal, of the answer's key.", hash);
            let revision = query("revision", "The revision that is answered.", json!({"type": "integer"}));
            gives("A challenge to solve, where an answer needs a proof (ALTCHA v2)", TAG, JSON, None)
                .with([named, site(), revision, origin(false)])
                .fails([IdempotencyKeyMalformed, UnknownConsultation, UnknownSite, WrongRevision])
                .fails([OriginNotRegistered, ConsultationNotOpen, ConsultationClosed])
        }
        Endpoint::PreflightRespond => gives("Whether a page may answer (CORS)", TAG, JSON, None)
            .only(204)
            .with([origin(false)])
            .fails([UnknownConsultation, OriginNotRegistered]),
        Endpoint::Releases => gives("All releases, the latest first", TAG, JSON, Some("ReleaseList"))
            .with(paged())
            .fails([UnknownConsultation, MalformedRequest])
            .tagged(),
        Endpoint::LatestRelease => gives("The latest release", TAG, JSON, Some("Release"))
            .fails([UnknownConsultation, UnknownRelease])
            .tagged(),
        Endpoint::Release => gives("A release, for good", TAG, JSON, Some("Release"))
            .fails([UnknownConsultation, UnknownRelease])
            .tagged(),
        Endpoint::ReadReceipt => {
            gives("What a receipt holds", RECEIPTS, JSON, Some("Held")).with([origin(false)]).fails(RECEIPT)
        }
        Endpoint::ChangeReceipt => gives("Change an answer", RECEIPTS, JSON, Some("Changed"))
            .with([origin(false)])
            .takes(Takes::Json("NewResponse", response_example()))
            .fails(RECEIPT)
            .fails(BODY)
            .fails(ANSWERS),
        Endpoint::WithdrawReceipt => gives("Withdraw an answer", RECEIPTS, JSON, None)
            .only(204)
            .with([origin(false)])
            .fails(RECEIPT)
            .fails([ConsultationClosed, ConsultationNotOpen]),
        Endpoint::PreflightReceipt => gives("Whether a page may do so (CORS)", RECEIPTS, JSON, None)
            .only(204)
            .with([origin(false)])
            .fails([ReceiptMalformed, ReceiptUnknown, OriginNotRegistered]),
        _ => gives("The public definition", TAG, JSON, Some("Consultation")).fails([UnknownConsultation]).tagged(),
    }
}

/// Releases as open data, and how they are made.
fn releases(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Open data";
    let of_one = |summary, media, shape| {
        gives(summary, TAG, media, shape).with([lang()]).fails([UnknownConsultation, UnknownRelease]).tagged()
    };
    let of_all = |summary, media| gives(summary, TAG, media, None).fails([UnknownConsultation]).tagged();
    match endpoint {
        Endpoint::ReleaseJson => of_one("A release", JSON, Some("Release")),
        Endpoint::ReleaseCsv => of_one("A release as a table", CSV, None),
        Endpoint::ReleaseOds => of_one("A release as a spreadsheet (OpenDocument)", crate::open::sheet::MEDIA, None),
        Endpoint::ReleasePackage => of_one("What describes the table (Data Package)", JSON, None),
        Endpoint::ReleasesFeed => {
            of_all("The feed of all releases (Atom)", "application/atom+xml; charset=utf-8").with([lang()])
        }
        Endpoint::ReleasesCatalogue => of_all("All releases, for catalogues (DCAT)", LINKED),
        Endpoint::MakeRelease => {
            gives("Make the next release, where it is due", "A department", JSON, Some("ReleaseName"))
                .given(201)
                .of(Who::Token)
                .fails([UnknownConsultation, StateForbids, ReleaseNotDue, StoreDamaged])
        }
        Endpoint::OwnReleasesPage => {
            page("Its releases").of(Who::TokenOrCookie).also(303, None).fails([UnknownConsultation, StoreDamaged])
        }
        Endpoint::OwnReleasesSend => page("The next release, made there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&[]))
            .also(303, None)
            .also(409, Some((HTML, None)))
            .fails([OriginNotRegistered, UnknownConsultation, StateForbids, UnsupportedMediaType, BodyTooLarge])
            .fails([StoreDamaged]),
        Endpoint::ReleasePage => {
            page("A release's page").with([lang()]).fails([UnknownConsultation, UnknownRelease]).tagged()
        }
        _ => page("The page of all releases").with([lang()]).fails([UnknownConsultation]).tagged(),
    }
}

fn department(endpoint: Endpoint) -> Operation {
    const TAG: &str = "A department";
    let standing = |summary| gives(summary, TAG, JSON, Some("Standing")).of(Who::Token);
    match endpoint {
        Endpoint::Read => gives("A consultation", TAG, JSON, Some("ConsultationOfDepartment"))
            .of(Who::Token)
            .fails([UnknownConsultation])
            .tagged(),
        Endpoint::Put => standing("Write a consultation")
            .also(201, Some((JSON, Some("Standing"))))
            .takes(Takes::Json("Definition", definition_example()))
            .fails([InvalidDefinition, IdentifierTaken, TooManyRevisions, TooManyConsultations, StateForbids])
            .fails(BODY),
        Endpoint::Open => standing("Open it").fails([UnknownConsultation, StateForbids, InvalidDefinition]),
        Endpoint::Close => standing("Close it").fails([UnknownConsultation, StateForbids]),
        Endpoint::Archive => standing("Archive it").fails([UnknownConsultation, StateForbids]),
        Endpoint::Summary => gives("Its figures", TAG, JSON, Some("Summary"))
            .with([query(
                "by",
                "Breakdowns, of `site`, `lang` and `day`, with commas.",
                json!({
                    "type": "string", "pattern": "^((site|lang|day)(,(site|lang|day))*)?$", "examples": ["site,lang,day"],
                }),
            )])
            .with(closer())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged])
            .tagged(),
        Endpoint::Shards => gives("The shards of its ledger", TAG, JSON, Some("Shards"))
            .of(Who::Token)
            .fails([UnknownConsultation, StoreDamaged]),
        Endpoint::Raise => standing("Give its ledger more shards")
            .takes(Takes::Json("MoreShards", json!({"shards": 4})))
            .fails([UnknownConsultation, StateForbids, ShardsOutOfRange, ShardsOnlyRise])
            .fails(BODY),
        Endpoint::Recount => gives("Recount its responses from the rows of its ledger", TAG, JSON, Some("Recounted"))
            .of(Who::Token)
            .fails([UnknownConsultation, StoreDamaged]),
        Endpoint::CrossTable => gives("How the answers to two of its questions go together, as CSV", TAG, CSV, None)
            .with(closer())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::Margins => gives("The margins to which its answers are weighted", TAG, JSON, Some("MarginsDeclared"))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation]),
        Endpoint::PutMargins => gives("Declare margins", TAG, JSON, Some("Margins"))
            .takes(Takes::Json("Margins", margins_example()))
            .of(Who::Token)
            .fails([UnknownConsultation, InvalidMargins])
            .fails(BODY),
        Endpoint::RemoveMargins => {
            gives("Take its margins away", TAG, JSON, None).only(204).of(Who::Token).fails([UnknownConsultation])
        }
        Endpoint::Weighted => gives("The answers to a question, raw and weighted", TAG, JSON, Some("WeightedAnswers"))
            .with([query("question", "The question, or `question/statement`.", json!({"type": "string"}))])
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::Responses => gives("Its responses, the newest first", TAG, JSON, Some("ResponseList"))
            .with(paged())
            .of(Who::Token)
            .fails([UnknownConsultation, MalformedRequest])
            .tagged(),
        Endpoint::Texts => gives("What people wrote to one of its questions", TAG, JSON, Some("Texts"))
            .with(written())
            .with(paged())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::Token)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::Campaigns => gives("Texts that many sent, and the figures without them", TAG, JSON, Some("Campaigns"))
            .with(written())
            .also(202, Some((JSON, Some("Counting"))))
            .of(Who::Token)
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::PutTags => gives("The tags of a response, these and no others", TAG, JSON, Some("Tagged"))
            .takes(Takes::Json("NewTags", json!({"tags": [{"tag": "costs", "note": "See page 2."}]})))
            .of(Who::Token)
            .fails([UnknownConsultation, UnknownResponse, InvalidTags, StoreDamaged])
            .fails(BODY),
        Endpoint::Data => gives("One table of its figures as CSV, as its page shows them", TAG, CSV, None)
            .of(Who::TokenOrCookie)
            .fails([UnknownConsultation, NotFound, StoreDamaged]),
        Endpoint::Export => {
            gives("Its responses as CSV", TAG, CSV, None)
                .of(Who::TokenOrCookie)
                .fails([UnknownConsultation, StoreDamaged])
        }
        _ => gives("Its consultations, the newest first", TAG, JSON, Some("ConsultationList"))
            .with(paged())
            .of(Who::Token)
            .fails([MalformedRequest])
            .tagged(),
    }
}

fn pages(endpoint: Endpoint) -> Operation {
    match endpoint {
        Endpoint::HostedSend => page("The form, sent")
            .takes(Takes::Form(&["key", "revision", "site", "lang"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .also(403, Some((HTML, None)))
            .also(409, Some((HTML, None)))
            .also(410, Some((HTML, None)))
            .also(429, Some((HTML, None)))
            .fails([UnknownConsultation, UnsupportedMediaType, BodyTooLarge, OriginNotRegistered])
            .fails([IdempotencyKeyMissing, IdempotencyKeyMalformed, MalformedRequest])
            .fails(ANSWERS),
        Endpoint::ReceiptPage => page("A receipt").with([lang()]).also(410, Some((HTML, None))).fails([
            ReceiptMalformed,
            ReceiptUnknown,
            ReceiptWithdrawn,
        ]),
        Endpoint::ReceiptSend => page("A changed answer, sent")
            .takes(Takes::Form(&["revision", "site", "lang"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .also(409, Some((HTML, None)))
            .also(410, Some((HTML, None)))
            .fails(RECEIPT)
            .fails([UnsupportedMediaType, BodyTooLarge, MalformedRequest])
            .fails(ANSWERS),
        Endpoint::ReceiptWithdraw => page("A withdrawal, confirmed")
            .takes(Takes::Form(&[]))
            .also(303, None)
            .fails(RECEIPT)
            .fails([UnsupportedMediaType, BodyTooLarge, ConsultationClosed, ConsultationNotOpen]),
        Endpoint::DepartmentPage => page("A department's consultations").of(Who::TokenOrCookie).also(303, None),
        Endpoint::WeightingPage => page("Margins, and answers weighted to them")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .with([query("question", "The question whose answers are shown.", json!({"type": "string"}))])
            .fails([UnknownConsultation, MalformedRequest, StoreDamaged]),
        Endpoint::WeightingSend => page("Margins, declared there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&["source", "trim", "share:stage:before", "share:stage:after"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([OriginNotRegistered, UnsupportedMediaType, BodyTooLarge, UnknownConsultation]),
        Endpoint::ExplorePage => page("Figures of some of its responses, and of two questions together")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .also(400, Some((HTML, None)))
            .with(closer())
            .fails([UnknownConsultation, StoreDamaged]),
        Endpoint::TextsPage => page("What people wrote, with key phrases, campaigns and tags")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .also(400, Some((HTML, None)))
            .with(written())
            .with([query("cursor", "Where the texts go on.", json!({"type": "string"}))])
            .fails([UnknownConsultation, StoreDamaged]),
        Endpoint::TextsSend => page("A tag of a text, sent")
            .takes(Takes::Form(&["response", "tag", "note", "back"]))
            .of(Who::TokenOrCookie)
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([UnknownConsultation, UnknownResponse, MalformedRequest, StoreDamaged, OriginNotRegistered])
            .fails([UnsupportedMediaType, BodyTooLarge]),
        Endpoint::FiguresPage => page("A consultation's figures")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .with([query("cursor", "Where the texts go on.", json!({"type": "string"}))])
            .fails([UnknownConsultation, MalformedRequest])
            .tagged(),
        Endpoint::SignInPage => page("To sign in").fails([NotFound, IdentifierMalformed]),
        Endpoint::SignIn => page("A token, sent")
            .takes(Takes::Form(&["token"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([OriginNotRegistered, IdentifierMalformed, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::SignOut => {
            page("To sign out").only(303).fails([OriginNotRegistered, IdentifierMalformed, UnsupportedMediaType])
        }
        _ => page("The form on a page of its own").with([lang(), site()]).fails([UnknownConsultation]),
    }
}

/// Who may what: tokens and the audit log, as calls and as pages.
fn access(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Access";
    match endpoint {
        Endpoint::MakeToken => gives("Make a token", TAG, JSON, Some("NewToken"))
            .given(201)
            .of(Who::Token)
            .takes(Takes::Json("TokenOrder", json!({"name": "Weekly report", "role": "viewer", "days": 90})))
            .fails([InvalidToken, TooManyTokens])
            .fails(BODY),
        Endpoint::RevokeToken => {
            gives("Revoke a token", TAG, JSON, None).only(204).of(Who::Token).fails([UnknownToken, TokenOfDeployment])
        }
        Endpoint::Audit => gives("The audit log, the oldest entry first", TAG, JSON, Some("AuditPart"))
            .with(paged())
            .of(Who::Token)
            .fails([MalformedRequest]),
        Endpoint::AuditFile => {
            gives("The audit log as a file, an entry a line", TAG, LINES, None).of(Who::TokenOrCookie)
        }
        Endpoint::TokensPage => page("The department's tokens").of(Who::TokenOrCookie).also(303, None),
        Endpoint::TokensSend => page("A token, made there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&["id", "name", "role", "days"]))
            .also(303, None)
            .also(422, Some((HTML, None)))
            .fails([OriginNotRegistered, UnsupportedMediaType, BodyTooLarge, TooManyTokens]),
        Endpoint::TokenPage => page("A token, before it is revoked")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .fails([UnknownToken, TokenOfDeployment]),
        Endpoint::TokenSend => page("A token, revoked there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&[]))
            .also(303, None)
            .fails([OriginNotRegistered, UnknownToken, TokenOfDeployment, UnsupportedMediaType, BodyTooLarge]),
        Endpoint::AuditPage => page("The audit log")
            .of(Who::TokenOrCookie)
            .also(303, None)
            .with([query("before", "The entry before which it goes on.", json!({"type": "string"}))])
            .fails([MalformedRequest]),
        _ => gives("The department's tokens, the newest first", TAG, JSON, Some("TokenList")).of(Who::Token),
    }
}

/// The parameter of an address.
pub(super) fn path_parameter(name: &str) -> Value {
    let (shape, description) = match name {
        "consultation" => (schema("Identifier"), "The consultation's name."),
        "department" => (schema("Identifier"), "The department's name."),
        "receipt" => (schema("Receipt"), "The receipt."),
        "number" => (json!({"type": "integer", "minimum": 1, "maximum": u32::MAX}), "The release's number."),
        "release" => (
            json!({"type": "string", "pattern": "^(latest|[1-9][0-9]{0,8})$"}),
            "The release's number, or `latest`: what that names changes.",
        ),
        "token" => (json!({"type": "string", "pattern": "^([a-z0-9]{8}|deployment)$"}), "The token's name."),
        "reply" => (schema("ReplyCode"), "The reply's code."),
        "key" => (json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}), "The key's name."),
        "page" => (json!({"type": "string", "pattern": "^[a-z0-9-]{1,64}$"}), "The page's name."),
        "picture" => (json!({"type": "string", "pattern": "^[a-z0-9-]{1,64}\\.(webp|svg)$"}), "The picture's name."),
        "table" => (json!({"type": "string", "pattern": "^[a-z0-9-]{1,80}$"}), "The name of the table."),
        "hash" => (
            json!({"type": "string", "minLength": 1}),
            "A build's name; an earlier one's gives the file that there is.",
        ),
        _ => (json!({"type": "string", "minLength": 1, "maxLength": limits::ID}), "A name."),
    };
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": shape})
}
