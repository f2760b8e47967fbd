//! What the Worker asks of the widget's views. It crosses between two Wasm modules, as JSON: Yew does not build with the
//! unwinding that the Worker needs, so that the views are a module of their own.

use crate::json::Value;
use crate::locale::Lang;
use crate::questionnaire::Questionnaire;

/// A view to render.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Showing {
    /// In which language.
    pub lang: Lang,
    /// Level of its heading.
    pub heading: u8,
    /// Whether it stands on a page of the edge's own, and not in somebody else's.
    pub hosted: bool,
    /// Which view.
    pub view: View,
}

/// The views.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum View {
    /// A form to fill in.
    Form(Filling),
    /// What stands in its place once the answers are recorded.
    Confirmation {
        /// The receipt.
        receipt: String,
        /// Whether a recorded answer was changed.
        changed: bool,
        /// The page where the answers are changed.
        change: String,
        /// The page where they are withdrawn.
        withdraw: String,
    },
    /// What stands there when there is nothing to answer.
    Notice(Notice),
}

/// A form, as far as it is filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filling {
    /// What it asks.
    pub questionnaire: Questionnaire,
    /// The revision that is answered.
    pub revision: u32,
    /// Where a browser without script sends it: an absolute address.
    pub action: String,
    /// The idempotency key; blank where the loader fills it in.
    pub key: String,
    /// The site where it is answered.
    pub site: String,
    /// The page where it is answered; blank where the loader fills it in.
    pub page: String,
    /// What is filled in, as form fields.
    pub fields: Vec<(String, String)>,
    /// Whether it was sent and refused: then it says what is wrong with the fields.
    pub checked: bool,
    /// Whether it changes a recorded answer.
    pub change: bool,
}

/// Why there is nothing to answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    /// The consultation is closed.
    Closed,
    /// It is not open yet.
    NotOpen,
    /// The person withdrew the answers.
    Withdrawn,
}

impl Notice {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Closed, "closed"), (Self::NotOpen, "not-open"), (Self::Withdrawn, "withdrawn")];
}

impl Showing {
    /// As JSON.
    pub fn to_value(&self) -> Value {
        let (name, view) = match &self.view {
            View::Form(filling) => ("form", filling.to_value()),
            View::Confirmation { receipt, changed, change, withdraw } => (
                "confirmation",
                Value::object([
                    ("receipt", receipt.as_str().into()),
                    ("changed", (*changed).into()),
                    ("change", change.as_str().into()),
                    ("withdraw", withdraw.as_str().into()),
                ]),
            ),
            View::Notice(notice) => {
                let name = Notice::ALL.iter().find(|(own, _)| own == notice).map_or("", |(_, name)| name);
                ("notice", name.into())
            }
        };
        Value::object([
            ("lang", self.lang.code().into()),
            ("heading", u32::from(self.heading).into()),
            ("hosted", self.hosted.into()),
            (name, view),
        ])
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        let view = if let Some(filling) = value.get("form") {
            View::Form(Filling::from_value(filling)?)
        } else if let Some(confirmation) = value.get("confirmation") {
            View::Confirmation {
                receipt: text(confirmation, "receipt")?,
                changed: flag(confirmation, "changed")?,
                change: text(confirmation, "change")?,
                withdraw: text(confirmation, "withdraw")?,
            }
        } else {
            let name = value.get("notice")?.as_str()?;
            View::Notice(Notice::ALL.iter().find(|(_, own)| *own == name)?.0)
        };
        let heading = u8::try_from(value.get("heading")?.as_integer()?).ok()?;
        Some(Self { lang: Lang::parse(value.get("lang")?.as_str()?)?, heading, hosted: flag(value, "hosted")?, view })
    }
}

impl Filling {
    fn to_value(&self) -> Value {
        let field = |(name, value): &(String, String)| Value::Array(vec![name.as_str().into(), value.as_str().into()]);
        Value::object([
            ("questionnaire", self.questionnaire.pack()),
            ("revision", self.revision.into()),
            ("action", self.action.as_str().into()),
            ("key", self.key.as_str().into()),
            ("site", self.site.as_str().into()),
            ("page", self.page.as_str().into()),
            ("fields", Value::Array(self.fields.iter().map(field).collect())),
            ("checked", self.checked.into()),
            ("change", self.change.into()),
        ])
    }

    fn from_value(value: &Value) -> Option<Self> {
        let Some(Value::Array(fields)) = value.get("fields") else { return None };
        let field = |pair: &Value| match pair {
            Value::Array(pair) => Some((pair.first()?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned())),
            _ => None,
        };
        Some(Self {
            questionnaire: Questionnaire::unpack(value.get("questionnaire")?)?,
            revision: u32::try_from(value.get("revision")?.as_integer()?).ok()?,
            action: text(value, "action")?,
            key: text(value, "key")?,
            site: text(value, "site")?,
            page: text(value, "page")?,
            fields: fields.iter().map(field).collect::<Option<_>>()?,
            checked: flag(value, "checked")?,
            change: flag(value, "change")?,
        })
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    Some(value.get(name)?.as_str()?.to_owned())
}

fn flag(value: &Value, name: &str) -> Option<bool> {
    match value.get(name)? {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_showing_is_read_as_it_was_written() {
        let document = r#"{"title": {"en": "T"}, "languages": ["en"],
            "questions": [{"id": "q", "kind": "free_text", "text": {"en": "Q"}}]}"#;
        let definition = crate::Definition::parse(&serde_json::from_str(document).unwrap()).unwrap();
        let filling = Filling {
            questionnaire: definition.questionnaire().clone(),
            revision: 3,
            action: "https://edge.example/f/c".into(),
            key: "k".into(),
            site: "forum".into(),
            page: String::new(),
            fields: vec![("answers.q".into(), "a \"quoted\" word".into()), ("key".into(), "k".into())],
            checked: true,
            change: false,
        };
        let confirmation = View::Confirmation {
            receipt: "c.0.x".into(),
            changed: true,
            change: "/r/c.0.x?change".into(),
            withdraw: "/r/c.0.x?withdraw".into(),
        };
        let notices = Notice::ALL.into_iter().map(|(notice, _)| View::Notice(notice));
        for view in [View::Form(filling), confirmation].into_iter().chain(notices) {
            let showing = Showing { lang: Lang::Cy, heading: 2, hosted: true, view };
            let written = showing.to_value().to_string();
            assert_eq!(Showing::from_value(&serde_json::from_str(&written).unwrap()), Some(showing), "{written}");
        }
        assert_eq!(Showing::from_value(&Value::Null), None);
    }
}
