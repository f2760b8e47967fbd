//! How far people came: from the form that they saw to the answer that they sent.

use super::chart::{About, Bar, Layout, Part, bars, percent, thousands};
use super::data::{Cell, Data, Row};
use crate::reach::Reach;
use maud::{Markup, html};

/// The table: each step with what it counts.
pub(crate) fn data(reach: Reach, responses: i64) -> Data {
    let withdrawn = number(reach.withdrawn);
    let row = |label: &str, count: i64| Row { label: label.to_owned(), lang: None, cells: vec![Cell::Count(count)] };
    Data {
        name: "funnel".to_owned(),
        title: "From seeing to sending".to_owned(),
        note: "Seen and started are approximate.",
        head: "Step",
        columns: vec!["Times".to_owned()],
        rows: vec![
            row("Form seen", number(reach.seen)),
            row("Answer started", number(reach.started)),
            row("Answer sent", responses + withdrawn),
            row("Answer withdrawn", withdrawn),
        ],
    }
}

/// The section of the page.
pub(crate) fn section(reach: Reach, responses: i64, files: &str) -> Markup {
    let data = data(reach, responses);
    let most = data.rows.iter().map(Row::count).max().unwrap_or(0);
    let row = |row: &Row| Bar {
        label: row.label.clone(),
        parts: vec![Part {
            from: 0.0,
            width: if most > 0 { row.count() as f64 * 100.0 / most as f64 } else { 0.0 },
            class: "series-0",
            words: String::new(),
        }],
        value: thousands(row.count()),
    };
    let described: Vec<String> =
        data.rows.iter().map(|row| format!("{}: {}", row.label, thousands(row.count()))).collect();
    let about = About { id: "chart-funnel", title: &data.title, description: described.join("; ") };
    let sent = responses + number(reach.withdrawn);
    html! {
        h2 #funnel { "From seeing to sending" }
        section.funnel aria-labelledby="funnel" data-live="funnel" {
            @if reach.seen > 0 && sent > 0 && number(reach.seen) >= sent {
                p { "About " strong { (percent(sent, number(reach.seen))) } " of the forms that were seen became an answer." }
            } @else if sent > number(reach.seen) {
                p { "More answers were sent than forms were seen here: programs send answers too, and a form that was open before may be sent later." }
            }
            (bars(&about, &data.rows.iter().map(row).collect::<Vec<_>>(), Layout::VALUES))
            (data.behind(files))
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "What is counted" } }
                div.govuk-details__text {
                    ul {
                        li { strong { "Seen" } ": how often the form was given out, on a site where it came near the view, or as a page of its own. Somebody who comes back is counted again, and so are programs that read pages." }
                        li { strong { "Started" } ": how often somebody touched, entered or focused the form, so that the application in it started. Where scripts do not run nobody is counted, so that there may be fewer than were sent." }
                        li { strong { "Sent" } ": answers that were recorded, those that still stand and those that were withdrawn since. The first are exact." }
                        li { strong { "Withdrawn" } ": answers that people took back." }
                    }
                    p { "Nobody is identified: these are numbers of events. Seen, started and withdrawn are counted in memory and noted now and then, so that some are lost where a server stops, and they begin with the version that counts them." }
                }
            }
        }
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
