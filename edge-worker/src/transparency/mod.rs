//! What an embedded form loads, stores and sends: for people on a page, for programs as JSON, both made of one value. Sizes are
//! those of the files that this Worker carries; files, addresses and storage are what the build read in the scripts.

mod calls;
mod sources;

use crate::assets;
use contract::json::Value;
use contract::locale::{TransparencyStrings, fill};
use contract::{Definition, Lang, Origin, SiteId};

/// When something happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// With every page that has the form.
    Always,
    /// When the form comes near the visible part of the page.
    Near,
    /// When somebody reaches for it, or when the page is idle and the form in view.
    Begin,
    /// When many answers come in.
    Pressure,
    /// When the page's developer asks why nothing shows.
    Diagnosis,
    /// In the page of a frame.
    Frame,
    /// In the page around a frame.
    Around,
    /// When answers are sent.
    Send,
    /// When they are withdrawn.
    Withdraw,
}

impl When {
    /// Its name for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Near => "near",
            Self::Begin => "begin",
            Self::Pressure => "pressure",
            Self::Diagnosis => "diagnosis",
            Self::Frame => "frame",
            Self::Around => "around-frame",
            Self::Send => "send",
            Self::Withdraw => "withdraw",
        }
    }

    /// It in words.
    pub(crate) fn words(self, words: &TransparencyStrings) -> &'static str {
        match self {
            Self::Always => words.always,
            Self::Near => words.near,
            Self::Begin => words.begin,
            Self::Pressure => words.pressure,
            Self::Diagnosis => words.diagnosis,
            Self::Frame => words.frame,
            Self::Around => words.around,
            Self::Send => words.send,
            Self::Withdraw => words.withdraw,
        }
    }
}

/// A file that is loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) address: String,
    pub(crate) when: When,
    pub(crate) bytes: usize,
    pub(crate) brotli: usize,
}

/// Something that is stored in the browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Stored {
    pub(crate) place: &'static str,
    pub(crate) key: String,
    pub(crate) days: u32,
}

impl Stored {
    /// Whether it waits to be sent; else it is what is typed so far.
    pub(crate) fn waits(&self) -> bool {
        self.place == "localStorage"
    }
}

/// For how long a field is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kept {
    /// Not at all.
    Not,
    /// As long as the answer.
    Days,
    /// As a hash, for good.
    Hash,
}

/// A field of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// `query`, `form` or `path`.
    pub(crate) place: &'static str,
    pub(crate) example: String,
    pub(crate) meaning: String,
    pub(crate) kept: Kept,
    /// Whether every such request has it.
    pub(crate) always: bool,
}

/// A request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Call {
    pub(crate) when: When,
    pub(crate) method: &'static str,
    /// With names in braces where it varies.
    pub(crate) path: &'static str,
    pub(crate) fields: Vec<Field>,
}

/// All that is told.
pub(crate) struct Told<'a> {
    pub(crate) own: &'a Origin,
    pub(crate) site: &'a SiteId,
    /// The consultation that is asked about, where one is: its name, what it asks.
    pub(crate) of: Option<(&'a str, &'a Definition)>,
    pub(crate) lang: Lang,
}

/// The files that the scripts load by name, and those that a page names.
fn when_loaded(name: &str) -> Option<When> {
    Some(match name {
        "embed.js" => When::Always,
        "soundings.css" => When::Near,
        "soundings.js" | "soundings_bg.wasm" | "more.css" => When::Begin,
        "prove.js" => When::Pressure,
        "diagnose.js" => When::Diagnosis,
        "frame.js" | "frame.css" => When::Frame,
        "resize.js" => When::Around,
        _ => return None,
    })
}

/// What a page names itself: the loader by its tag, and what the page of a frame and the one around it have.
const NAMED: [&str; 4] = ["embed.js", "frame.css", "frame.js", "resize.js"];

impl Told<'_> {
    /// The files, in the order in which they come.
    pub(crate) fn files(&self) -> Vec<File> {
        let file = |name: &'static str| {
            let (bytes, brotli) = assets::sizes(name)?;
            let address = match name {
                assets::LOADER => "/v1/embed.js".to_owned(),
                assets::RESIZER => "/v1/frame.js".to_owned(),
                name => format!("{}{name}", assets::folder()),
            };
            Some(File { name, address, when: when_loaded(name)?, bytes, brotli })
        };
        let mut files: Vec<File> = NAMED.into_iter().chain(sources::FILES.iter().copied()).filter_map(file).collect();
        files.sort_by_key(|file| file.when as u8);
        files
    }

    /// What is stored.
    pub(crate) fn stored(&self) -> Vec<Stored> {
        let id = self.of.map_or("{consultation}", |(id, _)| id);
        let key = format!("{}{}/v1/consultations/{id}", sources::PREFIX, self.own);
        let mut all: Vec<Stored> =
            sources::STORAGES.iter().map(|place| Stored { place, key: key.clone(), days: sources::DAYS }).collect();
        // What is typed comes before what is sent.
        all.sort_by_key(Stored::waits);
        all
    }

    /// The requests, in the order in which they come.
    pub(crate) fn calls(&self) -> Vec<Call> {
        calls::all(self)
    }

    /// How long an answer is kept, in words.
    pub(crate) fn retention(&self, kept: Kept, words: &TransparencyStrings) -> String {
        match (kept, self.of) {
            (Kept::Not, _) => words.kept_not.to_owned(),
            (Kept::Hash, _) => words.kept_hash.to_owned(),
            (Kept::Days, None) => words.kept_as_said.to_owned(),
            (Kept::Days, Some((_, definition))) => {
                let days = definition.questionnaire().retention_days().to_string();
                fill(words.kept_days, &[("{n}", &days)])
            }
        }
    }

    /// For programs.
    pub(crate) fn to_value(&self) -> Value {
        let number = |number: usize| Value::Number(number as f64);
        let text = |text: &str| Value::string(text);
        let files = self.files().into_iter().map(|file| {
            Value::object([
                ("name", text(file.name)),
                ("address", text(&file.address)),
                ("when", text(file.when.name())),
                ("bytes", number(file.bytes)),
                ("brotli", number(file.brotli)),
            ])
        });
        let stored = self.stored().into_iter().map(|stored| {
            let holds = if stored.waits() { "unsent" } else { "draft" };
            Value::object([
                ("place", text(stored.place)),
                ("key", text(&stored.key)),
                ("holds", text(holds)),
                ("days", stored.days.into()),
            ])
        });
        let field = |field: Field| {
            let kept = match (field.kept, self.of) {
                (Kept::Not, _) => text("not"),
                (Kept::Hash, _) => text("hash"),
                (Kept::Days, None) => text("retention"),
                (Kept::Days, Some((_, definition))) => definition.questionnaire().retention_days().into(),
            };
            Value::object([
                ("name", text(&field.name)),
                ("in", text(field.place)),
                ("example", text(&field.example)),
                ("meaning", text(&field.meaning)),
                ("kept", kept),
                ("always", Value::Bool(field.always)),
            ])
        };
        let calls = self.calls().into_iter().map(|call| {
            Value::object([
                ("when", text(call.when.name())),
                ("method", text(call.method)),
                ("path", text(call.path)),
                ("fields", Value::Array(call.fields.into_iter().map(field).collect())),
            ])
        });
        Value::object([
            ("site", text(self.site.as_str())),
            ("consultation", self.of.map_or(Value::Null, |(id, _)| text(id))),
            ("host", text(self.own.as_str())),
            ("build", text(assets::build())),
            ("loads", Value::Array(files.collect())),
            ("stores", Value::Array(stored.collect())),
            ("cookies", Value::Array(Vec::new())),
            ("databases", Value::Array(Vec::new())),
            ("sends", Value::Array(calls.collect())),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_a_script_loads_is_told_with_its_moment() {
        assert!(sources::FILES.len() >= 6, "{:?}", sources::FILES);
        for name in NAMED.iter().chain(sources::FILES) {
            assert!(when_loaded(name).is_some(), "{name} is loaded, and nobody says when");
        }
    }

    #[test]
    fn storage_is_what_the_scripts_name() {
        assert_eq!(sources::STORAGES, ["localStorage", "sessionStorage"]);
        assert_eq!((sources::PREFIX, sources::DAYS), ("soundings:", 7));
        let own = Origin::parse("https://edge.example").unwrap();
        let told = Told { own: &own, site: &SiteId::parse("a-forum").unwrap(), of: None, lang: Lang::En };
        let stored = told.stored();
        let draft = Stored {
            place: "sessionStorage",
            key: "soundings:https://edge.example/v1/consultations/{consultation}".to_owned(),
            days: 7,
        };
        assert_eq!(stored[0], draft);
        assert!(stored[1].waits() && stored[1].place == "localStorage");
    }
}
