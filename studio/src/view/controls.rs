//! Fields in the markup that govuk-frontend's styles are for.

use super::{Studio, anchor, language_name};
use crate::model::{Problem, json};
use contract::Lang;
use yew::prelude::*;

/// How large a field is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// One line.
    Line,
    /// One line for a number.
    Number,
    /// Several lines.
    Passage,
}

/// What a field is called and says besides.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) label: &'a str,
    /// Left out where blank.
    pub(super) hint: &'a str,
    /// What it belongs to, for those who hear the label alone; left out where blank.
    pub(super) of: &'a str,
}

impl<'a> Words<'a> {
    pub(super) fn new(label: &'a str, hint: &'a str) -> Self {
        Self { label, hint, of: "" }
    }

    pub(super) fn of(self, of: &'a str) -> Self {
        Self { of, ..self }
    }
}

/// What is wrong with a field, above it.
pub(super) fn error(id: &str, problem: Option<&Problem>) -> Html {
    match problem {
        None => Html::default(),
        Some(problem) => html! {
            <p class="govuk-error-message" id={format!("{id}-error")}>
                <span class="govuk-visually-hidden">{ "Error: " }</span>{ &problem.words }
            </p>
        },
    }
}

fn hint(id: &str, words: &str) -> Html {
    if words.is_empty() {
        return Html::default();
    }
    html! { <div class="govuk-hint" id={format!("{id}-hint")}>{ words }</div> }
}

fn described(id: &str, has_hint: bool, has_error: bool, also: Option<String>) -> Option<String> {
    let parts = [has_hint.then(|| format!("{id}-hint")), has_error.then(|| format!("{id}-error")), also];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn group(wrong: bool) -> &'static str {
    if wrong { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }
}

fn label(id: &str, words: Words<'_>) -> Html {
    html! {
        <label class="govuk-label" for={id.to_owned()}>
            { words.label }
            if !words.of.is_empty() { <span class="govuk-visually-hidden">{ ", " }{ words.of }</span> }
        </label>
    }
}

/// A field for a member that has one value: `name` is its action, `pointer` its place.
pub(super) fn field(
    studio: &Studio<'_>,
    name: String,
    pointer: &str,
    words: Words<'_>,
    size: Size,
    kind: &'static str,
) -> Html {
    let id = anchor(pointer);
    let value = match json::at(studio.document(), pointer) {
        None => String::new(),
        Some(value) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    };
    let value =
        if kind == "datetime-local" { value.trim_end_matches('Z').trim_end_matches(":00").to_owned() } else { value };
    let problem = studio.problem_at(pointer);
    let class = format!(
        "govuk-input{}{}",
        if size == Size::Number { " govuk-input--width-5" } else { "" },
        if problem.is_some() { " govuk-input--error" } else { "" }
    );
    html! {
        <div class={group(problem.is_some())}>
            { label(&id, words) }
            { hint(&id, words.hint) }
            { error(&id, problem) }
            <input class={class} id={id.clone()} name={name} type={kind} value={value} autocomplete="off" spellcheck="false"
                inputmode={(size == Size::Number).then_some("numeric")}
                aria-describedby={described(&id, !words.hint.is_empty(), problem.is_some(), None)} />
        </div>
    }
}

/// A text in every language of the consultation, side by side.
pub(super) fn texts(studio: &Studio<'_>, pointer: &str, words: Words<'_>, size: Size) -> Html {
    let languages = studio.languages();
    if let [only] = languages.as_slice() {
        return text(studio, pointer, *only, words, size);
    }
    let id = anchor(pointer);
    let one = |lang: &Lang| text(studio, pointer, *lang, Words::new(language_name(*lang), "").of(""), size);
    html! {
        <fieldset class="govuk-fieldset texts" id={id.clone()} tabindex="-1"
            aria-describedby={described(&id, !words.hint.is_empty(), false, None)}>
            <legend class="govuk-fieldset__legend">
                { words.label }
                if !words.of.is_empty() { <span class="govuk-visually-hidden">{ ", " }{ words.of }</span> }
            </legend>
            { hint(&id, words.hint) }
            <div class="texts__languages">{ for languages.iter().map(one) }</div>
        </fieldset>
    }
}

fn text(studio: &Studio<'_>, pointer: &str, lang: Lang, words: Words<'_>, size: Size) -> Html {
    let place = format!("{pointer}/{}", lang.code());
    let (id, name) = (anchor(&place), format!("text {pointer} {}", lang.code()));
    let value = json::text(studio.document(), &place).to_owned();
    let problem = studio.problem_at(&place).or_else(|| studio.problem_at(pointer).filter(|_| lang == studio.first()));
    let missing = studio.problems.iter().any(|one| one.untranslated == Some(lang) && one.pointer == place);
    let described = described(&id, !words.hint.is_empty(), problem.is_some(), missing.then(|| format!("{id}-missing")));
    let class = |base: &str| if problem.is_some() { format!("{base} {base}--error") } else { base.to_owned() };
    let (code, direction) = (lang.code(), lang.direction());
    html! {
        <div class={group(problem.is_some())}>
            <div class="texts__label">
                { label(&id, words) }
                if missing { <strong class="govuk-tag govuk-tag--yellow" id={format!("{id}-missing")}>{ "Missing" }</strong> }
            </div>
            { hint(&id, words.hint) }
            { error(&id, problem) }
            if size == Size::Passage {
                <textarea class={class("govuk-textarea")} id={id} name={name} value={value} rows="4" lang={code} dir={direction}
                    aria-describedby={described} />
            } else {
                <input class={class("govuk-input")} id={id} name={name} value={value} type="text" lang={code} dir={direction}
                    autocomplete="off" aria-describedby={described} />
            }
        </div>
    }
}

/// One of several, as a list to open. `options`: value and words.
pub(super) fn select(
    id: String,
    name: String,
    words: Words<'_>,
    options: &[(String, String)],
    chosen: &str,
    problem: Option<&Problem>,
) -> Html {
    // An attribute alone: a list that was opened before keeps what was chosen there, until the page's script sets it.
    let option = |(value, words): &(String, String)| {
        html! { <option value={value.clone()} selected={value == chosen}>{ words }</option> }
    };
    let class = if problem.is_some() { "govuk-select govuk-select--error" } else { "govuk-select" };
    html! {
        <div class={group(problem.is_some())}>
            { label(&id, words) }
            { hint(&id, words.hint) }
            { error(&id, problem) }
            <select class={class} id={id.clone()} name={name}
                aria-describedby={described(&id, !words.hint.is_empty(), problem.is_some(), None)}>
                { for options.iter().map(option) }
            </select>
        </div>
    }
}

/// A box to tick.
pub(super) fn checkbox(id: String, name: String, words: &str, hint_words: &str, checked: bool) -> Html {
    html! {
        <div class="govuk-checkboxes__item">
            <input class="govuk-checkboxes__input" type="checkbox" id={id.clone()} name={name} value="on" checked={checked}
                aria-describedby={(!hint_words.is_empty()).then(|| format!("{id}-hint"))} />
            <label class="govuk-label govuk-checkboxes__label" for={id.clone()}>{ words }</label>
            if !hint_words.is_empty() {
                <div class="govuk-hint govuk-checkboxes__hint" id={format!("{id}-hint")}>{ hint_words }</div>
            }
        </div>
    }
}

/// One of a few, all in sight. `options`: value, words.
pub(super) fn radios(name: &str, legend: &str, options: &[(&'static str, &'static str)], chosen: &str) -> Html {
    let group = name.replace(' ', "-");
    let one = |(value, words): &(&'static str, &'static str)| {
        let id = format!("{group}-{value}");
        html! {
            <div class="govuk-radios__item">
                <input class="govuk-radios__input" type="radio" id={id.clone()} name={name.to_owned()} value={*value} checked={*value == chosen} />
                <label class="govuk-label govuk-radios__label" for={id}>{ *words }</label>
            </div>
        }
    };
    html! {
        <fieldset class="govuk-fieldset govuk-form-group">
            <legend class="govuk-fieldset__legend">{ legend }</legend>
            <div class="govuk-radios govuk-radios--small govuk-radios--inline">{ for options.iter().map(one) }</div>
        </fieldset>
    }
}

/// A button that shows something, or puts it away.
pub(super) fn disclosing(value: String, words: &str, of: &str, open: bool) -> Html {
    html! {
        <button type="button" class="govuk-button govuk-button--secondary studio__button" value={value} aria-expanded={open.to_string()}>
            { words }<span class="govuk-visually-hidden">{ " " }{ of }</span>
        </button>
    }
}

/// A button: `value` is what it does, `of` what it does it to, for those who hear it alone.
pub(super) fn button(id: Option<String>, value: String, words: &str, of: &str, disabled: bool) -> Html {
    html! {
        <button type="button" class="govuk-button govuk-button--secondary studio__button" id={id} value={value}
            aria-disabled={disabled.then_some("true")}>
            { words }
            if !of.is_empty() { <span class="govuk-visually-hidden">{ " " }{ of }</span> }
        </button>
    }
}
