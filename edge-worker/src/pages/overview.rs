//! A department's consultations at a glance: the state of each, how many answered lately, and what needs attention.

use super::chart::{About, spark, thousands};
use super::controls::state_tag;
use super::frame::{Department, frame};
use crate::access::Role;
use contract::outcome::days_left;
use contract::{ConsultationId, Day, Lang, State, Timestamp};
use maud::{Markup, html};

/// Days that the small columns show.
pub(crate) const RECENT: usize = 14;
/// Days before its closing from which on a consultation closes soon.
const SOON: i64 = 7;
/// Days without an answer from which on an open one needs a look.
const SILENT: usize = 7;

/// Days before its day from which on an outcome is due soon.
const DUE: i32 = 14;

/// Lines of what needs attention; the list below says the rest.
const ATTENTION: usize = 8;

/// One of the department's consultations.
pub(crate) struct Listed {
    pub(crate) id: ConsultationId,
    pub(crate) title: String,
    pub(crate) lang: Lang,
    pub(crate) state: State,
    pub(crate) responses: i64,
    /// How many answered on each of the last [`RECENT`] days, today being the last one.
    pub(crate) recent: Vec<i64>,
    pub(crate) opens_at: Option<Timestamp>,
    pub(crate) closes_at: Option<Timestamp>,
    /// When its outcome is due or was published, in words; blank while answers are taken.
    pub(crate) outcome: Markup,
    /// The day by which it is due, where it is not published yet.
    pub(crate) due_on: Option<Day>,
    /// Whether its next release is due, for who may make it.
    pub(crate) release_due: bool,
}

impl Listed {
    /// What somebody should look at, in a few words.
    fn attention(&self, now: Timestamp) -> Option<String> {
        if self.state != State::Open {
            let due_on = self.due_on?;
            return match days_left(due_on, now) {
                ..0 => Some(format!("Its outcome was due by {}", Lang::En.page_strings().date(due_on))),
                0..=DUE => Some(format!("Its outcome is due by {}", Lang::En.page_strings().date(due_on))),
                _ => None,
            };
        }
        let now = now.unix_seconds();
        if let Some(opens) = self.opens_at.filter(|opens| opens.unix_seconds() > now) {
            return Some(format!("Takes answers from {}", date(opens)));
        }
        if let Some(closes) = self.closes_at {
            let left = closes.unix_seconds() - now;
            if left <= 0 {
                return Some(format!("Its time ended on {}: close it", date(closes)));
            }
            if left <= SOON * 86_400 {
                return Some(format!("Closes on {}", date(closes)));
            }
        }
        if self.responses == 0 {
            return Some("No answers yet".to_owned());
        }
        let silent = self.recent.iter().rev().take(SILENT).all(|count| *count == 0);
        silent.then(|| format!("No answers for {SILENT} days"))
    }
}

fn date(moment: Timestamp) -> String {
    Lang::En.page_strings().date(moment.day())
}

/// A draft that waits for the reader: to be approved by them, or to be written on.
pub(crate) struct Waiting {
    pub(crate) id: String,
    /// Its title; blank where none is written yet.
    pub(crate) title: String,
    /// Why, in a few words.
    pub(crate) why: &'static str,
}

/// The page.
pub(crate) fn overview(
    department: &Department,
    listed: &[Listed],
    waiting: &[Waiting],
    now: Timestamp,
    assets: &str,
) -> String {
    let title = format!("Consultations – {}", department.name);
    let open = listed.iter().filter(|one| one.state == State::Open).count();
    let recent: i64 = listed.iter().flat_map(|one| one.recent.iter().rev().take(7)).sum();
    let mut attentive: Vec<(&Listed, String)> =
        listed.iter().filter_map(|one| Some((one, one.attention(now)?))).collect();
    attentive.sort_by_key(|(one, _)| (one.closes_at.is_none(), one.closes_at.map(Timestamp::unix_seconds)));
    // First what one press does, or another person waits for.
    let due = listed.iter().filter(|one| one.release_due);
    let attention: Vec<Markup> = (waiting.iter().map(|one| draft(department, one)))
        .chain(due.map(|one| html! { (name(department, one)) ": " (release(department, one)) }))
        .chain(attentive.iter().map(|(one, why)| html! { (name(department, one)) ": " (why) }))
        .collect();
    let main = html! {
        h1 { "Consultations" }
        @if department.role >= Role::Analyst {
            p { a.govuk-button href={ "/d/" (department.id) "/studio" } { "Write a consultation" } }
        }
        @if !listed.is_empty() {
            ul.glance {
                li { strong.figure { (open) } " open" }
                li { strong.figure { (thousands(recent)) } " answered in the last seven days" }
                li { strong.figure { (thousands(listed.iter().map(|one| one.responses).sum())) } " answered in all" }
            }
        }
        @if !attention.is_empty() {
            section.attention aria-labelledby="attention" {
                h2 #attention { "Needs attention" }
                ul {
                    @for line in attention.iter().take(ATTENTION) { li { (line) } }
                    @if attention.len() > ATTENTION { li { "and " (attention.len() - ATTENTION) " more, in the list below and under “Drafts”" } }
                }
            }
        }
        @if listed.is_empty() {
            p {
                "There are none yet. What is being written stands under “Drafts” until another person approves it."
                @if department.role >= Role::Publisher {
                    " A program puts one by " code { "PUT /v1/departments/" (department.id) "/consultations/NAME" } "."
                }
            }
        } @else {
            h2 { "All consultations" }
            ul.consultations {
                @for one in listed { li { (line(department, one, now)) } }
            }
            (by_day(department, listed, now))
        }
    };
    frame(department, &title, &[], main, assets)
}

fn name(department: &Department, one: &Listed) -> Markup {
    html! { a href={ "/d/" (department.id) "/" (one.id) } lang=(one.lang.code()) dir=(one.lang.direction()) { (one.title) } }
}

/// The way to a draft that waits.
fn draft(department: &Department, one: &Waiting) -> Markup {
    let title = if one.title.is_empty() { &one.id } else { &one.title };
    html! { a href={ "/d/" (department.id) "/drafts/" (one.id) } dir="auto" { (title) } ": " (one.why) }
}

/// The way to the press.
fn release(department: &Department, one: &Listed) -> Markup {
    html! { a href={ "/d/" (department.id) "/" (one.id) "/releases" } { "a release is due" } }
}

fn line(department: &Department, one: &Listed, now: Timestamp) -> Markup {
    let last = one.recent.iter().sum::<i64>();
    let shown = format!("{}: {} answered in the last {} days", one.title, thousands(last), one.recent.len());
    let counts = recent_days(now).zip(&one.recent).filter(|(_, count)| **count > 0);
    let told: Vec<String> = counts.map(|(day, count)| format!("{}: {}", short(day), thousands(*count))).collect();
    let about = About {
        id: &format!("lately-{}", one.id),
        title: &shown,
        description: if told.is_empty() { "None on any of these days".to_owned() } else { told.join("; ") },
    };
    html! {
        div.what {
            h3 { (name(department, one)) }
            p.quiet {
                (state_tag(one.state)) " " (one.id)
                @if let Some(why) = one.attention(now) { " · " strong { (why) } }
                @if one.release_due { " · " (release(department, one)) }
                @if !one.outcome.0.is_empty() { " · " (one.outcome) }
                @if let Some(closes) = one.closes_at { " · until " (date(closes)) }
            }
        }
        // A draft takes no answers.
        div.lately { @if one.state != State::Draft { (spark(&about, &one.recent)) } }
        p.total { strong { (thousands(one.responses)) } " " (responses(one.responses)) }
    }
}

/// The last [`RECENT`] days, today being the last one.
fn recent_days(now: Timestamp) -> impl Iterator<Item = Day> {
    let today = now.day().days();
    (today + 1 - RECENT as i32..=today).map(Day::from_days)
}

/// A day as the head of a narrow column: `4 Oct`.
fn short(day: Day) -> String {
    let date = Lang::En.page_strings().date(day);
    let mut words = date.split(' ');
    let (number, month) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    format!("{number} {}", month.get(..3).unwrap_or(month))
}

/// The numbers of the small columns, and the way to those of all days.
fn by_day(department: &Department, listed: &[Listed], now: Timestamp) -> Markup {
    let answered: Vec<&Listed> = listed.iter().filter(|one| one.state != State::Draft).collect();
    html! {
        @if !answered.is_empty() {
            details.govuk-details.numbers {
                summary.govuk-details__summary { span.govuk-details__summary-text { "Numbers: answered in the last " (RECENT) " days" } }
                div.govuk-details__text {
                    div.scroll tabindex="0" role="region" aria-label="Table: answered by day" {
                        table.statements.days {
                            caption.quiet { "People who answered on each day, UTC. A change keeps its first day." }
                            thead { tr {
                                th scope="col" { "Consultation" }
                                @for day in recent_days(now) { th.number scope="col" { (short(day)) } }
                                th scope="col" { "Every day" }
                            } }
                            tbody { @for one in answered { tr {
                                th scope="row" lang=(one.lang.code()) dir=(one.lang.direction()) { (one.title) }
                                @for count in &one.recent { td.number { (thousands(*count)) } }
                                td { a href={ "/v1/departments/" (department.id) "/consultations/" (one.id) "/data/days.csv" } download {
                                    "Download this data" span.govuk-visually-hidden { ": " (one.title) } " (CSV)"
                                } }
                            } } }
                        }
                    }
                }
            }
        }
    }
}

fn responses(count: i64) -> &'static str {
    if count == 1 { "response" } else { "responses" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_attention() {
        let now = Timestamp::from_unix_seconds(20_000 * 86_400);
        let after = |days: i64| Some(Timestamp::from_unix_seconds((20_000 + days) * 86_400));
        let quiet = vec![0; RECENT];
        let lively: Vec<i64> = (0..RECENT as i64).collect();
        for (state, recent, responses, opens, closes, expected) in [
            (State::Open, &lively, 9, None, None, None),
            (State::Open, &lively, 9, None, after(8), None),
            (State::Open, &lively, 9, None, after(7), Some("Closes on 11 October 2024")),
            (State::Open, &lively, 9, None, after(-1), Some("Its time ended on 3 October 2024: close it")),
            (State::Open, &quiet, 0, after(1), None, Some("Takes answers from 5 October 2024")),
            (State::Open, &quiet, 0, None, None, Some("No answers yet")),
            (State::Open, &quiet, 9, None, None, Some("No answers for 7 days")),
            (State::Closed, &quiet, 0, None, after(-1), None),
            (State::Draft, &quiet, 0, None, None, None),
        ] {
            let one = Listed {
                id: ConsultationId::parse("c").unwrap(),
                title: "C".to_owned(),
                lang: Lang::En,
                state,
                responses,
                recent: recent.clone(),
                opens_at: opens,
                closes_at: closes,
                outcome: html! {},
                due_on: None,
                release_due: false,
            };
            assert_eq!(one.attention(now).as_deref(), expected, "{state:?} {responses} {opens:?} {closes:?}");
        }
        for (state, days, expected) in [
            (State::Closed, 15, None),
            (State::Closed, 14, Some("Its outcome is due by 18 October 2024")),
            (State::Archived, 0, Some("Its outcome is due by 4 October 2024")),
            (State::Closed, -1, Some("Its outcome was due by 3 October 2024")),
            // Its time ended, and nobody closed it yet: that comes first.
            (State::Open, 14, Some("No answers yet")),
        ] {
            let one = Listed {
                id: ConsultationId::parse("c").unwrap(),
                title: "C".to_owned(),
                lang: Lang::En,
                state,
                responses: 0,
                recent: quiet.clone(),
                opens_at: None,
                closes_at: None,
                outcome: html! {},
                due_on: Some(Day::from_days(20_000 + days)),
                release_due: false,
            };
            assert_eq!(one.attention(now).as_deref(), expected, "{state:?} {days}");
        }
    }
}
