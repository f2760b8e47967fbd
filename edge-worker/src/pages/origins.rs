//! Where and when people answered: by site, language and day.

use super::chart::{About, columns, thousands};
use super::data::{Cell, Data, Row};
use super::figures::counted;
use aggregate::Summary;
use contract::{Day, Definition, Lang, SiteId};
use maud::{Markup, html};

const OF_PEOPLE: &str = "Shares are of all people who answered.";

/// A site as people know it; its identifier where the definition names it no more.
pub(crate) fn site_name<'a>(definition: &'a Definition, id: &'a SiteId) -> &'a str {
    match definition.site(id) {
        Some(site) => site.name(),
        None if id.as_str() == Definition::HOSTED_SITE => "The form’s own page",
        None => id.as_str(),
    }
}

/// The tables, those that a consultation of its kind has: days, sites, languages.
pub(crate) fn data(summary: &Summary, definition: &Definition) -> Vec<Data> {
    let all = summary.all.responses;
    let mut sites: Vec<Row> = summary
        .sites
        .iter()
        .map(|(id, group)| Row::of(site_name(definition, id), None, group.responses, all))
        .collect();
    let mut languages: Vec<Row> =
        summary.languages.iter().map(|(lang, group)| Row::of(lang.name(), Some(*lang), group.responses, all)).collect();
    for rows in [&mut sites, &mut languages] {
        rows.sort_by_key(|row| -row.count());
    }
    let mut tables = vec![by_day(summary)];
    tables.push(Data::counted("sites", "People by site", "Site", "People", OF_PEOPLE, sites));
    if definition.questionnaire().languages().len() > 1 {
        tables.push(Data::counted("languages", "People by language", "Language", "People", OF_PEOPLE, languages));
    }
    tables
}

/// Day by day, from the first to the last, with the days in between on which no one answered.
fn by_day(summary: &Summary) -> Data {
    let day = |(day, count): (Day, i64)| Row { label: date(day), lang: None, cells: vec![Cell::Count(count)] };
    Data {
        name: "days".to_owned(),
        title: "People by day".to_owned(),
        note: "Days are UTC days; a change keeps its first day.",
        head: "Day",
        columns: vec!["People".to_owned()],
        rows: days(summary).into_iter().map(day).collect(),
    }
}

/// Each day with how many answered on it.
pub(crate) fn days(summary: &Summary) -> Vec<(Day, i64)> {
    let (Some((first, _)), Some((last, _))) = (summary.days.first(), summary.days.last()) else { return Vec::new() };
    let mut known = summary.days.iter().peekable();
    let count = |day: Day| known.next_if(|(own, _)| *own == day).map_or(0, |(_, group)| group.responses);
    let all = (first.days()..=last.days()).map(Day::from_days);
    let mut count = count;
    all.map(|day| (day, count(day))).collect()
}

fn date(day: Day) -> String {
    Lang::En.page_strings().date(day)
}

/// A table with its chart. `files` is the consultation's address in the API.
pub(crate) fn figure(data: &Data, all: i64, files: &str) -> Markup {
    html! {
        figure.origin {
            figcaption { (data.title) }
            @if data.rows.is_empty() {
                p { "No one has answered yet." }
            } @else if data.name == "days" {
                (over_time(data))
                (data.behind(files))
            } @else {
                (counted(data, all))
                (data.behind(files))
            }
        }
    }
}

fn over_time(data: &Data) -> Markup {
    let counts: Vec<i64> = data.rows.iter().map(Row::count).collect();
    let ends = data.rows.first().zip(data.rows.last());
    let (first, last) = ends.map_or(("", ""), |(first, last)| (first.label.as_str(), last.label.as_str()));
    let most = data.rows.iter().max_by_key(|row| row.count());
    let most = most.map_or_else(String::new, |row| format!("; the most, {}, on {}", thousands(row.count()), row.label));
    let about = About {
        id: "chart-days",
        title: &data.title,
        description: format!("{} days from {first} to {last}{most}", counts.len()),
    };
    columns(&about, &counts, first, last)
}
