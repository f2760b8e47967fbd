//! Controls that several pages have, in the markup that govuk-frontend's styles are for.

use contract::State;
use maud::{Markup, html};

/// A field for one line of text.
pub(crate) struct Field<'a> {
    /// Both its name and its identifier.
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: Option<&'a str>,
    pub(crate) value: &'a str,
    /// What is wrong with it.
    pub(crate) error: Option<&'a str>,
    /// A class that says how wide it is: `govuk-input--width-5`.
    pub(crate) width: Option<&'a str>,
}

/// The field with its label, hint and error. `attributes` are those that browsers check or fill in by.
pub(crate) fn text_field(field: &Field<'_>, attributes: Attributes) -> Markup {
    let (hint, error) = (format!("{}-hint", field.name), format!("{}-error", field.name));
    let described: Vec<&str> =
        [field.hint.map(|_| hint.as_str()), field.error.map(|_| error.as_str())].into_iter().flatten().collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let mut class = "govuk-input".to_owned();
    for more in [field.error.map(|_| "govuk-input--error"), field.width].into_iter().flatten() {
        class = format!("{class} {more}");
    }
    html! {
        div.govuk-form-group.govuk-form-group--error[field.error.is_some()] {
            label.govuk-label for=(field.name) { (field.label) }
            @if let Some(words) = field.hint { div.govuk-hint #(hint) { (words) } }
            @if let Some(words) = field.error { (error_message(&error, words)) }
            input class=(class) #(field.name) name=(field.name)
                type=(attributes.kind) value=[(!field.value.is_empty()).then_some(field.value)] autocomplete=(attributes.autocomplete)
                inputmode=[attributes.numeric.then_some("numeric")] maxlength=[attributes.at_most] required[attributes.required]
                spellcheck="false" aria-describedby=[described];
        }
    }
}

/// How a browser treats a field.
#[derive(Clone, Copy)]
pub(crate) struct Attributes {
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) numeric: bool,
    /// Characters that it takes.
    pub(crate) at_most: Option<usize>,
    pub(crate) required: bool,
}

impl Attributes {
    /// Any text, without what the browser remembers.
    pub(crate) const TEXT: Self =
        Self { kind: "text", autocomplete: "off", numeric: false, at_most: None, required: false };
}

/// What is wrong with a field, above it. `id` is what the field is described by.
pub(crate) fn error_message(id: &str, words: &str) -> Markup {
    html! { p.govuk-error-message #(id) { span.govuk-visually-hidden { "Error: " } (words) } }
}

/// What is wrong with a form, above it: each with the identifier of the element to which its link leads.
pub(crate) fn error_summary(faults: &[(String, String)]) -> Markup {
    html! {
        div.govuk-error-summary {
            div role="alert" {
                h2.govuk-error-summary__title { "There is a problem" }
                div.govuk-error-summary__body {
                    ul.govuk-list.govuk-error-summary__list {
                        @for (anchor, words) in faults { li { a href={ "#" (anchor) } { (words) } } }
                    }
                }
            }
        }
    }
}

/// A choice of one, each with its value, words and hint.
pub(crate) fn radios(
    name: &str,
    legend: &str,
    items: &[(&str, &str, &str)],
    chosen: Option<&str>,
    error: Option<&str>,
) -> Markup {
    let id = format!("{name}-error");
    html! {
        div.govuk-form-group.govuk-form-group--error[error.is_some()] {
            fieldset.govuk-fieldset aria-describedby=[error.map(|_| &id)] {
                legend.govuk-fieldset__legend { (legend) }
                @if let Some(words) = error { (error_message(&id, words)) }
                div.govuk-radios.govuk-radios--small {
                    @for (value, words, hint) in items {
                        @let (id, described) = (format!("{name}-{value}"), format!("{name}-{value}-hint"));
                        div.govuk-radios__item {
                            input.govuk-radios__input #(id) type="radio" name=(name) value=(value) checked[chosen == Some(value)] required
                                aria-describedby=[(!hint.is_empty()).then_some(&described)];
                            label.govuk-label.govuk-radios__label for=(id) { (words) }
                            @if !hint.is_empty() { div.govuk-hint.govuk-radios__hint #(described) { (hint) } }
                        }
                    }
                }
            }
        }
    }
}

/// Something that happened, or that has to be known, above the page's content: `role="status"` tells it, without taking
/// focus, to whoever hears the page.
pub(crate) fn banner(id: &str, title: &str, success: bool, content: Markup) -> Markup {
    html! {
        section.govuk-notification-banner.govuk-notification-banner--success[success] role="status" aria-labelledby=(id) {
            div.govuk-notification-banner__header { h2.govuk-notification-banner__title #(id) { (title) } }
            div.govuk-notification-banner__content { (content) }
        }
    }
}

/// The way to what was before and comes after, each with its address.
pub(crate) fn pager(label: &str, newest: Option<&str>, older: Option<&str>) -> Markup {
    html! {
        @if newest.is_some() || older.is_some() {
            nav.govuk-pagination.pager aria-label=(label) {
                @if let Some(address) = newest {
                    div.govuk-pagination__prev { a.govuk-link.govuk-pagination__link href=(address) { span.govuk-pagination__link-title { "Newest" } } }
                }
                @if let Some(address) = older {
                    div.govuk-pagination__next { a.govuk-link.govuk-pagination__link href=(address) rel="next" { span.govuk-pagination__link-title { "Older" } } }
                }
            }
        }
    }
}

/// The way back to the page above.
pub(crate) fn back(address: &str, words: &str) -> Markup {
    html! { a.govuk-back-link href=(address) { (words) } }
}

/// The state of a consultation.
pub(crate) fn state_tag(state: State) -> Markup {
    let (class, words) = match state {
        State::Draft => ("govuk-tag govuk-tag--yellow", "Draft"),
        State::Open => ("govuk-tag govuk-tag--green", "Open"),
        State::Closed => ("govuk-tag govuk-tag--grey", "Closed"),
        State::Archived => ("govuk-tag govuk-tag--grey", "Archived"),
    };
    html! { strong class=(class) { (words) } }
}
