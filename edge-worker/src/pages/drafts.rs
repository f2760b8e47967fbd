//! A department's drafts: all of them with the way to a new one, and one of them with what is to be known before it is
//! submitted or approved. Forms and links alone: no script is needed to get a draft approved.

use super::asked::whole;
use super::changes::changes;
use super::controls::{Attributes, radios, state_tag};
use super::controls::{Field, TextArea, back, banner, error_summary, text_area, text_field};
use super::department::clock;
use super::frame::{Department, frame};
use super::missing::missing;
use super::prose::prose;
use crate::access::Role;
use crate::department::review::{Review, state};
use crate::objects::department::Draft;
use contract::authoring::TEMPLATES;
use contract::json::Value;
use contract::{Issue, Lang, State, Timestamp, limits};
use maud::{Markup, html};

/// The page of all drafts.
pub(crate) struct All<'a> {
    pub(crate) department: Department,
    /// The last saved first, each with who saved it.
    pub(crate) drafts: &'a [(Draft, String)],
    /// The form as it was filled in: the name and what to begin with.
    pub(crate) filled: (String, String),
    /// What is wrong with the form, each with its field.
    pub(crate) faults: Vec<(String, String)>,
}

/// The page of one.
pub(crate) struct One<'a> {
    pub(crate) department: Department,
    pub(crate) draft: &'a Draft,
    pub(crate) review: &'a Review,
    /// Who saved it last, and who submitted it.
    pub(crate) by: String,
    pub(crate) submitter: Option<String>,
    /// Whether the reader is one of them.
    pub(crate) own: bool,
    /// The reason as it was typed, where it came back.
    pub(crate) reason: String,
    /// What was done, in words.
    pub(crate) done: Option<&'static str>,
    pub(crate) faults: Vec<(String, String)>,
}

/// The page of all drafts.
pub(crate) fn all(shown: &All<'_>, assets: &str) -> String {
    let home = format!("/d/{}/drafts", shown.department.id);
    let main = html! {
        (back(&format!("/d/{}", shown.department.id), "All consultations"))
        @if !shown.faults.is_empty() { (error_summary(&shown.faults)) }
        h1 { "Drafts" }
        p { "What is being written. One person writes, another approves: then it is what the consultation asks." }
        @if shown.drafts.is_empty() { p { "There are none now." } }
        ul.cards { @for (draft, by) in shown.drafts { li { (card(&home, draft, by)) } } }
        @if shown.department.role >= Role::Analyst { h2 { "Begin a draft" } (begin(&home, shown)) }
    };
    frame(&shown.department, &title("Drafts", &shown.department, &shown.faults), &[], main, assets)
}

fn title(what: &str, department: &Department, faults: &[(String, String)]) -> String {
    format!("{}{what} – {}", if faults.is_empty() { "" } else { "Error: " }, department.name)
}

fn called(draft: &Draft) -> &str {
    if draft.title.is_empty() { "Without a title yet" } else { &draft.title }
}

fn card(home: &str, draft: &Draft, by: &str) -> Markup {
    html! {
        h2 { a href={ (home) "/" (draft.id) } dir="auto" { (called(draft)) } }
        p { (tag(draft)) " " code { (draft.id) } }
        p.quiet { "Saved by " (by) ", " (clock(Timestamp::from_unix_seconds(draft.saved_at))) }
    }
}

fn tag(draft: &Draft) -> Markup {
    let (class, words) = match state(draft) {
        "submitted" => ("govuk-tag govuk-tag--yellow", "Waits for approval"),
        "returned" => ("govuk-tag govuk-tag--red", "Returned"),
        _ => ("govuk-tag govuk-tag--blue", "Being written"),
    };
    html! { strong class=(class) { (words) } }
}

fn begin(home: &str, shown: &All<'_>) -> Markup {
    let error = |name: &str| shown.faults.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str());
    let (name, from) = &shown.filled;
    let field = Field {
        name: "id",
        label: "Its name in addresses",
        hint: Some(
            "Lower-case letters, digits and hyphens, such as “local-buses”. It cannot be changed. The name of a consultation that there is begins a draft of its next revision",
        ),
        value: name,
        error: error("id"),
        width: Some("govuk-input--width-20"),
    };
    let mut items: Vec<(&str, &str, &str)> =
        TEMPLATES.iter().map(|template| (template.id, template.title, template.description)).collect();
    items.push(("blank", "Nothing", "One language, no question yet."));
    items.push(("current", "What the consultation of that name asks now", "For its next revision."));
    html! {
        form.narrow method="post" action=(home) {
            (text_field(&field, Attributes { at_most: Some(limits::ID), required: true, ..Attributes::TEXT }))
            (radios("from", "What to begin with", &items, Some(from), error("from")))
            button.govuk-button { "Begin" }
        }
    }
}

/// The page of one draft.
pub(crate) fn one(shown: &One<'_>, assets: &str) -> String {
    let (draft, review) = (shown.draft, shown.review);
    let home = format!("/d/{}/drafts", shown.department.id);
    let at = |seconds: i64| clock(Timestamp::from_unix_seconds(seconds));
    let main = html! {
        (back(&home, "All drafts"))
        @if !shown.faults.is_empty() { (error_summary(&shown.faults)) }
        @if let Some(words) = shown.done { (banner("done", words, true, html! { p { "You find it in the audit log." } })) }
        h1 dir="auto" { (called(draft)) }
        p { (tag(draft)) " " code { (draft.id) } }
        p.quiet {
            "Version " (draft.version) ", saved by " (shown.by) ", " (at(draft.saved_at))
            @if let (Some(submitted), Some(by)) = (&draft.submitted, &shown.submitter) { br; "Submitted by " (by) ", " (at(submitted.at)) }
        }
        @if let Some(returned) = &draft.returned {
            div.govuk-inset-text { p { "Returned by " (returned.by) ", " (at(returned.at)) ":" } (prose(&returned.reason)) }
        }
        (standing(review))
        @if shown.department.role >= Role::Analyst && draft.submitted.is_none() {
            p { a href={ "/d/" (shown.department.id) "/studio/" (draft.id) } { "Write it in the studio" } }
        }
        (next(shown, &format!("{home}/{}", draft.id)))
        (problems(review, &format!("/d/{}/studio/{}", shown.department.id, draft.id)))
        @if review.live.is_some() { h2 #changes { "What changes" } (changes(&review.changes, review.is_asked())) }
        h2 { "All that it asks" }
        (whole(&review.document))
        @if shown.department.role >= Role::Analyst { (removal(draft, &home)) }
    };
    let heading = format!("Draft: {}", called(draft));
    frame(&shown.department, &title(&heading, &shown.department, &shown.faults), &[], main, assets)
}

/// Where its consultation stands, and what approving does.
fn standing(review: &Review) -> Markup {
    let Some(known) = &review.live else {
        return html! { p { "There is no consultation of this name yet: with approval it is made." } };
    };
    let record = &known.record;
    html! {
        p {
            "Its consultation: " (state_tag(record.state())) ", revision " (record.current().number) ". "
            @match record.state() {
                State::Draft => "It was never open. With approval this takes the place of what it has.",
                State::Open => "With approval this is its next revision, which everybody is asked from then on.",
                State::Closed | State::Archived => "It cannot be changed any more.",
            }
        }
    }
}

/// What the reader can do with it now.
fn next(shown: &One<'_>, address: &str) -> Markup {
    let (draft, role) = (shown.draft, shown.department.role);
    match &draft.submitted {
        None if role < Role::Analyst => html! {},
        None => submission(shown, address),
        Some(_) if shown.own => html! {
            p.govuk-inset-text { "You wrote or submitted this version. Another person with the role “publisher” approves it." }
        },
        Some(_) if role < Role::Publisher => html! {
            p.govuk-inset-text { "A person with the role “publisher” approves it." }
        },
        Some(submitted) => html! {
            section aria-labelledby="approve" {
                h2 #approve { "Approve it or return it" }
                p { "Read below what changes and all that it asks, in each language." }
                @if blocked(shown, submitted.open) {
                    p.govuk-inset-text { "Its consultation was changed since this was submitted: it cannot be approved as it is. Return it." }
                } @else {
                    form method="post" action={ (address) "/approve" } {
                        input type="hidden" name="digest" value=(shown.review.digest);
                        button.govuk-button { @if submitted.open && shown.review.state() != Some(State::Open) { "Approve and open it" } @else { "Approve it" } }
                    }
                }
                form.narrow method="post" action={ (address) "/return" } {
                    (text_area(&TextArea {
                        name: "reason", label: "Or: what has to change", hint: Some("Whoever writes it reads this"), value: &shown.reason,
                        error: shown.faults.iter().find(|(field, _)| field == "reason").map(|(_, words)| words.as_str()), lang: Lang::En, rows: 3,
                    }))
                    button.govuk-button.govuk-button--secondary { "Return it" }
                }
            }
        },
    }
}

fn blocked(shown: &One<'_>, open: bool) -> bool {
    shown.review.obstacle(open).is_some()
}

fn submission(shown: &One<'_>, address: &str) -> Markup {
    let (draft, review) = (shown.draft, shown.review);
    if blocked(shown, false) {
        return html! { p.govuk-inset-text { "It can be submitted for approval once nothing of what stands below is wrong." } };
    }
    // What is open stays open; what lacks a translation cannot be opened yet.
    let asks = review.state() != Some(State::Open);
    html! {
        form.narrow method="post" action={ (address) "/submit" } {
            input type="hidden" name="version" value=(draft.version);
            @if asks && !blocked(shown, true) {
                div.govuk-form-group {
                    div.govuk-checkboxes.govuk-checkboxes--small {
                        div.govuk-checkboxes__item {
                            input.govuk-checkboxes__input #open type="checkbox" name="open" value="yes";
                            label.govuk-label.govuk-checkboxes__label for="open" { "Open it once it is approved" }
                        }
                    }
                }
            }
            button.govuk-button { "Submit it for approval" }
        }
    }
}

fn problems(review: &Review, studio: &str) -> Markup {
    let list = |issues: &[Issue]| {
        html! {
            ul { @for issue in issues { li { code { (if issue.pointer.is_empty() { "/" } else { &issue.pointer }) } " " (issue.fault) } } }
        }
    };
    html! {
        @if !review.problems.is_empty() {
            h2 #problems { "What is wrong" }
            (list(&review.problems))
        }
        @if !review.refused.is_empty() {
            h2 { "What its consultation would refuse" }
            (list(&review.refused))
        }
        @if let Some(missing) = review.definition.as_ref().and_then(|definition| missing(definition, studio)) {
            h2 { "Texts that are missing" }
            p { "It cannot be open before they are there." }
            (missing)
        }
    }
}

fn removal(draft: &Draft, home: &str) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { "Delete this draft" } }
            form.govuk-details__text method="post" action={ (home) "/" (draft.id) "/delete" } {
                input type="hidden" name="version" value=(draft.tag());
                p { "What its consultation asks now stays. It cannot be undone." }
                button.govuk-button.govuk-button--secondary { "Yes, delete it" }
            }
        }
    }
}

/// What an empty draft begins with.
pub(crate) fn blank() -> Value {
    let title = Value::object([("en", Value::string(""))]);
    Value::object([
        ("title", title),
        ("languages", Value::Array(vec!["en".into()])),
        ("questions", Value::Array(Vec::new())),
    ])
}
