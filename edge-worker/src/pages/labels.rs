//! What counts are called: questions, statements and answers in their department's words, over all revisions.

use aggregate::Cell;
use aggregate::cross::Dimension;
use contract::question::Stance;
use contract::{Consultation, Kind, Lang, OptionId, Question, QuestionId, Text};

/// The words of a consultation, the newest revision's first.
pub(crate) struct Labels<'a> {
    consultation: &'a Consultation,
    /// The language in which the department reads: the definition's first.
    pub(crate) lang: Lang,
}

impl<'a> Labels<'a> {
    pub(crate) fn new(consultation: &'a Consultation) -> Self {
        Self { consultation, lang: consultation.current().definition.questionnaire().languages()[0] }
    }

    fn forms(&self, id: &QuestionId) -> impl Iterator<Item = &'a Question> {
        let revisions = self.consultation.revisions().iter().rev();
        let forms = revisions.filter_map(|revision| revision.definition.questionnaire().question(id));
        forms.collect::<Vec<_>>().into_iter()
    }

    fn text(&self, text: &'a Text) -> &'a str {
        text.in_language(self.lang).0
    }

    /// The title.
    pub(crate) fn title(&self) -> &'a str {
        self.text(self.consultation.current().definition.questionnaire().title())
    }

    /// A question, and its statement where it has some.
    pub(crate) fn dimension(&self, dimension: &Dimension) -> String {
        let question = self.forms(dimension.question()).next().map_or("", |question| self.text(question.text()));
        let Some(statement) = dimension.statement() else { return question.to_owned() };
        let mut all = self.forms(dimension.question()).flat_map(|question| question.kind().statements());
        let statement = all.find(|one| one.id() == statement).map_or("", |one| self.text(one.text()));
        format!("{question} – {statement}")
    }

    /// An answer.
    pub(crate) fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Answered(_) => "Answered".to_owned(),
            Cell::Chosen(question, option) => self.option(question, option),
            Cell::Ranked(question, option, place) => format!("{place}. {}", self.option(question, option)),
            Cell::Placed(question, _, option) => match self.forms(question).next().map(Question::kind) {
                Some(Kind::Vote(_)) => {
                    let vote = Stance::parse(option.as_str());
                    vote.map_or_else(String::new, |vote| vote.label(self.lang.form_strings()).to_owned())
                }
                _ => self.option(question, option),
            },
            Cell::Rated(question, point) => {
                let label = self.forms(question).find_map(|form| match form.kind() {
                    Kind::Rating(kind) => kind.labels().get(usize::from(*point) - 1)?.as_ref(),
                    _ => None,
                });
                label.map_or_else(|| point.to_string(), |label| format!("{point} – {}", self.text(label)))
            }
            Cell::In(_, region) => region.name(self.lang.form_strings()).to_owned(),
        }
    }

    fn option(&self, question: &QuestionId, option: &OptionId) -> String {
        let mut all = self.forms(question).flat_map(|form| form.kind().options());
        all.find(|choice| choice.id() == option)
            .map_or_else(|| option.to_string(), |choice| self.text(choice.text()).to_owned())
    }
}
