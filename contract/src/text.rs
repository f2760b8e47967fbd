//! Texts that a department writes, each in one or more languages.

use crate::document::{Fault, Place};
use crate::json::Value;
use crate::locale::Lang;
use crate::packed::{Packed, Packing, Places};

/// A text in at least one language; the first language of its definition is always there, and no text is blank.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text(Vec<(Lang, String)>);

impl Packed for Text {
    fn pack(&self, out: &mut Packing) {
        match out.only {
            None => self.0.pack(out),
            Some(wanted) => {
                let (text, lang) = self.in_language(wanted);
                vec![(lang, text.to_owned())].pack(out);
            }
        }
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        Self(places.next())
    }
}

impl Text {
    /// The text in `lang` where there is one, else in the definition's first language; with the language that it is in,
    /// which the page then declares, so that a screen reader speaks it rightly.
    pub fn in_language(&self, lang: Lang) -> (&str, Lang) {
        let found = self.0.iter().find(|(own, _)| *own == lang).unwrap_or(&self.0[0]);
        (&found.1, found.0)
    }

    /// Whether the text is there in `lang`.
    pub fn has(&self, lang: Lang) -> bool {
        self.0.iter().any(|(own, _)| *own == lang)
    }

    /// Reads `{"en": "...", "cy": "..."}`: only languages that the definition declares, the first of them always.
    pub(crate) fn parse(place: &Place<'_>, languages: &[Lang], limit: usize) -> Option<Self> {
        let members = place.members()?;
        let mut texts = Vec::new();
        for member in members.all() {
            let declared = Lang::parse(member.name()).filter(|lang| languages.contains(lang));
            match (declared, member.text(limit)) {
                (Some(lang), Some(text)) => texts.push((lang, text.to_owned())),
                (None, _) => member.fault(Fault::LanguageNotDeclared),
                _ => {}
            }
        }
        let first = *languages.first()?;
        let Some(index) = texts.iter().position(|(lang, _)| *lang == first) else {
            if members.get(first.code()).is_none() {
                place.missing(first.code());
            }
            return None;
        };
        texts.swap(0, index);
        Some(Self(texts))
    }

    /// The document again.
    pub fn to_value(&self) -> Value {
        Value::object(self.0.iter().map(|(lang, text)| (lang.code(), Value::string(text))))
    }
}
