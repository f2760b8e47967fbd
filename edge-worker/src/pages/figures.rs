//! Each question's figures: the table of them, and the chart that suits the kind.

use super::chart::{About, Bar, Layout, Part, bars, percent, thousands};
use super::data::{Cell, Data, Row};
use super::tiles;
pub(crate) use super::words::Words;
use aggregate::{Figures, Group, OptionCount, OptionPlaces, QuestionSummary, StatementSummary};
use contract::{OptionId, Region, SiteId};
use maud::{Markup, html};

/// How bars of opposites are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Opposites {
    /// From the left edge to the right one, each being all who answered.
    #[default]
    Stacked,
    /// To both sides of the middle of the scale.
    Diverging,
}

const OF_ALL: &str = "Shares are of the people who answered.";
const OF_MANY: &str = "Shares are of the people who answered; they may add up to more than 100%.";
const OF_STATEMENT: &str = "Shares are of those who answered about the statement.";
const OF_PLACES: &str = "How many gave each place, 1 being the first. The mean is over those who placed the option: the lower, the higher they put it.";

/// Sites that are put beside each other.
const SITES: usize = 6;
/// Votes of which the chart shows both ends alone.
const MANY_VOTES: usize = 24;

/// The table of a question's figures; `None` for words, which are listed elsewhere.
pub(crate) fn data(question: &QuestionSummary, words: &Words<'_>) -> Option<Data> {
    let counted = |note, rows| {
        let title = words.question(&question.id);
        Some(Data::counted(format!("question-{}", question.id), title, "Answer", "Answers", note, rows))
    };
    match &question.figures {
        Figures::Options(options) => {
            let note = if question.kind == "multiple_choice" { OF_MANY } else { OF_ALL };
            counted(
                note,
                rows(question, options.iter().map(|one| (option(question, &one.id, words), one.count)), words),
            )
        }
        Figures::Points(points) => {
            let labels = (1..).zip(points).map(|(point, count)| (words.point_label(&question.id, point), *count));
            counted(OF_ALL, rows(question, labels, words))
        }
        Figures::Regions(regions) => {
            let labels = regions.iter().map(|(region, count)| (words.region(*region).to_owned(), *count));
            counted(OF_ALL, rows(question, labels, words))
        }
        Figures::Statements(statements) => Some(judgements(question, statements, words)),
        Figures::Places(options) => Some(places(question, options, words)),
        Figures::Words => None,
    }
}

fn option(question: &QuestionSummary, id: &OptionId, words: &Words<'_>) -> String {
    words.option(&question.id, id).to_owned()
}

fn rows(question: &QuestionSummary, labels: impl Iterator<Item = (String, i64)>, words: &Words<'_>) -> Vec<Row> {
    labels.map(|(label, count)| Row::of(label, Some(words.lang()), count, question.answered)).collect()
}

/// Of votes the most agreed with come first: a hundred statements in the order of their writing tell nobody anything.
fn judgements(question: &QuestionSummary, statements: &[StatementSummary], words: &Words<'_>) -> Data {
    let scale: &[OptionCount] = statements.first().map_or(&[], |one| &one.points);
    let mut columns = Vec::new();
    for point in scale {
        columns.push(words.judgement(&question.id, &point.id).to_owned());
        columns.push("Share".to_owned());
    }
    columns.push("Answers".to_owned());
    let row = |one: &&StatementSummary| {
        let shares =
            one.points.iter().flat_map(|point| [Cell::Count(point.count), Cell::Share(point.count, one.answered)]);
        let label = words.statement(&question.id, &one.id).to_owned();
        Row { label, lang: Some(words.lang()), cells: shares.chain([Cell::Count(one.answered)]).collect() }
    };
    Data {
        name: format!("question-{}", question.id),
        title: words.question(&question.id).to_owned(),
        note: OF_STATEMENT,
        head: "Statement",
        columns,
        rows: ordered(question, statements).iter().map(row).collect(),
    }
}

fn ordered<'a>(question: &QuestionSummary, statements: &'a [StatementSummary]) -> Vec<&'a StatementSummary> {
    let mut all: Vec<&StatementSummary> = statements.iter().collect();
    if question.kind == "vote" {
        all.sort_by(|a, b| balance(b).total_cmp(&balance(a)));
    }
    all
}

/// Those who agree less those who disagree, as a share of all votes on a statement. Votes stand as agree, disagree, pass.
fn balance(one: &StatementSummary) -> f64 {
    let count = |place: usize| one.points.get(place).map_or(0, |point| point.count);
    if one.answered > 0 { (count(0) - count(1)) as f64 / one.answered as f64 } else { 0.0 }
}

fn places(question: &QuestionSummary, options: &[OptionPlaces], words: &Words<'_>) -> Data {
    let last = options.first().map_or(0, |one| one.places.len());
    let mut columns: Vec<String> = (1..=last).map(|place| place.to_string()).collect();
    columns.extend(["Placed", "Share", "Mean place"].map(str::to_owned));
    let row = |one: &OptionPlaces| {
        let own = one.places.iter().map(|count| Cell::Count(*count));
        let all = [Cell::Count(one.placed()), Cell::Share(one.placed(), question.answered), Cell::Mean(one.mean())];
        Row { label: option(question, &one.id, words), lang: Some(words.lang()), cells: own.chain(all).collect() }
    };
    Data {
        name: format!("question-{}", question.id),
        title: words.question(&question.id).to_owned(),
        note: OF_PLACES,
        head: "Option",
        columns,
        rows: options.iter().map(row).collect(),
    }
}

/// A question's chart, and what is said beside it.
pub(crate) fn chart(question: &QuestionSummary, data: &Data, opposites: Opposites, words: &Words<'_>) -> Markup {
    match &question.figures {
        Figures::Options(_) => counted(data, question.answered),
        Figures::Points(points) => html! {
            (counted(data, question.answered))
            @if let Some(mean) = question.figures.mean() {
                p { "On average " strong { (format!("{mean:.1}")) } " of " (points.len()) "." }
            }
        },
        Figures::Regions(regions) => map(data, regions, question.answered, words),
        Figures::Statements(statements) if question.kind == "vote" => votes(question, statements, words),
        Figures::Statements(statements) => agreement(question, statements, opposites, words),
        Figures::Places(options) => ranks(question, options, words),
        Figures::Words => html! {},
    }
}

/// Bars of the counts of a table, each as a share of `base`.
pub(crate) fn counted(data: &Data, base: i64) -> Markup {
    let row = |row: &Row| Bar {
        label: row.label.clone(),
        parts: vec![Part { from: 0.0, width: share(row.count(), base), class: "series-0", words: String::new() }],
        value: if base > 0 {
            format!("{} ({})", percent(row.count(), base), thousands(row.count()))
        } else {
            "0".to_owned()
        },
    };
    let described = data
        .rows
        .iter()
        .map(|row| format!("{}: {}, {}", row.label, thousands(row.count()), percent(row.count(), base)));
    let about = About { id: &format!("chart-{}", data.name), title: &data.title, description: list(described) };
    bars(&about, &data.rows.iter().map(row).collect::<Vec<_>>(), Layout::VALUES)
}

fn share(count: i64, base: i64) -> f64 {
    if base > 0 { (count.max(0) as f64 * 100.0 / base as f64).min(100.0) } else { 0.0 }
}

/// What a chart shows, for whoever hears it: the first ten, since the table has all.
fn list(items: impl Iterator<Item = String>) -> String {
    let mut items = items;
    let mut told: Vec<String> = items.by_ref().take(10).collect();
    let left = items.count();
    if left > 0 {
        told.push(format!("and {left} more in the table"));
    }
    told.join("; ")
}

fn map(data: &Data, regions: &[(Region, i64)], base: i64, words: &Words<'_>) -> Markup {
    let described = data.rows.iter().map(|row| format!("{}: {}", row.label, thousands(row.count())));
    let about = About { id: &format!("chart-{}", data.name), title: &data.title, description: list(described) };
    html! { div.map { (tiles::map(&about, regions, base, &|region| words.region(region))) } }
}

/// Colours of a scale, from one end to the other, so that its middle is grey.
const SCALE: [&str; 7] = ["scale-0", "scale-1", "scale-2", "scale-3", "scale-4", "scale-5", "scale-6"];

fn scale_class(place: usize, points: usize) -> &'static str {
    let across = if points > 1 { place as f64 * 6.0 / (points - 1) as f64 } else { 0.0 };
    SCALE[(across.round() as usize).min(6)]
}

/// Which colour is what: words beside squares.
fn key<'a>(items: impl Iterator<Item = (&'static str, &'a str)>) -> Markup {
    html! {
        ul.key aria-hidden="true" {
            @for (class, name) in items {
                li { svg.swatch viewBox="0 0 10 10" focusable="false" { rect class=(class) width="10" height="10" {} } span dir="auto" { (name) } }
            }
        }
    }
}

fn agreement(
    question: &QuestionSummary,
    statements: &[StatementSummary],
    opposites: Opposites,
    words: &Words<'_>,
) -> Markup {
    let scale: &[OptionCount] = statements.first().map_or(&[], |one| &one.points);
    let name = |point: &OptionCount| words.judgement(&question.id, &point.id);
    // Where everything on both sides of the middle fits: half of the plot is all of a side.
    let half = if opposites == Opposites::Diverging { 50.0 / 100.0 } else { 1.0 };
    let row = |one: &StatementSummary| {
        let shares: Vec<f64> = one.points.iter().map(|point| share(point.count, one.answered)).collect();
        let left: f64 = shares.iter().take(shares.len() / 2).sum::<f64>()
            + if shares.len() % 2 == 1 { shares[shares.len() / 2] / 2.0 } else { 0.0 };
        let mut from = if opposites == Opposites::Diverging { 50.0 - left * half } else { 0.0 };
        let parts = shares.iter().zip(&one.points).enumerate().map(|(place, (share, point))| {
            let part = Part {
                from,
                width: share * half,
                class: scale_class(place, shares.len()),
                words: percent(point.count, one.answered),
            };
            from += part.width;
            part
        });
        Bar { label: words.statement(&question.id, &one.id).to_owned(), parts: parts.collect(), value: String::new() }
    };
    let described = statements.iter().map(|one| {
        let points = one.points.iter().map(|point| format!("{} {}", name(point), percent(point.count, one.answered)));
        format!("{}: {}", words.statement(&question.id, &one.id), points.collect::<Vec<_>>().join(", "))
    });
    let about = About {
        id: &format!("chart-question-{}", question.id),
        title: words.question(&question.id),
        description: list(described),
    };
    let axis = (opposites == Opposites::Diverging).then_some(50.0);
    html! {
        (key(scale.iter().enumerate().map(|(place, point)| (scale_class(place, scale.len()), name(point)))))
        (bars(&about, &statements.iter().map(row).collect::<Vec<_>>(), Layout { axis, ..Layout::WHOLE }))
    }
}

/// To the left who disagrees, to the right who agrees, each as a share of all votes on the statement.
fn votes(question: &QuestionSummary, statements: &[StatementSummary], words: &Words<'_>) -> Markup {
    let mut all = ordered(question, statements);
    let many = all.len() > MANY_VOTES;
    if many {
        all.drain(MANY_VOTES / 2..all.len() - MANY_VOTES / 2);
    }
    let count = |one: &StatementSummary, place: usize| one.points.get(place).map_or(0, |point| point.count);
    let row = |one: &&StatementSummary| {
        let (agree, disagree) = (count(one, 0), count(one, 1));
        let (right, left) = (share(agree, one.answered) / 2.0, share(disagree, one.answered) / 2.0);
        let parts = vec![
            Part { from: 50.0 - left, width: left, class: "scale-6", words: percent(disagree, one.answered) },
            Part { from: 50.0, width: right, class: "scale-0", words: percent(agree, one.answered) },
        ];
        Bar {
            label: words.statement(&question.id, &one.id).to_owned(),
            parts,
            value: format!("of {}", thousands(one.answered)),
        }
    };
    let described = all.iter().map(|one| {
        let (agree, disagree) = (percent(count(one, 0), one.answered), percent(count(one, 1), one.answered));
        format!("{}: {agree} agree, {disagree} disagree", words.statement(&question.id, &one.id))
    });
    let about = About {
        id: &format!("chart-question-{}", question.id),
        title: words.question(&question.id),
        description: list(described),
    };
    let names: Vec<&str> = statements
        .first()
        .map_or(&[][..], |one| &one.points)
        .iter()
        .map(|point| words.judgement(&question.id, &point.id))
        .collect();
    let named = |place: usize| names.get(place).copied().unwrap_or_default();
    html! {
        (key([("scale-6", named(1)), ("scale-0", named(0))].into_iter()))
        p.quiet {
            "The most agreed with first. Shares are of all votes on a statement; what is left are those who passed."
            @if many { " Shown are the " (MANY_VOTES / 2) " most agreed with and the " (MANY_VOTES / 2) " most disagreed with; the table has all " (statements.len()) "." }
        }
        (bars(&about, &all.iter().map(row).collect::<Vec<_>>(), Layout { plot: 76.0, axis: Some(50.0), ..Layout::WHOLE }))
    }
}

/// Colours of places, the first the strongest.
const RANKS: [&str; 6] = ["rank-0", "rank-1", "rank-2", "rank-3", "rank-4", "rank-5"];

fn ranks(question: &QuestionSummary, options: &[OptionPlaces], words: &Words<'_>) -> Markup {
    let last = options.first().map_or(0, |one| one.places.len());
    let row = |one: &OptionPlaces| {
        let mut from = 0.0;
        let parts = one.places.iter().enumerate().map(|(place, count)| {
            let width = share(*count, question.answered);
            let part = Part { from, width, class: RANKS[place.min(5)], words: percent(*count, question.answered) };
            from += width;
            part
        });
        let value = one.mean().map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}"));
        Bar { label: option(question, &one.id, words), parts: parts.collect(), value: format!("mean {value}") }
    };
    let described = options.iter().map(|one| {
        let mean = one.mean().map_or_else(|| "placed by nobody".to_owned(), |mean| format!("mean place {mean:.1}"));
        format!("{}: {mean}, placed by {}", words.option(&question.id, &one.id), thousands(one.placed()))
    });
    let about = About {
        id: &format!("chart-question-{}", question.id),
        title: words.question(&question.id),
        description: list(described),
    };
    let names: Vec<String> = (1..=last.min(6))
        .map(|place| if place == 6 && last > 6 { "6 and later".to_owned() } else { place.to_string() })
        .collect();
    html! {
        (key(RANKS.into_iter().zip(names.iter().map(String::as_str))))
        p.quiet { "How many gave an option each place, as shares of the people who answered." }
        (bars(&about, &options.iter().map(row).collect::<Vec<_>>(), Layout { plot: 72.0, ..Layout::VALUES }))
    }
}

/// The same question at each site, as shares of who answered it there; `None` where it has no such shares, or one site
/// alone has answers.
pub(crate) fn site_data(
    place: usize,
    sites: &[(SiteId, Group)],
    name: &dyn Fn(&SiteId) -> String,
    words: &Words<'_>,
) -> Option<Data> {
    let asked: Vec<(String, &QuestionSummary)> =
        largest(place, sites).into_iter().map(|(id, question)| (name(id), question)).collect();
    let tables: Vec<Data> =
        asked.iter().filter_map(|(_, question)| simple(question).then(|| data(question, words))?).collect();
    let first = tables.first().filter(|_| tables.len() > 1)?;
    let mut columns = Vec::new();
    for (site, _) in &asked {
        columns.extend([site.clone(), "Share".to_owned()]);
    }
    let row = |(index, row): (usize, &Row)| {
        let own = |table: &Data| table.rows.get(index).map(|row| row.cells.clone()).unwrap_or_default();
        Row { label: row.label.clone(), lang: row.lang, cells: tables.iter().flat_map(own).collect() }
    };
    Some(Data {
        name: format!("{}-by-site", first.name),
        title: format!("{} By site", first.title),
        note: "Shares are of the people who answered the question there.",
        head: "Answer",
        columns,
        rows: first.rows.iter().enumerate().map(row).collect(),
    })
}

fn simple(question: &QuestionSummary) -> bool {
    match question.figures {
        Figures::Options(_) | Figures::Points(_) | Figures::Regions(_) => true,
        Figures::Statements(_) | Figures::Places(_) | Figures::Words => false,
    }
}

/// The sites where most answered a question.
fn largest(place: usize, sites: &[(SiteId, Group)]) -> Vec<(&SiteId, &QuestionSummary)> {
    let asked = sites.iter().filter_map(|(id, group)| Some((id, group.questions.get(place)?)));
    let mut asked: Vec<_> = asked.filter(|(_, question)| question.answered > 0).collect();
    asked.sort_by_key(|(_, question)| -question.answered);
    asked.truncate(SITES);
    asked
}

/// Small charts beside each other, one a site, on one axis: a bar of the same share is as long in each.
pub(crate) fn multiples(
    place: usize,
    sites: &[(SiteId, Group)],
    name: &dyn Fn(&SiteId) -> String,
    words: &Words<'_>,
) -> Markup {
    let asked = largest(place, sites);
    let tables: Vec<(String, i64, Data)> =
        asked.iter().filter_map(|(id, question)| Some((name(id), question.answered, data(question, words)?))).collect();
    let shares = tables.iter().flat_map(|(_, base, data)| data.rows.iter().map(|row| share(row.count(), *base)));
    let most = shares.fold(1.0, f64::max);
    html! {
        p.quiet { "All on one axis, which ends at " (format!("{most:.0}%")) "." }
        div.multiples {
            @for (index, (site, base, data)) in tables.iter().enumerate() {
                @let rows: Vec<Bar> = data.rows.iter().map(|row| Bar {
                    label: row.label.clone(),
                    parts: vec![Part { from: 0.0, width: share(row.count(), *base) * 100.0 / most, class: "series-0", words: String::new() }],
                    value: percent(row.count(), *base),
                }).collect();
                @let described = data.rows.iter().map(|row| format!("{}: {}", row.label, percent(row.count(), *base)));
                @let title = format!("{site}: {}", data.title);
                @let about = About { id: &format!("site-{index}-{}", data.name), title: &title, description: list(described) };
                figure { figcaption { strong dir="auto" { (site) } " " span.quiet { (thousands(*base)) " answered" } } (bars(&about, &rows, Layout::SMALL)) }
            }
        }
    }
}
