//! From which pages people answered; and what is said beside figures that are counted from rows, of which some have gone.

use super::chart::thousands;
use super::data::{Data, Row};
use super::figures::counted;
use crate::objects::count::Deleted;
use crate::objects::visited::Pages;
use contract::{Lang, Timestamp};
use maud::{Markup, html};

/// Name of the table, and of its file.
pub(crate) const NAME: &str = "pages";
/// What the page's address says where its reader asks to go on counting.
pub(crate) const GO_ON: &str = "pages";

/// People below which a page is told with others: who knows a thread with one answer knows who gave it.
const SMALL: i64 = 5;
/// Pages of one chart.
const SHOWN: usize = 20;

/// The table: the pages with the most people first, then the rest together.
pub(crate) fn data(pages: &Pages) -> Data {
    let mut told: Vec<(String, i64)> = pages.counts().map(|(page, count)| (short(page.as_str()), count)).collect();
    told.sort_by(|(a, one), (b, two)| two.cmp(one).then_with(|| a.cmp(b)));
    let apart = told.iter().take_while(|(_, count)| *count >= SMALL).count().min(SHOWN);
    let rest = told.split_off(apart);
    let row = |label: &str, count| Row::of(label, None, count, pages.seen);
    let mut rows: Vec<Row> = told.iter().map(|(page, count)| row(page, *count)).collect();
    let others = rest.iter().map(|(_, count)| count).sum::<i64>() + pages.others;
    rows.extend([("Other pages", others), ("No page told", pages.untold)].map(|(label, count)| row(label, count)));
    rows.retain(|row| row.count() > 0);
    let note = if pages.others > 0 {
        "Shares are of the people counted here. There are more pages than are told apart: of one that came late some people \
         may stand among the other pages."
    } else {
        "Shares are of the people counted here. Pages from which few answered stand together as other pages."
    };
    Data::counted(NAME, "People by page", "Page", "People", note, rows)
}

/// Without what all addresses begin with.
fn short(page: &str) -> String {
    page.strip_prefix("https://").or_else(|| page.strip_prefix("http://")).unwrap_or(page).to_owned()
}

/// The table with its chart, as far as it is counted. `home` is the consultation's page, `files` its address in the API.
pub(crate) fn figure(pages: &Pages, home: &str, files: &str) -> Markup {
    let data = data(pages);
    html! {
        figure.origin #pages {
            figcaption { (data.title) }
            @if !pages.whole {
                p role="status" { "Counted so far: " (thousands(pages.seen)) " of " (thousands(pages.of)) ". " a href={ (home) "?count=" (GO_ON) "#pages" } { "Count them all" } }
                progress max=(pages.of.max(1)) value=(pages.seen) aria-label="Responses counted by page" {}
            }
            @if !data.rows.is_empty() {
                (counted(&data, pages.seen))
                @if pages.whole { (data.behind(files)) } @else { (data.table()) }
            } @else if pages.whole {
                p { "No one has answered yet." }
            }
            (left_out(pages.deleted))
        }
    }
}

/// What is said beside figures that are counted from rows, where some of those were deleted after their time.
pub(crate) fn left_out(deleted: Deleted) -> Markup {
    let on = deleted.at.map(|at| Lang::En.page_strings().date(Timestamp::from_unix_seconds(at).day()));
    html! {
        @if deleted.count > 0 {
            p.left-out {
                @if deleted.count == 1 {
                    "1 earlier answer was deleted" @if let Some(day) = on { " on " (day) } " as promised. It is in the totals, but not in these figures."
                } @else {
                    (thousands(deleted.count)) " earlier answers were deleted as promised" @if let Some(day) = on { ", the last of them on " (day) } ". They are in the totals, but not in these figures."
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(counts: &[(&str, i64)], untold: i64, others: i64) -> Pages {
        let seen = counts.iter().map(|(_, count)| count).sum::<i64>() + untold + others;
        let counts: serde_json::Map<String, serde_json::Value> =
            counts.iter().map(|(page, count)| (format!("https://f.example/{page}"), (*count).into())).collect();
        let deleted = serde_json::json!({"count": 0, "at": null});
        serde_json::from_value(serde_json::json!({
            "counts": counts, "untold": untold, "others": others, "seen": seen, "of": seen, "whole": true, "deleted": deleted,
        }))
        .unwrap()
    }

    #[test]
    fn few_people_stand_with_others() {
        let rows = |pages: &Pages| {
            let data = data(pages);
            data.rows.iter().map(|row| (row.label.clone(), row.count())).collect::<Vec<_>>()
        };
        let own = |label: &str, count| (label.to_owned(), count);
        let found = pages(&[("a", SMALL - 1), ("b", SMALL), ("c", 40), ("d", 1)], 2, 3);
        assert_eq!(
            rows(&found),
            [own("f.example/c", 40), own("f.example/b", SMALL), own("Other pages", SMALL + 3), own("No page told", 2)]
        );
        assert_eq!(rows(&pages(&[("a", 1)], 0, 0)), [own("Other pages", 1)]);
        assert_eq!(rows(&pages(&[], 0, 0)), []);
        let many: Vec<String> = (0..SHOWN + 3).map(|number| format!("p{number}")).collect();
        let many: Vec<(&str, i64)> = many.iter().map(|page| (page.as_str(), SMALL)).collect();
        let shown = rows(&pages(&many, 0, 0));
        assert_eq!((shown.len(), shown.last()), (SHOWN + 1, Some(&own("Other pages", 3 * SMALL))));
    }

    #[test]
    fn what_is_not_whole_says_so_and_has_no_file() {
        let whole = pages(&[("a", 40)], 0, 0);
        let mut part = whole.clone();
        (part.whole, part.of) = (false, 90);
        for (pages, so_far, file) in [(whole, false, true), (part, true, false)] {
            let html = figure(&pages, "/d/a/b", "/v1/x").into_string();
            assert_eq!(html.contains("Counted so far: 40 of 90. <a href=\"/d/a/b?count=pages#pages\">"), so_far);
            assert_eq!(html.contains("/v1/x/data/pages.csv"), file);
        }
    }

    #[test]
    fn what_was_deleted_is_told_with_its_day() {
        let told = |count, at| left_out(Deleted { count, at }).into_string();
        assert_eq!(told(0, None), "");
        assert!(
            told(1, Some(1_728_000_000)).contains(">1 earlier answer was deleted on 4 October 2024 as promised. It is")
        );
        assert!(
            told(1_204, Some(1_728_000_000)).contains(
                ">1,204 earlier answers were deleted as promised, the last of them on 4 October 2024. They are"
            )
        );
        assert!(told(2, None).contains(">2 earlier answers were deleted as promised. They are"));
    }
}
