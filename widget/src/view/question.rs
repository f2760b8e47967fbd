//! What every question has: its text, hints and errors around the inputs of its kind.

use super::{Form, Said, agreement, free_text, multiple_choice, rating, single_choice};
use contract::{Kind, Question};
use yew::prelude::*;

/// One question with its inputs.
pub(super) fn question(form: &Form<'_>, question: &Question, shown: bool) -> Html {
    let frame = Frame { form, question, shown };
    match question.kind() {
        Kind::SingleChoice(kind) => single_choice::view(&frame, kind),
        Kind::MultipleChoice(kind) => multiple_choice::view(&frame, kind),
        Kind::Rating(kind) => rating::view(&frame, kind),
        Kind::Agreement(kind) => agreement::view(&frame, kind),
        Kind::FreeText(kind) => free_text::view(&frame, kind),
    }
}

/// A question on its way to becoming HTML.
pub(super) struct Frame<'a> {
    pub(super) form: &'a Form<'a>,
    pub(super) question: &'a Question,
    pub(super) shown: bool,
}

impl Frame<'_> {
    /// The question's inputs as a group with a legend. `extra` is a hint that the kind adds.
    pub(super) fn group(&self, extra: Option<AttrValue>, inputs: Html) -> Html {
        let (hint, error) = (self.hint(extra), self.error(None));
        html! {
            <fieldset aria-describedby={described_by(&[&hint, &error])} hidden={!self.shown}>
                <legend part="legend">{ self.asked() }</legend>
                { for hint.map(|hint| hint.html) }
                { for error.map(|error| error.html) }
                { inputs }
            </fieldset>
        }
    }

    /// The question's text, with "(optional)" behind it where that is so.
    pub(super) fn asked(&self) -> Html {
        let text = Said::new(self.question.text(), self.form.lang).html();
        if self.question.required() {
            return text;
        }
        html! { <>{ text }{ " " }{ self.form.words.optional }</> }
    }

    /// Everything that helps with answering, as one hint.
    pub(super) fn hint(&self, extra: Option<AttrValue>) -> Option<Note> {
        let form = self.form;
        let condition = (!form.live() && self.question.show_if().is_some()).then_some(form.words.if_it_applies);
        let own = self.question.hint().map(|text| Said::new(text, form.lang).html());
        let parts: Vec<Html> = condition.map(Html::from).into_iter().chain(own).chain(extra.map(Html::from)).collect();
        if parts.is_empty() {
            return None;
        }
        let id = self.id("hint");
        let last = parts.len() - 1;
        let sentences = parts.into_iter().enumerate().map(|(index, part)| {
            html! {
                <>{ part }{ if index < last { " " } else { "" } }</>
            }
        });
        Some(Note { html: html! { <p part="hint" id={&id}>{ for sentences }</p> }, id })
    }

    /// What is wrong with the answer, or with that of one statement.
    pub(super) fn error(&self, statement: Option<&str>) -> Option<Note> {
        let form = self.form;
        let issue = form.issues.iter().find(|issue| {
            issue.question.as_ref() == Some(self.question.id())
                && issue.statement.as_ref().map(|id| id.as_str()) == statement
        })?;
        let mut id = self.id("error");
        if let Some(statement) = statement {
            id = AttrValue::from([&id, ".", statement].concat());
        }
        let message = issue.message(form.questionnaire, form.lang, form.words);
        let html = html! {
            <p part="error" id={&id}><span class="aside">{ form.words.error_prefix }</span>{ message }</p>
        };
        Some(Note { html, id })
    }

    /// The identifier of a part of this question. Neither part nor question has a dot, so that none clashes.
    pub(super) fn id(&self, part: &str) -> AttrValue {
        [part, ".", self.question.id().as_str()].concat().into()
    }
}

/// A hint or an error, and the identifier by which the inputs point to it.
pub(super) struct Note {
    pub(super) html: Html,
    pub(super) id: AttrValue,
}

/// The value of `aria-describedby`.
pub(super) fn described_by(notes: &[&Option<Note>]) -> Option<AttrValue> {
    let ids: Vec<&str> = notes.iter().filter_map(|note| note.as_ref().map(|note| note.id.as_str())).collect();
    (!ids.is_empty()).then(|| ids.join(" ").into())
}
