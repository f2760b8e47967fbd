//! The form as a whole.

use super::{Said, container, error_summary, heading, question};
use contract::locale::FormStrings;
use contract::{AnswerIssue, Lang, Questionnaire};
use yew::prelude::*;

/// What the form shows.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    /// What is asked.
    pub questionnaire: &'a Questionnaire,
    /// In which language.
    pub lang: Lang,
    /// That language's words.
    pub words: &'a FormStrings,
    /// Level of the title.
    pub heading: u8,
    /// Where a browser without script sends it: an absolute address on the edge.
    pub action: &'a str,
    /// What is sent along.
    pub control: Control<'a>,
    /// What is filled in, as form fields. In the browser (`shown` given) inputs keep what they hold; only counts read it.
    pub fields: &'a [(String, String)],
    /// What is wrong.
    pub issues: &'a [AnswerIssue],
    /// For each question whether it shows. `None` where no script could show it later: then all do, and a condition
    /// becomes a hint.
    pub shown: Option<&'a [bool]>,
    /// Whether it is a first answer or a change.
    pub purpose: Purpose,
    /// How far sending is.
    pub stage: Stage,
    /// Whether it stands on the edge's own page: then there is no other page to offer when sending fails.
    pub hosted: bool,
}

/// Fields that the person does not see.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// The idempotency key; blank where the loader fills it in.
    pub key: &'a str,
    /// The revision that is answered.
    pub revision: u32,
    /// The site where it is answered.
    pub site: &'a str,
    /// The page where it is answered; blank where the loader fills it in.
    pub page: &'a str,
}

/// What sending does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Records a first answer.
    Answer,
    /// Changes an answer that is recorded.
    Change,
}

/// How far sending is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Being filled in.
    Filling,
    /// On its way.
    Sending,
    /// Did not get through.
    Failed,
}

impl Form<'_> {
    /// Whether the application in the browser shows it: then inputs are never set from here.
    pub(super) fn live(&self) -> bool {
        self.shown.is_some()
    }

    /// Whether the field `name` holds `value`, for forms that are filled in on the server.
    pub(super) fn holds(&self, name: &str, value: &str) -> bool {
        !self.live() && self.fields.iter().any(|(own, held)| own == name && held == value)
    }

    /// What the field `name` holds.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(own, _)| own == name).map(|(_, held)| held.as_str())
    }
}

/// The form with the department's message above it and its privacy notice below.
pub fn form(form: &Form<'_>) -> Html {
    let Form { questionnaire, lang, words, control, .. } = *form;
    let hidden = |name: &'static str, value: AttrValue| html! { <input type="hidden" name={name} value={value} /> };
    let questions = questionnaire.questions().iter().enumerate().map(|(index, question)| {
        let shown = form.shown.is_none_or(|shown| shown.get(index).copied().unwrap_or(true));
        question::question(form, question, shown)
    });
    container(
        lang,
        html! {
            <>
                { heading(form.heading, "heading", Said::new(questionnaire.title(), lang).html()) }
                { for questionnaire.summary().map(|text| passage(text, lang)) }
                <form method="post" action={form.action.to_owned()} accept-charset="utf-8" novalidate=true>
                    { hidden("key", control.key.to_owned().into()) }
                    { hidden("revision", control.revision.to_string().into()) }
                    { hidden("site", control.site.to_owned().into()) }
                    { hidden("lang", lang.code().into()) }
                    { hidden("page", control.page.to_owned().into()) }
                    { error_summary::error_summary(form) }
                    { for questions }
                    { if form.hosted { Html::default() } else { failed(form) } }
                    { send(form) }
                </form>
                { for questionnaire.privacy().map(|text| html! {
                    <details part="footer"><summary>{ words.privacy }</summary>{ passage(text, lang) }</details>
                }) }
            </>
        },
    )
}

fn passage(text: &contract::Text, lang: Lang) -> Html {
    let Said { text, lang } = Said::new(text, lang);
    html! { <p lang={lang}>{ text }</p> }
}

/// The button that sends. It stays in reach while it does (`aria-disabled`, not `disabled`): focus is not lost.
fn send(form: &Form<'_>) -> Html {
    let words = form.words;
    let sending = form.stage == Stage::Sending;
    let label = match form.purpose {
        _ if sending => words.sending,
        Purpose::Answer => words.send,
        Purpose::Change => words.send_change,
    };
    let keep = form.live() && form.purpose == Purpose::Change && !sending;
    html! {
        <p>
            <button part="button" data-busy={words.sending} aria-disabled={sending.then_some("true")}>{ label }</button>
            if keep { <button part="button" type="button" value="keep">{ words.keep }</button> }
        </p>
    }
}

/// Shown when sending failed: try again, or carry the answers over to the hosted form.
fn failed(form: &Form<'_>) -> Html {
    let words = form.words;
    // A change goes to its receipt, which the hosted form knows nothing of.
    let elsewhere = form.purpose == Purpose::Answer;
    html! {
        <div part="error-summary" id="failed" tabindex="-1" hidden={form.stage != Stage::Failed}>
            <p>{ words.send_failed }</p>
            <button part="button">{ words.try_again }</button>
            if elsewhere { <button part="button" formtarget="_blank">{ words.own_page }</button> }
        </div>
    }
}
