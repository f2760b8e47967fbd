//! The page on which a department looks closer: some responses alone, or how the answers to two questions go together. All
//! that is chosen stands in the address, so that a view can be shared.

use super::chart::{About, Bar, Layout, Part, bars, percent, thousands};
use super::chosen;
use super::controls::{back, error_summary};
use super::department::clock;
use super::figures::{self, Opposites, Words, key, scale_class};
use super::frame::{Department, frame};
use super::labels::Labels;
use super::visits::left_out;
use crate::department::explore::{Asked, CrossTable, Row};
use crate::objects::count::Count;
use aggregate::cross::{Dimension, Divided};
use aggregate::{Cell, Group};
use contract::{Consultation, Definition, Lang, SiteId, Timestamp};
use maud::{Markup, html};

/// Statements of a question that the form lists: an address may name any.
const LISTED: usize = 40;
/// Colours of a chart. A table of more columns has no chart: two would share one.
const COLOURS: usize = 7;

/// What the page shows.
pub(crate) struct Explored<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    pub(crate) asked: &'a Asked,
    /// Parameters that could not be asked.
    pub(crate) faults: &'a [(&'static str, String)],
    /// The counts, as far as they have come; `None` where nothing is asked.
    pub(crate) count: Option<&'a Count>,
    pub(crate) now: Timestamp,
}

/// The page.
pub(crate) fn explored(explored: &Explored<'_>, assets: &str) -> String {
    let labels = Labels::new(explored.consultation);
    let department = &explored.department;
    let home = format!("/d/{}/{}", department.id, explored.consultation.id());
    let faults: Vec<(String, String)> =
        explored.faults.iter().map(|(name, words)| (anchor(name).to_owned(), words.clone())).collect();
    let main = html! {
        (back(&home, "All figures"))
        @if !faults.is_empty() { (error_summary(&faults)) }
        h1 { "A closer look" }
        p.quiet lang=(labels.lang.code()) dir=(labels.lang.direction()) { (labels.title()) }
        (form(&format!("{home}/explore"), explored.consultation, explored.asked, &labels))
        @if let Some(count) = explored.count { (found(explored, count, &labels)) }
    };
    let error = if faults.is_empty() { "" } else { "Error: " };
    frame(department, &format!("{error}A closer look – {} – {}", labels.title(), department.name), &[], main, assets)
}

/// The same form on the consultation's own page, with nothing chosen.
pub(crate) fn section(home: &str, consultation: &Consultation) -> Markup {
    let labels = Labels::new(consultation);
    html! {
        section.closer aria-labelledby="closer" {
            h2 #closer { "A closer look" }
            p { "Count some responses alone, or see how the answers to two questions go together." }
            (form(&format!("{home}/explore"), consultation, &Asked::default(), &labels))
            p { a href={ (home) "/weighting" } { "Weighted figures, and how sites differ" } }
        }
    }
}

fn anchor(name: &str) -> &str {
    match name {
        "cross" => "rows",
        "where" => "where-0",
        name => name,
    }
}

fn form(address: &str, consultation: &Consultation, asked: &Asked, labels: &Labels<'_>) -> Markup {
    let definition = &consultation.current().definition;
    let languages = definition.questionnaire().languages();
    let all = listed(consultation);
    // One filter more than are chosen.
    let answers = asked.answers.iter().map(String::as_str).chain([""]);
    html! {
        form.explore action=(address) {
            fieldset.govuk-fieldset {
                legend.govuk-fieldset__legend { "Which responses" }
                div.fields {
                    @let sites = sites(definition, asked.site.as_ref());
                    (select("site", "site", "Site", "All sites", &sites, asked.site.as_ref().map(SiteId::as_str)))
                    @if languages.len() > 1 || asked.lang.is_some() {
                        @let languages: Vec<_> = languages.iter().map(|lang| (lang.code().to_owned(), lang.name().to_owned())).collect();
                        (select("lang", "lang", "Language", "All languages", &languages, asked.lang.map(Lang::code)))
                    }
                    (day("from", "From", asked.from.map(|day| day.to_string())))
                    (day("until", "Until", asked.until.map(|day| day.to_string())))
                    @for (index, chosen) in answers.enumerate() { (answering(index, chosen, &all, labels)) }
                }
            }
            fieldset.govuk-fieldset {
                legend.govuk-fieldset__legend { "Two questions together" }
                div.fields {
                    @let questions: Vec<_> = all.iter().map(|one| (one.dimension.to_string(), short(&labels.dimension(&one.dimension)))).collect();
                    @let chosen = |index: usize| asked.cross.as_ref().map(|both| both[index].to_string());
                    (select("rows", "cross", "Rows", "None", &questions, chosen(0).as_deref()))
                    (select("columns", "cross", "Columns", "None", &questions, chosen(1).as_deref()))
                }
            }
            button.govuk-button { "Count" }
        }
    }
}

/// What a consultation can be divided by, of many statements the first.
fn listed(consultation: &Consultation) -> Vec<Divided> {
    let mut all: Vec<Divided> = Vec::new();
    for one in Dimension::all(consultation) {
        let own = all.iter().filter(|other| other.dimension.question() == one.dimension.question()).count();
        if own < LISTED {
            all.push(one);
        }
    }
    all
}

pub(super) fn sites(definition: &Definition, chosen: Option<&SiteId>) -> Vec<(String, String)> {
    let hosted = (Definition::HOSTED_SITE.to_owned(), "The form’s own page".to_owned());
    let named = definition.sites().iter().map(|site| (site.id().to_string(), site.name().to_owned()));
    let mut all: Vec<(String, String)> = named.chain([hosted]).collect();
    // One that an earlier revision named.
    if let Some(site) = chosen.filter(|site| all.iter().all(|(id, _)| id != site.as_str())) {
        all.push((site.to_string(), site.to_string()));
    }
    all
}

pub(super) fn select(
    id: &str,
    name: &str,
    label: &str,
    none: &str,
    options: &[(String, String)],
    chosen: Option<&str>,
) -> Markup {
    html! {
        div.govuk-form-group {
            label.govuk-label for=(id) { (label) }
            select.govuk-select #(id) name=(name) {
                option value="" { (none) }
                @for (value, words) in options { option value=(value) selected[chosen == Some(value)] { (words) } }
            }
        }
    }
}

fn answering(index: usize, chosen: &str, all: &[Divided], labels: &Labels<'_>) -> Markup {
    let id = format!("where-{index}");
    let value = |one: &Divided, cell: &Cell| format!("{}:{}", one.dimension, cell.value());
    let is_listed = chosen.is_empty() || all.iter().any(|one| one.cells.iter().any(|cell| value(one, cell) == chosen));
    html! {
        div.govuk-form-group {
            label.govuk-label for=(id) { @if index == 0 { "Who answered" } @else { "and answered" } }
            select.govuk-select #(id) name="where" {
                option value="" { "Anything" }
                @if !is_listed { option value=(chosen) selected { (chosen) } }
                @for one in all {
                    optgroup label=(short(&labels.dimension(&one.dimension))) {
                        @for cell in &one.cells {
                            @let value = value(one, cell);
                            option value=(value) selected[value == chosen] { (short(&labels.cell(cell))) }
                        }
                    }
                }
            }
        }
    }
}

fn day(name: &str, label: &str, value: Option<String>) -> Markup {
    html! {
        div.govuk-form-group {
            label.govuk-label for=(name) { (label) }
            input.govuk-input #(name) type="date" name=(name) value=[value];
        }
    }
}

/// A label that a list can show.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 90;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(MOST - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut + "…"
}

fn found(explored: &Explored<'_>, count: &Count, labels: &Labels<'_>) -> Markup {
    let chosen = count.cross.whole().responses();
    html! {
        (chosen::of_figures(explored.asked, explored.consultation, labels))
        (progress(count))
        (left_out(count.deleted))
        div.headline {
            p { strong.figure data-figure="chosen" { (thousands(chosen)) } " of " (thousands(count.cross.seen())) " responses" @if !count.whole { ", of those counted so far" } }
            p.quiet { "As of " (clock(explored.now)) ". " @if count.whole { "Reload the page to count what came since." } }
        }
        @match CrossTable::of(explored.asked, count, explored.consultation) {
            Some(table) => (cross(explored, count, &table, labels)),
            None => (questions(explored, count)),
        }
    }
}

/// How far counts have come, while they are not whole.
pub(super) fn progress(count: &Count) -> Markup {
    html! {
        @if !count.whole {
            div.counting role="status" {
                p { strong { "Still counting: " (thousands(count.cross.seen())) " of " (thousands(count.of)) " responses so far." } " The figures below are of these alone. The page goes on by itself." }
                progress max=(count.of.max(1)) value=(count.cross.seen()) aria-label="Responses counted" {}
            }
        }
    }
}

/// The consultation's address in the API.
fn files(explored: &Explored<'_>) -> String {
    format!("/v1/departments/{}/consultations/{}", explored.department.id, explored.consultation.id())
}

fn questions(explored: &Explored<'_>, count: &Count) -> Markup {
    let words = Words::new(explored.consultation);
    let group = Group::of_counts(count.cross.whole(), explored.consultation);
    let files = files(explored);
    html! {
        @for (number, question) in group.questions.iter().enumerate() {
            @let anchor = format!("question-{}", question.id);
            section.question aria-labelledby=(anchor) {
                h2 #(anchor) lang=(words.lang().code()) dir=(words.lang().direction()) { (number + 1) ". " (words.question(&question.id)) }
                p.quiet { (thousands(question.answered)) " of " (thousands(group.responses)) " answered" }
                @if let Some(data) = figures::data(question, &words) {
                    @if question.answered > 0 { (figures::chart(question, &data, Opposites::Stacked, &words)) }
                    (data.table())
                    @if count.whole { (data.download_of(&files, &explored.asked.parameters())) }
                }
            }
        }
    }
}

fn cross(explored: &Explored<'_>, count: &Count, table: &CrossTable, labels: &Labels<'_>) -> Markup {
    let file = format!("{}/cross.csv?{}", files(explored), explored.asked.parameters());
    let (rows_of, columns) = (labels.dimension(&table.rows_of.dimension), labels.dimension(&table.columns.dimension));
    let names: Vec<String> = table.columns.cells.iter().map(|cell| labels.cell(cell)).collect();
    let drawn = names.len() <= COLOURS && !table.columns.several;
    let shown: Vec<&Row> = table.rows.iter().filter(|row| row.cell.is_some() || row.responses > 0).collect();
    html! {
        section.question aria-labelledby="cross" {
            h2 #cross lang=(labels.lang.code()) dir=(labels.lang.direction()) { (rows_of) " × " (columns) }
            @if drawn { (drawing(table, &shown, &names, labels)) }
            // A wide table scrolls within itself, by keyboard too.
            div.scroll tabindex="0" role="region" aria-label={ "Table: " (rows_of) " × " (columns) } {
                table.statements.cross {
                    caption.quiet {
                        "Shares are of the people of a row who answered the columns’ question."
                        @if table.rows_of.several { " Who chose several answers stands in several rows." }
                        @if table.columns.several { " Shares of a row may add up to more than 100%." }
                    }
                    thead { tr {
                        th scope="col" { "Answer" }
                        @for name in &names { th.number scope="col" { (name) } }
                        th.number scope="col" { "Answered" }
                        th.number scope="col" { "People" }
                    } }
                    tbody {
                        @for row in shown {
                            tr {
                                th scope="row" {
                                    @match &row.cell { Some(cell) => (labels.cell(cell)), None => em { "No answer" } }
                                }
                                @for count in &row.counts { td.number { (thousands(*count)) " " span.share { (percent(*count, row.answered)) } } }
                                td.number { (thousands(row.answered)) }
                                td.number { (thousands(row.responses)) }
                            }
                        }
                    }
                }
            }
            @if count.whole { p { a href=(file) download { "Download this data (CSV)" } } }
        }
    }
}

/// Each row as a bar of its answers, all who answered being its whole width.
fn drawing(table: &CrossTable, rows: &[&Row], names: &[String], labels: &Labels<'_>) -> Markup {
    let label = |row: &Row| row.cell.as_ref().map_or_else(|| "No answer".to_owned(), |cell| labels.cell(cell));
    let answered: Vec<&&Row> = rows.iter().filter(|row| row.answered > 0).collect();
    let bar = |row: &&&Row| {
        let mut from = 0.0;
        let parts = row.counts.iter().enumerate().map(|(place, count)| {
            let width = 100.0 * *count as f64 / row.answered as f64;
            let part =
                Part { from, width, class: scale_class(place, names.len()), words: percent(*count, row.answered) };
            from += width;
            part
        });
        Bar { label: label(row), parts: parts.collect(), value: String::new() }
    };
    let described = answered.iter().map(|row| {
        let shares =
            names.iter().zip(&row.counts).map(|(name, count)| format!("{name} {}", percent(*count, row.answered)));
        format!("{}: {}", label(row), shares.collect::<Vec<_>>().join(", "))
    });
    let title =
        format!("{} by {}", labels.dimension(&table.columns.dimension), labels.dimension(&table.rows_of.dimension));
    let about = About { id: "chart-cross", title: &title, description: described.collect::<Vec<_>>().join("; ") };
    html! {
        (key(names.iter().enumerate().map(|(place, name)| (scale_class(place, names.len()), name.as_str()))))
        (bars(&about, &answered.iter().map(bar).collect::<Vec<_>>(), Layout::WHOLE))
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::SignOut;
    use super::*;
    use crate::access::Role;
    use aggregate::{Contribution, Cross};
    use contract::{Answers, ConsultationId, Day, DepartmentId};

    /// The page of a cross-table after one of two responses was counted, or both.
    fn page(whole: bool) -> String {
        let text = r#"{"title": {"en": "T"}, "languages": ["en"], "questions": [
            {"id": "one", "kind": "single_choice", "text": {"en": "<One>"},
             "options": [{"id": "a", "text": {"en": "A & B"}}, {"id": "b", "text": {"en": "B"}}]},
            {"id": "many", "kind": "multiple_choice", "text": {"en": "Many"},
             "options": [{"id": "c", "text": {"en": "C"}}, {"id": "d", "text": {"en": "D"}}]}]}"#;
        let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
        let (id, own) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
        let consultation = Consultation::draft(id, own.clone(), definition);
        let fields = [("cross".to_owned(), "one,many".to_owned())].to_vec();
        let asked = Asked::read(&fields, &consultation).unwrap();
        let mut cross = Cross::default();
        for answers in [r#"{"one": "a", "many": ["c", "d"]}"#, r#"{"many": ["c"]}"#].iter().take(1 + usize::from(whole))
        {
            let questionnaire = consultation.current().definition.questionnaire();
            let answers = Answers::parse(questionnaire, &serde_json::from_str(answers).unwrap()).unwrap();
            let site = SiteId::parse("s").unwrap();
            cross.record(&asked.query, &Contribution::of(site, Lang::En, Day::from_days(20_000), &answers));
        }
        let department = Department {
            id: own,
            name: "D".to_owned(),
            role: Role::Viewer,
            who: "W".to_owned(),
            sign_out: SignOut::Nowhere,
        };
        let count = Count { cross, of: 2, whole, ..Count::default() };
        let now = Timestamp::from_unix_seconds(0);
        let shown =
            Explored { department, consultation: &consultation, asked: &asked, faults: &[], count: Some(&count), now };
        explored(&shown, "/assets/")
    }

    #[test]
    fn figures_that_are_not_whole_say_so_and_are_not_given_away() {
        for (whole, counting, file, row) in [(false, true, false, false), (true, false, true, true)] {
            let html = page(whole);
            assert_eq!(html.contains("Still counting: 1 of 2 responses so far."), counting);
            assert_eq!(html.contains(r#"<progress max="2" value="1""#), counting);
            assert_eq!(html.contains("cross.csv?cross=one&amp;cross=many"), file);
            assert_eq!(html.contains("<em>No answer</em>"), row);
            assert!(
                html.contains("&lt;One&gt; × Many") && html.contains("A &amp; B") && html.contains("more than 100%")
            );
        }
    }
}
