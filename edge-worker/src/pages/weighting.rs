//! The page on which a department reads a question's answers raw beside weighted, with what that costs, how much sites
//! differ, and on which it declares margins.

use super::chart::{percent, thousands};
use super::controls::{Attributes, Field, back, error_message, error_summary, text_field};
use super::department::clock;
use super::explore::{progress, short};
use super::frame::{Department, frame};
use super::labels::Labels;
use super::score::{score, tenths};
use super::visits::left_out;
use crate::department::weighting::{BySite, Found, may_declare};
use crate::http::Fields;
use aggregate::cross::{Dimension, Divided};
use aggregate::statistics::{
    BOOTSTRAP_SITES, Interval, LEAST_EFFECTIVE, LEAST_PEOPLE, Refusal, Weighted, Weighting, bootstrap, leave_one_out,
    spread,
};
use contract::{Consultation, Definition, Kind, Margins, SiteId, Timestamp, limits};
use maud::{Markup, html};

/// Sites in the table side by side: the largest.
const SITES: usize = 8;

/// What the page shows.
pub(crate) struct Weighing<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    pub(crate) margins: Option<&'a Margins>,
    /// The question whose answers are shown; `None` where there is none to show.
    pub(crate) found: Option<&'a Found>,
    /// What was sent of a form that has faults.
    pub(crate) fields: Option<&'a Fields>,
    /// Faults of the form, each with its field.
    pub(crate) faults: &'a [(String, String)],
    pub(crate) now: Timestamp,
}

/// The page.
pub(crate) fn weighting(page: &Weighing<'_>, assets: &str) -> String {
    let labels = Labels::new(page.consultation);
    let home = format!("/d/{}/{}", page.department.id, page.consultation.id());
    let address = format!("{home}/weighting");
    let main = html! {
        (back(&home, "All figures"))
        @if !page.faults.is_empty() { (error_summary(page.faults)) }
        h1 { "Who answered, and what if" }
        p.quiet lang=(labels.lang.code()) dir=(labels.lang.direction()) { (labels.title()) }
        p { "People chose to answer: they are no random sample, and no weights make them one. Weights show what the figures would be if the groups below had the shares that you declare, and all people of a group thought as those of it who answered." }
        @if let Some(found) = page.found {
            (chooser(&address, page.consultation, &found.question, &labels))
            (answers(page, found, &labels))
            (sites(page, found, &labels))
        }
        @if may_declare(page.department.role) { (form(&address, page, &labels)) }
        @else if page.margins.is_none() { p { "No margins are declared. Publishers can declare them here." } }
    };
    let error = if page.faults.is_empty() { "" } else { "Error: " };
    let title = format!("{error}Weighting – {} – {}", labels.title(), page.department.name);
    frame(&page.department, &title, &[], main, assets)
}

fn chooser(address: &str, consultation: &Consultation, chosen: &Divided, labels: &Labels<'_>) -> Markup {
    html! {
        form.weighting action=(address) {
            div.govuk-form-group {
                label.govuk-label for="question" { "Question" }
                select.govuk-select #question name="question" {
                    @for one in Dimension::all(consultation) {
                        option value=(one.dimension) selected[one.dimension == chosen.dimension] { (short(&labels.dimension(&one.dimension))) }
                    }
                }
            }
            button.govuk-button { "Show" }
        }
    }
}

fn answers(page: &Weighing<'_>, found: &Found, labels: &Labels<'_>) -> Markup {
    let weighted = found.weighted.as_ref();
    html! {
        section.question aria-labelledby="weighted" {
            h2 #weighted lang=(labels.lang.code()) dir=(labels.lang.direction()) { (labels.dimension(&found.question.dimension)) }
            @if let Some((count, _)) = weighted { (progress(count)) (left_out(count.deleted)) }
            (score(found.score))
            @if let Some((margins, (_, weighted))) = page.margins.zip(weighted) { (told(weighted, margins, page.consultation, labels)) }
            @if found.too_many { p.govuk-inset-text { "This question and the margins have too many combinations of answers to be counted together. Use fewer margins, or ones with fewer answers." } }
            @if let Some((_, weighted)) = weighted { (table(weighted, labels)) }
            @if page.margins.is_none() { p { "Once there are margins, the weighted shares stand here beside those that were counted." } }
            p.quiet { "As of " (clock(page.now)) "." }
        }
    }
}

/// The table of raw beside weighted.
fn table(weighted: &Weighted, labels: &Labels<'_>) -> Markup {
    let has_weights = weighted.weighted.is_some();
    html! {
        div.scroll tabindex="0" role="region" aria-label="Table: raw beside weighted" {
            table.statements.cross {
                caption.quiet { "Ranges are 95% intervals (Wilson) as if these people were a random sample; they are not." }
                thead { tr {
                    th scope="col" { "Answer" }
                    th.number scope="col" { "People" }
                    th.number scope="col" { "Share" }
                    @if has_weights { th.number scope="col" { "Weighted" } }
                } }
                tbody { @for answer in &weighted.answers {
                    tr {
                        th scope="row" { (labels.cell(&answer.cell)) }
                        td.number { (thousands(answer.count)) }
                        td.number { (share(answer.raw)) }
                        @if has_weights { td.number { (share(answer.weighted)) } }
                    }
                } }
            }
        }
    }
}

fn share(share: Option<(f64, Interval)>) -> Markup {
    html! {
        @match share {
            Some((share, Interval { low, high })) => { (tenths(share)) " " span.share { (tenths(low)) " to " (tenths(high)) } }
            None => "–",
        }
    }
}

/// What weights cost, or why there are none.
fn told(weighted: &Weighted, margins: &Margins, consultation: &Consultation, labels: &Labels<'_>) -> Markup {
    let left = weighted.people - weighted.placed;
    html! {
        @match &weighted.weighting {
            Ok(weighting) => (cost(weighted, weighting)),
            Err(refusal) => p.govuk-inset-text { strong { "No weighted figures: " } (refused(refusal, margins, consultation, labels)) },
        }
        @if left > 0 { p { (thousands(left)) " of " (thousands(weighted.people)) " people gave no answer that the margins name, and are not weighted." } }
        p.quiet { "Margins: " (margins.source()) "." }
    }
}

fn cost(weighted: &Weighted, weighting: &Weighting) -> Markup {
    html! {
        @if let Some((answered, precision)) = weighted.weighted {
            p {
                "The " (thousands(answered)) " people who are weighted stand for " strong { (format!("{:.0}", precision.effective)) } " people with equal weights "
                "(Kish’s effective sample size; design effect " (format!("{:.2}", precision.design_effect)) "). One person’s weight is from "
                (format!("{:.2}", weighting.range.0)) " to " (format!("{:.2}", weighting.range.1)) "."
            }
        }
        @if weighting.trimmed > 0 {
            p { "The weights of " (thousands(weighting.trimmed)) " people were above five times the median, and were cut to it: shares are up to " (format!("{:.1}", 100.0 * weighting.off_by)) " percentage points off what the margins say." }
        }
    }
}

/// A refusal in words.
fn refused(refusal: &Refusal, margins: &Margins, consultation: &Consultation, labels: &Labels<'_>) -> String {
    match refusal {
        Refusal::FewPeople { margin, option, people } => {
            let own = &margins.all()[*margin];
            let (question, answer) = words(own.question().as_str(), &own.given()[*option].0, consultation, labels);
            format!(
                "“{answer}” ({question}) has {}, and an answer of a margin needs at least {LEAST_PEOPLE}. One of them would stand for very many.",
                if *people == 1 { "1 person".to_owned() } else { format!("{} people", thousands(*people)) }
            )
        }
        Refusal::NoFit => {
            "no weights give all margins their shares. Some combinations of answers that they need have nobody in them."
                .to_owned()
        }
        Refusal::FewEffective { effective } => format!(
            "the weights would have to be so unequal that these people stand for {effective:.0} with equal weights, and a figure needs at least {LEAST_EFFECTIVE:.0}."
        ),
    }
}

/// A margin's question and answer, as its department words them.
fn words(question: &str, answer: &str, consultation: &Consultation, labels: &Labels<'_>) -> (String, String) {
    let divided = Dimension::all(consultation).into_iter().find(|one| one.dimension.to_string() == question);
    let cell = divided.as_ref().and_then(|one| one.cells.iter().find(|cell| cell.value() == answer));
    let question = divided.as_ref().map_or_else(|| question.to_owned(), |one| labels.dimension(&one.dimension));
    (question, cell.map_or_else(|| answer.to_owned(), |cell| labels.cell(cell)))
}

/// How sites differ, and how much hangs on one of them.
fn sites(page: &Weighing<'_>, found: &Found, labels: &Labels<'_>) -> Markup {
    let by_site = &found.by_site;
    if by_site.answered.iter().filter(|people| **people > 0).count() < 2 {
        return html! {};
    }
    let drawn = by_site.answered.iter().filter(|people| **people > 0).count() >= BOOTSTRAP_SITES;
    let definition = &page.consultation.current().definition;
    let mut largest: Vec<usize> = (0..by_site.sites.len()).collect();
    largest.sort_by_key(|site| std::cmp::Reverse(by_site.answered[*site]));
    largest.truncate(SITES);
    html! {
        section.question aria-labelledby="sites" {
            h2 #sites { "Site by site" }
            p { "If a figure hangs on one place, it moves when that place is left out." }
            div.scroll tabindex="0" role="region" aria-label="Table: site by site" {
                table.statements.cross {
                    caption.quiet {
                        "Shares of those who answered at each site"
                        @if largest.len() < by_site.sites.len() { ", of the " (SITES) " sites with most answers" }
                        ". I² is the part of the differences that chance would not explain, from Cochran’s Q."
                        @if drawn { " Were other sites as these are, the share of all would lie between the figures below “If sites were drawn again” in 95 of 100 cases: 2,000 samples of as many sites, drawn from these (a bootstrap)." }
                    }
                    thead { tr {
                        th scope="col" { "Answer" }
                        th.number scope="col" { "All" }
                        @for site in &largest { th.number scope="col" { (site_name(definition, &by_site.sites[*site])) } }
                        th.number scope="col" { "Without one site" }
                        @if drawn { th.number scope="col" { "If sites were drawn again" } }
                        th.number scope="col" { "Q, I²" }
                    } }
                    tbody {
                        @for (index, cell) in found.question.cells.iter().enumerate() {
                            tr {
                                th scope="row" { (labels.cell(cell)) }
                                (site_cells(by_site, index, &largest, definition, drawn))
                            }
                        }
                        tr {
                            th scope="row" { "People who answered" }
                            td.number { (thousands(by_site.answered.iter().sum())) }
                            @for site in &largest { td.number { (thousands(by_site.answered[*site])) } }
                            td {} td {}
                            @if drawn { td {} }
                        }
                    }
                }
            }
        }
    }
}

fn site_cells(by_site: &BySite, answer: usize, largest: &[usize], definition: &Definition, drawn: bool) -> Markup {
    let shares = by_site.shares(answer);
    let (count, base) = shares.iter().fold((0, 0), |sum, site| (sum.0 + site.0, sum.1 + site.1));
    let name = |site: usize| site_name(definition, &by_site.sites[site]);
    html! {
        td.number { (percent(count, base)) }
        @for site in largest { td.number { (percent(shares[*site].0, shares[*site].1)) } }
        td.number { @if let Some(range) = leave_one_out(&shares) {
            (tenths(range.low.0)) " to " (tenths(range.high.0))
            span.share { "lowest without " (name(range.low.1)) ", highest without " (name(range.high.1)) }
        } }
        @if drawn { td.number { @if let Some(range) = bootstrap(&shares) { (tenths(range.low)) " to " (tenths(range.high)) } } }
        td.number { @if let Some(found) = spread(&shares) {
            (format!("{:.1}", found.q)) " (" (found.freedom) " df)" span.share { "I² " (format!("{:.0}%", 100.0 * found.i_squared)) }
        } }
    }
}

fn site_name<'a>(definition: &'a Definition, id: &'a SiteId) -> &'a str {
    match definition.site(id) {
        Some(site) => site.name(),
        None if id.as_str() == Definition::HOSTED_SITE => "The form’s own page",
        None => id.as_str(),
    }
}

/// The form of margins: a field for each answer that one person gives alone. Those that are left blank are no margin.
fn form(address: &str, page: &Weighing<'_>, labels: &Labels<'_>) -> Markup {
    let filled = |name: &str| -> String {
        if let Some(fields) = page.fields {
            return fields.iter().find(|(own, _)| own == name).map_or_else(String::new, |(_, value)| value.clone());
        }
        let Some(margins) = page.margins else { return String::new() };
        let share = || {
            let (question, answer) = name.strip_prefix("share:")?.split_once(':')?;
            let margin = margins.all().iter().find(|one| one.question().as_str() == question)?;
            margin.given().iter().find(|(own, _)| own == answer).map(|(_, share)| share.to_string())
        };
        if name == "source" { margins.source().to_owned() } else { share().unwrap_or_default() }
    };
    let trims = page.fields.map_or_else(|| page.margins.is_some_and(Margins::trim), |_| filled("trim") == "yes");
    let wrong = |name: &str| page.faults.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str());
    let can_weigh = Dimension::all(page.consultation).into_iter().filter(|one| {
        let form = page.consultation.current().definition.questionnaire().question(one.dimension.question());
        form.is_some_and(|form| matches!(form.kind(), Kind::SingleChoice(_) | Kind::Region))
    });
    html! {
        section.declare aria-labelledby="margins" {
            h2 #margins { "Margins" }
            p { "For one or several questions, give the share of each answer among the people whom you mean: percentages, or numbers of people. Leave a question blank that is not to be used; leave all blank to have no margins. Up to " (limits::MARGINS) " questions." }
            form.weighting method="post" action=(address) {
                (text_field(
                    &Field { name: "source", label: "Where the figures are from", hint: Some("Such as “ONS, mid-year population estimates for 2023”. It is shown with every weighted figure."), value: &filled("source"), error: wrong("source"), width: None },
                    Attributes { at_most: Some(limits::LABEL), ..Attributes::TEXT },
                ))
                @for one in can_weigh {
                    @let group = format!("margin-{}", one.dimension);
                    @let used = one.cells.iter().any(|cell| !filled(&format!("share:{}:{}", one.dimension, cell.value())).is_empty());
                    details.govuk-details #(group) open[used || wrong(&group).is_some()] {
                        summary.govuk-details__summary { span.govuk-details__summary-text { (labels.dimension(&one.dimension)) } }
                        div.govuk-details__text {
                            @if let Some(words) = wrong(&group) { (error_message(&format!("{group}-error"), words)) }
                            div.fields {
                                @for cell in &one.cells {
                                    @let name = format!("share:{}:{}", one.dimension, cell.value());
                                    (text_field(
                                        &Field { name: &name, label: &labels.cell(cell), hint: None, value: &filled(&name), error: wrong(&name), width: Some("govuk-input--width-10") },
                                        Attributes { numeric: true, ..Attributes::TEXT },
                                    ))
                                }
                            }
                        }
                    }
                }
                div.govuk-form-group {
                    div.govuk-checkboxes.govuk-checkboxes--small { div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input #trim type="checkbox" name="trim" value="yes" checked[trims];
                        label.govuk-label.govuk-checkboxes__label for="trim" { "Cut weights above five times the median" }
                    } }
                }
                button.govuk-button { "Save the margins" }
            }
            p.quiet { "Samples for the UK’s nations are in " a href="/docs/statistics#samples-of-margins" { "the documentation" } ", with their sources." }
        }
    }
}
