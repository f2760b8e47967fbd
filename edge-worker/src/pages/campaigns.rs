//! Figures of all who wrote, of those whose texts differ, and of those outside campaigns, side by side; and what else is alike.

use super::chart::percent;
use super::department::clock;
use super::labels::Labels;
use super::origins::site_name;
use super::texts::count;
use crate::department::texts::Shown;
use aggregate::cross::Dimension;
use aggregate::{Cell, Counts};
use contract::{Consultation, SiteId, Timestamp};
use maud::{Markup, html};

/// What each group is called.
const GROUPS: [&str; 3] = ["All", "Distinct texts", "Outside campaigns"];

/// What those answered to other questions, in a table for each question.
pub(super) fn figures(shown: &Shown, consultation: &Consultation, labels: &Labels<'_>) -> Markup {
    let groups = shown.found.counts.each_ref().map(|counts| Counts::from_value(counts).unwrap_or_default());
    let all = Dimension::all(consultation);
    let answered = |one: &Dimension, counts: &Counts, cells: &[Cell], several: bool| {
        if several {
            counts.get(&Cell::Answered(one.question().clone()))
        } else {
            cells.iter().map(|cell| counts.get(cell)).sum()
        }
    };
    // Of many statements those that anybody placed.
    let asked: Vec<_> = all.iter().filter(|one| one.cells.iter().any(|cell| groups[0].get(cell) != 0)).collect();
    html! {
        @if !asked.is_empty() && !shown.found.campaigns.is_empty() {
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "What they answered: all, distinct texts and the rest" } }
                div.govuk-details__text {
                    p.quiet { "Of those who wrote a text here. Of texts with the same words, the first counts as distinct. Shares are of those who answered the question." }
                    @for one in asked {
                        @let name = labels.dimension(&one.dimension);
                        div.scroll tabindex="0" role="region" aria-label=(name) {
                            table.three {
                                caption lang=(labels.lang.code()) dir=(labels.lang.direction()) { (name) }
                                thead { tr { th scope="col" { "Answer" } @for group in GROUPS { th.number scope="col" { (group) } } } }
                                tbody {
                                    @for cell in &one.cells {
                                        tr {
                                            th scope="row" { (labels.cell(cell)) }
                                            @for counts in &groups {
                                                @let own = counts.get(cell);
                                                td.number { (super::chart::thousands(own)) " " span.share { (percent(own, answered(&one.dimension, counts, &one.cells, one.several))) } }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The same answers to everything, and bursts.
pub(super) fn others(shown: &Shown, consultation: &Consultation) -> Markup {
    let found = &shown.found;
    let site = |id: &str| {
        SiteId::parse(id)
            .map_or_else(|| id.to_owned(), |id| site_name(&consultation.current().definition, &id).to_owned())
    };
    html! {
        @if !found.same.is_empty() {
            h3 { "The same answers to everything" }
            p { "Of all responses, these agree in every question that is not answered in words, far more often than chance would have it. People who think alike answer alike: this is no proof of anything." }
            ul { @for same in &found.same { li { strong { (count(same.count)) } " responses, where " (format!("{:.1}", same.expected)) " would be expected if one answer said nothing of another" } } }
        }
        @if !found.bursts.is_empty() {
            h3 { "Bursts" }
            p { "Five minutes in which one site had many more answers than in the three hours before and after. A newsletter makes one as well." }
            ul { @for burst in &found.bursts { li { strong { (count(burst.count as usize)) } " from " (site(&burst.site)) " from " (clock(Timestamp::from_unix_seconds(burst.from))) ", where " (format!("{:.1}", burst.expected)) " are usual" } } }
        }
    }
}
