//! Releases as open data: one of them with its words, and the files that are made of it. Every file is a function of the
//! frozen release and of what was asked in its revision, which never change; so each has the same bytes for good.

pub(crate) mod book;
pub(crate) mod catalogue;
pub(crate) mod container;
pub(crate) mod feed;
pub(crate) mod package;
pub(crate) mod sheet;
pub(crate) mod table;
mod xml;

use aggregate::{Release, Table};
use contract::question::{Choice, Stance};
use contract::{Consultation, Kind, Lang, OptionId, Question, QuestionId, Region, Revision, Text};

/// What stands for a count that is not published, as public bodies' spreadsheets have it: "confidential".
pub(crate) const LEFT_OUT: &str = "[c]";

/// A text, and the language that it is in.
pub(crate) type Said = (String, Lang);

/// A release, in words.
pub(crate) struct Published<'a> {
    pub(crate) consultation: &'a Consultation,
    /// The department's name.
    pub(crate) department: String,
    pub(crate) release: Release,
    /// The hash of its bytes.
    pub(crate) sha256: String,
    /// The language of its words, where a text has it.
    pub(crate) lang: Lang,
    /// The address of all its consultation's releases: `https://HOST/v1/consultations/ID/releases`.
    pub(crate) base: String,
}

/// A question with its published tables.
pub(crate) struct Section {
    pub(crate) text: Said,
    /// Whether it was asked on a condition.
    pub(crate) conditional: bool,
    /// In the order of its statements; none of words.
    pub(crate) tables: Vec<Worded>,
}

/// A published table, in words.
pub(crate) struct Worded {
    pub(crate) table: Table,
    /// The text of its statement.
    pub(crate) statement: Option<Said>,
    /// The text of each cell, in the table's order.
    pub(crate) labels: Vec<Said>,
}

impl Published<'_> {
    /// The revision whose newest words it has; earlier ones have those that it dropped.
    pub(crate) fn revision(&self) -> &Revision {
        self.consultation.revision(self.release.revision()).unwrap_or_else(|| self.consultation.current())
    }

    /// What the consultation is called.
    pub(crate) fn title(&self) -> Said {
        said(self.revision().definition.questionnaire().title(), self.lang)
    }

    /// The address of one of its files, by what its name ends with.
    pub(crate) fn address(&self, ending: &str) -> String {
        format!("{}/{}{ending}", self.base, self.release.number())
    }

    /// Its questions in the order in which they were asked: those that are answered in words alone have no table.
    pub(crate) fn sections(&self) -> Vec<Section> {
        let own =
            self.revision().definition.questionnaire().questions().iter().map(|question| question.id().to_string());
        let mut ids: Vec<String> = own.collect();
        for table in self.release.tables() {
            if !ids.contains(&table.question) {
                ids.push(table.question.clone());
            }
        }
        ids.iter().filter_map(|id| self.section(id)).collect()
    }

    /// All tables with their questions, for files.
    pub(crate) fn worded(&self) -> Vec<(Said, Worded)> {
        let sections = self.sections().into_iter();
        sections
            .flat_map(|section| section.tables.into_iter().map(move |table| (section.text.clone(), table)))
            .collect()
    }

    fn section(&self, id: &str) -> Option<Section> {
        let forms = self.forms(&QuestionId::parse(id)?);
        let newest = forms.first()?;
        let tables = self.release.tables().iter().filter(|table| table.question == id);
        Some(Section {
            text: said(newest.text(), self.lang),
            conditional: forms.iter().any(|form| form.show_if().is_some()),
            tables: tables.map(|table| self.table(table, &forms)).collect(),
        })
    }

    /// A question in all its forms up to the release's revision, the newest first.
    fn forms(&self, id: &QuestionId) -> Vec<&Question> {
        let revisions = self.consultation.revisions().iter().rev();
        let known = revisions.filter(|revision| revision.number <= self.release.revision());
        known.filter_map(|revision| revision.definition.questionnaire().question(id)).collect()
    }

    fn table(&self, table: &Table, forms: &[&Question]) -> Worded {
        let statement = table.statement.as_ref().map(|id| {
            let mut all = forms.iter().flat_map(|form| form.kind().statements());
            let found = all.find(|own| own.id().as_str() == id).map(|own| said(own.text(), self.lang));
            found.unwrap_or_else(|| (id.clone(), self.lang))
        });
        let label = |id: &String| {
            let found = forms.iter().find_map(|form| label(form.kind(), id, self.lang));
            found.unwrap_or_else(|| (id.clone(), self.lang))
        };
        let labels = table.cells.iter().map(|(id, _)| label(id)).collect();
        Worded { table: table.clone(), statement, labels }
    }
}

/// The words of a published count's identifier.
pub(crate) fn label(kind: &Kind, id: &str, lang: Lang) -> Option<Said> {
    let words = lang.form_strings();
    let choice = |choices: &[Choice]| {
        let id = OptionId::parse(id)?;
        choices.iter().find(|choice| *choice.id() == id).map(|choice| said(choice.text(), lang))
    };
    match kind {
        Kind::SingleChoice(kind) => choice(kind.options()),
        Kind::MultipleChoice(kind) => choice(kind.options()),
        Kind::Ranking(kind) => choice(kind.options()),
        Kind::Agreement(kind) => choice(kind.scale()),
        Kind::Rating(kind) => {
            let point: usize = id.parse().ok()?;
            let label = kind.labels().get(point.checked_sub(1)?)?;
            let (text, own) = label.as_ref().map_or((String::new(), lang), |label| said(label, lang));
            Some((if text.is_empty() { id.to_owned() } else { format!("{id} – {text}") }, own))
        }
        Kind::Vote(_) => Some((Stance::parse(id)?.label(words).to_owned(), lang)),
        Kind::Region => Some((Region::parse(id)?.name(words).to_owned(), lang)),
        Kind::FreeText(_) => None,
    }
}

/// A text of the department's in a language.
pub(crate) fn said(text: &Text, lang: Lang) -> Said {
    let (text, own) = text.in_language(lang);
    (text.to_owned(), own)
}

#[cfg(test)]
mod tests;
