//! What a department reads: a consultation with its figures as they are now.

use super::chart::{percent, thousands};
use super::controls::{back, pager, state_tag};
use super::data::Data;
use super::explore;
pub(crate) use super::figures::Opposites;
use super::figures::{self, Words};
use super::frame::frame;
pub(crate) use super::frame::{Department, forbidden};
use super::funnel;
use super::origins::{self, site_name};
use super::outcome::Standing;
use super::outcome_draft::line;
use super::score::score;
use super::visits;
use crate::access::Role;
use crate::objects::visited::Pages;
use crate::reach::Reach;
use aggregate::{Figures, QuestionSummary, Summary};
use contract::{Consultation, Day, Definition, Lang, QuestionId, SiteId, State, Timestamp};
use maud::{Markup, html};

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
    /// How many of the responses were deleted after their time.
    pub(crate) deleted: i64,
    pub(crate) texts: Texts,
    /// From which pages people answered, as far as that is counted.
    pub(crate) pages: &'a Pages,
    /// Whether its next release is due, for who may make it.
    pub(crate) release_due: bool,
    /// Where its outcome stands.
    pub(crate) standing: Standing<'a>,
    /// How far people came.
    pub(crate) reach: Reach,
    pub(crate) opposites: Opposites,
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

/// A consultation with its figures.
pub(crate) fn reading(reading: &Reading<'_>, assets: &str) -> String {
    let words = Words::new(reading.consultation);
    let definition = &reading.consultation.current().definition;
    let title = words.text(definition.questionnaire().title());
    let department = &reading.department;
    let home = format!("/d/{}/{}", department.id, reading.consultation.id());
    let files = format!("/v1/departments/{}/consultations/{}", department.id, reading.consultation.id());
    let main = html! {
        (back(&format!("/d/{}", department.id), "All consultations"))
        h1 lang=(words.lang().code()) dir=(words.lang().direction()) { (title) }
        p { (state_tag(reading.consultation.state())) " " (times(definition)) ", revision " (reading.consultation.current().number) }
        (ways(reading, &home))
        @let outcome = line(reading.standing);
        @if !outcome.0.is_empty() { p { (outcome) } }
        @if let Some(summary) = definition.questionnaire().summary() {
            details.govuk-details { summary.govuk-details__summary { span.govuk-details__summary-text { "What people are told" } } p.govuk-details__text lang=(words.lang().code()) dir=(words.lang().direction()) { (words.text(summary)) } }
        }
        p.govuk-visually-hidden role="status" data-status="" {}
        @if reading.release_due {
            p.due { strong { "A release is due." } " It is made by itself within the hour; " a href={ (home) "/releases" } { "make it now" } "." }
        }
        (headline(reading))
        (funnel::section(reading.reach, reading.summary.all.responses, &files))
        h2 #where { "Where and when people answered" }
        section.origins aria-labelledby="where" data-live="where" {
            @for data in origins::data(reading.summary, definition) { (origins::figure(&data, reading.summary.all.responses, &files)) }
            (visits::figure(reading.pages, &home, &files))
        }
        h2 #what { "What they answered" }
        (toggle(reading, &home))
        @for (place, question) in reading.summary.all.questions.iter().enumerate() {
            (asked(place, question, reading, &words, &files))
        }
        (explore::section(&format!("/d/{}/{}", department.id, reading.consultation.id()), reading.consultation))
        section.onward {
            h2 { "Take it with you" }
            ul {
                @if matches!(reading.texts, Texts::Shown { .. }) { li { a href={ (home) "/exports" } { "All responses (CSV, ODS)" } } }
                li { a href={ (files) "/summary?by=site,day,lang" } { "These figures (JSON)" } }
                @if department.role >= Role::Publisher { li { a href={ "/d/" (department.id) "/" (reading.consultation.id()) "/links" } { "Figures for site owners" } } }
                li { a href={ "/f/" (reading.consultation.id()) } { "The form as people see it" } }
            }
            p.quiet { "People chose to answer: these figures count who answered, and say nothing certain of those who did not." }
        }
    };
    frame(department, &format!("{title} – {}", department.name), &["department.js"], main, assets)
}

/// What somebody can do with it besides reading.
fn ways(reading: &Reading<'_>, home: &str) -> Markup {
    let state = reading.consultation.state();
    let writes = reading.department.role >= Role::Analyst && matches!(state, State::Draft | State::Open);
    html! {
        nav aria-label="This consultation" {
            ul.ways {
                li { a href={ (home) "/embed" } { "Put it on a page" } }
                @if writes { li { a href={ "/d/" (reading.department.id) "/studio/" (reading.consultation.id()) } { "Change what is asked, in the studio" } } }
                li { a href={ (home) "/revisions" } { "What it asks, and how that changed" } }
                li { a href={ (home) "/state" } { (state_link(state)) } }
                li { a href={ (home) "/releases" } { "Releases for everyone" } }
                li { a href={ (home) "/outcome" } { "We asked, you said, we did" } }
            }
        }
    }
}

/// What somebody can do with it next.
fn state_link(state: State) -> &'static str {
    match state {
        State::Draft => "Open it",
        State::Open => "Close it",
        State::Closed => "Archive it, or open it again",
        State::Archived => "Where it stands",
    }
}

fn headline(reading: &Reading<'_>) -> Markup {
    let count = reading.summary.all.responses;
    html! {
        div.headline data-live="headline" {
            p { strong.figure data-figure="responses" { (thousands(count)) } " " (people(count)) " answered" }
            @if count > 0 { p { (sentence(reading)) } }
            @if count == 0 && reading.consultation.state() == State::Open { (unheard(reading)) }
            @if reading.deleted > 0 {
                p.quiet { (thousands(reading.deleted)) " " (answers(reading.deleted)) " deleted after their time; they still count." }
            }
            p.quiet { "As of " (clock(reading.now)) ". New answers appear here by themselves where scripts run; else reload the page." }
        }
    }
}

/// How people come to answer, while nobody has.
fn unheard(reading: &Reading<'_>) -> Markup {
    let id = reading.consultation.id();
    html! {
        p {
            "Nobody sees it before it is " a href={ "/d/" (reading.department.id) "/" (id) "/embed" } { "on somebody’s page" }
            ", or linked to: it has " a href={ "/f/" (id) } { "a page of its own" } "."
        }
    }
}

/// What the headline's figure is made of, in a sentence.
fn sentence(reading: &Reading<'_>) -> String {
    let summary = reading.summary;
    let today = reading.now.day().days();
    let week: i64 =
        summary.days.iter().filter(|(day, _)| day.days() > today - 7).map(|(_, group)| group.responses).sum();
    let recent = match week {
        0 => "No one in the last seven days".to_owned(),
        all if all == summary.all.responses => "All of them in the last seven days".to_owned(),
        some => format!("{} of them in the last seven days", thousands(some)),
    };
    let most = summary.sites.iter().max_by_key(|(_, group)| group.responses);
    let most = most.filter(|_| summary.sites.len() > 1).map_or_else(String::new, |(id, group)| {
        let name = site_name(&reading.consultation.current().definition, id);
        format!("; {} by way of {name}", percent(group.responses, summary.all.responses))
    });
    format!("{recent}{most}.")
}

/// The two ways to draw a scale of opposites, where a question has one.
fn toggle(reading: &Reading<'_>, home: &str) -> Markup {
    let scales = reading.summary.all.questions.iter().any(|question| question.kind == "agreement");
    html! {
        @if scales {
            p {
                @match reading.opposites {
                    Opposites::Stacked => { "Agreement is drawn end to end. " a href={ (home) "?agreement=diverging#what" } { "Draw it to both sides of the middle" } }
                    Opposites::Diverging => { "Agreement is drawn to both sides of the middle. " a href={ (home) "#what" } { "Draw it end to end" } }
                }
            }
        }
    }
}

/// All tables of the page, of which one is downloaded by its name.
pub(crate) fn data(summary: &Summary, consultation: &Consultation, reach: Reach) -> Vec<Data> {
    let (words, definition) = (Words::new(consultation), &consultation.current().definition);
    let mut all = origins::data(summary, definition);
    all.push(funnel::data(reach, summary.all.responses));
    for (place, question) in summary.all.questions.iter().enumerate() {
        all.extend(figures::data(question, &words));
        all.extend(figures::site_data(place, &summary.sites, &|id| site_name(definition, id).to_owned(), &words));
    }
    all
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

fn answers(count: i64) -> &'static str {
    if count == 1 { "answer was" } else { "answers were" }
}

fn asked(place: usize, question: &QuestionSummary, reading: &Reading<'_>, words: &Words<'_>, files: &str) -> Markup {
    let anchor = format!("question-{}", question.id);
    let definition = &reading.consultation.current().definition;
    let name = |id: &SiteId| site_name(definition, id).to_owned();
    let by_site = figures::site_data(place, &reading.summary.sites, &name, words);
    html! {
        section.question aria-labelledby=(anchor) data-live=(anchor) {
            h3 #(anchor) lang=(words.lang().code()) dir=(words.lang().direction()) { (place + 1) ". " (words.question(&question.id)) }
            p.quiet {
                @match question.asked {
                    Some(asked) if question.of_everybody => { (thousands(question.answered)) " of " (thousands(asked)) " answered" }
                    Some(asked) => { (thousands(question.answered)) " of " (thousands(asked)) " who were asked answered" }
                    None => { (thousands(question.answered)) " answered, of those who were asked" }
                }
                @if !words.asked_now(&question.id) { ". An earlier revision asked this." }
            }
            @if let Some(data) = figures::data(question, words) {
                @if question.answered > 0 { (figures::chart(question, &data, reading.opposites, words)) }
                (data.behind(files))
            }
            (score(question.score))
            @if let Some(data) = by_site {
                details.govuk-details {
                    summary.govuk-details__summary { span.govuk-details__summary-text { "Sites side by side" span.govuk-visually-hidden { ": " (words.question(&question.id)) } } }
                    div.govuk-details__text {
                        (figures::multiples(place, &reading.summary.sites, &name, words))
                        (data.table())
                        (data.download(files))
                    }
                }
            }
            @if matches!(question.figures, Figures::Words) {
                @match &reading.texts {
                    Texts::Hidden => p.quiet { "What people wrote is for analysts." },
                    Texts::Shown { quotes: all, older, paged } => {
                        p { a href={ "/d/" (reading.department.id) "/" (reading.consultation.id()) "/texts?question=" (question.id) } { "Search these texts, their key phrases and campaigns" } }
                        (quotes(question, reading, all, older.as_deref(), *paged))
                    },
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
