//! A consultation's releases as its department sees them: when the next one is due, the way to make it, and all so far.

use super::controls::{back, banner};
use super::frame::{Department, frame};
use super::release::Listed;
use crate::access::Role;
use contract::{Consultation, Lang, State, Timestamp};
use maud::{Markup, html};

/// What the page shows.
pub(crate) struct Releases<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    /// The latest first.
    pub(crate) releases: &'a [Listed],
    pub(crate) due: Due,
    /// Whether one was made, or asked for too early, right now.
    pub(crate) arrival: Arrival,
}

/// Whether the next release is due.
pub(crate) enum Due {
    /// It is.
    Now,
    /// It is not: how it is said to people.
    Later(String),
}

/// How somebody came to the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// To read.
    First,
    /// From making a release.
    Made,
    /// From asking for one that is not due.
    TooEarly,
}

/// What is missing until the next release is due, in a sentence.
pub(crate) fn missing(until: Option<Timestamp>, changes: Option<i64>) -> String {
    let people = changes.filter(|changes| *changes > 0).map(|changes| {
        let people = if changes == 1 { "person has" } else { "people have" };
        format!("{changes} more {people} to answer, or to change an answer")
    });
    let time = until.map(|until| format!("it is due at {} at the earliest", super::department::clock(until)));
    match (people, time) {
        (Some(people), Some(time)) => format!("{people}, and {time}."),
        (Some(people), None) => format!("{people}."),
        (None, Some(time)) => format!("{}{}.", &time[..1].to_uppercase(), &time[1..]),
        (None, None) => "It begins with the consultation's first hour.".to_owned(),
    }
}

/// The page.
pub(crate) fn releases(shown: &Releases<'_>, assets: &str) -> String {
    let (department, id) = (&shown.department, shown.consultation.id());
    let own = format!("/d/{}/{id}", department.id);
    let (title, lang) = shown.consultation.current().definition.questionnaire().title().in_language(Lang::En);
    let main = html! {
        (back(&own, "Back to the figures"))
        @match shown.arrival {
            Arrival::Made => (banner("done", "Done", true, html! { p.govuk-notification-banner__heading { "The release is made, and everyone can read it." } })),
            Arrival::TooEarly => (banner("not-due", "Not yet", false, html! { p.govuk-notification-banner__heading { "The next release is not due, and none was made." } })),
            Arrival::First => {}
        }
        h1 { "Releases of " span lang=(lang.code()) dir=(lang.direction()) { (title) } }
        p { "A release is what everyone may read of the figures. It is made by itself within an hour after it is due, and never changes." }
        (next(shown, &own))
        h2 { "Releases so far" }
        @if shown.releases.is_empty() { p { "There are none yet." } } @else {
            table {
                thead { tr { th scope="col" { "Release" } th scope="col" { "Made" } } }
                tbody {
                    @for one in shown.releases {
                        tr {
                            th scope="row" { a href={ "/v1/consultations/" (id) "/releases/" (one.number) ".html" } { "Release " (one.number) } }
                            td { (super::department::clock(one.at)) }
                        }
                    }
                }
            }
            p { a href={ "/v1/consultations/" (id) "/releases.html" } { "The page for everyone" } }
        }
    };
    frame(department, &format!("Releases – {title}"), &[], main, assets)
}

fn next(shown: &Releases<'_>, own: &str) -> Markup {
    if shown.consultation.state() == State::Draft {
        return html! { p { "The consultation is a draft: there is nothing to release." } };
    }
    html! {
        h2 { "The next release" }
        @match &shown.due {
            Due::Later(words) => p { (words) },
            Due::Now => {
                p { "It is due." }
                @if shown.department.role >= Role::Publisher {
                    form method="post" action={ (own) "/releases" } { button.govuk-button { "Make the release now" } }
                }
            }
        }
    }
}
