//! The words of a consultation's questions, for those who read its figures.

use contract::question::Stance;
use contract::{Consultation, Kind, Lang, OptionId, Question, QuestionId, Region, StatementId, Text};

/// The words of a consultation, over all of its revisions: the newest form of each.
pub(crate) struct Words<'a> {
    consultation: &'a Consultation,
    lang: Lang,
}

impl<'a> Words<'a> {
    pub(crate) fn new(consultation: &'a Consultation) -> Self {
        Self { consultation, lang: consultation.current().definition.questionnaire().languages()[0] }
    }

    /// The language in which the department reads: the definition's first.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn text(&self, text: &'a Text) -> &'a str {
        text.in_language(self.lang).0
    }

    pub(crate) fn region(&self, region: Region) -> &'static str {
        region.name(self.lang.form_strings())
    }

    fn questions(&self, id: &QuestionId) -> impl Iterator<Item = &'a Question> {
        let revisions = self.consultation.revisions().iter().rev();
        revisions
            .filter_map(move |revision| revision.definition.questionnaire().question(id))
            .collect::<Vec<_>>()
            .into_iter()
    }

    pub(crate) fn question(&self, id: &QuestionId) -> &'a str {
        self.questions(id).next().map_or("", |question| self.text(question.text()))
    }

    /// Whether the current revision still asks it.
    pub(crate) fn asked_now(&self, id: &QuestionId) -> bool {
        self.consultation.current().definition.questionnaire().question(id).is_some()
    }

    pub(crate) fn option(&self, question: &QuestionId, option: &OptionId) -> &'a str {
        let found = self.questions(question).flat_map(|question| question.kind().options());
        found.into_iter().find(|choice| choice.id() == option).map_or("", |choice| self.text(choice.text()))
    }

    pub(crate) fn statement(&self, question: &QuestionId, statement: &StatementId) -> &'a str {
        let mut found = self.questions(question).flat_map(|question| question.kind().statements());
        found.find(|one| one.id() == statement).map_or("", |one| self.text(one.text()))
    }

    /// The label of a point of an agreement's scale, or of a vote.
    pub(crate) fn judgement(&self, question: &QuestionId, point: &OptionId) -> &'a str {
        match self.questions(question).next().map(Question::kind) {
            Some(Kind::Vote(_)) => {
                Stance::parse(point.as_str()).map_or("", |vote| vote.label(self.lang.form_strings()))
            }
            _ => self.option(question, point),
        }
    }

    /// A rating's point with its label, where it has one: `5 – Very easy`.
    pub(crate) fn point_label(&self, question: &QuestionId, point: usize) -> String {
        let label = self.point(question, point);
        if label.is_empty() { point.to_string() } else { format!("{point} – {label}") }
    }

    /// The label of a rating's point, from 1; blank for one between labelled ends.
    fn point(&self, question: &QuestionId, point: usize) -> &'a str {
        let label = self.questions(question).find_map(|question| match question.kind() {
            Kind::Rating(kind) => kind.labels().get(point - 1)?.as_ref(),
            _ => None,
        });
        label.map_or("", |label| self.text(label))
    }
}
