//! Where a consultation stands, what each step means for the people who answer, and the way to take it.

use super::controls::{back, banner, state_tag};
use super::department::clock;
use super::frame::{Department, frame};
use super::missing::missing;
use crate::access::Role;
use contract::{Consultation, Lang, State, Timestamp};
use maud::{Markup, html};

/// What the page shows.
pub(crate) struct Standing<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    pub(crate) now: Timestamp,
    /// Whether a step was just refused.
    pub(crate) refused: bool,
}

/// The page.
pub(crate) fn state(shown: &Standing<'_>, assets: &str) -> String {
    let (department, id) = (&shown.department, shown.consultation.id());
    let own = format!("/d/{}/{id}", department.id);
    let definition = &shown.consultation.current().definition;
    let (title, lang) = definition.questionnaire().title().in_language(Lang::En);
    let main = html! {
        (back(&own, "All figures"))
        @if shown.refused {
            (banner("not-done", "Not done", false, html! { p.govuk-notification-banner__heading { "That step is not possible any more. This is where it stands now." } }))
        }
        h1 { "Open, close, archive" }
        p.quiet lang=(lang.code()) dir=(lang.direction()) { (title) }
        p { (state_tag(shown.consultation.state())) " " (stands(shown)) }
        @match shown.consultation.state() {
            State::Draft => (opening(shown, "Open it", "Open it now")),
            State::Open => (closing(shown)),
            State::Closed => {
                h2 { "Say what became of it" }
                p { a href={ (own) "/outcome" } { "We asked, you said, we did" } ": what is done about what people said, where they were asked." }
                (archiving(shown))
                (opening(shown, "Open it again", "Open it again"))
            }
            State::Archived => {}
        }
    };
    frame(department, &format!("Open, close, archive – {title}"), &[], main, assets)
}

/// What its state means today.
fn stands(shown: &Standing<'_>) -> String {
    let definition = &shown.consultation.current().definition;
    let (opens, closes) = (definition.opens_at(), definition.closes_at());
    match shown.consultation.state() {
        State::Draft => "Nobody can answer yet.".to_owned(),
        State::Archived => "It stays to be read, and never opens again.".to_owned(),
        State::Closed => "No answers are taken. Figures, releases and the outcome stay.".to_owned(),
        State::Open => match (opens.filter(|opens| *opens > shown.now), closes) {
            (Some(opens), _) => format!("Answers are taken from {}.", clock(opens)),
            (None, Some(closes)) if closes <= shown.now => {
                format!("Its time ended at {}: no answers are taken.", clock(closes))
            }
            (None, Some(closes)) => format!("Answers are taken until {}.", clock(closes)),
            (None, None) => "Answers are taken until somebody closes it.".to_owned(),
        },
    }
}

fn opening(shown: &Standing<'_>, heading: &str, button: &str) -> Markup {
    let definition = &shown.consultation.current().definition;
    let studio = format!("/d/{}/studio/{}", shown.department.id, shown.consultation.id());
    let missing = missing(definition, &studio);
    let over = definition.closes_at().filter(|closes| *closes <= shown.now);
    html! {
        h2 { (heading) }
        @if let Some(missing) = missing {
            p { "It cannot open yet: a form is asked in all of its languages, or not at all, and these texts are not there in each. Write them in the studio, or take the language out there; then the change is submitted and approved." }
            (missing)
            p { "A definition that is kept in a repository is mended there, and published again." }
        } @else {
            p { "The form then shows on its own page and on every site that has the tag." }
            @if let Some(closes) = over {
                p { "Its closing time, " (clock(closes)) ", is over: write a later one first, or no answers are taken." }
            }
            (step(shown, "open", button, false))
        }
    }
}

fn closing(shown: &Standing<'_>) -> Markup {
    html! {
        h2 { "Close it" }
        ul {
            li { "No more answers are taken, on any site. Answers that are on their way may come too late." }
            li { "Whoever has a receipt still sees what they said." }
            li { "From then on the form says by when its outcome is due: twelve weeks later." }
            li { "The figures stay, and there is one more look for a release." }
        }
        (step(shown, "close", "Close it now", true))
    }
}

fn archiving(shown: &Standing<'_>) -> Markup {
    html! {
        h2 { "Archive it" }
        p { "For good: it never opens again. Everything stays to be read." }
        (step(shown, "archive", "Archive it", false))
    }
}

fn step(shown: &Standing<'_>, turn: &str, words: &str, warning: bool) -> Markup {
    let address = format!("/d/{}/{}/state", shown.department.id, shown.consultation.id());
    html! {
        @if shown.department.role >= Role::Publisher {
            form method="post" action=(address) {
                input type="hidden" name="turn" value=(turn);
                button.govuk-button.govuk-button--secondary[!warning && turn == "archive"] { (words) }
            }
        } @else {
            p { "Somebody with the role “" (Role::Publisher.name()) "” does this." }
        }
    }
}
