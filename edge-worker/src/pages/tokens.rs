//! The page of a department's tokens, and the one that asks before a token is revoked.

use super::controls::{Attributes, Field, back, banner, error_summary, radios, text_field};
use super::department::clock;
use super::frame::{Department, frame};
use crate::access::token::Standing;
use crate::access::{Role, TokenId};
use crate::objects::department::Listed;
use contract::{Day, Lang, Timestamp, limits};
use maud::{Markup, html};

/// The page's content.
pub(crate) struct Tokens<'a> {
    /// The newest first.
    pub(crate) tokens: &'a [Listed],
    pub(crate) arrival: Arrival,
    /// The identifier of the token that the form makes.
    pub(crate) id: TokenId,
    pub(crate) now: Timestamp,
}

/// How somebody came to the page.
pub(crate) enum Arrival {
    /// By its address.
    First,
    /// A token was made: the only time that it is seen.
    Made {
        /// Its name.
        name: String,
        /// The whole of it.
        token: String,
    },
    /// The form was sent once more; it made the token of that name the first time.
    MadeBefore(String),
    /// The form has faults, each with its field.
    Wrong(Filled, Vec<(String, String)>),
}

/// The form as it was filled in.
pub(crate) struct Filled {
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
    pub(crate) days: String,
}

/// The page of all tokens.
pub(crate) fn tokens(department: &Department, shown: &Tokens<'_>, assets: &str) -> String {
    let title = match &shown.arrival {
        Arrival::Wrong(..) => format!("Error: Tokens – {}", department.name),
        Arrival::First | Arrival::Made { .. } | Arrival::MadeBefore(_) => format!("Tokens – {}", department.name),
    };
    let main = html! {
        @if let Arrival::Wrong(_, faults) = &shown.arrival { (problems(faults)) }
        h1 { "Tokens" }
        @match &shown.arrival {
            Arrival::First | Arrival::Wrong(..) => {}
            Arrival::Made { name, token } => (made(name, token)),
            Arrival::MadeBefore(name) => {
                p.govuk-inset-text role="status" { "The token “" (name) "” was made when you sent the form the first time, and was shown then. If you do not have it, revoke it and make another one." }
            }
        }
        p { "Whoever has a token acts for " (department.name) " within its role. Give each person and each program one of its own: the audit log names them by it." }
        h2 { "Make a token" }
        (form(department, shown))
        h2 { "All tokens" }
        ul.cards.tokens { @for one in shown.tokens { li { (card(department, one, shown.now)) } } }
    };
    frame(department, &title, &[], main, assets)
}

fn made(name: &str, token: &str) -> Markup {
    let content = html! {
        p { "Copy it now. It is shown this once: only its hash is kept." }
        label.govuk-label for="new-token" { "New token" }
        textarea #new-token.govuk-textarea.receipt readonly rows="3" spellcheck="false" autocomplete="off" { (token) }
    };
    banner("made", &format!("The token “{name}” is made"), true, content)
}

fn problems(faults: &[(String, String)]) -> Markup {
    let anchored: Vec<_> = faults.iter().map(|(field, words)| (anchor(field), words.clone())).collect();
    error_summary(&anchored)
}

/// The element to which a fault's link leads.
fn anchor(field: &str) -> String {
    if field == "role" { format!("role-{}", Role::Viewer.name()) } else { field.to_owned() }
}

fn form(department: &Department, shown: &Tokens<'_>) -> Markup {
    let (name, role, days) = match &shown.arrival {
        Arrival::Wrong(filled, _) => (filled.name.as_str(), filled.role, filled.days.clone()),
        Arrival::First | Arrival::Made { .. } | Arrival::MadeBefore(_) => ("", None, limits::TOKEN_DAYS.to_string()),
    };
    let wrong = |field: &str| match &shown.arrival {
        Arrival::Wrong(_, faults) => faults.iter().find(|(own, _)| own == field).map(|(_, words)| words.as_str()),
        Arrival::First | Arrival::Made { .. } | Arrival::MadeBefore(_) => None,
    };
    let named: Vec<String> = Role::ALL.iter().map(|one| capital(one.name())).collect();
    let roles: Vec<(&str, &str, &str)> =
        Role::ALL.iter().zip(&named).map(|(one, named)| (one.name(), named.as_str(), one.explained())).collect();
    html! {
        form.narrow method="post" action={ "/d/" (department.id) "/tokens" } {
            input type="hidden" name="id" value=(shown.id);
            (text_field(
                &Field { name: "name", label: "Name", hint: Some("Who or what uses it, such as “Jo Jones” or “weekly report”"), value: name, error: wrong("name"), width: None },
                Attributes { at_most: Some(limits::TOKEN_NAME), required: true, ..Attributes::TEXT },
            ))
            (radios("role", "Role", &roles, role.map(Role::name), wrong("role")))
            (text_field(
                &Field { name: "days", label: "Days until it expires", hint: Some(&format!("1 to {}", limits::TOKEN_DAYS_MAX)), value: &days, error: wrong("days"), width: Some("govuk-input--width-5") },
                Attributes { numeric: true, required: true, ..Attributes::TEXT },
            ))
            button.govuk-button { "Make the token" }
        }
    }
}

fn card(department: &Department, one: &Listed, now: Timestamp) -> Markup {
    let revocable = one.standing(now) == Standing::Valid && one.id != TokenId::DEPLOYMENT;
    html! {
        h3 { (one.name) }
        p { (tag(one.standing(now))) " " (capital(&one.role)) }
        (facts(one))
        @if revocable {
            p { a href={ "/d/" (department.id) "/tokens/" (one.id) } { "Revoke" span.govuk-visually-hidden { " " (one.name) } } }
        }
    }
}

fn facts(one: &Listed) -> Markup {
    let moment = |seconds: i64| date(Timestamp::from_unix_seconds(seconds).day());
    html! {
        p.quiet {
            @if one.id == TokenId::DEPLOYMENT {
                "Named by the deployment, and revoked there alone." br;
            } @else {
                code { "snd_" (one.id) "_…" } br;
                "Made on " (moment(one.made_at)) " by " (one.made_by) br;
            }
            @if let Some(expires) = one.expires_at { "Expires on " (moment(expires)) br; }
            @if let Some(revoked) = one.revoked_at {
                "Revoked on " (moment(revoked)) " by " (one.revoked_by.as_deref().unwrap_or_default()) br;
            }
            @match one.used_on {
                Some(day) => { "Last used on " (date(Day::from_days(day))) }
                None => "Never used",
            }
        }
    }
}

/// The page that asks before a token is revoked.
pub(crate) fn ask(department: &Department, one: &Listed, now: Timestamp, assets: &str) -> String {
    let home = format!("/d/{}/tokens", department.id);
    let revocable = one.standing(now) == Standing::Valid && one.id != TokenId::DEPLOYMENT;
    let main = html! {
        (back(&home, "All tokens"))
        @if revocable {
            h1 { "Revoke “" (one.name) "”?" }
            p { "Whoever uses this token is refused from then on, also where they are signed in with it. It cannot be made valid again." }
        } @else {
            h1 { "“" (one.name) "” cannot be revoked" }
        }
        p { (tag(one.standing(now))) " " (capital(&one.role)) }
        (facts(one))
        p.quiet { "As of " (clock(now)) }
        @if revocable {
            form.govuk-button-group method="post" action={ (home) "/" (one.id) } {
                button.govuk-button { "Yes, revoke it" }
                a href=(home) { "Keep it" }
            }
        }
    };
    frame(department, &format!("Revoke a token – {}", department.name), &[], main, assets)
}

fn tag(standing: Standing) -> Markup {
    let (class, words) = match standing {
        Standing::Valid => ("govuk-tag govuk-tag--green", "Valid"),
        Standing::Expired => ("govuk-tag govuk-tag--grey", "Expired"),
        Standing::Revoked => ("govuk-tag govuk-tag--red", "Revoked"),
    };
    html! { strong class=(class) { (words) } }
}

fn date(day: Day) -> String {
    Lang::En.page_strings().date(day)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
