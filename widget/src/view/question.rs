//! What every question has: its text, hints and errors around the inputs of its kind.

use super::{Form, Markup, agreement, free_text, multiple_choice, ranking, rating, region, say, single_choice, vote};
use contract::{AnswerIssue, Kind, Question};

/// Writes one question with its inputs.
pub(super) fn question(out: &mut Markup, form: &Form<'_>, question: &Question, shown: bool, open: bool) {
    let frame = &Frame { form, question, name: question.field_name(), shown, open };
    match question.kind() {
        Kind::SingleChoice(kind) => single_choice::view(out, frame, kind),
        Kind::MultipleChoice(kind) => multiple_choice::view(out, frame, kind),
        Kind::Rating(kind) => rating::view(out, frame, kind),
        Kind::Agreement(kind) => agreement::view(out, frame, kind),
        Kind::FreeText(kind) => free_text::view(out, frame, kind),
        Kind::Ranking(kind) => ranking::view(out, frame, kind),
        Kind::Region => region::view(out, frame),
        Kind::Vote(kind) => vote::view(out, frame, kind),
    }
}

/// A question on its way to becoming HTML. Where one of its statements is meant, it goes by its identifier; blank for the
/// question itself.
pub(super) struct Frame<'a> {
    pub(super) form: &'a Form<'a>,
    pub(super) question: &'a Question,
    /// The name of its field.
    pub(super) name: String,
    pub(super) shown: bool,
    /// Whether it shows though its condition may not be met.
    open: bool,
}

impl Frame<'_> {
    /// Opens the question as a group with a legend, for its inputs. `extra` is a hint that the kind adds.
    pub(super) fn open(&self, out: &mut Markup, extra: &str) {
        out.open("fieldset")
            .described_by(&[&self.hint_id(extra), &self.error_id("")])
            .when(!self.shown, "hidden")
            .open("legend part=legend");
        self.asked(out);
        out.close();
        self.notes(out, extra);
    }

    /// Opens the question as one field with its label.
    pub(super) fn field(&self, out: &mut Markup, extra: &str) {
        out.open("div class=field").when(!self.shown, "hidden").open("label part=legend").set("for", &self.name);
        self.asked(out);
        out.close();
        self.notes(out, extra);
    }

    /// A hint of the kind; blank where the department has said it in its own words.
    pub(super) fn unless_hinted(&self, hint: &'static str) -> &'static str {
        if self.question.hint().is_some() { "" } else { hint }
    }

    /// Writes the question's text, with "(optional)" behind it where that is so.
    pub(super) fn asked(&self, out: &mut Markup) {
        say(out, "", self.question.text(), self.form.lang);
        if !self.question.required() {
            out.text(" ").text(self.form.words.optional);
        }
    }

    /// Writes everything that helps with answering, as one hint, and what is wrong with the answer.
    pub(super) fn notes(&self, out: &mut Markup, extra: &str) {
        let form = self.form;
        let id = self.hint_id(extra);
        if !id.is_empty() {
            out.open("p part=hint").set("id", &id);
            if self.open {
                out.text(form.words.if_it_applies).text(" ");
            }
            if let Some(own) = self.question.hint() {
                say(out, "", own, form.lang);
            }
            if !extra.is_empty() {
                out.text(" ").text(extra);
            }
            out.close();
        }
        self.error(out, "");
    }

    /// The identifier of the hint; blank where there is none.
    pub(super) fn hint_id(&self, extra: &str) -> String {
        let any = !extra.is_empty() || self.open || self.question.hint().is_some();
        if any { self.id("hint") } else { String::new() }
    }

    /// Writes what is wrong with the answer, or with that of one statement.
    pub(super) fn error(&self, out: &mut Markup, statement: &str) {
        let form = self.form;
        out.group();
        if let Some(issue) = self.issue(statement) {
            out.open("p part=error").set("id", &self.error_id(statement));
            out.leaf("span class=aside", form.words.error_prefix);
            out.text(&issue.message(form.questionnaire, form.lang, form.words)).close();
        }
        out.close();
    }

    /// The identifier of the error; blank where there is none.
    pub(super) fn error_id(&self, statement: &str) -> String {
        let Some(_) = self.issue(statement) else { return String::new() };
        let id = self.id("error");
        if statement.is_empty() { id } else { [&id, ".", statement].concat() }
    }

    pub(super) fn issue(&self, statement: &str) -> Option<&AnswerIssue> {
        self.form.issues.iter().find(|issue| {
            issue.question.as_ref() == Some(self.question.id())
                && issue.statement.as_ref().map_or("", |id| id.as_str()) == statement
        })
    }

    /// The identifier of a part of this question. Neither part nor question has a dot, so that none clashes.
    pub(super) fn id(&self, part: &str) -> String {
        [part, ".", self.question.id().as_str()].concat()
    }
}
