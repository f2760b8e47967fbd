//! The page of a department's tokens, and the one that asks before a token is revoked.

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
        h1 { "Tokens" }
        @match &shown.arrival {
            Arrival::First => {}
            Arrival::Made { name, token } => (made(name, token)),
            Arrival::MadeBefore(name) => {
                p.notice role="status" { "The token “" (name) "” was made when you sent the form the first time, and was shown then. If you do not have it, revoke it and make another one." }
            }
            Arrival::Wrong(_, faults) => (problems(faults)),
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
    html! {
        section.notice role="status" aria-labelledby="made" {
            h2 #made { "The token “" (name) "” is made" }
            p { "Copy it now. It is shown this once: only its hash is kept." }
            label for="new-token" { "New token" }
            textarea #new-token.receipt readonly rows="3" spellcheck="false" autocomplete="off" { (token) }
        }
    }
}

fn problems(faults: &[(String, String)]) -> Markup {
    html! {
        div.problem role="alert" {
            h2 { "There is a problem" }
            ul { @for (field, words) in faults { li { a href={ "#" (anchor(field)) } { (words) } } } }
        }
    }
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
    html! {
        form.narrow method="post" action={ "/d/" (department.id) "/tokens" } {
            input type="hidden" name="id" value=(shown.id);
            label for="name" { "Name" }
            p.hint #name-hint { "Who or what uses it, such as “Jo Jones” or “weekly report”" }
            input #name name="name" value=(name) maxlength=(limits::TOKEN_NAME) autocomplete="off" required aria-describedby="name-hint";
            fieldset {
                legend { "Role" }
                @for one in Role::ALL {
                    div.choice {
                        input #{ "role-" (one.name()) } type="radio" name="role" value=(one.name()) checked[role == Some(one)] required;
                        label for={ "role-" (one.name()) } { (capital(one.name())) " " span.quiet { (one.explained()) } }
                    }
                }
            }
            label for="days" { "Days until it expires" }
            p.hint #days-hint { "1 to " (limits::TOKEN_DAYS_MAX) }
            input.short #days name="days" value=(days) inputmode="numeric" autocomplete="off" required aria-describedby="days-hint";
            button { "Make the token" }
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
            p { a href={ "/d/" (department.id) "/tokens/" (one.id) } { "Revoke" span.announce { " " (one.name) } } }
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
        p.quiet { a href=(home) { "All tokens" } }
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
            form.actions method="post" action={ (home) "/" (one.id) } {
                button { "Yes, revoke it" }
                a href=(home) { "Keep it" }
            }
        }
    };
    frame(department, &format!("Revoke a token – {}", department.name), &[], main, assets)
}

fn tag(standing: Standing) -> Markup {
    let (class, words) = match standing {
        Standing::Valid => ("tag tag-open", "Valid"),
        Standing::Expired => ("tag tag-closed", "Expired"),
        Standing::Revoked => ("tag tag-closed", "Revoked"),
    };
    html! { span class=(class) { (words) } }
}

fn date(day: Day) -> String {
    Lang::En.page_strings().date(day)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
