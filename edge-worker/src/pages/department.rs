//! What a department reads: its consultations, and one of them with its figures as they are now.

use super::chart::{bar, columns, percent, thousands};
use super::controls::{back, pager, state_tag};
use super::figures::{Words, figures};
use super::frame::frame;
pub(crate) use super::frame::{Department, forbidden};
use crate::access::Role;
use aggregate::{Figures, Group, QuestionSummary, Summary};
use contract::{Consultation, ConsultationId, Day, Definition, Lang, QuestionId, SiteId, State, Timestamp};
use maud::{Markup, html};

/// One line of the department's list.
pub(crate) struct Listed {
    pub(crate) id: ConsultationId,
    pub(crate) title: String,
    pub(crate) lang: Lang,
    pub(crate) state: State,
    pub(crate) responses: i64,
}

/// A text that somebody wrote, with what is known of it.
pub(crate) struct Quote {
    pub(crate) question: QuestionId,
    pub(crate) text: String,
    pub(crate) site: SiteId,
    pub(crate) lang: Lang,
    pub(crate) day: Day,
}

/// A consultation as its page shows it.
pub(crate) struct Reading<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    pub(crate) summary: &'a Summary,
    pub(crate) texts: Texts,
    pub(crate) now: Timestamp,
}

/// What people wrote, for those who may read it.
pub(crate) enum Texts {
    /// The reader sees figures alone.
    Hidden,
    /// They are shown.
    Shown {
        /// Texts of one page of responses, the newest first.
        quotes: Vec<Quote>,
        /// The address of the next page of texts, where there is one.
        older: Option<String>,
        /// Whether this is a later page of texts.
        paged: bool,
    },
}

/// The department's consultations.
pub(crate) fn list(department: &Department, listed: &[Listed], assets: &str) -> String {
    let title = format!("Consultations – {}", department.name);
    let main = html! {
        h1 { "Consultations" }
        @if listed.is_empty() {
            p {
                "There are none yet."
                @if department.role >= Role::Publisher {
                    " Put the first one: " code { "PUT /v1/departments/" (department.id) "/consultations/NAME" }
                }
            }
        } @else {
            ul.cards {
                @for one in listed {
                    li {
                        h2 { a href={ "/d/" (department.id) "/" (one.id) } lang=(one.lang.code()) dir=(one.lang.direction()) { (one.title) } }
                        p.quiet { (one.id) }
                        p { (state_tag(one.state)) " " strong { (thousands(one.responses)) } " " (responses(one.responses)) }
                    }
                }
            }
        }
    };
    frame(department, &title, &[], main, assets)
}

/// A consultation with its figures.
pub(crate) fn reading(reading: &Reading<'_>, assets: &str) -> String {
    let words = Words::new(reading.consultation);
    let definition = &reading.consultation.current().definition;
    let title = words.text(definition.questionnaire().title());
    let department = &reading.department;
    let export = format!("/v1/departments/{}/consultations/{}/export.csv", department.id, reading.consultation.id());
    let main = html! {
        (back(&format!("/d/{}", department.id), "All consultations"))
        h1 lang=(words.lang().code()) dir=(words.lang().direction()) { (title) }
        p { (state_tag(reading.consultation.state())) " " (times(definition)) ", revision " (reading.consultation.current().number) }
        @if let Some(summary) = definition.questionnaire().summary() {
            details.govuk-details { summary.govuk-details__summary { span.govuk-details__summary-text { "What people are told" } } p.govuk-details__text lang=(words.lang().code()) dir=(words.lang().direction()) { (words.text(summary)) } }
        }
        p.govuk-visually-hidden role="status" data-status="" {}
        (headline(reading))
        h2 #where { "Where people answered" }
        section.columns-2 aria-labelledby="where" data-live="where" {
            (origins(reading.summary, definition))
            (days(reading.summary))
        }
        h2 { "What they answered" }
        @for (number, question) in reading.summary.all.questions.iter().enumerate() {
            (asked(number + 1, question, reading, &words))
        }
        section.onward {
            h2 { "Take it with you" }
            ul {
                @if matches!(reading.texts, Texts::Shown { .. }) { li { a href=(export) { "All responses (CSV)" } } }
                li { a href=(export.replace("export.csv", "summary?by=site,day,lang")) { "These figures (JSON)" } }
                li { a href={ "/f/" (reading.consultation.id()) } { "The form as people see it" } }
            }
            p.quiet { "People chose to answer: these figures count who answered, and say nothing certain of those who did not." }
        }
    };
    frame(department, &format!("{title} – {}", department.name), &["department.js"], main, assets)
}

fn headline(reading: &Reading<'_>) -> Markup {
    let count = reading.summary.all.responses;
    html! {
        div.headline data-live="headline" {
            p { strong.figure data-figure="responses" { (thousands(count)) } " " (people(count)) " answered" }
            p.quiet { "As of " (clock(reading.now)) ". New answers appear here by themselves where scripts run; else reload the page." }
        }
    }
}

/// Hours and minutes on a day, in UTC: `09:30 UTC on 3 March 2026`.
pub(super) fn clock(now: Timestamp) -> String {
    let second = now.unix_seconds() % 86_400;
    let date = Lang::En.page_strings().date(now.day());
    format!("{:02}:{:02} UTC on {date}", second / 3600, second / 60 % 60)
}

fn times(definition: &Definition) -> String {
    let date = |moment: Timestamp| Lang::En.page_strings().date(moment.day());
    match (definition.opens_at(), definition.closes_at()) {
        (None, None) => "without set times".to_owned(),
        (Some(opens), None) => format!("from {}", date(opens)),
        (None, Some(closes)) => format!("until {}", date(closes)),
        (Some(opens), Some(closes)) => format!("from {} until {}", date(opens), date(closes)),
    }
}

fn people(count: i64) -> &'static str {
    if count == 1 { "person" } else { "people" }
}

fn responses(count: i64) -> &'static str {
    if count == 1 { "response" } else { "responses" }
}

fn origins(summary: &Summary, definition: &Definition) -> Markup {
    let sites = summary.sites.iter().map(|(id, group)| (site_name(definition, id).to_owned(), None, group)).collect();
    let languages =
        summary.languages.iter().map(|(lang, group)| (lang.name().to_owned(), Some(*lang), group)).collect();
    html! {
        (breakdown("Site", sites, summary.all.responses))
        @if definition.questionnaire().languages().len() > 1 { (breakdown("Language", languages, summary.all.responses)) }
    }
}

/// A site as people know it; its identifier where the definition names it no more.
fn site_name<'a>(definition: &'a Definition, id: &'a SiteId) -> &'a str {
    match definition.site(id) {
        Some(site) => site.name(),
        None if id.as_str() == Definition::HOSTED_SITE => "The form’s own page",
        None => id.as_str(),
    }
}

fn breakdown(heading: &str, mut groups: Vec<(String, Option<Lang>, &Group)>, base: i64) -> Markup {
    groups.sort_by_key(|(_, _, group)| -group.responses);
    html! {
        @if groups.is_empty() {
            p { "No one has answered yet." }
        } @else {
            table.bars {
                thead { tr { th scope="col" { (heading) } th.number scope="col" { "People" } th.number scope="col" { "Share" } } }
                tbody {
                    @for (name, lang, group) in &groups {
                        tr {
                            th scope="row" lang=[lang.map(Lang::code)] { (name) (bar(group.responses, base)) }
                            td.number { (thousands(group.responses)) }
                            td.number { (percent(group.responses, base)) }
                        }
                    }
                }
            }
        }
    }
}

/// Answers day by day, from the first to the last, with the days in between on which no one answered.
fn days(summary: &Summary) -> Markup {
    let (Some((first, _)), Some((last, _))) = (summary.days.first(), summary.days.last()) else {
        return html! {};
    };
    let count = |day: Day| summary.days.iter().find(|(own, _)| *own == day).map_or(0, |(_, group)| group.responses);
    let all: Vec<(Day, i64)> = (first.days()..=last.days()).map(Day::from_days).map(|day| (day, count(day))).collect();
    let date = |day: Day| Lang::En.page_strings().date(day);
    html! {
        figure.days {
            figcaption { "People who answered each day" }
            @if all.len() > 1 {
                (columns(&all.iter().map(|(_, count)| *count).collect::<Vec<_>>()))
                p.ends aria-hidden="true" { span { (date(*first)) } span { (date(*last)) } }
            }
            details open[all.len() == 1] {
                summary { "Numbers by day" }
                table {
                    thead { tr { th scope="col" { "Day (UTC)" } th.number scope="col" { "People" } } }
                    tbody { @for (day, count) in all.iter().rev() {
                        tr { th scope="row" { (date(*day)) } td.number { (thousands(*count)) } }
                    } }
                }
            }
        }
    }
}

fn asked(number: usize, question: &QuestionSummary, reading: &Reading<'_>, words: &Words<'_>) -> Markup {
    let anchor = format!("question-{}", question.id);
    html! {
        section.question aria-labelledby=(anchor) data-live=(anchor) {
            h3 #(anchor) lang=(words.lang().code()) dir=(words.lang().direction()) { (number) ". " (words.question(&question.id)) }
            p.quiet {
                (thousands(question.answered)) " of " (thousands(reading.summary.all.responses)) " answered"
                @if !words.asked_now(&question.id) { ". An earlier revision asked this." }
            }
            (figures(question, words))
            @if matches!(question.figures, Figures::Words) {
                @match &reading.texts {
                    Texts::Hidden => p.quiet { "What people wrote is for analysts." },
                    Texts::Shown { quotes: all, older, paged } => (quotes(question, reading, all, older.as_deref(), *paged)),
                }
            }
        }
    }
}

fn quotes(
    question: &QuestionSummary,
    reading: &Reading<'_>,
    all: &[Quote],
    older: Option<&str>,
    paged: bool,
) -> Markup {
    let newest = format!("/d/{}/{}", reading.department.id, reading.consultation.id());
    let own: Vec<&Quote> = all.iter().filter(|quote| quote.question == question.id).collect();
    html! {
        @if own.is_empty() {
            p.quiet { @if question.answered == 0 { "No one has written anything yet." } @else { "None on this page of responses." } }
        } @else {
            ol.quotes {
                @for quote in own {
                    li {
                        blockquote lang=(quote.lang.code()) dir="auto" { (quote.text) }
                        p.quiet { (Lang::En.page_strings().date(quote.day)) ", " (site_name(&reading.consultation.current().definition, &quote.site)) ", " span lang=(quote.lang.code()) { (quote.lang.name()) } }
                    }
                }
            }
        }
        (pager(&format!("Texts: {}", question.id), paged.then_some(newest.as_str()), older))
    }
}
