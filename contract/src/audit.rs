//! The audit log: who did what and when, each entry chained to the one before by its hash.
//!
//! A link's hash is SHA-256 over the hash of the link before it, in lower-case hexadecimal, and the entry's nine texts in
//! the order of [`Entry`], each as a netstring: its length in bytes, a colon, the bytes. The first link's previous hash
//! is 64 zeros. So no field can be changed, no entry taken out, put in or moved without a link that breaks. What a chain
//! cannot tell by itself is that its end was cut off: for that its [`Head`] is compared with one that was noted elsewhere.
//!
//! What is never in an entry: an answer, a text of one, a receipt, a token's secret.

use crate::id::DepartmentId;
use crate::json::Value;
use crate::time::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hash([u8; 32]);

/// Who did something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Actor {
    /// Whoever runs the deployment, by its bindings: no request was made.
    Deployment,
    /// Who has a token: its identifier and its name.
    Token {
        /// Its identifier, the part of it that is no secret.
        id: String,
        /// What its maker calls it.
        name: String,
    },
    /// A person whom Cloudflare Access let in, by e-mail address.
    Person {
        /// The address, in lower case.
        email: String,
    },
}

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident, $name:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Action { $($(#[$doc])* $variant,)* }

        impl Action {
            /// All of them.
            pub const ALL: &[Action] = &[$(Self::$variant),*];

            /// Its name in the log.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The action of a name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

actions! {
    /// A consultation was written: a draft, or a revision.
    ConsultationPut, "consultation-put";
    /// It was opened.
    ConsultationOpened, "consultation-opened";
    /// It was closed.
    ConsultationClosed, "consultation-closed";
    /// It was archived.
    ConsultationArchived, "consultation-archived";
    /// A draft of it was begun. How often it was saved is not noted.
    DraftMade, "draft-made";
    /// The draft was submitted for approval.
    DraftSubmitted, "draft-submitted";
    /// Another person approved it: it is what the consultation asks from then on.
    DraftApproved, "draft-approved";
    /// It was returned to whoever writes it.
    DraftReturned, "draft-returned";
    /// It was deleted.
    DraftDeleted, "draft-deleted";
    /// Its outcome was written: a version of it.
    OutcomeWritten, "outcome-written";
    /// A version of its outcome was approved, and published by that.
    OutcomeApproved, "outcome-approved";
    /// An official reply was written: a version of it.
    ReplyWritten, "reply-written";
    /// A version was approved, and signed by that.
    ReplyApproved, "reply-approved";
    /// A signed reply was withdrawn.
    ReplyWithdrawn, "reply-withdrawn";
    /// A key that signs replies was made; the one before signs no more.
    ReplyKeyMade, "reply-key-made";
    /// Such a key was revoked.
    ReplyKeyRevoked, "reply-key-revoked";
    /// Its ledger got more shards.
    ShardsRaised, "shards-raised";
    /// The margins to which its answers are weighted were declared, or taken away.
    MarginsPut, "margins-put";
    /// Its next release was made, because somebody asked for it.
    ReleaseMade, "release-made";
    /// A link by which a site's owner reads their own figures was made.
    SiteLinkMade, "site-link-made";
    /// Such a link was revoked.
    SiteLinkRevoked, "site-link-revoked";
    /// All its responses were exported.
    ResponsesExported, "responses-exported";
    /// An archive of the whole of it was made.
    ArchiveMade, "archive-made";
    /// It was taken in from an archive.
    ArchiveImported, "archive-imported";
    /// Some of its responses were read by a program.
    ResponsesRead, "responses-read";
    /// A token was made.
    TokenMade, "token-made";
    /// A token was revoked.
    TokenRevoked, "token-revoked";
    /// A token that had expired or was revoked was used, and refused. Once a day for each token.
    TokenRefused, "token-refused";
    /// The deployment names another first token.
    DeploymentTokenChanged, "deployment-token-changed";
    /// Somebody signed in to the pages with a token.
    SignedIn, "signed-in";
}

/// One entry: what happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// In whose log it is: a log of another department does not pass for this one.
    pub department: DepartmentId,
    /// Its number: from 1, without gaps.
    pub number: u64,
    /// When it was written, by the edge's clock.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What was done.
    pub action: Action,
    /// To what: a consultation's or a token's identifier, or nothing.
    pub subject: String,
    /// What else is worth knowing, in a few words.
    pub detail: String,
}

/// An entry in its chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// What happened.
    pub entry: Entry,
    /// The hash of the link before.
    pub previous: Hash,
    /// The hash of this one.
    pub hash: Hash,
}

/// The end of a chain: how many entries it has, and the hash of the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// How many entries there are.
    pub count: u64,
    /// The hash of the last; zeros where there is none.
    pub hash: Hash,
}

/// Why a chain does not hold. Each names the first link that breaks it, by its place in the chain, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// The link is another department's.
    Department(u64),
    /// Its number is not its place: links are missing, moved or doubled.
    Number {
        /// Its place.
        place: u64,
        /// Its number.
        found: u64,
    },
    /// It names another link before it than the one that stands there.
    Previous(u64),
    /// Its hash is not that of its entry: something in it was changed.
    Hash(u64),
}

impl Hash {
    /// What comes before the first link.
    pub const NONE: Self = Self([0; 32]);

    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let byte = |at: usize| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok();
        let mut bytes = [0; 32];
        for (at, slot) in bytes.iter_mut().enumerate() {
            *slot = byte(at).filter(|_| digits)?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Actor {
    /// Its kind, identifier and name, as the log has them.
    pub fn texts(&self) -> [&str; 3] {
        match self {
            Self::Deployment => ["deployment", "", ""],
            Self::Token { id, name } => ["token", id, name],
            Self::Person { email } => ["person", email, ""],
        }
    }

    /// Reads what [`Self::texts`] gave.
    pub fn parse(kind: &str, id: &str, name: &str) -> Option<Self> {
        Some(match (kind, id, name) {
            ("deployment", "", "") => Self::Deployment,
            ("token", id, name) => Self::Token { id: id.to_owned(), name: name.to_owned() },
            ("person", email, "") => Self::Person { email: email.to_owned() },
            _ => return None,
        })
    }
}

/// How people read it: a token's name, an address.
impl fmt::Display for Actor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deployment => out.write_str("the deployment"),
            Self::Token { name, .. } => out.write_str(name),
            Self::Person { email } => out.write_str(email),
        }
    }
}

impl Entry {
    /// Chains it to the link whose hash is `previous`.
    pub fn link(self, previous: Hash) -> Link {
        Link { hash: self.hash(previous), entry: self, previous }
    }

    fn hash(&self, previous: Hash) -> Hash {
        let [kind, id, name] = self.by.texts();
        let (number, at) = (self.number.to_string(), self.at.to_string());
        let mut bytes = previous.to_string();
        let department = self.department.as_str();
        for text in [department, &number, &at, kind, id, name, self.action.name(), &self.subject, &self.detail] {
            // In front of each text stands its length, so that no other nine texts give the same bytes.
            bytes.push_str(&format!("{}:{text}", text.len()));
        }
        Hash(Sha256::digest(bytes.as_bytes()).into())
    }
}

impl Link {
    /// The link as JSON: what the API gives and a downloaded log has in each line.
    pub fn to_value(&self) -> Value {
        let entry = &self.entry;
        let [kind, id, name] = entry.by.texts();
        Value::object([
            ("department", entry.department.as_str().into()),
            ("number", Value::Number(entry.number as f64)),
            ("at", Value::string(entry.at.to_string())),
            ("by", Value::object([("kind", Value::from(kind)), ("id", id.into()), ("name", name.into())])),
            ("action", entry.action.name().into()),
            ("subject", Value::string(&entry.subject)),
            ("detail", Value::string(&entry.detail)),
            ("previous", Value::string(self.previous.to_string())),
            ("hash", Value::string(self.hash.to_string())),
        ])
    }

    /// Reads what [`Self::to_value`] wrote; `None` for anything else. Whether its hash is right is [`Chain::follow`]'s to say.
    pub fn parse(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str();
        let by = value.get("by")?;
        let actor = |name: &str| by.get(name)?.as_str();
        // A member that the hash does not cover could say anything.
        let has = |value: &Value, count: usize| matches!(value, Value::Object(members) if members.len() == count);
        if !has(value, 9) || !has(by, 3) {
            return None;
        }
        let entry = Entry {
            department: DepartmentId::parse(text("department")?)?,
            number: u64::try_from(value.get("number")?.as_integer()?).ok()?,
            at: Timestamp::parse(text("at")?)?,
            by: Actor::parse(actor("kind")?, actor("id")?, actor("name")?)?,
            action: Action::parse(text("action")?)?,
            subject: text("subject")?.to_owned(),
            detail: text("detail")?.to_owned(),
        };
        Some(Self { entry, previous: Hash::parse(text("previous")?)?, hash: Hash::parse(text("hash")?)? })
    }
}

impl Head {
    /// The head of a log without entries.
    pub const NONE: Self = Self { count: 0, hash: Hash::NONE };

    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, hash) = text.split_once(':')?;
        Some(Self { count: count.parse().ok()?, hash: Hash::parse(hash)? })
    }
}

/// `12:HASH`.
impl fmt::Display for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.count, self.hash)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Department(place) => write!(out, "entry {place} is another department's"),
            Self::Number { place, found } => write!(
                out,
                "entry {place} is numbered {found}: entries before it are missing, or it was moved or doubled"
            ),
            Self::Previous(place) => {
                write!(
                    out,
                    "entry {place} does not follow the one before it: an entry was exchanged or its hash changed"
                )
            }
            Self::Hash(place) => write!(out, "entry {place} does not have the hash of what it says: it was changed"),
        }
    }
}

impl std::error::Error for Broken {}

/// A chain that is followed link by link: a long one need not be held.
#[derive(Clone, Debug)]
pub struct Chain {
    department: DepartmentId,
    head: Head,
}

impl Chain {
    /// The beginning of a department's chain.
    pub fn of(department: DepartmentId) -> Self {
        Self { department, head: Head::NONE }
    }

    /// Goes on to the next link, and gives the head up to there.
    ///
    /// # Errors
    /// How the link does not hold.
    pub fn follow(&mut self, link: &Link) -> Result<Head, Broken> {
        let place = self.head.count + 1;
        if link.entry.department != self.department {
            return Err(Broken::Department(place));
        }
        if link.entry.number != place {
            return Err(Broken::Number { place, found: link.entry.number });
        }
        if link.previous != self.head.hash {
            return Err(Broken::Previous(place));
        }
        if link.entry.hash(self.head.hash) != link.hash {
            return Err(Broken::Hash(place));
        }
        self.head = Head { count: place, hash: link.hash };
        Ok(self.head)
    }

    /// The head up to where it was followed.
    pub fn head(&self) -> Head {
        self.head
    }
}

#[cfg(test)]
mod tests;
