//! What each route takes and gives.

use super::schemas::schema;
use super::{
    about, access, cards, consultations, department, docs, drafts, embedding, figures, outcomes, receipts, releases,
    replies, responses, studio, texts, weighting,
};
use crate::endpoint::{Endpoint, Topic};
use crate::paging;
use contract::Problem::{self, *};
use contract::{Lang, limits};
use serde_json::{Value, json};

pub(super) const JSON: &str = "application/json";
pub(super) const LINKED: &str = "application/ld+json";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const CSV: &str = "text/csv; charset=utf-8; header=present";
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

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
    /// Bytes of this type.
    Bytes(&'static str),
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

pub(super) fn header(name: &str, required: bool, description: &str, shape: Value) -> Value {
    json!({"name": name, "in": "header", "required": required, "description": description, "schema": shape})
}

pub(super) fn lang() -> Value {
    let codes: Vec<&str> = Lang::ALL.iter().map(|lang| lang.code()).collect();
    query("lang", &format!("The language wanted, as one of {}.", codes.join(", ")), json!({"type": "string"}))
}

pub(super) fn site() -> Value {
    query("site", "The site that shows it.", json!({"type": "string"}))
}

pub(super) fn paged() -> Vec<Value> {
    let limit = json!({"type": "integer", "minimum": 1, "maximum": paging::PAGE_MOST, "default": paging::PAGE});
    vec![
        query("limit", "Items on one page.", limit),
        query("cursor", "The member `next` of the page before.", json!({"type": "string"})),
    ]
}

pub(super) fn origin(required: bool) -> Value {
    let shape = json!({"type": "string", "examples": ["https://forum.example"]});
    header("Origin", required, "The page's origin, one of the site's. A browser sets it.", shape)
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

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    match endpoint.topic() {
        Topic::About => about::operation(endpoint),
        Topic::Docs => docs::operation(endpoint),
        Topic::Consultations => consultations::operation(endpoint),
        Topic::Cards => cards::operation(endpoint),
        Topic::Drafts => drafts::operation(endpoint),
        Topic::Receipts => receipts::operation(endpoint),
        Topic::Releases => releases::operation(endpoint),
        Topic::Outcomes => outcomes::operation(endpoint),
        Topic::Studio => studio::operation(endpoint),
        Topic::Replies => replies::operation(endpoint),
        Topic::Department => department::operation(endpoint),
        Topic::Responses => responses::operation(endpoint),
        Topic::Figures => figures::operation(endpoint),
        Topic::Weighting => weighting::operation(endpoint),
        Topic::Embedding => embedding::operation(endpoint),
        Topic::Texts => texts::operation(endpoint),
        Topic::Access => access::operation(endpoint),
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
        "draft" => (schema("Identifier"), "The name of the draft's consultation."),
        "revision" => {
            (json!({"type": "integer", "minimum": 1, "maximum": limits::REVISIONS}), "The revision's number.")
        }
        "token" => (json!({"type": "string", "pattern": "^([a-z0-9]{8}|deployment)$"}), "The token's name."),
        "reply" => (schema("ReplyCode"), "The reply's code."),
        "site" => (schema("Identifier"), "The site's name."),
        "key" => (json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}), "The key's name."),
        "page" => (json!({"type": "string", "pattern": "^[a-z0-9-]{1,64}$"}), "The page's name."),
        "picture" => (json!({"type": "string", "pattern": "^[a-z0-9-]{1,64}\\.(avif|svg)$"}), "The picture's name."),
        "link" => (json!({"type": "string", "pattern": "^[a-z0-9]{8}$"}), "The link's name."),
        "site_link" => (
            json!({"type": "string", "pattern": "^[a-z0-9-]{1,64}\\.[a-z0-9]{8}\\.[A-Za-z0-9_-]{43}$"}),
            "The link's token, which nobody else should have.",
        ),
        "version" => {
            (json!({"type": "string", "pattern": "^[0-9]{1,6}\\.[0-9]{1,6}\\.[0-9]{1,6}$"}), "The version's number.")
        }
        "table" => (json!({"type": "string", "pattern": "^[a-z0-9-]{1,80}$"}), "The name of the table."),
        "hash" => (
            json!({"type": "string", "minLength": 1}),
            "A build's name; an earlier one's gives the file that there is.",
        ),
        _ => (json!({"type": "string", "minLength": 1, "maxLength": limits::ID}), "A name."),
    };
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": shape})
}
