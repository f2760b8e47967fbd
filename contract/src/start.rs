//! What the application in the browser starts with: the reply of `GET /v1/consultations/{id}/start?lang=`.

use crate::locale::{FormStrings, Lang};
use crate::packed::{self, packed};
use crate::questionnaire::Questionnaire;

/// Everything that the application needs to know and does not carry in its Wasm.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Start {
    /// The revision that is answered.
    pub revision: u32,
    /// The form's language.
    pub lang: Lang,
    /// That language's words.
    pub words: FormStrings,
    /// What is asked.
    pub questionnaire: Questionnaire,
    /// The table of `region.rs` where a region is asked for; else blank.
    pub areas: String,
    /// The language asked for, where the form does not have it, and that language's `only_in`.
    pub asked: Option<(Lang, String)>,
}

packed!(Start { revision, lang, words, questionnaire, areas, asked });

impl Start {
    /// As one text (`packed.rs`), with what the department wrote in the form's language alone.
    pub fn pack(&self) -> String {
        packed::packed_text_in(self.lang, self)
    }

    /// Reads what [`Self::pack`] wrote, and trusts it; `None` for anything else, such as the reply of an edge of another
    /// version.
    pub fn unpack(text: &str) -> Option<Self> {
        packed::unpack_text(text)
    }
}
