//! The page from which a department takes all responses: how many, how large each file will be, and how far those are that
//! somebody has begun.

use super::chart::thousands;
use super::controls::back;
use super::department::clock;
use super::frame::{Department, frame};
use crate::access::Role;
use crate::department::archive::Estimate;
use contract::{Consultation, Lang, Timestamp};
use maud::{Markup, html};

/// What the page shows.
pub(crate) struct Exports<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    /// Whether answers come in.
    pub(crate) open: bool,
    /// Responses that there are.
    pub(crate) responses: u64,
    /// How large the files will be, where there is a response to tell from.
    pub(crate) sizes: Option<Sizes>,
    /// What an archive will have in it, for who may make one now.
    pub(crate) archive: Option<Estimate>,
    /// The latest first.
    pub(crate) taken: &'a [Taken],
}

/// How large the files will be, in bytes, about.
pub(crate) struct Sizes {
    pub(crate) csv: u64,
    pub(crate) ods: u64,
}

/// An export that somebody began.
pub(crate) struct Taken {
    pub(crate) format: String,
    pub(crate) by: String,
    pub(crate) began: Timestamp,
    pub(crate) sent: u64,
    pub(crate) of: u64,
    pub(crate) standing: Standing,
}

/// What became of an export.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// It goes on.
    UnderWay,
    /// All of it is out.
    Done,
    /// It ended before its end.
    BrokeOff,
}

/// The page.
pub(crate) fn exports(shown: &Exports<'_>, assets: &str) -> String {
    let (department, id) = (&shown.department, shown.consultation.id());
    let files = format!("/v1/departments/{}/consultations/{id}", department.id);
    let (title, lang) = shown.consultation.current().definition.questionnaire().title().in_language(Lang::En);
    let main = html! {
        (back(&format!("/d/{}/{id}", department.id), "Back to the figures"))
        h1 { "Take the responses of " span lang=(lang.code()) dir=(lang.direction()) { (title) } }
        p { strong.figure data-figure="responses" { (count(shown.responses)) } " " (if shown.responses == 1 { "response" } else { "responses" })
            ", each a row with its answers, site, language and moment. What was withdrawn, or deleted after its time, is not among them." }
        h2 { "As a table" }
        ul {
            li { a href={ (files) "/export.csv" } download { "Responses for programs (CSV)" } (about(shown.sizes.as_ref().map(|sizes| sizes.csv))) }
            li { a href={ (files) "/export.ods" } download { "Responses for a spreadsheet (ODS)" } (about(shown.sizes.as_ref().map(|sizes| sizes.ods)))
                ", with notes on every column" }
        }
        p.quiet { "Each export stands in the audit log. A file with people’s words in it is yours to protect: delete it when it is no longer needed." }
        @if department.role >= Role::Admin { (archive(shown, &files)) }
        @if !shown.taken.is_empty() { (taken(shown.taken)) }
    };
    frame(department, &format!("Responses – {title}"), &[], main, assets)
}

/// The whole of it, for another installation.
fn archive(shown: &Exports<'_>, files: &str) -> Markup {
    html! {
        h2 { "The whole consultation" }
        p { "An archive takes it to another installation: what was asked, every response with tags and notes, releases, outcome and the audit log." }
        div.govuk-warning-text {
            span.govuk-warning-text__icon aria-hidden="true" { "!" }
            strong.govuk-warning-text__text {
                span.govuk-visually-hidden { "Warning" }
                "It holds the secret behind every receipt, every word that people wrote, and the department’s whole audit log. Keep it as you keep the store itself."
            }
        }
        @if shown.open {
            p { "It is made of a consultation that is closed: answers that come in afterwards would be left behind. Close it first." }
        } @else {
            ul {
                li {
                    a href={ (files) "/archive.tar.gz" } download { "Archive (tar.gz)" }
                    (about(shown.archive.map(|archive| archive.bytes)))
                    @if let Some(archive) = shown.archive { (holding(shown.responses, &archive)) }
                }
            }
            p.quiet { "While it is made, this page shows how far it is. If somebody withdraws an answer meanwhile it breaks off: take it again." }
        }
    }
}

fn taken(all: &[Taken]) -> Markup {
    let under_way = all.iter().any(|one| one.standing == Standing::UnderWay);
    html! {
        h2 #under-way { "Exports of late" }
        @if under_way { p.quiet { "This page brings itself up to date while one is under way." } }
        div.scroll tabindex="0" role="region" aria-labelledby="under-way" {
            table {
                thead { tr { th scope="col" { "Begun" } th scope="col" { "File" } th scope="col" { "By" } th scope="col" { "How far" } } }
                tbody { @for one in all { tr {
                    th scope="row" { (clock(one.began)) }
                    td { (one.format) }
                    td { (one.by) }
                    td.counting { (how_far(one)) }
                } } }
            }
        }
        p.quiet { "What broke off is not whole, whatever your browser says of it: take it again. This list forgets when its server is started anew; the audit log does not." }
    }
}

fn how_far(one: &Taken) -> Markup {
    let of = format!("{} of {}", count(one.sent), count(one.of));
    html! {
        @match one.standing {
            Standing::Done => { "Whole: " (count(one.sent)) " " (if one.sent == 1 { "response" } else { "responses" }) }
            Standing::BrokeOff => { strong.govuk-tag.govuk-tag--red { "Broke off" } " at " (of) }
            Standing::UnderWay => {
                (of) br;
                progress max=(one.of.max(1)) value=(one.sent) aria-label={ "Responses in the file: " (of) } {}
            }
        }
    }
}

/// What an archive has in it, in numbers.
fn holding(responses: u64, archive: &Estimate) -> Markup {
    let entries = if archive.entries == 1 { "entry" } else { "entries" };
    html! {
        ", with " (number_of(responses, "response")) ", " (number_of(archive.releases, "release")) " and "
        (count(archive.entries)) " " (entries) " of the audit log"
    }
}

fn number_of(number: u64, one: &str) -> String {
    format!("{} {one}{}", count(number), if number == 1 { "" } else { "s" })
}

fn count(number: u64) -> String {
    thousands(i64::try_from(number).unwrap_or(i64::MAX))
}

/// How large a file will be, as people say it.
fn about(bytes: Option<u64>) -> Markup {
    let Some(bytes) = bytes else { return html! {} };
    let size = match bytes {
        0..1_000_000 => format!("{} KB", count(bytes.div_ceil(1_000))),
        1_000_000..10_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        _ => format!("{} MB", count(bytes / 1_000_000)),
    };
    html! { ", about " (size) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_as_people_say_them() {
        for (bytes, words) in [
            (1, ", about 1 KB"),
            (999_000, ", about 999 KB"),
            (1_250_000, ", about 1.2 MB"),
            (1_234_567_890, ", about 1,234 MB"),
        ] {
            assert_eq!(about(Some(bytes)).0, words);
        }
        assert_eq!(about(None).0, "");
    }

    #[test]
    fn it_says_how_far_each_is() {
        let one = |standing| Taken {
            format: "CSV".to_owned(),
            by: "Jo".to_owned(),
            began: Timestamp::from_unix_seconds(0),
            sent: 1_500,
            of: 2_000,
            standing,
        };
        for (standing, words) in [
            (Standing::Done, "Whole: 1,500 responses"),
            (Standing::BrokeOff, "at 1,500 of 2,000"),
            (Standing::UnderWay, r#"<progress max="2000" value="1500""#),
        ] {
            assert!(how_far(&one(standing)).0.contains(words), "{standing:?}: {}", how_far(&one(standing)).0);
        }
    }
}
