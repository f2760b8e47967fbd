//! What the Worker asks of the widget's views. It crosses between two Wasm modules, as packed text: Yew does not build with the
//! unwinding that the Worker needs, so that the views are a module of their own.

use crate::locale::Lang;
use crate::packed::{self, packed, packed_enum};
use crate::questionnaire::Questionnaire;

/// A view to render.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Showing {
    /// In which language.
    pub lang: Lang,
    /// The language asked for, where a form does not have it.
    pub asked: Option<Lang>,
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
    Confirmation(Recorded),
    /// What stands there when there is nothing to answer.
    Notice(Notice),
    /// What others said, by itself.
    Others(Others),
}

/// Answers that are recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The receipt.
    pub receipt: String,
    /// Whether a recorded answer was changed.
    pub changed: bool,
    /// The page where the answers are changed.
    pub change: String,
    /// The page where they are withdrawn.
    pub withdraw: String,
    /// What others said, where there is a release.
    pub others: Option<Others>,
}

/// A text, and the language that it is in.
pub type Said = (String, Lang);

/// What others said, as the latest release has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Others {
    /// How many answered, rounded.
    pub responses: usize,
    /// The day of the release, as people write it.
    pub date: String,
    /// The questions with figures.
    pub questions: Vec<OthersOfQuestion>,
}

/// What others said to one question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OthersOfQuestion {
    /// The question.
    pub text: Said,
    /// Its figures; of statements each one's.
    pub tables: Vec<OthersTable>,
}

/// The figures of a question or of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OthersTable {
    /// The statement.
    pub statement: Option<Said>,
    /// The answers with a published count.
    pub bars: Vec<Bar>,
}

/// How many gave an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// The answer.
    pub label: Said,
    /// How many, rounded.
    pub count: usize,
    /// Their share in hundredths, of the rounded numbers.
    pub percent: usize,
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
    /// That its sender waited, where they were asked to; else blank.
    pub note: String,
    /// What is filled in, as form fields.
    pub fields: Vec<(String, String)>,
    /// Which part of a form in parts shows (`turn.rs`); `None` for all at once.
    pub part: Option<usize>,
    /// Whether it was sent and refused: then it says what is wrong with the fields, those of the part that shows.
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

packed!(Showing { lang, asked, heading, hosted, view });
packed_enum!(View { 0 = Form(filling), 1 = Confirmation(recorded), 2 = Notice(notice), 3 = Others(others) });
packed!(Recorded { receipt, changed, change, withdraw, others });
packed!(Others { responses, date, questions });
packed!(OthersOfQuestion { text, tables });
packed!(OthersTable { statement, bars });
packed!(Bar { label, count, percent });
packed!(Filling { questionnaire, revision, action, key, site, page, note, fields, part, checked, change });
packed_enum!(Notice { 0 = Closed, 1 = NotOpen, 2 = Withdrawn });

impl Showing {
    /// As one text (`packed.rs`).
    pub fn pack(&self) -> String {
        packed::packed_text(self)
    }

    /// Reads what [`Self::pack`] wrote; `None` for anything else.
    pub fn unpack(text: &str) -> Option<Self> {
        packed::unpack_text(text)
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
            note: "n".to_owned(),
            fields: vec![("answers.q".into(), "a \"quoted\" word".into()), ("key".into(), "k".into())],
            part: Some(2),
            checked: true,
            change: false,
        };
        let bar = Bar { label: ("Cytuno".into(), Lang::Cy), count: 40, percent: 67 };
        let table = OthersTable { statement: Some(("A statement".into(), Lang::En)), bars: vec![bar] };
        let others = Others {
            responses: 60,
            date: "3 Mawrth 2026".into(),
            questions: vec![OthersOfQuestion { text: ("Q".into(), Lang::En), tables: vec![table] }],
        };
        let confirmation = |others| {
            View::Confirmation(Recorded {
                receipt: "c.0.x".into(),
                changed: true,
                change: "/r/c.0.x?change".into(),
                withdraw: "/r/c.0.x?withdraw".into(),
                others,
            })
        };
        let confirmations = [confirmation(None), confirmation(Some(others.clone())), View::Others(others)];
        let notices = [Notice::Closed, Notice::NotOpen, Notice::Withdrawn].map(View::Notice);
        for view in [View::Form(filling)].into_iter().chain(confirmations).chain(notices) {
            for asked in [None, Some(Lang::Ar)] {
                let showing = Showing { lang: Lang::Cy, asked, heading: 2, hosted: true, view: view.clone() };
                let written = showing.pack();
                assert_eq!(Showing::unpack(&written), Some(showing), "{written}");
            }
        }
        assert_eq!(Showing::unpack(""), None);
    }
}
