//! Where a department writes what became of a consultation, and another person approves it.

use super::controls::{TextArea, back, banner, error_summary, text_area};
use super::department::clock;
use super::frame::{Department, frame};
use super::outcome::{Level, Standing, texts};
use crate::access::Role;
use contract::outcome::{Outcome, days_left};
use contract::{Consultation, Lang, State, Timestamp, limits};
use maud::{Markup, html};

/// The page's content.
pub(crate) struct Draft<'a> {
    pub(crate) department: Department,
    pub(crate) record: &'a Consultation,
    pub(crate) standing: Standing<'a>,
    /// Whether answers are over, so that an outcome can be approved.
    pub(crate) over: bool,
    pub(crate) newest: Option<Newest>,
    pub(crate) arrival: Arrival,
}

/// The newest version.
pub(crate) struct Newest {
    pub(crate) number: u32,
    pub(crate) outcome: Outcome,
    pub(crate) written_at: Timestamp,
    pub(crate) by: String,
    /// Whether the reader wrote it.
    pub(crate) own: bool,
    pub(crate) approved: Option<(Timestamp, String)>,
}

/// How somebody came to the page.
pub(crate) enum Arrival {
    /// By its address.
    First,
    /// A version was saved.
    Saved,
    /// One was approved.
    Approved,
    /// What was typed is not saved: the form as it was filled in, and each fault with its field.
    Wrong(Vec<(String, String)>, Vec<(String, String)>),
    /// It is not approved, and why.
    NotApproved(&'static str),
}

/// The page.
pub(crate) fn draft(shown: &Draft<'_>, assets: &str) -> String {
    let questionnaire = shown.record.current().definition.questionnaire();
    let (title, title_lang) = questionnaire.title().in_language(Lang::En);
    let wrong = matches!(shown.arrival, Arrival::Wrong(..) | Arrival::NotApproved(_));
    let main = html! {
        (back(&format!("/d/{}/{}", shown.department.id, shown.record.id()), "The consultation"))
        (arrival(shown))
        h1 { "We asked, you said, we did" }
        p lang=(title_lang.code()) dir=(title_lang.direction()) { (title) }
        p { (line(shown.standing)) }
        (standing(shown))
        @if let Some(newest) = &shown.newest { (preview(newest, questionnaire.languages())) }
        @if shown.department.role >= Role::Analyst && shown.record.state() != State::Draft { (form(shown)) }
    };
    let title = format!("{}Outcome – {title}", if wrong { "Error: " } else { "" });
    frame(&shown.department, &title, &[], main, assets)
}

fn arrival(shown: &Draft<'_>) -> Markup {
    let number = shown.newest.as_ref().map_or(0, |newest| newest.number);
    match &shown.arrival {
        Arrival::First => html! {},
        Arrival::Saved => banner(
            "saved",
            &format!("Version {number} is saved"),
            true,
            html! { p { "It is published once somebody else approves it." } },
        ),
        Arrival::Approved => banner(
            "approved",
            &format!("Version {number} is published"),
            true,
            html! { p { a href={ "/f/" (shown.record.id()) "/outcome" } { "See it as everyone does" } } },
        ),
        Arrival::Wrong(_, faults) => {
            let anchored: Vec<_> = faults.iter().map(|(field, words)| (field.clone(), words.clone())).collect();
            error_summary(&anchored)
        }
        Arrival::NotApproved(why) => error_summary(&[("version".to_owned(), (*why).to_owned())]),
    }
}

/// By when an outcome is due, or since when it is published: for the overview too. Blank while answers are taken.
pub(crate) fn line(standing: Standing<'_>) -> Markup {
    let date = |day| Lang::En.page_strings().date(day);
    let days = |days: i32| format!("{} {}", days.abs(), if days.abs() == 1 { "day" } else { "days" });
    match (standing.told, standing.due_on) {
        (Some(told), _) => html! { "Outcome published on " (date(told.first_at.day())) },
        (None, Some(due_on)) => match days_left(due_on, standing.now) {
            0 => html! { strong.govuk-tag.govuk-tag--yellow { "Outcome due today" } },
            left @ 1.. => html! { "Outcome due by " (date(due_on)) ", in " (days(left)) },
            left => html! {
                strong.govuk-tag.govuk-tag--red { "Outcome overdue by " (days(left)) } " It was due by " (date(due_on))
            },
        },
        (None, None) => html! {},
    }
}

/// How the newest version stands, in words, and the way to approve it for who may.
fn standing(shown: &Draft<'_>) -> Markup {
    let Some(newest) = &shown.newest else {
        return html! {
            p { "Nothing is written yet." @if shown.record.state() == State::Draft { " An outcome can be written once the consultation has been open." } }
        };
    };
    let address = format!("/d/{}/{}/outcome/approve", shown.department.id, shown.record.id());
    html! {
        h2 #version { "Version " (newest.number) }
        p {
            @match &newest.approved {
                Some(_) => strong.govuk-tag.govuk-tag--green { "Published" },
                None => strong.govuk-tag.govuk-tag--yellow { "Waits for approval" },
            }
        }
        p.quiet {
            "Written by " (newest.by) ", " (clock(newest.written_at))
            @if let Some((at, by)) = &newest.approved { br; "Approved by " (by) ", " (clock(*at)) }
        }
        @if newest.approved.is_none() {
            @match obstacle(shown, newest) {
                Some(why) => p.govuk-inset-text { (why) },
                None => {
                    form method="post" action=(address) {
                        input type="hidden" name="version" value=(newest.number);
                        p { "Read it below. With your approval it stands on the consultation’s page, in the widget and on every receipt’s page." }
                        button.govuk-button { "Approve and publish version " (newest.number) }
                    }
                }
            }
        }
    }
}

/// Why the reader cannot approve it now.
fn obstacle(shown: &Draft<'_>, newest: &Newest) -> Option<Markup> {
    let languages = shown.record.current().definition.questionnaire().languages();
    let missing = newest.outcome.translations_missing(languages);
    let lacks = |lang: &&Lang| missing.iter().any(|issue| issue.pointer.ends_with(&format!("/{}", lang.code())));
    let lacking: Vec<&str> = languages.iter().filter(lacks).map(|lang| lang.name()).collect();
    if !lacking.is_empty() {
        return Some(html! { "It cannot be approved yet: texts are missing in " (lacking.join(", ")) "." });
    }
    if !shown.over {
        return Some(html! { "It can be approved once the consultation is closed." });
    }
    if newest.own {
        return Some(html! { "You wrote this version. Another person with the role “publisher” approves it." });
    }
    (shown.department.role < Role::Publisher).then(|| html! { "A person with the role “publisher” approves it." })
}

/// The newest version as everyone will read it.
fn preview(newest: &Newest, languages: &[Lang]) -> Markup {
    html! {
        section aria-label="Preview" {
            @for lang in languages {
                section.said-done lang=(lang.code()) dir=(lang.direction()) {
                    @if languages.len() > 1 { h2 { (lang.name()) } }
                    (texts(&newest.outcome, *lang, Level::Second))
                }
            }
        }
    }
}

/// The label of a field: what it is for, and in which language.
pub(crate) fn label(part: &str, lang: Lang, several: bool) -> String {
    let what = match part {
        "asked" => "We asked",
        "said" => "You said",
        _ => "We did",
    };
    if several { format!("{what} ({})", lang.name()) } else { what.to_owned() }
}

fn form(shown: &Draft<'_>) -> Markup {
    let languages = shown.record.current().definition.questionnaire().languages();
    let (number, written) = match &shown.newest {
        Some(newest) => (newest.number, Some(&newest.outcome)),
        None => (0, None),
    };
    let value = |part: &str, lang: Lang| match &shown.arrival {
        Arrival::Wrong(filled, _) => {
            let name = format!("{part}.{}", lang.code());
            filled.iter().find(|(own, _)| *own == name).map_or_else(String::new, |(_, value)| value.clone())
        }
        Arrival::First | Arrival::Saved | Arrival::Approved | Arrival::NotApproved(_) => {
            let text =
                written.into_iter().flat_map(Outcome::parts).find(|(name, _)| *name == part).map(|(_, text)| text);
            text.filter(|text| text.has(lang)).map_or_else(String::new, |text| text.in_language(lang).0.to_owned())
        }
    };
    let error = |name: &str| match &shown.arrival {
        Arrival::Wrong(_, faults) => faults.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str()),
        Arrival::First | Arrival::Saved | Arrival::Approved | Arrival::NotApproved(_) => None,
    };
    let hint = |part: &str| match part {
        "asked" => "What the consultation was about, in two or three sentences",
        "said" => "How many answered, and what they said, also where they disagreed",
        _ => "What is done, what is not, and why; with the address of a longer response, where there is one",
    };
    html! {
        section.write aria-labelledby="write" {
            h2 #write { @if number == 0 { "Write it" } @else { "Write another version" } }
            p { "A blank line begins a paragraph; an address that begins with https:// becomes a link. At most " (limits::PASSAGE) " characters each. All languages of the consultation have to be there before it can be approved." }
            form.narrow method="post" action={ "/d/" (shown.department.id) "/" (shown.record.id()) "/outcome" } {
                input type="hidden" name="after" value=(number);
                @for lang in languages {
                    @for part in Outcome::PARTS {
                        @let name = format!("{part}.{}", lang.code());
                        @let (label, value) = (label(part, *lang, languages.len() > 1), value(part, *lang));
                        (text_area(&TextArea { name: &name, label: &label, hint: Some(hint(part)), value: &value, error: error(&name), lang: *lang, rows: 6 }))
                    }
                }
                button.govuk-button { "Save as version " (number + 1) }
            }
        }
    }
}
