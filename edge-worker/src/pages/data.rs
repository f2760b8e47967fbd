//! A table of figures: what a chart draws, what stands below the chart, and what "download this data" gives.
//!
//! One value makes all three, so that they cannot differ.

use super::chart::{percent, thousands};
use contract::Lang;
use maud::{Markup, html};

/// A table of figures.
pub(crate) struct Data {
    /// Names its file and its elements: `sites`, `question-ease`.
    pub(crate) name: String,
    /// What it shows, in a few words.
    pub(crate) title: String,
    /// What its shares are shares of.
    pub(crate) note: &'static str,
    /// What the rows are: the head of the first column.
    pub(crate) head: &'static str,
    /// The heads of the others.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// One row.
pub(crate) struct Row {
    pub(crate) label: String,
    /// The language of the label, where it is not the page's.
    pub(crate) lang: Option<Lang>,
    pub(crate) cells: Vec<Cell>,
}

/// One figure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Cell {
    /// How many.
    Count(i64),
    /// A count as a share of a base.
    Share(i64, i64),
    /// A mean; `None` where there is nothing to take it of.
    Mean(Option<f64>),
}

impl Row {
    /// A label with a count and its share of `base`.
    pub(crate) fn of(label: impl Into<String>, lang: Option<Lang>, count: i64, base: i64) -> Self {
        Self { label: label.into(), lang, cells: vec![Cell::Count(count), Cell::Share(count, base)] }
    }

    /// The first count of the row.
    pub(crate) fn count(&self) -> i64 {
        self.cells.iter().find_map(|cell| if let Cell::Count(count) = cell { Some(*count) } else { None }).unwrap_or(0)
    }
}

impl Cell {
    /// As people read it.
    fn shown(self) -> String {
        match self {
            Self::Count(count) => thousands(count),
            Self::Share(count, base) => percent(count, base),
            Self::Mean(mean) => mean.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}")),
        }
    }

    /// As programs read it: a share in percent, without a sign.
    fn plain(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Share(_, base) if base <= 0 => String::new(),
            Self::Share(count, base) => format!("{:.2}", count as f64 * 100.0 / base as f64),
            Self::Mean(mean) => mean.map_or_else(String::new, |mean| format!("{mean:.4}")),
        }
    }
}

impl Data {
    /// A table of labels, each with a count and its share.
    pub(crate) fn counted(
        name: impl Into<String>,
        title: impl Into<String>,
        head: &'static str,
        unit: &str,
        note: &'static str,
        rows: Vec<Row>,
    ) -> Self {
        let columns = vec![unit.to_owned(), "Share".to_owned()];
        Self { name: name.into(), title: title.into(), note, head, columns, rows }
    }

    /// The rows of its file, the heads first.
    pub(crate) fn records(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        let share = |name: &String| if name == "Share" { "Share (%)".to_owned() } else { name.clone() };
        let heads = std::iter::once(self.head.to_owned()).chain(self.columns.iter().map(share)).collect();
        let row =
            |row: &Row| std::iter::once(row.label.clone()).chain(row.cells.iter().map(|cell| cell.plain())).collect();
        std::iter::once(heads).chain(self.rows.iter().map(row))
    }

    /// The table.
    pub(crate) fn table(&self) -> Markup {
        let wide = self.columns.len() > 3;
        html! {
            @if wide {
                // A wide table scrolls within itself, by keyboard too.
                div.scroll tabindex="0" role="region" aria-label=(self.title) { (self.cells("statements")) }
            } @else {
                (self.cells("plain-figures"))
            }
        }
    }

    fn cells(&self, class: &str) -> Markup {
        html! {
            table class=(class) {
                caption.quiet { (self.title) ". " (self.note) }
                thead { tr {
                    th scope="col" { (self.head) }
                    @for name in &self.columns { th.number scope="col" { (name) } }
                } }
                tbody {
                    @for row in &self.rows {
                        tr {
                            th scope="row" lang=[row.lang.map(Lang::code)] dir="auto" { (row.label) }
                            @for cell in &row.cells { td.number { (cell.shown()) } }
                        }
                    }
                }
            }
        }
    }

    /// The way to its file. `files` is the consultation's address in the API.
    pub(crate) fn download(&self, files: &str) -> Markup {
        self.download_of(files, "")
    }

    /// The same of some responses alone, which the parameters of an address choose.
    pub(crate) fn download_of(&self, files: &str, parameters: &str) -> Markup {
        let mark = if parameters.is_empty() { "" } else { "?" };
        html! {
            p { a href={ (files) "/data/" (self.name) ".csv" (mark) (parameters) } download { "Download this data" span.govuk-visually-hidden { ": " (self.title) } " (CSV)" } }
        }
    }

    /// The table and the way to its file, for whoever opens them.
    pub(crate) fn behind(&self, files: &str) -> Markup {
        html! {
            details.govuk-details.numbers {
                summary.govuk-details__summary {
                    span.govuk-details__summary-text { "Numbers" span.govuk-visually-hidden { ": " (self.title) } }
                }
                div.govuk-details__text {
                    (self.table())
                    (self.download(files))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_and_file_say_the_same() {
        let rows = vec![Row::of("Alder", None, 1, 3), Row::of("Ash", Some(Lang::Cy), 0, 0)];
        let data = Data::counted("trees", "Trees", "Tree", "Answers", "Shares are of all.", rows);
        let records: Vec<String> = data.records().map(|row| row.join(",")).collect();
        assert_eq!(records, ["Tree,Answers,Share (%)", "Alder,1,33.33", "Ash,0,"]);
        let table = data.behind("/d/a/b").into_string();
        for part in [
            r#"<td class="number">1</td><td class="number">33%</td>"#,
            r#"<th scope="row" lang="cy" dir="auto">Ash</th><td class="number">0</td><td class="number">–</td>"#,
            r#"href="/d/a/b/data/trees.csv""#,
        ] {
            assert!(table.contains(part), "{part} in {table}");
        }
    }
}
